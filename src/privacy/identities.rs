//! What stands about people in the rows that are shown, to be looked for in all that is published.

use std::collections::BTreeMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;

use super::plain::plain;

/// A phone number is known by so many of its last digits.
const DIGITS: usize = 9;

/// And they are below this.
const LAST: u64 = 1_000_000_000;

/// Shorter values than this, in letters and digits, stand anywhere by chance.
const SHORTEST: usize = 4;

/// Values that must not stand on any page, as hashes under a key of this run alone.
#[derive(Clone, Debug, Default)]
pub struct Identities {
    keys: RandomState,
    /// The origin of each value of several words, by the hash of its words; its number of words.
    phrases: BTreeMap<u64, (usize, Origin)>,
    /// The origin of each phone number, by the hash of its last digits.
    phones: BTreeMap<u64, Origin>,
    /// The most words of a value, by the hash of its first.
    firsts: BTreeMap<u64, usize>,
    /// Whether a value begins so.
    beginnings: Beginnings,
}

/// A mark for each two bytes with which a word can begin, in lower case.
#[derive(Clone, Debug)]
struct Beginnings(Vec<bool>);

impl Beginnings {
    /// Marks the first bytes of a value's first word.
    fn add(&mut self, value: &str) {
        let Some((word, _)) = next_word(value) else { return };
        self.0[beginning(&word.to_lowercase())] = true;
    }

    /// Whether a value may begin with a word: surely not, where its first bytes are ASCII and not
    /// marked. Other letters have more forms than two.
    fn has(&self, word: &str) -> bool {
        !word.as_bytes().iter().take(2).all(u8::is_ascii) || self.0[beginning(word)]
    }
}

/// The first two bytes of a word as a number, the letters of ASCII in lower case.
fn beginning(word: &str) -> usize {
    let byte = |at: usize| usize::from(word.as_bytes().get(at).map_or(0, u8::to_ascii_lowercase));
    byte(0) << 8 | byte(1)
}

impl Default for Beginnings {
    fn default() -> Beginnings {
        Beginnings(vec![false; 1 << 16])
    }
}

/// Where a value stands that must not get out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// In a column about customers, of an interaction.
    Customer {
        /// The column's header.
        column: String,
        /// The interaction's id.
        interaction: String,
    },
    /// In the table of people: somebody who may not be named so.
    Colleague {
        /// The person's id.
        id: String,
    },
}

impl Identities {
    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty() && self.phones.is_empty()
    }

    /// Adds a value: of two words or more, as e-mail addresses are, or a phone number.
    pub fn add(&mut self, value: &str, origin: Origin) {
        let value = &*plain(value);
        let words = words(value);
        let length: usize = words.iter().map(|word| word.chars().count()).sum();
        for last in numbers(value) {
            self.phones.entry(self.keys.hash_one(last)).or_insert_with(|| origin.clone());
        }
        if let [first, _, ..] = words.as_slice()
            && value.chars().any(char::is_alphabetic)
            && length >= SHORTEST
        {
            self.beginnings.add(value);
            let count = self.firsts.entry(self.keys.hash_one(first)).or_default();
            *count = (*count).max(words.len());
            let hash = self.keys.hash_one(&words);
            self.phrases.entry(hash).or_insert((words.len(), origin));
        }
    }

    /// The origins of all values that stand in a text.
    ///
    /// ```
    /// use moments::privacy::{Identities, Origin};
    /// let mut identities = Identities::default();
    /// let origin = Origin::Colleague { id: "jo".into() };
    /// identities.add("Jo O'Hara", origin.clone());
    /// assert_eq!(identities.found_in("so jo  o’hara came"), [&origin]);
    /// assert!(identities.found_in("so Jo came").is_empty());
    /// ```
    pub fn found_in(&self, text: &str) -> Vec<&Origin> {
        let text = &*plain(text);
        let mut found: Vec<&Origin> = Vec::new();
        let mut left = text;
        while let Some((word, rest)) = next_word(left) {
            left = rest;
            // Most words begin no value; they are told apart by two letters.
            if !self.beginnings.has(word) {
                continue;
            }
            let mut words = vec![word.to_lowercase()];
            let Some(&longest) = self.firsts.get(&self.keys.hash_one(&words[0])) else { continue };
            let mut after = rest;
            while words.len() < longest
                && let Some((word, rest)) = next_word(after)
            {
                after = rest;
                words.push(word.to_lowercase());
                let known = self.phrases.get(&self.keys.hash_one(&words));
                found.extend(known.filter(|(n, _)| *n == words.len()).map(|(_, origin)| origin));
            }
        }
        if !self.phones.is_empty() {
            found.extend(
                numbers(text).filter_map(|last| self.phones.get(&self.keys.hash_one(last))),
            );
        }
        found.sort();
        found.dedup();
        found
    }
}

/// The words of a text: letters and digits, in lower case.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut left = text;
    while let Some((word, rest)) = next_word(left) {
        words.push(word.to_lowercase());
        left = rest;
    }
    words
}

/// The first word of a text and what follows it.
fn next_word(text: &str) -> Option<(&str, &str)> {
    let text = &text[first(text, true)?..];
    Some(text.split_at(first(text, false).unwrap_or(text.len())))
}

/// Where the first letter or digit of a text begins, or the first character that is neither.
fn first(text: &str, is_of_word: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // Most bytes are ASCII, which needs no look at whole characters.
        match ASCII[usize::from(bytes[at])] {
            Some(is_letter) if is_letter == is_of_word => return Some(at),
            Some(_) => at += 1,
            None => {
                let c = text[at..].chars().next()?;
                if c.is_alphanumeric() == is_of_word {
                    return Some(at);
                }
                at += c.len_utf8();
            }
        }
    }
    None
}

/// Whether a byte is a letter or digit of ASCII; nothing for the bytes of other characters.
static ASCII: [Option<bool>; 256] = {
    let mut ascii = [None; 256];
    let mut byte = 0;
    while byte < 128 {
        ascii[byte] = Some((byte as u8).is_ascii_alphanumeric());
        byte += 1;
    }
    ascii
};

/// The last digits of each number as phones are written, at the end of each of its groups.
fn numbers(text: &str) -> impl Iterator<Item = u64> {
    // The digits so far, and how many of them; nothing between numbers.
    let mut last: u64 = 0;
    let mut count: usize = 0;
    let mut chars = text.chars().peekable();
    std::iter::from_fn(move || {
        while let Some(c) = chars.next() {
            match c {
                '0'..='9' => {
                    last = (last * 10 + u64::from(c as u32 - '0' as u32)) % LAST;
                    count += 1;
                    let is_end = chars.peek().is_none_or(|next| !next.is_ascii_digit());
                    if is_end && count >= DIGITS {
                        return Some(last);
                    }
                }
                _ if is_gap(c) => {}
                _ => (last, count) = (0, 0),
            }
        }
        None
    })
}

/// What may stand between the groups of a phone number.
fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '-' | '.' | '/' | '(' | ')' | '[' | ']' | '+')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_however_they_are_written() {
        let mut identities = Identities::default();
        let origin =
            |column: &str| Origin::Customer { column: column.into(), interaction: "4711".into() };
        for (value, column) in [
            ("Jo van der Hara", "Name"),
            ("jo.hara@mail.example", "Mail"),
            ("+44 20 7946 0958", "Phone"),
            ("12 High Street", "Address"),
            ("Li Wu", "Name"),
            ("020 7946 0111 (mobile)", "Phone"),
            ("Jose\u{301} N\u{fa}n\u{303}ez", "Name"),
            ("Jo", "First name"),
            ("A B", "Initials"),
            ("4711", "Number"),
        ] {
            identities.add(value, origin(column));
        }
        for (text, column) in [
            ("for JO VAN DER HARA.", "Name"),
            ("Jo-van-der-Hara", "Name"),
            ("Jo.Hara@MAIL.example", "Mail"),
            ("jo.hara(at)mail(dot)example? jo hara mail example", "Mail"),
            ("call 020 7946 0958 now", "Phone"),
            ("call (0)207946-0958", "Phone"),
            ("12, High Street", "Address"),
            ("so Li Wu came", "Name"),
            ("ring 020-7946-0111", "Phone"),
            ("José Núñez", "Name"),
            ("Jose\u{301} Nu\u{301}n\u{303}ez", "Name"),
            ("Jos\u{ad}é Nú\u{200b}ñez", "Name"),
        ] {
            assert_eq!(identities.found_in(text), [&origin(column)], "{text}");
        }
        for (value, text) in [
            ("Eßer Anna", "EẞER ANNA"),
            ("ǅon Smith", "ǅon Smith"),
            ("\u{212b}se Lund", "\u{c5}se Lund"),
            ("Håkon Lie", "H\u{212b}KON LIE"),
            ("Oke Lie", "O\u{212a}E Lie"),
            ("Ø Lie", "ø lie"),
        ] {
            let mut identities = Identities::default();
            identities.add(value, origin("Name"));
            assert_eq!(identities.found_in(text), [&origin("Name")], "{value}: {text}");
        }
        for text in ["Jo van Hara", "Jo", "a b", "4711", "120 7946 0959", "2 High Street", ""] {
            assert!(identities.found_in(text).is_empty(), "{text}");
        }
    }
}
