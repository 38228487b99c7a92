//! A drawing as a file of its own: it brings its colours, its title and its ground.

use std::collections::BTreeMap;

use crate::site::figure::Figure;
use crate::words::Words;

use super::markup::escape;
use super::paint::Paint;
use super::pen::Pen;
use super::place::Area;
use super::sheet::Sheet;
use super::text::{Block, Type};
use super::{draw_on, forms};

/// The paper around the drawing.
const MARGIN: f64 = 24.0;
/// No standalone drawing is narrower: a title needs room.
const NARROWEST: f64 = 320.0;
/// A drawing of the whole container is taken in the middle one of its widths.
const WIDEST: u32 = 720;
const TITLE_SIZE: f64 = 19.0;
/// From the title to the note, from there to the drawing, from there to the moments.
const GAPS: [f64; 3] = [4.0, 20.0, 12.0];
const MOST_LINES: usize = 6;
const DISC: f64 = 9.0;
const FONTS: &str = "Segoe UI, Roboto, Inter, Noto Sans, Helvetica Neue, Arial, sans-serif";

/// The figure's widest view (of a full one, 720 pixels) as a whole SVG document, with its title and
/// its note above it and its moments below, in the colours of `palette`: the theme's tokens by
/// name.
pub fn standalone(figure: &Figure, palette: &BTreeMap<String, String>, words: &Words) -> String {
    let forms = forms(figure.room);
    let form = forms.iter().rfind(|form| form.width <= WIDEST).unwrap_or(&forms[0]);
    let pen = || Pen::coloured(palette);
    let drawing = Sheet::new(pen(), f64::from(form.width), form);
    let height = draw_on(&drawing, &figure.drawing, words).ceil();
    let around = Sheet::new(pen(), drawing.width.max(NARROWEST), form);
    let top = draw_head(&around, figure);
    let foot = draw_moments(&around, figure, top + height);
    let size = (around.width + 2.0 * MARGIN, foot + 2.0 * MARGIN);
    let ground = Sheet::new(pen(), size.0, form);
    let all = Area { left: 0.0, top: 0.0, right: size.0, bottom: size.1 };
    ground.rect(all, Paint::PAPER.fill());
    let parts = [ground.pen.moved((0.0, 0.0)), around.pen.moved((MARGIN, MARGIN))];
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" \
         viewBox=\"0 0 {w} {h}\" font-family=\"{FONTS}\"><title>{}</title>{}{}</svg>\n",
        escape(&figure.title),
        parts.concat(),
        drawing.pen.moved((MARGIN, MARGIN + top)),
        w = size.0,
        h = size.1,
    )
}

/// The title and the note; says where the drawing begins.
fn draw_head(sheet: &Sheet, figure: &Figure) -> f64 {
    let title = Type::new(TITLE_SIZE, Paint::INK).bold();
    let note = Type::new(sheet.label, Paint::MUTED);
    let mut top = 0.0;
    for (text, set, gap) in [(&figure.title, title, GAPS[0]), (&figure.note, note, GAPS[1])] {
        for line in set.wrap(text, sheet.width, MOST_LINES) {
            sheet.text(&line, 0.0, top + set.line() / 2.0, set);
            top += set.line();
        }
        top += gap;
    }
    top
}

/// What the numbers in the drawing stand for; says how high everything became.
fn draw_moments(sheet: &Sheet, figure: &Figure, foot: f64) -> f64 {
    let set = Type::new(sheet.label, Paint::INK);
    let number = Type::new(12.0, Paint::PAPER).bold().centred();
    let mut y = foot;
    for moment in &figure.moments {
        let left = 2.0 * DISC + 8.0;
        let text = format!("{}. {}", moment.name, moment.context);
        let lines = set.wrap(&text, sheet.width - left, 2);
        let height = lines.len() as f64 * set.line();
        let middle = y + GAPS[2] + set.line() / 2.0;
        sheet.circle(DISC, middle, DISC, Paint::BUOY.fill());
        sheet.text(&moment.number.to_string(), DISC, middle, number);
        let block = Block { lines, x: left, y: y + GAPS[2] + height / 2.0, set };
        sheet.block(&block);
        y += height + GAPS[2];
    }
    y
}
