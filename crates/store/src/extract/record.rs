//! What is recorded of a delivery beside its cells.

use domain::{ColumnMeta, Extract, ExtractId, Finding, ItemId, PurposeId, Role};
use jiff::civil::Date;

use crate::key::DataKey;

/// Stands between the slices of a delivery that holds several.
pub const SLICE_SEPARATOR: char = '|';

/// The slices a delivery holds, in their order: `school=1/month=2022-11|school=2/month=2022-11` are two.
/// A full delivery, and a slice without a row, is one slice without a name.
pub fn slices(text: &str) -> impl Iterator<Item = &str> {
    text.split(SLICE_SEPARATOR)
}

/// A column that was delivered and not stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// Header as delivered.
    pub header: String,
    /// The item it would have carried, when the source definition knows one.
    pub item: Option<ItemId>,
    /// Why it was dropped, in Japanese.
    pub why: String,
}

/// A delivery as it is taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtractRecord {
    /// Source, owner, file, as-of date, slice, coverage; `id` as [`crate::Txn::extract_begin`] gave it.
    pub extract: Extract,
    /// Bytes of the file.
    pub size: u64,
    /// blake3 of the whole file.
    pub hash: [u8; 32],
    /// Encoding it was read in, e.g. `CP932`.
    pub encoding: String,
    /// The as-of date was given (by option or file name), not taken from today.
    pub as_of_given: bool,
    /// The day of the import.
    pub delivered_on: Date,
    /// Account that imported it.
    pub made_by: String,
    /// Roles of the source definition that read it.
    pub roles: Vec<Role>,
    /// Stored columns, by ordinal.
    pub columns: Vec<ColumnMeta>,
    /// Record number per admitted row; empty when no row was refused.
    pub record_numbers: Vec<u32>,
    /// Which slice the admitted rows belong to, as runs: (place among [`slices`] of the delivery, rows). Empty unless the
    /// file holds several slices.
    pub slice_rows: Vec<(u32, u32)>,
    /// Rows read: admitted + refused.
    pub rows_read: u64,
    /// Rows stored.
    pub rows_admitted: u64,
    /// Rows quarantined.
    pub rows_refused: u64,
    /// Columns that no purpose allows, or that the clerk stripped.
    pub dropped: Vec<Dropped>,
    /// Headers that the source definition does not know.
    pub ignored: Vec<String>,
    /// What is wrong in it.
    pub findings: Vec<Finding>,
    /// Purposes that admitted its items.
    pub purposes: Vec<PurposeId>,
    /// Hash of the configuration it was read under.
    pub config_hash: [u8; 32],
}

/// A delivery taken back (取下げ).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// Account that took it back.
    pub by: String,
    /// The day.
    pub on: Date,
}

/// A delivery as it is stored. Cells are read with [`crate::Store::table_load`].
#[derive(Debug, Clone)]
pub struct StoredExtract {
    /// Source, owner, file, as-of date, slice, coverage.
    pub extract: Extract,
    /// Bytes of the file.
    pub size: u64,
    /// blake3 of the whole file.
    pub hash: [u8; 32],
    /// Encoding it was read in.
    pub encoding: String,
    /// The as-of date was given, not taken from today.
    pub as_of_given: bool,
    /// The day of the import.
    pub delivered_on: Date,
    /// Account that imported it.
    pub made_by: String,
    /// Roles of the source definition that read it.
    pub roles: Vec<Role>,
    /// Stored columns, by ordinal.
    pub columns: Vec<ColumnMeta>,
    /// Rows read: admitted + refused.
    pub rows_read: u64,
    /// Rows stored.
    pub rows_admitted: u64,
    /// Rows quarantined.
    pub rows_refused: u64,
    /// Columns that were not stored.
    pub dropped: Vec<Dropped>,
    /// Headers that the source definition does not know.
    pub ignored: Vec<String>,
    /// Purposes that admitted its items.
    pub purposes: Vec<PurposeId>,
    /// Hash of the configuration it was read under.
    pub config_hash: [u8; 32],
    /// Taken back, by whom and when.
    pub withdrawn: Option<Withdrawal>,
    /// Whether its words (headers, roles, findings) and row numbers are there; `None` once its key was dropped.
    pub(crate) key: Option<DataKey>,
    /// Whether record numbers are stored.
    pub(crate) numbered: bool,
    /// Whether it is stored which slice each row belongs to.
    pub(crate) sliced: bool,
    /// Words of the findings: column, seen, message, cure.
    pub(crate) finding_words: Vec<[String; 4]>,
}

impl StoredExtract {
    /// Its key was dropped: nothing can be read any more.
    #[must_use]
    pub const fn is_destroyed(&self) -> bool {
        self.key.is_none()
    }
}

/// A delivery that holds the same bytes as another file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameBytes {
    /// Its number.
    pub id: ExtractId,
    /// The date it speaks for.
    pub as_of: Date,
    /// The name of its file: part of what it says where the definition reads a school or month from it.
    pub file: String,
}

/// The delivery that a new one of the same source and slice follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreviousExtract {
    /// Its number.
    pub id: ExtractId,
    /// The date it speaks for.
    pub as_of: Date,
    /// Rows it took.
    pub rows: u64,
    /// A delivery of the same slice that speaks for a later date than the new one.
    pub newer: Option<ExtractId>,
}

/// A finding as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFinding {
    /// Stable kind.
    pub kind: String,
    /// Whether it is an エラー (else アラート).
    pub error: bool,
    /// Header of the column.
    pub column: String,
    /// Class of value seen.
    pub seen: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub cure: String,
    /// How often.
    pub count: u64,
    /// Examples: record, line, column.
    pub examples: Vec<(u32, u32, u16)>,
}
