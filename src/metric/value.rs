//! What is known of a period: a value with its sample size and interval, or why there is none.

use super::definition::{Definition, Measure};
use super::statistics::{median_interval, net_promoter, wilson};
use super::verdict::Observed;
use crate::privacy::Cover;
use crate::rollup::{Cell, Portion};
use crate::units::Interval;

/// A period's value, or its absence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// It is shown.
    Known {
        /// The value in the metric's unit.
        value: f64,
        /// How many interactions it is drawn from.
        n: u64,
        /// The 95 % interval, where the metric has one.
        interval: Option<Interval>,
    },
    /// There are fewer than the metric needs; how many, is shown.
    TooFew {
        /// How many there are.
        n: u64,
    },
    /// The group is too small to be shown, or would give a smaller one away. Which of the two is
    /// not said: with the sums it would tell the small number.
    Hidden,
    /// There is nothing to count.
    NoData,
}

impl Value {
    /// The number, where it is shown.
    pub fn number(self) -> Option<f64> {
        match self {
            Value::Known { value, .. } => Some(value),
            _ => None,
        }
    }

    /// The sample size, where it is shown.
    pub fn sample(self) -> Option<u64> {
        match self {
            Value::Known { n, .. } | Value::TooFew { n } => Some(n),
            _ => None,
        }
    }

    /// What is held against limits, where it is shown.
    pub fn observed(self) -> Option<Observed> {
        match self {
            Value::Known { value, n, .. } => Some(Observed { value, n }),
            _ => None,
        }
    }

    /// The 95 % interval, where there is one.
    pub fn interval(self) -> Option<Interval> {
        match self {
            Value::Known { interval, .. } => interval,
            _ => None,
        }
    }

    /// The word in `data/metrics/`.
    pub fn state(self) -> &'static str {
        match self {
            Value::Known { .. } => "ok",
            Value::TooFew { .. } => "too-few",
            Value::Hidden => "hidden",
            Value::NoData => "no-data",
        }
    }
}

/// What a value is worked out from.
#[derive(Clone, Copy)]
pub(super) struct Facts<'a> {
    /// The counts of the period.
    pub(super) cell: &'a Cell,
    /// The number opened so far and not solved by the period's end.
    pub(super) backlog: u64,
    /// The stories of the period.
    pub(super) stories: u64,
}

/// The number a value is drawn from: what the minimum group is held against.
pub(super) fn sample(definition: &Definition, facts: Facts<'_>) -> u64 {
    match definition.measure {
        Measure::Volume => facts.cell.opened,
        Measure::Backlog => facts.backlog,
        Measure::Quantile(durations, ..) => durations(facts.cell).count(),
        Measure::Share(tally) | Measure::Net(tally, _) => facts.cell.tallies.get(tally).whole,
        Measure::Stories => facts.stories,
    }
}

/// The value of a period as it may be shown.
pub(super) fn value(definition: &Definition, facts: Facts<'_>, cover: Cover) -> Value {
    match cover {
        Cover::Small | Cover::Shield => return Value::Hidden,
        Cover::Shown => {}
    }
    let (n, cell) = (sample(definition, facts), facts.cell);
    let known = |value: Option<f64>, interval| match value {
        Some(value) => Value::Known { value, n, interval },
        None => Value::NoData,
    };
    match definition.measure {
        Measure::Volume | Measure::Backlog => known(Some(n as f64), None),
        Measure::Stories if cell.opened == 0 => Value::NoData,
        _ if n == 0 => Value::NoData,
        _ if n < definition.minimum => Value::TooFew { n },
        Measure::Quantile(durations, numerator, denominator) => {
            let is_median = denominator == 2;
            let interval = is_median.then(|| median_interval(durations(cell))).flatten();
            known(durations(cell).quantile(numerator, denominator), interval)
        }
        Measure::Share(tally) => {
            let Portion { part, whole } = cell.tallies.get(tally);
            known(Some(part as f64 / whole as f64), wilson(part, whole))
        }
        Measure::Net(plus, minus) => {
            let (plus, minus) = (cell.tallies.get(plus).part, cell.tallies.get(minus).part);
            let (value, interval) = net_promoter(plus, minus, n).unzip();
            known(value, interval)
        }
        Measure::Stories => known(Some(n as f64 * 1_000.0 / cell.opened as f64), None),
    }
}
