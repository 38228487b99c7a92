//! What the figures of a series share: axes and points; and its small drawings.

use std::sync::Arc;

use super::Work;
use super::figure::{Drawing, Figure, Limits, PanelChart, Point, Room, SparkLine, ValueAxis};
use crate::metric::{self, Finding, Metric, Period, Series, Value};
use crate::units::Unit;

/// Spark lines and panels show so many months.
pub(super) const MONTHS: usize = 24;
/// Shares that all lie above this are drawn on an axis that does not begin at zero.
const HIGH: f64 = 0.5;

/// The last `most` of a list.
pub(super) fn last<T>(list: &[T], most: usize) -> &[T] {
    &list[list.len().saturating_sub(most)..]
}

/// What the panels of all groups have in common.
pub(super) struct Common {
    axis: ValueAxis,
    scale: (f64, f64),
    values: Arc<Vec<Vec<Option<f64>>>>,
}

impl Work<'_> {
    /// The value axis for points of a metric.
    pub(super) fn axis(&self, metric: &Metric, points: &[Point]) -> ValueAxis {
        let values = points.iter().flat_map(|point| {
            let (low, high) = point.interval.unzip();
            [point.value, point.upper, low, high]
        });
        self.axis_for(metric, values.flatten())
    }

    /// The value axis for values of a metric.
    pub(super) fn axis_for(&self, metric: &Metric, values: impl Iterator<Item = f64>) -> ValueAxis {
        let (lowest, largest) = values
            .fold((f64::INFINITY, 0.0_f64), |(lowest, largest), value| {
                (lowest.min(value), largest.max(value))
            });
        let (key, divisor, limit) = match metric.definition.unit {
            Unit::Share => ("axis.percent", 0.01, Some(1.0)),
            Unit::Points => ("axis.points", 1.0, Some(100.0)),
            Unit::PerThousand => ("axis.per-thousand", 1.0, None),
            Unit::Count => ("axis.interactions", 1.0, None),
            _ if largest < 4.0 * 3_600.0 => ("axis.minutes", 60.0, None),
            Unit::BusinessSeconds => ("axis.hours", 3_600.0, None),
            Unit::Seconds if largest < 2.0 * 86_400.0 => ("axis.hours", 3_600.0, None),
            Unit::Seconds => ("axis.days", 86_400.0, None),
        };
        let floor = (metric.definition.unit == Unit::Points).then_some(-100.0);
        let from_zero = metric.definition.unit != Unit::Share || lowest <= HIGH;
        ValueAxis { label: self.say(key, &[]), divisor, limit, floor, from_zero }
    }

    /// A period as a point; `upper` is the 90th percentile of the same time.
    pub(super) fn point(&self, metric: &Metric, period: &Period, upper: Option<Value>) -> Point {
        let sample = self.sample(metric, period.value);
        let values = [
            ("period", self.period_name(period)),
            ("value", self.shown(metric, period.value)),
            ("sample", sample.clone()),
        ];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        let key = if sample.is_empty() { "chart.point" } else { "chart.point-sample" };
        Point {
            start: period.start,
            end: period.end,
            value: period.value.number(),
            upper: upper.and_then(Value::number),
            interval: period.value.interval().map(|interval| (interval.low, interval.high)),
            is_whole: period.is_final,
            words: self.say(key, &values),
        }
    }

    /// The spark line of a series by months, on its usual range; nothing without values.
    pub(super) fn spark(&self, metric: &Metric, series: &Series, id: String) -> Option<Figure> {
        let months: Vec<&Period> = series.months.iter().filter(|month| month.is_final).collect();
        let months = last(&months, MONTHS);
        let values: Vec<Option<f64>> = months.iter().map(|month| month.value.number()).collect();
        let known = values.iter().flatten().count();
        if known == 0 {
            return None;
        }
        let label = self.metric_words(metric, "name");
        let note = self.say("chart.spark", &[("n", &months.len().to_string())]);
        let drawing = Drawing::Spark(SparkLine {
            limits: self.spark_limits(metric, series, months),
            values,
            is_last_whole: true,
            is_early: known < metric::PROVISIONAL,
        });
        Some(Figure {
            id,
            title: format!("{label}. {note}"),
            note: String::new(),
            drawing,
            room: Room::Spark,
            table: None,
            moments: Vec::new(),
            download: None,
            file: None,
        })
    }

    /// The usual range of the months of a spark line, drawn afresh where an event really changed
    /// the series.
    fn spark_limits(&self, metric: &Metric, series: &Series, months: &[&Period]) -> Vec<Limits> {
        if metric.definition.is_seasonal() {
            return Vec::new();
        }
        let finding = &series.judgement.finding;
        let is_changed = matches!(finding, Finding::Changed(..) | Finding::ChangedWith(..));
        let values: Vec<_> = months.iter().map(|month| month.value.observed()).collect();
        let begun = series.events.iter().filter(|_| is_changed);
        let starts: Vec<usize> = begun
            .filter_map(|(day, _)| months.iter().position(|month| month.begins_with(*day)))
            .collect();
        let judgement = metric::judge(&values, &starts, metric.definition.rule());
        let limits = judgement.limits.into_iter().map(|limits| Limits {
            first: limits.first,
            end: limits.end,
            centre: limits.centre,
            edges: limits.edges(),
            is_new: limits.first > 0,
            words: Vec::new(),
        });
        limits.collect()
    }

    /// What the panels of all groups of a dimension have in common.
    pub(super) fn common(&self, metric: &Metric, all: &[Series]) -> Common {
        let months = |series: &Series| -> Vec<Option<f64>> {
            last(&series.months, MONTHS).iter().map(|month| month.value.number()).collect()
        };
        let values: Vec<Vec<Option<f64>>> = all.iter().map(months).collect();
        let shown = || values.iter().flatten().flatten().copied();
        Common {
            axis: self.axis_for(metric, shown()),
            scale: (shown().fold(f64::INFINITY, f64::min), shown().fold(0.0, f64::max)),
            values: Arc::new(values),
        }
    }

    /// The panel of a group.
    pub(super) fn panel(
        &self,
        metric: &Metric,
        (series, common): (&Series, &Common),
        name: &str,
        id: String,
    ) -> Figure {
        let points: Vec<Point> = last(&series.months, MONTHS)
            .iter()
            .map(|month| self.point(metric, month, None))
            .collect();
        let is_shown = points.iter().any(|point| point.value.is_some());
        let message = if is_shown { Vec::new() } else { self.panel_message(series) };
        Figure {
            id,
            title: format!("{name}: {}", self.metric_words(metric, "name")),
            note: String::new(),
            drawing: Drawing::Panel(PanelChart {
                axis: common.axis.clone(),
                scale: common.scale,
                points,
                all: Arc::clone(&common.values),
                message,
            }),
            room: Room::Panel,
            table: None,
            moments: Vec::new(),
            download: None,
            file: None,
        }
    }

    /// Why a panel shows nothing, in short lines.
    fn panel_message(&self, series: &Series) -> Vec<String> {
        if series.months.iter().any(|month| month.value == Value::Hidden) {
            let minimum = self.m.config.privacy.minimum_group.value.to_string();
            let small = self.say("panel.small", &[("minimum", &minimum)]);
            return vec![self.say("panel.hidden", &[]), small, self.say("panel.near", &[])];
        }
        vec![self.say("panel.too-few", &[])]
    }
}
