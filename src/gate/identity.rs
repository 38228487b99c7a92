//! What must not get out about people, looked for in every file of the site.

use crate::diagnostic::{Problem, Problems};
use crate::page::OutFile;
use crate::privacy::{Identities, Origin};

/// Adds every value that stands in a file to `problems`, without the value.
pub(super) fn check(files: &[OutFile], identities: &Identities, problems: &mut Problems) {
    if identities.is_empty() {
        return;
    }
    for file in files {
        let Ok(text) = std::str::from_utf8(&file.bytes) else { continue };
        let ending = file.path.rsplit('.').next().unwrap_or_default();
        let parts = match ending {
            "html" | "xml" | "svg" => {
                let (text, tags) = text_and_tags(text);
                vec![unescaped(&text), unescaped(&tags)]
            }
            _ => vec![text.to_owned()],
        };
        let mut found: Vec<&Origin> =
            parts.iter().flat_map(|part| identities.found_in(part)).collect();
        found.sort();
        found.dedup();
        for origin in found {
            let path = &file.path;
            let problem = match origin {
                Origin::Customer { column, interaction } => Problem::error(format!(
                    "`{path}` would show what stands in the column `{column}` of the interaction \
                     `{interaction}`"
                )),
                Origin::Colleague { id } => Problem::error(format!(
                    "`{path}` would show the full name of `{id}`, who may not be named so"
                )),
            };
            let help = "find it in the texts that the page is made of, and take it out; what may \
                        stand there all the same is written in `[[privacy.allow]]`";
            problems.add(problem.help(help));
        }
    }
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
        let found = |path: &str, text: &str| {
            let mut problems = Problems::default();
            check(&[OutFile::text(path, text)], &identities, &mut problems);
            problems.counts().0
        };
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
