//! What is in which file: digests of content, kept as long as a file looks the same.

use std::collections::BTreeMap;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::Caching;

/// Bytes read at once.
const BUFFER: usize = 1 << 20;

/// The files of the last build and of this one, by path.
#[derive(Debug, Default)]
pub(super) struct Known {
    before: BTreeMap<String, Seen>,
    now: BTreeMap<String, Seen>,
}

/// A file as it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    look: Look,
    content: [u8; 16],
}

/// What changes when a file changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Look {
    bytes: u64,
    modified: Option<(u64, u32)>,
    inode: Option<(u64, i64, i64)>,
}

impl Look {
    fn of(metadata: &Metadata) -> Look {
        let modified =
            metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Look {
            bytes: metadata.len(),
            modified: modified.map(|since| (since.as_secs(), since.subsec_nanos())),
            inode: inode(metadata),
        }
    }
}

/// The file's number, and when that last changed.
#[cfg(unix)]
fn inode(metadata: &Metadata) -> Option<(u64, i64, i64)> {
    use std::os::unix::fs::MetadataExt as _;
    Some((metadata.ino(), metadata.ctime(), metadata.ctime_nsec()))
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> Option<(u64, i64, i64)> {
    None
}

impl Known {
    /// What the last build knew; nothing where its list cannot be read.
    pub(super) fn load(path: &Path) -> Known {
        // A pipe in its place would never end.
        if !path.is_file() {
            return Known::default();
        }
        #[allow(clippy::disallowed_methods, reason = "`store` reads and writes the cache")]
        let text = std::fs::read(path).unwrap_or_default();
        Known { before: serde_json::from_slice(&text).unwrap_or_default(), now: BTreeMap::new() }
    }

    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(&self.now).unwrap_or_default()
    }

    /// The digest of a file's content.
    pub(super) fn content(&mut self, path: &Path, caching: Caching) -> io::Result<[u8; 16]> {
        // Names that are no text are told apart too.
        let name = format!("{path:?}");
        let mut file = File::open(path)?;
        let look = Look::of(&file.metadata()?);
        let content = match self.before.get(&name).filter(|seen| seen.look == look) {
            Some(seen) => seen.content,
            // Where nothing is kept, the name is as good.
            None if caching == Caching::Ignore => xxh3_128(name.as_bytes()).to_le_bytes(),
            None => digest(&mut file)?,
        };
        self.now.insert(name, Seen { look, content });
        Ok(content)
    }
}

impl Known {
    /// Whether a file still looks as it did when its content was asked for.
    pub(super) fn is_as_seen(&self, path: &Path) -> io::Result<bool> {
        let look = Look::of(&std::fs::metadata(path)?);
        Ok(self.now.get(&format!("{path:?}")).is_some_and(|seen| seen.look == look))
    }
}

fn digest(file: &mut File) -> io::Result<[u8; 16]> {
    let (mut digest, mut buffer) = (Xxh3::new(), vec![0; BUFFER]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(digest.digest128().to_le_bytes()),
            read => digest.update(&buffer[..read]),
        }
    }
}
