//! A backend of plotters that writes SVG with classes, titles and links.
//!
//! Plotters counts in whole pixels, so the canvas is ten times as large as the drawing, and every
//! number is divided on writing. Widths of strokes are hundredths of a pixel, sizes of type pixels.

use std::cell::RefCell;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::rc::Rc;

use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle,
};

use super::measure;
use super::paint::{Brush, Finish};

/// How many units of the canvas make a pixel.
pub(super) const SCALE: f64 = 10.0;

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// Writes every shape that plotters asks for.
pub(super) struct Svg {
    pen: Pen,
    size: (u32, u32),
}

/// The hand that holds what is drawn; the drawing code and the backend share it, because plotters
/// knows nothing of titles and links.
#[derive(Clone, Default)]
pub(super) struct Pen(Rc<RefCell<Page>>);

#[derive(Default)]
struct Page {
    body: String,
    /// The words of the next shape.
    title: Option<String>,
}

impl Pen {
    /// The backend that draws with this pen on a canvas of that many pixels.
    pub(super) fn backend(&self, width: f64, height: f64) -> Svg {
        Svg { pen: self.clone(), size: ((width * SCALE) as u32, (height * SCALE) as u32) }
    }

    /// Gives the next shape its words.
    pub(super) fn title(&self, words: &str) {
        self.0.borrow_mut().title = Some(words.to_owned());
    }

    /// What is drawn inside leads to a page.
    pub(super) fn link(&self, href: &str, title: &str, inside: impl FnOnce()) {
        let start = format!("<a href=\"{}\"><title>{}</title>", escape(href), escape(title));
        self.0.borrow_mut().body.push_str(&start);
        inside();
        self.0.borrow_mut().body.push_str("</a>");
    }

    /// All that was drawn, as a whole `<svg>`.
    pub(super) fn finish(&self, id: &str, label: &str, size: (u32, u32)) -> String {
        let (width, height) = size;
        let (id, label) = (escape(id), escape(label));
        format!(
            "<svg id=\"{id}-{width}\" role=\"group\" aria-label=\"{label}\" width=\"{width}\" \
             height=\"{height}\" viewBox=\"0 0 {width} {height}\" fill=\"currentColor\">{}</svg>",
            self.0.borrow().body
        )
    }

    /// Writes a shape with its classes; `shape` is the name of the element and its attributes.
    fn shape(&self, shape: &str, brush: Brush, content: Option<&str>) {
        let mut page = self.0.borrow_mut();
        let title = page.title.take();
        let name = shape.split(' ').next().unwrap_or_default();
        let halo = if brush.finish == Finish::Halo { " halo" } else { "" };
        let _ = write!(page.body, "<{shape} class=\"{}{halo}\"", brush.paint.class());
        if title.is_none() && content.is_none() {
            page.body.push_str("/>");
            return;
        }
        page.body.push('>');
        if let Some(title) = title {
            let _ = write!(page.body, "<title>{}</title>", escape(&title));
        }
        let _ = write!(page.body, "{}</{name}>", escape(content.unwrap_or_default()));
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
        let (x, y) = (number(a.0.min(b.0)), number(a.1.min(b.1)));
        let (w, h) = (number((b.0 - a.0).abs()), number((b.1 - a.1).abs()));
        let edge = edge(style, fill);
        let shape = format!("rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"{edge}");
        self.write(&shape, style)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let data = path_data(path);
        self.write(&format!("path d=\"{data}\"{}", edge(style, false)), style)
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        at: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (x, y, r) = (number(at.0), number(at.1), number(radius as i32));
        let shape = format!("circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\"{}", edge(style, fill));
        self.write(&shape, style)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        let data = path_data(corners);
        self.write(&format!("path d=\"{data}z\"{}", edge(style, true)), style)
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, at: BackendCoord) -> Drawn {
        let size = style.size();
        let anchor = style.anchor();
        // The distance from the anchor to the line the letters stand on.
        let drop = match anchor.v_pos {
            VPos::Top => 0.75,
            VPos::Center => 0.36,
            VPos::Bottom => -0.25,
        };
        let (x, y) = (number(at.0), number(at.1 + (drop * size * SCALE).round() as i32));
        let side = match anchor.h_pos {
            HPos::Left => "",
            HPos::Center => " text-anchor=\"middle\"",
            HPos::Right => " text-anchor=\"end\"",
        };
        let weight = if is_bold(style) { " font-weight=\"600\"" } else { "" };
        let brush = Brush::received(style.color());
        let halo = if brush.finish == Finish::Halo { " stroke-width=\"4\"" } else { "" };
        let shape = format!("text x=\"{x}\" y=\"{y}\"{side} font-size=\"{size}\"{weight}{halo}");
        self.pen.shape(&shape, brush, Some(text));
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

impl Svg {
    fn write<S: BackendStyle>(&self, shape: &str, style: &S) -> Drawn {
        self.pen.shape(shape, Brush::received(style.color()), None);
        Ok(())
    }
}

fn is_bold<T: BackendTextStyle>(style: &T) -> bool {
    matches!(style.style(), FontStyle::Bold)
}

/// The attributes of a shape's edge. The colour of a halo comes from its class alone.
fn edge<S: BackendStyle>(style: &S, is_filled: bool) -> String {
    let brush = Brush::received(style.color());
    let width = hundredths(style.stroke_width());
    match brush.finish {
        Finish::Halo => format!(" stroke-width=\"{width}\""),
        _ if is_filled => String::new(),
        Finish::Plain => {
            format!(" fill=\"none\" stroke=\"currentColor\" stroke-width=\"{width}\"")
        }
        Finish::Dotted => format!(
            " fill=\"none\" stroke=\"currentColor\" stroke-width=\"{width}\" \
             stroke-dasharray=\"2 3\""
        ),
    }
}

/// The corners of a path, each as its distance from the one before: short, and it compresses well.
fn path_data(path: impl IntoIterator<Item = BackendCoord>) -> String {
    let mut data = String::new();
    let mut last: Option<BackendCoord> = None;
    for (x, y) in path {
        let Some((from_x, from_y)) = last.replace((x, y)) else {
            let _ = write!(data, "M{} {}", number(x), number(y));
            continue;
        };
        match (x - from_x, y - from_y) {
            (0, 0) => {}
            (across, 0) => data.push_str(&format!("h{}", number(across))),
            (0, down) => data.push_str(&format!("v{}", number(down))),
            (across, down) => {
                let gap = if down < 0 { "" } else { " " };
                let _ = write!(data, "l{}{gap}{}", number(across), number(down));
            }
        }
    }
    data
}

/// Units of the canvas as pixels, in as few characters as possible: `12`, `0.5`, `-3.1`.
fn number(units: i32) -> String {
    let (sign, units) = (if units < 0 { "-" } else { "" }, units.unsigned_abs());
    match units % 10 {
        0 => format!("{sign}{}", units / 10),
        tenth => format!("{sign}{}.{tenth}", units / 10),
    }
}

fn hundredths(width: u32) -> String {
    let text = format!("{}.{:02}", width / 100, width % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The one place where words become mark-up. What XML forbids even when escaped is left out.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_short_as_they_can_be() {
        let cases = [(0, "0"), (120, "12"), (5, "0.5"), (-31, "-3.1"), (-100, "-10")];
        for (units, text) in cases {
            assert_eq!(number(units), text);
        }
        assert_eq!([225, 100, 75].map(hundredths), ["2.25", "1", "0.75"]);
    }

    #[test]
    fn paths_are_written_in_steps() {
        assert_eq!(path_data([(0, 100), (15, 90), (25, 90), (25, 105)]), "M0 10l1.5-1h1v1.5");
    }

    #[test]
    fn words_never_become_mark_up() {
        assert_eq!(escape("<a href='x'>\"&\u{0}\n"), "&lt;a href=&#39;x&#39;&gt;&quot;&amp; ");
    }
}
