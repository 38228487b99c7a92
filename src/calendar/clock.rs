//! The time of day that follows a date.

use super::scan::Scan;
use super::{Day, Stamp, Written};

/// Words that stand between a date and a time: `March 1, 2026 at 3:17 PM`.
const AT: &[&str] = &["at", "um", "a", "as", "las"];

/// A time of day.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    /// Seconds after midnight.
    seconds: i32,
    /// How many seconds the clock is ahead of UTC, where the text says so.
    ahead: Option<i32>,
}

impl Clock {
    const MIDNIGHT: Clock = Clock { seconds: 0, ahead: None };

    /// The time of an hour, minute and second; a leap second is the one before it.
    pub(super) fn at(hour: u32, minute: u32, second: u32) -> Option<Clock> {
        let is_time = hour <= 23 && minute <= 59 && second <= 60;
        let seconds = || (hour * 3_600 + minute * 60 + second.min(59)) as i32;
        is_time.then(|| Clock { seconds: seconds(), ahead: None })
    }

    /// The same time in a zone so many seconds ahead of UTC.
    pub(super) fn with_offset(self, ahead: i32) -> Clock {
        Clock { ahead: Some(ahead), ..self }
    }

    /// The time on a day.
    pub(super) fn on(self, day: Day) -> Written {
        match self.ahead {
            None => Written::Local(day, self.seconds),
            Some(ahead) => {
                let wall = i64::from(day.0) * 86_400 + i64::from(self.seconds);
                Written::Moment(Stamp(wall - i64::from(ahead)))
            }
        }
    }

    /// What may follow a date: nothing, or a time to the end of the text.
    pub(super) fn parse(mut scan: Scan<'_>) -> Option<Clock> {
        if scan.is_at_end() {
            return Some(Clock::MIDNIGHT);
        }
        scan.any(b"Tt, ")?;
        scan.spaces();
        while scan.eat_word(AT) {
            scan.spaces();
        }
        let (hour, _) = scan.number()?;
        if !scan.eat(b':') {
            return None;
        }
        let (minute, _) = scan.number()?;
        let second = if scan.eat(b':') { scan.number()?.0 } else { 0 };
        Clock::at(hour, minute, second)?.fraction_and_offset(scan)
    }

    /// The rest of a time: the parts of a second, `AM` or `PM`, the offset.
    pub(super) fn fraction_and_offset(self, mut scan: Scan<'_>) -> Option<Clock> {
        if scan.any(b".,").is_some() && scan.digits().is_empty() {
            return None;
        }
        scan.spaces();
        let clock = match scan.any(b"AaPp") {
            None => self,
            Some(half) => {
                scan.eat(b'.');
                scan.spaces();
                scan.any(b"Mm")?;
                scan.eat(b'.');
                scan.spaces();
                self.in_half(half.eq_ignore_ascii_case(&b'p'))?
            }
        };
        if scan.is_at_end() {
            return Some(clock);
        }
        Some(clock.with_offset(offset(scan)?))
    }

    /// The time on a clock of twelve hours, which has no hour 0.
    fn in_half(self, is_afternoon: bool) -> Option<Clock> {
        let noon = 12 * 3_600;
        let has_hour = (3_600..13 * 3_600).contains(&self.seconds);
        let seconds = || self.seconds % noon + if is_afternoon { noon } else { 0 };
        has_hour.then(|| Clock { seconds: seconds(), ..self })
    }
}

/// Seconds ahead of UTC: `Z`, `GMT`, `+02:00`, `+0200`, `-5`, `UTC+2`. Names of other zones are not
/// read, since many of them have two meanings.
fn offset(mut scan: Scan<'_>) -> Option<i32> {
    let is_named = scan.eat_word(&["Z", "UTC", "GMT"]);
    if is_named && scan.is_at_end() {
        return Some(0);
    }
    let sign = if scan.any(b"+-")? == b'+' { 1 } else { -1 };
    let (number, digits) = scan.number()?;
    let (hours, minutes) = match digits {
        1 | 2 if scan.eat(b':') => (number, scan.number()?.0),
        1 | 2 => (number, 0),
        4 => (number / 100, number % 100),
        _ => return None,
    };
    let is_offset = scan.is_at_end() && hours < 19 && minutes < 60;
    is_offset.then(|| sign * (hours * 3_600 + minutes * 60) as i32)
}
