//! What stands beside metrics: how old the open interactions are, bad ratings of 90 days, and the
//! promises that are open.

use super::statistics::wilson;
use super::{Coverage, Period, Value, definition};
use crate::calendar::Day;
use crate::config::Config;
use crate::rollup::{Cell, DayCount, Tally, Timeline};

/// The window of the rolling share of bad ratings.
pub const ROLLING_DAYS: i32 = 90;

/// How old the interactions are that are open at the data's end, in whole days since the opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BacklogAge {
    /// How many are open.
    pub n: u64,
    /// Half of them are at most so old.
    pub median_days: i32,
    /// Nine in ten are at most so old.
    pub p90_days: i32,
}

/// The promises that are neither kept nor broken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenPromises {
    /// Their time still runs.
    pub running: u64,
    /// Nothing was promised.
    pub none: u64,
}

pub(super) fn open_promises(months: &Timeline<Cell>) -> OpenPromises {
    let sum = |tally| months.iter().map(|(_, cell)| cell.tallies.get(tally).part).sum();
    OpenPromises { running: sum(Tally::SlaRunning), none: sum(Tally::SlaNone) }
}

/// By nearest rank, from the youngest on.
pub(super) fn backlog_age(days: &Timeline<DayCount>, last: Day) -> Option<BacklogAge> {
    let n: u64 = days.iter().map(|(_, day)| day.still_open).sum();
    let ranked = |rank: u64| {
        let mut seen = 0;
        let found = days.iter().rev().find(|(_, day)| {
            seen += day.still_open;
            seen >= rank
        });
        found.map(|(day, _)| last.0 - day)
    };
    let median_days = ranked(n.div_ceil(2).max(1))?;
    Some(BacklogAge { n, median_days, p90_days: ranked((n * 9).div_ceil(10))? })
}

/// The share of bad ratings over 90 days, at the end of each week in which all of them are final.
pub(super) fn rolling(
    days: &Timeline<DayCount>,
    coverage: Coverage,
    config: &Config,
) -> Vec<Period> {
    let Some(metric) = definition("bad-experience") else { return Vec::new() };
    let is_over = |end: Day| config.zone.stamp(metric.shown_from(end), 0).0 <= coverage.horizon;
    let mut periods = Vec::new();
    let mut end = coverage.first.plus(ROLLING_DAYS);
    while end.weekday() != 0 {
        end = end.plus(1);
    }
    while is_over(end) {
        let start = end.plus(-ROLLING_DAYS);
        let (mut n, mut bad) = (0, 0);
        for day in (start.0..end.0).filter_map(|day| days.get(day)) {
            n += day.rated;
            bad += day.bad;
        }
        let value = match n {
            0 => Value::NoData,
            n if n < metric.minimum => Value::TooFew { n },
            n => Value::Known { value: bad as f64 / n as f64, n, interval: wilson(bad, n) },
        };
        periods.push(Period { start, end, is_final: true, value });
        end = end.plus(7);
    }
    periods
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timeline(counts: &[(i32, DayCount)]) -> Timeline<DayCount> {
        let mut timeline = Timeline::default();
        counts.iter().for_each(|(day, count)| *timeline.at(*day) = *count);
        timeline
    }

    #[test]
    fn the_age_of_the_backlog_is_the_nearest_rank() {
        let open = |still_open| DayCount { still_open, ..DayCount::default() };
        // Ten open ones: 1 of today, 4 of yesterday, 3 that are 7 days old, 2 that are 30.
        let days = timeline(&[(70, open(2)), (93, open(3)), (99, open(4)), (100, open(1))]);
        // The fifth youngest is of yesterday, the ninth 30 days old.
        let age = backlog_age(&days, Day(100));
        assert_eq!(age, Some(BacklogAge { n: 10, median_days: 1, p90_days: 30 }));
        assert_eq!(backlog_age(&timeline(&[(70, open(0))]), Day(100)), None);
    }
}
