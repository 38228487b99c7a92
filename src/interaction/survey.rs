//! What is decided over a whole source before its rows are read: the order of day and month, and
//! the scales of its ratings.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use super::cells::Joined;
use super::scale::Tally;
use super::{Mapping, plan};
use crate::calendar::{Order, StampFormat, order_of};
use crate::config::{CesScale, Config, CsatScale, Field, Kind};
use crate::diagnostic::{Place, Problem, Problems};
use crate::source::{Record, Table};

/// So many rows of a source are looked at before one is read.
const SAMPLE: u64 = 10_000;

/// So many rows of each of its files are, also once that is reached.
const GLANCE: u64 = 100;

/// How the rows of each table are read, in the order of the tables; nothing for one whose rows
/// cannot be. What is wrong is added to `problems`.
pub fn mappings(
    tables: &[Table],
    config: &Config,
    problems: &mut Problems,
) -> Vec<Option<Mapping>> {
    let hours = config.business_hours.clone().map(Arc::new);
    let mut mapping = |table: &Table| {
        let plan = plan::of(table, config, problems)?;
        Some(Mapping::new(table, plan, config, hours.clone()))
    };
    let mut mappings: Vec<Option<Mapping>> = tables.iter().map(&mut mapping).collect();
    let mut surveys = Vec::new();
    for (number, source) in config.sources.iter().enumerate() {
        let part = tables.iter().zip(&mut mappings).filter(|(table, _)| table.source == number);
        let mut part: Vec<(&Table, &mut Option<Mapping>)> = part.collect();
        let survey = Survey::of(&part, problems);
        survey.settle_order(&mut part, &source.name, problems);
        surveys.push(survey);
    }
    settle_csat(tables, &mut mappings, &surveys, config, problems);
    settle_ces(tables, &mut mappings, &surveys, config, problems);
    mappings
}

/// What the first rows of a source show.
#[derive(Default)]
struct Survey {
    rows: u64,
    order: Option<Decision>,
    /// The first date that could be either: its header, its file and its line from 1.
    open: Option<(String, PathBuf, u64)>,
    csat: Tally,
    ces: Tally,
}

/// The order of day and month, and where a cell shows it.
struct Decision {
    format: StampFormat,
    file: PathBuf,
    line: u64,
}

impl Survey {
    fn of(part: &[(&Table, &mut Option<Mapping>)], problems: &mut Problems) -> Survey {
        let mut survey = Survey::default();
        for (table, mapping) in part {
            let Some(mapping) = mapping.as_ref().filter(|mapping| is_open(mapping)) else {
                continue;
            };
            let mut rows_of_file = 0;
            let end = table.scan(mapping.header(), |record, spot| {
                survey.look(table, mapping, record, spot.line);
                rows_of_file += 1;
                survey.goes_on(rows_of_file)
            });
            if let Err(problem) = end {
                problems.add(problem);
            }
        }
        survey
    }

    fn goes_on(&self, rows_of_file: u64) -> ControlFlow<()> {
        let is_between = self.open.is_some() && self.order.is_none();
        match is_between || self.rows < SAMPLE || rows_of_file < GLANCE {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    }

    fn look(&mut self, table: &Table, mapping: &Mapping, record: Record<'_>, line: u64) {
        self.rows += 1;
        if mapping.rules.format.is_none() && self.order.is_none() {
            for (&field, header) in mapping.used.iter().filter(|(f, _)| f.kind() == Kind::Stamp) {
                let mut joined = Joined::default();
                let Some(cell) = mapping.stamp_cell(record, field, &mut joined) else { continue };
                match order_of(cell) {
                    Order::None => {}
                    Order::Open => {
                        let first = || (header.clone(), table.file.clone(), line);
                        self.open.get_or_insert_with(first);
                    }
                    Order::Decides(format) => {
                        let decision = || Decision { format, file: table.file.clone(), line };
                        self.order.get_or_insert_with(decision);
                    }
                }
            }
        }
        let cell = |field| mapping.cell(record, field);
        [Field::Csat, Field::CsatFirst].into_iter().filter_map(cell).for_each(|c| self.csat.add(c));
        cell(Field::Ces).into_iter().for_each(|cell| self.ces.add(cell));
    }

    /// Gives the tables of the source its order. A source whose order stays open is not read.
    fn settle_order(
        &self,
        part: &mut [(&Table, &mut Option<Mapping>)],
        source: &str,
        problems: &mut Problems,
    ) {
        let has_no_order =
            |mapping: &&mut Option<Mapping>| mapping.as_ref().is_some_and(has_open_order);
        let open = part.iter_mut().map(|(_, mapping)| &mut **mapping).filter(has_no_order);
        match (&self.order, &self.open) {
            (Some(decision), _) => open.flatten().for_each(|mapping| {
                mapping.rules.format = Some(decision.format);
                mapping.decided_at = Some((decision.file.clone(), decision.line));
            }),
            (None, Some((header, file, line))) => {
                open.for_each(|mapping| *mapping = None);
                let message = format!("`{header}` has dates whose day and month could be either");
                let help = format!(
                    "write `date_format = \"D/M/Y\"` or `date_format = \"M/D/Y\"` in the source \
                     `{source}`"
                );
                let place = Place::line(file, *line as usize);
                problems.add(Problem::error(message).at(place).help(help));
            }
            (None, None) => {}
        }
    }
}

fn has_open_order(mapping: &Mapping) -> bool {
    mapping.rules.format.is_none()
}

/// Whether the rows have to be looked at before they are read.
fn is_open(mapping: &Mapping) -> bool {
    let asks_csat = mapping.has(Field::Csat) || mapping.has(Field::CsatFirst);
    has_open_order(mapping)
        || asks_csat && mapping.rules.csat_scale.is_none()
        || mapping.has(Field::Ces) && mapping.rules.ces_scale.is_none()
}

/// The mappings of each source that have one of some fields, by the number of the source.
fn by_source<'m>(
    tables: &[Table],
    mappings: &'m mut [Option<Mapping>],
    fields: &'static [Field],
) -> Vec<(usize, &'m mut Mapping)> {
    let all = tables.iter().zip(mappings);
    let mapped = all.filter_map(|(table, mapping)| Some((table.source, mapping.as_mut()?)));
    mapped.filter(|(_, mapping)| fields.iter().any(|&field| mapping.has(field))).collect()
}

/// The scale of the ratings is one for the project. A source without a rating so far takes it too.
fn settle_csat(
    tables: &[Table],
    mappings: &mut [Option<Mapping>],
    surveys: &[Survey],
    config: &Config,
    problems: &mut Problems,
) {
    let mut rated = by_source(tables, mappings, &[Field::Csat, Field::CsatFirst]);
    let mut scales: Vec<(usize, CsatScale)> = Vec::new();
    for (source, mapping) in &mut rated {
        let survey = &surveys[*source];
        let declared = mapping.rules.csat_scale;
        mapping.is_csat_recognised = declared.is_none();
        mapping.rules.csat_scale = declared.or_else(|| survey.csat.csat_scale());
        scales.extend(mapping.rules.csat_scale.map(|scale| (*source, scale)));
    }
    let names: Vec<(usize, &str)> = scales.iter().map(|(s, scale)| (*s, scale.name())).collect();
    check_one_scale("ratings", "csat_scale", &names, config, problems);
    let common = scales.first().map_or(CsatScale::OneToFive, |(_, scale)| *scale);
    for (_, mapping) in rated {
        mapping.rules.csat_scale.get_or_insert(common);
    }
}

/// The scale of the effort scores is one for the project too, and never guessed.
fn settle_ces(
    tables: &[Table],
    mappings: &mut [Option<Mapping>],
    surveys: &[Survey],
    config: &Config,
    problems: &mut Problems,
) {
    let mut scored = by_source(tables, mappings, &[Field::Ces]);
    let mut scales: Vec<(usize, CesScale)> = Vec::new();
    for (source, mapping) in &mut scored {
        let tally = &surveys[*source].ces;
        let scale = mapping.rules.ces_scale.or_else(|| tally.ces_scale());
        mapping.rules.ces_scale = scale;
        match scale {
            Some(scale) => scales.push((*source, scale)),
            None if tally.is_empty() => {}
            None => {
                problems.add(open_effort(config, *source));
                // The build fails: its scores need no second complaint.
                mapping.rules.ces_scale = Some(CesScale::Agreement);
            }
        }
    }
    let names: Vec<(usize, &str)> = scales.iter().map(|(s, scale)| (*s, scale.name())).collect();
    check_one_scale("effort scores", "ces_scale", &names, config, problems);
    let common = scales.first().map(|(_, scale)| *scale);
    for (_, mapping) in scored {
        mapping.rules.ces_scale = mapping.rules.ces_scale.or(common);
    }
}

fn open_effort(config: &Config, source: usize) -> Problem {
    let name = &config.sources[source].name;
    let message = format!("the effort scores of `{}` could be on either scale", name.value);
    let help = "write `ces_scale = \"1-7\"` in the source where 7 is easy, or \
                `ces_scale = \"1-5-effort\"` where 1 is";
    Problem::error(message).at(config.place(name)).help(help)
}

/// Two scales in one series would be a change that nobody made.
fn check_one_scale(
    what: &str,
    key: &str,
    scales: &[(usize, &str)],
    config: &Config,
    problems: &mut Problems,
) {
    let Some(&(first, scale)) = scales.first() else { return };
    let other = scales.iter().find(|(_, other)| *other != scale);
    let Some(&(second, other)) = other else { return };
    let name = |source: usize| &config.sources[source].name;
    let message = format!(
        "the {what} of `{}` are on the scale {scale}, those of `{}` on {other}",
        name(first).value,
        name(second).value
    );
    let help = format!(
        "leave one out with `{key} = \"none\"` in its source, or write the scale that both have"
    );
    problems.add(Problem::error(message).at(config.place(name(second))).help(help));
}
