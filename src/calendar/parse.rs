//! Dates and times as exports write them.

use serde::{Deserialize, Serialize};

use super::clock::Clock;
use super::scan::{Scan, plain};
use super::{Day, Stamp, date, serial};

/// The order of day, month and year in a source's dates of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
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

impl StampFormat {
    /// The word for it in `date_format`.
    pub fn name(self) -> &'static str {
        match self {
            StampFormat::YearFirst => "Y-M-D",
            StampFormat::MonthFirst => "M/D/Y",
            StampFormat::DayFirst => "D/M/Y",
        }
    }
}

/// What a cell says about a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// A moment in time: the text has an offset, or counts from 1970.
    Moment(Stamp),
    /// A local day and seconds after its midnight: the zone is not in the text.
    Local(Day, i32),
    /// A date of numbers, and the order of day and month is not decided.
    OpenOrder,
    /// A date that is none in the order that was decided, but would be in the other.
    OtherOrder,
    /// No date that anybody could read.
    Unreadable,
}

/// What a cell tells about the order of day and month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Nothing: it is no date of numbers with the year last.
    None,
    /// It is a date in both orders.
    Open,
    /// It is a date in this order alone.
    Decides(StampFormat),
}

/// A cell in one of the shapes that dates have.
enum Cell {
    /// It can be read in one way only.
    Certain(Written),
    /// Numbers with the year last: the day in each order, at least one of the two, and the time.
    Numbers { month_first: Option<Day>, day_first: Option<Day>, clock: Clock },
}

/// Reads a date with or without time and offset: ISO 8601, numbers in the order that `format` says,
/// months named in English, Spanish, German, French or Portuguese, `20260301T090500Z`, Unix seconds
/// (10 digits) and milliseconds (13), and the day numbers of spreadsheets (20000 to 79999). Parts of
/// a second are dropped, except that a spreadsheet's time is rounded to the nearest second.
///
/// ```
/// use moments::calendar::{parse_stamp, Day, Stamp, StampFormat, Written};
/// let iso = parse_stamp(b"1970-01-01T01:00:00+01:00", StampFormat::YearFirst);
/// assert_eq!(iso, Written::Moment(Stamp(0)));
/// let new_york = parse_stamp(b"3/14/2025 1:20", StampFormat::MonthFirst);
/// assert_eq!(new_york, Written::Local(Day::parse("2025-03-14").unwrap(), 80 * 60));
/// assert_eq!(parse_stamp(b"3/4/2025", StampFormat::YearFirst), Written::OpenOrder);
/// assert_eq!(parse_stamp(b"3/14/2025", StampFormat::DayFirst), Written::OtherOrder);
/// ```
pub fn parse_stamp(text: &[u8], format: StampFormat) -> Written {
    let Some(cell) = parse_cell(text) else { return Written::Unreadable };
    match (cell, format) {
        (Cell::Certain(written), _) => written,
        (Cell::Numbers { .. }, StampFormat::YearFirst) => Written::OpenOrder,
        (Cell::Numbers { month_first: Some(day), clock, .. }, StampFormat::MonthFirst)
        | (Cell::Numbers { day_first: Some(day), clock, .. }, StampFormat::DayFirst) => {
            clock.on(day)
        }
        (Cell::Numbers { .. }, _) => Written::OtherOrder,
    }
}

/// What a cell tells about the order of day and month in its source.
///
/// ```
/// use moments::calendar::{order_of, Order, StampFormat};
/// assert_eq!(order_of(b"14/3/2025"), Order::Decides(StampFormat::DayFirst));
/// assert_eq!(order_of(b"3/4/2025"), Order::Open);
/// assert_eq!(order_of(b"14 Mar 2025"), Order::None);
/// ```
pub fn order_of(text: &[u8]) -> Order {
    match parse_cell(text) {
        Some(Cell::Numbers { month_first: Some(_), day_first: Some(_), .. }) => Order::Open,
        Some(Cell::Numbers { month_first: Some(_), .. }) => Order::Decides(StampFormat::MonthFirst),
        Some(Cell::Numbers { day_first: Some(_), .. }) => Order::Decides(StampFormat::DayFirst),
        _ => Order::None,
    }
}

fn parse_cell(text: &[u8]) -> Option<Cell> {
    if let Some(written) = parse_iso(text) {
        return Some(Cell::Certain(written));
    }
    let plain = plain(text)?;
    let scan = Scan { rest: &plain };
    if let Some(written) = serial::parse(scan) {
        return Some(Cell::Certain(written));
    }
    parse_date(scan).or_else(|| parse_date(date::without_weekday(scan)?))
}

/// The shape of nearly all stamps, read by its positions: `YYYY-MM-DD` and `HH:MM:SS`. What follows
/// it in [`parse_cell`] would read the same at half the speed, and every row has at least one.
fn parse_iso(text: &[u8]) -> Option<Written> {
    let (date, rest) = text.split_first_chunk::<10>()?;
    if date[4] != b'-' || date[7] != b'-' {
        return None;
    }
    let year = pair(date[0], date[1]) * 100 + pair(date[2], date[3]);
    let day = Day::from_ymd(year as i32, pair(date[5], date[6]), pair(date[8], date[9]))?;
    iso_clock(rest).or_else(|| Clock::parse(Scan { rest })).map(|clock| clock.on(day))
}

fn iso_clock(rest: &[u8]) -> Option<Clock> {
    let (time, rest) = rest.split_first_chunk::<9>()?;
    if !matches!(time[0], b'T' | b' ') || time[3] != b':' || time[6] != b':' {
        return None;
    }
    let (hour, minute) = (pair(time[1], time[2]), pair(time[4], time[5]));
    let clock = Clock::at(hour, minute, pair(time[7], time[8]))?;
    match rest {
        b"" => Some(clock),
        b"Z" => Some(clock.with_offset(0)),
        _ => clock.fraction_and_offset(Scan { rest }),
    }
}

/// The number of two digits; too large for any part of a date if they are none.
fn pair(tens: u8, ones: u8) -> u32 {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    if tens > 9 || ones > 9 { 10_000 } else { u32::from(tens) * 10 + u32::from(ones) }
}

fn parse_date(scan: Scan<'_>) -> Option<Cell> {
    let mut after = scan;
    let Some(numbers) = date::numbers(&mut after) else {
        let mut after = scan;
        let day = date::named(&mut after)?;
        return Some(Cell::Certain(Clock::parse(after)?.on(day)));
    };
    let clock = Clock::parse(after)?;
    match numbers {
        [(year, 4), (month, 1 | 2), (day, 1 | 2)] => {
            Some(Cell::Certain(clock.on(Day::from_ymd(year as i32, month, day)?)))
        }
        [(first, 1 | 2), (second, 1 | 2), (year, digits)] => {
            let year = date::full_year(year, digits)?;
            let month_first = Day::from_ymd(year, first, second);
            let day_first = Day::from_ymd(year, second, first);
            month_first.or(day_first)?;
            Some(Cell::Numbers { month_first, day_first, clock })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::StampFormat::{DayFirst, MonthFirst, YearFirst};
    use super::*;

    /// `2026-03-01 09:05:07` for a local time, with `Z` for a moment, or the name of what else.
    fn said(written: Written) -> String {
        let time =
            |day: Day, s: i64| format!("{day} {:02}:{:02}:{:02}", s / 3_600, s / 60 % 60, s % 60);
        match written {
            Written::Local(day, seconds) => time(day, seconds.into()),
            Written::Moment(Stamp(stamp)) => {
                let day = Day(stamp.div_euclid(86_400) as i32);
                time(day, stamp.rem_euclid(86_400)) + "Z"
            }
            other => format!("{other:?}"),
        }
    }

    fn assert_all(format: StampFormat, cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            assert_eq!(said(parse_stamp(text.as_bytes(), format)), *expected, "{text:?}");
        }
    }

    #[test]
    fn iso_dates_are_read_in_every_order() {
        let cases = [
            ("2026-03-01", "2026-03-01 00:00:00"),
            (" 2026-03-01\t", "2026-03-01 00:00:00"),
            ("2026-03-01 09:05", "2026-03-01 09:05:00"),
            ("2026-03-01T09:05", "2026-03-01 09:05:00"),
            ("2026-03-01 9:05", "2026-03-01 09:05:00"),
            ("2026-03-01 09:05:07", "2026-03-01 09:05:07"),
            ("2026-03-01T09:05:07", "2026-03-01 09:05:07"),
            ("2026-03-01  09:05:07", "2026-03-01 09:05:07"),
            ("2026-03-01t09:05:07z", "2026-03-01 09:05:07Z"),
            ("2026-03-01T09:05:07.250", "2026-03-01 09:05:07"),
            ("2026-03-01T09:05:07,9999999999", "2026-03-01 09:05:07"),
            ("2026-03-01T00:00:00Z", "2026-03-01 00:00:00Z"),
            ("2026-03-01 00:00:00.000 UTC", "2026-03-01 00:00:00Z"),
            ("2026-03-01 00:00:00 gmt", "2026-03-01 00:00:00Z"),
            ("2026-03-01 02:00:00 +0200", "2026-03-01 00:00:00Z"),
            ("2026-03-01T02:00+02", "2026-03-01 00:00:00Z"),
            ("2026-02-28T18:30:00-05:30", "2026-03-01 00:00:00Z"),
            ("2026-02-28T19:00:00.5-5", "2026-03-01 00:00:00Z"),
            ("2026-03-01 02:00 GMT+2", "2026-03-01 00:00:00Z"),
            ("2026-03-01 02:00 UTC+02:00", "2026-03-01 00:00:00Z"),
            ("2026-03-01 09:05:60", "2026-03-01 09:05:59"),
            ("2026/3/1 9:05 PM", "2026-03-01 21:05:00"),
            ("2026.03.01", "2026-03-01 00:00:00"),
            ("2024-02-29", "2024-02-29 00:00:00"),
        ];
        for format in [YearFirst, MonthFirst, DayFirst] {
            assert_all(format, &cases);
        }
    }

    #[test]
    fn dates_of_numbers_are_read_in_the_order_that_is_decided() {
        let month_first = [
            ("3/14/2025 1:20 PM", "2025-03-14 13:20:00"),
            ("03-14-2025", "2025-03-14 00:00:00"),
            ("12/31/24 12:00 AM", "2024-12-31 00:00:00"),
            ("12/31/24 12:00:01 pm", "2024-12-31 12:00:01"),
            ("3/1/2026, 3:17:00 PM", "2026-03-01 15:17:00"),
            ("3/1/2026, 3:17:00\u{202f}PM", "2026-03-01 15:17:00"),
            ("1/1/69", "2069-01-01 00:00:00"),
            ("1/1/70", "1970-01-01 00:00:00"),
            ("14/3/2025", "OtherOrder"),
            ("31/02/2025", "Unreadable"),
        ];
        let day_first = [
            ("31.12.2024 23:59", "2024-12-31 23:59:00"),
            ("1.3.26", "2026-03-01 00:00:00"),
            ("1. 3. 2026 14:05", "2026-03-01 14:05:00"),
            ("01-03-2026 09:05 +01:00", "2026-03-01 08:05:00Z"),
            ("1/3/2026 3:17 p.\u{a0}m.", "2026-03-01 15:17:00"),
            ("1/3/2026 3:17 a.m.", "2026-03-01 03:17:00"),
            ("Mo., 02.03.2026", "2026-03-02 00:00:00"),
            ("mar. 03/03/26 08:00", "2026-03-03 08:00:00"),
            ("3/14/2025 1:20", "OtherOrder"),
            ("29/2/2025", "Unreadable"),
            ("1/3-2026", "Unreadable"),
            ("1/3/026", "Unreadable"),
            ("001/3/2026", "Unreadable"),
        ];
        let open = [
            ("3/4/2024", "OpenOrder"),
            ("14/3/2025", "OpenOrder"),
            ("31/2/2025", "Unreadable"),
            ("3/4/2024 soon", "Unreadable"),
        ];
        assert_all(MonthFirst, &month_first);
        assert_all(DayFirst, &day_first);
        assert_all(YearFirst, &open);
    }

    #[test]
    fn the_name_of_a_month_needs_no_order() {
        let cases = [
            ("19/ene/26 12:47 PM", "2026-01-19 12:47:00"),
            ("19/ene./26 12:47 AM", "2026-01-19 00:47:00"),
            ("3. März 2026 14:05", "2026-03-03 14:05:00"),
            ("3. M\u{e4}r 2026 um 14:05", "2026-03-03 14:05:00"),
            ("3. Ma\u{308}rz 2026", "2026-03-03 00:00:00"),
            ("3. Jänner 2026", "2026-01-03 00:00:00"),
            ("Mar 1, 2026 3:17 PM", "2026-03-01 15:17:00"),
            ("March 1, 2026 at 3:17\u{202f}PM", "2026-03-01 15:17:00"),
            ("1 de marzo de 2026", "2026-03-01 00:00:00"),
            ("1º de março de 2026 às 14:05", "2026-03-01 14:05:00"),
            ("1er févr. 2026 à 14:05", "2026-02-01 14:05:00"),
            ("1st of May, 2026", "2026-05-01 00:00:00"),
            ("01-Mar-2026", "2026-03-01 00:00:00"),
            ("01-MAR-98 09:05:07.123", "1998-03-01 09:05:07"),
            ("01Mar2026", "2026-03-01 00:00:00"),
            ("2026-Mar-01", "2026-03-01 00:00:00"),
            ("Sun, 01 Mar 2026 09:05:00 GMT", "2026-03-01 09:05:00Z"),
            ("Sunday, 1 March 2026 09:05:00 -0500", "2026-03-01 14:05:00Z"),
            ("mar. 3 mars 2026", "2026-03-03 00:00:00"),
            ("miércoles, 4 de marzo de 2026", "2026-03-04 00:00:00"),
            ("segunda-feira, 2 de março de 2026", "2026-03-02 00:00:00"),
            ("7 août 2026", "2026-08-07 00:00:00"),
            ("7 juil. 2026", "2026-07-07 00:00:00"),
            ("7 DEZ 2026", "2026-12-07 00:00:00"),
            ("7 Okt. 2026", "2026-10-07 00:00:00"),
            ("7 out 2026", "2026-10-07 00:00:00"),
            ("7 sept. 2026", "2026-09-07 00:00:00"),
            ("7 jui 2026", "Unreadable"),
            ("30 Feb 2026", "Unreadable"),
            ("Mar 2026", "Unreadable"),
            ("1 Mar 14:05", "Unreadable"),
            ("1 Marble 2026", "Unreadable"),
            ("1 Mar Mar 2026", "Unreadable"),
        ];
        assert_all(YearFirst, &cases);
        assert_all(MonthFirst, &cases);
    }

    #[test]
    fn numbers_alone_are_times_by_the_count_of_their_digits() {
        let cases = [
            ("20260301", "2026-03-01 00:00:00"),
            ("20260301T090500Z", "2026-03-01 09:05:00Z"),
            ("20260301T0905", "2026-03-01 09:05:00"),
            ("20260301 09:05:07 +01:00", "2026-03-01 08:05:07Z"),
            ("20261301", "Unreadable"),
            ("1772323200", "2026-03-01 00:00:00Z"),
            ("1772323200.75", "2026-03-01 00:00:00Z"),
            ("1772323207999", "2026-03-01 00:00:07Z"),
            ("46082", "2026-03-01 00:00:00"),
            ("46082.5", "2026-03-01 12:00:00"),
            ("46082,378472222", "2026-03-01 09:05:00"),
            ("46082.37855324074", "2026-03-01 09:05:07"),
            ("46082.999999", "2026-03-02 00:00:00"),
            ("46082.99998842592592", "2026-03-01 23:59:59"),
            ("20000", "1954-10-03 00:00:00"),
            ("79999", "2119-01-10 00:00:00"),
            ("19999", "Unreadable"),
            ("80000", "Unreadable"),
            ("46082.", "Unreadable"),
            ("177232320", "Unreadable"),
            ("17723232000", "Unreadable"),
            ("-1772323200", "Unreadable"),
        ];
        assert_all(YearFirst, &cases);
    }

    #[test]
    fn what_is_no_date_is_unreadable() {
        let texts = [
            "",
            "yesterday",
            "2026-02-30",
            "2026-13-01",
            "2026-03",
            "2026-03-01 25:00",
            "2026-03-01 24:00",
            "2026-03-01 09:60",
            "2026-03-01 09:05 soon",
            "2026-03-01 09:05 EST",
            "2026-03-01 13:05 PM",
            "2026-03-01 0:05 AM",
            "2026-03-01T",
            "2026-03-01 09",
            "2026-03-01T09:05:07.Z",
            "2026-03-01T09:05:07+19:00",
            "2026-03-01T09:05:07+00:60",
            "2026-03-01T09:05:07+01:00Z",
            "2026年3月1日",
            "٣2026-03-01",
            "20:26",
            "1.23E+16",
            "99999999999999999999/1/1",
            "2026-03-01 4294967296:00",
        ];
        for text in texts {
            for format in [YearFirst, MonthFirst, DayFirst] {
                assert_eq!(said(parse_stamp(text.as_bytes(), format)), "Unreadable", "{text:?}");
            }
        }
        assert_eq!(parse_stamp(b"2026-03-01 \xff", YearFirst), Written::Unreadable);
    }

    #[test]
    fn a_number_over_twelve_decides_the_order() {
        let cases = [
            ("14/3/2025", Order::Decides(DayFirst)),
            ("3-14-25 09:05", Order::Decides(MonthFirst)),
            ("12.12.2025", Order::Open),
            ("3/4/2025 1:20 PM", Order::Open),
            ("14/14/2025", Order::None),
            ("31/4/2025", Order::None),
            ("14/3/2025 soon", Order::None),
            ("2025-03-14", Order::None),
            ("14 Mar 2025", Order::None),
            ("46082", Order::None),
            ("", Order::None),
        ];
        for (text, expected) in cases {
            assert_eq!(order_of(text.as_bytes()), expected, "{text:?}");
        }
    }

    #[test]
    fn every_month_is_known_in_every_language_at_any_length() {
        let short = [
            ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
            ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"],
            ["Jän", "Feb", "Mrz", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"],
            [
                "janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov",
                "déc",
            ],
            ["jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"],
        ];
        for names in short {
            for (month, name) in (1..).zip(names) {
                let text = format!("5 {name} 2026");
                let day = Day::from_ymd(2026, month, 5).unwrap();
                assert_eq!(
                    parse_stamp(text.as_bytes(), YearFirst),
                    Written::Local(day, 0),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn the_fast_way_reads_what_the_slow_one_does() {
        // An undecorated text goes the fast way, one with a weekday in front never does.
        for text in [
            "2026-03-01",
            "2026-03-01T09:05:07Z",
            "2026-03-01 09:05:07.5 +02:00",
            "2026-03-01 15:17",
            "2026-03-01 25:00:00",
            "2026-02-29T00:00:00",
        ] {
            let slow = format!("Sun {text}");
            let read = |text: &str| parse_stamp(text.as_bytes(), YearFirst);
            assert_eq!(read(text), read(&slow), "{text}");
        }
    }
}
