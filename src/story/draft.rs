//! A story that somebody will write: its file, with every key of front matter explained.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::Outcome;
use crate::calendar::Day;
use crate::config::{Config, FILE, Term, suggestion};
use crate::diagnostic::Problem;
use crate::words;

/// What is known of a story before it is written.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its title.
    pub title: String,
    /// The day it speaks of.
    pub date: Day,
    /// The id of its kind of moment.
    pub kind: String,
    /// The id of its stage.
    pub stage: String,
    /// How it ended.
    pub outcome: Outcome,
    /// The ids of its teams.
    pub teams: Vec<String>,
    /// How it came in, as it is shown.
    pub channel: Option<String>,
    /// The ids of its interactions in the data.
    pub interactions: Vec<String>,
    /// What the customer wrote, free of personal details.
    pub quote: Option<String>,
    /// What it cost, as a plain number; in which currency, the data does not say.
    pub cost: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
}

/// Stands where a story must say something that is not known yet, so that the build goes on.
const OPEN: &str = "…";

/// Keys that a story may have: key, an example of its value, what it is. An empty key is a heading.
/// `[extra]` is not among them: it would take in whatever follows it.
const OPTIONAL: [[&str; 3]; 39] = [
    ["", "", "How it is shown"],
    ["summary", "\"\"", "one or two sentences for lists; without it, the first paragraph"],
    [
        "image",
        "{ file = \"photo.jpg\", alt = \"what is to be seen\" }",
        "a picture beside this file",
    ],
    ["slug", "\"a-short-name\"", "the last part of its address, instead of the file's name"],
    ["publish_on", "2099-12-24", "not before this day"],
    ["expires", "2099-12-31", "gone from this day on"],
    ["review_by", "2099-12-30", "by this day somebody should read it again"],
    ["aliases", "[\"an-old-address\"]", "other addresses that lead to it"],
    ["", "", "What happened"],
    ["size", "\"small\"", "small or large"],
    ["noticed", "\"\"", "what was seen, in one line"],
    ["did", "\"\"", "what was done, in one line"],
    ["effect", "\"\"", "what it changed, in one line"],
    ["touch", "\"note\"", "note, gift, call or visit: what was done off the screen"],
    [
        "timeline",
        "[{ date = 2026-03-05, what = \"…\", actor = \"the packing room\", went = \"well\" }]",
        "step by step; went is well or wrong",
    ],
    ["", "", "The customer"],
    ["emotion_before", "\"worried\"", "how the customer felt, a word of `emotions`"],
    ["emotion_after", "\"relieved\"", "the same, in the end"],
    ["customer_outcome", "\"stayed\"", "stayed, returned, lost or unknown"],
    ["vulnerable", "true", "it tells of somebody who needs protection"],
    ["", "", "When something went wrong"],
    [
        "heard",
        "{ hear = \"…\", empathize = \"…\", apologize = \"…\", resolve = \"…\", diagnose = \"…\" }",
        "the five steps of putting right, a line each",
    ],
    ["root_cause", "\"…\"", "what went wrong at the root"],
    ["fix", "\"…\"", "what mends it"],
    ["fix_status", "\"open\"", "open, watching or fixed"],
    ["", "", "Money and rules"],
    ["approval", "\"none\"", "none, asked or refused: whether somebody was asked first"],
    ["rule_bent", "\"…\"", "the rule that was bent; it needs both of the next"],
    ["why_right", "\"…\"", "why that was right"],
    ["cleared_by", "\"…\"", "who cleared it: a role, not a name"],
    ["", "", "For the team"],
    ["learned", "\"\"", "what we take from it"],
    ["next", "\"\"", "what is still open"],
    ["discuss", "\"\"", "a question for the team"],
    ["award", "\"\"", "how it was recognised"],
    ["acknowledged_by", "\"\"", "who said thank you for it"],
    ["emblem", "true", "the story that everybody should know"],
    ["external", "true", "somebody else's story: without people and interactions"],
    ["tags", "[\"weather\"]", "any words"],
];

/// The stage in which help desks are needed most.
const USUAL_STAGE: &str = "problem-solving";

/// What a story's text begins with, until somebody writes it.
pub(super) const BEGUN: &str = "Write here what happened, as you would tell it to a colleague.";

impl Draft {
    /// A story of which nothing is known yet but its title: the project's first kind of moment
    /// unless one is named, and its first team.
    ///
    /// # Errors
    /// When there is no such kind, or the title makes no name for a file.
    pub fn begin(
        title: &str,
        kind: Option<&str>,
        today: Day,
        config: &Config,
    ) -> Result<Draft, Problem> {
        let ids = |terms: &[Term]| terms.iter().map(|term| term.id.value.clone()).collect();
        let (kinds, stages): (Vec<String>, Vec<String>) = (ids(&config.types), ids(&config.stages));
        if let Some(kind) = kind.filter(|kind| !kinds.iter().any(|known| known == kind)) {
            let known: Vec<&str> = kinds.iter().map(String::as_str).collect();
            let problem = Problem::error(format!("there is no type `{kind}` in `{FILE}`"));
            return Err(problem.help(suggestion(kind, &known)));
        }
        if words::slug(title).is_empty() {
            let problem = Problem::error(format!("`{title}` makes no name for a file"));
            return Err(problem.help("write a title with letters or digits"));
        }
        let first = |ids: &[String]| ids.first().cloned().unwrap_or_default();
        let team = config.teams.first();
        let stage = stages.iter().find(|stage| *stage == USUAL_STAGE);
        Ok(Draft {
            title: title.trim().to_owned(),
            date: today,
            kind: kind.map_or_else(|| first(&kinds), str::to_owned),
            stage: stage.cloned().unwrap_or_else(|| first(&stages)),
            outcome: Outcome::Delighted,
            teams: vec![team.map_or(OPEN.to_owned(), |team| team.id.value.clone())],
            channel: None,
            interactions: Vec::new(),
            quote: None,
            cost: None,
            tags: Vec::new(),
        })
    }

    /// Where its file goes in the project.
    pub fn file(&self) -> PathBuf {
        format!("content/stories/{}-{}.md", self.date, words::slug(&self.title)).into()
    }

    /// Its file: what is known, then what may be said, each key with a line that says what it is.
    pub fn text(&self, config: &Config) -> String {
        let mut text = String::from(
            "+++\n# A draft. A line that begins with # is not read: take the # away where you have \
             something to say.\n",
        );
        let ids = |terms: &[Term]| {
            let ids = terms.iter().map(|term| term.id.value.as_str());
            ids.collect::<Vec<_>>().join(", ")
        };
        let teams: Vec<&str> = config.teams.iter().map(|team| team.id.as_str()).collect();
        let teams = match teams.is_empty() {
            true => "the teams of the data, as their addresses have them".to_owned(),
            false => format!("of {}", teams.join(", ")),
        };
        let outcome = "delighted, recovered (we put it right) or blown (a lesson)";
        for (key, value, what) in [
            ("title", quoted(&self.title), String::new()),
            ("date", self.date.to_string(), "the day of the story; the file's name has it".into()),
            ("type", quoted(&self.kind), format!("one of {}", ids(&config.types))),
            ("stage", quoted(&self.stage), format!("one of {}", ids(&config.stages))),
            ("outcome", quoted(self.outcome.id()), outcome.to_owned()),
            ("teams", list(&self.teams), teams),
            ("# people", list(&[]), "ids of `data/people.csv`: who of us is in it".to_owned()),
            ("draft", "true".into(), "take this line out to publish the story".into()),
        ] {
            line(&mut text, (key, &value), &what);
        }
        self.known(&mut text, config);
        for [key, value, what] in OPTIONAL {
            match key {
                "" => drop(write!(text, "\n# {what}\n")),
                "tags" if !self.tags.is_empty() => line(&mut text, (key, &list(&self.tags)), what),
                _ if self.must_say(key) => line(&mut text, (key, value), what),
                _ => line(&mut text, (&format!("# {key}"), value), what),
            }
        }
        text.push_str(&format!("+++\n{BEGUN}\n"));
        text
    }

    /// Whether a story that ended so cannot do without a key.
    fn must_say(&self, key: &str) -> bool {
        match self.outcome {
            Outcome::Delighted => false,
            Outcome::Recovered => ["heard", "root_cause", "fix", "fix_status"].contains(&key),
            Outcome::Blown => ["root_cause", "fix", "fix_status"].contains(&key),
        }
    }

    /// The keys that an interaction fills in, where there is one.
    fn known(&self, text: &mut String, config: &Config) {
        text.push_str("\n# What the data knows, and the words of the project\n");
        let named = match self.interactions.is_empty() {
            true => ("# interactions", "[\"…\"]".to_owned()),
            false => ("interactions", list(&self.interactions)),
        };
        line(text, (named.0, &named.1), "ids in the data; the page shows their course");
        let channel = match &self.channel {
            None => ("# channel", quoted("phone")),
            Some(channel) => ("channel", quoted(channel)),
        };
        line(text, (channel.0, &channel.1), "how it came in");
        let first = |terms: &[Term]| {
            let ids = terms.first().map(|term| term.id.value.clone());
            list(ids.as_slice())
        };
        let practices = first(&config.practices);
        line(text, ("# practices", &practices), "ids of `practices` in moments.toml");
        line(
            text,
            ("# standards", &first(&config.standards)),
            "ids of `standards` in moments.toml",
        );
        let words = quoted(self.quote.as_deref().unwrap_or_default());
        let quote = format!("{{ text = {words}, source = \"a customer\", consent = false }}");
        line(text, ("# quote", &quote), "shown with consent = true alone: ask first");
        let currency = config.decide.currency.as_ref().map(|code| code.value.as_str());
        let key = if self.cost.is_some() && currency.is_some() { "cost" } else { "# cost" };
        let (cost, currency) =
            (self.cost.as_deref().unwrap_or("25.00"), quoted(currency.unwrap_or("EUR")));
        let cost = format!("{{ amount = {cost}, currency = {currency} }}");
        line(text, (key, &cost), "what it cost, in your currency");
    }
}

fn line(text: &mut String, (key, value): (&str, &str), what: &str) {
    let note = if what.is_empty() { String::new() } else { format!(" # {what}") };
    let _ = writeln!(text, "{key} = {value}{note}");
}

/// A text in the quotes of TOML, which are those of JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(words::printable(text)).to_string()
}

fn list(items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|item| quoted(item)).collect();
    format!("[{}]", items.join(", "))
}
