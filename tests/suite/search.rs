//! The index of the search, read as the script reads it, and held against the pages.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use super::common::{Project, Tree};
use super::markup::{page, visible};

/// What is shown of a page, and the words that it is found by.
#[derive(Debug, Default)]
struct Entry {
    folder: String,
    title: String,
    label: String,
    words: BTreeSet<String>,
}

/// The data of a file of the index.
fn data(site: &Tree, name: &str) -> Value {
    let text = std::str::from_utf8(&site[&format!("search/{name}.js")]).unwrap();
    let start = format!("moments.take(\"{name}\",\"");
    let rest = text.strip_prefix(&start).unwrap_or_else(|| panic!("{name}"));
    let data = &rest[rest.find("\",").unwrap() + 2..];
    serde_json::from_str(data.strip_suffix(")\n").unwrap()).unwrap()
}

fn entries(site: &Tree) -> Vec<Entry> {
    let mut entries = Vec::new();
    let files = (0..).map(|number| format!("d{number}"));
    for name in files.take_while(|name| site.contains_key(&format!("search/{name}.js"))) {
        let shown = data(site, &name);
        for page in shown.as_array().unwrap() {
            let text = |at: usize| page[at].as_str().unwrap().to_owned();
            let (folder, title, label) = (text(0), text(1), text(2));
            entries.push(Entry { folder, title, label, words: BTreeSet::new() });
        }
    }
    let index = data(site, "index");
    for shard in 0..index["from"].as_array().unwrap().len() {
        let shard = data(site, &format!("w{shard}"));
        let mut before = String::new();
        for (block, words) in shard[1].as_str().unwrap().split('/').enumerate() {
            let number = shard[0].as_u64().unwrap() as usize + block;
            let lists = data(site, &format!("p{number}"));
            let lists = lists.as_str().unwrap().split('0');
            for (entry, list) in words.split('|').zip(lists) {
                let same = usize::from_str_radix(&entry[..1], 36).unwrap();
                before = before.chars().take(same).chain(entry.chars().skip(2)).collect();
                for page in documents(list) {
                    entries[page].words.insert(before.clone());
                }
            }
        }
    }
    entries
}

/// The numbers of a list: in base 26, the last digit in lower case, as distances less one.
fn documents(list: &str) -> Vec<usize> {
    let (mut found, mut next, mut number) = (Vec::new(), 0, 0);
    for letter in list.bytes() {
        match letter {
            b'0'..=b'9' => next = 0,
            b'A'..=b'Z' => number = (number + usize::from(letter - b'A')) * 26,
            _ => {
                found.push(next + number + usize::from(letter - b'a'));
                next = found[found.len() - 1] + 1;
                number = 0;
            }
        }
    }
    found
}

/// A text as it is compared here: plain letters, small.
fn plain(text: &str) -> String {
    let is_accent = |c: &char| ('\u{300}'..='\u{36f}').contains(c);
    text.nfkd().filter(|c| !is_accent(c)).collect::<String>().to_lowercase()
}

#[test]
fn the_index_says_nothing_that_its_page_does_not_say() {
    let site = Project::built_example().public();
    let entries = entries(&site);
    assert!(entries.len() > 150, "{}", entries.len());
    let folders: BTreeSet<&str> = entries.iter().map(|entry| entry.folder.as_str()).collect();
    assert_eq!(folders.len(), entries.len());
    for entry in &entries {
        let html = page(&site, &format!("{}index.html", entry.folder));
        let text = plain(&visible(&html));
        assert!(text.contains(&plain(&entry.title)), "{}: {}", entry.folder, entry.title);
        assert!(!entry.words.is_empty(), "{}", entry.folder);
        for word in &entry.words {
            assert!(text.contains(word), "{}: {word}", entry.folder);
        }
    }
}

#[test]
fn all_that_there_is_is_found_and_nothing_that_is_held_back() {
    let site = Project::built_example().public();
    let entries = entries(&site);
    let found: BTreeSet<String> =
        entries.iter().map(|entry| format!("{}index.html", entry.folder)).collect();
    // Stories that moved on, further pages of lists, further windows of a figure, and the search.
    let is_apart = |path: &str, html: &str| {
        path == "404.html"
            || path == "search/index.html"
            || path.contains("/page/")
            || path.matches('/').count() == 3 && path.starts_with("figures/")
            || path.ends_with("/stories/index.html") && path.starts_with("teams/")
            || html.contains("http-equiv=\"refresh\"")
    };
    let pages = site.keys().filter(|path| path.ends_with(".html"));
    for path in pages.filter(|path| !is_apart(path, std::str::from_utf8(&site[*path]).unwrap())) {
        assert!(found.contains(path), "{path}");
    }
    // A draft, a story that has expired, and one of the future.
    let all: BTreeSet<&str> =
        entries.iter().flat_map(|entry| &entry.words).map(String::as_str).collect();
    assert!(all.contains("lifejacket"));
    let titles: BTreeSet<&str> = entries.iter().map(|entry| entry.title.as_str()).collect();
    for title in ["The lamp and the moth", "A year at the screen", "Eleven shelves"] {
        assert!(!titles.contains(title), "{title}");
    }
}

#[test]
fn a_story_told_with_care_has_no_day_in_the_index() {
    let site = Project::built_example().public();
    let entries = entries(&site);
    let labels: BTreeMap<&str, &str> =
        entries.iter().map(|entry| (entry.folder.as_str(), entry.label.as_str())).collect();
    assert_eq!(labels["stories/a-light-left-on/"], "Story, 2026");
    assert_eq!(labels["stories/the-wedding-on-the-beach/"], "Story, 12\u{a0}June\u{a0}2026");
}

#[test]
fn what_somebody_who_left_was_called_is_in_no_index() {
    let project = Project::good();
    project.write(
        "data/people.csv",
        "id,name,team,naming,photo,joined,left,agent\nada,Ada Quillfeather,bench,full,no,,,\n",
    );
    let story = "content/stories/2026-03-02-the-blue-key.md";
    let text =
        project.read(story).replace("teams = [\"desk\"]", "teams = [\"desk\"]\npeople = [\"ada\"]");
    project.write(story, &text);
    project.build(&[]);
    let is_found = |project: &Project| {
        let entries = entries(&project.public());
        entries.iter().any(|entry| entry.words.contains("quillfeather"))
    };
    assert!(is_found(&project));
    let people = project.read("data/people.csv").replace("no,,,", "no,,2026-05-01,");
    project.write("data/people.csv", &people);
    project.build(&[]);
    assert!(!is_found(&project));
}

#[test]
fn whatever_stands_in_a_title_stays_text_and_the_lists_are_no_names() {
    let project = Project::good();
    let story = "content/stories/2026-03-02-the-blue-key.md";
    let title = "</script><b>\\u2028 “Größe” & 東京都";
    let text = project.read(story).replace("The blue key", title);
    project.write(story, &text);
    project.build(&[]);
    let site = project.public();
    let entries = entries(&site);
    let entry = entries.iter().find(|entry| entry.folder == "stories/the-blue-key/").unwrap();
    assert_eq!(entry.title, title.replace("\\u2028", "\u{2028}"));
    for word in ["script", "grosse", "東京", "京都", "都"] {
        assert!(entry.words.contains(word), "{word}");
    }
    for (path, bytes) in site.iter().filter(|(path, _)| path.starts_with("search/")) {
        let text = std::str::from_utf8(bytes).unwrap();
        let is_script = path.ends_with(".js");
        assert!(!is_script || !text.contains('<') && !text.contains('\u{2028}'), "{path}");
        // One run of letters in quotes, after the name and the version.
        let is_list = path.starts_with("search/p");
        let runs = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|run| !run.is_empty());
        assert!(!is_list || runs.count() == 5, "{path}");
    }
}

#[test]
fn a_story_is_found_by_all_that_stands_beside_it() {
    let project = Project::good();
    let file = "content/stories/2026-03-02-the-blue-key.md";
    let front = "practices = [\"sorry\"]\naward = \"The silver oar\"\ntags = [\"Rust\"]\nstandards";
    project.write(file, &project.read(file).replacen("standards", front, 1));
    project.build(&[]);
    let entries = entries(&project.public());
    let story = entries.iter().find(|entry| entry.folder == "stories/the-blue-key/").unwrap();
    // Of the team, the practice, the standard, the award and the tag.
    for word in ["desk", "sorry", "carries", "oar", "rust"] {
        assert!(story.words.contains(word), "{word}: {:?}", story.words);
    }
}
