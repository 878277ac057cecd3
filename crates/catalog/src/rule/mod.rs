//! Screening rules (判定規則) as dated data: what is looked at, from when, how much it counts, and the words shown.
//!
//! A rule declares *indicators* (着目点) over items and a *condition* over their answers; the engine alone knows how a time
//! is compared or a coverage is read. Every number is a named parameter, so that no threshold hides in a program.
//! `docs/reference/rules.md` explains every key; `docs/guide/new-rule.md` writes one from scratch.

mod cases;
mod file;
mod indicator;
mod load;
mod resolve;
mod say;

use std::collections::BTreeMap;

use domain::{ItemId, RuleId};
use jiff::civil::Date;

pub use cases::{Case, Cases, Count, Delivered, Expectation, Resident};
pub use indicator::{Aggregate, Circle, Compare, Filter, Indicator, Level, Limits, Silence, Window};
pub(crate) use load::rules;
pub use say::{Piece, Placeholder, Say};

/// One rule, checked (判定規則).
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Readable id; the same in every preset.
    pub id: RuleId,
    /// Title, as people read it.
    pub title: String,
    /// What it aims at; an id of the closed list.
    pub target: String,
    /// Version (版), shown with every signal.
    pub version: u32,
    /// Why it exists.
    pub why: String,
    /// Law, guideline, study or practice it rests on.
    pub reference: String,
    /// What it does not do, and other remarks.
    pub note: String,
    /// First day it is used.
    pub valid_from: Date,
    /// Last day it is used; `None` = still.
    pub valid_to: Option<Date>,
    /// Last reviewed.
    pub last_reviewed: Date,
    /// To be reviewed by.
    pub review_by: Date,
    /// Whether it looks for children nobody asked about, or keeps a deadline for those already watched.
    pub kind: RuleKind,
    /// Whom it speaks of; others are out of scope for it.
    pub whom: Whom,
    /// The named numbers.
    pub parameters: BTreeMap<String, Parameter>,
    /// What is looked at, in the order people read it.
    pub indicators: Vec<Indicator>,
    /// When the indicators together make a signal.
    pub condition: Condition,
    /// Items it names although the installation does not hold them; they are answered 「本目的の項目にない」.
    pub not_held: Vec<ItemId>,
    /// File it stands in, relative to `config/`.
    pub file: String,
}

impl Rule {
    /// Whether it is used on a day.
    #[must_use]
    pub fn is_valid(&self, on: Date) -> bool {
        self.valid_from <= on && self.valid_to.is_none_or(|to| on <= to)
    }

    /// The indicator with this id.
    #[must_use]
    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.id == id)
    }
}

/// What a rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleKind {
    /// 新たな気付き: children already supported leave its list.
    Discovery,
    /// 期限: rings for children already supported too.
    Clock,
    /// 傾向: a list of traits that are compared between families; it gives no signals and needs no cases.
    Trend,
}

/// Whom a rule speaks of (対象).
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Whom {
    /// Grades, codes `E3`, `P1`–`P6`, `J1`–`J3`, `H1`–`H3`; empty = not limited.
    pub grades: Vec<String>,
    /// Ages in completed years, from and to; absent = those of the purpose.
    pub ages: Option<(u8, u8)>,
    /// Only children under watch: an open case or a place on the list of supported children.
    pub watched: bool,
}

/// A named number (閾値).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// In thousandths, so that sums and comparisons are exact.
    pub thousandths: i64,
    /// What it is and where it comes from.
    pub note: String,
    /// A number shipped as an example that a municipality has to set itself.
    pub example: bool,
}

impl Parameter {
    /// The number as people read it: `10`, `0.05`.
    #[must_use]
    pub fn shown(&self) -> String {
        shown_number(self.thousandths)
    }
}

/// A number in thousandths as people read it, without needless zeros.
#[must_use]
pub fn shown_number(thousandths: i64) -> String {
    let sign = if thousandths < 0 { "-" } else { "" };
    let whole = thousandths.unsigned_abs() / 1000;
    match thousandths.unsigned_abs() % 1000 {
        0 => format!("{sign}{whole}"),
        rest => format!("{sign}{whole}.{}", format!("{rest:03}").trim_end_matches('0')),
    }
}

/// When answers make a signal: data, not code (成立条件).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// The indicator with this place is answered yes.
    Indicator(usize),
    /// Every one of them.
    All(Vec<Condition>),
    /// At least one of them.
    Any(Vec<Condition>),
    /// At least so many of them.
    AtLeast(u32, Vec<Condition>),
    /// The points of all indicators reach this number.
    Points(i32),
}

impl Condition {
    /// Whether it holds for the answers (by place of indicator) and the points.
    #[must_use]
    pub fn holds(&self, yes: &dyn Fn(usize) -> bool, points: i32) -> bool {
        match self {
            Self::Indicator(place) => yes(*place),
            Self::All(parts) => parts.iter().all(|part| part.holds(yes, points)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(yes, points)),
            Self::AtLeast(n, parts) => parts.iter().filter(|part| part.holds(yes, points)).count() >= *n as usize,
            Self::Points(least) => points >= *least,
        }
    }
}
