//! The roll-up and the index of each file, kept from one build to the next.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::sync::Mutex;

use xxhash_rust::xxh3::{Xxh3, xxh3_64, xxh3_128};

use super::index::{Index, Unsorted};
use super::part::{self, Job, Part};
use crate::calendar::Stamp;
use crate::diagnostic::{Place, Problem};
use crate::store::Store;

/// Raised when a file is read in another way, or its roll-up is kept in another form.
const FORM: &str = concat!(env!("CARGO_PKG_VERSION"), " 3");

const MAGIC: &[u8] = b"moments roll-up 1\n";

/// A file as the cache knows it.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    /// What its roll-up depends on, as a name.
    key: String,
    /// Its index.
    pub(super) index: Index,
}

/// The name of a file's roll-up and index: its content, how it is read, and by which version.
fn key(job: Job<'_>, store: &Store) -> Result<String, Problem> {
    let content = store.content(&job.table.path).map_err(|e| job.table.cannot(&e))?;
    let form = format!("{FORM} {:?}", job.table.form);
    let parts = [content.as_slice(), &job.mapping.fingerprint(), form.as_bytes()];
    Ok(format!("{:032x}", xxh3_128(&parts.concat())))
}

impl Kept {
    /// The file's index, from the cache or read now; then its roll-up comes with it, as it is
    /// before anything is known of other files.
    pub(super) fn of(job: Job<'_>, store: &Store) -> Result<(Kept, Option<Part>), Problem> {
        let key = key(job, store)?;
        let index = store.cached(&format!("{key}.index"));
        match index.and_then(|path| Index::open(&path, &key)) {
            Some(index) => Ok((Kept { key, index }, None)),
            None => Kept::read(key, job, store).map(|(kept, part)| (kept, Some(part))),
        }
    }

    /// Reads the file again, whatever the cache has.
    pub(super) fn read_again(&mut self, job: Job<'_>, store: &Store) -> Result<(), Problem> {
        (*self, _) = Kept::read(self.key.clone(), job, store)?;
        Ok(())
    }

    fn read(key: String, job: Job<'_>, store: &Store) -> Result<(Kept, Part), Problem> {
        let cannot = |e: &io::Error| {
            let problem = Problem::error(format!("the cache cannot be written: {e}"));
            let help = "is the disk full, or something in the way? `.moments/cache` may be deleted";
            problem.at(Place::file(store.folder_of_new_files())).help(help)
        };
        let folder = store.folder_of_new_files().to_owned();
        let unsorted = Mutex::new(Unsorted::new(move || tempfile::tempfile_in(&folder)));
        let part = read(job, Some(&unsorted), store)?;
        let unsorted = part::inner(unsorted);
        let mut file = store.new_file().map_err(|e| cannot(&e))?;
        unsorted.sort_into(file.as_file_mut(), &key, job.pace.threads).map_err(|e| cannot(&e))?;
        let path = store.keep(file, &format!("{key}.index")).map_err(|e| cannot(&e))?;
        let damaged = || Problem::error("the index just written cannot be read");
        let index = Index::open(&path, &key).ok_or_else(damaged)?;
        let kept = Kept { key, index };
        kept.put(&part, &[], store).map_err(|e| cannot(&e))?;
        Ok((kept, part))
    }

    /// The file's roll-up without the rows that others replace: from the cache, or read now.
    pub(super) fn part(&self, job: Job<'_>, store: &Store) -> Result<Part, Problem> {
        if let Some(part) = self.get(job.superseded, job.cut, store) {
            return Ok(part);
        }
        let part = read(job, None, store)?;
        // A roll-up that cannot be kept costs time, nothing else.
        drop(self.put(&part, job.superseded, store));
        Ok(part)
    }

    /// Lets the next build have the roll-up that was read with the index.
    pub(super) fn stays(&self, store: &Store) {
        store.cached(&self.name(&[]));
    }

    fn name(&self, superseded: &[u64]) -> String {
        let mut bytes = self.key.clone().into_bytes();
        superseded.iter().for_each(|offset| bytes.extend_from_slice(&offset.to_le_bytes()));
        format!("{:032x}.rollup", xxh3_128(&bytes))
    }

    fn put(&self, part: &Part, superseded: &[u64], store: &Store) -> io::Result<()> {
        let name = self.name(superseded);
        let mut file = store.new_file()?;
        write(part, &name, file.as_file_mut())?;
        store.keep(file, &name).map(drop)
    }

    /// What is kept, if it is whole and right for the cut.
    fn get(&self, superseded: &[u64], cut: Stamp, store: &Store) -> Option<Part> {
        let name = self.name(superseded);
        let bytes = store.get(&name)?;
        let rest = bytes.strip_prefix(MAGIC)?.strip_prefix(name.as_bytes())?;
        let (payload, checksum) = rest.split_last_chunk::<8>()?;
        if xxh3_64(payload) != u64::from_le_bytes(*checksum) {
            return None;
        }
        let part: Part = postcard::from_bytes(payload).ok()?;
        part.reach.allows(cut).then_some(part)
    }
}

/// Reads a file, which must not change meanwhile: its roll-up would stand under another content.
fn read(job: Job<'_>, index: Option<&Mutex<Unsorted>>, store: &Store) -> Result<Part, Problem> {
    let part = Part::read(job, index)?;
    let table = job.table;
    if store.is_as_seen(&table.path).map_err(|error| table.cannot(&error))? {
        return Ok(part);
    }
    let problem = Problem::error("the file has changed while it was read");
    Err(problem.at(Place::file(&table.file)).help("build again when it is whole"))
}

/// Writes a roll-up under its name, and behind it a digest by which damage shows.
fn write(part: &Part, name: &str, file: &mut File) -> io::Result<()> {
    let mut out = BufWriter::new(file);
    out.write_all(&[MAGIC, name.as_bytes()].concat())?;
    let payload = Digesting { out, digest: Xxh3::new() };
    let Digesting { mut out, digest } = postcard::to_io(part, payload).map_err(io::Error::other)?;
    out.write_all(&digest.digest().to_le_bytes())?;
    out.flush()
}

/// Writes, and keeps a digest of what was written.
struct Digesting<W> {
    out: W,
    digest: Xxh3,
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.digest.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
