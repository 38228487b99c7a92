//! What charts take: `cargo bench --bench charts`.
//!
//! Each chart is drawn in all the widths of its room, many times; the median and the least time are
//! printed in milliseconds, with the bytes of all widths together, plain and as a server sends them
//! (gzip).
#![allow(clippy::print_stdout, reason = "it prints its table")]

use std::hint::black_box;
use std::io::Write as _;
use std::time::Instant;

use flate2::Compression;
use flate2::write::GzEncoder;
use moments::calendar::{Day, Month};
use moments::chart;
use moments::site::figure::{
    Bar, BarChart, Bin, CalendarChart, ControlChart, Drawing, HourCell, HoursChart, Limits,
    LineChart, Mark, Marker, PanelChart, Point, Room, Series, SparkLine, SpreadChart, StackChart,
    ValueAxis,
};
use moments::units::Unit;
use moments::words::Words;

/// So many times a chart is drawn; the median counts.
const SAMPLES: usize = 201;
/// 2 December 2024, a Monday.
const FIRST: Day = Day(20_059);

fn main() {
    let words = Words::english();
    let charts = [
        ("trend of 104 weeks", Room::Full, trend(&words)),
        ("control chart of 104 weeks", Room::Part, control(&words)),
        ("panel of 24 months", Room::Panel, panel(&words)),
        ("spark line of 24 months", Room::Spark, spark()),
        ("12 bars", Room::Full, bars(&words)),
        ("6 areas of 24 months", Room::Full, stack()),
        ("calendar of 364 days", Room::Full, calendar(&words)),
        ("week by hours", Room::Full, hours(&words)),
        ("spread of 40 bins", Room::Full, spread(&words)),
    ];
    println!("{:<28} {:>9} {:>9} {:>10} {:>10}", "", "ms", "least", "bytes", "gzip");
    for (name, room, drawing) in &charts {
        measure(name, *room, drawing, &words);
    }
}

fn measure(name: &str, room: Room, drawing: &Drawing, words: &Words) {
    let draw = || chart::draw(drawing, "chart", "Half within 21 minutes", room, words);
    let mut samples: Vec<f64> = (0..SAMPLES)
        .map(|_| {
            let start = Instant::now();
            black_box(draw());
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    samples.sort_by(f64::total_cmp);
    let svgs: String = draw().views.into_iter().map(|view| view.svg).collect();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    let packed = gzip.write_all(svgs.as_bytes()).and_then(|()| gzip.finish());
    let packed = packed.map_or(0, |bytes| bytes.len());
    let [least, median] = [samples[0], samples[SAMPLES / 2]];
    println!("{name:<28} {median:>9.3} {least:>9.3} {:>10} {packed:>10}", svgs.len());
}

/// A number from 0 to 1 that looks like chance, the same on every machine.
fn chance(n: usize) -> f64 {
    let mixed = (n as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed >> 40) as f64 / (1_u64 << 24) as f64
}

fn axis(divisor: f64) -> ValueAxis {
    ValueAxis { label: "minutes".into(), divisor, limit: None, floor: None, from_zero: true }
}

/// Minutes that fall by a third after 60 weeks.
fn seconds(n: usize) -> f64 {
    let level = if n < 60 { 2_100.0 } else { 1_400.0 };
    level + (chance(n) - 0.5) * 200.0
}

fn weeks(words: &Words) -> Vec<Point> {
    let point = |n: usize| {
        let (start, value) = (FIRST.plus(7 * n as i32), seconds(n));
        let minutes = (value / 60.0).round() as i64;
        let sample = words.count(900 + (chance(n + 7) * 200.0) as i64);
        Point {
            start,
            end: start.plus(7),
            value: Some(value),
            upper: Some(value * 2.2),
            interval: Some((value - 60.0, value + 60.0)),
            is_whole: n < 103,
            words: format!("Week of {}: {minutes} min, n = {sample}", words.day(start)),
        }
    };
    (0..104).map(point).collect()
}

fn months(words: &Words, shift: usize) -> Vec<Point> {
    let point = |n: usize| {
        let month = Month(FIRST.month().0 + n as i32);
        let value = seconds(n * 3 + shift);
        let minutes = (value / 60.0).round() as i64;
        Point {
            start: month.start(),
            end: month.end(),
            value: Some(value),
            upper: None,
            interval: Some((value - 60.0, value + 60.0)),
            is_whole: true,
            words: format!("{}: {minutes} min, n = 912", words.month(month)),
        }
    };
    (0..24).map(point).collect()
}

fn trend(words: &Words) -> Drawing {
    let marker = |n: usize| Marker {
        number: n + 1,
        day: FIRST.plus(90 + 150 * n as i32),
        name: "Repairs answers in the chat".into(),
        context: "March 2026, Repairs".into(),
        href: "../../stories/repairs-answers-in-the-chat/index.html".into(),
    };
    Drawing::Line(LineChart {
        axis: axis(60.0),
        points: weeks(words),
        line_label: vec!["Half within".into(), "21 minutes".into()],
        band_label: vec!["9 in 10 within".into(), "48 minutes".into()],
        moments: (0..4).map(marker).collect(),
        events: Vec::new(),
        no_data: "No data".into(),
        filling: "week still filling".into(),
    })
}

fn limits(first: usize, end: usize, centre: f64) -> Limits {
    let edges = vec![(centre - 250.0, centre + 250.0); end - first];
    let words = vec!["Usual range".into(), "20 to 26".into()];
    Limits { first, end, centre, edges, is_new: first > 0, words }
}

fn control(words: &Words) -> Drawing {
    let limits = vec![limits(0, 60, 2_100.0), limits(60, 104, 1_400.0)];
    let (points, no_data) = (weeks(words), "No data".into());
    Drawing::Control(ControlChart { axis: axis(60.0), points, limits, signals: vec![60], no_data })
}

fn panel(words: &Words) -> Drawing {
    let other = |s: usize| months(words, s).into_iter().map(|point| point.value).collect();
    Drawing::Panel(PanelChart {
        axis: axis(60.0),
        scale: (600.0, 3_000.0),
        points: months(words, 0),
        all: std::sync::Arc::new((1..5).map(other).collect()),
        message: Vec::new(),
    })
}

fn spark() -> Drawing {
    Drawing::Spark(SparkLine {
        values: (0..24).map(|n| Some(seconds(n * 4))).collect(),
        limits: vec![limits(0, 15, 2_100.0), limits(15, 24, 1_400.0)],
        is_last_whole: true,
        is_early: false,
    })
}

fn bars(words: &Words) -> Drawing {
    let bar = |n: usize| {
        let value = 8_000.0 / (1.0 + n as f64);
        Bar {
            name: format!("Topic number {n}"),
            value: Some(value),
            interval: None,
            words: words.count(value as i64),
            href: Some(format!("../topics/topic-number-{n}/index.html")),
        }
    };
    Drawing::Bars(BarChart { axis: axis(1.0), bars: (0..12).map(bar).collect() })
}

fn stack() -> Drawing {
    let month = |n: i32| Month(FIRST.month().0 + n);
    let series = |s: usize| Series {
        name: format!("Channel {s}"),
        values: (0..24).map(|n| Some(900.0 + chance(n + 31 * s) * 300.0)).collect(),
    };
    Drawing::Stack(StackChart {
        axis: axis(1.0),
        periods: (0..24).map(|n| (month(n).start(), month(n).end())).collect(),
        series: (0..6).map(series).collect(),
    })
}

fn calendar(words: &Words) -> Drawing {
    let day = |n: i32| {
        let (day, count) = (FIRST.plus(n), (chance(n as usize) * 200.0) as u64);
        (day, count, format!("{}: {count}", words.day(day)))
    };
    Drawing::Calendar(CalendarChart { days: (0..364).map(day).collect() })
}

fn hours(words: &Words) -> Drawing {
    let cell = |n: usize| {
        let (day, hour) = (n / 24, n % 24);
        let value = 100.0 - (hour as f64 - 13.0).abs() * 8.0 + chance(n) * 9.0;
        let words = format!("{}, {hour} to {}: {value:.0}", words.weekday(day), hour + 1);
        HourCell { value: Some(value), words }
    };
    Drawing::Hours(HoursChart {
        cells: (0..168).map(cell).collect(),
        bounds: vec![20.0, 40.0, 60.0, 80.0],
        bound_words: ["20", "40", "60", "80"].map(Into::into).to_vec(),
        none: String::new(),
    })
}

fn spread(words: &Words) -> Drawing {
    let mut low = 20.0;
    let bin = |n: usize| {
        let high = low * 1.25;
        let away = (n as f64 - 18.0) / 8.0;
        let share = 0.07 / (1.0 + away * away * away * away);
        let bin = Bin { low, high, share, words: words.percent(share) };
        low = high;
        bin
    };
    let mark = |value: f64, line: &str| Mark { value, lines: vec![line.into(), "21 min".into()] };
    Drawing::Spread(SpreadChart {
        bins: (0..40).map(bin).collect(),
        marks: vec![mark(1_260.0, "Half within"), mark(9_000.0, "9 in 10 within")],
        unit: Unit::Seconds,
    })
}
