//! What the cells of a column hold, from one look at each.

use rustc_hash::FxHashSet;
use serde::Serialize;

use super::shape;
use crate::calendar::{
    DurationUnit, Order, StampFormat, Written, order_of, parse_duration, parse_stamp,
};
use crate::privacy::{is_identity, personal, words};

/// So many different values are told apart.
const MOST: usize = 1_000;

/// So many values are looked at closely before a guess is given up or personal details are.
const CLOSELY: u64 = 1_000;

/// So many examples are shown, none with more characters.
const EXAMPLES: usize = 3;
const LONGEST_EXAMPLE: usize = 40;

/// No more values than these are "a few".
const FEW: usize = 50;

/// Why values are not shown.
pub(super) const WITHHELD: &str = "may be personal";

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "name", rename_all = "kebab-case")]
pub enum Kind {
    /// Nothing.
    Empty,
    /// What tells one row from all others.
    Id,
    /// A date, perhaps with a time.
    Date {
        /// As people write it: `DD/MM/YYYY HH:MM`.
        shape: String,
        /// Whether the order of day and month is open.
        is_open: bool,
    },
    /// A length of time.
    Duration {
        /// What its numbers count, by its header; nothing where each cell says so.
        unit: Option<DurationUnit>,
    },
    /// Whole numbers.
    WholeNumber,
    /// Numbers with decimals.
    Decimal,
    /// Answers on a scale.
    Rating,
    /// A few different values.
    FewValues,
    /// Text.
    Text,
}

/// The cells of a column as they go by.
#[derive(Default)]
pub(super) struct Profile {
    /// Cells that say something.
    pub(super) filled: u64,
    /// Hashes of the different values.
    distinct: FxHashSet<u64>,
    /// How many values there were until the count of different ones stopped.
    counted: u64,
    examples: Vec<String>,
    is_personal: bool,
    /// Values of two words or more.
    worded: u64,
    /// Dates, and those among them that are plain numbers.
    dates: u64,
    serials: u64,
    /// Times without an offset.
    pub(super) local: u64,
    first_date: Option<String>,
    /// The order of day and month, where a value shows it.
    pub(super) order: Option<StampFormat>,
    is_open: bool,
    durations: u64,
    whole: u64,
    decimal: u64,
    most_digits: usize,
    /// The lowest and the highest whole number.
    range: Option<(i64, i64)>,
}

/// Whether something is so of nearly all: four of five.
fn nearly_all(part: u64, of: u64) -> bool {
    of > 0 && part * 5 >= of * 4
}

impl Profile {
    /// Takes a cell that says something.
    pub(super) fn add(&mut self, text: &str) {
        self.filled += 1;
        if self.distinct.len() < MOST {
            self.counted += 1;
            if self.distinct.insert(hash(text)) && self.examples.len() < EXAMPLES {
                self.examples.push(short(text));
            }
        }
        if self.filled <= CLOSELY {
            self.is_personal |= personal(text).is_some();
        }
        self.worded += u64::from(text.split_whitespace().nth(1).is_some());
        let digits = text.strip_prefix('-').unwrap_or(text);
        let digits = digits.strip_suffix(".0").unwrap_or(digits);
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            self.add_whole(text, digits.len());
        } else if is_decimal(digits) {
            self.decimal += 1;
            self.add_serial(text);
        } else if self.filled <= CLOSELY || (self.durations + self.dates) * 2 > CLOSELY {
            let is_duration = text.bytes().any(|byte| byte.is_ascii_digit())
                && parse_duration(text.as_bytes(), DurationUnit::Seconds).is_some();
            self.durations += u64::from(is_duration);
            self.add_date(text);
        }
    }

    fn add_whole(&mut self, text: &str, digits: usize) {
        self.whole += 1;
        self.most_digits = self.most_digits.max(digits);
        let number = text.trim_end_matches(".0").parse().unwrap_or(i64::MAX);
        let (low, high) = self.range.unwrap_or((number, number));
        self.range = Some((low.min(number), high.max(number)));
        self.add_serial(text);
    }

    /// Takes a number, which may count time.
    fn add_serial(&mut self, text: &str) {
        let before = self.dates;
        self.add_date(text);
        self.serials += self.dates - before;
    }

    fn add_date(&mut self, text: &str) {
        match order_of(text.as_bytes()) {
            Order::Open => self.is_open = true,
            Order::Decides(order) => self.order = Some(self.order.unwrap_or(order)),
            Order::None => {}
        }
        let written = parse_stamp(text.as_bytes(), StampFormat::YearFirst);
        if written == Written::Unreadable {
            return;
        }
        self.dates += 1;
        self.local += u64::from(!matches!(written, Written::Moment(_)));
        // The shortest shows whether numbers are padded.
        if self.first_date.as_ref().is_none_or(|first| is_shorter(text, first)) {
            self.first_date = Some(text.to_owned());
        }
    }

    /// How many different values there are, and whether there may be more.
    pub(super) fn distinct(&self) -> (usize, bool) {
        (self.distinct.len(), self.distinct.len() == MOST)
    }

    /// Whether most values stand once.
    fn is_mostly_distinct(&self) -> bool {
        self.distinct.len() as u64 * 2 > self.counted
    }

    /// What the column holds, by its cells and its header. `order` is that of its source's dates.
    pub(super) fn kind(&self, header: &str, order: Option<StampFormat>) -> Kind {
        let words = words(header);
        let says = |list: &str| says(&words, list);
        let is_number = nearly_all(self.whole + self.decimal, self.filled);
        if self.filled == 0 {
            return Kind::Empty;
        }
        let is_date = nearly_all(self.dates, self.filled);
        if is_date && (self.serials * 2 < self.dates || says(DATES)) {
            return self.date(order);
        }
        let is_on_scale = self.range.is_some_and(|(low, high)| low >= 0 && high <= 11);
        let is_scale = is_on_scale || !is_number && !says(PROSE) && self.worded * 2 < self.filled;
        if says(RATINGS) && self.distinct.len() <= 12 && is_scale {
            return Kind::Rating;
        }
        let unit = words.iter().find_map(|word| DurationUnit::named(word.as_bytes()));
        if is_number && (says(DURATIONS) || unit.is_some() && says("in time")) {
            return Kind::Duration { unit: Some(unit.unwrap_or_default()) };
        }
        if nearly_all(self.durations, self.filled) {
            return Kind::Duration { unit: None };
        }
        let is_unique = nearly_all(self.distinct.len() as u64, self.counted);
        let is_named = says(IDS) || words.len() == 1 && says("ticket case reference");
        if is_named && is_unique && self.decimal == 0 && self.worded * 10 < self.filled {
            return Kind::Id;
        }
        match is_number {
            true if self.decimal == 0 => Kind::WholeNumber,
            true => Kind::Decimal,
            false if self.distinct.len() <= FEW && self.is_repeated() => Kind::FewValues,
            false => Kind::Text,
        }
    }

    fn date(&self, order: Option<StampFormat>) -> Kind {
        let order = self.order.or(order);
        let is_open = self.is_open && order.is_none();
        let first = self.first_date.as_deref().unwrap_or_default();
        Kind::Date { shape: shape::of(first, order), is_open }
    }

    fn is_repeated(&self) -> bool {
        self.distinct.len() as u64 * 3 <= self.counted * 2
    }

    /// Up to three values that may be shown, or why none is.
    pub(super) fn examples(
        &self,
        header: &str,
        kind: &Kind,
        is_read: bool,
    ) -> Result<Vec<String>, &'static str> {
        let is_text = matches!(kind, Kind::Text | Kind::FewValues);
        let is_prose = is_text && self.worded * 2 > self.filled && self.is_mostly_distinct();
        // Words that nobody reads may be names or places, long numbers those of phones or accounts.
        let is_long = self.most_digits > 8 && self.is_mostly_distinct();
        let is_hidden = is_prose || !is_read && (*kind == Kind::Text || is_long);
        let is_meant = is_identity(header) || says(&words(header), PROSE);
        match self.is_personal || self.filled > 0 && (is_hidden || is_meant) {
            true => Err(WITHHELD),
            false => Ok(self.examples.clone()),
        }
    }
}

fn says(words: &[String], list: &str) -> bool {
    words.iter().any(|word| list.split(' ').any(|one| one == word))
}

/// Words of headers that say that people wrote something.
const PROSE: &str = "asunto betreff body comentario comment commentaire content description \
                     feedback kommentar message note notes objet remark resumen subject summary";

/// Words of headers that say what numbers mean.
const DATES: &str = "date datum fecha created opened closed resolved solved updated modified at on \
                     timestamp createdate";
const RATINGS: &str = "rating ratings csat satisfaction score survey results ces nps bewertung \
                       calificacion zufriedenheit";
const DURATIONS: &str = "duration minutes mins min hours hrs seconds secs sec wait dauer tiempo \
                         milliseconds ms";
const IDS: &str = "id ids key number no nummer numero ref clave";

fn hash(text: &str) -> u64 {
    use std::hash::{Hash as _, Hasher as _};
    let mut hasher = rustc_hash::FxHasher::default();
    text.hash(&mut hasher);
    hasher.finish()
}

fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST_EXAMPLE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn is_decimal(text: &str) -> bool {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    text.split_once(['.', ',']).is_some_and(|(a, b)| is_digits(a) && is_digits(b))
}

/// Whether a date with as many parts as another is written shorter.
fn is_shorter(text: &str, other: &str) -> bool {
    let parts = |text: &str| text.split(|c: char| !c.is_alphanumeric()).count();
    text.len() < other.len() && parts(text) == parts(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(values: &[&str]) -> Profile {
        let mut profile = Profile::default();
        values.iter().for_each(|value| profile.add(value));
        profile
    }

    #[test]
    fn kinds_are_told_by_values_and_headers() {
        let date = |shape: &str, is_open| Kind::Date { shape: shape.to_owned(), is_open };
        let cases: [(&str, &[&str], Kind); 20] = [
            ("Notes", &[], Kind::Empty),
            ("Ticket ID", &["7", "8", "9"], Kind::Id),
            ("Ticket", &["HELP-1", "HELP-2"], Kind::Id),
            ("id", &["40001", "40002"], Kind::Id),
            ("Opened", &["2026-03-01", "2026-03-02"], date("YYYY-MM-DD", false)),
            ("Opened", &["3/4/2025", "5/4/2025"], date("?/?/YYYY", true)),
            ("Opened", &["3/14/2025", "5/4/2025"], date("M/D/YYYY", false)),
            ("created_at", &["1772323200", "1772323201"], date("Unix seconds", false)),
            ("Created", &["46082.5", "46083.5"], date("day number of a spreadsheet", false)),
            ("Score", &["46082", "46083"], Kind::WholeNumber),
            ("Waited", &["0:05:00", "26:10:00"], Kind::Duration { unit: None }),
            ("Waited", &["5 min", "1 h 20 min"], Kind::Duration { unit: None }),
            (
                "First reply time in minutes within business hours",
                &["5", "80.5"],
                Kind::Duration { unit: Some(DurationUnit::Minutes) },
            ),
            ("Rating", &["5", "4", "5"], Kind::Rating),
            ("Rating", &["3.0", "1.0", "5.0"], Kind::Rating),
            ("Satisfaction", &["Good", "Bad", "Good"], Kind::Rating),
            ("Rating", &["120", "90"], Kind::WholeNumber),
            ("Price", &["12.50", "3,20", "7"], Kind::Decimal),
            ("Team", &["Post", "Shop", "Post", "Post"], Kind::FewValues),
            ("Subject", &["The tail came off", "A string, or two"], Kind::Text),
        ];
        for (header, values, kind) in cases {
            assert_eq!(profile(values).kind(header, None), kind, "{header} {values:?}");
        }
    }

    #[test]
    fn what_may_be_personal_is_not_shown() {
        let cases: [(&str, &[&str], bool, bool); 9] = [
            ("Team", &["Post", "Shop", "Post", "Post"], false, true),
            ("Customer name", &["Post", "Shop", "Post", "Post"], false, false),
            ("Remark", &["Fine", "Fine", "Fine"], true, false),
            ("Team", &["Post", "Post", "Post", "jo@example.org"], true, false),
            ("Thing", &["Doe", "Roe", "Poe"], false, false),
            ("Thing", &["Doe", "Roe", "Poe"], true, true),
            ("Thing", &["Jo Doe", "Al Roe", "Cy Poe"], true, false),
            ("Thing", &["01711234567", "01711234568"], false, false),
            ("Date of birth", &["1970-03-01", "1971-03-01"], false, false),
        ];
        for (header, values, is_read, is_shown) in cases {
            let profile = profile(values);
            let kind = profile.kind(header, None);
            let examples = profile.examples(header, &kind, is_read);
            assert_eq!(examples.is_ok(), is_shown, "{header} {values:?}");
        }
    }

    #[test]
    fn different_values_are_counted_to_a_thousand() {
        let mut profile = Profile::default();
        (0..5_000).for_each(|number| profile.add(&number.to_string()));
        assert_eq!((profile.filled, profile.distinct()), (5_000, (1_000, true)));
        assert_eq!(profile.examples, ["0", "1", "2"]);
    }
}
