//! A file as one source reads it.

use std::path::Path;
use std::slice;

use super::{Column, Fault, Reading, block};
use crate::calendar::{Stamp, StampFormat};
use crate::config::{Config, FILE, Field, Project, Source};
use crate::diagnostic::{Outcome, Problems, Severity};
use crate::interaction::{self, Mapping, Reason, Score};
use crate::rollup::{self, Rejected};
use crate::source::Table;
use crate::store::{Caching, Store};

/// Where an export would be put.
const FOLDER: &str = "data/interactions";

/// A source with a name of its own and no more than that; `file` is where the file lies in the
/// project.
pub(super) fn draft(path: &Path, file: Option<&Path>, config: &Config) -> Source {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = slug::slugify(name.trim_start_matches('.').split('.').next().unwrap_or_default());
    let stem = if stem.is_empty() { "export".to_owned() } else { stem };
    let is_taken = |name: &String| config.sources.iter().any(|source| source.name.value == *name);
    let names = (2..).map(|number| format!("{stem}-{number}"));
    let free = std::iter::once(stem.clone()).chain(names).find(|name| !is_taken(name));
    let files = match file {
        Some(file) => file.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"),
        None => format!("{FOLDER}/{name}"),
    };
    Source::of(&free.unwrap_or(stem), &files)
}

/// A source that names no preset has the one that fits, as in a build.
pub(super) fn with_preset(source: Source, scores: &[Score<'_>]) -> Source {
    let fit = scores.first().filter(|score| score.is_fit());
    let preset = source.preset.or(fit.map(|score| score.preset.name.clone()));
    Source { preset, ..source }
}

/// A file as one source reads it.
pub(super) struct View {
    /// How its rows are read; nothing where they cannot be.
    pub(super) mapping: Option<Mapping>,
    /// The project's configuration with this source alone.
    config: Config,
    is_new: bool,
    problems: Problems,
}

impl View {
    pub(super) fn of(table: &Table, source: Source, config: &Config) -> View {
        let is_new = !config.sources.iter().any(|own| own.name.value == source.name.value);
        let mut config = config.clone();
        config.keys.sources = vec![source];
        let mut problems = Problems::default();
        let mapping = mapping(table, &config, &mut problems);
        View { mapping, config, is_new, problems }
    }

    fn source(&self) -> &Source {
        &self.config.sources[0]
    }

    /// Whether nothing says what its columns hold.
    pub(super) fn is_without_columns(&self) -> bool {
        self.is_new && self.source().preset.is_none()
    }

    /// The columns of its rows.
    pub(super) fn header<'v>(&'v self, table: &'v Table) -> &'v [String] {
        self.mapping.as_ref().map_or(&table.header, Mapping::header)
    }

    /// The fields that are read from a column, from 0, or would be if its rows could be read.
    pub(super) fn fields_of(&self, at: usize, header: &[String]) -> Vec<Field> {
        if let Some(mapping) = &self.mapping {
            let columns = mapping.columns().iter();
            return columns.filter(|(_, columns)| columns.contains(&at)).map(|(f, _)| *f).collect();
        }
        let is_here = |name: &str| header.iter().position(|known| known == name) == Some(at);
        let columns = self.source().columns.iter();
        columns.filter(|(_, header)| header.names().any(is_here)).map(|(f, _)| *f).collect()
    }

    /// The order of day and month.
    pub(super) fn order(&self) -> Option<StampFormat> {
        self.mapping.as_ref().and_then(Mapping::date_order)
    }

    /// The preset that its rows are read with.
    pub(super) fn preset(&self) -> Option<String> {
        self.source().preset.as_ref().map(|preset| preset.value.clone())
    }

    /// The zone of times without an offset.
    pub(super) fn zone(&self) -> &str {
        self.mapping.as_ref().map_or(self.config.zone.name(), |mapping| mapping.zone.name())
    }

    /// Why its rows cannot be read.
    pub(super) fn reason(&self) -> String {
        let problems = self.problems.sorted();
        let error = problems.into_iter().find(|problem| problem.severity == Severity::Error);
        error.map_or_else(String::new, |problem| problem.message)
    }

    /// What a build would make of the rows, and the lines below the table; nothing where it could
    /// not read them. What a build would say is added to `warnings`: none of it stops a look.
    ///
    /// # Errors
    /// When the system's folder for temporary files cannot be used.
    pub(super) fn read(
        &self,
        table: &Table,
        now: Stamp,
        warnings: &mut Problems,
    ) -> Outcome<Option<(Reading, Vec<u64>)>> {
        let Some(mapping) = self.mapping.clone() else {
            // What a proposed source lacks stands in its block.
            let own = Some(self.problems.clone()).filter(|_| !self.is_new);
            self.soften(own.unwrap_or_default(), warnings);
            return Ok(None);
        };
        let nowhere = Project { folder: std::env::temp_dir() };
        let store = Store::aside(&nowhere, Caching::Ignore)?;
        let today = self.config.zone.local_day(now);
        let mut problems = self.problems.clone();
        let tables = (slice::from_ref(table), &[Some(mapping)][..]);
        let rollup = rollup::compute(tables, &self.config, &store, today, &mut problems);
        self.soften(problems, warnings);
        let lines = rollup.reading.trailers.iter().map(|(_, line)| *line).collect();
        Ok(Some((self.reading(&rollup.reading), lines)))
    }

    fn soften(&self, problems: Problems, warnings: &mut Problems) {
        for mut problem in problems.sorted() {
            problem.severity = Severity::Warning;
            // What is only proposed does not stand in the file yet.
            problem.place = problem.place.filter(|place| place.file != Path::new(FILE));
            warnings.add(problem);
        }
    }

    fn reading(&self, reading: &rollup::Reading) -> Reading {
        let source = &reading.sources[0];
        let header = |field: Field| source.used.get(&field).cloned();
        let first = |is_it: &dyn Fn(&&Rejected) -> bool| reading.listed.iter().find(is_it);
        let rejected = source.rejected.iter().map(|(&reason, &count)| {
            let first = first(&|listed| listed.is_row && listed.reason == reason);
            let column =
                first.map(|first| first.column.clone()).filter(|column| !column.is_empty());
            self.fault(column, reason, count, first)
        });
        let cells = source.faults.iter().map(|(fault, &count)| {
            let column = header(fault.field);
            let is_it = |listed: &&Rejected| {
                !listed.is_row
                    && listed.reason == fault.reason
                    && Some(&listed.column) == column.as_ref()
            };
            let first = first(&is_it);
            self.fault(column, fault.reason, count, first)
        });
        Reading {
            rows: source.rows,
            kept: source.kept,
            later: source.later,
            repeats: source.repeats,
            rejected: rejected.collect(),
            cells: cells.collect(),
        }
    }

    fn fault(
        &self,
        column: Option<String>,
        reason: Reason,
        count: u64,
        first: Option<&Rejected>,
    ) -> Fault {
        let meaning = self.config.words.say(&format!("reason.{}", reason.name()), &[]);
        let first_line = first.map(|first| first.line);
        Fault { column, reason: reason.name(), meaning, count, first_line }
    }

    /// The source for `moments.toml`; nothing where its files are refused.
    pub(super) fn block(
        &self,
        table: &Table,
        columns: &[Column],
        read: Option<&(Reading, Vec<u64>)>,
    ) -> Option<String> {
        let presets = interaction::presets(&self.config);
        let preset =
            presets.iter().find(|preset| Some(&preset.name.value) == self.preset().as_ref());
        if preset.is_some_and(|preset| preset.refused.is_some()) {
            return None;
        }
        let mut source = self.source().clone();
        let scale = self.mapping.as_ref().and_then(Mapping::csat_scale);
        let is_declared = preset.is_some_and(|preset| preset.csat_scale.is_some());
        if !is_declared && columns.iter().any(|column| column.distinct > 0 && column.is_rated()) {
            source.csat_scale = scale;
        }
        let open = block::Open {
            date_order: self.is_order_open(table),
            effort_scale: self.mapping.is_some() && self.problems.has_errors(),
            rejected_share: read.and_then(|(reading, _)| self.share_over_limit(reading)),
        };
        Some(block::write(&source, columns, &open))
    }

    /// Whether the rows could be read if somebody said the order of day and month.
    fn is_order_open(&self, table: &Table) -> bool {
        let mut config = self.config.clone();
        config.keys.sources[0].date_format = Some(StampFormat::DayFirst);
        self.mapping.is_none() && mapping(table, &config, &mut Problems::default()).is_some()
    }

    /// A limit that the rejected rows would keep, where they are over the one that holds: rounded
    /// up to a hundredth.
    fn share_over_limit(&self, reading: &Reading) -> Option<f64> {
        let rejected: u64 = reading.rejected.iter().map(|fault| fault.count).sum();
        let limit = self.config.limits.max_rejected_share.value;
        let is_over = rejected as f64 > limit * reading.rows as f64;
        is_over.then(|| (rejected * 100).div_ceil(reading.rows) as f64 / 100.0)
    }
}

fn mapping(table: &Table, config: &Config, problems: &mut Problems) -> Option<Mapping> {
    interaction::mappings(slice::from_ref(table), config, problems).pop().flatten()
}
