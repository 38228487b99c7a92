//! The sentences that readers see, one table a language, with places for values.

mod sentence;
mod together;

pub use sentence::{sentences, words_of};

use std::collections::BTreeMap;
use std::fmt::Write as _;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use crate::calendar::{Day, Month};
use crate::units::{Seconds, Unit};

const ENGLISH: &str = include_str!("../../lang/en.toml");

/// The no-break space that keeps a number with its unit.
pub const NO_BREAK: char = '\u{a0}';

/// The words of one language, as `lang/en.toml` has them.
#[derive(Clone, Debug)]
pub struct Words {
    sentences: FxHashMap<String, String>,
    months: Vec<String>,
    weekdays: Vec<String>,
}

/// A value as it is set in large type: the number, and its unit in small.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Numeral {
    /// The number, such as `21` or `1 h 10`.
    pub number: String,
    /// The unit, such as `min`; empty for counts.
    pub unit: String,
}

impl Words {
    /// The words of a language; nothing where the program does not speak it.
    ///
    /// ```
    /// use moments::words::Words;
    /// assert!(Words::of("en").is_some());
    /// assert!(Words::of("tlh").is_none());
    /// ```
    pub fn of(language: &str) -> Option<Words> {
        (language == "en" || language.starts_with("en-")).then(Words::english)
    }

    /// British English.
    pub fn english() -> Words {
        let table: BTreeMap<String, toml::Value> =
            toml::from_str(ENGLISH).expect("lang/en.toml is checked by a test");
        let list = |key: &str| -> Vec<String> {
            let items = table.get(key).and_then(toml::Value::as_array);
            items.into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect()
        };
        let (months, weekdays) = (list("months"), list("weekdays"));
        let mut sentences = FxHashMap::default();
        for (group, value) in &table {
            for (key, text) in value.as_table().into_iter().flatten() {
                if let Some(text) = text.as_str() {
                    let text = together::keep_together(text);
                    sentences.insert(format!("{group}.{key}"), text);
                }
            }
        }
        Words { sentences, months, weekdays }
    }

    /// Whether there is a sentence of that name.
    pub fn has(&self, key: &str) -> bool {
        self.sentences.contains_key(key)
    }

    /// The sentences of a group, by the rest of their key: the common names of channels.
    pub fn names_of(&self, group: &str) -> Vec<(String, String)> {
        let of_group = |(key, name): (&String, &String)| {
            let rest = key.strip_prefix(group)?.strip_prefix('.')?;
            Some((rest.to_owned(), name.clone()))
        };
        let mut names: Vec<_> = self.sentences.iter().filter_map(of_group).collect();
        names.sort();
        names
    }

    /// The sentence `key` with its places filled: `{n}` becomes the value of `n`.
    ///
    /// ```
    /// let words = moments::words::Words::english();
    /// assert_eq!(words.say("fix.open", &[]), "Still open");
    /// ```
    ///
    /// # Panics
    /// When there is no such sentence: a test holds every key that the program uses.
    pub fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        let Some(sentence) = self.sentences.get(key) else { panic!("no sentence `{key}`") };
        let mut text = String::with_capacity(sentence.len());
        let mut rest = sentence.as_str();
        // In one pass, so that a value with braces in it stays as it is.
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let place = after.split_once('}');
            let value = place.and_then(|(name, _)| values.iter().find(|(n, _)| *n == name));
            rest = match (place, value) {
                (Some((_, after)), Some((_, value))) => {
                    text.push_str(value);
                    after
                }
                _ => {
                    text.push('{');
                    after
                }
            };
        }
        text.push_str(rest);
        text
    }

    /// A whole number with its thousands set apart: `4,120`.
    ///
    /// ```
    /// let words = moments::words::Words::english();
    /// assert_eq!(words.count(1_234_567), "1,234,567");
    /// assert_eq!(words.count(-950), "-950");
    /// ```
    pub fn count(&self, value: i64) -> String {
        let digits = value.unsigned_abs().to_string();
        let mut text = String::from(if value < 0 { "-" } else { "" });
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text
    }

    /// The size of a file: `14 kB`, of 1,000 bytes each.
    ///
    /// ```
    /// assert_eq!(moments::words::Words::english().size(14_200), "14\u{a0}kB");
    /// ```
    pub fn size(&self, bytes: usize) -> String {
        let (key, number) = match bytes {
            0..1_000 => ("size.bytes", bytes),
            _ => ("size.kilobytes", (bytes + 500) / 1_000),
        };
        self.say(key, &[("n", &self.count(number as i64))])
    }

    /// A duration in words, in its two largest units: `21 min`, `1 h 10 min`, `2 days 3 h`.
    ///
    /// ```
    /// use moments::{units::Seconds, words::Words};
    /// let words = Words::english();
    /// assert_eq!(words.duration(Seconds(45)), "45\u{a0}s");
    /// assert_eq!(words.duration(Seconds(4_200)), "1\u{a0}h\u{a0}10\u{a0}min");
    /// assert_eq!(words.duration(Seconds(90_000)), "1\u{a0}day\u{a0}1\u{a0}h");
    /// ```
    pub fn duration(&self, duration: Seconds) -> String {
        self.joined(&duration_parts(duration))
    }

    /// A duration within business hours, which has no days: `33 h`.
    ///
    /// ```
    /// use moments::{units::Seconds, words::Words};
    /// let words = Words::english();
    /// // Seven minutes, eight hours and a minute, and 33 hours and 20 minutes.
    /// assert_eq!(words.business_duration(Seconds(420)), "7\u{a0}min");
    /// assert_eq!(words.business_duration(Seconds(28_860)), "8\u{a0}h\u{a0}1\u{a0}min");
    /// assert_eq!(words.business_duration(Seconds(120_000)), "33\u{a0}h");
    /// ```
    pub fn business_duration(&self, duration: Seconds) -> String {
        let Seconds(seconds) = duration;
        // What a duration by the calendar says in days, too.
        if seconds < 24 * 3_600 - 30 {
            return self.duration(duration);
        }
        self.joined(&[((seconds + 1_800) / 3_600, "hour")])
    }

    /// So many whole days: `3 days`.
    ///
    /// ```
    /// assert_eq!(moments::words::Words::english().days(1), "1\u{a0}day");
    /// ```
    pub fn days(&self, days: i64) -> String {
        self.joined(&[(days, "day")])
    }

    fn joined(&self, parts: &[(i64, &'static str)]) -> String {
        let mut text = String::new();
        for &(number, unit) in parts {
            let key = if number == 1 { "one" } else { "many" };
            let unit = self.say(&format!("{unit}.{key}"), &[]);
            if !text.is_empty() {
                text.push(NO_BREAK);
            }
            let _ = write!(text, "{}{NO_BREAK}{unit}", self.count(number));
        }
        text
    }

    /// A share as a percentage: `88 %`, with one decimal under 10 and over 99 that is not whole.
    ///
    /// ```
    /// let words = moments::words::Words::english();
    /// assert_eq!(words.percent(0.876), "88\u{a0}%");
    /// assert_eq!(words.percent(0.0712), "7.1\u{a0}%");
    /// assert_eq!(words.percent(0.9999), ">\u{2009}99.9\u{a0}%");
    /// ```
    pub fn percent(&self, share: f64) -> String {
        format!("{}{NO_BREAK}%", percent_number(share))
    }

    /// A metric's value in words with its unit.
    pub fn value(&self, unit: Unit, value: f64) -> String {
        match unit {
            Unit::Count => self.count(value.round() as i64),
            Unit::Seconds => self.duration(Seconds(value.round() as i64)),
            Unit::BusinessSeconds => self.business_duration(Seconds(value.round() as i64)),
            Unit::Share => self.percent(value),
            Unit::Points => {
                self.say("unit.points-value", &[("n", &self.count(value.round() as i64))])
            }
            Unit::PerThousand => {
                let number = format!("{value:.1}");
                self.say("unit.per-thousand", &[("n", &number)])
            }
        }
    }

    /// A metric's value for large type.
    pub fn numeral(&self, unit: Unit, value: f64) -> Numeral {
        match unit {
            Unit::PerThousand => Numeral {
                number: format!("{value:.1}"),
                unit: self.say("unit.per-thousand-short", &[]),
            },
            Unit::Points => Numeral {
                number: self.count(value.round() as i64),
                unit: self.say("unit.points", &[]),
            },
            Unit::Count => {
                Numeral { number: self.count(value.round() as i64), unit: String::new() }
            }
            Unit::Share => Numeral { number: percent_number(value), unit: "%".into() },
            Unit::Seconds | Unit::BusinessSeconds => {
                let text = self.value(unit, value);
                match text.rsplit_once(NO_BREAK) {
                    Some((number, unit)) => Numeral { number: number.into(), unit: unit.into() },
                    None => Numeral { number: text, unit: String::new() },
                }
            }
        }
    }

    /// A day in full: `17 November 2026`.
    pub fn day(&self, day: Day) -> String {
        let (year, month, date) = day.ymd();
        format!("{date}{NO_BREAK}{}{NO_BREAK}{year}", self.month_name(month))
    }

    /// A day without its year: `17 November`.
    pub fn day_month(&self, day: Day) -> String {
        let (_, month, date) = day.ymd();
        format!("{date}{NO_BREAK}{}", self.month_name(month))
    }

    /// A month in full: `October 2026`.
    pub fn month(&self, month: Month) -> String {
        let (year, number) = month.year_month();
        format!("{}{NO_BREAK}{year}", self.month_name(number))
    }

    /// The name of a month, 1 to 12: `October`.
    pub fn month_name(&self, month: u32) -> &str {
        &self.months[month as usize - 1]
    }

    /// The first three letters of a month's name: `Oct`.
    pub fn month_short(&self, month: u32) -> String {
        self.month_name(month).chars().take(3).collect()
    }

    /// The name of a day of the week, 0 for Monday.
    pub fn weekday(&self, weekday: usize) -> &str {
        &self.weekdays[weekday]
    }

    /// The first three letters of a day of the week: `Mon`.
    pub fn weekday_short(&self, weekday: usize) -> String {
        self.weekday(weekday).chars().take(3).collect()
    }

    /// Items as a sentence has them: `a, b and c`.
    pub fn list(&self, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [one] => one.clone(),
            [most @ .., last] => {
                self.say("list.and", &[("items", &most.join(", ")), ("last", last)])
            }
        }
    }
}

/// Typewriter quotes and apostrophes as a printer sets them.
///
/// ```
/// use moments::words::typographic;
/// assert_eq!(typographic("\"It's the '90s,\" she said."), "“It’s the ‘90s,” she said.");
/// ```
pub fn typographic(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        let opens = before.is_whitespace() || "([“‘—–".contains(before);
        let set = match (c, opens) {
            ('"', true) => '“',
            ('"', false) => '”',
            ('\'', true) => '‘',
            ('\'', false) => '’',
            _ => c,
        };
        out.push(set);
        before = set;
    }
    out
}

/// A name of the data as it is shown: without control characters, and without those that turn the
/// direction of what follows. Tabs and line breaks are spaces.
///
/// ```
/// use moments::words::printable;
/// assert_eq!(printable("Late\u{1} \u{202e}shift\n2"), "Late shift 2");
/// ```
pub fn printable(name: &str) -> String {
    let is_turn = |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let shown = name.chars().filter_map(|c| match c {
        c if c.is_control() && c.is_whitespace() => Some(' '),
        c => (!c.is_control() && !is_turn(c)).then_some(c),
    });
    shown.collect::<String>().trim().to_owned()
}

/// A sentence for files that programs read: with plain spaces.
///
/// ```
/// assert_eq!(moments::words::plain("Rated 4\u{a0}of\u{a0}5."), "Rated 4 of 5.");
/// ```
pub fn plain(sentence: &str) -> String {
    sentence.replace(NO_BREAK, " ")
}

/// A text cut to so many characters, the last of which then says so.
///
/// ```
/// assert_eq!(moments::words::shortened("Bücherei", 8), "Bücherei");
/// assert_eq!(moments::words::shortened("Büchereien", 8), "Büchere…");
/// ```
pub fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let start: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", start.trim_end())
}

/// A value of the data as it is compared: trimmed, in one normal form, without case.
///
/// ```
/// assert_eq!(moments::words::key(" Late Parcel "), moments::words::key("late parcel"));
/// ```
pub fn key(value: &str) -> String {
    value.trim().nfc().flat_map(char::to_lowercase).collect()
}

/// A name as a part of an address: ASCII letters, digits and hyphens, never longer than a file
/// system takes; empty where nothing of it is left.
///
/// ```
/// assert_eq!(moments::words::slug("Où est ma commande ?"), "ou-est-ma-commande");
/// ```
pub fn slug(name: &str) -> String {
    const LONGEST: usize = 160;
    let mut slug = slug::slugify(name);
    slug.truncate(LONGEST);
    slug.trim_end_matches('-').to_owned()
}

fn percent_number(share: f64) -> String {
    let percent = share * 100.0;
    // None and all are claims of their own.
    if percent > 0.0 && percent < 0.05 {
        return "<\u{2009}0.1".to_owned();
    }
    if (99.95..100.0).contains(&percent) {
        return ">\u{2009}99.9".to_owned();
    }
    let whole = (percent - percent.round()).abs() < 1e-9;
    if whole || (10.0..=99.0).contains(&percent) {
        format!("{percent:.0}")
    } else {
        format!("{percent:.1}").trim_end_matches(".0").to_owned()
    }
}

/// The one or two parts of a duration that are worth saying, with the group of their words.
fn duration_parts(duration: Seconds) -> Vec<(i64, &'static str)> {
    let seconds = duration.0;
    if seconds < 60 {
        return vec![(seconds, "second")];
    }
    let minutes = (seconds + 30) / 60;
    if minutes < 60 {
        return vec![(minutes, "minute")];
    }
    if minutes < 24 * 60 {
        return two(minutes / 60, "hour", minutes % 60, "minute");
    }
    let hours = (seconds + 1_800) / 3_600;
    if hours < 14 * 24 {
        two(hours / 24, "day", hours % 24, "hour")
    } else {
        vec![(hours / 24, "day")]
    }
}

fn two(
    large: i64,
    large_unit: &'static str,
    small: i64,
    small_unit: &'static str,
) -> Vec<(i64, &'static str)> {
    let mut parts = vec![(large, large_unit)];
    if small > 0 {
        parts.push((small, small_unit));
    }
    parts
}
