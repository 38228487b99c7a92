//! What is said when a period is pointed at.

use super::frame::Frame;
use super::paint::Paint;
use super::place::Area;
use super::run::Dot;

/// A column for each period that says its words, since a point alone is hard to hit.
pub(super) fn draw(frame: &Frame<'_>, dots: &[Dot<'_>]) {
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
        let (left, right) = (left.max(frame.area.left), right.min(frame.sheet.width));
        frame.sheet.pen.title(dot.words);
        frame.sheet.rect(Area { left, right, ..frame.area }, Paint::HIT.fill());
    }
}
