//! What a page refers to. It reads our own markup, in which every attribute stands in quotes.

use std::collections::BTreeSet;

/// What stands in a page's tags.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) ids: BTreeSet<String>,
    pub(super) links: Vec<String>,
    /// What no page may have, in words.
    pub(super) forbidden: Vec<String>,
}

pub(super) fn scan(html: &str) -> Found {
    let mut found = Found::default();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let end = tag_end(rest);
        let tag = &rest[..end];
        rest = &rest[end..];
        if tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
            read_tag(tag, &mut found);
        }
    }
    found
}

/// The end of a tag: the first `>` outside quotes.
fn tag_end(text: &str) -> usize {
    let mut is_quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'>' if !is_quoted => return at,
            _ => {}
        }
    }
    text.len()
}

fn read_tag(tag: &str, found: &mut Found) {
    let name_end = tag.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(tag.len());
    let (name, mut rest) = tag.split_at(name_end);
    if name == "script" || name == "style" || name == "iframe" {
        found.forbidden.push(format!("a `<{name}>`"));
    }
    let is_alternate = tag.contains("rel=\"alternate\"") || tag.contains("rel=\"canonical\"");
    while let Some(equals) = rest.find("=\"") {
        let attribute = rest[..equals].rsplit(|c: char| c.is_ascii_whitespace()).next();
        let value_start = equals + 2;
        let value_end = rest[value_start..].find('"').map_or(rest.len(), |at| value_start + at);
        let value = unescape(&rest[value_start..value_end]);
        match attribute.unwrap_or_default() {
            "id" => drop(found.ids.insert(value)),
            "style" => found.forbidden.push("a `style` attribute".to_owned()),
            attribute if attribute.starts_with("on") => {
                found.forbidden.push(format!("an `{attribute}` attribute"));
            }
            "href" | "src" | "srcset" | "poster" | "data" | "xlink:href" => {
                let loads = name != "a" && !is_alternate;
                if loads && (value.contains("://") || value.starts_with("//")) {
                    found.forbidden.push(format!("a request to `{value}`"));
                } else {
                    found.links.push(value);
                }
            }
            _ => {}
        }
        rest = &rest[(value_end + 1).min(rest.len())..];
    }
}

fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let quotes = text.replace("&quot;", "\"").replace("&#39;", "'").replace("&#x27;", "'");
    quotes.replace("&lt;", "<").replace("&gt;", ">").replace("&#x2F;", "/").replace("&amp;", "&")
}
