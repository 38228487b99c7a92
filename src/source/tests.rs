//! Files as they are found, by what is made of them.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;

use flate2::write::GzEncoder;

use super::form::{Compression, Encoding, Form, Layout, detect};
use super::{Last, Table};
use crate::config::Source;
use crate::diagnostic::Problem;
use crate::tree::Spanned;

type Detected = (Form, Vec<String>, Vec<Problem>);
type Rows = Vec<(u64, Vec<String>)>;

fn source() -> Source {
    Source::of("helpdesk", "data/*")
}

fn spanned<T>(value: T) -> Spanned<T> {
    Spanned { value, span: 0..0 }
}

/// Headers with a column `id` are recognised.
fn is_header(header: &[String]) -> bool {
    header.iter().any(|name| name == "id")
}

fn detect_as(bytes: &[u8], source: &Source) -> Result<Detected, Problem> {
    with_file(bytes, |path| detect(path, Path::new("data/x"), source, &is_header))
}

fn detected(bytes: impl AsRef<[u8]>) -> Detected {
    detect_as(bytes.as_ref(), &source()).unwrap()
}

fn with_file<T>(bytes: &[u8], with: impl FnOnce(&Path) -> T) -> T {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    with(file.path())
}

/// The message and the help of what is wrong with a file.
fn refused(bytes: impl AsRef<[u8]>) -> (String, String) {
    said(detect_as(bytes.as_ref(), &source()).unwrap_err())
}

fn said(problem: Problem) -> (String, String) {
    assert_eq!(problem.place.unwrap().file, Path::new("data/x"));
    (problem.message, problem.help.join("\n"))
}

/// The rows of a file, each with its line, and the line of a last one that is cut off.
fn read(bytes: &[u8]) -> Result<(Rows, Option<u64>), Problem> {
    with_file(bytes, |path| {
        let file = Path::new("data/x").to_owned();
        let (form, header, _) = detect(path, &file, &source(), &is_header)?;
        let table = Table { source: 0, file, path: path.to_owned(), header, form };
        let mut rows = Vec::new();
        let text = |cell: &[u8]| String::from_utf8(cell.to_vec()).unwrap();
        let ending = table.scan(&table.header, |row, spot| {
            rows.push((spot.line, row.cells().map(text).collect()));
            ControlFlow::Continue(())
        })?;
        let is_cut_off = |last: &Last| last.cells < table.header.len() && !last.has_line_end;
        Ok((rows, ending.last.filter(is_cut_off).map(|last| last.line)))
    })
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn zstandard(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 0).unwrap()
}

fn utf_16le(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn utf_16be(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn layout(separator: u8) -> Layout {
    Layout::Delimited { separator }
}

#[test]
fn a_plain_table_begins_in_its_first_line() {
    let (form, header, warnings) = detected("id,opened\n1,2026-03-01\n");
    let expected = Form {
        compression: Compression::None,
        encoding: Encoding::Utf8,
        layout: layout(b','),
        data_offset: 10,
        header_line: 1,
        data_line: 2,
    };
    assert_eq!((form, warnings), (expected, vec![]));
    assert_eq!(header, ["id", "opened"]);
}

#[test]
fn the_separator_stands_most_often_outside_quotes() {
    for (text, separator) in [
        ("id,a;b,c\n", b','),
        ("id;a,b;c\n", b';'),
        ("id\ta\n", b'\t'),
        ("id|a|b\n", b'|'),
        ("id;\"a,b,c,d\"\n", b';'),
        ("\"a;b\n;c;d\",id\n", b','),
        ("id\n", b','),
        ("nobody;knows,this\n", b','),
        ("sep=;\nid;a,b,c\n", b';'),
        ("SEP=^\r\nid^a,b,c\r\n", b'^'),
        ("Tickets, all of them, by month\n\nid;opened\n", b';'),
        ("nobody;knows;this\n1,2;3;4\n", b';'),
    ] {
        assert_eq!(detected(text).0.layout, layout(separator), "{text}");
    }
}

#[test]
fn the_sources_delimiter_wins() {
    let source = Source { delimiter: Some(spanned('#')), ..source() };
    let (form, header, _) = detect_as(b"sep=;\nid#a;b;c\n", &source).unwrap();
    assert_eq!((form.layout, form.header_line, form.data_line), (layout(b'#'), 2, 3));
    assert_eq!(header, ["id", "a;b;c"]);
}

#[test]
fn a_header_stands_where_it_is_recognised() {
    for (text, header_line, data_line, data_offset) in [
        ("id,a\n1,2\n", 1, 2, 5),
        ("id,a\r\n1,2\r\n", 1, 2, 6),
        ("\n\r\n  \nid,a\n1,2\n", 4, 5, 11),
        ("Report\n\"of\nMarch\"\n\nid,a\n1,2\n", 5, 6, 24),
        ("sep=,\r\nid,a\r\n", 2, 3, 13),
        ("\"id\",\"a\nb\"\n1,2\n", 1, 3, 11),
        ("id,a", 1, 1, 4),
        ("nobody,knows\nthis,header\n", 1, 2, 13),
        (",,\nnobody,knows,this\n", 2, 3, 21),
    ] {
        let (form, ..) = detected(text);
        let found = (form.header_line, form.data_line, form.data_offset);
        assert_eq!(found, (header_line, data_line, data_offset), "{text:?}");
    }
}

#[test]
fn a_header_is_looked_for_in_thirty_records() {
    let after = |lines: usize| "about this file\n".repeat(lines) + "id,a\n";
    assert_eq!(detected(after(29)).0.header_line, 30);
    assert_eq!(detected(after(30)).0.header_line, 1);
}

#[test]
fn a_line_above_the_header_that_looks_like_a_row_is_said() {
    assert_eq!(detected("Report,\nMarch,\nid,a\n").2, []);
    let (_, _, warnings) = detected("Report\n7,x\nid,a\n");
    assert_eq!(warnings.len(), 1);
    assert_eq!(warnings[0].place.as_ref().unwrap().line, Some(2));
}

#[test]
fn carriage_returns_end_lines_where_there_is_no_line_feed() {
    let (form, header, _) = detected("Report\rid,a\r1,2\r");
    assert_eq!(form.layout, Layout::Delimited { separator: b',' });
    assert_eq!((form.header_line, form.data_line, form.data_offset), (2, 3, 12));
    assert_eq!(header, ["id", "a"]);
}

#[test]
fn headers_are_cleaned_and_kept_as_they_are_otherwise() {
    let text = "\u{feff}id , First\u{a0}reply,,\"a\"\"b\", a ,a\n";
    assert_eq!(detected(text).1, ["id", "First reply", "", "a\"b", "a", "a"]);
    assert_eq!(detected(b"id,Gel\xf6st,\x80\n").1, ["id", "Gelöst", "€"]);
}

#[test]
fn the_offset_is_one_of_the_decoded_text_without_its_mark() {
    let form = detected("\u{feff}id,a\n1,2\n").0;
    assert_eq!((form.encoding, form.data_offset), (Encoding::Utf8, 5));
    let form = detected(utf_16le("\u{feff}id,ä\n1,2\n")).0;
    assert_eq!(form.encoding, Encoding::Other(encoding_rs::UTF_16LE));
    assert_eq!(form.data_offset, "id,ä\n".len() as u64);
}

#[test]
fn encodings_are_found_or_named() {
    let text = "id,städte\n1,Köln\n";
    let named = |label: &str| Source { encoding: Some(spanned(label.to_owned())), ..source() };
    let mac = b"id,st\x8adte\n1,K\x9aln\n";
    let files: [(Vec<u8>, Source); 8] = [
        (text.into(), source()),
        (b"id,st\xe4dte\n1,K\xf6ln\n".to_vec(), source()),
        (utf_16le(&format!("\u{feff}{text}")), source()),
        (utf_16be(&format!("\u{feff}{text}")), source()),
        (utf_16le(text), source()),
        (utf_16be(text), source()),
        (mac.to_vec(), named("macintosh")),
        (format!("\u{feff}{text}").into(), named("macintosh")),
    ];
    for (bytes, source) in files {
        let (_, header, _) = detect_as(&bytes, &source).unwrap();
        assert_eq!(header, ["id", "städte"], "{bytes:?}");
    }
    assert_eq!(detect_as(b"id\n", &named("UTF-8")).unwrap().0.encoding, Encoding::Utf8);
}

#[test]
fn packed_files_are_known_by_their_bytes() {
    let text = b"id,a\n1,2\n";
    let (form, header, _) = detected(gzip(text));
    assert_eq!((form.compression, form.data_offset), (Compression::Gzip, 5));
    assert_eq!(header, ["id", "a"]);
    let (form, header, _) = detected(zstandard(&utf_16le("\u{feff}id,a\n")));
    assert_eq!((form.compression, form.data_offset), (Compression::Zstd, 5));
    assert_eq!(header, ["id", "a"]);
}

#[test]
fn json_lines_have_their_keys_as_a_header() {
    let text = "\n{\"id\":1,\"s\":{\"t\":2}}\n{\"id\":2,\"u\":null,\"parts\":[{\"v\":1}]}\n";
    let (form, header, _) = detected(text);
    assert_eq!(form.layout, Layout::JsonLines);
    assert_eq!((form.header_line, form.data_line, form.data_offset), (0, 1, 0));
    assert_eq!(header, ["id", "s.t", "u"]);
}

#[test]
fn what_is_no_table_is_called_by_its_name() {
    let mut tar = vec![b'a'; 512];
    tar[257..262].copy_from_slice(b"ustar");
    let sheet = b"PK\x03\x04\x14\0\x06\0[Content_Types].xml".to_vec();
    let cases: [(Vec<u8>, &str, &str); 16] = [
        (b"PK\x03\x04\x14\0\0\0tickets.csv".to_vec(), "a zip archive", "unpack"),
        (sheet, "a spreadsheet (xlsx or ods)", "save it as"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), "an old Excel file", "save it as"),
        (b"BZh91AY&SY".to_vec(), "bzip2", "unpack"),
        (b"\xfd7zXZ\0\0".to_vec(), "an xz", "unpack"),
        (b"7z\xbc\xaf\x27\x1c".to_vec(), "7z", "unpack"),
        (b"%PDF-1.7\n".to_vec(), "a PDF", "export"),
        (tar.clone(), "a tar archive", "unpack"),
        (gzip(&tar), "a tar archive", "unpack"),
        (gzip(&gzip(b"id\n")), "a gzip archive in another", "unpack"),
        (b" \n<!DOCTYPE html><title>Log in</title>".to_vec(), "a web page", "logged in"),
        (b"<html lang=en>".to_vec(), "a web page", "logged in"),
        (b"<?xml version=\"1.0\"?>\n<!DOCTYPE html>".to_vec(), "a web page", "logged in"),
        (b"<?xml version=\"1.0\"?><tickets/>".to_vec(), "XML", "export"),
        (b" [\n {\"id\": 1}]".to_vec(), "a JSON array", "jq -c '.[]'"),
        (b"[]".to_vec(), "a JSON array", "jq -c '.[]'"),
    ];
    for (bytes, what, how) in cases {
        let (message, help) = refused(&bytes);
        assert!(message.contains(what) && help.contains(how), "{message}: {help}");
    }
}

#[test]
fn what_only_looks_like_something_else_is_a_table() {
    for text in ["[id],a\n", "PK,id\n", "<id>,id\n", "sep=a\nid,a\n", "BZ,id\n"] {
        detected(text);
    }
}

#[test]
fn a_file_that_says_nothing_is_empty() {
    let empty = "the file is empty: not even a header";
    for bytes in ["", "\n\n", " \r\n\t\n", ",,\n,,\n", "\u{feff}", "sep=;\n"] {
        assert_eq!(refused(bytes).0, empty, "{bytes:?}");
    }
    assert_eq!(refused(gzip(b"")).0, empty);
    assert_eq!(refused(utf_16le("\u{feff}\n")).0, empty);
}

#[test]
fn a_header_without_rows_is_fine() {
    assert_eq!(read(b"id,a\n").unwrap(), (vec![], None));
    assert_eq!(read(b"id,a").unwrap(), (vec![], None));
}

#[test]
fn zero_bytes_in_the_header_are_no_text() {
    let (message, help) = refused(b"id,a\0\0\0\0b,c\n");
    assert!(message.contains("zero bytes") && help.contains("utf-16le"), "{message}: {help}");
    assert_eq!(detected(b"id,a\n1,\0\n").1, ["id", "a"]);
}

#[test]
fn a_header_that_does_not_end_is_refused() {
    let text = format!("id,\"a\n{}", "1,2\n".repeat(300_000));
    let (message, help) = refused(text);
    assert_eq!(message, "the header does not end within a megabyte");
    assert!(help.contains("quote"));
}

#[test]
fn json_that_is_not_by_line_says_how_to_mend_it() {
    for text in ["{\n  \"id\": 1\n}\n", "{}\n{}\n", "{\"tickets\": [{\"id\": 1}]}"] {
        let (message, help) = refused(text);
        assert!(message.contains("JSON") && help.contains("jq -c"), "{message}: {help}");
    }
}

#[test]
fn rows_are_the_same_in_every_dress() {
    let text = "id;a\n1;x\n2;\"ä\n;\"\n";
    let row = |line, cells: [&str; 2]| (line, cells.map(str::to_owned).to_vec());
    let rows = vec![row(2, ["1", "x"]), row(3, ["2", "ä\n;"])];
    let mut marked = "\u{feff}".to_owned();
    marked.push_str(text);
    let two_parts = [gzip(&text.as_bytes()[..7]), gzip(&text.as_bytes()[7..])].concat();
    for bytes in [
        text.into(),
        marked.clone().into_bytes(),
        utf_16le(&marked),
        utf_16be(text),
        gzip(text.as_bytes()),
        two_parts,
        gzip(&utf_16le(text)),
        zstandard(marked.as_bytes()),
        b"id;a\n1;x\n2;\"\xe4\n;\"\n".to_vec(),
    ] {
        let (found, end) = read(&bytes).unwrap();
        assert_eq!((found, end), (rows.clone(), None), "{bytes:?}");
    }
}

#[test]
fn rows_after_a_preamble_know_their_lines() {
    let (rows, _) = read(b"Report\n\nid,a\n1,2\n3,4\n").unwrap();
    assert_eq!(rows.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [4, 5]);
}

#[test]
fn a_long_file_in_another_encoding_is_whole() {
    let line = "1,aäb€c😀\n";
    let text = "id,a\n".to_owned() + &line.repeat(40_000);
    let (rows, end) = read(&utf_16le(&text)).unwrap();
    assert_eq!((rows.len(), end), (40_000, None));
    assert!(rows.iter().all(|(_, cells)| *cells == ["1", "aäb€c😀"]));
}

#[test]
fn json_rows_keep_their_lines_and_bad_ones_have_no_cell() {
    let text = "{\"id\":1,\"s\":{\"t\":2}}\n\n{\"s\":{\"t\":null},\"id\":\"ü\"}\r\nno object\n7\n";
    let (rows, end) = read(text.as_bytes()).unwrap();
    let expected: [(u64, &[&str]); 4] = [(1, &["1", "2"]), (3, &["ü", ""]), (4, &[]), (5, &[])];
    let expected = expected.map(|(line, row)| (line, row.iter().map(|c| c.to_string()).collect()));
    assert_eq!((rows, end), (expected.to_vec(), None));
}

#[test]
fn a_row_that_is_cut_off_is_known_in_every_dress() {
    for bytes in [
        b"id,a,b\n1,2,3\n4,5".to_vec(),
        gzip(b"id,a,b\n1,2,3\n4,5"),
        utf_16le("id,a,b\n1,2,3\n4,5"),
        b"{\"id\":1}\n\n{\"id\":".to_vec(),
    ] {
        let (rows, end) = read(&bytes).unwrap();
        assert_eq!(end, Some(3), "{rows:?}");
    }
    assert_eq!(read(b"{\"id\":1}\n{\"id\":2}").unwrap().1, None);
}

#[test]
fn an_archive_that_ends_too_early_or_is_damaged_says_so() {
    // Noise, so that it stays longer than what is looked at first.
    let mut state = 1_u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 8
    };
    let rows: String = (0..200_000).map(|_| format!("{},{}\n", noise(), noise())).collect();
    let text = format!("id,a\n{rows}");
    for (packed, packing) in [(gzip(text.as_bytes()), "gzip"), (zstandard(text.as_bytes()), "zstd")]
    {
        assert_eq!(read(&packed).unwrap().0.len(), 200_000);
        for end in [20, packed.len() / 2, packed.len() - 1] {
            let (message, help) = said(read(&packed[..end]).unwrap_err());
            let expected =
                format!("the file ends too early: it is packed with {packing} and not whole");
            assert_eq!(message, expected, "{end}");
            assert!(help.contains("still being copied"));
        }
        let garbage = [packed.as_slice(), b"garbage behind it"].concat();
        let mut bent = packed.clone();
        bent[packed.len() / 2..][..64].fill(0x55);
        for damaged in [garbage, bent] {
            let (message, help) = said(read(&damaged).unwrap_err());
            let expected = format!(
                "the file is damaged: it is packed with {packing} and cannot be unpacked to its end"
            );
            assert_eq!(message, expected);
            assert!(help.contains(packing));
        }
    }
}

#[test]
fn a_file_that_is_not_there_is_a_problem_and_no_panic() {
    let found = detect(Path::new("/nowhere"), Path::new("data/x"), &source(), &is_header);
    assert!(said(found.unwrap_err()).0.starts_with("cannot be read: "));
}

#[cfg(not(feature = "parquet"))]
#[test]
fn parquet_needs_a_program_that_was_built_with_it() {
    let (message, help) = refused(b"PAR1\x15\0PAR1");
    assert_eq!(message, "the file is Parquet, which this program was built without");
    assert!(help.contains("cargo install --features parquet"));
    assert!(refused(gzip(b"PAR1\x15\0PAR1")).1.contains("unpack"));
}

/// Files that nobody of this project wrote, where they lie beside the repository; else skipped.
#[test]
fn strange_files_are_read_or_refused_with_help() {
    let hostile = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real/hostile");
    for entry in walkdir::WalkDir::new(hostile).into_iter().filter_map(Result::ok) {
        if !entry.file_type().is_file() {
            continue;
        }
        let file = entry.path().to_owned();
        match detect(&file, &file, &source(), &is_header) {
            Err(problem) => assert!(!problem.help.is_empty(), "{problem:?}"),
            Ok((form, header, _)) => {
                let table = Table { source: 0, file: file.clone(), path: file, header, form };
                table.scan(&table.header, |_, _| ControlFlow::Continue(())).unwrap();
            }
        }
    }
}
