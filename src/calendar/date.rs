//! Dates of numbers, and dates with the name of a month.

use super::Day;
use super::names::{is_weekday, month};
use super::scan::Scan;

/// Words that stand within a date: `1 de marzo de 2026`, `1st of March`, `1º de março`, `1er mars`.
const WITHIN: &[&str] = &["de", "del", "of", "the", "st", "nd", "rd", "th", "er", "o"];

/// Three numbers with the same separator between them, each with the count of its digits.
pub(super) fn numbers(scan: &mut Scan<'_>) -> Option<[(u32, usize); 3]> {
    let first = scan.number()?;
    let separator = separator(scan)?;
    let second = scan.number()?;
    if self::separator(scan)? != separator {
        return None;
    }
    Some([first, second, scan.number()?])
}

fn separator(scan: &mut Scan<'_>) -> Option<u8> {
    scan.spaces();
    let separator = scan.any(b"/-.")?;
    scan.spaces();
    Some(separator)
}

/// The year of four digits, or of two: up to 69 they are of this century, from 70 on of the last.
pub(super) fn full_year(number: u32, digits: usize) -> Option<i32> {
    match digits {
        4 => Some(number as i32),
        2 if number < 70 => Some(2000 + number as i32),
        2 => Some(1900 + number as i32),
        _ => None,
    }
}

/// A part of a date.
enum Part {
    /// A number, and how many digits it has.
    Number(u32, usize),
    /// A month, 1 to 12, by its name.
    Month(u32),
}

/// A date with the name of a month, which leaves no doubt about the order: day and year, or year
/// and day, or the month before both.
pub(super) fn named(scan: &mut Scan<'_>) -> Option<Day> {
    let (year, month, day) = match [part(scan)?, part(scan)?, part(scan)?] {
        [Part::Number(year, 4), Part::Month(month), Part::Number(day, 1 | 2)] => {
            (year as i32, month, day)
        }
        [Part::Number(day, 1 | 2), Part::Month(month), Part::Number(year, digits)]
        | [Part::Month(month), Part::Number(day, 1 | 2), Part::Number(year, digits)] => {
            (full_year(year, digits)?, month, day)
        }
        _ => return None,
    };
    Day::from_ymd(year, month, day)
}

fn part(scan: &mut Scan<'_>) -> Option<Part> {
    while scan.any(b" /-.,").is_some() || scan.eat_word(WITHIN) {}
    match scan.number() {
        Some((number, digits)) => Some(Part::Number(number, digits)),
        None => month(scan.word()).map(Part::Month),
    }
}

/// What follows the name of a weekday; nothing where none stands in front.
pub(super) fn without_weekday(mut scan: Scan<'_>) -> Option<Scan<'_>> {
    if !is_weekday(scan.word()) {
        return None;
    }
    if scan.eat(b'-') {
        scan.eat_word(&["feira"]);
    }
    while scan.any(b"., ").is_some() {}
    Some(scan)
}
