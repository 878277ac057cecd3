//! Pages of `docs/reference` that are written by the product itself, so that they cannot drift.

use std::process::{Command, ExitCode};

use crate::{say, workspace};

/// The generated pages: file below the root, and the arguments of `mimamori` that print it.
const PAGES: &[(&str, &[&str])] = &[("docs/reference/commands.md", &["reference", "commands"])];

/// Writes each generated page.
pub(crate) fn run() -> ExitCode {
    for (file, arguments) in PAGES {
        let output = Command::new("cargo")
            .args(["run", "--quiet", "--package", "server", "--"])
            .args(*arguments)
            .current_dir(workspace::root())
            .output();
        match output {
            Ok(output) if output.status.success() => {
                if std::fs::write(workspace::root().join(file), output.stdout).is_err() {
                    say(&format!("{file}: cannot be written"));
                    return ExitCode::FAILURE;
                }
                say(&format!("{file}: written"));
            }
            _ => {
                say(&format!("{file}: `mimamori {}` failed", arguments.join(" ")));
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}
