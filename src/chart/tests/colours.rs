//! Words in charts can be read on what they stand on.

use std::collections::{BTreeMap, BTreeSet};

use super::{VIEWS, gallery};
use crate::chart::paint::Paint;

/// The least contrast of text, by WCAG 2.2.
const LEAST: f64 = 4.5;

/// The classes of all texts in all drawings.
fn classes() -> BTreeSet<String> {
    let mut classes = BTreeSet::new();
    for (_, view) in &*VIEWS {
        for text in view.svg.split("<text ").skip(1) {
            let class = text.split("class=\"").nth(1).unwrap().split(['"', ' ']).next().unwrap();
            classes.insert(class.to_owned());
        }
    }
    classes
}

/// How bright a colour such as `#17231e` is, from 0 to 1 (WCAG 2.2, relative luminance).
fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let part = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn contrast_is_that_of_the_formula() {
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
    // The grey that is named as the lightest with enough contrast on white.
    assert!((contrast("#767676", "#ffffff") - 4.54).abs() < 0.005);
}

#[test]
fn words_can_be_read_in_light_and_dark() {
    let classes = classes();
    assert!(classes.contains("muted") && classes.contains("paper"), "{classes:?}");
    for group in ["light", "dark"] {
        let tokens = gallery::tokens(group);
        for class in &classes {
            // Numbers stand on discs, everything else on paper and on the soft areas.
            let grounds: &[&str] =
                if class == "paper" { &["buoy"] } else { &["paper", "band", "lim", "limnew"] };
            for ground in grounds {
                let contrast = contrast(&tokens[class], &tokens[*ground]);
                assert!(contrast >= LEAST, "{class} on {ground}, {group}: {contrast:.2}");
            }
        }
    }
}

/// What `chart.css` says of the classes of charts: token and opacity.
fn rules() -> BTreeMap<String, (String, Option<String>)> {
    let style = include_str!("../../../themes/default/static/chart.css");
    let rules = style.lines().filter_map(|line| {
        let (class, rest) = line.strip_prefix(".chart .")?.split_once(" { color: var(--")?;
        let (token, rest) = rest.split_once(')')?;
        let opacity = rest.split_once("-opacity: ").map(|(_, of)| of.trim_end_matches(" }"));
        Some((class.to_owned(), (token.to_owned(), opacity.map(str::to_owned))))
    });
    rules.collect()
}

#[test]
fn files_have_the_colours_of_the_style_sheet() {
    let (rules, tokens) = (rules(), gallery::tokens("light"));
    for paint in Paint::all() {
        let tone = paint.tone();
        let rule = (tone.token.to_owned(), tone.opacity.map(str::to_owned));
        assert_eq!(rules.get(paint.class()), Some(&rule), "{}", paint.class());
        assert!(tokens.contains_key(tone.token), "{}", tone.token);
    }
}
