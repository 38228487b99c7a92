//! What is known of a period: a value with its sample size and interval, or why there is none.

use super::definition::{Definition, Measure};
use super::statistics::{median_interval, wilson};
use crate::privacy::Cover;
use crate::rollup::Cell;
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

/// The number a value is drawn from: what the minimum group is held against.
pub(super) fn sample(definition: &Definition, cell: &Cell, backlog: u64) -> u64 {
    match definition.measure {
        Measure::Volume => cell.opened,
        Measure::Backlog => backlog,
        Measure::Quantile(durations, ..) => durations(cell).count(),
        Measure::Share(_, whole) => whole(cell),
    }
}

/// The value of a cell as it may be shown.
pub(super) fn value(definition: &Definition, cell: &Cell, backlog: u64, cover: Cover) -> Value {
    match cover {
        Cover::Small | Cover::Shield => return Value::Hidden,
        Cover::Shown => {}
    }
    let n = sample(definition, cell, backlog);
    let known = |value: Option<f64>, interval| match value {
        Some(value) => Value::Known { value, n, interval },
        None => Value::NoData,
    };
    match definition.measure {
        Measure::Volume | Measure::Backlog => known(Some(n as f64), None),
        _ if n == 0 => Value::NoData,
        _ if n < definition.minimum => Value::TooFew { n },
        Measure::Quantile(durations, numerator, denominator) => {
            let is_median = denominator == 2;
            let interval = is_median.then(|| median_interval(durations(cell))).flatten();
            known(durations(cell).quantile(numerator, denominator), interval)
        }
        Measure::Share(part, whole) => {
            known(Some(part(cell) as f64 / n as f64), wilson(part(cell), whole(cell)))
        }
    }
}
