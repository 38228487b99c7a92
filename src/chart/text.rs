//! How text is set, and what it covers.

use plotters::style::text_anchor::HPos;

use super::measure;
use super::paint::Paint;
use super::place::Area;

/// Lines of text, one below the other, before they are drawn.
#[derive(Clone)]
pub(super) struct Block {
    pub(super) lines: Vec<String>,
    /// Where its lines start, end or have their middle, by their type.
    pub(super) x: f64,
    /// The middle of its height.
    pub(super) y: f64,
    pub(super) set: Type,
}

impl Block {
    pub(super) fn line(text: &str, x: f64, y: f64, set: Type) -> Block {
        Block { lines: vec![text.to_owned()], x, y, set }
    }

    /// What it covers.
    pub(super) fn area(&self) -> Area {
        let width = self.lines.iter().map(|line| self.set.width(line)).fold(0.0, f64::max);
        let left = match self.set.side {
            HPos::Left => self.x,
            HPos::Center => self.x - width / 2.0,
            HPos::Right => self.x - width,
        };
        let half = self.height() / 2.0;
        Area { left, top: self.y - half, right: left + width, bottom: self.y + half }
    }

    pub(super) fn height(&self) -> f64 {
        self.lines.len() as f64 * self.set.line()
    }
}

/// How a text is set.
#[derive(Clone, Copy)]
pub(super) struct Type {
    pub(super) size: f64,
    pub(super) is_bold: bool,
    pub(super) paint: Paint,
    pub(super) side: HPos,
    /// Whether it lies on lines and needs an edge of paper.
    pub(super) has_halo: bool,
}

impl Type {
    pub(super) fn new(size: f64, paint: Paint) -> Type {
        Type { size, is_bold: false, paint, side: HPos::Left, has_halo: false }
    }

    pub(super) fn bold(self) -> Type {
        Type { is_bold: true, ..self }
    }

    pub(super) fn ends(self) -> Type {
        Type { side: HPos::Right, ..self }
    }

    pub(super) fn centred(self) -> Type {
        Type { side: HPos::Center, ..self }
    }

    pub(super) fn haloed(self) -> Type {
        Type { has_halo: true, ..self }
    }

    pub(super) fn width(&self, text: &str) -> f64 {
        measure::width(text, measure::heft(self.size, self.is_bold))
    }

    /// A text in no more than that many lines, none wider than `room`.
    pub(super) fn wrap(&self, text: &str, room: f64, lines: usize) -> Vec<String> {
        measure::wrap(text, measure::heft(self.size, self.is_bold), room, lines)
    }

    /// A text in one line no wider than `room`.
    pub(super) fn cut(&self, text: &str, room: f64) -> String {
        measure::cut(text, measure::heft(self.size, self.is_bold), room)
    }

    /// From line to line.
    pub(super) fn line(&self) -> f64 {
        (self.size * 1.25).ceil()
    }
}
