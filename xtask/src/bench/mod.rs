//! Whole-process measurements of the product, against plain tools where a target names one.

mod baseline;
mod main_job;
mod process;

use std::process::ExitCode;

use crate::say;

const HELP: &str = "\
cargo xtask bench <measurement>

  main-job [RESIDENTS …]   import, link, trends and screen of synthetic towns (default 30000 300000),
                           whole processes: seconds, peak memory, cost per resident, and import against
                           one thread that merely decodes and splits the same bytes
";

/// Runs the named measurement.
pub(crate) fn run(arguments: &[String]) -> ExitCode {
    match arguments.first().map(String::as_str) {
        Some("main-job") => main_job::run(&arguments[1..]),
        _ => {
            say(HELP);
            ExitCode::from(2)
        }
    }
}
