//! What an inspection prints: for people, in lines of up to 100 columns, and as JSON.

use std::fmt::Write as _;
use std::iter::repeat;

use unicode_normalization::char::is_combining_mark;

use crate::diagnostic::{is_unprintable, printable};
use crate::inspect::{Column, Fault, Inspection, Kind, Reading};

/// How wide the parts of a line are.
const LABEL: usize = 12;
const LINE: usize = 100;
const HEADER: usize = 52;
const KIND: usize = 32;
const EXAMPLES: usize = 46;

/// The inspection for people.
pub(super) fn human(inspection: &Inspection) -> String {
    let mut text = format!("{}\n\n", printable(&inspection.file));
    for (label, value) in facts(inspection) {
        for (line, label) in wrapped(&value).into_iter().zip([label].into_iter().chain(repeat("")))
        {
            let _ = writeln!(text, "  {label:<LABEL$}{line}");
        }
    }
    text.push_str("\n  Columns, each with the field that is read from it\n\n");
    inspection.columns.iter().for_each(|column| text.push_str(&described(column)));
    if let Some(reading) = &inspection.reading {
        text.push_str("\n  What a build would do with the rows\n\n");
        text.push_str(&read(reading));
    }
    if let Some(block) = &inspection.block {
        let _ = write!(text, "\n  For moments.toml\n\n{block}");
    }
    text
}

/// The inspection as JSON. Characters that a terminal would act on are escaped.
pub(super) fn json(inspection: &Inspection) -> String {
    escaped(&serde_json::to_string_pretty(inspection).expect("an inspection is plain data"))
}

/// JSON as it is printed: what a terminal would act on is escaped.
pub(super) fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len() + 1);
    for c in json.chars() {
        match c {
            '\n' => text.push(c),
            c if is_unprintable(c) => drop(write!(text, "\\u{:04x}", u32::from(c))),
            c => text.push(c),
        }
    }
    text + "\n"
}

/// What is said of the file as a whole.
fn facts(inspection: &Inspection) -> Vec<(&'static str, String)> {
    let mut facts = vec![("size", size(inspection)), ("written", written(inspection))];
    if let Some(count) = Some(inspection.recoded_rows).filter(|count| *count > 0) {
        let line = inspection.first_recoded_line.unwrap_or_default();
        let text = format!("{} rows are not UTF-8, the first in line {line}", grouped(count));
        facts.push(("", format!("{text}; they are read as Windows-1252")));
    }
    if let Some(source) = &inspection.source {
        facts.push(("source", format!("`{}` of moments.toml reads it already", printable(source))));
    }
    facts.push(("preset", preset(inspection)));
    if let Some(why) = &inspection.unreadable {
        facts.push(("unreadable", printable(why)));
    }
    if let Some(order) = inspection.date_order {
        let line = inspection.date_order_line;
        let line = line.map_or(String::new(), |line| format!(", as line {line} shows"));
        facts.push(("dates", format!("{order}{line}")));
    }
    if let Some(zone) = &inspection.time_zone {
        facts.push(("times", format!("of {zone} where they have no offset")));
    }
    facts.extend(inspection.csat_scale.map(|scale| ("ratings", format!("on the scale {scale}"))));
    facts
}

fn size(inspection: &Inspection) -> String {
    let records = counted(inspection.records, "record");
    let columns = counted(inspection.columns.len() as u64, "column");
    format!("{} bytes, {records} of {columns}", grouped(inspection.bytes))
}

fn written(inspection: &Inspection) -> String {
    let mut parts = vec![match inspection.separator {
        Some('\t') => "tabs between cells".to_owned(),
        Some(separator) => format!("`{separator}` between cells"),
        None if inspection.layout == "parquet" => "Parquet".to_owned(),
        None => "a JSON object a line".to_owned(),
    }];
    let mark = if inspection.has_byte_order_mark { " with a byte-order mark" } else { "" };
    parts.push(format!("{}{mark}", inspection.encoding));
    parts.push(match inspection.packing {
        "none" => "not packed".to_owned(),
        packing => format!("packed with {packing}"),
    });
    parts.extend(inspection.header_line.map(|line| format!("header in line {line}")));
    let trailers = inspection.trailer_lines.iter().map(|line| format!("line {line} is no row"));
    parts.extend(trailers);
    parts.join(", ")
}

fn preset(inspection: &Inspection) -> String {
    let fit = |fit: &crate::inspect::Fit| {
        let (found, of) = (fit.found, fit.of);
        format!(
            "`{}` ({}), {found} of its {of} columns",
            printable(&fit.name),
            printable(&fit.tool)
        )
    };
    let chosen = |preset: &String| inspection.presets.iter().find(|fit| fit.name == *preset);
    match inspection.preset.as_ref().map(|preset| (preset, chosen(preset))) {
        Some((_, Some(chosen))) => fit(chosen),
        Some((name, None)) => format!("`{}`", printable(name)),
        None => match inspection.presets.first() {
            Some(nearest) => format!("none fits; the nearest is {}", fit(nearest)),
            None => "none fits".to_owned(),
        },
    }
}

/// A column in two lines.
fn described(column: &Column) -> String {
    let header = padded(&printable(&column.header), HEADER);
    let field = match column.dropped {
        None => column.fields.join(", "),
        Some(why) => format!("– ({why})"),
    };
    let filled = column.filled_share.map_or(0.0, |share| share.get() * 100.0);
    // A column with a gap is never said to be full.
    let filled = if filled < 100.0 { filled.floor() } else { filled };
    let values =
        format!("{}{}", grouped(column.distinct as u64), if column.has_more { "+" } else { "" });
    let values = format!("{values} {}", if column.distinct == 1 { "value" } else { "values" });
    let kind = padded(&kind(&column.kind), KIND);
    let examples = match column.withheld {
        Some(why) => format!("not shown: {why}"),
        None => cut(&printable(&column.examples.join(" · ")), EXAMPLES),
    };
    let first = format!("  {:>3}  {header}  {field}", column.position);
    let second = format!("       {kind}{filled:>4} %  {values:>13}  {examples}");
    format!("{}\n{}\n", first.trim_end(), second.trim_end())
}

fn kind(kind: &Kind) -> String {
    match kind {
        Kind::Empty => "empty".to_owned(),
        Kind::Id => "id".to_owned(),
        Kind::Date { shape, is_open: false } => format!("date {shape}"),
        Kind::Date { shape, is_open: true } => format!("date {shape}, order open"),
        Kind::Duration { unit: None } => "duration".to_owned(),
        Kind::Duration { unit: Some(unit) } => {
            format!("duration, in {} by its name", unit.name())
        }
        Kind::WholeNumber => "whole number".to_owned(),
        Kind::Decimal => "decimal number".to_owned(),
        Kind::Rating => "rating".to_owned(),
        Kind::FewValues => "a few values".to_owned(),
        Kind::Text => "text".to_owned(),
    }
}

fn read(reading: &Reading) -> String {
    let mut text = String::new();
    let mut line = |count: u64, what: &str| {
        let _ = writeln!(text, "  {:>12}  {what}", grouped(count));
    };
    line(reading.rows, "read");
    line(reading.kept, "kept");
    if reading.later > 0 {
        line(reading.later, "opened after today: kept out until then");
    }
    if reading.repeats > 0 {
        line(reading.repeats, "replaced by a newer row of the same id");
    }
    reading
        .rejected
        .iter()
        .for_each(|fault| line(fault.count, &format!("rejected: {}", why(fault))));
    reading.cells.iter().for_each(|fault| line(fault.count, &format!("cells: {}", why(fault))));
    text
}

fn why(fault: &Fault) -> String {
    let column =
        fault.column.as_ref().map_or("the row".to_owned(), |c| format!("`{}`", printable(c)));
    let line = fault.first_line.map_or(String::new(), |line| format!(", first in line {line}"));
    format!("{column} {}{line}", fault.meaning)
}

fn counted(count: u64, word: &str) -> String {
    format!("{} {word}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// A number with a comma between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A text in lines that leave room for a label, cut between words.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.len() - 1;
        let taken: usize = lines[last].chars().chain(word.chars()).map(width).sum();
        match lines[last].is_empty() {
            true => lines[last].push_str(word),
            false if taken < LINE - LABEL - 2 => lines[last].extend([" ", word]),
            false => lines.push(word.to_owned()),
        }
    }
    lines
}

/// How many columns of a terminal a character takes.
fn width(c: char) -> usize {
    match c {
        _ if is_combining_mark(c) => 0,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' => 2,
        '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' => 2,
        '\u{ffe0}'..='\u{ffe6}' | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

/// A text that takes no more than so many columns.
fn cut(text: &str, columns: usize) -> String {
    if text.chars().map(width).sum::<usize>() <= columns {
        return text.to_owned();
    }
    let mut left = columns - 1;
    let fits = |c: &char| left.checked_sub(width(*c)).inspect(|rest| left = *rest).is_some();
    text.chars().take_while(fits).collect::<String>() + "…"
}

/// A text that takes exactly so many columns.
fn padded(text: &str, columns: usize) -> String {
    let text = cut(text, columns);
    let taken: usize = text.chars().map(width).sum();
    text + &" ".repeat(columns - taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stay_aligned_with_any_letters() {
        for (text, expected) in [
            ("plain", "plain   "),
            ("exactly8", "exactly8"),
            ("too long a name", "too lon…"),
            ("日本語", "日本語  "),
            ("日本語の名前", "日本語… "),
            ("e\u{301}te\u{301}", "e\u{301}te\u{301}     "),
        ] {
            assert_eq!(padded(text, 8), expected);
        }
    }

    #[test]
    fn numbers_are_grouped() {
        let numbers = [0, 999, 1_000, 29_808, 1_234_567].map(grouped);
        assert_eq!(numbers, ["0", "999", "1,000", "29,808", "1,234,567"]);
    }
}
