//! Presets and mappings: a raw row becomes a valid interaction, or a rejection with its reason.

mod mapping;
mod preset;
mod row;

pub use mapping::Mapping;
pub use preset::{Preset, plain, presets};
pub use row::{Fault, Interaction, Rating, Reason};

/// Whether a record can be the header of a source's table: a preset fits it, or all columns that
/// the source itself names are there.
pub fn is_header(source: &crate::config::Source, header: &[String]) -> bool {
    let has = |name: &str| header.iter().any(|found| plain(found) == plain(name));
    let has_own = !source.columns.is_empty() && source.columns.values().all(|name| has(name));
    has_own || preset::recognise(header).is_some()
}

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

/// mappings
pub fn mappings(
    tables: &[crate::source::Table],
    config: &crate::config::Config,
    problems: &mut crate::diagnostic::Problems,
) -> Vec<Option<Mapping>> {
    tables.iter().map(|table| Mapping::of(table, config, problems)).collect()
}
