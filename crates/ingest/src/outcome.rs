//! What came of reading a file that was taken.

use domain::{ColumnMeta, Coverage, Delivery, ExtractId, Finding, ItemId, OwnerId, PurposeId, Role, SourceId};
use jiff::civil::Date;

/// Where the as-of date of a delivery comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AsOfOrigin {
    /// `--as-of`.
    Given,
    /// The file name.
    FileName,
    /// Nothing named one: today.
    Today,
}

impl AsOfOrigin {
    /// As it stands on the receipt.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Given => "指定",
            Self::FileName => "ファイル名",
            Self::Today => "本日",
        }
    }
}

/// What became of one delivered column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnNote {
    /// Header as delivered.
    pub header: String,
    /// The catalogue item, when it carries one.
    pub item: Option<ItemId>,
    /// Purposes in force that allow the item; empty for columns taken for matching alone.
    pub purposes: Vec<PurposeId>,
}

/// The delivery of the same source and slice that one follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Previous {
    /// Its number.
    pub extract: ExtractId,
    /// The date it speaks for.
    pub as_of: Date,
    /// Rows it took.
    pub rows: u64,
    /// A delivery of the same slice that speaks for a later date than the new one, and stays in force before it.
    pub newer: Option<ExtractId>,
}

/// What was there before a delivery.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Before {
    /// Nothing of the same source and slice.
    #[default]
    Nothing,
    /// A delivery it follows, and replaces unless it is an addition.
    Delivery(Previous),
    /// The very same delivery: nothing is compared.
    Itself,
}

impl From<Option<Previous>> for Before {
    fn from(previous: Option<Previous>) -> Self {
        previous.map_or(Self::Nothing, Self::Delivery)
    }
}

impl Before {
    /// The delivery before.
    #[must_use]
    pub const fn previous(self) -> Option<Previous> {
        match self {
            Self::Delivery(previous) => Some(previous),
            Self::Nothing | Self::Itself => None,
        }
    }

    /// Rows of the delivery before.
    #[must_use]
    pub fn rows(self) -> Option<u64> {
        self.previous().map(|previous| previous.rows)
    }
}

/// A file that was taken (受入結果). Rows themselves went out as row groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The file.
    pub file: String,
    /// The source definition that read it.
    pub source: SourceId,
    /// Title of the source.
    pub title: String,
    /// System name (システム名).
    pub system: String,
    /// The data owner.
    pub owner: OwnerId,
    /// How the file is written, for people: `CSV・Shift_JIS（CP932）`.
    pub written: String,
    /// The date it speaks for.
    pub as_of: Date,
    /// Where that date comes from.
    pub as_of_origin: AsOfOrigin,
    /// Full, slice or addition.
    pub delivery: Delivery,
    /// The slices it holds; see [`crate::slices`].
    pub slice: String,
    /// Which slice the admitted rows belong to, as runs: (place among [`crate::slices`], rows). Empty unless there are several.
    pub slice_rows: Vec<(u32, u32)>,
    /// What it speaks for.
    pub coverage: Coverage,
    /// Roles, primary first.
    pub roles: Vec<Role>,
    /// The stored columns.
    pub columns: Vec<ColumnMeta>,
    /// Ordinals of the stored columns that name a record within a delivery.
    pub key: Vec<u16>,
    /// Records read (blank, title and total lines uncounted).
    pub rows_read: u64,
    /// Records taken.
    pub rows_admitted: u64,
    /// Records refused; read = admitted + refused.
    pub rows_refused: u64,
    /// The delivery it follows.
    pub before: Before,
    /// For each admitted row its record number, from 1; empty when no row was refused.
    pub record_numbers: Vec<u32>,
    /// Columns taken with a purpose.
    pub taken: Vec<ColumnNote>,
    /// Columns taken for matching, time or place alone (名寄せ).
    pub matching: Vec<ColumnNote>,
    /// Columns dropped because no purpose in force allows their item.
    pub dropped: Vec<ColumnNote>,
    /// Columns the source definition does not use.
    pub ignored: Vec<String>,
    /// Columns stripped by `--without`.
    pub without: Vec<String>,
    /// Purposes in force that allow something of it, sorted.
    pub purposes: Vec<PurposeId>,
    /// Findings, errors first.
    pub findings: Vec<Finding>,
}
