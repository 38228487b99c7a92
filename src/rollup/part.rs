//! What one file comes to: its roll-up, which sees neither stories nor today's day, and its index.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::cell::{Addition, Cell, DayCount, Hours, Timeline};
use super::groups::{Spellings, Values};
use super::index::{self, Entry, Unsorted};
use super::pools::{Pools, Sightings};
use super::reading::TableReading;
use super::tally::Tally;
use crate::calendar::{Day, Month, Stamp};
use crate::diagnostic::Problem;
use crate::interaction::{Dimension, Fault, Interaction, Mapping};
use crate::source::{Pace, Record, Sink, Spot, Table};

/// The roll-up of one file.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Part {
    pub(super) totals: Totals,
    /// The values of each dimension, in the order of [`Dimension::ALL`].
    pub(super) values: [Values; Dimension::ALL.len()],
    pub(super) pools: Pools,
    pub(super) reading: TableReading,
    pub(super) reach: Reach,
}

/// The counts of all interactions of a file.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Totals {
    pub(super) days: Timeline<DayCount>,
    pub(super) weeks: Timeline<Cell>,
    pub(super) months: Timeline<Cell>,
    pub(super) hours: Hours,
}

/// How far the stamps of a file reach, on both sides of the cut.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(super) struct Reach {
    /// The first day with an interaction, in days since 1970.
    pub(super) first_day: Option<i32>,
    /// The newest stamp before the cut.
    pub(super) newest: Option<i64>,
    /// The oldest stamp from the cut on.
    pub(super) oldest_after: Option<i64>,
}

impl Reach {
    fn take(&mut self, interaction: &Interaction<'_>, cut: Stamp) {
        for stamp in interaction.stamps() {
            if stamp < cut {
                self.newest = self.newest.max(Some(stamp.0));
            } else {
                self.oldest_after = Some(self.oldest_after.map_or(stamp.0, |o| o.min(stamp.0)));
            }
        }
        if interaction.created < cut {
            let day = interaction.created_day.0;
            self.first_day = Some(self.first_day.map_or(day, |first| first.min(day)));
        }
    }

    fn merge(&mut self, other: Reach) {
        let smaller = |a: Option<i64>, b: Option<i64>| a.into_iter().chain(b).min();
        self.first_day = self.first_day.into_iter().chain(other.first_day).min();
        self.newest = self.newest.max(other.newest);
        self.oldest_after = smaller(self.oldest_after, other.oldest_after);
    }

    /// Whether a roll-up that reaches so far is the same for another cut.
    pub(super) fn allows(self, cut: Stamp) -> bool {
        self.newest.is_none_or(|newest| newest < cut.0)
            && self.oldest_after.is_none_or(|oldest| oldest >= cut.0)
    }
}

/// How a file is read.
#[derive(Clone, Copy)]
pub(super) struct Job<'a> {
    pub(super) table: &'a Table,
    pub(super) mapping: &'a Mapping,
    /// What happened from here on is not known yet.
    pub(super) cut: Stamp,
    /// The offsets of rows that another row replaces, sorted.
    pub(super) superseded: &'a [u64],
    pub(super) pace: Pace,
}

impl Part {
    /// Reads a file. Its entries go to `index`, where one is wanted.
    pub(super) fn read(job: Job<'_>, index: Option<&Mutex<Unsorted>>) -> Result<Part, Problem> {
        let reader = Reader {
            job,
            index,
            totals: Mutex::default(),
            values: Default::default(),
            pools: Mutex::default(),
            reading: Mutex::default(),
            failure: Mutex::default(),
        };
        let Job { table, mapping, .. } = job;
        let ending = table.read(mapping.header(), job.pace, &reader)?;
        if let Some(error) = inner(reader.failure) {
            return Err(Problem::error(format!("the index cannot be written: {error}")));
        }
        let (mut reading, reach) = inner(reader.reading);
        reading.end(ending, mapping.header().len());
        let (totals, values) = (inner(reader.totals), reader.values.map(inner));
        let mut pools = inner(reader.pools);
        pools.settle();
        Ok(Part { totals, values, pools, reading, reach })
    }
}

/// A lock is only poisoned by a panic, which is on its way already.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a lock held, once all threads are done.
pub(super) fn inner<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Takes the rows of a file on several threads. The additions of a block are made a dimension at a
/// time, each behind its own lock, so that threads share one roll-up and seldom wait.
struct Reader<'a> {
    job: Job<'a>,
    index: Option<&'a Mutex<Unsorted>>,
    totals: Mutex<Totals>,
    values: [Mutex<Values>; Dimension::ALL.len()],
    pools: Mutex<Pools>,
    reading: Mutex<(TableReading, Reach)>,
    failure: Mutex<Option<io::Error>>,
}

/// The rows of a block.
#[derive(Default)]
struct Batch {
    rows: Vec<Row>,
    sightings: Sightings,
    entries: Vec<Entry>,
    reading: TableReading,
    reach: Reach,
    spellings: [Spellings; Dimension::ALL.len()],
    faults: Vec<Fault>,
}

/// What is kept of a row until it is added.
struct Row {
    day: Day,
    month: Month,
    hour: u8,
    resolved: Option<(Day, Month)>,
    addition: Addition,
    /// The value of each dimension, by its number on this thread.
    keys: [u32; Dimension::ALL.len()],
}

impl Sink for Reader<'_> {
    type Batch = Batch;

    fn batch(&self) -> Batch {
        Batch::default()
    }

    fn row(&self, batch: &mut Batch, row: Record<'_>, spot: Spot) {
        let Job { mapping, cut, superseded, .. } = self.job;
        batch.reading.rows += 1;
        if !superseded.is_empty() && superseded.binary_search(&spot.offset).is_ok() {
            batch.reading.repeats += 1;
            return;
        }
        batch.faults.clear();
        let interaction = match mapping.read(row, &mut batch.faults) {
            Ok(Some(interaction)) => interaction,
            Ok(None) => return batch.reading.no_row(spot.line, &batch.faults),
            Err(fault) => return batch.reading.rejected(spot.line, fault),
        };
        if self.index.is_some() {
            let updated = interaction.updated.map_or(i64::MIN, |stamp| stamp.0);
            let hash = index::hash(interaction.id);
            batch.entries.push(Entry { hash, updated, offset: spot.offset });
        }
        batch.reach.take(&interaction, cut);
        if interaction.created >= cut {
            batch.reading.later += 1;
            return;
        }
        batch.reading.kept(spot.line, &interaction, &batch.faults);
        let interaction = interaction.until(cut);
        let day = interaction.created_day;
        // Where the clocks go back over midnight, a later second may lie on the day before.
        let resolved = interaction.resolved.map(|s| mapping.project_zone.local_day(s).max(day));
        let keys: [u32; _] = std::array::from_fn(|at| {
            batch.spellings[at].number(interaction.keys[at].unwrap_or(b""))
        });
        let place = (day.month(), keys[Dimension::Topic as usize]);
        batch.sightings.look(&interaction, mapping, place, spot.offset);
        batch.rows.push(Row {
            day,
            month: day.month(),
            hour: interaction.created_hour,
            resolved: resolved.map(|day| (day, day.month())),
            addition: Addition::of(&interaction),
            keys,
        });
    }

    fn forget(&self, batch: &mut Batch) {
        batch.rows.clear();
        batch.sightings.clear();
        batch.entries.clear();
        batch.spellings.iter_mut().for_each(Spellings::forget_new);
        batch.reading = TableReading::default();
        batch.reach = Reach::default();
    }

    fn in_turn(&self, batch: &mut Batch, lines: u64) {
        let mut reading = lock(&self.reading);
        reading.0.append(std::mem::take(&mut batch.reading), lines);
        reading.1.merge(std::mem::take(&mut batch.reach));
    }

    fn settle(&self, batch: &mut Batch) {
        if let Some(index) = self.index
            && let Err(error) = lock(index).take(&mut batch.entries)
        {
            lock(&self.failure).get_or_insert(error);
        }
        lock(&self.totals).add(&batch.rows);
        for ((values, spellings), at) in self.values.iter().zip(&mut batch.spellings).zip(0..) {
            let mut values = lock(values);
            let numbers = spellings.numbers_in(&mut values);
            for row in &batch.rows {
                row.add_to(values.months(numbers[row.keys[at] as usize]));
            }
            drop(values);
            if at == Dimension::Topic as usize {
                let months = self.job.mapping.window_months();
                lock(&self.pools).take(&mut batch.sightings, numbers, months);
            }
            spellings.limit();
        }
        batch.rows.clear();
    }
}

impl Row {
    fn add_to(&self, months: &mut Timeline<Cell>) {
        months.at(self.month.0).add(&self.addition);
        if let Some((_, month)) = self.resolved {
            months.at(month.0).resolved += 1;
        }
    }
}

impl Totals {
    fn add(&mut self, rows: &[Row]) {
        for row in rows {
            let day = self.days.at(row.day.0);
            day.opened += 1;
            // Solved within a week, or not, is known of all of which it is known whether at all.
            let is_known = row.addition.answers.get(Tally::SolvedInAWeek).is_some();
            day.tracked += u64::from(is_known);
            day.still_open += u64::from(is_known && row.resolved.is_none());
            if let Some(is_bad) = row.addition.answers.get(Tally::Bad) {
                day.rated += 1;
                day.bad += u64::from(is_bad);
            }
            if let Some((day, _)) = row.resolved {
                self.days.at(day.0).resolved += 1;
            }
            self.hours.at(row.hour).add(&row.addition);
            self.weeks.at(row.day.week().0).add(&row.addition);
            self.months.at(row.month.0).add(&row.addition);
        }
    }
}
