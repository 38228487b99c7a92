//! Personal details in what people write for the site: texts, tables, configuration.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::text::{FEWEST_DIGITS, Personal, digits, personal};
use super::{Names, People};
use crate::calendar::Day;
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
        let place = |span| Place { excerpt: None, ..document.place(span) };
        let said = desk.text(&document.text, place);
        desk.shown(document, place, said);
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

/// The tables beside the interactions without the rows that name somebody who has left: what was
/// right yesterday stops no build today. Each is said.
#[must_use]
pub fn without_the_gone(
    mut companions: Companions,
    (config, today): (&Config, Day),
    problems: &mut Problems,
) -> Companions {
    let list = std::mem::take(&mut companions.people);
    let names = Names::of(&list);
    let people = People::new(&list, &names, config, today);
    let mut gone = BTreeSet::new();
    for (file, line, column, text) in cells(&companions).filter(|(file, ..)| *file != FACTS) {
        let names = people.full_names(text).into_iter();
        for (_, person) in names.filter(|(_, person)| people.is_gone(person)) {
            let id = &person.id;
            let message = format!("`{column}` has the full name of `{id}`, who has left");
            let help = "the row is left out: take it out here too, or word it differently";
            problems.keep_private(Path::new(file), line);
            problems.add(Problem::warning(message).at(Place::line(file, line)).help(help));
            gone.insert((file, line));
        }
    }
    let stays = |file, line| !gone.contains(&(file, line));
    companions.voice.retain(|row| stays(VOICE, row.line));
    companions.barriers.retain(|row| stays(BARRIERS, row.line));
    companions.nominations.retain(|row| stays(NOMINATIONS, row.line));
    companions.basics.retain(|row| stays(BASICS, row.line));
    companions.events.retain(|row| stays(EVENTS, row.line));
    Companions { people: list, ..companions }
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
    /// Says each detail of a text at its place, line by line; with it, the lines and kinds.
    fn text(&mut self, text: &str, place: impl Fn(Range<usize>) -> Place) -> BTreeSet<Spot> {
        let mut start = 0;
        let mut said = BTreeSet::new();
        for line in text.split_inclusive('\n') {
            for (kind, range) in self.found(line) {
                let at = start + range.start;
                said.extend(self.say(kind, place(at..at + 1), "stands here"));
            }
            start += line.len();
        }
        said
    }

    /// Says each detail of a markdown text as it is read: over the ends of lines, between marks and
    /// behind entities. Those in `said` have been.
    fn shown(
        &mut self,
        document: &Document,
        place: impl Fn(Range<usize>) -> Place,
        said: BTreeSet<Spot>,
    ) {
        // Most texts have nothing of which a detail could be made.
        let start = document.fenced().map_or(0, |fenced| fenced.body);
        let body = &document.text[start..];
        if memchr::memchr2(b'@', b'&', body.as_bytes()).is_none() && digits(body) < FEWEST_DIGITS {
            return;
        }
        for block in blocks(&document.text) {
            for (kind, range) in self.found(&block.words) {
                let place = place(block.source(range.start));
                let line = place.line.unwrap_or(0);
                if !said.contains(&(line, name(kind))) {
                    self.say(kind, place, "stands here as it is read");
                }
            }
        }
    }

    fn cell(&mut self, text: &str, column: &str, place: &Place) {
        for (kind, _) in self.found(text) {
            self.say(kind, place.clone(), &format!("stands in `{column}`"));
        }
    }

    /// The details of a text that may not stand there.
    fn found(&self, text: &str) -> Vec<(Personal, Range<usize>)> {
        let mut found = Vec::new();
        if personal(text).is_none() {
            return found;
        }
        let mut rest = text.to_owned();
        while let Some((kind, range)) = personal(&rest) {
            if !self.allowed.contains(&key(&rest[range.clone()])) {
                found.push((kind, range.clone()));
            }
            // What has been found is covered, so that the next is found wherever it stands.
            rest.replace_range(range.clone(), &"|".repeat(range.len()));
        }
        found
    }

    fn say(&mut self, kind: Personal, place: Place, stands: &str) -> Option<Spot> {
        let message = match place.column {
            Some(column) => format!("{} {stands}, at character {column}", name(kind)),
            None => format!("{} {stands}", name(kind)),
        };
        let line = place.line;
        line.into_iter().for_each(|line| self.problems.keep_private(&place.file, line));
        self.problems.add(Problem::error(message).at(place).help(HELP));
        Some((line?, name(kind)))
    }
}

/// A line and what was found in it.
type Spot = (usize, &'static str);

/// The words of a paragraph, a cell or a heading, as they are read.
#[derive(Default)]
struct Block {
    words: String,
    /// Where parts of the words begin, and where they stand in the text.
    parts: Vec<(usize, Range<usize>)>,
}

impl Block {
    fn push(&mut self, words: &str, span: Range<usize>) {
        self.parts.push((self.words.len(), span));
        self.words.push_str(words);
    }

    /// Where the part of the text stands that has a byte of the words.
    fn source(&self, at: usize) -> Range<usize> {
        let part = self.parts.iter().rev().find(|(start, _)| *start <= at);
        part.map_or(0..0, |(start, span)| (span.start + at - start).min(span.end)..span.end)
    }
}

/// The blocks of a markdown text without its front matter.
fn blocks(text: &str) -> Vec<Block> {
    let options = Options::ENABLE_TABLES
        .union(Options::ENABLE_FOOTNOTES)
        .union(Options::ENABLE_STRIKETHROUGH)
        .union(Options::ENABLE_YAML_STYLE_METADATA_BLOCKS)
        .union(Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS);
    let mut blocks = vec![Block::default()];
    let mut is_front = false;
    for (event, span) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(Tag::MetadataBlock(_)) => is_front = true,
            Event::End(TagEnd::MetadataBlock(_)) => is_front = false,
            Event::Text(words)
            | Event::Code(words)
            | Event::Html(words)
            | Event::InlineHtml(words)
                if !is_front =>
            {
                blocks.last_mut().into_iter().for_each(|block| block.push(&words, span.clone()));
            }
            Event::SoftBreak | Event::HardBreak => {
                blocks.last_mut().into_iter().for_each(|block| block.push(" ", span.clone()));
            }
            Event::Start(tag) if !is_inline(&tag) => blocks.push(Block::default()),
            _ => {}
        }
    }
    blocks
}

/// Whether words before a tag are read together with those in it.
fn is_inline(tag: &Tag<'_>) -> bool {
    use Tag::{Emphasis, Image, Link, Strikethrough, Strong};
    matches!(tag, Emphasis | Strong | Strikethrough | Link { .. } | Image { .. })
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
