//! How wide a text will be, without asking a font.

use unicode_normalization::UnicodeNormalization;

use crate::words::NO_BREAK;

/// Widths in thousandths of the size of the type, from space to tilde: each the widest of Inter,
/// Noto Sans and Helvetica, and all figures alike, since charts use tabular ones.
const ASCII: [u16; 95] = [
    281, 278, 408, 646, 638, 889, 732, 225, 362, 362, 551, 659, 280, 460, 278, 372, 640, 640, 640,
    640, 640, 640, 640, 640, 640, 640, 278, 280, 659, 659, 659, 556, 1015, 676, 667, 727, 730, 667,
    611, 778, 741, 339, 543, 667, 562, 907, 760, 781, 667, 781, 722, 667, 642, 741, 676, 949, 667,
    667, 625, 362, 372, 362, 572, 556, 497, 564, 621, 558, 621, 582, 361, 615, 618, 258, 258, 544,
    258, 935, 618, 605, 615, 615, 413, 523, 364, 618, 557, 812, 540, 557, 541, 380, 551, 380, 659,
];

/// What stands where a text was cut.
const ELLIPSIS: char = '…';

/// The width of a text in pixels. Bold type is as wide as plain type of [`heft`].
pub(super) fn width(text: &str, size: f64) -> f64 {
    // Most text needs no taking apart of letters and their accents.
    let thousandths: u32 = if text.is_ascii() {
        text.chars().map(advance).sum()
    } else {
        text.nfd().map(advance).sum()
    };
    f64::from(thousandths) * size / 1000.0
}

/// The size of plain type that is as wide.
pub(super) fn heft(size: f64, is_bold: bool) -> f64 {
    if is_bold { size * 1.07 } else { size }
}

/// A text in lines no wider than `room` pixels, at most `lines` of them; the last is cut if need be.
/// No line ends at a no-break space.
pub(super) fn wrap(text: &str, size: f64, room: f64, lines: usize) -> Vec<String> {
    let mut wrapped: Vec<String> = Vec::new();
    let is_break = |c: char| c.is_whitespace() && c != NO_BREAK;
    for word in text.split(is_break).filter(|word| !word.is_empty()) {
        match wrapped.last_mut() {
            Some(line) if width(&format!("{line} {word}"), size) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => wrapped.push(word.to_owned()),
        }
    }
    if wrapped.len() > lines {
        let rest = wrapped.split_off(lines.max(1) - 1);
        wrapped.push(rest.join(" "));
    }
    wrapped.iter().map(|line| cut(line, size, room)).collect()
}

/// A text cut to `room` pixels, with an ellipsis where something is missing.
pub(super) fn cut(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    // No letter that is seen is narrower than a tenth of its size.
    let most = (room / (size * 0.1)).max(1.0) as usize;
    let mut kept: String = text.chars().take(most).collect();
    while kept.pop().is_some() {
        let short = format!("{}{ELLIPSIS}", kept.trim_end());
        if width(&short, size) <= room {
            return short;
        }
    }
    String::new()
}

fn advance(character: char) -> u32 {
    match character {
        ' '..='~' => u32::from(ASCII[character as usize - ' ' as usize]),
        '\u{a0}' => u32::from(ASCII[0]),
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{ad}' => 0,
        '\u{2014}' | '\u{2026}' | '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' => 1000,
        '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' => 1000,
        '\u{ff00}'..='\u{ff60}' | '\u{1f000}'..='\u{3ffff}' => 1000,
        'Æ' | 'Œ' | 'œ' | 'æ' => 950,
        _ => 600,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_cost_nothing_and_ideographs_a_whole_em() {
        let same = |a: &str, b: &str| (width(a, 10.0) - width(b, 10.0)).abs() < 1e-9;
        assert!(same("Zürich", "Zurich"));
        assert!(same("返品", "——"));
        assert!(heft(10.0, true) > heft(10.0, false));
    }

    #[test]
    fn a_cut_text_fits_and_says_so() {
        let text = "Donaudampfschifffahrtsgesellschaft";
        let short = cut(text, 14.0, 100.0);
        assert!(short.ends_with('…') && width(&short, 14.0) <= 100.0, "{short}");
        assert_eq!(cut("Chat", 14.0, 100.0), "Chat");
        assert_eq!(cut("Chat", 14.0, 1.0), "");
    }

    #[test]
    fn lines_break_at_words_and_never_pass_their_number() {
        let lines = wrap("Questions about a parcel that is late", 14.0, 120.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| width(line, 14.0) <= 120.0), "{lines:?}");
        let lines = wrap("Nine in ten, 48\u{a0}minutes", 14.0, 90.0, 3);
        assert_eq!(lines, ["Nine in ten,", "48\u{a0}minutes"]);
    }
}
