//! A cell read from left to right.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text in plain letters, without spaces around it: accents are taken off, a no-break space is
/// a space. Nothing where a letter has no plain form.
pub(super) fn plain(text: &[u8]) -> Option<Cow<'_, [u8]>> {
    if text.is_ascii() {
        return Some(Cow::Borrowed(text.trim_ascii()));
    }
    let decomposed = std::str::from_utf8(text).ok()?.nfkd();
    let letters: String = decomposed.filter(|c| !is_combining_mark(*c)).collect();
    letters.is_ascii().then(|| Cow::Owned(letters.trim().as_bytes().to_vec()))
}

/// What is left of a text in plain letters.
#[derive(Clone, Copy)]
pub(super) struct Scan<'a> {
    pub(super) rest: &'a [u8],
}

impl<'a> Scan<'a> {
    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// The bytes that `accepted` holds for; none is a result too.
    fn take_while(&mut self, accepted: fn(&u8) -> bool) -> &'a [u8] {
        let length = self.rest.iter().take_while(|byte| accepted(byte)).count();
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }

    pub(super) fn digits(&mut self) -> &'a [u8] {
        self.take_while(u8::is_ascii_digit)
    }

    pub(super) fn word(&mut self) -> &'a [u8] {
        self.take_while(u8::is_ascii_alphabetic)
    }

    pub(super) fn spaces(&mut self) {
        self.rest = self.rest.trim_ascii_start();
    }

    /// A number of up to nine digits, and how many there were.
    pub(super) fn number(&mut self) -> Option<(u32, usize)> {
        let digits = self.digits();
        (1..=9).contains(&digits.len()).then(|| (value(digits) as u32, digits.len()))
    }

    /// The next byte, if it is one of `accepted`.
    pub(super) fn any(&mut self, accepted: &[u8]) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        accepted.contains(first).then(|| {
            self.rest = rest;
            *first
        })
    }

    pub(super) fn eat(&mut self, byte: u8) -> bool {
        self.any(&[byte]).is_some()
    }

    /// The next word, if it is one of `accepted`, in any case.
    pub(super) fn eat_word(&mut self, accepted: &[&str]) -> bool {
        let mut after = *self;
        let word = after.word();
        let is_accepted = accepted.iter().any(|name| name.as_bytes().eq_ignore_ascii_case(word));
        if is_accepted {
            *self = after;
        }
        is_accepted
    }
}

/// The number of up to 18 digits.
pub(super) fn value(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |value, digit| value * 10 + u64::from(digit - b'0'))
}
