//! Did it really change? The control chart of a series.

use super::Work;
use super::figure::{ControlChart, Drawing, Figure, Limits, Point, Room, Row, Table};
use super::trend::{Window, is_week};
use crate::metric::{self, Finding, Metric, Period, Series};

impl Work<'_> {
    /// The control chart of a series; nothing without limits.
    pub(super) fn control(
        &self,
        metric: &Metric,
        series: &Series,
        window: Window,
    ) -> Option<Figure> {
        if series.judgement.limits.is_empty() || metric.definition.is_seasonal() {
            return None;
        }
        let start = window.periods(series).first()?.start;
        let judged = series.judged();
        let first = judged.iter().position(|period| period.start >= start)?;
        let shown = &judged[first..];
        let points: Vec<Point> =
            shown.iter().map(|period| self.point(metric, period, None)).collect();
        let points: Vec<Point> =
            points.into_iter().map(|point| Point { interval: None, ..point }).collect();
        let (limits, signals) = self.limits(metric, series, first);
        let verdict = self.verdict(metric, series);
        let title = self.say(&format!("chart.control-{}", verdict.kind), &[]);
        let edges = limits.iter().flat_map(|limits| &limits.edges).flat_map(|(l, h)| [*l, *h]);
        let values = points.iter().filter_map(|point| point.value);
        Some(Figure {
            id: "control".into(),
            title: format!("{title}: {}", lower_first(&verdict.words)),
            note: self.control_note(series, !signals.is_empty()),
            table: Some(self.control_table(metric, shown, &limits)),
            drawing: Drawing::Control(ControlChart {
                axis: self.axis_for(metric, values.chain(edges)),
                points,
                limits,
                signals,
                no_data: self.gap_words(shown.iter().copied()),
            }),
            room: Room::Part,
            moments: Vec::new(),
            download: None,
            file: None,
        })
    }

    fn control_note(&self, series: &Series, has_signals: bool) -> String {
        let Some(first) = series.judgement.limits.last() else { return String::new() };
        let n = self.m.config.words.count(first.baseline as i64);
        let key = match (series.is_weekly, first.is_p_chart) {
            (true, false) => "chart.control-weeks",
            (true, true) => "chart.control-varying-weeks",
            (false, false) => "chart.control-months",
            (false, true) => "chart.control-varying-months",
        };
        let signals = has_signals.then(|| self.say("chart.control-signals", &[]));
        let sentences: Vec<String> =
            [self.say(key, &[("n", &n)])].into_iter().chain(signals).collect();
        sentences.join(" ")
    }

    /// A row a period, the newest first: its value, and the limits of chance.
    fn control_table(&self, metric: &Metric, shown: &[&Period], limits: &[Limits]) -> Table {
        let row = |(at, period): (usize, &&Period)| {
            let of = limits.iter().find(|limits| (limits.first..limits.end).contains(&at));
            let edges = of.and_then(|limits| limits.edges.get(at - limits.first));
            let edges = edges.map(|(low, high)| self.range_words(metric, *low, *high));
            Row {
                name: self.period_name(period),
                href: None,
                cells: vec![self.shown(metric, period.value), edges.unwrap_or_default()],
            }
        };
        let columns = vec![
            self.say(
                if shown.iter().any(|period| is_week(period)) {
                    "table.week"
                } else {
                    "table.month"
                },
                &[],
            ),
            self.metric_words(metric, "line"),
            self.say("table.limits", &[]),
        ];
        Table {
            caption: self.say("table.control", &[("name", &self.metric_words(metric, "name"))]),
            columns,
            text_column: None,
            rows: shown.iter().enumerate().rev().map(row).collect(),
        }
    }

    /// The limits and signals of a series from its point `first` on.
    fn limits(&self, metric: &Metric, series: &Series, first: usize) -> (Vec<Limits>, Vec<usize>) {
        let judgement = &series.judgement;
        let periods = series.judged();
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
        let is_changed = !matches!(judgement.finding, Finding::Steady | Finding::TooEarly);
        let shown = judgement.limits.iter().filter(|limits| limits.end > first);
        let limits = shown.map(|limits| {
            let is_new = limits.first > 0 && is_changed;
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
}

/// A sentence as the second half of another.
pub(super) fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}
