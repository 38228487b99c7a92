//! Which column of an unknown export could hold which field: for a block that is shown, and read
//! with only to say what it would come to.

use std::collections::BTreeMap;

use super::{Column, Kind};
use crate::calendar::DurationUnit;
use crate::config::{Field, Header, Kind as FieldKind, Source};
use crate::privacy::words;
use crate::tree::Spanned;

/// A source with the columns that can be guessed.
pub(super) fn source(mut source: Source, columns: &[Column]) -> Source {
    for (field, at) in fields(columns) {
        let column = &columns[at];
        source.columns.insert(field, unwritten(Header::of(&column.header)));
        if let Kind::Duration { unit: Some(unit) } = column.kind
            && unit != DurationUnit::Seconds
        {
            source.units.insert(field, unwritten(unit));
        }
    }
    source
}

fn unwritten<T>(value: T) -> Spanned<T> {
    Spanned { value, span: 0..0 }
}

/// What the words of a header must be for a field: one of each list. The first that fits counts.
const GUESSES: [(Field, &[&str]); 24] = [
    (
        Field::Id,
        &["ticket case issue conversation interaction request incident", "id key number no"],
    ),
    (Field::Id, &["id key number no nummer numero ticket case reference ref clave"]),
    (Field::FirstReplyAt, &["first initial", REPLY]),
    (Field::FirstReplySeconds, &["first initial", REPLY]),
    (Field::UpdatedAt, &["updated modified changed update aktualisiert actualizada"]),
    (Field::ResolvedAt, &["resolved solved completed resolution erledigt gelost resuelta resolu"]),
    (Field::ResolvedAt, &["closed finished geschlossen cerrada"]),
    (Field::FullResolutionSeconds, &["resolution resolve resolving handling handle solution"]),
    (
        Field::CreatedAt,
        &["created opened received submitted reported logged raised begun begin create"],
    ),
    (Field::CreatedAt, &["erstellt eingang creada creado creation criado abierta opening"]),
    (Field::ClosedAt, &["closed"]),
    (Field::Csat, &["csat rating satisfaction bewertung calificacion"]),
    (Field::Channel, &["channel via origin kanal canal medium"]),
    (Field::Topic, &["topic category kategorie categoria thema"]),
    (Field::Topic, &["reason type"]),
    (Field::Team, &["team group department queue gruppe abteilung equipo"]),
    (Field::Priority, &["priority urgency prioritat prioridad priorite"]),
    (Field::Status, &["status state estado etat"]),
    (Field::Agent, &["agent assignee owner"]),
    (Field::Tags, &["tags labels"]),
    (Field::Reopens, &["reopens reopened reopen"]),
    (Field::Assignments, &["assignments"]),
    (Field::AgentReplies, &["replies"]),
    (Field::Language, &["language locale"]),
];

const REPLY: &str = "reply response replied responded answer answered";

/// The column of each field that has a guess, by its place in the list.
fn fields(columns: &[Column]) -> BTreeMap<Field, usize> {
    let mut found = BTreeMap::new();
    for (field, lists) in GUESSES {
        let fits = |(at, column): &(usize, &Column)| {
            !found.values().any(|taken| taken == at)
                && can_hold(column, field)
                && has(column, lists)
        };
        let guess = columns.iter().enumerate().find(fits).map(|(at, _)| at);
        if let (Some(at), false) = (guess, found.contains_key(&field)) {
            found.insert(field, at);
        }
    }
    // A date that says no more than that is when it was opened.
    let is_date = |column: &Column| matches!(&words(&column.header)[..], [word] if word == "date");
    if let Some(at) = columns.iter().position(|c| is_date(c) && can_hold(c, Field::CreatedAt)) {
        found.entry(Field::CreatedAt).or_insert(at);
    }
    found
}

/// Whether a record can be a header: some names in it are those of an id and of an opening.
pub(super) fn is_header(names: &[String]) -> bool {
    let names: Vec<_> = names.iter().map(|name| words(name)).collect();
    let find = |field: Field| {
        let mut lists = GUESSES.iter().filter(|(guess, _)| *guess == field);
        lists.find_map(|(_, lists)| names.iter().position(|name| has_one_of_each(name, lists)))
    };
    find(Field::Id).zip(find(Field::CreatedAt)).is_some_and(|(id, opening)| id != opening)
}

fn has(column: &Column, lists: &[&str]) -> bool {
    has_one_of_each(&words(&column.header), lists)
}

fn has_one_of_each(words: &[String], lists: &[&str]) -> bool {
    lists.iter().all(|list| words.iter().any(|word| list.split(' ').any(|one| one == word)))
}

/// Whether what a column holds can be read as a field.
fn can_hold(column: &Column, field: Field) -> bool {
    let is_few = column.kind == Kind::FewValues;
    let is_free = !matches!(column.dropped, Some(super::REPEATED | super::CUSTOMER));
    is_free
        && match field.kind() {
            FieldKind::Identity => matches!(column.kind, Kind::Id | Kind::WholeNumber | Kind::Text),
            FieldKind::Stamp => matches!(column.kind, Kind::Date { .. }),
            FieldKind::Duration => matches!(column.kind, Kind::Duration { .. }),
            FieldKind::Number | FieldKind::Amount => column.kind == Kind::WholeNumber,
            FieldKind::Rating => column.kind == Kind::Rating,
            FieldKind::Key
            | FieldKind::Word
            | FieldKind::Flag
            | FieldKind::Choice
            | FieldKind::Mark => is_few && column.withheld.is_none(),
            FieldKind::Text => is_few || column.kind == Kind::Text,
        }
}
