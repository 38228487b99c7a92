//! Which figure is meant, and how it is shown: the arguments of `figure()` in a text, and what
//! `[[panels]]` puts on the home page and on those of teams.

use std::ops::Range;

use serde::Deserialize;

use super::{Dimension, listed};
use crate::diagnostic::{Problem, nearest};
use crate::tree::Spanned;
use crate::words::typographic;

/// What is wrong, and the bytes of the file in which it stands.
pub type Wrong = (Range<usize>, Problem);

/// A figure that a text or a panel asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureCall {
    /// The metric's id.
    pub metric: Spanned<String>,
    /// Whose figure it is.
    pub of: Of,
    /// How it is shown.
    pub show: Show,
}

/// Whose figure is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// That of the whole company.
    All,
    /// That of every group of a dimension, side by side.
    Each(Spanned<Dimension>),
    /// That of one group.
    One(GroupCall),
}

/// A group as somebody writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupCall {
    /// Its dimension.
    pub by: Spanned<Dimension>,
    /// Its id, its name on pages, or its name in the data.
    pub key: Spanned<String>,
}

/// How a figure is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// A line over time.
    #[default]
    Trend,
    /// Points with the limits of chance.
    Control,
    /// A small chart for every group of a dimension.
    Splits,
    /// The newest number with a small line and its verdict.
    Number,
    /// The hours of the week.
    Hours,
    /// How durations spread.
    Spread,
}

const SHOWS: [(&str, Show); 6] = [
    ("trend", Show::Trend),
    ("control", Show::Control),
    ("splits", Show::Splits),
    ("number", Show::Number),
    ("hours", Show::Hours),
    ("spread", Show::Spread),
];

impl Of {
    /// Whose figure `by` and `key` mean.
    ///
    /// # Errors
    /// When there is no such dimension, a key of nothing, or an empty one.
    pub fn read(by: Option<Spanned<String>>, key: Option<Spanned<String>>) -> Result<Of, Wrong> {
        let by = by.map(|by| one_of("by", &by, &Dimension::ALL.map(|d| (d.name(), d))));
        match (by.transpose()?, key) {
            (None, None) => Ok(Of::All),
            (Some(by), None) => Ok(Of::Each(by)),
            (None, Some(key)) => {
                Err(wrong(&key, "`key` needs `by` as well", "write `by = \"team\"` or the like"))
            }
            (Some(_), Some(key)) if key.trim().is_empty() => {
                let help = "name one group, as its page is called";
                Err(wrong(&key, "`key` is empty", help))
            }
            (Some(by), Some(key)) => Ok(Of::One(GroupCall { by, key })),
        }
    }
}

/// What a word means that must be one of a few.
fn one_of<T: Copy>(
    name: &str,
    written: &Spanned<String>,
    words: &[(&'static str, T)],
) -> Result<Spanned<T>, Wrong> {
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == written.value) {
        return Ok(Spanned { value: *value, span: written.span.clone() });
    }
    let names = || words.iter().map(|(word, _)| *word);
    let message = format!("`{name}` must be one of {}, found `{}`", listed(names()), written.value);
    let problem = Problem::error(message);
    let near = nearest(written, names()).map(|near| format!("did you mean `{near}`?"));
    Err((written.span.clone(), near.into_iter().fold(problem, Problem::help)))
}

/// Something wrong at the bytes of a value.
pub fn wrong<T>(at: &Spanned<T>, message: impl Into<String>, help: impl Into<String>) -> Wrong {
    (at.span.clone(), Problem::error(message).help(help))
}

/// The arguments of `figure()`.
#[derive(Clone, Debug, Deserialize)]
pub struct FigureKeys {
    metric: Spanned<String>,
    by: Option<Spanned<String>>,
    key: Option<Spanned<String>>,
    show: Option<Spanned<String>>,
}

impl FigureKeys {
    /// The figure that they mean.
    ///
    /// # Errors
    /// When `by`, `key` and `show` are unknown, or make no sense together.
    pub fn check(self) -> Result<FigureCall, Vec<Wrong>> {
        let written = self.show.as_ref();
        let show = written.map(|show| one_of("show", show, &SHOWS)).transpose();
        let (of, show) = match (Of::read(self.by, self.key), show) {
            (Ok(of), Ok(show)) => (of, show.map_or_else(Show::default, |show| show.value)),
            (of, show) => return Err(of.err().into_iter().chain(show.err()).collect()),
        };
        let wrong = match (&of, show, written) {
            (Of::Each(by) | Of::One(GroupCall { by, .. }), Show::Hours | Show::Spread, _) => {
                let message = "this way to show it is of the whole company alone";
                wrong(by, message, "leave `by` and `key` out")
            }
            (Of::Each(by), Show::Trend | Show::Control | Show::Number, _) => {
                let help = "name one group with `key`, or write `show = \"splits\"` for all";
                wrong(by, "`by` needs `key` as well", help)
            }
            (Of::All, Show::Splits, Some(written)) => {
                let help = "write `by = \"team\"`, or another of `channel`, `topic`, `priority`";
                wrong(written, "`splits` needs `by`", help)
            }
            (Of::One(group), Show::Splits, _) => {
                let help = "leave `key` out: `splits` shows all groups side by side";
                wrong(&group.key, "`splits` has no `key`", help)
            }
            _ => return Ok(FigureCall { metric: self.metric, of, show }),
        };
        Err(vec![wrong])
    }
}

/// The keys of `[[panels]]`.
#[derive(Clone, Debug, Deserialize)]
pub struct PanelKeys {
    page: Spanned<PanelPage>,
    metric: Spanned<String>,
    by: Option<Spanned<String>>,
    key: Option<Spanned<String>>,
    show: Option<Spanned<String>>,
    title: Option<String>,
}

/// Where a panel stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PanelPage {
    /// On the home page.
    Home,
    /// On the page of every team, where it shows the team's own figure.
    Teams,
}

/// A figure on the home page, or on those of teams.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    /// Where it stands.
    pub page: PanelPage,
    /// Which figure; on the page of a team it is the team's.
    pub call: FigureCall,
    /// What stands over its finding; may be empty.
    pub title: String,
}

impl PanelKeys {
    /// The panel that they mean.
    ///
    /// # Errors
    /// When `page`, `by`, `key` and `show` make no sense together.
    pub(super) fn check(&self) -> Result<Panel, Vec<Wrong>> {
        let PanelKeys { page, metric, by, key, show, title } = self.clone();
        if page.value == PanelPage::Teams {
            let named = by.as_ref().or(key.as_ref());
            let named = named.map(|named| {
                let help = "leave them out: each page shows its own team's figure";
                wrong(named, "a panel of team pages has no `by` and no `key`", help)
            });
            let of_all = ["splits", "hours", "spread"];
            let of_all = show.as_ref().filter(|show| of_all.contains(&show.value.as_str()));
            let of_all = of_all.map(|show| {
                let message = format!("`{}` cannot stand on team pages", show.value);
                wrong(show, message, "write `trend`, `control` or `number`")
            });
            if named.is_some() || of_all.is_some() {
                return Err(named.into_iter().chain(of_all).collect());
            }
        }
        let call = FigureKeys { metric, by, key, show }.check()?;
        let title = typographic(title.unwrap_or_default().trim());
        Ok(Panel { page: page.value, call, title })
    }
}
