//! The folder of a daily run: the weights and what the run before found.
//!
//! What was found is remembered last, when all results are written: a memory never tells of results that are not there. While results are being
//! written a mark stands in the folder: results that are not remembered are told by the next run.

use std::fs;
use std::path::{Path, PathBuf};

use linkage::{FileOutcome, Memory, Recipe, Trained};

use super::{refused, text, trained};
use crate::error::AppError;
use crate::files::whole;

/// What the run before left; nothing on the first day.
#[derive(Debug, Default)]
pub(super) struct Before {
    pub(super) trained: Option<Trained>,
    pub(super) memory: Option<Memory>,
    /// Whether the run before was cut off while it wrote its results.
    pub(super) cut_off: bool,
}

/// What is said of a run that was cut off.
pub(super) const CUT_OFF: &str = "the run before was cut off while it wrote its results: they may be incomplete and are not remembered, clusters that were new in them may get other numbers; cure: use the results of this run instead";

fn weights_file(folder: &Path) -> PathBuf {
    folder.join("trained.toml")
}

fn memory_file(folder: &Path) -> PathBuf {
    folder.join("memory.csv")
}

/// Stands in the folder while results are being written.
fn mark(folder: &Path) -> PathBuf {
    folder.join("unfinished")
}

impl Before {
    /// Makes the folder where it is not there, tries whether it can be written, and reads what is in it.
    ///
    /// # Errors
    /// [`AppError::Refused`] for weights of another recipe and for damaged files; [`AppError::Setup`] when the folder cannot be written.
    pub(super) fn read(folder: &Path, recipe: &Recipe) -> Result<Self, AppError> {
        fs::create_dir_all(folder).map_err(|error| not_written(folder, &error))?;
        let probe = folder.join("probe");
        whole::write(&probe, b"")?;
        fs::remove_file(&probe).map_err(|error| not_written(&probe, &error))?;
        let (weights, memory) = (weights_file(folder), memory_file(folder));
        let trained = weights.exists().then(|| trained(&weights, recipe)).transpose()?;
        let read = |path: &Path| Memory::parse(&text(path)?).map_err(|fault| refused(path, &[fault]));
        let memory = memory.exists().then(|| read(&memory)).transpose()?;
        Ok(Self { trained, memory, cut_off: mark(folder).exists() })
    }
}

fn not_written(path: &Path, error: &std::io::Error) -> AppError {
    AppError::setup(
        format!("{} を作成または削除できません: {error}", path.display()),
        "置き場所と書込み権限を確かめてください。",
    )
}

/// Marks that results are about to be written.
pub(super) fn begin(folder: &Path) -> Result<(), AppError> {
    whole::write(&mark(folder), b"")
}

/// Leaves weights that are new and what was found for the next run, once all results are written. A crash in between leaves files that do not
/// belong together; the next run sees that and compares everything.
pub(super) fn finish(folder: &Path, recipe: &Recipe, outcome: &FileOutcome, new_weights: bool) -> Result<(), AppError> {
    if let Some(trained) = outcome.trained.as_ref().filter(|_| new_weights) {
        let path = weights_file(folder);
        let text = trained.to_toml(recipe).map_err(|fault| refused(&path, &[fault]))?;
        whole::write(&path, text.as_bytes())?;
    }
    if let Some(memory) = &outcome.memory {
        whole::write(&memory_file(folder), memory.to_text().as_bytes())?;
    }
    let mark = mark(folder);
    fs::remove_file(&mark).map_err(|error| not_written(&mark, &error))
}
