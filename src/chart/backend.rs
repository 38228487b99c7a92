//! A backend of plotters that writes SVG with classes, titles and links.
//!
//! Plotters counts in whole pixels, so the canvas is ten times as large as the drawing, and every
//! number is divided on writing. Widths of strokes are hundredths of a pixel, sizes of type pixels.

use std::convert::Infallible;

use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle,
};

use super::measure;
use super::paint::{Brush, Finish};
use super::pen::{Edge, Pen};

/// How many units of the canvas make a pixel.
pub(super) const SCALE: f64 = 10.0;

/// The paper around letters, in hundredths of a pixel.
const HALO: u32 = 400;

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// Writes every shape that plotters asks for.
pub(super) struct Svg {
    pen: Pen,
    size: (u32, u32),
}

impl Svg {
    pub(super) fn new(pen: Pen, width: f64, height: f64) -> Svg {
        Svg { pen, size: ((width * SCALE) as u32, (height * SCALE) as u32) }
    }
}

impl DrawingBackend for Svg {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, color: BackendColor) -> Drawn {
        self.draw_rect(at, (at.0 + SCALE as i32, at.1 + SCALE as i32), &color, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, a: BackendCoord, b: BackendCoord, style: &S) -> Drawn {
        self.draw_path([a, b], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        a: BackendCoord,
        b: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.pen.shape("rect", look(style, fill), None, |markup| {
            markup.at("x", a.0.min(b.0)).at("y", a.1.min(b.1));
            markup.at("width", (b.0 - a.0).abs()).at("height", (b.1 - a.1).abs());
        });
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let corners: Vec<BackendCoord> = path.into_iter().collect();
        self.pen.shape("path", look(style, false), None, |markup| {
            markup.raw(" d=\"").path(corners.iter().copied()).raw("\"");
        });
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        at: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.pen.shape("circle", look(style, fill), None, |markup| {
            markup.at("cx", at.0).at("cy", at.1).at("r", radius as i32);
        });
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        let corners: Vec<BackendCoord> = corners.into_iter().collect();
        self.pen.shape("path", look(style, true), None, |markup| {
            markup.raw(" d=\"").path(corners.iter().copied()).raw("z\"");
        });
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, at: BackendCoord) -> Drawn {
        let (size, anchor) = (style.size(), style.anchor());
        // The distance from the anchor to the line the letters stand on.
        let drop = match anchor.v_pos {
            VPos::Top => 0.75,
            VPos::Center => 0.36,
            VPos::Bottom => -0.25,
        };
        let y = at.1 + (drop * size * SCALE).round() as i32;
        let side = match anchor.h_pos {
            HPos::Left => "",
            HPos::Center => " text-anchor=\"middle\"",
            HPos::Right => " text-anchor=\"end\"",
        };
        let brush = Brush::received(style.color());
        let edge = if brush.finish == Finish::Halo { Edge::Halo(HALO) } else { Edge::None };
        self.pen.shape("text", (edge, brush), Some(text), |markup| {
            markup.at("x", at.0).at("y", y).raw(side);
            markup.at("font-size", (size * SCALE).round() as i32);
            markup.raw(if is_bold(style) { " font-weight=\"600\"" } else { "" });
        });
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let size = measure::heft(style.size(), is_bold(style));
        let width = measure::width(text, size) * SCALE;
        Ok((width.ceil() as u32, (style.size() * SCALE).ceil() as u32))
    }
}

fn look<S: BackendStyle>(style: &S, is_filled: bool) -> (Edge, Brush) {
    (Edge::of(style, is_filled), Brush::received(style.color()))
}

fn is_bold<T: BackendTextStyle>(style: &T) -> bool {
    matches!(style.style(), FontStyle::Bold)
}
