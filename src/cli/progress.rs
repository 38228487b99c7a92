//! Which stage is at work, how long each took, and how much memory.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use indicatif::ProgressBar;

/// A stage that is over.
#[derive(Clone, Debug)]
pub(super) struct Stage {
    /// Its name.
    pub(super) name: &'static str,
    /// How long it took.
    pub(super) time: Duration,
    /// The most memory the process had held by its end, in bytes; nothing where the system does
    /// not say.
    pub(super) memory: Option<u64>,
}

/// The stages of a build as they go by.
pub(super) struct Progress {
    bar: ProgressBar,
    state: RefCell<State>,
}

/// The stage at work with the moment it began, and those that are over.
type State = (Option<(&'static str, Instant)>, Vec<Stage>);

impl Progress {
    pub(super) fn new(is_shown: bool) -> Progress {
        let bar = if is_shown { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        bar.enable_steady_tick(Duration::from_millis(100));
        Progress { bar, state: RefCell::new((None, Vec::new())) }
    }

    /// A stage begins, and the one before it is over.
    pub(super) fn stage(&self, name: &'static str) {
        self.bar.set_message(name);
        let mut state = self.state.borrow_mut();
        let (current, done) = &mut *state;
        if let Some((before, began)) = current.replace((name, Instant::now())) {
            done.push(Stage { name: before, time: began.elapsed(), memory: peak_memory() });
        }
    }

    /// The last stage is over.
    pub(super) fn finish(&self) -> Vec<Stage> {
        self.bar.finish_and_clear();
        let mut state = self.state.borrow_mut();
        let (current, done) = &mut *state;
        if let Some((name, began)) = current.take() {
            done.push(Stage { name, time: began.elapsed(), memory: peak_memory() });
        }
        done.clone()
    }
}

/// The most memory that the process has held, in bytes, where the system tells.
fn peak_memory() -> Option<u64> {
    #[allow(clippy::disallowed_methods, reason = "a figure of the process, no file of the project")]
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1_024)
}
