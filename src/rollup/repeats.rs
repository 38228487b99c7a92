//! Rows that a newer row of the same id replaces, found by merging sorted indexes.

use std::num::NonZero;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::index::{Entry, Index, SECTIONS};

/// So many entries are merged at once, as far as the sections of an index allow.
const AT_ONCE: usize = 1 << 17;

/// More threads would hold more entries, and wait for the disk.
const MOST_THREADS: usize = 4;

/// For each index, the offsets of its rows that another row replaces, sorted.
///
/// Of the rows of one id, the last changed stays; of those, the one in the last file; of those, the
/// last.
///
/// # Errors
/// With the number of the first index that cannot be read, or is damaged.
pub(super) fn superseded(
    indexes: &[&Index],
    threads: NonZero<usize>,
) -> Result<Vec<Vec<u64>>, usize> {
    let total: u64 = indexes.iter().map(|index| index.len()).sum();
    let steps = (total as usize / AT_ONCE + 1).next_power_of_two().min(SECTIONS);
    let threads = threads.get().min(MOST_THREADS).min(steps);
    let next = AtomicUsize::new(0);
    let work = || -> Result<Vec<Vec<u64>>, usize> {
        let mut found = vec![Vec::new(); indexes.len()];
        loop {
            let step = next.fetch_add(1, Ordering::Relaxed);
            if step >= steps {
                return Ok(found);
            }
            let width = SECTIONS / steps;
            in_sections(indexes, step * width..(step + 1) * width, &mut found)?;
        }
    };
    let shares: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let resume = |payload| std::panic::resume_unwind(payload);
        workers.into_iter().map(|worker| worker.join().unwrap_or_else(resume)).collect()
    });
    let mut all = vec![Vec::new(); indexes.len()];
    for share in shares {
        all.iter_mut().zip(share?).for_each(|(all, found)| all.extend(found));
    }
    all.iter_mut().for_each(|offsets| offsets.sort_unstable());
    Ok(all)
}

fn in_sections(
    indexes: &[&Index],
    sections: Range<usize>,
    found: &mut [Vec<u64>],
) -> Result<(), usize> {
    let mut all: Vec<(Entry, usize)> = Vec::new();
    for (file, index) in indexes.iter().enumerate() {
        let entries = index.entries(sections.clone()).map_err(|_| file)?;
        all.extend(entries.into_iter().map(|entry| (entry, file)));
    }
    // Sorted rows in a row: a stable sort merges them.
    all.sort_by_key(|&(entry, file)| (entry.hash, entry.updated, file, entry.offset));
    for pair in all.windows(2) {
        let ((entry, file), (later, _)) = (pair[0], pair[1]);
        if entry.hash == later.hash {
            found[file].push(entry.offset);
        }
    }
    Ok(())
}
