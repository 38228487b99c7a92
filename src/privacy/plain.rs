//! Text as names are compared in it, however it was typed.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Whether nobody sees a character: a soft hyphen, or a space or joint without a width.
pub(super) fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// A text with its accents in one form and without what nobody sees.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    let is_odd = |c: char| !c.is_ascii() && (is_unseen(c) || is_combining_mark(c));
    match !text.is_ascii() && text.contains(is_odd) {
        true => Cow::Owned(text.chars().filter(|c| !is_unseen(*c)).nfc().collect()),
        false => Cow::Borrowed(text),
    }
}
