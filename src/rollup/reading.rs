//! What was read, rejected and not understood, counted by reason.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::config::{Config, Field, Kind, listed};
use crate::diagnostic::{Place, Problem, Problems};
use crate::interaction::{Fault, Interaction, Mapping, Reason};
use crate::source::{Ending, Last, Table};

/// So many rows of each reason are listed one by one.
const LISTED: u64 = 1_000;

/// The reading of all sources.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// In the order of the configuration.
    pub sources: Vec<SourceReading>,
    /// The rejected rows and unknown cells, the first thousand of each reason.
    pub listed: Vec<Rejected>,
    /// Last lines that are no rows but say something about their file.
    pub trailers: Vec<(PathBuf, u64)>,
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
    /// Rows that a newer row of the same id replaces.
    pub repeats: u64,
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
    /// The cell that decided the order of day and month: its file, and its line from 1.
    decided_at: Option<(PathBuf, u64)>,
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

/// The reading of one file.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct TableReading {
    /// Rows read, the header not counted.
    pub(super) rows: u64,
    pub(super) kept: u64,
    pub(super) later: u64,
    pub(super) repeats: u64,
    rejected: BTreeMap<Reason, u64>,
    faults: BTreeMap<Fault, u64>,
    /// How many cells of each field had a readable value, in the order of [`Field::ALL`].
    values: Vec<u64>,
    listed: Vec<Listed>,
    listed_by_reason: BTreeMap<(Reason, bool), u64>,
    /// Rows that are no UTF-8, and the line of the first.
    recoded: Option<(u64, u64)>,
    /// Lines below the table that say something about the file.
    trailers: Vec<u64>,
    /// The line of a last row that is not whole.
    cut_off: Option<u64>,
    /// The line of a row whose quote is never closed.
    unclosed: Option<u64>,
}

/// A row or a cell of one file that was not read.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Listed {
    line: u64,
    fault: Fault,
    is_row: bool,
}

impl TableReading {
    pub(super) fn kept(&mut self, line: u64, interaction: &Interaction<'_>, faults: &[Fault]) {
        self.kept += 1;
        self.values.resize(Field::ALL.len(), 0);
        interaction.fields_read().for_each(|field| self.values[field as usize] += 1);
        for &fault in faults {
            *self.faults.entry(fault).or_default() += 1;
            if fault.reason.is_unknown() {
                self.list(Listed { line, fault, is_row: false });
            }
        }
    }

    /// What was read as a row is none: an empty one, or one below the table.
    pub(super) fn no_row(&mut self, line: u64, faults: &[Fault]) {
        self.rows -= 1;
        if faults.iter().any(|fault| fault.reason == Reason::Trailer) {
            self.trailers.push(line);
        }
    }

    pub(super) fn rejected(&mut self, line: u64, fault: Fault) {
        *self.rejected.entry(fault.reason).or_default() += 1;
        self.list(Listed { line, fault, is_row: true });
    }

    fn list(&mut self, listed: Listed) {
        let key = (listed.fault.reason, listed.is_row);
        let count = self.listed_by_reason.entry(key).or_default();
        *count += 1;
        if *count <= LISTED {
            self.listed.push(listed);
        }
    }

    /// Adds the reading of the next block, which begins after so many lines.
    pub(super) fn append(&mut self, block: TableReading, lines: u64) {
        self.rows += block.rows;
        self.kept += block.kept;
        self.later += block.later;
        self.repeats += block.repeats;
        add(&mut self.rejected, block.rejected);
        add(&mut self.faults, block.faults);
        self.values.resize(Field::ALL.len(), 0);
        self.values.iter_mut().zip(block.values).for_each(|(sum, count)| *sum += count);
        self.trailers.extend(block.trailers.into_iter().map(|line| lines + line + 1));
        for listed in block.listed {
            self.list(Listed { line: lines + listed.line + 1, ..listed });
        }
    }

    /// Takes in how the file ended. A last row with one cell is no row: it says something about
    /// the file, such as the period that it covers.
    pub(super) fn end(&mut self, ending: Ending, width: usize) {
        self.recoded = ending.recoded;
        self.unclosed = ending.unclosed;
        let is_short = |last: &Last| {
            last.cells < width && last.filled > 0 && !self.trailers.contains(&last.line)
        };
        let Some(last) = ending.last.filter(is_short) else { return };
        if !last.has_line_end {
            self.cut_off = Some(last.line);
            return;
        }
        let is_it = |listed: &Listed| listed.is_row && listed.line == last.line;
        let listed = self.listed.iter().find(|listed| is_it(listed)).copied();
        let Some(listed) = listed.filter(|_| last.filled == 1 && width > 2) else { return };
        if let Some(count) = self.rejected.get_mut(&listed.fault.reason) {
            *count -= 1;
        }
        self.rejected.retain(|_, count| *count > 0);
        self.listed.retain(|listed| !is_it(listed));
        self.rows -= 1;
        self.trailers.push(last.line);
    }
}

fn add<K: Ord>(sums: &mut BTreeMap<K, u64>, counts: BTreeMap<K, u64>) {
    for (key, count) in counts {
        *sums.entry(key).or_default() += count;
    }
}

impl Reading {
    pub(super) fn new(config: &Config) -> Reading {
        let source = |name: &str| SourceReading { name: name.to_owned(), ..Default::default() };
        let sources = config.sources.iter().map(|s| source(&s.name)).collect();
        Reading { sources, ..Default::default() }
    }

    /// Adds the reading of a file.
    pub(super) fn merge(
        &mut self,
        table: &Table,
        mapping: &Mapping,
        part: TableReading,
        problems: &mut Problems,
    ) {
        let source = &mut self.sources[table.source];
        source.files.push(table.file.clone());
        source.used.extend(mapping.used.clone());
        source.dropped.extend(mapping.dropped.iter().cloned());
        source.decided_at = source.decided_at.take().or_else(|| mapping.decided_at.clone());
        source.rows += part.rows;
        source.kept += part.kept;
        source.later += part.later;
        source.repeats += part.repeats;
        source.is_cut_off |= part.cut_off.or(part.unclosed).is_some();
        add(&mut source.rejected, part.rejected);
        add(&mut source.faults, part.faults);
        let values = Field::ALL.iter().copied().zip(part.values);
        add(&mut source.values, values.filter(|(_, count)| *count > 0).collect());
        for Listed { line, fault, is_row } in part.listed {
            let key = (table.source, fault.reason, is_row);
            let count = self.listed_by_reason.entry(key).or_default();
            *count += 1;
            if *count > LISTED {
                continue;
            }
            let column = match fault.reason {
                Reason::CellCount | Reason::NoObject => String::new(),
                _ => mapping.used.get(&fault.field).cloned().unwrap_or_default(),
            };
            let (file, reason) = (table.file.clone(), fault.reason);
            self.listed.push(Rejected { file, line, column, reason, is_row });
        }
        let at = |line: u64| Place::line(&table.file, line as usize);
        if let Some(line) = part.cut_off {
            let problem = Problem::error("the last row has too few cells and no line end");
            let help = "is the file still being copied? build again when it is whole";
            problems.add(problem.at(at(line)).help(help));
        }
        if let Some(line) = part.unclosed {
            let message = "a quote that is opened in this row is never closed: it holds the rest of \
                           the file";
            let help = "is the file still being copied, or a quote in the row not doubled?";
            problems.add(Problem::error(message).at(at(line)).help(help));
        }
        if let Some((count, line)) = part.recoded {
            let rows = if count == 1 { "1 row is".into() } else { format!("{count} rows are") };
            let message = format!("{rows} no UTF-8 and read as Windows-1252; this is the first");
            let help = "export the file as UTF-8, or name its `encoding` in the source";
            problems.add(Problem::warning(message).at(at(line)).help(help));
        }
        let trailers = part.trailers.into_iter().map(|line| (table.file.clone(), line));
        self.trailers.extend(trailers);
    }

    /// All rows that were kept.
    pub fn kept_rows(&self) -> u64 {
        self.sources.iter().map(|source| source.kept).sum()
    }

    /// All rows that were rejected.
    pub fn rejected_rows(&self) -> u64 {
        self.sources.iter().map(SourceReading::rejected_rows).sum()
    }

    /// The fields that any source has, and those that are worked out from them.
    pub fn fields(&self, config: &Config) -> BTreeSet<Field> {
        let mut fields: BTreeSet<Field> =
            self.sources.iter().flat_map(|source| source.used.keys().copied()).collect();
        if config.business_hours.is_some() {
            for (calendar, business) in [
                (Field::FirstReplyAt, Field::FirstReplyBusinessSeconds),
                (Field::FirstReplySeconds, Field::FirstReplyBusinessSeconds),
                (Field::ResolvedAt, Field::FullResolutionBusinessSeconds),
                (Field::FullResolutionSeconds, Field::FullResolutionBusinessSeconds),
            ] {
                if fields.contains(&calendar) {
                    fields.insert(business);
                }
            }
        }
        fields
    }

    /// Sources that are too poor to publish become errors, each with its first places.
    pub(super) fn check(&self, config: &Config, problems: &mut Problems) {
        for source in &self.sources {
            self.check_order(source, problems);
            self.check_rejected(source, config.limits.max_rejected_share.value, problems);
            self.check_unknown(source, config, problems);
        }
    }

    /// An open order of day and month is never guessed, and a source has one order.
    fn check_order(&self, source: &SourceReading, problems: &mut Problems) {
        for reason in [Reason::OpenOrder, Reason::OtherOrder] {
            let Some(first) = self.first_of(source, reason) else { continue };
            let column = &first.column;
            let message = match (reason, &source.decided_at) {
                (Reason::OpenOrder, _) => {
                    format!("`{column}` has dates whose day and month could be either")
                }
                (_, Some((file, line))) => format!(
                    "`{column}` has day and month in the other order than line {line} of `{}`",
                    file.display()
                ),
                (_, None) => {
                    format!("`{column}` has day and month in the other order than `date_format`")
                }
            };
            let help = match reason {
                Reason::OpenOrder => format!(
                    "write `date_format = \"D/M/Y\"` or `date_format = \"M/D/Y\"` in the source \
                     `{}`",
                    source.name
                ),
                _ => "export both the same way, or give each a source of its own with its \
                      `date_format`"
                    .to_owned(),
            };
            problems.add(placed(Problem::error(message).help(help), Some(first)));
        }
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
        let is_said = |reason: &Reason| matches!(reason, Reason::OpenOrder | Reason::OtherOrder);
        for (&reason, &count) in source.rejected.iter().filter(|(reason, _)| !is_said(reason)) {
            let first = self.first_of(source, reason);
            let column = first.map_or("", |first| first.column.as_str());
            let message = format!(
                "{count} of {} rows of `{}` cannot be used: {}",
                source.rows,
                source.name,
                explain_row(reason, column),
            );
            let mend = match reason {
                Reason::BrokenId => "export again and do not open the file in a spreadsheet",
                _ => "mend the export",
            };
            let help = format!(
                "{mend}, or raise `max_rejected_share` ({limit}) in `[limits]`; this is the first \
                 such row"
            );
            problems.add(placed(Problem::error(message).help(help), first));
        }
    }

    fn check_unknown(&self, source: &SourceReading, config: &Config, problems: &mut Problems) {
        let limit = config.limits.max_unknown_share.value;
        let mut unknown: BTreeMap<Field, u64> = BTreeMap::new();
        let is_unknown = |fault: &Fault| fault.reason.is_unknown();
        for (fault, count) in source.faults.iter().filter(|(fault, _)| is_unknown(fault)) {
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
                     `[sources.values.{}]`; if they are on another scale, write `csat_scale` in \
                     the source",
                    field.name()
                )),
                Field::Ces => problem.help("write their scale as `ces_scale` in the source"),
                _ if matches!(field.kind(), Kind::Flag | Kind::Choice) => problem.help(format!(
                    "it takes {}; say what other words mean in `[sources.values.{}]`",
                    listed(field.words().iter().copied()),
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
        Reason::BrokenId => format!("a spreadsheet has rounded the ids in `{column}`"),
        Reason::NoCreated => format!("nothing in `{column}` says when it was opened"),
        Reason::CellCount => "more or fewer cells than the header".to_owned(),
        Reason::NoObject => "the line is no JSON object".to_owned(),
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
