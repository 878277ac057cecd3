//! Who looks, in what duty, for which purpose, as of which date.

use jiff::civil::Date;

use crate::id::PurposeId;

/// The scope of a read (閲覧範囲). There is no unscoped read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The account of the operating system, or of the application.
    pub who: String,
    /// The duty (職務) the account holds, e.g. `子ども家庭支援センター係`.
    pub duty: String,
    /// The organisation (機関), e.g. `昭島市`.
    pub organisation: String,
    /// The purpose the read serves.
    pub purpose: PurposeId,
    /// The date whose knowledge is used.
    pub as_of: Date,
}
