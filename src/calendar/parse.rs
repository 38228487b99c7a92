//! Dates and times as exports write them.

use super::{Day, Stamp};

/// The order of day, month and year in a source's dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, serde::Deserialize)]
pub enum StampFormat {
    /// Only dates that name the year first are understood; others leave the order open.
    #[default]
    #[serde(rename = "Y-M-D")]
    YearFirst,
    /// `3/14/2025` is 14 March.
    #[serde(rename = "M/D/Y")]
    MonthFirst,
    /// `14/3/2025` is 14 March.
    #[serde(rename = "D/M/Y")]
    DayFirst,
}

/// What a cell says about a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// A moment in time: the text has an offset.
    Moment(Stamp),
    /// A local day and seconds after its midnight: the zone is not in the text.
    Local(Day, i32),
    /// A date whose day and month could be either.
    OpenOrder,
    /// No date that anybody could read.
    Unreadable,
}

/// Reads an ISO 8601 date, with or without time and offset, or a date of numbers in the order that
/// `format` says.
///
/// ```
/// use moments::calendar::{parse_stamp, Day, Stamp, StampFormat, Written};
/// let iso = parse_stamp(b"1970-01-01T01:00:00+01:00", StampFormat::YearFirst);
/// assert_eq!(iso, Written::Moment(Stamp(0)));
/// let new_york = parse_stamp(b"3/14/2025 1:20", StampFormat::MonthFirst);
/// assert_eq!(new_york, Written::Local(Day::parse("2025-03-14").unwrap(), 80 * 60));
/// assert_eq!(parse_stamp(b"3/4/2025", StampFormat::YearFirst), Written::OpenOrder);
/// ```
pub fn parse_stamp(text: &[u8], format: StampFormat) -> Written {
    let mut scan = Scan { rest: text.trim_ascii() };
    let Some((first, digits)) = scan.number() else { return Written::Unreadable };
    let Some(separator) = scan.any(b"-/.") else { return Written::Unreadable };
    let Some((second, _)) = scan.number() else { return Written::Unreadable };
    if !scan.eat(separator) {
        return Written::Unreadable;
    }
    let Some((third, last_digits)) = scan.number() else { return Written::Unreadable };
    let (year, month, day) = match format {
        _ if digits == 4 => (first, second, third),
        StampFormat::MonthFirst => (full_year(third, last_digits), first, second),
        StampFormat::DayFirst => (full_year(third, last_digits), second, first),
        StampFormat::YearFirst => return Written::OpenOrder,
    };
    let Some(day) = Day::from_ymd(year as i32, month, day) else { return Written::Unreadable };
    scan.time(day).unwrap_or(Written::Unreadable)
}

/// Two digits mean this century.
fn full_year(number: u32, digits: usize) -> u32 {
    if digits == 2 { 2000 + number } else { number }
}

struct Scan<'a> {
    rest: &'a [u8],
}

impl Scan<'_> {
    /// Up to nine digits: their number and how many there were.
    fn number(&mut self) -> Option<(u32, usize)> {
        let digits = self.rest.iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 || digits > 9 {
            return None;
        }
        let (taken, rest) = self.rest.split_at(digits);
        self.rest = rest;
        Some((taken.iter().fold(0, |n, b| n * 10 + u32::from(b - b'0')), digits))
    }

    fn any(&mut self, accepted: &[u8]) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        accepted.contains(first).then(|| {
            self.rest = rest;
            *first
        })
    }

    fn eat(&mut self, byte: u8) -> bool {
        self.any(&[byte]).is_some()
    }

    fn spaces(&mut self) {
        self.rest = self.rest.trim_ascii_start();
    }

    /// What may follow a date: nothing, or a time with an offset or without.
    fn time(&mut self, day: Day) -> Option<Written> {
        if self.rest.is_empty() {
            return Some(Written::Local(day, 0));
        }
        self.any(b"Tt ")?;
        self.spaces();
        let (mut hour, _) = self.number()?;
        if !self.eat(b':') {
            return None;
        }
        let (minute, _) = self.number()?;
        let second = if self.eat(b':') { self.number()?.0 } else { 0 };
        if self.eat(b'.') || self.eat(b',') {
            self.number()?;
        }
        self.spaces();
        if let Some(half) = self.any(b"AaPp") {
            self.any(b"Mm")?;
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + if half.eq_ignore_ascii_case(&b'p') { 12 } else { 0 };
        }
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let seconds = (hour * 3_600 + minute * 60 + second.min(59)) as i32;
        self.offset(day, seconds)
    }

    fn offset(&mut self, day: Day, seconds: i32) -> Option<Written> {
        self.spaces();
        let wall = i64::from(day.0) * 86_400 + i64::from(seconds);
        match self.rest {
            b"" => Some(Written::Local(day, seconds)),
            b"Z" | b"z" | b"UTC" | b"GMT" => Some(Written::Moment(Stamp(wall))),
            _ => {
                let sign = if self.any(b"+-")? == b'+' { 1 } else { -1 };
                let (number, digits) = self.number()?;
                let (hours, minutes) = match digits {
                    2 if self.eat(b':') => (number, self.number()?.0),
                    1 | 2 => (number, 0),
                    4 => (number / 100, number % 100),
                    _ => return None,
                };
                let ahead = sign * i64::from(hours * 3_600 + minutes * 60);
                (self.rest.is_empty() && hours < 19 && minutes < 60)
                    .then_some(Written::Moment(Stamp(wall - ahead)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_they_stand_in_exports() {
        use StampFormat::{DayFirst, MonthFirst, YearFirst};
        let local = |text: &str, hour: i32, minute: i32, second: i32| {
            Written::Local(Day::parse(text).unwrap(), hour * 3_600 + minute * 60 + second)
        };
        let cases = [
            ("2026-03-01", YearFirst, local("2026-03-01", 0, 0, 0)),
            ("2026-03-01 09:05", YearFirst, local("2026-03-01", 9, 5, 0)),
            ("2026-03-01T09:05:07.250", YearFirst, local("2026-03-01", 9, 5, 7)),
            ("2026-03-01T00:00:00Z", YearFirst, Written::Moment(Stamp(1_772_323_200))),
            ("2026-03-01 02:00:00 +0200", YearFirst, Written::Moment(Stamp(1_772_323_200))),
            ("2026-02-28T18:30:00-05:30", YearFirst, Written::Moment(Stamp(1_772_323_200))),
            ("2026/3/1 9:05 PM", MonthFirst, local("2026-03-01", 21, 5, 0)),
            ("12/31/24 12:00 AM", MonthFirst, local("2024-12-31", 0, 0, 0)),
            ("31.12.2024 23:59", DayFirst, local("2024-12-31", 23, 59, 0)),
            ("31/12/2024", MonthFirst, Written::Unreadable),
            ("3/4/2024", YearFirst, Written::OpenOrder),
            ("2026-02-30", YearFirst, Written::Unreadable),
            ("2026-03-01 25:00", YearFirst, Written::Unreadable),
            ("2026-03-01 09:05 soon", YearFirst, Written::Unreadable),
            ("yesterday", YearFirst, Written::Unreadable),
            ("", YearFirst, Written::Unreadable),
        ];
        for (text, format, expected) in cases {
            assert_eq!(parse_stamp(text.as_bytes(), format), expected, "{text}");
        }
    }
}
