//! What went wrong: put right, or learned from.

use super::content::{Cause, Content, Lessons, Step};
use super::{LISTED, Page, Work};
use crate::story::{FixStatus, Heard, Outcome, Story};

/// What a story records of a step.
pub(super) type Line = fn(&Heard) -> &String;

/// The five steps of putting right: id and line.
pub(super) const STEPS: [(&str, Line); 5] = [
    ("hear", |heard| &heard.hear),
    ("empathize", |heard| &heard.empathize),
    ("apologize", |heard| &heard.apologize),
    ("resolve", |heard| &heard.resolve),
    ("diagnose", |heard| &heard.diagnose),
];

/// The page; nothing without stories of the kind.
pub(super) fn page(work: Work<'_>) -> Option<Page> {
    let with = |outcome: Outcome| -> Vec<&Story> {
        work.stories().iter().filter(|story| story.outcome == outcome).collect()
    };
    let (recovered, blown) = (with(Outcome::Recovered), with(Outcome::Blown));
    if recovered.is_empty() && blown.is_empty() {
        return None;
    }
    let words = &work.m.config.words;
    let values = [words.count(recovered.len() as i64), words.count(blown.len() as i64)];
    let values = [("recovered", values[0].as_str()), ("blown", values[1].as_str())];
    let mut causes: Vec<Cause> =
        recovered.iter().chain(&blown).filter_map(|story| cause(work, story)).collect();
    let rank =
        |cause: &Cause| ["open", "watching", "fixed"].iter().position(|id| *id == cause.status_id);
    causes.sort_by_key(rank);
    let all = |outcome: Outcome, stories: &[&Story]| {
        let name = || work.say_count("list.all-of", stories.len(), &[]);
        let link = || work.link(name(), &format!("outcomes/{}/", outcome.id()));
        (stories.len() > LISTED).then(link)
    };
    let lessons = Lessons {
        standfirst: work.say("lessons.standfirst", &values),
        heard_whole: match is_whole(&recovered) {
            true => work.say_count("lessons.heard-whole", recovered.len(), &[]),
            false => String::new(),
        },
        heard: coverage(work, &recovered),
        causes_note: work.note_of(&causes_note(work, &causes), causes.len()),
        causes: causes.into_iter().take(LISTED).collect(),
        caveat: work.say("lessons.caveat", &[]),
        all_recovered: all(Outcome::Recovered, &recovered),
        all_blown: all(Outcome::Blown, &blown),
        recovered: recovered.iter().take(LISTED).map(|story| work.card(story)).collect(),
        blown: blown.iter().take(LISTED).map(|story| work.card(story)).collect(),
    };
    let mut head = work.head("lessons/", work.say("lessons.title", &[]), "lessons", Vec::new());
    head.description = lessons.standfirst.clone();
    let content = Content::Lessons(Box::new(lessons));
    Some(Page { head, template: "lessons.html", content, figures: Vec::new() })
}

/// Whether every story records every step.
fn is_whole(recovered: &[&Story]) -> bool {
    let records_all = |story: &&Story| {
        story
            .details
            .heard
            .as_ref()
            .is_some_and(|heard| STEPS.iter().all(|(_, line)| !line(heard).trim().is_empty()))
    };
    !recovered.is_empty() && recovered.iter().all(records_all)
}

fn coverage(work: Work<'_>, recovered: &[&Story]) -> Vec<Step> {
    if recovered.is_empty() {
        return Vec::new();
    }
    let step = |(id, line): &(&str, Line)| {
        let records = |story: &&&Story| {
            story.details.heard.as_ref().is_some_and(|heard| !line(heard).trim().is_empty())
        };
        let count = recovered.iter().filter(records).count();
        let values = [count.to_string(), recovered.len().to_string()];
        work.step(
            id,
            work.say("lessons.coverage", &[("n", &values[0]), ("of", &values[1])]),
            count > 0,
        )
    };
    STEPS.iter().map(step).collect()
}

impl Work<'_> {
    /// One of the five steps.
    pub(super) fn step(&self, id: &str, text: String, is_recorded: bool) -> Step {
        let name = self.say(&format!("heard.{id}"), &[]);
        Step { letter: name.chars().take(1).collect(), name, text, is_recorded }
    }

    /// How far a fix is, in words.
    pub(super) fn fix_status(&self, status: Option<FixStatus>) -> (&'static str, String) {
        let id = match status {
            Some(FixStatus::Fixed) => "fixed",
            Some(FixStatus::Watching) => "watching",
            Some(FixStatus::Open) | None => "open",
        };
        (id, self.say(&format!("fix.{id}"), &[]))
    }
}

/// How many fixes are open, watched and done.
fn causes_note(work: Work<'_>, causes: &[Cause]) -> String {
    let count = |id: &str| causes.iter().filter(|cause| cause.status_id == id).count();
    let count = |id: &str| work.m.config.words.count(count(id) as i64);
    let values =
        [("open", count("open")), ("watching", count("watching")), ("fixed", count("fixed"))];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    work.say("lessons.causes-note", &values)
}

fn cause(work: Work<'_>, story: &Story) -> Option<Cause> {
    let cause = story.details.root_cause.clone()?;
    let (status_id, status) = work.fix_status(story.details.fix_status);
    Some(Cause {
        story: work.story_link(story),
        cause,
        fix: story.details.fix.clone().unwrap_or_default(),
        age: match status_id {
            "open" if !story.details.is_vulnerable => {
                let days = work.m.config.words.days(i64::from(work.m.today.0 - story.date.0));
                work.say("lessons.open-for", &[("days", &days)])
            }
            _ => String::new(),
        },
        status_id: status_id.to_owned(),
        status,
    })
}
