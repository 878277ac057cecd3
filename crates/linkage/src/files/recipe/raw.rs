//! A recipe as it stands in TOML, before it is checked.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRecipe {
    pub(super) name: Option<String>,
    pub(super) preset: Option<Spanned<String>>,
    pub(super) link: Option<Spanned<String>>,
    pub(super) household: Option<Spanned<RawHousehold>>,
    pub(super) threshold_probability: Option<Spanned<f64>>,
    #[serde(default)]
    pub(super) input: RawInput,
    #[serde(default)]
    pub(super) file: Vec<RawInput>,
    #[serde(default)]
    pub(super) field: Vec<RawField>,
    #[serde(default)]
    pub(super) block: Vec<RawBlock>,
    #[serde(default)]
    pub(super) compare: Vec<RawComparison>,
    #[serde(default)]
    pub(super) estimate: RawEstimate,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawInput {
    pub(super) name: Option<String>,
    pub(super) delimiter: Option<Spanned<String>>,
    pub(super) encoding: Option<Spanned<String>>,
    pub(super) trim: Option<bool>,
    pub(super) irregular_rows: Option<Spanned<String>>,
    pub(super) id: Option<OneOrMore>,
    pub(super) unique: Option<bool>,
    #[serde(default)]
    pub(super) columns: BTreeMap<String, String>,
}

/// What people of one household share: some fields together, or several such ways to tell a household.
#[derive(Debug, Clone, Deserialize)]
#[serde(
    untagged,
    expecting = "`household` is a list of fields, or of such lists: household = [[\"surname\", \"address\"], [\"phone\"]]"
)]
pub(super) enum RawHousehold {
    One(Vec<String>),
    Several(Vec<Vec<String>>),
}

impl RawHousehold {
    pub(super) fn ways(&self) -> Vec<Vec<String>> {
        match self {
            Self::One(fields) if fields.is_empty() => Vec::new(),
            Self::One(fields) => vec![fields.clone()],
            Self::Several(ways) => ways.clone(),
        }
    }
}

/// A name, or several of which the first one found counts.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "`id` is the name of a column, or a list of such names")]
pub(super) enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    pub(super) fn list(&self) -> Vec<String> {
        match self {
            Self::One(name) => vec![name.clone()],
            Self::More(names) => names.clone(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawField {
    pub(super) name: Spanned<String>,
    pub(super) label: Option<String>,
    pub(super) column: Option<String>,
    #[serde(default)]
    pub(super) columns: Vec<String>,
    pub(super) columns_of: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) headers: Vec<String>,
    pub(super) optional: Option<bool>,
    pub(super) clean: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    pub(super) missing: Vec<String>,
    #[serde(default)]
    pub(super) values: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBlock {
    pub(super) on: Spanned<Vec<Spanned<String>>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawComparison {
    pub(super) field: Spanned<String>,
    pub(super) name: Option<String>,
    pub(super) label: Option<String>,
    pub(super) levels: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) term_frequency: bool,
    pub(super) term_frequency_within: Option<Spanned<String>>,
    pub(super) same: Option<Spanned<Vec<f64>>>,
    pub(super) different: Option<Spanned<Vec<f64>>>,
    #[serde(default)]
    pub(super) fixed: bool,
}

impl RawComparison {
    /// Its name; without one it is called like its field.
    pub(super) fn called(&self) -> &str {
        self.name.as_deref().unwrap_or(self.field.get_ref())
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawEstimate {
    pub(super) matches: Option<Spanned<f64>>,
    pub(super) start_pairs: Option<Spanned<f64>>,
    pub(super) dependence: Option<bool>,
    pub(super) random_pairs: Option<Spanned<u64>>,
    pub(super) proposed_pairs: Option<Spanned<u64>>,
    pub(super) rounds: Option<Spanned<u32>>,
    pub(super) seed: Option<u64>,
    pub(super) block_records_max: Option<Spanned<u32>>,
}
