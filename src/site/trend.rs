//! A series over time as a line, with the stories and events of its time.

use std::collections::BTreeSet;

use super::Work;
use super::figure::{Drawing, Event, Figure, LineChart, Marker, Point, Room, Row, Table};
use crate::calendar::Day;
use crate::metric::{Chapter, Finding, Measure, Metric, Period, Series, Value, Way};
use crate::moment::Cited;
use crate::source;
use crate::story::{Outcome, Size, Story};
use crate::words::printable;

/// Numbered moments in a chart.
const MARKERS: usize = 5;
/// More weeks than this are shown as months.
const MOST_WEEKS: usize = 156;
/// A story may have to do with a change that begins so many days before or after it.
const NEAR: i32 = 28;

/// How far back a page of figures looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Window {
    /// The last 13 weeks.
    Quarter,
    /// The last 24 months: the page of the metric itself.
    TwoYears,
    /// Everything there is.
    Everything,
}

impl Window {
    /// All, from the shortest.
    pub(super) const ALL: [Window; 3] = [Window::Quarter, Window::TwoYears, Window::Everything];

    /// Its name in `lang/`.
    pub(super) fn id(self) -> &'static str {
        match self {
            Window::Quarter => "13-weeks",
            Window::TwoYears => "24-months",
            Window::Everything => "everything",
        }
    }

    /// Its folder below that of the metric.
    pub(super) fn folder(self) -> String {
        match self {
            Window::TwoYears => String::new(),
            other => format!("{}/", other.id()),
        }
    }

    /// Whether it shows something of a series that the others do not.
    pub(super) fn is_worth(self, series: &Series) -> bool {
        match self {
            Window::Quarter => series.is_weekly && series.weeks.len() > 13,
            Window::TwoYears => true,
            Window::Everything => series.months.len() > 24,
        }
    }

    /// The last final periods of this time, with those that still fill.
    pub(super) fn periods(self, series: &Series) -> &[Period] {
        let of = |periods: &'_ [Period], most: usize| {
            let filling = periods.iter().rev().take_while(|period| !period.is_final).count();
            periods.len().saturating_sub(most + filling)
        };
        let (weeks, months) = (&series.weeks, &series.months);
        match self {
            Window::Quarter => &weeks[of(weeks, 13)..],
            Window::TwoYears if series.is_weekly => &weeks[of(weeks, 104)..],
            Window::TwoYears => &months[of(months, 24)..],
            Window::Everything if series.is_weekly && weeks.len() <= MOST_WEEKS => weeks,
            Window::Everything => months,
        }
    }
}

/// The 90th percentile that goes with a median.
pub(super) struct Upper<'m> {
    metric: &'m Metric,
}

impl Upper<'_> {
    /// Its value for the same period.
    fn at(&self, period: &Period) -> Option<Value> {
        let all = &self.metric.all;
        let periods = if is_week(period) { &all.weeks } else { &all.months };
        let at = periods.binary_search_by_key(&period.start, |other| other.start).ok()?;
        Some(periods[at].value)
    }
}

impl<'a> Work<'a> {
    fn upper(&self, metric: &Metric) -> Option<Upper<'a>> {
        let metric = self.m.metrics.get(metric.definition.upper()?.id)?;
        Some(Upper { metric })
    }

    /// The trend of the whole company, with the 90th percentile or the interval as its band.
    pub(super) fn trend(&self, metric: &Metric, window: Window, root: &str) -> Option<Figure> {
        let periods = window.periods(&metric.all);
        let (first, end) = (periods.first()?.start, periods.last()?.end);
        let upper = self.upper(metric);
        let upper_of = |period: &Period| upper.as_ref()?.at(period);
        let points: Vec<Point> =
            periods.iter().map(|period| self.point(metric, period, upper_of(period))).collect();
        if points.iter().all(|point| point.value.is_none()) {
            return None;
        }
        let newest = periods.iter().rev().find(|period| period.is_final);
        let label = |metric: &Metric, value: Option<Value>| match value.and_then(Value::number) {
            Some(value) => {
                vec![self.metric_words(metric, "line"), self.value_words(metric, value)]
            }
            None => vec![self.metric_words(metric, "line")],
        };
        let band_label = upper.as_ref().map(|upper| label(upper.metric, newest.and_then(upper_of)));
        let told = self.numbered(metric, (first, end));
        let moments = self.markers(metric, &told, root);
        let is_weekly = is_weekly(periods);
        let key = if is_weekly { "chart.trend-title" } else { "chart.trend-months" };
        Some(Figure {
            id: "trend".into(),
            title: self.say(key, &[("name", &self.metric_words(metric, "name"))]),
            note: self.trend_note(metric, &points, (&told, newest)),
            drawing: Drawing::Line(LineChart {
                axis: self.axis(metric, &points),
                line_label: label(metric, newest.map(|period| period.value)),
                band_label: band_label.unwrap_or_default(),
                moments: moments.clone(),
                events: self.events(first, None),
                no_data: self.gap_words(periods.iter()),
                filling: self.filling(is_weekly),
                points,
            }),
            room: Room::Full,
            table: Some(self.periods_table(metric, periods, upper.as_ref())),
            moments,
            download: None,
            file: None,
        })
    }

    fn trend_note(
        &self,
        metric: &Metric,
        points: &[Point],
        (told, newest): (&[&Story], Option<&Period>),
    ) -> String {
        let has = |part: fn(&Point) -> bool| points.iter().any(part);
        let key = match () {
            () if has(|point| point.upper.is_some()) => "chart.trend-band",
            () if has(|point| point.interval.is_some()) => "chart.trend-interval",
            () => "chart.trend",
        };
        // Of months the figures above the chart speak, too.
        let is_shown = |period: &&Period| is_week(period) && period.value.number().is_some();
        let of_week = newest.filter(is_shown).map(|week| {
            let day = self.m.config.words.day(week.start);
            self.say("chart.trend-newest", &[("day", &day)])
        });
        let moments = (!told.is_empty()).then(|| self.say("chart.trend-moments", &[]));
        // What holds for most of them is said once.
        let changed = told.iter().filter(|story| !self.effect(metric, story).is_empty()).count();
        let is_early = metric.all.judgement.finding == Finding::TooEarly;
        let lasting = match changed {
            _ if told.is_empty() || is_early => None,
            0 => Some("chart.trend-steady"),
            changed if changed < told.len() => Some("chart.trend-others"),
            _ => None,
        };
        let lasting = lasting.map(|key| self.say(key, &[]));
        let first = Some(self.say(key, &[]));
        let sentences: Vec<String> =
            [first, of_week, moments, lasting].into_iter().flatten().collect();
        sentences.join(" ")
    }

    /// What stands in a gap: why there is no line.
    pub(super) fn gap_words<'p>(&self, periods: impl Iterator<Item = &'p Period>) -> String {
        let mut key = "display.no-data";
        for period in periods {
            match period.value {
                Value::Hidden => return self.say("panel.hidden", &[]),
                Value::TooFew { .. } => key = "panel.too-few",
                Value::Known { .. } | Value::NoData => {}
            }
        }
        self.say(key, &[])
    }

    pub(super) fn filling(&self, is_weekly: bool) -> String {
        self.say(if is_weekly { "display.filling" } else { "display.filling-month" }, &[])
    }

    /// A row a period, the newest first.
    pub(super) fn periods_table(
        &self,
        metric: &Metric,
        periods: &[Period],
        upper: Option<&Upper<'_>>,
    ) -> Table {
        let words = &self.m.config.words;
        let has_interval = periods.iter().any(|period| period.value.interval().is_some());
        let has_sample = periods.iter().any(|p| !self.sample(metric, p.value).is_empty());
        let row = |period: &Period| {
            if !period.is_final {
                let day = words.day_month(metric.definition.shown_from(period.end));
                let cells = vec![self.say("table.filling", &[("day", &day)])];
                return Row { name: self.period_name(period), href: None, cells };
            }
            let mut cells = vec![self.shown(metric, period.value)];
            if has_interval {
                let range =
                    period.value.interval().map(|i| self.range_words(metric, i.low, i.high));
                cells.push(range.unwrap_or_default());
            }
            if let Some(upper) = upper {
                let value = upper.at(period);
                cells.push(value.map_or_else(String::new, |v| self.shown(upper.metric, v)));
            }
            if has_sample {
                let n = period.value.sample();
                cells.push(n.map_or_else(String::new, |n| words.count(n as i64)));
            }
            Row { name: self.period_name(period), href: None, cells }
        };
        let is_weekly = is_weekly(periods);
        let mut columns = vec![
            self.say(if is_weekly { "table.week" } else { "table.month" }, &[]),
            self.metric_words(metric, "line"),
        ];
        columns.extend(has_interval.then(|| self.say("table.interval", &[])));
        columns.extend(upper.map(|upper| self.metric_words(upper.metric, "line")));
        columns.extend(has_sample.then(|| self.say("table.sample", &[])));
        Table {
            caption: self.say("table.caption", &[("name", &self.metric_words(metric, "name"))]),
            columns,
            text_column: None,
            rows: periods.iter().rev().map(row).collect(),
        }
    }

    /// The newest large stories behind a metric, at most one a quarter, in order of time.
    fn numbered(&self, metric: &Metric, (from, until): (Day, Day)) -> Vec<&'a Story> {
        let mut quarters = BTreeSet::new();
        let mut stories: Vec<&'a Story> = self
            .stories()
            .iter()
            .filter(|story| story.details.size == Some(Size::Large))
            .filter(|story| story.date >= from && story.date < until)
            .filter(|story| self.is_behind(metric, story))
            .filter(|story| quarters.insert(story.date.month().0 / 3))
            .take(MARKERS)
            .collect();
        stories.reverse();
        stories
    }

    /// These stories, numbered.
    fn markers(&self, metric: &Metric, stories: &[&Story], root: &str) -> Vec<Marker> {
        let marker = |(at, story): (usize, &&Story)| {
            let teams: Vec<String> = story.teams.iter().map(|id| self.team_name(id)).collect();
            let words = &self.m.config.words;
            let month = words.month(story.date.month());
            let effect = self.effect(metric, story);
            let teams = teams.join(", ");
            let values = [("month", &*month), ("teams", &*teams), ("effect", &*effect)];
            let key = if effect.is_empty() { "marker.plain" } else { "marker.context" };
            Marker {
                number: at + 1,
                day: story.date,
                name: story.title.clone(),
                context: self.say(key, &values),
                href: format!("{root}stories/{}/index.html", story.slug),
            }
        };
        stories.iter().enumerate().map(marker).collect()
    }

    /// Whether a story tells of what a metric counts, by the interactions that it names.
    fn is_behind(&self, metric: &Metric, story: &Story) -> bool {
        let cites = |tells: fn(&Cited) -> bool| {
            let ids = story.details.interactions.iter();
            ids.filter_map(|id| self.m.moments.cited(id)).any(tells)
        };
        match (metric.definition.chapter, metric.definition.measure) {
            (_, Measure::Stories) => true,
            (Chapter::Amount, _) => false,
            (Chapter::Waiting, _) => cites(|cited| cited.first_reply.is_some()),
            (Chapter::Solving, _) => cites(|cited| cited.resolution.is_some()),
            (Chapter::Voices, _) => cites(|cited| cited.csat.is_some()),
            (Chapter::Trouble, _) => story.outcome != Outcome::Delighted,
        }
    }

    /// How the line changed about when a story happened; empty where it did not.
    fn effect(&self, metric: &Metric, story: &Story) -> String {
        let judgement = &metric.all.judgement;
        let judged = metric.all.judged();
        let begins = |at: usize| judged.get(at).map(|period| period.start);
        let change = match judgement.finding {
            Finding::Changed(way, at) => Some((way, begins(at))),
            Finding::ChangedWith(way, _) => {
                Some((way, judgement.limits.last().and_then(|limits| begins(limits.first))))
            }
            Finding::Steady | Finding::TooEarly => None,
        };
        match change {
            Some((way, Some(day))) if (day.0 - story.date.0).abs() <= NEAR => match way {
                Way::Up => self.say("marker.higher", &[]),
                Way::Down => self.say("marker.lower", &[]),
            },
            _ => String::new(),
        }
    }

    /// The events of the whole company, and of one team.
    pub(super) fn events(&self, from: Day, team: Option<&str>) -> Vec<Event> {
        let concerns =
            |event: &&source::Event| event.team.is_none() || event.team.as_deref() == team;
        let events =
            self.m.companions.events.iter().filter(|event| event.date >= from).filter(concerns);
        events.map(|event| Event { day: event.date, name: printable(&event.name) }).collect()
    }

    /// `Week of 2 March 2026`, `March 2026`.
    pub(super) fn period_name(&self, period: &Period) -> String {
        let words = &self.m.config.words;
        if is_week(period) {
            return self.say("period.week", &[("day", &words.day(period.start))]);
        }
        words.month(period.start.month())
    }
}

/// Whether periods are weeks.
pub(super) fn is_weekly(periods: &[Period]) -> bool {
    periods.last().is_some_and(is_week)
}

/// Whether a period is a week.
pub(super) fn is_week(period: &Period) -> bool {
    period.end.0 - period.start.0 == 7
}
