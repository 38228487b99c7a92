//! Series as figures.

use super::Work;
use super::figure::{
    ControlChart, Drawing, Event, Figure, Limits, LineChart, Marker, PanelChart, Point, Room,
    SparkLine, ValueAxis,
};
use super::finding::judged;
use crate::calendar::Day;
use crate::metric::{self, Finding, Metric, Period, Series, Value};
use crate::source;
use crate::units::Unit;
use crate::words::printable;

/// Charts of weeks show so many: two years.
const WEEKS: usize = 104;
/// Spark lines and panels show so many months.
pub(super) const MONTHS: usize = 24;
/// Numbered moments in a chart.
const MARKERS: usize = 5;

/// The last `most` of a list.
pub(super) fn last<T>(list: &[T], most: usize) -> &[T] {
    &list[list.len().saturating_sub(most)..]
}

impl Work<'_> {
    /// The value axis of a metric whose largest value is `largest`.
    pub(super) fn axis(&self, metric: &Metric, largest: f64) -> ValueAxis {
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
        ValueAxis { label: self.say(key, &[]), divisor, limit, floor, from_zero: true }
    }

    fn point(
        &self,
        metric: &Metric,
        period: &Period,
        upper: Option<Value>,
        is_week: bool,
    ) -> Point {
        let words = &self.m.config.words;
        let name = if is_week {
            self.say("period.week", &[("day", &words.day(period.start))])
        } else {
            words.month(period.start.month())
        };
        let sample = self.sample(metric, period.value);
        let gap = if sample.is_empty() { "" } else { ", " };
        Point {
            start: period.start,
            end: period.end,
            value: period.value.number(),
            upper: upper.and_then(Value::number),
            interval: period.value.interval().map(|i| (i.low, i.high)),
            is_whole: period.is_final,
            words: format!("{name}: {}{gap}{sample}", self.shown(metric, period.value)),
        }
    }

    /// The trend of the whole company by weeks, with the 90th percentile as its band.
    pub(super) fn trend(&self, metric: &Metric, root: &str) -> Option<Figure> {
        let weeks = last(&metric.all.weeks, WEEKS);
        if weeks.is_empty() {
            return None;
        }
        let upper_metric = metric
            .definition
            .id
            .strip_suffix("-median")
            .and_then(|stem| self.m.metrics.get(&format!("{stem}-p90")));
        let upper_of = |period: &Period| {
            let weeks = &upper_metric?.all.weeks;
            let at = weeks.binary_search_by_key(&period.start, |p| p.start).ok()?;
            Some(weeks[at].value)
        };
        let points: Vec<Point> =
            weeks.iter().map(|week| self.point(metric, week, upper_of(week), true)).collect();
        let axis = self.axis(metric, largest(&points));
        let newest = weeks.iter().rev().find(|week| week.is_final);
        let label = |metric: &Metric, value: Option<Value>| match value.and_then(Value::number) {
            Some(value) => {
                vec![self.metric_words(metric, "line"), self.value_words(metric, value)]
            }
            None => vec![self.metric_words(metric, "line")],
        };
        let band_label = upper_metric.map(|upper| label(upper, newest.and_then(upper_of)));
        let moments = self.markers(metric, weeks[0].start, weeks[weeks.len() - 1].end, root);
        let has_band = upper_metric.is_some();
        let mut note = self.say(if has_band { "chart.trend-band" } else { "chart.trend" }, &[]);
        if !moments.is_empty() {
            note = format!("{note} {}", self.say("chart.trend-moments", &[]));
        }
        let drawing = Drawing::Line(LineChart {
            axis,
            points,
            line_label: label(metric, newest.map(|week| week.value)),
            band_label: band_label.unwrap_or_default(),
            moments: moments.clone(),
            events: self.events(weeks[0].start, None),
            no_data: self.say("display.no-data", &[]),
            filling: self.say("display.filling", &[]),
        });
        let name = self.metric_words(metric, "name");
        Some(Figure {
            id: "trend".into(),
            title: self.say("chart.trend-title", &[("name", &name)]),
            note,
            drawing,
            room: Room::Full,
            table: None,
            moments,
            download: None,
            file: None,
        })
    }

    /// The newest large stories, at most one a quarter, numbered in order of time.
    fn markers(&self, metric: &Metric, from: Day, until: Day, root: &str) -> Vec<Marker> {
        if metric.definition.is_seasonal() {
            return Vec::new();
        }
        let mut quarters = std::collections::BTreeSet::new();
        let mut stories: Vec<_> = self
            .stories()
            .iter()
            .filter(|story| story.details.size == Some(crate::story::Size::Large))
            .filter(|story| story.date >= from && story.date < until)
            .filter(|story| quarters.insert(story.date.month().0 / 3))
            .take(MARKERS)
            .collect();
        stories.reverse();
        let marker = |(at, story): (usize, &&crate::story::Story)| {
            let teams: Vec<String> = story.teams.iter().map(|id| self.team_name(id)).collect();
            let words = &self.m.config.words;
            Marker {
                number: at + 1,
                day: story.date,
                name: story.title.clone(),
                context: format!("{}, {}", words.month(story.date.month()), words.list(&teams)),
                href: format!("{root}stories/{}/index.html", story.slug),
            }
        };
        stories.iter().enumerate().map(marker).collect()
    }

    /// The events of the whole company, and of one team.
    fn events(&self, from: Day, team: Option<&str>) -> Vec<Event> {
        let concerns =
            |event: &&source::Event| event.team.is_none() || event.team.as_deref() == team;
        let events = self.m.events.iter().filter(|event| event.date >= from).filter(concerns);
        events.map(|event| Event { day: event.date, name: printable(&event.name) }).collect()
    }

    /// The control chart of the whole company by weeks; nothing without limits.
    pub(super) fn control(&self, metric: &Metric) -> Option<Figure> {
        let all = judged(&metric.all);
        if metric.all.judgement.limits.is_empty() || metric.definition.is_seasonal() {
            return None;
        }
        let first = all.len().saturating_sub(WEEKS);
        let points: Vec<Point> =
            all[first..].iter().map(|week| self.point(metric, week, None, true)).collect();
        let (limits, signals) = self.limits(metric, &metric.all, first);
        let axis = self.axis(metric, largest(&points));
        let verdict = self.verdict(metric, &metric.all);
        let title = self.say(&format!("chart.control-{}", verdict.kind), &[]);
        let drawing = Drawing::Control(ControlChart {
            axis,
            points,
            limits,
            signals,
            no_data: self.say("display.no-data", &[]),
        });
        let first_limits = &metric.all.judgement.limits[0];
        let baseline = self.m.config.words.count(first_limits.baseline as i64);
        Some(Figure {
            id: "control".into(),
            title: format!("{title}: {}", lower_first(&verdict.words)),
            note: self.say("chart.control", &[("n", &baseline)]),
            drawing,
            room: Room::Part,
            table: None,
            moments: Vec::new(),
            download: None,
            file: None,
        })
    }

    /// The limits and signals of a series from its point `first` on.
    fn limits(&self, metric: &Metric, series: &Series, first: usize) -> (Vec<Limits>, Vec<usize>) {
        let judgement = &series.judgement;
        let periods = judged(series);
        let words = |limits: &metric::Limits, is_new: bool| {
            let (low, high) = limits.shown();
            let range = self.range_words(metric, low, high);
            let name = if is_new {
                let since = periods.get(limits.first).map(|period| self.month_near(period.start));
                self.say("chart.since", &[("month", &since.unwrap_or_default())])
            } else {
                self.say("chart.usual", &[])
            };
            vec![name, range]
        };
        let shown = judgement.limits.iter().filter(|limits| limits.end > first);
        let limits = shown.map(|limits| {
            let is_new = limits.first > 0;
            Limits {
                first: limits.first.saturating_sub(first),
                end: limits.end - first,
                centre: limits.centre,
                edges: limits.edges().split_off(first.saturating_sub(limits.first)),
                is_new,
                words: words(limits, is_new),
            }
        });
        let signals = judgement.signals.iter().filter_map(|at| at.checked_sub(first));
        (limits.collect(), signals.collect())
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
        let is_changed = matches!(series.judgement.finding, Finding::ChangedWith(..));
        let values: Vec<_> = months.iter().map(|month| month.value.observed()).collect();
        let starts: Vec<usize> = self
            .m
            .events
            .iter()
            .filter(|e| is_changed && e.kind == source::EventKind::Baseline && e.team.is_none())
            .filter_map(|event| months.iter().position(|month| month.begins_with(event.date)))
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

    /// The panel of a group among all groups of its dimension.
    pub(super) fn panel(
        &self,
        metric: &Metric,
        (at, all): (usize, &[Series]),
        name: &str,
        id: String,
    ) -> Figure {
        let months = |series: &Series| -> Vec<Option<f64>> {
            last(&series.months, MONTHS).iter().map(|month| month.value.number()).collect()
        };
        let scale = all.iter().flat_map(months).flatten().fold(0.0, f64::max);
        let series = &all[at];
        let points: Vec<Point> = last(&series.months, MONTHS)
            .iter()
            .map(|month| self.point(metric, month, None, false))
            .collect();
        let is_shown = points.iter().any(|point| point.value.is_some());
        let others = (0..all.len()).filter(|&other| other != at).map(|other| months(&all[other]));
        let message = if is_shown { Vec::new() } else { self.panel_message(series) };
        Figure {
            id,
            title: format!("{name}: {}", self.metric_words(metric, "name")),
            note: String::new(),
            drawing: Drawing::Panel(PanelChart {
                axis: self.axis(metric, scale),
                scale,
                points,
                others: others.collect(),
                message,
            }),
            room: Room::Panel,
            table: None,
            moments: Vec::new(),
            download: None,
            file: None,
        }
    }

    /// Why a panel shows nothing, one or two short lines.
    fn panel_message(&self, series: &Series) -> Vec<String> {
        if series.months.iter().any(|month| month.value == Value::Hidden) {
            return vec![self.say("panel.hidden", &[]), self.say("panel.small", &[])];
        }
        vec![self.say("panel.too-few", &[])]
    }
}

/// The largest value of a line and of its band.
fn largest(points: &[Point]) -> f64 {
    points.iter().flat_map(|p| [p.value, p.upper]).flatten().fold(0.0, f64::max)
}

/// A sentence as the second half of another.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}
