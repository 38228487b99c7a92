//! A small line without axes.

use crate::site::figure::SparkLine;

use super::paint::Paint;
use super::place::Area;
use super::range;
use super::run::{extent, finite, runs};
use super::sheet::Sheet;

const HEIGHT: f64 = 52.0;
/// The room around the line, so that no dot is cut.
const EDGE: f64 = 6.0;
/// A range is at least so high, so that it shows on both sides of the line.
const LEAST_RANGE: f64 = 10.0;

/// Draws the line and says how high it became.
pub(super) fn draw(sheet: &Sheet, chart: &SparkLine) -> f64 {
    let values: Vec<Option<f64>> = chart.values.iter().map(|value| value.filter(finite)).collect();
    let bounds = chart.limits.iter().flat_map(|limits| range::edges(limits, values.len()));
    let bounds = bounds.flat_map(|(_, (low, high))| [low, high]);
    let (low, high) = extent(values.iter().copied().flatten().chain(bounds));
    let step = (sheet.width - 2.0 * EDGE) / (values.len().max(2) - 1) as f64;
    let x = |place: f64| EDGE + step * place;
    let foot = if chart.is_early { HEIGHT - EDGE - 10.0 } else { HEIGHT - EDGE };
    let y = |value: f64| {
        if high > low { EDGE + (foot - EDGE) * (high - value) / (high - low) } else { HEIGHT / 2.0 }
    };
    if chart.is_early || values.iter().all(Option::is_none) {
        let line = [(EDGE, HEIGHT - 2.0), (sheet.width - EDGE, HEIGHT - 2.0)];
        sheet.path(&line, Paint::AXIS.dotted(100));
    }
    for limits in &chart.limits {
        let paint = if limits.is_new { Paint::LIM_NEW } else { Paint::LIM };
        let steps = range::edges(limits, values.len()).map(|(place, (low, high))| {
            let (left, right) = (x(place as f64 - 0.5), x(place as f64 + 0.5));
            let (left, right) = (left.max(0.0), right.min(sheet.width));
            let (top, bottom) = (y(high), y(low));
            let more = (LEAST_RANGE - (bottom - top)).max(0.0) / 2.0;
            Area { left, top: top - more, right, bottom: bottom + more }
        });
        let steps: Vec<_> = steps.collect();
        sheet.area(&range::stepped(&steps), paint.fill());
    }
    let points: Vec<Option<(f64, f64)>> =
        values.iter().enumerate().map(|(n, value)| Some((x(n as f64), y((*value)?)))).collect();
    draw_line(sheet, chart, &points);
    HEIGHT
}

fn draw_line(sheet: &Sheet, chart: &SparkLine, points: &[Option<(f64, f64)>]) {
    let last = points.len().saturating_sub(1);
    for run in runs(points.iter().map(Option::is_some)) {
        let line: Vec<(f64, f64)> = points[run.clone()].iter().copied().flatten().collect();
        if chart.is_early || line.len() == 1 {
            // A point alone is a dot; the last one gets its own below.
            for &(x, y) in line.iter().take(line.len() - usize::from(run.end > last)) {
                sheet.dot(x, y, if chart.is_early { 4.0 } else { 2.5 }, Paint::HARBOUR);
            }
        } else {
            sheet.path(&line, Paint::HARBOUR.stroke(200));
        }
    }
    if let Some((x, y)) = points.last().copied().flatten() {
        if chart.is_last_whole {
            sheet.dot(x, y, 4.5, Paint::HARBOUR);
        } else {
            sheet.ring(x, y, 4.0, Paint::HARBOUR);
        }
    }
}
