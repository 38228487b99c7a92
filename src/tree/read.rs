//! From a tree to a struct: every unknown key, wrong type and missing value in one go.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde::de::Deserialize;

use super::fault::{Step, Unknown};
use super::reader::Reader;
use super::{Node, Text, Value};
use crate::diagnostic::Problems;

/// Reads a tree into `T`. What is wrong is added to `problems`, and reading goes on without it;
/// nothing is returned where nothing can be made of the rest.
pub fn read<T: for<'de> Deserialize<'de>>(
    tree: Node,
    text: Text<'_>,
    problems: &mut Problems,
) -> Option<T> {
    Some(read_and_tell(tree, text, problems)?.0)
}

/// The same of a table that holds the arguments of a call. A call with a wrong one is none.
pub fn read_arguments<T: for<'de> Deserialize<'de>>(
    tree: Node,
    text: Text<'_>,
    problems: &mut Problems,
) -> Option<T> {
    let (arguments, refused) = read_named(tree, "argument", text, problems)?;
    refused.is_empty().then_some(arguments)
}

/// The same of a table of keys, with those of the outermost table whose values were refused.
pub fn read_and_tell<T: for<'de> Deserialize<'de>>(
    tree: Node,
    text: Text<'_>,
    problems: &mut Problems,
) -> Option<(T, BTreeSet<String>)> {
    read_named(tree, "key", text, problems)
}

fn read_named<T: for<'de> Deserialize<'de>>(
    mut tree: Node,
    noun: &str,
    text: Text<'_>,
    problems: &mut Problems,
) -> Option<(T, BTreeSet<String>)> {
    let mut removed: Vec<Vec<Step>> = Vec::new();
    let say_unknown = |unknown: RefCell<Vec<Unknown>>, problems: &mut Problems| {
        unknown.into_inner().into_iter().for_each(|u| problems.add(u.say(noun, text)));
    };
    loop {
        let unknown = RefCell::new(Vec::new());
        match T::deserialize(Reader { node: &tree, unknown: &unknown }) {
            Ok(value) => {
                unknown
                    .into_inner()
                    .into_iter()
                    .for_each(|u: Unknown| problems.add(u.say(noun, text)));
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
                    say_unknown(unknown, problems);
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::{Spanned, parse_toml, parse_yaml};
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
