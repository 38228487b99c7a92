//! A text as sentences and words.

use std::ops::Range;

/// The sentences of a text, roughly: what lies between full stops, colons and line ends.
///
/// ```
/// use moments::words::sentences;
/// assert_eq!(sentences("It is. Is it?"), [0..5, 6..12, 13..13]);
/// ```
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        if ".!?\n;:".contains(c) {
            found.push(start..at);
            start = at + c.len_utf8();
        }
    }
    found.push(start..text.len());
    found
}

/// The words of a part of a text in lower case, each with its bytes in the whole text.
///
/// ```
/// use moments::words::words_of;
/// assert_eq!(words_of("So: It is.", 4..9), [(4..6, "it".into()), (7..9, "is".into())]);
/// ```
pub fn words_of(text: &str, part: Range<usize>) -> Vec<(Range<usize>, String)> {
    let mut words = Vec::new();
    let mut at = part.start;
    for word in text[part].split(|c: char| !c.is_alphanumeric()) {
        if !word.is_empty() {
            words.push((at..at + word.len(), word.to_lowercase()));
        }
        at += word.len();
        at += text[at..].chars().next().map_or(0, char::len_utf8);
    }
    words
}
