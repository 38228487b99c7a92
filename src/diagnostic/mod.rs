//! A problem: severity, place, message, help; many of them in one report.

mod draw;

pub use draw::{Format, draw};

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Whether a problem stops the build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is published.
    Error,
    /// Worth knowing; stops the build under `--strict`.
    Warning,
}

/// Where a problem is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, relative to the project.
    pub file: PathBuf,
    /// The line, from 1; nothing for the file as a whole.
    pub line: Option<usize>,
    /// The character in the line, from 1.
    pub column: Option<usize>,
    /// The line's text and the bytes in it that are meant, where they may be shown.
    pub excerpt: Option<Excerpt>,
}

/// A line of a file with a part of it marked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Excerpt {
    /// The line without its end.
    pub text: String,
    /// The marked bytes: start and end.
    pub marked: (usize, usize),
}

impl Place {
    /// A file as a whole.
    pub fn file(file: impl AsRef<Path>) -> Place {
        Place { file: file.as_ref().to_owned(), line: None, column: None, excerpt: None }
    }

    /// A line of a file, from 1.
    pub fn line(file: impl AsRef<Path>, line: usize) -> Place {
        Place { line: Some(line), ..Place::file(file) }
    }

    /// The bytes `span` of a file whose whole text is `text`; a span over several lines is cut at
    /// the end of its first.
    pub fn span(file: impl AsRef<Path>, text: &str, span: Range<usize>) -> Place {
        let from = floor_boundary(text, span.start.min(text.len()));
        let start = text[..from].rfind('\n').map_or(0, |at| at + 1);
        let line = text[start..].split('\n').next().unwrap_or("").trim_end_matches('\r');
        let marked_start = (from - start).min(line.len());
        let to = floor_boundary(text, span.end.min(text.len())).max(from);
        let marked_end = (to - start).clamp(marked_start, line.len());
        Place {
            file: file.as_ref().to_owned(),
            line: Some(text[..from].matches('\n').count() + 1),
            column: Some(line[..marked_start].chars().count() + 1),
            excerpt: Some(Excerpt { text: line.to_owned(), marked: (marked_start, marked_end) }),
        }
    }
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Whether it stops the build.
    pub severity: Severity,
    /// What was found and what was expected; lower case, names in backticks.
    pub message: String,
    /// Where; nothing where it is no place in a file.
    pub place: Option<Box<Place>>,
    /// What to do, a line each.
    pub help: Vec<String>,
}

impl Problem {
    /// A problem that stops the build.
    pub fn error(message: impl Into<String>) -> Problem {
        Problem {
            severity: Severity::Error,
            message: message.into(),
            place: None,
            help: Vec::new(),
        }
    }

    /// A problem that does not.
    pub fn warning(message: impl Into<String>) -> Problem {
        Problem { severity: Severity::Warning, ..Problem::error(message) }
    }

    /// Says where it is.
    #[must_use]
    pub fn at(mut self, place: Place) -> Problem {
        self.place = Some(Box::new(place));
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Problem {
        self.help.push(help.into());
        self
    }
}

/// The problems met so far. Stages add to them and go on as long as they can.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    list: Vec<Problem>,
    /// Lines that no problem may quote.
    private: BTreeSet<(PathBuf, usize)>,
    is_site_touched: bool,
}

/// A result whose failure is everything that was found wrong.
pub type Outcome<T> = Result<T, Problems>;

impl Problems {
    /// Adds a problem.
    pub fn add(&mut self, problem: Problem) {
        self.list.push(problem);
    }

    /// Adds all of another report.
    pub fn merge(&mut self, other: Problems) {
        self.list.extend(other.list);
        self.private.extend(other.private);
        self.is_site_touched |= other.is_site_touched;
    }

    /// Keeps every problem from quoting a line, whatever else is wrong in it.
    pub fn keep_private(&mut self, file: &Path, line: usize) {
        self.private.insert((file.to_owned(), line));
    }

    /// Says that a part of the old site was replaced before it failed.
    #[must_use]
    pub fn with_site_touched(self) -> Problems {
        Problems { is_site_touched: true, ..self }
    }

    /// Whether a part of the old site was replaced before it failed.
    pub fn is_site_touched(&self) -> bool {
        self.is_site_touched
    }

    /// The number of errors and of warnings.
    pub fn counts(&self) -> (usize, usize) {
        let list = self.sorted();
        let errors = list.iter().filter(|p| p.severity == Severity::Error).count();
        (errors, list.len() - errors)
    }

    /// Whether the build must stop.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// These and all of another report.
    #[must_use]
    pub fn with(mut self, other: Problems) -> Problems {
        self.merge(other);
        self
    }

    /// Fails with everything found if there is an error, or, where that is asked for, a warning.
    pub fn fail_on(&mut self, warnings: bool) -> Outcome<()> {
        if warnings {
            self.list.iter_mut().for_each(|problem| problem.severity = Severity::Error);
        }
        self.stop_if_errors()
    }

    /// Fails with everything found so far if there is an error.
    pub fn stop_if_errors(&mut self) -> Outcome<()> {
        if self.has_errors() { Err(std::mem::take(self)) } else { Ok(()) }
    }

    /// All problems by file, line, column and message; each once.
    pub fn sorted(&self) -> Vec<Problem> {
        let mut list = self.list.clone();
        for place in list.iter_mut().filter_map(|problem| problem.place.as_mut()) {
            let is_private = |line| self.private.contains(&(place.file.clone(), line));
            if place.line.is_some_and(is_private) {
                place.excerpt = None;
            }
        }
        let key = |p: &Problem| {
            let place = p.place.as_ref().map(|q| (q.file.clone(), q.line, q.column));
            (place, p.severity, p.message.clone())
        };
        list.sort_by_cached_key(key);
        list.dedup();
        list
    }
}

/// Whether a terminal would do something with a character other than show it: control characters
/// and those that turn the direction of the text.
pub fn is_unprintable(c: char) -> bool {
    let is_turn = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}');
    c.is_control() || is_turn || matches!(c, '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}')
}

/// A text that is safe on a terminal, on one line.
///
/// ```
/// use moments::diagnostic::printable;
/// assert_eq!(printable("red\u{1b}[31m\n"), "red\u{fffd}[31m\u{fffd}");
/// ```
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if is_unprintable(c) { '\u{fffd}' } else { c }).collect()
}

impl std::fmt::Display for Problems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&draw(self, Format::Human { colours: false }))
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Problems {
        Problems { list: vec![problem], ..Problems::default() }
    }
}

/// The candidate nearest to `found`, if it is near enough to be what was meant.
///
/// ```
/// use moments::diagnostic::nearest;
/// assert_eq!(nearest("titel", ["title", "date"]), Some("title"));
/// assert_eq!(nearest("colour", ["title", "date"]), None);
/// ```
pub fn nearest<'a>(found: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let found = found.to_lowercase();
    let distance = |c: &str| strsim::damerau_levenshtein(&found, &c.to_lowercase());
    let best = candidates.into_iter().map(|c| (distance(c), c)).min();
    best.filter(|(d, c)| *d <= 1 + c.chars().count().max(found.chars().count()) / 4).map(|(_, c)| c)
}
