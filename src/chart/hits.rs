//! What is said when a period is pointed at.

use super::frame::Frame;
use super::paint::Paint;
use super::place::Area;
use super::run::Dot;

/// A column for each period that says its words, since a point alone is hard to hit. On a phone
/// nothing is pointed at, and a week is thinner than a finger: there the table says it.
pub(super) fn draw(frame: &Frame<'_>, dots: &[Dot<'_>]) {
    if frame.sheet.is_phone {
        return;
    }
    for (place, dot) in dots.iter().enumerate().filter(|(_, dot)| dot.value.is_some()) {
        let x = frame.x(dot.day);
        let half_way = |other: Option<&Dot<'_>>| other.map(|other| (frame.x(other.day) + x) / 2.0);
        let before = half_way(place.checked_sub(1).and_then(|place| dots.get(place)));
        let after = half_way(dots.get(place + 1));
        let (left, right) = match (before, after) {
            (Some(before), Some(after)) => (before, after),
            (Some(before), None) => (before, 2.0 * x - before),
            (None, Some(after)) => (2.0 * x - after, after),
            (None, None) => (x - 12.0, x + 12.0),
        };
        // Whole pixels: nobody sees where a column ends.
        let (left, right) = (left.max(frame.area.left), right.min(frame.sheet.width));
        let column = Area { left: left.round(), right: right.round(), ..frame.area };
        frame.sheet.pen.title(dot.words);
        frame.sheet.rect(column, Paint::HIT.fill());
    }
}
