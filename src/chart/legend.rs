//! The shades of squares with the bounds between them.

use plotters::style::ShapeStyle;

use super::paint::Paint;
use super::place::Area;
use super::sheet::Sheet;
use super::text::Type;

/// A swatch, and the room to its sides.
const SWATCH: f64 = 14.0;
const GAP: f64 = 6.0;
const FOOT: f64 = 12.0;

/// Draws swatches, each with the words after it, and says how high the drawing became; `y` is the
/// middle of the first line.
pub(super) fn draw<'w>(
    sheet: &Sheet,
    y: f64,
    swatches: impl Iterator<Item = (ShapeStyle, &'w str)>,
) -> f64 {
    let set = Type::new(sheet.tick, Paint::MUTED);
    let (mut x, mut y) = (0.0, y);
    for (style, words) in swatches {
        let words = set.cut(words, sheet.width - SWATCH - GAP);
        let width = SWATCH + GAP + set.width(&words);
        if x > 0.0 && x + width > sheet.width {
            (x, y) = (0.0, y + set.line() + 6.0);
        }
        let swatch =
            Area { left: x, top: y - SWATCH / 2.0, right: x + SWATCH, bottom: y + SWATCH / 2.0 };
        // The line of an outline lies within its swatch.
        sheet.rect(if style.filled { swatch } else { swatch.inset(0.5) }, style);
        sheet.text(&words, x + SWATCH + GAP, y, set);
        x += width + GAP;
    }
    y + FOOT
}
