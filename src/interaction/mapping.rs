//! How the rows of a table are read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;

use super::cells::{Joined, Meanings, NULLS, Nulls, lower, part};
use super::comment::{Counted, ThankWords};
use super::known::bit;
use super::plan::Plan;
use super::row;
use super::threshold::Thresholds;
use crate::calendar::{BusinessHours, DurationUnit, StampFormat, Zone};
use crate::config::{CesScale, Config, CsatScale, Field, Source, Take, Values};
use crate::source::{Layout, Record, Table};
use crate::units::Seconds;

/// Changes when the same rules would read a row differently.
const VERSION: u32 = 2;

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
    /// The file and the line, from 1, of the cell that decided the order of day and month.
    pub decided_at: Option<(PathBuf, u64)>,
    /// Whether the scale of its ratings was recognised from them, and not declared.
    pub is_csat_recognised: bool,
    pub(super) business_hours: Option<Arc<BusinessHours>>,
    pub(super) thresholds: Thresholds,
    thank_words: ThankWords,
    /// The fields of which nothing is made yet, but whose cells are looked at.
    pub(super) checked: Vec<Field>,
    pub(super) rules: Rules,
    header: Vec<String>,
    columns: Vec<Option<Column>>,
    /// The fields with a column, a bit a field.
    mapped: u64,
    nulls: Nulls,
}

/// Everything that decides what a row says, in a form that is the same for the same meaning.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Rules {
    /// The names of the columns: where each row names its own, they decide what is in which.
    header: Vec<String>,
    columns: BTreeMap<Field, Vec<usize>>,
    units: BTreeMap<Field, DurationUnit>,
    values: Values,
    nulls: BTreeSet<String>,
    take: BTreeMap<Field, Take>,
    trailer: Option<String>,
    zone: String,
    project_zone: String,
    thresholds: BTreeMap<String, Seconds>,
    thank_words: BTreeSet<String>,
    /// The ids of the source that are never read.
    forgotten: BTreeSet<String>,
    /// In how many of the newest months moments are looked for.
    window_months: u32,
    /// The order of day and month; nothing as long as no cell has shown it.
    pub(super) format: Option<StampFormat>,
    pub(super) csat_scale: Option<CsatScale>,
    pub(super) ces_scale: Option<CesScale>,
}

/// A column, ready to be read.
#[derive(Clone, Debug)]
struct Column {
    at: usize,
    /// Where the time is, if the column has only the date.
    time: Option<usize>,
    unit: DurationUnit,
    take: Option<Take>,
    meanings: Option<Meanings>,
}

impl Mapping {
    /// The mapping of a table, before anything is decided from its source's rows.
    pub(super) fn new(
        table: &Table,
        plan: Plan<'_>,
        config: &Config,
        business_hours: Option<Arc<BusinessHours>>,
    ) -> Mapping {
        let source = &config.sources[table.source];
        let rules = Rules::new(&plan, source, config);
        let zone = source.time_zone.as_ref().and_then(|name| Zone::named(name));
        let name = |columns: &Vec<usize>| {
            let names = columns.iter().map(|&at| plan.header[at].as_str());
            names.collect::<Vec<_>>().join(" + ")
        };
        let is_read = |at: usize| rules.columns.values().any(|columns| columns.contains(&at));
        let names = table.header.iter().enumerate();
        let dropped = names.filter(|(at, _)| !is_read(*at)).map(|(_, name)| name.clone());
        // In JSON lines keys can be data, such as addresses: only those that are read are named.
        let dropped = match table.form.layout {
            Layout::JsonLines => Vec::new(),
            _ => dropped.collect(),
        };
        let fields = rules.columns.keys().copied();
        Mapping {
            used: rules.columns.iter().map(|(&field, columns)| (field, name(columns))).collect(),
            dropped,
            zone: zone.unwrap_or_else(|| config.zone.clone()),
            project_zone: config.zone.clone(),
            decided_at: None,
            is_csat_recognised: false,
            business_hours,
            thresholds: Thresholds::new(&rules.thresholds),
            thank_words: ThankWords::new(&rules.thank_words),
            mapped: rules.columns.keys().fold(0, |bits, &field| bits | bit(field)),
            checked: fields.filter(|&field| row::is_checked_only(field)).collect(),
            columns: Field::ALL.iter().map(|&field| Column::new(field, &rules)).collect(),
            nulls: Nulls::new(rules.nulls.iter().map(String::as_str)),
            header: plan.header,
            rules,
        }
    }

    /// The names of the columns that a row has. Where each row names its own, those that the first
    /// rows lack come last.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Where each field is read from: one column, from 0, or those of a date and of its time.
    pub fn columns(&self) -> &BTreeMap<Field, Vec<usize>> {
        &self.rules.columns
    }

    /// The order of day and month in its dates; nothing where no cell has needed one.
    pub fn date_order(&self) -> Option<StampFormat> {
        self.rules.format
    }

    /// The scale of its ratings; nothing where it has none.
    pub fn csat_scale(&self) -> Option<CsatScale> {
        self.rules.csat_scale
    }

    /// The scale of its effort scores; nothing where it has none.
    pub fn ces_scale(&self) -> Option<CesScale> {
        self.rules.ces_scale
    }

    /// In how many of the newest months moments are looked for, the last one included.
    pub fn window_months(&self) -> u32 {
        self.rules.window_months
    }

    /// Counts a customer's comment; whether it thanks is asked from `enough` words on.
    pub fn count(&self, comment: &[u8], enough: u16) -> Counted {
        self.thank_words.count(comment, enough)
    }

    /// A digest of everything that decides what a row says: the same rows read by two mappings
    /// with the same fingerprint are the same interactions.
    pub fn fingerprint(&self) -> [u8; 16] {
        let rules = serde_json::to_vec(&(VERSION, &self.rules, self.business_hours.as_deref()));
        let digest = blake3::hash(&rules.expect("rules are words, numbers and lists"));
        let mut short = [0; 16];
        short.copy_from_slice(&digest.as_bytes()[..16]);
        short
    }

    /// Whether an interaction is never read.
    pub(super) fn is_forgotten(&self, id: &[u8]) -> bool {
        let forgotten = &self.rules.forgotten;
        !forgotten.is_empty() && std::str::from_utf8(id).is_ok_and(|id| forgotten.contains(id))
    }

    /// The fields for which there is a column, a bit a field.
    pub(super) fn mapped(&self) -> u64 {
        self.mapped
    }

    /// Whether there is a column for a field.
    pub(super) fn has(&self, field: Field) -> bool {
        self.columns[field as usize].is_some()
    }

    pub(super) fn format(&self) -> StampFormat {
        self.rules.format.unwrap_or_default()
    }

    /// What the numbers of a duration count.
    pub(super) fn unit(&self, field: Field) -> DurationUnit {
        self.columns[field as usize].as_ref().map_or(DurationUnit::Seconds, |column| column.unit)
    }

    /// What the cell of a field says, by the source's and the preset's values: nothing where there
    /// is no such column, or the cell says nothing.
    pub fn cell<'r>(&'r self, record: Record<'r>, field: Field) -> Option<&'r [u8]> {
        let column = self.columns[field as usize].as_ref()?;
        let cell = self.nulls.text_of(record.get(column.at)?)?;
        let cell = match column.take {
            Some(take) => part(take, cell)?,
            None => cell,
        };
        match &column.meanings {
            Some(meanings) => meanings.of(cell),
            None => Some(cell),
        }
    }

    /// The cell of a stamp, joined from two where the time has a column of its own. Without a time
    /// it is the date alone.
    pub(super) fn stamp_cell<'r>(
        &'r self,
        record: Record<'r>,
        field: Field,
        joined: &'r mut Joined,
    ) -> Option<&'r [u8]> {
        let date = self.cell(record, field)?;
        let time = self.columns[field as usize].as_ref().and_then(|column| column.time);
        let time = time.and_then(|at| self.nulls.text_of(record.get(at)?));
        Some(time.map_or(date, |time| joined.join(date, time)))
    }

    /// Whether a record is the line that the tool writes below the table.
    pub(super) fn is_trailer(&self, record: Record<'_>) -> bool {
        let first = record.get(0).unwrap_or_default().trim_ascii();
        let begins = |trailer: &String| first.starts_with(trailer.as_bytes());
        self.rules.trailer.as_ref().is_some_and(begins)
    }
}

/// The ids of a source that are never read: those with its name before them, and those without any.
fn forgotten(source: &Source, config: &Config) -> BTreeSet<String> {
    let of_source = |id: &String| match id.split_once(':') {
        Some((name, rest)) if name == source.name.value => Some(rest.to_owned()),
        Some((name, _)) if config.sources.iter().any(|other| other.name.value == name) => None,
        _ => Some(id.clone()),
    };
    config.forgotten.iter().filter_map(of_source).collect()
}

impl Rules {
    fn new(plan: &Plan<'_>, source: &Source, config: &Config) -> Rules {
        let preset = plan.preset;
        let own_units = source.units.iter().map(|(&field, unit)| (field, unit.value));
        let tool_units = preset.iter().flat_map(|p| &p.units).map(|(&f, unit)| (f, unit.value));
        let tool_nulls = preset.iter().flat_map(|preset| &preset.null);
        let nulls = NULLS.into_iter().map(str::to_owned).chain(tool_nulls.cloned());
        let zone = source.time_zone.as_ref().map_or(config.zone.name(), |zone| zone.as_str());
        Rules {
            header: plan.header.clone(),
            columns: plan.columns.clone(),
            units: tool_units.chain(own_units).collect(),
            values: values(preset.iter().map(|preset| &preset.values).chain([&source.values])),
            nulls: nulls.chain(source.null.iter().cloned()).map(|null| lower(&null)).collect(),
            take: preset.map_or_else(BTreeMap::new, |preset| preset.take.clone()),
            trailer: preset.and_then(|preset| preset.trailer.clone()),
            zone: zone.to_owned(),
            project_zone: config.zone.name().to_owned(),
            thresholds: config.first_response_thresholds.clone(),
            thank_words: config.candidates.thanks(),
            forgotten: forgotten(source, config),
            window_months: config.candidates.window_months.value,
            format: source.date_format.or(preset.and_then(|preset| preset.date_format)),
            csat_scale: source.csat_scale.or(preset.and_then(|preset| preset.csat_scale)),
            ces_scale: source.ces_scale.or(preset.and_then(|preset| preset.ces_scale)),
        }
    }
}

/// What values mean, in lower case; a later table counts over an earlier one.
fn values<'v>(tables: impl Iterator<Item = &'v Values>) -> Values {
    let mut all = Values::new();
    for (&field, table) in tables.flatten() {
        let known = all.entry(field).or_default();
        known.extend(table.iter().map(|(from, to)| (lower(from), to.trim().to_owned())));
    }
    all
}

impl Column {
    fn new(field: Field, rules: &Rules) -> Option<Column> {
        let columns = rules.columns.get(&field)?;
        Some(Column {
            at: *columns.first()?,
            time: columns.get(1).copied(),
            unit: rules.units.get(&field).copied().unwrap_or(DurationUnit::Seconds),
            take: rules.take.get(&field).copied(),
            meanings: rules.values.get(&field).map(Meanings::new),
        })
    }
}
