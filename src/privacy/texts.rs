//! Personal details in what people write for the site: texts, tables, configuration.

use std::collections::BTreeSet;

use super::People;
use super::text::{Personal, personal};
use crate::config::{Config, FILE};
use crate::diagnostic::{Place, Problem, Problems};
use crate::source::{
    BARRIERS, BASICS, Companions, Document, EVENTS, FACTS, NOMINATIONS, Naming, VOICE,
};
use crate::words::key;

const HELP: &str = "take it out; if it may stand on pages, write `[[privacy.allow]]` with its `text` and \
                    the `reason` in `moments.toml`";

/// Adds every personal detail in documents, in the tables beside the interactions and in the
/// configuration to `problems`, without the detail; and every full name in the tables of somebody
/// who may not be named so. `ids` are the ids of interactions that texts name: they may look like
/// anything.
pub fn check_texts(
    (documents, companions): (&[Document], &Companions),
    ids: Vec<String>,
    (people, config): (People<'_>, &Config),
    problems: &mut Problems,
) {
    let allowed = config.privacy.allow.iter().map(|allowed| key(&allowed.text));
    let allowed: BTreeSet<String> = allowed.chain(ids.iter().map(|id| key(id))).collect();
    let mut desk = Desk { allowed, problems };
    for document in documents {
        desk.text(&document.text, |span| Place { excerpt: None, ..document.place(span) });
    }
    desk.text(config.text(), |span| Place {
        excerpt: None,
        ..Place::span(FILE, config.text(), span)
    });
    for (file, line, column, text) in cells(companions) {
        desk.cell(text, column, &Place::line(file, line));
        let names = people.full_names(text).into_iter();
        for (_, person) in names.filter(|(_, person)| people.naming(person) != Naming::Full) {
            let id = &person.id;
            let message =
                format!("`{column}` has the full name of `{id}`, who may not be named so");
            let problem = Problem::error(message).at(Place::line(file, line));
            desk.problems
                .add(problem.help("word it differently, or write what somebody does there"));
        }
    }
}

/// The cells of all tables that stand on pages as they are.
fn cells(all: &Companions) -> impl Iterator<Item = (&'static str, usize, &'static str, &str)> {
    let voice = all.voice.iter().flat_map(|row| {
        [("comment", &row.comment), ("change", &row.change)].map(|(c, t)| (VOICE, row.line, c, t))
    });
    let barriers = all.barriers.iter().flat_map(|row| {
        [("barrier", &row.barrier), ("owner", &row.owner)].map(|(c, t)| (BARRIERS, row.line, c, t))
    });
    let nominations = all.nominations.iter().flat_map(|row| {
        [("by", &row.by), ("why", &row.why)].map(|(c, t)| (NOMINATIONS, row.line, c, t))
    });
    let basics = all.basics.iter().map(|row| (BASICS, row.line, "item", &row.item));
    let facts = all.facts.iter().flat_map(|row| {
        [("statement", &row.statement), ("source", &row.source)]
            .map(|(c, t)| (FACTS, row.line, c, t))
    });
    let events = all.events.iter().map(|row| (EVENTS, row.line, "name", &row.name));
    let rows = voice.chain(barriers).chain(nominations).chain(basics).chain(facts).chain(events);
    rows.map(|(file, line, column, text)| (file, line, column, text.as_str()))
}

struct Desk<'p> {
    allowed: BTreeSet<String>,
    problems: &'p mut Problems,
}

impl Desk<'_> {
    /// Says each detail of a text at its place, line by line.
    fn text(&mut self, text: &str, place: impl Fn(std::ops::Range<usize>) -> Place) {
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            self.line(line, |at| place(start + at..start + at + 1), "stands here");
            start += line.len();
        }
    }

    fn cell(&mut self, text: &str, column: &str, place: &Place) {
        self.line(text, |_| place.clone(), &format!("stands in `{column}`"));
    }

    fn line(&mut self, line: &str, place: impl Fn(usize) -> Place, stands: &str) {
        let mut rest = line.to_owned();
        while let Some((kind, range)) = personal(&rest) {
            // What has been found is covered, so that the next is found wherever it stands.
            let found = rest[range.clone()].to_owned();
            rest.replace_range(range.clone(), &"|".repeat(range.len()));
            if self.allowed.contains(&key(&found)) {
                continue;
            }
            let place = place(range.start);
            let message = match place.column {
                Some(column) => format!("{} {stands}, at character {column}", name(kind)),
                None => format!("{} {stands}", name(kind)),
            };
            if let Some(line) = place.line {
                self.problems.keep_private(&place.file, line);
            }
            self.problems.add(Problem::error(message).at(place).help(HELP));
        }
    }
}

/// What a detail is, in messages.
fn name(kind: Personal) -> &'static str {
    match kind {
        Personal::Email => "an e-mail address",
        Personal::Iban => "the number of a bank account",
        Personal::Card => "the number of a payment card",
        Personal::Phone => "a phone number",
    }
}
