//! How far an axis reaches: a few values far away from all others do not flatten the rest.

use super::frame::Frame;
use super::paint::Paint;
use super::place::Taken;
use super::run::extent;
use super::text::{Block, Type};
use crate::words::Words;

/// One in so many values may be far away, at either end.
const FEW: usize = 20;
/// With fewer values than this nobody knows what is usual.
const LEAST: usize = 12;
/// The part of the usual height that is left free towards what lies beyond.
const BEYOND: f64 = 0.12;
/// The words of a far value stand in so many lines, in so many rows below its edge.
const MOST_LINES: usize = 3;
const MOST_ROWS: u32 = 4;
const ROW: f64 = 12.0;

/// The ends of the axis: all of `fixed` is on it, and of each row of values all but the few that
/// would take more than half of it. Those are drawn at its edge, with their value in words.
pub(super) fn reach(fixed: &[f64], rows: &[Vec<f64>]) -> (f64, f64) {
    let all = || fixed.iter().chain(rows.iter().flatten()).copied();
    let usual = rows.iter().map(|row| usual(row)).flat_map(|(low, high)| [low, high]);
    let (low, high) = extent(fixed.iter().copied().chain(usual));
    let span = high - low;
    if span <= 0.0 {
        return extent(all());
    }
    let is_near = |value: &f64| (low - span..=high + span).contains(value);
    let (near_low, near_high) = extent(all().filter(is_near));
    let (all_low, all_high) = extent(all());
    let free = BEYOND * span;
    (
        if all_low < low - span { near_low.min(low - free) } else { all_low },
        if all_high > high + span { near_high.max(high + free) } else { all_high },
    )
}

/// The ends of a row without the few at its ends.
fn usual(row: &[f64]) -> (f64, f64) {
    let mut sorted: Vec<f64> = row.iter().copied().filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let few = if sorted.len() < LEAST { 0 } else { sorted.len().div_ceil(FEW) };
    extent(sorted[few..sorted.len() - few].iter().copied())
}

/// A value that lies beyond the axis.
pub(super) struct Far<'c> {
    pub(super) x: f64,
    pub(super) value: f64,
    /// What has the value, where that must be said.
    pub(super) name: &'c str,
    pub(super) paint: Paint,
}

/// Says at the edge of the plot what lies beyond it.
pub(super) fn draw(frame: &Frame<'_>, far: &[Far<'_>], unit: &str, at: (&Words, &mut Taken)) {
    let (words, taken) = at;
    for Far { x, value, name, paint } in far {
        let value_words = [name, frame.label(*value, words).as_str(), unit].join(" ");
        let text = words.say("chart.beyond", &[("value", value_words.trim())]);
        let set = Type::new(frame.sheet.tick, *paint).haloed();
        let sides = [(set, x + 8.0, frame.sheet.width), (set.ends(), x - 8.0, frame.area.left)];
        let edge = frame.y(*value);
        let towards = if edge > frame.area.middle() { -1.0 } else { 1.0 };
        let mut places = Vec::new();
        // In as few lines as can be, near the edge, on the right.
        for lines in 1..=MOST_LINES {
            for row in 0..MOST_ROWS {
                for (set, x, end) in sides {
                    let lines = set.wrap(&text, (end - x).abs(), lines);
                    let block = Block { lines, x, y: 0.0, set };
                    let away = block.height() / 2.0 + 2.0 + f64::from(row) * ROW;
                    places.push(Block { y: edge + towards * away, ..block });
                }
            }
        }
        places.retain(|block| block.lines.join(" ") == text);
        if let Some(block) = taken.first_free(places) {
            frame.sheet.block(&block);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::reach;

    fn is(got: (f64, f64), want: (f64, f64)) {
        assert!((got.0 - want.0).abs() < 1e-9 && (got.1 - want.1).abs() < 1e-9, "{got:?}");
    }

    #[test]
    fn a_far_value_does_not_flatten_the_others() {
        // Twenty values from 20 to 39 and one of 600; zero is on the axis.
        let mut row: Vec<f64> = (20..40).map(f64::from).collect();
        row.push(600.0);
        // Two of 21 may be far: 21 to 38 are usual, 38 of them and zero; a part of 38 is free.
        is(reach(&[0.0], std::slice::from_ref(&row)), (0.0, 38.0 + 0.12 * 38.0));
        // What is far, but not as far as all that is usual together, is on the axis.
        row.push(70.0);
        is(reach(&[0.0], std::slice::from_ref(&row)), (0.0, 70.0));
        // Limits are always on the axis.
        is(reach(&[0.0, 500.0], &[row]), (0.0, 600.0));
    }

    #[test]
    fn near_and_few_values_are_all_on_the_axis() {
        let near: Vec<f64> = (20..40).map(f64::from).chain([70.0]).collect();
        is(reach(&[0.0], &[near]), (0.0, 70.0));
        is(reach(&[], &[vec![1.0, 1.1, 900.0]]), (1.0, 900.0));
        is(reach(&[], &[]), (0.0, 0.0));
    }
}
