//! Writes the site beside the old one while it is made, then swaps the two; touches only what
//! changed.

mod folder;

use std::collections::BTreeSet;
use std::fs;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use crate::diagnostic::{Outcome, Place, Problem};
use crate::page::OutFile;
use folder::Folder;

/// So many files are made ahead of the one that is taken.
const AHEAD: usize = 8;

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

/// Hands each file to `put`, one after the other and in their order, while the next ones are made.
///
/// # Errors
/// With what `put` first fails with, or else with the first file that could not be made. No further
/// file is handed over then.
///
/// ```
/// use moments::{output::hand_over, page::OutFile};
/// let mut paths = Vec::new();
/// let files = ["a.html", "b.html"].map(|path| Ok(OutFile::text(path, "")));
/// hand_over(files.into_iter(), |file| Ok(paths.push(file.path))).unwrap();
/// assert_eq!(paths, ["a.html", "b.html"]);
/// ```
pub fn hand_over(
    files: impl Iterator<Item = Outcome<OutFile>>,
    put: impl FnMut(OutFile) -> Outcome<()> + Send,
) -> Outcome<()> {
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::sync_channel(AHEAD);
        let putting = scope.spawn(move || receiver.into_iter().try_for_each(put));
        // Nobody takes a file any more when `put` has failed.
        let made =
            files.map_while(|file| file.map(|file| sender.send(file).ok()).transpose()).collect();
        drop(sender);
        let put = putting.join().unwrap_or_else(|panic| resume_unwind(panic));
        put.and(made)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(outcome: Outcome<()>) -> Vec<String> {
        outcome.unwrap_err().sorted().into_iter().map(|problem| problem.message).collect()
    }

    #[test]
    fn nothing_is_made_for_long_when_a_file_is_not_taken() {
        let mut made = 0;
        let files = std::iter::repeat_with(|| {
            made += 1;
            Ok(OutFile::text(format!("{made}.html"), ""))
        });
        let mut taken = Vec::new();
        let outcome = hand_over(files.take(1_000), |file| {
            taken.push(file.path);
            if taken.len() < 3 { Ok(()) } else { Err(Problem::error("the disk is full").into()) }
        });
        assert_eq!(messages(outcome), ["the disk is full"]);
        assert_eq!(taken, ["1.html", "2.html", "3.html"]);
        // Those that wait, and the one that finds nobody.
        assert!(made <= 3 + AHEAD + 1, "{made}");
    }

    #[test]
    fn a_file_that_cannot_be_made_ends_it_behind_those_before() {
        let file = |name: &str| Ok(OutFile::text(name, ""));
        let broken = || Err(Problem::error("the template is broken").into());
        let mut taken = Vec::new();
        let files = [file("a.html"), file("b.html"), broken(), file("c.html")];
        let outcome = hand_over(files.into_iter(), |file| {
            taken.push(file.path);
            Ok(())
        });
        assert_eq!(messages(outcome), ["the template is broken"]);
        assert_eq!(taken, ["a.html", "b.html"]);
    }
}
