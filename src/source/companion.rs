//! The small tables beside the interactions: `data/events.csv`.

use std::path::Path;

use csv::StringRecord;

use super::read_text;
use crate::calendar::Day;
use crate::config::{Config, Project, suggestion};
use crate::diagnostic::{Place, Problem, Problems};

/// A dated event that charts annotate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// The day.
    pub date: Day,
    /// Its name: `New phone system`.
    pub name: String,
    /// Whether limits are drawn afresh from it on.
    pub kind: EventKind,
    /// The id of the team it concerns; nothing for the whole company.
    pub team: Option<String>,
}

/// What an event means for the statistics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventKind {
    /// It is only marked.
    Event,
    /// A change that was meant to last: a new baseline begins.
    Baseline,
}

/// The table of events.
pub(super) const EVENTS: &str = "data/events.csv";
const HEADER: [&str; 4] = ["date", "name", "kind", "scope"];

/// The events of the project by date; none where there is no such file.
pub(super) fn events(project: &Project, config: &Config, problems: &mut Problems) -> Vec<Event> {
    let file = Path::new(EVENTS);
    if !project.folder.join(file).is_file() {
        return Vec::new();
    }
    let Some(text) = read_text(project, file, problems) else { return Vec::new() };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    if header != *HEADER.as_slice() {
        let found = header.iter().collect::<Vec<_>>().join(",");
        let message = format!("the header must be `{}`, found `{found}`", HEADER.join(","));
        let help =
            "write it exactly so; kinds are `event` and `baseline`, scopes `all` and `team:…`";
        problems.add(Problem::error(message).at(Place::line(file, 1)).help(help));
        return Vec::new();
    }
    let mut events = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => events.extend(event(&record, config, problems)),
            Err(error) => {
                let help = "save the file as UTF-8, commas between the cells";
                problems.add(Problem::error(error.to_string()).at(Place::file(file)).help(help));
            }
        }
    }
    events.sort();
    events
}

fn event(record: &StringRecord, config: &Config, problems: &mut Problems) -> Option<Event> {
    let line = record.position().map_or(0, csv::Position::line) as usize;
    let mut wrong = |message: String, help: String| {
        problems.add(Problem::error(message).at(Place::line(EVENTS, line)).help(help));
    };
    if record.len() != HEADER.len() {
        let message = format!("the row has {} cells, the header {}", record.len(), HEADER.len());
        wrong(message, "a name with a comma in it stands in quotes".into());
        return None;
    }
    let cell = |at: usize| record.get(at).unwrap_or("").trim();
    let date = Day::parse(cell(0));
    if date.is_none() {
        let message = format!("`date` must be a date such as 2026-03-01, found `{}`", cell(0));
        wrong(message, "write year, month and day with hyphens".into());
    }
    if cell(1).is_empty() {
        wrong("`name` is empty".into(), "say in a few words what happened".into());
    }
    let kind = match cell(2) {
        "event" => Some(EventKind::Event),
        "baseline" => Some(EventKind::Baseline),
        other => {
            let message = format!("`kind` must be `event` or `baseline`, found `{other}`");
            wrong(message, "`baseline` draws the limits of charts afresh from that day".into());
            None
        }
    };
    let team = match cell(3) {
        "all" => Some(None),
        scope => {
            let ids: Vec<&str> = config.teams.iter().map(|team| team.id.as_str()).collect();
            let team = scope.strip_prefix("team:").filter(|id| ids.contains(id));
            if team.is_none() {
                let message =
                    format!("`scope` must be `all` or `team:` and an id, found `{scope}`");
                wrong(message, suggestion(scope.trim_start_matches("team:"), &ids));
            }
            team.map(|id| Some(id.to_owned()))
        }
    };
    Some(Event { date: date?, name: cell(1).to_owned(), kind: kind?, team: team? })
}
