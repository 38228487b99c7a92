//! Stage by kind of moment, with the gaps named.

use super::content::{Content, Journey, JourneyCell, JourneyRow, Labelled};
use super::{Page, Work};
use crate::config::Term;
use crate::story::{Outcome, Story};

/// So many gaps are told as pieces of their own.
const GAPS: usize = 3;

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
    let journey = Journey {
        standfirst: work.say_count("journey.standfirst", stories.len(), &[]),
        kinds: config.types.iter().map(|term| work.kind(&term.id)).collect(),
        totals: totals.collect(),
        total: stories.len(),
        gaps_title: work.say_count("journey.gaps", gaps.len(), &[]),
        gaps,
        stages: rows,
    };
    let title = title(work, &journey.stages);
    let mut head = work.head("journey/", title, "journey", Vec::new());
    head.description = work.say("journey.description", &[]);
    let content = Content::Journey(Box::new(journey));
    Some(Page { head, template: "journey.html", content, figures: Vec::new() })
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
