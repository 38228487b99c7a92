//! What a page refers to, read from its tags.

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
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
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
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            (None, b'>') => return at,
            _ => {}
        }
    }
    text.len()
}

fn read_tag(tag: &str, found: &mut Found) {
    let name_end = tag.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(tag.len());
    let (name, rest) = tag.split_at(name_end);
    let name = name.to_ascii_lowercase();
    const ELEMENTS: [&str; 11] = [
        "script", "style", "iframe", "frame", "object", "embed", "form", "base", "set", "animate",
        "applet",
    ];
    if ELEMENTS.contains(&name.as_str()) {
        found.forbidden.push(format!("a `<{name}>`"));
    }
    let attributes = attributes(rest);
    let is_alternate = attributes
        .iter()
        .any(|(name, value)| name == "rel" && (value == "alternate" || value == "canonical"));
    for (attribute, value) in attributes {
        match attribute.as_str() {
            "id" => drop(found.ids.insert(value)),
            "style" => found.forbidden.push("a `style` attribute".to_owned()),
            // The page at an old address leads on within the site.
            "http-equiv" if value.eq_ignore_ascii_case("refresh") => {}
            "content" if name == "meta" && value.contains("url=") => {
                let target = value.split_once("url=").map_or("", |(_, target)| target);
                if target.contains("://") || target.starts_with("//") {
                    found.forbidden.push(format!("a request to `{target}`"));
                } else {
                    found.links.push(target.to_owned());
                }
            }
            "http-equiv" | "ping" | "background" | "imagesrcset" | "action" | "formaction" => {
                found.forbidden.push(format!("an attribute `{attribute}`"));
            }
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
    }
}

/// Names in lower case and values, however they are quoted.
fn attributes(mut rest: &str) -> Vec<(String, String)> {
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '=').unwrap_or(rest.len());
        if end == 0 {
            return attributes;
        }
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let Some(after) = rest.strip_prefix('=') else {
            attributes.push((name, String::new()));
            continue;
        };
        let after = after.trim_start();
        let (value, left) = match after.chars().next() {
            Some(quote @ ('"' | '\'')) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
            _ => {
                after.split_at(after.find(|c: char| c.is_ascii_whitespace()).unwrap_or(after.len()))
            }
        };
        attributes.push((name, unescape(value)));
        rest = left;
    }
}

fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let quotes = text.replace("&quot;", "\"").replace("&#39;", "'").replace("&#x27;", "'");
    quotes.replace("&lt;", "<").replace("&gt;", ">").replace("&#x2F;", "/").replace("&amp;", "&")
}
