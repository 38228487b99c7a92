//! A text as the words that are compared. `moments.js` folds what is searched for in the same way.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The letters and digits of ASCII: most of all bytes.
static LETTERS: [bool; 256] = {
    let mut letters = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        letters[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    letters
};

/// No word is longer, in characters.
pub(super) const LONGEST: usize = 32;

/// A text without case and accents, as it is compared.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let plain = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        let (ascii, after) = rest.split_at(plain);
        let start = folded.len();
        folded.push_str(ascii);
        folded[start..].make_ascii_lowercase();
        let other = after.bytes().position(|byte| byte.is_ascii()).unwrap_or(after.len());
        let (other, after) = after.split_at(other);
        fold_other(other, &mut folded);
        rest = after;
    }
    folded
}

/// Letters beyond ASCII; each of them, with its accents, is folded on its own.
fn fold_other(text: &str, folded: &mut String) {
    let lower = text.nfkd().collect::<String>().to_lowercase();
    for c in lower.chars().filter(|&c| !is_dropped(c)) {
        match spelt(c) {
            Some(letters) => folded.push_str(letters),
            None => folded.push(c),
        }
    }
}

/// Accents, and what is not to be seen.
fn is_dropped(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// How letters are written that are no letter with an accent.
fn spelt(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

/// The words of a folded text, in their order, as often as they stand there. Single letters are
/// none. What is written without spaces is taken by pairs of characters, and its last one alone, so
/// that one character finds all pairs that begin with it.
pub(super) fn words<'t>(folded: &'t str, mut each: impl FnMut(&'t str)) {
    let is_part = |c: char| c.is_alphanumeric() || is_combining_mark(c);
    let bytes = folded.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        while at < bytes.len() && LETTERS[usize::from(bytes[at])] {
            at += 1;
        }
        if bytes.get(at).is_none_or(u8::is_ascii) {
            if at - start > 1 {
                each(&folded[start..at.min(start + LONGEST)]);
            }
            at += 1;
        } else {
            let rest = &folded[start..];
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            mixed(&rest[..end], &mut each);
            at = start + end + rest[end..].chars().next().map_or(0, char::len_utf8);
        }
    }
}

/// The words of letters and digits that stand together and are not all of ASCII.
fn mixed<'t>(run: &'t str, each: &mut impl FnMut(&'t str)) {
    let mut rest = run;
    while let Some(first) = rest.chars().next() {
        let is_dense = is_dense(first);
        let end = rest.find(|c| self::is_dense(c) != is_dense).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        if is_dense {
            pairs(part, each)
        } else {
            spaced(part, each)
        }
        rest = after;
    }
}

fn spaced<'t>(word: &'t str, each: &mut impl FnMut(&'t str)) {
    let mut ends = word.char_indices().map(|(at, _)| at).skip(1);
    if ends.next().is_some() {
        each(&word[..ends.nth(LONGEST - 2).unwrap_or(word.len())]);
    }
}

fn pairs<'t>(run: &'t str, each: &mut impl FnMut(&'t str)) {
    let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).collect();
    for (at, &start) in starts.iter().enumerate() {
        each(&run[start..starts.get(at + 2).copied().unwrap_or(run.len())]);
    }
}

/// Whether a character is of a script that puts no spaces between words: Thai, Lao, Burmese, Khmer,
/// Japanese, Chinese.
fn is_dense(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words_of(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        words(&fold(text), |word| found.push(word.to_owned()));
        found
    }

    #[test]
    fn words_are_without_case_and_accents_in_any_alphabet() {
        for (text, expected) in [
            ("The Blue Key, it’s 4,120", vec!["the", "blue", "key", "it", "120"]),
            ("Große Häuser für Łódź", vec!["grosse", "hauser", "fur", "lodz"]),
            ("Ålesund smørrebrød œuvre ﬁne", vec!["alesund", "smorrebrod", "oeuvre", "fine"]),
            ("İstanbul ısı ΟΔΥΣΣΕΥΣ", vec!["istanbul", "isi", "οδυσσευσ"]),
            ("Ёлка Синий йод", vec!["елка", "синии", "иод"]),
            ("ｆｕｌｌ Ⅳ cas\u{ad}tle", vec!["full", "iv", "castle"]),
            ("a I x1", vec!["x1"]),
            ("हिन्दी", vec!["हिन्दी"]),
            ("東京都", vec!["東京", "京都", "都"]),
            ("京", vec!["京"]),
            ("abc東京", vec!["abc", "東京", "京"]),
            ("", vec![]),
        ] {
            assert_eq!(words_of(text), expected, "{text}");
        }
    }

    #[test]
    fn long_words_are_cut() {
        assert_eq!(words_of(&"é".repeat(40)), ["e".repeat(LONGEST)]);
        assert_eq!(words_of(&"e".repeat(LONGEST)), ["e".repeat(LONGEST)]);
    }
}
