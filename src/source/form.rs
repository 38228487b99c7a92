//! What a file is: how it is packed and encoded, what separates its columns, where its rows begin.

use std::io::{self, Read};
use std::path::Path;

use super::{decode, foreign, header, json, parquet};
use crate::config::Source;
use crate::diagnostic::{Place, Problem};

/// How many bytes say what kind of file it is.
const HEAD: usize = 1 << 12;
/// How many bytes of the text are searched for the header.
const SAMPLE: usize = 1 << 20;
/// How a Parquet file begins.
const PARQUET: &[u8] = b"PAR1";

/// How the bytes of a table have to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// What the file is packed with.
    pub compression: Compression,
    /// How its characters are written.
    pub encoding: Encoding,
    /// How its rows are written.
    pub layout: Layout,
    /// Where the first row begins, in bytes of the unpacked and decoded text.
    pub data_offset: u64,
    /// The line in which the header begins, from 1; 0 where the layout has no such line.
    pub header_line: u64,
    /// The line at `data_offset`, from 1.
    pub data_line: u64,
}

/// What a file is packed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Nothing.
    None,
    /// gzip, also of several members.
    Gzip,
    /// Zstandard.
    Zstd,
}

/// How characters are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8; a row that is none is read as Windows-1252.
    Utf8,
    /// Another one: the whole file is decoded by its rules.
    Other(&'static encoding_rs::Encoding),
}

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Cells with a separator between them, quoted where they must be.
    Delimited {
        /// The separator.
        separator: u8,
    },
    /// A JSON object a line.
    JsonLines,
    /// Parquet.
    Parquet,
}

/// The beginning of a file's text.
pub(super) struct Sample {
    /// Unpacked and decoded, without byte-order mark.
    pub(super) text: Vec<u8>,
    /// Whether there is no more of it.
    pub(super) is_whole: bool,
}

/// Finds out how a file has to be read: its form, the names of its columns, and what is worth a
/// warning. The header is the first of the first 30 records for which `is_header` holds, else the
/// first that says anything. `file` is the name for messages.
///
/// # Errors
/// When the file cannot be read, is no table, or is empty.
pub(super) fn detect(
    path: &Path,
    file: &Path,
    source: &Source,
    is_header: &dyn Fn(&[String]) -> bool,
) -> Result<(Form, Vec<String>, Vec<Problem>), Problem> {
    let mut form = Form {
        compression: Compression::None,
        encoding: Encoding::Utf8,
        layout: Layout::JsonLines,
        data_offset: 0,
        header_line: 0,
        data_line: 1,
    };
    form.compression = compression(&bytes(path, &form, 4, file)?);
    let head = bytes(path, &form, HEAD, file)?;
    foreign::refuse(&head, file)?;
    if head.starts_with(PARQUET) {
        let names = parquet_header(path, &form, file)?;
        return Ok((Form { layout: Layout::Parquet, ..form }, names, Vec::new()));
    }
    form.encoding = encoding(&head, source);
    let sample = sample(path, &form, file)?;
    match sample.text.trim_ascii_start() {
        [] => Err(empty(file)),
        [b'{', ..] => Ok((form, json_header(&sample, file)?, Vec::new())),
        [b'[', rest @ ..] if is_json_list(rest) => Err(json_list(file)),
        _ => {
            let found = header::find(&sample, source, is_header, file)?;
            Ok((found.form(form), found.names, found.warnings))
        }
    }
}

/// The first bytes of a file, unpacked.
fn bytes(path: &Path, form: &Form, count: usize, file: &Path) -> Result<Vec<u8>, Problem> {
    let read = || read_up_to(decode::unpack(path, form.compression)?, count);
    read().map_err(|error| decode::describe_error(&error, form.compression, file))
}

fn sample(path: &Path, form: &Form, file: &Path) -> Result<Sample, Problem> {
    let read = || read_up_to(decode::open(path, form)?, SAMPLE + 1);
    let mut text =
        read().map_err(|error| decode::describe_error(&error, form.compression, file))?;
    let is_whole = text.len() <= SAMPLE;
    text.truncate(SAMPLE);
    Ok(Sample { text, is_whole })
}

fn read_up_to(from: Box<dyn Read + Send>, count: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(count as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn compression(start: &[u8]) -> Compression {
    match start {
        [0x1f, 0x8b, ..] => Compression::Gzip,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Compression::Zstd,
        _ => Compression::None,
    }
}

/// The encoding: what a byte-order mark says, else what the source says, else what the bytes show.
fn encoding(head: &[u8], source: &Source) -> Encoding {
    let marked = encoding_rs::Encoding::for_bom(head).map(|(encoding, _)| encoding);
    let label = source.encoding.as_ref().map(|label| label.as_bytes());
    let named = label.and_then(encoding_rs::Encoding::for_label_no_replacement);
    match marked.or(named).or(unmarked_utf_16(head)) {
        None => Encoding::Utf8,
        Some(encoding) if encoding == encoding_rs::UTF_8 => Encoding::Utf8,
        Some(encoding) => Encoding::Other(encoding),
    }
}

/// UTF-16 without a byte-order mark: half of its bytes or so are zero, and nearly all of them are
/// the first or the second of two.
fn unmarked_utf_16(head: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let (pairs, _) = head.as_chunks::<2>();
    let zeros = |side: usize| pairs.iter().filter(|pair| pair[side] == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    if second > pairs.len() / 2 && first * 4 < second {
        return Some(encoding_rs::UTF_16LE);
    }
    (first > pairs.len() / 2 && second * 4 < first).then_some(encoding_rs::UTF_16BE)
}

fn parquet_header(path: &Path, form: &Form, file: &Path) -> Result<Vec<String>, Problem> {
    if form.compression == Compression::None {
        return parquet::header(path, file);
    }
    let problem = Problem::error("the file is Parquet in an archive: it is read from its end");
    Err(problem.at(Place::file(file)).help("unpack it"))
}

/// The message for a table that says nothing.
pub(super) fn empty(file: &Path) -> Problem {
    let problem = Problem::error("the file is empty: not even a header");
    problem.at(Place::file(file)).help("delete it, or export it again")
}

/// The keys of the sample's whole lines.
fn json_header(sample: &Sample, file: &Path) -> Result<Vec<String>, Problem> {
    let mut lines: Vec<&[u8]> = sample.text.split(|&byte| byte == b'\n').collect();
    if !sample.is_whole {
        lines.pop();
    }
    let names = json::header(lines.into_iter());
    if names.is_empty() {
        let problem = Problem::error("no line is a whole JSON object with a value in it");
        let help = "one object a line is needed: `jq -c . old.json > new.jsonl`, or, where the \
                    objects stand in a list of it, `jq -c '.tickets[]' old.json > new.jsonl`";
        return Err(problem.at(Place::file(file)).help(help));
    }
    Ok(names)
}

/// Whether what follows a `[` shows that a list of JSON begins with it, and not a cell.
fn is_json_list(rest: &[u8]) -> bool {
    matches!(rest.trim_ascii_start(), [b'{' | b'[' | b']', ..])
}

fn json_list(file: &Path) -> Problem {
    let problem = Problem::error("the file is a JSON array: one object a line is needed");
    let help = "turn it into lines: `jq -c '.[]' old.json > new.jsonl`";
    problem.at(Place::file(file)).help(help)
}
