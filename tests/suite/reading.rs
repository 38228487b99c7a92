//! Blocks on several threads against the csv crate, one record after the other.
//!
//! `PROPTEST_CASES=1000000 cargo test --release blocks` makes a long run of it.

use std::io::Write as _;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Mutex;

use moments::source::{Compression, Encoding, Form, Layout, Pace, Record, Sink, Spot, Table};
use proptest::prelude::*;

/// What hostile files are made of.
const PIECES: [&str; 24] = [
    "\"",
    "\"",
    "\"\"",
    "\"",
    ",",
    ",",
    ";",
    "\t",
    "\n",
    "\n",
    "\r\n",
    "\r",
    "a",
    "b c",
    "1",
    "é",
    "\u{feff}",
    "'",
    "\n\n",
    "\"\n",
    ",\"",
    "\",",
    "a,b,c\n",
    "\"a\n\",b,c\n",
];

/// A row with its offset and the line that it begins in.
type Row = (u64, u64, Vec<Vec<u8>>);

/// Keeps all rows.
#[derive(Default)]
struct Rows(Mutex<Vec<Row>>);

/// The rows of a block, and the lines before it.
#[derive(Default)]
struct Batch(Vec<Row>, u64);

impl Sink for Rows {
    type Batch = Batch;

    fn batch(&self) -> Batch {
        Batch::default()
    }

    fn row(&self, batch: &mut Batch, row: Record<'_>, spot: Spot) {
        batch.0.push((spot.offset, spot.line, row.cells().map(<[u8]>::to_vec).collect()));
    }

    fn forget(&self, batch: &mut Batch) {
        batch.0.clear();
    }

    fn in_turn(&self, batch: &mut Batch, lines: u64) {
        batch.1 = lines;
    }

    fn settle(&self, batch: &mut Batch) {
        let lines = batch.1;
        let rows = batch.0.drain(..).map(|(offset, line, cells)| (offset, lines + line + 1, cells));
        self.0.lock().unwrap().extend(rows);
    }
}

fn table(path: PathBuf, separator: u8, width: usize) -> Table {
    let form = Form {
        compression: Compression::None,
        encoding: Encoding::Utf8,
        layout: Layout::Delimited { separator, line_end: b'\n' },
        data_offset: 0,
        header_line: 0,
        data_line: 1,
    };
    let header = (0..width).map(|column| column.to_string()).collect();
    Table { source: 0, file: path.clone(), path, header, form }
}

/// The rows by the csv crate; lines are counted by their ends.
fn by_csv(text: &[u8], separator: u8) -> Vec<Row> {
    let mut builder = csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(separator);
    let mut reader = builder.from_reader(text);
    let rows = reader.byte_records().map(|record| {
        let record = record.unwrap();
        let from = record.position().unwrap().byte() as usize;
        // The crate counts the line ends before a record to it; a row begins after them.
        let skipped = text[from..].iter().take_while(|byte| b"\r\n".contains(byte)).count();
        let from = from + skipped;
        let line = 1 + text[..from].iter().filter(|byte| **byte == b'\n').count();
        (from as u64, line as u64, record.iter().map(<[u8]>::to_vec).collect())
    });
    rows.collect()
}

fn by_blocks(text: &[u8], separator: u8, width: usize, pace: Pace) -> Vec<Row> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text).unwrap();
    let table = table(file.path().to_owned(), separator, width);
    let rows = Rows::default();
    table.read(&table.header, pace, &rows).unwrap();
    let mut rows = rows.0.into_inner().unwrap();
    rows.sort();
    let mut again = Vec::new();
    let each = |row: Record<'_>, spot: Spot| {
        again.push((spot.offset, spot.line, row.cells().map(<[u8]>::to_vec).collect()));
        std::ops::ControlFlow::Continue(())
    };
    table.scan(&table.header, each).unwrap();
    assert_eq!(rows, again, "on one thread");
    rows
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn blocks_give_the_rows_of_the_csv_crate(
        pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..200),
        separator in prop::sample::select(b",;\t".to_vec()),
        width in 1_usize..5,
        block in 1_usize..70,
        threads in 1_usize..4,
    ) {
        let text = pieces.concat();
        // The crate skips a byte-order mark, which is gone before blocks are cut.
        let text = text.trim_start_matches('\u{feff}').as_bytes();
        let pace = Pace { threads: NonZero::new(threads).unwrap(), block };
        prop_assert_eq!(by_blocks(text, separator, width, pace), by_csv(text, separator));
    }
}

#[test]
fn a_row_that_is_no_utf_8_is_windows_1252() {
    let text = b"id,name\n1,caf\xe9\n2,caf\xc3\xa9\n3,\x80 5\n";
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text).unwrap();
    let table = table(file.path().to_owned(), b',', 2);
    let mut names = Vec::new();
    let each = |row: Record<'_>, _: Spot| {
        names.push(String::from_utf8(row.get(1).unwrap().to_vec()).unwrap());
        std::ops::ControlFlow::Continue(())
    };
    let ending = table.scan(&table.header, each).unwrap();
    assert_eq!(names, ["name", "café", "café", "€ 5"]);
    assert_eq!(ending.recoded, Some((2, 2)));
}
