//! The shape of a date, as people write it: `DD/MM/YYYY HH:MM`.

use crate::calendar::StampFormat;

/// The shape of a date that can be read. Letters are repeated for each digit; where day and month
/// could be either, both are `?`.
pub(super) fn of(text: &str, order: Option<StampFormat>) -> String {
    let (digits, decimals) = text.split_once(['.', ',']).unwrap_or((text, ""));
    if digits.bytes().chain(decimals.bytes()).all(|byte| byte.is_ascii_digit()) {
        let name = match digits.len() {
            10 => "Unix seconds",
            13 => "Unix milliseconds",
            8 => "YYYYMMDD",
            _ => "day number of a spreadsheet",
        };
        return name.to_owned();
    }
    let mut shape = Shape { parts: parts(text, order), ..Shape::default() };
    let mut runs = runs(text).peekable();
    let mut names = runs.clone().filter(is_name).count();
    while let Some(run) = runs.next() {
        shape.add(run, &mut names, runs.peek().copied());
    }
    shape.text
}

/// The letters of the numbers in their order.
fn parts(text: &str, order: Option<StampFormat>) -> Vec<char> {
    let has_name = runs(text).any(|run| is_name(&run) && !is_weekday_of_numbers(text));
    let is_year_first = text.bytes().take_while(u8::is_ascii_digit).count() == 4;
    let date = match (is_year_first, has_name, order) {
        (true, true, _) => "YD",
        (true, false, _) => "YMD",
        (false, true, _) => "DY",
        (_, _, Some(StampFormat::MonthFirst)) => "MDY",
        (_, _, Some(StampFormat::DayFirst)) => "DMY",
        _ => "??Y",
    };
    date.chars().chain("HMSf".chars()).collect()
}

/// Whether the only name is that of the weekday: `Mo., 02.03.2026`.
fn is_weekday_of_numbers(text: &str) -> bool {
    let numbers = runs(text).skip_while(|run| !run.starts_with(|c: char| c.is_ascii_digit()));
    let is_number = |run: &str| run.bytes().all(|byte| byte.is_ascii_digit());
    let date: Vec<&str> = numbers.take(5).collect();
    matches!(date[..], [_, gap, middle, other, _] if gap == other && gap != " " && is_number(middle))
}

/// Runs of digits, of letters and of the rest.
fn runs(text: &str) -> impl Iterator<Item = &str> + Clone {
    let kind = |c: char| (c.is_ascii_digit(), c.is_alphabetic());
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = kind(rest.chars().next()?);
        let end = rest.find(|c| kind(c) != first).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        Some(run)
    })
}

/// Whether a run of letters names a month or a weekday.
fn is_name(run: &&str) -> bool {
    let is_word = run.starts_with(char::is_alphabetic) && run.chars().count() > 2;
    is_word && !["UTC", "GMT"].contains(run)
}

#[derive(Default)]
struct Shape {
    text: String,
    parts: Vec<char>,
    /// How many numbers have gone by.
    numbers: usize,
    is_offset: bool,
}

impl Shape {
    fn add(&mut self, run: &str, names: &mut usize, next: Option<&str>) {
        match run.chars().next() {
            Some(c) if c.is_ascii_digit() => self.add_number(run),
            _ if is_name(&run) => {
                *names -= 1;
                // Of two names the last is that of the month.
                let has_month =
                    self.parts.starts_with(&['D', 'Y']) || self.parts.starts_with(&['Y', 'D']);
                let is_weekday = *names > 0 || !has_month;
                self.text.push_str(if is_weekday { "weekday" } else { "month" });
            }
            _ if ["am", "pm"].contains(&run.to_lowercase().as_str()) => self.text.push_str("AM/PM"),
            _ => {
                // After the time, a sign begins the offset.
                self.is_offset |= self.numbers > 4 && run.ends_with(['+', '-']) && next.is_some();
                self.text.push_str(if self.is_offset {
                    run.trim_end_matches(['+', '-'])
                } else {
                    run
                });
                self.text.push_str(if self.is_offset && run.ends_with(['+', '-']) {
                    "±"
                } else {
                    ""
                });
            }
        }
    }

    fn add_number(&mut self, run: &str) {
        let is_compact = self.numbers == 0 && run.len() == 8 || self.text == "YYYYMMDDT";
        let letters = match (self.is_offset, is_compact) {
            (true, _) => "HHMM",
            (false, true) if self.numbers == 0 => "YYYYMMDD",
            (false, true) => "HHMMSS",
            (false, false) => "",
        };
        let letter = self.parts.get(self.numbers).copied().unwrap_or('f');
        match letters {
            "" => self.text.extend(std::iter::repeat_n(letter, run.len())),
            _ if self.is_offset && self.text.ends_with(':') => self.text.push_str("MM"),
            _ => self.text.extend(letters.chars().take(run.len())),
        }
        self.numbers += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_the_shape_that_people_would_write() {
        use StampFormat::{DayFirst, MonthFirst};
        for (text, order, shape) in [
            ("2026-03-01", None, "YYYY-MM-DD"),
            ("2026-03-01 09:05:07", None, "YYYY-MM-DD HH:MM:SS"),
            ("2026-03-01T09:05:07.250Z", None, "YYYY-MM-DDTHH:MM:SS.fffZ"),
            ("2026-03-01 09:05:07 +0200", None, "YYYY-MM-DD HH:MM:SS ±HHMM"),
            ("2026-03-01T09:05:07-05:00", None, "YYYY-MM-DDTHH:MM:SS±HH:MM"),
            ("3/4/2025 1:20", Some(MonthFirst), "M/D/YYYY H:MM"),
            ("31.12.24 01:20", Some(DayFirst), "DD.MM.YY HH:MM"),
            ("3/4/2025", None, "?/?/YYYY"),
            ("19/ene/26 12:47 PM", None, "DD/month/YY HH:MM AM/PM"),
            ("Mar 1, 2026 3:17 PM", None, "month D, YYYY H:MM AM/PM"),
            ("Sun, 01 Mar 2026 09:05:00 GMT", None, "weekday, DD month YYYY HH:MM:SS GMT"),
            ("Mon, 02.03.2026", Some(DayFirst), "weekday, DD.MM.YYYY"),
            ("2026-Mar-01", None, "YYYY-month-DD"),
            ("20260301T090507Z", None, "YYYYMMDDTHHMMSSZ"),
            ("1772323200", None, "Unix seconds"),
            ("1772323200000", None, "Unix milliseconds"),
            ("46082.5", None, "day number of a spreadsheet"),
        ] {
            assert_eq!(of(text, order), shape, "{text}");
        }
    }
}
