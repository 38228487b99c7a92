//! Tables of interactions: found by pattern, read as a stream of byte records.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use csv::{ByteRecord, Reader, ReaderBuilder};
use walkdir::WalkDir;

use super::form::{Compression, Encoding, Form, Layout};
use super::{Cells, Record, fits};
use crate::config::{Config, Project, Source};
use crate::diagnostic::{Place, Problem, Problems};

/// Bytes read from the disk at once.
const BUFFER: usize = 1 << 20;

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

/// How a table ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableEnd {
    /// With a whole record.
    Whole,
    /// With a record of too few cells and without a line end, in this line.
    CutOff(u64),
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
        let mut reader = table.reader()?;
        let mut record = ByteRecord::new();
        let found = reader.read_byte_record(&mut record).map_err(|error| table.cannot(&error))?;
        if !found {
            let problem = Problem::error("the file is empty: not even a header");
            return Err(problem.at(Place::file(&table.file)).help("delete it, or export it again"));
        }
        table.header = record.iter().map(clean_header).collect();
        Ok(table)
    }

    fn cannot(&self, error: &dyn std::fmt::Display) -> Problem {
        Problem::error(format!("cannot be read: {error}")).at(Place::file(&self.file))
    }

    fn reader(&self) -> Result<Reader<BufReader<File>>, Problem> {
        let file = File::open(&self.path).map_err(|error| self.cannot(&error))?;
        let reader = BufReader::with_capacity(BUFFER, file);
        let mut builder = ReaderBuilder::new();
        if let Layout::Delimited { separator, .. } = self.form.layout {
            builder.delimiter(separator);
        }
        builder.has_headers(false).flexible(true);
        Ok(builder.from_reader(reader))
    }

    /// Hands every row with its line, from 1, to `each`; the memory it takes does not grow with
    /// the rows.
    ///
    /// # Errors
    /// When the disk fails in between.
    pub fn rows(&self, mut each: impl FnMut(Record<'_>, u64)) -> Result<TableEnd, Problem> {
        let mut reader = self.reader()?;
        let mut cells = Cells::default();
        let mut record = ByteRecord::new();
        let mut is_header = true;
        let mut last = TableEnd::Whole;
        while reader.read_byte_record(&mut record).map_err(|error| self.cannot(&error))? {
            let line = record.position().map_or(0, csv::Position::line);
            let is_short = record.len() < self.header.len();
            last = if is_short { TableEnd::CutOff(line) } else { TableEnd::Whole };
            if !std::mem::take(&mut is_header) {
                cells.clear();
                record.iter().for_each(|cell| cells.push(cell));
                each(cells.record(), line);
            }
        }
        Ok(if self.ends_with_line_end()? { TableEnd::Whole } else { last })
    }

    fn ends_with_line_end(&self) -> Result<bool, Problem> {
        let mut last = [0];
        let read = |last: &mut [u8]| -> std::io::Result<()> {
            let mut file = File::open(&self.path)?;
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(last)
        };
        read(&mut last).map_err(|error| self.cannot(&error))?;
        Ok(matches!(last, [b'\n' | b'\r']))
    }
}

/// A header without byte-order mark and the spaces that spreadsheets leave.
fn clean_header(cell: &[u8]) -> String {
    let text = String::from_utf8_lossy(cell);
    text.trim_start_matches('\u{feff}').replace('\u{a0}', " ").trim().to_owned()
}
