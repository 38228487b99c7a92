//! What stands about people in the rows that are shown, to be looked for in all that is published.

use std::collections::BTreeMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;

use super::plain::plain;

/// A phone number is known by so many of its last digits.
const DIGITS: usize = 9;

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

/// A mark for each two bytes with which a value may begin, however it is written: for most places of
/// a text one look says that none begins there.
#[derive(Clone, Debug)]
struct Beginnings(Vec<bool>);

impl Beginnings {
    /// Marks the first bytes of a value's first word, in both cases; behind a word of one letter
    /// stands anything but a letter.
    fn add(&mut self, word: &str) {
        let mut bytes = word.bytes();
        let (first, second) = (bytes.next().unwrap_or(0), bytes.next());
        let cases = |byte: u8| [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()];
        let seconds = match second {
            Some(second) => cases(second).to_vec(),
            None => (0..128).filter(|byte: &u8| !byte.is_ascii_alphanumeric()).collect(),
        };
        for first in cases(first) {
            seconds.iter().for_each(|second| self.0[Beginnings::number(first, *second)] = true);
        }
    }

    fn number(first: u8, second: u8) -> usize {
        usize::from(first) << 8 | usize::from(second)
    }

    /// Where values may begin in a text: at the beginning of a word that is not the last byte.
    fn in_text<'a>(&'a self, text: &'a str) -> impl Iterator<Item = usize> + 'a {
        let pairs = text.as_bytes().windows(2).enumerate();
        let marked = pairs.filter(|(_, pair)| self.0[Self::number(pair[0], pair[1])]);
        marked.map(|(at, _)| at).filter(|at| is_start(text, *at))
    }
}

impl Default for Beginnings {
    /// Letters that are not of ASCII have more forms than two: they may begin a value anywhere.
    fn default() -> Beginnings {
        let is_other = |pair: usize| pair >> 8 > 127 || pair & 255 > 127;
        Beginnings((0..1 << 16).map(is_other).collect())
    }
}

/// Whether a word begins there.
fn is_start(text: &str, at: usize) -> bool {
    let Some((before, after)) = text.split_at_checked(at) else { return false };
    after.starts_with(char::is_alphanumeric) && !before.ends_with(char::is_alphanumeric)
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
            self.beginnings.add(first);
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
        let starts = self.beginnings.in_text(text);
        for (word, rest) in starts.filter_map(|at| next_word(&text[at..])) {
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
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// The last digits of each number as phones are written, at the end of each of its groups.
fn numbers(text: &str) -> impl Iterator<Item = u64> {
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let (mut at, mut count) = (0, 0);
    std::iter::from_fn(move || {
        while at < text.len() {
            let rest = &text.as_bytes()[at..];
            let digits = rest.iter().position(|byte| !is_digit(byte)).unwrap_or(rest.len());
            at += digits;
            count += digits;
            if digits > 0 && count >= DIGITS {
                return Some(last_digits(&text[..at]));
            }
            match text[at..].chars().next().filter(|c| count > 0 && is_gap(*c)) {
                Some(gap) => at += gap.len_utf8(),
                _ => {
                    count = 0;
                    at += text.as_bytes()[at..].iter().position(is_digit)?;
                }
            }
        }
        None
    })
}

/// The number that the last digits of a text make.
fn last_digits(text: &str) -> u64 {
    let digits = text.bytes().rev().filter(u8::is_ascii_digit).take(DIGITS);
    let worth = std::iter::successors(Some(1), |worth| Some(worth * 10));
    digits.zip(worth).map(|(digit, worth)| u64::from(digit - b'0') * worth).sum()
}

/// What may stand between the groups of a phone number.
fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '-' | '.' | '/' | '(' | ')' | '[' | ']' | '+')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(column: &str) -> Origin {
        Origin::Customer { column: column.into(), interaction: "4711".into() }
    }

    #[test]
    fn values_are_found_however_they_are_written() {
        let mut identities = Identities::default();
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

    /// The same by other means: all words and all digits, one after the other.
    fn found_word_by_word(text: &str) -> (bool, bool) {
        let lower = text.to_lowercase();
        let words: Vec<&str> =
            lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let names = [["j", "smith"], ["håkon", "lie"], ["lo", "44"]];
        let has_name = words.windows(2).any(|pair| names.iter().any(|name| name == pair));
        let runs = text.split(|c: char| !c.is_ascii_digit() && !is_gap(c));
        let has_phone = runs.into_iter().any(|run| {
            let ends = (1..=run.len()).filter(|at| run.is_char_boundary(*at));
            ends.filter(|at| !run[*at..].starts_with(|c: char| c.is_ascii_digit())).any(|at| {
                run[..at].replace(|c: char| !c.is_ascii_digit(), "").ends_with("079460958")
            })
        });
        (has_name, has_phone)
    }

    #[test]
    fn values_are_found_in_any_mixture_of_words_and_numbers() {
        let pieces = [
            ["J", "smith", "j", "Smith", "HÅKON", "Lie", "lo", "4"],
            [" ", "–", ".", "ß", "020", "7946", "0958", "0"],
            ["\u{a0}", "(", "J Smith", "Håkon-lie", "+44 20 7946 0958", "é", "x", "20"],
        ];
        let pieces = pieces.as_flattened();
        let mut identities = Identities::default();
        let (name, phone) = (origin("Name"), origin("Phone"));
        for value in ["J Smith", "Håkon Lie", "Lo 44"] {
            identities.add(value, name.clone());
        }
        identities.add("020 7946 0958", phone.clone());
        let mut state: u64 = 7;
        let mut counts = [0; 2];
        for _ in 0..20_000 {
            let text: String = (0..6)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    pieces[(state >> 33) as usize % pieces.len()]
                })
                .collect();
            let found = identities.found_in(&text);
            let has = (found.contains(&&name), found.contains(&&phone));
            assert_eq!(has, found_word_by_word(&text), "{text}");
            counts = [counts[0] + usize::from(has.0), counts[1] + usize::from(has.1)];
        }
        assert!(counts.iter().all(|count| *count > 500), "{counts:?}");
    }
}
