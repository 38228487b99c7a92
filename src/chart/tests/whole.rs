//! Drawings of a whole: bars, stacks, calendars, the week by hours, spreads.

use super::states::{axis, day, months, shares, wobble};
use crate::site::figure::{
    Bar, BarChart, Bin, CalendarChart, Drawing, HourCell, HoursChart, Mark, Series, SpreadChart,
    StackChart,
};

pub(super) fn full() -> Vec<(&'static str, Drawing)> {
    [bars(), stacks(), calendars(), hours(), spreads()].into_iter().flatten().collect()
}

fn bars() -> Vec<(&'static str, Drawing)> {
    let names = ["Chat", "<script>alert(\"x\")</script>", "Donaudampfschifffahrtsgesellschaften"];
    let hidden = "Hidden, so that a smaller group stays hidden";
    let odd = |n: usize| Bar {
        name: format!("{} and a longer name {n}", names[n % 3]),
        value: (n % 4 != 3).then(|| wobble(n) * 9_000.0),
        interval: n.is_multiple_of(2).then(|| (wobble(n) * 8_000.0, wobble(n) * 9_500.0)),
        words: if n % 4 == 3 { hidden.into() } else { "8,412".into() },
        href: n.is_multiple_of(3).then(|| "teams/?a&b".into()),
    };
    let topics = ["Delivery", "Refunds", "Sign-in trouble", "Wrong item", "Change of address"];
    let usual = |n: usize| Bar {
        name: topics[n].into(),
        value: Some(8_412.0 / (1.0 + n as f64 * 0.8)),
        interval: None,
        words: "8,412".into(),
        href: Some("topics/delivery/".into()),
    };
    let share = |n: usize| Bar {
        value: Some(0.93 - n as f64 * 0.06),
        interval: Some((0.90 - n as f64 * 0.08, 0.95 - n as f64 * 0.04)),
        words: "93 % of 120".into(),
        href: None,
        ..usual(n)
    };
    let level = |value: f64| move |n: usize| Bar { value: Some(value), ..odd(n) };
    let chart = |bars: Vec<Bar>| Drawing::Bars(BarChart { axis: axis(1.0), bars });
    let of_shares = |bars: Vec<Bar>| Drawing::Bars(BarChart { axis: shares(true), bars });
    vec![
        ("bars", chart((0..5).map(usual).collect())),
        ("bars of shares", of_shares((0..5).map(share).collect())),
        ("no bars", chart(vec![])),
        ("one bar", chart((0..1).map(odd).collect())),
        ("40 bars", chart((0..40).map(odd).collect())),
        ("bars of nothing", chart((0..4).map(level(0.0)).collect())),
        ("huge bars", chart((0..4).map(level(1e18)).collect())),
        ("tiny bars", chart((0..4).map(level(1e-12)).collect())),
        ("bars without numbers", chart((0..4).map(level(f64::NAN)).collect())),
    ]
}

fn stacks() -> Vec<(&'static str, Drawing)> {
    let stack = |count: usize, periods: usize, value: &dyn Fn(usize, usize) -> Option<f64>| {
        let names = ["Phone", "Email", "Chat", "Social media", "In store", "Letter"];
        let series = |s: usize| Series {
            name: if count > 6 { format!("Channel \"{s}\" & its name") } else { names[s].into() },
            values: (0..periods).map(|n| value(s, n)).collect(),
        };
        let periods = months(periods, |_| None).iter().map(|p| (p.start, p.end)).collect();
        let series = (0..count).map(series).collect();
        Drawing::Stack(StackChart { axis: axis(1.0), periods, series })
    };
    let odd = |s: usize, n: usize| {
        let is_shown = s != 2 && !(n + s).is_multiple_of(7) && n % 11 != 5;
        is_shown.then(|| wobble(n + s * 31) * 4_000.0)
    };
    let usual = |s: usize, n: usize| {
        Some(6_000.0 / (1.0 + s as f64) + wobble(n + s * 31) * 400.0 + (n * s) as f64 * 30.0)
    };
    let german = match stack(3, 24, &usual) {
        Drawing::Stack(mut chart) => {
            chart.series[1].name = "Donaudampfschifffahrtsgesellschaftskapitänsmütze".into();
            Drawing::Stack(chart)
        }
        other => other,
    };
    vec![
        ("six series", stack(6, 24, &usual)),
        ("no series", stack(0, 0, &odd)),
        ("one series, two periods", stack(1, 2, &odd)),
        ("one period", stack(3, 1, &usual)),
        ("four series, gaps", stack(4, 24, &odd)),
        ("24 series", stack(24, 36, &odd)),
        ("German series", german),
        ("huge series", stack(3, 12, &|s, n| Some(1e17 * wobble(s + n)))),
        ("series of nothing", stack(3, 12, &|_, _| Some(0.0))),
        ("series not shown", stack(3, 12, &|_, _| None)),
    ]
}

fn calendars() -> Vec<(&'static str, Drawing)> {
    let calendar = |count: i32, of: &dyn Fn(usize) -> u64| {
        let day = |n: i32| (day("2025-11-18").plus(n), of(n as usize), format!("<{n}>"));
        Drawing::Calendar(CalendarChart { days: (0..count).map(day).collect() })
    };
    let usual = |n: usize| if n % 7 > 4 { n as u64 % 5 } else { (wobble(n) * 90.0) as u64 + 40 };
    vec![
        ("a year of days", calendar(364, &usual)),
        ("no days", calendar(0, &usual)),
        ("one day", calendar(1, &usual)),
        ("nine days", calendar(9, &usual)),
        ("two years of days", calendar(730, &usual)),
        ("days of nothing", calendar(100, &|_| 0)),
        ("huge days", calendar(100, &|n| u64::MAX / (n as u64 + 1))),
    ]
}

fn hours() -> Vec<(&'static str, Drawing)> {
    let week = |bounds: &[(f64, &str)], none: &str, value: &dyn Fn(usize) -> Option<f64>| {
        let cell = |n: usize| HourCell { value: value(n), words: format!("<hour {n}>") };
        Drawing::Hours(HoursChart {
            cells: (0..168).map(cell).collect(),
            bounds: bounds.iter().map(|(bound, _)| *bound).collect(),
            bound_words: bounds.iter().map(|(_, words)| (*words).into()).collect(),
            none: none.into(),
        })
    };
    let usual = |n: usize| {
        let (day, hour) = (n / 24, n % 24);
        let is_open = (8..20).contains(&hour) && day < 6;
        let noon = (hour as f64 - 13.0).abs();
        Some(if is_open { 130.0 - noon * 14.0 + wobble(n) * 20.0 } else { wobble(n) * 9.0 })
    };
    let some = |n: usize| usual(n).filter(|_| (7..21).contains(&(n % 24)));
    let counts = [(5.0, "5"), (40.0, "40"), (80.0, "80"), (110.0, "110")];
    let german = [
        (5.0, "fünf Rückerstattungen"),
        (40.0, "vierzig Rückerstattungen"),
        (80.0, "achtzig Rückerstattungen"),
        (110.0, "hundertzehn Rückerstattungen"),
    ];
    let none = Drawing::Hours(HoursChart {
        cells: vec![],
        bounds: vec![],
        bound_words: vec![],
        none: "No data".into(),
    });
    vec![
        ("hours", week(&counts, "", &usual)),
        ("hours, some too few", week(&counts, "Too few", &some)),
        ("hours, no cells", none),
        ("hours, nothing shown", week(&[], "No data", &|_| None)),
        ("hours, one shade", week(&[], "", &|_| Some(1.0))),
        ("hours, two shades", week(&counts[..1], "Too few", &some)),
        ("hours, German", week(&german, "Keine Angaben vorhanden", &some)),
        ("hours, no numbers", week(&counts, "Too few", &|_| Some(f64::NAN))),
    ]
}

fn mark(value: f64, first: &str, second: &str) -> Mark {
    Mark { value, lines: vec![first.into(), second.into()] }
}

fn bin(low: f64, high: f64, share: f64) -> Bin {
    Bin { low, high, share, words: format!("<{low} to {high}>") }
}

/// A bump around its middle, in bins that each end at `step` times their start.
fn bump(from: f64, step: f64, count: usize) -> Vec<Bin> {
    let mut low = from;
    let next = |n: usize| {
        let high = low * step;
        let away = (n as f64 - count as f64 * 0.45) / (count as f64 * 0.2);
        let bin = bin(low, high, (1.0 + wobble(n) * 0.2) / (1.0 + away * away * away * away));
        low = high;
        bin
    };
    (0..count).map(next).collect()
}

fn spreads() -> Vec<(&'static str, Drawing)> {
    let half = |value: f64| mark(value, "Half within", "21 minutes");
    let most = |value: f64| mark(value, "9 in 10 within", "2 h 30 min");
    let usual = || vec![half(1_260.0), most(9_000.0)];
    let uneven = vec![
        bin(0.0, 60.0, 0.1),
        bin(60.0, 300.0, 0.2),
        bin(300.0, 900.0, 0.3),
        bin(900.0, 3_600.0, 0.25),
        bin(3_600.0, 86_400.0, 0.15),
        bin(86_400.0, 604_800.0, 0.0),
    ];
    let long = "Donaudampfschifffahrtsgesellschaft beantwortet";
    let second = vec![bin(0.0, 1.0, 0.9), bin(1.0, 2.0, 0.1)];
    let wrong = vec![bin(f64::NAN, f64::INFINITY, f64::NAN)];
    let spreads = [
        ("spread", bump(20.0, 1.26, 44), usual()),
        ("spread, wide bins", uneven, usual()),
        ("spread, nothing", vec![], usual()),
        ("spread, empty bins", vec![bin(1.0, 2.0, 0.0)], vec![]),
        ("spread, one bin", vec![bin(60.0, 120.0, 1.0)], vec![half(90.0)]),
        ("spread, under a second", second, vec![half(0.0)]),
        ("spread, marks at the left", bump(60.0, 1.3, 40), vec![half(60.0), most(70.0)]),
        ("spread, marks at the right", bump(60.0, 1.3, 12), vec![half(1_200.0), most(1_390.0)]),
        ("spread, marks on one place", bump(60.0, 1.3, 30), vec![half(3e3), most(3e3), most(3e3)]),
        ("spread, German", bump(60.0, 1.3, 30), vec![mark(3e3, long, long), mark(9e3, long, long)]),
        ("spread, years", bump(1.0, 2.0, 33), vec![half(9e8)]),
        ("spread, a million years", bump(1.0, 4.0, 30), vec![]),
        ("spread, no numbers", wrong, vec![mark(f64::NAN, "a", "b")]),
    ];
    let drawing = |(name, bins, marks)| (name, Drawing::Spread(SpreadChart { bins, marks }));
    spreads.into_iter().map(drawing).collect()
}
