//! The pages of what people keep by hand, and of what stories add up to.

use std::sync::Arc;

use serde::Serialize;

use super::{Basic, Card, Link, Numeral, Quote};

/// How stories of a kind spread over time, as dots on a line.
#[derive(Clone, Debug, Serialize)]
pub struct Moves {
    /// One a story: where it stands in per cent, and its outcome as the kind of dot.
    pub dots: Vec<MovesDot>,
    /// The turns of the years: where they stand in per cent, and the year that begins.
    pub years: Vec<YearMark>,
    /// The same in words.
    pub sentence: String,
}

/// A story on a line of time.
#[derive(Clone, Debug, Serialize)]
pub struct MovesDot {
    /// `delighted`, `recovered` or `blown`.
    pub kind: String,
    /// Where it stands, in per cent, such as `12.5`.
    pub at: String,
}

/// The turn of a year on a line of time.
#[derive(Clone, Debug, Serialize)]
pub struct YearMark {
    /// Where it stands, in per cent.
    pub at: String,
    /// The year that begins.
    pub year: i32,
}

/// A dated step of a story.
#[derive(Clone, Debug, Serialize)]
pub struct ToldStep {
    /// The day: `Tuesday 6 October 2026`.
    pub when: String,
    /// What happened.
    pub what: String,
    /// Who did it, as it may be shown.
    pub actor: String,
    /// `well` or `wrong`.
    pub went_id: String,
    /// The same in words.
    pub went: String,
}

/// Somebody who works here, with stories and no number.
#[derive(Clone, Debug, Serialize)]
pub struct PersonPage {
    /// Sentences under the title.
    pub standfirst: String,
    /// The team.
    pub team: Link,
    /// The link to all of the team.
    pub all_of_team: Link,
    /// The stories, newest first.
    #[serde(serialize_with = "super::paths")]
    pub cards: Vec<Arc<Card>>,
}

/// What everybody may decide without asking.
#[derive(Clone, Debug, Serialize)]
pub struct DecidePage {
    /// Sentences under the title.
    pub standfirst: String,
    /// The limit, such as `£50`; nothing where the project sets none.
    pub limit: Option<Numeral>,
    /// What the limit means: sentences, may be empty.
    pub limit_lines: Vec<String>,
    /// What was spent, a dot a story on a line; nothing where no story says.
    pub spent: Option<Spent>,
    /// Rules that were bent for good reason, the newest first.
    pub exceptions: Vec<Exception>,
    /// In which order, and how many of all.
    pub exceptions_note: String,
    /// Rules that were bent often.
    pub policies: Vec<Policy>,
    /// What stands in the way: open first, then planned, then gone.
    pub barriers: Vec<BarrierLine>,
    /// How many are open, planned and gone, a sentence.
    pub barriers_note: String,
}

/// Money that stories say was spent, on a line with the limit.
#[derive(Clone, Debug, Serialize)]
pub struct Spent {
    /// The same in words.
    pub sentence: String,
    /// Where the limit stands, in per cent; empty without one.
    pub limit_at: String,
    /// The words at the limit.
    pub limit_words: String,
    /// The words at the end of the line.
    pub most_words: String,
    /// The stories by amount.
    pub dots: Vec<SpentDot>,
    /// The same as lines, the largest amount first.
    pub lines: Vec<SpentLine>,
}

/// A story on the line.
#[derive(Clone, Debug, Serialize)]
pub struct SpentDot {
    /// Where it stands, in per cent.
    pub at: String,
    /// `within`, `over` or `none`, where there is no limit.
    pub kind: String,
}

/// What a story says of its money.
#[derive(Clone, Debug, Serialize)]
pub struct SpentLine {
    /// The story.
    pub story: Link,
    /// The amount: `£14.20`.
    pub amount: String,
    /// Whether somebody was asked, a sentence; may be empty.
    pub approval: String,
}

/// A rule that was bent.
#[derive(Clone, Debug, Serialize)]
pub struct Exception {
    /// The rule.
    pub rule: String,
    /// Why it was right.
    pub why: String,
    /// Who cleared it, a sentence.
    pub cleared_by: String,
    /// The story.
    pub story: Link,
    /// Its day.
    pub date: String,
}

/// A rule that was bent often: perhaps the rule is wrong.
#[derive(Clone, Debug, Serialize)]
pub struct Policy {
    /// The rule.
    pub rule: String,
    /// How often it was bent, a sentence.
    pub words: String,
    /// The stories.
    pub stories: Vec<Link>,
}

/// Something that stands in the way.
#[derive(Clone, Debug, Serialize)]
pub struct BarrierLine {
    /// What it is.
    pub barrier: String,
    /// `open`, `planned` or `removed`.
    pub status_id: String,
    /// The same in words.
    pub status: String,
    /// Who looks after it.
    pub owner: String,
    /// How long it has stood there, a sentence.
    pub age: String,
}

/// The audit of the basics, beside what the data says.
#[derive(Clone, Debug, Serialize)]
pub struct BasicsPage {
    /// Sentences under the title.
    pub standfirst: String,
    /// What the basics serve, each with its items and its figures.
    pub dimensions: Vec<BasicsDimension>,
}

/// The basics that serve one thing.
#[derive(Clone, Debug, Serialize)]
pub struct BasicsDimension {
    /// The anchor.
    pub id: String,
    /// Its name: `Speed`.
    pub name: String,
    /// How many are met, a sentence.
    pub words: String,
    /// The items.
    pub items: Vec<AuditItem>,
    /// What the data says of it.
    pub basics: Vec<Basic>,
}

/// One of the basics.
#[derive(Clone, Debug, Serialize)]
pub struct AuditItem {
    /// What it is.
    pub item: String,
    /// `met`, `partly` or `missing`.
    pub state_id: String,
    /// The same in words.
    pub state: String,
    /// When somebody looked, words.
    pub checked: String,
}

/// Customers' own words.
#[derive(Clone, Debug, Serialize)]
pub struct VoicePage {
    /// Sentences under the title.
    pub standfirst: String,
    /// What was said, and what was changed; the newest first.
    pub changes: Vec<Said>,
    /// Plain words of thanks.
    pub thanks: Vec<Said>,
    /// What customers say in stories.
    pub quotes: Vec<QuoteOfStory>,
}

/// What a customer said, and what came of it.
#[derive(Clone, Debug, Serialize)]
pub struct Said {
    /// The words; empty where there is no consent.
    pub comment: String,
    /// What stands in their place, or when they were said.
    pub note: String,
    /// What was changed; empty for thanks.
    pub change: String,
    /// When that was, words; may be empty.
    pub changed: String,
}

/// A customer's words in a story.
#[derive(Clone, Debug, Serialize)]
pub struct QuoteOfStory {
    /// The words.
    pub quote: Quote,
    /// The story.
    pub story: Link,
}

/// For those who write.
#[derive(Clone, Debug, Serialize)]
pub struct NewsroomPage {
    /// Sentences under the title.
    pub standfirst: String,
    /// Moments in the data that nobody has written up, the best first.
    pub candidates: Vec<CandidateCard>,
    /// How many there are, a sentence.
    pub candidates_note: String,
    /// How stories spread over teams, stages, sizes, months.
    pub coverage: Vec<Coverage>,
    /// What needs somebody: heading and lines.
    pub duties: Vec<Duty>,
}

/// A moment in the data.
#[derive(Clone, Debug, Serialize)]
pub struct CandidateCard {
    /// The interaction's id.
    pub id: String,
    /// Its day, topic, team and channel, in a line.
    pub about: String,
    /// Why it is worth a story: sentences.
    pub reasons: Vec<String>,
    /// Who named it and why: sentences.
    pub nominations: Vec<String>,
    /// What the customer wrote; may be empty.
    pub comment: String,
}

/// How stories spread over something.
#[derive(Clone, Debug, Serialize)]
pub struct Coverage {
    /// The heading.
    pub title: String,
    /// The lines: name, number, and how wide its bar is in per cent.
    pub lines: Vec<CoverageLine>,
}

/// Stories of a team, a stage, a size or a month.
#[derive(Clone, Debug, Serialize)]
pub struct CoverageLine {
    /// The name.
    pub name: String,
    /// The number of stories.
    pub count: usize,
    /// The width of its bar in per cent of the widest.
    pub width: String,
}

/// What somebody should look after.
#[derive(Clone, Debug, Serialize)]
pub struct Duty {
    /// The heading.
    pub title: String,
    /// What it is about, a sentence.
    pub note: String,
    /// The lines: what, with its page (may be empty), and why.
    pub lines: Vec<DutyLine>,
}

/// One thing that somebody should look after.
#[derive(Clone, Debug, Serialize)]
pub struct DutyLine {
    /// What it is; an empty path is no link.
    pub link: Link,
    /// Why.
    pub why: String,
}

/// A page at an old address, which leads on.
#[derive(Clone, Debug, Serialize)]
pub struct Alias {
    /// The page it leads to.
    pub target: Link,
}
