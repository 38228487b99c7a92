//! What is counted of a customer's comment. The comment itself is not kept.

use std::collections::BTreeSet;

/// The words by which a comment thanks, in lower case.
#[derive(Clone, Debug)]
pub(super) struct ThankWords(Vec<String>);

/// What is counted of a comment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// How many words it has: what spaces part, with a letter or a digit in it.
    pub words: u16,
    /// Whether one of the words of thanks is in it, whole and in any case.
    pub thanks: bool,
}

impl ThankWords {
    pub(super) fn new(words: &BTreeSet<String>) -> ThankWords {
        ThankWords(words.iter().cloned().collect())
    }

    /// Counts a comment. Whether a short one thanks is not asked.
    pub(super) fn count(&self, comment: &[u8], enough: u16) -> Counted {
        let text = String::from_utf8_lossy(comment);
        let is_word = |part: &&str| part.contains(char::is_alphanumeric);
        let words = text.split_whitespace().filter(is_word).count();
        let words = u16::try_from(words).unwrap_or(u16::MAX);
        Counted { words, thanks: words >= enough && self.stand_in(&text) }
    }

    fn stand_in(&self, text: &str) -> bool {
        text.split(|c: char| !c.is_alphanumeric()).any(|word| match word.is_ascii() {
            true => self.0.iter().any(|thanks| thanks.eq_ignore_ascii_case(word)),
            false => self.0.contains(&word.to_lowercase()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_what_spaces_part_and_thanks_are_whole_words() {
        let words = ThankWords::new(&["thank", "merci", "größe"].map(str::to_owned).into());
        for (comment, count, thanks) in [
            ("", 0, false),
            ("Thank you!", 2, true),
            ("thank-you", 1, true),
            ("MERCI – vraiment", 2, true),
            ("a thankless task", 3, false),
            ("don't  ask\n... why", 3, false),
            ("Die GRÖSSE passt, die GRÖßE auch", 6, true),
            ("\u{a0}merci\u{a0}bien\u{a0}", 2, true),
        ] {
            let counted = words.count(comment.as_bytes(), 0);
            assert_eq!((counted.words, counted.thanks), (count, thanks), "{comment}");
        }
        assert!(!words.count(b"Thank you!", 3).thanks, "a short one is not asked");
    }
}
