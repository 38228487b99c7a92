//! The cache folder of a project: prepared pictures, the lists of rejected rows, the lock.

use std::fs::{self, File, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use crate::config::Project;
use crate::diagnostic::{Outcome, Place, Problem};

/// The folder, ignored by version control and readable by its owner alone: it may hold what must
/// not be published.
pub const FOLDER: &str = ".moments";

/// The cache of a project.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
}

/// Held while a build writes; another build fails at once.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

fn cannot(what: &str, path: &Path, error: &std::io::Error) -> Problem {
    Problem::error(format!("{what}: {error}")).at(Place::file(path))
}

impl Store {
    /// The store of a project; its folder is made if it is not there.
    ///
    /// # Errors
    /// When the disk does not let it.
    pub fn open(project: &Project) -> Outcome<Store> {
        let folder = project.folder.join(FOLDER);
        let wrong = |error: std::io::Error| cannot("the cache cannot be made", &folder, &error);
        fs::create_dir_all(folder.join("cache")).map_err(wrong)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).map_err(wrong)?;
        }
        Ok(Store { folder })
    }

    /// Takes the lock.
    ///
    /// # Errors
    /// When another build holds it: the message names its process.
    pub fn lock(&self) -> Outcome<Lock> {
        let path = self.folder.join("lock");
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
        Ok(Lock { _file: file })
    }

    /// What is kept under a name; nothing where it is not there.
    pub fn get(&self, name: &str) -> Option<Vec<u8>> {
        #[allow(clippy::disallowed_methods, reason = "`store` reads and writes the cache")]
        fs::read(self.folder.join("cache").join(name)).ok()
    }

    /// Keeps bytes under a name. A cache that cannot be written costs time, nothing else.
    pub fn put(&self, name: &str, bytes: &[u8]) {
        let folder = self.folder.join("cache");
        let kept = tempfile::NamedTempFile::new_in(&folder).and_then(|mut file| {
            file.write_all(bytes)?;
            file.persist(folder.join(name)).map_err(|error| error.error)
        });
        drop(kept);
    }

    /// Writes a file for people, such as the list of rejected rows.
    ///
    /// # Errors
    /// When the disk does not let it.
    pub fn write(&self, name: &str, text: &str) -> Outcome<()> {
        let path = self.folder.join(name);
        #[allow(clippy::disallowed_methods, reason = "`store` reads and writes the cache")]
        let written = fs::write(&path, text);
        Ok(written.map_err(|error| cannot("the list cannot be written", &path, &error))?)
    }
}
