//! What must not get out: small groups, and what a text or a column says about a customer.

mod cells;
mod identity;
mod text;

pub use cells::{Cover, suppress};
pub use identity::{is_identity, words};
pub use text::{Personal, personal};
