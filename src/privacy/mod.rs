//! What must not get out: small groups, what a text or a column says about a customer, and names.

mod cells;
mod identities;
mod identity;
mod people;
mod plain;
mod text;
mod texts;

pub use cells::{Cover, suppress};
pub use identities::{Identities, Origin};
pub use identity::{is_identity, words};
pub use people::{Mentions, Names, People};
pub use text::{Personal, personal};
pub use texts::{check_texts, without_the_gone};
