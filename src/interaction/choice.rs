//! Cells that hold yes or no, or one of a few words.

/// What became of the time that a customer was promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sla {
    /// We kept to it.
    Met,
    /// We did not.
    Breached,
    /// It is not over yet.
    Running,
    /// Nothing was promised.
    None,
}

impl Sla {
    /// Reads `met`, `breached`, `running` or `none`, in any case.
    pub(super) fn read(cell: &[u8]) -> Option<Sla> {
        let words = [
            ("met", Sla::Met),
            ("breached", Sla::Breached),
            ("running", Sla::Running),
            ("none", Sla::None),
        ];
        one_of(cell, &words)
    }
}

/// What a customer did in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The customer stayed, or came back.
    Kept,
    /// The customer left.
    Lost,
    /// Nobody knows.
    Unknown,
}

impl Ending {
    /// Reads `stayed`, `returned`, `lost` or `unknown`, in any case.
    pub(super) fn read(cell: &[u8]) -> Option<Ending> {
        let words = [
            ("stayed", Ending::Kept),
            ("returned", Ending::Kept),
            ("lost", Ending::Lost),
            ("unknown", Ending::Unknown),
        ];
        one_of(cell, &words)
    }
}

/// Reads yes or no, in the words of exports.
pub(super) fn flag(cell: &[u8]) -> Option<bool> {
    let words = [
        ("yes", true),
        ("no", false),
        ("true", true),
        ("false", false),
        ("1", true),
        ("0", false),
        ("y", true),
        ("n", false),
    ];
    one_of(cell, &words)
}

fn one_of<T: Copy>(cell: &[u8], words: &[(&str, T)]) -> Option<T> {
    let found = words.iter().find(|(word, _)| cell.eq_ignore_ascii_case(word.as_bytes()));
    found.map(|(_, meaning)| *meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_in_any_case_and_no_others() {
        for (cell, expected) in [
            ("yes", Some(true)),
            ("TRUE", Some(true)),
            ("1", Some(true)),
            ("N", Some(false)),
            ("0", Some(false)),
            ("maybe", None),
            ("10", None),
        ] {
            assert_eq!(flag(cell.as_bytes()), expected, "{cell}");
        }
        assert_eq!(Sla::read(b"Breached"), Some(Sla::Breached));
        assert_eq!(Sla::read(b"late"), None);
        assert_eq!(Ending::read(b"RETURNED"), Some(Ending::Kept));
        assert_eq!(Ending::read(b"gone"), None);
    }
}
