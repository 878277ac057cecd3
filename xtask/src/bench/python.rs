//! A Python environment of its own for what other tools need.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::say;

/// The Python of the environment in `folder` with the packages of a requirements file, made where it is not there yet or
/// is of other packages; `None`, with a word on why, when it cannot be made.
pub(super) fn environment(folder: &Path, requirements: &Path) -> Option<PathBuf> {
    let home = folder.join("python");
    let python = home.join("bin/python");
    let wanted = std::fs::read(requirements).ok()?;
    let installed = home.join("requirements.txt");
    if std::fs::read(&installed).ok().as_ref() != Some(&wanted) {
        say("making a Python environment …");
        let made = ok(Command::new("python3").args(["-m", "venv"]).arg(&home))
            && ok(Command::new(&python).args(["-m", "pip", "install", "--quiet", "-r"]).arg(requirements));
        if !made {
            say("  it could not be made: python3 with venv and a package index are needed");
            let _ = std::fs::remove_dir_all(&home);
            return None;
        }
        std::fs::write(installed, wanted).ok()?;
    }
    Some(python)
}

/// Whether a command ran to its end with 0.
pub(super) fn ok(command: &mut Command) -> bool {
    command.status().is_ok_and(|status| status.success())
}
