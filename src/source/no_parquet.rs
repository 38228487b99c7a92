//! What stands in for Parquet where the program was built without it.

use std::ops::ControlFlow;
use std::path::Path;

use super::Record;
use crate::diagnostic::{Place, Problem};

/// The names of the columns.
///
/// # Errors
/// Always: this program does not read Parquet.
pub(super) fn header(_: &Path, file: &Path) -> Result<Vec<String>, Problem> {
    let problem = Problem::error("the file is Parquet, which this program was built without");
    Err(problem.at(Place::file(file)).help(
        "export the table as CSV, or build the program with `cargo install --features parquet`",
    ))
}

/// Hands every row to `each`, until it has seen enough.
///
/// # Errors
/// Always: this program does not read Parquet.
pub(super) fn rows(
    path: &Path,
    file: &Path,
    _: impl FnMut(Record<'_>, u64) -> ControlFlow<()>,
) -> Result<(), Problem> {
    header(path, file).map(drop)
}
