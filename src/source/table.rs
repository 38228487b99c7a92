//! Tables of interactions: found by pattern, read as a stream of byte records.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use csv::{ByteRecord, ReaderBuilder};
use walkdir::WalkDir;

use super::block::{self, Ending, Pace, Sink, Spot};
use super::form::{Compression, Encoding, Form, Layout};
use super::{Record, fits};
use crate::config::{Config, Project, Source};
use crate::diagnostic::{Place, Problem, Problems};

/// The byte-order mark of UTF-8.
const BOM: [u8; 3] = *b"\xef\xbb\xbf";

/// A file with rows of interactions.
#[derive(Clone, Debug)]
pub struct Table {
    /// Which of the configuration's sources it belongs to.
    pub source: usize,
    /// Its path relative to the project.
    pub file: PathBuf,
    /// Its path on the disk.
    pub path: PathBuf,
    /// The names of its columns.
    pub header: Vec<String>,
    /// How its bytes have to be read.
    pub form: Form,
}

/// The tables of all sources. A source without files is a warning: the site says what to do next.
pub(super) fn find(project: &Project, config: &Config, problems: &mut Problems) -> Vec<Table> {
    let mut tables = Vec::new();
    let mut seen = BTreeSet::new();
    for (number, source) in config.sources.iter().enumerate() {
        let files = matching(project, source, problems);
        for file in files.iter().filter(|file| !seen.insert((*file).clone())) {
            let message = format!("`{}` belongs to another source already", file.display());
            let problem = Problem::error(message).at(config.place(&source.files));
            problems.add(problem.help("a file that two sources read would count twice"));
        }
        if files.is_empty() {
            let message = format!("no file matches `{}`", source.files.value);
            let help = "put an export there, or change `files` in `moments.toml`";
            problems.add(Problem::warning(message).help(help));
        }
        let open = |file: PathBuf| Table::open(project, number, source, file);
        for table in files.into_iter().map(open) {
            match table {
                Ok(table) => tables.push(table),
                Err(problem) => problems.add(problem),
            }
        }
    }
    tables
}

fn matching(project: &Project, source: &Source, problems: &mut Problems) -> Vec<PathBuf> {
    let pattern = Path::new(&source.files.value);
    let name = pattern.file_name().map_or(String::new(), |name| name.to_string_lossy().into());
    let folder = pattern.parent().unwrap_or(Path::new(""));
    let root = project.folder.join(folder);
    if !root.exists() {
        return Vec::new();
    }
    let mut files = Vec::new();
    for entry in WalkDir::new(root).min_depth(1).max_depth(1) {
        match entry {
            Ok(entry) if fits(&name, &entry.file_name().to_string_lossy()) => {
                files.push(folder.join(entry.file_name()));
            }
            Ok(_) => {}
            Err(error) => {
                let problem = Problem::error(format!("cannot be read: {error}"));
                problems.add(problem.at(Place::file(folder)));
            }
        }
    }
    files.sort();
    files
}

impl Table {
    fn open(
        project: &Project,
        number: usize,
        source: &Source,
        file: PathBuf,
    ) -> Result<Table, Problem> {
        let path = project.folder.join(&file);
        let separator = source.delimiter.as_ref().map_or(b',', |d| d.value as u8);
        let form = Form {
            compression: Compression::None,
            encoding: Encoding::Utf8,
            layout: Layout::Delimited { separator, line_end: b'\n' },
            data_offset: 0,
            header_line: 1,
            data_line: 2,
        };
        let mut table = Table { source: number, file, path, header: Vec::new(), form };
        let text = table.text()?;
        let mut reader =
            ReaderBuilder::new().has_headers(false).delimiter(separator).from_reader(text);
        let mut record = ByteRecord::new();
        let found = reader.read_byte_record(&mut record).map_err(|error| table.cannot(&error))?;
        table.form.data_offset = reader.position().byte();
        if !found {
            let problem = Problem::error("the file is empty: not even a header");
            return Err(problem.at(Place::file(&table.file)).help("delete it, or export it again"));
        }
        table.header = record.iter().map(clean_header).collect();
        Ok(table)
    }

    /// The problem of a file that the disk does not give.
    pub fn cannot(&self, error: &dyn std::fmt::Display) -> Problem {
        Problem::error(format!("cannot be read: {error}")).at(Place::file(&self.file))
    }

    /// Its text, unpacked and decoded, from the first byte.
    pub(super) fn text(&self) -> Result<Box<dyn Read + Send>, Problem> {
        Ok(Box::new(File::open(&self.path).map_err(|error| self.cannot(&error))?))
    }

    /// Whether its text lies in the file as it is.
    fn can_seek(&self) -> bool {
        let is_plain = self.form.encoding == Encoding::Utf8 && self.form.layout != Layout::Parquet;
        is_plain && self.form.compression == Compression::None
    }

    /// The text of a file that can be read from any byte on, from `offset` on.
    pub(super) fn text_from(&self, offset: u64) -> Result<impl Read + use<>, Problem> {
        let open = || {
            let mut file = File::open(&self.path)?;
            // Offsets do not count a byte-order mark.
            let mut start = [0; BOM.len()];
            let has_bom = file.read_exact(&mut start).is_ok() && start == BOM;
            let skipped = if has_bom { BOM.len() as u64 } else { 0 };
            file.seek(SeekFrom::Start(skipped + offset)).map(|_| file)
        };
        open().map_err(|error: std::io::Error| self.cannot(&error))
    }

    /// Hands its rows to `sink`, their cells laid out as `header` says; the memory it takes does
    /// not grow with the rows.
    ///
    /// # Errors
    /// When the disk fails in between, or the file is no table after all.
    pub fn read(&self, header: &[String], pace: Pace, sink: &impl Sink) -> Result<Ending, Problem> {
        block::read(self, header, pace, sink)
    }

    /// Hands every row to `each`, in order, with its line from 1, until it has seen enough.
    ///
    /// # Errors
    /// When the disk fails in between, or the file is no table after all.
    pub fn scan(
        &self,
        header: &[String],
        each: impl FnMut(Record<'_>, Spot) -> ControlFlow<()>,
    ) -> Result<Ending, Problem> {
        block::scan(self, header, each)
    }
}

impl Table {
    /// Hands the rows that begin at `offsets`, sorted, to `each`, with their offset.
    ///
    /// # Errors
    /// When the disk fails in between.
    pub fn rows_at(
        &self,
        header: &[String],
        offsets: &[u64],
        mut each: impl FnMut(Record<'_>, u64),
    ) -> Result<(), Problem> {
        if self.can_seek() {
            let mut row_at = |&at: &u64| block::row_at(self, header, at, |row| each(row, at));
            return offsets.iter().try_for_each(&mut row_at);
        }
        let is_wanted = |offset: u64| offsets.binary_search(&offset).is_ok();
        let last = offsets.last().copied().unwrap_or(0);
        block::scan(self, header, |row, spot| {
            if is_wanted(spot.offset) {
                each(row, spot.offset);
            }
            if spot.offset < last { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        Ok(())
    }
}

/// A header without byte-order mark and the spaces that spreadsheets leave.
fn clean_header(cell: &[u8]) -> String {
    let text = String::from_utf8_lossy(cell);
    text.trim_start_matches('\u{feff}').replace('\u{a0}', " ").trim().to_owned()
}
