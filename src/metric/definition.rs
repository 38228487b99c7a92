//! The metrics, one entry each.

use super::verdict::Rule;
use crate::config::Field;
use crate::rollup::{Cell, Histogram};
use crate::units::Unit;

/// A metric.
#[derive(Debug)]
pub struct Definition {
    /// Its id in `data/metrics/`, in addresses and in shortcodes; its words in `lang/` are the
    /// sentences `metric.<id>-name`, `-meaning`, `-formula` and `-exclusions`.
    pub id: &'static str,
    /// What its values are.
    pub unit: Unit,
    /// One field of each list must be in the data.
    pub needs: &'static [&'static [Field]],
    /// From how many on a value is shown.
    pub minimum: u64,
    /// Which way is better.
    pub good: Good,
    /// When a period's value no longer moves.
    pub settles: Settles,
    /// How it is worked out.
    pub measure: Measure,
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Good {
    /// Higher.
    Up,
    /// Lower.
    Down,
    /// Neither: only more or fewer.
    Neither,
}

/// When the value of a period no longer moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settles {
    /// At its end.
    AtOnce,
    /// A week after its end; a sum over all time takes in what is known so far.
    AfterAWeek,
    /// A week after its end; a sum over all time leaves younger periods out, since they flatter.
    Matured,
}

/// How a metric is worked out of a period's counts.
#[derive(Clone, Copy, Debug)]
pub enum Measure {
    /// The number opened.
    Volume,
    /// The number opened so far and not solved by the period's end.
    Backlog,
    /// A quantile of durations: which, numerator and denominator.
    Quantile(fn(&Cell) -> &Histogram, u64, u64),
    /// A part of a whole.
    Share(fn(&Cell) -> u64, fn(&Cell) -> u64),
}

/// A period that does not settle at once fills so many days after its end.
const FILLING_DAYS: i32 = 7;

const FIRST_REPLY: &[&[Field]] = &[&[Field::FirstReplyAt, Field::FirstReplySeconds]];
const RESOLVED: &[&[Field]] = &[&[Field::ResolvedAt, Field::FullResolutionSeconds]];

const FIRST_REPLY_BUSINESS: &[&[Field]] = &[&[Field::FirstReplyBusinessSeconds]];
const RESOLVED_BUSINESS: &[&[Field]] = &[&[Field::FullResolutionBusinessSeconds]];

fn first_reply(cell: &Cell) -> &Histogram {
    &cell.first_reply
}

fn resolution(cell: &Cell) -> &Histogram {
    &cell.resolution
}

fn first_reply_business(cell: &Cell) -> &Histogram {
    &cell.first_reply_business
}

fn resolution_business(cell: &Cell) -> &Histogram {
    &cell.resolution_business
}

/// All metrics, in the order in which pages show them.
pub static METRICS: [Definition; 13] = [
    Definition {
        id: "first-response-median",
        unit: Unit::Seconds,
        needs: FIRST_REPLY,
        minimum: 10,
        good: Good::Down,
        settles: Settles::AfterAWeek,
        measure: Measure::Quantile(first_reply, 1, 2),
    },
    Definition {
        id: "first-response-p90",
        unit: Unit::Seconds,
        needs: FIRST_REPLY,
        minimum: 30,
        good: Good::Down,
        settles: Settles::AfterAWeek,
        measure: Measure::Quantile(first_reply, 9, 10),
    },
    Definition {
        id: "first-response-business-median",
        unit: Unit::BusinessSeconds,
        needs: FIRST_REPLY_BUSINESS,
        minimum: 10,
        good: Good::Down,
        settles: Settles::AfterAWeek,
        measure: Measure::Quantile(first_reply_business, 1, 2),
    },
    Definition {
        id: "first-response-business-p90",
        unit: Unit::BusinessSeconds,
        needs: FIRST_REPLY_BUSINESS,
        minimum: 30,
        good: Good::Down,
        settles: Settles::AfterAWeek,
        measure: Measure::Quantile(first_reply_business, 9, 10),
    },
    Definition {
        id: "resolution-median",
        unit: Unit::Seconds,
        needs: RESOLVED,
        minimum: 10,
        good: Good::Down,
        settles: Settles::AfterAWeek,
        measure: Measure::Quantile(resolution, 1, 2),
    },
    Definition {
        id: "resolution-p90",
        unit: Unit::Seconds,
        needs: RESOLVED,
        minimum: 30,
        good: Good::Down,
        settles: Settles::AfterAWeek,
        measure: Measure::Quantile(resolution, 9, 10),
    },
    Definition {
        id: "resolution-business-median",
        unit: Unit::BusinessSeconds,
        needs: RESOLVED_BUSINESS,
        minimum: 10,
        good: Good::Down,
        settles: Settles::AfterAWeek,
        measure: Measure::Quantile(resolution_business, 1, 2),
    },
    Definition {
        id: "resolution-business-p90",
        unit: Unit::BusinessSeconds,
        needs: RESOLVED_BUSINESS,
        minimum: 30,
        good: Good::Down,
        settles: Settles::AfterAWeek,
        measure: Measure::Quantile(resolution_business, 9, 10),
    },
    Definition {
        id: "csat",
        unit: Unit::Share,
        needs: &[&[Field::Csat]],
        minimum: 30,
        good: Good::Up,
        settles: Settles::AfterAWeek,
        measure: Measure::Share(|cell| cell.csat[2] + cell.csat[3], |cell| cell.csat.iter().sum()),
    },
    Definition {
        id: "ces",
        unit: Unit::Share,
        needs: &[&[Field::Ces]],
        minimum: 30,
        good: Good::Up,
        settles: Settles::AfterAWeek,
        measure: Measure::Share(|cell| cell.ces[0], |cell| cell.ces.iter().sum()),
    },
    Definition {
        id: "reopened",
        unit: Unit::Share,
        needs: &[&[Field::Reopens], RESOLVED[0]],
        minimum: 30,
        good: Good::Down,
        settles: Settles::Matured,
        measure: Measure::Share(|cell| cell.reopened, |cell| cell.solved_known),
    },
    Definition {
        id: "volume",
        unit: Unit::Count,
        needs: &[],
        minimum: 1,
        good: Good::Neither,
        settles: Settles::AtOnce,
        measure: Measure::Volume,
    },
    Definition {
        id: "backlog",
        unit: Unit::Count,
        needs: RESOLVED,
        minimum: 1,
        good: Good::Neither,
        settles: Settles::AtOnce,
        measure: Measure::Backlog,
    },
];

impl Definition {
    /// Whether it goes up and down with the seasons, so that it is held against a year before.
    pub fn is_seasonal(&self) -> bool {
        matches!(self.measure, Measure::Volume | Measure::Backlog)
    }

    /// How its series are judged.
    pub fn rule(&self) -> Rule {
        if self.is_seasonal() {
            return Rule { bounds: (f64::NEG_INFINITY, f64::INFINITY), centre: Some(0.0) };
        }
        let most = if self.unit == Unit::Share { 1.0 } else { f64::INFINITY };
        Rule { bounds: (0.0, most), centre: None }
    }

    /// The day from which on the value of a period that ends on `end` is shown.
    pub fn shown_from(&self, end: crate::calendar::Day) -> crate::calendar::Day {
        end.plus(if self.settles == Settles::AtOnce { 0 } else { FILLING_DAYS })
    }

    /// The same by the calendar, of a metric in business hours.
    pub fn by_calendar(&self) -> Option<&'static Definition> {
        definition(&self.id.replace("-business-", "-")).filter(|same| same.id != self.id)
    }

    /// Whether a source's fields are enough.
    pub fn is_fed_by(&self, fields: &std::collections::BTreeSet<Field>) -> bool {
        self.needs.iter().all(|any| any.iter().any(|field| fields.contains(field)))
    }
}

/// The definition of an id.
pub fn definition(id: &str) -> Option<&'static Definition> {
    METRICS.iter().find(|definition| definition.id == id)
}
