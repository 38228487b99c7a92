//! The program's arguments, its exit codes, and what it does to folders.

use std::fs;
use std::io::{Read as _, Seek as _, SeekFrom};

use serde_json::Value;

use super::common::{Project, Run, assert_same_tree, tree};
use super::markup::{assert_links_resolve, assert_self_contained, assert_sound, page, visible};

const DRAFT: &str = "+++
title = \"The wet map\"
date = 2026-03-09
type = \"everyday\"
stage = \"problem-solving\"
outcome = \"delighted\"
teams = [\"desk\"]
draft = true
+++
We dried it on the line.
";
const DRAFT_FILE: &str = "content/stories/2026-03-09-the-wet-map.md";
const DRAFT_PAGE: &str = "public/stories/the-wet-map/index.html";

#[test]
fn without_a_base_url_there_is_no_feed_and_it_is_said() {
    let project = Project::good();
    let run = project.build(&[]);
    assert!(run.said.contains("both need `base_url`"), "{}", run.said);
    assert!(!project.has("public/feed.xml") && !project.has("public/sitemap.xml"));
    let site = project.public();
    assert_links_resolve(&site);
    assert_self_contained(&site);
    assert_sound(&site);
}

#[test]
fn a_base_url_can_be_given() {
    let project = Project::good();
    let run = project.build(&["--base-url", "https://moments.example/lock/"]);
    assert!(!run.said.contains("base_url"), "{}", run.said);
    let feed = project.read("public/feed.xml");
    assert!(feed.contains("https://moments.example/lock/stories/the-blue-key/"), "{feed}");
    let sitemap = project.read("public/sitemap.xml");
    assert!(sitemap.contains("<loc>https://moments.example/lock/stories/the-blue-key/</loc>"));
    assert!(project.read("public/404.html").contains("href=\"/lock/"));
}

#[test]
fn drafts_and_the_future_are_held_back_unless_they_are_asked_for() {
    let project = Project::good();
    project.write(DRAFT_FILE, DRAFT);
    let later = DRAFT.replace("wet map", "late map").replace("2026-03-09", "2027-01-02");
    let later = later.replace("draft = true\n", "");
    project.write("content/stories/2027-01-02-the-late-map.md", &later);
    let run = project.build(&[]);
    assert!(run.said.contains(&format!("{DRAFT_FILE}: a draft")), "{}", run.said);
    assert!(run.said.contains("the-late-map.md: published on 2027-01-02"), "{}", run.said);
    assert!(!project.has(DRAFT_PAGE));
    project.build(&["--drafts"]);
    assert!(project.has(DRAFT_PAGE));
    assert!(project.has("public/stories/the-late-map/index.html"));
}

#[test]
fn a_page_that_is_gone_from_the_project_is_gone_from_the_site() {
    let project = Project::good();
    project.write(DRAFT_FILE, &DRAFT.replace("draft = true\n", ""));
    project.build(&[]);
    assert!(project.has(DRAFT_PAGE));
    project.remove(DRAFT_FILE);
    let run = project.build(&[]);
    assert!(!project.has(DRAFT_PAGE) && !project.has("public/stories/the-wet-map"));
    assert!(!run.said.contains(" 0 gone"), "{}", run.said);
    let without = project.public();
    let fresh = Project::good();
    fresh.build(&[]);
    assert_same_tree(&without, &fresh.public(), "a site that had more");
}

#[test]
fn the_report_is_json_of_a_build_that_went_well_and_of_one_that_did_not() {
    let project = Project::good();
    let report = project.path("report.json");
    let arguments = ["--report", report.to_str().unwrap()];
    project.build(&arguments);
    let read = || -> Value { serde_json::from_str(&project.read("report.json")).unwrap() };
    let good = read();
    assert_eq!(good["succeeded"], true);
    assert_eq!((&good["summary"]["rows"], &good["summary"]["kept"]), (&5.into(), &5.into()));
    assert_eq!(good["summary"]["today"], "2026-11-17");
    assert!(good["stages"].as_array().unwrap().len() > 5);
    project.write(DRAFT_FILE, &DRAFT.replace("everyday", "everday"));
    let run = project.run(&[&["build"], arguments.as_slice()].concat());
    assert_eq!(run.code, 1);
    let bad = read();
    assert_eq!(bad["succeeded"], false);
    let problem = &bad["problems"][0];
    assert_eq!((&problem["file"], &problem["line"]), (&DRAFT_FILE.into(), &4.into()));
    assert_eq!(problem["severity"], "error");
}

#[test]
fn problems_can_be_json_or_annotations() {
    let project = Project::good();
    project.write(DRAFT_FILE, &DRAFT.replace("everyday", "everday"));
    let json = project.run(&["build", "--format", "json"]);
    assert_eq!(json.code, 1);
    for line in json.said.lines() {
        let problem: Value = serde_json::from_str(line).unwrap();
        let keys: Vec<&str> = problem.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["column", "file", "help", "line", "message", "severity"]);
    }
    let github = project.run(&["check", "--format", "github"]);
    let expected = format!("::error file={DRAFT_FILE},line=4,col=8::");
    assert!(github.said.starts_with(&expected), "{}", github.said);
    assert!(github.said.lines().all(|line| line.starts_with("::error ")), "{}", github.said);
    let quiet = Project::good().build(&["--format", "json"]);
    assert_eq!(quiet.said, "", "nothing to say");
}

#[test]
fn warnings_fail_only_under_strict() {
    let project = Project::good();
    fs::remove_dir_all(project.path("data/interactions")).unwrap();
    project.remove("content/stories");
    project.write(
        "content/writing.md",
        "+++\ntitle = \"How to write one down\"\n+++\n## A line each\n",
    );
    let run = project.build(&[]);
    assert!(
        run.said.contains("warning: no file matches `data/interactions/*.csv`"),
        "{}",
        run.said
    );
    let before = project.public();
    let home = visible(&page(&before, "index.html"));
    assert!(home.contains("There is no data yet"), "{home}");
    let strict = project.run(&["build", "--strict"]);
    assert_eq!(strict.code, 1);
    assert!(strict.said.contains("error: no file matches"), "{}", strict.said);
    assert_same_tree(&project.public(), &before, "after a strict failure");
    assert_eq!(project.run(&["check", "--strict"]).code, 1);
    assert_eq!(project.run(&["check"]).code, 0);
}

#[test]
fn wrong_arguments_are_exit_code_2() {
    let project = Project::good();
    for arguments in [
        &["build", "--to-day", "2026-11-17"][..],
        &["build", "--today", "17.11.2026"],
        &["build", "--today", "2026-02-30"],
        &["build", "--format", "xml"],
        &["publish"],
        &["check", "--out", "x"],
    ] {
        let run = project.run(arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.said);
        assert!(run.said.starts_with("error: "), "{}", run.said);
    }
    assert!(!project.has("public") && !project.has(".moments"));
}

#[test]
fn the_project_is_found_from_a_folder_below_and_missed_elsewhere() {
    let project = Project::good();
    let run_in = |folder: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_moments"));
        command.args(["check", "--today", super::common::TODAY]).current_dir(project.path(folder));
        Run::of(command.output().unwrap())
    };
    assert_eq!(run_in("content/stories").code, 0);
    let nowhere = tempfile::tempdir().unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_moments"));
    let run = Run::of(command.arg("build").current_dir(nowhere.path()).output().unwrap());
    assert_eq!(run.code, 1);
    assert!(run.said.starts_with("error: there is no `moments.toml` in "), "{}", run.said);
    assert!(run.said.contains("name it with `--project`"), "{}", run.said);
}

#[test]
fn a_folder_that_is_not_ours_is_never_touched() {
    let project = Project::good();
    project.write("thesis/chapter-1.txt", "years of work\n");
    let before = tree(&project.path("thesis"));
    let run = project.run(&["build", "--out", project.path("thesis").to_str().unwrap()]);
    assert_eq!(run.code, 1);
    assert!(run.said.contains("holds files that `moments` did not make"), "{}", run.said);
    assert_same_tree(&tree(&project.path("thesis")), &before, "a strange folder");
    assert!(!project.has("thesis.new"));
    fs::create_dir(project.path("empty")).unwrap();
    project.build(&["--out", project.path("empty").to_str().unwrap()]);
    assert!(project.has("empty/index.html"));
}

#[test]
fn a_second_build_at_the_same_time_names_the_first() {
    let project = Project::good();
    project.build(&[]);
    let before = project.public();
    let mut lock = fs::File::options().read(true).open(project.path(".moments/lock")).unwrap();
    lock.lock().unwrap();
    let mut process = String::new();
    lock.seek(SeekFrom::Start(0)).unwrap();
    lock.read_to_string(&mut process).unwrap();
    assert!(process.parse::<u32>().is_ok(), "the lock holds `{process}`");
    let run = project.run(&["build"]);
    assert_eq!(run.code, 1);
    let expected = format!("another build is at work: process {process}");
    assert!(run.said.contains(&expected), "{}", run.said);
    assert_same_tree(&project.public(), &before, "while another build is at work");
    assert_eq!(project.run(&["check"]).code, 0, "check needs no lock");
    lock.unlock().unwrap();
    project.build(&[]);
}

#[cfg(unix)]
#[test]
fn the_cache_is_the_owners_alone_and_a_linked_folder_stays_a_link() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let project = Project::good();
    fs::create_dir(project.path("served")).unwrap();
    symlink(project.path("served"), project.path("public")).unwrap();
    project.build(&[]);
    assert!(fs::symlink_metadata(project.path("public")).unwrap().is_symlink());
    assert!(project.has("served/index.html"));
    let mode = fs::metadata(project.path(".moments")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}
