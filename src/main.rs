//! The program; all of it is in the library.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A site of many pages is millions of short texts: the system's allocator takes a fifth of the time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    moments::cli::main()
}
