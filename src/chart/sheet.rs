//! The paper of one view: shapes and text in pixels.

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, Drawable, PathElement, PointCollection, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle, ShapeStyle, TextStyle};

use super::backend::{SCALE, Svg};
use super::paint::Paint;
use super::pen::Pen;
use super::place::Area;
use super::text::{Block, Type};
use crate::words::Words;

use super::{Form, PHONE};

/// Nothing stands further right or down than this, not even before it is stretched.
const FARTHEST: f64 = 100_000.0;

/// The paper of one view; it is as high as what was drawn needs.
pub(super) struct Sheet {
    pub(super) pen: Pen,
    pub(super) root: DrawingArea<Svg, Shift>,
    pub(super) width: f64,
    /// The size of labels, in pixels.
    pub(super) label: f64,
    /// The size of what stands at an axis.
    pub(super) tick: f64,
    /// Whether it is drawn for a phone.
    pub(super) is_phone: bool,
}

impl Sheet {
    /// A sheet of that width for a form's sizes of type.
    pub(super) fn new(pen: Pen, width: f64, form: &Form) -> Sheet {
        let Form { label, tick, class, .. } = *form;
        let root = pen.backend(FARTHEST, FARTHEST).into_drawing_area();
        Sheet { pen, root, width, label, tick, is_phone: class == PHONE }
    }

    /// A text whose anchor is at `x`, in the middle of its height at `y`.
    pub(super) fn text(&self, text: &str, x: f64, y: f64, set: Type) {
        if text.is_empty() {
            return;
        }
        let paint = if set.has_halo { set.paint.haloed(0) } else { set.paint.fill() };
        let weight = if set.is_bold { FontStyle::Bold } else { FontStyle::Normal };
        let style: TextStyle = FontDesc::new(FontFamily::SansSerif, set.size, weight)
            .color(&paint.color)
            .pos(Pos::new(set.side, VPos::Center));
        self.put(&Text::new(text.to_owned(), units(x, y), style));
    }

    /// All that stands in a drawing without axes that has nothing to show; says how high it is.
    pub(super) fn nothing(&self, words: &Words) -> f64 {
        self.path(&[(0.0, 44.0), (self.width, 44.0)], Paint::AXIS.stroke(100));
        let set = Type::new(self.tick, Paint::MUTED);
        self.text(&super::no_data(words), 0.0, 22.0, set);
        52.0
    }

    /// Lines of text, one below the other.
    pub(super) fn block(&self, block: &Block) {
        let step = block.set.line();
        let mut y = block.y - (block.lines.len() as f64 - 1.0) * step / 2.0;
        for line in &block.lines {
            self.text(line, block.x, y, block.set);
            y += step;
        }
    }

    pub(super) fn path(&self, points: &[(f64, f64)], style: ShapeStyle) {
        let points: Vec<(i32, i32)> = points.iter().map(|&(x, y)| units(x, y)).collect();
        self.put(&PathElement::new(points, style));
    }

    /// Strokes from point to point, all of one look.
    pub(super) fn strokes(&self, strokes: &[[(f64, f64); 2]], style: ShapeStyle) {
        let strokes: Vec<[(i32, i32); 2]> =
            strokes.iter().map(|stroke| stroke.map(|(x, y)| units(x, y))).collect();
        self.pen.strokes(&strokes, &style);
    }

    /// What lies within a closed path.
    pub(super) fn area(&self, corners: &[(f64, f64)], style: ShapeStyle) {
        let corners: Vec<(i32, i32)> = corners.iter().map(|&(x, y)| units(x, y)).collect();
        self.put(&Polygon::new(corners, style));
    }

    pub(super) fn rect(&self, area: Area, style: ShapeStyle) {
        let corners = [units(area.left, area.top), units(area.right, area.bottom)];
        self.put(&Rectangle::new(corners, style));
    }

    pub(super) fn circle(&self, x: f64, y: f64, radius: f64, style: ShapeStyle) {
        self.put(&Circle::new(units(x, y), (radius * SCALE).round() as i32, style));
    }

    /// A dot with an edge of paper.
    pub(super) fn dot(&self, x: f64, y: f64, radius: f64, paint: Paint) {
        self.circle(x, y, radius, paint.haloed(150));
    }

    /// The ring of a period that is still filling.
    pub(super) fn ring(&self, x: f64, y: f64, radius: f64, paint: Paint) {
        self.circle(x, y, radius, Paint::PAPER.fill());
        self.circle(x, y, radius, paint.stroke(200));
    }

    fn put<E>(&self, element: &E)
    where
        for<'e> &'e E: PointCollection<'e, (i32, i32)>,
        E: Drawable<Svg>,
    {
        self.root.draw(element).expect("the backend writes to memory and never fails");
    }
}

/// Pixels as units of the canvas.
fn units(x: f64, y: f64) -> (i32, i32) {
    ((x * SCALE).round() as i32, (y * SCALE).round() as i32)
}
