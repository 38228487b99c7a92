//! A time zone as a table of its transitions, so that a stamp becomes local in a few nanoseconds.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Serialize, Serializer};

use super::{Day, Stamp};

/// The table ends here; later stamps keep its last offset. Help-desk data is younger.
const TABLE_END: i64 = 7_258_118_400; // 2200-01-01

/// A time zone.
#[derive(Clone, Debug)]
pub struct Zone {
    name: String,
    tz: TimeZone,
    /// From each stamp on, so many seconds are added to get local time; sorted, the first covers
    /// everything before it.
    offsets: Vec<(i64, i32)>,
}

/// A local time that the clocks skipped or showed twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It was skipped in spring: read as the clocks after the gap would show it.
    Skipped,
    /// It came twice in autumn: read as the first.
    Twice,
}

impl Zone {
    /// The zone of an IANA name such as `Europe/London`, from the data base in the program.
    ///
    /// ```
    /// use moments::calendar::{Day, Stamp, Zone};
    /// let zone = Zone::named("America/New_York").unwrap();
    /// let day = Day::parse("2025-03-14").unwrap();
    /// assert_eq!(zone.stamp(day, 80 * 60).0, Stamp(1_741_929_600));
    /// assert_eq!(zone.local_day(Stamp(1_741_929_600)), day);
    /// assert!(Zone::named("Mars/Olympus").is_none());
    /// ```
    pub fn named(name: &str) -> Option<Zone> {
        let tz = TimeZone::get(name).ok()?;
        let first = Timestamp::MIN;
        let mut offsets = vec![(i64::MIN, tz.to_offset(first).seconds())];
        for transition in tz.following(first) {
            let second = transition.timestamp().as_second();
            if second > TABLE_END {
                break;
            }
            offsets.push((second, transition.offset().seconds()));
        }
        Some(Zone { name: name.to_owned(), tz, offsets })
    }

    /// Its IANA name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The spans of time between changes of the clocks: from each stamp on, so many seconds are
    /// added to get local time. Sorted; the first begins before all stamps.
    pub(super) fn spans(&self) -> &[(i64, i32)] {
        &self.offsets
    }

    /// Which of the spans holds a stamp.
    pub(super) fn span_of(&self, stamp: Stamp) -> usize {
        self.offsets.partition_point(|(from, _)| *from <= stamp.0) - 1
    }

    /// Seconds to add to a stamp to get local time.
    fn offset(&self, stamp: Stamp) -> i64 {
        i64::from(self.offsets[self.span_of(stamp)].1)
    }

    /// The local calendar day of a stamp.
    pub fn local_day(&self, stamp: Stamp) -> Day {
        self.local(stamp).0
    }

    /// The local calendar day of a stamp, and how late on it, in seconds after midnight by the
    /// clock on the wall.
    ///
    /// ```
    /// use moments::calendar::{Day, Stamp, Zone};
    /// let zone = Zone::named("America/New_York").unwrap();
    /// let day = Day::parse("2025-03-14").unwrap();
    /// assert_eq!(zone.local(Stamp(1_741_929_600)), (day, 80 * 60));
    /// ```
    pub fn local(&self, stamp: Stamp) -> (Day, i32) {
        let wall = stamp.0 + self.offset(stamp);
        (Day(wall.div_euclid(86_400) as i32), wall.rem_euclid(86_400) as i32)
    }

    /// The stamp of a local day and so many seconds after its midnight, and whether the clocks
    /// left it in doubt. A second that does not exist takes the later offset, one that exists
    /// twice the first.
    pub fn stamp(&self, day: Day, seconds: i32) -> (Stamp, Option<Doubt>) {
        let wall = i64::from(day.0) * 86_400 + i64::from(seconds);
        // An offset that holds a day before and a day after holds in between as well, unless two
        // transitions fall into the two days: no zone has had those since clocks are kept by law.
        let (before, after) =
            (self.offset(Stamp(wall - 86_400)), self.offset(Stamp(wall + 86_400)));
        if before == after {
            return (Stamp(wall - before), None);
        }
        self.stamp_near_transition(wall)
    }

    fn stamp_near_transition(&self, wall: i64) -> (Stamp, Option<Doubt>) {
        let civil = DateTime::constant(1970, 1, 1, 0, 0, 0, 0) + SignedDuration::from_secs(wall);
        let ambiguous = self.tz.to_ambiguous_timestamp(civil);
        let doubt = match ambiguous.offset() {
            jiff::tz::AmbiguousOffset::Unambiguous { .. } => None,
            jiff::tz::AmbiguousOffset::Gap { .. } => Some(Doubt::Skipped),
            jiff::tz::AmbiguousOffset::Fold { .. } => Some(Doubt::Twice),
        };
        let offset = match ambiguous.offset() {
            jiff::tz::AmbiguousOffset::Unambiguous { offset } => offset,
            jiff::tz::AmbiguousOffset::Gap { before, .. }
            | jiff::tz::AmbiguousOffset::Fold { before, .. } => before,
        };
        (Stamp(wall - i64::from(offset.seconds())), doubt)
    }
}

/// Its name.
impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Stamp {
        Stamp(text.parse::<Timestamp>().unwrap().as_second())
    }

    #[test]
    fn a_skipped_time_takes_the_later_offset_and_a_doubled_one_the_first() {
        let zone = Zone::named("America/New_York").unwrap();
        let spring = Day::parse("2025-03-09").unwrap();
        let autumn = Day::parse("2025-11-02").unwrap();
        let half_past = |hour: i32| hour * 3_600 + 1_800;
        let cases = [
            (spring, half_past(1), "2025-03-09T06:30:00Z", None),
            (spring, half_past(2), "2025-03-09T07:30:00Z", Some(Doubt::Skipped)),
            (spring, half_past(3), "2025-03-09T07:30:00Z", None),
            (autumn, half_past(0), "2025-11-02T04:30:00Z", None),
            (autumn, half_past(1), "2025-11-02T05:30:00Z", Some(Doubt::Twice)),
            (autumn, half_past(2), "2025-11-02T07:30:00Z", None),
        ];
        for (day, seconds, expected, doubt) in cases {
            assert_eq!(zone.stamp(day, seconds), (at(expected), doubt), "{day} {seconds}");
        }
    }

    #[test]
    fn the_table_agrees_with_jiff_at_every_hour_of_two_years() {
        for name in ["Europe/London", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"] {
            let zone = Zone::named(name).unwrap();
            let start = at("2024-12-31T00:17:00Z").0;
            for hour in 0..(2 * 366 * 24) {
                let stamp = Stamp(start + hour * 3_600);
                let civil = zone.tz.to_datetime(Timestamp::from_second(stamp.0).unwrap());
                let day = zone.local_day(stamp);
                assert_eq!(day.to_string(), civil.date().to_string());
                let seconds = i32::from(civil.hour()) * 3_600
                    + i32::from(civil.minute()) * 60
                    + i32::from(civil.second());
                let by_jiff = zone.tz.to_ambiguous_timestamp(civil).compatible().unwrap();
                assert_eq!(zone.stamp(day, seconds).0.0, by_jiff.as_second(), "{name} {civil}");
            }
        }
    }
}
