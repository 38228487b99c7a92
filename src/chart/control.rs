//! Points with the limits of chance.

use plotters::element::{IntoDynElement, Polygon};
use plotters::series::LineSeries;

use crate::calendar::Day;
use crate::site::figure::{ControlChart, Limits};
use crate::words::Words;

use super::dates::Days;
use super::frame::{Frame, UNIT_RISE};
use super::gap;
use super::hits;
use super::paint::Paint;
use super::place::{Area, Taken};
use super::range;
use super::reach::{self, Far};
use super::run::{Dot, dots, extent, runs, span};
use super::sheet::Sheet;
use super::text::{Block, Type};
use super::values::Values;

const TOP: f64 = 32.0;
const PLOT_HEIGHT: f64 = 210.0;
const DATES: f64 = 26.0;
/// From there to the middle of a line below the dates.
const LINE_DROP: f64 = 14.0;
const GAP: f64 = 12.0;
/// Between the edge of a range and the words at it.
const NEAR: f64 = 3.0;

/// Draws the chart and says how high it became.
pub(super) fn draw(sheet: &Sheet, chart: &ControlChart, words: &Words) -> f64 {
    let dots = dots(&chart.points);
    let limits: Vec<&Limits> =
        chart.limits.iter().filter(|l| l.end.min(dots.len()) > l.first).collect();
    let (low, high) = reach_of(chart, &limits, &dots);
    let values = Values::new(&chart.axis, low, high, 4);
    let area = Area {
        left: Frame::left(sheet, &values, words),
        top: TOP,
        right: sheet.width - room(sheet, &limits),
        bottom: TOP + PLOT_HEIGHT,
    };
    let unit = values.unit(&chart.axis.label, words);
    let mut frame = Frame::new(sheet, area, edge_to_edge(&dots), values);
    draw_ranges(&mut frame, &limits, &dots);
    frame.draw_values(words);
    frame.draw_unit(&unit, TOP - UNIT_RISE);
    draw_centres(&frame, &limits, &dots);
    if dots.iter().all(|dot| dot.value.is_none()) {
        frame.draw_message(std::slice::from_ref(&chart.no_data));
    }
    if dots.is_empty() {
        return area.bottom + DATES;
    }
    frame.draw_dates(words);
    draw_lines(&mut frame, &dots);
    hits::draw(&frame, &dots);
    draw_points(&frame, chart, &dots);
    let mut taken = Taken::default();
    avoid_points(&frame, &dots, &mut taken);
    let far = dots.iter().filter_map(|dot| {
        let value = dot.value.filter(|value| frame.is_beyond(*value))?;
        Some(Far { x: frame.x(dot.day), value, name: "", paint: Paint::INK })
    });
    let far: Vec<Far<'_>> = far.collect();
    reach::draw(&frame, &far, &chart.axis.label, (words, &mut taken));
    let below = draw_words(&frame, &limits, &dots, &mut taken);
    if let Some(gap) = widest_gap(&frame, &dots) {
        gap::draw(&frame, gap, &chart.no_data, &mut taken);
    }
    below
}

/// All limits are on the axis, and all points but a few that are far away.
fn reach_of(chart: &ControlChart, limits: &[&Limits], dots: &[Dot<'_>]) -> (f64, f64) {
    let edges = limits.iter().flat_map(|limits| range::edges(limits, dots.len()));
    let edges = edges.flat_map(|(_, (low, high))| [low, high]);
    let zero = chart.axis.from_zero.then_some(0.0);
    let fixed: Vec<f64> = edges.chain(zero).collect();
    reach::reach(&fixed, &[dots.iter().filter_map(|dot| dot.value).collect()])
}

/// From the start of the first period to the end of the last, so that ranges have whole ends.
fn edge_to_edge(dots: &[Dot<'_>]) -> Days {
    let days = span(dots.iter().map(|dot| (dot.start, dot.end)));
    match (dots.first(), dots.last()) {
        (Some(first), Some(last)) => Days { first: first.start, last: last.end, ..days },
        _ => days,
    }
}

/// The room beside the plot for the words of the last range.
fn room(sheet: &Sheet, limits: &[&Limits]) -> f64 {
    let last = limits.last().filter(|_| !sheet.is_phone);
    let set = Type::new(sheet.label, Paint::PINE).bold();
    let widths =
        last.into_iter().flat_map(|limits| limits.words.iter().map(|line| set.width(line)));
    let widest = widths.fold(0.0, f64::max);
    if widest > 0.0 { (widest + GAP).ceil().min(sheet.width * 0.28) } else { 8.0 }
}

/// What a range covers at most.
fn range_of(frame: &Frame<'_>, limits: &Limits, dots: &[Dot<'_>]) -> Area {
    let edges = range::edges(limits, dots.len()).flat_map(|(_, (low, high))| [low, high]);
    let (low, high) = extent(edges);
    let end = limits.end.min(dots.len());
    Area {
        left: frame.x(dots[limits.first].start),
        top: frame.y(high),
        right: frame.x(dots[end - 1].end),
        bottom: frame.y(low),
    }
}

/// The ranges, in a step a period.
fn draw_ranges(frame: &mut Frame<'_>, limits: &[&Limits], dots: &[Dot<'_>]) {
    for limits in limits {
        let paint = if limits.is_new { Paint::LIM_NEW } else { Paint::LIM };
        let steps = range::edges(limits, dots.len()).map(|(place, (low, high))| {
            let Dot { start, end, .. } = dots[place];
            let (left, right) = (f64::from(start.0), f64::from(end.0));
            Area { left, top: high, right, bottom: low }
        });
        let corners = range::stepped(&steps.collect::<Vec<_>>()).into_iter();
        let corners: Vec<(Day, f64)> = corners.map(|(day, y)| (Day(day as i32), y)).collect();
        frame.series([Polygon::new(corners, paint.fill()).into_dyn()]);
    }
}

fn draw_centres(frame: &Frame<'_>, limits: &[&Limits], dots: &[Dot<'_>]) {
    for limits in limits {
        let Area { left, right, .. } = range_of(frame, limits, dots);
        let y = frame.y(limits.centre);
        let style = if limits.is_new { Paint::PINE.stroke(150) } else { Paint::AXIS.stroke(100) };
        frame.sheet.path(&[(left, y), (right, y)], style);
    }
}

fn draw_lines(frame: &mut Frame<'_>, dots: &[Dot<'_>]) {
    for run in runs(dots.iter().map(|dot| dot.value.is_some())) {
        let line: Vec<(Day, f64)> =
            dots[run].iter().filter_map(|dot| Some((dot.day, dot.value?))).collect();
        frame.series(LineSeries::new(line, Paint::EDGE.stroke(150)));
    }
}

/// The points; the newest, and the first of those that signal a change in a row, can be reached by
/// keyboard.
fn draw_points(frame: &Frame<'_>, chart: &ControlChart, dots: &[Dot<'_>]) {
    let is_new =
        |place: usize| chart.limits.iter().any(|l| l.is_new && (l.first..l.end).contains(&place));
    let signals = |place: usize| chart.signals.contains(&place);
    // Many points are small ones.
    let radius = if dots.len() > 60 { 2.5 } else { 4.5 };
    let newest = dots.iter().rposition(|dot| dot.value.is_some());
    let is_stop = |place: usize| {
        let starts = signals(place) && !place.checked_sub(1).is_some_and(signals);
        starts || Some(place) == newest
    };
    for paint in [Paint::HARBOUR, Paint::PINE] {
        for (of_signals, radius) in [(false, radius), (true, radius + 1.5)] {
            let places = (0..dots.len()).filter(|&place| {
                !is_stop(place)
                    && signals(place) == of_signals
                    && is_new(place) == (paint == Paint::PINE)
            });
            let points: Vec<(Day, f64)> =
                places.filter_map(|place| Some((dots[place].day, dots[place].value?))).collect();
            frame.points(&points, radius, paint);
        }
    }
    for (place, dot) in dots.iter().enumerate().filter(|(place, _)| is_stop(*place)) {
        let Some(value) = dot.value else { continue };
        let (x, y) = frame.at(dot.day, value);
        let paint = if is_new(place) { Paint::PINE } else { Paint::HARBOUR };
        let radius = if signals(place) { radius + 1.5 } else { radius };
        frame.sheet.pen.stop(dot.words, || frame.sheet.dot(x, y, radius, paint));
    }
}

/// No words on points, nor on the lines between them.
fn avoid_points(frame: &Frame<'_>, dots: &[Dot<'_>], taken: &mut Taken) {
    for (place, dot) in dots.iter().enumerate() {
        let Some(value) = dot.value else { continue };
        let (x, y) = frame.at(dot.day, value);
        taken.take(Area { left: x - 5.0, top: y - 5.0, right: x + 5.0, bottom: y + 5.0 });
        let next = dots.get(place + 1).and_then(|next| Some(frame.at(next.day, next.value?)));
        if let Some(next) = next {
            taken.cross_line((x, y), next);
        }
    }
}

/// The words of each range: the last beside the plot, the others at their ranges.
fn draw_words(frame: &Frame<'_>, limits: &[&Limits], dots: &[Dot<'_>], taken: &mut Taken) -> f64 {
    let mut below = frame.area.bottom + DATES;
    let last = limits.len().saturating_sub(1);
    for (place, limits) in limits.iter().enumerate().rev() {
        let is_last = place == last;
        let plain = Type::new(frame.sheet.label, Paint::MUTED);
        let set = if limits.is_new { Type { paint: Paint::PINE, ..plain.bold() } } else { plain };
        let range = range_of(frame, limits, dots);
        if is_last && !frame.sheet.is_phone {
            draw_beside(frame, limits, range, set);
        } else if !draw_at(frame, limits, range, set, taken) {
            let text = set.cut(&limits.words.join(": "), frame.sheet.width);
            frame.sheet.text(&text, 0.0, below + LINE_DROP, set);
            below += set.line() + 6.0;
        }
    }
    below
}

fn draw_beside(frame: &Frame<'_>, limits: &Limits, range: Area, set: Type) {
    let x = frame.area.right + GAP;
    let lines = limits.words.iter().map(|line| set.cut(line, frame.sheet.width - x)).collect();
    frame.sheet.block(&Block { lines, x, y: range.middle(), set });
}

/// Below or above the range, at its left or right end, where nothing else is.
fn draw_at(frame: &Frame<'_>, limits: &Limits, range: Area, set: Type, taken: &mut Taken) -> bool {
    let in_one = vec![limits.words.join(": ")];
    let place = |lines: &Vec<String>| {
        let (lines, set) = (lines.clone(), set.haloed());
        let block = Block { lines, x: range.left + 4.0, y: range.bottom + NEAR, set };
        let half = block.height() / 2.0;
        [range.bottom + NEAR + half, range.top - NEAR - half].into_iter().flat_map(move |y| {
            let starts = Block { y, ..block.clone() };
            let ends = Block { y, x: range.right, set: set.ends(), ..block.clone() };
            [starts, ends]
        })
    };
    let is_inside = |block: &Block| {
        let area = block.area();
        area.left >= frame.area.left
            && area.right <= frame.sheet.width
            && area.top >= frame.area.top
            && area.bottom <= frame.area.bottom - 2.0
    };
    let places = [&in_one, &limits.words].into_iter().flat_map(place).filter(is_inside);
    let clear = taken.first_clear(places);
    if let Some(block) = &clear {
        frame.sheet.block(block);
    }
    clear.is_some()
}

/// The widest stretch without points, where there are any.
fn widest_gap(frame: &Frame<'_>, dots: &[Dot<'_>]) -> Option<(f64, f64)> {
    let gaps = runs(dots.iter().map(|dot| dot.value.is_none()));
    let gap = gaps.into_iter().max_by_key(ExactSizeIterator::len)?;
    let is_all = gap.len() == dots.len();
    (!is_all).then(|| (frame.x(dots[gap.start].start), frame.x(dots[gap.end - 1].end)))
}
