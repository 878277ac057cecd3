//! What can go wrong, sorted by who must act. Every message gives the cure and leaks no personal value.

use store::StoreError;

/// Why an operation did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The file, value or purpose the user gave is at fault (exit 1).
    #[error("{what}\n  対処: {cure}")]
    Refused {
        /// What is wrong, in Japanese.
        what: String,
        /// What to do, and who.
        cure: String,
    },
    /// Nothing there, or nothing this person may see: both look the same (exit 1).
    #[error("該当するものが見つかりません（閲覧できる範囲にありません）。\n  対処: 番号と利用目的を確かめてください。")]
    NotFound,
    /// The installation is at fault (exit 3).
    #[error("{what}\n  対処: {cure}")]
    Setup {
        /// What is wrong, in Japanese.
        what: String,
        /// What the administrator must do.
        cure: String,
    },
}

impl AppError {
    /// The user's input is at fault.
    pub fn refused(what: impl Into<String>, cure: impl Into<String>) -> Self {
        Self::Refused { what: what.into(), cure: cure.into() }
    }

    /// The installation is at fault.
    pub fn setup(what: impl Into<String>, cure: impl Into<String>) -> Self {
        Self::Setup { what: what.into(), cure: cure.into() }
    }

    /// The exit code of the contracts.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Refused { .. } | Self::NotFound => 1,
            Self::Setup { .. } => 3,
        }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        Self::setup(error.to_string(), error.cure())
    }
}
