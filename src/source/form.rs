//! What a file is: how it is packed and encoded, what separates its columns, where its rows begin.

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
    /// The line of the header, from 1.
    pub header_line: u64,
    /// The line in which the first row begins, from 1.
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
        /// What ends a line: a line feed, or a carriage return where there is no line feed.
        line_end: u8,
    },
    /// A JSON object a line.
    JsonLines,
    /// Parquet.
    Parquet,
}
