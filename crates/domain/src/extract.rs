//! One delivery of a source: what it speaks of, when it was known, which slice it replaces.

use jiff::civil::Date;

use crate::id::{ExtractId, OwnerId, SourceId};

/// What a delivery is (差分の種別): a newer one supersedes only the same slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Delivery {
    /// Everything the source holds; replaces the one before.
    Full,
    /// One slice (a school, a month …); replaces the same slice.
    Slice,
    /// Additional rows; replaces nothing.
    Addition,
}

/// Calendar months from first to last, inclusive; each is the first day of its month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthSpan {
    /// First day of the first month.
    pub first: Date,
    /// First day of the last month.
    pub last: Date,
}

/// What a delivery speaks for (網羅範囲). Inside it "no row" is a no; outside it is 未確認 or 対象外.
/// Empty lists and `None` mean "not limited in this respect".
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Months it speaks for; `None` = up to its as-of date without a beginning.
    pub months: Option<MonthSpan>,
    /// Schools it speaks for, as delivered in the school column.
    pub schools: Vec<String>,
    /// Grades it speaks for, e.g. 小4–中3 (code P4 … J3).
    pub grades: Vec<String>,
    /// Ages in completed years it speaks for.
    pub ages: Option<(u8, u8)>,
}

/// One delivery (抽出データ).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extract {
    /// Running number.
    pub id: ExtractId,
    /// The source definition that read it.
    pub source: SourceId,
    /// Name of the system as people know it (システム名).
    pub system: String,
    /// The data owner.
    pub owner: OwnerId,
    /// Base name of the file; inside a folder or zip `<stem>/<member>`.
    pub file: String,
    /// The date the extract speaks for and is known from: nothing earlier knows it.
    pub as_of: Date,
    /// Full, slice or addition.
    pub delivery: Delivery,
    /// The slice it is, as text for people and for comparison (`school=第一中/month=2022-11`); empty unless a slice.
    pub slice: String,
    /// What it speaks for.
    pub coverage: Coverage,
}
