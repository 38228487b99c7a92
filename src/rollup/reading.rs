//! What was read, rejected and not understood, counted by reason.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::config::{Config, Field};
use crate::diagnostic::{Place, Problem, Problems};
use crate::interaction::{Fault, Interaction, Mapping, Reason};
use crate::source::Table;

/// So many rows of each reason are listed one by one.
const LISTED: u64 = 1_000;

/// The reading of all sources.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// In the order of the configuration.
    pub sources: Vec<SourceReading>,
    /// The rejected rows and unknown cells, the first thousand of each reason.
    pub listed: Vec<Rejected>,
    listed_by_reason: BTreeMap<(usize, Reason, bool), u64>,
}

/// The reading of a source.
#[derive(Clone, Debug, Default)]
pub struct SourceReading {
    /// The source's name.
    pub name: String,
    /// Its files.
    pub files: Vec<PathBuf>,
    /// Rows read, headers not counted.
    pub rows: u64,
    /// Rows that became interactions.
    pub kept: u64,
    /// Rows opened after today, left for later.
    pub later: u64,
    /// Rejected rows by reason.
    pub rejected: BTreeMap<Reason, u64>,
    /// Cells that were not read as they stand, by field and reason.
    pub faults: BTreeMap<Fault, u64>,
    /// How many cells of a field had a readable value.
    pub values: BTreeMap<Field, u64>,
    /// Which header each field was read from.
    pub used: BTreeMap<Field, String>,
    /// The headers that were never read.
    pub dropped: BTreeSet<String>,
    /// Whether a file ended within a row.
    is_cut_off: bool,
}

/// A row or a cell that was not read, without its value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rejected {
    /// The file, relative to the project.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: u64,
    /// The column's header; empty where the row as a whole is meant.
    pub column: String,
    /// Why.
    pub reason: Reason,
    /// Whether the whole row was left out.
    pub is_row: bool,
}

impl Reading {
    pub(super) fn new(config: &Config) -> Reading {
        let source = |name: &str| SourceReading { name: name.to_owned(), ..Default::default() };
        let sources = config.sources.iter().map(|s| source(&s.name)).collect();
        Reading { sources, ..Default::default() }
    }

    pub(super) fn start(&mut self, table: &Table, mapping: &Mapping) {
        let source = &mut self.sources[table.source];
        source.files.push(table.file.clone());
        source.used.extend(mapping.used.clone());
        source.dropped.extend(mapping.dropped.iter().cloned());
    }

    pub(super) fn cut_off(&mut self, source: usize) {
        self.sources[source].is_cut_off = true;
    }

    pub(super) fn later(&mut self, source: usize) {
        self.sources[source].rows += 1;
        self.sources[source].later += 1;
    }

    pub(super) fn kept(
        &mut self,
        table: &Table,
        line: u64,
        interaction: &Interaction<'_>,
        faults: &[Fault],
    ) {
        let source = &mut self.sources[table.source];
        source.rows += 1;
        source.kept += 1;
        for &field in Field::ALL.iter().filter(|field| interaction.has_read(**field)) {
            *source.values.entry(field).or_default() += 1;
        }
        for &fault in faults {
            *self.sources[table.source].faults.entry(fault).or_default() += 1;
            if fault.reason.is_unknown() {
                self.list(table, line, fault, false);
            }
        }
    }

    pub(super) fn rejected(&mut self, table: &Table, line: u64, fault: Fault) {
        let source = &mut self.sources[table.source];
        source.rows += 1;
        *source.rejected.entry(fault.reason).or_default() += 1;
        self.list(table, line, fault, true);
    }

    fn list(&mut self, table: &Table, line: u64, fault: Fault, is_row: bool) {
        let listed = self.listed_by_reason.entry((table.source, fault.reason, is_row)).or_default();
        *listed += 1;
        if *listed > LISTED {
            return;
        }
        let header = self.sources[table.source].used.get(&fault.field);
        let column = match fault.reason {
            Reason::CellCount => String::new(),
            _ => header.cloned().unwrap_or_default(),
        };
        let (file, reason) = (table.file.clone(), fault.reason);
        self.listed.push(Rejected { file, line, column, reason, is_row });
    }

    /// All rows that were kept.
    pub fn kept_rows(&self) -> u64 {
        self.sources.iter().map(|source| source.kept).sum()
    }

    /// All rows that were rejected.
    pub fn rejected_rows(&self) -> u64 {
        self.sources.iter().map(SourceReading::rejected_rows).sum()
    }

    /// The fields that any source has.
    pub fn fields(&self) -> BTreeSet<Field> {
        self.sources.iter().flat_map(|source| source.used.keys().copied()).collect()
    }

    /// Sources that are too poor to publish become errors, each with its first places.
    pub(super) fn check(&self, config: &Config, problems: &mut Problems) {
        for source in &self.sources {
            self.check_order(source, problems);
            self.check_rejected(source, config.limits.max_rejected_share.value, problems);
            self.check_unknown(source, config, problems);
        }
    }

    /// An open order of day and month is never guessed.
    fn check_order(&self, source: &SourceReading, problems: &mut Problems) {
        let is_open = source.rejected.contains_key(&Reason::OpenOrder)
            || source.faults.keys().any(|fault| fault.reason == Reason::OpenOrder);
        if !is_open {
            return;
        }
        let first = self.first_of(source, Reason::OpenOrder);
        let column = first.map_or("", |first| first.column.as_str());
        let message = format!("`{column}` has dates whose day and month could be either");
        let help = format!(
            "write `date_format = \"D/M/Y\"` or `date_format = \"M/D/Y\"` in the source `{}`",
            source.name
        );
        problems.add(placed(Problem::error(message).help(help), first));
    }

    fn first_of(&self, source: &SourceReading, reason: Reason) -> Option<&Rejected> {
        self.listed.iter().find(|r| r.reason == reason && source.files.contains(&r.file))
    }

    fn check_rejected(&self, source: &SourceReading, limit: f64, problems: &mut Problems) {
        let rejected = source.rejected_rows();
        // A file that is still being copied, or an open order of dates, is said in words of its own.
        if rejected as f64 <= limit * source.rows as f64 || source.is_cut_off {
            return;
        }
        for (&reason, &count) in source.rejected.iter().filter(|(r, _)| **r != Reason::OpenOrder) {
            let first = self.first_of(source, reason);
            let column = first.map_or("", |first| first.column.as_str());
            let message = format!(
                "{count} of {} rows of `{}` cannot be used: {}",
                source.rows,
                source.name,
                explain_row(reason, column),
            );
            let help = format!(
                "mend the export, or raise `max_rejected_share` ({limit}) in `[limits]`; this is \
                 the first such row"
            );
            problems.add(placed(Problem::error(message).help(help), first));
        }
    }

    fn check_unknown(&self, source: &SourceReading, config: &Config, problems: &mut Problems) {
        let limit = config.limits.max_unknown_share.value;
        let mut unknown: BTreeMap<Field, u64> = BTreeMap::new();
        for (fault, count) in source.faults.iter().filter(|(fault, _)| fault.reason.is_unknown()) {
            *unknown.entry(fault.field).or_default() += count;
        }
        for (field, count) in unknown {
            let values = source.values.get(&field).copied().unwrap_or(0) + count;
            if count as f64 <= limit * values as f64 {
                continue;
            }
            let header = source.used.get(&field).map_or("", String::as_str);
            let message = format!(
                "{count} of {values} values of `{header}` in `{}` cannot be used",
                source.name
            );
            let of_field =
                |(fault, _): &(&Fault, &u64)| fault.field == field && fault.reason.is_unknown();
            let reasons = source.faults.iter().filter(of_field).map(|(fault, count)| {
                let reason = config.words.say(&format!("reason.{}", fault.reason.name()), &[]);
                format!("{count}: {reason}")
            });
            let problem = Problem::error(message).help(reasons.collect::<Vec<_>>().join("; "));
            let problem = match field {
                Field::Csat | Field::CsatFirst => problem.help(format!(
                    "if ratings are words, say which number each means in \
                     `[sources.values.{}]`",
                    field.name()
                )),
                _ => problem,
            };
            let problem = problem.help(format!(
                "mend the export, or raise `max_unknown_share` ({limit}) in `[limits]`; this is the \
                 first such cell"
            ));
            let is_it =
                |r: &&Rejected| r.column == header && !r.is_row && source.files.contains(&r.file);
            problems.add(placed(problem, self.listed.iter().find(is_it)));
        }
    }
}

/// A problem at its first row; one without a place must be said all the same.
fn placed(problem: Problem, first: Option<&Rejected>) -> Problem {
    match first {
        Some(first) => problem.at(Place::line(&first.file, first.line as usize)),
        None => problem,
    }
}

fn explain_row(reason: Reason, column: &str) -> String {
    match reason {
        Reason::NoId => format!("no id in `{column}`"),
        Reason::NoCreated => format!("nothing in `{column}` says when it was opened"),
        Reason::CellCount => "more or fewer cells than the header".to_owned(),
        Reason::TooOld => format!("the date in `{column}` lies before 1990"),
        _ => format!("the date in `{column}` cannot be read"),
    }
}

impl SourceReading {
    /// How many rows were rejected.
    pub fn rejected_rows(&self) -> u64 {
        self.rejected.values().sum()
    }
}
