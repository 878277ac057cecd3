//! The folder of a daily run: the weights and what the run before found.
//!
//! What was found is remembered last, when all results are written: a memory never tells of results that are not there. While results are being
//! written a mark stands in the folder: results that are not remembered are told by the next run. The folder may hold other files; they are
//! left alone.

use std::fs;
use std::path::{Path, PathBuf};

use linkage::{FileOutcome, Memory, Recipe, Trained};

use super::{refused, text, trained};
use crate::error::AppError;
use crate::files::whole::{self, Claimed};

/// What the run before left; nothing on the first day.
#[derive(Debug)]
pub(super) struct Before {
    pub(super) trained: Option<Trained>,
    pub(super) memory: Option<Memory>,
    /// Whether the run before was cut off while it wrote its results.
    pub(super) cut_off: bool,
    folder: PathBuf,
    /// Held from beginning to end: two runs never follow the same one.
    weights: Claimed,
    remembered: Claimed,
}

/// What is said of a run that was cut off.
pub(super) const CUT_OFF: &str = "the run before was cut off while it wrote its results: they may be incomplete and are not remembered, clusters that were new in them may get other numbers; cure: use the results of this run instead";

/// What the mark says; another file of its name is none.
const MARK: &str = "mimamori link-files: results are being written\n";

/// The files in the folder of a daily run: weights, what was found, and the mark that stands there while results are being written.
pub(super) fn files(folder: &Path) -> [PathBuf; 3] {
    ["trained.toml", "memory.csv", "unfinished"].map(|name| folder.join(name))
}

impl Before {
    /// Makes the folder where it is not there, claims its files, and reads what is in them.
    ///
    /// # Errors
    /// [`AppError::Refused`] for weights of another recipe, for damaged files, and for a foreign one of their names; [`AppError::Setup`] when
    /// the folder cannot be written or another run uses it.
    pub(super) fn read(folder: &Path, recipe: &Recipe) -> Result<Self, AppError> {
        fs::create_dir_all(folder).map_err(|error| not_written(folder, &error))?;
        let [weights, memory, mark] = files(folder);
        let (claimed_weights, remembered) = (Claimed::new(&weights)?, Claimed::new(&memory)?);
        let cut_off = mark.symlink_metadata().is_ok();
        if cut_off && fs::read(&mark).ok().as_deref() != Some(MARK.as_bytes()) {
            return Err(AppError::refused(
                format!("{} は、毎日の名寄せが置いたファイルではありません。", mark.display()),
                "このファイルを別の場所に移すか、--memory に別のフォルダを指定してください。まだ何もしていません。",
            ));
        }
        let trained = weights.exists().then(|| trained(&weights, recipe)).transpose().map_err(again)?;
        let read = |path: &Path| Memory::parse(&text(path)?).map_err(|fault| refused(path, &[fault]));
        let memory = memory.exists().then(|| read(&memory)).transpose()?;
        Ok(Self { trained, memory, cut_off, folder: folder.to_owned(), weights: claimed_weights, remembered })
    }

    /// Marks that results are about to be written.
    pub(super) fn begin(&self) -> Result<(), AppError> {
        let [.., mark] = files(&self.folder);
        whole::write(&mark, MARK.as_bytes())
    }

    /// Leaves weights that are new and what was found for the next run, once all results are written. A crash in between leaves files that do
    /// not belong together; the next run sees that and compares everything.
    pub(super) fn finish(self, recipe: &Recipe, outcome: &FileOutcome, new_weights: bool) -> Result<(), AppError> {
        let [weights, .., mark] = files(&self.folder);
        if let Some(trained) = outcome.trained.as_ref().filter(|_| new_weights) {
            let text = trained.to_toml(recipe).map_err(|fault| refused(&weights, &[fault]))?;
            self.weights.write(|file| file.write_all(text.as_bytes()))?.keep()?;
        }
        if let Some(memory) = &outcome.memory {
            self.remembered.write(|file| file.write_all(memory.to_text().as_bytes()))?.keep()?;
        }
        fs::remove_file(&mark).map_err(|error| not_written(&mark, &error))
    }
}

/// Weights of a daily run are not learned by hand.
fn again(error: AppError) -> AppError {
    match error {
        AppError::Refused { what, .. } => AppError::refused(
            what,
            "フォルダの trained.toml と memory.csv を別の場所に移して、初めから実行してください（まとまりの番号は付け直されます）。手順書を変えたときも同じです。",
        ),
        other => other,
    }
}

fn not_written(path: &Path, error: &std::io::Error) -> AppError {
    AppError::setup(
        format!("{} を作成または削除できません: {error}", path.display()),
        "置き場所と書込み権限を確かめてください。",
    )
}
