//! What is said about bad input: a folder a case in `tests/bad/`, laid over the small good project
//! in `tests/good/`, with the whole text of standard error in `expected.txt`.
//!
//! `MOMENTS_ACCEPT=1 cargo test bad_input` writes what is said now; read it before it is committed.

use std::fs;
use std::path::{Path, PathBuf};

use super::common::{Project, Tree, assert_same_tree, repository, tree};

const EXPECTED: &str = "expected.txt";

fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(repository().join("tests/bad")).unwrap();
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

/// The site of the good project, as it stands before bad input comes.
fn good_site() -> Tree {
    let project = Project::good();
    let run = project.build(&[]);
    assert!(!run.said.contains("warning"), "{}", run.said);
    project.public()
}

#[test]
fn bad_input_is_said_whole_and_changes_nothing() {
    let (site, cases) = (&good_site(), cases());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let shares = cases.chunks(cases.len().div_ceil(workers));
        let threads: Vec<_> = shares
            .map(|share| {
                let try_share = || share.iter().filter_map(|case| try_case(case, site).err());
                scope.spawn(move || try_share().collect::<Vec<String>>())
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Runs `check` and `build` on a case; the error is what differs from what is expected.
fn try_case(case: &Path, site: &Tree) -> Result<(), String> {
    let name = case.file_name().unwrap().to_string_lossy();
    let input = tree(case);
    if input.keys().all(|file| file == EXPECTED) {
        return Err(format!("tests/bad/{name} is left over: it has no input"));
    }
    let project = Project::good();
    project.lay_over(case);
    fs::remove_file(project.path(EXPECTED)).ok();
    let before = tree(&project.path(""));

    let check = project.run(&["check"]);
    assert_eq!(check.code, 1, "{name}: check: {}", check.said);
    assert_same_tree(&tree(&project.path("")), &before, &format!("{name}: check writes"));

    let first = project.run(&["build"]);
    assert!(!project.has("public"), "{name}: a failed build made `public`");
    for (file, bytes) in site {
        let path = project.path("public").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let second = project.run(&["build"]);
    assert_eq!((first.code, second.code), (1, 1), "{name}: build: {}", second.said);
    assert_same_tree(&project.public(), site, &format!("{name}: the old site"));
    assert!(!project.has("public.new"), "{name}: something is left beside the site");
    assert_eq!(first.said, second.said, "{name}: the second build says something else");
    assert_eq!(second.printed, "", "{name}: standard output is for nobody");
    assert_eq!(without_last_line(&check.said), without_last_line(&second.said), "{name}: check");
    compare(case, &name, &second.said)
}

/// The last line says what became of the site, which `check` has nothing to do with.
fn without_last_line(said: &str) -> &str {
    said.trim_end().rsplit_once('\n').map_or("", |(rest, _)| rest)
}

fn compare(case: &Path, name: &str, said: &str) -> Result<(), String> {
    let file = case.join(EXPECTED);
    if std::env::var_os("MOMENTS_ACCEPT").is_some() {
        fs::write(file, said).unwrap();
        return Ok(());
    }
    match fs::read_to_string(file) {
        Ok(expected) if expected == said => Ok(()),
        Ok(expected) => Err(format!("tests/bad/{name}: {}", first_difference(&expected, said))),
        Err(_) => Err(format!("tests/bad/{name} has no {EXPECTED}; it says\n{said}")),
    }
}

fn first_difference(expected: &str, found: &str) -> String {
    let both = expected.lines().map(Some).chain([None]).zip(found.lines().map(Some).chain([None]));
    let (at, (expected, found)) = both.enumerate().find(|(_, (e, f))| e != f).unwrap_or_default();
    let line = |line: Option<&str>| line.unwrap_or("nothing more").to_owned();
    format!("line {}: expected\n  {}\nfound\n  {}", at + 1, line(expected), line(found))
}
