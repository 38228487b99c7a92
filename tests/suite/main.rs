//! The program as its users meet it: its messages, its site, its numbers, and the order of its code.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests read and write files, say what they skip, and stop at the first surprise"
)]

mod bad_input;
mod cache;
mod candidates;
mod command_line;
mod common;
mod example_site;
mod hand;

mod hand_shares;
mod held_back;
mod hostile;
mod inspect;
mod layers;
mod many;
mod markup;
mod people;
mod presets;
mod privacy;
mod promises;
mod reading;
mod real;
mod search;
mod shortcodes;
mod themes;
mod words;

#[allow(dead_code, reason = "the program's own part, which writes the files, is not called here")]
#[path = "../../examples/worked_example/main.rs"]
mod worked_example;
