//! Developer tooling: `cargo xtask test | tidy | generate | bench`. Links none of the product.

mod bench;
mod generate;
mod workspace;

use std::process::{Command, ExitCode};

const HELP: &str = "\
cargo xtask <command>

  test        all tests of the workspace (tidy and layers are among them)
  tidy        only the checks of the source tree: layers, headers, banned calls, sizes, links, generated reference
  generate    writes the generated pages of docs/reference
  bench       whole-process measurements; `bench --help` lists them
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rest = arguments.get(1..).unwrap_or_default();
    match arguments.first().map(String::as_str) {
        Some("test") => cargo(&["test", "--workspace", "--quiet"], rest),
        Some("tidy") => cargo(&["test", "--quiet", "--package", "xtask"], rest),
        Some("generate") => generate::run(),
        Some("bench") => bench::run(rest),
        _ => {
            say(HELP);
            ExitCode::from(2)
        }
    }
}

/// Runs cargo in the workspace with fixed and given arguments.
fn cargo(fixed: &[&str], rest: &[String]) -> ExitCode {
    let status =
        Command::new("cargo").args(fixed).args(rest).current_dir(workspace::root()).env("INSTA_UPDATE", "no").status();
    if status.is_ok_and(|s| s.success()) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The one place that prints.
#[expect(clippy::print_stdout, reason = "a command-line tool speaks on standard output")]
pub(crate) fn say(text: &str) {
    println!("{text}");
}
