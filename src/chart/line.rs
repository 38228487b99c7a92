//! A line over time, with a band above it, moments and events.

use std::ops::Range;

use plotters::element::{IntoDynElement, Polygon};
use plotters::series::LineSeries;

use crate::calendar::Day;
use crate::site::figure::{LineChart, Marker};
use crate::words::Words;

use super::curve;
use super::dates::Days;
use super::ends::{self, End};
use super::events;
use super::frame::{Frame, UNIT_RISE, x_between};
use super::gap;
use super::hatch;
use super::hits;
use super::interval;
use super::moments::Discs;
use super::paint::Paint;
use super::place::{Area, Taken};
use super::reach::{self, Far};
use super::run::{Dot, dots, finite, runs, span};
use super::sheet::Sheet;
use super::text::Type;
use super::values::Values;

const PLOT_HEIGHT: f64 = 270.0;
/// The row of a unit above the discs.
const UNIT_ROW: f64 = 20.0;

/// Draws the chart and says how high it became.
pub(super) fn draw(sheet: &Sheet, chart: &LineChart, words: &Words) -> f64 {
    let dots = dots(&chart.points);
    let days = days_of(&dots);
    let (low, high) = reach_of(chart, &dots);
    let values = Values::new(&chart.axis, low, high, 4);
    let ends = ends_of(sheet, chart, &dots);
    let left = Frame::left(sheet, &values, words);
    let right = sheet.width - ends::room(sheet, &ends).max(6.0);
    let mut discs = place_moments(sheet, chart, &dots, |day| x_between(&days, day, left, right));
    let unit = values.unit(&chart.axis.label, words);
    // Where a stroke would run through the unit, the unit stands above the discs.
    let is_crossed = discs.stand_within(Type::new(sheet.tick, Paint::MUTED).width(&unit));
    if is_crossed {
        discs.lower(UNIT_ROW);
    }
    let top = discs.height() + if is_crossed { 10.0 } else { 32.0 };
    let area = Area { left, top, right, bottom: top + PLOT_HEIGHT };
    let mut frame = Frame::new(sheet, area, days, values);
    hatch::draw(&frame, &dots);
    if has_band(&dots) {
        draw_band(&mut frame, &dots);
    } else {
        interval::draw(&mut frame, &dots);
    }
    frame.draw_values(words);
    if !dots.is_empty() {
        frame.draw_dates(words);
    }
    curve::draw(&mut frame, &dots, 225);
    hits::draw(&frame, &dots);
    if let Some(newest) = curve::newest(&dots) {
        sheet.pen.stop(newest.words, || curve::draw_point(&frame, newest));
    }
    let mut taken = Taken::default();
    avoid_lines(&frame, &dots, &mut taken);
    let foot = |marker: &Marker| value_at(&dots, marker.day).map(|value| frame.y(value));
    discs.draw(&frame, foot, &mut taken);
    let seen = chart.events.iter().filter(|event| (days.first..=days.last).contains(&event.day));
    let events: Vec<_> = seen.map(|event| (frame.x(event.day), event)).collect();
    events::draw_strokes(&frame, &events, &mut taken);
    frame.draw_unit(&unit, if is_crossed { UNIT_ROW / 2.0 } else { top - UNIT_RISE });
    let below = ends::draw(&frame, ends, &mut taken);
    let far = far(&frame, chart, &dots);
    for far in &far {
        sheet.dot(far.x, frame.y(far.value), 3.5, far.paint);
    }
    reach::draw(&frame, &far, &chart.axis.label, (words, &mut taken));
    if let Some(gap) = widest_gap(&frame, &dots) {
        gap::draw(&frame, gap, &chart.no_data, &mut taken);
    }
    events::draw_names(&frame, &events, &mut taken);
    below
}

/// From the middle of the first period to the middle of the last, so that the line touches the
/// edges; a period that is not over is there in its whole width.
fn days_of(dots: &[Dot<'_>]) -> Days {
    let mut days = span(dots.iter().map(|dot| (dot.start, dot.end)));
    if let Some(first) = dots.first().filter(|dot| !dot.is_whole) {
        days.first = first.start;
    }
    if let Some(last) = dots.last().filter(|dot| !dot.is_whole) {
        days.last = last.end;
    }
    days
}

fn reach_of(chart: &LineChart, dots: &[Dot<'_>]) -> (f64, f64) {
    let zero: &[f64] = if chart.axis.from_zero { &[0.0] } else { &[] };
    let row = |of: &dyn Fn(&Dot<'_>) -> Option<f64>| dots.iter().filter_map(of).collect();
    let mut rows: Vec<Vec<f64>> = vec![row(&|dot| dot.value), row(&|dot| dot.upper)];
    if !has_band(dots) {
        rows.push(row(&|dot| Some(dot.interval?.0)));
        rows.push(row(&|dot| Some(dot.interval?.1)));
    }
    reach::reach(zero, &rows)
}

/// Whether the band says how far most go; else it says how sure the line is.
fn has_band(dots: &[Dot<'_>]) -> bool {
    dots.iter().any(|dot| dot.upper.is_some())
}

/// Where the line or the band leaves the axis, and what is there.
fn far<'c>(frame: &Frame<'_>, chart: &'c LineChart, dots: &[Dot<'_>]) -> Vec<Far<'c>> {
    let band = chart.band_label.first().map_or("", String::as_str);
    let at = |dot: &Dot<'_>, value: Option<f64>, name: &'c str, paint| {
        let value = value.filter(|value| frame.is_beyond(*value))?;
        Some(Far { x: frame.x(dot.day), value, name, paint })
    };
    let both = dots.iter().flat_map(|dot| {
        let value = at(dot, dot.value, "", Paint::HARBOUR);
        [value, at(dot, dot.upper, band, Paint::MUTED)]
    });
    both.flatten().collect()
}

/// What stands at the ends of line and band.
fn ends_of(sheet: &Sheet, chart: &LineChart, dots: &[Dot<'_>]) -> Vec<End> {
    let last_upper = dots.iter().rev().filter(|dot| dot.is_whole).find_map(|dot| dot.upper);
    let last = curve::newest(dots);
    let mut ends = Vec::new();
    if let Some(value) = last_upper {
        let set = Type::new(sheet.label, Paint::MUTED);
        ends.push(End { value, lines: chart.band_label.clone(), set, note: None, is_above: true });
    }
    if let Some((dot, value)) = last.and_then(|dot| Some((dot, dot.value?))) {
        let set = Type::new(sheet.label, Paint::HARBOUR).bold();
        let note = (!dot.is_whole && !chart.filling.is_empty()).then(|| chart.filling.clone());
        ends.push(End { value, lines: chart.line_label.clone(), set, note, is_above: false });
    }
    ends
}

fn place_moments<'m>(
    sheet: &Sheet,
    chart: &'m LineChart,
    dots: &[Dot<'_>],
    x: impl Fn(Day) -> f64,
) -> Discs<'m> {
    let is_seen = |day: Day| dots.iter().any(|dot| (dot.start..dot.end).contains(&day));
    let seen = chart.moments.iter().filter(|marker| is_seen(marker.day));
    Discs::place(seen.map(|marker| (x(marker.day), marker)).collect(), sheet)
}

/// The band between the line and its upper edge, over periods that are over.
fn draw_band(frame: &mut Frame<'_>, dots: &[Dot<'_>]) {
    for run in runs(dots.iter().map(|dot| dot.is_whole && dot.value.and(dot.upper).is_some())) {
        let dots = &dots[run];
        let lower = dots.iter().filter_map(|dot| Some((dot.day, dot.value?)));
        // Back along the edge, as it is drawn: what is written twice compresses well.
        let upper = dots.iter().rev().filter_map(|dot| Some((dot.day, dot.upper?)));
        let upper: Vec<(Day, f64)> = upper.collect();
        if upper.len() > 1 {
            let around: Vec<(Day, f64)> = lower.chain(upper.iter().copied()).collect();
            frame.series([Polygon::new(around, Paint::BAND.fill()).into_dyn()]);
            frame.series(LineSeries::new(upper, Paint::EDGE.stroke(100)));
        }
    }
}

/// Takes the ways of the line and of the band's edge, so that no words lie on them.
fn avoid_lines(frame: &Frame<'_>, dots: &[Dot<'_>], taken: &mut Taken) {
    for pair in dots.windows(2) {
        let ways = [(pair[0].value, pair[1].value), (pair[0].upper, pair[1].upper)];
        for (from, to) in ways.into_iter().filter_map(|(from, to)| from.zip(to)) {
            taken.cross_line(frame.at(pair[0].day, from), frame.at(pair[1].day, to));
        }
    }
    if let Some((dot, value)) = curve::newest(dots).and_then(|dot| Some((dot, dot.value?))) {
        let (x, y) = frame.at(dot.day, value);
        taken.take(Area { left: x - 5.0, top: y - 5.0, right: x + 5.0, bottom: y + 5.0 });
    }
}

/// The widest stretch without a line, from point to point; what is still filling is no gap.
fn widest_gap(frame: &Frame<'_>, dots: &[Dot<'_>]) -> Option<(f64, f64)> {
    let edge = |place: Option<usize>, or: f64| {
        place.and_then(|place| dots.get(place)).map_or(or, |dot| frame.x(dot.day))
    };
    let is_over = |gap: &Range<usize>| dots[gap.clone()].iter().any(|dot| dot.is_whole);
    // What still fills says so itself.
    let gaps = runs(dots.iter().map(|dot| dot.value.is_none() && dot.is_whole))
        .into_iter()
        .filter(is_over);
    let gaps = gaps.map(|gap| {
        (edge(gap.start.checked_sub(1), frame.area.left), edge(Some(gap.end), frame.area.right))
    });
    let all = dots.is_empty().then_some((frame.area.left, frame.area.right));
    gaps.chain(all).max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)))
}

/// The line's height at a day, between the points at its sides.
fn value_at(dots: &[Dot<'_>], day: Day) -> Option<f64> {
    let after = dots.iter().position(|dot| dot.day >= day).unwrap_or(dots.len());
    let (before, after) = (after.checked_sub(1).and_then(|place| dots.get(place)), dots.get(after));
    let between = before.zip(after).and_then(|(a, b)| {
        let share = f64::from(day.0 - a.day.0) / f64::from(b.day.0 - a.day.0);
        Some(a.value? + (b.value? - a.value?) * share).filter(finite)
    });
    let own = || {
        let inside = |dot: &&Dot<'_>| (dot.start..dot.end).contains(&day);
        [before, after].into_iter().flatten().find(inside).and_then(|dot| dot.value)
    };
    between.or_else(own)
}
