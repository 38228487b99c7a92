//! A row as an interaction.

use std::cmp::Ordering;

use super::cells::{Joined, is_zero_stamp, trimmed};
use super::choice::{Ending, Sla, flag};
use super::known::bit;
use super::scale::count;
use super::{Amount, Dimension, Effort, Fault, Interaction, Mapping, Rating, Reason};
use crate::calendar::{Doubt, Stamp, Written, parse_duration, parse_stamp};
use crate::config::{Field, Kind};
use crate::source::Record;
use crate::units::Seconds;

/// 1990-01-01: nothing in a help desk is older.
const OLDEST: Stamp = Stamp(631_152_000);

/// Nobody gives a team or a topic a longer name, in bytes.
const LONGEST_NAME: usize = 200;

/// The fields that an interaction has in some way.
const KEPT: [Field; 32] = [
    Field::Id,
    Field::CreatedAt,
    Field::FirstReplyAt,
    Field::FirstReplySeconds,
    Field::FirstReplyBusinessSeconds,
    Field::ResolvedAt,
    Field::FullResolutionSeconds,
    Field::FullResolutionBusinessSeconds,
    Field::UpdatedAt,
    Field::Channel,
    Field::Topic,
    Field::Team,
    Field::Priority,
    Field::Reopens,
    Field::Assignments,
    Field::Csat,
    Field::CsatFirst,
    Field::Ces,
    Field::AgentReplies,
    Field::Transfers,
    Field::Nps,
    Field::Sla,
    Field::SurveySent,
    Field::Apology,
    Field::Thanked,
    Field::SelfServiceTried,
    Field::CustomerOutcome,
    Field::Failure,
    Field::AtRisk,
    Field::Cost,
    Field::Compensation,
    Field::CsatComment,
];

/// Whether a field is checked although nothing is made of it yet.
pub(super) fn is_checked_only(field: Field) -> bool {
    let is_checked = matches!(field.kind(), Kind::Stamp | Kind::Duration | Kind::Number);
    is_checked && !KEPT.contains(&field)
}

fn is_blank(cell: &[u8]) -> bool {
    trimmed(cell).is_empty()
}

/// Whether an id is a number that a spreadsheet has rounded: `1.23E+16`.
fn is_rounded(id: &[u8]) -> bool {
    let Some(at) = id.iter().position(|byte| matches!(byte, b'E' | b'e')) else { return false };
    let (number, power) = (&id[..at], &id[at + 1..]);
    let is_digits = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    let is_number = match number {
        [first] => first.is_ascii_digit(),
        [first, b'.' | b',', rest @ ..] => first.is_ascii_digit() && is_digits(rest),
        _ => false,
    };
    is_number && power.strip_prefix(b"+").is_some_and(is_digits)
}

impl Mapping {
    /// The id of a row, if it has one.
    pub fn id<'r>(&'r self, record: Record<'r>) -> Option<&'r [u8]> {
        self.cell(record, Field::Id)
    }

    /// Reads a row. Cells that cannot be read are unknown and noted in `faults`. Nothing is
    /// returned for what is no row: a line of empty cells, the line that the tool writes below the
    /// table, which is noted, or an interaction that is to be forgotten.
    ///
    /// # Errors
    /// When the row has no whole id, no readable opening time, or more to say than the header.
    pub fn read<'r>(
        &'r self,
        record: Record<'r>,
        faults: &mut Vec<Fault>,
    ) -> Result<Option<Interaction<'r>>, Fault> {
        let id = match self.whole_id(record) {
            Ok(id) => id,
            Err(Reason::NoObject) => {
                return Err(Fault { field: Field::Id, reason: Reason::NoObject });
            }
            Err(_) if record.cells().all(is_blank) => return Ok(None),
            Err(_) if self.is_trailer(record) => {
                faults.push(Fault { field: Field::Id, reason: Reason::Trailer });
                return Ok(None);
            }
            Err(reason) => return Err(Fault { field: Field::Id, reason }),
        };
        if self.is_forgotten(id) {
            return Ok(None);
        }
        let mut row = Row { read: 0, mapping: self, record, faults };
        let fault = |reason| Fault { field: Field::CreatedAt, reason };
        let created = row.stamp(Field::CreatedAt).map_err(fault)?;
        let created = created.ok_or(fault(Reason::NoCreated))?;
        if created < OLDEST {
            return Err(fault(Reason::TooOld));
        }
        let interaction = row.interaction(id, created);
        row.check_the_rest();
        let read = row.read;
        let unknown = faults.iter().filter(|fault| fault.reason.is_unknown());
        let unknown = unknown.fold(0, |bits, fault| bits | bit(fault.field));
        Ok(Some(Interaction { read, unknown, ..interaction }))
    }

    /// Spreadsheets leave out the empty cells at the end of a row, or add some. A row that lacks
    /// more than these is cut off, or says something about the file.
    fn whole_id<'r>(&'r self, record: Record<'r>) -> Result<&'r [u8], Reason> {
        if record.is_empty() {
            return Err(Reason::NoObject);
        }
        let (id, width) = (self.id(record), self.header().len());
        let lacks_more = || id.is_none() || self.cell(record, Field::CreatedAt).is_none();
        let is_wrong = match record.len().cmp(&width) {
            Ordering::Less => lacks_more(),
            Ordering::Equal => false,
            Ordering::Greater => !record.cells().skip(width).all(is_blank),
        };
        if is_wrong {
            return Err(Reason::CellCount);
        }
        let id = id.ok_or(Reason::NoId)?;
        if is_rounded(id) { Err(Reason::BrokenId) } else { Ok(id) }
    }
}

struct Row<'r, 'f> {
    read: u64,
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
        let (created_day, second) = self.mapping.project_zone.local(created);
        let keys = Dimension::ALL.map(|dimension| self.key(dimension.field()));
        let csat = self.rating(Field::Csat);
        Interaction {
            id,
            created,
            created_day,
            created_hour: created_day.weekday() as u8 * 24 + (second / 3_600) as u8,
            first_reply,
            first_reply_business: self.business(
                Field::FirstReplyBusinessSeconds,
                created,
                first_reply,
            ),
            resolved,
            resolution_business: self.business(
                Field::FullResolutionBusinessSeconds,
                created,
                resolution,
            ),
            updated,
            keys,
            csat,
            csat_first: self.rating(Field::CsatFirst),
            ces: self.effort(),
            reopens: self.number(Field::Reopens),
            assignments: self.number(Field::Assignments),
            transfers: self.number(Field::Transfers),
            agent_replies: self.number(Field::AgentReplies),
            nps: self.nps(),
            sla: self.choice(Field::Sla, Sla::read),
            survey_sent: self.choice(Field::SurveySent, flag),
            apology: self.choice(Field::Apology, flag),
            thanked: self.choice(Field::Thanked, flag),
            self_service_tried: self.choice(Field::SelfServiceTried, flag),
            ending: self.choice(Field::CustomerOutcome, Ending::read),
            at_risk: self.choice(Field::AtRisk, flag),
            cost: self.amount(Field::Cost),
            compensation: self.amount(Field::Compensation),
            comment: self.comment(),
            is_failure: self.mark(Field::Failure),
            is_over_threshold: first_reply.and_then(|time| {
                let channel = keys[Dimension::Channel as usize].unwrap_or_default();
                Some(time > self.mapping.thresholds.of(channel)?)
            }),
            read: 0,
            unknown: 0,
            mapped: self.mapping.mapped(),
        }
    }

    /// Looks at the cells of which nothing is made yet, so that what is wrong in them is known.
    fn check_the_rest(&mut self) {
        for &field in &self.mapping.checked {
            match field.kind() {
                Kind::Stamp => drop(self.known(field, |row| row.stamp(field))),
                Kind::Duration => drop(self.duration(field)),
                _ => drop(self.number(field)),
            }
        }
    }

    /// Notes that a cell had a readable value.
    fn has_value(&mut self, field: Field) {
        self.read |= bit(field);
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
        let mut joined = Joined::default();
        let Some(cell) = self.mapping.stamp_cell(self.record, field, &mut joined) else {
            return Ok(None);
        };
        if is_zero_stamp(cell) {
            return Ok(None);
        }
        match parse_stamp(cell, self.mapping.format()) {
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
            Written::OtherOrder => Err(Reason::OtherOrder),
            Written::Unreadable => Err(Reason::Unreadable),
        }
    }

    /// The time since the opening, from a stamp or from a duration.
    fn elapsed(&mut self, at: Field, duration: Field, created: Stamp) -> Option<Seconds> {
        let stamp = self.known(at, |row| row.stamp(at));
        if let Some(stamp) = stamp {
            if stamp < created {
                self.read &= !bit(at);
                self.note(at, Reason::BeforeOpening);
                return None;
            }
            return Some(Seconds(stamp.0 - created.0));
        }
        self.duration(duration)
    }

    /// How much of a time lay in business hours: as the export says, or worked out where it has no
    /// column for it.
    fn business(
        &mut self,
        field: Field,
        created: Stamp,
        elapsed: Option<Seconds>,
    ) -> Option<Seconds> {
        if self.mapping.has(field) {
            return self.duration(field);
        }
        let hours = self.mapping.business_hours.as_ref()?;
        elapsed.map(|seconds| hours.between(created, Stamp(created.0 + seconds.0)))
    }

    fn duration(&mut self, field: Field) -> Option<Seconds> {
        let mapping = self.mapping;
        let cell = mapping.cell(self.record, field)?;
        self.noted(field, parse_duration(cell, mapping.unit(field)).ok_or(Reason::Unreadable))
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
        let cell = self.mapping.cell(self.record, field)?;
        self.noted(field, count(cell).ok_or(Reason::Unreadable))
    }

    /// A number that may have decimals.
    fn amount(&mut self, field: Field) -> Option<Amount<'r>> {
        let mapping = self.mapping;
        let cell = mapping.cell(self.record, field)?;
        self.noted(field, Amount::read(cell).ok_or(Reason::Unreadable))
    }

    fn comment(&mut self) -> Option<&'r [u8]> {
        let mapping = self.mapping;
        let cell = mapping.cell(self.record, Field::CsatComment)?;
        self.has_value(Field::CsatComment);
        Some(cell)
    }

    /// One of a few words.
    fn choice<T>(&mut self, field: Field, read: impl Fn(&[u8]) -> Option<T>) -> Option<T> {
        let cell = self.mapping.cell(self.record, field)?;
        self.noted(field, read(cell).ok_or(Reason::Unreadable))
    }

    /// Whether a cell says anything but no.
    fn mark(&mut self, field: Field) -> bool {
        let Some(cell) = self.mapping.cell(self.record, field) else { return false };
        self.has_value(field);
        flag(cell) != Some(false)
    }

    /// A recommendation from 0 to 10.
    fn nps(&mut self) -> Option<u8> {
        let cell = self.mapping.cell(self.record, Field::Nps)?;
        let number = count(cell).ok_or(Reason::Unreadable);
        let score =
            number.and_then(|n| u8::try_from(n).ok().filter(|n| *n <= 10).ok_or(Reason::OffScale));
        self.noted(Field::Nps, score)
    }

    fn rating(&mut self, field: Field) -> Option<Rating> {
        let cell = self.mapping.cell(self.record, field)?;
        let scale = self.mapping.csat_scale().ok_or(Reason::OffScale);
        self.noted(field, scale.and_then(|scale| Rating::read(cell, scale)))
    }

    fn effort(&mut self) -> Option<Effort> {
        let cell = self.mapping.cell(self.record, Field::Ces)?;
        let scale = self.mapping.ces_scale().ok_or(Reason::OffScale);
        self.noted(Field::Ces, scale.and_then(|scale| Effort::read(cell, scale)))
    }

    /// The value of a cell that has one; whether it could be read is noted.
    fn noted<T>(&mut self, field: Field, value: Result<T, Reason>) -> Option<T> {
        match value {
            Ok(value) => {
                self.has_value(field);
                Some(value)
            }
            Err(reason) => {
                self.note(field, reason);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_rounded;

    #[test]
    fn an_id_that_a_spreadsheet_rounded_is_told_from_others() {
        for id in ["1.23E+16", "1,23E+16", "1E+10", "9.99999e+20"] {
            assert!(is_rounded(id.as_bytes()), "{id}");
        }
        for id in ["1.23", "E+16", "12E+16", "1.E+16", "1.23E16", "1.2E+", "HELP-1E", "1.2.3E+4"] {
            assert!(!is_rounded(id.as_bytes()), "{id}");
        }
    }
}
