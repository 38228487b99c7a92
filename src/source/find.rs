//! Which files of the project hold interactions: those that a source's pattern fits.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use walkdir::WalkDir;

use super::companion::is_companion;
use super::table::{IsHeader, Table};
use crate::config::{Config, FILE, FORGET, Project, Source};
use crate::diagnostic::{Place, Problem, Problems};

/// The endings of files that somebody may have meant to be read.
const ENDINGS: [&str; 14] = [
    "csv", "gz", "json", "jsonl", "ndjson", "ods", "parquet", "tab", "tsv", "txt", "xls", "xlsx",
    "zip", "zst",
];

/// The tables of all sources. A source without files is a warning: the site says what to do next.
pub(super) fn tables(
    project: &Project,
    config: &Config,
    is_header: IsHeader<'_>,
    problems: &mut Problems,
) -> Vec<Table> {
    let sources = config.sources.iter();
    let patterns: Vec<_> = sources.map(|source| Pattern::of(source, config, problems)).collect();
    let folders: BTreeSet<&Path> = patterns.iter().flatten().map(|p| p.folder.as_path()).collect();
    let listed: Vec<(&Path, Vec<PathBuf>)> =
        folders.into_iter().map(|folder| (folder, list(project, folder, problems))).collect();
    let (mut tables, mut seen) = (Vec::new(), BTreeSet::new());
    for ((number, source), pattern) in config.sources.iter().enumerate().zip(&patterns) {
        let Some(pattern) = pattern else { continue };
        let all = listed.iter().flat_map(|(_, files)| files);
        let files: Vec<&PathBuf> = all.filter(|file| pattern.has(file)).collect();
        for file in files.iter().filter(|file| !seen.insert(**file)) {
            let message = format!("`{}` belongs to another source already", file.display());
            let problem = Problem::error(message).at(config.place(&source.files));
            problems.add(problem.help("a file that two sources read would count twice"));
        }
        if files.is_empty() {
            let message = format!("no file matches `{}`", source.files.value);
            let help = format!("put an export there, or change `files` in `{FILE}`");
            problems.add(Problem::warning(message).help(help));
        }
        for file in files {
            match open(project, (number, source), file, is_header, problems) {
                Ok(table) => tables.push(table),
                Err(problem) => problems.add(problem),
            }
        }
    }
    for (folder, files) in &listed {
        let is_lost = |file: &&PathBuf| !seen.contains(*file) && is_export(project, file);
        let lost: Vec<&PathBuf> = files.iter().filter(is_lost).collect();
        let of_folder = patterns.iter().flatten().filter(|pattern| pattern.folder == *folder);
        warn_of_lost(&lost, folder, of_folder.count(), problems);
    }
    tables
}

fn open(
    project: &Project,
    source: (usize, &Source),
    file: &Path,
    is_header: IsHeader<'_>,
    problems: &mut Problems,
) -> Result<Table, Problem> {
    regular(project, file)?;
    Table::open(project, source, file.to_owned(), is_header, problems)
}

/// Which files a source reads.
struct Pattern {
    folder: PathBuf,
    name: String,
}

/// Whether a source's `files` mean a file, by its path relative to the project.
pub fn is_meant(source: &Source, file: &Path) -> bool {
    Pattern::new(source).has(file)
}

impl Pattern {
    fn new(source: &Source) -> Pattern {
        let parts = Path::new(&source.files.value).components();
        let path: PathBuf = parts.filter(|part| *part != Component::CurDir).collect();
        let name = path.file_name().map_or(String::new(), |name| name.to_string_lossy().into());
        Pattern { folder: path.parent().unwrap_or(Path::new("")).to_owned(), name }
    }

    fn of(source: &Source, config: &Config, problems: &mut Problems) -> Option<Pattern> {
        let pattern = Pattern::new(source);
        if pattern.folder.to_string_lossy().contains('*') {
            let message = "`*` can stand in the last part of `files` alone";
            let help = "put the exports into one folder, or write a source for each folder";
            problems.add(Problem::error(message).at(config.place(&source.files)).help(help));
            return None;
        }
        Some(pattern)
    }

    /// Whether it takes a file. Hidden ones need a pattern that begins with a dot too.
    fn has(&self, file: &Path) -> bool {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let is_seen = !name.starts_with('.') || self.name.starts_with('.');
        is_seen && file.parent() == Some(&self.folder) && fits(&self.name, &name)
    }
}

/// All that lies in a folder of the project, sorted.
fn list(project: &Project, folder: &Path, problems: &mut Problems) -> Vec<PathBuf> {
    let root = project.folder.join(folder);
    if !root.exists() {
        return Vec::new();
    }
    let mut files = Vec::new();
    for entry in WalkDir::new(root).min_depth(1).max_depth(1) {
        match entry {
            Ok(entry) => files.push(folder.join(entry.file_name())),
            Err(error) => {
                let problem = Problem::error(format!("cannot be read: {error}"));
                problems.add(problem.at(Place::file(folder)));
            }
        }
    }
    files.sort();
    files
}

/// What is no regular file is not opened: a pipe would keep the build waiting for ever.
fn regular(project: &Project, file: &Path) -> Result<(), Problem> {
    let (message, help) = match project.folder.join(file).metadata() {
        Ok(data) if data.is_file() => return Ok(()),
        Ok(_) => ("this is no file".to_owned(), "move it away: `files` takes files alone"),
        Err(error) => {
            (format!("cannot be read: {error}"), "look who may read it, and where a link leads")
        }
    };
    Err(Problem::error(message).at(Place::file(file)).help(help))
}

/// Whether somebody may have meant a file to be read.
fn is_export(project: &Project, file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_known = ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending));
    let is_meant =
        is_known && !name.starts_with('.') && !is_companion(file) && file != Path::new(FORGET);
    is_meant && regular(project, file).is_ok()
}

/// Exports that no source reads, of a folder that so many sources share: somebody should know.
fn warn_of_lost(lost: &[&PathBuf], folder: &Path, sources: usize, problems: &mut Problems) {
    let Some(first) = lost.first() else { return };
    let message = match lost.len() - 1 {
        0 => "the file is not read: no source's `files` fits it".to_owned(),
        more => format!(
            "the file, and {more} more in its folder, are not read: no source's `files` fits them"
        ),
    };
    let problem = Problem::warning(message).at(Place::file(first));
    let all = folder.join("*");
    let help = match sources {
        1 => format!("to read all that lies there, write `files = \"{}\"`", all.display()),
        _ => format!("to read it, write a source with `files = \"{}\"`", first.display()),
    };
    problems.add(problem.help(help).help("what is not to be read can lie in another folder"));
}

/// Whether a file's name fits a pattern in which `*` stands for anything. The ending may be in
/// capitals: what follows the first dot after the last `*`.
fn fits(pattern: &str, name: &str) -> bool {
    let tail = pattern.rsplit_once('*').map_or(pattern, |(_, tail)| tail);
    let ending = tail.find('.').map_or("", |at| &tail[at..]);
    let stem = &pattern[..pattern.len() - ending.len()];
    let cut = name.len().checked_sub(ending.len());
    let parts = cut.and_then(|at| name.split_at_checked(at));
    parts.is_some_and(|(name, found)| found.eq_ignore_ascii_case(ending) && fits_stem(stem, name))
}

fn fits_stem(pattern: &str, name: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut left) = name.strip_prefix(first) else { return false };
    let parts: Vec<&str> = rest.split('*').collect();
    let (last, middle) = parts.split_last().map_or(("", [].as_slice()), |(l, m)| (*l, m));
    for part in middle {
        let Some(at) = left.find(part) else { return false };
        left = &left[at + part.len()..];
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::fs;

    use crate::config;
    use crate::tree::Text;

    #[test]
    fn a_star_stands_for_anything_and_an_ending_may_be_in_capitals() {
        for (pattern, name, expected) in [
            ("*.csv", "2026-03.csv", true),
            ("*.csv", "2026-03.CSV", true),
            ("*.csv.gz", "a.Csv.GZ", true),
            ("*.csv", "2026-03.csv.bak", false),
            ("*.csv", "csv", false),
            ("*.csv", "März", false),
            ("a.csv", "a.csv", true),
            ("a.csv", "a.CSV", true),
            ("a.csv", "A.csv", false),
            ("a.csv", "b.csv", false),
            ("a-*-b.csv", "a-b.csv", false),
            ("a-*b.csv", "a-b.csv", true),
            ("a-*b.csv", "a-B.csv", false),
            ("20*-*.csv", "2026-03.csv", true),
            ("20*-*.csv", "2026.csv", false),
            ("a*a", "a", false),
            ("*", "", true),
            ("**", "a.csv", true),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }

    /// The files that are read, and what is said, of a project whose sources have these patterns.
    fn found(patterns: &[&str], make: impl FnOnce(&Path)) -> (Vec<String>, String) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("data/in")).unwrap();
        make(folder.path());
        let source = |(number, files): (usize, &&str)| {
            format!("[[sources]]\nname = 's{number}'\nfiles = '{files}'\n")
        };
        let sources: String = patterns.iter().enumerate().map(source).collect();
        let text = format!("title = 'x'\n{sources}");
        let mut problems = Problems::default();
        let config =
            config::parse(Text { file: Path::new(FILE), text: &text }, &mut problems).unwrap();
        let project = Project { folder: folder.path().to_owned() };
        let tables = tables(&project, &config, &|_, _| true, &mut problems);
        let name = |table: &Table| table.file.display().to_string();
        (tables.iter().map(name).collect(), problems.to_string())
    }

    #[allow(clippy::disallowed_methods, reason = "a test writes what it reads")]
    fn write(folder: &Path, names: &[&str]) {
        names.iter().for_each(|name| fs::write(folder.join(name), "id,created_at\n").unwrap());
    }

    #[test]
    fn hidden_files_are_skipped_and_an_export_that_no_pattern_fits_is_said() {
        let names = ["a.csv", "B.CSV", ".c.csv", "._a.csv", ".~lock.a.csv#", "README.md"];
        let names = names.map(|name| format!("data/in/{name}"));
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let (files, said) = found(&["./data/in/*.csv"], |folder| write(folder, &names));
        assert_eq!((files, said.as_str()), (vec![names[1].to_owned(), names[0].to_owned()], ""));

        let lost = ["data/in/a.csv", "data/in/c.csv.gz", "data/in/d.TXT"];
        let (files, said) = found(&["data/in/*.csv"], |folder| write(folder, &lost));
        assert_eq!(files, lost[..1]);
        assert!(said.contains("the file, and 1 more in its folder, are not read"), "{said}");
        assert!(said.contains("data/in/c.csv.gz"), "{said}");
        assert!(said.contains("write `files = \"data/in/*\"`"), "{said}");

        let two = ["data/in/*.csv", "data/in/*.gz"];
        let (files, said) = found(&two, |folder| write(folder, &lost));
        assert_eq!(files, lost[..2]);
        assert!(said.contains("the file is not read: no source's `files` fits it"), "{said}");
        assert!(said.contains("a source with `files = \"data/in/d.TXT\"`"), "{said}");
    }

    #[test]
    fn the_events_and_a_hidden_file_that_is_named_are_in_order() {
        let names = ["data/events.csv", "data/.a.csv"];
        let (files, said) = found(&["data/.a.csv"], |folder| write(folder, &names));
        assert_eq!((files, said.as_str()), (vec![names[1].to_owned()], ""));
    }

    #[test]
    fn a_star_in_a_folder_is_an_error() {
        for pattern in ["data/*/a.csv", "data/**/*.csv"] {
            let (files, said) = found(&[pattern], |folder| write(folder, &["data/in/a.csv"]));
            assert!(files.is_empty());
            assert!(said.contains("error: `*` can stand in the last part of `files` alone"));
            assert!(!said.contains("no file matches"), "{said}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_not_opened_and_a_link_to_a_file_is() {
        use std::os::unix::fs::symlink;
        use std::os::unix::net::UnixListener;

        let (files, said) = found(&["data/in/*.csv"], |folder| {
            let below = |name: &str| folder.join("data/in").join(name);
            write(folder, &["data/in/a.txt"]);
            symlink("a.txt", below("a.csv")).unwrap();
            symlink("gone", below("b.csv")).unwrap();
            fs::create_dir(below("c.csv")).unwrap();
            UnixListener::bind(below("d.csv")).unwrap();
            let pipe = std::process::Command::new("mkfifo").arg(below("e.csv")).status();
            assert!(pipe.unwrap().success());
        });
        assert_eq!(files, ["data/in/a.csv"]);
        assert_eq!(said.matches("error: this is no file").count(), 3, "{said}");
        assert_eq!(said.matches("error: cannot be read: ").count(), 1, "{said}");
        for name in ["b", "c", "d", "e"] {
            assert!(said.contains(&format!("data/in/{name}.csv")), "{said}");
        }
    }
}
