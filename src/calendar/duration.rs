//! Durations as exports write them.

use serde::{Deserialize, Serialize};

use super::scan::{Scan, plain, value};
use crate::units::Seconds;

/// Longer ones are no durations of an interaction: 100 years.
const LONGEST: Seconds = Seconds(100 * 31_557_600);

const NANOSECONDS: u128 = 1_000_000_000;

/// The digits before and after a point that are looked at.
const DIGITS: usize = 18;

/// Words that may stand between two parts: `2 hours and 5 minutes`.
const AND: &[&str] = &["and", "y", "und", "et", "e"];

/// What a duration counts, from the smallest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DurationUnit {
    /// Thousandths of a second.
    Milliseconds,
    /// Seconds.
    #[default]
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days of 24 hours.
    Days,
}

impl DurationUnit {
    /// The unit of a word in English, Spanish, German, French or Portuguese, in plain letters.
    pub fn named(word: &[u8]) -> Option<DurationUnit> {
        let word = word.to_ascii_lowercase();
        Some(match word.as_slice() {
            b"ms" | b"msec" | b"msecs" | b"millisecond" | b"milliseconds" | b"millisekunde"
            | b"millisekunden" | b"milliseconde" | b"millisecondes" | b"milisegundo"
            | b"milisegundos" | b"milissegundo" | b"milissegundos" => DurationUnit::Milliseconds,
            b"s" | b"sec" | b"secs" | b"second" | b"seconds" | b"sek" | b"sekunde"
            | b"sekunden" | b"seconde" | b"secondes" | b"seg" | b"segundo" | b"segundos" => {
                DurationUnit::Seconds
            }
            b"m" | b"min" | b"mins" | b"minute" | b"minutes" | b"minuten" | b"minuto"
            | b"minutos" => DurationUnit::Minutes,
            b"h" | b"hr" | b"hrs" | b"hour" | b"hours" | b"std" | b"stunde" | b"stunden"
            | b"heure" | b"heures" | b"hora" | b"horas" => DurationUnit::Hours,
            b"d" | b"day" | b"days" | b"tag" | b"tage" | b"tagen" | b"j" | b"jour" | b"jours"
            | b"dia" | b"dias" => DurationUnit::Days,
            _ => return None,
        })
    }

    /// The word for it in `[sources.units]`.
    pub fn name(self) -> &'static str {
        match self {
            DurationUnit::Milliseconds => "milliseconds",
            DurationUnit::Seconds => "seconds",
            DurationUnit::Minutes => "minutes",
            DurationUnit::Hours => "hours",
            DurationUnit::Days => "days",
        }
    }

    fn nanoseconds(self) -> u128 {
        match self {
            DurationUnit::Milliseconds => NANOSECONDS / 1_000,
            DurationUnit::Seconds => NANOSECONDS,
            DurationUnit::Minutes => 60 * NANOSECONDS,
            DurationUnit::Hours => 3_600 * NANOSECONDS,
            DurationUnit::Days => 86_400 * NANOSECONDS,
        }
    }
}

/// Reads a duration and rounds it down to whole seconds: a number in `unit`, `HH:MM:SS`, `H:MM`
/// (hours and minutes), or numbers with units in English, Spanish, German, French or Portuguese,
/// the largest first. A point or a comma begins a fraction. Nothing is read from a number that may
/// have a thousands separator, such as `1,234`, from a negative one, or over 100 years.
///
/// ```
/// use moments::calendar::{parse_duration, DurationUnit};
/// use moments::units::Seconds;
/// assert_eq!(parse_duration(b"1.5", DurationUnit::Hours), Some(Seconds(5_400)));
/// assert_eq!(parse_duration(b"26:05:00", DurationUnit::Seconds), Some(Seconds(93_900)));
/// assert_eq!(parse_duration(b"2 h 5 min", DurationUnit::Seconds), Some(Seconds(7_500)));
/// assert_eq!(parse_duration(b"-5", DurationUnit::Seconds), None);
/// ```
pub fn parse_duration(text: &[u8], unit: DurationUnit) -> Option<Seconds> {
    let plain = plain(text)?;
    let mut scan = Scan { rest: &plain };
    let first = Amount::parse(&mut scan)?;
    let nanoseconds = if scan.is_at_end() { first.of(unit)? } else { parts(first, scan)? };
    let seconds = Seconds(i64::try_from(nanoseconds / NANOSECONDS).ok()?);
    (seconds <= LONGEST).then_some(seconds)
}

/// The sum of numbers with units, each unit smaller than the one before; the last part may be
/// `HH:MM:SS`.
fn parts(first: Amount<'_>, mut scan: Scan<'_>) -> Option<u128> {
    let (mut sum, mut amount, mut before) = (0, first, None);
    loop {
        let is_smaller = |unit| before.is_none_or(|before| unit < before);
        if scan.eat(b':') {
            return is_smaller(DurationUnit::Hours).then_some(sum + clock(amount, scan)?);
        }
        scan.spaces();
        let unit = DurationUnit::named(scan.word()).filter(|unit| is_smaller(*unit))?;
        scan.eat(b'.');
        sum += amount.of(unit)?;
        if scan.is_at_end() {
            return Some(sum);
        }
        scan.eat(b',');
        scan.spaces();
        if scan.eat_word(AND) {
            scan.spaces();
        }
        (amount, before) = (Amount::parse(&mut scan)?, Some(unit));
    }
}

/// The minutes and seconds that follow the hours and their colon.
fn clock(hours: Amount<'_>, mut scan: Scan<'_>) -> Option<u128> {
    let minutes = Amount::parse(&mut scan)?.below_sixty()?;
    if hours.separator.or(minutes.separator).is_some() {
        return None;
    }
    let mut sum = hours.of(DurationUnit::Hours)? + minutes.of(DurationUnit::Minutes)?;
    if scan.eat(b':') {
        sum += Amount::parse(&mut scan)?.below_sixty()?.of_clear(DurationUnit::Seconds);
    }
    scan.is_at_end().then_some(sum)
}

/// A number as it is written: the digits before the point or comma, and those after it.
#[derive(Clone, Copy)]
struct Amount<'a> {
    whole: &'a [u8],
    separator: Option<u8>,
    fraction: &'a [u8],
}

impl<'a> Amount<'a> {
    fn parse(scan: &mut Scan<'a>) -> Option<Amount<'a>> {
        let whole = scan.digits();
        let separator = scan.any(b".,");
        let fraction = if separator.is_some() { scan.digits() } else { &[] };
        let is_number =
            (1..=DIGITS).contains(&whole.len()) && (separator.is_none() || !fraction.is_empty());
        is_number.then_some(Amount { whole, separator, fraction })
    }

    /// Its nanoseconds in a unit, rounded down; nothing where its comma could part thousands.
    fn of(self, unit: DurationUnit) -> Option<u128> {
        (!self.may_have_thousands()).then(|| self.of_clear(unit))
    }

    /// The same, where it stands in such a place that the comma is clear.
    fn of_clear(self, unit: DurationUnit) -> u128 {
        let fraction = &self.fraction[..self.fraction.len().min(DIGITS)];
        let of = |digits: &[u8]| u128::from(value(digits)) * unit.nanoseconds();
        of(self.whole) + of(fraction) / 10_u128.pow(fraction.len() as u32)
    }

    /// Whether its comma could part thousands: three digits follow it, and one to three stand
    /// before it, of which the first is no 0.
    fn may_have_thousands(self) -> bool {
        self.separator == Some(b',')
            && self.fraction.len() == 3
            && self.whole.len() <= 3
            && self.whole.first() != Some(&b'0')
    }

    /// Itself, if it can stand after a colon: two digits below 60.
    fn below_sixty(self) -> Option<Amount<'a>> {
        (self.whole.len() == 2 && self.whole[0] < b'6').then_some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::DurationUnit::{Days, Hours, Milliseconds, Minutes};
    use super::*;

    #[test]
    fn durations_as_they_stand_in_exports() {
        let second = DurationUnit::Seconds;
        let cases = [
            ("0", second, 0),
            ("90", second, 90),
            (" 90.9 ", second, 90),
            ("90,9", second, 90),
            ("12", Minutes, 720),
            ("1.5", Minutes, 90),
            ("0,5", Hours, 1_800),
            ("2.25", Days, 194_400),
            ("0.0416666666666667", Days, 3_600),
            ("0.04166666666666666", Days, 3_599),
            ("1999", Milliseconds, 1),
            ("7500000", Milliseconds, 7_500),
            ("1.234", second, 1),
            ("1,5", second, 1),
            ("999999999,5", Milliseconds, 999_999),
            ("0,125", Minutes, 7),
            ("1234,567", second, 1_234),
            ("1,23", Minutes, 73),
            ("00:00:00", second, 0),
            ("00:12:30", second, 750),
            ("26:05:00", second, 93_900),
            ("126:05:09", Minutes, 453_909),
            ("0:45", second, 2_700),
            ("2:05", Minutes, 7_500),
            ("1:02:03.999", second, 3_723),
            ("1:02:03,9", second, 3_723),
            ("1:02:13,999", second, 3_733),
            ("2 h 5 min", second, 7_500),
            ("2h05m", second, 7_500),
            ("2H 5M 7S", second, 7_507),
            ("1 day 3 hours", second, 97_200),
            ("1 day, 3 hours and 2 minutes", second, 97_320),
            ("3d 4h", second, 273_600),
            ("45 sec", second, 45),
            ("45 sec.", Hours, 45),
            ("1.5 h", second, 5_400),
            ("1,5 Stunden", second, 5_400),
            ("2 Std. 5 Min.", second, 7_500),
            ("1 Tag und 30 Sekunden", second, 86_430),
            ("2 heures et 5 minutes", second, 7_500),
            ("1 jour 1 seconde", second, 86_401),
            ("1 día y 2 horas", second, 93_600),
            ("3\u{a0}dias 4 horas 5 minutos 6 segundos", second, 273_906),
            ("1 day 02:03:04", second, 93_784),
            ("2500 ms", second, 2),
            ("1 s 999 ms", second, 1),
            ("36525", Days, 3_155_760_000),
        ];
        for (text, unit, expected) in cases {
            let found = parse_duration(text.as_bytes(), unit);
            assert_eq!(found, Some(Seconds(expected)), "{text:?}");
        }
    }

    #[test]
    fn what_is_unclear_negative_or_endless_is_no_duration() {
        let texts = [
            "",
            "-5",
            "-0:45",
            "+5",
            "soon",
            "h",
            "5.",
            ".5",
            "5 parsecs",
            "1,234",
            "12,345 s",
            "1,234,567",
            "1.234,5",
            "1e3",
            "1:60",
            "1:2",
            "1:02:60",
            "1:02:003",
            "1:02:03:04",
            "1.5:30",
            "1:30.5:00",
            "1:02 h",
            "5 min 2 h",
            "2 h 2 h",
            "2 h 1:00",
            "2 h 5",
            "2 h,",
            "36526 days",
            "999999999999999999 days",
            "9999999999999999999",
            "999999999999999999.999999999999999999 d",
        ];
        for text in texts {
            assert_eq!(parse_duration(text.as_bytes(), DurationUnit::Seconds), None, "{text:?}");
        }
    }
}
