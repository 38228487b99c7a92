//! Every kind of drawing in every state it can be in.

use super::over_time;
use super::whole;
use crate::calendar::{Day, Month};
use crate::site::figure::{Drawing, Figure, Marker, Point, Room, ValueAxis};

/// A drawing with its place and what is special about it.
pub(super) struct State {
    pub(super) name: &'static str,
    pub(super) room: Room,
    pub(super) drawing: Drawing,
}

/// Every state of every kind.
pub(super) fn all() -> Vec<State> {
    let full = over_time::full().into_iter().chain(whole::full());
    let full = full.map(|(name, drawing)| State { name, room: Room::Full, drawing });
    let small = over_time::small().into_iter();
    let small = small.map(|(room, name, drawing)| State { name, room, drawing });
    full.chain(small).collect()
}

/// The state of that name.
pub(super) fn named(name: &str) -> Drawing {
    let found = all().into_iter().find(|state| state.name == name);
    found.unwrap_or_else(|| panic!("no state `{name}`")).drawing
}

/// A state as a page would show it.
pub(super) fn figure(state: State, id: &str) -> Figure {
    let moments = match &state.drawing {
        Drawing::Line(chart) => chart.moments.clone(),
        _ => Vec::new(),
    };
    Figure {
        id: id.into(),
        title: format!("{}: <half> of \"us\" & more", state.name),
        note: "Time until a person answers, in opening hours. Line: half of all customers.".into(),
        drawing: state.drawing,
        room: state.room,
        table: None,
        moments,
        download: None,
        file: None,
    }
}

pub(super) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// A number from 0 to 1 that looks like chance and never changes.
pub(super) fn wobble(n: usize) -> f64 {
    let mixed = (n as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed >> 40) as f64 / (1_u64 << 24) as f64
}

pub(super) fn axis(divisor: f64) -> ValueAxis {
    ValueAxis { label: "minutes".into(), divisor, limit: None, floor: None, from_zero: true }
}

/// Shares in per cent.
pub(super) fn shares(from_zero: bool) -> ValueAxis {
    ValueAxis {
        label: "per cent".into(),
        divisor: 0.01,
        limit: Some(1.0),
        floor: Some(0.0),
        from_zero,
    }
}

/// Points from -100 to 100.
pub(super) fn points() -> ValueAxis {
    ValueAxis {
        label: "points".into(),
        divisor: 1.0,
        limit: Some(100.0),
        floor: Some(-100.0),
        from_zero: true,
    }
}

/// So many weeks, the last of which is still filling.
pub(super) fn weeks(count: usize, value: impl Fn(usize) -> Option<f64>) -> Vec<Point> {
    let first = day("2024-12-30");
    let point = |n: usize| {
        let start = first.plus(7 * n as i32);
        let value = value(n);
        Point {
            start,
            end: start.plus(7),
            value,
            upper: value.map(|v| v * (1.9 + wobble(n * 3) * 0.25)),
            interval: None,
            is_whole: n + 1 < count,
            words: format!("Week of {start}: <&\"'>"),
        }
    };
    (0..count).map(point).collect()
}

/// So many whole months with an interval.
pub(super) fn months(count: usize, value: impl Fn(usize) -> Option<f64>) -> Vec<Point> {
    let first = day("2024-11-01").month().0;
    let point = |n: usize| {
        let month = Month(first + n as i32);
        let (start, end, value) = (month.start(), month.end(), value(n));
        let interval = value.map(|v| (v - v.abs() * 0.12, v + v.abs() * 0.15));
        let words = format!("month {n}");
        Point { start, end, value, upper: None, interval, is_whole: true, words }
    };
    (0..count).map(point).collect()
}

/// Points without an upper edge: their intervals are drawn.
pub(super) fn with_intervals(mut points: Vec<Point>, half: impl Fn(f64) -> f64) -> Vec<Point> {
    for point in &mut points {
        point.upper = None;
        point.interval = point.value.map(|v| (v - half(v), v + half(v)));
    }
    points
}

/// A first response that fell by a third in March.
pub(super) fn fallen(n: usize) -> Option<f64> {
    let level = if n < 62 { 2_100.0 } else { 1_400.0 - (n as f64 - 62.0) * 4.0 };
    Some(level + (wobble(n) - 0.5) * 180.0)
}

/// Two years and a week in which two weeks are missing.
pub(super) fn gaps(n: usize) -> Option<f64> {
    if n % 17 > 11 || n % 5 == 4 { None } else { usual(n) }
}

pub(super) fn usual(n: usize) -> Option<f64> {
    Some(1_200.0 + wobble(n) * 900.0)
}

pub(super) fn moment(n: usize) -> Marker {
    Marker {
        number: n + 1,
        day: day("2025-01-02").plus((wobble(n) * 600.0) as i32),
        name: format!("<b>Moment</b> & \"{n}\""),
        context: "March 2025, Repairs".into(),
        href: format!("../stories/{n}/?a=1&b=\"2\""),
    }
}
