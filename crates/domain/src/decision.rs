//! What people decided about two records (名寄せ判定).

use jiff::civil::Date;

use crate::id::RecordKey;

/// A person's answer about two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// 同一.
    Same,
    /// 別人.
    Different,
    /// 不明: asked, and left open.
    Unknown,
}

/// A link decision: reversible, remembered for ever. The newest about a pair holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkDecision {
    /// The smaller record key.
    pub left: RecordKey,
    /// The larger record key.
    pub right: RecordKey,
    /// The answer.
    pub verdict: Verdict,
    /// Who decided (判定者).
    pub by: String,
    /// When.
    pub on: Date,
}
