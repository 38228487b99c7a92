//! Every sentence that the program and the theme ask for is there, and none is there for nothing.

use std::collections::BTreeSet;

use moments::interaction::Dimension;
use moments::metric::{Chapter, METRICS};
use moments::site::Sort;
use moments::source::Basics;

use super::common::{repository, tree};

/// Names that are put together from parts: what a name begins with in the code, and what it can end
/// with. `*` stands for whatever the project's own code or data decides.
fn families() -> Vec<(&'static str, Vec<String>)> {
    let list = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect();
    let dimensions: Vec<String> = Dimension::ALL.iter().map(|d| d.name().to_owned()).collect();
    let parts = ["name", "short", "line", "meaning", "finding", "formula", "exclusions", "source"];
    let of_metrics = METRICS.iter().flat_map(|metric| parts.map(|p| format!("{}-{p}", metric.id)));
    vec![
        ("metric.", of_metrics.collect()),
        ("scale.", list(&["csat-good-bad", "csat-1-3", "csat-1-5", "csat-1-10"])),
        ("scale.", list(&["bad-good-bad", "bad-1-3", "bad-1-5", "bad-1-10"])),
        ("scale.", list(&["ces-1-7", "ces-1-5-effort"])),
        ("chapter.", Chapter::ALL.map(|chapter| chapter.id().to_owned()).to_vec()),
        ("window.", list(&["13-weeks", "24-months", "everything"])),
        ("facet.", dimensions.clone()),
        ("groups.", dimensions.clone()),
        ("split.", dimensions),
        ("groups.", list(&["team-note", "channel-note", "topic-note"])),
        ("chart.control-", list(&["better", "worse", "changed", "steady", "early"])),
        ("outcome.", list(&["delighted", "recovered", "blown"])),
        ("outcome.", list(&["delighted-note", "recovered-note", "blown-note"])),
        ("heard.", list(&["hear", "empathize", "apologize", "resolve", "diagnose"])),
        ("fix.", list(&["open", "watching", "fixed"])),
        ("nav.", list(&["basics", "decide", "voice"])),
        ("audit.", Basics::ALL.map(|dimension| dimension.id().to_owned()).to_vec()),
        ("audit.", list(&["met", "partly", "missing"])),
        ("barrier.", list(&["open", "planned", "removed"])),
        ("newsroom.", list(&["calendar", "reviews", "late", "faces", "fixes", "waiting"])),
        (
            "newsroom.",
            list(&[
                "calendar-note",
                "reviews-note",
                "late-note",
                "faces-note",
                "fixes-note",
                "waiting-note",
            ]),
        ),
        ("nav.", list(&["today", "stories", "journey", "figures", "lessons"])),
        ("search.", Sort::ALL.map(|sort| sort.id().to_owned()).to_vec()),
        ("search.", Sort::ALL.map(|sort| format!("{}-all", sort.id())).to_vec()),
        (
            "search.",
            list(&["story-list", "person-list", "team-list", "channel-list", "topic-list"]),
        ),
        ("markdown.", list(&["note", "tip", "important", "warning", "caution"])),
        ("channel.", list(&["*"])),
        ("priority.", list(&["*"])),
        ("about.", list(&["*"])),
        ("reason.", list(&["*"])),
        ("second.", list(&["one", "many"])),
        ("minute.", list(&["one", "many"])),
        ("hour.", list(&["one", "many"])),
        ("day.", list(&["one", "many"])),
    ]
}

/// The sentences of `lang/en.toml` as `group.name`.
fn sentences() -> BTreeSet<String> {
    let text = std::fs::read_to_string(repository().join("lang/en.toml")).unwrap();
    let table: toml::Table = toml::from_str(&text).unwrap();
    let groups = table.iter().filter_map(|(group, value)| Some((group, value.as_table()?)));
    groups.flat_map(|(group, names)| names.keys().map(move |n| format!("{group}.{n}"))).collect()
}

/// The text of the files below a folder of the repository with this ending.
fn texts(folder: &str, ending: &str) -> Vec<(String, String)> {
    let files = tree(&repository().join(folder)).into_iter();
    let files = files.filter(|(file, _)| file.ends_with(ending));
    files.map(|(file, bytes)| (file, String::from_utf8(bytes).unwrap())).collect()
}

/// What stands in double quotes right after each `opening`, spaces and line ends between allowed.
fn quoted_after<'a>(text: &'a str, opening: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(opening).filter_map(move |(at, _)| {
        let rest = text[at + opening.len()..].trim_start().strip_prefix('"')?;
        rest.split('"').next()
    })
}

/// Every string that could be a sentence's name: `group.name`, its group being one of the file's.
fn names_in(text: &str, groups: &BTreeSet<&str>) -> BTreeSet<String> {
    let is_name = |part: &str| {
        !part.is_empty()
            && part.chars().all(|c| c.is_ascii_lowercase() || "-_0123456789".contains(c))
    };
    let strings = text.split('"').filter(|s| {
        let Some((group, name)) = s.split_once('.') else { return false };
        let is_file = ["html", "toml", "css", "csv", "md", "xml", "svg", "json"].contains(&name);
        groups.contains(group) && is_name(name) && !is_file
    });
    strings.map(str::to_owned).collect()
}

/// The names that a string asks for: itself, or its forms for one and for many.
fn asked_for(name: &str, sentences: &BTreeSet<String>) -> Option<Vec<String>> {
    let forms = [format!("{name}-one"), format!("{name}-many")];
    if sentences.contains(name) {
        return Some(vec![name.to_owned()]);
    }
    forms.iter().all(|form| sentences.contains(form)).then(|| forms.to_vec())
}

#[test]
fn every_sentence_that_is_asked_for_exists() {
    let sentences = sentences();
    let groups: BTreeSet<&str> =
        sentences.iter().filter_map(|s| Some(s.split_once('.')?.0)).collect();
    let mut missing = Vec::new();
    for (file, text) in texts("src", ".rs") {
        let code = text.split("#[cfg(test)]").next().unwrap();
        let said = quoted_after(code, "say(").filter(|name| !name.contains('{'));
        let counted = quoted_after(code, "say_count(");
        let strings = names_in(code, &groups);
        let names = said.chain(counted).chain(strings.iter().map(String::as_str));
        for name in names.filter(|name| asked_for(name, &sentences).is_none()) {
            missing.push(format!("src/{file}: {name}"));
        }
    }
    for (file, text) in texts("themes/default/templates", ".html") {
        let keys = quoted_after(&text, "say(key=").chain(quoted_after(&text, "say(key ="));
        for key in keys.filter(|key| !sentences.contains(*key)) {
            missing.push(format!("themes/default/templates/{file}: {key}"));
        }
    }
    for (prefix, endings) in families() {
        for name in endings.iter().filter(|e| *e != "*").map(|e| format!("{prefix}{e}")) {
            if !sentences.contains(&name) && !is_optional(&name) {
                missing.push(name);
            }
        }
    }
    assert!(missing.is_empty(), "no such sentence in lang/en.toml:\n{}", missing.join("\n"));
}

/// Parts of families that the code asks for only where they exist, or never.
fn is_optional(name: &str) -> bool {
    ["facet.priority", "groups.priority"].contains(&name)
}

#[test]
fn no_sentence_is_there_for_nothing() {
    let sentences = sentences();
    let groups: BTreeSet<&str> =
        sentences.iter().filter_map(|s| Some(s.split_once('.')?.0)).collect();
    let mut used = BTreeSet::new();
    for (_, text) in texts("src", ".rs").iter().chain(&texts("themes/default/templates", ".html")) {
        for name in names_in(text, &groups) {
            used.extend(asked_for(&name, &sentences).unwrap_or_default());
        }
    }
    let families = families();
    let is_of_family = |name: &str| {
        families.iter().any(|(prefix, endings)| {
            let rest = name.strip_prefix(prefix);
            rest.is_some_and(|rest| endings.iter().any(|ending| ending == "*" || ending == rest))
        })
    };
    let unused: Vec<&String> =
        sentences.iter().filter(|name| !used.contains(*name) && !is_of_family(name)).collect();
    assert!(unused.is_empty(), "nobody asks for these sentences: {unused:?}");
}
