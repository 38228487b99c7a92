//! The canonical fields of an interaction.

use serde::{Deserialize, Serialize};

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// A canonical field: the words on the left side of `[sources.columns]`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
        }
    };
}

fields! {
    /// The interaction's id, unique in its source. Required.
    Id = "id",
    /// When it was opened. Required.
    CreatedAt = "created_at",
    /// When a person first answered in public.
    FirstReplyAt = "first_reply_at",
    /// Seconds until then, where the export has no stamp.
    FirstReplySeconds = "first_reply_s",
    /// When it was last solved.
    ResolvedAt = "resolved_at",
    /// Seconds until then, where the export has no stamp.
    FullResolutionSeconds = "full_resolution_s",
    /// When the row was last changed.
    UpdatedAt = "updated_at",
    /// How it came in.
    Channel = "channel",
    /// What it was about.
    Topic = "topic",
    /// Who dealt with it.
    Team = "team",
    /// How urgent it was.
    Priority = "priority",
    /// How often it was opened again.
    Reopens = "reopens",
    /// How often it was assigned, the first time included.
    Assignments = "assignments",
    /// The customer's last rating.
    Csat = "csat",
    /// The customer's first rating.
    CsatFirst = "csat_first",
}

impl Field {
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
