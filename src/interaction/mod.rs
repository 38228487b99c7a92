//! Presets and mappings: a raw row becomes a valid interaction, or a rejection with its reason.

mod cells;
mod choice;
mod known;
mod mapping;
mod plan;
mod preset;
mod reason;
mod row;
mod scale;
mod survey;
mod threshold;

pub use cells::Nulls;
pub use choice::{Ending, Sla};
pub use known::Interaction;
pub use mapping::Mapping;
pub use plan::is_header;
pub use preset::{Score, plain, presets, scores};
pub use reason::{Fault, Reason};
pub use scale::{Effort, Rating};
pub use survey::mappings;

/// The ways in which interactions are split.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
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
    pub fn field(self) -> crate::config::Field {
        use crate::config::Field;
        match self {
            Dimension::Channel => Field::Channel,
            Dimension::Priority => Field::Priority,
            Dimension::Team => Field::Team,
            Dimension::Topic => Field::Topic,
        }
    }
}
