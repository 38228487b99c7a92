//! Which interactions a file holds, sorted on the disk: the hash of each id, when the row was last
//! changed, and where it stands.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::num::NonZero;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::thread;

use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

/// So many sections by the first byte of the hash: each is sorted in memory.
pub(super) const SECTIONS: usize = 1 << SECTION_BITS;
const SECTION_BITS: u32 = 8;

/// Entries that are kept in memory before they go to the disk: 16 MiB.
const IN_MEMORY: usize = 1 << 19;

/// Bytes of an entry.
const ENTRY: usize = 32;

const MAGIC: [u8; 16] = *b"moments index 1\n";

/// Bytes of the name of what was indexed.
const NAME: usize = 32;

/// Magic, name and, for each section, the number of its entries and their checksum.
const HEADER: usize = MAGIC.len() + NAME + SECTIONS * 16;

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

fn section_of(hash: u128) -> usize {
    (hash >> (u128::BITS - SECTION_BITS)) as usize
}

impl Entry {
    fn section(&self) -> usize {
        section_of(self.hash)
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

/// Entries as they come, in sections; more than fit into memory wait on the disk.
pub(super) struct Unsorted {
    sections: Vec<Vec<Entry>>,
    count: usize,
    spilled: Option<File>,
    /// For each section, where its entries wait: offset and number of bytes.
    waiting: Vec<Vec<(u64, usize)>>,
    make_file: Box<dyn Fn() -> io::Result<File> + Send + Sync>,
}

impl Unsorted {
    /// No entries; `make_file` makes a file for those that do not fit into memory.
    pub(super) fn new(
        make_file: impl Fn() -> io::Result<File> + Send + Sync + 'static,
    ) -> Unsorted {
        Unsorted {
            sections: vec![Vec::new(); SECTIONS],
            count: 0,
            spilled: None,
            waiting: vec![Vec::new(); SECTIONS],
            make_file: Box::new(make_file),
        }
    }

    /// Takes the entries out of `entries`.
    pub(super) fn take(&mut self, entries: &mut Vec<Entry>) -> io::Result<()> {
        self.count += entries.len();
        for entry in entries.drain(..) {
            self.sections[entry.section()].push(entry);
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
        for (section, waiting) in self.sections.iter_mut().zip(&mut self.waiting) {
            for entry in section.iter() {
                out.write_all(&entry.to_bytes())?;
            }
            let bytes = section.len() * ENTRY;
            waiting.push((offset, bytes));
            offset += bytes as u64;
            section.clear();
        }
        self.count = 0;
        out.flush()
    }

    /// Writes all entries, sorted, under a name of 32 bytes; so many sections are sorted at once.
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
        for first in (0..SECTIONS).step_by(at_once) {
            let numbers = first..SECTIONS.min(first + at_once);
            let sections: Vec<Vec<Entry>> =
                numbers.map(|number| self.section(number)).collect::<io::Result<_>>()?;
            for section in in_parallel(sections, sorted) {
                out.write_all(&section)?;
                header.extend_from_slice(&((section.len() / ENTRY) as u64).to_le_bytes());
                header.extend_from_slice(&xxh3_64(&section).to_le_bytes());
            }
        }
        out.flush()?;
        drop(out);
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&header)
    }

    /// The entries of a section, unsorted.
    fn section(&mut self, number: usize) -> io::Result<Vec<Entry>> {
        let mut section = std::mem::take(&mut self.sections[number]);
        let mut bytes = Vec::new();
        for &(offset, length) in &self.waiting[number] {
            let Some(file) = &mut self.spilled else { continue };
            bytes.resize(length, 0);
            file.seek(SeekFrom::Start(offset))?;
            file.read_exact(&mut bytes)?;
            section.extend(bytes.as_chunks().0.iter().map(Entry::of_bytes));
        }
        Ok(section)
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
    /// For each section, its first byte, the number of its entries, and their checksum.
    sections: Vec<(u64, u64, u64)>,
}

impl Index {
    /// The index in a file; nothing where the file is not whole, or has another name in it.
    pub(super) fn open(path: &Path, name: &str) -> Option<Index> {
        let mut file = File::open(path).ok()?;
        let mut header = [0; HEADER];
        file.read_exact(&mut header).ok()?;
        let fields = header.strip_prefix(&MAGIC)?.strip_prefix(name.as_bytes())?;
        let mut start = HEADER as u64;
        let mut sections = Vec::with_capacity(SECTIONS);
        for field in fields.as_chunks::<16>().0 {
            let number = |at: usize| u64::from_le_bytes(std::array::from_fn(|i| field[at + i]));
            let (count, checksum) = (number(0), number(8));
            sections.push((start, count, checksum));
            start = start.checked_add(count.checked_mul(ENTRY as u64)?)?;
        }
        let is_whole = file.metadata().ok()?.len() == start;
        is_whole.then(|| Index { path: path.to_owned(), sections })
    }

    /// How many entries there are.
    pub(super) fn len(&self) -> u64 {
        self.sections.iter().map(|(_, count, _)| count).sum()
    }

    /// The entries of some sections, sorted.
    ///
    /// # Errors
    /// When the disk fails, or what stands there is not what was written.
    pub(super) fn entries(&self, sections: Range<usize>) -> io::Result<Vec<Entry>> {
        let sections = &self.sections[sections];
        let Some(&(start, ..)) = sections.first() else { return Ok(Vec::new()) };
        let count: u64 = sections.iter().map(|(_, count, _)| count).sum();
        let mut bytes = vec![0; count as usize * ENTRY];
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut bytes)?;
        let mut rest = bytes.as_slice();
        for &(_, count, checksum) in sections {
            let (section, after) = rest.split_at(count as usize * ENTRY);
            if xxh3_64(section) != checksum {
                return Err(io::ErrorKind::InvalidData.into());
            }
            rest = after;
        }
        Ok(bytes.as_chunks().0.iter().map(Entry::of_bytes).collect())
    }

    /// The entries of an id, the newest last.
    pub(super) fn find(&self, id: &[u8]) -> io::Result<Vec<Entry>> {
        let hash = hash(id);
        let section = section_of(hash);
        let entries = self.entries(section..section + 1)?;
        let first = entries.partition_point(|entry| entry.hash < hash);
        Ok(entries[first..].iter().copied().take_while(|entry| entry.hash == hash).collect())
    }
}
