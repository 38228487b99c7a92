//! A row as cells of bytes.

/// A row of a table, borrowed from the block that it was read in. Its cells are UTF-8 in all rows
/// that a [`Table`](super::Table) hands out.
///
/// ```
/// use moments::source::Cells;
/// let cells: Cells = ["4711", "2026-03-01"].into_iter().collect();
/// assert_eq!(cells.record().get(1), Some(b"2026-03-01".as_slice()));
/// assert_eq!(cells.record().get(2), None);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Record<'b> {
    bytes: &'b [u8],
    bounds: &'b [(u32, u32)],
}

impl<'b> Record<'b> {
    /// A row whose cells lie in `bytes`, each from its first byte to the one after its last.
    pub(super) fn new(bytes: &'b [u8], bounds: &'b [(u32, u32)]) -> Record<'b> {
        Record { bytes, bounds }
    }

    /// The cell of a column, from 0.
    pub fn get(self, column: usize) -> Option<&'b [u8]> {
        let &(start, end) = self.bounds.get(column)?;
        Some(&self.bytes[start as usize..end as usize])
    }

    /// How many cells it has.
    pub fn len(self) -> usize {
        self.bounds.len()
    }

    /// Whether it has no cell.
    pub fn is_empty(self) -> bool {
        self.bounds.is_empty()
    }

    /// Its cells, from the first.
    pub fn cells(self) -> impl Iterator<Item = &'b [u8]> {
        self.bounds.iter().map(move |&(start, end)| &self.bytes[start as usize..end as usize])
    }
}

/// The cells of a row that is put together one by one.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    bytes: Vec<u8>,
    bounds: Vec<(u32, u32)>,
}

impl Cells {
    /// Forgets all cells.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.bounds.clear();
    }

    /// Adds a cell.
    pub fn push(&mut self, cell: &[u8]) {
        let start = self.bytes.len() as u32;
        self.bytes.extend_from_slice(cell);
        self.bounds.push((start, self.bytes.len() as u32));
    }

    /// Forgets all cells, and makes `width` empty ones.
    pub(super) fn blank(&mut self, width: usize) {
        self.clear();
        self.bounds.resize(width, (0, 0));
    }

    /// Fills the cell of a column, from 0, that [`Cells::blank`] has made.
    pub(super) fn set(&mut self, column: usize, cell: &[u8]) {
        self.push(cell);
        // The last cell, which is the new one, takes the place of the column's.
        self.bounds.swap_remove(column);
    }

    /// The row of these cells.
    pub fn record(&self) -> Record<'_> {
        Record::new(&self.bytes, &self.bounds)
    }
}

impl<T: AsRef<[u8]>> FromIterator<T> for Cells {
    fn from_iter<I: IntoIterator<Item = T>>(cells: I) -> Cells {
        let mut row = Cells::default();
        cells.into_iter().for_each(|cell| row.push(cell.as_ref()));
        row
    }
}
