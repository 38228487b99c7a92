//! The header of a delimited table: what separates its cells, and where it stands.

use std::cmp::Reverse;
use std::path::Path;

use csv::{ByteRecord, ReaderBuilder};

use super::decode;
use super::form::{Form, Layout, Sample, empty};
use super::parser::line_ends;
use crate::config::{Source, is_separator};
use crate::diagnostic::{Place, Problem};

/// So many records are searched for the header.
const SEARCHED: usize = 30;
/// What separates cells; the first wins where two stand equally often.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The header of a delimited table.
pub(super) struct Header {
    /// The names of the columns.
    pub(super) names: Vec<String>,
    /// What is odd about it.
    pub(super) warnings: Vec<Problem>,
    layout: Layout,
    data_offset: u64,
    header_line: u64,
    data_line: u64,
}

impl Header {
    /// The form of the table, from what is known of its packing and encoding.
    pub(super) fn form(&self, form: Form) -> Form {
        let &Header { layout, data_offset, header_line, data_line, .. } = self;
        Form { layout, data_offset, header_line, data_line, ..form }
    }
}

/// Finds the header in the beginning of a table.
///
/// # Errors
/// When no record says anything, the header does not end, or it is no text.
pub(super) fn find(
    sample: &Sample,
    source: &Source,
    is_header: &dyn Fn(&[String]) -> bool,
    file: &Path,
) -> Result<Header, Problem> {
    let text = sample.text.as_slice();
    let (start, declared) = declared_separator(text);
    let separators = match source.separator().or(declared) {
        Some(separator) => vec![separator],
        None => by_frequency(&text[start..]),
    };
    let tables = separators.iter().map(|&separator| (separator, rows(text, start, separator)));
    let (separator, rows, at) = recognised(tables.clone(), is_header)
        .or_else(|| recognised(tables.take(1), &|cells| cells.iter().any(|cell| !cell.is_empty())))
        .ok_or_else(|| empty(file))?;
    let header = &rows[at];
    check(header, sample).map_err(|problem| problem.at(Place::file(file)))?;
    let line_at = |offset: usize| 1 + line_ends(&text[..offset]);
    let lost = rows[..at].iter().find(|row| row.is_like(header));
    Ok(Header {
        warnings: lost.map(|row| not_read(line_at(row.start), file)).into_iter().collect(),
        layout: Layout::Delimited { separator },
        data_offset: header.end as u64,
        header_line: line_at(header.start),
        data_line: line_at(header.end),
        names: header.cells.clone(),
    })
}

/// The first table in which a record is a header: its separator, its records, and which it is.
fn recognised(
    mut tables: impl Iterator<Item = (u8, Vec<Row>)>,
    is_header: &dyn Fn(&[String]) -> bool,
) -> Option<(u8, Vec<Row>, usize)> {
    tables.find_map(|(separator, rows)| {
        let at = rows.iter().position(|row| is_header(&row.cells))?;
        Some((separator, rows, at))
    })
}

/// Excel's first line `sep=;`: where the table begins after it, and what separates its cells.
fn declared_separator(text: &[u8]) -> (usize, Option<u8>) {
    let line = text.split(|byte| b"\r\n".contains(byte)).next().unwrap_or_default();
    match line {
        [s, e, p, b'=', separator]
            if [*s, *e, *p].eq_ignore_ascii_case(b"sep") && is_separator(*separator) =>
        {
            (line.len(), Some(*separator))
        }
        _ => (0, None),
    }
}

/// The separators, the one first that stands most often in the first line that says anything;
/// what stands in quotes does not count.
fn by_frequency(text: &[u8]) -> Vec<u8> {
    let mut counts = [0; SEPARATORS.len()];
    let mut is_quoted = false;
    for &byte in text.trim_ascii_start() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\r' | b'\n' if !is_quoted => break,
            _ if is_quoted => {}
            _ => {
                if let Some(at) = SEPARATORS.iter().position(|&separator| separator == byte) {
                    counts[at] += 1;
                }
            }
        }
    }
    let mut order = [0, 1, 2, 3];
    order.sort_by_key(|&at: &usize| Reverse(counts[at]));
    order.map(|at| SEPARATORS[at]).to_vec()
}

/// A record of the sample.
struct Row {
    cells: Vec<String>,
    /// Its first byte.
    start: usize,
    /// The byte after its line end.
    end: usize,
}

impl Row {
    /// Whether it has as many cells as the header, and each says something.
    fn is_like(&self, header: &Row) -> bool {
        self.cells.len() == header.cells.len() && self.cells.iter().all(|cell| !cell.is_empty())
    }
}

/// The first records of a text from `start` on.
fn rows(text: &[u8], start: usize, separator: u8) -> Vec<Row> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(&text[start..]);
    let mut record = ByteRecord::new();
    let mut rows = Vec::new();
    let mut from = start;
    while rows.len() < SEARCHED && reader.read_byte_record(&mut record).is_ok_and(|found| found) {
        let mut end = start + reader.position().byte() as usize;
        // The reader stops in the middle of a CRLF.
        end += usize::from(text[..end].ends_with(b"\r") && text[end..].starts_with(b"\n"));
        let is_blank_line = |byte: &&u8| b"\r\n".contains(byte);
        from += text[from..end].iter().take_while(is_blank_line).count();
        rows.push(Row { cells: record.iter().map(clean).collect(), start: from, end });
        from = end;
    }
    rows
}

/// A cell of a header without byte-order mark and the spaces that spreadsheets leave.
fn clean(cell: &[u8]) -> String {
    decode::utf8(cell).trim_start_matches('\u{feff}').replace('\u{a0}', " ").trim().to_owned()
}

/// What makes a header none.
fn check(header: &Row, sample: &Sample) -> Result<(), Problem> {
    if sample.text[..header.end].contains(&0) {
        let problem = Problem::error("the file is no text: there are zero bytes in its header");
        let help = "if it is text in UTF-16, write `encoding = \"utf-16le\"` or `\"utf-16be\"` in the \
                    source; if not, export the table as CSV";
        return Err(problem.help(help));
    }
    if header.end == sample.text.len() && !sample.is_whole {
        let problem = Problem::error("the header does not end within a megabyte");
        return Err(problem.help("a quote that is opened in it is not closed"));
    }
    Ok(())
}

fn not_read(line: u64, file: &Path) -> Problem {
    let message = "the line is not read: it stands above the header, and has as many cells";
    let problem = Problem::warning(message).at(Place::line(file, line as usize));
    problem.help("if it is a row, move it below the header; if not, delete it")
}
