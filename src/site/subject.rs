//! The figures of a metric of the whole company or of one group, as texts and panels show them.

use super::Work;
use super::content::{Basic, Link};
use super::control::lower_first;
use super::figure::{Drawing, Figure, LineChart, Point, Room, Table};
use super::metric_pages::download;
use super::trend::Window;
use crate::config::{FigureCall, Of, Show};
use crate::interaction::Dimension;
use crate::metric::{GroupName, Metric, Series, Value, definition};

/// Whose figure is meant, as the data has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject<'a> {
    /// What is measured.
    pub(super) metric: &'a Metric,
    /// Whose: a dimension, and the place among its groups; nothing for the whole company.
    pub(super) group: Option<(Dimension, usize)>,
}

impl<'a> Subject<'a> {
    /// The values.
    pub(super) fn series(&self) -> &'a Series {
        match self.group {
            None => &self.metric.all,
            Some((dimension, at)) => &self.metric.splits[&dimension][at],
        }
    }
}

impl<'a> Work<'a> {
    fn group(&self, subject: Subject<'_>) -> Option<&'a GroupName> {
        let (dimension, at) = subject.group?;
        self.m.metrics.groups[&dimension].get(at)
    }

    /// `First response`, or `First response, Repairs`.
    pub(super) fn subject_name(&self, subject: Subject<'_>) -> String {
        let name = self.metric_words(subject.metric, "short");
        match self.group(subject) {
            None => name,
            Some(group) => {
                self.say("subject.of", &[("name", &name), ("whose", group.label.as_str())])
            }
        }
    }

    /// The same of a figure that the data does not have, as it is written.
    pub(super) fn call_name(&self, call: &FigureCall) -> String {
        let Some(definition) = definition(&call.metric) else { return call.metric.value.clone() };
        let name = self.m.metrics.say(&self.m.config.words, definition.id, "short");
        match &call.of {
            Of::All | Of::Each(_) => name,
            Of::One(group) => self.say("subject.of", &[("name", &name), ("whose", &group.key)]),
        }
    }

    /// The link to the page that says what is counted.
    pub(super) fn more(&self, metric: &Metric) -> Link {
        let name = self.say("subject.more", &[("name", &self.metric_words(metric, "name"))]);
        self.link(name, &format!("figures/{}/", metric.definition.id))
    }

    /// The trend of two years; nothing where no period is shown.
    pub(super) fn subject_trend(&self, subject: Subject<'_>, root: &str) -> Option<Figure> {
        let metric = subject.metric;
        if subject.group.is_some() {
            return self.group_trend(subject);
        }
        let trend = self.trend(metric, Window::TwoYears, root)?;
        // What is said of the last month is no title for a season's ups and downs.
        let title = match metric.definition.is_seasonal() {
            true => trend.title.clone(),
            false => self.finding_title(metric),
        };
        Some(Figure { title, download: Some(download(metric)), ..trend })
    }

    /// The trend of a group by whole months.
    fn group_trend(&self, subject: Subject<'_>) -> Option<Figure> {
        let (metric, group) = (subject.metric, self.group(subject)?);
        let months = Window::TwoYears.periods(subject.series());
        let newest = months.iter().rev().find_map(|month| month.value.number())?;
        let points: Vec<Point> =
            months.iter().map(|month| self.point(metric, month, None)).collect();
        let has_interval = points.iter().any(|point| point.interval.is_some());
        let has_gaps = points.iter().any(|point| point.value.is_none());
        let notes = [
            ("chart.group-trend", true),
            ("chart.group-interval", has_interval),
            ("chart.group-gaps", has_gaps),
        ];
        let notes = notes.iter().filter(|(_, is_said)| *is_said).map(|(key, _)| self.say(key, &[]));
        let is_team = subject.group.is_some_and(|(dimension, _)| dimension == Dimension::Team);
        let drawing = Drawing::Line(LineChart {
            axis: self.axis(metric, &points),
            line_label: vec![self.metric_words(metric, "line"), self.value_words(metric, newest)],
            band_label: Vec::new(),
            moments: Vec::new(),
            events: self.events(months[0].start, is_team.then_some(group.slug.as_str())),
            no_data: self.gap_words(months.iter()),
            filling: self.filling(false),
            points,
        });
        Some(Figure {
            id: "trend".into(),
            title: self.subject_finding(subject),
            note: notes.collect::<Vec<_>>().join(" "),
            drawing,
            room: Room::Full,
            table: Some(self.of_group(group, metric, self.periods_table(metric, months, None))),
            moments: Vec::new(),
            download: Some(download(metric)),
            file: None,
        })
    }

    /// A table with the group in its caption.
    fn of_group(&self, group: &GroupName, metric: &Metric, table: Table) -> Table {
        let name = self.metric_words(metric, "name");
        let values = [("name", name.as_str()), ("whose", group.label.as_str())];
        Table { caption: self.say("table.group-caption", &values), ..table }
    }

    /// The control chart of two years; nothing where there are too few values for limits.
    pub(super) fn subject_control(&self, subject: Subject<'_>) -> Option<Figure> {
        let metric = subject.metric;
        let mut control = self.control(metric, subject.series(), Window::TwoYears)?;
        if let Some(group) = self.group(subject) {
            control.table = control.table.map(|table| self.of_group(group, metric, table));
        }
        Some(Figure { title: self.subject_finding(subject), ..control })
    }

    /// A figure whose title does not say what it is of: `First response: half within 21 min`.
    pub(super) fn named(&self, subject: Subject<'_>, figure: Option<Figure>) -> Option<Figure> {
        let figure = figure?;
        let (name, finding) = (self.subject_name(subject), lower_first(&figure.title));
        let title = self.say("subject.finding", &[("name", &name), ("finding", &finding)]);
        Some(Figure { title, ..figure })
    }

    /// `First response, Repairs: really better since March`.
    fn subject_finding(&self, subject: Subject<'_>) -> String {
        let verdict = self.verdict(subject.metric, subject.series());
        let finding = lower_first(&verdict.words);
        let name = self.subject_name(subject);
        self.say("subject.finding", &[("name", &name), ("finding", &finding)])
    }

    /// Why there is nothing to draw today.
    pub(super) fn why_not(&self, subject: Subject<'_>, show: Show) -> String {
        match subject.series().last_month().map(|month| month.value) {
            None => self.absence(subject.metric, Value::NoData),
            Some(Value::Known { .. }) if show == Show::Control => self.say("verdict.early", &[]),
            Some(Value::Known { .. }) => self.say("panel.too-few", &[]),
            Some(value) => self.absence(subject.metric, value),
        }
    }

    /// The newest number with its small line and its verdict. Within a text it says its month.
    pub(super) fn subject_basic(
        &self,
        subject: Subject<'_>,
        is_text: bool,
    ) -> (Basic, Option<Figure>) {
        let (metric, series) = (subject.metric, subject.series());
        let (mut basics, mut figures) = self.basics([(metric, series)].into_iter());
        let mut basic = basics.remove(0);
        basic.label = self.subject_name(subject);
        if let Some(month) = self.newest(metric, series).month.filter(|_| is_text) {
            let month = self.month_near(month);
            basic.sample = match basic.sample.as_str() {
                "" => month,
                sample => self.say("subject.sample", &[("month", &month), ("sample", sample)]),
            };
        }
        (basic, figures.pop())
    }
}
