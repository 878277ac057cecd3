//! Register dates (暦日・不詳日): a value, how precise it is, and the interval it can lie in.

use jiff::civil::Date;

/// How much of a register date is known (不詳日の種別).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Precision {
    /// A full calendar day.
    Day = 0,
    /// 年月日頃.
    AboutDay = 1,
    /// 推定年月日.
    EstimatedDay = 2,
    /// Month known, day unknown (日不詳).
    Month = 3,
    /// 年月頃.
    AboutMonth = 4,
    /// 推定年月.
    EstimatedMonth = 5,
    /// 上旬・中旬・下旬.
    TenDays = 6,
    /// 春・夏・秋・冬.
    Season = 7,
    /// Year known, month and day unknown (月日不詳).
    Year = 8,
    /// 年頃.
    AboutYear = 9,
    /// から…までの間.
    Between = 10,
    /// 年月日不詳.
    Unknown = 11,
    /// A day the calendar does not have (2月30日, 平成31年5月以降 …); the interval holds what it can mean.
    Nonexistent = 12,
}

/// A date as a register holds it: never guessed, never refused (住民記録システム標準仕様 1.1.8).
///
/// `earliest..=latest` is the interval of days it can mean; both `None` when nothing is known.
/// For [`Precision::Day`] both ends are the same day. Rules use the interval, never an invented day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegisterDate {
    /// First day it can mean.
    pub earliest: Option<Date>,
    /// Last day it can mean.
    pub latest: Option<Date>,
    /// How much is known.
    pub precision: Precision,
}

impl RegisterDate {
    /// A fully known day.
    #[must_use]
    pub const fn day(day: Date) -> Self {
        Self { earliest: Some(day), latest: Some(day), precision: Precision::Day }
    }

    /// The day, when it is known without doubt.
    #[must_use]
    pub fn exact(self) -> Option<Date> {
        (self.precision == Precision::Day).then_some(self.earliest).flatten()
    }
}
