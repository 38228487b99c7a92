//! The small tables beside the interactions. Each has one header, and may be missing.

mod read;

use std::path::Path;

use crate::calendar::Day;
use crate::config::{Config, Project};
use crate::diagnostic::Problems;
use crate::words::slug;
use read::{Line, Sheet};

/// What people keep by hand in `data/`. A table that is not there is empty.
#[derive(Clone, Debug, Default)]
pub struct Companions {
    /// Who works here, and how they may be named; by id.
    pub people: Vec<Person>,
    /// What somebody should write up; the newest first.
    pub nominations: Vec<Nomination>,
    /// What stands in the way; the oldest first.
    pub barriers: Vec<Barrier>,
    /// The audit of the basics, as it stands in the file.
    pub basics: Vec<BasicItem>,
    /// What customers said, and what was changed; the newest first.
    pub voice: Vec<Comment>,
    /// Facts that texts may quote; by id.
    pub facts: Vec<Fact>,
    /// What happened on a day; the oldest first.
    pub events: Vec<Event>,
}

impl Companions {
    /// What was known of it on a day: an old day can be built again.
    #[must_use]
    pub fn until(mut self, today: Day) -> Companions {
        self.nominations.retain(|nomination| nomination.date <= today);
        self.events.retain(|event| event.date <= today);
        self.barriers.retain(|barrier| barrier.raised <= today);
        for barrier in self.barriers.iter_mut().filter(|b| b.removed.is_some_and(|d| d > today)) {
            (barrier.status, barrier.removed) = (BarrierStatus::Planned, None);
        }
        self.basics.retain(|item| item.checked <= today);
        self.voice.retain(|comment| comment.date <= today);
        for comment in self.voice.iter_mut().filter(|c| c.changed.is_some_and(|day| day > today)) {
            comment.changed = None;
        }
        self
    }
}

/// Somebody who works here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The id that stories use.
    pub id: String,
    /// The full name.
    pub name: String,
    /// The id of the team.
    pub team: String,
    /// How pages may name the person.
    pub naming: Naming,
    /// Whether pictures may show the person.
    pub may_be_seen: bool,
    /// The first day here, where it is known.
    pub joined: Option<Day>,
    /// The day from which on the person is gone.
    pub left: Option<Day>,
    /// What the person is called in the data; may be empty.
    pub agent: String,
    /// The line in the file.
    pub line: usize,
}

/// How somebody may be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// With the full name.
    Full,
    /// With the first name.
    First,
    /// As somebody of the team.
    Team,
    /// As a colleague.
    None,
}

/// An interaction that somebody should write up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nomination {
    /// The day it was named.
    pub date: Day,
    /// The interaction's id.
    pub interaction: String,
    /// Who named it: the id of a person or a team, or a role in words.
    pub by: String,
    /// Why.
    pub why: String,
    /// The line in the file.
    pub line: usize,
}

/// Something that stands in the way of good service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Barrier {
    /// Its id.
    pub id: String,
    /// What it is.
    pub barrier: String,
    /// The day it was raised.
    pub raised: Day,
    /// Who looks after it: the id of a team, or a role in words.
    pub owner: String,
    /// How far it is.
    pub status: BarrierStatus,
    /// The day it was gone.
    pub removed: Option<Day>,
    /// The line in the file.
    pub line: usize,
}

/// How far a barrier is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BarrierStatus {
    /// Nothing has been decided.
    Open,
    /// It is decided how it goes.
    Planned,
    /// It is gone.
    Removed,
}

/// One of the basics that every customer may expect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BasicItem {
    /// What it is.
    pub item: String,
    /// What it serves.
    pub dimension: Basics,
    /// Whether it is there.
    pub state: BasicState,
    /// The day somebody looked.
    pub checked: Day,
    /// The line in the file.
    pub line: usize,
}

/// What basics serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basics {
    /// That it is quick.
    Speed,
    /// That it is easy.
    Ease,
    /// That somebody knows.
    Knowledge,
    /// That somebody is kind.
    Courtesy,
    /// That somebody can be reached.
    Access,
}

impl Basics {
    /// All, in the order of pages.
    pub const ALL: [Basics; 5] =
        [Basics::Speed, Basics::Ease, Basics::Knowledge, Basics::Courtesy, Basics::Access];

    /// The word in `basics.csv`.
    pub fn id(self) -> &'static str {
        match self {
            Basics::Speed => "speed",
            Basics::Ease => "ease",
            Basics::Knowledge => "knowledge",
            Basics::Courtesy => "courtesy",
            Basics::Access => "access",
        }
    }
}

/// Whether one of the basics is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BasicState {
    /// It is.
    Met,
    /// In part.
    Partly,
    /// It is not.
    Missing,
}

impl BasicState {
    /// The word in `basics.csv`.
    pub fn id(self) -> &'static str {
        match self {
            BasicState::Met => "met",
            BasicState::Partly => "partly",
            BasicState::Missing => "missing",
        }
    }
}

/// What a customer said, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The day.
    pub date: Day,
    /// The customer's words.
    pub comment: String,
    /// Whether the customer agreed to their being printed.
    pub has_consent: bool,
    /// What we changed; empty for a plain word of thanks.
    pub change: String,
    /// The day of that.
    pub changed: Option<Day>,
    /// The line in the file.
    pub line: usize,
}

/// A fact with its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The id that texts use.
    pub id: String,
    /// The fact, a sentence or a part of one.
    pub statement: String,
    /// Where it is from.
    pub source: String,
    /// The year of that.
    pub year: i32,
    /// The line in the file.
    pub line: usize,
}

/// A dated event that charts annotate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// The day.
    pub date: Day,
    /// Its name: `New phone system`.
    pub name: String,
    /// Whether limits are drawn afresh from it on.
    pub kind: EventKind,
    /// The id of the team it concerns; nothing for the whole company.
    pub team: Option<String>,
    /// The line in the file.
    pub line: usize,
}

/// What an event means for the statistics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventKind {
    /// It is only marked.
    Event,
    /// A change that was meant to last: a new baseline begins.
    Baseline,
}

/// The people's table.
pub const PEOPLE: &str = "data/people.csv";
/// The nominations' table.
pub const NOMINATIONS: &str = "data/nominations.csv";
/// The barriers' table.
pub const BARRIERS: &str = "data/barriers.csv";
/// The basics' table.
pub const BASICS: &str = "data/basics.csv";
/// The customers' words.
pub const VOICE: &str = "data/voice.csv";
/// The facts' table.
pub const FACTS: &str = "data/facts.csv";
/// The events' table.
pub const EVENTS: &str = "data/events.csv";

/// Whether a file is one of these tables, and no export.
pub(super) fn is_companion(file: &Path) -> bool {
    [PEOPLE, NOMINATIONS, BARRIERS, BASICS, VOICE, FACTS, EVENTS]
        .iter()
        .any(|c| file == Path::new(c))
}

/// Reads all tables that are there.
pub(super) fn companions(
    project: &Project,
    config: &Config,
    problems: &mut Problems,
) -> Companions {
    let mut desk = read::Desk { project, config, problems };
    let mut all = Companions {
        people: desk.rows(&PEOPLE_SHEET, person),
        nominations: desk.rows(&NOMINATIONS_SHEET, nomination),
        barriers: desk.rows(&BARRIERS_SHEET, barrier),
        basics: desk.rows(&BASICS_SHEET, basic),
        voice: desk.rows(&VOICE_SHEET, comment),
        facts: desk.rows(&FACTS_SHEET, fact),
        events: desk.rows(&EVENTS_SHEET, event),
    };
    desk.once(PEOPLE, "id", all.people.iter().map(|p| (p.id.as_str(), p.line)));
    let agents = all.people.iter().filter(|person| !person.agent.is_empty());
    desk.once(PEOPLE, "agent", agents.map(|person| (person.agent.as_str(), person.line)));
    desk.once(BARRIERS, "id", all.barriers.iter().map(|b| (b.id.as_str(), b.line)));
    desk.once(FACTS, "id", all.facts.iter().map(|fact| (fact.id.as_str(), fact.line)));
    all.people.sort_by(|a, b| a.id.cmp(&b.id));
    all.facts.sort_by(|a, b| a.id.cmp(&b.id));
    all.nominations.sort_by_key(|n| (std::cmp::Reverse(n.date), n.line));
    all.barriers.sort_by_key(|barrier| (barrier.raised, barrier.line));
    all.voice.sort_by_key(|comment| (std::cmp::Reverse(comment.date), comment.line));
    all.events.sort();
    all
}

const PEOPLE_SHEET: Sheet = Sheet {
    file: PEOPLE,
    header: &["id", "name", "team", "naming", "photo", "joined", "left", "agent"],
    help: "`naming` is `full`, `first`, `team` or `none`, `photo` is `yes` or `no`",
};

fn person(line: &mut Line<'_>) -> Option<Person> {
    let namings = [
        ("full", Naming::Full),
        ("first", Naming::First),
        ("team", Naming::Team),
        ("none", Naming::None),
    ];
    let (id, name, team) = (line.id("id"), line.text("name"), line.team("team"));
    let naming = line.word("naming", &namings, "how may pages name the person?");
    let photo = line.flag("photo");
    let (joined, left) = (line.date_if_any("joined"), line.date_if_any("left"));
    if let (Some(Some(joined)), Some(Some(left))) = (joined, left)
        && left < joined
    {
        let message = format!("`left` is {left}, before `joined`, {joined}");
        line.wrong(message, "mend one of the two".into());
    }
    let (id, name, naming) = (id?, name?, naming?);
    let whole = slug(&name);
    if naming == Naming::First && whole.contains('-') && slug(&id).contains(&whole) {
        let message = "`id` is the full name, and stands in the address of the person's page";
        let help = format!(
            "write another, as `{}`, here and in the stories",
            whole.split('-').next().unwrap_or_default()
        );
        line.wrong(message.to_owned(), help);
    }
    Some(Person {
        id,
        name,
        team: team?,
        naming,
        may_be_seen: photo?,
        joined: joined?,
        left: left?,
        agent: line.any_text("agent"),
        line: line.number,
    })
}

const NOMINATIONS_SHEET: Sheet = Sheet {
    file: NOMINATIONS,
    header: &["date", "interaction", "by", "why"],
    help: "`interaction` is an id of the data",
};

fn nomination(line: &mut Line<'_>) -> Option<Nomination> {
    let (date, interaction) = (line.date("date"), line.text("interaction"));
    let (by, why) = (line.text("by"), line.text("why"));
    Some(Nomination {
        date: date?,
        interaction: interaction?,
        by: by?,
        why: why?,
        line: line.number,
    })
}

const BARRIERS_SHEET: Sheet = Sheet {
    file: BARRIERS,
    header: &["id", "barrier", "raised", "owner", "status", "removed"],
    help: "`status` is `open`, `planned` or `removed`",
};

fn barrier(line: &mut Line<'_>) -> Option<Barrier> {
    let states = [
        ("open", BarrierStatus::Open),
        ("planned", BarrierStatus::Planned),
        ("removed", BarrierStatus::Removed),
    ];
    let (id, barrier, raised) = (line.id("id"), line.text("barrier"), line.date("raised"));
    let (owner, status) = (line.text("owner"), line.word("status", &states, "how far is it?"));
    let removed = line.date_if_any("removed");
    let (status, day) = (status?, removed?);
    if (status == BarrierStatus::Removed) != day.is_some() {
        let message = "`removed` is a date exactly where `status` is `removed`".to_owned();
        line.wrong(message, "write the day on which it was gone, or leave the cell empty".into());
    }
    if let (Some(raised), Some(day)) = (raised, day)
        && day < raised
    {
        let message = format!("`removed` is {day}, before `raised`, {raised}");
        line.wrong(message, "mend one of the two".into());
    }
    Some(Barrier {
        id: id?,
        barrier: barrier?,
        raised: raised?,
        owner: owner?,
        status,
        removed: day,
        line: line.number,
    })
}

const BASICS_SHEET: Sheet = Sheet {
    file: BASICS,
    header: &["item", "dimension", "state", "checked"],
    help: "`dimension` is `speed`, `ease`, `knowledge`, `courtesy` or `access`, `state` is `met`, \
           `partly` or `missing`",
};

fn basic(line: &mut Line<'_>) -> Option<BasicItem> {
    let dimensions = Basics::ALL.map(|dimension| (dimension.id(), dimension));
    let states = [BasicState::Met, BasicState::Partly, BasicState::Missing];
    let states = states.map(|state| (state.id(), state));
    let item = line.text("item");
    let dimension = line.word("dimension", &dimensions, "what does it serve?");
    let state = line.word("state", &states, "is it there?");
    let checked = line.date("checked");
    Some(BasicItem {
        item: item?,
        dimension: dimension?,
        state: state?,
        checked: checked?,
        line: line.number,
    })
}

const VOICE_SHEET: Sheet = Sheet {
    file: VOICE,
    header: &["date", "comment", "consent", "change", "changed"],
    help: "`consent` is `yes` or `no`; `change` and `changed` may be empty",
};

fn comment(line: &mut Line<'_>) -> Option<Comment> {
    let (date, comment, consent) = (line.date("date"), line.text("comment"), line.flag("consent"));
    let change = line.any_text("change");
    let changed = line.date_if_any("changed");
    if change.is_empty() && changed.flatten().is_some() {
        line.wrong("`changed` has a date, and `change` is empty".into(), "say what changed".into());
    }
    Some(Comment {
        date: date?,
        comment: comment?,
        has_consent: consent?,
        change,
        changed: changed?,
        line: line.number,
    })
}

const FACTS_SHEET: Sheet = Sheet {
    file: FACTS,
    header: &["id", "statement", "source", "year"],
    help: "`year` is the year of the source",
};

fn fact(line: &mut Line<'_>) -> Option<Fact> {
    let (id, statement, source) = (line.id("id"), line.text("statement"), line.text("source"));
    let year = line.year("year");
    Some(Fact { id: id?, statement: statement?, source: source?, year: year?, line: line.number })
}

const EVENTS_SHEET: Sheet = Sheet {
    file: EVENTS,
    header: &["date", "name", "kind", "scope"],
    help: "kinds are `event` and `baseline`, scopes `all` and `team:…`",
};

fn event(line: &mut Line<'_>) -> Option<Event> {
    let kinds = [("event", EventKind::Event), ("baseline", EventKind::Baseline)];
    let (date, name) = (line.date("date"), line.text("name"));
    let help = "`baseline` draws the limits of charts afresh from that day";
    let kind = line.word("kind", &kinds, help);
    let team = line.scope("scope");
    Some(Event { date: date?, name: name?, kind: kind?, team: team?, line: line.number })
}
