//! Dated events that are no story: dotted, muted, at the foot.

use crate::site::figure::Event;

use super::frame::Frame;
use super::paint::Paint;
use super::place::{Area, Taken};
use super::text::{Block, Type};

/// How high the stroke of an event is.
const HEIGHT: f64 = 28.0;
const GAP: f64 = 6.0;

/// Draws a stroke for each event.
pub(super) fn draw_strokes(frame: &Frame<'_>, events: &[(f64, &Event)], taken: &mut Taken) {
    let foot = frame.area.bottom;
    for &(x, event) in events {
        taken.take(Area { left: x - 2.0, top: foot - HEIGHT, right: x + 2.0, bottom: foot });
        frame.sheet.pen.title(&event.name);
        frame.sheet.path(&[(x, foot - HEIGHT), (x, foot)], Paint::MUTED.dotted(125));
    }
}

/// Writes their names; one that has no room is left to the words of its stroke.
pub(super) fn draw_names(frame: &Frame<'_>, events: &[(f64, &Event)], taken: &mut Taken) {
    let foot = frame.area.bottom;
    for &(x, event) in events {
        let set = Type::new(frame.sheet.tick, Paint::MUTED).haloed();
        let rows = [foot - HEIGHT / 2.0, foot - HEIGHT / 2.0 - set.line()];
        let places = rows.into_iter().flat_map(|y| {
            [(set.ends(), x - GAP), (set, x + GAP)]
                .map(|(set, x)| Block::line(&event.name, x, y, set))
        });
        let is_inside = |block: &Block| {
            let area = block.area();
            area.left >= frame.area.left && area.right <= frame.area.right
        };
        if let Some(block) = taken.first_clear(places.filter(is_inside)) {
            frame.sheet.block(&block);
        }
    }
}
