//! The folder of a daily run: the weights and what the run before found.

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
}

fn weights_file(folder: &Path) -> PathBuf {
    folder.join("trained.toml")
}

fn memory_file(folder: &Path) -> PathBuf {
    folder.join("memory.csv")
}

impl Before {
    /// # Errors
    /// [`AppError::Refused`] for weights of another recipe and for damaged files.
    pub(super) fn read(folder: &Path, recipe: &Recipe) -> Result<Self, AppError> {
        let (weights, memory) = (weights_file(folder), memory_file(folder));
        let trained = weights.exists().then(|| trained(&weights, recipe)).transpose()?;
        let read = |path: &Path| Memory::parse(&text(path)?).map_err(|fault| refused(path, &[fault]));
        let memory = memory.exists().then(|| read(&memory)).transpose()?;
        Ok(Self { trained, memory })
    }
}

/// Leaves weights that are new and what was found for the next run. A crash in between leaves files that do not belong together; the next run
/// sees that and compares everything.
pub(super) fn write(folder: &Path, recipe: &Recipe, outcome: &FileOutcome, new_weights: bool) -> Result<(), AppError> {
    std::fs::create_dir_all(folder).map_err(|error| {
        AppError::setup(
            format!("フォルダ {} を作れません: {error}", folder.display()),
            "置き場所と書込み権限を確かめてください。",
        )
    })?;
    if let Some(trained) = outcome.trained.as_ref().filter(|_| new_weights) {
        let path = weights_file(folder);
        let text = trained.to_toml(recipe).map_err(|fault| refused(&path, &[fault]))?;
        whole::write(&path, text.as_bytes())?;
    }
    if let Some(memory) = &outcome.memory {
        whole::write(&memory_file(folder), memory.to_text().as_bytes())?;
    }
    Ok(())
}
