//! Which interactions a file holds, sorted on the disk: the hash of each id, when the row was last
//! changed, and where it stands.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::num::NonZero;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::thread;

use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

/// So many parts by the first ten bits of the hash: each is sorted in memory.
pub(super) const PARTS: usize = 1 << PART_BITS;
const PART_BITS: u32 = 10;

/// Entries that are kept in memory before they go to the disk: 16 MiB.
const IN_MEMORY: usize = 1 << 19;

/// Bytes of an entry.
const ENTRY: usize = 32;

const MAGIC: [u8; 16] = *b"moments index 1\n";

/// Bytes of the name of what was indexed.
const NAME: usize = 32;

/// Magic, name and, for each part, the number of its entries and their checksum.
const HEADER: usize = MAGIC.len() + NAME + PARTS * 16;

/// A row of a file: 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    /// The hash of its id.
    pub(super) hash: u128,
    /// When it was last changed, in seconds since 1970; the smallest number where it does not say.
    pub(super) updated: i64,
    /// Where it begins in the text of its file.
    pub(super) offset: u64,
}

/// The hash of an id.
pub(super) fn hash(id: &[u8]) -> u128 {
    xxh3_128(id)
}

fn part_of(hash: u128) -> usize {
    (hash >> (u128::BITS - PART_BITS)) as usize
}

impl Entry {
    fn part(&self) -> usize {
        part_of(self.hash)
    }

    fn to_bytes(self) -> [u8; ENTRY] {
        let mut bytes = [0; ENTRY];
        bytes[..16].copy_from_slice(&self.hash.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.updated.to_le_bytes());
        bytes[24..].copy_from_slice(&self.offset.to_le_bytes());
        bytes
    }

    fn of_bytes(bytes: &[u8; ENTRY]) -> Entry {
        let eight = |at: usize| std::array::from_fn(|i| bytes[at + i]);
        Entry {
            hash: u128::from_le_bytes(std::array::from_fn(|i| bytes[i])),
            updated: i64::from_le_bytes(eight(16)),
            offset: u64::from_le_bytes(eight(24)),
        }
    }
}

/// Entries as they come, in parts; more than fit into memory wait on the disk.
pub(super) struct Unsorted {
    parts: Vec<Vec<Entry>>,
    count: usize,
    spilled: Option<File>,
    /// For each part, where its entries wait: offset and number of bytes.
    waiting: Vec<Vec<(u64, usize)>>,
    make_file: Box<dyn Fn() -> io::Result<File> + Send + Sync>,
}

impl Unsorted {
    /// No entries; `make_file` makes a file for those that do not fit into memory.
    pub(super) fn new(
        make_file: impl Fn() -> io::Result<File> + Send + Sync + 'static,
    ) -> Unsorted {
        Unsorted {
            parts: vec![Vec::new(); PARTS],
            count: 0,
            spilled: None,
            waiting: vec![Vec::new(); PARTS],
            make_file: Box::new(make_file),
        }
    }

    /// Takes the entries out of `entries`.
    pub(super) fn take(&mut self, entries: &mut Vec<Entry>) -> io::Result<()> {
        self.count += entries.len();
        for entry in entries.drain(..) {
            self.parts[entry.part()].push(entry);
        }
        if self.count > IN_MEMORY { self.spill() } else { Ok(()) }
    }

    fn spill(&mut self) -> io::Result<()> {
        let file = match &mut self.spilled {
            Some(file) => file,
            None => self.spilled.insert((self.make_file)()?),
        };
        let mut offset = file.seek(SeekFrom::End(0))?;
        let mut out = BufWriter::with_capacity(1 << 20, file);
        for (part, waiting) in self.parts.iter_mut().zip(&mut self.waiting) {
            for entry in part.iter() {
                out.write_all(&entry.to_bytes())?;
            }
            let bytes = part.len() * ENTRY;
            waiting.push((offset, bytes));
            offset += bytes as u64;
            part.clear();
        }
        self.count = 0;
        out.flush()
    }

    /// Writes all entries, sorted, under a name of 32 bytes; so many parts are sorted at once.
    pub(super) fn sort_into(
        mut self,
        file: &mut File,
        name: &str,
        threads: NonZero<usize>,
    ) -> io::Result<()> {
        let mut header = [MAGIC.as_slice(), name.as_bytes()].concat();
        let mut out = BufWriter::with_capacity(1 << 20, &mut *file);
        out.write_all(&[0; HEADER])?;
        // Few entries are sorted sooner than a thread begins.
        let at_once = if self.spilled.is_some() { threads.get() } else { 1 };
        for first in (0..PARTS).step_by(at_once) {
            let numbers = first..PARTS.min(first + at_once);
            let parts: Vec<Vec<Entry>> =
                numbers.map(|number| self.part(number)).collect::<io::Result<_>>()?;
            for part in in_parallel(parts, sorted) {
                out.write_all(&part)?;
                header.extend_from_slice(&((part.len() / ENTRY) as u64).to_le_bytes());
                header.extend_from_slice(&xxh3_64(&part).to_le_bytes());
            }
        }
        out.flush()?;
        drop(out);
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&header)
    }

    /// The entries of a part, unsorted.
    fn part(&mut self, number: usize) -> io::Result<Vec<Entry>> {
        let mut part = std::mem::take(&mut self.parts[number]);
        let mut bytes = Vec::new();
        for &(offset, length) in &self.waiting[number] {
            let Some(file) = &mut self.spilled else { continue };
            bytes.resize(length, 0);
            file.seek(SeekFrom::Start(offset))?;
            file.read_exact(&mut bytes)?;
            part.extend(bytes.as_chunks().0.iter().map(Entry::of_bytes));
        }
        Ok(part)
    }
}

/// Entries in their order, as they stand on the disk.
fn sorted(mut entries: Vec<Entry>) -> Vec<u8> {
    entries.sort_unstable();
    let mut bytes = Vec::with_capacity(entries.len() * ENTRY);
    entries.iter().for_each(|entry| bytes.extend_from_slice(&entry.to_bytes()));
    bytes
}

/// What `work` makes of each item, each on a thread of its own.
fn in_parallel<T: Send, U: Send>(items: Vec<T>, work: impl Fn(T) -> U + Sync) -> Vec<U> {
    if items.len() == 1 {
        return items.into_iter().map(work).collect();
    }
    let work = &work;
    thread::scope(|scope| {
        let workers: Vec<_> =
            items.into_iter().map(|item| scope.spawn(move || work(item))).collect();
        let resume = |payload| std::panic::resume_unwind(payload);
        workers.into_iter().map(|worker| worker.join().unwrap_or_else(resume)).collect()
    })
}

/// The sorted entries of a file.
#[derive(Clone, Debug)]
pub(super) struct Index {
    path: PathBuf,
    /// For each part, its first byte, the number of its entries, and their checksum.
    parts: Vec<(u64, u64, u64)>,
}

impl Index {
    /// The index in a file; nothing where the file is not whole, or has another name in it.
    pub(super) fn open(path: &Path, name: &str) -> Option<Index> {
        let mut file = File::open(path).ok()?;
        let mut header = [0; HEADER];
        file.read_exact(&mut header).ok()?;
        let fields = header.strip_prefix(&MAGIC)?.strip_prefix(name.as_bytes())?;
        let mut start = HEADER as u64;
        let mut parts = Vec::with_capacity(PARTS);
        for field in fields.as_chunks::<16>().0 {
            let number = |at: usize| u64::from_le_bytes(std::array::from_fn(|i| field[at + i]));
            let (count, checksum) = (number(0), number(8));
            parts.push((start, count, checksum));
            start = start.checked_add(count.checked_mul(ENTRY as u64)?)?;
        }
        let is_whole = file.metadata().ok()?.len() == start;
        is_whole.then(|| Index { path: path.to_owned(), parts })
    }

    /// How many entries there are.
    pub(super) fn len(&self) -> u64 {
        self.parts.iter().map(|(_, count, _)| count).sum()
    }

    /// The entries of some parts, sorted.
    ///
    /// # Errors
    /// When the disk fails, or what stands there is not what was written.
    pub(super) fn entries(&self, parts: Range<usize>) -> io::Result<Vec<Entry>> {
        let parts = &self.parts[parts];
        let Some(&(start, ..)) = parts.first() else { return Ok(Vec::new()) };
        let count: u64 = parts.iter().map(|(_, count, _)| count).sum();
        let mut bytes = vec![0; count as usize * ENTRY];
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut bytes)?;
        let mut rest = bytes.as_slice();
        for &(_, count, checksum) in parts {
            let (part, after) = rest.split_at(count as usize * ENTRY);
            if xxh3_64(part) != checksum {
                return Err(io::ErrorKind::InvalidData.into());
            }
            rest = after;
        }
        Ok(bytes.as_chunks().0.iter().map(Entry::of_bytes).collect())
    }

    /// The entries of an id, the newest last.
    pub(super) fn find(&self, id: &[u8]) -> io::Result<Vec<Entry>> {
        let hash = hash(id);
        let part = part_of(hash);
        let entries = self.entries(part..part + 1)?;
        let first = entries.partition_point(|entry| entry.hash < hash);
        Ok(entries[first..].iter().copied().take_while(|entry| entry.hash == hash).collect())
    }
}
