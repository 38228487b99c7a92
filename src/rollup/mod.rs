//! What is kept of all interactions: integer counts and histograms by day, week, month, team,
//! channel, topic and priority. Two roll-ups of two parts of the data add up to that of the whole.
//!
//! Each file leaves its roll-up and its index in the cache. The indexes of a source are merged to
//! find rows that another row replaces; a file that holds such rows is read again without them.
//! Then the files' roll-ups are added.

mod cache;
mod cell;
mod groups;
mod histogram;
mod index;
mod part;
mod pools;
mod reading;
mod repeats;
mod tally;

pub use cell::{Cell, DayCount, Hours, Timeline};
pub use groups::{Group, Groups};
pub use histogram::{Bucket, Histogram};
pub use pools::{Pooled, Pools, Traits};
pub use reading::{Reading, Rejected, SourceReading};
pub use tally::{Portion, Tallies, Tally};

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::{Day, Stamp};
use crate::config::{CesScale, Config, CsatScale};
use crate::diagnostic::{Problem, Problems};
use crate::interaction::{Dimension, Mapping};
use crate::source::{Pace, Table};
use crate::store::Store;
use cache::Kept;
use index::Entry;
use part::{Job, Part};

/// From so many ratings on it is odd that none is good.
const ENOUGH_RATINGS: u64 = 30;

/// All that is known of the interactions once they are read.
#[derive(Clone, Debug)]
pub struct Rollup {
    /// Opened, solved and still open, by day.
    pub days: Timeline<DayCount>,
    /// Everything, by ISO week of the opening.
    pub weeks: Timeline<Cell>,
    /// Everything, by month of the opening.
    pub months: Timeline<Cell>,
    /// Everything, by the hour of the week of the opening.
    pub hours: Hours,
    /// By channel, priority, team and topic, in the order of [`Dimension::ALL`].
    pub groups: [Groups; 4],
    /// The interactions that may be moments.
    pub pools: Pools,
    /// What was read, rejected and not understood.
    pub reading: Reading,
    /// The first day with an interaction, and the newest stamp.
    pub span: Option<(Day, Stamp)>,
    /// The same of each source that has any, by its number.
    pub spans: BTreeMap<usize, (Day, Stamp)>,
    /// The end of today: what lies after it is not known yet.
    pub cut: Stamp,
    /// The scales of ratings and effort scores.
    pub scales: Scales,
    /// Whether every table could be read.
    pub is_whole: bool,
    /// Where each interaction stands.
    files: Vec<Indexed>,
}

/// A file that has been read, until it is known which of its rows others replace.
struct Waiting<'a> {
    /// The number of its table.
    number: usize,
    job: Job<'a>,
    kept: Kept,
    part: Option<Part>,
}

/// The scales of a project's ratings and effort scores; nothing where there are none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scales {
    /// Of the ratings.
    pub csat: Option<CsatScale>,
    /// Of the effort scores.
    pub ces: Option<CesScale>,
}

impl Scales {
    fn of(mappings: &[Option<Mapping>]) -> Scales {
        let read = mappings.iter().flatten();
        let csat = read.clone().filter_map(Mapping::csat_scale).find(|s| *s != CsatScale::None);
        let ces = read.filter_map(Mapping::ces_scale).find(|s| *s != CesScale::None);
        Scales { csat, ces }
    }
}

/// A file whose interactions can be looked up.
#[derive(Clone, Debug)]
struct Indexed {
    source: usize,
    table: usize,
    kept: Kept,
}

/// Reads all tables, each by its mapping. Interactions opened after `today` are counted and kept
/// out, so that an old day can be built again.
pub fn compute(
    (tables, mappings): (&[Table], &[Option<Mapping>]),
    config: &Config,
    store: &Store,
    today: Day,
    problems: &mut Problems,
) -> Rollup {
    let mut rollup = Rollup::new(config, today);
    rollup.scales = Scales::of(mappings);
    let pace = Pace::default();
    for source in 0..config.sources.len() {
        let of_source = |(_, (table, _)): &(usize, (&Table, _))| table.source == source;
        let is_alone = tables.iter().filter(|table| table.source == source).count() == 1;
        let mut files = Vec::new();
        for (number, (table, mapping)) in tables.iter().zip(mappings).enumerate().filter(of_source)
        {
            let Some(mapping) = mapping else {
                rollup.is_whole = false;
                continue;
            };
            let job = Job { table, mapping, cut: rollup.cut, superseded: &[], pace };
            match Kept::of(job, store) {
                // Of many files, each waits on the disk until all indexes are there.
                Ok((kept, part)) => {
                    let part = part.filter(|_| is_alone);
                    files.push(Waiting { number, job, kept, part });
                }
                Err(problem) => rollup.fail(problem, problems),
            }
        }
        if let Err(problem) = rollup.add_source(files, store, problems) {
            rollup.fail(problem, problems);
        }
    }
    rollup.pools.settle();
    rollup.groups.iter().for_each(|groups| groups.check(problems));
    if mappings.iter().flatten().any(|mapping| mapping.is_csat_recognised) {
        rollup.doubt_of_scale().into_iter().for_each(|doubt| problems.add(doubt));
    }
    rollup.reading.check(config, problems);
    rollup
}

impl Rollup {
    fn new(config: &Config, today: Day) -> Rollup {
        Rollup {
            days: Timeline::default(),
            weeks: Timeline::default(),
            months: Timeline::default(),
            hours: Hours::default(),
            groups: Dimension::ALL.map(|dimension| Groups::new(dimension, config)),
            pools: Pools::default(),
            reading: Reading::new(config),
            span: None,
            spans: BTreeMap::new(),
            cut: config.zone.stamp(today.plus(1), 0).0,
            scales: Scales::default(),
            is_whole: true,
            files: Vec::new(),
        }
    }

    /// What is left to say once figures are made of weeks and months, and moments are found; the
    /// memory of these is free for the pages.
    #[must_use]
    pub fn without_periods(self) -> Rollup {
        let groups = self.groups.map(Groups::without_months);
        let (weeks, months) = (Timeline::default(), Timeline::default());
        let (hours, pools) = (Hours::default(), Pools::default());
        Rollup { weeks, months, hours, groups, pools, ..self }
    }

    /// The groups of a dimension.
    pub fn groups_by(&self, dimension: Dimension) -> &Groups {
        &self.groups[dimension as usize]
    }

    /// The rows of an id, by the number of their source, the newest last: the number of the table
    /// and where the row begins in its text.
    ///
    /// # Errors
    /// When an index cannot be read.
    pub fn find(&self, id: &str) -> Result<BTreeMap<usize, Vec<(usize, u64)>>, Problem> {
        let mut by_source: BTreeMap<usize, Vec<(Entry, usize)>> = BTreeMap::new();
        for file in &self.files {
            let entries = file.kept.index.find(id.as_bytes()).map_err(|error| {
                Problem::error(format!("an index in the cache cannot be read: {error}"))
            })?;
            let rows = entries.into_iter().map(|entry| (entry, file.table));
            by_source.entry(file.source).or_default().extend(rows);
        }
        by_source.retain(|_, rows| !rows.is_empty());
        let rows = by_source.into_iter().map(|(source, mut rows)| {
            rows.sort_by_key(|(entry, table)| (entry.updated, *table, entry.offset));
            (source, rows.into_iter().map(|(entry, table)| (table, entry.offset)).collect())
        });
        Ok(rows.collect())
    }

    /// A scale that was taken for 1 to 5 although no rating is over 3.
    fn doubt_of_scale(&self) -> Option<Problem> {
        let mut ratings = Portion::default();
        for (_, cell) in self.months.iter() {
            let Portion { part, whole } = cell.tallies.get(Tally::Satisfied);
            ratings.part += part;
            ratings.whole += whole;
        }
        let is_odd = ratings.whole >= ENOUGH_RATINGS && ratings.part == 0;
        (is_odd && self.scales.csat == Some(CsatScale::OneToFive)).then(|| {
            let problem = Problem::warning("no rating is over 3: the scale may end there");
            problem.help(
                "write `csat_scale = \"1-3\"` in the source if it does, else `csat_scale = \"1-5\"`",
            )
        })
    }

    fn fail(&mut self, problem: Problem, problems: &mut Problems) {
        self.is_whole = false;
        problems.add(problem);
    }

    /// Adds the files of a source, without the rows that a newer row replaces.
    fn add_source(
        &mut self,
        mut files: Vec<Waiting<'_>>,
        store: &Store,
        problems: &mut Problems,
    ) -> Result<(), Problem> {
        let threads = Pace::default().threads;
        let mut made_anew = BTreeSet::new();
        let superseded = loop {
            let indexes: Vec<_> = files.iter().map(|file| &file.kept.index).collect();
            match repeats::superseded(&indexes, threads) {
                Ok(superseded) => break superseded,
                Err(damaged) if made_anew.insert(damaged) => {
                    let file = &mut files[damaged];
                    file.part = None;
                    file.kept.read_again(file.job, store)?;
                }
                Err(_) => return Err(Problem::error("an index in the cache cannot be read")),
            }
        };
        for (file, superseded) in files.into_iter().zip(&superseded) {
            let Waiting { number, job, kept, part } = file;
            let job = Job { superseded, ..job };
            let part = match part.filter(|_| superseded.is_empty()) {
                Some(part) => {
                    kept.stays(store);
                    part
                }
                None => kept.part(job, store)?,
            };
            self.add(part, number, job, problems);
            self.files.push(Indexed { source: job.table.source, table: number, kept });
        }
        Ok(())
    }

    fn add(&mut self, part: Part, number: usize, job: Job<'_>, problems: &mut Problems) {
        let Part { totals, values, pools, reading, reach } = part;
        self.days.merge(totals.days, DayCount::merge);
        self.weeks.merge(totals.weeks, Cell::merge);
        self.months.merge(totals.months, Cell::merge);
        self.hours.merge(&totals.hours);
        let values = self.groups.iter_mut().zip(values);
        let numbers: Vec<_> = values.map(|(groups, values)| groups.merge(values)).collect();
        let topics = &numbers[Dimension::Topic as usize];
        self.pools.merge(pools, (number, topics), job.mapping.window_months());
        self.reading.merge(job.table, job.mapping, reading, problems);
        if let (Some(first), Some(newest)) = (reach.first_day.map(Day), reach.newest.map(Stamp)) {
            let widened = |(before, after): (Day, Stamp)| (before.min(first), after.max(newest));
            self.span = Some(self.span.map_or((first, newest), widened));
            let of_source = self.spans.entry(job.table.source).or_insert((first, newest));
            *of_source = widened(*of_source);
        }
    }
}
