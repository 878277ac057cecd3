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
    /// 取消: what was decided before holds no longer, as if it had never been decided.
    Withdrawn,
}

impl Verdict {
    /// As people write it in the sheet (判定).
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Same => "同一",
            Self::Different => "別人",
            Self::Unknown => "不明",
            Self::Withdrawn => "取消",
        }
    }

    /// The verdict a word of the sheet means.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Same, Self::Different, Self::Unknown, Self::Withdrawn].into_iter().find(|known| known.word() == word)
    }
}

/// A link decision: reversible, remembered for ever. The newest about a pair that was not withdrawn holds.
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
