//! Drawings over time: lines, control charts, panels, spark lines.

use std::sync::Arc;

use super::states::{
    axis, day, fallen, gaps, moment, months, points, shares, usual, weeks, with_intervals, wobble,
};
use crate::site::figure::{
    ControlChart, Drawing, Event, Limits, LineChart, PanelChart, Point, Room, SparkLine, ValueAxis,
};

const GERMAN: [&str; 2] = ["Rückerstattungsbearbeitungszeit", "Donaudampfschifffahrtsgesellschaft"];

/// What is drawn in the whole container.
pub(super) fn full() -> Vec<(&'static str, Drawing)> {
    lines().into_iter().chain(controls()).collect()
}

fn line(points: Vec<Point>, moments: usize) -> LineChart {
    let event = |n: i32| Event {
        day: day("2025-03-02").plus(n * n * 4),
        name: format!("New phone system number {n}"),
    };
    LineChart {
        axis: axis(60.0),
        points,
        line_label: vec!["Half within".into(), "21 minutes".into()],
        band_label: vec!["9\u{a0}in\u{a0}10 within".into(), "48 minutes".into()],
        moments: (0..moments).map(moment).collect(),
        events: (0..8).map(event).collect(),
        no_data: "No data".into(),
        filling: "week still filling".into(),
    }
}

/// A line as most pages have it.
fn trend() -> LineChart {
    let names =
        ["Early shift opens at 7", "Two lines instead of a form", "Repairs answers in the chat"];
    let days = ["2025-03-26", "2025-09-22", "2026-03-09"];
    let mut chart = line(weeks(99, fallen), 3);
    for ((marker, name), at) in chart.moments.iter_mut().zip(names).zip(days) {
        (marker.name, marker.day) = (name.into(), day(at));
    }
    let event = Event { day: day("2026-09-21"), name: "New phone system, 21 Sep".into() };
    LineChart { events: vec![event], ..chart }
}

/// A line of shares or points with its interval.
fn shares_line(axis: ValueAxis, values: Vec<Point>) -> LineChart {
    let line_label = vec!["Satisfied".into(), "89 %".into()];
    LineChart { axis, line_label, band_label: vec![], events: vec![], ..line(values, 2) }
}

/// A week in which only the slowest took very long.
fn far_band() -> Vec<Point> {
    let mut points = weeks(99, fallen);
    points[40].upper = Some(30_000.0);
    points
}

fn lines() -> Vec<(&'static str, Drawing)> {
    let one_far = |n: usize| if n == 40 { Some(36_000.0) } else { fallen(n) };
    let high = |n: usize| Some(0.87 + (wobble(n) - 0.5) * 0.06);
    let nps = |n: usize| Some(30.0 - n as f64 + (wobble(n) - 0.5) * 30.0);
    let german = LineChart {
        line_label: GERMAN.map(Into::into).to_vec(),
        band_label: GERMAN.map(Into::into).to_vec(),
        filling: "Woche noch nicht abgeschlossen".into(),
        events: vec![Event { day: day("2025-06-02"), name: GERMAN.join(" und ") }],
        ..trend()
    };
    let early = |mut points: Vec<Point>| {
        points[0].is_whole = false;
        points
    };
    let falls = |n: usize| Some(3_000.0 - n as f64 * 58.0);
    let rises = |n: usize| Some(60.0 + n as f64 * 58.0);
    let lines = vec![
        ("a trend", trend()),
        ("no line", line(vec![], 3)),
        ("one point", line(weeks(1, usual), 1)),
        ("two points", line(weeks(2, usual), 2)),
        ("99 weeks, 4 moments", line(weeks(99, usual), 4)),
        ("five weeks, the first and last filling", line(early(weeks(5, usual)), 1)),
        ("a gap", line(weeks(20, |n| usual(n).filter(|_| !(6..12).contains(&n))), 0)),
        ("gaps", line(weeks(60, gaps), 12)),
        ("nothing shown", line(weeks(30, |_| None), 2)),
        ("130 weeks, 24 moments", line(weeks(130, usual), 24)),
        ("more moments than fit", line(weeks(90, usual), 300)),
        ("a far band", line(far_band(), 2)),
        ("a far week", line(weeks(99, one_far), 1)),
        ("falls to nothing", line(weeks(52, falls), 0)),
        ("rises to the top", line(weeks(52, rises), 0)),
        ("zero only", line(months(12, |_| Some(0.0)), 0)),
        ("huge", line(months(20, |n| Some(1e18 * wobble(n))), 0)),
        ("tiny", line(months(20, |n| Some(1e-11 * wobble(n))), 0)),
        ("no numbers", line(months(9, |n| Some([f64::NAN, f64::INFINITY][n % 2])), 0)),
        ("below zero", line(months(9, |n| Some(60.0 * wobble(n) - 30.0)), 0)),
        ("shares", shares_line(shares(true), with_intervals(weeks(80, high), |_| 0.03))),
        ("shares off zero", shares_line(shares(false), with_intervals(weeks(80, high), |_| 0.03))),
        ("points", shares_line(points(), with_intervals(weeks(60, nps), |_| 14.0))),
        ("German", german),
    ];
    lines.into_iter().map(|(name, chart)| (name, Drawing::Line(chart))).collect()
}

/// Limits around a centre, as far as `half` says of each point.
fn limits(
    (first, end): (usize, usize),
    centre: f64,
    half: impl Fn(usize) -> f64,
    words: &[&str],
) -> Limits {
    let edges = (first..end).map(|n| (centre - half(n), centre + half(n))).collect();
    let words = words.iter().map(|&line| line.into()).collect();
    Limits { first, end, centre, edges, is_new: first > 0, words }
}

fn control(
    axis: ValueAxis,
    points: Vec<Point>,
    limits: Vec<Limits>,
    signals: Vec<usize>,
) -> Drawing {
    Drawing::Control(ControlChart { axis, points, limits, signals, no_data: "No data".into() })
}

const OLD: [&str; 2] = ["Usual range until February", "30 to 40"];
const NEW: [&str; 2] = ["Since March", "20 to 26"];

fn controls() -> Vec<(&'static str, Drawing)> {
    let drop = |n: usize| Some(if n < 14 { 2_100.0 } else { 1_400.0 } + wobble(n) * 300.0);
    let both = |new| {
        vec![limits((0, 14), 2_250.0, |_| 350.0, &OLD), limits((14, 22), 1_550.0, |_| 250.0, new)]
    };
    let weekly = |n: usize| fallen(n).map(|v| v + (wobble(n * 7) - 0.5) * 200.0);
    let whole = |count, value: fn(usize) -> Option<f64>| {
        let mut points = weeks(count, value);
        points.iter_mut().for_each(|point| point.is_whole = true);
        points
    };
    let far = |n: usize| if n == 30 { Some(90_000.0) } else { Some(1_800.0 + wobble(n) * 600.0) };
    let far_range = || vec![limits((0, 52), 2_100.0, |_| 500.0, &["Usual range", "27 to 43"])];
    let share = |n: usize| Some(0.87 + (wobble(n) - 0.5) * 0.08);
    let stepped = || {
        vec![limits((0, 60), 0.87, |n| 0.03 + wobble(n * 5) * 0.05, &["Usual range", "81 to 93 %"])]
    };
    let nps = |n: usize| Some((wobble(n) - 0.55) * 40.0);
    let nps_range = vec![limits((0, 30), -2.0, |_| 30.0, &["Usual range", "-32 to 28"])];
    let years =
        vec![limits((0, 62), 2_100.0, |_| 330.0, &OLD), limits((62, 98), 1_320.0, |_| 300.0, &NEW)];
    vec![
        ("control", control(axis(60.0), months(22, drop), both(&NEW), vec![14])),
        ("control, 98 weeks", control(axis(60.0), whole(98, weekly), years, vec![62, 63, 64, 97])),
        ("control, one far week", control(axis(60.0), whole(52, far), far_range(), vec![30])),
        ("control, limits in steps", control(shares(false), whole(60, share), stepped(), vec![])),
        ("control, from zero", control(shares(true), whole(60, share), stepped(), vec![2])),
        ("control, points", control(points(), whole(30, nps), nps_range, vec![])),
        ("control, gaps", control(axis(60.0), whole(52, gaps), far_range(), vec![1])),
        ("control, German", control(axis(60.0), months(22, drop), both(&GERMAN), vec![14])),
        ("control, too few", control(axis(60.0), months(3, drop), vec![], vec![])),
        ("control, one point", control(axis(60.0), months(1, drop), vec![], vec![])),
        ("control, limits without points", control(axis(60.0), vec![], both(&NEW), vec![9])),
        ("control, nothing shown", control(axis(60.0), months(8, |_| None), vec![], vec![])),
    ]
}

/// Panels and spark lines.
pub(super) fn small() -> Vec<(Room, &'static str, Drawing)> {
    let panels = panels().into_iter().map(|(name, drawing)| (Room::Panel, name, drawing));
    let sparks = sparks().into_iter().map(|(name, drawing)| (Room::Spark, name, drawing));
    panels.chain(sparks).collect()
}

fn panels() -> Vec<(&'static str, Drawing)> {
    let panel = |points, others: usize, message: &[&str]| {
        let other = |s: usize| (0..24).map(move |n| Some(wobble(n + s) * 900.0 + s as f64 * 200.0));
        Drawing::Panel(PanelChart {
            axis: axis(60.0),
            scale: (200.0, 3_480.0),
            points,
            all: Arc::new((0..others).map(|s| other(s).collect()).collect()),
            message: message.iter().map(|&line| line.into()).collect(),
        })
    };
    let filling = |mut points: Vec<Point>| {
        points.iter_mut().next_back().unwrap().is_whole = false;
        points
    };
    let below = Drawing::Panel(PanelChart {
        axis: points(),
        scale: (-52.0, 60.0),
        points: months(24, |n| Some(40.0 - n as f64 * 4.0)),
        all: Arc::default(),
        message: vec![],
    });
    let few = ["Hidden", "a small group, or near one"];
    vec![
        ("panel", panel(months(24, usual), 4, &[])),
        ("panel among 23", panel(months(24, usual), 23, &[])),
        ("panel, gaps", panel(months(24, gaps), 4, &[])),
        ("panel, hidden", panel(months(24, |_| None), 0, &few)),
        ("panel, nothing shown", panel(months(24, |_| None), 3, &[])),
        ("panel, empty", panel(vec![], 0, &[])),
        ("panel, one point", panel(months(1, usual), 2, &[])),
        ("panel, still filling", panel(filling(months(6, usual)), 2, &[])),
        ("panel, below zero", below),
        ("panel, beyond the scale", panel(months(24, |n| Some(1e9 * wobble(n))), 4, &[])),
    ]
}

fn sparks() -> Vec<(&'static str, Drawing)> {
    let spark = |values: Vec<Option<f64>>, limits: Vec<Limits>| {
        let (is_last_whole, is_early) = (values.len().is_multiple_of(2), values.len() < 4);
        Drawing::Spark(SparkLine { values, limits, is_last_whole, is_early })
    };
    let values = |count: usize, value: fn(usize) -> Option<f64>| (0..count).map(value).collect();
    let broken = |n: usize| (n % 6 != 2).then(|| wobble(n));
    let changed = |n: usize| Some(if n < 12 { 2_000.0 } else { 1_300.0 } + wobble(n) * 300.0);
    let two =
        vec![limits((0, 12), 2_150.0, |_| 250.0, &[]), limits((12, 24), 1_450.0, |_| 250.0, &[])];
    let steps = vec![limits((0, 24), 0.5, |n| 0.2 + wobble(n * 5) * 0.3, &[])];
    vec![
        ("spark", spark(values(24, changed), two)),
        ("spark, limits in steps", spark(values(24, |n| Some(wobble(n))), steps)),
        ("spark, gaps", spark(values(24, broken), vec![])),
        ("spark, still filling", spark(values(23, broken), vec![])),
        ("spark, early", spark(values(3, usual), vec![])),
        ("spark, one", spark(values(1, usual), vec![])),
        ("spark, empty", spark(vec![], vec![])),
        ("spark, nothing shown", spark(values(24, |_| None), vec![])),
        ("spark, level", spark(values(24, |_| Some(5.0)), vec![])),
        ("spark, huge", spark(values(24, |n| Some(1e300 * (wobble(n) - 0.5))), vec![])),
    ]
}
