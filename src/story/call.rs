//! What shortcodes ask for.

use serde::Deserialize;

use crate::calendar::{Day, Month};
use crate::config::{FigureCall, FigureKeys, GroupCall, Of, Wrong, wrong};
use crate::diagnostic::{Problem, Problems};
use crate::tree::{self, Node, Spanned, Text};

/// The names of all shortcodes.
pub(super) const NAMES: [&str; 5] = ["figure", "value", "interactions", "person", "fact"];

/// What a shortcode asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Call {
    /// A figure that stands by itself.
    Figure(FigureCall),
    /// A number in a sentence.
    Value(ValueCall),
    /// The real course of these interactions, by their ids.
    Interactions(Vec<Spanned<String>>),
}

/// What a writer asks for: something to stand in the page, or words of the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Asked {
    /// Something that is filled in when all pages are known.
    Call(Call),
    /// Somebody who works here, by id.
    Person(Spanned<String>),
    /// A fact with its source, by id.
    Fact(Spanned<String>),
}

/// A number that a sentence asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueCall {
    /// The metric's id.
    pub metric: Spanned<String>,
    /// The group that it is of; the whole company if there is none.
    pub group: Option<GroupCall>,
    /// The time that it is of.
    pub period: Period,
}

/// The time that a number is of.
#[derive(Clone, Debug, PartialEq)]
pub enum Period {
    /// The last month that is over.
    Newest,
    /// Everything.
    All,
    /// One month.
    Month(Spanned<Month>),
}

impl Asked {
    /// What a table of arguments means. What is wrong is added to `problems`.
    pub(super) fn read(
        name: &str,
        table: Node,
        text: Text<'_>,
        problems: &mut Problems,
    ) -> Option<Asked> {
        let whole = Spanned { value: (), span: table.span.clone() };
        let asked = match name {
            "figure" => {
                let keys: FigureKeys = tree::read_arguments(table, text, problems)?;
                keys.check().map(Call::Figure)
            }
            "value" => {
                let keys: ValueKeys = tree::read_arguments(table, text, problems)?;
                keys.check().map(Call::Value)
            }
            "person" => return id(table, text, problems).map(Asked::Person),
            "fact" => return id(table, text, problems).map(Asked::Fact),
            _ => {
                let keys: InteractionsKeys = tree::read_arguments(table, text, problems)?;
                keys.check(&whole).map(Call::Interactions).map_err(|wrong| vec![wrong])
            }
        };
        let said = asked.map_err(|wrong| {
            for (span, problem) in wrong {
                problems.add(problem.at(text.place(span)));
            }
        });
        said.ok().map(Asked::Call)
    }

    /// Whether it stands in a paragraph of its own.
    pub(super) fn is_block(&self) -> bool {
        matches!(self, Asked::Call(Call::Figure(_) | Call::Interactions(_)))
    }
}

/// The one argument of `person()` and `fact()`.
fn id(table: Node, text: Text<'_>, problems: &mut Problems) -> Option<Spanned<String>> {
    #[derive(Deserialize)]
    struct Keys {
        id: Spanned<String>,
    }
    Some(tree::read_arguments::<Keys>(table, text, problems)?.id)
}

/// The arguments of `value()`.
#[derive(Deserialize)]
struct ValueKeys {
    metric: Spanned<String>,
    by: Option<Spanned<String>>,
    key: Option<Spanned<String>>,
    period: Option<Spanned<String>>,
}

impl ValueKeys {
    fn check(self) -> Result<ValueCall, Vec<Wrong>> {
        let group = Of::read(self.by, self.key).and_then(|of| match of {
            Of::All => Ok(None),
            Of::One(group) => Ok(Some(group)),
            Of::Each(by) => {
                let help = "name one group with `key`, or leave `by` out";
                Err(wrong(&by, "`by` needs `key` as well", help))
            }
        });
        let period = match self.period {
            None => Ok(Period::Newest),
            Some(period) if *period == "all" => Ok(Period::All),
            Some(period) => month(&period).map(Period::Month),
        };
        match (group, period) {
            (Ok(group), Ok(period)) => Ok(ValueCall { metric: self.metric, group, period }),
            (group, period) => Err(group.err().into_iter().chain(period.err()).collect()),
        }
    }
}

/// Reads `YYYY-MM`.
fn month(written: &Spanned<String>) -> Result<Spanned<Month>, Wrong> {
    match Day::parse(&format!("{}-01", written.value)) {
        Some(day) => Ok(Spanned { value: day.month(), span: written.span.clone() }),
        None => {
            let message = format!("`period` must be a month or `all`, found `{}`", written.value);
            let help = "write year and month like `2026-03`, or leave it out for the newest month";
            Err(wrong(written, message, help))
        }
    }
}

/// The arguments of `interactions()`.
#[derive(Deserialize)]
struct InteractionsKeys {
    #[serde(default)]
    ids: Vec<Spanned<String>>,
    id: Option<Spanned<String>>,
}

impl InteractionsKeys {
    /// The ids, each once. `whole` is the whole shortcode.
    fn check(self, whole: &Spanned<()>) -> Result<Vec<Spanned<String>>, Wrong> {
        let ids: Vec<Spanned<String>> = self.ids.into_iter().chain(self.id).collect();
        if ids.is_empty() {
            return Err(wrong(whole, "no interaction is named", "write `ids=[\"…\"]`"));
        }
        let mut seen = std::collections::BTreeSet::new();
        match ids.iter().find(|id| !seen.insert(id.as_str())) {
            None => Ok(ids),
            Some(twice) => {
                let problem = Problem::error(format!("`{}` stands twice", twice.value));
                Err((twice.span.clone(), problem.help("take one of the two out")))
            }
        }
    }
}
