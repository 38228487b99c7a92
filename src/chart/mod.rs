//! Turns the description of a figure into accessible SVG, drawn once for each width it may have.
//!
//! Plotters draws through a backend of our own, so that colours are classes of the theme, points
//! have words and moments are links.

mod backend;
mod bars;
mod calendar;
mod control;
mod curve;
mod dates;
mod ends;
mod events;
mod frame;
mod gap;
mod grid;
mod hatch;
mod hits;
mod hours;
mod interval;
mod legend;
mod line;
mod logs;
mod markup;
mod measure;
mod moments;
mod paint;
mod panel;
mod pen;
mod place;
mod range;
mod reach;
mod run;
mod sheet;
mod spark;
mod spread;
mod stack;
mod standalone;
#[cfg(test)]
mod tests;
mod text;
mod values;

use serde::Serialize;

use crate::site::figure::{Drawing, Room};
use crate::words::Words;

use pen::Pen;
use sheet::Sheet;
pub use standalone::standalone;

/// A drawing in all the widths it is shown in.
#[derive(Clone, Debug, Serialize)]
pub struct Chart {
    /// From the narrowest to the widest.
    pub views: Vec<View>,
}

/// A drawing in one width.
#[derive(Clone, Debug, Serialize)]
pub struct View {
    /// The width it is drawn for, in pixels.
    pub width: u32,
    /// The class by which `chart.css` shows one view and hides the others: `narrow`, `medium`,
    /// `wide`; for panels and spark lines `small` and `only`.
    pub class: &'static str,
    /// The drawing, an `<svg>` to stand in a page of HTML.
    pub svg: String,
}

/// Draws a figure in every width its room may have.
///
/// `id` is the figure's anchor, unique on its page, and becomes the stem of the names inside;
/// `label` is what the drawing is called by those who do not see it: the finding.
///
/// ```
/// use moments::chart;
/// use moments::site::figure::{Drawing, Room, SparkLine};
/// use moments::words::Words;
/// let spark = SparkLine {
///     values: vec![Some(3.0), None, Some(4.0)],
///     limits: Vec::new(),
///     is_last_whole: true,
///     is_early: false,
/// };
/// let drawing = Drawing::Spark(spark);
/// let chart = chart::draw(&drawing, "first", "Steady", Room::Spark, &Words::english());
/// assert_eq!(chart.views.len(), 1);
/// assert!(chart.views[0].svg.starts_with("<svg id=\"first-240\" role=\"group\""));
/// ```
pub fn draw(drawing: &Drawing, id: &str, label: &str, room: Room, words: &Words) -> Chart {
    let view = |form: &Form| {
        let sheet = Sheet::new(Pen::default(), f64::from(form.width), form);
        let height = draw_on(&sheet, drawing, words).ceil() as u32;
        let svg = sheet.pen.finish(id, label, (form.width, height));
        View { width: form.width, class: form.class, svg }
    };
    Chart { views: forms(room).iter().map(view).collect() }
}

/// A width with its sizes of type. `chart.css` lets a view shrink a little where a page is
/// narrower than it, and the sizes here are such that no text falls under 12 pixels there.
struct Form {
    width: u32,
    class: &'static str,
    label: f64,
    tick: f64,
}

/// The class of the view that phones show.
const PHONE: &str = "narrow";

const FULL: [Form; 3] = [
    Form { width: 350, class: PHONE, label: 13.5, tick: 13.5 },
    Form { width: 720, class: "medium", label: 14.0, tick: 13.0 },
    Form { width: 1120, class: "wide", label: 14.0, tick: 13.0 },
];
const PANEL: [Form; 2] = [
    Form { width: 160, class: "small", label: 13.0, tick: 13.0 },
    Form { width: 220, class: "only", label: 13.5, tick: 13.5 },
];
const SPARK: [Form; 1] = [Form { width: 240, class: "only", label: 13.0, tick: 13.0 }];

fn forms(room: Room) -> &'static [Form] {
    match room {
        Room::Full => &FULL,
        Room::Part => &FULL[..2],
        Room::Panel => &PANEL,
        Room::Spark => &SPARK,
    }
}

/// Draws one view and says how high it became, in pixels.
fn draw_on(sheet: &Sheet, drawing: &Drawing, words: &Words) -> f64 {
    match drawing {
        Drawing::Line(chart) => line::draw(sheet, chart, words),
        Drawing::Bars(chart) => bars::draw(sheet, chart, words),
        Drawing::Stack(chart) => stack::draw(sheet, chart, words),
        Drawing::Spark(chart) => spark::draw(sheet, chart),
        Drawing::Control(chart) => control::draw(sheet, chart, words),
        Drawing::Calendar(chart) => calendar::draw(sheet, chart, words),
        Drawing::Panel(chart) => panel::draw(sheet, chart, words),
        Drawing::Hours(chart) => hours::draw(sheet, chart, words),
        Drawing::Spread(chart) => spread::draw(sheet, chart, words),
    }
}

/// What stands in a chart that has nothing to show.
fn no_data(words: &Words) -> String {
    words.say("chart.no_data", &[])
}
