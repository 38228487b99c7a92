//! The keys of front matter. `docs/stories.md` explains each.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::Outcome;
use crate::calendar::Day;
use crate::diagnostic::{Place, Problem, Problems};
use crate::source::{Document, Fenced};
use crate::tree::{self, Spanned, Text};

/// A line of front matter.
pub(super) type Line = Option<Spanned<String>>;

/// The front matter of a story. What is required is checked later, so that everything that is
/// missing is said at once.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Front {
    pub(super) title: Line,
    pub(super) slug: Line,
    pub(super) date: Line,
    #[serde(rename = "type")]
    pub(super) kind: Line,
    pub(super) stage: Line,
    pub(super) outcome: Option<Spanned<Outcome>>,
    pub(super) teams: Option<Vec<Spanned<String>>>,
    pub(super) people: Vec<Spanned<String>>,
    pub(super) summary: Line,
    pub(super) draft: bool,
    pub(super) publish_on: Line,
    pub(super) expires: Line,
    pub(super) review_by: Line,
    pub(super) image: Option<FrontImage>,
    pub(super) size: Option<Size>,
    pub(super) channel: Option<String>,
    pub(super) interactions: Vec<Spanned<String>>,
    pub(super) noticed: Line,
    pub(super) did: Line,
    pub(super) effect: Line,
    pub(super) practices: Vec<Spanned<String>>,
    pub(super) standards: Vec<Spanned<String>>,
    pub(super) quote: Option<Spanned<FrontQuote>>,
    pub(super) emotion_before: Line,
    pub(super) emotion_after: Line,
    pub(super) customer_outcome: Option<CustomerOutcome>,
    pub(super) heard: Option<FrontHeard>,
    pub(super) root_cause: Line,
    pub(super) fix: Line,
    pub(super) fix_status: Option<FixStatus>,
    pub(super) cost: Option<Spanned<Cost>>,
    pub(super) approval: Option<Approval>,
    pub(super) rule_bent: Line,
    pub(super) why_right: Line,
    pub(super) cleared_by: Line,
    pub(super) touch: Option<Touch>,
    pub(super) timeline: Vec<FrontStep>,
    pub(super) learned: Line,
    pub(super) next: Line,
    pub(super) discuss: Line,
    pub(super) award: Line,
    pub(super) acknowledged_by: Line,
    pub(super) emblem: bool,
    pub(super) external: Option<Spanned<bool>>,
    pub(super) vulnerable: bool,
    pub(super) tags: Vec<String>,
    pub(super) aliases: Vec<Spanned<String>>,
    pub(super) extra: BTreeMap<String, serde_json::Value>,
}

impl Front {
    pub(super) fn is_external(&self) -> bool {
        self.external.as_ref().is_some_and(|external| external.value)
    }

    /// The outcome, if one is written.
    pub(super) fn outcome(&self) -> Option<Outcome> {
        self.outcome.as_ref().map(|outcome| outcome.value)
    }
}

/// A picture as front matter names it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct FrontImage {
    pub(super) file: Spanned<String>,
    #[serde(default)]
    pub(super) alt: String,
    #[serde(default)]
    pub(super) people: Vec<Spanned<String>>,
}

/// A customer's words as front matter has them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct FrontQuote {
    pub(super) text: String,
    pub(super) source: String,
    pub(super) consent: bool,
}

/// The five steps of putting right as front matter has them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct FrontHeard {
    pub(super) hear: Line,
    pub(super) empathize: Line,
    pub(super) apologize: Line,
    pub(super) resolve: Line,
    pub(super) diagnose: Line,
}

/// A dated step as front matter has it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct FrontStep {
    pub(super) date: Spanned<String>,
    pub(super) what: Spanned<String>,
    pub(super) actor: Spanned<String>,
    pub(super) went: Went,
}

/// What a story says of itself beside what every story must say.
#[derive(Clone, Debug, Default)]
pub struct Details {
    /// How large the gesture was.
    pub size: Option<Size>,
    /// How it came in.
    pub channel: Option<String>,
    /// Who did it.
    pub people: Vec<Colleague>,
    /// The ids of its interactions in the data.
    pub interactions: Vec<Spanned<String>>,
    /// What was seen.
    pub noticed: Option<String>,
    /// What was done.
    pub did: Option<String>,
    /// What it changed.
    pub effect: Option<String>,
    /// The ids of its practices.
    pub practices: Vec<String>,
    /// The ids of the standards that it shows.
    pub standards: Vec<String>,
    /// What the customer said.
    pub quote: Option<Quote>,
    /// How the customer felt before and after.
    pub emotions: (Option<String>, Option<String>),
    /// Whether the customer stayed.
    pub customer_outcome: Option<CustomerOutcome>,
    /// How it was put right.
    pub heard: Option<Heard>,
    /// What went wrong at the root.
    pub root_cause: Option<String>,
    /// What mends it.
    pub fix: Option<String>,
    /// How far that is.
    pub fix_status: Option<FixStatus>,
    /// What it cost.
    pub cost: Option<Cost>,
    /// Whether somebody was asked.
    pub approval: Option<Approval>,
    /// What happened, step by step.
    pub timeline: Vec<TimelineStep>,
    /// What was learned.
    pub learned: Option<String>,
    /// What is still open.
    pub next: Option<String>,
    /// A question for the huddle.
    pub discuss: Option<String>,
    /// How it was recognised.
    pub award: Option<String>,
    /// Who said thank you for it.
    pub acknowledged_by: Option<String>,
    /// What was sent or done off the screen.
    pub touch: Option<Touch>,
    /// The rule that was bent, why that was right, and who cleared it.
    pub bent: Option<Bent>,
    /// Whether everybody should know the story.
    pub is_emblem: bool,
    /// Whether it tells of somebody who needs protection.
    pub is_vulnerable: bool,
    /// The day by which somebody should read it again.
    pub review_by: Option<Day>,
    /// Tags.
    pub tags: Vec<String>,
    /// Other addresses of it: the last part of each.
    pub aliases: Vec<String>,
    /// Whatever a theme of the project's own wants to know.
    pub extra: BTreeMap<String, serde_json::Value>,
}

/// Somebody who has a part in a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// The id.
    pub id: String,
    /// The name as it may be shown: `a colleague in Repairs`.
    pub name: String,
    /// Whether it is a name, so that the person has a page.
    pub is_named: bool,
}

/// A dated step of a story.
#[derive(Clone, Debug)]
pub struct TimelineStep {
    /// The day.
    pub date: Day,
    /// What happened.
    pub what: String,
    /// Who did it, as it may be shown; with a small letter where it is no name.
    pub actor: String,
    /// Whether it went well.
    pub went: Went,
}

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Went {
    /// As it should.
    Well,
    /// Not as it should.
    Wrong,
}

/// A customer's words, printed with consent.
#[derive(Clone, Debug)]
pub struct Quote {
    /// The words.
    pub text: String,
    /// Who said them.
    pub source: String,
}

/// The five steps of putting right; empty where nothing is recorded.
#[derive(Clone, Debug, Default)]
pub struct Heard {
    /// What was listened to.
    pub hear: String,
    /// What was understood.
    pub empathize: String,
    /// What was said sorry for.
    pub apologize: String,
    /// What was done.
    pub resolve: String,
    /// What was found at the root.
    pub diagnose: String,
}

/// A rule that was bent.
#[derive(Clone, Debug)]
pub struct Bent {
    /// The rule.
    pub rule: String,
    /// Why it was right to bend it.
    pub why: String,
    /// Who cleared it.
    pub cleared_by: String,
}

/// What was done off the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Touch {
    /// A note by hand.
    Note,
    /// A gift.
    Gift,
    /// A call.
    Call,
    /// A visit.
    Visit,
}

/// An amount of money.
#[derive(Clone, Debug, Deserialize)]
pub struct Cost {
    /// The amount.
    pub amount: f64,
    /// The currency's code.
    pub currency: String,
}

/// How large a gesture was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Size {
    /// A small one.
    Small,
    /// A large one.
    Large,
}

/// Whether a customer stayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CustomerOutcome {
    /// They stayed.
    Stayed,
    /// They had left, and came back.
    Returned,
    /// They left.
    Lost,
    /// Nobody knows.
    Unknown,
}

/// How far a fix is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FixStatus {
    /// Nobody has mended it yet.
    Open,
    /// It is mended, and watched.
    Watching,
    /// It is mended for good.
    Fixed,
}

/// Whether somebody was asked before money was spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Approval {
    /// Nobody had to be.
    None,
    /// Somebody was.
    Asked,
    /// Somebody was, and said no.
    Refused,
}

/// The front matter of a page that is no story.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PageFront {
    pub(super) title: Option<String>,
    pub(super) summary: Option<String>,
}

/// Reads the front matter of a document; with it the keys whose values were refused, and the byte
/// at which the text begins.
pub(super) fn read<T: for<'de> Deserialize<'de>>(
    document: &Document,
    problems: &mut Problems,
) -> Option<(T, BTreeSet<String>, usize)> {
    let text = Text { file: &document.file, text: &document.text };
    let Some(Fenced { fence, inside, body }) = document.fenced() else {
        let is_begun = ["+++", "---"].iter().any(|fence| document.text.starts_with(fence));
        let (message, help) = if is_begun {
            ("the front matter does not end", "write the same line as its first after it: `+++`")
        } else {
            (
                "the file has no front matter",
                "begin its first line with `+++`, then `title = \"…\"` and more, then `+++`",
            )
        };
        problems.add(Problem::error(message).at(Place::line(&document.file, 1)).help(help));
        return None;
    };
    let tree = match fence {
        "+++" => tree::parse_toml(text, inside, problems),
        _ => tree::parse_yaml(text, inside, problems),
    }?;
    let (front, refused) = tree::read_and_tell(tree, text, problems)?;
    Some((front, refused, body))
}

/// The `slug` of a document, if it has one. What is wrong with the front matter is said when it is
/// read.
pub(super) fn slug(document: &Document) -> Option<String> {
    let text = Text { file: &document.file, text: &document.text };
    let Fenced { fence, inside, .. } = document.fenced()?;
    // Few have one, and each is read as a whole soon after.
    if !document.text[inside.clone()].contains("slug") {
        return None;
    }
    let mut said = Problems::default();
    let parse = if fence == "+++" { tree::parse_toml } else { tree::parse_yaml };
    let tree = parse(text, inside, &mut said)?;
    let tree::Value::Table(entries) = tree.value else { return None };
    let entry = entries.into_iter().find(|entry| entry.key == "slug")?;
    match entry.node.value {
        tree::Value::Text(slug) => Some(slug),
        _ => None,
    }
}
