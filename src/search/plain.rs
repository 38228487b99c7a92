//! The text of markup.

/// Elements within a word or a line; all others part what is before and behind them.
const INLINE: [&str; 12] =
    ["a", "abbr", "b", "code", "del", "em", "i", "s", "span", "strong", "sub", "sup"];

/// What a reader sees of markup that the program made: text without tags, and with the characters
/// that entities stand for.
pub(super) fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = memchr::memchr2(b'<', b'&', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = if rest.starts_with('<') { b'>' } else { b';' };
        let Some(length) = memchr::memchr(end, rest.as_bytes()) else { break };
        let inside = &rest[1..length];
        rest = &rest[length + 1..];
        if end == b';' {
            text.extend(character(inside));
        } else {
            let name = inside.trim_start_matches('/').split([' ', '/']).next();
            text.extend(name.filter(|name| !INLINE.contains(name)).map(|_| ' '));
        }
    }
    text + rest
}

/// The character of an entity.
fn character(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = entity.strip_prefix('#')?;
            let number = match number.strip_prefix('x') {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(number.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::text_of;

    #[test]
    fn tags_part_what_stands_apart_and_no_words() {
        for (html, text) in [
            ("<p>It&#39;s <em>un</em>usual</p><p>Yes</p>", " It's unusual  Yes "),
            ("a<br>b &lt;b&gt; &amp;amp; &#x27;c&#x27;", "a b <b> &amp; 'c'"),
            ("<a href=\"x\">one</a><code>two</code>", "onetwo"),
            ("1 < 2", "1 < 2"),
        ] {
            assert_eq!(text_of(html), text);
        }
    }
}
