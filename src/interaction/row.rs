//! A row as an interaction.

use super::{Dimension, Mapping};
use crate::calendar::{Day, Doubt, Stamp, Written, parse_stamp};
use crate::config::Field;
use crate::source::Record;
use crate::units::Seconds;

/// 1990-01-01: nothing in a help desk is older.
const OLDEST: Stamp = Stamp(631_152_000);

/// Nobody gives a team or a topic a longer name, in bytes.
const LONGEST_NAME: usize = 200;

/// A number without the empty decimals that spreadsheets and data frames add: `4.0`.
fn whole(cell: &[u8]) -> &[u8] {
    cell.strip_suffix(b".0").unwrap_or(cell)
}

/// A valid interaction. Nothing about the customer is in it.
#[derive(Clone, Copy, Debug)]
pub struct Interaction<'r> {
    /// Its id, unique in its source.
    pub id: &'r [u8],
    /// When it was opened.
    pub created: Stamp,
    /// The local day of that.
    pub created_day: Day,
    /// How long it took until a person answered.
    pub first_reply: Option<Seconds>,
    /// When it was last solved.
    pub resolved: Option<Stamp>,
    /// When the row was last changed.
    pub updated: Option<Stamp>,
    /// The value of each dimension, in the order of [`Dimension::ALL`].
    pub keys: [Option<&'r [u8]>; 4],
    /// The customer's last rating.
    pub csat: Option<Rating>,
    /// The customer's first rating.
    pub csat_first: Option<Rating>,
    /// How often it was opened again.
    pub reopens: Option<u32>,
    /// How often it was assigned.
    pub assignments: Option<u32>,
    /// The cells that had a readable value, a bit a field.
    read: u32,
}

/// A rating from 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rating(u8);

impl Rating {
    /// The number, 1 to 5.
    pub fn get(self) -> u8 {
        self.0
    }

    /// The category: 0 bad, 1 neutral, 2 good, 3 top.
    pub fn category(self) -> usize {
        usize::from(self.0).max(2) - 2
    }
}

/// Why a row, or a cell of it, was not read as it stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum Reason {
    /// The row has no id.
    NoId,
    /// The row does not say when it was opened.
    NoCreated,
    /// The row has fewer or more cells than the header.
    CellCount,
    /// It is no date, number or word that the field could hold.
    Unreadable,
    /// Day and month could be either: the source must say.
    OpenOrder,
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
}

impl Reason {
    /// The name of its sentence, and the word in `rejected.csv`.
    pub fn name(self) -> &'static str {
        match self {
            Reason::NoId => "no-id",
            Reason::NoCreated => "no-created",
            Reason::CellCount => "cell-count",
            Reason::Unreadable => "unreadable",
            Reason::OpenOrder => "open-order",
            Reason::BeforeOpening => "before-opening",
            Reason::OffScale => "off-scale",
            Reason::TooOld => "too-old",
            Reason::TooLong => "too-long",
            Reason::SkippedTime => "skipped-time",
            Reason::DoubledTime => "doubled-time",
        }
    }

    /// Whether the cell's value is not known because of it.
    pub fn is_unknown(self) -> bool {
        !matches!(self, Reason::SkippedTime | Reason::DoubledTime)
    }
}

/// A cell that was not read as it stands, or a whole row (then the field is the one at fault).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub struct Fault {
    /// The field.
    pub field: Field,
    /// Why.
    pub reason: Reason,
}

impl Interaction<'_> {
    /// The fields whose cells had a readable value, a bit each, by their number.
    pub fn fields_read(&self) -> u32 {
        self.read
    }

    /// All moments that the row tells of.
    pub fn stamps(&self) -> impl Iterator<Item = Stamp> {
        let replied = self.first_reply.map(|seconds| Stamp(self.created.0 + seconds.0));
        [Some(self.created), replied, self.resolved, self.updated].into_iter().flatten()
    }

    /// What was known of it before `cut`: later answers and solutions have not happened yet.
    #[must_use]
    pub fn until(self, cut: Stamp) -> Self {
        let created = self.created;
        let has_come = |after: &Seconds| created.0 + after.0 < cut.0;
        Interaction {
            first_reply: self.first_reply.filter(has_come),
            resolved: self.resolved.filter(|stamp| *stamp < cut),
            updated: self.updated.filter(|stamp| *stamp < cut),
            ..self
        }
    }
}

impl Mapping {
    /// The id of a row, if it has one.
    pub fn id<'r>(&'r self, record: Record<'r>) -> Option<&'r [u8]> {
        self.cell(record, Field::Id)
    }

    /// Reads a row. Cells that cannot be read are unknown and noted in `faults`.
    ///
    /// # Errors
    /// When the row has no id, no readable opening time, or not as many cells as the header.
    pub fn read<'r>(
        &'r self,
        record: Record<'r>,
        faults: &mut Vec<Fault>,
    ) -> Result<Interaction<'r>, Fault> {
        if record.len() != self.width {
            return Err(Fault { field: Field::Id, reason: Reason::CellCount });
        }
        let no_id = Fault { field: Field::Id, reason: Reason::NoId };
        let id = self.cell(record, Field::Id).ok_or(no_id)?;
        let mut row = Row { read: 0, mapping: self, record, faults };
        let fault = |reason| Fault { field: Field::CreatedAt, reason };
        let created = row.stamp(Field::CreatedAt).map_err(fault)?;
        let created = created.ok_or(fault(Reason::NoCreated))?;
        if created < OLDEST {
            return Err(fault(Reason::TooOld));
        }
        let interaction = row.interaction(id, created);
        Ok(Interaction { read: row.read, ..interaction })
    }
}

struct Row<'r, 'f> {
    read: u32,
    mapping: &'r Mapping,
    record: Record<'r>,
    faults: &'f mut Vec<Fault>,
}

impl<'r> Row<'r, '_> {
    fn interaction(&mut self, id: &'r [u8], created: Stamp) -> Interaction<'r> {
        let first_reply = self.elapsed(Field::FirstReplyAt, Field::FirstReplySeconds, created);
        let resolution = self.elapsed(Field::ResolvedAt, Field::FullResolutionSeconds, created);
        let resolved = resolution.map(|seconds| Stamp(created.0 + seconds.0));
        let updated = self.known(Field::UpdatedAt, |row| row.stamp(Field::UpdatedAt));
        Interaction {
            id,
            created,
            created_day: self.mapping.project_zone.local_day(created),
            first_reply,
            resolved,
            updated,
            read: 0,
            keys: Dimension::ALL.map(|dimension| self.key(dimension.field())),
            csat: self.rating(Field::Csat),
            csat_first: self.rating(Field::CsatFirst),
            reopens: self.number(Field::Reopens),
            assignments: self.number(Field::Assignments),
        }
    }

    /// Notes that a cell had a readable value.
    fn has_value(&mut self, field: Field) {
        self.read |= 1 << field as u32;
    }

    fn note(&mut self, field: Field, reason: Reason) {
        self.faults.push(Fault { field, reason });
    }

    /// The value of a field; a fault is noted, and the field is unknown.
    fn known<T>(
        &mut self,
        field: Field,
        read: impl FnOnce(&mut Self) -> Result<Option<T>, Reason>,
    ) -> Option<T> {
        read(self).unwrap_or_else(|reason| {
            self.note(field, reason);
            None
        })
    }

    fn stamp(&mut self, field: Field) -> Result<Option<Stamp>, Reason> {
        let Some(cell) = self.mapping.cell(self.record, field) else { return Ok(None) };
        match parse_stamp(cell, self.mapping.format) {
            Written::Moment(stamp) => {
                self.has_value(field);
                Ok(Some(stamp))
            }
            Written::Local(day, seconds) => {
                let (stamp, doubt) = self.mapping.zone.stamp(day, seconds);
                match doubt {
                    Some(Doubt::Skipped) => self.note(field, Reason::SkippedTime),
                    Some(Doubt::Twice) => self.note(field, Reason::DoubledTime),
                    None => {}
                }
                self.has_value(field);
                Ok(Some(stamp))
            }
            Written::OpenOrder => Err(Reason::OpenOrder),
            Written::OtherOrder | Written::Unreadable => Err(Reason::Unreadable),
        }
    }

    /// The time since the opening, from a stamp or from a number of seconds.
    fn elapsed(&mut self, at: Field, seconds: Field, created: Stamp) -> Option<Seconds> {
        let stamp = self.known(at, |row| row.stamp(at));
        if let Some(stamp) = stamp {
            if stamp < created {
                self.read &= !(1 << at as u32);
                self.note(at, Reason::BeforeOpening);
                return None;
            }
            return Some(Seconds(stamp.0 - created.0));
        }
        self.number(seconds).map(|seconds| Seconds(seconds.into()))
    }

    /// The name of a team, channel, topic or priority.
    fn key(&mut self, field: Field) -> Option<&'r [u8]> {
        let mapping = self.mapping;
        let cell = mapping.cell(self.record, field)?;
        if cell.len() > LONGEST_NAME {
            self.note(field, Reason::TooLong);
            return None;
        }
        self.has_value(field);
        Some(cell)
    }

    fn number(&mut self, field: Field) -> Option<u32> {
        let mapping = self.mapping;
        let cell = mapping.cell(self.record, field)?;
        let text = std::str::from_utf8(whole(cell)).ok();
        let number = text.and_then(|text| text.parse().ok());
        match number {
            Some(_) => self.has_value(field),
            None => self.note(field, Reason::Unreadable),
        }
        number
    }

    fn rating(&mut self, field: Field) -> Option<Rating> {
        let cell = self.mapping.cell(self.record, field)?;
        match whole(cell) {
            [digit @ b'1'..=b'5'] => {
                self.has_value(field);
                Some(Rating(digit - b'0'))
            }
            other => {
                let is_number = other.iter().all(u8::is_ascii_digit);
                self.note(field, if is_number { Reason::OffScale } else { Reason::Unreadable });
                None
            }
        }
    }
}
