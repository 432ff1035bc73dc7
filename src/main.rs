//! The program `noria`.

use std::process::ExitCode;

fn main() -> ExitCode {
    noria::cli::main()
}
