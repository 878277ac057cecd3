//! Writing a synthetic town into a folder: extracts beside each other, the truth in a folder of its own.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use town::{Plan, Town};

use crate::error::AppError;
use crate::files::whole::Claimed;

/// Writes the extracts of a town and, below `truth/`, what only evaluation may read. Gives the extracts in the town's order.
///
/// # Errors
/// [`AppError::Setup`] when the folder cannot be written; [`AppError::Refused`] where a file would replace what an installation lives on.
pub fn town_write(folder: &Path, residents: u32, seed: u64) -> Result<Vec<PathBuf>, AppError> {
    let town = Town::generate(&Plan::of(residents, seed));
    extracts_write(&town, folder, folder)
}

/// Writes a town that was made already: extracts into one folder, the truth below another.
pub(super) fn extracts_write(town: &Town, extracts: &Path, truth: &Path) -> Result<Vec<PathBuf>, AppError> {
    let mut written = Vec::new();
    fs::create_dir_all(extracts).map_err(|error| not_written(extracts, &error))?;
    for stream in town.extracts() {
        let path = extracts.join(stream.file_name);
        write(&path, |out| stream.write_to(out))?;
        written.push(path);
    }
    for stream in town.truth() {
        let path = truth.join(stream.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| not_written(folder, &error))?;
        }
        write(&path, |out| stream.write_to(out))?;
    }
    Ok(written)
}

fn write(path: &Path, content: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<(), AppError> {
    Claimed::new(path)?.write(|file| content(file))?.keep()
}

fn not_written(path: &Path, error: &std::io::Error) -> AppError {
    let why = match error.kind() {
        std::io::ErrorKind::StorageFull => "ディスクの空きがありません",
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => "書込みが許されていません",
        _ => "書き込めません",
    };
    AppError::setup(
        format!("{} に書き出せません: {why}。", path.display()),
        "フォルダの権限と空き容量を確かめてください。",
    )
}
