//! Ratings and effort scores, and the scales they are on.

use serde::{Deserialize, Serialize};

use super::Reason;
use crate::config::{CesScale, CsatScale};
use crate::words::Words;

/// The category of each number of a scale, from 1: 0 bad, 1 neutral, 2 good, 3 top.
fn categories(scale: CsatScale) -> &'static [u8] {
    match scale {
        CsatScale::GoodBad => &[0, 2],
        CsatScale::OneToThree => &[0, 1, 2],
        CsatScale::OneToFive => &[0, 0, 1, 2, 3],
        CsatScale::OneToTen => &[0, 0, 0, 0, 1, 1, 2, 2, 3, 3],
        CsatScale::None => &[],
    }
}

/// A customer's rating, on the scale of its project.
///
/// ```
/// use moments::config::CsatScale;
/// use moments::interaction::Rating;
/// let rating = Rating::read(b"9", CsatScale::OneToTen).unwrap();
/// assert_eq!((rating.get(), rating.most(), rating.category()), (9, 10, 3));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    number: u8,
    scale: CsatScale,
}

impl Rating {
    /// Reads a cell.
    ///
    /// # Errors
    /// When it is a number beside the scale, or neither a number nor a word of it.
    pub fn read(cell: &[u8], scale: CsatScale) -> Result<Rating, Reason> {
        let number = match (word(cell), scale) {
            (Some(number), CsatScale::GoodBad) => number,
            (None, CsatScale::GoodBad) if number(cell).is_some() => return Err(Reason::OffScale),
            (_, CsatScale::GoodBad) | (Some(_), _) => return Err(Reason::Unreadable),
            (None, _) => number(cell).ok_or(Reason::Unreadable)?,
        };
        let is_on_scale = (1..=categories(scale).len()).contains(&usize::from(number));
        if is_on_scale { Ok(Rating { number, scale }) } else { Err(Reason::OffScale) }
    }

    /// The number, from 1; 1 for bad and 2 for good where the scale has these words alone.
    pub fn get(self) -> u8 {
        self.number
    }

    /// The highest number of its scale.
    pub fn most(self) -> u8 {
        categories(self.scale).len() as u8
    }

    /// The scale it is on.
    pub fn scale(self) -> CsatScale {
        self.scale
    }

    /// The category: 0 bad, 1 neutral, 2 good, 3 top.
    pub fn category(self) -> usize {
        usize::from(categories(self.scale)[usize::from(self.number) - 1])
    }

    /// Whether none of its scale is better: top, or good where the scale has no top.
    pub fn is_best(self) -> bool {
        Some(self.category()) == categories(self.scale).last().map(|best| usize::from(*best))
    }

    /// As it stands in a sentence: `4 of 5`, `good`.
    pub fn said(self, words: &Words) -> String {
        let number = self.said_briefly(words);
        match self.scale {
            CsatScale::GoodBad => number,
            _ => words.say("rating.of", &[("n", &number), ("most", &self.most().to_string())]),
        }
    }

    /// The same where the scale is known: `4`, `good`.
    pub fn said_briefly(self, words: &Words) -> String {
        match (self.scale, self.category()) {
            (CsatScale::GoodBad, 0) => words.say("rating.bad", &[]),
            (CsatScale::GoodBad, _) => words.say("rating.good", &[]),
            _ => self.number.to_string(),
        }
    }
}

/// How easy it was for a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// 5 to 7 of 7, or 1 and 2 of 5 on the scale that asks for effort.
    Easy,
    /// Everything else.
    NotEasy,
}

impl Effort {
    /// Reads a cell.
    ///
    /// # Errors
    /// When it is a number beside the scale, or no number.
    pub fn read(cell: &[u8], scale: CesScale) -> Result<Effort, Reason> {
        let is_easy = match (number(cell).ok_or(Reason::Unreadable)?, scale) {
            (number @ 1..=7, CesScale::Agreement) => number >= 5,
            (number @ 1..=5, CesScale::Effort) => number <= 2,
            _ => return Err(Reason::OffScale),
        };
        Ok(if is_easy { Effort::Easy } else { Effort::NotEasy })
    }
}

/// A number without the empty decimals that spreadsheets and data frames add: `4.0`, `4,00`.
fn whole(cell: &[u8]) -> &[u8] {
    let zeros = cell.iter().rev().take_while(|byte| **byte == b'0').count();
    match &cell[..cell.len() - zeros] {
        [number @ .., b'.' | b','] if zeros > 0 => number,
        _ => cell,
    }
}

/// How often something was. `1,000` and `1.000` cannot be read: they could be a thousand.
pub(super) fn count(cell: &[u8]) -> Option<u32> {
    let number = whole(cell);
    let may_be_thousands = cell.len() - number.len() == ",000".len();
    let text = std::str::from_utf8(number).ok().filter(|_| !may_be_thousands);
    text.and_then(|text| text.parse().ok())
}

/// A whole number; all over 255 are 255, which is on no scale.
fn number(cell: &[u8]) -> Option<u8> {
    let cell = whole(cell);
    let is_number = !cell.is_empty() && cell.iter().all(u8::is_ascii_digit);
    let add = |number: u8, digit: &u8| number.saturating_mul(10).saturating_add(digit - b'0');
    is_number.then(|| cell.iter().fold(0, add))
}

fn word(cell: &[u8]) -> Option<u8> {
    let is = |word: &[u8]| cell.eq_ignore_ascii_case(word);
    if is(b"bad") { Some(1) } else { is(b"good").then_some(2) }
}

/// The answers of a sample.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    words: u64,
    /// How many were 0, 1 and so on; the last are all over 10.
    numbers: [u64; 12],
}

impl Tally {
    pub(super) fn add(&mut self, cell: &[u8]) {
        if word(cell).is_some() {
            self.words += 1;
        } else if let Some(number) = number(cell) {
            self.numbers[usize::from(number.min(11))] += 1;
        }
    }

    fn between(&self, lowest: usize, highest: usize) -> u64 {
        self.numbers[lowest..=highest].iter().sum()
    }

    /// The scale of ratings; nothing where there are none. More than one in twenty over 5 are on a
    /// scale up to 10; fewer are slips.
    pub(super) fn csat_scale(&self) -> Option<CsatScale> {
        let numbers = self.between(1, 10);
        match (self.words, numbers) {
            (0, 0) => None,
            (words, numbers) if words > numbers => Some(CsatScale::GoodBad),
            (_, numbers) if self.between(6, 10) * 20 > numbers => Some(CsatScale::OneToTen),
            _ => Some(CsatScale::OneToFive),
        }
    }

    /// The scale of effort scores, where a 6 or a 7 shows it.
    pub(super) fn ces_scale(&self) -> Option<CesScale> {
        (self.between(6, 7) * 20 > self.between(1, 7)).then_some(CesScale::Agreement)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words + self.between(0, 11) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use CsatScale::{GoodBad, None as NoScale, OneToFive, OneToTen, OneToThree};

    #[test]
    fn each_scale_has_its_categories() {
        let (off, unreadable) = (Err(Reason::OffScale), Err(Reason::Unreadable));
        for (scale, cell, expected) in [
            (GoodBad, "Good", Ok(2)),
            (GoodBad, "bad", Ok(0)),
            (GoodBad, "2", off),
            (GoodBad, "fine", unreadable),
            (OneToThree, "1", Ok(0)),
            (OneToThree, "2", Ok(1)),
            (OneToThree, "3", Ok(2)),
            (OneToThree, "4", off),
            (OneToFive, "1", Ok(0)),
            (OneToFive, "2.0", Ok(0)),
            (OneToFive, "4,0", Ok(2)),
            (OneToFive, "4.00", Ok(2)),
            (OneToFive, "5,0000", Ok(3)),
            (OneToFive, "4.", unreadable),
            (OneToFive, ",0", unreadable),
            (OneToFive, "4,05", unreadable),
            (OneToFive, "3", Ok(1)),
            (OneToFive, "4", Ok(2)),
            (OneToFive, "5", Ok(3)),
            (OneToFive, "0", off),
            (OneToFive, "6", off),
            (OneToFive, "9999999999", off),
            (OneToFive, "good", unreadable),
            (OneToFive, "4.5", unreadable),
            (OneToTen, "4", Ok(0)),
            (OneToTen, "5", Ok(1)),
            (OneToTen, "6", Ok(1)),
            (OneToTen, "7", Ok(2)),
            (OneToTen, "8", Ok(2)),
            (OneToTen, "9", Ok(3)),
            (OneToTen, "10", Ok(3)),
            (OneToTen, "10,0", Ok(3)),
            (OneToTen, "11", off),
            (NoScale, "1", off),
        ] {
            let found = Rating::read(cell.as_bytes(), scale).map(Rating::category);
            assert_eq!(found, expected, "{cell} on {scale:?}");
        }
    }

    #[test]
    fn counts_are_whole_whatever_zeros_follow_and_thousands_are_left_open() {
        for (cell, expected) in [
            ("0", Some(0)),
            ("100", Some(100)),
            ("3.0", Some(3)),
            ("4,00", Some(4)),
            ("2.0000", Some(2)),
            ("1,000", None),
            ("1.000", None),
            ("1,000.00", None),
            ("2.5", None),
            (".0", None),
        ] {
            assert_eq!(count(cell.as_bytes()), expected, "{cell}");
        }
    }

    #[test]
    fn effort_runs_the_other_way_on_the_older_scale() {
        for (cell, agreement, effort) in [
            ("1", Ok(Effort::NotEasy), Ok(Effort::Easy)),
            ("2", Ok(Effort::NotEasy), Ok(Effort::Easy)),
            ("4", Ok(Effort::NotEasy), Ok(Effort::NotEasy)),
            ("5", Ok(Effort::Easy), Ok(Effort::NotEasy)),
            ("7", Ok(Effort::Easy), Err(Reason::OffScale)),
            ("8", Err(Reason::OffScale), Err(Reason::OffScale)),
            ("easy", Err(Reason::Unreadable), Err(Reason::Unreadable)),
        ] {
            assert_eq!(Effort::read(cell.as_bytes(), CesScale::Agreement), agreement, "{cell}");
            assert_eq!(Effort::read(cell.as_bytes(), CesScale::Effort), effort, "{cell}");
        }
    }

    #[test]
    fn a_scale_is_recognised_from_many_answers_not_from_one_slip() {
        let tally = |cells: &[(&str, usize)]| {
            let mut tally = Tally::default();
            for (cell, times) in cells {
                (0..*times).for_each(|_| tally.add(cell.as_bytes()));
            }
            tally
        };
        for (cells, expected) in [
            ([("", 0), ("", 0)], None),
            ([("soon", 1), ("", 1)], None),
            ([("good", 3), ("Bad", 1)], Some(GoodBad)),
            ([("5", 40), ("7", 1)], Some(OneToFive)),
            ([("5", 4), ("7", 1)], Some(OneToTen)),
            ([("5", 4), ("good", 1)], Some(OneToFive)),
        ] {
            assert_eq!(tally(&cells).csat_scale(), expected, "{cells:?}");
        }
        assert_eq!(tally(&[("5", 9), ("6", 1)]).ces_scale(), Some(CesScale::Agreement));
        assert_eq!(tally(&[("5", 9)]).ces_scale(), None);
    }
}
