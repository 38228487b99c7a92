//! The join of stories with the interactions they name, and the moments that nobody has written up.

mod candidates;
mod cited;
mod claims;
mod draft;
mod reasons;

pub use candidates::{Candidate, Candidates, Facts, Remark, Search, candidates};
pub use cited::Cited;
pub use draft::draft;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use cited::Places;

use crate::calendar::Day;
use crate::config::{Config, suggestion};
use crate::diagnostic::{Problem, Problems};
use crate::interaction::{Dimension, Mapping};
use crate::privacy::Identities;
use crate::rollup::Rollup;
use crate::source::{Document, Table};
use crate::story::{Part, Stories};
use crate::tree::Spanned;

/// The interactions that stories name, by id.
#[derive(Clone, Debug, Default)]
pub struct Moments {
    cited: BTreeMap<String, Cited>,
    /// The interactions that are newer than the data, or older: story and id.
    pub waiting: Vec<(PathBuf, String)>,
    /// What their rows say of customers, which must not get out.
    pub identities: Identities,
    /// The ids, without their source, of which no day may be told anywhere.
    guarded: BTreeSet<String>,
}

/// Tables with how each is read; nothing where that is not known.
pub type Tables<'t> = (&'t [Table], &'t [Option<Mapping>]);

/// Looks up every interaction that a story or a page names. One that is not in the data although the
/// data covers the story's day is an error at its line.
pub fn join(
    tables: Tables<'_>,
    rollup: &Rollup,
    stories: &Stories,
    config: &Config,
    problems: &mut Problems,
) -> Moments {
    check_teams(rollup, stories, problems);
    let mut moments = Moments::default();
    let vulnerable: Vec<_> = stories.all().filter(|story| story.details.is_vulnerable).collect();
    let named = vulnerable.iter().flat_map(|story| {
        let of_text = story.body.iter().flat_map(Part::interactions);
        story.details.interactions.iter().chain(of_text)
    });
    moments.guarded = named.map(|id| bare(id, config).to_owned()).collect();
    if rollup.span.is_none() {
        return moments;
    }
    let places = places(rollup, stories, config, problems);
    if let Err(problem) = cited::look_up(tables, &places, (rollup, config), &mut moments) {
        problems.add(problem);
    }
    moments.check(rollup, stories, config, problems);
    claims::check(&moments, rollup, stories, config, problems);
    moments
}

fn places<'s>(
    rollup: &Rollup,
    stories: &'s Stories,
    config: &Config,
    problems: &mut Problems,
) -> Places<'s> {
    let mut places = Places::new();
    // Each id is looked up once, however often it is named.
    let mut named: BTreeMap<&str, Vec<(&Document, &Spanned<String>)>> = BTreeMap::new();
    for (document, _, id) in stories.cited() {
        named.entry(id).or_default().push((document, id));
    }
    // Of what is held back, titles are shown to those who write: what its rows say of customers is
    // looked for there too.
    for id in stories.named() {
        named.entry(id).or_default();
    }
    for (id, spots) in named {
        match rows_of(id, rollup, config) {
            Ok(rows) => {
                for (age, (table, offset)) in rows.into_iter().enumerate() {
                    let cited = places.entry(table).or_default().entry(offset).or_default();
                    cited.insert((id, age));
                }
            }
            Err(problem) => spots.iter().for_each(|(document, id)| {
                problems.add(problem.clone().at(document.place(id.span.clone())));
            }),
        }
    }
    places
}

/// The rows of a cited id, the newest last. `source:id` names one of several sources.
fn rows_of(id: &str, rollup: &Rollup, config: &Config) -> Result<Vec<(usize, u64)>, Problem> {
    let mut rows = rollup.find(id)?;
    if let Some((source, rest)) = source_of(id, config) {
        return Ok(rollup.find(rest)?.remove(&source).unwrap_or_default());
    }
    if rows.len() > 1 {
        let names =
            rows.keys().map(|&source| format!("`{}:{id}`", config.sources[source].name.value));
        let help = format!("write {}", names.collect::<Vec<_>>().join(" or "));
        return Err(Problem::error(format!("`{id}` stands in more than one source")).help(help));
    }
    Ok(rows.pop_first().map_or_else(Vec::new, |(_, rows)| rows))
}

impl Moments {
    /// The interaction of an id, if it is in the data.
    pub fn cited(&self, id: &str) -> Option<&Cited> {
        self.cited.get(id)
    }

    /// Whether no day of an interaction may be told: a story of somebody who needs protection names
    /// it.
    pub fn is_guarded(&self, id: &str, config: &Config) -> bool {
        self.guarded.contains(bare(id, config))
    }

    fn check(
        &mut self,
        rollup: &Rollup,
        stories: &Stories,
        config: &Config,
        problems: &mut Problems,
    ) {
        let mut seen = BTreeSet::new();
        for (document, day, id) in stories.cited() {
            let wrong =
                |message: String| Problem::error(message).at(document.place(id.span.clone()));
            let name = &id.value;
            match (self.cited(id), day) {
                (None, Some(day)) if !is_covered(name, day, rollup, config) => {
                    let is_new = seen.insert((&document.file, name));
                    if is_new {
                        self.waiting.push((document.file.clone(), name.clone()));
                    }
                }
                (None, _) => problems.add(
                    wrong(format!("there is no interaction `{name}` in the data"))
                        .help("copy the id from the help desk, or take it out"),
                ),
                (Some(cited), Some(day)) if cited.opened > day => {
                    let opened = cited.opened;
                    problems.add(
                        wrong(format!("`{name}` was opened on {opened}, after the story's {day}"))
                            .help("a story is dated when it has happened"),
                    );
                }
                _ => {}
            }
        }
    }
}

/// Whether a source that may have an id covers a day: the one that it names, or any.
fn is_covered(id: &str, day: Day, rollup: &Rollup, config: &Config) -> bool {
    let named = source_of(id, config).map(|(source, _)| source);
    let mut spans = rollup.spans.iter().filter(|(source, _)| named.is_none_or(|n| n == **source));
    spans.any(|(_, (first, newest))| *first <= day && day <= config.zone.local_day(*newest))
}

/// The number of the source that an id names, and the id in it.
fn source_of<'i>(id: &'i str, config: &Config) -> Option<(usize, &'i str)> {
    let (name, rest) = id.split_once(':')?;
    let source = config.sources.iter().position(|source| *source.name == *name)?;
    Some((source, rest))
}

/// An id without its source.
fn bare<'i>(id: &'i str, config: &Config) -> &'i str {
    source_of(id, config).map_or(id, |(_, rest)| rest)
}

/// Without a list of teams in the configuration, stories name those of the data.
fn check_teams(rollup: &Rollup, stories: &Stories, problems: &mut Problems) {
    let slugs = rollup.groups_by(Dimension::Team).slugs();
    let known: Vec<&str> = slugs.iter().map(String::as_str).collect();
    let teams = stories
        .list
        .iter()
        .flat_map(|story| story.open_teams.iter().map(|team| (&story.document, team)));
    for (document, team) in teams {
        if rollup.span.is_some() && !slugs.contains(&team.value) {
            let message = format!("there is no team `{}` in the data", team.value);
            let (place, help) = (document.place(team.span.clone()), suggestion(team, &known));
            problems.add(Problem::error(message).at(place).help(help));
        }
    }
}
