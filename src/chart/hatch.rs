//! Hatching over periods that are not over.

use super::frame::Frame;
use super::paint::Paint;
use super::place::Area;
use super::run::Dot;

/// From stroke to stroke, straight down.
const PITCH: f64 = 6.0;

/// Draws thin strokes over the width of each period that is not over.
pub(super) fn draw(frame: &Frame<'_>, dots: &[Dot<'_>]) {
    let open = dots.iter().filter(|dot| !dot.is_whole);
    let strokes = open.flat_map(|dot| {
        strokes(Area { left: frame.x(dot.start), right: frame.x(dot.end), ..frame.area })
    });
    let strokes: Vec<_> = strokes.collect();
    if !strokes.is_empty() {
        frame.sheet.strokes(&strokes, Paint::OTHER.stroke(75));
    }
}

/// Strokes that rise to the right at half a right angle, and end at the sides of an area.
fn strokes(area: Area) -> Vec<[(f64, f64); 2]> {
    let (width, height) = (area.right - area.left, area.bottom - area.top);
    let count = ((width + height) / PITCH) as u32;
    // Each is as far down at the left side, or would be if the area went on there.
    let downs = (1..=count).map(|n| f64::from(n) * PITCH);
    let stroke = |down: f64| {
        let start = (down - height).max(0.0);
        let end = down.min(width);
        let at = |along: f64| (area.left + along, area.top + down - along);
        [at(start), at(end)]
    };
    downs.filter(|down| down.min(width) > (down - height).max(0.0)).map(stroke).collect()
}

#[cfg(test)]
mod tests {
    use super::{Area, strokes};

    #[test]
    fn strokes_end_at_the_sides() {
        let area = Area { left: 10.0, top: 100.0, right: 30.0, bottom: 112.0 };
        let all = strokes(area);
        // 6, 12, 18, 24 and 30 of the 32 that the two sides are together.
        assert_eq!(all.len(), 5);
        assert_eq!(all[0], [(10.0, 106.0), (16.0, 100.0)]);
        assert_eq!(all[2], [(16.0, 112.0), (28.0, 100.0)]);
        assert_eq!(all[4], [(28.0, 112.0), (30.0, 110.0)]);
    }
}
