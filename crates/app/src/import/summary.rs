//! What came of an import, file by file.

use domain::ExtractId;
use ingest::Outcome;

use crate::error::AppError;

/// A delivery that was taken in, or that was there already.
#[derive(Debug)]
pub struct Taken {
    /// Its number, as `withdraw` wants it.
    pub extract: ExtractId,
    /// The same file was taken in before: nothing was changed.
    pub unchanged: bool,
    /// What was read, taken, dropped and found.
    pub outcome: Outcome,
    /// The receipt for the data owner (受領書), in Japanese.
    pub receipt: String,
}

/// A file that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The file as the clerk named it.
    pub file: String,
    /// Stable name of the reason.
    pub kind: &'static str,
    /// Why and where, in Japanese.
    pub what: String,
    /// What to do, and who.
    pub cure: String,
}

/// What came of one file.
#[derive(Debug)]
pub enum FileResult {
    /// All of it was taken.
    Taken(Box<Taken>),
    /// Nothing of it was taken.
    Refused(Refused),
}

/// What came of a call.
#[derive(Debug, Default)]
pub struct ImportSummary {
    /// Results in the order of the files; each file of a folder or zip stands for itself.
    pub files: Vec<FileResult>,
    /// The installation failed; files behind the last result were not looked at, and nothing of them was taken.
    pub stopped: Option<AppError>,
}

impl ImportSummary {
    /// The exit code of the contracts: 3 when the installation failed, 1 when any file was refused, else 0.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match &self.stopped {
            Some(error) => error.exit_code(),
            None => u8::from(self.refused().next().is_some()),
        }
    }

    /// The deliveries taken, in order.
    pub fn taken(&self) -> impl Iterator<Item = &Taken> {
        self.files.iter().filter_map(|result| match result {
            FileResult::Taken(taken) => Some(taken.as_ref()),
            FileResult::Refused(_) => None,
        })
    }

    /// The files refused, in order.
    pub fn refused(&self) -> impl Iterator<Item = &Refused> {
        self.files.iter().filter_map(|result| match result {
            FileResult::Taken(_) => None,
            FileResult::Refused(refused) => Some(refused),
        })
    }
}

impl Refused {
    /// For people: why, where, and what to do.
    #[must_use]
    pub fn text(&self) -> String {
        format!("【受入拒否】{}\n{}\n  対処: {}", self.file, self.what, self.cure)
    }
}
