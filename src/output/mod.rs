//! Writes the site beside the old one, then swaps the two; touches only what changed.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;
use walkdir::WalkDir;

use crate::diagnostic::{Outcome, Place, Problem, Problems};
use crate::page::OutFile;

/// The file that says that a folder is ours to replace.
const MARKER: &str = ".moments-site";
const MARKER_TEXT: &str = "This folder is made by `moments build` and replaced by the next one.\n";

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

/// Where a new site is kept within the old one that it cannot be moved to from beside: in a mount.
const WITHIN: &str = ".moments-new";

/// Replaces the site in `out` by these files.
///
/// # Errors
/// When the folder holds something that we did not make, or the disk fails. The old site then
/// stands as it was, unless the problems say that a part of it was replaced.
pub fn publish(files: &[OutFile], out: &Path) -> Outcome<Published> {
    let out = real(out);
    let wrong = |error: io::Error| {
        Problems::from(
            Problem::error(format!("the site cannot be written: {error}")).at(Place::file(&out)),
        )
    };
    // Two projects may share a place: one of them waits until the other has swapped.
    let _turn = take_turn(&out);
    let beside = sibling(&out, "new");
    check_ours(&out)?;
    check_ours(&beside)?;
    clean(&beside).map_err(wrong)?;
    let mut published = write(files, &out, &beside).map_err(|error| {
        // Half a site is of no use to anybody; the next build would remove it too.
        drop(clean(&beside));
        wrong(error)
    })?;
    published.is_atomic = swap(&beside, &out, files).map_err(|broken| {
        drop(clean(&beside));
        drop(clean(&out.join(WITHIN)));
        if broken.replaced == 0 { wrong(broken.error) } else { half_replaced(&broken, &out) }
    })?;
    Ok(published)
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

/// Locks the folder that holds the site, where the system can lock folders.
fn take_turn(out: &Path) -> Option<fs::File> {
    let folder = fs::File::open(out.parent()?).ok()?;
    folder.lock().ok()?;
    Some(folder)
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
    let real = fs::canonicalize(out).or_else(|_| std::path::absolute(out));
    real.unwrap_or_else(|_| out.to_owned())
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

/// Writes all files below `beside`; those that are the same in `out` are linked, so that they keep
/// their time stamps.
fn write(files: &[OutFile], out: &Path, beside: &Path) -> io::Result<Published> {
    fs::create_dir_all(beside)?;
    // First of all, so that a build that was broken off can be cleaned up by the next.
    keep_or_put(out, beside, MARKER, MARKER_TEXT.as_bytes())?;
    let mut published = Published { files: files.len(), ..Published::default() };
    let mut folders = FxHashSet::default();
    for file in files {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if folders.insert(folder) {
            fs::create_dir_all(beside.join(folder))?;
        }
        published.written += usize::from(keep_or_put(out, beside, &file.path, &file.bytes)?);
    }
    let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    published.removed = old_files(out).iter().filter(|old| !paths.contains(old.as_str())).count();
    Ok(published)
}

/// Links a file of the old site that has these bytes, else writes it; whether it is new.
fn keep_or_put(out: &Path, beside: &Path, path: &str, bytes: &[u8]) -> io::Result<bool> {
    let (old, new) = (out.join(path), beside.join(path));
    let is_same = is_same(&old, bytes);
    if !(is_same && fs::hard_link(&old, &new).is_ok()) {
        put(&new, bytes)?;
    }
    Ok(!is_same)
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
fn swap(new: &Path, out: &Path, files: &[OutFile]) -> Result<bool, Broken> {
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
        if is_apart(new, out)? {
            copy_within(files, out, &within)?;
            one_by_one(&within, out, files)?;
        } else {
            one_by_one(new, out, files)?;
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

/// Writes what changes into a folder of the old site, from where it can be moved. A full disk is
/// met here, while the old site is whole.
fn copy_within(files: &[OutFile], out: &Path, within: &Path) -> io::Result<()> {
    for file in files.iter().filter(|file| !is_same(&out.join(&file.path), &file.bytes)) {
        let new = within.join(&file.path);
        if let Some(folder) = new.parent() {
            fs::create_dir_all(folder)?;
        }
        put(&new, &file.bytes)?;
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
fn one_by_one(new: &Path, out: &Path, files: &[OutFile]) -> Result<(), Broken> {
    let rank = |path: &str| match path {
        "index.html" => 2,
        path if path.ends_with(".html") => 1,
        _ => 0,
    };
    let mut ordered: Vec<&OutFile> = files.iter().collect();
    ordered.sort_by_key(|file| (rank(&file.path), &file.path));
    ordered.retain(|file| !is_same(&out.join(&file.path), &file.bytes));
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
    let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    for old in old_files(out).iter().filter(|old| !paths.contains(old.as_str())) {
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

    fn site(files: &[(&str, &str)]) -> Vec<OutFile> {
        files.iter().map(|(path, text)| OutFile::text(*path, *text)).collect()
    }

    #[test]
    fn file_by_file_ends_with_the_same_site() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("public");
        publish(&site(&[("index.html", "1"), ("a/index.html", "a"), ("gone.html", "x")]), &out)
            .unwrap();
        let next = site(&[("index.html", "2"), ("a/index.html", "a"), ("new.css", "n")]);
        let beside = folder.path().join("public.new");
        write(&next, &out, &beside).unwrap();
        one_by_one(&beside, &out, &next).unwrap();
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
        let beside = folder.path().join("public.new");
        for text in ["1", "2"] {
            let next = site(&[("index.html", text), (&format!("{text}.html"), text)]);
            write(&next, out.path(), &beside).unwrap();
            assert!(!swap(&beside, out.path(), &next).unwrap());
            assert!(!beside.exists());
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
        publish(&site(&[("a.css", "a"), ("index.html", "1")]), &out).unwrap();
        copy_within(&site(&[("a.css", "a"), ("index.html", "2")]), &out, &within).unwrap();
        assert_eq!(old_files(&within), ["index.html"]);
    }

    #[test]
    fn a_swap_that_breaks_off_says_how_much_is_new() {
        let folder = tempfile::tempdir().unwrap();
        let (out, beside) = (folder.path().join("public"), folder.path().join("public.new"));
        publish(&site(&[("a.css", "a"), ("b.html", "b"), ("index.html", "1")]), &out).unwrap();
        let next = site(&[("a.css", "A"), ("b.html", "B"), ("index.html", "2")]);
        write(&next, &out, &beside).unwrap();
        // In the order style, page, home page the second is missing: one is replaced by then.
        fs::remove_file(beside.join("b.html")).unwrap();
        let broken = one_by_one(&beside, &out, &next).unwrap_err();
        assert_eq!(broken.replaced, 1);
        assert!(is_same(&out.join("a.css"), b"A") && is_same(&out.join("index.html"), b"1"));
        let problems = half_replaced(&broken, &out);
        assert!(problems.is_site_touched() && problems.to_string().contains("1 replaced"));
    }

    #[test]
    fn a_strange_folder_is_never_touched() {
        let folder = tempfile::tempdir().unwrap();
        put(&folder.path().join("thesis.txt"), b"mine").unwrap();
        assert!(publish(&site(&[("index.html", "1")]), folder.path()).is_err());
        assert!(is_same(&folder.path().join("thesis.txt"), b"mine"));
    }

    #[test]
    fn unchanged_files_keep_their_time_and_gone_ones_are_gone() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("public");
        publish(&site(&[("index.html", "1"), ("a.css", "a"), ("b.css", "b")]), &out).unwrap();
        let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000);
        fs::File::options()
            .write(true)
            .open(out.join("a.css"))
            .unwrap()
            .set_modified(long_ago)
            .unwrap();
        let published = publish(&site(&[("index.html", "2"), ("a.css", "a")]), &out).unwrap();
        assert_eq!(fs::metadata(out.join("a.css")).unwrap().modified().unwrap(), long_ago);
        assert!(!out.join("b.css").exists());
        assert!(!folder.path().join("public.new").exists());
        let counts = (published.files, published.written, published.removed);
        assert_eq!(counts, (2, 1, 1));
    }
}
