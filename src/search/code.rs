//! How the index is written: as text that is short, compresses well, and means nothing to anybody
//! who looks for names or numbers in it.

/// The most frequent words are of this class, in so many documents or more as 3 to the power of it.
const MOST_FREQUENT: u32 = 9;

/// Writes a number in base 26: upper case for all digits but the last, which is in lower case, so
/// that numbers need nothing between them.
pub(super) fn number(value: u32, text: &mut String) {
    let mut digits = [0; 7];
    let mut rest = value;
    let mut count = 0;
    loop {
        digits[count] = (rest % 26) as u8;
        count += 1;
        rest /= 26;
        if rest == 0 {
            break;
        }
    }
    for at in (1..count).rev() {
        text.push(char::from(b'A' + digits[at]));
    }
    text.push(char::from(b'a' + digits[0]));
}

/// Writes rising numbers, each as its distance from the one before, less one.
pub(super) fn rising(numbers: impl Iterator<Item = u32>, text: &mut String) {
    let mut next = 0;
    for value in numbers {
        number(value - next, text);
        next = value + 1;
    }
}

/// Writes a word of a sorted list: how many of its UTF-16 units are those of the word before, in
/// base 36; how frequent it is; and the rest of it.
pub(super) fn word(word: &str, before: &str, frequency: usize, text: &mut String) {
    let same = word.chars().zip(before.chars()).take_while(|(a, b)| a == b);
    let (mut units, mut bytes) = (0, 0);
    for (c, _) in same {
        if units + c.len_utf16() > 35 {
            break;
        }
        units += c.len_utf16();
        bytes += c.len_utf8();
    }
    let class = frequency.max(1).ilog(3).min(MOST_FREQUENT);
    text.extend(char::from_digit(units as u32, 36));
    text.extend(char::from_digit(class, 10));
    text.push_str(&word[bytes..]);
}

/// Data as it stands in a script: nothing in it ends a line or an element.
pub(super) fn script(data: &impl serde::Serialize) -> String {
    let text = serde_json::to_string(data).expect("texts and numbers can be written");
    let text = text.replace('<', "\\u003c");
    text.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut String)) -> String {
        let mut text = String::new();
        write(&mut text);
        text
    }

    #[test]
    fn numbers_end_with_their_small_letter() {
        // 675 = 25 × 26 + 25; 676 = 26²; 10,000 = 14 × 676 + 20 × 26 + 16;
        // 308,915,776 = 26⁶.
        for (value, expected) in [
            (0, "a"),
            (25, "z"),
            (26, "Ba"),
            (675, "Zz"),
            (676, "BAa"),
            (10_000, "OUq"),
            (308_915_776, "BAAAAAa"),
        ] {
            assert_eq!(written(|text| number(value, text)), expected);
        }
    }

    #[test]
    fn rising_numbers_are_written_as_distances() {
        // 0; then 1 follows at once; 4 leaves two out; 31 leaves 26 out.
        assert_eq!(written(|text| rising([0, 1, 4, 31].into_iter(), text)), "aacBa");
        assert_eq!(written(|text| rising([5].into_iter(), text)), "f");
        assert_eq!(written(|text| rising([].into_iter(), text)), "");
    }

    #[test]
    fn words_share_what_the_word_before_has() {
        for (this, before, frequency, expected) in [
            ("stone", "", 1, "00stone"),
            ("stove", "stone", 3, "31ve"),
            ("stoves", "stove", 26, "52s"),
            ("stow", "stoves", 27, "33w"),
            ("東京", "東亜", 1_000_000, "19京"),
        ] {
            assert_eq!(written(|text| word(this, before, frequency, text)), expected);
        }
    }

    #[test]
    fn data_cannot_leave_its_script() {
        let text = script(&["</script>", "\u{2028}", "\"'\\"]);
        assert_eq!(text, "[\"\\u003c/script>\",\"\\u2028\",\"\\\"'\\\\\"]");
    }
}
