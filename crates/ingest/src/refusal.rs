//! Why a whole file is refused (受入拒否): what, where, and how to cure it. Never holds a cell's value.

use std::fmt;

/// The stable name of a reason to refuse a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RefusalKind {
    /// 個人番号 by header or by its check digit.
    MyNumber,
    /// 税 without a recorded basis.
    Tax,
    /// No source fits, or the given one does not.
    Unrecognised,
    /// Several sources fit equally well.
    Ambiguous,
    /// No purpose in force allows any of its items.
    NoPurpose,
    /// Nothing in it.
    Empty,
    /// Not a kind of file that can be read (password, old Excel, PDF, broken archive …).
    Format,
    /// The encoding cannot be told, or is one that is not read.
    Encoding,
    /// Text that was decoded wrongly once before.
    Mojibake,
    /// Larger than what can be held, or an archive that unfolds beyond measure.
    TooLarge,
    /// It would put far fewer rows in the place of many.
    Shrunk,
    /// Its last row is cut off: the end of the file is missing.
    Cut,
    /// Which slice it is cannot be told: a column that names the slice is missing.
    SliceUnknown,
    /// Most of its rows cannot be split: wrong delimiter, or torn.
    Unreadable,
}

impl RefusalKind {
    /// As it stands in machine-readable output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MyNumber => "my-number",
            Self::Tax => "tax",
            Self::Unrecognised => "unrecognised",
            Self::Ambiguous => "ambiguous",
            Self::NoPurpose => "no-purpose",
            Self::Empty => "empty",
            Self::Format => "format",
            Self::Encoding => "encoding",
            Self::Mojibake => "mojibake",
            Self::TooLarge => "too-large",
            Self::Shrunk => "shrunk",
            Self::Cut => "cut",
            Self::SliceUnknown => "slice-unknown",
            Self::Unreadable => "unreadable",
        }
    }
}

/// A refused file. Nothing of it may be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Stable kind.
    pub kind: RefusalKind,
    /// The file.
    pub file: String,
    /// Headers it is about, in the order of the file; may be empty.
    pub columns: Vec<String>,
    /// What is wrong (何が), in Japanese.
    pub message: String,
    /// What to do (どうすればよいか), in Japanese.
    pub cure: String,
}

impl Refusal {
    pub(crate) fn new(kind: RefusalKind, file: &str, message: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { kind, file: file.to_owned(), columns: Vec::new(), message: message.into(), cure: cure.into() }
    }

    pub(crate) fn of_columns(mut self, columns: Vec<String>) -> Self {
        self.columns = columns;
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: 受け入れませんでした。{}\n  対処: {}", self.file, self.message, self.cure)
    }
}

impl std::error::Error for Refusal {}
