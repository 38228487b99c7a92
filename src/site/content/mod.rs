//! What stands on each kind of page: the contract with themes, version 5.
//!
//! Every `path` is relative to the site's root and names a file (`stories/x/index.html`):
//! templates write `{{ page.root }}{{ it.path }}`. Every text is plain text and is escaped by the
//! template; only `html` fields are markup, made by `story` from markdown. Where there are many
//! stories, templates see the path of each, and `card(path=…)` is its card.

mod told;

use std::sync::Arc;

use serde::{Serialize, Serializer};

pub use told::*;

use super::figure::Download;
use crate::words::Numeral;

/// The contract's version; a theme's `min_version` is held against the program's.
pub const CONTRACT_VERSION: u32 = 5;

/// Stories as templates see them where there are many: the path of each, for `card(path=…)`.
fn paths<S: Serializer>(cards: &[Arc<Card>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(cards.iter().map(|card| &card.path))
}

/// A name and where it leads.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// The words of the link.
    pub name: String,
    /// The page, relative to the site's root.
    pub path: String,
}

/// What all pages share: `site` in templates.
#[derive(Clone, Debug, Serialize)]
pub struct Shell {
    /// The project's title.
    pub title: String,
    /// The title up to ` at `, set upright.
    pub title_lead: String,
    /// The rest of it, set in italics; may be empty.
    pub title_tail: String,
    /// The language's code.
    pub language: String,
    /// The sections that this project has.
    pub nav: Vec<Section>,
    /// Further pages, for the footer.
    pub footer: Vec<Link>,
    /// The page of the search.
    pub search: Link,
    /// The style sheet with its version, relative to the site's root.
    pub style_path: String,
    /// The script with its version, relative to the site's root.
    pub script_path: String,
    /// The Atom feed's full address, where the project has a base URL.
    pub feed_url: Option<String>,
    /// What the footer says of how the site is made and what it never shows.
    pub colophon: String,
    /// What `[extra]` in `moments.toml` says.
    pub extra: std::collections::BTreeMap<String, serde_json::Value>,
}

/// An entry of the navigation.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// What pages name as their section: `stories`.
    pub id: String,
    /// The words of the entry.
    pub name: String,
    /// Its page.
    pub path: String,
    /// Whether it stands in the bar at the foot of a phone.
    pub is_main: bool,
}

/// What every page has: `page` in templates.
#[derive(Clone, Debug, Serialize)]
pub struct Head {
    /// The title of the window and of the page.
    pub title: String,
    /// One or two sentences for feeds and previews.
    pub description: String,
    /// The page's file, relative to the site's root.
    pub path: String,
    /// What leads from the page to the site's root: empty, `../` or more.
    pub root: String,
    /// The section it belongs to.
    pub section: String,
    /// Whether it is the page of that section.
    pub is_section: bool,
    /// The way down to the page, without the home page and without itself.
    pub crumbs: Vec<Link>,
    /// What the page is called at the end of that way.
    pub crumb: String,
    /// Whether its section stands in the bar at the foot of a phone.
    pub is_in_bar: bool,
    /// The page's full address, where the project has a base URL.
    pub canonical_url: Option<String>,
    /// Where to edit its source, where the project says so.
    pub edit_url: Option<String>,
}

/// The content of a page: `content` in templates.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Content {
    /// `home.html`
    Home(Box<Home>),
    /// `story.html`
    Story(Box<StoryPage>),
    /// `list.html`: stories by date, year, type, stage, outcome, practice, standard, tag.
    List(Box<List>),
    /// `figures.html`
    Figures(Box<FiguresPage>),
    /// `metric.html`
    Metric(Box<MetricPage>),
    /// `definitions.html`
    Definitions(Box<Definitions>),
    /// `group.html`: a team, a channel, a topic.
    Group(Box<GroupPage>),
    /// `groups.html`: all teams, channels or topics.
    Groups(Box<GroupsPage>),
    /// `journey.html`
    Journey(Box<Journey>),
    /// `lessons.html`
    Lessons(Box<Lessons>),
    /// `about.html`
    About(Box<About>),
    /// `person.html`: somebody who works here and may be named.
    Person(Box<PersonPage>),
    /// `decide.html`
    Decide(Box<DecidePage>),
    /// `basics.html`
    Basics(Box<BasicsPage>),
    /// `voice.html`
    Voice(Box<VoicePage>),
    /// `newsroom.html`
    Newsroom(Box<NewsroomPage>),
    /// `search.html`
    Search(Box<SearchPage>),
    /// `alias.html`: an old address.
    Alias(Box<Alias>),
    /// `page.html`: markdown, and `404.html`
    Text(Box<TextPage>),
}

/// The home page.
#[derive(Clone, Debug, Serialize)]
pub struct Home {
    /// What `content/home.md` says.
    pub body: Vec<Block>,
    /// How fresh the data is, a sentence; and what could not be read.
    pub freshness: String,
    /// The words of the link to the rejected rows; empty where there are none.
    pub rejected: String,
    /// Which period the basics speak of, two sentences.
    pub basics_note: String,
    /// Four figures, or those that the project chooses; empty where there is no data yet.
    pub basics: Vec<Basic>,
    /// What else the project wants to see first: figures, or why one has nothing to show.
    pub panels: Vec<Block>,
    /// The moment of the day.
    pub moment: Option<Featured>,
    /// New stories: one large, two small, then more.
    #[serde(serialize_with = "paths")]
    pub stories: Vec<Arc<Card>>,
    /// The link to all stories, with their number.
    pub all_stories: Link,
    /// Stories of this day in earlier years.
    pub on_this_day: Vec<Dated>,
    /// The standard of the day.
    pub standard: Option<Standard>,
    /// The last thing that was changed since a customer said something.
    pub said: Option<Said>,
    /// The link to all of these.
    pub all_said: Link,
    /// What to do next, where there is no data or no story yet: sentences.
    pub next_steps: Vec<String>,
}

/// A part of a text, or of what a project wants to see first.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Block {
    /// Markup, whole elements.
    Markup {
        /// The markup.
        html: Arc<str>,
    },
    /// A figure.
    Figure {
        /// What stands over its finding; may be empty.
        title: String,
        /// Its id among the page's figures.
        id: String,
        /// The link to what is counted.
        more: Link,
    },
    /// Numbers, side by side.
    Basics {
        /// The numbers.
        basics: Vec<Basic>,
    },
    /// Small multiples.
    Splits {
        /// What stands over its heading; may be empty.
        title: String,
        /// The small multiples.
        split: Split,
        /// The link to what is counted.
        more: Link,
    },
    /// A figure that has nothing to show today.
    Absent {
        /// What stands over its name; may be empty.
        title: String,
        /// Whose figure it is: `First response, Repairs`.
        name: String,
        /// Why there is nothing: `No data`, `Hidden: fewer than 5`.
        words: String,
    },
    /// The real course of interactions.
    Evidence {
        /// The interactions.
        evidence: Vec<Evidence>,
    },
}

/// A basic figure with its spark line and verdict.
#[derive(Clone, Debug, Serialize)]
pub struct Basic {
    /// The metric's id.
    pub id: String,
    /// What is measured: `First response`.
    pub label: String,
    /// The page of the metric, or of the group.
    pub path: String,
    /// The value; nothing where it is not shown.
    pub numeral: Option<Numeral>,
    /// Why there is no value: `Only 7 so far; shown from 10`, `Hidden: fewer than 5`.
    pub absence: String,
    /// The id of the spark line among the page's figures; empty without one.
    pub figure: String,
    /// Whether it really changed.
    pub verdict: Verdict,
    /// What the value means, a sentence.
    pub meaning: String,
    /// `n = 4,120`; empty where it is hidden.
    pub sample: String,
}

/// Whether a figure really changed, in words.
#[derive(Clone, Debug, Serialize)]
pub struct Verdict {
    /// `better`, `worse`, `changed` (neither good nor bad), `steady`, `early` or `none`.
    pub kind: String,
    /// `Really better since March`; empty for `none`.
    pub words: String,
}

/// The moment of the day.
#[derive(Clone, Debug, Serialize)]
pub struct Featured {
    /// The story.
    pub card: Arc<Card>,
    /// What the customer said.
    pub quote: Option<Quote>,
    /// Its picture.
    pub picture: Option<Picture>,
}

/// A customer's words, printed with consent.
#[derive(Clone, Debug, Serialize)]
pub struct Quote {
    /// The words.
    pub text: String,
    /// Who said them.
    pub source: String,
}

/// A picture.
#[derive(Clone, Debug, Serialize)]
pub struct Picture {
    /// The file, relative to the site's root.
    pub path: String,
    /// A small version for lists.
    pub thumbnail_path: String,
    /// What is to be seen.
    pub alt: String,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
}

/// A story in a list.
#[derive(Clone, Debug, Serialize)]
pub struct Card {
    /// Its title.
    pub title: String,
    /// Its page.
    pub path: String,
    /// One or two sentences.
    pub summary: String,
    /// Its kind of moment.
    pub kind: Kind,
    /// Its stage and its outcome, plain words: `Problem-solving`, `Went wrong, put right`.
    pub stage: String,
    /// See `stage`.
    pub outcome: String,
    /// `delighted`, `recovered` or `blown`.
    pub outcome_id: String,
    /// Whose story it is: `Delivery, Repairs`; `Told elsewhere` for those of others.
    pub teams: String,
    /// Who did it, of those who may be named: `Maya and Tom`; may be empty.
    pub people: String,
    /// `12 November 2026`; the year alone where a story is told with care.
    pub date: String,
    /// `2026-11-12`.
    pub iso_date: String,
    /// Whether no page tells the day: the story is told with care. Not for templates.
    #[serde(skip)]
    pub hides_day: bool,
    /// Who, whose, when and how large in one line: `Maya, Repairs, 12 November 2026. Small`.
    pub meta: String,
    /// Its trace in the data.
    pub trace: Option<Trace>,
    /// Its picture.
    pub picture: Option<Picture>,
}

/// A kind of moment.
#[derive(Clone, Debug, Serialize)]
pub struct Kind {
    /// Its id.
    pub id: String,
    /// Its name: `Stayed until it was solved`.
    pub name: String,
    /// Which mark stands for it: the id for the five built-in kinds, `other` for more.
    pub mark: String,
    /// Its page.
    pub path: String,
}

/// An interaction as a line with dots, true to time within itself.
#[derive(Clone, Debug, Serialize)]
pub struct Trace {
    /// The dots in order of time.
    pub dots: Vec<Dot>,
    /// The same in words: `Answered after 9 min, solved after 51 min. Rated 5.`
    pub sentence: String,
}

/// A dot of a trace.
#[derive(Clone, Debug, Serialize)]
pub struct Dot {
    /// `opened`, `answered`, `rated`, `handed` or `solved`.
    pub kind: String,
    /// Where it stands on the line, in per cent of its width, such as `12.5`.
    pub at: String,
}

/// A story of this day in an earlier year.
#[derive(Clone, Debug, Serialize)]
pub struct Dated {
    /// The year.
    pub year: i32,
    /// The story's title.
    pub title: String,
    /// Its page.
    pub path: String,
    /// Its first sentence or summary.
    pub summary: String,
}

/// A service standard.
#[derive(Clone, Debug, Serialize)]
pub struct Standard {
    /// The standard, a sentence.
    pub name: String,
    /// Its page.
    pub path: String,
    /// How many stories show it, a sentence.
    pub note: String,
}

/// A story.
#[derive(Clone, Debug, Serialize)]
pub struct StoryPage {
    /// What lists show of it too.
    pub card: Arc<Card>,
    /// Its text.
    pub body: Vec<Block>,
    /// The link to its stage and to its outcome.
    pub stage: Link,
    /// See `stage`.
    pub outcome: Link,
    /// What a reader must know of the story first: sentences, may be empty.
    pub notices: Vec<String>,
    /// What happened, step by step; may be empty.
    pub timeline: Vec<ToldStep>,
    /// What `[extra]` in its front matter says.
    pub extra: std::collections::BTreeMap<String, serde_json::Value>,
    /// Who, where and when, beside the text: label, and the values with their links (an empty
    /// path: no link).
    pub facts: Vec<Fact>,
    /// What else is known in a word or two, in the same way.
    pub further_facts: Vec<Fact>,
    /// What was seen, done and changed: label and a line each; may be empty.
    pub summary_lines: Vec<Labelled>,
    /// The customer's words.
    pub quote: Option<Quote>,
    /// The interactions it names and does not show in its text; empty without evidence.
    pub evidence: Vec<Evidence>,
    /// The figures behind it, of its team and its topic: label, value and page.
    pub numbers: Vec<StoryNumber>,
    /// Hear, empathise, apologise, resolve, diagnose: letter, step, line; empty or five.
    pub heard: Vec<Step>,
    /// What it cost, such as `£14.20`; empty where nothing is said.
    pub cost: String,
    /// Whether somebody was asked, a sentence; empty where nothing is said.
    pub approval: String,
    /// What went wrong at the root, what mends it, and how far that is: label and a line.
    pub cause: Vec<Labelled>,
    /// What was learned; may be empty.
    pub learned: String,
    /// What is still open; may be empty.
    pub next: String,
    /// A question for the morning huddle; may be empty.
    pub discuss: String,
    /// Tags.
    pub tags: Vec<Link>,
    /// Up to three stories like this one.
    #[serde(serialize_with = "paths")]
    pub related: Vec<Arc<Card>>,
    /// The link to all of its kind.
    pub all_of_kind: Link,
    /// The story before it in time.
    pub previous: Option<Link>,
    /// The story after it in time.
    pub following: Option<Link>,
}

/// A figure behind a story.
#[derive(Clone, Debug, Serialize)]
pub struct StoryNumber {
    /// Whose, and what: `Repairs: first response`.
    pub label: String,
    /// Its page.
    pub path: String,
    /// The value with its unit, or why there is none.
    pub value: String,
    /// When, and from how many: `October, n = 4,120`.
    pub note: String,
}

/// A fact beside a story.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// `Team`
    pub label: String,
    /// Its values; an empty path is no link.
    pub values: Vec<Link>,
}

/// A line with its label.
#[derive(Clone, Debug, Serialize)]
pub struct Labelled {
    /// The label.
    pub label: String,
    /// The line.
    pub text: String,
}

/// One of the five steps of putting right.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// Its letter.
    pub letter: String,
    /// Its name.
    pub name: String,
    /// What was done, a line; says so where nothing is recorded.
    pub text: String,
    /// Whether something is recorded.
    pub is_recorded: bool,
}

/// What the data says of an interaction that a story names.
#[derive(Clone, Debug, Serialize)]
pub struct Evidence {
    /// The interaction's id.
    pub id: String,
    /// Its anchor on the page; empty where it has stood there before.
    pub anchor: String,
    /// How it came in and what it was about: `By chat, about Tent repairs`.
    pub about: String,
    /// The line with dots.
    pub trace: Trace,
    /// What is usual for its topic, on the same line.
    pub usual: Option<Usual>,
    /// What happened, in order.
    pub events: Vec<EvidenceEvent>,
}

/// How long it usually takes until an interaction about the same is solved.
#[derive(Clone, Debug, Serialize)]
pub struct Usual {
    /// Where the median stands on the line, in per cent.
    pub median_at: String,
    /// Where nine in ten are solved, in per cent.
    pub end_at: String,
    /// The same in words.
    pub words: String,
}

/// A step of an interaction.
#[derive(Clone, Debug, Serialize)]
pub struct EvidenceEvent {
    /// See [`Dot::kind`].
    pub kind: String,
    /// The day: `Tuesday 6 October 2026`; empty where it is not known, or not told.
    pub when: String,
    /// `First answer after 2 h 10 min`.
    pub what: String,
    /// The usual for this topic: `35 min; 9 in 10 within 1 h 50 min`; may be empty.
    pub usual: String,
    /// A rating from 1 to 5, drawn as dots; nothing for other scales and other steps.
    pub rating: Option<u8>,
}

/// A list of stories.
#[derive(Clone, Debug, Serialize)]
pub struct List {
    /// What the list is about, a sentence; may be empty.
    pub standfirst: String,
    /// The mark of the kind of moment; empty for other lists.
    pub mark: String,
    /// Its definition in the project's words; may be empty.
    pub definition: String,
    /// How to spot it; may be empty.
    pub how_to_spot: String,
    /// The stories of this page.
    #[serde(serialize_with = "paths")]
    pub cards: Vec<Arc<Card>>,
    /// What stands where there are none; empty otherwise.
    pub empty: String,
    /// How the stories spread over time.
    pub moves: Option<Moves>,
    /// Stories that everybody should know, before all others.
    #[serde(serialize_with = "paths")]
    pub emblems: Vec<Arc<Card>>,
    /// Stories of others, told here and counted nowhere.
    #[serde(serialize_with = "paths")]
    pub legends: Vec<Arc<Card>>,
    /// Ways to narrow the list: a heading with links, each with its number of stories.
    pub facets: Vec<Facet>,
    /// The pager.
    pub pager: Pager,
}

/// A group of links with numbers.
#[derive(Clone, Debug, Serialize)]
pub struct Facet {
    /// `By kind`
    pub label: String,
    /// The links.
    pub links: Vec<CountedLink>,
}

/// A link with a number.
#[derive(Clone, Debug, Serialize)]
pub struct CountedLink {
    /// The words of the link.
    pub name: String,
    /// Its page.
    pub path: String,
    /// How many.
    pub count: usize,
    /// Whether it is the page it stands on.
    pub is_current: bool,
}

/// Where a page of a list stands among its siblings.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Pager {
    /// `Page 2 of 7`; empty for a list of one page.
    pub words: String,
    /// The page before.
    pub previous: Option<Link>,
    /// The page after.
    pub following: Option<Link>,
}

/// All figures.
#[derive(Clone, Debug, Serialize)]
pub struct FiguresPage {
    /// Sentences under the title.
    pub standfirst: String,
    /// Every metric of the project with its verdict, by what it speaks of.
    pub chapters: Vec<FigureChapter>,
    /// The page that says what each is.
    pub definitions: Link,
    /// Ids of the figures on the page, in order.
    pub figures: Vec<String>,
    /// What is missing, and which column would bring it.
    pub missing: Vec<Labelled>,
    /// Teams, channels, topics: a heading with links.
    pub facets: Vec<Facet>,
}

/// Metrics that speak of one thing.
#[derive(Clone, Debug, Serialize)]
pub struct FigureChapter {
    /// The anchor.
    pub id: String,
    /// The heading.
    pub title: String,
    /// Its metrics.
    pub basics: Vec<Basic>,
}

/// A metric.
#[derive(Clone, Debug, Serialize)]
pub struct MetricPage {
    /// What was before and why, sentences.
    pub standfirst: String,
    /// What an honest reader must know beside the number: sentences, may be empty.
    pub remarks: Vec<String>,
    /// The pages of the metric: how far back each looks; empty where there is one alone.
    pub windows: Vec<Place>,
    /// Verdict first, then values: label and words.
    pub strip: Vec<Labelled>,
    /// The verdict.
    pub verdict: Verdict,
    /// The id of the trend among the page's figures; empty where there is none.
    pub trend: String,
    /// The id of the control chart; empty where there is none.
    pub control: String,
    /// The id of the share over 90 days; empty where there is none.
    pub rolling: String,
    /// The id of the week by hours; empty where there is none.
    pub hours: String,
    /// The id of how durations spread; empty where there is none.
    pub spread: String,
    /// Small multiples.
    pub splits: Vec<Split>,
    /// What is counted: paragraphs.
    pub definition: Vec<Labelled>,
    /// Where the whole definition stands.
    pub definitions: Link,
    /// The stories behind this number, the newest first.
    pub stories: Vec<Numbered>,
    /// The table of months.
    pub table: Option<super::figure::Table>,
    /// The numbers as a file.
    pub download: Download,
    /// The figure before it.
    pub previous: Option<Link>,
    /// The figure after it.
    pub following: Option<Link>,
}

/// One of several pages about the same.
#[derive(Clone, Debug, Serialize)]
pub struct Place {
    /// The words of the link.
    pub name: String,
    /// The page.
    pub path: String,
    /// Whether it is the page it stands on.
    pub is_current: bool,
}

/// A story with the number that it has in the chart.
#[derive(Clone, Debug, Serialize)]
pub struct Numbered {
    /// Its number, from 1.
    pub number: usize,
    /// The story.
    pub card: Arc<Card>,
}

/// Small multiples of a metric by team, channel, topic or priority.
#[derive(Clone, Debug, Serialize)]
pub struct Split {
    /// The anchor: `by-team`.
    pub id: String,
    /// The heading.
    pub title: String,
    /// What is drawn.
    pub note: String,
    /// The panels in alphabetical order.
    pub panels: Vec<Panel>,
    /// The same in numbers, of all groups.
    pub table: super::figure::Table,
    /// Where the rest of the panels is, if not all stand here.
    pub more: String,
}

/// One of several small charts.
#[derive(Clone, Debug, Serialize)]
pub struct Panel {
    /// The group's name.
    pub name: String,
    /// Its page.
    pub path: String,
    /// `11 min in October`, `not shown`.
    pub note: String,
    /// The id of the chart among the page's figures.
    pub figure: String,
}

/// A team, a channel or a topic.
#[derive(Clone, Debug, Serialize)]
pub struct GroupPage {
    /// Sentences under the title.
    pub standfirst: String,
    /// Its figures.
    pub basics: Vec<Basic>,
    /// What else the project wants to see of each team: figures, or why one has nothing to show.
    pub panels: Vec<Block>,
    /// Its newest stories.
    #[serde(serialize_with = "paths")]
    pub stories: Vec<Arc<Card>>,
    /// The link to all of them; an empty path where there are no more.
    pub all_stories: Link,
}

/// All teams, channels or topics.
#[derive(Clone, Debug, Serialize)]
pub struct GroupsPage {
    /// Sentences under the title.
    pub standfirst: String,
    /// The links, in alphabetical order: name, and a line about it.
    pub groups: Vec<GroupLine>,
}

/// A line in a list of teams, channels or topics.
#[derive(Clone, Debug, Serialize)]
pub struct GroupLine {
    /// Its name.
    pub name: String,
    /// Its page.
    pub path: String,
    /// Its volume in words, or why there is none.
    pub words: String,
    /// How many stories.
    pub stories: String,
}

/// Stage by kind of moment.
#[derive(Clone, Debug, Serialize)]
pub struct Journey {
    /// Sentences under the title.
    pub standfirst: String,
    /// The kinds of moment: the columns.
    pub kinds: Vec<Kind>,
    /// The stages: the rows.
    pub stages: Vec<JourneyRow>,
    /// The totals of the columns.
    pub totals: Vec<usize>,
    /// The number of all stories.
    pub total: usize,
    /// The gaps, each with what could be done.
    pub gaps: Vec<Labelled>,
    /// The heading of the gaps, with their number.
    pub gaps_title: String,
}

/// A stage of the journey.
#[derive(Clone, Debug, Serialize)]
pub struct JourneyRow {
    /// The stage.
    pub stage: Link,
    /// What it is.
    pub definition: String,
    /// One a kind.
    pub cells: Vec<JourneyCell>,
    /// The number of the stage's stories.
    pub total: usize,
}

/// Stage and kind.
#[derive(Clone, Debug, Serialize)]
pub struct JourneyCell {
    /// How many stories.
    pub count: usize,
    /// The outcome of each: `delighted`, `recovered` or `blown`; delighted first.
    pub dots: Vec<String>,
    /// What is missing, where there is none; empty otherwise.
    pub gap: String,
    /// The name of the kind, for narrow screens.
    pub kind: Kind,
}

/// Recovered and blown.
#[derive(Clone, Debug, Serialize)]
pub struct Lessons {
    /// Sentences under the title.
    pub standfirst: String,
    /// What went wrong and was put right.
    #[serde(serialize_with = "paths")]
    pub recovered: Vec<Arc<Card>>,
    /// Where all of them are listed, if they are more.
    pub all_recovered: Option<Link>,
    /// What was not put right.
    #[serde(serialize_with = "paths")]
    pub blown: Vec<Arc<Card>>,
    /// Where all of them are listed, if they are more.
    pub all_blown: Option<Link>,
    /// How many of the recovered stories record each of the five steps.
    pub heard: Vec<Step>,
    /// That all of them record all steps, a sentence; empty where some do not.
    pub heard_whole: String,
    /// Root causes with their fix: what is still open first, what is mended for good last.
    pub causes: Vec<Cause>,
    /// How many fixes are still open, watched and done, a sentence; may be empty.
    pub causes_note: String,
    /// What research knows of recovery, a sentence.
    pub caveat: String,
}

/// A root cause and what mends it.
#[derive(Clone, Debug, Serialize)]
pub struct Cause {
    /// The story it comes from.
    pub story: Link,
    /// The cause.
    pub cause: String,
    /// The fix.
    pub fix: String,
    /// `open`, `watching` or `fixed`.
    pub status_id: String,
    /// The same in words.
    pub status: String,
    /// How long a fix has been open, words; empty for the others.
    pub age: String,
}

/// About the data.
#[derive(Clone, Debug, Serialize)]
pub struct About {
    /// Sentences under the title.
    pub standfirst: String,
    /// The sources: files, rows read, kept, rejected.
    pub sources: super::figure::Table,
    /// Columns used and columns never read, a source each.
    pub columns: Vec<SourceColumns>,
    /// Rejected rows by reason.
    pub rejected: Option<super::figure::Table>,
    /// Cells that could not be read, by column and reason.
    pub unknown: Option<super::figure::Table>,
    /// The page with every metric's definition; an empty path where there is none.
    pub definitions: Link,
    /// Headed paragraphs on method and privacy.
    pub notes: Vec<Labelled>,
    /// When it was built, a sentence.
    pub built: String,
}

/// Which columns of a source are read.
#[derive(Clone, Debug, Serialize)]
pub struct SourceColumns {
    /// The source's name.
    pub source: String,
    /// `created_at` from `Created Date`.
    pub used: Vec<Labelled>,
    /// Headers that are never read.
    pub dropped: Vec<String>,
}

/// What every metric is, those that the data lacks too.
#[derive(Clone, Debug, Serialize)]
pub struct Definitions {
    /// Sentences under the title.
    pub standfirst: String,
    /// In the order of the figures.
    pub list: Vec<Definition>,
}

/// A metric's definition.
#[derive(Clone, Debug, Serialize)]
pub struct Definition {
    /// The metric's id, the anchor.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its page; empty where the data lacks what it needs.
    pub path: String,
    /// What is counted: label and a paragraph.
    pub lines: Vec<Labelled>,
    /// What would bring it; empty where it is there.
    pub missing: String,
}

/// The search; without a script, a list of all that is there.
#[derive(Clone, Debug, Serialize)]
pub struct SearchPage {
    /// What there is, by what it stands for.
    pub groups: Vec<Facet>,
}

/// A heading in a text.
#[derive(Clone, Debug, Serialize)]
pub struct Heading {
    /// Its id on the page.
    pub id: String,
    /// Its words.
    pub name: String,
}

/// A page written in markdown.
#[derive(Clone, Debug, Serialize)]
pub struct TextPage {
    /// The headings that part its text.
    pub headings: Vec<Heading>,
    /// Its text.
    pub body: Vec<Block>,
}
