//! Numbers and what they count, in one line.

use super::NO_BREAK;

/// The places of numbers in sentences.
const NUMBERS: [&str; 15] = [
    "{n}",
    "{of}",
    "{most}",
    "{m}",
    "{per}",
    "{first}",
    "{last}",
    "{minimum}",
    "{open}",
    "{planned}",
    "{removed}",
    "{watching}",
    "{fixed}",
    "{recovered}",
    "{blown}",
];

/// Numbers never stand apart from what they count: `{n} stories`, `95 %`, `9 in 10`, `n = {n}`.
pub(super) fn keep_together(sentence: &str) -> String {
    let is_number =
        |word: &str| NUMBERS.contains(&word) || word.starts_with(|c: char| c.is_ascii_digit());
    let mut text = String::with_capacity(sentence.len());
    let (mut before, mut last) = ("", "");
    for (at, word) in sentence.split(' ').enumerate() {
        let bare = word.trim_end_matches(['.', ',', ';', ':']);
        // `{n} stories`; but not where a clause ends with the number.
        let counts = is_number(last) && !last.ends_with(['.', ',', ';', ':', '?', ')']);
        let is_between = ["of", "in"].contains(&last) && is_number(before) && is_number(bare);
        if at > 0 {
            let is_kept = counts || is_between || last == "=" || word == "=";
            text.push(if is_kept { NO_BREAK } else { ' ' });
        }
        text.push_str(word);
        (before, last) = (last, word);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::keep_together;

    #[test]
    fn numbers_stay_with_what_they_count() {
        for (sentence, kept) in [
            ("{n} interactions since {month}", "{n}~interactions since {month}"),
            ("Rated {n} of {most}.", "Rated {n}~of~{most}."),
            ("4 or 5 of 5", "4~or 5~of~5"),
            ("{n} of the {of} stories", "{n}~of the {of}~stories"),
            ("n = {n}", "n~=~{n}"),
            ("9 in 10 within", "9~in~10~within"),
            ("in 2007, customers", "in 2007, customers"),
            ("{title}, page {n}", "{title}, page {n}"),
            (" {n} more", " {n}~more"),
        ] {
            assert_eq!(keep_together(sentence), kept.replace('~', "\u{a0}"));
        }
    }
}
