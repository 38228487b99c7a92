//! An interaction as the beginning of a story.

use super::candidates::{Search, Seen};
use super::rows_of;
use crate::diagnostic::Problem;
use crate::interaction::{Dimension, Rating};
use crate::rollup::Traits;
use crate::story::{Draft, Outcome};
use crate::words;

/// Fills in what the data knows of an interaction.
///
/// # Errors
/// When it is not in the data, or in more than one source.
pub fn draft(search: Search<'_>, id: &str, begun: Draft) -> Result<Draft, Problem> {
    let rows = rows_of(id, search.rollup, search.config)?;
    let mut filled = None;
    if let Some(&(table, offset)) = rows.last() {
        search.each_row(table, &[offset], |seen, _| {
            filled = Some(fill(search, seen, id, begun.clone()));
        })?;
    }
    filled.ok_or_else(|| {
        let problem = Problem::error(format!("there is no interaction `{id}` in the data"));
        problem.help("copy the id from the help desk; `moments candidates` lists some")
    })
}

fn fill(search: Search<'_>, seen: Seen<'_>, id: &str, begun: Draft) -> Draft {
    let facts = search.facts(seen);
    let Seen { interaction, mapping, .. } = seen;
    let traits = Traits::of(interaction, mapping);
    let last = interaction.csat.map(Rating::category);
    let outcome = match last {
        Some(0) => Outcome::Blown,
        Some(2..) if traits.is_rated_up() || traits.reopens > 0 => Outcome::Recovered,
        _ => begun.outcome,
    };
    let team = search.rollup.groups_by(Dimension::Team).find(&facts.team);
    let team = team.filter(|_| !facts.team.is_empty()).and_then(|group| match &group.id {
        Some(id) => Some(id.clone()),
        None if search.config.teams.is_empty() => Some(words::slug(&group.label)),
        None => None,
    });
    let cost = interaction.cost.filter(|cost| cost.is_positive());
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    Draft {
        date: facts.solved.unwrap_or(begun.date),
        outcome,
        teams: team.map_or(begun.teams, |team| vec![team]),
        channel: some(facts.channel),
        interactions: vec![id.to_owned()],
        quote: facts.comment.shown().map(str::to_owned),
        cost: cost.and_then(|cost| cost.plain()),
        tags: some(facts.topic.to_lowercase()).into_iter().collect(),
        ..begun
    }
}
