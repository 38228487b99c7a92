//! The counts of one period of one group, and periods in a row.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::histogram::{Bucket, Histogram};
use super::tally::{Answers, Tallies};
use crate::interaction::Interaction;
use crate::units::Seconds;

/// What happened to the interactions that were opened in a period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// How many were opened.
    pub opened: u64,
    /// How many were solved in the period, whenever they were opened; kept for groups only.
    pub resolved: u64,
    /// The time to the first answer of those that got one.
    pub first_reply: Histogram,
    /// The time to the solution of those that are solved.
    pub resolution: Histogram,
    /// How much of the time to the first answer lay in business hours.
    pub first_reply_business: Histogram,
    /// How much of the time to the solution lay in business hours.
    pub resolution_business: Histogram,
    /// What is counted as a part of a whole.
    pub tallies: Tallies,
}

/// What one interaction adds to each of its cells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Addition {
    first_reply: Option<Bucket>,
    resolution: Option<Bucket>,
    first_reply_business: Option<Bucket>,
    resolution_business: Option<Bucket>,
    pub(super) answers: Answers,
}

impl Addition {
    pub(super) fn of(interaction: &Interaction<'_>) -> Addition {
        let resolved = interaction.resolved;
        let resolution = resolved.map(|stamp| Seconds(stamp.0 - interaction.created.0));
        let bucket = |time: Option<Seconds>| time.map(|seconds| Bucket::of(seconds.0));
        Addition {
            first_reply: bucket(interaction.first_reply),
            resolution: bucket(resolution),
            first_reply_business: bucket(interaction.first_reply_business),
            resolution_business: bucket(interaction.resolution_business),
            answers: Answers::of(interaction),
        }
    }
}

impl Cell {
    pub(super) fn add(&mut self, addition: &Addition) {
        self.opened += 1;
        let durations = [
            (&mut self.first_reply, addition.first_reply),
            (&mut self.resolution, addition.resolution),
            (&mut self.first_reply_business, addition.first_reply_business),
            (&mut self.resolution_business, addition.resolution_business),
        ];
        for (histogram, bucket) in durations {
            bucket.into_iter().for_each(|bucket| histogram.add_to(bucket, 1));
        }
        self.tallies.add(addition.answers);
    }

    /// Adds all of another.
    pub fn merge(&mut self, other: &Cell) {
        self.opened += other.opened;
        self.resolved += other.resolved;
        self.first_reply.merge(&other.first_reply);
        self.resolution.merge(&other.resolution);
        self.first_reply_business.merge(&other.first_reply_business);
        self.resolution_business.merge(&other.resolution_business);
        self.tallies.merge(&other.tallies);
    }
}

/// The counts of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayCount {
    /// Interactions opened on the day.
    pub opened: u64,
    /// Interactions solved on the day.
    pub resolved: u64,
    /// Of these, those of which it is known whether they are solved.
    pub tracked: u64,
    /// Of these, those that are not solved yet.
    pub still_open: u64,
    /// Interactions opened on the day that are rated.
    pub rated: u64,
    /// Of these, those rated bad.
    pub bad: u64,
}

impl DayCount {
    /// Adds all of another.
    pub fn merge(&mut self, other: &DayCount) {
        self.opened += other.opened;
        self.resolved += other.resolved;
        self.tracked += other.tracked;
        self.still_open += other.still_open;
        self.rated += other.rated;
        self.bad += other.bad;
    }
}

/// The hours of the week that have interactions, from Monday's first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Hours(BTreeMap<u8, Cell>);

impl Hours {
    /// The hours of a week.
    pub const COUNT: u8 = 7 * 24;

    /// The cell of an hour, from 0 for Monday's first to 167.
    pub(super) fn at(&mut self, hour: u8) -> &mut Cell {
        self.0.entry(hour).or_default()
    }

    /// The cell of an hour, if anything was opened in it.
    pub fn get(&self, hour: u8) -> Option<&Cell> {
        self.0.get(&hour)
    }

    /// Adds all of another.
    pub(super) fn merge(&mut self, other: &Hours) {
        other.0.iter().for_each(|(hour, cell)| self.at(*hour).merge(cell));
    }
}

/// Periods in a row, by number, without holes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Timeline<T> {
    first: i32,
    cells: VecDeque<T>,
}

impl<T> Default for Timeline<T> {
    fn default() -> Timeline<T> {
        Timeline { first: 0, cells: VecDeque::new() }
    }
}

impl<T: Default> Timeline<T> {
    /// The cell of a period; the row grows as far as it must.
    pub fn at(&mut self, number: i32) -> &mut T {
        if self.cells.is_empty() {
            self.first = number;
        }
        while number < self.first {
            self.cells.push_front(T::default());
            self.first -= 1;
        }
        let at = (number - self.first) as usize;
        if at >= self.cells.len() {
            self.cells.resize_with(at + 1, T::default);
        }
        &mut self.cells[at]
    }

    /// Adds all of another row, a cell by `merge`.
    pub(super) fn merge(&mut self, other: Timeline<T>, merge: impl Fn(&mut T, &T)) {
        if self.cells.is_empty() {
            *self = other;
            return;
        }
        for (number, cell) in other.iter() {
            merge(self.at(number), cell);
        }
    }

    /// The cell of a period, if the row reaches it.
    pub fn get(&self, number: i32) -> Option<&T> {
        self.cells.get(usize::try_from(number.checked_sub(self.first)?).ok()?)
    }

    /// Number and cell, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (i32, &T)> {
        self.cells.iter().enumerate().map(|(at, cell)| (self.first + at as i32, cell))
    }

    /// The first number and the one after the last; nothing where there are no cells.
    pub fn bounds(&self) -> Option<(i32, i32)> {
        (!self.cells.is_empty()).then(|| (self.first, self.first + self.cells.len() as i32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeline_grows_at_both_ends() {
        let mut timeline: Timeline<u32> = Timeline::default();
        *timeline.at(10) += 1;
        *timeline.at(7) += 2;
        *timeline.at(12) += 3;
        let cells: Vec<(i32, u32)> = timeline.iter().map(|(n, c)| (n, *c)).collect();
        assert_eq!(cells, [(7, 2), (8, 0), (9, 0), (10, 1), (11, 0), (12, 3)]);
        assert_eq!((timeline.get(6), timeline.get(12), timeline.get(13)), (None, Some(&3), None));
    }
}
