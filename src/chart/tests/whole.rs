//! Drawings of a whole: bars, stacks, calendars, the week by hours, spreads.

use super::states::{axis, day, months, shares, wobble};
use crate::site::figure::{
    Bar, BarChart, Bin, CalendarChart, Drawing, HourCell, HoursChart, Mark, Series, SpreadChart,
    StackChart,
};
use crate::units::Unit;

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

/// A bump around its middle, in so many bins of a doubling's part.
fn spread((from, step, count): (f64, f64, usize), marks: Vec<Mark>) -> Drawing {
    let mut low = from;
    let bin = |n: usize| {
        let high = low * step;
        let away = (n as f64 - count as f64 * 0.45) / (count as f64 * 0.2);
        let share = (1.0 + wobble(n) * 0.2) / (1.0 + away * away * away * away);
        let bin = Bin { low, high, share, words: format!("<bin {n}>") };
        low = high;
        bin
    };
    bins((0..count).map(bin).collect(), marks)
}

fn bins(bins: Vec<Bin>, marks: Vec<Mark>) -> Drawing {
    Drawing::Spread(SpreadChart { bins, marks, unit: Unit::Seconds })
}

fn bin(low: f64, high: f64, share: f64) -> Bin {
    Bin { low, high, share, words: "bin".into() }
}

fn spreads() -> Vec<(&'static str, Drawing)> {
    let usual = || {
        vec![
            mark(1_260.0, "Half within", "21 minutes"),
            mark(9_000.0, "9 in 10 within", "2 h 30 min"),
        ]
    };
    let at_left =
        vec![mark(60.0, "Half within", "1 minute"), mark(70.0, "9 in 10 within", "70 seconds")];
    let at_right = vec![
        mark(1_200.0, "Half within", "20 minutes"),
        mark(1_390.0, "9 in 10 within", "23 minutes"),
    ];
    let names = ["Half within", "9 in 10 within", "All within"];
    let on_one_place = names.map(|name| mark(3_000.0, name, "50 minutes")).to_vec();
    let long = "Donaudampfschifffahrtsgesellschaft beantwortet";
    let german = vec![mark(3_000.0, long, long), mark(9_000.0, long, long)];
    let mut all = vec![
        ("spread", spread((20.0, 1.26, 44), usual())),
        ("spread, wide bins", bins(uneven(), usual())),
        ("spread, marks at the left", spread((60.0, 1.3, 40), at_left)),
        ("spread, marks at the right", spread((60.0, 1.3, 12), at_right)),
        ("spread, marks on one place", spread((60.0, 1.3, 30), on_one_place)),
        ("spread, German", spread((60.0, 1.3, 30), german)),
        ("spread, a million years", spread((1.0, 4.0, 30), vec![])),
    ];
    let years = spread((1.0, 2.0, 33), vec![mark(9e8, "Half within", "28 years")]);
    all.push(("spread, years", years));
    let hours = SpreadChart {
        bins: (20..30)
            .map(|n| bin(f64::from(n) * 7_200.0, f64::from(n + 1) * 7_200.0, 0.1))
            .collect(),
        marks: vec![mark(180_000.0, "Half within", "50 h")],
        unit: Unit::BusinessSeconds,
    };
    all.push(("spread, business hours", Drawing::Spread(hours)));
    all.extend(odd_spreads());
    all
}

fn uneven() -> Vec<Bin> {
    vec![
        bin(0.0, 60.0, 0.1),
        bin(60.0, 300.0, 0.2),
        bin(300.0, 900.0, 0.3),
        bin(900.0, 3_600.0, 0.25),
        bin(3_600.0, 86_400.0, 0.15),
        bin(86_400.0, 604_800.0, 0.0),
    ]
}

fn odd_spreads() -> Vec<(&'static str, Drawing)> {
    let one = bins(vec![bin(60.0, 120.0, 1.0)], vec![mark(90.0, "Half within", "90 s")]);
    let at_once =
        bins(vec![bin(0.0, 1.0, 0.9), bin(1.0, 2.0, 0.1)], vec![mark(0.0, "Half at", "once")]);
    let no_numbers =
        bins(vec![bin(f64::NAN, f64::INFINITY, f64::NAN)], vec![mark(f64::NAN, "a", "b")]);
    vec![
        ("spread, nothing", bins(vec![], vec![mark(1_260.0, "Half within", "21 minutes")])),
        ("spread, empty bins", bins(vec![bin(1.0, 2.0, 0.0)], vec![])),
        ("spread, one bin", one),
        ("spread, under a second", at_once),
        ("spread, no numbers", no_numbers),
    ]
}
