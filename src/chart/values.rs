//! The axis of values, in steps a reader can count in.

use std::ops::Range;

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged};

use crate::site::figure::ValueAxis;
use crate::words::Words;

/// Steps for minutes: as a clock has them.
const MINUTES: [f64; 16] = [
    1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 40.0, 45.0, 60.0, 120.0, 180.0, 240.0, 360.0, 720.0,
    1_440.0,
];
/// Steps for hours: as days have them.
const HOURS: [f64; 11] = [1.0, 2.0, 3.0, 4.0, 6.0, 12.0, 24.0, 48.0, 72.0, 120.0, 240.0];
/// Steps for everything else, times a power of ten.
const DECIMAL: [f64; 4] = [1.0, 2.0, 2.5, 5.0];

/// What has more decimals, or is larger, is written as a power of ten.
const MOST_DECIMALS: usize = 7;
const MOST_IN_FULL: f64 = 1e12;

/// So near that two numbers count as one.
const NEAR: f64 = 1e-9;

/// The scale of the values, in the unit they are written in.
#[derive(Clone, Debug)]
pub(super) struct Values {
    divisor: f64,
    low: f64,
    high: f64,
    step: f64,
}

impl Values {
    /// A scale that holds `low` to `high`, with at most so many intervals between its lines.
    pub(super) fn new(axis: &ValueAxis, low: f64, high: f64, intervals: u32) -> Values {
        let divisor =
            if axis.divisor > 0.0 && axis.divisor.is_finite() { axis.divisor } else { 1.0 };
        let bound = |of: Option<f64>, none: f64| of.map_or(none, |bound| bound / divisor);
        let (floor, limit) =
            (bound(axis.floor, f64::NEG_INFINITY), bound(axis.limit, f64::INFINITY));
        let inside = |value: f64| (value / divisor).max(floor).min(limit);
        let (mut low, mut high) = (inside(low), inside(high));
        if axis.from_zero {
            (low, high) = (low.min(0.0), high.max(0.0));
        }
        // Where all is the same, one step says enough.
        let is_flat = high <= low;
        if is_flat && low < limit {
            high = (low + 1.0).min(limit);
        } else if is_flat {
            low -= 1.0;
        }
        let intervals = if is_flat { 1 } else { intervals.max(1) };
        let step = step_over((high - low) / f64::from(intervals), divisor);
        let low = ((low / step + NEAR).floor() * step).max(floor);
        let high = ((high / step - NEAR).ceil() * step).min(limit);
        let high = if high > low { high } else { low + step };
        Values { divisor, low, high, step }
    }

    /// The values of the lines, from the bottom up, as they are counted in the data.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let first = (self.low / self.step - NEAR).ceil();
        let count = (self.high / self.step + NEAR).floor() - first;
        let tick = |n: u32| (first + f64::from(n)) * self.step * self.divisor;
        (0..=count.max(0.0) as u32).map(tick).collect()
    }

    /// A value as it stands at its line.
    pub(super) fn label(&self, value: f64, words: &Words) -> String {
        let value = value / self.divisor;
        let mut decimals = 0;
        let mut step = self.step;
        while decimals < MOST_DECIMALS && (step - step.round()).abs() > NEAR * self.step.min(1.0) {
            step *= 10.0;
            decimals += 1;
        }
        match decimals {
            _ if value.abs() < NEAR * self.step => "0".to_owned(),
            0 if self.high.max(-self.low) < MOST_IN_FULL => words.count(value.round() as i64),
            0 | MOST_DECIMALS => format!("{value:.1e}"),
            _ => format!("{value:.decimals$}"),
        }
    }

    /// What stands at the top of the axis: its unit, and where it starts if that is not zero.
    pub(super) fn unit(&self, unit: &str, words: &Words) -> String {
        if self.has_zero() {
            return unit.to_owned();
        }
        let start = self.label(self.low(), words);
        let start = words.say("chart.axis-start", &[("value", &start)]);
        if unit.is_empty() { start } else { format!("{unit}, {start}") }
    }

    /// The lowest value.
    pub(super) fn low(&self) -> f64 {
        self.low * self.divisor
    }

    /// The highest value.
    pub(super) fn high(&self) -> f64 {
        self.high * self.divisor
    }

    /// Whether zero is on the axis.
    pub(super) fn has_zero(&self) -> bool {
        self.low <= NEAR * self.step && self.high >= -NEAR * self.step
    }
}

impl Ranged for Values {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        let share = (value / self.divisor - self.low) / (self.high - self.low);
        let way = f64::from(limit.1 - limit.0) * share.clamp(0.0, 1.0);
        limit.0 + way.round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _hint: Hint) -> Vec<f64> {
        self.ticks()
    }

    fn range(&self) -> Range<f64> {
        self.low * self.divisor..self.high * self.divisor
    }
}

/// The smallest step that is at least `least`.
fn step_over(least: f64, divisor: f64) -> f64 {
    let is_unit = |seconds: f64| (divisor - seconds).abs() < NEAR;
    let clock: &[f64] = match () {
        () if is_unit(60.0) => &MINUTES,
        () if is_unit(3_600.0) => &HOURS,
        () => &[],
    };
    let fits = |step: f64| step >= least * (1.0 - NEAR);
    let on_clock = clock.iter().copied().find(|&step| fits(step));
    // Below one minute or one hour, and above the largest step, the clock has nothing to say.
    if let Some(step) = on_clock.filter(|_| least * 2.0 > 1.0) {
        return step;
    }
    let mut power = 1.0;
    while power > least {
        power /= 10.0;
    }
    while power * 10.0 < least {
        power *= 10.0;
    }
    let steps = DECIMAL.iter().map(|step| step * power).find(|&step| fits(step));
    let step = steps.unwrap_or(power * 10.0);
    // What is counted in ones has no halves.
    if is_unit(1.0) { step.max(1.0).round() } else { step }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A divisor, the largest value, a limit, the most intervals, and what stands at the lines.
    type Case = (f64, f64, Option<f64>, u32, &'static [&'static str]);

    fn labels(divisor: f64, high: f64, limit: Option<f64>, intervals: u32) -> Vec<String> {
        let axis = ValueAxis { label: String::new(), divisor, limit, floor: None, from_zero: true };
        let values = Values::new(&axis, 0.0, high, intervals);
        let words = Words::english();
        values.ticks().into_iter().map(|tick| values.label(tick, &words)).collect()
    }

    #[test]
    fn lines_stand_at_numbers_people_count_in() {
        let cases: [Case; 11] = [
            (1.0, 13_800.0, None, 3, &["0", "5,000", "10,000", "15,000"]),
            (1.0, 83.0, None, 4, &["0", "25", "50", "75", "100"]),
            (60.0, 83.0 * 60.0, None, 4, &["0", "30", "60", "90"]),
            (60.0, 38.0 * 60.0, None, 4, &["0", "10", "20", "30", "40"]),
            (3_600.0, 40.0 * 3_600.0, None, 4, &["0", "12", "24", "36", "48"]),
            (0.01, 0.93, Some(1.0), 4, &["0", "25", "50", "75", "100"]),
            (0.01, 0.007, Some(1.0), 4, &["0", "0.2", "0.4", "0.6", "0.8"]),
            (1.0, 2.0, None, 4, &["0", "1", "2"]),
            (1.0, 0.0, None, 4, &["0", "1"]),
            (0.01, 0.0, Some(1.0), 2, &["0", "1"]),
            (1.0, 4e9, None, 2, &["0", "2,000,000,000", "4,000,000,000"]),
        ];
        for (divisor, high, limit, intervals, expected) in cases {
            assert_eq!(labels(divisor, high, limit, intervals), expected, "{divisor} {high}");
        }
    }

    #[test]
    fn an_axis_of_points_has_zero_among_its_lines_and_ends_at_its_bounds() {
        let axis = ValueAxis {
            label: String::new(),
            divisor: 1.0,
            limit: Some(100.0),
            floor: Some(-100.0),
            from_zero: true,
        };
        let words = Words::english();
        let labels = |low: f64, high: f64| -> Vec<String> {
            let values = Values::new(&axis, low, high, 4);
            assert!(values.has_zero());
            values.ticks().into_iter().map(|tick| values.label(tick, &words)).collect()
        };
        assert_eq!(labels(-38.0, 41.0), ["-40", "-20", "0", "20", "40", "60"]);
        assert_eq!(labels(-120.0, 130.0), ["-100", "-50", "0", "50", "100"]);
        assert_eq!(labels(-60.0, -20.0), ["-60", "-40", "-20", "0"]);
        assert_eq!(labels(0.0, 0.0), ["0", "1"]);
    }

    #[test]
    fn an_axis_off_zero_starts_at_a_line_below_the_lowest_value() {
        let axis = ValueAxis {
            label: String::new(),
            divisor: 0.01,
            limit: Some(1.0),
            floor: None,
            from_zero: false,
        };
        let values = Values::new(&axis, 0.87, 0.93, 3);
        let words = Words::english();
        let labels: Vec<String> =
            values.ticks().into_iter().map(|tick| values.label(tick, &words)).collect();
        assert_eq!(labels, ["86", "88", "90", "92", "94"]);
        assert!(!values.has_zero());
    }
}
