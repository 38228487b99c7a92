//! Whether text can be read in the colours of a theme.

use std::collections::BTreeMap;

/// What is set on what, and the least contrast: 4.5 for text, 3 for lines that say something (Web
/// Content Accessibility Guidelines 2.2, 1.4.3 and 1.4.11).
const PAIRS: [(&[&str], &[&str], f64); 3] = [
    (&["ink", "muted", "pine", "harbour", "buoy", "plum"], &["paper", "tint"], 4.5),
    (&["on", "on2", "on3"], &["deep"], 4.5),
    (&["axis"], &["paper"], 3.0),
];

/// A colour that cannot be told well enough from its ground.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Faint {
    pub(super) token: &'static str,
    pub(super) ground: &'static str,
    pub(super) contrast: f64,
    pub(super) least: f64,
}

/// All colours that are too faint. Those that are not written as `#rrggbb` or `#rgb` are not judged.
pub(super) fn faint(tokens: &BTreeMap<&str, &str>) -> Vec<Faint> {
    let mut faint = Vec::new();
    let colour = |token: &str| tokens.get(token).and_then(|value| parse(value));
    for (texts, grounds, least) in PAIRS {
        let pairs =
            texts.iter().flat_map(|text| grounds.iter().map(move |ground| (*text, *ground)));
        for (token, ground) in pairs {
            let (Some(text), Some(behind)) = (colour(token), colour(ground)) else { continue };
            let contrast = contrast(text, behind);
            if contrast < least {
                faint.push(Faint { token, ground, contrast, least });
            }
        }
    }
    faint
}

/// Red, green and blue.
type Colour = [u8; 3];

fn parse(value: &str) -> Option<Colour> {
    let digits: Option<Vec<u8>> =
        value.strip_prefix('#')?.chars().map(|c| c.to_digit(16).map(|d| d as u8)).collect();
    match *digits? {
        [r, g, b] => Some([r * 17, g * 17, b * 17]),
        [a, b, c, d, e, f] => Some([a * 16 + b, c * 16 + d, e * 16 + f]),
        _ => None,
    }
}

/// The contrast of two colours, from 1 to 21.
fn contrast(a: Colour, b: Colour) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// How bright a colour is, from 0 to 1.
fn luminance([r, g, b]: Colour) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        // Black on white is 21 by definition; #777777 on white is known as 4.48, just too little.
        for (a, b, expected) in [
            ("#000", "#fff", "21.00"),
            ("#777777", "#ffffff", "4.48"),
            ("#767676", "#ffffff", "4.54"),
            ("#17231e", "#fbfbf7", "15.6"),
        ] {
            let found = contrast(parse(a).unwrap(), parse(b).unwrap());
            assert!(format!("{found:.2}").starts_with(expected), "{a} on {b}: {found}");
        }
        assert_eq!(parse("var(--ink)"), None);
        assert_eq!(parse("#12345"), None);
    }

    #[test]
    fn faint_colours_are_named_with_their_ground() {
        let tokens = BTreeMap::from([("paper", "#ffffff"), ("ink", "#777777"), ("muted", "#000")]);
        let found: Vec<_> = faint(&tokens).iter().map(|f| (f.token, f.ground)).collect();
        assert_eq!(found, [("ink", "paper")]);
    }
}
