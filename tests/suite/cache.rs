//! Repeats, and what one build leaves for the next.

use std::collections::BTreeSet;
use std::fs;

use super::common::{Project, Tree, assert_same_tree};

const CONFIGURATION: &str = "title = \"Nights\"
time_zone = \"Europe/London\"
[[sources]]
name = \"helpdesk\"
files = \"data/*.csv\"
";
const HEADER: &str = "id,created_at,resolved_at,updated_at,team,csat\n";

/// Three nightly files. `one` ends with tickets that `two` has again; of T4 the newest row stands in
/// the older file, T5 says nowhere when it was changed, T6 was changed at the same second in both,
/// and T7 stands twice in one file.
const ONE: &str = "\
T1,2026-03-02 09:00,2026-03-02 10:00,2026-03-02 10:00,Ash,5
T2,2026-03-03 09:00,,2026-03-03 09:00,Ash,
T3,2026-03-04 09:00,2026-03-04 10:00,2026-03-04 10:00,Ash,4
T4,2026-03-05 09:00,2026-03-05 10:00,2026-03-09 10:00,Birch,1
T5,2026-03-06 09:00,,,Birch,
T6,2026-03-06 10:00,,2026-03-06 10:00,Birch,
";
const TWO: &str = "\
T2,2026-03-03 09:00,2026-03-03 12:00,2026-03-03 12:00,Ash,5
T3,2026-03-04 09:00,2026-03-04 10:00,2026-03-04 10:00,Ash,4
T4,2026-03-05 09:00,,2026-03-05 09:00,Ash,
T5,2026-03-06 09:00,2026-03-06 11:00,,Birch,2
T6,2026-03-06 10:00,2026-03-06 12:00,2026-03-06 10:00,Birch,3
T7,2026-03-09 09:00,2026-03-09 12:00,2026-03-09 12:00,Ash,5
T7,2026-03-09 09:00,,2026-03-09 09:00,Ash,
";
/// What is left of both, each once, by hand.
const LEFT: &str = "\
T1,2026-03-02 09:00,2026-03-02 10:00,2026-03-02 10:00,Ash,5
T2,2026-03-03 09:00,2026-03-03 12:00,2026-03-03 12:00,Ash,5
T3,2026-03-04 09:00,2026-03-04 10:00,2026-03-04 10:00,Ash,4
T4,2026-03-05 09:00,2026-03-05 10:00,2026-03-09 10:00,Birch,1
T5,2026-03-06 09:00,2026-03-06 11:00,,Birch,2
T6,2026-03-06 10:00,2026-03-06 12:00,2026-03-06 10:00,Birch,3
T7,2026-03-09 09:00,2026-03-09 12:00,2026-03-09 12:00,Ash,5
";

fn project(files: &[(&str, &str)]) -> Project {
    let project = Project::empty();
    project.write("moments.toml", CONFIGURATION);
    project.write("content/home.md", "+++\ntitle = \"Nights\"\n+++\nEvery night a file.\n");
    for (name, rows) in files {
        project.write(&format!("data/{name}.csv"), &format!("{HEADER}{rows}"));
    }
    project
}

/// Everything that is published but what tells of the files themselves.
fn numbers(project: &Project) -> Tree {
    let mut tree = project.public();
    tree.retain(|file, _| file.starts_with("data/metrics") || file.starts_with("figures/"));
    tree
}

/// The names in the cache, without the list of known files.
fn kept(project: &Project) -> BTreeSet<String> {
    let entries = fs::read_dir(project.path(".moments/cache")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name != "files.json").collect()
}

#[test]
fn of_each_id_the_newest_row_counts() {
    let twice = project(&[("one", ONE), ("two", TWO)]);
    let run = twice.build(&[]);
    assert!(run.said.contains("13 read, 7 kept, 6 replaced by a newer row"), "{}", run.said);
    let once = project(&[("one", LEFT)]);
    once.build(&[]);
    assert_same_tree(&numbers(&twice), &numbers(&once), "repeats");
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let copied = project(&[("one", LEFT), ("two", LEFT)]);
    let run = copied.build(&[]);
    assert!(run.said.contains("14 read, 7 kept, 7 replaced by a newer row"), "{}", run.said);
    let once = project(&[("one", LEFT)]);
    once.build(&[]);
    assert_same_tree(&numbers(&copied), &numbers(&once), "a copy");
}

#[test]
fn a_build_with_the_cache_is_the_build_without_it() {
    let project = project(&[("one", ONE)]);
    project.build(&[]);
    // The next night brings a file that replaces rows of the last one.
    project.write("data/two.csv", &format!("{HEADER}{TWO}"));
    project.build(&[]);
    let with = project.public();
    project.build(&["--no-cache"]);
    assert_same_tree(&project.public(), &with, "without the cache");
    // A file that goes takes its rows with it.
    project.remove("data/two.csv");
    project.build(&[]);
    let with = project.public();
    project.build(&["--verify-cache"]);
    assert_same_tree(&project.public(), &with, "all files looked at");
    fs::remove_dir_all(project.path(".moments")).unwrap();
    project.build(&[]);
    assert_same_tree(&project.public(), &with, "the cache deleted");
}

#[test]
fn a_cache_that_is_damaged_is_made_anew() {
    let project = project(&[("one", ONE), ("two", TWO)]);
    project.build(&[]);
    let (site, names) = (project.public(), kept(&project));
    // Two files: an index and a roll-up each, and one more roll-up each without the old rows.
    assert_eq!(names.len(), 4, "{names:?}");
    let damages: [fn(Vec<u8>) -> Vec<u8>; 5] = [
        |_| Vec::new(),
        |bytes| bytes[..bytes.len() / 2].to_vec(),
        |mut bytes| {
            let last = bytes.len() - 1;
            bytes[last] ^= 1;
            bytes
        },
        |bytes| [bytes.as_slice(), b"more"].concat(),
        |bytes| bytes.iter().map(|_| b'x').collect(),
    ];
    for (number, damage) in damages.into_iter().enumerate() {
        for name in &names {
            let path = project.path(".moments/cache").join(name);
            let whole = fs::read(&path).unwrap();
            fs::write(&path, damage(whole.clone())).unwrap();
            project.build(&[]);
            assert_same_tree(&project.public(), &site, &format!("{name}, damage {number}"));
            assert_eq!(kept(&project), names);
            assert!(fs::read(&path).unwrap() == whole, "{name}, damage {number}: not mended");
        }
    }
}

#[test]
fn one_file_of_the_cache_in_place_of_another_is_noticed() {
    let project = project(&[("one", ONE), ("two", TWO)]);
    project.build(&[]);
    let site = project.public();
    let names: Vec<String> = kept(&project).into_iter().collect();
    for ending in [".index", ".rollup"] {
        let same: Vec<&String> = names.iter().filter(|name| name.ends_with(ending)).collect();
        let folder = project.path(".moments/cache");
        fs::copy(folder.join(same[0]), folder.join(same[1])).unwrap();
        project.build(&[]);
        assert_same_tree(&project.public(), &site, ending);
    }
}

#[test]
fn only_what_changes_reading_changes_the_cache() {
    let project = project(&[("one", ONE), ("two", TWO)]);
    project.build(&[]);
    let names = kept(&project);
    project.write("moments.toml", &CONFIGURATION.replace("Nights", "Other nights"));
    project.build_for("2026-11-18");
    assert_eq!(kept(&project), names, "a title and a day read nothing again");
    project.write("moments.toml", &CONFIGURATION.replace("Europe/London", "America/New_York"));
    project.build(&[]);
    let other = kept(&project);
    assert!(names.is_disjoint(&other), "another zone reads all again");
    assert_eq!(names.len(), other.len(), "what nobody uses is gone");
}

#[test]
fn an_old_day_is_built_from_a_cache_of_today() {
    let project = project(&[("one", ONE), ("two", TWO)]);
    project.build(&[]);
    let run = project.build_for("2026-03-05");
    // T5, T6 and T7 are opened later; of T4 nothing is known but that it was opened.
    assert!(run.said.contains("13 read, 4 kept"), "{}", run.said);
    let old = project.public();
    project.build(&["--no-cache", "--today", "2026-03-05"]);
    assert_same_tree(&project.public(), &old, "an old day without the cache");
    project.build(&[]);
    let today = project.public();
    project.build(&["--no-cache"]);
    assert_same_tree(&project.public(), &today, "today after an old day");
}

#[test]
fn without_a_cache_nothing_is_left() {
    let project = project(&[("one", ONE)]);
    project.build(&["--no-cache"]);
    assert_eq!(kept(&project), BTreeSet::new());
    let left: Vec<_> =
        fs::read_dir(project.path(".moments")).unwrap().map(Result::unwrap).collect();
    let names: BTreeSet<_> = left.iter().map(|entry| entry.file_name()).collect();
    assert_eq!(names, ["cache", "lock", "rejected.csv"].map(Into::into).into());
}

#[test]
fn a_moment_that_only_business_hours_tell_of_is_a_moment_too() {
    let project = project(&[]);
    let row = |number: usize| format!("T{number},2026-01-05 09:00,2592000\n");
    let rows: String = (0..12).map(row).collect();
    let last = "L,2026-03-18 09:00,\n";
    let header = "id,created_at,first_reply_business_s\n";
    project.write("data/one.csv", &format!("{header}{rows}{last}"));
    // On 20 January nobody has answered yet, thirty days later all have been.
    project.build_for("2026-01-20");
    project.build_for("2026-03-20");
    let with = project.public();
    project.build(&["--no-cache", "--today", "2026-03-20"]);
    assert_same_tree(&project.public(), &with, "without the cache");
    let rows = project.metric("first-response-business-median");
    let all = rows.iter().find(|row| row.place() == "all//all/").unwrap();
    assert_eq!((all.n.as_str(), all.state.as_str()), ("12", "ok"));
}

#[test]
fn a_column_of_json_lines_that_comes_late_is_known_by_its_name() {
    let project = Project::empty();
    let config = |column: &str| {
        let source = CONFIGURATION.replace("*.csv", "*.jsonl");
        format!("{source}[sources.columns]\ncsat = \"{column}\"\n")
    };
    project.write("content/home.md", "+++\ntitle = \"Nights\"\n+++\nEvery night a file.\n");
    // The first megabyte has neither `late` nor `later`.
    let row =
        |n: usize| format!("{{\"id\":{n},\"created_at\":\"2026-03-02\",\"x\":\"{:99}\"}}\n", "");
    let late =
        |n: usize| format!("{{\"id\":{n},\"created_at\":\"2026-03-02\",\"late\":5,\"later\":1}}\n");
    let lines: String = (0..10_000).map(row).chain((10_000..10_040).map(late)).collect();
    project.write("data/one.jsonl", &lines);
    for (column, expected) in [("late", "1"), ("later", "0"), ("late", "1")] {
        project.write("moments.toml", &config(column));
        project.build(&[]);
        let rows = project.metric("csat");
        let all = rows.iter().find(|row| row.place() == "all//all/").unwrap();
        assert_eq!((all.value.as_str(), all.n.as_str()), (expected, "40"), "{column}");
    }
}

#[test]
fn a_line_that_is_no_object_is_a_rejected_row() {
    let project = Project::empty();
    let limits = "[limits]\nmax_rejected_share = 0.5\n";
    project.write("moments.toml", &format!("{}{limits}", CONFIGURATION.replace("csv", "jsonl")));
    project.write("content/home.md", "+++\ntitle = \"Nights\"\n+++\nEvery night a file.\n");
    let line = |n: usize| format!("{{\"id\":{n},\"created_at\":\"2026-03-02\"}}\n");
    let broken = "{\"id\":\n[1]\n";
    let lines = [line(1), line(2), broken.to_owned(), "\n".to_owned(), line(3)].concat();
    project.write("data/one.jsonl", &lines);
    let run = project.build(&[]);
    assert!(run.said.contains("5 read, 3 kept, rejected: 2 no-object"), "{}", run.said);
    let listed = "file,line,column,reason,scope\ndata/one.jsonl,3,,no-object,row\n\
                  data/one.jsonl,4,,no-object,row\n";
    assert_eq!(project.read("public/data/rejected.csv"), listed);
}

#[test]
fn what_a_killed_build_has_left_is_cleared_up() {
    let project = project(&[("one", ONE)]);
    project.write(".moments/without-cache-x1/half.index", "half");
    project.write(".moments/cache/unfinished-x2", "half");
    project.build(&[]);
    assert!(
        !project.has(".moments/without-cache-x1") && !project.has(".moments/cache/unfinished-x2")
    );
}

#[test]
fn a_quote_that_is_never_closed_is_an_error_and_no_row_is_lost_in_it() {
    for (row, place) in [
        ("T9,2026-03-09 09:00,,,Ash,\"oops\n", 8),
        ("\"T9,2026-03-09 09:00,,,Ash,\n", 8),
        ("T9,2026-03-09 09:00,,,\"Ash,\n", 8),
    ] {
        let project = project(&[("one", &format!("{ONE}{row}{}", LEFT.repeat(3)))]);
        let run = project.run(&["build"]);
        let expected = format!(
            "error: a quote that is opened in this row is never closed: it holds the rest of the \
             file\n--> data/one.csv:{place}\n"
        );
        assert_eq!(run.code, 1);
        assert!(run.said.contains(&expected), "{}", run.said);
    }
    let project = project(&[("one", &format!("{ONE}T9,2026-03-09 09:00,,,Ash,\"5\""))]);
    project.build(&[]);
}

#[test]
fn lines_within_quotes_never_count_as_rows_however_many_blocks_they_fill() {
    let project = Project::empty();
    project.write("moments.toml", CONFIGURATION);
    project.write("content/home.md", "+++\ntitle = \"Nights\"\n+++\nEvery night a file.\n");
    // Comments of 5,000 lines, each a whole row to the eye, over three blocks of 4 MiB.
    let comment: String =
        (0..5_000).map(|n| format!("X{n},2026-03-02,TEAM {n},secret\n")).collect();
    let row = |n: usize| format!("T{n},2026-03-02,Team,\"{comment}\"\n");
    let rows: String = (0..80).map(row).collect();
    project.write("data/one.csv", &format!("id,created_at,team,comment\n{rows}"));
    let run = project.build(&[]);
    assert!(run.said.contains("80 read, 80 kept"), "{}", run.said);
    assert!(project.has("public/teams/team/index.html"));
    for name in kept(&project) {
        let bytes = fs::read(project.path(".moments/cache").join(&name)).unwrap();
        assert!(!bytes.windows(5).any(|part| part == b"TEAM "), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_cache_keeps_no_build_waiting() {
    let project = project(&[("one", ONE)]);
    project.build(&[]);
    let site = project.public();
    for name in ["cache/files.json", "rejected.csv"] {
        let path = project.path(".moments").join(name);
        fs::remove_file(&path).unwrap();
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.unwrap().success());
        project.build(&[]);
        assert_same_tree(&project.public(), &site, name);
        assert!(path.metadata().unwrap().is_file(), "{name} is a file again");
    }
}
