//! The week by hours: a square for each hour, days as rows.

use plotters::style::ShapeStyle;

use crate::site::figure::HoursChart;
use crate::words::Words;

use super::grid::{Grid, Square};
use super::legend;
use super::paint::Paint;
use super::run::finite;
use super::sheet::Sheet;
use super::text::Type;

const DAYS: usize = 7;
const HOURS: usize = 24;
/// Hours are written every so many.
const EVERY: usize = 6;
/// Squares are no higher than this on a desk.
const HIGHEST: f64 = 26.0;
/// From the grid to the middle of the hours, to their foot, and from their middle to the legend's.
const HOURS_DROP: f64 = 14.0;
const HOURS_FOOT: f64 = 24.0;
const LEGEND_DROP: f64 = 32.0;

/// Draws the week and says how high it became.
pub(super) fn draw(sheet: &Sheet, chart: &HoursChart, words: &Words) -> f64 {
    if chart.cells.is_empty() {
        return sheet.nothing(words);
    }
    let set = Type::new(sheet.tick, Paint::MUTED);
    let names: Vec<String> =
        (0..DAYS).map(|day| words.weekday(day).chars().take(3).collect()).collect();
    let left = names.iter().map(|name| set.width(name)).fold(0.0, f64::max) + 8.0;
    let across = (sheet.width - left) / HOURS as f64;
    // Squares on a phone are higher than wide, so that the names of the days fit.
    let down = across.clamp(set.line() + 1.0, HIGHEST);
    let grid = Grid { sheet, left, top: 0.0, across, down };
    for (day, name) in names.iter().enumerate() {
        sheet.text(name, 0.0, grid.area(0, day).middle(), set);
    }
    let cells = chart.cells.iter().enumerate().take(DAYS * HOURS);
    grid.draw(cells.map(|(place, cell)| Square {
        column: (place % HOURS) as i32,
        row: place / HOURS,
        words: &cell.words,
        style: shade(cell.value.filter(finite), &chart.bounds),
    }));
    let foot = grid.area(0, DAYS - 1).bottom;
    for hour in (0..HOURS).step_by(EVERY) {
        let x = grid.area(hour as i32, 0).left;
        sheet.text(&hour.to_string(), x, foot + HOURS_DROP, set);
    }
    draw_legend(sheet, chart, foot)
}

/// The shade of a value; an outline where there is none.
fn shade(value: Option<f64>, bounds: &[f64]) -> ShapeStyle {
    let step = |value: f64| bounds.iter().take(4).filter(|bound| value > **bound).count();
    value.map_or(Paint::OTHER.stroke(100), |value| Paint::step(step(value) as u8).fill())
}

/// The five shades with the bounds between them, and the empty square. A shade alone says nothing.
fn draw_legend(sheet: &Sheet, chart: &HoursChart, foot: f64) -> f64 {
    let shades = if chart.bounds.is_empty() { 0 } else { chart.bounds.len().min(4) + 1 };
    let shades = (0..shades).map(|step| {
        let words = chart.bound_words.get(step).map_or("", String::as_str);
        (Paint::step(step as u8).fill(), words)
    });
    let none = (!chart.none.is_empty()).then(|| (Paint::OTHER.stroke(100), chart.none.as_str()));
    let mut swatches = shades.chain(none).peekable();
    if swatches.peek().is_none() {
        return foot + HOURS_FOOT;
    }
    legend::draw(sheet, foot + HOURS_DROP + LEGEND_DROP, swatches)
}
