//! How stories of a kind spread over time, as dots on a line.

use std::collections::BTreeSet;

use super::Work;
use super::card::place;
use super::content::{Moves, MovesDot, YearMark};
use crate::calendar::Day;
use crate::story::Story;

/// Fewer stories are seen at a glance.
const FEWEST: usize = 3;
const YEAR: i32 = 365;
/// From so many on, dots lie upon each other.
const MANY: usize = 240;

/// The line; nothing for so few stories, or for all of one day. Of somebody who needs protection no
/// day is told, so that there is no dot.
pub(super) fn moves(work: Work<'_>, stories: &[&Story]) -> Option<Moves> {
    let first = work.stories().iter().map(|story| story.date).min()?;
    let today = work.m.today;
    if stories.len() < FEWEST || first >= today {
        return None;
    }
    let at = |day: Day| place(i64::from(day.0 - first.0), i64::from(today.0 - first.0));
    let years = first.year() + 1..=today.year();
    let recent = stories.iter().filter(|story| today.0 - story.date.0 < YEAR).count();
    let before =
        stories.iter().filter(|story| (YEAR..2 * YEAR).contains(&(today.0 - story.date.0)));
    let words = &work.m.config.words;
    let (n, m) = (words.count(recent as i64), words.count(before.count() as i64));
    let mut dots: Vec<(Day, MovesDot)> = stories
        .iter()
        .filter(|story| !story.details.is_vulnerable)
        .map(|story| {
            let dot = MovesDot { kind: story.outcome.id().to_owned(), at: at(story.date) };
            (story.date, dot)
        })
        .collect();
    dots.sort_by_key(|(day, _)| *day);
    if dots.len() > MANY {
        // Dots of one outcome at one place are one dot.
        let mut seen = BTreeSet::new();
        dots.retain(|(_, dot)| seen.insert((dot.kind.clone(), dot.at.clone())));
    }
    Some(Moves {
        dots: dots.into_iter().map(|(_, dot)| dot).collect(),
        years: years
            .filter_map(|year| Some(YearMark { at: at(Day::from_ymd(year, 1, 1)?), year }))
            .collect(),
        sentence: work.say("moves.sentence", &[("n", &n), ("m", &m)]),
    })
}
