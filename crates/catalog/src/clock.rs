//! Deadlines that run whatever a score says (期限): 48 hours, 7 days, monthly, three months.

use serde::Deserialize;

/// One deadline; from `clocks/*.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeadlineClock {
    /// Readable id, e.g. `safety-check-48h`.
    pub id: String,
    /// Title, e.g. `安全確認（48時間以内）`.
    pub title: String,
    /// What starts it, in words.
    pub starts: String,
    /// What stops it, in words.
    pub stops: String,
    /// How long it runs.
    pub limit: u32,
    /// `hours`, `days`, `school-days` or `months`.
    pub unit: ClockUnit,
    /// Whom it covers.
    #[serde(default)]
    pub covers: String,
    /// What must happen when it rings.
    pub rings: String,
    /// Law, guideline or report it rests on.
    pub source: String,
    /// Last reviewed, `YYYY-MM-DD`.
    pub last_reviewed: String,
    /// To be reviewed by, `YYYY-MM-DD`.
    pub review_by: String,
}

/// Units of a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockUnit {
    /// 時間.
    Hours,
    /// 日.
    Days,
    /// 課業日: days of the school calendar.
    SchoolDays,
    /// 月.
    Months,
}
