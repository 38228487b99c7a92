//! Files that are no tables, known by their first bytes.

use std::path::Path;

use crate::diagnostic::{Place, Problem};

const UNPACK: &str = "unpack it, and put the table that is in it here";
const SAVE: &str = "open it in the spreadsheet, and save it as “CSV UTF-8”";
const EXPORT: &str = "export the table as CSV";
const LOG_IN: &str = "is the download logged in? if the page opens as a table in a spreadsheet, save \
                      it there as “CSV UTF-8”";

/// How a file begins, what it is then, and what to do.
const BEGINNINGS: [(&[u8], &str, &str); 12] = [
    (b"PK\x03\x04", "a zip archive", UNPACK),
    (b"PK\x05\x06", "an empty zip archive", EXPORT),
    (b"\xd0\xcf\x11\xe0", "an old Excel file (xls)", SAVE),
    (b"BZh", "a bzip2 archive", UNPACK),
    (b"\xfd7zXZ\0", "an xz archive", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK),
    (b"Rar!\x1a\x07", "a rar archive", UNPACK),
    (b"\x1f\x8b", "a gzip archive in another archive", "unpack it once"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive in another archive", "unpack it once"),
    (b"%PDF-", "a PDF", EXPORT),
    (b"\x89PNG", "a picture", EXPORT),
    (b"SQLite format 3\0", "an SQLite database", EXPORT),
];

/// What the first names in a zip archive say if it is a spreadsheet.
const SHEETS: [&[u8]; 3] = [b"[Content_Types].xml", b"xl/", b"opendocument.spreadsheet"];

/// How a web page begins, in lower case.
const PAGES: [&str; 5] = ["<!doctype", "<html", "<head", "<table", "<?xml"];

/// Whether a file may be a table, by its unpacked first bytes.
///
/// # Errors
/// When it is something else: the problem says what, and what to do.
pub(super) fn refuse(head: &[u8], file: &Path) -> Result<(), Problem> {
    let Some((what, help)) = archive(head).or_else(|| markup(head)) else { return Ok(()) };
    let problem = Problem::error(format!("the file is {what}, and no table"));
    Err(problem.at(Place::file(file)).help(help))
}

fn archive(head: &[u8]) -> Option<(&'static str, &'static str)> {
    let has = |part: &&[u8]| head.windows(part.len()).any(|window| window == *part);
    if head.starts_with(b"PK\x03\x04") && SHEETS.iter().any(has) {
        return Some(("a spreadsheet (xlsx or ods)", SAVE));
    }
    // A tar archive is marked in the middle of its first block.
    if head.get(257..).is_some_and(|rest| rest.starts_with(b"ustar")) {
        return Some(("a tar archive", UNPACK));
    }
    let (_, what, help) = BEGINNINGS.iter().find(|(start, ..)| head.starts_with(start))?;
    Some((what, help))
}

fn markup(head: &[u8]) -> Option<(&'static str, &'static str)> {
    let text = String::from_utf8_lossy(head).to_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let is_page = ["<!doctype html", "<html"].iter().any(|tag| text.contains(tag));
    match text {
        _ if text.starts_with("<?xml") && !is_page => Some(("XML", EXPORT)),
        _ if PAGES.iter().any(|start| text.starts_with(start)) => Some(("a web page", LOG_IN)),
        _ => None,
    }
}
