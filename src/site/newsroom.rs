//! For those who write: what waits in the data, how stories spread, and what needs somebody.

use std::collections::BTreeMap;

use super::card::place;
use super::content::{
    CandidateCard, Content, Coverage, CoverageLine, Duty, DutyLine, Link, NewsroomPage,
};
use super::{Page, Work};
use crate::calendar::Day;
use crate::moment::Candidate;
use crate::story::{FixStatus, HeldBack, Size, Story, Why};
use crate::words::{printable, typographic};

/// So many candidates stand in the newsroom.
pub const CANDIDATES: usize = 40;
/// So many of the newest stories are looked at for one face too often.
const NEWEST: usize = 20;
/// In more of them than this nobody should be.
const FACES: usize = 3;
/// A story that comes so many days after all was solved is late praise.
const LATE: i32 = 30;
/// So many days before its day, a review is due soon.
const SOON: i32 = 30;
/// Months of coverage.
const MONTHS: i32 = 12;

/// The page; nothing where there is no newsroom.
pub(super) fn page(work: Work<'_>) -> Option<Page> {
    let candidates = work.m.candidates?;
    let content = NewsroomPage {
        standfirst: work.say("newsroom.standfirst", &[]),
        candidates: candidates.list.iter().map(|candidate| card(work, candidate)).collect(),
        candidates_note: match candidates.total {
            0 => work.say("newsroom.no-candidates", &[]),
            total => work.say_count("newsroom.candidates", total, &[]),
        },
        coverage: vec![by_team(work), by_stage(work), by_size(work), by_month(work)],
        duties: duties(work),
    };
    let head = work.head("newsroom/", work.say("newsroom.title", &[]), "", Vec::new());
    let content = Content::Newsroom(Box::new(content));
    Some(Page { head, template: "newsroom.html", content, figures: Vec::new() })
}

fn card(work: Work<'_>, candidate: &Candidate) -> CandidateCard {
    let words = &work.m.config.words;
    let facts = candidate.facts.as_ref();
    let about = facts.map_or_else(
        || work.say("newsroom.not-in-data", &[]),
        |facts| {
            let channel = work.channel_name(&facts.channel);
            let parts =
                [words.day(facts.opened), printable(&facts.topic), facts.team.clone(), channel];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
        },
    );
    let nomination = |nomination: &crate::source::Nomination| {
        let (day, by) = (words.day(nomination.date), work.team_or_role(&nomination.by));
        let why = typographic(&nomination.why);
        work.say("newsroom.nominated", &[("day", &day), ("by", &by), ("why", &why)])
    };
    CandidateCard {
        id: candidate.id.clone(),
        about,
        reasons: candidate.reasons.iter().map(|(_, sentence)| sentence.clone()).collect(),
        nominations: candidate.nominations.iter().map(nomination).collect(),
        comment: facts.and_then(|facts| facts.comment.shown()).map_or(String::new(), typographic),
    }
}

/// Lines with bars as wide as their numbers.
fn coverage(work: Work<'_>, key: &str, counts: Vec<(String, usize)>) -> Coverage {
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let line = |(name, count): (String, usize)| CoverageLine {
        name,
        count,
        width: place(count as i64, most as i64),
    };
    Coverage { title: work.say(key, &[]), lines: counts.into_iter().map(line).collect() }
}

fn count(work: Work<'_>, is: impl Fn(&Story) -> bool) -> usize {
    work.stories().iter().filter(|story| is(story)).count()
}

fn by_team(work: Work<'_>) -> Coverage {
    let mut ids: Vec<String> =
        work.m.config.teams.iter().map(|team| team.id.value.clone()).collect();
    if ids.is_empty() {
        ids = work.stories().iter().flat_map(|story| story.teams.clone()).collect();
        ids.sort();
        ids.dedup();
    }
    let line = |id: String| (work.team_name(&id), count(work, |story| story.teams.contains(&id)));
    coverage(work, "newsroom.by-team", ids.into_iter().map(line).collect())
}

fn by_stage(work: Work<'_>) -> Coverage {
    let stages = work.m.config.stages.iter();
    let line = |stage: &crate::config::Term| {
        (stage.name.clone(), count(work, |story| story.stage == stage.id.value))
    };
    coverage(work, "newsroom.by-stage", stages.map(line).collect())
}

fn by_size(work: Work<'_>) -> Coverage {
    let sizes = [
        ("story.small", Some(Size::Small)),
        ("story.large", Some(Size::Large)),
        ("newsroom.no-size", None),
    ];
    let line = |(key, size): (&str, Option<Size>)| {
        (work.say(key, &[]), count(work, |story| story.details.size == size))
    };
    coverage(work, "newsroom.by-size", sizes.map(line).to_vec())
}

fn by_month(work: Work<'_>) -> Coverage {
    let this = work.m.today.month().0;
    let month = |number: i32| {
        let month = crate::calendar::Month(number);
        let name = work.m.config.words.month(month);
        (name, count(work, |story| story.date.month() == month))
    };
    let months = (this - MONTHS + 1..=this).rev().map(month);
    coverage(work, "newsroom.by-month", months.collect())
}

fn duties(work: Work<'_>) -> Vec<Duty> {
    let duty = |key: &str, lines: Vec<DutyLine>| Duty {
        title: work.say(&format!("newsroom.{key}"), &[]),
        note: work.say(&format!("newsroom.{key}-note"), &[]),
        lines,
    };
    let mut duties = vec![
        duty("calendar", calendar(work)),
        duty("reviews", reviews(work)),
        duty("late", late(work)),
        duty("faces", faces(work)),
        duty("fixes", fixes(work)),
        duty("waiting", waiting(work)),
    ];
    duties.retain(|duty| !duty.lines.is_empty());
    duties
}

fn about(work: Work<'_>, story: &Story, why: String) -> DutyLine {
    DutyLine { link: work.story_link(story), why }
}

/// What is written and not published yet, and what will be gone.
fn calendar(work: Work<'_>) -> Vec<DutyLine> {
    let words = &work.m.config.words;
    let mut dated: Vec<(Option<Day>, DutyLine)> = Vec::new();
    for HeldBack { title, why, .. } in &work.m.stories.held_back {
        let (day, why) = match why {
            Why::Draft => (None, work.say("newsroom.draft", &[])),
            Why::Future(day) => {
                (Some(*day), work.say("newsroom.from", &[("day", &words.day(*day))]))
            }
            Why::Expired(_) | Why::Named(_) | Why::Addressed => continue,
        };
        let link = Link { name: title.clone(), path: String::new() };
        dated.push((day, DutyLine { link, why }));
    }
    for story in work.stories() {
        let soon = |day: &Day| day.0 - work.m.today.0 <= 3 * SOON;
        if let Some(day) = story.release.expires.filter(soon) {
            let why = work.say("newsroom.expires", &[("day", &words.day(day))]);
            dated.push((Some(day), about(work, story, why)));
        }
    }
    dated.sort_by_key(|(day, _)| (day.is_none(), *day));
    dated.into_iter().map(|(_, line)| line).collect()
}

/// Stories that somebody should read again.
fn reviews(work: Work<'_>) -> Vec<DutyLine> {
    let words = &work.m.config.words;
    let mut due: Vec<(Day, &Story)> = work
        .stories()
        .iter()
        .filter_map(|story| Some((story.details.review_by?, story)))
        .filter(|(day, _)| day.0 - work.m.today.0 <= SOON)
        .collect();
    due.sort_by_key(|(day, story)| (*day, &story.slug));
    let line = |(day, story): (Day, &Story)| {
        let key = if day < work.m.today { "newsroom.overdue" } else { "newsroom.due" };
        about(work, story, work.say(key, &[("day", &words.day(day))]))
    };
    due.into_iter().map(line).collect()
}

/// The newest stories that came long after all was solved.
fn late(work: Work<'_>) -> Vec<DutyLine> {
    let line = |story: &Story| {
        let cited = story.details.interactions.iter().filter_map(|id| work.m.moments.cited(id));
        let solved = cited.filter_map(|cited| cited.resolved).max()?;
        let days = story.release.from.0 - solved.0;
        let after = work.m.config.words.days(i64::from(days));
        let why = || work.say("newsroom.after", &[("days", &after)]);
        (days > LATE).then(|| about(work, story, why()))
    };
    work.stories().iter().take(NEWEST).filter_map(line).collect()
}

/// Who is in too many of the newest stories.
fn faces(work: Work<'_>) -> Vec<DutyLine> {
    let mut counts: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
    for story in work.stories().iter().take(NEWEST) {
        for colleague in story.details.people.iter().filter(|colleague| colleague.is_named) {
            counts.entry(&colleague.id).or_insert((&colleague.name, 0)).1 += 1;
        }
    }
    let often = counts.into_iter().filter(|(_, (_, count))| *count > FACES);
    let line = |(id, (name, count)): (&str, (&str, usize))| DutyLine {
        link: work.link(name, &format!("people/{id}/")),
        why: work.say_count("newsroom.often", count, &[("of", &NEWEST.to_string())]),
    };
    often.map(line).collect()
}

/// Fixes that have been open for long.
fn fixes(work: Work<'_>) -> Vec<DutyLine> {
    let is_open = |story: &&Story| {
        story.details.fix.is_some() && story.details.fix_status == Some(FixStatus::Open)
    };
    let mut open: Vec<&Story> = work.stories().iter().filter(is_open).collect();
    open.sort_by_key(|story| (story.date, &story.slug));
    let line = |story: &Story| {
        let days = work.m.config.words.days(i64::from(work.m.today.0 - story.date.0));
        about(work, story, work.say("newsroom.open-for", &[("days", &days)]))
    };
    open.into_iter().map(line).collect()
}

/// What waits for something else: data, or a name.
fn waiting(work: Work<'_>) -> Vec<DutyLine> {
    let of_data = work.m.moments.waiting.iter().map(|(file, id)| DutyLine {
        link: Link { name: file.display().to_string(), path: String::new() },
        why: work.say("newsroom.no-data", &[("id", id)]),
    });
    let of_names = work.m.stories.held_back.iter().filter_map(|held| {
        let why = match held.why {
            Why::Named(line) => work.say("newsroom.named", &[("line", &line.to_string())]),
            Why::Addressed => work.say("newsroom.addressed", &[]),
            Why::Draft | Why::Future(_) | Why::Expired(_) => return None,
        };
        let link = Link { name: held.document.file.display().to_string(), path: String::new() };
        Some(DutyLine { link, why })
    });
    of_data.chain(of_names).collect()
}
