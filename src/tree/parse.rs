//! From the text of a file to a tree.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use toml::de::{DeTable, DeValue};

use super::{Entry, Node, Text, Value};
use crate::diagnostic::{Problem, Problems};

/// The tree of the TOML in the bytes `part` of a file; every syntax error becomes a problem.
pub fn parse_toml(text: Text<'_>, part: Range<usize>, problems: &mut Problems) -> Option<Node> {
    let (table, errors) = DeTable::parse_recoverable(&text.text[part.clone()]);
    let failed = !errors.is_empty();
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let place = text.place(part.start + span.start..part.start + span.end);
        let message = error.message().trim_end();
        let problem = Problem::error(message).at(place);
        let help = [
            ("invalid date", "a date is year, month and day: `date = 2026-03-01`"),
            ("duplicate key", "take one of the two out"),
            ("quoted", "text stands in quotes: `title = \"…\"`"),
            ("basic string", "text ends with a quote on its own line: `title = \"…\"`"),
            ("literal string", "text ends with a quote on its own line: `title = '…'`"),
            (
                "unexpected key or value",
                "a quote within a text in quotes is written `\\\"`; or put \
              the text in single quotes: `did = 'She said \"no\"'`",
            ),
            ("expected `=`", "write `key = value`, text in quotes: `title = \"…\"`"),
        ];
        let help = help.iter().find(|(part, _)| message.contains(part));
        problems.add(match help {
            Some((_, help)) => problem.help(*help),
            None => problem,
        });
    }
    (!failed).then(|| from_table(table.get_ref(), table.span(), part.start))
}

fn from_table(table: &DeTable<'_>, span: Range<usize>, offset: usize) -> Node {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_span: shifted(key.span(), offset),
            node: from_value(value.get_ref(), value.span(), offset),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    Node { value: Value::Table(entries), span: shifted(span, offset) }
}

fn from_value(value: &DeValue<'_>, span: Range<usize>, offset: usize) -> Node {
    let value = match value {
        DeValue::Table(table) => return from_table(table, span, offset),
        DeValue::Array(items) => {
            let items = items.iter();
            Value::List(items.map(|v| from_value(v.get_ref(), v.span(), offset)).collect())
        }
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(value) => Value::Text(value.to_string()),
        DeValue::Integer(number) => {
            let digits = number.as_str().replace('_', "");
            i64::from_str_radix(&digits, number.radix())
                .map_or_else(|_| Value::Text(digits), Value::Integer)
        }
        DeValue::Float(number) => {
            let digits = number.as_str().replace('_', "");
            digits.parse().map_or_else(|_| Value::Text(digits), Value::Float)
        }
    };
    Node { value, span: shifted(span, offset) }
}

fn shifted(span: Range<usize>, offset: usize) -> Range<usize> {
    span.start + offset..span.end + offset
}

/// The tree of the YAML in the bytes `part` of a file.
pub fn parse_yaml(text: Text<'_>, part: Range<usize>, problems: &mut Problems) -> Option<Node> {
    let yaml = &text.text[part.clone()];
    if yaml.trim().is_empty() {
        return Some(Node { value: Value::Table(Vec::new()), span: part });
    }
    match serde_saphyr::from_str::<serde_saphyr::Spanned<YamlValue>>(yaml) {
        Ok(root) => Some(from_yaml(root, part.start)),
        Err(error) => {
            let at = error.location().map_or(0, |location| {
                let line = (location.line() as usize).saturating_sub(1);
                let start: usize = yaml.split_inclusive('\n').take(line).map(str::len).sum();
                start + (location.column() as usize).saturating_sub(1)
            });
            let message = error.without_snippet().to_string();
            let message = message.lines().next().unwrap_or("it cannot be read");
            // The place is drawn beside the message, counted from the file's first line.
            let message =
                message.split(" at line ").next().unwrap_or(message).trim_end_matches(':');
            let place = text.place(part.start + at..part.start + at + 1);
            let message = format!("the front matter is no YAML: {message}");
            let help = match message.contains("indentation") {
                true => "begin the further lines of a text with a space",
                false => "put a text with a colon in it in quotes: `title: \"…\"`",
            };
            problems.add(Problem::error(message).at(place).help(help));
            None
        }
    }
}

fn from_yaml(spanned: serde_saphyr::Spanned<YamlValue>, offset: usize) -> Node {
    let span = yaml_span(&spanned, offset);
    let value = match spanned.value {
        YamlValue::Plain(value) => value,
        YamlValue::List(items) => {
            Value::List(items.into_iter().map(|item| from_yaml(item, offset)).collect())
        }
        YamlValue::Table(entries) => {
            let entry = |(key, value): (serde_saphyr::Spanned<String>, _)| Entry {
                key_span: yaml_span(&key, offset),
                key: key.value,
                node: from_yaml(value, offset),
            };
            Value::Table(entries.into_iter().map(entry).collect())
        }
    };
    Node { value, span }
}

fn yaml_span<T>(spanned: &serde_saphyr::Spanned<T>, offset: usize) -> Range<usize> {
    let span = spanned.referenced.span();
    let start = offset + span.byte_offset().unwrap_or(0) as usize;
    start..start + span.byte_len().unwrap_or(1) as usize
}

/// What a YAML node can be, with the places of its parts.
enum YamlValue {
    Plain(Value),
    List(Vec<serde_saphyr::Spanned<YamlValue>>),
    Table(Vec<(serde_saphyr::Spanned<String>, serde_saphyr::Spanned<YamlValue>)>),
}

impl<'de> Deserialize<'de> for YamlValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<YamlValue, D::Error> {
        deserializer.deserialize_any(YamlVisitor)
    }
}

struct YamlVisitor;

impl<'de> Visitor<'de> for YamlVisitor {
    type Value = YamlValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<YamlValue, E> {
        Ok(YamlValue::Plain(Value::Null))
    }

    fn visit_none<E>(self) -> Result<YamlValue, E> {
        Ok(YamlValue::Plain(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<YamlValue, E> {
        Ok(YamlValue::Plain(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<YamlValue, E> {
        Ok(YamlValue::Plain(Value::Integer(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<YamlValue, E> {
        let whole = i64::try_from(value);
        Ok(YamlValue::Plain(whole.map_or_else(|_| Value::Text(value.to_string()), Value::Integer)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<YamlValue, E> {
        Ok(YamlValue::Plain(Value::Float(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<YamlValue, E> {
        Ok(YamlValue::Plain(Value::Text(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<YamlValue, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(YamlValue::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<YamlValue, A::Error> {
        let mut table = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            table.push(entry);
        }
        Ok(YamlValue::Table(table))
    }
}
