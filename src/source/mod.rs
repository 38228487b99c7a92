//! Finds the project's files and hands on raw rows and documents that remember file and line.

mod block;
mod companion;
mod decode;
mod document;
mod find;
mod foreign;
mod form;
mod header;
mod json;
#[cfg_attr(not(feature = "parquet"), path = "no_parquet.rs")]
mod parquet;
mod parser;
mod record;
mod table;
#[cfg(test)]
mod tests;

pub use block::{Ending, Pace, Sink, Spot};
pub use companion::{
    BARRIERS, BASICS, Barrier, BarrierStatus, BasicItem, BasicState, Basics, Comment, Companions,
    EVENTS, Event, EventKind, FACTS, Fact, NOMINATIONS, Naming, Nomination, PEOPLE, Person, VOICE,
};
pub use document::{Document, Fenced};
pub use find::is_meant;
pub use form::{Compression, Encoding, Form, Layout};
pub use parser::Last;
pub use record::{Cells, Record};
pub use table::Table;

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::config::{Config, Project, Source};
use crate::diagnostic::{Place, Problem, Problems};

/// Everything that a build reads.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The tables of interactions, by source and file name.
    pub tables: Vec<Table>,
    /// The markdown files, by path.
    pub documents: Vec<Document>,
    /// The other files in `content/`, by path relative to the project: pictures.
    pub pictures: Vec<PathBuf>,
    /// The small tables beside the interactions.
    pub companions: Companions,
}

/// Finds and opens everything that the configuration names. `is_header` says whether a record can
/// be the header of a source's table.
pub fn discover(
    project: &Project,
    config: &Config,
    is_header: &dyn Fn(&Source, &[String]) -> bool,
    problems: &mut Problems,
) -> Sources {
    let (documents, pictures) = content(project, problems);
    Sources {
        tables: find::tables(project, config, is_header, problems),
        documents,
        pictures,
        companions: companion::companions(project, config, problems),
    }
}

/// The markdown files of the project, by path.
pub fn documents(project: &Project, problems: &mut Problems) -> Vec<Document> {
    content(project, problems).0
}

fn content(project: &Project, problems: &mut Problems) -> (Vec<Document>, Vec<PathBuf>) {
    let (mut documents, mut pictures) = (Vec::new(), Vec::new());
    for file in files_below(project, Path::new("content"), problems) {
        if file.extension().is_some_and(|extension| extension == "md") {
            documents.extend(
                read_text(project, &file, problems)
                    .map(|text| Document { file, text: text.into() }),
            );
        } else {
            warn_of_lost_text(&file, problems);
            pictures.push(file);
        }
    }
    (documents, pictures)
}

/// A text under another ending than `.md` is not read: somebody should know.
fn warn_of_lost_text(file: &Path, problems: &mut Problems) {
    let extension = file.extension().map(|e| e.to_string_lossy().to_lowercase());
    if extension.is_some_and(|e| ["md", "markdown", "mdown", "txt"].contains(&e.as_str())) {
        let problem = Problem::warning("the file is not read: its name does not end in `.md`");
        problems.add(problem.at(Place::file(file)).help("give it the ending `.md`"));
    }
}

/// All files below a folder of the project, sorted, hidden ones left out.
fn files_below(project: &Project, folder: &Path, problems: &mut Problems) -> Vec<PathBuf> {
    let root = project.folder.join(folder);
    if !root.is_dir() {
        return Vec::new();
    }
    let is_hidden = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with('.');
    let walk = WalkDir::new(&root).sort_by_file_name().follow_links(true);
    let mut files = Vec::new();
    for entry in walk.into_iter().filter_entry(|e| e.depth() == 0 || !is_hidden(e.file_name())) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                let relative = entry.path().strip_prefix(&project.folder).unwrap_or(entry.path());
                files.push(relative.to_owned());
            }
            Ok(_) => {}
            Err(error) => {
                let place = Place::file(error.path().unwrap_or(folder));
                problems.add(Problem::error(format!("cannot be read: {error}")).at(place));
            }
        }
    }
    files
}

/// The text of a file; what is wrong with it becomes a problem.
pub(crate) fn read_text(project: &Project, file: &Path, problems: &mut Problems) -> Option<String> {
    #[allow(clippy::disallowed_methods, reason = "`source` is where files are read")]
    let bytes = std::fs::read(project.folder.join(file));
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) => {
            let problem = Problem::error(format!("cannot be read: {error}"));
            problems.add(problem.at(Place::file(file)));
            return None;
        }
    };
    match String::from_utf8(bytes) {
        Ok(text) => Some(text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..at].iter().filter(|&&byte| byte == b'\n').count() + 1;
            let problem = Problem::error("the file is not UTF-8")
                .at(Place::line(file, line))
                .help("save it again as UTF-8 in your editor");
            problems.add(problem);
            None
        }
    }
}
