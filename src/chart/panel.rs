//! One of several small charts, all on the same scale.

use plotters::element::{IntoDynElement, Polygon};
use plotters::series::LineSeries;

use crate::calendar::Day;
use crate::site::figure::PanelChart;
use crate::words::Words;

use super::curve;
use super::frame::Frame;
use super::hits;
use super::interval;
use super::paint::Paint;
use super::place::Area;
use super::run::{Dot, dots, extent, finite, runs, span};
use super::sheet::Sheet;
use super::values::Values;

const TOP: f64 = 9.0;
const PLOT_HEIGHT: f64 = 84.0;
const DATES: f64 = 25.0;
/// More other lines than this are drawn as the area between the lowest and the highest.
const MOST_OTHERS: usize = 8;

/// Draws the panel and says how high it became.
pub(super) fn draw(sheet: &Sheet, chart: &PanelChart, words: &Words) -> f64 {
    let dots = dots(&chart.points);
    let days = span(dots.iter().map(|dot| (dot.start, dot.end)));
    let scale = [chart.scale.0, chart.scale.1].into_iter().filter(finite);
    let (low, high) = extent(dots.iter().filter_map(|dot| dot.value).chain(scale));
    let values = Values::new(&chart.axis, low, high, 2);
    let area = Area {
        left: Frame::left(sheet, &values, words),
        top: TOP,
        right: sheet.width - 6.0,
        bottom: TOP + PLOT_HEIGHT,
    };
    let mut frame = Frame::new(sheet, area, days, values);
    frame.draw_values(words);
    if !dots.is_empty() {
        frame.draw_dates(words);
    }
    if !chart.message.is_empty() {
        frame.draw_message(&chart.message);
    } else if dots.iter().all(|dot| dot.value.is_none()) {
        frame.draw_message(&[super::no_data(words)]);
    } else {
        interval::draw(&mut frame, &dots);
        draw_others(&mut frame, chart, &dots);
        curve::draw(&mut frame, &dots, 200);
        if let Some(newest) = curve::newest(&dots) {
            curve::draw_point(&frame, newest);
        }
        hits::draw(&frame, &dots);
    }
    area.bottom + DATES
}

/// The lines of all panels, thin and grey.
fn draw_others(frame: &mut Frame<'_>, chart: &PanelChart, dots: &[Dot<'_>]) {
    if chart.all.len() > MOST_OTHERS {
        return draw_envelope(frame, chart, dots);
    }
    for other in chart.all.iter() {
        let values: Vec<Option<f64>> = other.iter().map(|value| value.filter(finite)).collect();
        for run in runs(values.iter().take(dots.len()).map(Option::is_some)) {
            let days = dots[run.clone()].iter().map(|dot| dot.day);
            let line: Vec<(Day, f64)> = days.zip(values[run].iter().copied().flatten()).collect();
            if line.len() > 1 {
                frame.series(LineSeries::new(line, Paint::OTHER.stroke(100)));
            }
        }
    }
}

fn draw_envelope(frame: &mut Frame<'_>, chart: &PanelChart, dots: &[Dot<'_>]) {
    let at = |place: usize| -> Vec<f64> {
        chart.all.iter().filter_map(|other| *other.get(place)?).filter(finite).collect()
    };
    let all: Vec<Vec<f64>> = (0..dots.len()).map(at).collect();
    for run in runs(all.iter().map(|values| !values.is_empty())) {
        let extents = run.map(|place| (dots[place].day, extent(all[place].iter().copied())));
        let extents: Vec<(Day, (f64, f64))> = extents.collect();
        let top = extents.iter().map(|&(day, (_, high))| (day, high));
        let bottom = extents.iter().rev().map(|&(day, (low, _))| (day, low));
        let around: Vec<(Day, f64)> = top.chain(bottom).collect();
        frame.series([Polygon::new(around, Paint::LIM.fill()).into_dyn()]);
    }
}
