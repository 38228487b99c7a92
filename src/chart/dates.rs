//! The axis of days, and the dates that are written below it.

use std::ops::Range;

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged};

use crate::calendar::{Day, Month, Week};
use crate::words::{NO_BREAK, Words};

/// More dates than this are never written.
const MOST: usize = 24;
/// The fewest days of a month.
const MONTH: i32 = 28;
/// How far before the first day a date may lie that is still written at its edge.
const EARLY: i32 = 10;

/// The days from the left edge to the right one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Days {
    pub(super) first: Day,
    pub(super) last: Day,
    /// The days of the shortest period: dates are no closer, and stand in the middle of theirs.
    pub(super) period: i32,
}

/// A date below the axis.
#[derive(Clone, Debug)]
pub(super) struct Date {
    pub(super) day: Day,
    pub(super) label: String,
}

/// How far apart dates are.
#[derive(Clone, Copy)]
enum Pace {
    Day,
    Week,
    Months(i32),
}

const PACES: [Pace; 11] = [
    Pace::Day,
    Pace::Week,
    Pace::Months(1),
    Pace::Months(3),
    Pace::Months(6),
    Pace::Months(12),
    Pace::Months(24),
    Pace::Months(60),
    Pace::Months(120),
    Pace::Months(600),
    Pace::Months(1200),
];

impl Days {
    /// How many days lie between the edges, at least 1.
    pub(super) fn span(&self) -> i32 {
        (self.last.0 - self.first.0).max(1)
    }

    /// Rows of dates, each sparser than the one before; the axis takes the first that fits.
    pub(super) fn rows<'a>(&'a self, words: &'a Words) -> impl Iterator<Item = Vec<Date>> + 'a {
        let is_close = |pace: &&Pace| match pace {
            Pace::Day => self.period < 7,
            Pace::Week => self.period < MONTH,
            Pace::Months(_) => true,
        };
        PACES.iter().filter(is_close).map(|pace| match *pace {
            Pace::Day => self.by_days(words),
            Pace::Week => self.by_weeks(words),
            Pace::Months(step) => self.by_months(step, words),
        })
    }

    fn by_days(&self, words: &Words) -> Vec<Date> {
        let days = (self.first.0..=self.last.0).take(MOST + 1).map(Day);
        named((days.map(|day| (day, day))).collect(), words)
    }

    /// Weeks, by their Mondays.
    fn by_weeks(&self, words: &Words) -> Vec<Date> {
        let is_weekly = self.period >= 7;
        let weeks = (self.first.week().0..=self.last.week().0).take(MOST + 1).map(|week| {
            let (start, end) = (Week(week).start(), Week(week).end());
            (start, if is_weekly { middle(start, end) } else { start })
        });
        named(weeks.filter(|(_, day)| (self.first..=self.last).contains(day)).collect(), words)
    }

    fn by_months(&self, step: i32, words: &Words) -> Vec<Date> {
        let months = self.first.plus(-EARLY).month().0..=self.last.month().0;
        let months = months.filter(|month| month.rem_euclid(step) == 0).map(Month);
        let days = months.map(|month| (month, self.place(month)));
        let seen = days.filter(|&(_, day)| day >= self.first.plus(-EARLY) && day <= self.last);
        let label = |(place, (month, day)): (usize, (Month, Day))| {
            let (year, number) = month.year_month();
            let label = match (step >= 12, place == 0 || number == 1) {
                (true, _) => year.to_string(),
                (false, true) => format!("{} {year}", words.month_short(number)),
                (false, false) => words.month_short(number),
            };
            Date { day: Day(day.0.clamp(self.first.0, self.last.0)), label }
        };
        seen.take(MOST + 1).enumerate().map(label).collect()
    }

    fn place(&self, month: Month) -> Day {
        if self.period < MONTH { month.start() } else { middle(month.start(), month.end()) }
    }
}

/// Days as they are written, each with the day it stands at; the first names its year.
fn named(days: Vec<(Day, Day)>, words: &Words) -> Vec<Date> {
    let label = |(place, (named, day)): (usize, (Day, Day))| {
        let (year, month, date) = named.ymd();
        let label = format!("{date}{NO_BREAK}{}", words.month_short(month));
        Date { day, label: if place == 0 { format!("{label} {year}") } else { label } }
    };
    days.into_iter().enumerate().map(label).collect()
}

/// The day in the middle of a period.
pub(super) fn middle(start: Day, end: Day) -> Day {
    start.plus((end.0 - start.0 - 1).max(0) / 2)
}

impl Ranged for Days {
    type FormatOption = NoDefaultFormatting;
    type ValueType = Day;

    fn map(&self, day: &Day, limit: (i32, i32)) -> i32 {
        let span = self.last.0 - self.first.0;
        if span <= 0 {
            return limit.0 + (limit.1 - limit.0) / 2;
        }
        let share = f64::from(day.0 - self.first.0) / f64::from(span);
        limit.0 + (f64::from(limit.1 - limit.0) * share.clamp(0.0, 1.0)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _hint: Hint) -> Vec<Day> {
        // Nothing is ruled from top to bottom.
        Vec::new()
    }

    fn range(&self) -> Range<Day> {
        self.first..self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(first: &str, last: &str, period: i32, most: usize) -> Vec<String> {
        let day = |text: &str| Day::parse(text).unwrap();
        let days = Days { first: day(first), last: day(last), period };
        let words = Words::english();
        let row = days.rows(&words).find(|row| row.len() <= most).unwrap();
        row.into_iter().map(|date| date.label).collect()
    }

    #[test]
    fn dates_name_the_year_once_and_in_january() {
        let all = ["Jan 2025", "Apr", "Jul", "Oct", "Jan 2026", "Apr", "Jul", "Oct"];
        assert_eq!(labels("2025-01-02", "2026-11-19", 7, 10), all);
        let half = ["Jan 2025", "Jul", "Jan 2026", "Jul"];
        assert_eq!(labels("2024-12-16", "2026-10-16", 28, 4), half);
        assert_eq!(labels("2024-12-16", "2026-10-16", 28, 3), ["2025", "2026"]);
    }

    #[test]
    fn a_few_days_are_dated_by_day_and_a_few_weeks_by_monday() {
        let days = ["2\u{a0}Mar 2026", "3\u{a0}Mar", "4\u{a0}Mar", "5\u{a0}Mar"];
        assert_eq!(labels("2026-03-02", "2026-03-05", 1, 8), days);
        let weeks = ["2\u{a0}Mar 2026", "9\u{a0}Mar", "16\u{a0}Mar"];
        assert_eq!(labels("2026-03-05", "2026-03-19", 7, 8), weeks);
        assert_eq!(labels("2026-03-05", "2026-03-24", 1, 4)[0], "9\u{a0}Mar 2026");
    }
}
