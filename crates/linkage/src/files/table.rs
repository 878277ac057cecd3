//! A CSV in memory: string columns, each distinct cell once.

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileTable {
    /// The recipe's name for it, else the file's stem; `source` in the output.
    pub source: String,
    /// Header, as delivered and trimmed.
    pub header: Vec<String>,
    /// One per header.
    pub columns: Vec<StringColumn>,
    /// Rows.
    pub rows: usize,
}

/// One column, dictionary-encoded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StringColumn {
    /// Per row: index of its value.
    pub keys: Vec<u32>,
    /// Distinct cells.
    pub values: Vec<String>,
}
