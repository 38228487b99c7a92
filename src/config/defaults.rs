//! What holds where `moments.toml` is silent.

use super::{
    CandidateKeys, DecideKeys, Keys, Limits, Newsroom, Privacy, Term, Theme, ThresholdKeys,
};
use crate::tree::Spanned;

fn unwritten<T>(value: T) -> Spanned<T> {
    Spanned { value, span: 0..0 }
}

impl Default for Keys {
    fn default() -> Keys {
        Keys {
            title: String::new(),
            base_url: unwritten(String::new()),
            edit_url: unwritten(String::new()),
            language: unwritten("en".into()),
            time_zone: unwritten("UTC".into()),
            sources: Vec::new(),
            presets: Vec::new(),
            teams: Vec::new(),
            types: terms(&TYPES),
            stages: terms(&STAGES),
            practices: terms(&PRACTICES),
            standards: Vec::new(),
            emotions: EMOTIONS.iter().map(|&word| word.to_owned()).collect(),
            business_hours: None,
            thresholds: ThresholdKeys::default(),
            panels: Vec::new(),
            candidates: CandidateKeys::default(),
            decide: DecideKeys::default(),
            strict_facts: false,
            privacy: Privacy::default(),
            newsroom: Newsroom::default(),
            limits: Limits::default(),
            theme: Theme::default(),
            extra: std::collections::BTreeMap::new(),
        }
    }
}

impl Default for Privacy {
    fn default() -> Privacy {
        Privacy { minimum_group: unwritten(5), identity_columns: None, allow: Vec::new() }
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            max_rejected_share: unwritten(0.01),
            max_unknown_share: unwritten(0.05),
            max_values: unwritten(200),
        }
    }
}

impl Default for Theme {
    fn default() -> Theme {
        Theme { name: unwritten("default".into()) }
    }
}

fn terms(rows: &[[&str; 4]]) -> Vec<Term> {
    let term = |[id, name, definition, how_to_spot]: &[&str; 4]| Term {
        id: unwritten((*id).to_owned()),
        name: (*name).to_owned(),
        definition: (*definition).to_owned(),
        how_to_spot: (*how_to_spot).to_owned(),
    };
    rows.iter().map(term).collect()
}

/// Id, name, definition, how to spot it.
const TYPES: [[&str; 4]; 5] = [
    [
        "everyday",
        "A small thing done well",
        "Ordinary work, done with care that the customer could feel.",
        "It took no extra time, and somebody noticed.",
    ],
    [
        "surprise",
        "Nobody asked for it",
        "Something good that came unasked, at just the right time.",
        "The customer had no reason to expect it.",
    ],
    [
        "distance",
        "Stayed until it was solved",
        "One person kept at it until it was really done.",
        "It took long, went through many steps, and did not get lost.",
    ],
    [
        "miracle",
        "An exception was made",
        "A rule stood in the way of what was right, and somebody bent it openly.",
        "The standard answer was no.",
    ],
    [
        "selfless",
        "Plain humanity",
        "Somebody was kind with nothing to gain.",
        "Nothing was sold, and it was no part of the job.",
    ],
];

const STAGES: [[&str; 4]; 3] = [
    ["first-impression", "First impression", "Finding us, asking, choosing.", ""],
    ["problem-solving", "Problem-solving", "Something is wrong.", ""],
    ["follow-up", "Follow-up", "After it was settled.", ""],
];

const PRACTICES: [[&str; 4]; 10] = [
    ["reduce-effort", "Reduce effort", "The customer had to do less.", "We did a step for them."],
    [
        "know-the-customer",
        "Know the customer",
        "What we knew was put to use.",
        "Nobody had to repeat it.",
    ],
    ["thank-you", "Say thank you", "Somebody was thanked, and meant it.", "It names what for."],
    ["sorry", "Say sorry", "We said sorry before we explained.", "It has no “but” in it."],
    ["keep-them", "Keep them", "A customer who was leaving stayed.", "They had said goodbye."],
    [
        "offline-touch",
        "Off the screen",
        "A call, a note, a visit.",
        "Somebody left the queue for it.",
    ],
    [
        "little-things",
        "Little things",
        "A detail that nobody had to get right.",
        "It cost a minute.",
    ],
    [
        "prepared",
        "Be prepared",
        "The answer was ready before the question.",
        "Somebody had thought ahead.",
    ],
    ["anticipate", "See it coming", "We acted before the customer had to.", "We wrote first."],
    [
        "personalise",
        "Make it theirs",
        "It was done for this one customer.",
        "It would fit nobody else.",
    ],
];

const EMOTIONS: [&str; 16] = [
    "angry",
    "anxious",
    "calm",
    "confused",
    "curious",
    "delighted",
    "disappointed",
    "glad",
    "grateful",
    "proud",
    "relieved",
    "sad",
    "surprised",
    "tired",
    "unsure",
    "worried",
];
