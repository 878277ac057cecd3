//! Register dates (暦日・不詳日): a value, how precise it is, and the interval it can lie in.

mod era;
mod month;
mod notation;
mod parse;
mod unknown;
mod wareki;

pub use era::{Era, era_slip};
pub use month::{Month, parse_month, parse_school_year};
pub use parse::{DateContext, DateNote, ParsedDate, parse};
pub use wareki::{to_wareki, to_wareki_short};

use jiff::civil::Date;

/// How much of a register date is known (不詳日の種別).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Precision {
    /// A full calendar day.
    Day = 0,
    /// 年月日頃: the interval reaches 15 days to either side.
    AboutDay = 1,
    /// 推定年月日.
    EstimatedDay = 2,
    /// Month known, day unknown (日不詳).
    Month = 3,
    /// 年月頃: the interval reaches one month to either side.
    AboutMonth = 4,
    /// 推定年月.
    EstimatedMonth = 5,
    /// 上旬・中旬・下旬, also 中旬頃.
    TenDays = 6,
    /// 春・夏・秋・冬 of a year.
    Season = 7,
    /// Year known, month and day unknown (月日不詳).
    Year = 8,
    /// 年頃: the interval reaches one year to either side.
    AboutYear = 9,
    /// から…までの間.
    Between = 10,
    /// 年月日不詳.
    Unknown = 11,
    /// A day the calendar does not have (2月30日, 4月31日, 13月 …); the interval holds what it can mean.
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
    /// Nothing is known (年月日不詳).
    pub const UNKNOWN: Self = Self { earliest: None, latest: None, precision: Precision::Unknown };

    /// A fully known day.
    #[must_use]
    pub const fn day(day: Date) -> Self {
        Self { earliest: Some(day), latest: Some(day), precision: Precision::Day }
    }

    /// An interval of days known only to the given precision.
    #[must_use]
    pub const fn within(earliest: Date, latest: Date, precision: Precision) -> Self {
        Self { earliest: Some(earliest), latest: Some(latest), precision }
    }

    /// The day, when it is known without doubt.
    #[must_use]
    pub fn exact(self) -> Option<Date> {
        (self.precision == Precision::Day).then_some(self.earliest).flatten()
    }

    /// Whether the date can be the given day. A date of which nothing is known can be any day.
    #[must_use]
    pub fn can_be(self, day: Date) -> bool {
        self.earliest.is_none_or(|first| first <= day) && self.latest.is_none_or(|last| day <= last)
    }

    /// Whether two register dates can mean the same day.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        let before = |last: Option<Date>, first: Option<Date>| matches!((last, first), (Some(last), Some(first)) if last < first);
        !before(self.latest, other.earliest) && !before(other.latest, self.earliest)
    }
}
