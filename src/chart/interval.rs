//! The 95 % interval of a line: a soft band behind it, broken where the line is.

use plotters::element::{IntoDynElement, Polygon};

use crate::calendar::Day;

use super::frame::Frame;
use super::paint::Paint;
use super::run::{Dot, runs};

/// Draws the intervals of periods that are over; that of a point alone is a thin line.
pub(super) fn draw(frame: &mut Frame<'_>, dots: &[Dot<'_>]) {
    let is_drawn = |dot: &Dot<'_>| dot.is_whole && dot.interval.is_some();
    for run in runs(dots.iter().map(is_drawn)) {
        let ends: Vec<(Day, (f64, f64))> =
            dots[run].iter().filter_map(|dot| Some((dot.day, dot.interval?))).collect();
        if let [(day, (low, high))] = ends[..] {
            frame.sheet.path(&[frame.at(day, low), frame.at(day, high)], Paint::EDGE.stroke(100));
            continue;
        }
        let lows = ends.iter().map(|&(day, (low, _))| (day, low));
        let highs = ends.iter().rev().map(|&(day, (_, high))| (day, high));
        let around: Vec<(Day, f64)> = lows.chain(highs).collect();
        frame.series([Polygon::new(around, Paint::BAND.fill()).into_dyn()]);
    }
}
