//! JSON lines: an object a line becomes a row of cells.

use std::borrow::Cow;
use std::fmt;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Cells, decode};

/// How deep objects may lie in one another; what lies deeper is no cell.
const DEEPEST: usize = 16;

/// A line that is no JSON object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct JsonFault;

/// Writes the object in `line` into `cells`: `width` of them, each in the place that `columns` has
/// for its key. Keys of objects within objects are joined by dots. Numbers keep their digits, an
/// array becomes its values with commas, and what is `null` or missing is empty. Arrays of objects
/// are no cells.
///
/// # Errors
/// When the line is no JSON object.
pub(super) fn cells(
    line: &[u8],
    columns: &FxHashMap<String, usize>,
    width: usize,
    cells: &mut Cells,
) -> Result<(), JsonFault> {
    cells.blank(width);
    walk(line, &mut |path, value| {
        if let Some(&column) = columns.get(path)
            && let Some(cell) = cell(value)?
        {
            cells.set(column, cell.as_bytes());
        }
        Ok(())
    })
}

/// The place of each column by its name.
pub(super) fn columns(header: &[String]) -> FxHashMap<String, usize> {
    header.iter().enumerate().map(|(at, name)| (name.clone(), at)).collect()
}

/// The keys of the objects in some lines, in the order in which they come up; lines that are no
/// objects are passed over.
pub(super) fn header<'l>(lines: impl Iterator<Item = &'l [u8]>) -> Vec<String> {
    let (mut names, mut seen) = (Vec::new(), FxHashSet::default());
    for line in lines {
        // What is wrong with a line is said when it is read as a row.
        let _ = walk(line, &mut |path, value| {
            if !seen.contains(path) && cell(value)?.is_some() {
                seen.insert(path.to_owned());
                names.push(path.to_owned());
            }
            Ok(())
        });
    }
    names
}

/// Hands each value of the object in a line to `each`, with its path and as JSON.
fn walk<F>(line: &[u8], each: &mut F) -> Result<(), JsonFault>
where
    F: FnMut(&str, &str) -> Result<(), JsonFault>,
{
    object(&decode::utf8(line), &mut Members { path: &mut String::new(), depth: 0, each })
}

fn object<F>(text: &str, members: &mut Members<'_, F>) -> Result<(), JsonFault>
where
    F: FnMut(&str, &str) -> Result<(), JsonFault>,
{
    let mut json = serde_json::Deserializer::from_str(text);
    json.deserialize_map(members).and_then(|()| json.end()).map_err(|_| JsonFault)
}

/// Where the walk through an object is.
struct Members<'w, F> {
    /// The keys on the way, each with a dot behind it.
    path: &'w mut String,
    depth: usize,
    each: &'w mut F,
}

/// A key, borrowed where nothing in it is escaped.
#[derive(Deserialize)]
struct Key<'t>(#[serde(borrow)] Cow<'t, str>);

impl<'de, F> Visitor<'de> for &mut Members<'_, F>
where
    F: FnMut(&str, &str) -> Result<(), JsonFault>,
{
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut members: M) -> Result<(), M::Error> {
        let start = self.path.len();
        while let Some((Key(key), value)) = members.next_entry::<Key<'de>, &'de RawValue>()? {
            self.path.push_str(&key);
            self.member(value.get()).map_err(|_| M::Error::custom("no value"))?;
            self.path.truncate(start);
        }
        Ok(())
    }
}

impl<F> Members<'_, F>
where
    F: FnMut(&str, &str) -> Result<(), JsonFault>,
{
    fn member(&mut self, value: &str) -> Result<(), JsonFault> {
        if !value.starts_with('{') {
            return (self.each)(self.path, value);
        }
        if self.depth == DEEPEST {
            return Ok(());
        }
        self.path.push('.');
        let (path, depth) = (&mut *self.path, self.depth + 1);
        object(value, &mut Members { path, depth, each: self.each })
    }
}

/// The text of a value; nothing for an array of arrays or objects.
fn cell(value: &str) -> Result<Option<Cow<'_, str>>, JsonFault> {
    if !value.starts_with('[') {
        return scalar(value).map(Some);
    }
    let values: Vec<&RawValue> = serde_json::from_str(value).map_err(|_| JsonFault)?;
    if values.iter().any(|value| value.get().starts_with(['[', '{'])) {
        return Ok(None);
    }
    let texts: Result<Vec<Cow<'_, str>>, JsonFault> =
        values.iter().map(|value| scalar(value.get())).collect();
    Ok(Some(texts?.join(", ").into()))
}

/// The text of a string, a number, a boolean or `null`.
fn scalar(value: &str) -> Result<Cow<'_, str>, JsonFault> {
    match value.strip_prefix('"') {
        None if value == "null" => Ok(Cow::Borrowed("")),
        None => Ok(Cow::Borrowed(value)),
        Some(rest) if !rest.contains('\\') => Ok(Cow::Borrowed(rest.trim_end_matches('"'))),
        Some(_) => serde_json::from_str(value).map(Cow::Owned).map_err(|_| JsonFault),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cells of a line for a header.
    fn read(line: &str, header: &[&str]) -> Result<Vec<String>, JsonFault> {
        let header: Vec<String> = header.iter().map(|&name| name.to_owned()).collect();
        let mut row = Cells::default();
        cells(line.as_bytes(), &columns(&header), header.len(), &mut row)?;
        let text = |cell: &[u8]| String::from_utf8(cell.to_vec()).unwrap();
        Ok(row.record().cells().map(text).collect())
    }

    #[test]
    fn every_kind_of_value_has_its_cell() {
        for (value, expected) in [
            ("\"plain\"", "plain"),
            ("\"\"", ""),
            (r#""a \"quoted\"\n\u00e9 \\""#, "a \"quoted\"\né \\"),
            ("12345678901234567890123", "12345678901234567890123"),
            ("1.50", "1.50"),
            ("1.23E+16", "1.23E+16"),
            ("-0", "-0"),
            ("true", "true"),
            ("false", "false"),
            ("null", ""),
            (r#"["a", 2, "b \u0041"]"#, "a, 2, b A"),
            ("[]", ""),
            (r#"[{"b": 1}]"#, ""),
            ("[[1]]", ""),
            (r#"{"b": 1}"#, ""),
        ] {
            let line = format!("{{\"a\": {value} }}");
            assert_eq!(read(&line, &["a"]), Ok(vec![expected.to_owned()]), "{line}");
        }
    }

    #[test]
    fn keys_come_in_any_order_and_depth() {
        let line = r#" {"state":"open","statistics":{"replies":{"n":2},"time":7},"id":"1"} "#;
        let header = ["id", "statistics.time", "statistics.replies.n", "missing", "state"];
        assert_eq!(read(line, &header).unwrap(), ["1", "7", "2", "", "open"]);
    }

    #[test]
    fn the_last_of_two_equal_keys_counts() {
        assert_eq!(read(r#"{"a":1,"a":22}"#, &["a"]).unwrap(), ["22"]);
    }

    #[test]
    fn what_is_no_object_is_a_fault() {
        for line in [
            "",
            "  ",
            "7",
            "\"a\"",
            "[1]",
            "null",
            "{",
            "{\"a\":1",
            "{\"a\":}",
            "{\"a\":1} x",
            "{\"a\":1}{\"a\":2}",
            "{a:1}",
            "{\"a\":\"\\ud800\"}",
            "id,created_at",
        ] {
            assert_eq!(read(line, &["a"]), Err(JsonFault), "{line}");
        }
    }

    #[test]
    fn a_line_that_is_not_utf_8_is_read_as_windows_1252() {
        let mut row = Cells::default();
        let header = columns(&["a".to_owned()]);
        cells(b"{\"a\":\"caf\xe9\"}", &header, 1, &mut row).unwrap();
        assert_eq!(row.record().get(0), Some("café".as_bytes()));
    }

    #[test]
    fn a_thousand_objects_in_one_another_end_the_walk_and_not_the_program() {
        let deep = |levels: usize| "{\"a\":".repeat(levels) + "1" + &"}".repeat(levels);
        assert_eq!(read(&deep(17), &[&["a"; 17].join(".")]).unwrap(), ["1"]);
        assert_eq!(read(&deep(18), &[&["a"; 18].join(".")]).unwrap(), [""]);
        read(&deep(100_000), &["a"]).unwrap();
    }

    #[test]
    fn a_header_has_each_key_once_in_the_order_of_the_lines() {
        let lines: [&[u8]; 4] = [
            br#"{"id":1,"tags":["a"],"parts":[{"x":1}],"s":{"b":null,"a":2}}"#,
            b"no object",
            br#"{"created_at":3,"id":2,"s":{"c":1}}"#,
            b"",
        ];
        assert_eq!(header(lines.into_iter()), ["id", "tags", "s.b", "s.a", "created_at", "s.c"]);
    }
}
