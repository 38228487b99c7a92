//! Who may import whom: the base and the stages before, never a later one. Outside crates are each
//! the business of a few modules.

use std::collections::BTreeMap;

use super::common::{repository, tree};

/// The base: a module imports those before it.
const BASE: [&str; 8] =
    ["units", "calendar", "diagnostic", "words", "tree", "config", "store", "picture"];

/// The stages in their order, and what is left over for the end.
const STAGES: [&str; 18] = [
    "source",
    "interaction",
    "rollup",
    "privacy",
    "story",
    "inspect",
    "metric",
    "moment",
    "site",
    "search",
    "chart",
    "theme",
    "page",
    "gate",
    "output",
    "summary",
    "lib",
    "cli",
];

/// Outside crates, and the modules that may know them.
const FENCES: [(&str, &[&str]); 25] = [
    ("annotate_snippets", &["diagnostic"]),
    ("atom_syndication", &["page"]),
    ("blake3", &["interaction", "picture", "page", "search", "site"]),
    ("clap", &["cli"]),
    ("csv", &["source"]),
    ("csv_core", &["source"]),
    ("encoding_rs", &["config", "source"]),
    ("flate2", &["gate", "source"]),
    ("image", &["picture"]),
    ("indicatif", &["cli"]),
    ("jiff", &["calendar"]),
    ("memchr", &["gate", "page", "privacy", "search", "source"]),
    // The program's alone: a library leaves the allocator to those who use it.
    ("mimalloc", &[]),
    ("parquet", &["source"]),
    ("plotters", &["chart"]),
    ("plotters_backend", &["chart"]),
    ("postcard", &["rollup"]),
    ("pulldown_cmark", &["privacy", "story"]),
    ("rustix", &["output"]),
    ("serde_saphyr", &["tree"]),
    ("tera", &["page"]),
    ("toml", &["tree", "config", "words", "interaction"]),
    ("walkdir", &["source", "theme", "output"]),
    ("xxhash_rust", &["store", "rollup", "search"]),
    ("zstd", &["source"]),
];

/// The text of each module's files, with the name of each file.
fn modules() -> BTreeMap<String, Vec<(String, String)>> {
    let mut modules: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for (file, bytes) in tree(&repository().join("src")) {
        if !file.ends_with(".rs") || file == "main.rs" {
            continue;
        }
        let module = file.split('/').next().unwrap().trim_end_matches(".rs");
        let text = String::from_utf8(bytes).unwrap();
        modules.entry(module.to_owned()).or_default().push((file, text));
    }
    modules
}

/// The lines of code, numbered from 1: comments left out, and examples in them with them.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// The names that follow `prefix` where it is not the end of another name.
fn names_after<'a>(line: &'a str, prefix: &'a str) -> impl Iterator<Item = &'a str> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let starts = line.match_indices(prefix).map(|(at, _)| at);
    let starts = starts.filter(move |&at| !line[..at].ends_with(is_name));
    starts.map(move |at| {
        let rest = &line[at + prefix.len()..];
        rest.split(|c| !is_name(c)).next().unwrap_or_default()
    })
}

fn rank(module: &str) -> usize {
    let order = BASE.iter().chain(&STAGES);
    let found = order.clone().position(|name| *name == module);
    found.unwrap_or_else(|| panic!("`{module}` stands neither in the base nor among the stages"))
}

#[test]
fn a_module_imports_the_base_and_the_stages_before_it() {
    let modules = modules();
    let mut wrong = Vec::new();
    for (module, files) in &modules {
        for (file, text) in files {
            for (line, code) in code(text) {
                for name in names_after(code, "crate::") {
                    // What the root holds itself counts as the root: `crate::build`.
                    let imported = if modules.contains_key(name) { name } else { "lib" };
                    if imported != module.as_str() && rank(imported) > rank(module) {
                        wrong.push(format!("src/{file}:{line}: `{module}` imports `{imported}`"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "later stages are imported:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_has_its_place() {
    let modules = modules();
    for module in modules.keys() {
        rank(module);
    }
    for name in BASE.iter().chain(&STAGES) {
        assert!(modules.contains_key(*name), "`{name}` is no module any more");
    }
}

#[test]
fn imports_are_written_so_that_they_can_be_read() {
    for (file, text) in modules().into_values().flatten() {
        for (line, code) in code(&text) {
            let is_hidden = code.contains("crate::{") && file != "cli/mod.rs"
                || code.contains("crate::*")
                || code.contains("super::super::super::");
            assert!(!is_hidden, "src/{file}:{line}: one `use crate::…` a module");
        }
    }
}

#[test]
fn outside_crates_are_fenced() {
    let mut wrong = Vec::new();
    for (module, files) in &modules() {
        for (file, text) in files {
            let before_tests = text.split("#[cfg(test)]").next().unwrap();
            for (line, code) in code(before_tests) {
                for (outside, allowed) in FENCES {
                    let is_used = names_after(code, &format!("{outside}::")).next().is_some()
                        && !code.contains(&format!("crate::{outside}::"));
                    if is_used && !allowed.contains(&module.as_str()) {
                        wrong.push(format!("src/{file}:{line}: `{module}` knows `{outside}`"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "crates beyond their fence:\n{}", wrong.join("\n"));
}

#[test]
fn every_dependency_is_fenced_or_common_property() {
    const COMMON: [&str; 7] = [
        "rustc_hash",
        "serde",
        "serde_json",
        "slug",
        "strsim",
        "tempfile",
        "unicode_normalization",
    ];
    let manifest: toml::Table =
        toml::from_str(&std::fs::read_to_string(repository().join("Cargo.toml")).unwrap()).unwrap();
    for name in manifest["dependencies"].as_table().unwrap().keys() {
        let name = name.replace('-', "_");
        let is_known = COMMON.contains(&name.as_str()) || FENCES.iter().any(|(n, _)| *n == name);
        assert!(is_known, "`{name}` has no fence yet");
    }
}
