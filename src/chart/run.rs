//! Points that can be drawn, and the runs between their gaps.

use crate::calendar::Day;
use crate::site::figure::Point;

use super::dates::{Days, middle};

/// A period of a chart, ready to be drawn: its values are numbers or nothing.
pub(super) struct Dot<'p> {
    pub(super) start: Day,
    pub(super) end: Day,
    pub(super) day: Day,
    pub(super) value: Option<f64>,
    pub(super) upper: Option<f64>,
    pub(super) interval: Option<(f64, f64)>,
    pub(super) is_whole: bool,
    pub(super) words: &'p str,
}

/// The periods of a chart. What is no number is not shown, as if it were not there.
pub(super) fn dots(points: &[Point]) -> Vec<Dot<'_>> {
    let dot = |point: &'_ Point| (middle(point.start, point.end), point.value.filter(finite));
    let dots = points.iter().map(|point| {
        let (day, value) = dot(point);
        let upper = point.upper.filter(finite).filter(|upper| value.is_none_or(|v| v <= *upper));
        let is_sound = |(low, high): &(f64, f64)| finite(low) && finite(high) && low <= high;
        let interval = value.and(point.interval).filter(is_sound);
        Dot {
            start: point.start,
            end: point.end,
            day,
            value,
            upper,
            interval,
            is_whole: point.is_whole,
            words: &point.words,
        }
    });
    dots.collect()
}

/// From the middle of the first period to the middle of the last.
pub(super) fn span(periods: impl IntoIterator<Item = (Day, Day)>) -> Days {
    let periods: Vec<(Day, Day)> = periods.into_iter().collect();
    let (Some(first), Some(last)) = (periods.first(), periods.last()) else {
        return Days { first: Day(0), last: Day(0), period: 1 };
    };
    let period = periods.iter().map(|(start, end)| end.0 - start.0).min().unwrap_or(1);
    Days { first: middle(first.0, first.1), last: middle(last.0, last.1), period }
}

/// The runs of neighbours that have a value, as half-open ranges of places.
pub(super) fn runs(values: impl IntoIterator<Item = bool>) -> Vec<std::ops::Range<usize>> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    for (place, is_there) in values.into_iter().enumerate() {
        match runs.last_mut() {
            Some(run) if is_there && run.end == place => run.end += 1,
            _ if is_there => runs.push(place..place + 1),
            _ => {}
        }
    }
    runs
}

/// Whether it is a number that can be drawn.
pub(super) fn finite(value: &f64) -> bool {
    value.is_finite()
}

/// The smallest and the largest of the values; both 0 where there are none.
pub(super) fn extent(values: impl IntoIterator<Item = f64>) -> (f64, f64) {
    let widen = |extent: Option<(f64, f64)>, value: f64| {
        Some(extent.map_or((value, value), |(low, high)| (low.min(value), high.max(value))))
    };
    values.into_iter().filter(finite).fold(None, widen).unwrap_or((0.0, 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_end_where_a_value_is_missing() {
        assert_eq!(runs([true, true, false, true, false]), [0..2, 3..4]);
        assert_eq!(runs([false, false]), []);
    }

    #[test]
    fn what_is_no_number_does_not_widen_the_extent() {
        let (low, high) = extent([3.0, f64::NAN, -1.0, f64::INFINITY]);
        assert!((low + 1.0).abs() < 1e-9 && (high - 3.0).abs() < 1e-9);
    }
}
