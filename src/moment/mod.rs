//! The join of stories with the interactions they name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::calendar::Day;
use crate::config::{Config, suggestion};
use crate::diagnostic::{Problem, Problems};
use crate::interaction::{Dimension, Interaction, Mapping, Rating};
use crate::rollup::Rollup;
use crate::source::Table;
use crate::story::Stories;
use crate::units::Seconds;

/// The interactions that stories name, by id.
#[derive(Clone, Debug, Default)]
pub struct Moments {
    cited: BTreeMap<String, Cited>,
    /// The interactions that are newer than the data, or older: story and id.
    pub waiting: Vec<(PathBuf, String)>,
}

/// An interaction that a story names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// The local day on which it was opened.
    pub opened: Day,
    /// How long it took until a person answered.
    pub first_reply: Option<Seconds>,
    /// How long it took until it was solved.
    pub resolution: Option<Seconds>,
    /// The local day of that.
    pub resolved: Option<Day>,
    /// Its value in each dimension, as it is shown; empty where the data says nothing.
    pub labels: [String; 4],
    /// The first rating, where it is not the last.
    pub csat_first: Option<Rating>,
    /// The last rating.
    pub csat: Option<Rating>,
    /// How often it was opened again.
    pub reopens: u32,
    /// How often it was handed over.
    pub handovers: u32,
}

impl Cited {
    fn of(interaction: &Interaction<'_>, mapping: &Mapping, rollup: &Rollup) -> Cited {
        let resolved = interaction.resolved;
        let label = |at: usize| {
            let value = interaction.keys[at].map(String::from_utf8_lossy).unwrap_or_default();
            rollup.groups[at].label(&value)
        };
        Cited {
            opened: interaction.created_day,
            first_reply: interaction.first_reply,
            resolution: resolved.map(|stamp| Seconds(stamp.0 - interaction.created.0)),
            resolved: resolved.map(|stamp| mapping.project_zone.local_day(stamp)),
            labels: [0, 1, 2, 3].map(label),
            csat_first: interaction.csat_first.filter(|first| Some(*first) != interaction.csat),
            csat: interaction.csat,
            reopens: interaction.reopens.unwrap_or(0),
            handovers: interaction.assignments.unwrap_or(1).saturating_sub(1),
        }
    }

    /// What it was about, as it is shown.
    pub fn topic(&self) -> &str {
        &self.labels[Dimension::Topic as usize]
    }

    /// How it came in, as it is shown.
    pub fn channel(&self) -> &str {
        &self.labels[Dimension::Channel as usize]
    }
}

/// Looks up every interaction that a story names. One that is not in the data although the data
/// covers the story's day is an error at its line.
pub fn join(
    tables: &[Table],
    rollup: &Rollup,
    stories: &Stories,
    config: &Config,
    problems: &mut Problems,
) -> Moments {
    check_teams(rollup, stories, problems);
    let wanted: BTreeSet<&[u8]> = stories
        .list
        .iter()
        .flat_map(|story| &story.details.interactions)
        .map(|citation| citation.id.as_bytes())
        .collect();
    let mut moments = Moments::default();
    if wanted.is_empty() || rollup.span.is_none() {
        return moments;
    }
    moments.cited = look_up(tables, &wanted, rollup, config, problems);
    moments.check(rollup, stories, config, problems);
    moments
}

fn look_up(
    tables: &[Table],
    wanted: &BTreeSet<&[u8]>,
    rollup: &Rollup,
    config: &Config,
    problems: &mut Problems,
) -> BTreeMap<String, Cited> {
    let cut = rollup.cut;
    let mut found = BTreeMap::new();
    for table in tables {
        // What is wrong with its header has been said when it was rolled up.
        let mut said = Problems::default();
        let Some(mapping) = Mapping::of(table, config, &mut said) else { continue };
        let mut faults = Vec::new();
        let end = table.rows(|record, _| {
            if !mapping.id(record).is_some_and(|id| wanted.contains(id)) {
                return;
            }
            faults.clear();
            // A row that was rejected has been counted by the roll-up.
            let Ok(interaction) = mapping.read(record, &mut faults) else { return };
            if interaction.created < cut {
                let id = String::from_utf8_lossy(interaction.id).into_owned();
                found.insert(id, Cited::of(&interaction.until(cut), &mapping, rollup));
            }
        });
        if let Err(problem) = end {
            problems.add(problem);
        }
    }
    found
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
        for story in &stories.list {
            for citation in &story.details.interactions {
                let wrong = |message: String| Problem::error(message).at(citation.place.clone());
                let id = &citation.id;
                match self.cited(id) {
                    None if story.date >= first && story.date <= last => problems.add(
                        wrong(format!("there is no interaction `{id}` in the data"))
                            .help("copy the id from the help desk, or take it out"),
                    ),
                    None => self.waiting.push((story.file.clone(), id.clone())),
                    Some(cited) if cited.opened > story.date => {
                        let (date, opened) = (story.date, cited.opened);
                        problems.add(
                            wrong(format!(
                                "`{id}` was opened on {opened}, after the story's {date}"
                            ))
                            .help("a story is dated when it has happened"),
                        );
                    }
                    _ => {}
                }
            }
        }
    }
}

/// Without a list of teams in the configuration, stories name those of the data.
fn check_teams(rollup: &Rollup, stories: &Stories, problems: &mut Problems) {
    let slugs = rollup.groups_by(Dimension::Team).slugs();
    let known: Vec<&str> = slugs.iter().map(String::as_str).collect();
    for team in stories.list.iter().flat_map(|story| &story.open_teams) {
        if rollup.span.is_some() && !slugs.contains(&team.id) {
            let message = format!("there is no team `{}` in the data", team.id);
            let help = suggestion(&team.id, &known);
            problems.add(Problem::error(message).at(team.place.clone()).help(help));
        }
    }
}
