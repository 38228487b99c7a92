//! What a page refers to, read from its tags.

use std::borrow::Cow;

/// What stands in a page's tags.
#[derive(Debug, Default)]
pub(super) struct Found<'p> {
    /// The ids, in order.
    pub(super) ids: Vec<Cow<'p, str>>,
    pub(super) links: Vec<Cow<'p, str>>,
    /// What no page may have, in words.
    pub(super) forbidden: Vec<String>,
    /// The scripts that it loads and that have nothing in them.
    pub(super) scripts: Vec<Cow<'p, str>>,
}

impl Found<'_> {
    pub(super) fn has_id(&self, id: &str) -> bool {
        self.ids.binary_search_by(|known| (**known).cmp(id)).is_ok()
    }
}

pub(super) fn scan(html: &str) -> Found<'_> {
    let mut found = Found::default();
    let mut rest = html;
    while let Some(start) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[start + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let end = tag_end(rest);
        let tag = &rest[..end];
        rest = &rest[end..];
        if tag.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) {
            read_tag(tag, &mut found);
            // What stands between its tags would be a script too.
            let is_script = tag.get(..6).is_some_and(|name| name.eq_ignore_ascii_case("script"));
            if is_script && !rest.starts_with("></script>") {
                found.forbidden.push("a `<script>`".to_owned());
            }
        }
    }
    found.ids.sort();
    found
}

/// The end of a tag: the first `>` outside quotes.
fn tag_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        match memchr::memchr3(b'>', b'"', b'\'', &bytes[at..]) {
            None => return bytes.len(),
            Some(next) if bytes[at + next] == b'>' => return at + next,
            Some(next) => {
                let open = at + next;
                let close = memchr::memchr(bytes[open], &bytes[open + 1..]);
                let Some(close) = close else { return bytes.len() };
                at = open + 1 + close + 1;
            }
        }
    }
}

fn read_tag<'p>(tag: &'p str, found: &mut Found<'p>) {
    let is_end = |byte: u8| byte.is_ascii_whitespace() || byte == b'/';
    let name_end = tag.bytes().position(is_end).unwrap_or(tag.len());
    let (name, rest) = tag.split_at(name_end);
    let name = &*lower(name);
    const ELEMENTS: [&str; 10] =
        ["style", "iframe", "frame", "object", "embed", "form", "base", "set", "animate", "applet"];
    if ELEMENTS.contains(&name) {
        found.forbidden.push(format!("a `<{name}>`"));
    }
    let attributes = attributes(rest);
    if name == "script" {
        return read_script(&attributes, found);
    }
    let is_alternate = attributes
        .iter()
        .any(|(name, value)| name == "rel" && (value == "alternate" || value == "canonical"));
    for (attribute, value) in attributes {
        match &*attribute {
            "id" => found.ids.push(value),
            "style" => found.forbidden.push("a `style` attribute".to_owned()),
            // The page at an old address leads on within the site.
            "http-equiv" if value.eq_ignore_ascii_case("refresh") => {}
            "content" if name == "meta" && value.contains("url=") => {
                let target = value.split_once("url=").map_or("", |(_, target)| target).to_owned();
                if target.contains("://") || target.starts_with("//") {
                    found.forbidden.push(format!("a request to `{target}`"));
                } else {
                    found.links.push(target.into());
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

/// A script is loaded from a file, when the page is there, and has nothing but words for it.
fn read_script<'p>(attributes: &[(Cow<'p, str>, Cow<'p, str>)], found: &mut Found<'p>) {
    let is_plain = |name: &str| name == "src" || name == "defer" || name.starts_with("data-");
    let has = |wanted: &str| attributes.iter().any(|(name, _)| name == wanted);
    let source = attributes.iter().find(|(name, _)| name == "src").map(|(_, value)| value);
    match source.filter(|_| has("defer") && attributes.iter().all(|(name, _)| is_plain(name))) {
        Some(source) => found.scripts.push(source.clone()),
        None => found.forbidden.push("a `<script>`".to_owned()),
    }
}

/// Names in lower case and values, however they are quoted.
fn attributes(tag: &str) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    let bytes = tag.as_bytes();
    let mut attributes = Vec::new();
    let skip = |mut at: usize, is_skipped: fn(u8) -> bool| {
        while bytes.get(at).is_some_and(|byte| is_skipped(*byte)) {
            at += 1;
        }
        at
    };
    let is_space = |byte: u8| byte.is_ascii_whitespace();
    let mut at = 0;
    loop {
        let start = skip(at, |byte| byte.is_ascii_whitespace() || byte == b'/');
        let end = skip(start, |byte| !byte.is_ascii_whitespace() && byte != b'=');
        if end == start {
            return attributes;
        }
        let name = lower(&tag[start..end]);
        at = skip(end, is_space);
        if bytes.get(at) != Some(&b'=') {
            attributes.push((name, Cow::Borrowed("")));
            continue;
        }
        let from = skip(at + 1, is_space);
        let value = match bytes.get(from) {
            Some(quote @ (b'"' | b'\'')) => {
                let length = memchr::memchr(*quote, &bytes[from + 1..]);
                let end = length.map_or(bytes.len(), |length| from + 1 + length);
                at = (end + 1).min(bytes.len());
                &tag[from + 1..end]
            }
            _ => {
                at = skip(from, |byte| !byte.is_ascii_whitespace());
                &tag[from..at]
            }
        };
        attributes.push((name, unescape(value)));
    }
}

/// A name in lower case.
fn lower(name: &str) -> Cow<'_, str> {
    match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    }
}

fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let quotes = text.replace("&quot;", "\"").replace("&#39;", "'").replace("&#x27;", "'");
    let text = quotes.replace("&lt;", "<").replace("&gt;", ">").replace("&#x2F;", "/");
    Cow::Owned(text.replace("&amp;", "&"))
}
