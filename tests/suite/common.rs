//! Projects in temporary folders, and the program run on them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use tempfile::TempDir;
use walkdir::WalkDir;

/// The day that every test builds for unless it says another.
pub(crate) const TODAY: &str = "2026-11-17";

/// A folder of the repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The relative paths and bytes of all files below a folder; none where it is not there.
pub(crate) type Tree = BTreeMap<String, Vec<u8>>;

pub(crate) fn tree(folder: &Path) -> Tree {
    let files = WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let files = files.filter(|entry| entry.file_type().is_file());
    let relative = |path: &Path| {
        let below = path.strip_prefix(folder).unwrap();
        below.iter().map(|part| part.to_str().unwrap()).collect::<Vec<_>>().join("/")
    };
    files.map(|entry| (relative(entry.path()), fs::read(entry.path()).unwrap())).collect()
}

/// Fails with the names of the files that differ, not with their bytes.
pub(crate) fn assert_same_tree(found: &Tree, expected: &Tree, what: &str) {
    let names = found.keys().chain(expected.keys());
    let mut differing: Vec<&String> =
        names.filter(|name| found.get(*name) != expected.get(*name)).collect();
    differing.sort();
    differing.dedup();
    assert!(differing.is_empty(), "{what}: these files differ: {differing:?}");
}

/// A project in a temporary folder that is gone with it.
pub(crate) struct Project {
    folder: PathBuf,
    _guard: Option<TempDir>,
}

impl Project {
    /// A project without a file.
    pub(crate) fn empty() -> Project {
        let guard = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        Project { folder: guard.path().to_owned(), _guard: Some(guard) }
    }

    /// The worked example with its site, built once for all tests that only look at it.
    pub(crate) fn built_example() -> &'static Project {
        static EXAMPLE: OnceLock<Project> = OnceLock::new();
        EXAMPLE.get_or_init(|| {
            let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("worked-example");
            fs::remove_dir_all(&folder).ok();
            let project = Project { folder, _guard: None };
            project.lay_over_example(repository());
            project.build(&[]);
            project
        })
    }

    /// A small project that builds without a warning: `tests/good/`.
    pub(crate) fn good() -> Project {
        let project = Project::empty();
        project.lay_over(&repository().join("tests/good"));
        project
    }

    /// The worked example without a site, as it was when the tests began.
    pub(crate) fn worked_example() -> Project {
        let project = Project::empty();
        project.lay_over_example(&Project::built_example().folder);
        project
    }

    fn lay_over_example(&self, from: &Path) {
        fs::create_dir_all(&self.folder).unwrap();
        for part in ["moments.toml", "content", "data", "themes"] {
            self.lay_over_at(&from.join(part), part);
        }
    }

    /// Copies a folder's files into the project, over those that are there.
    pub(crate) fn lay_over(&self, from: &Path) {
        self.lay_over_at(from, "");
    }

    fn lay_over_at(&self, from: &Path, to: &str) {
        for entry in WalkDir::new(from).into_iter().map(Result::unwrap) {
            let to = self.path(to).join(entry.path().strip_prefix(from).unwrap());
            if entry.file_type().is_dir() {
                fs::create_dir_all(to).unwrap();
            } else {
                // The last part of a single file's path is empty, and joining it adds a slash.
                let to: PathBuf = to.components().collect();
                fs::copy(entry.path(), to).unwrap();
            }
        }
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.folder.join(below)
    }

    pub(crate) fn write(&self, below: &str, text: &str) {
        let path = self.path(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, below: &str) -> String {
        let path = self.path(below);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{below}: {error}"))
    }

    pub(crate) fn has(&self, below: &str) -> bool {
        self.path(below).exists()
    }

    pub(crate) fn remove(&self, below: &str) {
        let path = self.path(below);
        if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.unwrap();
    }

    pub(crate) fn public(&self) -> Tree {
        tree(&self.path("public"))
    }

    /// The program with this project and these arguments, not yet run.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_moments"));
        command.args(arguments).arg("--project").arg(&self.folder);
        command
    }

    /// Runs `moments build` or another command for [`TODAY`].
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let has_day = arguments.contains(&"--today");
        let day: &[&str] = if has_day { &[] } else { &["--today", TODAY] };
        Run::of(self.command(&[arguments, day].concat()).output().unwrap())
    }

    /// Builds, and fails if the program does.
    pub(crate) fn build(&self, arguments: &[&str]) -> Run {
        let run = self.run(&[&["build"], arguments].concat());
        assert_eq!(run.code, 0, "{}", run.said);
        run
    }

    /// Builds for another day.
    pub(crate) fn build_for(&self, today: &str) -> Run {
        self.build(&["--today", today])
    }

    /// The lines of a metric's published table, header left out, as cells.
    pub(crate) fn metric(&self, id: &str) -> Vec<MetricRow> {
        let text = self.read(&format!("public/data/metrics/{id}.csv"));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        assert_eq!(header.join(","), "by,key,period,start,end,value,n,low,high,state");
        let cells = reader.records().map(|record| {
            let record = record.unwrap();
            let cell = |at: usize| record[at].to_owned();
            MetricRow {
                by: cell(0),
                key: cell(1),
                period: cell(2),
                start: cell(3),
                value: cell(5),
                n: cell(6),
                low: cell(7),
                high: cell(8),
                state: cell(9),
            }
        });
        cells.collect()
    }
}

/// A line of `data/metrics/*.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MetricRow {
    pub(crate) by: String,
    pub(crate) key: String,
    pub(crate) period: String,
    pub(crate) start: String,
    pub(crate) value: String,
    pub(crate) n: String,
    pub(crate) low: String,
    pub(crate) high: String,
    pub(crate) state: String,
}

impl MetricRow {
    /// `all//month/2026-01-01`.
    pub(crate) fn place(&self) -> String {
        [&self.by, &self.key, &self.period, &self.start].map(String::as_str).join("/")
    }
}

/// What the program did.
pub(crate) struct Run {
    pub(crate) code: i32,
    /// All of standard error.
    pub(crate) said: String,
    /// All of standard output.
    pub(crate) printed: String,
}

impl Run {
    pub(crate) fn of(output: Output) -> Run {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Run {
            code: output.status.code().unwrap_or(-1),
            said: text(output.stderr),
            printed: text(output.stdout),
        }
    }
}
