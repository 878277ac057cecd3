//! Something wrong with a row or a file, with its cure (指摘).

/// How serious a finding is, in the words of the resident register standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// アラート: taken in, but needs attention.
    Alert,
    /// エラー: the row or file was not taken in.
    Error,
}

/// What is wrong; the stable name of a kind of finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FindingKind(pub &'static str);

/// One finding or a group of equal ones. It never holds the cell's value, only what class of value was seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// エラー or アラート.
    pub severity: Severity,
    /// Stable kind, e.g. `date-unreadable`.
    pub kind: FindingKind,
    /// Header of the column, empty for a whole row or file.
    pub column: String,
    /// Class of value seen, in Japanese and without the value (e.g. 「数字8桁」「空欄」).
    pub seen: String,
    /// What is wrong, in words of a clerk (何が).
    pub message: String,
    /// What to do, and who (どうすればよいか).
    pub cure: String,
    /// How often.
    pub count: u64,
    /// A few examples: (record number from 1, line in the file from 1, column number from 1; 0 = not applicable).
    pub examples: Vec<(u32, u32, u16)>,
}

/// Examples kept per group of equal findings.
pub const FINDING_EXAMPLES_MAX: usize = 5;
