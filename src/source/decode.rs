//! Bytes of a file as UTF-8: unpacked, decoded, without byte-order mark.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Cursor, ErrorKind, Read};
use std::path::Path;

use encoding_rs::{Decoder, WINDOWS_1252};
use flate2::read::MultiGzDecoder;

use super::form::{Compression, Encoding, Form};
use crate::diagnostic::{Place, Problem};

/// Bytes decoded at once.
const BLOCK: usize = 1 << 16;

/// The text of a file as a stream: unpacked, turned into UTF-8 where the whole file is written
/// otherwise, without byte-order mark. A character that is none becomes U+FFFD, except in UTF-8,
/// which goes through as it is.
///
/// # Errors
/// When the file cannot be opened. Reading fails where it cannot be read or unpacked; see
/// [`describe_error`].
pub(super) fn open(path: &Path, form: &Form) -> io::Result<Box<dyn Read + Send>> {
    let bytes = unpack(path, form.compression)?;
    match form.encoding {
        Encoding::Utf8 => without_mark(bytes),
        Encoding::Other(encoding) => {
            Ok(Box::new(Transcoder::new(bytes, encoding.new_decoder_with_bom_removal())))
        }
    }
}

/// The bytes of a file as a stream, unpacked and otherwise as they are.
///
/// # Errors
/// When the file cannot be opened.
pub(super) fn unpack(path: &Path, compression: Compression) -> io::Result<Box<dyn Read + Send>> {
    let file = File::open(path)?;
    Ok(match compression {
        Compression::None => Box::new(file),
        Compression::Gzip => Box::new(MultiGzDecoder::new(file)),
        Compression::Zstd => Box::new(zstd::Decoder::new(file)?),
    })
}

/// What bytes that should be UTF-8 say; where they are none, they are read as Windows-1252.
pub(super) fn utf8(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => windows_1252(bytes),
    }
}

/// What bytes say in Windows-1252.
pub(super) fn windows_1252(bytes: &[u8]) -> Cow<'_, str> {
    WINDOWS_1252.decode_without_bom_handling(bytes).0
}

/// What an error on opening or reading a file means for the one who put it there.
pub(super) fn describe_error(error: &io::Error, compression: Compression, file: &Path) -> Problem {
    let packing = match compression {
        // A number of the system's comes from the disk, not from what was packed.
        Compression::None => None,
        _ if error.raw_os_error().is_some() => None,
        Compression::Gzip => Some("gzip"),
        Compression::Zstd => Some("zstd"),
    };
    let problem = match packing {
        None => Problem::error(format!("cannot be read: {error}")),
        Some(packing) if error.kind() == ErrorKind::UnexpectedEof => Problem::error(format!(
            "the file ends too early: it is packed with {packing} and not whole"
        ))
        .help("is it still being copied? else copy or download it again"),
        Some(packing) => Problem::error(format!(
            "the file is damaged: it is packed with {packing} and cannot be unpacked to its end"
        ))
        .help(format!("copy or download it again; `{packing} --test` says whether it is whole")),
    };
    problem.at(Place::file(file))
}

/// The stream without the byte-order mark of UTF-8 that it may begin with.
fn without_mark(mut bytes: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
    let mut start = Vec::new();
    bytes.by_ref().take(3).read_to_end(&mut start)?;
    if start == b"\xef\xbb\xbf" {
        start.clear();
    }
    Ok(Box::new(Cursor::new(start).chain(bytes)))
}

/// A stream in another encoding, read as UTF-8.
struct Transcoder<R> {
    bytes: R,
    decoder: Decoder,
    block: Vec<u8>,
    text: String,
    /// How much of `text` has been handed out.
    taken: usize,
    is_done: bool,
}

impl<R: Read> Transcoder<R> {
    fn new(bytes: R, decoder: Decoder) -> Transcoder<R> {
        let block = vec![0; BLOCK];
        Transcoder { bytes, decoder, block, text: String::new(), taken: 0, is_done: false }
    }

    /// Decodes the next block.
    fn refill(&mut self) -> io::Result<()> {
        let length = self.bytes.read(&mut self.block)?;
        self.is_done = length == 0;
        self.text.clear();
        self.taken = 0;
        // With so much room the decoder takes the whole block.
        self.text.reserve(self.decoder.max_utf8_buffer_length(length).unwrap_or(BLOCK * 4));
        let block = &self.block[..length];
        let _ = self.decoder.decode_to_string(block, &mut self.text, self.is_done);
        Ok(())
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.text.len() && !self.is_done {
            self.refill()?;
        }
        let length = (&self.text.as_bytes()[self.taken..]).read(out)?;
        self.taken += length;
        Ok(length)
    }
}
