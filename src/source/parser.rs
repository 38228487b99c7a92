//! The records of a block.

use rustc_hash::FxHashMap;

use super::{Cells, Layout, Record, Spot, Table, decode, json};

/// Takes the records of a block of text apart, one at a time.
pub(super) struct Parser {
    layout: Layout,
    columns: FxHashMap<String, usize>,
    width: usize,
    csv: csv_core::Reader,
    /// The record at hand: bounds in the block or, where it has quotes, in `text`.
    bounds: Vec<(u32, u32)>,
    text: Vec<u8>,
    ends: Vec<usize>,
    /// The record at hand, where it is made of a JSON object.
    cells: Cells,
}

/// Where the cells of the record at hand lie.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Nowhere: it is a line end that ends nothing.
    Blank,
    /// In the block itself.
    Plain,
    /// In the parser's text, without their quotes.
    Quoted,
    /// In the parser's cells.
    Made,
}

/// What a block came to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Parsed {
    /// Where the record begins that the block does not end; the block's length where there is none.
    pub(super) rest: usize,
    /// Lines before `rest`.
    pub(super) lines: u64,
    /// The last record, with its line from 0 in the block.
    pub(super) last: Option<Last>,
    /// How many records are no UTF-8, and the line of the first, from 0 in the block.
    pub(super) recoded: Option<(u64, u64)>,
}

/// The last row of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Last {
    /// Its line, from 1.
    pub line: u64,
    /// How many cells it has.
    pub cells: usize,
    /// How many of them hold something.
    pub filled: usize,
    /// Whether a line end follows it.
    pub has_line_end: bool,
}

impl Parser {
    pub(super) fn new(table: &Table, header: &[String]) -> Parser {
        let mut csv = csv_core::ReaderBuilder::new();
        if let Layout::Delimited { separator, .. } = table.form.layout {
            csv.delimiter(separator);
        }
        Parser {
            layout: table.form.layout,
            columns: json::columns(header),
            width: header.len(),
            csv: csv.build(),
            bounds: Vec::new(),
            text: vec![0; 4_096],
            ends: vec![0; 64],
            cells: Cells::default(),
        }
    }

    /// What ends a line.
    pub(super) fn line_end(&self) -> u8 {
        match self.layout {
            Layout::Delimited { line_end, .. } => line_end,
            Layout::JsonLines | Layout::Parquet => b'\n',
        }
    }

    /// Whether a line end in this text need not be the end of a record.
    pub(super) fn may_hide_line_ends(&self, bytes: &[u8]) -> bool {
        self.layout != Layout::JsonLines && memchr::memchr(b'"', bytes).is_some()
    }

    /// Whether the text begins with a whole record of so many cells.
    pub(super) fn begins_with(&mut self, bytes: &[u8], width: usize) -> bool {
        self.quoted(bytes, false).is_some() && self.bounds.len() == width
    }

    /// Hands each whole record of a block to `each`. A last record without a line end is whole only
    /// where the file ends with the block.
    pub(super) fn parse(
        &mut self,
        bytes: &[u8],
        offset: u64,
        is_last: bool,
        mut each: impl FnMut(Record<'_>, Spot),
    ) -> Parsed {
        let is_utf8 = std::str::from_utf8(bytes).is_ok();
        let mut parsed = Parsed::default();
        let mut last = None;
        while parsed.rest < bytes.len() {
            let tail = &bytes[parsed.rest..];
            let Some((shape, length)) = self.next(tail, is_last) else { break };
            let raw = &tail[..length];
            let spot = Spot { offset: offset + parsed.rest as u64, line: parsed.lines };
            parsed.rest += length;
            parsed.lines += match shape {
                Shape::Plain | Shape::Made => 1,
                Shape::Quoted | Shape::Blank => {
                    memchr::memchr_iter(self.line_end(), raw).count() as u64
                }
            };
            if shape == Shape::Blank {
                continue;
            }
            last = Some((shape, raw, spot.line));
            let record = self.record(shape, raw);
            if is_utf8 || std::str::from_utf8(raw).is_ok() {
                each(record, spot);
            } else {
                let (count, first) = parsed.recoded.unwrap_or((0, spot.line));
                parsed.recoded = Some((count + 1, first));
                let cells: Cells =
                    record.cells().map(|cell| decode::windows_1252(cell).into_owned()).collect();
                each(cells.record(), spot);
            }
        }
        parsed.last = last.map(|(shape, raw, line)| Last {
            line,
            cells: self.record(shape, raw).len(),
            filled: self.record(shape, raw).cells().filter(|cell| !cell.is_empty()).count(),
            has_line_end: matches!(raw.last(), Some(b'\n' | b'\r')),
        });
        parsed
    }

    /// Takes the next record apart, and says how many bytes it takes with its line end; nothing
    /// where the text ends within it.
    fn next(&mut self, tail: &[u8], is_last: bool) -> Option<(Shape, usize)> {
        if matches!(tail.first(), Some(b'\r' | b'\n')) {
            return Some((Shape::Blank, 1));
        }
        let (line, length) = match memchr::memchr(self.line_end(), tail) {
            Some(end) => (&tail[..end], end + 1),
            None if is_last => (tail, tail.len()),
            None => return None,
        };
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match self.layout {
            Layout::Delimited { separator, line_end } => {
                let other_end = if line_end == b'\n' { b'\r' } else { b'\n' };
                if memchr::memchr2(b'"', other_end, line).is_some() {
                    let length = self.quoted(tail, is_last)?;
                    let is_blank = self.bounds.is_empty();
                    return Some((if is_blank { Shape::Blank } else { Shape::Quoted }, length));
                }
                self.split(line, separator);
                Some((Shape::Plain, length))
            }
            Layout::JsonLines | Layout::Parquet => {
                if json::cells(line, &self.columns, self.width, &mut self.cells).is_err() {
                    // A row without cells is rejected for that.
                    self.cells.clear();
                }
                Some((Shape::Made, length))
            }
        }
    }

    /// The cells of a line without quotes.
    fn split(&mut self, line: &[u8], separator: u8) {
        self.bounds.clear();
        let mut start = 0;
        for end in memchr::memchr_iter(separator, line) {
            self.bounds.push((start, end as u32));
            start = end as u32 + 1;
        }
        self.bounds.push((start, line.len() as u32));
    }

    /// The cells of a record with quotes, by the csv crate's own rules; none where there are only
    /// line ends left.
    fn quoted(&mut self, tail: &[u8], is_last: bool) -> Option<usize> {
        use csv_core::ReadRecordResult::{End, InputEmpty, OutputEndsFull, OutputFull, Record};
        self.csv.reset();
        // At its very first bytes it would look for a byte-order mark, which is gone long ago.
        self.csv.read_record(b"\n", &mut self.text, &mut self.ends);
        let (mut read, mut written, mut cells) = (0, 0, 0);
        loop {
            let (text, ends) = (&mut self.text[written..], &mut self.ends[cells..]);
            let (result, r, w, c) = self.csv.read_record(&tail[read..], text, ends);
            (read, written, cells) = (read + r, written + w, cells + c);
            match result {
                Record => break,
                OutputFull => self.text.resize(self.text.len() * 2, 0),
                OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                // At the end of the file, an empty input ends the record.
                InputEmpty if is_last => {}
                InputEmpty => return None,
                End => break,
            }
        }
        self.bounds.clear();
        let mut start = 0;
        for &end in &self.ends[..cells] {
            self.bounds.push((start, end as u32));
            start = end as u32;
        }
        Some(read)
    }

    fn record<'r>(&'r self, shape: Shape, raw: &'r [u8]) -> Record<'r> {
        match shape {
            Shape::Blank | Shape::Plain => Record::new(raw, &self.bounds),
            Shape::Quoted => Record::new(&self.text, &self.bounds),
            Shape::Made => self.cells.record(),
        }
    }
}
