//! Lists candidates for people, as CSV and as JSON.

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::Path;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::inspect::escaped;
use super::progress::Progress;
use super::{Reading, fail};
use crate::calendar::Day;
use crate::diagnostic::Outcome;
use crate::moment::{Candidate, Candidates, Remark};
use crate::page;
use crate::words::{Words, plain, printable};

/// The arguments of `candidates`.
#[derive(Args)]
pub(super) struct Arguments {
    /// At most so many.
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// How they are written to standard output.
    #[arg(long, value_enum, default_value_t = Printed::Human)]
    format: Printed,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Printed {
    /// For people.
    Human,
    /// A table.
    Csv,
    /// One JSON object.
    Json,
}

/// Looks for candidates and prints them.
pub(super) fn print(project: Option<&Path>, asked: &Arguments) -> ExitCode {
    let progress = Progress::new(std::io::stderr().is_terminal());
    let found = find(project, asked, &progress);
    drop(progress.finish());
    match found {
        Ok(candidates) => {
            super::print(&match asked.format {
                Printed::Human => human(&candidates),
                Printed::Csv => csv(&candidates),
                Printed::Json => json(&candidates),
            });
            ExitCode::SUCCESS
        }
        Err(problems) => fail(&problems),
    }
}

fn find(project: Option<&Path>, asked: &Arguments, progress: &Progress) -> Outcome<Candidates> {
    let stage = |stage| progress.stage(stage);
    let options = asked.reading.options(&stage)?;
    crate::candidates(&super::find(project)?, asked.limit, &options)
}

fn human(candidates: &Candidates) -> String {
    let words = Words::english();
    let mut text = String::new();
    for candidate in &candidates.list {
        let id = printable(&candidate.id);
        let _ = write!(text, "{id}");
        match &candidate.facts {
            None => text.push_str(" – not in the data"),
            Some(facts) => {
                let _ = write!(text, " – opened on {}", words.day(facts.opened));
                for label in [&facts.topic, &facts.team].map(|label| printable(label)) {
                    if !label.is_empty() {
                        let _ = write!(text, " – {label}");
                    }
                }
            }
        }
        text.push('\n');
        for line in because(candidate, &words) {
            let _ = writeln!(text, "    {line}");
        }
        match candidate.facts.as_ref().map(|facts| &facts.comment) {
            Some(Remark::Shown(comment)) => drop(writeln!(text, "    “{comment}”")),
            Some(Remark::Withheld) => {
                text.push_str("    The comment is withheld: there is a personal detail in it.\n");
            }
            Some(Remark::None) | None => {}
        }
        if candidate.facts.is_some() {
            let _ = writeln!(text, "    moments new story \"…\" --from {}", argument(&id));
        }
        text.push('\n');
    }
    text + &closing(candidates, &words)
}

/// An id as a shell takes it for one argument.
fn argument(id: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.:/#".contains(c);
    let is_plain = id.chars().all(is_plain) && !id.starts_with(['-', '#']);
    if is_plain { id.to_owned() } else { format!("'{}'", id.replace('\'', "'\\''")) }
}

/// Who named it, then which rules it meets, in sentences.
fn because(candidate: &Candidate, words: &Words) -> Vec<String> {
    let named = candidate.nominations.iter().map(|named| {
        let day = words.day(named.date);
        let values = [("by", named.by.as_str()), ("day", &day), ("why", &named.why)];
        words.say("candidate.nominated", &values)
    });
    let reasons = candidate.reasons.iter().map(|(_, sentence)| sentence.clone());
    named.chain(reasons).map(|sentence| printable(&plain(&sentence))).collect()
}

fn closing(candidates: &Candidates, words: &Words) -> String {
    let (shown, total) = (candidates.list.len(), candidates.total);
    let count = |n: usize| words.count(n as i64);
    let mut text = match total {
        0 => return "No candidates: nothing stands out, or all of it is written up.\n".into(),
        1 => "1 candidate".to_owned(),
        _ => format!("{} candidates", count(total)),
    };
    if shown < total {
        let _ = write!(text, ", the first {} shown", count(shown));
    }
    match candidates.withheld {
        0 => {}
        1 => text.push_str(", 1 comment withheld"),
        withheld => drop(write!(text, ", {} comments withheld", count(withheld))),
    }
    text + "\n"
}

fn date(day: Option<Day>) -> String {
    day.map_or(String::new(), |day| day.to_string())
}

fn csv(candidates: &Candidates) -> String {
    let words = Words::english();
    let mut text = String::from(
        "id,opened,solved,topic,team,channel,score,rules,reasons,nominated_by,comment\n",
    );
    for candidate in &candidates.list {
        let facts = candidate.facts.as_ref();
        let rules: Vec<&str> = candidate.reasons.iter().map(|(rule, _)| rule.name()).collect();
        let named: Vec<&str> = candidate.nominations.iter().map(|n| n.by.as_str()).collect();
        let label = |label: Option<&String>| label.cloned().unwrap_or_default();
        let cells = [
            candidate.id.clone(),
            date(facts.map(|facts| facts.opened)),
            date(facts.and_then(|facts| facts.solved)),
            label(facts.map(|facts| &facts.topic)),
            label(facts.map(|facts| &facts.team)),
            label(facts.map(|facts| &facts.channel)),
            candidate.score.to_string(),
            rules.join(" "),
            because(candidate, &words).join(" "),
            named.join("; "),
            facts.and_then(|facts| facts.comment.shown()).unwrap_or_default().to_owned(),
        ];
        text.push_str(&cells.map(|cell| page::cell(&cell)).join(","));
        text.push('\n');
    }
    text
}

fn json(candidates: &Candidates) -> String {
    let list = candidates.list.iter().map(|candidate| {
        let facts = candidate.facts.as_ref();
        let reasons = candidate.reasons.iter();
        let named = candidate.nominations.iter();
        json!({
            "id": candidate.id,
            "in_data": facts.is_some(),
            "opened": facts.map(|facts| facts.opened.to_string()),
            "solved": facts.and_then(|facts| facts.solved).map(|day| day.to_string()),
            "topic": facts.map(|facts| &facts.topic),
            "team": facts.map(|facts| &facts.team),
            "channel": facts.map(|facts| &facts.channel),
            "score": candidate.score,
            "reasons": reasons
                .map(|(rule, sentence)| json!({"rule": rule.name(), "sentence": plain(sentence)}))
                .collect::<Vec<_>>(),
            "nominations": named
                .map(|n| json!({"date": n.date.to_string(), "by": n.by, "why": n.why}))
                .collect::<Vec<_>>(),
            "comment": facts.and_then(|facts| facts.comment.shown()),
        })
    });
    let printed = json!({
        "total": candidates.total,
        "withheld_comments": candidates.withheld,
        "candidates": list.collect::<Vec<_>>(),
    });
    escaped(&format!("{printed:#}"))
}

#[cfg(test)]
mod tests {
    use super::argument;

    #[test]
    fn an_id_is_one_argument() {
        assert_eq!(argument("HP-1"), "HP-1");
        assert_eq!(argument("desk:HP-1"), "desk:HP-1");
        assert_eq!(argument("a b"), "'a b'");
        assert_eq!(argument("it's $HOME"), "'it'\\''s $HOME'");
    }
}
