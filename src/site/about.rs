//! About the data: what was read, what was not, and how figures are made.

use super::content::{About, Content, Labelled, Link, SourceColumns};
use super::figure::{Row, Table};
use super::overview::DEFINITIONS;
use super::{Page, Work};
use std::collections::BTreeSet;

use crate::rollup::SourceReading;
use crate::words::{printable, shortened};

/// So many lines below tables are listed one by one.
const TRAILERS: usize = 5;
/// So many columns that are never read are listed.
const COLUMNS: usize = 200;
/// The longest name of a column, in characters.
const HEADER: usize = 80;

pub(super) fn page(work: Work<'_>) -> Page {
    let sources = &work.m.rollup.reading.sources;
    let words = &work.m.config.words;
    let columns = sources.iter().map(|source| SourceColumns {
        source: source.name.clone(),
        used: source
            .used
            .iter()
            .filter(|(field, _)| field.is_looked_at())
            .map(|(field, header)| Labelled {
                label: field.name().to_owned(),
                text: header_name(header),
            })
            .collect(),
        dropped: dropped(work, source),
    });
    let about = About {
        standfirst: work.say("about.standfirst", &[]),
        sources: sources_table(work, sources),
        columns: columns.collect(),
        rejected: rejected(work, sources),
        unknown: unknown(work, sources),
        definitions: match work.m.metrics.list.is_empty() {
            true => Link { name: String::new(), path: String::new() },
            false => work.link(work.say("definitions.title", &[]), DEFINITIONS),
        },
        notes: notes(work),
        built: work.say("about.built", &[("day", &words.day(work.m.today))]),
    };
    let head = work.head("about/", work.say("about.title", &[]), "about", Vec::new());
    let content = Content::About(Box::new(about));
    Page { head, template: "about.html", content, figures: Vec::new() }
}

fn sources_table(work: Work<'_>, sources: &[SourceReading]) -> Table {
    let count = |n: u64| work.m.config.words.count(n as i64);
    let row = |source: &SourceReading| Row {
        name: source.name.clone(),
        href: None,
        cells: vec![
            count(source.files.len() as u64),
            count(source.rows),
            count(source.kept),
            count(source.rejected_rows()),
            count(source.repeats),
            count(source.later),
        ],
    };
    let columns = ["source", "files", "rows", "kept", "rejected", "replaced", "later"];
    Table {
        caption: work.say("about.sources-caption", &[]),
        columns: columns.iter().map(|id| work.say(&format!("about.{id}"), &[])).collect(),
        text_column: None,
        rows: sources.iter().map(row).collect(),
    }
}

fn reason_table(
    work: Work<'_>,
    columns: [&str; 3],
    rows: Vec<Row>,
    caption: &str,
) -> Option<Table> {
    (!rows.is_empty()).then(|| Table {
        caption: work.say(caption, &[]),
        columns: columns.iter().map(|id| work.say(&format!("about.{id}"), &[])).collect(),
        text_column: Some(1),
        rows,
    })
}

fn rejected(work: Work<'_>, sources: &[SourceReading]) -> Option<Table> {
    let rows = sources.iter().flat_map(|source| {
        source.rejected.iter().map(|(reason, &count)| Row {
            name: source.name.clone(),
            href: None,
            cells: vec![
                work.say(&format!("reason.{}", reason.name()), &[]),
                work.m.config.words.count(count as i64),
            ],
        })
    });
    let rows = rows.collect();
    reason_table(work, ["source", "reason", "rows"], rows, "about.rejected-caption")
}

fn unknown(work: Work<'_>, sources: &[SourceReading]) -> Option<Table> {
    let rows = sources.iter().flat_map(|source| {
        source.faults.iter().map(|(fault, &count)| Row {
            name: source.used.get(&fault.field).map(|name| header_name(name)).unwrap_or_default(),
            href: None,
            cells: vec![
                work.say(&format!("reason.{}", fault.reason.name()), &[]),
                work.m.config.words.count(count as i64),
            ],
        })
    });
    let rows = rows.collect();
    reason_table(work, ["column", "reason", "cells"], rows, "about.unknown-caption")
}

fn notes(work: Work<'_>) -> Vec<Labelled> {
    let minimum = work.m.config.privacy.minimum_group.value.to_string();
    let zone = work.m.config.time_zone.value.as_str();
    let values = [("minimum", minimum.as_str()), ("zone", zone)];
    let note = |id: &str| Labelled {
        label: work.say(&format!("about.{id}-title"), &[]),
        text: work.say(&format!("about.{id}"), &values),
    };
    let has_repeats = work.m.rollup.reading.sources.iter().any(|source| source.repeats > 0);
    let ids = ["privacy", "small-groups", "people", "periods", "change", "stories"];
    let notes = ids.into_iter().chain(has_repeats.then_some("replaced-rows"));
    notes.map(note).chain(trailers(work)).collect()
}

/// The headers of columns that nothing is read from.
fn dropped(work: Work<'_>, source: &SourceReading) -> Vec<String> {
    let unused = source.used.iter().filter(|(field, _)| !field.is_looked_at());
    let all: BTreeSet<&String> =
        source.dropped.iter().chain(unused.map(|(_, name)| name)).collect();
    let mut names: Vec<String> =
        all.into_iter().map(|name| header_name(name)).filter(|name| !name.is_empty()).collect();
    let more = names.len().saturating_sub(COLUMNS);
    names.truncate(COLUMNS);
    names.extend((more > 0).then(|| and_more(work, more)));
    names
}

/// What ends a list that is cut.
fn and_more(work: Work<'_>, count: usize) -> String {
    work.say("about.more", &[("n", &work.m.config.words.count(count as i64))])
}

/// The name of a column as pages show it.
pub(super) fn header_name(header: &str) -> String {
    shortened(&printable(header), HEADER)
}

/// The lines below tables that were taken for no rows.
fn trailers(work: Work<'_>) -> Option<Labelled> {
    let trailers = &work.m.rollup.reading.trailers;
    let line = |(file, line): &(std::path::PathBuf, u64)| {
        let (line, file) =
            (work.m.config.words.count(*line as i64), printable(&file.display().to_string()));
        work.say("about.trailer", &[("line", &line), ("file", &file)])
    };
    let lines: Vec<String> = trailers.iter().take(TRAILERS).map(line).collect();
    let lines = match trailers.len().saturating_sub(TRAILERS) {
        0 => work.m.config.words.list(&lines),
        more => format!("{} {}", lines.join(", "), and_more(work, more)),
    };
    (!lines.is_empty()).then(|| Labelled {
        label: work.say("about.trailers-title", &[]),
        text: work.say("about.trailers", &[("lines", &lines)]),
    })
}
