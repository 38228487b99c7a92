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

use crate::config::{Config, suggestion};
use crate::diagnostic::{Problem, Problems};
use crate::interaction::{Dimension, Mapping};
use crate::privacy::Identities;
use crate::rollup::Rollup;
use crate::source::{Document, Table};
use crate::story::Stories;
use crate::tree::Spanned;

/// The interactions that stories name, by id.
#[derive(Clone, Debug, Default)]
pub struct Moments {
    cited: BTreeMap<String, Cited>,
    /// The interactions that are newer than the data, or older: story and id.
    pub waiting: Vec<(PathBuf, String)>,
    /// What their rows say of customers, which must not get out.
    pub identities: Identities,
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
    if let Some((name, rest)) = id.split_once(':')
        && let Some(source) = config.sources.iter().position(|source| *source.name == *name)
    {
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

    fn check(
        &mut self,
        rollup: &Rollup,
        stories: &Stories,
        config: &Config,
        problems: &mut Problems,
    ) {
        let Some((first, newest)) = rollup.span else { return };
        let last = config.zone.local_day(newest);
        let mut seen = BTreeSet::new();
        for (document, day, id) in stories.cited() {
            let wrong =
                |message: String| Problem::error(message).at(document.place(id.span.clone()));
            let name = &id.value;
            match (self.cited(id), day) {
                (None, Some(day)) if day < first || day > last => {
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
