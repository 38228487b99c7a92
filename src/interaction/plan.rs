//! Which column of a table holds which field, and what is said where none does.

use std::collections::BTreeMap;

use super::preset::{Index, Score, named, plain, presets, scores};
use crate::config::{
    CesScale, Config, CsatScale, FILE, Field, Kind, Preset, Source, listed, suggestion,
};
use crate::diagnostic::{Place, Problem, Problems};
use crate::source::{Layout, Table};

/// The columns of a table.
pub(super) struct Plan<'c> {
    /// The preset that its source names or its header fits.
    pub(super) preset: Option<&'c Preset>,
    /// The names of its columns. Where each row names its own, those that may come later too.
    pub(super) header: Vec<String>,
    /// Where each field is: a column, or those of a date and of its time.
    pub(super) columns: BTreeMap<Field, Vec<usize>>,
}

/// Where the fields of a table are. What is wrong is added to `problems`.
pub(super) fn of<'c>(
    table: &Table,
    config: &'c Config,
    problems: &mut Problems,
) -> Option<Plan<'c>> {
    let source = &config.sources[table.source];
    let preset = match &source.preset {
        Some(_) => Some(named_preset(source, config, problems)?),
        None => recognised(&table.header, config),
    };
    if let Some(problem) = preset.and_then(|preset| refusal(preset, table)) {
        problems.add(problem);
        return None;
    }
    let mut plan = Plan { preset, header: table.header.clone(), columns: BTreeMap::new() };
    plan.add_preset(table, config);
    plan.add_own(table, source, problems)?;
    plan.leave_out(source);
    if [Field::Id, Field::CreatedAt].iter().all(|field| plan.columns.contains_key(field)) {
        return Some(plan);
    }
    problems.add(no_column(table, &plan, config));
    None
}

fn named_preset<'c>(
    source: &Source,
    config: &'c Config,
    problems: &mut Problems,
) -> Option<&'c Preset> {
    let name = source.preset.as_ref()?;
    let found = named(name, config);
    if found.is_none() {
        let all = presets(config);
        let names: Vec<&str> = all.iter().map(|preset| preset.name.as_str()).collect();
        let problem = Problem::error(format!("there is no preset `{}`", name.value));
        problems.add(problem.at(config.place(name)).help(suggestion(name, &names)));
    }
    found
}

fn recognised<'c>(header: &[String], config: &'c Config) -> Option<&'c Preset> {
    scores(header, config).first().filter(|score| score.is_fit()).map(|score| score.preset)
}

/// Whether a record can be the header of a source's table: a preset fits it, or all columns that
/// the source itself names are there.
pub fn is_header(source: &Source, header: &[String], config: &Config) -> bool {
    let index = Index::of(header);
    let mut own = source.columns.values().flat_map(|header| header.names());
    let has_own = !source.columns.is_empty() && own.all(|name| index.find(name).is_some());
    has_own || recognised(header, config).is_some()
}

fn refusal(preset: &Preset, table: &Table) -> Option<Problem> {
    let reason = preset.refused.as_ref()?;
    let message = format!("this is {}, which cannot be read: {reason}", preset.tool());
    let help = "take it out of the source's files, and export the interactions one by one";
    Some(Problem::error(message).at(header_place(table)).help(help))
}

fn header_place(table: &Table) -> Place {
    match table.form.header_line {
        // Each row names its columns.
        0 => Place::file(&table.file),
        line => Place::line(&table.file, line as usize),
    }
}

impl Plan<'_> {
    /// The columns of the preset; without one, canonical names still count beside the source's own.
    fn add_preset(&mut self, table: &Table, config: &Config) {
        let index = Index::of(&table.header);
        let base = self.preset.unwrap_or_else(|| presets(config)[0]);
        let fields = base.columns.keys();
        self.columns.extend(fields.filter_map(|&f| Some((f, index.find_field(base, f)?))));
        if let (Some(preset), Layout::JsonLines) = (self.preset, table.form.layout) {
            self.add_later(preset);
        }
    }

    /// Where each row names its columns, one that the first rows lack may come yet.
    fn add_later(&mut self, preset: &Preset) {
        let is_prefixed = |name: &String| name.starts_with(&preset.prefix);
        let prefix = if self.header.iter().any(is_prefixed) { &preset.prefix } else { "" };
        for (&field, header) in &preset.columns {
            if !self.columns.contains_key(&field) {
                let names = header.names().map(|name| format!("{prefix}{name}"));
                let columns = names.map(|name| self.add_column(&name)).collect();
                self.columns.insert(field, columns);
            }
        }
    }

    fn add_column(&mut self, name: &str) -> usize {
        let found = self.header.iter().position(|known| known == name);
        found.unwrap_or_else(|| {
            self.header.push(name.to_owned());
            self.header.len() - 1
        })
    }

    /// The columns that the source itself names; a name that the header does not have is an error,
    /// except where each row names its columns.
    fn add_own(&mut self, table: &Table, source: &Source, problems: &mut Problems) -> Option<()> {
        let index = Index::of(&table.header);
        let mut is_whole = true;
        for (&field, header) in &source.columns {
            let columns: Option<Vec<usize>> = match table.form.layout {
                Layout::JsonLines => {
                    let mut at = |name| index.find(name).unwrap_or_else(|| self.add_column(name));
                    Some(header.names().map(&mut at).collect())
                }
                _ => index.find_all(header),
            };
            match columns {
                Some(columns) => drop(self.columns.insert(field, columns)),
                None => {
                    is_whole = false;
                    let lacking = header.names().find(|name| index.find(name).is_none());
                    problems.add(no_such_column(table, field, lacking.unwrap_or_default()));
                }
            }
        }
        is_whole.then_some(())
    }

    /// Ratings that the source leaves out are not read.
    fn leave_out(&mut self, source: &Source) {
        let scale = source.csat_scale.or(self.preset.and_then(|preset| preset.csat_scale));
        if scale == Some(CsatScale::None) {
            self.columns.remove(&Field::Csat);
            self.columns.remove(&Field::CsatFirst);
        }
        let scale = source.ces_scale.or(self.preset.and_then(|preset| preset.ces_scale));
        if scale == Some(CesScale::None) {
            self.columns.remove(&Field::Ces);
        }
    }
}

fn no_such_column(table: &Table, field: Field, name: &str) -> Problem {
    let headers: Vec<&str> = table.header.iter().map(String::as_str).collect();
    let message = format!("there is no column `{name}` for `{}`", field.name());
    Problem::error(message).at(header_place(table)).help(suggestion(name, &headers))
}

/// The message for a header that says neither which interaction a row is nor when it was opened.
fn no_column(table: &Table, plan: &Plan<'_>, config: &Config) -> Problem {
    let source = &config.sources[table.source];
    let required = [Field::Id, Field::CreatedAt];
    let missing = required.iter().filter(|field| !plan.columns.contains_key(field));
    let missing: Vec<String> = missing.map(|field| format!("`{}`", field.name())).collect();
    let message = format!("no column is known to hold {}", missing.join(" and "));
    let problem = Problem::error(message).at(header_place(table)).help(format!(
        "the header has {}",
        listed(table.header.iter().filter(|name| !name.is_empty()).map(String::as_str))
    ));
    let separators = [("\t", "\\t"), (";", ";"), ("|", "|")];
    let is_one =
        |other: &&(&str, &str)| table.header.len() == 1 && table.header[0].contains(other.0);
    if let Some((_, shown)) = separators.iter().find(is_one) {
        return problem.help(format!(
            "the columns are separated by something else: write `delimiter = \"{shown}\"` in the \
             source `{}`",
            source.name.value
        ));
    }
    let scores = scores(&table.header, config);
    let problem = match scores.first().filter(|best| best.found > 0) {
        Some(best) => problem.help(nearest(best)),
        None => problem,
    };
    problem.help(format!("in `{FILE}`, the source could be:\n{}", block(table, source)))
}

/// The preset that comes nearest, and what it lacks.
fn nearest(score: &Score<'_>) -> String {
    let preset = score.preset;
    let (name, title) = (&preset.name.value, preset.tool());
    if score.is_fit() {
        return format!("the preset `{name}` ({title}) would fit");
    }
    let header = |field: &Field| preset.columns.get(field).map(|header| header.name.as_str());
    format!(
        "the nearest preset is `{name}` ({title}): {} of its {} columns are there, but not {}",
        score.found,
        score.of,
        listed(score.missing.iter().filter_map(header))
    )
}

/// The words of headers by which a field is guessed, for the block that is shown; never for reading.
const GUESSES: [(Field, &[&str]); 8] = [
    (Field::Id, &["id", "key", "number", "no"]),
    (Field::CreatedAt, OPENED),
    (Field::ResolvedAt, SOLVED),
    (Field::Channel, &["channel", "via", "origin"]),
    (Field::Topic, &["topic", "category", "type", "reason"]),
    (Field::Team, &["team", "group", "department", "queue"]),
    (Field::Priority, &["priority", "urgency"]),
    (Field::Csat, &["csat", "rating", "satisfaction"]),
];

/// In English, German, French, Spanish and Portuguese, as in [`SOLVED`].
#[rustfmt::skip]
const OPENED: &[&str] = &[
    "created", "opened", "received", "submitted",
    "erstellt", "erstelldatum", "erstellungsdatum", "angelegt", "eröffnet", "eingegangen",
    "créé", "créée", "création", "ouvert", "ouverte", "ouverture", "reçu",
    "creado", "creada", "creación", "abierto", "abierta", "apertura", "recibido",
    "criado", "criada", "criação", "aberto", "aberta", "abertura", "recebido",
];

#[rustfmt::skip]
const SOLVED: &[&str] = &[
    "resolved", "solved", "closed", "completed",
    "gelöst", "lösungsdatum", "erledigt", "geschlossen", "abgeschlossen",
    "résolu", "résolue", "résolution", "clos", "clôturé", "clôture", "fermé", "fermeture",
    "resuelto", "resuelta", "resolución", "solucionado", "cerrado", "cerrada", "cierre",
    "resolvido", "resolvida", "resolução", "fechado", "fechada", "encerrado", "fechamento",
];

/// A header with one of these says who did it, not when.
const BY: &[&str] = &["by", "von", "durch", "par", "por"];

/// A whole source for `moments.toml`, with a guess for each field that has one.
fn block(table: &Table, source: &Source) -> String {
    let (name, files) = (&source.name.value, &source.files.value);
    let mut lines = vec![
        "[[sources]]".to_owned(),
        format!("name = \"{name}\""),
        format!("files = \"{files}\""),
        "[sources.columns]".to_owned(),
    ];
    let mut taken: Vec<&str> = Vec::new();
    for (field, words) in GUESSES {
        let fits =
            |header: &&String| !taken.contains(&header.as_str()) && is_guess(field, words, header);
        let guess = table.header.iter().find(fits).map(String::as_str);
        taken.extend(guess);
        if guess.is_some() || [Field::Id, Field::CreatedAt].contains(&field) {
            let header = guess.unwrap_or("…").replace('\\', "\\\\").replace('"', "\\\"");
            lines.push(format!("{} = \"{header}\"", field.name()));
        }
    }
    lines.join("\n")
}

fn is_guess(field: Field, words: &[&str], header: &str) -> bool {
    let is_person = field.kind() == Kind::Stamp && has_word(header, BY);
    has_word(header, words) && !is_person
}

fn has_word(header: &str, words: &[&str]) -> bool {
    header.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&plain(word).as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_guessed_in_five_languages_and_people_are_not() {
        let guessed = |field: Field, header: &str| {
            let words = GUESSES.iter().find(|(known, _)| *known == field).unwrap().1;
            is_guess(field, words, header)
        };
        for (opened, solved) in [
            ("Created at", "First closed at"),
            ("Erstellt am", "Gelöst am"),
            ("Créé le", "Date de résolution"),
            ("Fecha de creación", "Fecha de cierre"),
            ("CRIADO EM", "Resolvido em"),
        ] {
            assert!(guessed(Field::CreatedAt, opened) && !guessed(Field::ResolvedAt, opened));
            assert!(guessed(Field::ResolvedAt, solved) && !guessed(Field::CreatedAt, solved));
        }
        for person in ["First closed by", "Gelöst von", "Fermé par", "Cerrado por"] {
            assert!(!guessed(Field::ResolvedAt, person), "{person}");
        }
        assert!(guessed(Field::Topic, "Category by agent"));
    }
}
