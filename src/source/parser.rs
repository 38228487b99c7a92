//! The records of a block.

use rustc_hash::FxHashMap;

use super::{Cells, Layout, Record, Spot, Table, decode, json};

/// Takes the records of a block of text apart, one at a time.
pub(super) struct Parser {
    layout: Layout,
    columns: FxHashMap<String, usize>,
    width: usize,
    csv: csv_core::Reader,
    /// Whether the text has ended within quotes.
    is_unclosed: bool,
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
    /// The line, from 0 in the block, of a last record whose quote is never closed.
    pub(super) unclosed: Option<u64>,
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
            is_unclosed: false,
            bounds: Vec::new(),
            text: vec![0; 4_096],
            ends: vec![0; 64],
            cells: Cells::default(),
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
                Shape::Plain | Shape::Made | Shape::Blank => 1,
                Shape::Quoted => line_ends(raw),
            };
            if shape == Shape::Blank {
                continue;
            }
            last = Some((shape, raw, spot.line));
            let record = self.record(shape, raw);
            if is_utf8 || std::str::from_utf8(raw).is_ok() {
                each(record, spot);
                continue;
            }
            let (count, first) = parsed.recoded.unwrap_or((0, spot.line));
            parsed.recoded = Some((count + 1, first));
            if shape == Shape::Made {
                // What is made of JSON has been decoded on the way.
                each(record, spot);
            } else {
                let decoded = record.cells().map(|cell| decode::windows_1252(cell).into_owned());
                each(decoded.collect::<Cells>().record(), spot);
            }
        }
        parsed.unclosed = last.filter(|_| self.is_unclosed).map(|(_, _, line)| line);
        let is_filled = |cell: &&[u8]| !cell.trim_ascii().is_empty();
        parsed.last = last.map(|(shape, raw, line)| Last {
            line,
            cells: self.record(shape, raw).len(),
            filled: self.record(shape, raw).cells().filter(is_filled).count(),
            has_line_end: matches!(raw.last(), Some(b'\n' | b'\r')),
        });
        parsed
    }

    /// Takes the next record apart, and says how many bytes it takes with its line end; nothing
    /// where the text ends within it. A line ends with LF, CR LF or CR, as for the csv crate.
    fn next(&mut self, tail: &[u8], is_last: bool) -> Option<(Shape, usize)> {
        let (line, length) = match memchr::memchr2(b'\n', b'\r', tail) {
            Some(end) => (&tail[..end], end + line_end(&tail[end..])),
            None if is_last => (tail, tail.len()),
            None => return None,
        };
        if line.is_empty() {
            return Some((Shape::Blank, length));
        }
        match self.layout {
            Layout::Delimited { separator } if memchr::memchr(b'"', line).is_none() => {
                self.split(line, separator);
                Some((Shape::Plain, length))
            }
            Layout::Delimited { .. } => {
                let length = self.quoted(tail, is_last)?;
                Some((Shape::Quoted, length + rest_of_line_end(&tail[..length], &tail[length..])))
            }
            Layout::JsonLines | Layout::Parquet if line.trim_ascii().is_empty() => {
                Some((Shape::Blank, length))
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

    /// The cells of a record with quotes, by the csv crate's own rules.
    fn quoted(&mut self, tail: &[u8], is_last: bool) -> Option<usize> {
        use csv_core::ReadRecordResult::{End, InputEmpty, OutputEndsFull, OutputFull, Record};
        self.is_unclosed = false;
        self.csv.reset();
        // At its very first bytes it would look for a byte-order mark, which is gone long ago.
        self.csv.read_record(b"\n", &mut self.text, &mut self.ends);
        let (mut written, mut cells, mut is_over) = (0, 0, false);
        // Behind the end of a file comes a line end, which within quotes ends nothing, then nothing.
        let mut ends_of_text = [b"\n".as_slice(), b""].into_iter();
        let mut input = tail;
        loop {
            let (text, ends) = (&mut self.text[written..], &mut self.ends[cells..]);
            let (result, r, w, c) = self.csv.read_record(input, text, ends);
            (written, cells) = (written + w, cells + c);
            input = &input[r..];
            match result {
                Record | End => break,
                OutputFull => self.text.resize(self.text.len() * 2, 0),
                OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                InputEmpty if !is_last => return None,
                InputEmpty => {
                    self.is_unclosed = is_over;
                    is_over = true;
                    input = ends_of_text.next().unwrap_or_default();
                }
            }
        }
        let read = if is_over { tail.len() } else { tail.len() - input.len() };
        if self.is_unclosed && cells > 0 {
            // The line end that was added is in the last cell.
            self.ends[cells - 1] -= 1;
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

/// How many bytes the line end takes that a text begins with.
fn line_end(text: &[u8]) -> usize {
    if text.starts_with(b"\r\n") { 2 } else { 1 }
}

/// How many bytes of a line end are left where a record was taken to stop in the middle of it.
fn rest_of_line_end(record: &[u8], rest: &[u8]) -> usize {
    usize::from(record.ends_with(b"\r") && rest.starts_with(b"\n"))
}

/// The line ends in a text, each of LF, CR LF and CR as one.
pub(super) fn line_ends(text: &[u8]) -> u64 {
    let is_end = |&at: &usize| text[at] == b'\n' || text.get(at + 1) != Some(&b'\n');
    memchr::memchr2_iter(b'\n', b'\r', text).filter(is_end).count() as u64
}
