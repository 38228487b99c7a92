//! What must not get out about people, looked for in every file of the site.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Place, Problem, Problems};
use crate::page::OutFile;
use crate::privacy::{Identities, Origin};
use crate::source::Document;
use crate::story::Stories;

/// The values that stand in a file or its path.
pub(super) fn exposed<'i>(file: &OutFile, identities: &'i Identities) -> BTreeSet<&'i Origin> {
    if identities.is_empty() {
        return BTreeSet::new();
    }
    let in_path = identities.found_in(&file.path);
    let text = std::str::from_utf8(&file.bytes).unwrap_or_default();
    in_path.into_iter().chain(origins(text, &file.path, identities)).collect()
}

/// Adds every value that stands in files to `problems`, without the value: at the lines of the
/// texts that have it, or else with the files.
pub(super) fn report(
    exposed: BTreeMap<&Origin, BTreeSet<String>>,
    (stories, identities): (&Stories, &Identities),
    problems: &mut Problems,
) {
    if exposed.is_empty() {
        return;
    }
    let written = stories.all().map(|story| &story.document);
    let pages = stories.pages.iter().map(|page| &page.document);
    let held = stories.held_back.iter().map(|held| &held.document);
    let written: Vec<&Document> = written.chain(pages).chain(held).collect();
    for (origin, paths) in exposed {
        let (what, help) = match origin {
            Origin::Customer { column, interaction } => (
                format!("what stands in the column `{column}` of the interaction `{interaction}`"),
                "take it out; what may stand there all the same is written in `[[privacy.allow]]`",
            ),
            Origin::Colleague { id } => (
                format!("the full name of `{id}`, who may not be named so"),
                "take it out: `data/people.csv` says how somebody may be named",
            ),
        };
        let lines = lines_with(origin, &written, identities);
        if lines.is_empty() {
            let more = match paths.len() - 1 {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let first = paths.first().map_or("", String::as_str);
            let message = format!("`{first}`{more} would show {what}");
            problems.add(Problem::error(message).help(help));
        }
        for place in lines {
            place.line.into_iter().for_each(|line| problems.keep_private(&place.file, line));
            problems.add(Problem::error(format!("this is {what}")).at(place).help(help));
        }
    }
}

/// What stands in a file.
fn origins<'i>(text: &str, path: &str, identities: &'i Identities) -> Vec<&'i Origin> {
    let parts = match path.rsplit('.').next().unwrap_or_default() {
        "html" | "xml" | "svg" => {
            let (text, tags) = text_and_tags(text);
            vec![unescaped(&text), unescaped(&tags)]
        }
        _ => vec![text.to_owned()],
    };
    let mut found: Vec<&Origin> = parts.iter().flat_map(|part| identities.found_in(part)).collect();
    found.sort();
    found.dedup();
    found
}

/// The lines of texts in which a value stands.
fn lines_with(origin: &Origin, written: &[&Document], identities: &Identities) -> Vec<Place> {
    let of_document = |document: &&Document| {
        let lines = document.text.lines().enumerate();
        let lines = lines.filter(|(_, line)| identities.found_in(line).contains(&origin));
        lines.map(|(at, _)| Place::line(&document.file, at + 1)).collect::<Vec<_>>()
    };
    written.iter().flat_map(of_document).collect()
}

/// What stands between the tags of a markup, and what stands in them. A tag parts numbers, not
/// words.
fn text_and_tags(markup: &str) -> (String, String) {
    let (mut text, mut tags) = (String::new(), String::new());
    let mut rest = markup;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        text.push('|');
        let end = rest[start..].find('>').map_or(rest.len(), |end| start + end);
        tags.push_str(&rest[start..end]);
        tags.push('|');
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    text.push_str(rest);
    (text, tags)
}

/// The text that markup stands for.
fn unescaped(markup: &str) -> String {
    let mut text = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(start) = rest.find('&') {
        text.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(';').filter(|end| *end < 10);
        let letter = end.and_then(|end| letter(&rest[1..end]));
        text.push(letter.unwrap_or('&'));
        rest = &rest[letter.and(end).unwrap_or(0) + 1..];
    }
    text + rest
}

/// The letter that an entity stands for.
fn letter(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = entity.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(number.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_over_tags_in_attributes_and_behind_entities() {
        let mut identities = Identities::default();
        let origin = Origin::Customer { column: "Name".into(), interaction: "7".into() };
        identities.add("Jo O'Hara", origin);
        let found = |path: &str, text: &str| exposed(&OutFile::text(path, text), &identities).len();
        for (path, text) in [
            ("a.html", "<p>Jo <b>O&#x27;Hara</b></p>"),
            ("a.html", "<img alt=\"Jo O&#39;Hara\">"),
            ("a.svg", "<text>jo</text><text>o&apos;hara</text>"),
            ("a.json", "{\"a\": \"Jo O'Hara\"}"),
            ("a.csv", "1,Jo O'Hara\n"),
            ("feed.xml", "<p>&lt;p&gt;Jo O&amp;#39;Hara</p>"),
        ] {
            let expected = usize::from(path != "feed.xml");
            assert_eq!(found(path, text), expected, "{text}");
        }
        assert_eq!(found("a.html", "<p>Jo Hara &amp O'Hara; Jo</p>"), 0);
    }
}
