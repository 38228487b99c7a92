//! `[candidates]`: the moments that are looked for in the data.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Check;
use crate::tree::Spanned;

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $weight:literal;)*) => {
        /// A rule by which a moment is found in the data. `docs/candidates.md` explains each.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize,
        )]
        pub enum Rule {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl Rule {
            /// All rules, in the order of the documentation.
            pub const ALL: [Rule; 7] = [$(Rule::$name),*];

            /// Its name in the configuration and in what is printed.
            pub fn name(self) -> &'static str {
                match self { $(Rule::$name => $text),* }
            }

            /// What it counts where the configuration says nothing.
            fn usual_weight(self) -> f64 {
                match self { $(Rule::$name => $weight),* }
            }
        }
    };
}

rules! {
    /// Rated bad at first and good in the end, or opened again and rated top in the end.
    TurnedAround = "turned-around", 3.0;
    /// Solved late for its topic, by one owner, and rated good or top.
    LongHaul = "long-haul", 2.0;
    /// Rated top, with a comment that is long enough and thanks.
    InTheirWords = "in-their-words", 2.0;
    /// Answered in a tenth of its topic's usual time, and rated top.
    BeyondTheQueue = "beyond-the-queue", 1.0;
    /// The customer was about to leave, and did not.
    Saved = "saved", 3.0;
    /// Solved in one go where that is seldom, and rated top.
    FixedFirstTime = "fixed-first-time", 1.0;
    /// It cost us something, and was rated top.
    BentForGood = "bent-for-good", 2.0;
}

/// How moments are looked for.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct CandidateKeys {
    /// In how many of the newest months, by opening, the last one included.
    pub window_months: Spanned<u32>,
    /// What a rule counts; 0 switches it off.
    pub weights: BTreeMap<Rule, Spanned<f64>>,
    /// The interactions that nobody will write about.
    pub dismissed: Vec<Dismissed>,
    /// The words by which a comment thanks, in lower case.
    pub thank_words: Vec<Spanned<String>>,
}

/// An interaction that nobody will write about.
#[derive(Clone, Debug, Deserialize)]
pub struct Dismissed {
    /// Its id.
    pub id: Spanned<String>,
    /// Why.
    pub reason: Spanned<String>,
}

/// In English, German, French, Spanish, Italian, Portuguese and Dutch.
const THANK_WORDS: [&str; 18] = [
    "thank",
    "thanks",
    "thankyou",
    "thankful",
    "grateful",
    "danke",
    "dank",
    "dankbar",
    "merci",
    "gracias",
    "agradecido",
    "agradecida",
    "grazie",
    "obrigado",
    "obrigada",
    "bedankt",
    "dankjewel",
    "dankuwel",
];

impl Default for CandidateKeys {
    fn default() -> CandidateKeys {
        let unwritten = |word: &str| Spanned { value: word.to_owned(), span: 0..0 };
        CandidateKeys {
            window_months: Spanned { value: 3, span: 0..0 },
            weights: BTreeMap::new(),
            dismissed: Vec::new(),
            thank_words: THANK_WORDS.map(unwritten).to_vec(),
        }
    }
}

impl CandidateKeys {
    /// What a rule counts.
    pub fn weight(&self, rule: Rule) -> f64 {
        self.weights.get(&rule).map_or(rule.usual_weight(), |weight| weight.value)
    }

    /// The words by which a comment thanks, as they are compared.
    pub fn thanks(&self) -> BTreeSet<String> {
        self.thank_words.iter().map(|word| word.trim().to_lowercase()).collect()
    }
}

/// More months would keep more rows in memory than a writer can look at.
const MOST_MONTHS: u32 = 24;

/// The largest weight.
const MOST_WEIGHT: f64 = 1_000.0;

impl Check<'_> {
    pub(super) fn candidates(&mut self, keys: &CandidateKeys) {
        let months = &keys.window_months;
        if !(1..=MOST_MONTHS).contains(&months.value) {
            let message =
                format!("`window_months` must be from 1 to {MOST_MONTHS}, found {}", months.value);
            self.error(&months.span, message, "3 is a good number");
        }
        for (rule, weight) in &keys.weights {
            if !(0.0..=MOST_WEIGHT).contains(&weight.value) {
                let name = rule.name();
                let message = format!("the weight of `{name}` is {}", weight.value);
                self.error(&weight.span, message, "write a number from 0 to 1000; 0 is off");
            }
        }
        for word in &keys.thank_words {
            if word.trim().is_empty() || !word.trim().chars().all(char::is_alphanumeric) {
                let message = format!("`{}` is no single word", word.value);
                self.error(&word.span, message, "write one word, such as `thanks`");
            }
        }
        for Dismissed { id, reason } in &keys.dismissed {
            if id.trim().is_empty() {
                self.error(&id.span, "`id` is empty".into(), "write the interaction's id");
            }
            if reason.trim().is_empty() {
                let message = format!("`{}` is dismissed without a reason", id.value);
                self.error(&reason.span, message, "say in a few words why it is no story");
            }
        }
    }
}
