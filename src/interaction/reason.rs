//! What can be wrong with a row or a cell.

use serde::{Deserialize, Serialize};

use crate::config::Field;

/// Why a row, or a cell of it, was not read as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Reason {
    /// The row has no id.
    NoId,
    /// The id is a rounded number: a spreadsheet has opened the file and destroyed it.
    BrokenId,
    /// The row does not say when it was opened.
    NoCreated,
    /// The row has fewer or more cells than the header.
    CellCount,
    /// The line is no JSON object.
    NoObject,
    /// It is no date, number or word that the field could hold.
    Unreadable,
    /// Day and month could be either: the source must say.
    OpenOrder,
    /// Day and month stand in the other order than in the rest of the source.
    OtherOrder,
    /// It lies before the interaction was opened.
    BeforeOpening,
    /// A rating that is not on the scale.
    OffScale,
    /// It was opened before 1990: the "no date" of another system.
    TooOld,
    /// It is too long for a name: a quote that was never closed?
    TooLong,
    /// A local time that the clocks skipped: read as the later offset shows it.
    SkippedTime,
    /// A local time that came twice: read as the first.
    DoubledTime,
    /// The line that the tool writes below the table: no row.
    Trailer,
}

impl Reason {
    /// The name of its sentence, and the word in `rejected.csv`.
    pub fn name(self) -> &'static str {
        match self {
            Reason::NoId => "no-id",
            Reason::BrokenId => "spreadsheet-id",
            Reason::NoCreated => "no-created",
            Reason::CellCount => "cell-count",
            Reason::NoObject => "no-object",
            Reason::Unreadable => "unreadable",
            Reason::OpenOrder => "open-order",
            Reason::OtherOrder => "other-order",
            Reason::BeforeOpening => "before-opening",
            Reason::OffScale => "off-scale",
            Reason::TooOld => "too-old",
            Reason::TooLong => "too-long",
            Reason::SkippedTime => "skipped-time",
            Reason::DoubledTime => "doubled-time",
            Reason::Trailer => "trailer",
        }
    }

    /// Whether the cell's value is not known because of it.
    pub fn is_unknown(self) -> bool {
        !matches!(self, Reason::SkippedTime | Reason::DoubledTime | Reason::Trailer)
    }
}

/// A cell that was not read as it stands, or a whole row (then the field is the one at fault).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fault {
    /// The field.
    pub field: Field,
    /// Why.
    pub reason: Reason,
}
