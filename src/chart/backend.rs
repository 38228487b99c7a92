//! A backend of plotters that writes SVG with classes, titles and links.
//!
//! Plotters counts in whole pixels, so the canvas is ten times as large as the drawing, and every
//! number is divided on writing. Widths of strokes are hundredths of a pixel, sizes of type pixels.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::rc::Rc;

use plotters::style::ShapeStyle;
use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle,
};

use super::measure;
use super::paint::{Brush, Finish, Paint, Tone};

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

/// The hand that holds what is drawn; the drawing code and the backend share it, because plotters
/// knows nothing of titles and links.
#[derive(Clone, Default)]
pub(super) struct Pen(Rc<RefCell<Page>>);

#[derive(Default)]
struct Page {
    body: String,
    /// The words of the next shape.
    title: Option<String>,
    /// The colours by the names of the theme's tokens, where the drawing brings its own.
    palette: Option<BTreeMap<String, String>>,
}

impl Pen {
    /// A pen that writes colours in place of classes, and no links.
    pub(super) fn coloured(palette: &BTreeMap<String, String>) -> Pen {
        Pen(Rc::new(RefCell::new(Page { palette: Some(palette.clone()), ..Page::default() })))
    }

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
        let (start, end) = match self.is_coloured() {
            true => ("<g>".to_owned(), "</g>"),
            false => (format!("<a href=\"{}\">", escape(href)), "</a>"),
        };
        let start = format!("{start}<title>{}</title>", escape(title));
        self.0.borrow_mut().body.push_str(&start);
        inside();
        self.0.borrow_mut().body.push_str(end);
    }

    /// What is drawn inside can be reached by keyboard, and is called `words` there.
    pub(super) fn stop(&self, words: &str, inside: impl FnOnce()) {
        let start = match self.0.borrow().palette {
            Some(_) => format!("<g><title>{}</title>", escape(words)),
            None => format!("<g tabindex=\"0\" role=\"img\" aria-label=\"{}\">", escape(words)),
        };
        self.0.borrow_mut().body.push_str(&start);
        inside();
        self.0.borrow_mut().body.push_str("</g>");
    }

    /// Whether it writes colours.
    pub(super) fn is_coloured(&self) -> bool {
        self.0.borrow().palette.is_some()
    }

    /// What is drawn inside is brought to its place by a transform; strokes keep their width.
    pub(super) fn stretched(&self, transform: Option<&String>, inside: impl FnOnce()) {
        let Some(transform) = transform else { return inside() };
        let start = format!("<g class=\"plot\" transform=\"{transform}\">");
        self.0.borrow_mut().body.push_str(&start);
        inside();
        self.0.borrow_mut().body.push_str("</g>");
    }

    /// Round dots with an edge of paper, as strokes without length: those stay round where they are
    /// stretched.
    pub(super) fn dots(&self, places: &[BackendCoord], radius: f64, paint: Paint) {
        let mut data = String::new();
        let mut last = (0, 0);
        for &(x, y) in places {
            let (across, down) = (number(x - last.0), number(y - last.1));
            let gap = if down.starts_with('-') { "" } else { " " };
            let _ = write!(data, "m{across}{gap}{down}h0");
            last = (x, y);
        }
        let mut page = self.0.borrow_mut();
        for (paint, width) in [(Paint::PAPER, 2.0 * radius + 1.5), (paint, 2.0 * radius)] {
            let class = paint.class();
            let _ = write!(
                page.body,
                "<path d=\"{data}\" fill=\"none\" stroke=\"currentColor\" \
                 stroke-width=\"{width}\" stroke-linecap=\"round\" class=\"{class}\"/>"
            );
        }
    }

    /// Strokes from point to point as one shape, which plotters cannot ask for.
    pub(super) fn strokes(&self, strokes: &[[BackendCoord; 2]], style: &ShapeStyle) {
        let data: String = strokes.iter().map(|&stroke| path_data(stroke)).collect();
        let edge = Edge::of(style, false);
        self.shape(&format!("path d=\"{data}\""), edge, Brush::received(style.color()), None);
    }

    /// All that was drawn, as a whole `<svg>` for a page.
    pub(super) fn finish(&self, id: &str, label: &str, size: (u32, u32)) -> String {
        let (width, height) = size;
        let (id, label) = (escape(id), escape(label));
        format!(
            "<svg id=\"{id}-{width}\" role=\"group\" aria-label=\"{label}\" width=\"{width}\" \
             height=\"{height}\" viewBox=\"0 0 {width} {height}\" fill=\"currentColor\">{}</svg>",
            self.0.borrow().body
        )
    }

    /// All that was drawn, moved right and down by so many pixels.
    pub(super) fn moved(&self, (x, y): (f64, f64)) -> String {
        format!("<g transform=\"translate({x} {y})\">{}</g>", self.0.borrow().body)
    }

    /// Writes a shape: the name of the element with its attributes, its edge, its paint.
    fn shape(&self, shape: &str, mut edge: Edge, brush: Brush, content: Option<&str>) {
        let mut page = self.0.borrow_mut();
        let page = &mut *page;
        let title = page.title.take();
        if page.palette.is_some() && brush.paint == Paint::HIT {
            // What is only there to be pointed at is nothing to look at.
            return;
        }
        if let (Some(palette), Edge::Halo(_), Some(text)) = (&page.palette, edge, content) {
            // Not every program draws the edge of letters before their inside.
            let (under, text) = (colours(palette, edge, brush), escape(text));
            let _ = write!(page.body, "<{shape} aria-hidden=\"true\"{under}>{text}</text>");
            edge = Edge::None;
        }
        let _ = match &page.palette {
            Some(palette) => write!(page.body, "<{shape}{}", colours(palette, edge, brush)),
            None => {
                write!(page.body, "<{shape}{} class=\"{}\"", edge.attributes(), brush.classes())
            }
        };
        if title.is_none() && content.is_none() {
            page.body.push_str("/>");
            return;
        }
        page.body.push('>');
        if let Some(title) = title {
            let _ = write!(page.body, "<title>{}</title>", escape(&title));
        }
        let name = shape.split(' ').next().unwrap_or_default();
        let _ = write!(page.body, "{}</{name}>", escape(content.unwrap_or_default()));
    }
}

/// What runs around a shape; widths are hundredths of a pixel.
#[derive(Clone, Copy)]
enum Edge {
    None,
    /// Paper around what is filled.
    Halo(u32),
    Line(u32),
    Dotted(u32),
}

impl Edge {
    fn of<S: BackendStyle>(style: &S, is_filled: bool) -> Edge {
        let width = style.stroke_width();
        match Brush::received(style.color()).finish {
            Finish::Halo => Edge::Halo(width),
            _ if is_filled => Edge::None,
            Finish::Plain => Edge::Line(width),
            Finish::Dotted => Edge::Dotted(width),
        }
    }

    /// The attributes beside a class. The colour of a halo comes from its class alone.
    fn attributes(self) -> String {
        match self {
            Edge::None => String::new(),
            Edge::Halo(width) => format!(" stroke-width=\"{}\"", hundredths(width)),
            Edge::Line(_) | Edge::Dotted(_) => self.line("currentColor"),
        }
    }

    /// The attributes of a line in a colour.
    fn line(self, colour: &str) -> String {
        let (width, dashes) = match self {
            Edge::None => return String::new(),
            Edge::Halo(width) | Edge::Line(width) => (width, ""),
            Edge::Dotted(width) => (width, " stroke-dasharray=\"2 3\""),
        };
        let width = hundredths(width);
        format!(" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"{dashes}")
    }
}

/// The attributes that say in colours what a class says in the theme's style sheet.
fn colours(palette: &BTreeMap<String, String>, edge: Edge, brush: Brush) -> String {
    let colour = |token: &str| escape(palette.get(token).map_or("none", String::as_str));
    let Tone { token, opacity } = brush.paint.tone();
    let (paint, paper) = (colour(token), colour("paper"));
    let opacity = |of: &str| opacity.map_or(String::new(), |n| format!(" {of}-opacity=\"{n}\""));
    match edge {
        Edge::None => format!(" fill=\"{paint}\"{}", opacity("fill")),
        Edge::Halo(width) => format!(
            " fill=\"{paint}\" stroke=\"{paper}\" stroke-width=\"{}\" \
             stroke-linejoin=\"round\" paint-order=\"stroke\"",
            hundredths(width)
        ),
        Edge::Line(_) | Edge::Dotted(_) => format!("{}{}", edge.line(&paint), opacity("stroke")),
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
        let shape = format!("rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"");
        self.write(&shape, style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let data = path_data(path);
        self.write(&format!("path d=\"{data}\""), style, false)
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        at: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (x, y, r) = (number(at.0), number(at.1), number(radius as i32));
        self.write(&format!("circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\""), style, fill)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        let data = path_data(corners);
        self.write(&format!("path d=\"{data}z\""), style, true)
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
        let edge = if brush.finish == Finish::Halo { Edge::Halo(HALO) } else { Edge::None };
        let shape = format!("text x=\"{x}\" y=\"{y}\"{side} font-size=\"{size}\"{weight}");
        self.pen.shape(&shape, edge, brush, Some(text));
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
    fn write<S: BackendStyle>(&self, shape: &str, style: &S, is_filled: bool) -> Drawn {
        let brush = Brush::received(style.color());
        self.pen.shape(shape, Edge::of(style, is_filled), brush, None);
        Ok(())
    }
}

fn is_bold<T: BackendTextStyle>(style: &T) -> bool {
    matches!(style.style(), FontStyle::Bold)
}

/// The corners of a path, each as its distance from the one before: short, and it compresses well.
fn path_data(path: impl IntoIterator<Item = BackendCoord>) -> String {
    let mut data = String::new();
    let mut last: Option<BackendCoord> = None;
    let mut command = 'M';
    for (x, y) in path {
        let (from_x, from_y) = last.replace((x, y)).unwrap_or((0, 0));
        let (across, down) = (number(x - from_x), number(y - from_y));
        let (next, numbers) = match (x - from_x, y - from_y) {
            _ if data.is_empty() => ('M', [across, down]),
            (0, 0) => continue,
            (_, 0) => ('h', [across, String::new()]),
            (0, _) => ('v', [down, String::new()]),
            _ => ('l', [across, down]),
        };
        // A command that stands already need not be said again.
        let mut is_apart = next != command || data.is_empty();
        if is_apart {
            data.push(next);
        }
        command = next;
        for number in numbers.iter().filter(|number| !number.is_empty()) {
            if !is_apart && !number.starts_with('-') {
                data.push(' ');
            }
            data.push_str(number);
            is_apart = false;
        }
    }
    data
}

/// The transform that stretches across and down, then moves right and down.
pub(super) fn stretch((across, down): (f64, f64), (right, below): (f64, f64)) -> String {
    let [across, down, right, below] = [across, down, right, below].map(|number| {
        let number = format!("{number:.5}");
        number.trim_end_matches('0').trim_end_matches('.').to_owned()
    });
    format!("matrix({across} 0 0 {down} {right} {below})")
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
pub(super) fn escape(text: &str) -> String {
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
        assert_eq!(path_data([(0, 0), (10, 10), (20, 30), (10, 20)]), "M0 0l1 1 1 2-1-1");
    }

    #[test]
    fn words_never_become_mark_up() {
        assert_eq!(escape("<a href='x'>\"&\u{0}\n"), "&lt;a href=&#39;x&#39;&gt;&quot;&amp; ");
    }
}
