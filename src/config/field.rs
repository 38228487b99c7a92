//! The canonical fields of an interaction.

use serde::{Deserialize, Serialize};

/// What the cells of a field hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The id.
    Identity,
    /// A date, or a date and a time.
    Stamp,
    /// A length of time.
    Duration,
    /// A whole number.
    Number,
    /// A number that may have decimals.
    Amount,
    /// A name by which interactions are split.
    Key,
    /// A customer's answer on a scale.
    Rating,
    /// Yes or no.
    Flag,
    /// One of a few words that the program knows.
    Choice,
    /// Words of which only counts that there are some.
    Mark,
    /// One of a few words that are not looked at.
    Word,
    /// Text of any length.
    Text,
}

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $text:literal: $kind:ident,)*) => {
        /// A canonical field: the words on the left side of `[sources.columns]`.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        pub enum Field {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl Field {
            /// All fields, in the order of the documentation.
            pub const ALL: &[Field] = &[$(Field::$name),*];

            /// Its canonical name, also the header of the canonical format.
            pub fn name(self) -> &'static str {
                match self { $(Field::$name => $text),* }
            }

            /// What its cells hold.
            pub fn kind(self) -> Kind {
                match self { $(Field::$name => Kind::$kind),* }
            }
        }
    };
}

fields! {
    /// The interaction's id, unique in its source. Required.
    Id = "id": Identity,
    /// When it was opened. Required.
    CreatedAt = "created_at": Stamp,
    /// When a person first answered in public.
    FirstReplyAt = "first_reply_at": Stamp,
    /// The time until then, where the export has no stamp.
    FirstReplySeconds = "first_reply_s": Duration,
    /// The time until then that lay in business hours.
    FirstReplyBusinessSeconds = "first_reply_business_s": Duration,
    /// When it was last solved.
    ResolvedAt = "resolved_at": Stamp,
    /// The time until then, where the export has no stamp.
    FullResolutionSeconds = "full_resolution_s": Duration,
    /// The time until then that lay in business hours.
    FullResolutionBusinessSeconds = "full_resolution_business_s": Duration,
    /// When it was closed for good.
    ClosedAt = "closed_at": Stamp,
    /// When the row was last changed.
    UpdatedAt = "updated_at": Stamp,
    /// How long the customer waited for us in all.
    RequesterWaitSeconds = "requester_wait_s": Duration,
    /// How it came in.
    Channel = "channel": Key,
    /// What it was about.
    Topic = "topic": Key,
    /// Who dealt with it.
    Team = "team": Key,
    /// How urgent it was.
    Priority = "priority": Key,
    /// Whether it was a question, a fault, a task.
    Kind = "kind": Word,
    /// Labels that were put on it.
    Tags = "tags": Text,
    /// Whether it is open, waiting, solved, closed.
    Status = "status": Word,
    /// The colleague who dealt with it last.
    Agent = "agent": Word,
    /// The language it was held in.
    Language = "language": Word,
    /// How often somebody of ours answered in public.
    AgentReplies = "agent_replies": Number,
    /// How often the customer wrote.
    CustomerMessages = "customer_messages": Number,
    /// How often it was opened again.
    Reopens = "reopens": Number,
    /// How often it was assigned, the first time included.
    Assignments = "assignments": Number,
    /// How often it was handed to another team or person.
    Transfers = "transfers": Number,
    /// What became of the promised time: met, breached, running, none.
    Sla = "sla": Choice,
    /// Whether the customer was asked for a rating: yes, no.
    SurveySent = "survey_sent": Flag,
    /// The customer's last rating.
    Csat = "csat": Rating,
    /// The customer's first rating.
    CsatFirst = "csat_first": Rating,
    /// What the customer wrote beside it.
    CsatComment = "csat_comment": Text,
    /// How easy it was for the customer.
    Ces = "ces": Rating,
    /// Whether the customer would recommend us, 0 to 10.
    Nps = "nps": Number,
    /// Whether somebody apologised: yes, no.
    Apology = "apology": Flag,
    /// Whether the customer said thank you: yes, no.
    Thanked = "thanked": Flag,
    /// What the customer got to make good for it.
    Compensation = "compensation": Amount,
    /// What it cost.
    Cost = "cost": Amount,
    /// Whether the customer was about to leave: yes, no.
    AtRisk = "at_risk": Flag,
    /// What the customer did then: stayed, returned, lost, unknown.
    CustomerOutcome = "customer_outcome": Choice,
    /// Whether the customer had looked for help alone before: yes, no.
    SelfServiceTried = "self_service_tried": Flag,
    /// What had gone wrong.
    Failure = "failure": Mark,
    /// The stage of the customer's journey.
    Stage = "stage": Word,
}

/// What a row had is kept as a bit a field.
const _: () = assert!(Field::ALL.len() <= 64);

impl Field {
    /// Whether its cells are looked at. Words and texts are known by name alone, except for what
    /// customers write beside a rating.
    pub fn is_looked_at(self) -> bool {
        self == Field::CsatComment || !matches!(self.kind(), Kind::Word | Kind::Text)
    }

    /// The words that its cells may be, where there are only a few.
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Field::Sla => &["met", "breached", "running", "none"],
            Field::CustomerOutcome => &["stayed", "returned", "lost", "unknown"],
            _ if self.kind() == Kind::Flag => &["yes", "no"],
            _ => &[],
        }
    }

    /// The field of a canonical name.
    ///
    /// ```
    /// use moments::config::Field;
    /// assert_eq!(Field::named("csat"), Some(Field::Csat));
    /// assert_eq!(Field::named("mood"), None);
    /// ```
    pub fn named(name: &str) -> Option<Field> {
        Field::ALL.iter().copied().find(|field| field.name() == name)
    }
}

/// The ways in which interactions are split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dimension {
    /// By channel.
    Channel,
    /// By priority.
    Priority,
    /// By team.
    Team,
    /// By topic.
    Topic,
}

impl Dimension {
    /// All, in alphabetical order, as they stand in `data/metrics/`.
    pub const ALL: [Dimension; 4] =
        [Dimension::Channel, Dimension::Priority, Dimension::Team, Dimension::Topic];

    /// The word in `data/metrics/` and in shortcodes.
    pub fn name(self) -> &'static str {
        self.field().name()
    }

    /// The field that holds it.
    pub fn field(self) -> Field {
        match self {
            Dimension::Channel => Field::Channel,
            Dimension::Priority => Field::Priority,
            Dimension::Team => Field::Team,
            Dimension::Topic => Field::Topic,
        }
    }
}
