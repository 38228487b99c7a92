//! What holds for every drawing in every state: it is well formed, and its words can be read.

use std::sync::LazyLock;

use quick_xml::Reader;
use quick_xml::events::Event as Xml;

use super::{View, draw, measure, standalone};
use crate::site::figure::Room;
use crate::words::Words;

mod colours;
mod gallery;
mod over_time;
mod states;
mod strokes;
mod whole;

use states::{State, named};

/// A text as it stands in a drawing.
#[derive(Debug)]
struct Label {
    text: String,
    size: f64,
    is_bold: bool,
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

fn attribute(tag: &quick_xml::events::BytesStart<'_>, name: &str) -> String {
    let found = tag.attributes().flatten().find(|a| a.key.as_ref() == name.as_bytes());
    found.map(|a| String::from_utf8_lossy(&a.value).into_owned()).unwrap_or_default()
}

fn label(tag: &quick_xml::events::BytesStart<'_>) -> Label {
    let number = |name: &str| attribute(tag, name).parse::<f64>().unwrap();
    let side = match attribute(tag, "text-anchor").as_str() {
        "middle" => 0.5,
        "end" => 1.0,
        _ => 0.0,
    };
    // Until the text is read, `left` is the anchor and `right` the part of it that lies before it.
    Label {
        text: String::new(),
        size: number("font-size"),
        is_bold: !attribute(tag, "font-weight").is_empty(),
        left: number("x"),
        right: side,
        baseline: number("y"),
    }
}

fn measured(label: Label) -> Label {
    let width = measure::width(&label.text, measure::heft(label.size, label.is_bold));
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

/// Every view of every drawing, with its name; drawn once for all tests.
static VIEWS: LazyLock<Vec<(String, View)>> = LazyLock::new(draw_all);

fn draw_all() -> Vec<(String, View)> {
    let words = Words::english();
    let views = |State { name, room, drawing }| {
        let chart = draw(&drawing, "a\"b", "Half <of> \"us\" & more", room, &words);
        chart.views.into_iter().map(move |view| (format!("{name} at {}", view.width), view))
    };
    states::all().into_iter().flat_map(views).collect()
}

#[test]
fn every_drawing_is_well_formed_and_has_no_look_of_its_own() {
    for (name, view) in &*VIEWS {
        let texts = labels(&view.svg);
        assert!(view.width == 240 || !texts.is_empty(), "{name} says nothing");
        for forbidden in ["style", "<script", "NaN", "inf", "#", "rgb"] {
            let svg = view.svg.replace("&#39;", "");
            assert!(!svg.contains(forbidden), "{name} has {forbidden}: {svg}");
        }
    }
}

/// How much of its size is left of a view in the narrowest place that shows it: the page of a phone
/// 320 px wide, the limits in `chart.css`, and two panels beside each other in 366 px.
fn shrunk(view: &View) -> f64 {
    let narrowest = match view.class {
        "narrow" => 312.0,
        "medium" => 665.0,
        "wide" => 1_034.0,
        "small" => 153.0,
        "only" => 196.0,
        other => panic!("{other}"),
    };
    narrowest / f64::from(view.width)
}

#[test]
fn every_label_is_inside_and_large_enough() {
    for (name, view) in &*VIEWS {
        let height = view.svg.split("height=\"").nth(1).unwrap().split('"').next().unwrap();
        let height: f64 = height.parse().unwrap();
        for label in labels(&view.svg) {
            let is_inside = label.left >= -SLACK && label.right <= f64::from(view.width) + SLACK;
            assert!(is_inside, "{name}: {label:?} is cut at a side");
            let is_inside = label.baseline - label.size * 0.72 >= 0.0
                && label.baseline + label.size * 0.22 <= height;
            assert!(is_inside, "{name}: {label:?} is cut above or below, height {height}");
            let shown = label.size * shrunk(view);
            assert!(shown >= 12.0, "{name}: {label:?} is shown {shown} px high");
        }
    }
}

#[test]
fn no_two_labels_overlap() {
    for (name, view) in &*VIEWS {
        let labels = labels(&view.svg);
        for (n, label) in labels.iter().enumerate() {
            if let Some(other) = labels[n + 1..].iter().find(|other| overlap(label, other)) {
                panic!("{name}: {label:?} lies on {other:?}");
            }
        }
    }
}

#[test]
fn ids_are_unique_on_a_page() {
    let mut ids = std::collections::BTreeSet::new();
    for (number, state) in states::all().into_iter().enumerate() {
        let id = format!("chart-{number}");
        let chart = draw(&state.drawing, &id, state.name, state.room, &Words::english());
        for view in chart.views {
            for id in view.svg.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
                assert!(ids.insert(id.to_owned()), "{id} stands twice, in {}", state.name);
            }
        }
    }
}

#[test]
fn a_drawing_as_a_file_brings_its_colours_and_its_words() {
    let palette = gallery::tokens("light");
    for state in states::all() {
        let name = state.name;
        let file = standalone(&states::figure(state, "a"), &palette, &Words::english());
        let texts = labels(&file);
        assert!(texts.len() > 1 && texts[0].text.starts_with(name), "{name}: {texts:?}");
        for forbidden in ["class=", "style", "<a ", "<script", "href", "currentColor", "none\"/"] {
            assert!(!file.contains(forbidden), "{name} has {forbidden}: {file}");
        }
        let start = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"";
        assert!(file.starts_with(start) && file.contains("fill=\"#fbfbf7\""), "{name}: {file}");
    }
}

#[test]
fn the_same_description_is_the_same_drawing() {
    let same = VIEWS.iter().zip(draw_all()).all(|((_, view), (_, again))| view.svg == again.svg);
    assert!(same);
}

#[test]
fn views_on_one_page_have_names_of_their_own() {
    let chart = draw(&named("99 weeks, 4 moments"), "first", "Half", Room::Full, &Words::english());
    for (view, class) in chart.views.iter().zip(["narrow", "medium", "wide"]) {
        let start = format!("<svg id=\"first-{}\" role=\"group\" aria-label=\"Half\"", view.width);
        assert!(view.svg.starts_with(&start), "{}", view.svg);
        assert_eq!(view.class, class);
        assert_eq!(view.svg.matches(" id=\"").count(), 1);
    }
}

#[test]
fn moments_are_links_and_points_have_words() {
    let chart = draw(&named("99 weeks, 4 moments"), "first", "Half", Room::Full, &Words::english());
    for view in &chart.views {
        assert_eq!(view.svg.matches("<a href=\"../stories/").count(), 4);
        // On a phone nothing is pointed at.
        let pointed_at = if view.width < 400 { 0 } else { 99 };
        assert_eq!(view.svg.matches("<title>Week of ").count(), pointed_at);
        assert_eq!(
            view.svg.matches("tabindex=\"0\" role=\"img\" aria-label=\"Week of ").count(),
            1
        );
    }
}

#[test]
fn names_of_moments_stand_beside_their_discs_or_nowhere() {
    for (state, moments, least) in [("shares", 2, 720), ("99 weeks, 4 moments", 4, 5_000)] {
        let chart = draw(&named(state), "first", "Half", Room::Full, &Words::english());
        for view in &chart.views {
            let names = view.svg.matches(">&lt;b&gt;Moment&lt;/b&gt; &amp; &quot;").count();
            let expected = if view.width < least { 0 } else { moments };
            assert_eq!(names, expected, "{state} at {}", view.width);
        }
    }
}

#[test]
fn a_gap_is_said_once_and_breaks_the_line() {
    let chart = draw(&named("a gap"), "first", "Half", Room::Full, &Words::english());
    for view in &chart.views {
        assert_eq!(view.svg.matches(">No data</text>").count(), 1);
        assert_eq!(view.svg.matches("stroke-width=\"2.25\" class=\"harbour\"").count(), 2);
    }
}

#[test]
fn a_hidden_panel_keeps_its_axis_and_draws_nobody() {
    let chart = draw(&named("panel, hidden"), "first", "Hidden", Room::Panel, &Words::english());
    for view in &chart.views {
        assert!(view.svg.contains(">Hidden</text>") && view.svg.contains(">60</text>"));
        assert!(!view.svg.contains("harbour") && !view.svg.contains("other"));
    }
}
