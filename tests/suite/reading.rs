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
        layout: Layout::Delimited { separator },
        data_offset: 0,
        header_line: 0,
        data_line: 1,
    };
    let header = (0..width).map(|column| column.to_string()).collect();
    Table { source: 0, file: path.clone(), path, header, form }
}

/// LF, CR LF and CR, each as one.
fn line_ends(text: &[u8]) -> usize {
    let text = String::from_utf8_lossy(text).replace("\r\n", "\n").replace('\r', "\n");
    text.matches('\n').count()
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
        let line = 1 + line_ends(&text[..from]);
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

/// What exports are made of, whole and broken.
const EXPORT_PIECES: [&str; 40] = [
    "id,created_at,resolved_at,updated_at,team,csat,first_reply_s\n",
    "ID;Created at;Team\n",
    "id\tcreated_at\tcsat\n",
    "Ticket ID,Created time,Resolved time,Group,Survey results\n",
    "{\"id\":1,\"created_at\":1772323200}\n",
    "{\"id\":\"a\",\"created_at\":\"2026-03-01\",\"team\":null}\n",
    "{\"id\":",
    "sep=;\n",
    "Report of the week\n\n",
    "Reporting period 1 to 7 March\n",
    "1,2026-03-01 09:00,2026-03-01 10:00,2026-03-01 10:00,Ash,5,60\n",
    "1,2026-03-01 09:00,,2026-03-01 09:00,Ash,,\n",
    "2,2026-03-01T09:00:00Z,2026-02-28,,\"Ash, \"\"the\"\"\nteam\",9,-5\n",
    "3;01/03/2026 09:05;Birch\n",
    "4;13/03/2026 09:05;Birch\n",
    "5;03/13/2026 9:05 PM;Birch\r\n",
    "6\t1772323200\t4\n",
    "1.23E+16,2026-03-01,,,,,\n",
    "7,45717.5,,,,,\n",
    "8,19/ene/26 12:47 PM,,,,,\n",
    "'=9,2026-03-29 01:30,,,-,?,N/A\n",
    "10,2026-10-25 01:30,9999-12-31,2026-11-16,,10,25:00:00\n",
    ",,,,,,\n",
    "\n",
    "\r",
    "\"",
    "\"\"",
    ",",
    ";",
    "\t",
    "\u{feff}",
    "\u{a0}",
    "é",
    "\u{0}",
    "11",
    "2026-03-01",
    "🙂",
    "0000-00-00",
    "99999999999999999999",
    "\n1,2,3,4,5,6,7\n",
];

/// Bytes of an export: pieces in any order, written in some encoding, packed or not.
fn export() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        12 => prop::sample::select(EXPORT_PIECES.to_vec()).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..8),
    ];
    let header = prop::sample::select(EXPORT_PIECES[..5].to_vec());
    let text = (header, prop::collection::vec(piece, 0..60))
        .prop_map(|(header, pieces)| [header.as_bytes(), &pieces.concat()].concat());
    (text, 0..12_u8, any::<prop::sample::Index>()).prop_map(|(text, way, cut)| match way {
        0 => text.iter().flat_map(|&byte| [byte, 0]).collect(),
        1 => [b"\xff\xfe".to_vec(), text.iter().flat_map(|&byte| [byte, 0]).collect()].concat(),
        2 => gzip(&text),
        3 => {
            let packed = gzip(&text);
            packed[..cut.index(packed.len())].to_vec()
        }
        4 => text[..cut.index(text.len())].to_vec(),
        _ => text,
    })
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn project_of(exports: &[Vec<u8>]) -> super::common::Project {
    let project = super::common::Project::empty();
    project.write(
        "moments.toml",
        "title = \"Anything\"\ntime_zone = \"Europe/London\"\n[[sources]]\nname = \"any\"\nfiles = \
         \"data/*\"\n[limits]\nmax_rejected_share = 1.0\nmax_unknown_share = 1.0\n",
    );
    project.write("content/home.md", "+++\ntitle = \"Anything\"\n+++\nWhatever comes.\n");
    for (number, export) in exports.iter().enumerate() {
        project.write(&format!("data/{number}.csv"), "");
        std::fs::write(project.path(&format!("data/{number}.csv")), export).unwrap();
    }
    project
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(
        std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(64)
    ) })]
    #[test]
    fn whatever_lies_in_a_source_every_row_is_counted(
        exports in prop::collection::vec(export(), 1..3),
    ) {
        let project = project_of(&exports);
        let options = moments::BuildOptions {
            now: moments::calendar::Stamp(1_795_000_000),
            today: None,
            with_drafts: false,
            is_strict: false,
            base_url: None,
            out: None,
            newsroom: None,
            caching: moments::store::Caching::Ignore,
            progress: &|_| {},
        };
        let found = moments::config::Project::at(&project.path("")).unwrap();
        match moments::check(&found, &options) {
            Ok(summary) => {
                let rejected: u64 = summary.rejected.values().sum();
                let counted = summary.kept + summary.later + summary.repeats + rejected;
                prop_assert_eq!(summary.rows, counted);
            }
            Err(problems) => prop_assert!(problems.has_errors()),
        }
    }
}

#[test]
fn an_open_quote_at_the_end_is_noted_with_its_line() {
    for (text, unclosed) in [
        ("a,b\n1,\"x\ny\n", Some(2)),
        ("a,b\n1,x\n\"2,\n", Some(3)),
        ("a,b\n1,\"x\"", None),
        ("a,b\n1,\"x\"\n", None),
        ("a,b\n1,\"x\"\"\n", Some(2)),
        ("a,b\n1,x\"\n", None),
    ] {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let table = table(file.path().to_owned(), b',', 2);
        let ending = table.scan(&table.header, |_, _| std::ops::ControlFlow::Continue(()));
        assert_eq!(ending.unwrap().unclosed, unclosed, "{text}");
    }
}
