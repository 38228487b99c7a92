//! A folder of a site: its files are written beside the old ones, then the two are swapped.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;
use walkdir::WalkDir;

use super::Published;
use crate::diagnostic::{Outcome, Place, Problem, Problems};
use crate::page::OutFile;

/// The file that says that a folder is ours to replace.
const MARKER: &str = ".moments-site";
const MARKER_TEXT: &str = "This folder is made by `moments build` and replaced by the next one.\n";

/// Where a new site is kept within the old one that it cannot be moved to from beside: in a mount.
const WITHIN: &str = ".moments-new";

/// A folder in the making. Dropped before it is published, it leaves nothing behind.
#[derive(Debug)]
pub(super) struct Folder {
    /// Where the site goes.
    out: PathBuf,
    /// Where its files wait.
    beside: PathBuf,
    /// Those that are written.
    staged: Vec<Staged>,
    /// The folders that are made.
    folders: FxHashSet<String>,
    /// Whether there is an old site.
    has_old: bool,
    /// Whether anything is written yet, and who may see the folder once it is the site.
    begun: Option<fs::Permissions>,
}

/// A file that waits beside the old site.
#[derive(Debug)]
struct Staged {
    path: String,
    /// Whether its bytes differ from those of the old site.
    is_new: bool,
}

impl Folder {
    /// The folder `out`. Nothing is written before its first file.
    pub(super) fn new(out: &Path) -> Folder {
        let out = real(out);
        Folder {
            beside: sibling(&out, "new"),
            out,
            staged: Vec::new(),
            folders: FxHashSet::default(),
            has_old: false,
            begun: None,
        }
    }

    /// Where it is, in full.
    pub(super) fn path(&self) -> &Path {
        &self.out
    }

    /// Whether the two, or the folders beside them, lie within each other.
    pub(super) fn meets(&self, other: &Folder) -> bool {
        let within = |a: &Path, b: &Path| a.starts_with(b) || b.starts_with(a);
        let (mine, others) = ([&self.out, &self.beside], [&other.out, &other.beside]);
        mine.iter().any(|mine| others.iter().any(|other| within(mine, other)))
    }

    /// # Errors
    /// When the folder, or the one beside it, holds something that we did not make.
    pub(super) fn check_ours(&self) -> Outcome<()> {
        check_ours(&self.out)?;
        check_ours(&self.beside)
    }

    /// Writes a file beside the old site; one that is the same there is linked, so that it keeps
    /// its time stamp.
    pub(super) fn put(&mut self, file: &OutFile) -> Outcome<()> {
        self.begin()?;
        self.write(file).map_err(|error| cannot_be_written(&self.out, &error))
    }

    fn write(&mut self, file: &OutFile) -> io::Result<()> {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if !self.folders.contains(folder) {
            fs::create_dir_all(self.beside.join(folder))?;
            self.folders.insert(folder.to_owned());
        }
        let is_new = self.keep_or_put(&file.path, &file.bytes)?;
        self.staged.push(Staged { path: file.path.clone(), is_new });
        Ok(())
    }

    /// Links a file of the old site that has these bytes, else writes it; whether it is new.
    fn keep_or_put(&self, path: &str, bytes: &[u8]) -> io::Result<bool> {
        let (old, new) = (self.out.join(path), self.beside.join(path));
        let is_same = self.has_old && is_same(&old, bytes);
        if !(is_same && fs::hard_link(&old, &new).is_ok()) {
            // Never into a file that is there: it may be the old site's too.
            fs::File::create_new(&new)?.write_all(bytes)?;
        }
        Ok(!is_same)
    }

    /// Makes the folder beside the old site, unless it is there. Only its owner sees into it before
    /// it is the site.
    fn begin(&mut self) -> Outcome<()> {
        if self.begun.is_some() {
            return Ok(());
        }
        self.check_ours()?;
        self.has_old = self.out.exists();
        let make = || {
            clean(&self.beside)?;
            fs::create_dir_all(&self.beside)?;
            let usual = fs::metadata(&self.beside)?.permissions();
            // First of all, so that a build that was broken off can be cleaned up by the next.
            self.keep_or_put(MARKER, MARKER_TEXT.as_bytes())?;
            close(&self.beside)?;
            Ok(usual)
        };
        let usual = make().map_err(|error| {
            drop(clean(&self.beside));
            cannot_be_written(&self.out, &error)
        })?;
        self.begun = Some(usual);
        Ok(())
    }

    /// Replaces the old site by the files that were put.
    pub(super) fn publish(mut self) -> Outcome<Published> {
        self.begin()?;
        // Somebody may have put something there since.
        check_ours(&self.out)?;
        if let Some(usual) = &self.begun {
            fs::set_permissions(&self.beside, usual.clone())
                .map_err(|error| cannot_be_written(&self.out, &error))?;
        }
        let mut published = Published {
            files: self.staged.len(),
            written: self.staged.iter().filter(|file| file.is_new).count(),
            removed: gone(&self.staged, &self.out).len(),
            is_atomic: false,
        };
        published.is_atomic = swap(&self.beside, &self.out, &self.staged).map_err(|broken| {
            drop(clean(&self.out.join(WITHIN)));
            match broken.replaced {
                0 => cannot_be_written(&self.out, &broken.error),
                _ => half_replaced(&broken, &self.out),
            }
        })?;
        Ok(published)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Half a site is of no use to anybody; the next build would remove it too.
        if self.begun.is_some() {
            drop(clean(&self.beside));
        }
    }
}

fn cannot_be_written(out: &Path, error: &io::Error) -> Problems {
    let problem = Problem::error(format!("the site cannot be written: {error}"));
    problem.at(Place::file(out)).into()
}

/// A swap that the disk broke off.
#[derive(Debug)]
struct Broken {
    error: io::Error,
    /// Files of the old site that were replaced or removed before.
    replaced: usize,
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Broken {
        Broken { error, replaced: 0 }
    }
}

fn half_replaced(broken: &Broken, out: &Path) -> Problems {
    let Broken { error, replaced } = broken;
    let message =
        format!("the site is partly the old one: file by file, {replaced} replaced, then: {error}");
    let help = "build again: what is missing is then published";
    Problems::from(Problem::error(message).at(Place::file(out)).help(help)).with_site_touched()
}

/// Keeps all but the owner of a folder out of it, where the system can.
#[cfg(unix)]
fn close(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn close(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Whether a folder may be replaced: it is not there, empty, or carries our marker.
fn check_ours(out: &Path) -> Outcome<()> {
    let is_empty = match fs::read_dir(out) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(error) => {
            let problem = Problem::error(format!("the folder cannot be read: {error}"));
            return Err(problem.at(Place::file(out)).into());
        }
    };
    if is_empty || out.join(MARKER).is_file() {
        return Ok(());
    }
    Err(Problem::error("the folder holds files that `moments` did not make")
        .at(Place::file(out))
        .help("name another folder with `--out`, or empty this one")
        .into())
}

/// The folder that a link leads to.
fn real(out: &Path) -> PathBuf {
    let absolute = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
    // One that is not there yet stands in one that may be.
    let around = || {
        let (folder, name) = (absolute.parent()?, absolute.file_name()?);
        Some(fs::canonicalize(folder).ok()?.join(name))
    };
    fs::canonicalize(out).ok().or_else(around).unwrap_or(absolute)
}

fn sibling(out: &Path, suffix: &str) -> PathBuf {
    let name = out.file_name().map_or_else(|| "site".into(), |name| name.to_string_lossy());
    out.with_file_name(format!("{name}.{suffix}"))
}

fn clean(folder: &Path) -> io::Result<()> {
    #[allow(clippy::disallowed_methods, reason = "`output` removes what an earlier build left")]
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn is_same(path: &Path, bytes: &[u8]) -> bool {
    let is_as_long = fs::metadata(path).is_ok_and(|meta| meta.len() == bytes.len() as u64);
    #[allow(clippy::disallowed_methods, reason = "`output` compares with what stands there")]
    let is_same = is_as_long && fs::read(path).is_ok_and(|old| old == bytes);
    is_same
}

fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    #[allow(clippy::disallowed_methods, reason = "`output` writes the site")]
    fs::write(path, bytes)
}

/// The files of the old site that the new one has not.
fn gone(staged: &[Staged], out: &Path) -> Vec<String> {
    let paths: FxHashSet<&str> = staged.iter().map(|file| file.path.as_str()).collect();
    let mut old = old_files(out);
    old.retain(|path| !paths.contains(path.as_str()));
    old
}

/// The files of a site, relative to it, without what is only ours.
fn old_files(out: &Path) -> Vec<String> {
    let walk = WalkDir::new(out).into_iter().filter_map(Result::ok);
    let files = walk.filter(|entry| entry.file_type().is_file());
    let relative = files.filter_map(|entry| {
        let below = entry.path().strip_prefix(out).ok()?;
        let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        Some(parts.join("/"))
    });
    let is_own = |path: &str| path == MARKER || path.split('/').next() == Some(WITHIN);
    relative.filter(|path| !is_own(path)).collect()
}

/// Puts the new site where the old one stood; whether that was one step.
fn swap(new: &Path, out: &Path, staged: &[Staged]) -> Result<bool, Broken> {
    if !out.exists() {
        fs::rename(new, out)?;
        return Ok(true);
    }
    let is_exchanged = exchange(new, out);
    if !is_exchanged {
        let within = out.join(WITHIN);
        clean(&within)?;
        // First of all, so that what is broken off below is known as ours by the next build.
        put(&out.join(MARKER), MARKER_TEXT.as_bytes())?;
        let staged = &compared_again(staged, new, out)?;
        if is_apart(new, out)? {
            copy_within(staged, new, &within)?;
            one_by_one(&within, out, staged)?;
        } else {
            one_by_one(new, out, staged)?;
        }
        drop(clean(&within));
    }
    // The new site stands; what is left of the old one is cleaned up now or by the next build.
    drop(clean(new));
    Ok(is_exchanged)
}

/// Whether no file can be moved from one folder to the other: one is a mount, or on another disk.
fn is_apart(new: &Path, out: &Path) -> io::Result<bool> {
    let (from, to) = (new.join(WITHIN), out.join(WITHIN));
    put(&from, b"")?;
    match fs::rename(&from, &to) {
        Ok(()) => fs::remove_file(to).map(|()| false),
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            fs::remove_file(from).map(|()| true)
        }
        Err(error) => Err(error),
    }
}

/// The files with what is new now: the old site may have changed since they were written.
fn compared_again(staged: &[Staged], new: &Path, out: &Path) -> io::Result<Vec<Staged>> {
    let compare = |file: &Staged| {
        #[allow(clippy::disallowed_methods, reason = "`output` compares with what stands there")]
        let bytes = fs::read(new.join(&file.path))?;
        let is_new = !is_same(&out.join(&file.path), &bytes);
        Ok(Staged { path: file.path.clone(), is_new })
    };
    staged.iter().map(compare).collect()
}

/// Copies what changes into a folder of the old site, from where it can be moved. A full disk is
/// met here, while the old site is whole.
fn copy_within(staged: &[Staged], new: &Path, within: &Path) -> io::Result<()> {
    for file in staged.iter().filter(|file| file.is_new) {
        let copy = within.join(&file.path);
        if let Some(folder) = copy.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(new.join(&file.path), copy)?;
    }
    Ok(())
}

#[cfg(target_os = "linux")]
fn exchange(new: &Path, out: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, new, CWD, out, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn exchange(_new: &Path, _out: &Path) -> bool {
    false
}

/// File by file, where two folders cannot be exchanged: what pages need first, then pages, the
/// home page last, then what is gone.
fn one_by_one(new: &Path, out: &Path, staged: &[Staged]) -> Result<(), Broken> {
    let rank = |path: &str| match path {
        "index.html" => 2,
        path if path.ends_with(".html") => 1,
        _ => 0,
    };
    let mut ordered: Vec<&Staged> = staged.iter().filter(|file| file.is_new).collect();
    ordered.sort_by_key(|file| (rank(&file.path), &file.path));
    let mut replaced = 0;
    let mut count = |done: io::Result<()>| match done {
        Ok(()) => {
            replaced += 1;
            Ok(())
        }
        Err(error) => Err(Broken { error, replaced }),
    };
    for file in ordered {
        count(move_in(&new.join(&file.path), &out.join(&file.path)))?;
    }
    for old in gone(staged, out) {
        count(fs::remove_file(out.join(old)))?;
    }
    Ok(())
}

fn move_in(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::rename(from, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A site that is written and not published.
    fn staged(files: &[(&str, &str)], out: &Path) -> Folder {
        let mut folder = Folder::new(out);
        files.iter().for_each(|(path, text)| folder.put(&OutFile::text(*path, *text)).unwrap());
        folder
    }

    fn publish(files: &[(&str, &str)], out: &Path) -> Published {
        staged(files, out).publish().unwrap()
    }

    #[test]
    fn file_by_file_ends_with_the_same_site() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("public");
        publish(&[("index.html", "1"), ("a/index.html", "a"), ("gone.html", "x")], &out);
        let next = staged(&[("index.html", "2"), ("a/index.html", "a"), ("new.css", "n")], &out);
        one_by_one(&next.beside, &out, &next.staged).unwrap();
        let mut found = old_files(&out);
        found.sort();
        assert_eq!(found, ["a/index.html", "index.html", "new.css"]);
        assert!(is_same(&out.join("index.html"), b"2"));
    }

    /// A folder on another disk than the temporary ones, if this machine has one.
    fn elsewhere(folder: &Path) -> Option<tempfile::TempDir> {
        let out = tempfile::tempdir_in("/dev/shm").ok()?;
        is_apart(folder, out.path()).ok()?.then_some(out)
    }

    #[test]
    fn a_mount_is_published_file_by_file() {
        let folder = tempfile::tempdir().unwrap();
        let Some(out) = elsewhere(folder.path()) else { return };
        for text in ["1", "2"] {
            let mut next = Folder::new(out.path());
            // Beside a mount there is another disk.
            next.beside = folder.path().join("public.new");
            for path in ["index.html", &format!("{text}.html")] {
                next.put(&OutFile::text(path, text)).unwrap();
            }
            assert!(!next.publish().unwrap().is_atomic);
            assert!(!folder.path().join("public.new").exists());
        }
        let mut found = old_files(out.path());
        found.sort();
        assert_eq!(found, ["2.html", "index.html"]);
        assert!(is_same(&out.path().join("index.html"), b"2"));
        assert!(out.path().join(MARKER).is_file() && !out.path().join(WITHIN).exists());
    }

    #[test]
    fn only_what_changes_is_copied_into_a_mount() {
        let folder = tempfile::tempdir().unwrap();
        let (out, within) = (folder.path().join("public"), folder.path().join("within"));
        publish(&[("a.css", "a"), ("index.html", "1")], &out);
        let next = staged(&[("a.css", "a"), ("index.html", "2")], &out);
        copy_within(&next.staged, &next.beside, &within).unwrap();
        assert_eq!(old_files(&within), ["index.html"]);
    }

    #[test]
    fn a_swap_that_breaks_off_says_how_much_is_new() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("public");
        publish(&[("a.css", "a"), ("b.html", "b"), ("index.html", "1")], &out);
        let next = staged(&[("a.css", "A"), ("b.html", "B"), ("index.html", "2")], &out);
        // In the order style, page, home page the second is missing: one is replaced by then.
        fs::remove_file(next.beside.join("b.html")).unwrap();
        let broken = one_by_one(&next.beside, &out, &next.staged).unwrap_err();
        assert_eq!(broken.replaced, 1);
        assert!(is_same(&out.join("a.css"), b"A") && is_same(&out.join("index.html"), b"1"));
        let problems = half_replaced(&broken, &out);
        assert!(problems.is_site_touched() && problems.to_string().contains("1 replaced"));
    }

    #[test]
    fn a_strange_folder_is_never_touched() {
        let folder = tempfile::tempdir().unwrap();
        put(&folder.path().join("thesis.txt"), b"mine").unwrap();
        let mut strange = Folder::new(folder.path());
        assert!(strange.put(&OutFile::text("index.html", "1")).is_err());
        assert!(strange.publish().is_err());
        assert!(is_same(&folder.path().join("thesis.txt"), b"mine"));
    }

    #[test]
    fn what_somebody_puts_there_meanwhile_stays() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("public");
        let next = staged(&[("index.html", "1")], &out);
        fs::create_dir(&out).unwrap();
        put(&out.join("thesis.txt"), b"mine").unwrap();
        assert!(next.publish().is_err());
        assert!(is_same(&out.join("thesis.txt"), b"mine"));
    }

    #[test]
    fn a_second_file_at_a_path_never_reaches_the_old_site() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("public");
        publish(&[("index.html", "1")], &out);
        let mut next = staged(&[("index.html", "1")], &out);
        assert!(next.put(&OutFile::text("index.html", "2")).is_err());
        assert!(is_same(&out.join("index.html"), b"1"));
    }

    #[test]
    #[cfg(unix)]
    fn only_its_owner_sees_a_site_before_it_is_published() {
        use std::os::unix::fs::PermissionsExt;
        let mode = |folder: &Path| fs::metadata(folder).unwrap().permissions().mode() & 0o777;
        let folder = tempfile::tempdir().unwrap();
        let (out, usual) = (folder.path().join("public"), folder.path().join("usual"));
        fs::create_dir(&usual).unwrap();
        let next = staged(&[("index.html", "1")], &out);
        assert_eq!(mode(&next.beside), 0o700);
        next.publish().unwrap();
        assert_eq!(mode(&out), mode(&usual));
    }

    #[test]
    fn a_site_that_is_not_published_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("public");
        publish(&[("index.html", "1")], &out);
        let next = staged(&[("index.html", "2")], &out);
        assert!(is_same(&next.beside.join("index.html"), b"2"));
        drop(next);
        assert!(!folder.path().join("public.new").exists());
        assert!(is_same(&out.join("index.html"), b"1"));
    }

    #[test]
    fn unchanged_files_keep_their_time_and_gone_ones_are_gone() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("public");
        publish(&[("index.html", "1"), ("a.css", "a"), ("b.css", "b")], &out);
        let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000);
        fs::File::options()
            .write(true)
            .open(out.join("a.css"))
            .unwrap()
            .set_modified(long_ago)
            .unwrap();
        let published = publish(&[("index.html", "2"), ("a.css", "a")], &out);
        assert_eq!(fs::metadata(out.join("a.css")).unwrap().modified().unwrap(), long_ago);
        assert!(!out.join("b.css").exists());
        assert!(!folder.path().join("public.new").exists());
        let counts = (published.files, published.written, published.removed);
        assert_eq!(counts, (2, 1, 1));
    }
}
