//! Squares in columns and rows, with a gap of paper between them.

use plotters::style::ShapeStyle;

use super::markup::stretch;
use super::place::Area;
use super::sheet::Sheet;

/// A square is so wide where the next one starts after ten.
const SIDE: f64 = 9.0;
const PITCH: f64 = 10.0;

/// Where squares stand. They are written in columns and rows and stretched to their size, so that
/// they are the same text in every view.
pub(super) struct Grid<'s> {
    pub(super) sheet: &'s Sheet,
    /// Where column 0 starts, in pixels.
    pub(super) left: f64,
    pub(super) top: f64,
    /// From column to column, and from row to row.
    pub(super) across: f64,
    pub(super) down: f64,
}

/// A square with its words.
pub(super) struct Square<'w> {
    pub(super) column: i32,
    pub(super) row: usize,
    pub(super) words: &'w str,
    pub(super) style: ShapeStyle,
}

impl Grid<'_> {
    /// Where the square of a column and a row stands, in pixels.
    pub(super) fn area(&self, column: i32, row: usize) -> Area {
        let left = self.left + f64::from(column) * self.across;
        let top = self.top + row as f64 * self.down;
        let (right, bottom) = (left + self.across * SIDE / PITCH, top + self.down * SIDE / PITCH);
        Area { left, top, right, bottom }
    }

    pub(super) fn draw<'w>(&self, squares: impl Iterator<Item = Square<'w>>) {
        let pen = &self.sheet.pen;
        let unit = Grid { left: 0.0, top: 0.0, across: PITCH, down: PITCH, ..*self };
        let grid = if pen.is_coloured() { self } else { &unit };
        let (across, down) = (self.across / PITCH, self.down / PITCH);
        let transform = stretch((across, down), (self.left, self.top));
        pen.stretched((!pen.is_coloured()).then_some(&transform), || {
            for Square { column, row, words, style } in squares {
                pen.title(words);
                // As a path it is half as long as a rectangle, and there are many.
                let Area { left, top, right, bottom } = grid.area(column, row);
                let around = [(left, top), (right, top), (right, bottom), (left, bottom)];
                if style.filled {
                    self.sheet.area(&around, style);
                } else {
                    self.sheet.path(&[&around[..], &around[..1]].concat(), style);
                }
            }
        });
    }
}
