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

/// The ends of the axis: all of `fixed` is on it, and of each row of values all but the few that
/// would take more than half of it. Those are drawn at its edge, with their value in words.
pub(super) fn reach(fixed: &[f64], rows: &[Vec<f64>]) -> (f64, f64) {
    let (low, high) = extent(fixed.iter().chain(rows.iter().flatten()).copied());
    let usual = rows.iter().map(|row| usual(row)).flat_map(|(low, high)| [low, high]);
    let (usual_low, usual_high) = extent(fixed.iter().copied().chain(usual));
    let span = usual_high - usual_low;
    let high_is_far = high - usual_high > span && span > 0.0;
    let low_is_far = usual_low - low > span && span > 0.0;
    (
        if low_is_far { usual_low - BEYOND * span } else { low },
        if high_is_far { usual_high + BEYOND * span } else { high },
    )
}

/// The ends of a row without the few at its ends.
fn usual(row: &[f64]) -> (f64, f64) {
    let mut sorted: Vec<f64> = row.iter().copied().filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let few = if sorted.len() < LEAST { 0 } else { sorted.len().div_ceil(FEW) };
    extent(sorted[few..sorted.len() - few].iter().copied())
}

/// Says at the edge of the plot what lies beyond it: for each place its value.
pub(super) fn draw(frame: &Frame<'_>, far: &[(f64, f64)], unit: &str, at: (&Words, &mut Taken)) {
    let (words, taken) = at;
    let set = Type::new(frame.sheet.tick, Paint::INK).haloed();
    for &(x, value) in far {
        let number = format!("{} {unit}", frame.label(value, words));
        let text = words.say("chart.beyond", &[("value", number.trim_end())]);
        let edge = frame.y(value);
        let towards = if edge > frame.area.middle() { -1.0 } else { 1.0 };
        // In one line, else in two; at either side, else further from the edge.
        let blocks = (0..4).flat_map(|row| {
            let sides = [(set, x + 8.0, frame.sheet.width), (set.ends(), x - 8.0, frame.area.left)];
            sides
                .into_iter()
                .flat_map(move |(set, x, end)| [(1, set, x, end), (2, set, x, end)])
                .map(move |(lines, set, x, end)| (lines, row, set, x, end))
        });
        let places = blocks.map(|(lines, row, set, x, end)| {
            let lines = set.wrap(&text, (end - x).abs(), lines);
            let block = Block { lines, x, y: 0.0, set };
            let y = edge + towards * (block.height() / 2.0 + 2.0 + f64::from(row) * 10.0);
            Block { y, ..block }
        });
        let is_whole = |block: &Block| block.lines.join(" ") == text;
        if let Some(block) = taken.first_free(places.filter(is_whole)) {
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
