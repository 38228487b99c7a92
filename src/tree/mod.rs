//! Settings as people write them, TOML or YAML: a tree whose every value knows where it stands, so
//! that all that is wrong in a file is said at once, each at its place.

mod fault;
mod parse;
mod read;
mod reader;

pub use parse::{parse_toml, parse_yaml};
pub use read::{read, read_and_tell, read_arguments};
pub use reader::Spanned;

use std::ops::Range;
use std::path::Path;

use crate::diagnostic::Place;

/// A file's text, for places in it.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// The file, relative to the project.
    pub file: &'a Path,
    /// The whole text.
    pub text: &'a str,
}

impl Text<'_> {
    /// The place of some bytes of the text.
    pub fn place(&self, span: Range<usize>) -> Place {
        Place::span(self.file, self.text, span)
    }
}

/// A value and the bytes of the file it stands in.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// The bytes.
    pub span: Range<usize>,
}

/// The kinds of values that TOML and YAML share.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// YAML's null.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// Text; dates are text too.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A table, in the order of the file.
    Table(Vec<Entry>),
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// The bytes of the key.
    pub key_span: Range<usize>,
    /// Its value.
    pub node: Node,
}
