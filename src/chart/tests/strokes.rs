//! The words at the ends of lines stand on no stroke.

use quick_xml::Reader;
use quick_xml::events::Event as Xml;

use super::states::{self, State};
use super::{SLACK, attribute, labels};
use crate::chart::draw;
use crate::site::figure::Drawing;
use crate::words::Words;

type Spot = (f64, f64);

/// The strokes of lines, bands, moments and events in a drawing, from corner to corner.
fn strokes(svg: &str) -> Vec<[Spot; 2]> {
    let mut reader = Reader::from_str(svg);
    let (mut strokes, mut places) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Xml::Start(tag) if tag.name().as_ref() == b"g" => {
                places.push(attribute(&tag, "transform"));
            }
            Xml::End(tag) if tag.name().as_ref() == b"g" => drop(places.pop()),
            Xml::Start(tag) | Xml::Empty(tag) if tag.name().as_ref() == b"path" => {
                let class = attribute(&tag, "class");
                let is_line = ["harbour", "edge", "buoy", "muted"].contains(&class.as_str());
                if is_line && attribute(&tag, "fill") == "none" {
                    let place = places.last().map_or("", String::as_str);
                    let corners = corners(&attribute(&tag, "d"), place);
                    strokes.extend(corners.windows(2).map(|pair| [pair[0], pair[1]]));
                }
            }
            Xml::Eof => return strokes,
            _ => {}
        }
    }
}

/// The corners of a path, where its transform brings them.
fn corners(data: &str, transform: &str) -> Vec<Spot> {
    let inner = transform.strip_prefix("matrix(").and_then(|rest| rest.strip_suffix(')'));
    let matrix: Vec<f64> = inner.map_or(vec![1.0, 0.0, 0.0, 1.0, 0.0, 0.0], |inner| {
        inner.split(' ').map(|number| number.parse().unwrap()).collect()
    });
    let spaced: String =
        data.chars().map(|c| if c == '-' { " -".into() } else { c.to_string() }).collect();
    let mut corners = Vec::new();
    let (mut x, mut y) = (0.0, 0.0);
    for part in
        spaced.split_inclusive(|c: char| c.is_ascii_alphabetic()).collect::<Vec<_>>().windows(2)
    {
        let command = part[0].chars().last().unwrap();
        let numbers = part[1].trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let numbers: Vec<f64> = numbers.split_whitespace().map(|n| n.parse().unwrap()).collect();
        let steps: Vec<Spot> = match command {
            'h' => numbers.iter().map(|n| (*n, 0.0)).collect(),
            'v' => numbers.iter().map(|n| (0.0, *n)).collect(),
            'M' | 'l' => numbers.chunks(2).map(|pair| (pair[0], pair[1])).collect(),
            other => panic!("{other} in {data}"),
        };
        for (across, down) in steps {
            (x, y) = (x + across, y + down);
            corners.push((x * matrix[0] + matrix[4], y * matrix[3] + matrix[5]));
        }
    }
    corners
}

/// Whether a stroke runs through a box: left, top, right, bottom.
fn crosses([a, b]: &[Spot; 2], [left, top, right, bottom]: [f64; 4]) -> bool {
    // The part of the stroke that is within the box from left to right, and then its heights.
    let (from, to) = if a.0 <= b.0 { (a, b) } else { (b, a) };
    if to.0 <= left || from.0 >= right {
        return false;
    }
    let at = |x: f64| match to.0 - from.0 {
        width if width > 0.0 => from.1 + (to.1 - from.1) * (x - from.0) / width,
        _ => from.1,
    };
    let (mut low, mut high) = (at(from.0.max(left)), at(to.0.min(right)));
    if to.0 <= from.0 {
        (low, high) = (a.1, b.1);
    }
    low.min(high) < bottom && low.max(high) > top
}

#[test]
fn words_at_the_end_of_a_line_stand_on_no_stroke() {
    let mut seen = 0;
    for State { name, room, drawing } in states::all() {
        let Drawing::Line(chart) = &drawing else { continue };
        let lines = [&chart.line_label, &chart.band_label].into_iter();
        let ends: Vec<String> =
            lines.flat_map(|lines| lines.iter().cloned().chain([lines.join(" ")])).collect();
        for view in draw(&drawing, "a", name, room, &Words::english()).views {
            let strokes = strokes(&view.svg);
            for label in labels(&view.svg).iter().filter(|label| ends.contains(&label.text)) {
                let covers = [
                    label.left + SLACK,
                    label.baseline - label.size * 0.72,
                    label.right - SLACK,
                    label.baseline,
                ];
                let crossed = strokes.iter().find(|stroke| crosses(stroke, covers));
                assert!(crossed.is_none(), "{name} at {}: {label:?} on {crossed:?}", view.width);
                seen += 1;
            }
        }
    }
    assert!(seen > 50, "only {seen} labels were looked at");
}

#[test]
fn strokes_are_where_they_are_drawn() {
    let svg = "<svg><g class=\"plot\" transform=\"matrix(2 0 0 1 10 5)\">\
               <path d=\"M1 2l3-1 1 1h2\" fill=\"none\" class=\"harbour\"/></g></svg>";
    let expected =
        [[(12.0, 7.0), (18.0, 6.0)], [(18.0, 6.0), (20.0, 7.0)], [(20.0, 7.0), (24.0, 7.0)]];
    assert_eq!(strokes(svg), expected);
    assert!(crosses(&expected[0], [14.0, 6.0, 16.0, 7.0]));
    assert!(!crosses(&expected[0], [14.0, 8.0, 16.0, 9.0]));
    assert!(crosses(&[(5.0, 0.0), (5.0, 9.0)], [4.0, 3.0, 6.0, 4.0]));
}
