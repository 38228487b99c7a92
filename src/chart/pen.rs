//! The hand that holds what is drawn.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use plotters::style::ShapeStyle;
use plotters_backend::{BackendCoord, BackendStyle};

use super::backend::Svg;
use super::markup::{Markup, escape};
use super::paint::{Brush, Finish, Paint, Tone};

/// The pen that the drawing code and the backend share, because plotters knows nothing of titles
/// and links.
#[derive(Clone, Default)]
pub(super) struct Pen(Rc<RefCell<Page>>);

#[derive(Default)]
struct Page {
    body: Markup,
    /// The words of the next shape; empty where it has none.
    title: String,
    /// The colours by the names of the theme's tokens, where the drawing brings its own.
    palette: Option<BTreeMap<String, String>>,
}

impl Pen {
    /// A pen that writes colours in place of classes, and no links.
    pub(super) fn coloured(palette: &BTreeMap<String, String>) -> Pen {
        Pen(Rc::new(RefCell::new(Page { palette: Some(palette.clone()), ..Page::default() })))
    }

    /// Whether it writes colours.
    pub(super) fn is_coloured(&self) -> bool {
        self.0.borrow().palette.is_some()
    }

    /// The backend that draws with this pen on a canvas of that many pixels.
    pub(super) fn backend(&self, width: f64, height: f64) -> Svg {
        Svg::new(self.clone(), width, height)
    }

    /// Gives the next shape its words.
    pub(super) fn title(&self, words: &str) {
        let title = &mut self.0.borrow_mut().title;
        title.clear();
        title.push_str(words);
    }

    /// What is drawn inside leads to a page.
    pub(super) fn link(&self, href: &str, title: &str, inside: impl FnOnce()) {
        let (start, end) = match self.is_coloured() {
            true => ("<g>".to_owned(), "</g>"),
            false => (format!("<a href=\"{}\">", escape(href)), "</a>"),
        };
        self.within(&format!("{start}<title>{}</title>", escape(title)), end, inside);
    }

    /// What is drawn inside can be reached by keyboard, and is called `words` there.
    pub(super) fn stop(&self, words: &str, inside: impl FnOnce()) {
        let words = escape(words);
        let start = match self.is_coloured() {
            true => format!("<g><title>{words}</title>"),
            false => format!("<g tabindex=\"0\" role=\"img\" aria-label=\"{words}\">"),
        };
        self.within(&start, "</g>", inside);
    }

    /// What is drawn inside is brought to its place by a transform; strokes keep their width.
    pub(super) fn stretched(&self, transform: Option<&String>, inside: impl FnOnce()) {
        match transform {
            Some(transform) => {
                let start = format!("<g class=\"plot\" transform=\"{transform}\">");
                self.within(&start, "</g>", inside);
            }
            None => inside(),
        }
    }

    fn within(&self, start: &str, end: &str, inside: impl FnOnce()) {
        self.0.borrow_mut().body.raw(start);
        inside();
        self.0.borrow_mut().body.raw(end);
    }

    /// Round dots with an edge of paper, as strokes without length: those stay round where they are
    /// stretched.
    pub(super) fn dots(&self, places: &[BackendCoord], radius: f64, paint: Paint) {
        let body = &mut self.0.borrow_mut().body;
        let width = (radius * 200.0).round() as u32;
        let spots: Vec<[BackendCoord; 2]> = places.iter().map(|&place| [place, place]).collect();
        for (paint, width) in [(Paint::PAPER, width + 150), (paint, width)] {
            body.raw("<path d=\"").strokes(&spots).raw("\" fill=\"none\" stroke=\"currentColor\"");
            body.raw(" stroke-width=\"").hundredths(width).raw("\" stroke-linecap=\"round\"");
            body.raw(" class=\"").raw(paint.class()).raw("\"/>");
        }
    }

    /// Strokes from point to point as one shape, which plotters cannot ask for.
    pub(super) fn strokes(&self, strokes: &[[BackendCoord; 2]], style: &ShapeStyle) {
        let brush = Brush::received(style.color());
        self.shape("path", (Edge::of(style, false), brush), None, |markup| {
            markup.raw(" d=\"").strokes(strokes).raw("\"");
        });
    }

    /// All that was drawn, as a whole `<svg>` for a page.
    pub(super) fn finish(&self, id: &str, label: &str, size: (u32, u32)) -> String {
        let (width, height) = size;
        let (id, label) = (escape(id), escape(label));
        format!(
            "<svg id=\"{id}-{width}\" role=\"group\" aria-label=\"{label}\" width=\"{width}\" \
             height=\"{height}\" viewBox=\"0 0 {width} {height}\" fill=\"currentColor\">{}</svg>",
            self.0.borrow().body.as_str()
        )
    }

    /// All that was drawn, moved right and down by so many pixels.
    pub(super) fn moved(&self, (x, y): (f64, f64)) -> String {
        format!("<g transform=\"translate({x} {y})\">{}</g>", self.0.borrow().body.as_str())
    }

    /// Writes a shape: its element and attributes, its edge and paint, its text if it has one.
    pub(super) fn shape(
        &self,
        name: &str,
        (edge, brush): (Edge, Brush),
        text: Option<&str>,
        attributes: impl Fn(&mut Markup),
    ) {
        let Page { body, title, palette } = &mut *self.0.borrow_mut();
        let mut edge = edge;
        if let Some(palette) = palette {
            if brush.paint == Paint::HIT {
                // What is only there to be pointed at is nothing to look at.
                return title.clear();
            }
            if let (Edge::Halo(_), Some(text)) = (edge, text) {
                // Not every program draws the edge of letters before their inside.
                attributes(body.raw("<text aria-hidden=\"true\""));
                body.raw(&colours(palette, edge, brush)).raw(">").words(text).raw("</text>");
                edge = Edge::None;
            }
        }
        attributes(body.raw("<").raw(name));
        match palette {
            Some(palette) => body.raw(&colours(palette, edge, brush)),
            None => edge.attributes(body).raw(" class=\"").raw(brush.paint.class()),
        };
        if palette.is_none() {
            body.raw(if brush.finish == Finish::Halo { " halo\"" } else { "\"" });
        }
        if title.is_empty() && text.is_none() {
            body.raw("/>");
            return;
        }
        body.raw(">");
        if !title.is_empty() {
            body.raw("<title>").words(title).raw("</title>");
            title.clear();
        }
        body.words(text.unwrap_or_default()).raw("</").raw(name).raw(">");
    }
}

/// What runs around a shape; widths are hundredths of a pixel.
#[derive(Clone, Copy)]
pub(super) enum Edge {
    None,
    /// Paper around what is filled.
    Halo(u32),
    Line(u32),
    Dotted(u32),
}

impl Edge {
    pub(super) fn of<S: BackendStyle>(style: &S, is_filled: bool) -> Edge {
        let width = style.stroke_width();
        match Brush::received(style.color()).finish {
            Finish::Halo => Edge::Halo(width),
            _ if is_filled => Edge::None,
            Finish::Plain => Edge::Line(width),
            Finish::Dotted => Edge::Dotted(width),
        }
    }

    /// The attributes beside a class. The colour of a halo comes from its class alone.
    fn attributes(self, markup: &mut Markup) -> &mut Markup {
        match self {
            Edge::None => markup,
            Edge::Halo(width) => markup.raw(" stroke-width=\"").hundredths(width).raw("\""),
            Edge::Line(_) | Edge::Dotted(_) => self.line("currentColor", markup),
        }
    }

    /// The attributes of a line in a colour.
    fn line<'m>(self, colour: &str, markup: &'m mut Markup) -> &'m mut Markup {
        let (width, dashes) = match self {
            Edge::None => return markup,
            Edge::Halo(width) | Edge::Line(width) => (width, ""),
            Edge::Dotted(width) => (width, " stroke-dasharray=\"2 3\""),
        };
        markup.raw(" fill=\"none\" stroke=\"").raw(colour).raw("\" stroke-width=\"");
        markup.hundredths(width).raw("\"").raw(dashes)
    }
}

/// The attributes that say in colours what a class says in the theme's style sheet.
fn colours(palette: &BTreeMap<String, String>, edge: Edge, brush: Brush) -> String {
    let colour = |token: &str| escape(palette.get(token).map_or("none", String::as_str));
    let Tone { token, opacity } = brush.paint.tone();
    let (paint, paper) = (colour(token), colour("paper"));
    let opacity = |of: &str| opacity.map_or(String::new(), |n| format!(" {of}-opacity=\"{n}\""));
    let mut markup = Markup::default();
    match edge {
        Edge::None => markup.raw(&format!(" fill=\"{paint}\"")).raw(&opacity("fill")),
        Edge::Halo(width) => markup
            .raw(&format!(" fill=\"{paint}\" stroke=\"{paper}\" stroke-width=\""))
            .hundredths(width)
            .raw("\" stroke-linejoin=\"round\" paint-order=\"stroke\""),
        Edge::Line(_) | Edge::Dotted(_) => edge.line(&paint, &mut markup).raw(&opacity("stroke")),
    };
    markup.as_str().to_owned()
}
