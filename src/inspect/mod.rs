//! What an export is: how it is written, what its columns hold, which preset fits, what a build
//! would make of its rows, and a source for `moments.toml` that reads it.
//!
//! Nothing that may be personal is shown: no value of a column that is about a customer, no prose,
//! no value that looks like an address or a number of a person.

mod block;
mod column;
mod guess;
mod shape;
mod view;

pub use column::Kind;

use std::ops::ControlFlow;
use std::path::Path;

use serde::Serialize;

use crate::calendar::{Stamp, StampFormat};
use crate::config::{self, Config, Field, Project, Source};
use crate::diagnostic::{Outcome, Problem, Problems};
use crate::interaction::{self, Nulls, Score};
use crate::privacy::is_identity;
use crate::source::{Compression, Encoding, Ending, Layout, Table, is_meant};
use crate::tree::Text;
use crate::units::Share;
use column::Profile;
use view::View;

/// What a file is.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Inspection {
    /// Its name: relative to the project where it lies in one.
    pub file: String,
    /// Its size on the disk.
    pub bytes: u64,
    /// What it is packed with: `none`, `gzip`, `zstd`.
    pub packing: &'static str,
    /// How its characters are written: `UTF-8`, `UTF-16LE`.
    pub encoding: &'static str,
    /// Whether it begins with a byte-order mark.
    pub has_byte_order_mark: bool,
    /// How many rows are no UTF-8 and are read as Windows-1252.
    pub recoded_rows: u64,
    /// The line of the first of them, from 1.
    pub first_recoded_line: Option<u64>,
    /// How its rows are written: `delimited`, `json-lines`, `parquet`.
    pub layout: &'static str,
    /// What separates its columns, in a delimited file.
    pub separator: Option<char>,
    /// The line of the header, from 1; nothing where the layout has none.
    pub header_line: Option<u64>,
    /// The lines below the table that are no rows, from 1; known where a build could read it.
    pub trailer_lines: Vec<u64>,
    /// How many records follow the header, whatever is in them.
    pub records: u64,
    /// Its columns, in their order.
    pub columns: Vec<Column>,
    /// The presets of which any column is there, the best first.
    pub presets: Vec<Fit>,
    /// The preset that it is read with.
    pub preset: Option<String>,
    /// The source of the project that reads it already.
    pub source: Option<String>,
    /// The order of day and month in its dates: `D/M/Y`, where it matters and is known.
    pub date_order: Option<&'static str>,
    /// The line that decided it, from 1.
    pub date_order_line: Option<u64>,
    /// The zone of its times without an offset, where there are any.
    pub time_zone: Option<String>,
    /// The scale of its ratings: `1-5`.
    pub csat_scale: Option<&'static str>,
    /// What a build would make of its rows; nothing where it could not read them.
    pub reading: Option<Reading>,
    /// Why a build could not read them.
    pub unreadable: Option<String>,
    /// A source for `moments.toml`; nothing where there is one, or where none can be.
    pub block: Option<String>,
    /// What is worth knowing besides.
    #[serde(skip)]
    pub warnings: Problems,
}

/// A column.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// Where it stands, from 1.
    pub position: usize,
    /// Its name.
    pub header: String,
    /// What its cells hold.
    pub kind: Kind,
    /// The share of the records that have something in it, from 0 to 1; nothing without records.
    pub filled_share: Option<Share>,
    /// How many different values it has, up to 1,000.
    pub distinct: usize,
    /// Whether there may be more.
    pub has_more: bool,
    /// Up to three values.
    pub examples: Vec<String>,
    /// Why no value is shown.
    pub withheld: Option<&'static str>,
    /// The fields that are read from it.
    pub fields: Vec<&'static str>,
    /// Why none is.
    pub dropped: Option<&'static str>,
    /// Whether it has times without an offset that are read.
    #[serde(skip)]
    has_local_times: bool,
}

/// How well a preset fits.
#[derive(Clone, Debug, Serialize)]
pub struct Fit {
    /// Its name in `preset = "…"`.
    pub name: String,
    /// What messages call the tool.
    pub tool: String,
    /// How many of its columns are there.
    pub found: usize,
    /// How many it has.
    pub of: usize,
    /// Whether those are there without which a file is not the tool's.
    pub is_fit: bool,
}

/// What a build would make of the rows.
#[derive(Clone, Debug, Serialize)]
pub struct Reading {
    /// Rows read.
    pub rows: u64,
    /// Rows that would become interactions.
    pub kept: u64,
    /// Rows opened after today.
    pub later: u64,
    /// Rows that a newer row of the same id replaces.
    pub repeats: u64,
    /// Rows that would be rejected, by reason.
    pub rejected: Vec<Fault>,
    /// Cells that would not be read as they stand, by column and reason.
    pub cells: Vec<Fault>,
}

/// What is wrong with rows or cells.
#[derive(Clone, Debug, Serialize)]
pub struct Fault {
    /// The header of the column; nothing where the row as a whole is meant.
    pub column: Option<String>,
    /// The word for it in `rejected.csv`.
    pub reason: &'static str,
    /// The same as a sentence.
    pub meaning: String,
    /// How many.
    pub count: u64,
    /// The line of the first, from 1, where it is known.
    pub first_line: Option<u64>,
}

const UNNAMED: &str = "it has no name";
const REPEATED: &str = "the first of this name counts";
const CUSTOMER: &str = "it may be about a customer";
const NO_FIELD: &str = "no field is known for it";

/// Looks at a file, in a project or without one. The memory it takes does not grow with the rows.
///
/// # Errors
/// When the file cannot be read, is no table, or is empty; when the project's configuration is no
/// TOML.
pub fn inspect(path: &Path, project: Option<&Project>, now: Stamp) -> Outcome<Inspection> {
    let mut warnings = Problems::default();
    let config = configuration(project)?;
    let file = project.and_then(|project| project.path_of(path));
    let is_its = |source: &&Source| file.as_ref().is_some_and(|file| is_meant(source, file));
    let own = config.sources.iter().find(is_its);
    let source = own.cloned().unwrap_or_else(|| view::draft(path, file.as_deref(), &config));
    let is_header = |names: &[String]| {
        interaction::is_header(&source, names, &config) || own.is_none() && guess::is_header(names)
    };
    let name = file.as_deref().unwrap_or(path);
    let table = Table::of_file(path, name, &source, &is_header, &mut warnings)?;

    let scores = interaction::scores(&table.header, &config);
    let view = View::of(&table, view::with_preset(source.clone(), &scores), &config);
    let cells = Cells::of(&table, view.header(&table))?;
    let view = match view.is_without_columns() {
        true => View::of(&table, guess::source(source.clone(), &cells.columns(&view)), &config),
        false => view,
    };
    let columns = cells.columns(&view);
    let read = view.read(&table, now, &mut warnings)?;
    let block = own.is_none().then(|| view.block(&table, &columns, read.as_ref())).flatten();
    let inspection = Inspection { columns, block, warnings, ..Inspection::of(&table, &cells)? };
    Ok(inspection.with_presets(&scores, own).with_reading(&view, read))
}

/// The configuration of the project; what is wrong in it does not stop a look at a file.
fn configuration(project: Option<&Project>) -> Outcome<Config> {
    let mut problems = Problems::default();
    let nothing = Text { file: Path::new(config::FILE), text: "" };
    match project {
        Some(project) => config::load(project, &mut problems),
        None => config::parse(nothing, &mut problems),
    }
}

/// The cells of a table, column by column.
struct Cells {
    header: Vec<String>,
    profiles: Vec<Profile>,
    records: u64,
    ending: Ending,
}

impl Cells {
    fn of(table: &Table, header: &[String]) -> Result<Cells, Problem> {
        let nulls = Nulls::usual();
        let mut profiles: Vec<Profile> = header.iter().map(|_| Profile::default()).collect();
        let mut records = 0;
        let ending = table.scan(header, |record, _| {
            records += 1;
            if record.len() == header.len() {
                for (profile, cell) in profiles.iter_mut().zip(record.cells()) {
                    let text = nulls.text_of(cell).and_then(|text| std::str::from_utf8(text).ok());
                    text.into_iter().for_each(|text| profile.add(text));
                }
            }
            ControlFlow::Continue(())
        })?;
        Ok(Cells { header: header.to_vec(), profiles, records, ending })
    }

    /// The columns as a source reads them.
    fn columns(&self, view: &View) -> Vec<Column> {
        let decided = self.profiles.iter().find_map(|profile| profile.order);
        let order = view.order().or(decided);
        (0..self.header.len())
            .map(|at| self.column(at, order, view.fields_of(at, &self.header)))
            .collect()
    }

    fn column(&self, at: usize, order: Option<StampFormat>, fields: Vec<Field>) -> Column {
        let (header, profile) = (&self.header[at], &self.profiles[at]);
        let is_read = !fields.is_empty();
        let kind = profile.kind(header, order);
        let is_comment = fields.contains(&Field::CsatComment);
        let examples = match is_comment {
            true => Err(column::WITHHELD),
            false => profile.examples(header, &kind, is_read),
        };
        let is_repeated = self.header[..at].iter().any(|before| before == header);
        let dropped = match () {
            () if is_read => None,
            () if interaction::plain(header).is_empty() => Some(UNNAMED),
            () if is_repeated => Some(REPEATED),
            () if is_identity(header) => Some(CUSTOMER),
            () => Some(NO_FIELD),
        };
        let (distinct, has_more) = profile.distinct();
        Column {
            position: at + 1,
            header: header.clone(),
            has_local_times: is_read && profile.local > 0 && matches!(kind, Kind::Date { .. }),
            kind,
            filled_share: Share::of(profile.filled, self.records),
            distinct,
            has_more,
            withheld: examples.as_ref().err().copied(),
            examples: examples.unwrap_or_default(),
            fields: fields.into_iter().map(Field::name).collect(),
            dropped,
        }
    }
}

impl Inspection {
    /// What can be said of a file by itself.
    fn of(table: &Table, cells: &Cells) -> Result<Inspection, Problem> {
        let form = &table.form;
        let (bytes, has_byte_order_mark) = table.size_and_mark()?;
        let (layout, separator) = match form.layout {
            Layout::Delimited { separator, .. } => ("delimited", Some(char::from(separator))),
            Layout::JsonLines => ("json-lines", None),
            Layout::Parquet => ("parquet", None),
        };
        Ok(Inspection {
            file: table.file.to_string_lossy().into_owned(),
            bytes,
            packing: match form.compression {
                Compression::None => "none",
                Compression::Gzip => "gzip",
                Compression::Zstd => "zstd",
            },
            encoding: match form.encoding {
                Encoding::Utf8 => "UTF-8",
                Encoding::Other(encoding) => encoding.name(),
            },
            has_byte_order_mark,
            recoded_rows: cells.ending.recoded.map_or(0, |(rows, _)| rows),
            first_recoded_line: cells.ending.recoded.map(|(_, line)| line),
            layout,
            separator,
            header_line: Some(form.header_line).filter(|line| *line > 0),
            records: cells.records,
            ..Inspection::default()
        })
    }

    fn with_presets(self, scores: &[Score<'_>], own: Option<&Source>) -> Inspection {
        let fits = scores.iter().filter(|score| score.found > 0).map(|score| Fit {
            name: score.preset.name.value.clone(),
            tool: score.preset.tool().to_owned(),
            found: score.found,
            of: score.of,
            is_fit: score.is_fit(),
        });
        let source = own.map(|source| source.name.value.clone());
        Inspection { presets: fits.collect(), source, ..self }
    }

    fn with_reading(self, view: &View, read: Option<(Reading, Vec<u64>)>) -> Inspection {
        let (reading, trailer_lines) = read.unzip();
        let has_local = self.columns.iter().any(|column| column.has_local_times);
        let has_ratings = self.columns.iter().any(|c| c.distinct > 0 && c.is_rated());
        let mapping = view.mapping.as_ref();
        let scale = mapping.and_then(|mapping| mapping.csat_scale());
        Inspection {
            preset: view.preset(),
            date_order: view.order().map(StampFormat::name),
            date_order_line: mapping.and_then(|m| m.decided_at.as_ref()).map(|(_, line)| *line),
            time_zone: has_local.then(|| view.zone().to_owned()),
            csat_scale: scale.filter(|_| has_ratings).map(|scale| scale.name()),
            unreadable: reading.is_none().then(|| view.reason()),
            reading,
            trailer_lines: trailer_lines.unwrap_or_default(),
            ..self
        }
    }
}

impl Column {
    /// Whether ratings are read from it.
    fn is_rated(&self) -> bool {
        let rated = [Field::Csat, Field::CsatFirst].map(Field::name);
        rated.iter().any(|name| self.fields.contains(name))
    }
}
