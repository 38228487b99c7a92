//! What a page refers to, read from its tags.

use std::borrow::Cow;

/// What stands in a page's tags.
#[derive(Debug, Default)]
pub(super) struct Found<'p> {
    /// The ids, sorted.
    pub(super) ids: Vec<Cow<'p, str>>,
    pub(super) links: Vec<Cow<'p, str>>,
    /// What no page may have, in words.
    pub(super) forbidden: Vec<String>,
    /// The scripts that it loads and that have nothing in them.
    pub(super) scripts: Vec<Cow<'p, str>>,
}

pub(super) fn scan(html: &str) -> Found<'_> {
    let mut found = Found::default();
    let mut rest = html;
    while let Some(start) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[start + 1..];
        let is_letter = |at: usize| rest.as_bytes().get(at).is_some_and(u8::is_ascii_alphabetic);
        rest = match rest.as_bytes().first() {
            Some(_) if is_letter(0) => read_tag(rest, &mut found),
            Some(b'/') if is_letter(1) => after_end_tag(&rest[1..]),
            Some(b'!') if rest.starts_with("!--") => after_comment(&rest["!--".len()..]),
            Some(b'!' | b'?' | b'/') => {
                // In a drawing it ends elsewhere than in a page.
                if rest.starts_with("![CDATA[") {
                    found.forbidden.push("a `<![CDATA[`".to_owned());
                }
                &rest[length(rest, |byte| byte == b'>')..]
            }
            _ => rest,
        };
    }
    found.ids.sort();
    found
}

/// What follows a comment: `<!-->` and `<!--->` are whole ones, and `--!>` ends one too.
fn after_comment(comment: &str) -> &str {
    let whole = comment.strip_prefix('>').or_else(|| comment.strip_prefix("->"));
    let ends = ["-->", "--!>"].map(|end| comment.find(end).map(|at| at + end.len()));
    whole.unwrap_or_else(|| ends.into_iter().flatten().min().map_or("", |at| &comment[at..]))
}

/// What follows an end tag; browsers pass over its attributes.
fn after_end_tag(tag: &str) -> &str {
    let mut attributes = Attributes { rest: &tag[length(tag, is_end_of_name)..] };
    if !attributes.rest.starts_with('>') {
        attributes.by_ref().for_each(drop);
    }
    attributes.rest
}

/// Whether no page may have an element: it loads or sends, sets where links lead, moves, or has text
/// in it that is read as no markup.
fn is_forbidden(name: &str) -> bool {
    matches!(
        name,
        "style"
            | "iframe"
            | "frame"
            | "object"
            | "embed"
            | "form"
            | "base"
            | "set"
            | "animate"
            | "applet"
            | "noscript"
            | "noembed"
            | "noframes"
            | "xmp"
            | "plaintext"
    )
}

/// Reads a tag from its name on; returns what follows its attributes.
fn read_tag<'p>(tag: &'p str, found: &mut Found<'p>) -> &'p str {
    let (name, rest) = tag.split_at(length(tag, is_end_of_name));
    let name = &*lower(name);
    if is_forbidden(name) {
        found.forbidden.push(format!("a `<{name}>`"));
    }
    let mut attributes = Attributes { rest };
    if name == "script" {
        read_script(&mut attributes, found);
        return attributes.rest;
    }
    // Browsers go by the first of two attributes of one name.
    let first = |wanted: &str| Attributes { rest }.find(|(name, _)| name == wanted);
    let is_link = match name {
        "link" => first("rel").is_some_and(|(_, rel)| ["alternate", "canonical"].contains(&rel)),
        _ => name == "a",
    };
    let is_refresh = name == "meta" && first("http-equiv").is_some();
    for (attribute, value) in attributes.by_ref() {
        match &*attribute {
            // Most attributes are one.
            "class" => {}
            "id" => found.ids.push(unescape(value)),
            "style" => found.forbidden.push("a `style` attribute".to_owned()),
            // The page at an old address leads on within the site.
            "http-equiv" if value.eq_ignore_ascii_case("refresh") => {}
            "content" if is_refresh => match value.strip_prefix("0; url=").map(unescape) {
                Some(target) if !is_foreign(&target) => found.links.push(target),
                _ => found.forbidden.push(format!("a request to `{value}`")),
            },
            "http-equiv" | "ping" | "background" | "imagesrcset" | "action" | "formaction" => {
                found.forbidden.push(format!("an attribute `{attribute}`"));
            }
            "fill" | "stroke" | "filter" | "mask" | "clip-path" | "cursor" | "marker"
            | "marker-start" | "marker-mid" | "marker-end"
                if value.contains("url(") && !value.starts_with("url(#") =>
            {
                found.forbidden.push(format!("a request to `{value}`"));
            }
            attribute if attribute.starts_with("on") => {
                found.forbidden.push(format!("an `{attribute}` attribute"));
            }
            "href" | "src" | "srcset" | "poster" | "data" | "xlink:href" => {
                let value = unescape(value);
                if !is_link && is_foreign(&value) {
                    found.forbidden.push(format!("a request to `{value}`"));
                } else {
                    found.links.push(value);
                }
            }
            _ => {}
        }
    }
    let rest = attributes.rest;
    if ["title", "textarea"].contains(&name) {
        // Only its own end tag ends it, whatever else seems to begin in it.
        let end = memchr::memchr(b'<', rest.as_bytes()).map_or("", |at| &rest[at..]);
        let is_plain = end.strip_prefix("</").is_some_and(|end| end.starts_with(name));
        if !is_plain {
            found.forbidden.push(format!("markup in its `<{name}>`"));
        }
    }
    rest
}

/// Whether a browser would ask another host for an address, or might.
fn is_foreign(address: &str) -> bool {
    let address = address.trim_start();
    let is_of_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    let scheme = address.split_once(':').map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| !scheme.is_empty() && scheme.bytes().all(is_of_scheme))
        || address.starts_with("//")
        || address.contains("://")
        || address.contains(['\\', '\t', '\n', '\r'])
}

/// A script is loaded from a file, when the page is there, and has nothing but words for it; what
/// stood between its tags would be a script too.
fn read_script<'p>(attributes: &mut Attributes<'p>, found: &mut Found<'p>) {
    let list: Vec<(Cow<'_, str>, &str)> = attributes.by_ref().collect();
    let is_plain = |name: &str| name == "src" || name == "defer" || name.starts_with("data-");
    let is_deferred = list.iter().any(|(name, _)| name == "defer");
    let is_empty = attributes.rest.starts_with("></script>");
    let is_allowed = is_deferred && is_empty && list.iter().all(|(name, _)| is_plain(name));
    match list.into_iter().find(|(name, _)| name == "src").filter(|_| is_allowed) {
        Some((_, source)) => found.scripts.push(unescape(source)),
        None => found.forbidden.push("a `<script>`".to_owned()),
    }
}

/// The attributes of a tag as browsers read them: names in lower case and values, however they are
/// quoted, as they are written.
struct Attributes<'p> {
    /// What is left: the end of the tag and what follows it, once all are read.
    rest: &'p str,
}

impl<'p> Iterator for Attributes<'p> {
    type Item = (Cow<'p, str>, &'p str);

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.rest.as_bytes();
        let start = skip(bytes, 0, |byte| byte.is_ascii_whitespace() || byte == b'/');
        if bytes.get(start).is_none_or(|byte| *byte == b'>') {
            self.rest = &self.rest[start..];
            return None;
        }
        // A name may begin with the sign that ends it elsewhere.
        let name_end = skip(bytes, start + 1, |byte| !ENDS[usize::from(byte)]);
        let name = lower(&self.rest[start..name_end]);
        let equals = skip(bytes, name_end, |byte| byte.is_ascii_whitespace());
        if bytes.get(equals) != Some(&b'=') {
            self.rest = &self.rest[equals..];
            return Some((name, ""));
        }
        let opening = skip(bytes, equals + 1, |byte| byte.is_ascii_whitespace());
        let (value, end) = match bytes.get(opening) {
            Some(quote @ (b'"' | b'\'')) => {
                let closing = memchr::memchr(*quote, &bytes[opening + 1..]);
                let closing = closing.map_or(bytes.len(), |count| opening + 1 + count);
                (opening + 1..closing, (closing + 1).min(bytes.len()))
            }
            _ => {
                let end = skip(bytes, opening, |byte| !byte.is_ascii_whitespace() && byte != b'>');
                (opening..end, end)
            }
        };
        let found = (name, &self.rest[value]);
        self.rest = &self.rest[end..];
        Some(found)
    }
}

/// The first byte from a place on that is not of a kind.
fn skip(bytes: &[u8], from: usize, is_skipped: impl Fn(u8) -> bool) -> usize {
    let mut at = from;
    while at < bytes.len() && is_skipped(bytes[at]) {
        at += 1;
    }
    at
}

/// What ends the name of an attribute.
static ENDS: [bool; 256] = {
    let mut ends = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        ends[byte] = is_end_of_name(byte as u8) || byte as u8 == b'=';
        byte += 1;
    }
    ends
};

/// How many bytes stand before the first of a kind.
fn length(text: &str, is_end: impl Fn(u8) -> bool) -> usize {
    text.bytes().position(is_end).unwrap_or(text.len())
}

const fn is_end_of_name(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>')
}

/// A name in lower case.
fn lower(name: &str) -> Cow<'_, str> {
    match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    }
}

fn unescape(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let quotes = text.replace("&quot;", "\"").replace("&#39;", "'").replace("&#x27;", "'");
    let text = quotes.replace("&lt;", "<").replace("&gt;", ">").replace("&#x2F;", "/");
    Cow::Owned(text.replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::scan;

    #[test]
    fn tags_are_read_as_browsers_read_them() {
        // What stands in the markup, and how many attributes of it are handlers.
        for (html, handlers) in [
            ("<p a/onclick=x>", 1),
            ("<p a=b/onclick=x>", 0),
            ("<p title='>'onclick=x>", 1),
            ("<p title=\"a > b\" onclick=x>", 1),
            ("<p title=a>b onclick=x>", 0),
            ("<p title=a\"b onclick=x c=\">", 1),
            ("<p\nONCLICK = \"x\">", 1),
            ("<p =onclick=x>", 0),
            ("<a é onclick=x>", 1),
            ("<é onclick=x>", 0),
            ("<br/><p/onclick=x onfocus>", 2),
            ("<!--><b onclick=x>-->", 1),
            ("<!-- > <b onclick=x> --!><i onclick=y>", 1),
            ("<!-- <b onclick=x>", 0),
            ("</p a=\"<b c=\"><i onclick=x>", 1),
            ("</p a=\">\" <i onclick=x>", 0),
            ("<!x \"<b c=\"><i onclick=x>", 1),
            ("<!DOCTYPE html \"<b c=\"><i onclick=x>", 1),
            ("<?x \"<b c=\"><i onclick=x>", 1),
            ("</ \"<b c=\"><i onclick=x>", 1),
            ("1 < 2 onclick=x", 0),
            ("<p title=\"onclick=x", 0),
        ] {
            let found = scan(html).forbidden;
            assert_eq!(found.len(), handlers, "{html}: {found:?}");
            assert!(found.iter().all(|found| found.starts_with("an `on")), "{html}: {found:?}");
        }
    }

    #[test]
    fn ids_and_links_are_found_however_they_are_quoted() {
        let found =
            scan("<p id=b><a href='x?a&amp;b' ID=\"a\">1</a><img src=y.png alt=''><a href>");
        assert_eq!(found.ids, ["a", "b"]);
        assert_eq!(found.links, ["x?a&b", "y.png", ""]);
        assert!(found.forbidden.is_empty());
    }

    #[test]
    fn requests_are_found_however_they_are_written() {
        for html in [
            "<img src=https://elsewhere.example/x>",
            "<img src=\"https:/elsewhere.example\">",
            "<img src=\" https:elsewhere.example\">",
            "<img src=\"//elsewhere.example\">",
            "<img src=\"https:&#47;&#47;elsewhere.example\">",
            "<img src=\"/\\elsewhere.example\">",
            "<img srcset=\"a.png 1x, https://elsewhere.example/b.png 2x\">",
            "<link rel=stylesheet rel=alternate href=https://elsewhere.example/x.css>",
            "<meta http-equiv=refresh content=\"0;URL=https://elsewhere.example\">",
            "<meta http-equiv=refresh content=\"0; url=https://elsewhere.example\">",
            "<meta content=\"0; url=https://elsewhere.example\" http-equiv=refresh>",
            "<rect fill=\"url(https://elsewhere.example/x.svg#a)\">",
            "<title><a b=\"</title>",
            "<title><!--</title>",
            "<textarea><p></textarea>",
            "<svg><![CDATA[ x ]]></svg>",
            "<noscript></noscript>",
        ] {
            assert_eq!(scan(html).forbidden.len(), 1, "{html}: {:?}", scan(html).forbidden);
        }
        for html in [
            "<a href=https://elsewhere.example>x</a>",
            "<link rel=canonical href=https://elsewhere.example/x/>",
            "<meta http-equiv=refresh content=\"0; url=../x/index.html\">",
            "<meta name=description content=\"it has url= in it\">",
            "<title>a &lt; b</title><svg><title>c</title><rect fill=\"url(#hatch)\"/></svg>",
            "<img src=\"a/b.png\">",
        ] {
            assert!(scan(html).forbidden.is_empty(), "{html}: {:?}", scan(html).forbidden);
        }
    }
}
