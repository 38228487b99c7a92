//! What is counted of interactions as a part of a whole: one rule each.

use serde::{Deserialize, Serialize};

use crate::config::Field;
use crate::interaction::{Effort, Ending, Interaction, Sla};
use crate::units::Seconds;

macro_rules! tallies {
    ($($(#[$doc:meta])* $name:ident = $rule:expr,)*) => {
        /// A share that is counted: how many interactions the question can be asked of, and of how
        /// many the answer is yes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Tally {
            $($(#[$doc])* $name,)*
        }

        /// The rule of each tally: yes, no, or nothing where it cannot be asked.
        const RULES: [fn(&Interaction<'_>) -> Option<bool>; TALLIES] = [$($rule),*];

        const TALLIES: usize = [$(Tally::$name),*].len();
    };
}

tallies! {
    /// Nobody has answered, of all of which it is known.
    NeverAnswered = |i| is_answered(i).map(|is_answered| !is_answered),
    /// The first answer took longer than its channel may take, of the answered.
    OverThreshold = |i| i.is_over_threshold,
    /// Solved within a day, of all of which it is known whether they are solved.
    SolvedInADay = |i| is_solved_within(i, Seconds::DAY),
    /// Solved within seven days.
    SolvedInAWeek = |i| is_solved_within(i, Seconds(7 * 86_400)),
    /// Solved with exactly one answer and not opened again, of the solved.
    OneTouch = |i| {
        let (answers, reopens) = (i.agent_replies?, i.reopens?);
        Some(answers == 1 && reopens == 0).filter(|_| i.resolved.is_some())
    },
    /// Opened again at least once, of the solved.
    Reopened = |i| Some(i.reopens? > 0).filter(|_| i.resolved.is_some()),
    /// Assigned more than once, of all of which it is known.
    Transferred = |i| Some(handovers(i)? > 0),
    /// Rated good or top, of the rated.
    Satisfied = |i| Some(i.csat?.category() >= 2),
    /// Rated top, of the rated.
    Delighted = |i| Some(i.csat?.category() == 3),
    /// Rated bad, of the rated.
    Bad = |i| Some(i.csat?.category() == 0),
    /// Rated, of those who were asked.
    Responded = |i| is_rated(i).filter(|_| i.survey_sent == Some(true)),
    /// Found it easy, of those who say.
    Easy = |i| Some(i.ces? == Effort::Easy),
    /// Would recommend us: 9 or 10, of those who say.
    Promoter = |i| Some(i.nps? >= 9),
    /// Would not recommend us: 0 to 6, of those who say.
    Detractor = |i| Some(i.nps? <= 6),
    /// The promise was kept, of those kept or broken.
    SlaMet = |i| match i.sla? {
        Sla::Met => Some(true),
        Sla::Breached => Some(false),
        Sla::Running | Sla::None => None,
    },
    /// The promised time still runs, of all of which something is known.
    SlaRunning = |i| Some(i.sla? == Sla::Running),
    /// Nothing was promised, of all of which something is known.
    SlaNone = |i| Some(i.sla? == Sla::None),
    /// A failure that ended well, of the failures whose ending is known.
    Recovered = |i| ended_well(i).filter(|_| is_failure(i)),
    /// Somebody apologised, of the failures of which it is known.
    Apologised = |i| i.apology.filter(|_| is_failure(i)),
    /// The customer said thank you, of all of which it is known.
    Thanked = |i| i.thanked,
    /// The customer had looked for help alone, of all of which it is known.
    SelfService = |i| i.self_service_tried,
    /// Opened again, handed over twice or answered five times, and never rated.
    SilentStruggle = |i| {
        let (reopens, handovers, answers) = (i.reopens?, handovers(i)?, i.agent_replies?);
        let is_rated = is_rated(i)?;
        Some((reopens > 0 || handovers > 1 || answers > 4) && !is_rated)
    },
}

fn is_answered(i: &Interaction<'_>) -> Option<bool> {
    const FIELDS: [Field; 3] =
        [Field::FirstReplyAt, Field::FirstReplySeconds, Field::FirstReplyBusinessSeconds];
    let has_answer = i.first_reply.or(i.first_reply_business).is_some();
    (has_answer || i.is_certain(&FIELDS)).then_some(has_answer)
}

fn is_solved_within(i: &Interaction<'_>, time: Seconds) -> Option<bool> {
    match i.resolved {
        Some(resolved) => Some(resolved.0 - i.created.0 <= time.0),
        // Solved, and nobody knows after how long by the calendar.
        None if i.resolution_business.is_some() => None,
        None => i.is_certain(&[Field::ResolvedAt, Field::FullResolutionSeconds]).then_some(false),
    }
}

/// How often it was handed over.
fn handovers(i: &Interaction<'_>) -> Option<u32> {
    i.assignments.map(|times| times.saturating_sub(1)).or(i.transfers)
}

fn is_rated(i: &Interaction<'_>) -> Option<bool> {
    let is_rated = i.csat.is_some();
    (is_rated || i.is_certain(&[Field::Csat])).then_some(is_rated)
}

/// Whether something went wrong: opened again, rated bad at first, a promise broken, or marked so.
/// A single rating is the first one where the source tells first ratings from last ones.
fn is_failure(i: &Interaction<'_>) -> bool {
    let single = i.csat.filter(|_| i.is_certain(&[Field::CsatFirst]));
    let first = i.csat_first.or(single);
    i.reopens.is_some_and(|times| times > 0)
        || first.is_some_and(|rating| rating.category() == 0)
        || i.sla == Some(Sla::Breached)
        || i.is_failure
}

/// Whether it ended well: the last rating is good, or the customer stayed or came back.
fn ended_well(i: &Interaction<'_>) -> Option<bool> {
    let is_kept = i.ending == Some(Ending::Kept);
    match (i.csat, i.ending) {
        (Some(last), _) => Some(is_kept || last.category() >= 2),
        (None, Some(Ending::Kept | Ending::Lost)) => Some(is_kept),
        (None, Some(Ending::Unknown) | None) => None,
    }
}

/// How an interaction counts in every tally: a bit a tally.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Answers {
    asked: u32,
    yes: u32,
}

const _: () = assert!(TALLIES <= 32);

impl Answers {
    pub(super) fn of(interaction: &Interaction<'_>) -> Answers {
        let mut answers = Answers::default();
        for (at, rule) in RULES.iter().enumerate() {
            if let Some(is_so) = rule(interaction) {
                answers.asked |= 1 << at;
                answers.yes |= u32::from(is_so) << at;
            }
        }
        answers
    }

    /// Whether an interaction counts in a tally, and how.
    pub(super) fn get(self, tally: Tally) -> Option<bool> {
        let bit = 1 << tally as u32;
        (self.asked & bit != 0).then_some(self.yes & bit != 0)
    }
}

/// The counts of every tally.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tallies {
    counts: [Portion; TALLIES],
}

/// A part of a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portion {
    /// Of how many the answer is yes.
    pub part: u64,
    /// How many the question can be asked of.
    pub whole: u64,
}

impl Tallies {
    /// The count of a tally.
    pub fn get(&self, tally: Tally) -> Portion {
        self.counts[tally as usize]
    }

    pub(super) fn add(&mut self, answers: Answers) {
        let mut left = answers.asked;
        while left != 0 {
            let at = left.trailing_zeros();
            left &= left - 1;
            let count = &mut self.counts[at as usize];
            count.whole += 1;
            count.part += u64::from(answers.yes >> at & 1);
        }
    }

    pub(super) fn merge(&mut self, other: &Tallies) {
        for (sum, count) in self.counts.iter_mut().zip(other.counts) {
            sum.part += count.part;
            sum.whole += count.whole;
        }
    }
}
