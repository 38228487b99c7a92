//! Shortcodes in a text: `{{ value(metric="csat") }}`.

use std::ops::Range;

use super::call::{Asked, NAMES};
use crate::config::{Wrong, suggestion};
use crate::diagnostic::{Problem, Problems};
use crate::tree::{Entry, Node, Text, Value};

const AS_TEXT: &str = "two braces that are text are written `\\{{`";
const ARGUMENT: &str = "an argument is written like `metric=\"csat\"`";
const END: &str = "a shortcode ends with `) }}`";

/// A shortcode of a document.
#[derive(Debug)]
pub(super) struct Shortcode {
    /// Its bytes, from the first brace to the last.
    pub(super) span: Range<usize>,
    /// What it asks for; nothing where it is wrong, which has been said.
    pub(super) asked: Option<Asked>,
}

/// The shortcodes of a document from byte `from` on, in order, but for those within `code`. What is
/// wrong is added to `problems`.
pub(super) fn find(
    text: Text<'_>,
    from: usize,
    code: &[Range<usize>],
    problems: &mut Problems,
) -> Vec<Shortcode> {
    let mut found = Vec::new();
    let mut code = code.iter().peekable();
    let mut at = from;
    while let Some(next) = text.text[at..].find("{{") {
        let start = at + next;
        // What looks like code within the last shortcode was none.
        while code.next_if(|code| code.end <= start || code.start < at).is_some() {}
        if let Some(code) = code.peek().filter(|code| code.start <= start) {
            at = code.end;
            continue;
        }
        if is_escaped(&text.text[from..start]) {
            at = start + "{{".len();
            continue;
        }
        let mut lexer = Lexer { text: text.text, start, at: start + "{{".len(), has_gap: false };
        let (end, asked) = match lexer.shortcode() {
            Ok((name, table)) => (lexer.at, Asked::read(name, table, text, problems)),
            Err((span, problem)) => {
                problems.add(problem.at(text.place(span)));
                (end_of_wrong(text.text, start), None)
            }
        };
        found.push(Shortcode { span: start..end, asked });
        at = end;
    }
    found
}

/// Whether what follows is text by the backslash before it.
fn is_escaped(before: &str) -> bool {
    let backslashes = before.bytes().rev().take_while(|&byte| byte == b'\\').count();
    backslashes % 2 == 1
}

/// Where a shortcode that cannot be read is over: at its braces if it has some, else with its line.
/// Neither the next shortcode nor the next paragraph belongs to it.
fn end_of_wrong(text: &str, start: usize) -> usize {
    let inside = start + "{{".len();
    let rest = &text[inside..];
    let rest = rest.split("{{").next().unwrap_or(rest);
    let mut end = 0;
    for line in rest.split_inclusive('\n') {
        if end > 0 && line.trim().is_empty() {
            break;
        }
        if let Some(at) = line.find("}}") {
            return inside + end + at + "}}".len();
        }
        end += line.len();
    }
    inside + rest.split('\n').next().unwrap_or(rest).len()
}

/// Reads one shortcode from its first brace on.
struct Lexer<'t> {
    text: &'t str,
    start: usize,
    at: usize,
    /// Whether an empty line was passed on the way to `at`: text that is no part of it any more.
    has_gap: bool,
}

impl<'t> Lexer<'t> {
    /// Its name, and its arguments as a table; afterwards `at` is the first byte behind it.
    fn shortcode(&mut self) -> Result<(&'static str, Node), Wrong> {
        self.skip();
        let (word, span) = self.word().ok_or_else(|| {
            let what = NAMES.map(|name| format!("`{name}`")).join(", ");
            self.expected(&format!("one of {what}"), AS_TEXT)
        })?;
        let Some(name) = NAMES.into_iter().find(|name| *name == word) else {
            let problem = Problem::error(format!("there is no shortcode `{word}`"));
            return Err((span, problem.help(suggestion(word, &NAMES)).help(AS_TEXT)));
        };
        let example = format!("it is written like `{{{{ {name}(…) }}}}`");
        self.mark("(", &format!("`(` after `{name}`"), &example)?;
        let entries = self.entries()?;
        self.mark("}}", "`}}`", END)?;
        Ok((name, Node { value: Value::Table(entries), span: self.start..self.at }))
    }

    /// The arguments up to the bracket that closes them.
    fn entries(&mut self) -> Result<Vec<Entry>, Wrong> {
        let mut entries: Vec<Entry> = Vec::new();
        loop {
            self.skip();
            if self.eat(")") {
                return Ok(entries);
            }
            let (key, key_span) =
                self.word().ok_or_else(|| self.expected("an argument or `)`", ARGUMENT))?;
            self.mark("=", &format!("`=` after `{key}`"), ARGUMENT)?;
            self.skip();
            let node = self.value(key)?;
            if entries.iter().any(|entry| entry.key == key) {
                let problem = Problem::error(format!("`{key}` stands twice"));
                return Err((key_span, problem.help("take one of the two out")));
            }
            entries.push(Entry { key: key.to_owned(), key_span, node });
            self.skip();
            if !self.eat(",") && !self.rest().starts_with(')') {
                return Err(self.expected(
                    "`,` or `)`",
                    "a comma stands between two arguments, `)` after the last",
                ));
            }
        }
    }

    /// A text in quotes, a number, or a list of these.
    fn value(&mut self, key: &str) -> Result<Node, Wrong> {
        let start = self.at;
        let value = match self.rest().chars().next() {
            Some('"') => Value::Text(self.quoted()?),
            Some('[') => Value::List(self.list(key)?),
            Some(c) if c.is_ascii_digit() || "+-".contains(c) => self.number()?,
            _ => {
                let help = format!("write `{key}=\"…\"`");
                return Err(self.expected("a text in double quotes", &help));
            }
        };
        Ok(Node { value, span: start..self.at })
    }

    fn quoted(&mut self) -> Result<String, Wrong> {
        let start = self.at;
        let mut text = String::new();
        let mut letters = self.rest().char_indices().skip(1);
        while let Some((at, letter)) = letters.next() {
            match letter {
                '"' => {
                    self.at += at + 1;
                    return Ok(text);
                }
                '\n' => break,
                '`' => {
                    let problem = Problem::error("a backtick cannot stand in a shortcode");
                    let help = "name a group by the last part of its page's address";
                    return Err((start + at..start + at + 1, problem.help(help)));
                }
                '\\' => match letters.next() {
                    Some((_, escaped @ ('"' | '\\'))) => text.push(escaped),
                    _ => {
                        let problem = Problem::error("the backslash means nothing here");
                        let help = "a quote in a text is written `\\\"`, a backslash `\\\\`";
                        return Err((start + at..start + at + 1, problem.help(help)));
                    }
                },
                letter => text.push(letter),
            }
        }
        let problem = Problem::error("the text has no closing quote");
        Err((start..start + 1, problem.help("close it with `\"` on the same line")))
    }

    fn list(&mut self, key: &str) -> Result<Vec<Node>, Wrong> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip();
            if self.eat("]") {
                return Ok(items);
            }
            items.push(self.value(key)?);
            self.skip();
            if !self.eat(",") && !self.rest().starts_with(']') {
                return Err(self.expected("`,` or `]`", "a list is written like `[\"a\", \"b\"]`"));
            }
        }
    }

    fn number(&mut self) -> Result<Value, Wrong> {
        let is_part = |c: char| c.is_alphanumeric() || "+-._".contains(c);
        let length = self.rest().find(|c| !is_part(c)).unwrap_or(self.rest().len());
        let written = &self.rest()[..length];
        let whole = written.parse().map(Value::Integer);
        let number = whole.or_else(|_| written.parse().map(Value::Float)).map_err(|_| {
            let problem = Problem::error(format!("`{written}` is no number"));
            (self.at..self.at + length, problem.help("a text stands in double quotes"))
        })?;
        self.at += length;
        Ok(number)
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// Passes spaces and line breaks.
    fn skip(&mut self) {
        let rest = self.rest();
        let length = rest.len() - rest.trim_start().len();
        self.has_gap = rest[..length].bytes().filter(|&byte| byte == b'\n').count() > 1;
        self.at += length;
    }

    fn eat(&mut self, mark: &str) -> bool {
        let is_there = self.rest().starts_with(mark);
        self.at += if is_there { mark.len() } else { 0 };
        is_there
    }

    /// Passes a mark that must come next.
    fn mark(&mut self, mark: &str, what: &str, help: &str) -> Result<(), Wrong> {
        self.skip();
        if self.eat(mark) { Ok(()) } else { Err(self.expected(what, help)) }
    }

    /// A name, with its bytes.
    fn word(&mut self) -> Option<(&'t str, Range<usize>)> {
        let word = next_word(self.rest());
        let span = self.at..self.at + word.len();
        self.at = span.end;
        (!word.is_empty()).then_some((word, span))
    }

    /// That something else stands at the next byte than what should.
    fn expected(&self, what: &str, help: &str) -> Wrong {
        let rest = self.rest();
        if rest.is_empty() || self.has_gap {
            let problem = Problem::error("the shortcode is never closed");
            return (self.start..self.at, problem.help(END));
        }
        let word = next_word(rest);
        let letter = rest.chars().next().map_or(0, char::len_utf8);
        let found = if word.is_empty() { &rest[..letter] } else { word };
        let problem = Problem::error(format!("expected {what}, found `{found}`"));
        (self.at..self.at + found.len(), problem.help(help))
    }
}

/// The name that a text begins with; empty where it begins with none.
fn next_word(text: &str) -> &str {
    let is_part = |c: char| c.is_alphanumeric() || "-_".contains(c);
    &text[..text.find(|c| !is_part(c)).unwrap_or(text.len())]
}
