//! The hours in which somebody answers.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Day, Stamp, Zone};
use crate::units::Seconds;

/// Nothing is open before 1990-01-01 or from 2101-01-01 on.
const TABLE: std::ops::Range<i32> = 7_305..47_847;

const DAY: i64 = Seconds::DAY.0;

/// Business hours: the windows of each weekday by the clocks of a zone, and the days without any.
///
/// A moment is open if the clock on the wall then stands in a window of that day. So a window that
/// holds a change of the clocks is an hour shorter or longer than it looks.
///
/// Its serialised form is the zone's name, the windows and the holidays: the same rules in another
/// order are the same text.
#[derive(Clone, Debug, Serialize)]
pub struct BusinessHours {
    zone: Zone,
    windows: [Vec<(u32, u32)>; 7],
    holidays: BTreeSet<Day>,
    /// Open seconds before each day of the table, as the clock on the wall counts; the last number
    /// is that of the day after it.
    #[serde(skip)]
    before_day: Vec<i64>,
    /// For each span between two changes of the clocks, what to add to the open seconds by the
    /// clock on the wall to get the real ones.
    #[serde(skip)]
    corrections: Vec<i64>,
}

impl BusinessHours {
    /// The hours of a zone: for each weekday, Monday first, its windows in seconds after midnight,
    /// which do not overlap and end at 86400 at the latest; and the days on which none holds.
    ///
    /// ```
    /// use std::collections::BTreeSet;
    /// use moments::calendar::{BusinessHours, Day, Zone};
    /// use moments::units::Seconds;
    /// let nine_to_five = || vec![(9 * 3_600, 17 * 3_600)];
    /// let windows = std::array::from_fn(|day| if day < 5 { nine_to_five() } else { vec![] });
    /// let zone = Zone::named("Europe/London").unwrap();
    /// let hours = BusinessHours::new(zone.clone(), windows, BTreeSet::new());
    /// let at = |day: &str, hour: i32| zone.stamp(Day::parse(day).unwrap(), hour * 3_600).0;
    /// // From Friday at 16 to Monday at 10, over a change of the clocks.
    /// let between = hours.between(at("2026-03-27", 16), at("2026-03-30", 10));
    /// assert_eq!(between, Seconds(2 * 3_600));
    /// ```
    pub fn new(
        zone: Zone,
        mut windows: [Vec<(u32, u32)>; 7],
        holidays: BTreeSet<Day>,
    ) -> BusinessHours {
        windows.iter_mut().for_each(|day| day.sort_unstable());
        let length = |day: Day| match holidays.contains(&day) {
            true => 0,
            false => windows[day.weekday()].iter().map(|(from, to)| i64::from(to - from)).sum(),
        };
        let mut before_day = vec![0];
        let mut sum = 0;
        for day in TABLE {
            sum += length(Day(day));
            before_day.push(sum);
        }
        let mut hours = BusinessHours { zone, windows, holidays, before_day, corrections: vec![0] };
        hours.corrections = hours.corrections_of_spans();
        hours
    }

    /// The real seconds from one moment to another in which it was open; 0 where the second is not
    /// after the first.
    pub fn between(&self, from: Stamp, to: Stamp) -> Seconds {
        Seconds((self.open_before(to) - self.open_before(from)).max(0))
    }

    /// Real open seconds before a moment.
    fn open_before(&self, stamp: Stamp) -> i64 {
        let span = self.zone.span_of(stamp);
        let wall = stamp.0 + i64::from(self.zone.spans()[span].1);
        self.on_wall_before(wall) + self.corrections[span]
    }

    /// Where the clocks are set, the clock on the wall jumps and no real time goes by.
    fn corrections_of_spans(&self) -> Vec<i64> {
        let mut correction = 0;
        let jumps = self.zone.spans().windows(2).map(|pair| {
            let [(_, before), (from, after)] = [pair[0], pair[1]];
            correction += self.on_wall_before(from + i64::from(before))
                - self.on_wall_before(from + i64::from(after));
            correction
        });
        std::iter::once(0).chain(jumps).collect()
    }

    /// Open seconds before a reading of the clock on the wall, in seconds since its 1970-01-01, as if
    /// it were never set.
    fn on_wall_before(&self, wall: i64) -> i64 {
        let wall = wall.clamp(i64::from(TABLE.start) * DAY, i64::from(TABLE.end) * DAY);
        let (day, second) = (wall.div_euclid(DAY) as i32, wall.rem_euclid(DAY));
        let at = (day - TABLE.start) as usize;
        let before = self.before_day[at];
        if self.before_day.get(at + 1).is_none_or(|after| *after == before) {
            return before;
        }
        let passed =
            |(from, to): &(u32, u32)| (second.min(i64::from(*to)) - i64::from(*from)).max(0);
        before + self.windows[Day(day).weekday()].iter().map(passed).sum::<i64>()
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    use super::*;

    const MINUTE: u32 = 60;

    fn at(text: &str) -> Stamp {
        Stamp(text.parse::<Timestamp>().unwrap().as_second())
    }

    /// The hours of a zone with the same windows, in minutes after midnight, on all days that
    /// `is_open` holds for, 0 for Monday.
    fn hours(zone: &str, windows: &[(u32, u32)], is_open: fn(usize) -> bool) -> BusinessHours {
        let windows: Vec<_> =
            windows.iter().map(|(from, to)| (from * MINUTE, to * MINUTE)).collect();
        let week = std::array::from_fn(|day| if is_open(day) { windows.clone() } else { vec![] });
        let holidays = ["2026-12-25", "2025-07-04"].map(|day| Day::parse(day).unwrap());
        BusinessHours::new(Zone::named(zone).unwrap(), week, holidays.into())
    }

    fn assert_all(hours: &BusinessHours, cases: &[(&str, &str, i64)]) {
        for (from, to, minutes) in cases {
            let found = hours.between(at(from), at(to));
            assert_eq!(found, Seconds::minutes(*minutes), "from {from} to {to}");
        }
    }

    #[test]
    fn a_window_over_a_change_of_the_clocks_is_shorter_or_longer() {
        // From 0:30 to 3:00, on every day.
        let london = hours("Europe/London", &[(30, 180)], |_| true);
        assert_all(
            &london,
            &[
                ("2026-03-28T00:00:00Z", "2026-03-28T12:00:00Z", 150),
                ("2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z", 90),
                ("2026-03-29T00:45:00Z", "2026-03-29T01:30:00Z", 45),
                ("2026-10-25T00:00:00+01:00", "2026-10-25T12:00:00Z", 210),
                ("2026-10-25T01:30:00+01:00", "2026-10-25T01:30:00Z", 60),
            ],
        );
        // From 1:00 to 4:00.
        let new_york = hours("America/New_York", &[(60, 240)], |_| true);
        assert_all(
            &new_york,
            &[
                ("2025-03-09T00:00:00-05:00", "2025-03-09T12:00:00-04:00", 120),
                ("2025-11-02T00:00:00-04:00", "2025-11-02T12:00:00-05:00", 240),
                ("2025-11-03T00:00:00-05:00", "2025-11-03T12:00:00-05:00", 180),
            ],
        );
    }

    #[test]
    fn a_window_that_the_change_cuts_counts_what_the_clock_shows() {
        // From 1:00 to 2:00, which is skipped in spring and comes twice in autumn.
        let whole = hours("Europe/London", &[(60, 120)], |_| true);
        // From 1:30 to 2:30.
        let half = hours("Europe/London", &[(90, 150)], |_| true);
        let spring = ("2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z");
        let autumn = ("2026-10-25T00:00:00+01:00", "2026-10-25T12:00:00Z");
        assert_all(&whole, &[(spring.0, spring.1, 0), (autumn.0, autumn.1, 120)]);
        assert_all(&half, &[(spring.0, spring.1, 30), (autumn.0, autumn.1, 90)]);
    }

    #[test]
    fn nights_weekends_breaks_and_holidays_do_not_count() {
        // From 9:00 to 12:30 and from 13:30 to 17:00, Monday to Friday: seven hours a day.
        let office = hours("Europe/London", &[(810, 1_020), (540, 750)], |day| day < 5);
        assert_all(
            &office,
            &[
                ("2026-03-02T10:00:00Z", "2026-03-02T10:00:00Z", 0),
                ("2026-03-02T10:00:00Z", "2026-03-02T10:07:00Z", 7),
                ("2026-03-02T10:07:00Z", "2026-03-02T10:00:00Z", 0),
                ("2026-03-02T08:00:00Z", "2026-03-02T18:00:00Z", 420),
                ("2026-03-02T12:00:00Z", "2026-03-02T14:00:00Z", 60),
                ("2026-03-02T12:40:00Z", "2026-03-02T13:20:00Z", 0),
                ("2026-03-02T18:00:00Z", "2026-03-03T08:00:00Z", 0),
                // A Friday evening to Monday morning.
                ("2026-03-06T16:30:00Z", "2026-03-09T09:15:00Z", 45),
                ("2026-03-07T10:00:00Z", "2026-03-08T20:00:00Z", 0),
                // Christmas Day is a Friday.
                ("2026-12-24T16:00:00Z", "2026-12-28T10:00:00Z", 120),
                ("2026-12-25T09:00:00Z", "2026-12-25T17:00:00Z", 0),
                // Four weeks and a day, over the change of the clocks.
                ("2026-03-16T00:00:00Z", "2026-04-13T23:00:00Z", 21 * 420),
            ],
        );
    }

    #[test]
    fn a_day_and_a_night_without_a_break_are_real_time() {
        let always = hours("Europe/London", &[(0, 1_440)], |_| true);
        assert_all(&always, &[("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z", 31 * 1_440)]);
        let all_time = always.between(Stamp(i64::MIN / 2), Stamp(i64::MAX / 2));
        let holidays = 2;
        assert_eq!(all_time, Seconds(i64::from(47_847 - 7_305 - holidays) * DAY));
    }

    #[test]
    fn the_description_names_the_rules_alone() {
        let one = hours("Europe/London", &[(540, 750), (810, 1_020)], |day| day == 0);
        let other = hours("Europe/London", &[(810, 1_020), (540, 750)], |day| day == 0);
        let text = serde_json::to_string(&one).unwrap();
        assert_eq!(
            text,
            "{\"zone\":\"Europe/London\",\
             \"windows\":[[[32400,45000],[48600,61200]],[],[],[],[],[],[]],\
             \"holidays\":[\"2025-07-04\",\"2026-12-25\"]}"
        );
        assert_eq!(serde_json::to_string(&other).unwrap(), text);
    }

    /// Open minutes before each minute of a year, one by one, by jiff's clock.
    fn by_the_minute(hours: &BusinessHours, start: Stamp) -> Vec<i64> {
        let zone = TimeZone::get(hours.zone.name()).unwrap();
        let is_open = |minute: i64| {
            let stamp = Timestamp::from_second(start.0 + minute * 60).unwrap();
            let wall = zone.to_datetime(stamp);
            let second = i64::from(wall.hour()) * 3_600 + i64::from(wall.minute()) * 60;
            let (year, month, day) = (wall.year().into(), wall.month() as u32, wall.day() as u32);
            let weekday = wall.weekday().to_monday_zero_offset() as usize;
            let holds =
                |(from, to): &(u32, u32)| (i64::from(*from)..i64::from(*to)).contains(&second);
            !hours.holidays.contains(&Day::from_ymd(year, month, day).unwrap())
                && hours.windows[weekday].iter().any(holds)
        };
        let mut open = 0;
        let mut before = vec![0];
        for minute in 0..365 * 24 * 60 {
            open += i64::from(is_open(minute));
            before.push(open);
        }
        before
    }

    #[test]
    fn a_year_agrees_with_jiff_minute_by_minute() {
        // Clocks that go by half an hour, that were set back over midnight, and that left out a day.
        for (zone, year) in [
            ("Europe/London", 2026),
            ("America/New_York", 2025),
            ("Australia/Lord_Howe", 2025),
            ("America/St_Johns", 2010),
            ("Pacific/Apia", 2011),
        ] {
            let windows = [(0, 45), (90, 200), (540, 1_020), (1_390, 1_440)];
            let hours = hours(zone, &windows, |day| day != 2);
            let start = at(&format!("{year}-02-01T00:00:00Z"));
            let before = by_the_minute(&hours, start);
            let mut state = 7_u64;
            let mut random = |below: usize| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 33) as usize % below
            };
            for _ in 0..20_000 {
                let from = random(before.len());
                let to = from + random(before.len() - from);
                let stamp = |minute: usize| Stamp(start.0 + minute as i64 * 60);
                let expected = Seconds::minutes(before[to] - before[from]);
                assert_eq!(hours.between(stamp(from), stamp(to)), expected, "{zone} {from} {to}");
            }
        }
    }
}
