//! A line through points, broken at gaps; a period that is still filling hangs on by dots.

use plotters::series::LineSeries;

use crate::calendar::Day;

use super::frame::Frame;
use super::paint::Paint;
use super::run::{Dot, runs};

/// Draws the line, its width in hundredths of a pixel; a point between gaps is a dot.
pub(super) fn draw(frame: &mut Frame<'_>, dots: &[Dot<'_>], width: u32) {
    for run in runs(dots.iter().map(|dot| dot.is_whole && dot.value.is_some())) {
        let line: Vec<(Day, f64)> =
            dots[run].iter().filter_map(|dot| Some((dot.day, dot.value?))).collect();
        match line[..] {
            [(day, value)] => {
                let (x, y) = frame.at(day, value);
                frame.sheet.dot(x, y, 3.0, Paint::HARBOUR);
            }
            _ => frame.series(LineSeries::new(line, Paint::HARBOUR.stroke(width))),
        }
    }
    for pair in dots.windows(2).filter(|pair| !pair[0].is_whole || !pair[1].is_whole) {
        if let (Some(from), Some(to)) = (pair[0].value, pair[1].value) {
            let stretch = [(pair[0].day, from), (pair[1].day, to)];
            frame.series(LineSeries::new(stretch, Paint::HARBOUR.dotted(200)));
        }
    }
    let newest = newest(dots).map(|dot| dot.day);
    for dot in dots.iter().filter(|dot| !dot.is_whole && Some(dot.day) != newest) {
        draw_point(frame, dot);
    }
}

/// The newest point that is shown.
pub(super) fn newest<'d, 'p>(dots: &'d [Dot<'p>]) -> Option<&'d Dot<'p>> {
    dots.iter().rev().find(|dot| dot.value.is_some())
}

/// A point: a dot, or a ring where its period is still filling.
pub(super) fn draw_point(frame: &Frame<'_>, dot: &Dot<'_>) {
    let Some(value) = dot.value else { return };
    let (x, y) = frame.at(dot.day, value);
    if dot.is_whole {
        frame.sheet.dot(x, y, 4.5, Paint::HARBOUR);
    } else {
        frame.sheet.ring(x, y, 4.0, Paint::HARBOUR);
    }
}
