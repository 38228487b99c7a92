//! Dated events that are no story: dotted, muted, at the foot.

use crate::site::figure::Event;

use super::frame::Frame;
use super::paint::Paint;
use super::place::{Area, Taken};
use super::text::{Block, Type};

/// How high the stroke of an event is.
const HEIGHT: f64 = 28.0;
const GAP: f64 = 6.0;

/// Draws the events; a name that has no room is left to the words of its stroke.
pub(super) fn draw(frame: &Frame<'_>, events: &[(f64, &Event)], taken: &mut Taken) {
    let (sheet, foot) = (frame.sheet, frame.area.bottom);
    for &(x, _) in events {
        taken.take(Area { left: x - 2.0, top: foot - HEIGHT, right: x + 2.0, bottom: foot });
    }
    for &(x, event) in events {
        sheet.pen.title(&event.name);
        sheet.path(&[(x, foot - HEIGHT), (x, foot)], Paint::MUTED.dotted(125));
        let set = Type::new(sheet.tick, Paint::MUTED).haloed();
        let rows = [foot - HEIGHT / 2.0, foot - HEIGHT / 2.0 - set.line()];
        let places = rows.into_iter().flat_map(|y| {
            [(set.ends(), x - GAP), (set, x + GAP)]
                .map(|(set, x)| Block::line(&event.name, x, y, set))
        });
        let is_inside = |block: &Block| {
            let area = block.area();
            area.left >= frame.area.left && area.right <= frame.area.right
        };
        if let Some(block) = taken.first_free(places.filter(is_inside)) {
            sheet.block(&block);
        }
    }
}
