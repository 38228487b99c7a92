//! Areas on top of each other over time.

use std::ops::Range;

use plotters::element::{IntoDynElement, Polygon};

use crate::calendar::Day;
use crate::site::figure::StackChart;
use crate::words::Words;

use super::dates::{Days, middle};
use super::frame::{Frame, UNIT_RISE};
use super::gap;
use super::paint::Paint;
use super::place::{Area, Taken, apart};
use super::run::{extent, finite, runs, span};
use super::sheet::Sheet;
use super::text::Type;
use super::values::Values;

const MARK: f64 = 10.0;
/// From the plot to the mark of a name, and from there to the name.
const GAP: f64 = 12.0;
const MARK_GAP: f64 = 7.0;
const PLOT_HEIGHT: f64 = 240.0;
const TOP: f64 = 32.0;
/// From the axis to the foot of the dates.
const DATES: f64 = 26.0;

/// A series with its edges, one a period; nothing where a value is not shown.
struct Layer<'c> {
    name: &'c str,
    paint: Paint,
    edges: Vec<Option<(f64, f64)>>,
}

/// Draws the chart and says how high it became.
pub(super) fn draw(sheet: &Sheet, chart: &StackChart, words: &Words) -> f64 {
    let layers = layers(chart);
    let mut days = span(chart.periods.iter().copied());
    if let [(start, end)] = chart.periods[..] {
        (days.first, days.last) = (start, end);
    }
    let (_, high) = extent(layers.iter().flat_map(|l| &l.edges).flatten().map(|&(_, top)| top));
    let values = Values::new(&chart.axis, 0.0, high, 4);
    let area = Area {
        left: Frame::left(sheet, &values, words),
        top: TOP,
        right: sheet.width - room(sheet, &layers),
        bottom: TOP + PLOT_HEIGHT,
    };
    let unit = values.unit(&chart.axis.label, words);
    let mut frame = Frame::new(sheet, area, days, values);
    frame.draw_values(words);
    frame.draw_unit(&unit, TOP - UNIT_RISE);
    if layers.is_empty() {
        frame.draw_message(&[super::no_data(words)]);
        return area.bottom + DATES;
    }
    frame.draw_dates(words);
    for layer in &layers {
        draw_layer(&mut frame, layer, chart, &days);
    }
    if let Some(gap) = widest_gap(&frame, &layers, chart) {
        let mut taken = Taken::default();
        avoid_layers(&frame, &layers, chart, &mut taken);
        gap::draw(&frame, gap, &super::no_data(words), &mut taken);
    }
    if sheet.is_phone {
        draw_names_below(sheet, &layers, area.bottom + DATES)
    } else {
        draw_names_beside(&frame, &layers);
        area.bottom + DATES
    }
}

/// Each series on top of those before it. One of which nothing is shown has no layer.
fn layers(chart: &StackChart) -> Vec<Layer<'_>> {
    let mut floor = vec![0.0; chart.periods.len()];
    let mut layers = Vec::new();
    for (place, series) in chart.series.iter().enumerate() {
        let values = series.values.iter().map(|value| value.filter(finite).map(|v| v.max(0.0)));
        let edges: Vec<Option<(f64, f64)>> = floor
            .iter_mut()
            .zip(values)
            .map(|(floor, value)| {
                let bottom = *floor;
                *floor += value?;
                Some((bottom, *floor))
            })
            .collect();
        if edges.iter().any(Option::is_some) {
            layers.push(Layer { name: &series.name, paint: Paint::series(place), edges });
        }
    }
    layers
}

fn draw_layer(frame: &mut Frame<'_>, layer: &Layer<'_>, chart: &StackChart, days: &Days) {
    for run in runs(layer.edges.iter().map(Option::is_some)) {
        let at = |place: usize| layer.edges[place].map(|edges| (place, edges));
        let edges: Vec<(usize, (f64, f64))> = run.clone().filter_map(at).collect();
        let day = |place: usize| middle(chart.periods[place].0, chart.periods[place].1);
        let (starts, ends) = sides(&run, chart, days);
        let top = edges.iter().map(|&(place, (_, top))| (day(place), top));
        let bottom = edges.iter().rev().map(|&(place, (bottom, _))| (day(place), bottom));
        let mut around: Vec<(Day, f64)> = top.chain(bottom).collect();
        if let [(_, (low, high))] = edges[..] {
            around = vec![(starts, high), (ends, high), (ends, low), (starts, low)];
        }
        frame.sheet.pen.title(layer.name);
        frame.series([Polygon::new(around, layer.paint.haloed(100)).into_dyn()]);
    }
}

/// No words on the areas where there is another place.
fn avoid_layers(frame: &Frame<'_>, layers: &[Layer<'_>], chart: &StackChart, taken: &mut Taken) {
    for (place, &(start, end)) in chart.periods.iter().enumerate() {
        let tops = layers.iter().filter_map(|layer| Some(layer.edges[place]?.1));
        if let Some(top) = tops.reduce(f64::max) {
            let (left, right) = (frame.x(start), frame.x(end));
            taken.cross(Area { left, top: frame.y(top), right, ..frame.area });
        }
    }
}

/// The first and last day of a run, within the axis: a period alone is as wide as it lasts.
fn sides(run: &Range<usize>, chart: &StackChart, days: &Days) -> (Day, Day) {
    let inside = |day: Day| Day(day.0.clamp(days.first.0, days.last.0));
    (inside(chart.periods[run.start].0), inside(chart.periods[run.end - 1].1))
}

/// The widest stretch of which no series shows anything.
fn widest_gap(frame: &Frame<'_>, layers: &[Layer<'_>], chart: &StackChart) -> Option<(f64, f64)> {
    let is_gap = |place: usize| {
        layers.iter().all(|layer| layer.edges.get(place).is_none_or(Option::is_none))
    };
    let gaps = runs((0..chart.periods.len()).map(is_gap));
    let gap = gaps.into_iter().max_by_key(ExactSizeIterator::len)?;
    Some((frame.x(chart.periods[gap.start].0), frame.x(chart.periods[gap.end - 1].1)))
}

/// The room for the names beside the plot.
fn room(sheet: &Sheet, layers: &[Layer<'_>]) -> f64 {
    if sheet.is_phone || layers.is_empty() {
        return 8.0;
    }
    let set = Type::new(sheet.label, Paint::INK);
    let widest = layers.iter().map(|layer| set.width(layer.name)).fold(0.0, f64::max);
    (GAP + MARK + MARK_GAP + widest).ceil().min(sheet.width * 0.28)
}

/// The names at the right, moved apart; where they do not all fit, the largest stay.
fn draw_names_beside(frame: &Frame<'_>, layers: &[Layer<'_>]) {
    let set = Type::new(frame.sheet.label, Paint::INK);
    let end = |layer: &Layer<'_>| layer.edges.iter().rev().flatten().next().copied();
    let mut named: Vec<(&Layer<'_>, f64, f64)> = layers
        .iter()
        .filter_map(|layer| end(layer).map(|(low, high)| (layer, high - low, (low + high) / 2.0)))
        .collect();
    let height = frame.area.bottom - frame.area.top + 16.0;
    while named.len() as f64 * set.line() > height {
        let smallest = (0..named.len()).min_by(|&a, &b| named[a].1.total_cmp(&named[b].1));
        named.remove(smallest.unwrap_or(0));
    }
    named.sort_by(|(_, _, a), (_, _, b)| b.total_cmp(a));
    let wishes: Vec<(f64, f64)> =
        named.iter().map(|&(_, _, value)| (frame.y(value), set.line())).collect();
    let middles = apart(&wishes, frame.area.top - 8.0, frame.area.bottom + 8.0);
    for ((layer, ..), y) in named.into_iter().zip(middles) {
        draw_name(frame.sheet, layer, frame.area.right + GAP, y);
    }
}

/// The names in lines below the plot, the topmost first.
fn draw_names_below(sheet: &Sheet, layers: &[Layer<'_>], top: f64) -> f64 {
    let set = Type::new(sheet.label, Paint::INK);
    let (mut x, mut y) = (0.0, top + 14.0);
    for layer in layers.iter().rev() {
        let width = (MARK + MARK_GAP + set.width(layer.name)).min(sheet.width);
        if x > 0.0 && x + width > sheet.width {
            (x, y) = (0.0, y + set.line() + 4.0);
        }
        draw_name(sheet, layer, x, y);
        x += width + 16.0;
    }
    y + 12.0
}

fn draw_name(sheet: &Sheet, layer: &Layer<'_>, x: f64, y: f64) {
    let set = Type::new(sheet.label, Paint::INK);
    let half = MARK / 2.0;
    let mark = Area { left: x, top: y - half, right: x + MARK, bottom: y + half };
    sheet.rect(mark, layer.paint.fill());
    let start = x + MARK + MARK_GAP;
    let text = set.cut(layer.name, sheet.width - start);
    if text != layer.name {
        sheet.pen.title(layer.name);
    }
    sheet.text(&text, start, y, set);
}
