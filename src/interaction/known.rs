//! A valid interaction: what is known of it.

use super::{Amount, Effort, Ending, Rating, Sla};
use crate::calendar::{Day, Stamp};
use crate::config::Field;
use crate::units::Seconds;

/// A valid interaction. Nothing about the customer is in it but what they wrote beside a rating,
/// which is counted and not kept.
#[derive(Clone, Copy, Debug)]
pub struct Interaction<'r> {
    /// Its id, unique in its source.
    pub id: &'r [u8],
    /// When it was opened.
    pub created: Stamp,
    /// The local day of that.
    pub created_day: Day,
    /// The local hour of the week, from 0 for Monday's first to 167.
    pub created_hour: u8,
    /// How long it took until a person answered.
    pub first_reply: Option<Seconds>,
    /// How much of that lay in business hours.
    pub first_reply_business: Option<Seconds>,
    /// When it was last solved.
    pub resolved: Option<Stamp>,
    /// How much of the time from the opening to that lay in business hours.
    pub resolution_business: Option<Seconds>,
    /// When the row was last changed.
    pub updated: Option<Stamp>,
    /// The value of each dimension, in the order of [`Dimension::ALL`](crate::config::Dimension::ALL).
    pub keys: [Option<&'r [u8]>; 4],
    /// The customer's last rating.
    pub csat: Option<Rating>,
    /// The customer's first rating.
    pub csat_first: Option<Rating>,
    /// How easy it was for the customer.
    pub ces: Option<Effort>,
    /// How often it was opened again.
    pub reopens: Option<u32>,
    /// How often it was assigned.
    pub assignments: Option<u32>,
    /// How often it was handed on.
    pub transfers: Option<u32>,
    /// How often somebody of ours answered.
    pub agent_replies: Option<u32>,
    /// Whether the customer would recommend us, 0 to 10.
    pub nps: Option<u8>,
    /// What became of the promised time.
    pub sla: Option<Sla>,
    /// Whether the customer was asked for a rating.
    pub survey_sent: Option<bool>,
    /// Whether somebody apologised.
    pub apology: Option<bool>,
    /// Whether the customer said thank you.
    pub thanked: Option<bool>,
    /// Whether the customer had looked for help alone before.
    pub self_service_tried: Option<bool>,
    /// What the customer did in the end.
    pub ending: Option<Ending>,
    /// Whether the customer was about to leave.
    pub at_risk: Option<bool>,
    /// What it cost.
    pub cost: Option<Amount<'r>>,
    /// What the customer got to make good for it.
    pub compensation: Option<Amount<'r>>,
    /// What the customer wrote beside the rating.
    pub comment: Option<&'r [u8]>,
    /// Whether it is marked that something had gone wrong.
    pub is_failure: bool,
    /// Whether the first answer took longer than its channel may take; nothing where there is no
    /// answer, or no threshold.
    pub is_over_threshold: Option<bool>,
    /// The cells that had a readable value, a bit a field.
    pub(super) read: u64,
    /// The cells that had a value nobody could read, a bit a field.
    pub(super) unknown: u64,
    /// The fields for which the source has a column, a bit a field.
    pub(super) mapped: u64,
}

impl Interaction<'_> {
    /// Whether the cell of a field had a readable value.
    pub fn has_read(&self, field: Field) -> bool {
        self.read & bit(field) != 0
    }

    /// Whether it is known that something has not happened: the source has a column for it, in one
    /// of these fields, and no cell of theirs had a value that could not be read.
    pub fn is_certain(&self, fields: &[Field]) -> bool {
        let any = fields.iter().fold(0, |bits, field| bits | bit(*field));
        self.mapped & any != 0 && self.unknown & any == 0
    }

    /// Whether one owner stayed with it: assigned once, or never handed on where the assignments are
    /// not known. Nothing where neither is.
    pub fn is_of_one_owner(&self) -> Option<bool> {
        self.assignments.map(|times| times == 1).or(self.transfers.map(|times| times == 0))
    }

    /// The fields whose cells had a readable value, in their order.
    pub fn fields_read(&self) -> impl Iterator<Item = Field> + use<> {
        let mut left = self.read;
        std::iter::from_fn(move || {
            let field = *Field::ALL.get(left.trailing_zeros() as usize)?;
            left &= left - 1;
            Some(field)
        })
    }

    /// All moments that the row tells of.
    pub fn stamps(&self) -> impl Iterator<Item = Stamp> {
        let after = |time: Seconds| Stamp(self.created.0 + time.0);
        // As in `until`: where only business hours are known, they are all there is.
        let replied = self.first_reply.or(self.first_reply_business).map(after);
        let resolved = self.resolved.or(self.resolution_business.map(after));
        [Some(self.created), replied, resolved, self.updated].into_iter().flatten()
    }

    /// What was known of it before `cut`: later answers and solutions have not happened yet.
    #[must_use]
    pub fn until(self, cut: Stamp) -> Self {
        let created = self.created;
        let has_come = |after: &Seconds| created.0 + after.0 < cut.0;
        // A time in business hours came after the time by the calendar, where that is known.
        let resolution = self.resolved.map(|stamp| Seconds(stamp.0 - created.0));
        let is_past = |calendar: Option<Seconds>, business: &Seconds| {
            has_come(&calendar.unwrap_or(*business))
        };
        let (first_reply, business) = (self.first_reply, self.first_reply_business);
        Interaction {
            first_reply: first_reply.filter(has_come),
            first_reply_business: business.filter(|time| is_past(first_reply, time)),
            resolved: self.resolved.filter(|stamp| *stamp < cut),
            resolution_business: self.resolution_business.filter(|time| is_past(resolution, time)),
            updated: self.updated.filter(|stamp| *stamp < cut),
            is_over_threshold: self
                .is_over_threshold
                .filter(|_| self.first_reply.is_some_and(|time| has_come(&time))),
            ..self
        }
    }
}

/// The bit of a field.
pub(super) fn bit(field: Field) -> u64 {
    1 << field as u32
}
