//! A rule as it stands in `rules/*.toml`, before names are looked up and dates read.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Aggregate, Circle, Compare, RuleKind, Silence, Whom};

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleFile {
    pub id: String,
    pub title: String,
    pub target: String,
    pub version: u32,
    pub why: String,
    pub reference: String,
    #[serde(default)]
    pub note: String,
    pub valid_from: String,
    pub valid_to: Option<String>,
    pub last_reviewed: String,
    pub review_by: String,
    #[serde(default = "discovery")]
    pub kind: RuleKind,
    #[serde(default)]
    pub whom: Whom,
    #[serde(default)]
    pub not_held: Vec<String>,
    #[serde(default)]
    pub parameters: BTreeMap<String, ParameterFile>,
    #[serde(default, rename = "indicator")]
    pub indicators: Vec<IndicatorFile>,
    pub condition: ConditionFile,
}

fn discovery() -> RuleKind {
    RuleKind::Discovery
}

/// A bare number, or one with a note.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum ParameterFile {
    Whole(i64),
    Fraction(f64),
    Noted(NotedParameter),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NotedParameter {
    pub value: NumberFile,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub example: bool,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
pub(super) enum NumberFile {
    Whole(i64),
    Fraction(f64),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IndicatorFile {
    pub id: String,
    pub title: String,
    #[serde(default)]
    pub data: String,
    pub items: Vec<String>,
    #[serde(default)]
    pub of: Circle,
    #[serde(default)]
    pub except_with: Vec<String>,
    #[serde(default)]
    pub ages: LimitsFile,
    #[serde(default)]
    pub grades: Vec<String>,
    pub lived_here_at: Option<String>,
    pub same_person_as: Option<String>,
    #[serde(default)]
    pub every: bool,
    #[serde(default, rename = "where")]
    pub filters: Vec<FilterFile>,
    pub window: WindowFile,
    pub aggregate: Aggregate,
    pub compare: Option<Compare>,
    pub at_least: Option<String>,
    pub at_most: Option<String>,
    pub points: Option<i32>,
    #[serde(default)]
    pub levels: Vec<LevelFile>,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub context: bool,
    #[serde(default)]
    pub off: bool,
    #[serde(default)]
    pub silence: Silence,
    pub instead_of: Option<String>,
    pub before: Option<String>,
    pub breakdown: Option<String>,
    pub peers: Option<String>,
    #[serde(default)]
    pub pause_items: Vec<String>,
    #[serde(default)]
    pub pauses: Vec<FilterFile>,
    pub valid_from: Option<String>,
    pub valid_to: Option<String>,
    pub say: String,
}

/// Names of parameters.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LimitsFile {
    pub at_least: Option<String>,
    pub at_most: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LevelFile {
    pub at_least: Option<String>,
    pub at_most: Option<String>,
    pub points: i32,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct FilterFile {
    pub item: Option<String>,
    pub codes: Option<String>,
    pub groups: Vec<String>,
    pub values: Vec<String>,
    pub containing: Vec<String>,
    pub without: Vec<String>,
    pub at_least: Option<String>,
    pub at_most: Option<String>,
    pub or_empty: bool,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum WindowFile {
    Named(String),
    Counted(CountedWindow),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CountedWindow {
    pub months: Option<String>,
    pub days: Option<String>,
    pub delivered_months: Option<String>,
    pub within: Option<String>,
    pub since: Option<String>,
}

/// `"id"`, `{ all = […] }`, `{ any = […] }`, `{ at_least = "n", of = […] }`, `{ points = "n" }`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum ConditionFile {
    Indicator(String),
    Group(GroupFile),
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct GroupFile {
    pub all: Vec<ConditionFile>,
    pub any: Vec<ConditionFile>,
    pub at_least: Option<String>,
    pub of: Vec<ConditionFile>,
    pub points: Option<String>,
}
