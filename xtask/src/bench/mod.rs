//! Whole-process measurements of the product, against plain tools where a target names one.

mod baseline;
mod import;
mod linkage;
mod main_job;
mod process;
mod python;
mod spark;

use std::process::ExitCode;

use crate::say;

const HELP: &str = "\
cargo xtask bench <measurement>

  main-job [RESIDENTS …]   import, link, trends and screen of synthetic towns (default 30000 300000),
                           whole processes: seconds, peak memory, cost per resident, and import against
                           one thread that merely decodes and splits the same bytes
  import [RESIDENTS …]     import against that thread alone, five rounds in turns, median (default 300000)
  linkage [PERSONS …]      link-files beside Splink on public benchmarks and synthetic residents (default 1000000):
                           accuracy, calibration, seconds, peak memory; needs python3 and a package index
  spark [PERSONS …]        link-files on Apache Spark (local, two workers) and on one machine: the same pairs?
                           needs python3, a package index and Java (default 20000)
";

/// Runs the named measurement.
pub(crate) fn run(arguments: &[String]) -> ExitCode {
    match arguments.first().map(String::as_str) {
        Some("main-job") => main_job::run(&arguments[1..]),
        Some("import") => import::run(&arguments[1..]),
        Some("linkage") => linkage::run(&arguments[1..]),
        Some("spark") => spark::run(&arguments[1..]),
        _ => {
            say(HELP);
            ExitCode::from(2)
        }
    }
}

/// The numbers given, or the usual ones.
fn numbers(given: &[String], usual: &[u64]) -> Vec<u64> {
    if given.is_empty() { usual.to_vec() } else { given.iter().filter_map(|text| text.parse().ok()).collect() }
}
