//! The join of stories with the interactions they name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::calendar::Day;
use crate::config::{Config, suggestion};
use crate::diagnostic::{Problem, Problems};
use crate::interaction::{Dimension, Interaction, Mapping, Rating};
use crate::rollup::Rollup;
use crate::source::{Document, Table};
use crate::story::Stories;
use crate::tree::Spanned;
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

/// Tables with how each is read; nothing where that is not known.
type Tables<'t> = (&'t [Table], &'t [Option<Mapping>]);

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
    match look_up(tables, &places, rollup) {
        Ok(cited) => moments.cited = cited,
        Err(problem) => problems.add(problem),
    }
    moments.check(rollup, stories, config, problems);
    moments
}

/// Where the rows of cited interactions begin, a table each: the id as it is cited, and the place
/// of the row among those of its id, from the oldest.
type Places<'s> = BTreeMap<usize, BTreeMap<u64, BTreeSet<(&'s str, usize)>>>;

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

/// Reads the rows at the places. The newest of an id counts; its first rating is the oldest that
/// any of its rows tells of.
fn look_up(
    (tables, mappings): Tables<'_>,
    places: &Places<'_>,
    rollup: &Rollup,
) -> Result<BTreeMap<String, Cited>, Problem> {
    let mut found: BTreeMap<&str, BTreeMap<usize, Option<Cited>>> = BTreeMap::new();
    for (&number, offsets) in places {
        let Some(mapping) = &mappings[number] else { continue };
        let wanted: Vec<u64> = offsets.keys().copied().collect();
        tables[number].rows_at(mapping.header(), &wanted, |row, offset| {
            // A row that was rejected has been counted by the roll-up.
            let Ok(Some(interaction)) = mapping.read(row, &mut Vec::new()) else { return };
            let cited = (interaction.created < rollup.cut)
                .then(|| Cited::of(&interaction.until(rollup.cut), mapping, rollup));
            for (id, age) in offsets.get(&offset).into_iter().flatten() {
                if id.as_bytes().ends_with(interaction.id) {
                    found.entry(id).or_default().insert(*age, cited.clone());
                }
            }
        })?;
    }
    let newest = found.into_iter().filter_map(|(id, rows)| {
        let rated = rows.values().flatten().find_map(|row| row.csat_first.or(row.csat));
        let mut cited = rows.into_values().next_back()??;
        cited.csat_first = cited.csat_first.or(rated).filter(|first| Some(*first) != cited.csat);
        Some((id.to_owned(), cited))
    });
    Ok(newest.collect())
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
