//! The words at the ends of lines, in place of a legend.

use super::frame::Frame;
use super::paint::Paint;
use super::place::{Taken, apart};
use super::sheet::Sheet;
use super::text::{Block, Type};

/// Between the plot and the words beside it.
const GAP: f64 = 14.0;
/// From the axis to the foot of the dates.
const DATES: f64 = 26.0;
/// From there to the middle of a line below the dates.
const LINE_DROP: f64 = 14.0;
/// Where the words of a line below the dates start, after their mark.
const KEY: f64 = 20.0;
/// How near to its line's end a label may stand, and in how many steps it moves away.
const NEAR: f64 = 4.0;
const STEP: f64 = 4.0;
const STEPS: u32 = 11;

/// What stands at the end of a line.
pub(super) struct End {
    /// Where the line ends.
    pub(super) value: f64,
    /// One or two short lines.
    pub(super) lines: Vec<String>,
    pub(super) set: Type,
    /// What an open dot means.
    pub(super) note: Option<String>,
    /// Whether there is more room above the line than below.
    pub(super) is_above: bool,
}

/// How much room the words need beside the plot; on a phone they stand in it.
pub(super) fn room(sheet: &Sheet, ends: &[End]) -> f64 {
    if sheet.is_phone {
        return 0.0;
    }
    let note = Type::new(sheet.tick, Paint::MUTED);
    let widths = ends.iter().flat_map(|end| {
        let lines = end.lines.iter().map(|line| end.set.width(line));
        lines.chain(end.note.iter().map(|words| note.width(words) + 14.0))
    });
    let widest = widths.fold(0.0, f64::max);
    if widest > 0.0 { (widest + GAP).ceil().min(sheet.width * 0.25) } else { 0.0 }
}

/// Draws the words and says how high the chart became.
pub(super) fn draw(frame: &Frame<'_>, ends: Vec<End>, taken: &mut Taken) -> f64 {
    if frame.sheet.is_phone {
        draw_inside(frame, ends, taken)
    } else {
        draw_beside(frame, &ends);
        frame.area.bottom + DATES
    }
}

/// Beside the plot, moved apart.
fn draw_beside(frame: &Frame<'_>, ends: &[End]) {
    let note = Type::new(frame.sheet.tick, Paint::MUTED);
    let height = |end: &End| {
        end.lines.len() as f64 * end.set.line() + end.note.iter().len() as f64 * (note.line() + 2.0)
    };
    let wishes: Vec<(f64, f64)> = ends
        .iter()
        .map(|end| {
            // The words stand beside the line's end; the note hangs below them.
            let lines = end.lines.len() as f64 * end.set.line();
            (frame.y(end.value) + (height(end) - lines) / 2.0, height(end) + 4.0)
        })
        .collect();
    let x = frame.area.right + GAP;
    for (end, y) in ends.iter().zip(apart(&wishes, 0.0, frame.area.bottom + 12.0)) {
        let mut top = y - height(end) / 2.0;
        for line in &end.lines {
            let text = end.set.cut(line, frame.sheet.width - x);
            frame.sheet.text(&text, x, top + end.set.line() / 2.0, end.set);
            top += end.set.line();
        }
        if let Some(words) = &end.note {
            let middle = top + note.line() / 2.0 + 2.0;
            frame.sheet.circle(x + 4.0, middle, 3.5, Paint::MUTED.stroke(125));
            let text = note.cut(words, frame.sheet.width - x - 14.0);
            frame.sheet.text(&text, x + 14.0, middle, note);
        }
    }
}

/// In the plot, above or below the line's end; under the chart where there is no room.
fn draw_inside(frame: &Frame<'_>, ends: Vec<End>, taken: &mut Taken) -> f64 {
    let mut foot = frame.area.bottom + DATES;
    let sheet = frame.sheet;
    let values: Vec<f64> = ends.iter().map(|end| end.value).collect();
    for end in ends {
        let in_one = end.set.cut(&end.lines.join(" "), sheet.width - KEY);
        match taken.first_clear(places(frame, &end, &in_one, &values)) {
            _ if in_one.is_empty() => {}
            Some(block) => sheet.block(&block),
            None => {
                let y = foot + LINE_DROP;
                let style =
                    if end.is_above { Paint::EDGE.stroke(150) } else { end.set.paint.stroke(225) };
                sheet.path(&[(0.0, y), (14.0, y)], style);
                sheet.text(&in_one, KEY, y, end.set);
                foot += end.set.line() + 6.0;
            }
        }
        if let Some(words) = &end.note {
            let (note, y) = (Type::new(sheet.tick, Paint::MUTED), foot + LINE_DROP);
            sheet.ring(7.0, y, 4.0, Paint::HARBOUR);
            sheet.text(&note.cut(words, sheet.width - KEY), KEY, y, note);
            foot += note.line() + 6.0;
        }
    }
    foot
}

/// In one line and in two, ever further above and below the line's end, but never on the far side
/// of another line's.
fn places(frame: &Frame<'_>, end: &End, in_one: &str, values: &[f64]) -> Vec<Block> {
    let set = end.set.ends().haloed();
    let block = |lines: Vec<String>| Block { lines, x: frame.area.right, y: 0.0, set };
    let blocks = [block(vec![in_one.to_owned()]), block(end.lines.clone())];
    let start = frame.y(end.value);
    let others: Vec<f64> =
        values.iter().map(|value| frame.y(*value)).filter(|y| (y - start).abs() > 0.5).collect();
    let sides = if end.is_above { [-1.0, 1.0] } else { [1.0, -1.0] };
    let mut placed = Vec::new();
    for side in sides {
        for step in 0..=STEPS {
            for block in &blocks {
                let away = block.height() / 2.0 + NEAR + f64::from(step) * STEP;
                placed.push(Block { y: start + side * away, ..block.clone() });
            }
        }
    }
    let is_good = |block: &Block| {
        let area = block.area();
        let is_between = |y: &f64| (start.min(block.y)..start.max(block.y)).contains(y);
        area.left >= frame.area.left
            && area.top >= frame.area.top
            && area.bottom <= frame.area.bottom - 2.0
            && !others.iter().any(is_between)
    };
    placed.retain(is_good);
    placed
}
