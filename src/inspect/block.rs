//! A source for `moments.toml` that reads the file.

use std::fmt::Write as _;

use super::{Column, Kind};
use crate::config::{Field, Source};
use crate::diagnostic::{is_unprintable, printable};

/// What is still to be said about a source, beside its keys.
pub(super) struct Open {
    /// Whether no date shows the order of day and month.
    pub(super) date_order: bool,
    /// Whether the scale of the effort scores could be either.
    pub(super) effort_scale: bool,
    /// A share of rejected rows that would be let through, where the limit is under it.
    pub(super) rejected_share: Option<f64>,
}

/// The block. What only its reader knows is `…`, below a comment.
pub(super) fn write(source: &Source, columns: &[Column], open: &Open) -> String {
    let mut text = String::from("[[sources]]\n");
    line(&mut text, "name", &source.name);
    line(&mut text, "files", &source.files);
    if let Some(preset) = &source.preset {
        line(&mut text, "preset", preset);
    }
    if open.date_order {
        text.push_str("# D/M/Y or M/D/Y: no date in the file shows which\n");
        line(&mut text, "date_format", "…");
    }
    if let Some(scale) = source.csat_scale {
        line(&mut text, "csat_scale", scale.name());
    }
    if open.effort_scale {
        text.push_str("# 1-7 where 7 is easy, 1-5-effort where 1 is\n");
        line(&mut text, "ces_scale", "…");
    }
    if source.preset.is_none() {
        write_columns(source, columns, &mut text);
    }
    if !source.units.is_empty() {
        text.push_str("\n[sources.units]\n");
    }
    for (field, unit) in &source.units {
        line(&mut text, field.name(), unit.value.name());
    }
    if let Some(share) = open.rejected_share {
        text.push_str("\n# too many rows cannot be used: mend the export, or let them go\n");
        let _ = writeln!(text, "# [limits]\n# max_rejected_share = {share}");
    }
    text
}

/// The columns in the order of the fields, the required ones also where nothing could be guessed.
fn write_columns(source: &Source, columns: &[Column], text: &mut String) {
    text.push_str("\n[sources.columns]\n");
    for &field in Field::ALL {
        match source.columns.get(&field) {
            Some(header) => line(text, field.name(), &header.name),
            None if [Field::Id, Field::CreatedAt].contains(&field) => {
                let _ = writeln!(text, "# {}", missing(field, columns));
                line(text, field.name(), "…");
            }
            None => {}
        }
    }
}

/// What a field that nothing could be guessed for is, and where it could be.
fn missing(field: Field, columns: &[Column]) -> String {
    let (what, kind) = match field {
        Field::Id => ("what tells one interaction from all others", "ids"),
        _ => ("when it was opened", "dates"),
    };
    let fits = |column: &&Column| match field {
        Field::Id => column.kind == Kind::Id,
        _ => matches!(column.kind, Kind::Date { .. }),
    };
    let names = columns.iter().filter(fits).map(|c| format!("`{}`", printable(&c.header)));
    let names: Vec<String> = names.collect();
    match names.is_empty() {
        true => format!("{what}; no column looks like {kind}"),
        false => format!("{what}; {kind} stand in {}", names.join(", ")),
    }
}

fn line(text: &mut String, key: &str, value: &str) {
    let _ = writeln!(text, "{key} = {}", quoted(value));
}

/// A string of TOML.
fn quoted(value: &str) -> String {
    let mut text = String::from("\"");
    for c in value.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            c if is_unprintable(c) => {
                let _ = write!(text, "\\u{:04X}", u32::from(c));
            }
            c => text.push(c),
        }
    }
    text + "\""
}
