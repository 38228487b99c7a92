//! Times that are written as one number.

use super::clock::Clock;
use super::scan::{Scan, value};
use super::{Day, Stamp, Written};

/// The day number of 1970-01-01 in the 1900 system of spreadsheets.
const EPOCH_SERIAL: u32 = 25_569;

/// The digits of a fraction that are looked at: a spreadsheet's second is one of the fifth.
const FRACTION_DIGITS: usize = 12;

/// Reads `20260301`, `20260301T090500Z`, Unix seconds and milliseconds, and the day numbers of
/// spreadsheets; nothing where the text is no such number.
pub(super) fn parse(mut scan: Scan<'_>) -> Option<Written> {
    let digits = scan.digits();
    match digits.len() {
        5 => from_spreadsheet(value(digits) as u32, fraction(scan)?),
        8 => compact(value(digits) as u32, scan),
        10 => fraction(scan).map(|_| moment(value(digits))),
        13 if scan.is_at_end() => Some(moment(value(digits) / 1_000)),
        _ => None,
    }
}

fn moment(seconds: u64) -> Written {
    Written::Moment(Stamp(seconds as i64))
}

/// The digits after the point or comma, to the end of the text; none where it ends before.
fn fraction(mut scan: Scan<'_>) -> Option<&[u8]> {
    if scan.is_at_end() {
        return Some(&[]);
    }
    scan.any(b".,")?;
    let digits = scan.digits();
    (scan.is_at_end() && !digits.is_empty()).then_some(digits)
}

/// The local day and time of a day number such as `46082.378`, to the nearest second.
fn from_spreadsheet(serial: u32, fraction: &[u8]) -> Option<Written> {
    if !(20_000..80_000).contains(&serial) {
        return None;
    }
    let digits = &fraction[..fraction.len().min(FRACTION_DIGITS)];
    let whole = 10_u64.pow(digits.len() as u32);
    let seconds = (value(digits) * 86_400 * 2 + whole) / (whole * 2);
    let day = Day(serial as i32 - EPOCH_SERIAL as i32).plus((seconds / 86_400) as i32);
    Some(Written::Local(day, (seconds % 86_400) as i32))
}

/// A date without separators, with a time that has none either or an ordinary one.
fn compact(date: u32, scan: Scan<'_>) -> Option<Written> {
    let day = Day::from_ymd((date / 10_000) as i32, date / 100 % 100, date % 100)?;
    let clock = compact_clock(scan).or_else(|| Clock::parse(scan))?;
    Some(clock.on(day))
}

fn compact_clock(mut scan: Scan<'_>) -> Option<Clock> {
    scan.any(b"Tt ")?;
    let clock = match scan.number()? {
        (time, 4) => Clock::at(time / 100, time % 100, 0),
        (time, 6) => Clock::at(time / 10_000, time / 100 % 100, time % 100),
        _ => None,
    };
    clock?.fraction_and_offset(scan)
}
