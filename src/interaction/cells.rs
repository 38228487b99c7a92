//! What a cell says: nothing, or its text, perhaps with another meaning.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::config::Take;

/// Cells that mean "nothing" in everybody's exports, in any case.
pub(super) const NULLS: [&str; 10] =
    ["-", "--", "?", "N/A", "null", "None", "NaN", "NaT", "<NA>", "\\N"];

/// The cells that mean "nothing".
#[derive(Clone, Debug)]
pub struct Nulls {
    list: Vec<Vec<u8>>,
    longest: usize,
    /// Whether any of them begins with a byte, in either case: few cells do.
    firsts: [bool; 256],
}

impl Nulls {
    pub(super) fn new<'n>(nulls: impl Iterator<Item = &'n str>) -> Nulls {
        let list: Vec<Vec<u8>> = nulls.map(|null| null.trim().as_bytes().to_vec()).collect();
        let longest = list.iter().map(Vec::len).max().unwrap_or(0);
        let mut firsts = [false; 256];
        for first in list.iter().filter_map(|null| null.first()) {
            firsts[usize::from(first.to_ascii_lowercase())] = true;
            firsts[usize::from(first.to_ascii_uppercase())] = true;
        }
        Nulls { list, longest, firsts }
    }

    /// Those of everybody's exports.
    pub fn usual() -> Nulls {
        Nulls::new(NULLS.into_iter())
    }

    /// The text of a cell without what surrounds it; nothing where it says nothing.
    pub fn text_of<'r>(&self, cell: &'r [u8]) -> Option<&'r [u8]> {
        let cell = without_formula(without_guard(trimmed(cell)));
        let first = *cell.first()?;
        let may_be_null = cell.len() <= self.longest && self.firsts[usize::from(first)];
        let is_null = |null: &Vec<u8>| null.eq_ignore_ascii_case(cell);
        (!may_be_null || !self.list.iter().any(is_null)).then_some(cell)
    }
}

/// A cell without the spaces around it, of whatever width.
pub(super) fn trimmed(cell: &[u8]) -> &[u8] {
    let cell = cell.trim_ascii();
    let is_ascii = |end: Option<&u8>| end.is_none_or(u8::is_ascii);
    if is_ascii(cell.first()) && is_ascii(cell.last()) {
        return cell;
    }
    std::str::from_utf8(cell).map_or(cell, |text| text.trim().as_bytes())
}

/// `="4711"` is how some tools keep spreadsheets from taking an id for a number.
fn without_formula(cell: &[u8]) -> &[u8] {
    match cell {
        [b'=', b'"', text @ .., b'"'] => trimmed(text),
        _ => cell,
    }
}

/// Whether a stamp says that there is none: `0000-00-00 00:00:00`.
pub(super) fn is_zero_stamp(cell: &[u8]) -> bool {
    let is_part = |byte: &u8| matches!(byte, b'0' | b'-' | b'/' | b'.' | b':' | b' ' | b'T' | b'Z');
    cell.first() == Some(&b'0') && cell.iter().all(is_part)
}

/// Exports that are safe for spreadsheets put a `'` before a cell that could be taken for a formula.
fn without_guard(cell: &[u8]) -> &[u8] {
    match cell {
        [b'\'', rest @ ..] if matches!(rest, [b'=' | b'+' | b'-' | b'@', ..]) => rest,
        _ => cell,
    }
}

/// The part of a cell that is meant.
pub(super) fn part(take: Take, cell: &[u8]) -> Option<&[u8]> {
    match take {
        Take::LastPathPart => {
            let path = cell.split(|byte| matches!(byte, b'?' | b'#')).next()?;
            path.split(|&byte| byte == b'/').rfind(|part| !part.is_empty())
        }
        Take::TimeLeft => match cell {
            [b'-', ..] => Some(b"breached"),
            [b'0'..=b'9', ..] => Some(b"met"),
            _ => None,
        },
    }
}

/// What the values of a field mean.
#[derive(Clone, Debug)]
pub(super) struct Meanings {
    by_value: FxHashMap<Vec<u8>, Vec<u8>>,
    longest: usize,
}

/// Longer values are looked up with an allocation; no stamp is longer.
const SHORT: usize = 64;

impl Meanings {
    /// Values in lower case with what they mean.
    pub(super) fn new(values: &BTreeMap<String, String>) -> Meanings {
        let bytes = |text: &String| text.as_bytes().to_vec();
        Meanings {
            by_value: values.iter().map(|(from, to)| (bytes(from), bytes(to))).collect(),
            longest: values.keys().map(String::len).max().unwrap_or(0),
        }
    }

    /// The meaning of a cell, itself where it has no other; nothing where it says nothing.
    pub(super) fn of<'r>(&'r self, cell: &'r [u8]) -> Option<&'r [u8]> {
        let meaning = self.look_up(cell).map_or(cell, Vec::as_slice);
        (!meaning.is_empty()).then_some(meaning)
    }

    fn look_up(&self, cell: &[u8]) -> Option<&Vec<u8>> {
        if !cell.is_ascii() || cell.len() > SHORT {
            return self.by_value.get(lower(&String::from_utf8_lossy(cell)).as_bytes());
        }
        if cell.len() > self.longest {
            return None;
        }
        let mut buffer = [0; SHORT];
        let lower = &mut buffer[..cell.len()];
        lower.copy_from_slice(cell);
        lower.make_ascii_lowercase();
        self.by_value.get(&*lower)
    }
}

/// A value as it is compared.
pub(super) fn lower(value: &str) -> String {
    value.trim().to_lowercase()
}

/// A date and a time from two cells.
pub(super) struct Joined {
    bytes: [u8; SHORT],
}

impl Default for Joined {
    fn default() -> Joined {
        Joined { bytes: [0; SHORT] }
    }
}

impl Joined {
    /// The two with a space between them; what is too long for a stamp is cut off.
    pub(super) fn join(&mut self, date: &[u8], time: &[u8]) -> &[u8] {
        let both = date.iter().chain(b" ").chain(time);
        let length = (date.len() + 1 + time.len()).min(SHORT);
        self.bytes.iter_mut().zip(both).for_each(|(to, from)| *to = *from);
        &self.bytes[..length]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_say_nothing_and_cells_with_a_guard() {
        let nulls = Nulls::new(NULLS.into_iter().chain(["Unbekannt"]));
        for cell in [
            "",
            " ",
            "-",
            "--",
            " ? ",
            "n/a",
            "NULL",
            "none",
            "unbekannt",
            "'-",
            "nan",
            "NaT",
            "<NA>",
            "\\N",
            "\u{a0}",
            "=\"\"",
            "=\"-\"",
            "\u{3000}-\u{a0}",
        ] {
            assert_eq!(nulls.text_of(cell.as_bytes()), None, "{cell}");
        }
        for (cell, text) in [
            (" a ", "a"),
            ("'=1+1", "=1+1"),
            ("'+49", "+49"),
            ("'@home", "@home"),
            ("'-5", "-5"),
            ("'tis", "'tis"),
            ("---", "---"),
            ("=\"4711\"", "4711"),
            (" =\" 4711\u{a0}\" ", "4711"),
            ("'=\"4711\"", "4711"),
            ("=4711", "=4711"),
            ("=\"", "=\""),
            ("4711\u{a0}", "4711"),
            ("\u{202f} \u{a0}Über uns\u{2003}", "Über uns"),
            ("é", "é"),
            ("nothing", "nothing"),
        ] {
            assert_eq!(nulls.text_of(cell.as_bytes()), Some(text.as_bytes()), "{cell}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_trimmed_of_ascii_alone() {
        assert_eq!(trimmed(b" \xa0a\xa0 "), b"\xa0a\xa0");
    }

    #[test]
    fn a_stamp_of_zeros_is_told_from_one_that_begins_with_them() {
        for cell in
            ["0", "0000-00-00", "0000-00-00 00:00:00", "0000-00-00T00:00:00.000Z", "00.00.0000"]
        {
            assert!(is_zero_stamp(cell.as_bytes()), "{cell}");
        }
        for cell in ["", "-", "0000-00-01", "01/01/2026", "00:00 h"] {
            assert!(!is_zero_stamp(cell.as_bytes()), "{cell}");
        }
    }

    #[test]
    fn values_are_compared_in_any_case_and_an_empty_meaning_is_none() {
        let long = "x".repeat(SHORT + 1);
        let values = [("web widget", "chat"), ("größe", "size"), ("offered", ""), (&long, "long")];
        let values = values.map(|(from, to)| (lower(from), to.to_owned()));
        let meanings = Meanings::new(&BTreeMap::from(values));
        let of = |cell: &str| {
            meanings.of(cell.as_bytes()).map(|text| String::from_utf8_lossy(text).into_owned())
        };
        assert_eq!(of("Web WIDGET").as_deref(), Some("chat"));
        assert_eq!(of("GRÖSSE").as_deref(), Some("GRÖSSE"));
        assert_eq!(of("GRÖßE").as_deref(), Some("size"));
        assert_eq!(of("Offered"), None);
        assert_eq!(of("phone").as_deref(), Some("phone"));
        assert_eq!(of(&long.to_uppercase()).as_deref(), Some("long"));
    }

    #[test]
    fn the_last_part_of_a_path() {
        for (link, expected) in [
            ("https://desk.example/app/accounts/1/conversations/4711", Some("4711")),
            ("https://desk.example/talks/17/?from=mail#end", Some("17")),
            ("18", Some("18")),
            ("/", None),
        ] {
            let found = part(Take::LastPathPart, link.as_bytes());
            assert_eq!(found, expected.map(str::as_bytes), "{link}");
        }
    }

    #[test]
    fn a_time_that_was_left_is_no_duration() {
        for (cell, expected) in [("-0:20", Some("breached")), ("3:40", Some("met")), ("soon", None)]
        {
            let found = part(Take::TimeLeft, cell.as_bytes());
            assert_eq!(found, expected.map(str::as_bytes), "{cell}");
        }
    }
}
