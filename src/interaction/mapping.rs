//! Which column of a table holds which field.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::preset::{self, Preset, plain, presets};
use crate::calendar::{StampFormat, Zone};
use crate::config::{Config, FILE, Field, Source, suggestion};
use crate::diagnostic::{Place, Problem, Problems};
use crate::source::{Record, Table};

/// Cells that mean "nothing" in everybody's exports.
const NULLS: [&str; 7] = ["-", "--", "?", "N/A", "null", "NULL", "None"];

/// How the rows of a table are read.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// The fields that are read, each with its header.
    pub used: BTreeMap<Field, String>,
    /// The headers that are never read.
    pub dropped: Vec<String>,
    /// The zone of times without an offset.
    pub zone: Zone,
    /// The zone in which days are counted.
    pub project_zone: Zone,
    pub(super) width: usize,
    header: Vec<String>,
    pub(super) format: StampFormat,
    columns: [Option<usize>; Field::ALL.len()],
    values: BTreeMap<Field, FxHashMap<Vec<u8>, Vec<u8>>>,
    nulls: Vec<Vec<u8>>,
    longest_null: usize,
}

impl Mapping {
    /// The mapping of a table: its source's preset, or the one that its header fits, and over it
    /// the source's own columns.
    pub fn of(table: &Table, config: &Config, problems: &mut Problems) -> Option<Mapping> {
        let source = &config.sources[table.source];
        let preset = match &source.preset {
            Some(name) => Some(named_preset(name, config, problems)?),
            None => preset::recognise(&table.header),
        };
        let own = own_columns(source, table, problems)?;
        let base = match (&preset, own.is_empty()) {
            (Some(preset), _) => preset.columns_in(&table.header),
            // Without a whole preset, canonical names still count beside the source's own.
            (None, _) => presets()[0].columns_in(&table.header),
        };
        let mut columns = [None; Field::ALL.len()];
        let mut used = BTreeMap::new();
        for (field, column) in base.into_iter().chain(own) {
            columns[field as usize] = Some(column);
            used.insert(field, table.header[column].clone());
        }
        for field in [Field::Id, Field::CreatedAt] {
            if !used.contains_key(&field) {
                problems.add(no_column(table, source, &used));
                return None;
            }
        }
        let is_read = |at: &usize| columns.contains(&Some(*at));
        let dropped = (0..table.header.len()).filter(|at| !is_read(at));
        let format = source.date_format.or(preset.map(|p| p.date_format)).unwrap_or_default();
        let zone = source.time_zone.as_ref().and_then(|name| Zone::named(name));
        Some(Mapping {
            used,
            dropped: dropped.map(|at| table.header[at].clone()).collect(),
            zone: zone.unwrap_or_else(|| config.zone.clone()),
            project_zone: config.zone.clone(),
            width: table.header.len(),
            header: table.header.clone(),
            format,
            columns,
            values: values(source),
            longest_null: nulls(source).iter().map(Vec::len).max().unwrap_or(0),
            nulls: nulls(source),
        })
    }

    /// header
    pub fn header(&self) -> &[String] {
        &self.header
    }
    /// fingerprint
    pub fn fingerprint(&self) -> [u8; 16] {
        [0; 16]
    }

    /// The cell of a field: nothing where there is no such column, or the cell says nothing.
    pub(super) fn cell<'a>(&'a self, record: Record<'a>, field: Field) -> Option<&'a [u8]> {
        let cell = record.get(self.columns[field as usize]?)?.trim_ascii();
        if cell.is_empty()
            || (cell.len() <= self.longest_null && self.nulls.iter().any(|null| null == cell))
        {
            return None;
        }
        if self.values.is_empty() {
            return Some(cell);
        }
        let translated = self.values.get(&field).and_then(|values| values.get(cell));
        Some(translated.map_or(cell, Vec::as_slice))
    }
}

fn values(source: &Source) -> BTreeMap<Field, FxHashMap<Vec<u8>, Vec<u8>>> {
    let bytes = |text: &String| text.clone().into_bytes();
    let table = |values: &BTreeMap<String, String>| {
        values.iter().map(|(from, to)| (bytes(from), bytes(to))).collect()
    };
    source.values.iter().map(|(&field, values)| (field, table(values))).collect()
}

fn nulls(source: &Source) -> Vec<Vec<u8>> {
    let own = source.null.iter().map(String::as_str);
    NULLS.into_iter().chain(own).map(|null| null.as_bytes().to_vec()).collect()
}

fn named_preset(
    name: &crate::tree::Spanned<String>,
    config: &Config,
    problems: &mut Problems,
) -> Option<Preset> {
    let all = presets();
    let found = all.iter().find(|preset| preset.name == name.value);
    if found.is_none() {
        let names: Vec<&str> = all.iter().map(|preset| preset.name.as_str()).collect();
        let problem = Problem::error(format!("there is no preset `{}`", name.value));
        problems.add(problem.at(config.place(name)).help(suggestion(name, &names)));
    }
    found.cloned()
}

/// The columns that the source itself names; a name that the header does not have is an error.
fn own_columns(
    source: &Source,
    table: &Table,
    problems: &mut Problems,
) -> Option<BTreeMap<Field, usize>> {
    let mut own = BTreeMap::new();
    let mut is_whole = true;
    for (&field, name) in &source.columns {
        let is_it = |header: &String| header == &name.value || plain(header) == plain(name);
        match table.header.iter().position(is_it) {
            Some(column) => drop(own.insert(field, column)),
            None => {
                is_whole = false;
                let headers: Vec<&str> = table.header.iter().map(String::as_str).collect();
                let message = format!("there is no column `{}` for `{}`", name.value, field.name());
                let problem = Problem::error(message).at(Place::line(&table.file, 1));
                problems.add(problem.help(suggestion(name, &headers)));
            }
        }
    }
    is_whole.then_some(own)
}

/// The message for a header that says neither which interaction a row is nor when it was opened.
fn no_column(table: &Table, source: &Source, used: &BTreeMap<Field, String>) -> Problem {
    let missing: Vec<String> = [Field::Id, Field::CreatedAt]
        .iter()
        .filter(|field| !used.contains_key(field))
        .map(|field| format!("`{}`", field.name()))
        .collect();
    let message = format!("no column is known to hold {}", missing.join(" and "));
    let found: Vec<String> = table.header.iter().map(|name| format!("`{name}`")).collect();
    let mut problem = Problem::error(message)
        .at(Place::line(&table.file, 1))
        .help(format!("the header has {}", found.join(", ")));
    let other = ["\t", ";", "|"]
        .iter()
        .find(|other| table.header.len() == 1 && table.header[0].contains(**other));
    if let Some(other) = other {
        let shown = if *other == "\t" { "\\t" } else { other };
        return problem.help(format!(
            "the columns are separated by something else: write `delimiter = \"{shown}\"` in the \
             source `{}`",
            source.name.value
        ));
    }
    if let Some((preset, shared)) = preset::nearest_to(&table.header) {
        let near = format!("the nearest preset is `{}`: it shares {shared} columns", preset.name);
        problem = problem.help(near);
    }
    let guess = |words: &[&str]| {
        let fits = |header: &&String| {
            let lower = header.to_lowercase();
            words.iter().any(|word| lower.split(|c: char| !c.is_alphanumeric()).any(|w| w == *word))
        };
        table.header.iter().find(fits).map_or("…", String::as_str)
    };
    let lines = [
        format!("id = \"{}\"", guess(&["id", "key", "number", "no"])),
        format!("created_at = \"{}\"", guess(&["created", "opened", "received", "submitted"])),
    ];
    problem.help(format!(
        "in `{FILE}`, below the source `{}`, write `[sources.columns]` and under it {}, each with \
         the header that holds it",
        source.name.value,
        lines.iter().map(|line| format!("`{line}`")).collect::<Vec<_>>().join(" and "),
    ))
}
