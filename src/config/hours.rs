//! `[business_hours]` and `[thresholds]` from their texts to what counts with them.

use std::collections::{BTreeMap, BTreeSet};

use super::{BusinessHoursKeys, Check};
use crate::calendar::{BusinessHours, Day, DurationUnit, Zone, parse_duration};
use crate::tree::Spanned;
use crate::units::Seconds;
use crate::words::{Words, key};

impl Check<'_> {
    /// The business hours that the keys declare; nothing where no window is left.
    pub(super) fn business_hours(
        &mut self,
        keys: &Spanned<BusinessHoursKeys>,
        project_zone: &Zone,
    ) -> Option<BusinessHours> {
        let zone = keys.zone.as_ref().map_or_else(|| project_zone.clone(), |name| self.zone(name));
        let days = [
            &keys.monday,
            &keys.tuesday,
            &keys.wednesday,
            &keys.thursday,
            &keys.friday,
            &keys.saturday,
            &keys.sunday,
        ];
        if days.iter().all(|day| day.is_empty()) {
            let message = "`[business_hours]` has no window: it would never be open".to_owned();
            self.error(&keys.span, message, "write `monday = [\"09:00-17:00\"]`, or leave it out");
        }
        let windows = days.map(|day| self.windows_of(day));
        let holidays = self.holidays(&keys.holidays);
        let is_ever_open = windows.iter().any(|day| !day.is_empty());
        is_ever_open.then(|| BusinessHours::new(zone, windows, holidays))
    }

    /// How long a first answer may take, by the channel as it is compared. A channel that has a
    /// common name may be called by it: `E-mail` is `email`.
    pub(super) fn thresholds(
        &mut self,
        texts: &BTreeMap<String, Spanned<String>>,
        words: &Words,
    ) -> BTreeMap<String, Seconds> {
        let common = words.names_of("channel");
        let mut thresholds = BTreeMap::new();
        for (channel, text) in texts {
            let has_unit = text.chars().any(char::is_alphabetic);
            let time = parse_duration(text.as_bytes(), DurationUnit::Seconds);
            let Some(time) = time.filter(|time| has_unit && time.0 > 0) else {
                let message = format!("`{}` is no length of time", text.value);
                self.error(&text.span, message, "write a number with its unit: `30 min`, `4 h`");
                continue;
            };
            let channel = key(channel);
            for (name, label) in common.iter().map(|(name, label)| (key(name), key(label))) {
                if channel == name || channel == label {
                    thresholds.extend([(name, time), (label, time)]);
                }
            }
            thresholds.insert(channel, time);
        }
        thresholds
    }

    /// The windows of a day, in seconds after midnight.
    fn windows_of(&mut self, texts: &[Spanned<String>]) -> Vec<(u32, u32)> {
        let mut windows = Vec::new();
        for text in texts {
            let Some((from, to)) = window(text) else {
                let message = format!("`{}` is no window of time", text.value);
                self.error(&text.span, message, "write from when to when: `09:00-17:00`");
                continue;
            };
            if to <= from {
                let message = format!("`{}` must end after it begins", text.value);
                let help =
                    "a night is two windows: `22:00-24:00`, and `00:00-06:00` on the next day";
                self.error(&text.span, message, help);
            } else if windows.iter().any(|(begin, end)| from < *end && *begin < to) {
                let message = format!("`{}` overlaps another window of the day", text.value);
                self.error(&text.span, message, "make one window of the two");
            } else {
                windows.push((from, to));
            }
        }
        windows
    }

    fn holidays(&mut self, texts: &[Spanned<String>]) -> BTreeSet<Day> {
        let mut holidays = BTreeSet::new();
        for text in texts {
            match Day::parse(text) {
                Some(day) => drop(holidays.insert(day)),
                None => {
                    let message = format!("`{}` is no date", text.value);
                    self.error(&text.span, message, "write year, month and day: `2026-12-25`");
                }
            }
        }
        holidays
    }
}

/// The two ends of `09:00-12:30`, in seconds after midnight.
fn window(text: &str) -> Option<(u32, u32)> {
    let (from, to) = text.split_once(['-', '–'])?;
    Some((time(from.trim())?, time(to.trim())?))
}

/// A time from `00:00` to `24:00`, in seconds after midnight.
fn time(text: &str) -> Option<u32> {
    let (hour, minute) = text.split_once(':')?;
    let number = |digits: &str| {
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<u32>().ok().filter(|_| is_number)
    };
    let (hour, minute) = (number(hour)?, number(minute).filter(|_| minute.len() == 2)?);
    let is_time = hour <= 23 && minute <= 59 || (hour, minute) == (24, 0);
    is_time.then_some(hour * 3_600 + minute * 60)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::calendar::{Day, Zone};
    use crate::diagnostic::Problems;
    use crate::tree::Text;
    use crate::units::Seconds;

    #[test]
    fn windows_hold_by_the_clocks_of_their_zone_and_not_on_holidays() {
        let text = "title = 'x'\ntime_zone = 'Asia/Tokyo'\n[[sources]]\nname = 'a'\nfiles = 'a'\n\
                    [business_hours]\nzone = 'Europe/London'\n\
                    monday = ['09:00-12:30', '13:30 – 17:00']\nsunday = ['22:00-24:00']\n\
                    holidays = [2026-03-09, '2026-03-16']\n";
        let mut problems = Problems::default();
        let text = Text { file: Path::new("moments.toml"), text };
        let config = super::super::parse(text, &mut problems).unwrap();
        assert_eq!(problems.counts(), (0, 0));
        let hours = config.business_hours.unwrap();
        let london = Zone::named("Europe/London").unwrap();
        let midnight = |day: &str| london.stamp(Day::parse(day).unwrap(), 0).0;
        // Sundays have two hours, Mondays seven, and two of the four Mondays are holidays.
        let found = hours.between(midnight("2026-03-01"), midnight("2026-03-29"));
        assert_eq!(found, Seconds((4 * 2 + 2 * 7) * 3_600));
    }
}
