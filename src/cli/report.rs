//! The closing summary, for people and as JSON.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::progress::Stage;
use crate::Summary;
use crate::diagnostic::{self, Outcome, Place, Problem, Problems};
use crate::words::{Words, printable};

/// So many lines below tables are listed one by one.
const TRAILERS: usize = 5;

/// The summary of a build that went well.
pub(super) fn human(summary: &Summary, stages: &[Stage]) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "{name:>13}  {value}");
    };
    line("rows", rows(summary));
    if !summary.cells.is_empty() {
        line("cells", format!("not read as they stand: {}", counts(&summary.cells)));
    }
    for (file, place) in summary.trailers.iter().take(TRAILERS) {
        let file = printable(file);
        line("", format!("{file}: line {place} is no row: it says something about the file"));
    }
    if summary.trailers.len() > TRAILERS {
        let more = Words::english().count((summary.trailers.len() - TRAILERS) as i64);
        line("", format!("and {more} more"));
    }
    let (warnings, stories) = (summary.warnings.counts().1, summary.stories);
    line("stories", format!("{stories}, held back {}", summary.held_back.len()));
    for (file, why) in &summary.held_back {
        line("", format!("{file}: {why}"));
    }
    if summary.links_left_out > 0 {
        let links = plural(summary.links_left_out, "link");
        line("", format!("{links} to what is held back left out"));
    }
    for (file, id) in &summary.waiting {
        line("", format!("{file}: `{id}` lies outside the data, its evidence is left out"));
    }
    line("pages", summary.pages.to_string());
    for weight in &summary.weights {
        let kilobytes = weight.total as f64 / 1_000.0;
        line("", format!("{kilobytes:6.1} kB  {}", weight.path));
    }
    if !summary.has_feed {
        line("feed", "none, and no site map: both need `base_url`".into());
    }
    for stage in stages {
        let memory = stage
            .memory
            .map_or(String::new(), |bytes| format!("  {:4} MiB at most so far", bytes / 1_048_576));
        let milliseconds = stage.time.as_micros() as f64 / 1_000.0;
        line(stage.name, format!("{milliseconds:8.1} ms{memory}"));
    }
    if warnings > 0 {
        line("warnings", warnings.to_string());
    }
    match summary.published {
        Some(p) => {
            let way = if p.is_atomic { "in one step" } else { "file by file: no exchange here" };
            let (files, written, removed) = (p.files, p.written, p.removed);
            line("published", format!("{files} files, {written} new, {removed} gone, {way}"));
        }
        None => line("checked", "nothing was written".into()),
    }
    text
}

fn rows(summary: &Summary) -> String {
    let mut text = format!("{} read, {} kept", summary.rows, summary.kept);
    if !summary.rejected.is_empty() {
        let _ = write!(text, ", rejected: {}", counts(&summary.rejected));
    }
    if summary.repeats > 0 {
        let _ = write!(text, ", {} replaced by a newer row", summary.repeats);
    }
    if summary.later > 0 {
        let _ = write!(text, ", {} after {}", summary.later, summary.today);
    }
    text
}

fn counts(by_reason: &std::collections::BTreeMap<&'static str, u64>) -> String {
    let parts = by_reason.iter().map(|(reason, count)| format!("{count} {reason}"));
    parts.collect::<Vec<_>>().join(", ")
}

fn plural(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

/// The last words of a build that failed.
pub(super) fn failure(problems: &Problems, is_check: bool) -> String {
    let (errors, warnings) = problems.counts();
    let outcome = match (is_check, problems.is_site_touched()) {
        (true, _) => "",
        (_, true) => "; a part of the old site was replaced",
        _ => "; nothing was published, the old site stands",
    };
    format!("{}, {}{outcome}\n", plural(errors, "error"), plural(warnings, "warning"))
}

/// Writes the summary as JSON.
pub(super) fn write(
    file: &Path,
    result: &Outcome<Summary>,
    stages: &[Stage],
) -> Result<(), Problem> {
    let (summary, problems) = match result {
        Ok(summary) => (json!(summary), &summary.warnings),
        Err(problems) => (Value::Null, problems),
    };
    let listed: Vec<Value> = diagnostic::draw(problems, diagnostic::Format::Json)
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let stages: Vec<Value> = stages
        .iter()
        .map(|stage| {
            json!({
                "stage": stage.name,
                "milliseconds": stage.time.as_millis() as u64,
                "peak_memory_bytes": stage.memory,
            })
        })
        .collect();
    let report = json!({
        "succeeded": result.is_ok(),
        "summary": summary,
        "problems": listed,
        "stages": stages,
    });
    #[allow(clippy::disallowed_methods, reason = "the report is a file that a command makes")]
    let written = std::fs::write(file, format!("{report:#}\n"));
    written.map_err(|error| {
        Problem::error(format!("the report cannot be written: {error}")).at(Place::file(file))
    })
}
