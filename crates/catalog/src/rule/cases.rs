//! Cases beside a rule (`<rule>.cases.toml`): small facts a caseworker can read, and what the rule must say about them.

use serde::Deserialize;

/// The cases of one rule.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cases {
    /// The rule they are about.
    pub rule: String,
    /// The cases.
    #[serde(default, rename = "case")]
    pub cases: Vec<Case>,
    /// File they stand in, relative to `config/`.
    #[serde(skip)]
    pub file: String,
}

/// One case: who lives where, what was delivered, what must come out.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it shows, in a sentence.
    pub name: String,
    /// The date whose knowledge is used.
    pub as_of: String,
    /// Today; absent = the as-of date.
    pub today: Option<String>,
    /// The purpose; absent = the first one in force that runs the rule.
    pub purpose: Option<String>,
    /// Items without which the case says nothing; where the installation does not hold them it is passed over.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Duty of who looks; absent = the first viewer of the purpose.
    pub duty: Option<String>,
    /// Days off beside Saturdays and Sundays, for ranges of days.
    #[serde(default)]
    pub holidays: Vec<String>,
    /// The people.
    pub people: Vec<Resident>,
    /// What departments delivered.
    #[serde(default, rename = "delivery")]
    pub deliveries: Vec<Delivered>,
    /// What must come out.
    #[serde(default, rename = "expect")]
    pub expectations: Vec<Expectation>,
}

/// One resident, or several of a kind.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resident {
    /// By what the case calls them; with `count`, a number is added (`同級生1`, `同級生2` …).
    pub who: String,
    /// How many.
    #[serde(default)]
    pub count: Count,
    /// Birth date.
    pub born: String,
    /// `男` or `女`.
    #[serde(default)]
    pub sex: String,
    /// 世帯番号; absent = a household of their own.
    #[serde(default)]
    pub household: String,
    /// 続柄 to the head of household: `世帯主`, `子`, `母` …
    #[serde(default)]
    pub relation: String,
    /// Address; absent = an address of their own.
    #[serde(default)]
    pub at: String,
    /// School, as the roster names it; absent = no school records.
    #[serde(default)]
    pub school: String,
    /// Grade code `J2`.
    #[serde(default)]
    pub grade: String,
    /// Class.
    #[serde(default)]
    pub class: String,
    /// 支援措置.
    #[serde(default)]
    pub shielded: bool,
}

/// How many residents a line stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Count(pub u32);

impl Default for Count {
    fn default() -> Self {
        Self(1)
    }
}

/// One delivery.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivered {
    /// Name of the system, as reasons show it.
    pub system: String,
    /// From when it is known.
    pub as_of: String,
    /// The items of its columns.
    pub items: Vec<String>,
    /// Months it speaks for, `2022-04..2023-01`; absent = all up to its date.
    pub months: Option<String>,
    /// Grades it speaks for.
    #[serde(default)]
    pub grades: Vec<String>,
    /// Schools it speaks for.
    #[serde(default)]
    pub schools: Vec<String>,
    /// Ages it speaks for.
    pub ages: Option<(u8, u8)>,
    /// Rows: `who when value…`, one value per item; `_` = empty. See `docs/guide/new-rule.md`.
    #[serde(default)]
    pub rows: Vec<String>,
}

/// What must come out for one person, or for the whole run (no `who`).
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Expectation {
    /// Whom it is about; absent = the run.
    pub who: Option<String>,
    /// Whether the rule gives a signal.
    pub signal: Option<bool>,
    /// The points.
    pub points: Option<i32>,
    /// Each is part of one reason.
    pub reasons: Vec<String>,
    /// None is part of any reason.
    pub not_reasons: Vec<String>,
    /// Each is part of one entry of what was not recorded.
    pub missing: Vec<String>,
    /// None is part of any such entry.
    pub not_missing: Vec<String>,
    /// Part of what is said about support so far; `""` = nothing is said.
    pub supported: Option<String>,
    /// Part of why the rule cannot be judged for the purpose.
    pub undecidable: Option<String>,
    /// Part of why the run is refused.
    pub refused: Option<String>,
    /// Part of why results may not be handed over.
    pub hand_over_refused: Option<String>,
}
