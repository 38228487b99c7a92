//! Rows of delimited text and of JSON lines, read in blocks by several threads.
//!
//! Whoever reads a block guesses where its last record ends, so that the next block can be parsed
//! at the same time. Then the blocks are taken in order: a block that was parsed from a true start
//! knows whether its end is one. If not, its last record goes before the next block, which is
//! parsed again. A wrong guess costs time, never truth.

use std::io::{self, Read};
use std::num::NonZero;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::parser::{Last, Parsed, Parser};
use super::{Record, Table};
use crate::diagnostic::{Place, Problem};

/// Bytes of a block.
const BLOCK: usize = 4 << 20;

/// Bytes of a block where only the first rows may be wanted.
const SCANNED: usize = 256 << 10;

/// Bytes that are read at once where one row is wanted.
const SOUGHT: u64 = 16 << 10;

/// A record is never longer, in bytes: a quote that is opened and never closed would take the rest
/// of the file into memory.
const LONGEST_RECORD: usize = 16 << 20;

/// So many line ends are tried for the end of a record near a border, each with the record that
/// would follow it in so many bytes.
const TRIES: usize = 200;
const REACH: usize = 64 << 10;

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Its first byte in the unpacked and decoded text; its number, where there is no text.
    pub offset: u64,
    /// Its line, from 0 in its block.
    pub line: u64,
}

/// What takes the rows of a table: each block's rows in a batch of their own, on several threads.
pub trait Sink: Sync {
    /// The rows of a block.
    type Batch;

    /// An empty batch; each thread has one.
    fn batch(&self) -> Self::Batch;

    /// Takes a row of the block that is being parsed.
    fn row(&self, batch: &mut Self::Batch, row: Record<'_>, spot: Spot);

    /// Forgets the rows of a block: it is parsed again.
    fn forget(&self, batch: &mut Self::Batch);

    /// The block begins where a record begins: called in the order of the file, with the number of
    /// lines before the block.
    fn in_turn(&self, batch: &mut Self::Batch, lines: u64);

    /// Takes the rows out of the batch, in any order of the blocks.
    fn settle(&self, batch: &mut Self::Batch);
}

/// How a table ended, and what was met on the way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ending {
    /// The last row.
    pub last: Option<Last>,
    /// How many rows are no UTF-8 and were read as Windows-1252, and the line of the first.
    pub recoded: Option<(u64, u64)>,
    /// The line of a row whose quote is never closed: it holds the rest of the file.
    pub unclosed: Option<u64>,
}

/// How a table is read.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// On so many threads.
    pub threads: NonZero<usize>,
    /// In blocks of so many bytes.
    pub block: usize,
}

impl Default for Pace {
    /// A thread a processor, up to eight: each holds a block and its rows.
    fn default() -> Pace {
        let most = NonZero::new(8).unwrap_or(NonZero::<usize>::MIN);
        let threads =
            thread::available_parallelism().map_or(NonZero::<usize>::MIN, |n| n.min(most));
        Pace { threads, block: BLOCK }
    }
}

/// Reads the rows of a table into `sink`.
pub(super) fn read<S: Sink>(
    table: &Table,
    header: &[String],
    pace: Pace,
    sink: &S,
) -> Result<Ending, Problem> {
    let cutter = Mutex::new(Cutter::open(table, header, pace.block)?);
    let turns = Turns::new(table);
    let work = || {
        let guard = StopOnPanic(&turns);
        if let Err(problem) = work(&cutter, &turns, Parser::new(table, header), sink) {
            turns.stop(Some(problem));
        }
        std::mem::forget(guard);
    };
    match pace.threads.get() {
        1 => work(),
        threads => thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(work);
            }
        }),
    }
    turns.end()
}

fn work<S: Sink>(
    cutter: &Mutex<Cutter<'_>>,
    turns: &Turns,
    mut parser: Parser,
    sink: &S,
) -> Result<(), Problem> {
    let mut batch = sink.batch();
    let mut block = Block::default();
    while lock(cutter).next(&mut block)? {
        let each = |row: Record<'_>, spot: Spot| sink.row(&mut batch, row, spot);
        let mut parsed = parser.parse(&block.bytes, block.offset, block.is_last, each);
        let Some(mut turn) = turns.wait(block.number) else { return Ok(()) };
        if !turn.rest.is_empty() {
            sink.forget(&mut batch);
            block.begin_with(&mut turn.rest);
            let each = |row: Record<'_>, spot: Spot| sink.row(&mut batch, row, spot);
            parsed = parser.parse(&block.bytes, block.offset, block.is_last, each);
        }
        sink.in_turn(&mut batch, turn.lines);
        turn.take(&block, &parsed)?;
        turns.pass(turn);
        sink.settle(&mut batch);
    }
    Ok(())
}

/// Hands the rows of a table to `each`, in order, with their line from 1, until it has seen enough.
pub(super) fn scan(
    table: &Table,
    header: &[String],
    mut each: impl FnMut(Record<'_>, Spot) -> ControlFlow<()>,
) -> Result<Ending, Problem> {
    let mut cutter = Cutter::open(table, header, SCANNED)?;
    let mut parser = Parser::new(table, header);
    let mut turn = Turn::first(table);
    let mut block = Block::default();
    let mut is_over = false;
    while !is_over && cutter.next(&mut block)? {
        block.begin_with(&mut turn.rest);
        let before = turn.lines + 1;
        let parsed = parser.parse(&block.bytes, block.offset, block.is_last, |row, spot| {
            is_over = is_over || each(row, Spot { line: before + spot.line, ..spot }).is_break();
        });
        turn.take(&block, &parsed)?;
    }
    Ok(turn.ending)
}

/// Hands the row that begins at `offset` to `each`, from a file that can be read from there on.
pub(super) fn row_at(
    table: &Table,
    header: &[String],
    offset: u64,
    mut each: impl FnMut(Record<'_>),
) -> Result<(), Problem> {
    let mut text = table.text_from(offset)?;
    let mut parser = Parser::new(table, header);
    let (mut bytes, mut is_found, mut wanted) = (Vec::new(), false, SOUGHT);
    while !is_found && bytes.len() <= LONGEST_RECORD {
        let read = text.by_ref().take(wanted).read_to_end(&mut bytes);
        let is_last = (read.map_err(|error| table.cannot(&error))? as u64) < wanted;
        parser.parse(&bytes, 0, is_last, |row, spot| {
            if spot.offset == 0 {
                each(row);
                is_found = true;
            }
        });
        if is_last {
            break;
        }
        wanted *= 2;
    }
    Ok(())
}

/// A lock is only poisoned by a panic, which is on its way already.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A part of a file that begins and, if the guess was right, ends with a record.
#[derive(Default)]
struct Block {
    number: u64,
    offset: u64,
    bytes: Vec<u8>,
    is_last: bool,
}

impl Block {
    /// Puts the record before it that did not end there.
    fn begin_with(&mut self, rest: &mut Vec<u8>) {
        self.offset -= rest.len() as u64;
        self.bytes.splice(0..0, rest.drain(..));
    }
}

/// Cuts the text of a table into blocks.
struct Cutter<'t> {
    table: &'t Table,
    text: Box<dyn Read + Send>,
    parser: Parser,
    width: usize,
    size: usize,
    left: Vec<u8>,
    offset: u64,
    number: u64,
    is_done: bool,
}

impl<'t> Cutter<'t> {
    fn open(table: &'t Table, header: &[String], size: usize) -> Result<Cutter<'t>, Problem> {
        let offset = table.form.data_offset;
        let mut text = table.text()?;
        let skipped = io::copy(&mut text.by_ref().take(offset), &mut io::sink());
        skipped.map_err(|error| table.cannot(&error))?;
        Ok(Cutter {
            table,
            text,
            parser: Parser::new(table, header),
            width: header.len(),
            size,
            left: Vec::new(),
            offset,
            number: 0,
            is_done: false,
        })
    }

    /// Fills `block` with the next part of the text; nothing is left where it says so.
    fn next(&mut self, block: &mut Block) -> Result<bool, Problem> {
        if self.is_done {
            return Ok(false);
        }
        block.bytes.clear();
        block.bytes.append(&mut self.left);
        block.offset = self.offset;
        block.number = self.number;
        self.number += 1;
        loop {
            let wanted = self.size as u64;
            let read = self.text.by_ref().take(wanted).read_to_end(&mut block.bytes);
            self.is_done = (read.map_err(|error| self.table.cannot(&error))? as u64) < wanted;
            let end = match self.is_done {
                true => Some(block.bytes.len()),
                false => self.end_of_a_record(&block.bytes),
            };
            if let Some(end) = end {
                self.left.extend_from_slice(&block.bytes[end..]);
                block.bytes.truncate(end);
                self.offset += end as u64;
                block.is_last = self.is_done;
                return Ok(true);
            }
            if block.bytes.len() > LONGEST_RECORD {
                let problem = Problem::error("there is no line end in 16 MiB: this is no table");
                return Err(problem.at(Place::file(&self.table.file)));
            }
        }
    }

    /// The byte after the line end that is most likely to end a record: one that is followed by a
    /// record as wide as the header. Nothing where there is no line end.
    fn end_of_a_record(&mut self, bytes: &[u8]) -> Option<usize> {
        // A CR at the very end may have its LF in the next block.
        let is_end = |&at: &usize| {
            bytes[at] == b'\n' || bytes.get(at + 1).is_some_and(|next| *next != b'\n')
        };
        let all = memchr::memrchr2_iter(b'\n', b'\r', bytes);
        let mut ends = all.filter(is_end).map(|at| at + 1);
        let last = ends.next()?;
        if !self.parser.may_hide_line_ends(bytes) {
            return Some(last);
        }
        let (parser, width) = (&mut self.parser, self.width);
        let reach = |end: usize| &bytes[end..bytes.len().min(end + REACH)];
        let found = ends.take(TRIES).find(|&end| parser.begins_with(reach(end), width));
        Some(found.unwrap_or(last))
    }
}

/// Whose turn it is, and what is known of the file so far.
struct Turns {
    state: Mutex<Turn>,
    changed: Condvar,
}

/// What is known of the file before the block whose turn it is.
#[derive(Default)]
struct Turn {
    number: u64,
    /// Lines before the block.
    lines: u64,
    /// A record that began before the block and does not end there.
    rest: Vec<u8>,
    ending: Ending,
    file: PathBuf,
    problem: Option<Problem>,
    is_over: bool,
}

impl Turn {
    fn first(table: &Table) -> Turn {
        Turn { lines: table.form.data_line - 1, file: table.file.clone(), ..Turn::default() }
    }

    /// Takes what a block came to.
    fn take(&mut self, block: &Block, parsed: &Parsed) -> Result<(), Problem> {
        if let Some(last) = parsed.last {
            self.ending.last = Some(Last { line: self.lines + last.line + 1, ..last });
        }
        if let Some((count, line)) = parsed.recoded {
            let (before, first) = self.ending.recoded.unwrap_or((0, self.lines + line + 1));
            self.ending.recoded = Some((before + count, first));
        }
        self.ending.unclosed = parsed.unclosed.map(|line| self.lines + line + 1);
        self.lines += parsed.lines;
        self.rest.extend_from_slice(&block.bytes[parsed.rest..]);
        if self.rest.len() <= LONGEST_RECORD {
            return Ok(());
        }
        let message = "a quote that is opened in this row is not closed in the next 16 MiB";
        let place = Place::line(&self.file, self.lines as usize + 1);
        Err(Problem::error(message).at(place).help("is there a quote too many, or one missing?"))
    }
}

impl Turns {
    fn new(table: &Table) -> Turns {
        Turns { state: Mutex::new(Turn::first(table)), changed: Condvar::new() }
    }

    /// Waits until it is the block's turn; nothing where the reading is over.
    fn wait(&self, number: u64) -> Option<MutexGuard<'_, Turn>> {
        let is_early = |turn: &mut Turn| turn.number != number && !turn.is_over;
        let turn = self.changed.wait_while(lock(&self.state), is_early);
        let turn = turn.unwrap_or_else(PoisonError::into_inner);
        (!turn.is_over).then_some(turn)
    }

    fn pass(&self, mut turn: MutexGuard<'_, Turn>) {
        turn.number += 1;
        drop(turn);
        self.changed.notify_all();
    }

    /// Ends the reading for all threads.
    fn stop(&self, problem: Option<Problem>) {
        let mut turn = lock(&self.state);
        turn.is_over = true;
        turn.problem = turn.problem.take().or(problem);
        drop(turn);
        self.changed.notify_all();
    }

    fn end(self) -> Result<Ending, Problem> {
        let turn = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        turn.problem.map_or(Ok(turn.ending), Err)
    }
}

/// A thread that panics must not leave the others waiting for its turn.
struct StopOnPanic<'t>(&'t Turns);

impl Drop for StopOnPanic<'_> {
    fn drop(&mut self) {
        self.0.stop(None);
    }
}
