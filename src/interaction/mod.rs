//! Presets and mappings: a raw row becomes a valid interaction, or a rejection with its reason.

mod amount;
mod cells;
mod choice;
mod comment;
mod known;
mod mapping;
mod plan;
mod preset;
mod reason;
mod row;
mod scale;
mod survey;
mod threshold;

pub use amount::Amount;
pub use cells::Nulls;
pub use choice::{Ending, Sla};
pub use comment::Counted;
pub use known::Interaction;
pub use mapping::Mapping;
pub use plan::is_header;
pub use preset::{Score, plain, presets, scores};
pub use reason::{Fault, Reason};
pub use scale::{Effort, Rating};
pub use survey::mappings;

pub use crate::config::Dimension;
