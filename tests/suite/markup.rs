//! Pages as a reader, a crawler and a strict browser see them. The scanner is not the program's.

use std::collections::{BTreeMap, BTreeSet};

use super::common::Tree;

/// A tag with its attributes, values unescaped.
pub(crate) struct Tag {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
}

impl Tag {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// The parts of a page: text between tags, and opening tags.
fn parts(html: &str) -> (Vec<String>, Vec<Tag>) {
    let (mut texts, mut tags) = (Vec::new(), Vec::new());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        texts.push(unescape(&rest[..open]));
        let end = tag_end(&rest[open..]) + open;
        let inner = &rest[open + 1..end];
        if inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
            tags.push(tag(inner));
        }
        rest = &rest[(end + 1).min(rest.len())..];
    }
    texts.push(unescape(rest));
    (texts, tags)
}

/// The byte of the `>` that closes a tag: the first one outside quotes.
fn tag_end(text: &str) -> usize {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return at,
            (None, '"' | '\'') => quote = Some(c),
            (Some(q), c) if q == c => quote = None,
            _ => {}
        }
    }
    text.len()
}

fn tag(inner: &str) -> Tag {
    let name_end = inner.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(inner.len());
    let (name, mut rest) = inner.split_at(name_end);
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            break;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        let Some(after) = after.trim_start().strip_prefix('=') else {
            attributes.push((key.to_lowercase(), String::new()));
            rest = after;
            continue;
        };
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| "\"'".contains(*c));
        assert!(quote.is_some(), "an attribute without quotes: <{inner}>");
        let close = after[1..].find(quote.unwrap()).unwrap() + 1;
        attributes.push((key.to_lowercase(), unescape(&after[1..close])));
        rest = &after[close + 1..];
    }
    Tag { name: name.to_lowercase(), attributes }
}

fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let pairs = [
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&#x2F;", "/"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    pairs.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// The visible text of a page, one space between words; a no-break space is a space.
pub(crate) fn visible(html: &str) -> String {
    let (texts, _) = parts(html);
    texts.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(crate) fn tags(html: &str) -> Vec<Tag> {
    parts(html).1
}

/// The text of a file of a site.
pub(crate) fn page(site: &Tree, path: &str) -> String {
    let bytes = site.get(path).unwrap_or_else(|| panic!("the site has no `{path}`"));
    String::from_utf8(bytes.clone()).unwrap()
}

/// The pages of a site with their text.
pub(crate) fn pages(site: &Tree) -> impl Iterator<Item = (&str, String)> {
    let html = site.keys().filter(|path| path.ends_with(".html"));
    html.map(|path| (path.as_str(), page(site, path)))
}

/// Fails on anything in a page that a strict policy forbids or that asks another host.
pub(crate) fn assert_self_contained(site: &Tree) {
    for (path, html) in pages(site) {
        for tag in tags(&html) {
            let name = tag.name.as_str();
            assert!(
                !["style", "iframe", "object", "embed", "form"].contains(&name),
                "{path}: <{name}>"
            );
            assert!(name != "script" || tag.get("src").is_some(), "{path}: an inline script");
            for (key, value) in &tag.attributes {
                assert!(key != "style" && !key.starts_with("on"), "{path}: <{name} {key}=…>");
                let loads = ["src", "srcset", "poster", "data", "xlink:href"]
                    .contains(&key.as_str())
                    || key == "href" && (name == "link" || name == "use" || name == "image");
                let tells =
                    ["canonical", "alternate"].contains(&tag.get("rel").unwrap_or_default());
                let is_foreign = value.contains("//") || value.starts_with("data:");
                assert!(!loads || tells || !is_foreign, "{path}: <{name} {key}=\"{value}\">");
                let scheme = value.trim().to_lowercase();
                assert!(!scheme.starts_with("javascript:"), "{path}: <{name} {key}=\"{value}\">");
            }
        }
    }
    let css = site.iter().filter(|(path, _)| path.ends_with(".css"));
    for (path, bytes) in css {
        let text = String::from_utf8(bytes.clone()).unwrap();
        for foreign in ["@import", "url(http", "url(//", "url(\"http", "url('http"] {
            assert!(!text.contains(foreign), "{path}: {foreign}");
        }
    }
}

/// Fails on a link that leads nowhere: a file that is not there, or a part that the page lacks.
pub(crate) fn assert_links_resolve(site: &Tree) {
    let pages: BTreeMap<&str, Vec<Tag>> =
        pages(site).map(|(path, html)| (path, tags(&html))).collect();
    let ids: BTreeMap<&str, BTreeSet<&str>> = pages
        .iter()
        .map(|(path, tags)| (*path, tags.iter().filter_map(|tag| tag.get("id")).collect()))
        .collect();
    let mut broken = Vec::new();
    for (path, tags) in &pages {
        for tag in tags {
            let Some(link) = tag.get("href").or(tag.get("src")) else { continue };
            let is_outside =
                ["https://", "http://", "mailto:", "tel:"].iter().any(|s| link.starts_with(s));
            if is_outside {
                continue;
            }
            // Only the page that stands in for any address may link from the root.
            assert!(*path == "404.html" || !link.starts_with('/'), "{path}: {link}");
            if link.starts_with('/') {
                continue;
            }
            let (target, part) = link.split_once('#').unwrap_or((link, ""));
            let target = resolve(path, target.split('?').next().unwrap());
            let has_part = ids.get(target.as_str()).is_none_or(|ids| ids.contains(part));
            if !site.contains_key(&target) || !part.is_empty() && !has_part {
                broken.push(format!("{path}: {link}"));
            }
        }
    }
    assert!(broken.is_empty(), "these links lead nowhere:\n{}", broken.join("\n"));
}

fn resolve(page: &str, target: &str) -> String {
    if target.is_empty() {
        return page.to_owned();
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." => {}
            ".." => assert!(parts.pop().is_some(), "{page}: {target} leads out of the site"),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Ids stand once a page; every picture has a description and a size; there is one first heading.
pub(crate) fn assert_sound(site: &Tree) {
    for (path, html) in pages(site) {
        let tags = tags(&html);
        let mut ids = BTreeSet::new();
        for tag in &tags {
            if let Some(id) = tag.get("id") {
                assert!(ids.insert(id.to_owned()), "{path}: the id `{id}` stands twice");
            }
            if tag.name == "img" {
                let has = |key| tag.get(key).is_some_and(|value| !value.trim().is_empty());
                let is_known = tag.get("alt").is_some() && has("width") && has("height");
                assert!(
                    is_known,
                    "{path}: a picture without description or size: {:?}",
                    tag.get("src")
                );
            }
        }
        let headings = tags.iter().filter(|tag| tag.name == "h1").count();
        assert_eq!(headings, 1, "{path}: {headings} first headings");
    }
}

/// Fails on a feed, a site map or a drawing that is no well-formed XML.
pub(crate) fn assert_xml(site: &Tree) {
    for (path, bytes) in site {
        let text = || String::from_utf8(bytes.clone()).unwrap();
        if path.ends_with(".xml") || path.ends_with(".svg") {
            well_formed(path, &text());
        }
        if path.ends_with(".html") {
            let text = text();
            let mut left = text.as_str();
            while let Some(at) = left.find("<svg") {
                let end = at + end_of_drawing(&left[at..]);
                well_formed(path, &left[at..end]);
                left = &left[end..];
            }
        }
    }
}

/// The byte after the drawing that a text begins with; a drawing may have others in it.
fn end_of_drawing(text: &str) -> usize {
    let opened = text.match_indices("<svg").map(|(at, _)| (at, 1));
    let closed = text.match_indices("</svg>").map(|(at, tag)| (at + tag.len(), -1));
    let mut marks: Vec<(usize, i32)> = opened.chain(closed).collect();
    marks.sort_unstable();
    let mut depth = 0;
    for (at, step) in marks {
        depth += step;
        if depth == 0 {
            return at;
        }
    }
    panic!("a drawing is left open");
}

fn well_formed(path: &str, text: &str) {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut depth = 0_i32;
    loop {
        use quick_xml::events::Event;
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                depth += 1;
                assert!(start.attributes().all(|attribute| attribute.is_ok()), "{path}");
            }
            Ok(Event::Empty(tag)) => {
                assert!(tag.attributes().all(|attribute| attribute.is_ok()), "{path}");
            }
            Ok(Event::End(_)) => depth -= 1,
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => panic!("{path}: {error} at byte {}", reader.error_position()),
        }
    }
    assert_eq!(depth, 0, "{path}: a tag is left open");
}

#[test]
fn the_scanner_reads_text_tags_and_attributes() {
    let html = "<p id=\"a\">x &amp; <img src='b.png' alt=\"1 > 0\" hidden> y</p>";
    assert_eq!(visible(html), "x & y");
    let tags = tags(html);
    assert_eq!(tags[1].get("alt"), Some("1 > 0"));
    assert_eq!(tags[1].get("hidden"), Some(""));
}
