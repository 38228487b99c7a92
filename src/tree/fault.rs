//! Why a value could not be read, in words.

use std::fmt;
use std::ops::Range;

use serde::de::{self, Expected, Unexpected};

use super::{Node, Text};
use crate::diagnostic::{Problem, nearest};

/// A step on the way from the outermost table to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Item(usize),
}

pub(super) struct Unknown {
    pub(super) key: String,
    pub(super) span: Range<usize>,
    pub(super) known: &'static [&'static str],
}

impl Unknown {
    /// `noun` is what the names are: a key, an argument.
    pub(super) fn say(self, noun: &str, text: Text<'_>) -> Problem {
        let message = format!("unknown {noun} `{}`", self.key);
        let problem = Problem::error(message).at(text.place(self.span));
        match nearest(&self.key, self.known.iter().copied()) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help(format!("known here: {}", quoted(self.known))),
        }
    }
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Why a value could not be read; the path grows on the way up, innermost step first.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) help: Option<String>,
    pub(super) missing: Option<&'static str>,
    /// Whether the key itself is at fault, and not its value.
    pub(super) is_key: bool,
    pub(super) path: Vec<Step>,
    pub(super) span: Option<Range<usize>>,
}

impl Fault {
    pub(super) fn new(message: String) -> Fault {
        Fault { message, help: None, missing: None, is_key: false, path: Vec::new(), span: None }
    }

    pub(super) fn within(mut self, step: Step, span: Range<usize>) -> Fault {
        self.path.push(step);
        self.span.get_or_insert(span);
        self
    }

    pub(super) fn say(&self, path: &[Step], tree: &Node, text: Text<'_>) -> Problem {
        let key = path.iter().rev().find_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Item(_) => None,
        });
        let is_whole = self.missing.is_some() || self.is_key;
        let message = match (key, path.last()) {
            (Some(key), Some(Step::Item(_))) if !is_whole => {
                format!("each of `{key}` {}", self.message)
            }
            (Some(key), _) if !is_whole => format!("`{key}` {}", self.message),
            _ => self.message.clone(),
        };
        let span = self.span.clone().unwrap_or_else(|| tree.span.clone());
        let problem = Problem::error(message).at(text.place(span));
        match &self.help {
            Some(help) => problem.help(help.as_str()),
            None => problem,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<M: fmt::Display>(message: M) -> Fault {
        Fault::new(message.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Fault {
        let expected = expected.to_string();
        let expected = match expected.as_str() {
            "a sequence" => "a list, such as `[\"…\"]`",
            "a boolean" => "`true` or `false`",
            "a string" => "text in quotes",
            "f64" => "a number",
            "u8" | "u16" | "u32" | "u64" | "usize" | "i64" => "a whole number",
            other => other,
        };
        let found = match found {
            Unexpected::Str(text) => format!("`{text}`"),
            Unexpected::Signed(number) => format!("`{number}`"),
            Unexpected::Float(number) => format!("`{number}`"),
            Unexpected::Bool(value) => format!("`{value}`"),
            Unexpected::Unit => "nothing".to_owned(),
            Unexpected::Seq => "a list".to_owned(),
            Unexpected::Map => "a table".to_owned(),
            other => other.to_string(),
        };
        Fault::new(format!("must be {expected}, found {found}"))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Fault {
        Fault::invalid_type(found, expected)
    }

    fn unknown_variant(found: &str, expected: &'static [&'static str]) -> Fault {
        let mut fault = Fault::new(format!("must be one of {}, found `{found}`", quoted(expected)));
        let near = nearest(found, expected.iter().copied());
        fault.help = near.map(|near| format!("did you mean `{near}`?"));
        fault
    }

    fn missing_field(field: &'static str) -> Fault {
        Fault { missing: Some(field), ..Fault::new(format!("`{field}` is missing")) }
    }
}
