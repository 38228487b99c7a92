//! What holds for every drawing in every state: it is well formed, and its words can be read.

use quick_xml::Reader;
use quick_xml::events::Event as Xml;

use super::draw;
use super::measure;
use crate::calendar::{Day, Month};
use crate::site::figure::*;
use crate::words::Words;

/// A text as it stands in a drawing.
#[derive(Debug)]
struct Label {
    text: String,
    size: f64,
    left: f64,
    right: f64,
    baseline: f64,
}

/// The labels of a drawing; fails where it is not well formed.
fn labels(svg: &str) -> Vec<Label> {
    let mut reader = Reader::from_str(svg);
    let (mut labels, mut open): (Vec<Label>, bool) = (Vec::new(), false);
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {svg}")) {
            Xml::Start(tag) if tag.name().as_ref() == b"text" => {
                labels.push(label(&tag));
                open = true;
            }
            Xml::Start(tag) if tag.name().as_ref() == b"title" => open = false,
            Xml::End(tag) => {
                open = tag.name().as_ref() == b"title" && svg_text_is_open(&reader, svg);
            }
            Xml::Text(text) if open => {
                let last = labels.last_mut().unwrap();
                last.text.push_str(&String::from_utf8_lossy(&text));
            }
            Xml::GeneralRef(name) if open => {
                let names = [("lt", '<'), ("gt", '>'), ("quot", '"'), ("amp", '&'), ("#39", '\'')];
                let known = names.iter().find(|(known, _)| known.as_bytes() == &*name);
                labels.last_mut().unwrap().text.push(known.unwrap().1);
            }
            Xml::Eof => break,
            _ => {}
        }
    }
    labels.into_iter().map(measured).collect()
}

/// Whether what was read last stands in a text: a text has its title first.
fn svg_text_is_open(reader: &Reader<&[u8]>, svg: &str) -> bool {
    let before = &svg[..reader.buffer_position() as usize];
    before.rfind("<text") > before.rfind("</text")
}

fn label(tag: &quick_xml::events::BytesStart<'_>) -> Label {
    let attribute = |name: &str| {
        let found = tag.attributes().flatten().find(|a| a.key.as_ref() == name.as_bytes());
        found.map(|a| String::from_utf8_lossy(&a.value).into_owned()).unwrap_or_default()
    };
    let number = |name: &str| attribute(name).parse::<f64>().unwrap();
    let (x, size) = (number("x"), number("font-size"));
    let side = match attribute("text-anchor").as_str() {
        "middle" => 0.5,
        "end" => 1.0,
        _ => 0.0,
    };
    // Until the text is read, `left` is the anchor and `right` the part of it that lies before it.
    let size_to_measure = measure::heft(size, !attribute("font-weight").is_empty());
    Label {
        text: String::new(),
        size: size_to_measure,
        left: x,
        right: side,
        baseline: number("y"),
    }
}

fn measured(label: Label) -> Label {
    let width = measure::width(&label.text, label.size);
    let left = label.left - width * label.right;
    Label { left, right: left + width, ..label }
}

/// Half of a pixel is lost in rounding.
const SLACK: f64 = 0.5;

fn overlap(a: &Label, b: &Label) -> bool {
    // What letters cover: from the tops of tall ones to the line they stand on.
    let (a_top, b_top) = (a.baseline - a.size * 0.72, b.baseline - b.size * 0.72);
    a.left + SLACK < b.right && b.left + SLACK < a.right && a_top < b.baseline && b_top < a.baseline
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// A number that looks like chance and never changes.
fn wobble(n: usize) -> f64 {
    ((n * 7_919 + 104_729) % 1_009) as f64 / 1_009.0
}

fn axis(divisor: f64) -> ValueAxis {
    ValueAxis { label: "minutes".into(), divisor, limit: None, floor: None, from_zero: true }
}

fn weeks(count: usize, value: impl Fn(usize) -> Option<f64>) -> Vec<Point> {
    let first = day("2024-12-30");
    let point = |n: usize| {
        let start = first.plus(7 * n as i32);
        let value = value(n);
        Point {
            start,
            end: start.plus(7),
            value,
            upper: value.map(|v| v * 1.8),
            interval: value.map(|v| (v * 0.9, v * 1.2)),
            is_whole: n + 1 < count,
            words: format!("Week of {start} <&\"'>"),
        }
    };
    (0..count).map(point).collect()
}

fn months(count: usize, value: impl Fn(usize) -> Option<f64>) -> Vec<Point> {
    let first = day("2024-11-01").month().0;
    let point = |n: usize| {
        let month = Month(first + n as i32);
        let words = format!("month {n}");
        let (start, end) = (month.start(), month.end());
        Point { start, end, value: value(n), upper: None, interval: None, is_whole: true, words }
    };
    (0..count).map(point).collect()
}

fn line(points: Vec<Point>, moments: usize) -> Drawing {
    let moment = |n: usize| Marker {
        number: n + 1,
        day: day("2025-01-02").plus((wobble(n) * 600.0) as i32),
        name: format!("<b>Moment</b> & \"{n}\""),
        context: "March 2025".into(),
        href: format!("../stories/{n}/?a=1&b=\"2\""),
    };
    let event = |n: i32| Event {
        day: day("2025-03-02").plus(n * n * 4),
        name: format!("New phone system number {n}"),
    };
    Drawing::Line(LineChart {
        axis: axis(60.0),
        points,
        line_label: vec!["Half within".into(), "21 minutes".into()],
        band_label: vec!["9 in 10 within".into(), "48 minutes".into()],
        moments: (0..moments).map(moment).collect(),
        events: (0..8).map(event).collect(),
        no_data: "No data".into(),
        filling: "week still filling".into(),
    })
}

fn lines() -> Vec<(&'static str, Drawing)> {
    let usual = |n: usize| Some(1_200.0 + wobble(n) * 900.0);
    let gaps = move |n: usize| if n % 17 > 11 || n % 5 == 4 { None } else { usual(n) };
    vec![
        ("empty", line(vec![], 3)),
        ("one point", line(weeks(1, usual), 1)),
        ("two points", line(weeks(2, usual), 2)),
        ("usual", line(weeks(99, usual), 4)),
        ("gaps", line(weeks(60, gaps), 12)),
        ("nothing shown", line(weeks(30, |_| None), 2)),
        ("130 weeks", line(weeks(130, usual), 24)),
        ("more moments than fit", line(weeks(90, usual), 300)),
        ("zero only", line(months(12, |_| Some(0.0)), 0)),
        ("huge", line(months(20, |n| Some(1e18 * wobble(n))), 0)),
        ("tiny", line(months(20, |n| Some(1e-11 * wobble(n))), 0)),
        ("no numbers", line(months(9, |n| Some([f64::NAN, f64::INFINITY][n % 2])), 0)),
        ("below zero", line(months(9, |n| Some(60.0 * wobble(n) - 30.0)), 0)),
    ]
}

fn limits(first: usize, end: usize, low: f64, is_new: bool) -> Limits {
    let (high, centre) = (low + 500.0, low + 250.0);
    let words = vec!["Usual range until February".into(), "30 to 40".into()];
    let edges = vec![(low, high); end - first];
    Limits { first, end, centre, edges, is_new, words }
}

fn controls() -> Vec<(&'static str, Drawing)> {
    let control = |points, limits, signals| {
        let no_data = "No data".into();
        Drawing::Control(ControlChart { axis: axis(60.0), points, limits, signals, no_data })
    };
    let drop = |n: usize| Some(if n < 14 { 2_000.0 } else { 1_300.0 } + wobble(n) * 300.0);
    let both = vec![limits(0, 14, 1_900.0, false), limits(14, 22, 1_200.0, true)];
    vec![
        ("control", control(months(22, drop), both.clone(), vec![14])),
        ("control, too few", control(months(3, drop), vec![], vec![])),
        ("control, limits without points", control(vec![], both, vec![9])),
        ("control, nothing shown", control(months(8, |_| None), vec![], vec![])),
    ]
}

fn bars() -> Vec<(&'static str, Drawing)> {
    let names = ["Chat", "<script>alert(\"x\")</script>", "Donaudampfschifffahrtsgesellschaften"];
    let bar = |n: usize| Bar {
        name: format!("{} and a longer name {n}", names[n % 3]),
        value: (n % 4 != 3).then(|| wobble(n) * 9_000.0),
        interval: n.is_multiple_of(2).then(|| (wobble(n) * 8_000.0, wobble(n) * 9_500.0)),
        words: if n % 4 == 3 {
            "Hidden, so that a smaller group stays hidden".into()
        } else {
            "8,412".into()
        },
        href: n.is_multiple_of(3).then(|| "teams/?a&b".into()),
    };
    let chart =
        |count| Drawing::Bars(BarChart { axis: axis(1.0), bars: (0..count).map(bar).collect() });
    vec![("no bars", chart(0)), ("one bar", chart(1)), ("40 bars", chart(40))]
}

fn stacks() -> Vec<(&'static str, Drawing)> {
    let stack = |count: usize, periods: usize| {
        let value = move |s: usize, n: usize| {
            (s != 2 && !(n + s).is_multiple_of(7) && n % 11 != 5)
                .then(|| wobble(n + s * 31) * 4_000.0)
        };
        let series = |s: usize| Series {
            name: format!("Channel \"{s}\" & its name"),
            values: (0..periods).map(|n| value(s, n)).collect(),
        };
        let periods = months(periods, |_| None).iter().map(|p| (p.start, p.end)).collect();
        Drawing::Stack(StackChart {
            axis: axis(1.0),
            periods,
            series: (0..count).map(series).collect(),
        })
    };
    vec![
        ("no series", stack(0, 0)),
        ("one series, one period", stack(1, 2)),
        ("four series", stack(4, 24)),
        ("24 series", stack(24, 36)),
    ]
}

fn calendars() -> Vec<(&'static str, Drawing)> {
    let calendar = |count: i32| {
        let day = |n: i32| {
            (day("2025-11-18").plus(n), (wobble(n as usize) * 9.0) as u64, format!("<{n}>"))
        };
        Drawing::Calendar(CalendarChart { days: (0..count).map(day).collect() })
    };
    vec![("no days", calendar(0)), ("nine days", calendar(9)), ("two years", calendar(730))]
}

fn small() -> Vec<(Room, &'static str, Drawing)> {
    let panel = |points, others, message: &[&str]| {
        let message = message.iter().map(|&line| line.into()).collect();
        Drawing::Panel(PanelChart { axis: axis(60.0), scale: 3_480.0, points, others, message })
    };
    let others = |count: usize| -> Vec<Vec<Option<f64>>> {
        (0..count).map(|s| (0..24).map(|n| Some(wobble(n + s) * 3_000.0)).collect()).collect()
    };
    let spark = |count: usize, limits| {
        let values = (0..count).map(|n| (n % 6 != 2).then(|| wobble(n))).collect();
        Drawing::Spark(SparkLine {
            values,
            limits,
            is_last_whole: count.is_multiple_of(2),
            is_early: count < 4,
        })
    };
    let points = || months(24, |n| (n % 9 != 4).then(|| wobble(n) * 3_000.0));
    let hidden = ["Hidden", "fewer than 5 a month"];
    vec![
        (Room::Panel, "panel", panel(points(), others(4), &[])),
        (Room::Panel, "panel among many", panel(points(), others(20), &[])),
        (Room::Panel, "hidden panel", panel(months(24, |_| None), others(4), &hidden)),
        (Room::Panel, "empty panel", panel(vec![], vec![], &[])),
        (
            Room::Spark,
            "spark",
            spark(24, vec![limits(0, 12, 0.2, false), limits(12, 24, 0.1, true)]),
        ),
        (Room::Spark, "early spark", spark(3, vec![])),
        (Room::Spark, "empty spark", spark(0, vec![])),
    ]
}

fn all() -> Vec<(Room, &'static str, Drawing)> {
    let full = [lines(), controls(), bars(), stacks(), calendars()].into_iter().flatten();
    full.map(|(name, drawing)| (Room::Full, name, drawing)).chain(small()).collect()
}

/// Every view of every drawing, with its name.
fn views() -> Vec<(String, super::View)> {
    let words = Words::english();
    let views = |(room, name, drawing): (Room, &'static str, Drawing)| {
        let chart = draw(&drawing, "a\"b", "Half <of> \"us\" & more", room, &words);
        chart.views.into_iter().map(move |view| (format!("{name} at {}", view.width), view))
    };
    all().into_iter().flat_map(views).collect()
}

#[test]
fn every_drawing_is_well_formed_and_has_no_look_of_its_own() {
    for (name, view) in views() {
        let texts = labels(&view.svg);
        assert!(view.width == 240 || !texts.is_empty(), "{name} says nothing");
        for forbidden in ["style", "<script", "NaN", "inf", "#", "rgb"] {
            let svg = view.svg.replace("&#39;", "");
            assert!(!svg.contains(forbidden), "{name} has {forbidden}: {svg}");
        }
    }
}

#[test]
fn every_label_is_inside_and_large_enough() {
    for (name, view) in views() {
        let height = view.svg.split("height=\"").nth(1).unwrap().split('"').next().unwrap();
        let height: f64 = height.parse().unwrap();
        for label in labels(&view.svg) {
            let is_inside = label.left >= -SLACK && label.right <= f64::from(view.width) + SLACK;
            assert!(is_inside, "{name}: {label:?} is cut at a side");
            let is_inside = label.baseline - label.size * 0.72 >= 0.0
                && label.baseline + label.size * 0.22 <= height;
            assert!(is_inside, "{name}: {label:?} is cut above or below, height {height}");
            assert!(label.size >= 12.0, "{name}: {label:?} is too small");
        }
    }
}

#[test]
fn no_two_labels_overlap() {
    for (name, view) in views() {
        let labels = labels(&view.svg);
        for (n, label) in labels.iter().enumerate() {
            if let Some(other) = labels[n + 1..].iter().find(|other| overlap(label, other)) {
                panic!("{name}: {label:?} lies on {other:?}");
            }
        }
    }
}

#[test]
fn the_same_description_is_the_same_drawing() {
    let bytes = |views: Vec<(String, super::View)>| -> Vec<String> {
        views.into_iter().map(|(_, view)| view.svg).collect()
    };
    assert_eq!(bytes(views()), bytes(views()));
}

#[test]
fn views_on_one_page_have_names_of_their_own() {
    let chart = draw(&lines()[3].1, "first", "Half", Room::Full, &Words::english());
    for (view, class) in chart.views.iter().zip(["narrow", "medium", "wide"]) {
        let start = format!("<svg id=\"first-{}\" role=\"group\" aria-label=\"Half\"", view.width);
        assert!(view.svg.starts_with(&start), "{}", view.svg);
        assert_eq!(view.class, class);
        assert_eq!(view.svg.matches(" id=\"").count(), 1);
    }
}

#[test]
fn moments_are_links_and_points_have_words() {
    let chart = draw(&lines()[3].1, "first", "Half", Room::Full, &Words::english());
    for view in &chart.views {
        assert_eq!(view.svg.matches("<a href=\"../stories/").count(), 4);
        assert_eq!(view.svg.matches("<title>Week of ").count(), 99);
        let named = view.svg.matches("&lt;b&gt;Moment&lt;/b&gt; &amp; &quot;").count() - 4;
        assert_eq!(named > 0, view.width > 400, "names beside discs at {}", view.width);
    }
}

#[test]
fn a_gap_is_said_once_and_breaks_the_line() {
    let broken = line(weeks(20, |n| (!(6..12).contains(&n)).then_some(1_200.0)), 0);
    let chart = draw(&broken, "first", "Half", Room::Full, &Words::english());
    for view in &chart.views {
        assert_eq!(view.svg.matches(">No data</text>").count(), 1);
        assert_eq!(view.svg.matches("stroke-width=\"2.25\" class=\"harbour\"").count(), 2);
    }
}

#[test]
fn a_hidden_panel_keeps_its_axis_and_draws_nobody() {
    let (_, _, hidden) = small().swap_remove(2);
    let chart = draw(&hidden, "first", "Hidden", Room::Panel, &Words::english());
    for view in &chart.views {
        assert!(view.svg.contains(">Hidden</text>") && view.svg.contains(">60</text>"));
        assert!(!view.svg.contains("harbour") && !view.svg.contains("other"));
    }
}
