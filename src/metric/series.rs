//! The periods of each metric for the whole company and for every group.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::beside;
use super::definition::{Definition, METRICS, Measure, Settles};
use super::hiding::Split;
use super::names::names;
use super::supply::Supply;
use super::value::{Facts, Value, value};
use super::verdict::{Judgement, Observed, judge};
use super::{Coverage, GroupName, Metric, Metrics};
use crate::calendar::{Day, Month, Week};
use crate::config::Config;
use crate::interaction::Dimension;
use crate::privacy::Cover;
use crate::rollup::{Cell, Group, Histogram, Hours, Rollup, Tally, Timeline};
use crate::source::{Event, EventKind};
use crate::story::Story;
use crate::words::printable;

/// The verdict on volume compares with the year before: so many weeks.
const YEAR_WEEKS: usize = 52;
/// And so many months.
const MONTHS_OF_A_YEAR: usize = 12;

/// A period with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// Its first day.
    pub start: Day,
    /// The day after its last.
    pub end: Day,
    /// Whether it is over and its values no longer move.
    pub is_final: bool,
    /// Its value.
    pub value: Value,
}

/// The periods of a metric for all or for a group.
#[derive(Clone, Debug)]
pub struct Series {
    /// Over everything that is shown.
    pub total: Value,
    /// ISO weeks from the first whole one on; empty for groups.
    pub weeks: Vec<Period>,
    /// Months from the first whole one on; for groups only final ones.
    pub months: Vec<Period>,
    /// Whether it is judged by weeks: the whole company is, unless most weeks have too few for a
    /// value. Else it is judged by months.
    pub is_weekly: bool,
    /// Whether it really changed.
    pub judgement: Judgement,
    /// The declared event that began each segment but the first: its day and its name.
    pub events: Vec<(Day, String)>,
}

pub(super) fn evaluate(
    rollup: &Rollup,
    (stories, events): Told<'_>,
    config: &Config,
    today: Day,
) -> Metrics {
    let coverage = rollup.span.map(|(first, newest)| {
        let end_of_today = config.zone.stamp(today.plus(1), 0).0;
        let horizon = newest.min(end_of_today);
        Coverage { first, horizon, last: config.zone.local_day(horizon) }
    });
    let other = config.words.say("group.other", &[]);
    let groups: BTreeMap<Dimension, Vec<Cow<'_, Group>>> = Dimension::ALL
        .into_iter()
        .map(|d| (d, rollup.groups_by(d).largest(config.limits.max_values.value, &other)))
        // A dimension of which the data says nothing at all is none.
        .filter(|(_, groups)| groups.iter().any(|group| !group.key.is_empty()))
        .collect();
    let names: BTreeMap<Dimension, Vec<GroupName>> =
        groups.iter().map(|(&d, groups)| (d, names(d, groups, config))).collect();
    let has_open = rollup.days.iter().any(|(_, day)| day.still_open > 0);
    let scales = rollup.scales;
    let fields = rollup.reading.fields(config);
    let supply = Supply::of(fields, (has_open, !stories.is_empty()), scales, config);
    let mut metrics = Metrics {
        list: Vec::new(),
        coverage,
        groups: BTreeMap::new(),
        scales,
        supply,
        backlog_age: None,
        rolling: Vec::new(),
        open_promises: beside::open_promises(&rollup.months),
    };
    if let Some(coverage) = coverage {
        let work = Work { rollup, stories, events, config, coverage };
        let splits: Vec<Split<'_>> =
            groups.iter().map(|(&d, groups)| work.split_of(d, groups, &names[&d])).collect();
        let fed = METRICS.iter().filter(|definition| definition.is_fed_by(&metrics.supply));
        metrics.list = fed.map(|definition| work.metric(definition, &splits)).collect();
        if metrics.get("backlog").is_some() {
            metrics.backlog_age = beside::backlog_age(&rollup.days, coverage.last);
        }
        if metrics.get("bad-experience").is_some() {
            metrics.rolling = beside::rolling(&rollup.days, coverage, config);
        }
    }
    metrics.groups = names;
    metrics
}

/// What is told beside the data: the published stories, and the dated events.
pub(super) type Told<'a> = (&'a [Story], &'a [Event]);

/// What series are made of.
pub(super) struct Work<'a> {
    pub(super) rollup: &'a Rollup,
    stories: &'a [Story],
    events: &'a [Event],
    pub(super) config: &'a Config,
    coverage: Coverage,
}

/// The number opened and not solved by the end of each period.
pub(super) type Backlog = BTreeMap<Day, u64>;

impl Work<'_> {
    fn metric(&self, definition: &'static Definition, splits: &[Split<'_>]) -> Metric {
        let is_split = |split: &&Split<'_>| match definition.measure {
            // A story names teams, and no channel, topic or priority.
            Measure::Stories => split.dimension == Dimension::Team,
            _ => true,
        };
        let splits = splits.iter().filter(is_split);
        let series = splits.map(|split| (split.dimension, self.split(definition, split)));
        Metric {
            definition,
            all: self.all(definition),
            splits: series.collect(),
            hours: self.hours(definition),
            durations: self.durations(definition),
        }
    }

    /// Whether a period lies within what the data covers.
    fn is_whole(&self, start: Day, end: Day) -> bool {
        let end_stamp = self.config.zone.stamp(end, 0).0;
        start >= self.coverage.first && end_stamp <= self.coverage.horizon
    }

    /// Whether the values of a period no longer move.
    pub(super) fn is_final(&self, definition: &Definition, start: Day, end: Day) -> bool {
        self.is_whole(start, definition.shown_from(end))
    }

    /// The stories of a time, of all teams or of one, where the metric counts stories.
    fn stories(&self, definition: &Definition, time: (Day, Day), team: Option<&str>) -> u64 {
        if !matches!(definition.measure, Measure::Stories) {
            return 0;
        }
        let (start, end) = time;
        let is_told = |story: &&Story| {
            (start..end).contains(&story.date)
                && team.is_none_or(|team| story.teams.iter().any(|of| of == team))
        };
        self.stories.iter().filter(is_told).count() as u64
    }

    fn all(&self, definition: &Definition) -> Series {
        let backlog = self.backlog_of_all();
        let period = |(start, end): (Day, Day), cell: &Cell| {
            let stories = self.stories(definition, (start, end), None);
            let facts = Facts { cell, backlog: backlog_at(&backlog, end), stories };
            let value = value(definition, facts, Cover::Shown);
            Period { start, end, is_final: self.is_final(definition, start, end), value }
        };
        let is_covered = |period: &Period| period.start >= self.coverage.first;
        let weeks = self.rollup.weeks.iter().map(|(number, cell)| {
            let week = Week(number);
            period((week.start(), week.end()), cell)
        });
        let weeks: Vec<Period> = weeks.filter(is_covered).collect();
        let months = self.rollup.months.iter().map(|(number, cell)| {
            let month = Month(number);
            period((month.start(), month.end()), cell)
        });
        let months: Vec<Period> = months.filter(is_covered).collect();
        let mut sum = Cell::default();
        for (number, cell) in self.rollup.months.iter() {
            let (start, end) = (Month(number).start(), Month(number).end());
            if definition.settles != Settles::Matured || self.is_final(definition, start, end) {
                sum.merge(cell);
            }
        }
        let tomorrow = self.coverage.last.plus(1);
        let facts = Facts {
            cell: &sum,
            backlog: backlog_at(&backlog, tomorrow),
            stories: self.stories(definition, (self.coverage.first, tomorrow), None),
        };
        let total = value(definition, facts, Cover::Shown);
        let is_known = |period: &&Period| period.value.number().is_some();
        let known = |periods: &[Period]| periods.iter().filter(is_known).count();
        // Most weeks have a value, or months have none either.
        let is_weekly = 2 * known(&weeks) >= weeks.len() || known(&months) == 0;
        let judged = if is_weekly { &weeks } else { &months };
        let (judgement, events) = self.judge(definition, judged, None);
        Series { total, weeks, months, is_weekly, judgement, events }
    }

    /// The value of each hour of the week, over all data; nothing for what has none.
    fn hours(&self, definition: &Definition) -> Vec<Value> {
        let has_no_hour = matches!(definition.measure, Measure::Backlog | Measure::Stories);
        // The hours hold the newest interactions too, which flatter what must mature.
        if has_no_hour || definition.settles == Settles::Matured {
            return Vec::new();
        }
        let nothing = Cell::default();
        let of_hour = |hour: u8| {
            let cell = self.rollup.hours.get(hour).unwrap_or(&nothing);
            value(definition, Facts { cell, backlog: 0, stories: 0 }, Cover::Shown)
        };
        (0..Hours::COUNT).map(of_hour).collect()
    }

    /// The durations of the last final months, up to a year of them.
    fn durations(&self, definition: &Definition) -> Option<Histogram> {
        let durations = definition.durations()?;
        let mut sum = Histogram::default();
        let months = self.rollup.months.iter().rev();
        let is_final =
            |number: &i32| self.is_final(definition, Month(*number).start(), Month(*number).end());
        for (_, cell) in months.filter(|(number, _)| is_final(number)).take(MONTHS_OF_A_YEAR) {
            sum.merge(durations(cell));
        }
        (sum.count() >= definition.minimum).then_some(sum)
    }

    fn backlog_of_all(&self) -> Backlog {
        running(
            self.rollup
                .days
                .iter()
                .map(|(day, counts)| (Day(day).plus(1), counts.tracked, counts.resolved)),
        )
    }

    fn split(&self, definition: &'static Definition, split: &Split<'_>) -> Vec<Series> {
        let one =
            |(number, covers): (usize, Vec<Cover>)| self.group(definition, split, number, &covers);
        self.covers(definition, split).into_iter().enumerate().map(one).collect()
    }

    fn group(
        &self,
        definition: &Definition,
        split: &Split<'_>,
        number: usize,
        covers: &[Cover],
    ) -> Series {
        let (group, months) = (&split.groups[number], split.months.as_slice());
        let team = (split.dimension == Dimension::Team).then(|| split.names[number].slug.as_str());
        let backlog = backlog_of(group);
        let nothing = Cell::default();
        let facts = |cell, (start, end): (Day, Day)| Facts {
            cell,
            backlog: backlog_at(&backlog, end),
            stories: team.map_or(0, |team| self.stories(definition, (start, end), Some(team))),
        };
        let mut periods = Vec::new();
        for (month, &cover) in months.iter().zip(covers) {
            let cell = group.months.get(month.0).unwrap_or(&nothing);
            let (start, end) = (month.start(), month.end());
            let value = value(definition, facts(cell, (start, end)), cover);
            periods.push(Period { start, end, is_final: true, value });
        }
        let cover = covers.get(months.len()).copied().unwrap_or(Cover::Shown);
        // A backlog is a state, not a sum: over all time it is that of the last month.
        let cover = match definition.measure {
            Measure::Backlog => covers.get(months.len().wrapping_sub(1)).copied().unwrap_or(cover),
            _ => cover,
        };
        let total = match (months.first(), months.last()) {
            (Some(first), Some(last)) => {
                let facts = facts(&split.sums[number], (first.start(), last.end()));
                value(definition, facts, cover)
            }
            // Without a whole month there is nothing that may be said of a group.
            _ => Value::NoData,
        };
        let (judgement, events) = self.judge(definition, &periods, Some(team));
        let weeks = Vec::new();
        Series { total, weeks, months: periods, is_weekly: false, judgement, events }
    }

    /// Judges the final periods; `group` is nothing for all, else the group's team if it is one.
    fn judge(
        &self,
        definition: &Definition,
        periods: &[Period],
        group: Option<Option<&str>>,
    ) -> (Judgement, Vec<(Day, String)>) {
        let periods: Vec<&Period> = periods.iter().filter(|period| period.is_final).collect();
        let mut points: Vec<Option<Observed>> =
            periods.iter().map(|period| period.value.observed()).collect();
        if definition.is_seasonal() {
            points = against_last_year(&points, group.is_some());
        }
        let applies = |event: &&Event| {
            event.kind == EventKind::Baseline
                && (event.team.is_none() || group.is_some_and(|team| team == event.team.as_deref()))
        };
        let (mut starts, mut begun) = (Vec::new(), Vec::new());
        for event in self.events.iter().filter(applies) {
            let start = periods.iter().position(|period| period.begins_with(event.date));
            if let Some(start) = start.filter(|start| *start > 0 && !starts.contains(start)) {
                starts.push(start);
                begun.push((event.date, printable(&event.name)));
            }
        }
        (judge(&points, &starts, definition.rule()), begun)
    }
}

impl Series {
    /// The periods that it is judged by: the final ones.
    pub fn judged(&self) -> Vec<&Period> {
        let periods = if self.is_weekly { &self.weeks } else { &self.months };
        periods.iter().filter(|period| period.is_final).collect()
    }

    /// The last final month.
    pub fn last_month(&self) -> Option<&Period> {
        self.months.iter().rev().find(|month| month.is_final)
    }
}

impl Period {
    /// Whether it is the first period that an event of that day shapes: most of it lies after.
    pub fn begins_with(&self, event: Day) -> bool {
        self.end.0 - event.0 >= event.0 - self.start.0
    }
}

/// A season cannot be told from a change within a year: values are held against the year before.
fn against_last_year(points: &[Option<Observed>], is_monthly: bool) -> Vec<Option<Observed>> {
    let year = if is_monthly { MONTHS_OF_A_YEAR } else { YEAR_WEEKS };
    let before = |at: usize| points[at.checked_sub(year)?];
    let change = |at: usize| {
        let (now, before) = (points[at]?, before(at)?);
        Some(Observed { value: now.value - before.value, n: now.n })
    };
    (0..points.len()).map(change).collect()
}

/// The backlog of a group at the end of each month.
pub(super) fn backlog_of(group: &Group) -> Backlog {
    let months: &Timeline<Cell> = &group.months;
    let tracked = |cell: &Cell| cell.tallies.get(Tally::SolvedInAWeek).whole;
    running(months.iter().map(|(number, c)| (Month(number).end(), tracked(c), c.resolved)))
}

/// Opened minus solved, summed up to each end.
fn running(periods: impl Iterator<Item = (Day, u64, u64)>) -> Backlog {
    let mut open = 0_u64;
    let mut backlog = Backlog::new();
    for (end, opened, resolved) in periods {
        open = open + opened - resolved;
        backlog.insert(end, open);
    }
    backlog
}

/// The backlog at the start of a day: that of the last end up to it.
pub(super) fn backlog_at(backlog: &Backlog, day: Day) -> u64 {
    backlog.range(..=day).next_back().map_or(0, |(_, open)| *open)
}
