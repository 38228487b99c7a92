//! The cache folder of a project: roll-ups and indexes of files, prepared pictures, the lists of
//! rejected rows, the lock.

mod known;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir};

use crate::config::Project;
use crate::diagnostic::{Outcome, Place, Problem};
use known::Known;

/// The folder, ignored by version control and readable by its owner alone: it may hold what must
/// not be published.
pub const FOLDER: &str = ".moments";

/// The list of files whose content is known, in the cache.
const FILES: &str = "files.json";

/// What is made of files of data, and goes when the file is gone.
const OF_DATA: [&str; 2] = ["index", "rollup"];

/// How the names of folders begin that are gone with their build.
const SCRATCH: &str = "without-cache-";

/// How the names of files begin that are still being written.
const UNFINISHED: &str = "unfinished-";

/// How far a build trusts what the one before it left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Caching {
    /// A file whose size, time stamp and inode are as they were has not changed.
    #[default]
    Trust,
    /// Every file is read to see whether it has changed.
    Verify,
    /// Nothing that an earlier build left is used, and nothing is left.
    Ignore,
}

/// The cache of a project.
#[derive(Debug)]
pub struct Store {
    /// The folder for what people read; nothing where nothing may be written.
    folder: Option<PathBuf>,
    /// Where new files go.
    new: PathBuf,
    /// Where those of earlier builds are, if they may be used.
    old: Option<PathBuf>,
    /// The folder of new files, where it is gone when the build ends.
    _scratch: Option<TempDir>,
    caching: Caching,
    known: RefCell<Known>,
    used: RefCell<BTreeSet<String>>,
}

/// Held while a build writes; another build fails at once.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

fn cannot(what: &str, path: &Path, error: &io::Error) -> Problem {
    Problem::error(format!("{what}: {error}")).at(Place::file(path))
}

impl Store {
    /// The store of a project; its folder is made if it is not there.
    ///
    /// # Errors
    /// When the disk does not let it.
    pub fn open(project: &Project, caching: Caching) -> Outcome<Store> {
        let folder = project.folder.join(FOLDER);
        let cache = folder.join("cache");
        let wrong = |error: io::Error| cannot("the cache cannot be made", &folder, &error);
        fs::create_dir_all(&cache).map_err(wrong)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).map_err(wrong)?;
        }
        if caching == Caching::Ignore {
            let scratch = TempDir::with_prefix_in(SCRATCH, &folder).map_err(wrong)?;
            return Ok(Store::new(
                Some(folder),
                scratch.path().to_owned(),
                None,
                Some(scratch),
                caching,
            ));
        }
        Ok(Store::new(Some(folder), cache.clone(), Some(cache), None, caching))
    }

    /// A store that uses what the project's has, and writes nothing into the project.
    ///
    /// # Errors
    /// When the system's folder for such things does not let it.
    pub fn aside(project: &Project, caching: Caching) -> Outcome<Store> {
        let scratch = TempDir::with_prefix("moments-").map_err(|error| {
            cannot("a temporary folder cannot be made", &std::env::temp_dir(), &error)
        })?;
        let old = (caching != Caching::Ignore).then(|| project.folder.join(FOLDER).join("cache"));
        Ok(Store::new(None, scratch.path().to_owned(), old, Some(scratch), caching))
    }

    fn new(
        folder: Option<PathBuf>,
        new: PathBuf,
        old: Option<PathBuf>,
        scratch: Option<TempDir>,
        caching: Caching,
    ) -> Store {
        let known = match &old {
            Some(old) if caching == Caching::Trust => Known::load(&old.join(FILES)),
            _ => Known::default(),
        };
        Store {
            folder,
            new,
            old,
            _scratch: scratch,
            caching,
            known: RefCell::new(known),
            used: RefCell::default(),
        }
    }

    /// Takes the lock.
    ///
    /// # Errors
    /// When another build holds it: the message names its process.
    pub fn lock(&self) -> Outcome<Lock> {
        let Some(folder) = &self.folder else {
            return Err(Problem::error("a store that writes nothing has no lock").into());
        };
        let path = folder.join("lock");
        let wrong = |error: std::io::Error| cannot("the lock cannot be taken", &path, &error);
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(wrong)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::Error(error)) => return Err(wrong(error).into()),
            Err(TryLockError::WouldBlock) => {
                let mut process = String::new();
                file.read_to_string(&mut process).map_err(wrong)?;
                let message = format!("another build is at work: process {}", process.trim());
                return Err(Problem::error(message).help("wait until it is done").into());
            }
        }
        file.set_len(0).map_err(wrong)?;
        write!(file, "{}", std::process::id()).map_err(wrong)?;
        self.clear_up(folder);
        Ok(Lock { _file: file })
    }

    /// Removes what builds that were killed have left half done.
    #[allow(clippy::disallowed_methods, reason = "`store` reads and writes the cache")]
    fn clear_up(&self, folder: &Path) {
        let of = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
        let is_mine = |path: &Path| *path == self.new;
        for path in of(folder).chain(of(&folder.join("cache"))).map(|entry| entry.path()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with(SCRATCH) && !is_mine(&path) {
                drop(fs::remove_dir_all(path));
            } else if name.starts_with(UNFINISHED) {
                drop(fs::remove_file(path));
            }
        }
    }

    /// A digest of a file's content. It is read again only where its size, time stamp or inode has
    /// changed since the last build.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn content(&self, path: &Path) -> io::Result<[u8; 16]> {
        self.known.borrow_mut().content(path, self.caching)
    }

    /// Whether a file looks as it did when its content was asked for: what was read since then is
    /// of that content.
    ///
    /// # Errors
    /// When the file is gone.
    pub fn is_as_seen(&self, path: &Path) -> io::Result<bool> {
        self.known.borrow().is_as_seen(path)
    }

    /// The file that is kept under a name, if there is one. What nobody asks for by name is gone
    /// when the store is tidied.
    pub fn cached(&self, name: &str) -> Option<PathBuf> {
        self.used.borrow_mut().insert(name.to_owned());
        let folders = [Some(&self.new), self.old.as_ref()].into_iter().flatten();
        folders.map(|folder| folder.join(name)).find(|path| path.is_file())
    }

    /// What is kept under a name; nothing where it is not there.
    pub fn get(&self, name: &str) -> Option<Vec<u8>> {
        #[allow(clippy::disallowed_methods, reason = "`store` reads and writes the cache")]
        self.cached(name).and_then(|path| fs::read(path).ok())
    }

    /// Keeps bytes under a name.
    ///
    /// # Errors
    /// When the disk does not let it.
    pub fn put(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut file = self.new_file()?;
        file.write_all(bytes)?;
        self.keep(file, name).map(drop)
    }

    /// A new file that is not kept yet.
    ///
    /// # Errors
    /// When the disk does not let it.
    pub fn new_file(&self) -> io::Result<NamedTempFile> {
        NamedTempFile::with_prefix_in(UNFINISHED, &self.new)
    }

    /// Keeps a new file under a name.
    ///
    /// # Errors
    /// When the disk does not let it.
    pub fn keep(&self, file: NamedTempFile, name: &str) -> io::Result<PathBuf> {
        let path = self.new.join(name);
        file.persist(&path).map_err(|error| error.error)?;
        Ok(path)
    }

    /// The folder in which new files are made.
    pub fn folder_of_new_files(&self) -> &Path {
        &self.new
    }

    /// Remembers the content of files for the next build. What cannot be kept costs time, nothing
    /// else.
    pub fn remember(&self) {
        if self.old.as_ref() == Some(&self.new) {
            drop(self.put(FILES, self.known.borrow().to_json().as_bytes()));
        }
    }

    /// Removes what was made of data and this build had no use for.
    pub fn tidy(&self) {
        let Some(old) = self.old.as_ref().filter(|old| **old == self.new) else { return };
        let used = self.used.borrow();
        let Ok(entries) = fs::read_dir(old) else { return };
        for path in entries.flatten().map(|entry| entry.path()) {
            let is_of_data = path.extension().is_some_and(|e| OF_DATA.iter().any(|of| e == *of));
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if is_of_data && !used.contains(&*name) {
                drop(fs::remove_file(path));
            }
        }
    }

    /// Writes a file for people, such as the list of rejected rows, where anything may be written.
    ///
    /// # Errors
    /// When the disk does not let it.
    pub fn write(&self, name: &str, text: &str) -> Outcome<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let path = folder.join(name);
        let write = || {
            let mut file = NamedTempFile::with_prefix_in(UNFINISHED, folder)?;
            file.write_all(text.as_bytes())?;
            file.persist(&path).map_err(|error| error.error)
        };
        let written = write().map(drop);
        Ok(written.map_err(|error| cannot("the list cannot be written", &path, &error))?)
    }
}
