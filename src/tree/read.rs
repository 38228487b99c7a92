//! From a tree to a struct: every unknown key, wrong type and missing value in one go.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::{Deref, Range};

use serde::de::value::{StrDeserializer, UsizeDeserializer};
use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, Expected, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, Visitor,
};

use super::{Entry, Node, Text, Value};
use crate::diagnostic::{Problem, Problems, nearest};

const SPANNED: &str = "$moments::Spanned";

/// A value with the bytes of the file it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// The bytes.
    pub span: Range<usize>,
}

impl<T> Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Reads a tree into `T`. What is wrong is added to `problems`, and reading goes on without it;
/// nothing is returned where nothing can be made of the rest.
pub fn read<T: for<'de> Deserialize<'de>>(
    tree: Node,
    text: Text<'_>,
    problems: &mut Problems,
) -> Option<T> {
    Some(read_and_tell(tree, text, problems)?.0)
}

/// The same, with the keys of the outermost table whose values were refused.
pub fn read_and_tell<T: for<'de> Deserialize<'de>>(
    mut tree: Node,
    text: Text<'_>,
    problems: &mut Problems,
) -> Option<(T, BTreeSet<String>)> {
    let mut removed: Vec<Vec<Step>> = Vec::new();
    loop {
        let unknown = RefCell::new(Vec::new());
        match T::deserialize(Reader { node: &tree, unknown: &unknown }) {
            Ok(value) => {
                unknown.into_inner().into_iter().for_each(|u: Unknown| problems.add(u.say(text)));
                let refused = removed.iter().filter_map(|path| match path.as_slice() {
                    [Step::Key(key)] => Some(key.clone()),
                    _ => None,
                });
                return Some((value, refused.collect()));
            }
            Err(fault) => {
                let path: Vec<Step> = fault.path.iter().rev().cloned().collect();
                let is_consequence = fault.missing.is_some_and(|name| {
                    let mut full = path.clone();
                    full.push(Step::Key(name.to_owned()));
                    removed.contains(&full)
                });
                if !is_consequence {
                    problems.add(fault.say(&path, &tree, text));
                }
                if path.is_empty() || !remove(&mut tree, &path) {
                    return None;
                }
                removed.push(path);
            }
        }
    }
}

/// Takes the value at a path out of the tree, so that the rest can be read.
fn remove(tree: &mut Node, path: &[Step]) -> bool {
    let [first, rest @ ..] = path else { return false };
    match (&mut tree.value, first) {
        (Value::Table(entries), Step::Key(key)) => {
            let Some(at) = entries.iter().position(|entry| &entry.key == key) else { return false };
            if rest.is_empty() {
                entries.remove(at);
                return true;
            }
            remove(&mut entries[at].node, rest)
        }
        (Value::List(items), Step::Item(at)) if *at < items.len() => {
            if rest.is_empty() {
                items.remove(*at);
                return true;
            }
            remove(&mut items[*at], rest)
        }
        _ => false,
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    Item(usize),
}

struct Unknown {
    key: String,
    span: Range<usize>,
    known: &'static [&'static str],
}

impl Unknown {
    fn say(self, text: Text<'_>) -> Problem {
        let problem =
            Problem::error(format!("unknown key `{}`", self.key)).at(text.place(self.span));
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
struct Fault {
    message: String,
    help: Option<String>,
    missing: Option<&'static str>,
    /// Whether the key itself is at fault, and not its value.
    is_key: bool,
    path: Vec<Step>,
    span: Option<Range<usize>>,
}

impl Fault {
    fn new(message: String) -> Fault {
        Fault { message, help: None, missing: None, is_key: false, path: Vec::new(), span: None }
    }

    fn within(mut self, step: Step, span: Range<usize>) -> Fault {
        self.path.push(step);
        self.span.get_or_insert(span);
        self
    }

    fn say(&self, path: &[Step], tree: &Node, text: Text<'_>) -> Problem {
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

#[derive(Clone, Copy)]
struct Reader<'a> {
    node: &'a Node,
    unknown: &'a RefCell<Vec<Unknown>>,
}

impl<'a> Reader<'a> {
    fn unexpected(self) -> Unexpected<'a> {
        match &self.node.value {
            Value::Null => Unexpected::Unit,
            Value::Bool(value) => Unexpected::Bool(*value),
            Value::Integer(value) => Unexpected::Signed(*value),
            Value::Float(value) => Unexpected::Float(*value),
            Value::Text(value) => Unexpected::Str(value),
            Value::List(_) => Unexpected::Other("a list"),
            Value::Table(_) => Unexpected::Other("a table"),
        }
    }

    fn entries(self, entries: &'a [Entry], known: Option<&'static [&'static str]>) -> Entries<'a> {
        let is_known = |entry: &&Entry| match known {
            Some(known) => known.contains(&entry.key.as_str()),
            None => true,
        };
        if let Some(known) = known {
            for entry in entries.iter().filter(|entry| !is_known(entry)) {
                let (key, span) = (entry.key.clone(), entry.key_span.clone());
                self.unknown.borrow_mut().push(Unknown { key, span, known });
            }
        }
        let entries: Vec<&Entry> = entries.iter().filter(is_known).collect();
        Entries { entries: entries.into_iter(), value: None, unknown: self.unknown }
    }
}

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.node.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Integer(value) => visitor.visit_i64(*value),
            Value::Float(value) => visitor.visit_f64(*value),
            Value::Text(value)
                if value.contains(|c: char| c.is_control() && !"\n\r\t".contains(c)) =>
            {
                Err(de::Error::custom("has a control character in it, which no page can show"))
            }
            Value::Text(value) => visitor.visit_str(value),
            Value::List(items) => {
                visitor.visit_seq(Items { items: items.iter().enumerate(), unknown: self.unknown })
            }
            Value::Table(entries) => visitor.visit_map(self.entries(entries, None)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.node.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match &self.node.value {
            Value::Table(entries) => visitor.visit_map(self.entries(entries, Some(fields))),
            _ => Err(de::Error::invalid_type(self.unexpected(), &"a table")),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match &self.node.value {
            Value::Text(text) => {
                let text: StrDeserializer<'_, Fault> = text.as_str().into_deserializer();
                visitor.visit_enum(text)
            }
            _ => Err(de::Error::invalid_type(self.unexpected(), &"a word")),
        }
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if name == SPANNED {
            return visitor.visit_seq(SpanParts { reader: self, part: 0 });
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple map identifier ignored_any
    }
}

struct Items<'a> {
    items: std::iter::Enumerate<std::slice::Iter<'a, Node>>,
    unknown: &'a RefCell<Vec<Unknown>>,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        let Some((at, node)) = self.items.next() else { return Ok(None) };
        let value = seed.deserialize(Reader { node, unknown: self.unknown });
        value.map(Some).map_err(|fault| fault.within(Step::Item(at), node.span.clone()))
    }
}

struct Entries<'a> {
    entries: std::vec::IntoIter<&'a Entry>,
    value: Option<&'a Entry>,
    unknown: &'a RefCell<Vec<Unknown>>,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        self.value = self.entries.next();
        let Some(entry) = self.value else { return Ok(None) };
        let key: StrDeserializer<'_, Fault> = entry.key.as_str().into_deserializer();
        let wrong = |fault: Fault| {
            let message = format!("unknown key `{}`", entry.key);
            let fault = Fault { message, is_key: true, ..fault };
            fault.within(Step::Key(entry.key.clone()), entry.key_span.clone())
        };
        seed.deserialize(key).map(Some).map_err(wrong)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let Some(Entry { key, node, .. }) = self.value.take() else {
            return Err(de::Error::custom("has no value"));
        };
        let value = seed.deserialize(Reader { node, unknown: self.unknown });
        value.map_err(|fault| fault.within(Step::Key(key.clone()), node.span.clone()))
    }
}

/// Start, end and value of a [`Spanned`].
struct SpanParts<'a> {
    reader: Reader<'a>,
    part: usize,
}

impl<'de> SeqAccess<'de> for SpanParts<'_> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        self.part += 1;
        let span = &self.reader.node.span;
        let number = |n: usize| -> UsizeDeserializer<Fault> { n.into_deserializer() };
        match self.part {
            1 => seed.deserialize(number(span.start)).map(Some),
            2 => seed.deserialize(number(span.end)).map(Some),
            3 => seed.deserialize(self.reader).map(Some),
            _ => Ok(None),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Spanned<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Spanned<T>, D::Error> {
        struct Parts<T>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Parts<T> {
            type Value = Spanned<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Spanned<T>, A::Error> {
                let missing = || de::Error::custom("has no place");
                let start = parts.next_element()?.ok_or_else(missing)?;
                let end = parts.next_element()?.ok_or_else(missing)?;
                let value = parts.next_element()?.ok_or_else(missing)?;
                Ok(Spanned { value, span: start..end })
            }
        }

        deserializer.deserialize_tuple_struct(SPANNED, 3, Parts(std::marker::PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::{parse_toml, parse_yaml};
    use super::*;
    use crate::diagnostic::{Format, draw};

    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(default)]
    struct Sample {
        title: String,
        size: u8,
        teams: Vec<Spanned<String>>,
        mood: Mood,
    }

    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Mood {
        Calm,
        VeryHappy,
    }

    impl Default for Sample {
        fn default() -> Sample {
            Sample { title: "none".into(), size: 3, teams: Vec::new(), mood: Mood::Calm }
        }
    }

    fn messages(text: &str, is_yaml: bool) -> (Option<Sample>, String) {
        let mut problems = Problems::default();
        let text = Text { file: Path::new("a.md"), text };
        let parse = if is_yaml { parse_yaml } else { parse_toml };
        let tree = parse(text, 0..text.text.len(), &mut problems);
        let value = tree.and_then(|tree| read(tree, text, &mut problems));
        (value, draw(&problems, Format::Github))
    }

    #[test]
    fn everything_wrong_is_said_at_once_and_the_rest_is_read() {
        let toml = "titel = 'x'\nsize = 'big'\nteams = ['a', 3, 'b']\nmood = 'very-hapy'\n";
        let (value, said) = messages(toml, false);
        let value = value.unwrap();
        assert_eq!(value.teams.iter().map(|t| t.value.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(value.size, 3);
        let expected = "\
::error file=a.md,line=1,col=1::unknown key `titel`%0Ahelp: did you mean `title`?
::error file=a.md,line=2,col=8::`size` must be a whole number, found `big`
::error file=a.md,line=3,col=15::each of `teams` must be text in quotes, found `3`
::error file=a.md,line=4,col=8::`mood` must be one of `calm`, `very-happy`, found `very-hapy`\
%0Ahelp: did you mean `very-happy`?
";
        assert_eq!(said, expected);
    }

    #[test]
    fn yaml_is_read_the_same_way() {
        let (value, said) = messages("title: x\nteams: [a, b]\nmood: calm\nsise: 2\n", true);
        let value = value.unwrap();
        assert_eq!((value.title.as_str(), value.teams[1].span.clone()), ("x", 20..21));
        let expected = "::error file=a.md,line=4,col=1::unknown key `sise`%0Ahelp: did you mean \
                        `size`?\n";
        assert_eq!(said, expected);
    }
}
