//! The program `rapproche`: glue only. The library does the work and knows nothing of terminals.

mod cli;

/// Reading and folding make millions of small texts; the system's allocator is slower at that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::main(std::env::args_os().collect())
}
