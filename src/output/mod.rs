//! Writes the site beside the old one while it is made, then swaps the two; touches only what
//! changed.

mod folder;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Outcome, Place, Problem};
use crate::page::OutFile;
use folder::Folder;

/// What publishing changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Published {
    /// All files of the site.
    pub files: usize,
    /// Files whose bytes differ from before, or that are new.
    pub written: usize,
    /// Files that are gone.
    pub removed: usize,
    /// Whether the old and the new site were exchanged in one step.
    pub is_atomic: bool,
}

/// Who may read a file of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Whoever the site is for.
    Everybody,
    /// Those who write stories.
    Writers,
}

/// A site in the making: its files are written beside the old one, which stands until all of them
/// are there. Dropped before it is published, it leaves nothing behind.
#[derive(Debug)]
pub struct Staging {
    site: Folder,
    /// The site a second time, with what only writers may read.
    newsroom: Option<Folder>,
    /// The folders that hold the two, locked, once the first file is there.
    turns: Option<Vec<fs::File>>,
}

impl Staging {
    /// A site for the folder `out`, and for `newsroom` with what only writers may read. Nothing is
    /// written before its first file.
    ///
    /// # Errors
    /// When a folder holds something that we did not make, or the two lie within each other.
    pub fn new(out: &Path, newsroom: Option<&Path>) -> Outcome<Staging> {
        let (site, newsroom) = (Folder::new(out), newsroom.map(Folder::new));
        for folder in newsroom.iter().chain([&site]) {
            folder.check_ours()?;
        }
        if let Some(newsroom) = newsroom.as_ref().filter(|newsroom| newsroom.meets(&site)) {
            let message = "the newsroom's site and the site for everybody need folders apart";
            let problem = Problem::error(message).at(Place::file(newsroom.path()));
            return Err(problem.help("name another folder with `--newsroom`").into());
        }
        Ok(Staging { site, newsroom, turns: None })
    }

    /// Writes a file beside the old site; one that is the same there keeps its time stamp.
    ///
    /// # Errors
    /// When a folder holds something that we did not make, or the disk fails.
    pub fn put(&mut self, file: &OutFile, audience: Audience) -> Outcome<()> {
        if self.turns.is_none() {
            let folders = self.newsroom.iter().chain([&self.site]);
            self.turns = Some(take_turns(folders.map(Folder::path)));
        }
        if let Some(newsroom) = &mut self.newsroom {
            newsroom.put(file)?;
        }
        match audience {
            Audience::Everybody => self.site.put(file),
            Audience::Writers => Ok(()),
        }
    }

    /// Replaces the old site by the files that were put.
    ///
    /// # Errors
    /// When the disk fails. The old site then stands as it was, unless the problems say that a part
    /// of it was replaced.
    pub fn publish(self) -> Outcome<Published> {
        let newsroom = self.newsroom.map(Folder::publish).transpose()?;
        self.site.publish().map_err(|problems| match newsroom {
            Some(_) => problems.with_site_touched(),
            None => problems,
        })
    }
}

/// Locks the folders that hold these, where the system can lock folders: two projects may share a
/// place, and one of them waits until the other has swapped. All builds take them in one order.
fn take_turns<'a>(folders: impl Iterator<Item = &'a Path>) -> Vec<fs::File> {
    // One folder may be written in two ways, and who locks it twice waits for itself.
    let around = folders.filter_map(|folder| fs::canonicalize(folder.parent()?).ok());
    let around: BTreeSet<PathBuf> = around.collect();
    let lock = |folder: PathBuf| {
        let folder = fs::File::open(folder).ok()?;
        folder.lock().ok()?;
        Some(folder)
    };
    around.into_iter().filter_map(lock).collect()
}
