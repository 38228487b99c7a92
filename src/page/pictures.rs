//! The pictures of the site.

use std::collections::BTreeSet;

use super::OutFile;
use crate::config::Project;
use crate::diagnostic::{Outcome, Place, Problems};
use crate::picture;
use crate::store::Store;
use crate::story::Stories;

/// The pictures that stories and pages show, from the cache where it has them.
///
/// # Errors
/// When one cannot be read.
pub fn pictures(project: &Project, stories: &Stories, store: &Store) -> Outcome<Vec<OutFile>> {
    let mut problems = Problems::default();
    let mut files = Vec::new();
    for shown in stories.pictures().collect::<BTreeSet<_>>() {
        match picture::prepared(project, &shown.file, store) {
            Ok(prepared) => {
                let small = picture::thumbnail_path(&shown.path);
                files.push(OutFile { path: shown.path.clone(), bytes: prepared.picture });
                files.push(OutFile { path: small, bytes: prepared.thumbnail });
            }
            Err(problem) => problems.add(problem.at(Place::file(&shown.file))),
        }
    }
    problems.stop_if_errors()?;
    Ok(files)
}
