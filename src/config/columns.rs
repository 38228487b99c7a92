//! Which columns hold what: the rules of `[[sources]]` and `[[presets]]` that types cannot hold.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

use super::{Check, Field, Keys, Kind};
use crate::calendar::DurationUnit;
use crate::tree::Spanned;

/// The header of a column, or those of a date and of its time, whose cells are joined by a space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The header; that of the date where there are two.
    pub name: String,
    /// The header of the time, where it has a column of its own.
    pub time: Option<String>,
}

impl Header {
    /// The header of one column.
    pub fn of(name: &str) -> Header {
        Header { name: name.to_owned(), time: None }
    }

    /// All names in it.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.time).map(String::as_str)
    }
}

impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Header, D::Error> {
        deserializer.deserialize_any(OneOrTwo)
    }
}

struct OneOrTwo;

impl<'de> Visitor<'de> for OneOrTwo {
    type Value = Header;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a header in quotes, or a list of two: that of the date and that of the time")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Header, E> {
        Ok(Header::of(name))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Header, A::Error> {
        let names: [Option<String>; 3] =
            [list.next_element()?, list.next_element()?, list.next_element()?];
        match names {
            [Some(name), Some(time), None] => Ok(Header { name, time: Some(time) }),
            _ => Err(A::Error::custom("must be a list of two: the date's header and the time's")),
        }
    }
}

impl Check<'_> {
    pub(super) fn columns(&mut self, keys: &Keys) {
        for source in &keys.sources {
            self.joined(&source.columns);
            self.units(&source.units);
        }
        self.ids("presets", keys.presets.iter().map(|preset| &preset.name));
        for preset in &keys.presets {
            self.joined(&preset.columns);
            self.units(&preset.units);
        }
    }

    fn joined(&mut self, columns: &BTreeMap<Field, Spanned<Header>>) {
        for (field, header) in columns {
            if header.time.is_some() && field.kind() != Kind::Stamp {
                let message = format!("`{}` cannot be in two columns", field.name());
                self.error(&header.span, message, "only a date and its time are joined");
            }
        }
    }

    fn units(&mut self, units: &BTreeMap<Field, Spanned<DurationUnit>>) {
        for (field, unit) in units {
            if field.kind() != Kind::Duration {
                let message = format!("`{}` is no duration and has no unit", field.name());
                self.error(&unit.span, message, "units are for the fields that end in `_s`");
            }
        }
    }
}
