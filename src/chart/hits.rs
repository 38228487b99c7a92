//! What is said when a period is pointed at.

use super::frame::Frame;
use super::run::Dot;

/// A column for each period that says its words, since a point alone is hard to hit. On a phone
/// nothing is pointed at, and a week is thinner than a finger: there the table says it.
pub(super) fn draw(frame: &Frame<'_>, dots: &[Dot<'_>]) {
    if !frame.sheet.is_phone {
        let shown = dots.iter().filter(|dot| dot.value.is_some());
        frame.columns(shown.map(|dot| (dot.start, dot.end, dot.words)));
    }
}
