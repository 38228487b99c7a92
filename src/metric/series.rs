//! The periods of each metric for the whole company and for every group.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::definition::{Definition, METRICS, Measure, Settles};
use super::names::names;
use super::value::{Value, sample, value};
use super::verdict::{Judgement, judge};
use super::{Coverage, GroupName, Metric, Metrics};
use crate::calendar::{Day, Month, Week};
use crate::config::Config;
use crate::interaction::Dimension;
use crate::privacy::{Cover, suppress};
use crate::rollup::{Cell, Group, Rollup, Timeline};
use crate::source::{Event, EventKind};
use crate::words::printable;

/// The verdict on volume compares with the year before: so many weeks.
const YEAR_WEEKS: usize = 52;

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
    /// Whether it really changed: by weeks for all, by months for groups.
    pub judgement: Judgement,
    /// The name of the declared event that began each segment but the first.
    pub events: Vec<String>,
}

pub(super) fn evaluate(rollup: &Rollup, events: &[Event], config: &Config, today: Day) -> Metrics {
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
    let fields = rollup.reading.fields(config);
    let is_fed = |definition: &&Definition| {
        let has_open = rollup.days.iter().any(|(_, day)| day.still_open > 0);
        let is_backlog = matches!(definition.measure, Measure::Backlog);
        definition.is_fed_by(&fields) && (!is_backlog || has_open)
    };
    let list = match coverage {
        Some(coverage) => {
            let work = Work { rollup, events, config, coverage };
            let splits: Vec<Split<'_>> =
                groups.iter().map(|(&d, groups)| work.split_of(d, groups, &names[&d])).collect();
            METRICS.iter().filter(is_fed).map(|metric| work.metric(metric, &splits)).collect()
        }
        None => Vec::new(),
    };
    let scales = rollup.scales;
    Metrics { list, coverage, groups: names, scales }
}

struct Work<'a> {
    rollup: &'a Rollup,
    events: &'a [Event],
    config: &'a Config,
    coverage: Coverage,
}

/// The groups of a dimension, and where volume hides them: a row a group, a column a month, and
/// one for their sum.
struct Split<'g> {
    dimension: Dimension,
    groups: &'g [Cow<'g, Group>],
    names: &'g [GroupName],
    months: Vec<Month>,
    /// The months of each group together.
    sums: Vec<Cell>,
    covers: Vec<Vec<Cover>>,
}

/// The number opened and not solved by the end of each period.
type Backlog = BTreeMap<Day, u64>;

impl Work<'_> {
    fn metric(&self, definition: &'static Definition, splits: &[Split<'_>]) -> Metric {
        let series = splits.iter().map(|split| (split.dimension, self.split(definition, split)));
        Metric { definition, all: self.all(definition), splits: series.collect() }
    }

    /// Whether a period lies within what the data covers.
    fn is_whole(&self, start: Day, end: Day) -> bool {
        let end_stamp = self.config.zone.stamp(end, 0).0;
        start >= self.coverage.first && end_stamp <= self.coverage.horizon
    }

    fn is_final(&self, definition: &Definition, start: Day, end: Day) -> bool {
        self.is_whole(start, definition.shown_from(end))
    }

    fn all(&self, definition: &Definition) -> Series {
        let backlog = self.backlog_of_all();
        let period = |start: Day, end: Day, cell: &Cell| {
            let open = backlog_at(&backlog, end);
            let value = value(definition, cell, open, Cover::Shown);
            Period { start, end, is_final: self.is_final(definition, start, end), value }
        };
        let weeks: Vec<Period> = self
            .rollup
            .weeks
            .iter()
            .map(|(number, cell)| period(Week(number).start(), Week(number).end(), cell))
            .filter(|period| period.start >= self.coverage.first)
            .collect();
        let months: Vec<Period> = self
            .rollup
            .months
            .iter()
            .map(|(number, cell)| period(Month(number).start(), Month(number).end(), cell))
            .filter(|period| period.start >= self.coverage.first)
            .collect();
        let mut sum = Cell::default();
        for (number, cell) in self.rollup.months.iter() {
            let (start, end) = (Month(number).start(), Month(number).end());
            if definition.settles != Settles::Matured || self.is_final(definition, start, end) {
                sum.merge(cell);
            }
        }
        let open = backlog_at(&backlog, self.coverage.last.plus(1));
        let total = value(definition, &sum, open, Cover::Shown);
        let (judgement, events) = self.judge(definition, &weeks, None);
        Series { total, weeks, months, judgement, events }
    }

    fn backlog_of_all(&self) -> Backlog {
        running(
            self.rollup
                .days
                .iter()
                .map(|(day, counts)| (Day(day).plus(1), counts.opened, counts.resolved)),
        )
    }

    fn split(&self, definition: &'static Definition, split: &Split<'_>) -> Vec<Series> {
        let samples = self.samples(definition, split.groups, &split.months);
        let mut already = split.covers.clone();
        if matches!(definition.measure, Measure::Backlog) {
            // From one month's backlog to the next leads what was opened in between.
            for row in already.iter_mut().filter(|row| row.iter().any(|c| *c != Cover::Shown)) {
                row.fill(Cover::Shield);
            }
        }
        let covers = suppress(&samples, self.minimum(), &already);
        let is_team = split.dimension == Dimension::Team;
        let one = |(number, covers): (usize, Vec<Cover>)| {
            let team = is_team.then(|| split.names[number].slug.clone());
            self.group(definition, split, number, &covers, team)
        };
        covers.into_iter().enumerate().map(one).collect()
    }

    /// What the metrics of a dimension share. What volume hides is hidden in every metric.
    fn split_of<'g>(
        &self,
        dimension: Dimension,
        groups: &'g [Cow<'g, Group>],
        names: &'g [GroupName],
    ) -> Split<'g> {
        let months = self.shared_months();
        let volume = |group: &Group| -> Vec<u64> {
            let opened = |month: &Month| group.months.get(month.0).map_or(0, |cell| cell.opened);
            let mut row: Vec<u64> = months.iter().map(opened).collect();
            row.push(row.iter().sum());
            row
        };
        let sum = |group: &Group| {
            let mut sum = Cell::default();
            let cells = months.iter().filter_map(|month| group.months.get(month.0));
            cells.for_each(|cell| sum.merge(cell));
            sum
        };
        let counts: Vec<Vec<u64>> = groups.iter().map(|group| volume(group)).collect();
        let sums = groups.iter().map(|group| sum(group)).collect();
        let covers = suppress(&counts, self.minimum(), &[]);
        Split { dimension, groups, names, months, sums, covers }
    }

    fn minimum(&self) -> u64 {
        self.config.privacy.minimum_group.value
    }

    /// The months that groups are shown in: those that are final for every metric. If one metric
    /// went a month further than another, their sums would give that month away.
    fn shared_months(&self) -> Vec<Month> {
        let is_final = |month: &Month| {
            METRICS.iter().all(|metric| self.is_final(metric, month.start(), month.end()))
        };
        self.rollup.months.iter().map(|(number, _)| Month(number)).filter(is_final).collect()
    }

    /// What each value would be drawn from: a row a group, a column a month, and their sum.
    fn samples(
        &self,
        definition: &Definition,
        groups: &[Cow<'_, Group>],
        months: &[Month],
    ) -> Vec<Vec<u64>> {
        let row = |group: &Group| {
            let backlog = backlog_of(group);
            let cells = months.iter().map(|month| {
                let open = backlog_at(&backlog, month.end());
                group
                    .months
                    .get(month.0)
                    .map_or(open_only(definition, open), |cell| sample(definition, cell, open))
            });
            let mut row: Vec<u64> = cells.collect();
            row.push(row.iter().sum());
            row
        };
        groups.iter().map(|group| row(group)).collect()
    }

    fn group(
        &self,
        definition: &Definition,
        split: &Split<'_>,
        number: usize,
        covers: &[Cover],
        team: Option<String>,
    ) -> Series {
        let (group, months) = (&split.groups[number], split.months.as_slice());
        let backlog = backlog_of(group);
        let nothing = Cell::default();
        let mut periods = Vec::new();
        for (month, &cover) in months.iter().zip(covers) {
            let cell = group.months.get(month.0).unwrap_or(&nothing);
            let open = backlog_at(&backlog, month.end());
            let value = value(definition, cell, open, cover);
            let (start, end) = (month.start(), month.end());
            periods.push(Period { start, end, is_final: true, value });
        }
        let open = months.last().map_or(0, |month| backlog_at(&backlog, month.end()));
        let cover = covers.get(months.len()).copied().unwrap_or(Cover::Shown);
        // A backlog is a state, not a sum: over all time it is that of the last month.
        let cover = match definition.measure {
            Measure::Backlog => covers.get(months.len().wrapping_sub(1)).copied().unwrap_or(cover),
            _ => cover,
        };
        let total = match months {
            // Without a whole month there is nothing that may be said of a group.
            [] => Value::NoData,
            _ => value(definition, &split.sums[number], open, cover),
        };
        let (judgement, events) = self.judge(definition, &periods, Some(team));
        Series { total, weeks: Vec::new(), months: periods, judgement, events }
    }

    /// Judges the final periods; `group` is nothing for all, else the group's team if it is one.
    fn judge(
        &self,
        definition: &Definition,
        periods: &[Period],
        group: Option<Option<String>>,
    ) -> (Judgement, Vec<String>) {
        let periods: Vec<&Period> = periods.iter().filter(|period| period.is_final).collect();
        let mut points: Vec<Option<f64>> = periods.iter().map(|p| p.value.number()).collect();
        if definition.is_seasonal() {
            points = against_last_year(&points, group.is_some());
        }
        let applies = |event: &&Event| {
            event.kind == EventKind::Baseline
                && (event.team.is_none() || group.as_ref().is_some_and(|team| *team == event.team))
        };
        let (mut starts, mut names) = (Vec::new(), Vec::new());
        for event in self.events.iter().filter(applies) {
            let start = periods.iter().position(|period| period.begins_with(event.date));
            if let Some(start) = start.filter(|start| *start > 0 && !starts.contains(start)) {
                starts.push(start);
                names.push(printable(&event.name));
            }
        }
        (judge(&points, &starts, definition.rule()), names)
    }
}

impl Period {
    /// Whether it is the first period that an event of that day shapes: most of it lies after.
    pub fn begins_with(&self, event: Day) -> bool {
        self.end.0 - event.0 >= event.0 - self.start.0
    }
}

/// A season cannot be told from a change within a year: values are held against the year before.
fn against_last_year(points: &[Option<f64>], is_monthly: bool) -> Vec<Option<f64>> {
    let year = if is_monthly { 12 } else { YEAR_WEEKS };
    let before = |at: usize| points[at.checked_sub(year)?];
    (0..points.len()).map(|at| Some(points[at]? - before(at)?)).collect()
}

/// For backlog a month without interactions still has open ones.
fn open_only(definition: &Definition, open: u64) -> u64 {
    match definition.measure {
        Measure::Backlog => open,
        _ => 0,
    }
}

fn backlog_of(group: &Group) -> Backlog {
    let months: &Timeline<Cell> = &group.months;
    running(months.iter().map(|(number, cell)| (Month(number).end(), cell.opened, cell.resolved)))
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
fn backlog_at(backlog: &Backlog, day: Day) -> u64 {
    backlog.range(..=day).next_back().map_or(0, |(_, open)| *open)
}
