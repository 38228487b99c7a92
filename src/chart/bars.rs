//! Horizontal bars, one a name.

use crate::site::figure::{Bar, BarChart};
use crate::words::Words;

use super::paint::Paint;
use super::place::Area;
use super::run::finite;
use super::sheet::Sheet;
use super::text::{Block, Type};

const THICK: f64 = 18.0;
const GAP: f64 = 8.0;
/// The space between two rows.
const BETWEEN: f64 = 10.0;
/// The part of the width that names may take, and the most in pixels.
const NAMES: f64 = 0.38;
const WIDEST_NAME: f64 = 260.0;

/// A bar with its name and its words in lines.
struct Row<'b> {
    bar: &'b Bar,
    name: Vec<String>,
    /// Why there is no bar; empty where there is one.
    why: Vec<String>,
    /// The value and the end of its interval, where the bar is drawn at all.
    end: Option<(f64, f64)>,
    top: f64,
    height: f64,
}

/// Draws the chart and says how high it became.
pub(super) fn draw(sheet: &Sheet, chart: &BarChart, words: &Words) -> f64 {
    if chart.bars.is_empty() {
        return sheet.nothing(words);
    }
    let named = Type::new(sheet.label, Paint::INK);
    let widest = chart.bars.iter().map(|bar| named.width(&bar.name)).fold(0.0, f64::max);
    let left = (widest.min(sheet.width * NAMES).min(WIDEST_NAME) + GAP).ceil();
    let rows = rows(sheet, chart, left);
    let scale = scale(sheet, &rows, left);
    for row in &rows {
        match &row.bar.href {
            Some(href) => {
                sheet.pen.link(href, &said(row.bar), || draw_row(sheet, row, left, scale))
            }
            None => draw_row(sheet, row, left, scale),
        }
    }
    let foot = rows.last().map_or(0.0, |row| row.top + row.height);
    sheet.path(&[(left, 0.0), (left, foot)], Paint::AXIS.stroke(100));
    foot
}

fn rows<'b>(sheet: &Sheet, chart: &'b BarChart, left: f64) -> Vec<Row<'b>> {
    let named = Type::new(sheet.label, Paint::INK);
    let limit = chart.axis.limit.unwrap_or(f64::INFINITY);
    let mut top = 0.0;
    let row = |bar: &'b Bar| {
        let name = named.wrap(&bar.name, left - GAP, 2);
        let end = bar.value.filter(finite).map(|value| {
            let value = value.clamp(0.0, limit);
            let high = bar.interval.map(|(_, high)| high).filter(finite);
            (value, high.map_or(value, |high| high.clamp(value, limit)))
        });
        let room = sheet.width - left - GAP;
        let why = if end.is_none() { named.wrap(&bar.words, room, 3) } else { Vec::new() };
        let lines = name.len().max(why.len()).max(1) as f64;
        let height = (lines * named.line()).max(THICK) + BETWEEN;
        let row = Row { bar, name, why, end, top, height };
        top += height;
        row
    };
    chart.bars.iter().map(row).collect()
}

/// Pixels a unit: as many as let every bar and the words at its end fit.
fn scale(sheet: &Sheet, rows: &[Row<'_>], left: f64) -> f64 {
    let set = Type::new(sheet.label, Paint::MUTED);
    let most = sheet.width - left;
    let scales = rows.iter().filter_map(|row| {
        let (_, end) = row.end.filter(|&(_, end)| end > 0.0)?;
        // Where the words are long, they get half of the room and are cut.
        let words = (set.width(&row.bar.words) + GAP + 2.0).min(most / 2.0);
        Some((most - words) / end)
    });
    let scale = scales.fold(f64::INFINITY, f64::min);
    if scale.is_finite() { scale } else { 0.0 }
}

fn draw_row(sheet: &Sheet, row: &Row<'_>, left: f64, scale: f64) {
    let (bar, middle) = (row.bar, row.top + row.height / 2.0);
    // A link says it all; without one, each part that was cut says it.
    let say = |words: &str| {
        if bar.href.is_none() {
            sheet.pen.title(words);
        }
    };
    if row.name.join(" ") != bar.name {
        say(&bar.name);
    }
    let named = Type::new(sheet.label, Paint::INK).ends();
    sheet.block(&Block { lines: row.name.clone(), x: left - GAP, y: middle, set: named });
    let set = Type::new(sheet.label, Paint::MUTED);
    let Some((value, high)) = row.end else {
        sheet.block(&Block { lines: row.why.clone(), x: left + GAP, y: middle, set });
        return;
    };
    let (bar_end, end) = (left + value * scale, left + high * scale);
    let half = THICK / 2.0;
    say(&said(bar));
    sheet.rect(
        Area { left, top: middle - half, right: bar_end, bottom: middle + half },
        Paint::HARBOUR.fill(),
    );
    if let Some((low, _)) = bar.interval.filter(|(low, _)| low.is_finite()) {
        // In paper on the bar, in ink beyond it.
        let low = (left + low * scale).clamp(left, bar_end);
        sheet.path(&[(low, middle), (bar_end, middle)], Paint::PAPER.stroke(150));
        sheet.path(&[(bar_end, middle), (end, middle)], Paint::INK.stroke(150));
    }
    let text = set.cut(&bar.words, sheet.width - end - GAP);
    if text != bar.words {
        say(&said(bar));
    }
    sheet.text(&text, end + GAP, middle, set);
}

fn said(bar: &Bar) -> String {
    format!("{}: {}", bar.name, bar.words)
}
