//! Stage by kind of moment, with the gaps named.

use super::content::{Content, Journey, JourneyCell, JourneyRow, Labelled};
use super::{Page, Work};
use crate::config::Term;
use crate::story::{Outcome, Story};

/// So many gaps are told as pieces of their own.
const GAPS: usize = 3;

/// The most dots of a cell; where there are more stories, a dot stands for several.
const DOTS: usize = 48;

/// The page; nothing without stories.
pub(super) fn page(work: Work<'_>) -> Option<Page> {
    let stories = work.stories();
    if stories.is_empty() {
        return None;
    }
    let config = work.m.config;
    let rows: Vec<JourneyRow> = config.stages.iter().map(|stage| row(work, stage)).collect();
    let totals = config
        .types
        .iter()
        .map(|kind| stories.iter().filter(|story| story.kind == kind.id.value).count());
    let gaps = gaps(work, &rows);
    let mut stages = rows;
    let per = stories_a_dot(stages.iter().flat_map(|row| &row.cells));
    for cell in stages.iter_mut().flat_map(|row| &mut row.cells) {
        thin(&mut cell.dots, per);
    }
    let standfirst = match per {
        1 => work.say_count("journey.standfirst", stories.len(), &[]),
        _ => {
            let per = work.m.config.words.count(per as i64);
            let n = work.m.config.words.count(stories.len() as i64);
            work.say("journey.standfirst-per", &[("n", &n), ("per", &per)])
        }
    };
    let journey = Journey {
        standfirst,
        kinds: config.types.iter().map(|term| work.kind(&term.id)).collect(),
        totals: totals.collect(),
        total: stories.len(),
        gaps_title: work.say_count("journey.gaps", gaps.len(), &[]),
        gaps,
        stages,
    };
    let title = title(work, &journey.stages);
    let mut head = work.head("journey/", title, "journey", Vec::new());
    head.description = work.say("journey.description", &[]);
    let content = Content::Journey(Box::new(journey));
    Some(Page { head, template: "journey.html", content, figures: Vec::new() })
}

/// For how many stories a dot stands, so that no cell has too many: 1, 2, 5, 10 and so on.
fn stories_a_dot<'c>(cells: impl Iterator<Item = &'c JourneyCell>) -> usize {
    let most = cells.map(|cell| cell.count).max().unwrap_or(0);
    let steps = (0..).flat_map(|power| [1, 2, 5].map(|step| step * 10_usize.pow(power)));
    steps.into_iter().find(|per| most.div_ceil(*per) <= DOTS).unwrap_or(1)
}

/// Leaves one dot of each outcome for so many; one for a rest of half as many or more, and at least
/// one.
fn thin(dots: &mut Vec<String>, per: usize) {
    let mut thinned: Vec<String> = Vec::new();
    for outcome in Outcome::ALL {
        let count = dots.iter().filter(|dot| *dot == outcome.id()).count();
        let left = if count == 0 { 0 } else { ((count + per / 2) / per).max(1) };
        thinned.extend(std::iter::repeat_n(outcome.id().to_owned(), left));
    }
    *dots = thinned;
}

fn row(work: Work<'_>, stage: &Term) -> JourneyRow {
    let id = &stage.id.value;
    let cells = work.m.config.types.iter().map(|kind| cell(work, stage, kind));
    JourneyRow {
        stage: work.link(stage.name.clone(), &format!("journey/{id}/")),
        definition: stage.definition.clone(),
        cells: cells.collect(),
        total: work.stories().iter().filter(|story| &story.stage == id).count(),
    }
}

fn cell(work: Work<'_>, stage: &Term, kind: &Term) -> JourneyCell {
    let is_here = |story: &&Story| story.stage == stage.id.value && story.kind == kind.id.value;
    let mut outcomes: Vec<Outcome> =
        work.stories().iter().filter(is_here).map(|story| story.outcome).collect();
    outcomes.sort();
    let gap = match outcomes.len() {
        0 => work.say("journey.gap", &[("kind", &kind.name), ("stage", &stage.name)]),
        _ => String::new(),
    };
    JourneyCell {
        count: outcomes.len(),
        dots: outcomes.iter().map(|outcome| outcome.id().to_owned()).collect(),
        gap,
        kind: work.kind(&kind.id),
    }
}

/// `Most of our stories begin with problem-solving, fewest with first impression`.
fn title(work: Work<'_>, rows: &[JourneyRow]) -> String {
    let most = rows.iter().max_by_key(|row| row.total);
    let least = rows.iter().rev().min_by_key(|row| row.total);
    match (most, least) {
        (Some(most), Some(least)) if most.total > least.total => {
            let (most, least) = (most.stage.name.to_lowercase(), least.stage.name.to_lowercase());
            work.say("journey.title", &[("most", &most), ("least", &least)])
        }
        _ => work.say("nav.journey", &[]),
    }
}

fn gaps(work: Work<'_>, rows: &[JourneyRow]) -> Vec<Labelled> {
    let mut gaps = Vec::new();
    for row in rows {
        for cell in row.cells.iter().filter(|cell| cell.count == 0) {
            let kind = work.term(&work.m.config.types, &cell.kind.id);
            let hint = kind.map_or("", |kind| kind.how_to_spot.as_str());
            let (stage, kind) = (row.stage.name.to_lowercase(), cell.kind.name.as_str());
            gaps.push(Labelled {
                label: work.say("journey.gap-title", &[("kind", kind), ("stage", &stage)]),
                text: work.say("journey.gap-text", &[("hint", hint)]),
            });
        }
    }
    gaps.truncate(GAPS);
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(count: usize) -> JourneyCell {
        let kind = crate::site::content::Kind {
            id: String::new(),
            name: String::new(),
            mark: String::new(),
            path: String::new(),
        };
        JourneyCell { count, dots: Vec::new(), gap: String::new(), kind }
    }

    #[test]
    fn a_dot_stands_for_so_many_that_no_cell_is_full() {
        for (most, expected) in [(0, 1), (48, 1), (49, 2), (97, 5), (240, 5), (960, 20), (961, 50)]
        {
            let cells = [cell(most), cell(1)];
            assert_eq!(stories_a_dot(cells.iter()), expected, "{most}");
        }
    }

    #[test]
    fn every_outcome_keeps_a_dot() {
        let mut dots: Vec<String> = Vec::new();
        for (outcome, count) in Outcome::ALL.into_iter().zip([12, 13, 1]) {
            dots.extend(std::iter::repeat_n(outcome.id().to_owned(), count));
        }
        thin(&mut dots, 5);
        assert_eq!(
            dots,
            ["delighted", "delighted", "recovered", "recovered", "recovered", "blown"]
        );
    }
}
