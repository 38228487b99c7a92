//! Days, weeks, months and time zones, business hours, dates and durations as people write them;
//! never asks what day it is.

mod business;
mod clock;
mod date;
mod duration;
mod names;
mod parse;
mod scan;
mod serial;
mod zone;

pub use business::BusinessHours;
pub use duration::{DurationUnit, parse_duration};
pub use parse::{Order, StampFormat, Written, order_of, parse_stamp};
pub use zone::{Doubt, Zone};

use serde::{Serialize, Serializer};
use std::fmt;

/// A moment in time: seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp(pub i64);

/// A calendar day: days since 1970-01-01.
///
/// ```
/// use moments::calendar::Day;
/// let day = Day::parse("2026-03-01").unwrap();
/// assert_eq!(day.to_string(), "2026-03-01");
/// assert_eq!(day.month().end().to_string(), "2026-04-01");
/// assert_eq!(Day::parse("2026-02-30"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// An ISO week, Monday to Sunday: weeks since the one that holds 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week(pub i32);

/// A calendar month: months since January of the year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(pub i32);

impl Day {
    /// The day of a year, month (1 to 12) and day of the month; nothing where there is no such day.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Day> {
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || day < 1 {
            return None;
        }
        let days = if day <= 28 { 28 } else { days_in_month(year, month) };
        (day <= days).then(|| Day(days_from_civil(year, month, day)))
    }

    /// Reads `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Day> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let number = |part: &str| {
            part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<u32>().ok()).flatten()
        };
        let (year, month, day) =
            (number(text.get(0..4)?)?, number(text.get(5..7)?)?, number(text.get(8..10)?)?);
        Day::from_ymd(i32::try_from(year).ok()?, month, day)
    }

    /// Year, month (1 to 12) and day of the month.
    pub fn ymd(self) -> (i32, u32, u32) {
        civil_from_days(self.0)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.ymd().0
    }

    /// The day of the week, 0 for Monday.
    pub fn weekday(self) -> usize {
        (self.0 + 3).rem_euclid(7) as usize
    }

    /// The week that holds the day.
    pub fn week(self) -> Week {
        Week((self.0 + 3).div_euclid(7))
    }

    /// The month that holds the day.
    pub fn month(self) -> Month {
        let (year, month, _) = self.ymd();
        Month(year * 12 + month as i32 - 1)
    }

    /// The day so many days later.
    pub fn plus(self, days: i32) -> Day {
        Day(self.0 + days)
    }
}

impl Week {
    /// Its Monday.
    pub fn start(self) -> Day {
        Day(self.0 * 7 - 3)
    }

    /// The Monday after it.
    pub fn end(self) -> Day {
        Day(self.0 * 7 + 4)
    }
}

impl Month {
    /// Its first day.
    pub fn start(self) -> Day {
        let (year, month) = self.year_month();
        Day(days_from_civil(year, month, 1))
    }

    /// The first day of the next month.
    pub fn end(self) -> Day {
        Month(self.0 + 1).start()
    }

    /// Year and month (1 to 12).
    pub fn year_month(self) -> (i32, u32) {
        (self.0.div_euclid(12), self.0.rem_euclid(12) as u32 + 1)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1970-01-01 of a date in the Gregorian calendar, counted in eras of 400 years that
/// begin on 1 March, so that the leap day is the last of its year.
fn days_from_civil(year: i32, month: u32, day: u32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month as i32 + 9) % 12) + 2) / 5 + day as i32 - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The other way round.
fn civil_from_days(days: i32) -> (i32, u32, u32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * shifted_month + 2) / 5 + 1) as u32;
    let month = ((shifted_month + 2) % 12 + 1) as u32;
    let year = year_of_era + era * 400 + i32::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_agree_with_jiff_over_four_centuries() {
        let first = jiff::civil::date(1800, 1, 1);
        let mut date = first;
        let mut day = Day::from_ymd(1800, 1, 1).unwrap();
        while date.year() < 2201 {
            assert_eq!(day.ymd(), (date.year().into(), date.month() as u32, date.day() as u32));
            assert_eq!(Day::from_ymd(day.ymd().0, day.ymd().1, day.ymd().2), Some(day));
            assert_eq!(day.weekday(), date.weekday().to_monday_zero_offset() as usize);
            date = date.tomorrow().unwrap();
            day = day.plus(1);
        }
    }

    #[test]
    fn weeks_start_on_monday_and_months_on_the_first() {
        let day = Day::parse("2025-09-17").unwrap();
        assert_eq!(day.week().start(), Day::parse("2025-09-15").unwrap());
        assert_eq!(day.week().end(), Day::parse("2025-09-22").unwrap());
        assert_eq!(day.month().start(), Day::parse("2025-09-01").unwrap());
        assert_eq!(day.month().end(), Day::parse("2025-10-01").unwrap());
    }

    #[test]
    fn impossible_dates_are_none() {
        for text in ["2025-02-29", "2025-13-01", "2025-00-10", "2025-1-1", "+025-01-01", "x"] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }
}
