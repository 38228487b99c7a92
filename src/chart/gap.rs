//! The words in a gap: where there is nothing, the chart says so once.

use super::frame::Frame;
use super::paint::Paint;
use super::place::Taken;
use super::text::{Block, Type};

/// How far down the words may stand, as parts of the plot's height; the first that is free is taken.
const HEIGHTS: [f64; 5] = [0.45, 0.93, 0.7, 0.2, 0.07];

/// Writes `words` in the gap between two edges, or near it where it is narrow.
pub(super) fn draw(frame: &Frame<'_>, gap: (f64, f64), words: &str, taken: &mut Taken) {
    let set = Type::new(frame.sheet.tick, Paint::MUTED).haloed().centred();
    let half = set.width(words) / 2.0;
    let inside = |x: f64| x.min(frame.sheet.width - half).max(frame.area.left + half + 2.0);
    // The middle first, then the quarters, should a stroke stand in the middle.
    let places = [0.5, 0.25, 0.75].into_iter().flat_map(|along| {
        let (start, end) = (gap.0 + half + 4.0, gap.1 - half - 4.0);
        let wish = gap.0 + (gap.1 - gap.0) * along;
        let x = inside(if start < end { wish.clamp(start, end) } else { wish });
        HEIGHTS.map(|down| {
            let y = frame.area.top + (frame.area.bottom - frame.area.top) * down;
            Block::line(words, x, y, set)
        })
    });
    if let Some(block) = taken.first_free(places) {
        frame.sheet.block(&block);
    }
}
