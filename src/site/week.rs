//! When in the week, how durations spread, and bad ratings of 90 days.

use std::ops::Range;

use super::Work;
use super::drawings::last;
use super::figure::{
    Bin, Drawing, Figure, HourCell, HoursChart, LineChart, Mark, Point, Room, Row, SpreadChart,
    Table,
};
use crate::metric::{Metric, Period, ROLLING_DAYS, Value};
use crate::rollup::{Histogram, Hours};

/// The hours of a day.
const HOURS: usize = 24;
/// The days of a week.
const DAYS: usize = 7;
/// Below so many seconds a bin is an octave; above, a quarter of one.
const COARSE: u64 = 32;
/// Charts of 90 days show so many weeks.
const WEEKS: usize = 104;

impl Work<'_> {
    /// The whole company by the hour of the week, over all data.
    pub(super) fn hours(&self, metric: &Metric) -> Option<Figure> {
        let values = &metric.hours;
        let known = |at: usize| values[at].number().map(|value| (at, value));
        let all: Vec<(usize, f64)> = (0..values.len()).filter_map(known).collect();
        if all.len() < HOURS {
            return None;
        }
        let (low, high) = extremes(&all)?;
        let is_alone =
            |value: f64| all.iter().filter(|(_, v)| (v - value).abs() < 1e-12).count() == 1;
        let lowest = values[low].number().filter(|lowest| is_alone(*lowest));
        let bounds = fifths(all.iter().map(|(_, value)| *value).collect());
        let value_words = |value: f64| self.value_words(metric, value);
        let cells = (0..usize::from(Hours::COUNT)).map(|at| HourCell {
            value: values[at].number(),
            words: self.hour_words(metric, at, values[at]),
        });
        let has_gaps = all.len() < usize::from(Hours::COUNT);
        let name = self.metric_words(metric, "name");
        let (high, low) = (self.hour_name(high), self.hour_name(low));
        Some(Figure {
            id: "hours".into(),
            title: match lowest {
                // Which of 168 shares is the highest is chance.
                _ if metric.definition.rule().is_share => self.say("chart.hours-plain", &[]),
                Some(_) => self.say("chart.hours-title", &[("high", &high), ("low", &low)]),
                None => self.say("chart.hours-high", &[("high", &high)]),
            },
            note: self.say("chart.hours", &[("name", &name)]),
            table: Some(self.hours_table(metric)),
            drawing: Drawing::Hours(HoursChart {
                cells: cells.collect(),
                bound_words: bounds.iter().map(|bound| value_words(*bound)).collect(),
                bounds,
                none: if has_gaps { self.say("panel.too-few", &[]) } else { String::new() },
            }),
            room: Room::Full,
            moments: Vec::new(),
            download: None,
            file: None,
        })
    }

    /// `Monday, 9 to 10`.
    fn hour_name(&self, at: usize) -> String {
        let (day, hour) = (at / HOURS, at % HOURS);
        let words = &self.m.config.words;
        let (from, to) = (hour.to_string(), (hour + 1).to_string());
        self.say("hours.of-day", &[("day", words.weekday(day)), ("from", &from), ("to", &to)])
    }

    fn hour_words(&self, metric: &Metric, at: usize, value: Value) -> String {
        let (hour, value_words) = (self.hour_name(at), self.shown(metric, value));
        let sample = self.sample(metric, value);
        let values = [("period", &*hour), ("value", &*value_words), ("sample", &*sample)];
        let key = if sample.is_empty() { "chart.point" } else { "chart.point-sample" };
        self.say(key, &values)
    }

    /// A row an hour, a column a day.
    fn hours_table(&self, metric: &Metric) -> Table {
        let words = &self.m.config.words;
        let cell = |value: Value| match value.number() {
            Some(number) => self.value_words(metric, number),
            None => "–".to_owned(),
        };
        let row = |hour: usize| Row {
            name: self.say("hours.from", &[("from", &hour.to_string())]),
            href: None,
            cells: (0..DAYS).map(|day| cell(metric.hours[day * HOURS + hour])).collect(),
        };
        let days = (0..DAYS).map(|day| words.weekday_short(day));
        Table {
            caption: self.say("table.hours", &[("name", &self.metric_words(metric, "name"))]),
            columns: std::iter::once(self.say("table.hour", &[])).chain(days).collect(),
            text_column: None,
            rows: (0..HOURS).map(row).collect(),
        }
    }

    /// How the durations of the last year spread.
    pub(super) fn spread(&self, metric: &Metric) -> Option<Figure> {
        let durations = metric.durations.as_ref()?;
        let (median, p90) = (durations.quantile(1, 2)?, durations.quantile(9, 10)?);
        let words = &self.m.config.words;
        let share = |count: u64| count as f64 / durations.count() as f64;
        let all = bins(durations);
        let drawn = drawn(&all, durations.count());
        let rows = all.iter().rev().map(|&(low, high, count)| Row {
            name: self.range_words(metric, low as f64, high as f64),
            href: None,
            cells: vec![words.percent(share(count))],
        });
        let bins = all[drawn.clone()].iter().map(|&(low, high, count)| {
            let name = self.range_words(metric, low as f64, high as f64);
            let part = words.percent(share(count));
            let said = self.say("spread.bin", &[("range", &name), ("share", &part)]);
            Bin { low: low as f64, high: high as f64, share: share(count), words: said }
        });
        let value = |value: f64| self.value_words(metric, value);
        let mark =
            |key: &str, at: f64| Mark { value: at, lines: vec![self.say(key, &[]), value(at)] };
        let marks = vec![mark("spread.half", median), mark("spread.nine-in-ten", p90)];
        let (half, most) = (value(median), value(p90));
        let name = self.metric_words(metric, "name");
        Some(Figure {
            id: "spread".into(),
            title: self.say("chart.spread-title", &[("median", &half), ("p90", &most)]),
            note: self.spread_note(metric, &all, drawn),
            table: Some(Table {
                caption: self.say("table.spread", &[("name", &name)]),
                columns: vec![self.say("table.duration", &[]), self.say("table.share", &[])],
                text_column: None,
                rows: rows.collect(),
            }),
            drawing: Drawing::Spread(SpreadChart {
                bins: bins.collect(),
                marks,
                unit: metric.definition.unit,
            }),
            room: Room::Full,
            moments: Vec::new(),
            download: None,
            file: None,
        })
    }

    /// How many there are, and how many of them lie beyond the ends of the axis.
    fn spread_note(&self, metric: &Metric, all: &[(u64, u64, u64)], drawn: Range<usize>) -> String {
        let words = &self.m.config.words;
        let count = |bins: &[(u64, u64, u64)]| bins.iter().map(|bin| bin.2).sum::<u64>();
        let share = |bins| words.percent(count(bins) as f64 / count(all) as f64);
        let value = |seconds: u64| self.value_words(metric, seconds as f64);
        let mut note = vec![self.say("chart.spread", &[("n", &words.count(count(all) as i64))])];
        if let (under @ [.., last], _) = all.split_at(drawn.start) {
            let values = [("share", &*share(under)), ("value", &*value(last.1))];
            note.push(self.say("chart.spread-under", &values));
        }
        if let (_, over @ [first, .., last]) | (_, over @ [first @ last]) = all.split_at(drawn.end)
        {
            let (share, value, most) = (share(over), value(first.0), value(last.1));
            let values = [("share", &*share), ("value", &*value), ("most", &*most)];
            note.push(self.say("chart.spread-over", &values));
        }
        note.join(" ")
    }

    /// The share of bad ratings over the last 90 days, week by week.
    pub(super) fn rolling(&self, metric: &Metric) -> Option<Figure> {
        if metric.definition.id != "bad-experience" {
            return None;
        }
        let periods = last(&self.m.metrics.rolling, WEEKS);
        let newest = periods.last()?;
        let points: Vec<Point> = periods.iter().map(|p| self.rolling_point(metric, p)).collect();
        let name = self.metric_words(metric, "name");
        let value = self.shown(metric, newest.value);
        let title = match newest.value {
            // None seen is not none there.
            Value::Known { value, n, interval } if value <= 0.0 => {
                let most = interval.map_or(0.0, |interval| interval.high);
                let most = self.m.config.words.percent(most);
                let n = self.m.config.words.count(n as i64);
                self.say("rolling.none", &[("n", &n), ("most", &most)])
            }
            Value::Known { .. } => self.say("rolling.title", &[("value", &value)]),
            Value::TooFew { .. } | Value::Hidden | Value::NoData => return None,
        };
        Some(Figure {
            id: "rolling".into(),
            title,
            note: self.say("rolling.note", &[("days", &ROLLING_DAYS.to_string())]),
            table: Some(self.periods_table(metric, periods, None)),
            drawing: Drawing::Line(LineChart {
                axis: self.axis(metric, &points),
                line_label: vec![name, value],
                band_label: Vec::new(),
                moments: Vec::new(),
                events: self.events(periods[0].start, None),
                no_data: self.gap_words(periods.iter()),
                filling: self.filling(true),
                points,
            }),
            room: Room::Full,
            moments: Vec::new(),
            download: None,
            file: None,
        })
    }

    /// A window of 90 days stands at its last week.
    fn rolling_point(&self, metric: &Metric, period: &Period) -> Point {
        let point = self.point(metric, period, None);
        Point { start: period.end.plus(-7), ..point }
    }
}

/// The positions of the lowest and the highest value; nothing where all are the same.
fn extremes(values: &[(usize, f64)]) -> Option<(usize, usize)> {
    let mut ends: Option<((usize, f64), (usize, f64))> = None;
    for &(at, value) in values {
        let (low, high) = ends.get_or_insert(((at, value), (at, value)));
        if value < low.1 {
            *low = (at, value);
        }
        if value > high.1 {
            *high = (at, value);
        }
    }
    ends.filter(|(low, high)| low.1 < high.1).map(|(low, high)| (low.0, high.0))
}

/// The values that part all of them in five, each once, the largest left out.
fn fifths(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    let Some(&largest) = values.last() else { return Vec::new() };
    let mut bounds: Vec<f64> =
        (1..5).map(|fifth| values[(values.len() * fifth).div_ceil(5) - 1]).collect();
    bounds.dedup();
    bounds.retain(|bound| *bound < largest);
    bounds
}

/// Adjoining stretches of seconds with their counts, from the first that is not empty to the last:
/// octaves, and quarters of octaves from half a minute on.
fn bins(durations: &Histogram) -> Vec<(u64, u64, u64)> {
    let mut bins: Vec<(u64, u64, u64)> = Vec::new();
    for (second, count) in durations.steps() {
        let mut next = bin_of(bins.last().map_or(second, |last| last.1));
        // Empty stretches between two that are not are there too.
        while bins.last().is_none_or(|last| last.1 <= second) {
            bins.push((next.0, next.1, 0));
            next = bin_of(next.1);
        }
        if let Some(last) = bins.last_mut() {
            last.2 += count;
        }
    }
    bins
}

/// The bins that are drawn: at either end, one in a hundred of all durations stay out where they
/// would take a fifth of the axis or more.
fn drawn(bins: &[(u64, u64, u64)], count: u64) -> Range<usize> {
    // In quarters of an octave, which are equally wide on the axis.
    let width = |bins: &[(u64, u64, u64)]| -> u64 {
        bins.iter().map(|bin| if bin.0 < COARSE { 4 } else { 1 }).sum()
    };
    let few = |bins: &[(u64, u64, u64)]| bins.iter().map(|bin| bin.2).sum::<u64>() * 100 <= count;
    let is_worth = |beyond: &[(u64, u64, u64)]| width(beyond) * 5 >= width(bins);
    let start = (0..bins.len()).rev().find(|&at| few(&bins[..at])).unwrap_or(0);
    let end = (start..=bins.len()).find(|&at| few(&bins[at..])).unwrap_or(bins.len());
    let start = if is_worth(&bins[..start]) { start } else { 0 };
    start..if is_worth(&bins[end..]) { end } else { bins.len() }
}

/// The stretch that holds so many seconds.
fn bin_of(seconds: u64) -> (u64, u64) {
    match seconds {
        0 => (0, 1),
        seconds => {
            let octave = 1 << seconds.ilog2();
            let step = if octave < COARSE { octave } else { octave / 4 };
            let low = octave + (seconds - octave) / step * step;
            (low, low + step)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_adjoin_and_hold_every_duration_once() {
        let mut durations = Histogram::default();
        // By hand: 3 lies in 2 to 4; 40 in 40 to 48; 75 in 64 to 80; 100 and 101 in 96 to 112.
        for seconds in [3, 40, 75, 100, 101] {
            durations.add(seconds);
        }
        let expected = [
            (2, 4, 1),
            (4, 8, 0),
            (8, 16, 0),
            (16, 32, 0),
            (32, 40, 0),
            (40, 48, 1),
            (48, 56, 0),
            (56, 64, 0),
            (64, 80, 1),
            (80, 96, 0),
            (96, 112, 2),
        ];
        assert_eq!(bins(&durations), expected);
        assert_eq!(bins(&Histogram::default()), []);
        assert_eq!(
            [bin_of(0), bin_of(1), bin_of(31), bin_of(32)],
            [(0, 1), (1, 2), (16, 32), (32, 40)]
        );
    }

    #[test]
    fn a_few_far_durations_do_not_stretch_the_axis() {
        let minute = |n: u64| (64 << n, 128 << n, 50);
        // Two hundred in four bins, and one far below: seven empty octaves of four quarters.
        let mut all: Vec<(u64, u64, u64)> = (0..5).map(|n| (1 << n, 2 << n, 0)).collect();
        all[0].2 = 1;
        all.extend([(32, 40, 0), (40, 48, 0), (48, 56, 0), (56, 64, 0)]);
        all.extend((0..4).map(minute));
        assert_eq!(drawn(&all, 201), 9..13);
        // Three of 203 are more than one in a hundred.
        all[0].2 = 3;
        assert_eq!(drawn(&all, 203), 0..13);
        // One that is near stays on the axis.
        let near = [
            (56, 64, 1),
            (64, 80, 200),
            (80, 96, 200),
            (96, 112, 200),
            (112, 128, 200),
            (128, 160, 200),
        ];
        assert_eq!(drawn(&near, 1001), 0..6);
        assert_eq!(drawn(&[], 0), 0..0);
    }

    #[test]
    fn fifths_part_the_values_and_ends_are_found() {
        let values: Vec<f64> = (1..=10).map(f64::from).collect();
        assert_eq!(fifths(values.clone()), [2.0, 4.0, 6.0, 8.0]);
        assert_eq!(fifths(vec![3.0; 9]), Vec::<f64>::new());
        let at = |(at, value): (usize, f64)| (at + 7, value);
        let placed: Vec<(usize, f64)> = values.into_iter().enumerate().map(at).collect();
        assert_eq!(extremes(&placed), Some((7, 16)));
        assert_eq!(extremes(&[(3, 1.0), (4, 1.0)]), None);
    }
}
