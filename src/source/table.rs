//! Tables of interactions, read as a stream of byte records.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::block::{self, Ending, Pace, Sink, Spot};
use super::form::{self, Compression, Encoding, Form, Layout};
use super::{Record, decode, parquet};
use crate::config::{Project, Source};
use crate::diagnostic::{Problem, Problems};

/// The byte-order mark of UTF-8.
const BOM: [u8; 3] = *b"\xef\xbb\xbf";

/// Whether a record can be the header of a source's table.
pub(super) type IsHeader<'a> = &'a dyn Fn(&Source, &[String]) -> bool;

/// So many rows of a Parquet file make a batch.
const PARQUET_BATCH: u64 = 32_768;

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

impl Table {
    /// Finds out what a file is; what is worth a warning is added to `problems`.
    pub(super) fn open(
        project: &Project,
        (number, source): (usize, &Source),
        file: PathBuf,
        is_header: IsHeader<'_>,
        problems: &mut Problems,
    ) -> Result<Table, Problem> {
        let path = project.folder.join(&file);
        let is_header = |header: &[String]| is_header(source, header);
        let table = Table::of_file(&path, &file, source, &is_header, problems)?;
        Ok(Table { source: number, ..table })
    }

    /// A single file as the table of the first source; `file` is its name for messages. What is
    /// worth a warning is added to `problems`.
    ///
    /// # Errors
    /// When it cannot be read, is no table, or is empty.
    pub fn of_file(
        path: &Path,
        file: &Path,
        source: &Source,
        is_header: &dyn Fn(&[String]) -> bool,
        problems: &mut Problems,
    ) -> Result<Table, Problem> {
        let (form, header, warnings) = form::detect(path, file, source, is_header)?;
        warnings.into_iter().for_each(|warning| problems.add(warning));
        Ok(Table { source: 0, file: file.to_owned(), path: path.to_owned(), header, form })
    }

    /// How large the file is, in bytes, and whether its text begins with a byte-order mark.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn size_and_mark(&self) -> Result<(u64, bool), Problem> {
        let read = || {
            let mut start = Vec::new();
            let text = decode::unpack(&self.path, self.form.compression)?;
            text.take(BOM.len() as u64).read_to_end(&mut start)?;
            let has_mark = encoding_rs::Encoding::for_bom(&start).is_some();
            Ok((self.path.metadata()?.len(), has_mark))
        };
        read().map_err(|error: io::Error| self.cannot(&error))
    }

    /// What a fault of the disk, or of what the file is packed with, means.
    pub fn cannot(&self, error: &io::Error) -> Problem {
        decode::describe_error(error, self.form.compression, &self.file)
    }

    /// Its text, unpacked and decoded, from the first byte.
    pub(super) fn text(&self) -> Result<Box<dyn Read + Send>, Problem> {
        decode::open(&self.path, &self.form).map_err(|error| self.cannot(&error))
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
        open().map_err(|error: io::Error| self.cannot(&error))
    }

    /// Hands its rows to `sink`, their cells laid out as `header` says; the memory it takes does
    /// not grow with the rows.
    ///
    /// # Errors
    /// When the disk fails in between, or the file is no table after all.
    pub fn read(&self, header: &[String], pace: Pace, sink: &impl Sink) -> Result<Ending, Problem> {
        match self.form.layout {
            Layout::Parquet => self.read_parquet(sink),
            _ => block::read(self, header, pace, sink),
        }
    }

    fn read_parquet(&self, sink: &impl Sink) -> Result<Ending, Problem> {
        let mut batch = sink.batch();
        let mut before = 0;
        parquet::rows(&self.path, &self.file, |row, number| {
            sink.row(&mut batch, row, Spot { offset: number, line: number - before - 1 });
            if number - before == PARQUET_BATCH {
                sink.in_turn(&mut batch, before);
                sink.settle(&mut batch);
                before = number;
            }
            ControlFlow::Continue(())
        })?;
        sink.in_turn(&mut batch, before);
        sink.settle(&mut batch);
        Ok(Ending::default())
    }

    /// Hands every row to `each`, in order, with its line from 1, until it has seen enough. In
    /// Parquet a line is the row's number. A line that is no JSON object has no cell.
    ///
    /// # Errors
    /// When the disk fails in between, or the file is no table after all.
    pub fn scan(
        &self,
        header: &[String],
        mut each: impl FnMut(Record<'_>, Spot) -> ControlFlow<()>,
    ) -> Result<Ending, Problem> {
        if self.form.layout != Layout::Parquet {
            return block::scan(self, header, each);
        }
        parquet::rows(&self.path, &self.file, |row, number| {
            each(row, Spot { offset: number, line: number })
        })?;
        Ok(Ending::default())
    }

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
        self.scan(header, |row, spot| {
            if is_wanted(spot.offset) {
                each(row, spot.offset);
            }
            if spot.offset < last { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        Ok(())
    }
}
