//! The TOML of what a run learned, and writing it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{DatePart, Trained};
use crate::files::recipe::{Comparison, Recipe, RecipeFault};

/// The layout written; another one is refused.
pub(super) const FORMAT: u32 = 1;

const HEAD: &str =
    "# What mimamori link-files learned: shares, dependence, threshold, and how common values are (by fingerprint).
# Used again with --trained. A fingerprint of a name can be found out by trying names: keep this file like the data.
";

/// The last line: without it a file was cut off, even where what is left of it can be read.
pub(super) const END: &str = "\n# end\n";

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    pub(super) format: u32,
    pub(super) recipe: String,
    pub(super) recipe_fingerprint: String,
    pub(super) threshold: f64,
    pub(super) prior: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) household_share: Option<f64>,
    pub(super) file: Vec<TextFile>,
    pub(super) field: Vec<TextField>,
    #[serde(default)]
    pub(super) alone: Vec<TextAlone>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) dates: Vec<TextDates>,
    pub(super) comparison: Vec<TextComparison>,
    #[serde(default)]
    pub(super) counted: Vec<TextKnown>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) words: Option<TextWords>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TextFile {
    pub(super) source: String,
    pub(super) rows: u64,
    pub(super) fingerprint: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TextField {
    pub(super) name: String,
    pub(super) recorded: f64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TextAlone {
    pub(super) record_of: String,
    pub(super) partner_in: String,
    pub(super) share: f64,
}

/// How dates with the year at the end were read.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TextDates {
    pub(super) source: String,
    pub(super) field: String,
    /// What comes first; absent = they were not read as dates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) first: Option<DatePart>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TextComparison {
    pub(super) name: String,
    pub(super) levels: Vec<String>,
    pub(super) same: Vec<f64>,
    pub(super) different: Vec<f64>,
    #[serde(default)]
    pub(super) household: Vec<f64>,
    /// By class (same, different, household): which comparison it depends on, and its shares for each level of that one.
    #[serde(default)]
    pub(super) depends: BTreeMap<String, TextDepends>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) common: Option<TextFrequency>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TextDepends {
    pub(super) on: String,
    pub(super) shares: Vec<Vec<f64>>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TextKnown {
    pub(super) comparison: String,
    pub(super) level: usize,
    pub(super) other: String,
    pub(super) other_level: usize,
    pub(super) share: f64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TextFrequency {
    pub(super) recorded: f64,
    pub(super) values: String,
    #[serde(default)]
    pub(super) cohorts: String,
    #[serde(default)]
    pub(super) together: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TextWords {
    pub(super) values: u32,
    pub(super) counts: String,
}

/// Names of the classes that have a tree of dependence.
pub(super) const CLASSES: [&str; 3] = ["same", "different", "household"];

impl Trained {
    /// As TOML.
    ///
    /// # Errors
    /// Never for what a run has learned; the message of the serialiser else.
    pub fn to_toml(&self, recipe: &Recipe) -> Result<String, RecipeFault> {
        let recipe = recipe.fitted(&self.present(recipe));
        let model = &self.model;
        let name = |at: usize| recipe.comparisons[at].name.clone();
        let trees = model.dependence.as_ref();
        let of_class = |class: &str| match class {
            "same" => trees.map(|trees| &trees.same),
            "different" => trees.map(|trees| &trees.different),
            _ => trees.and_then(|trees| trees.company.as_ref()),
        };
        let depends = |at: usize| {
            let of = |class: &&str| {
                let tree = of_class(class)?;
                let shares = tree.given(at).iter().map(|shares| told(shares)).collect();
                Some(((*class).to_owned(), TextDepends { on: name(tree.parent(at)?), shares }))
            };
            CLASSES.iter().filter_map(of).collect()
        };
        let comparison = |(at, comparison): (usize, &Comparison)| TextComparison {
            name: comparison.name.clone(),
            levels: comparison.labels.clone(),
            same: told(&model.same[at]),
            different: told(&model.different[at]),
            household: model.company.as_ref().map_or_else(Vec::new, |company| told(&company.levels[at])),
            depends: depends(at),
            common: self.frequencies.get(at).and_then(Option::as_ref).map(|table| TextFrequency {
                recorded: table.recorded,
                values: list(&table.values),
                cohorts: list(&table.cohorts),
                together: list(&table.together),
            }),
        };
        let text = Text {
            format: FORMAT,
            recipe: self.recipe.clone(),
            recipe_fingerprint: self.fingerprint.clone(),
            threshold: self.threshold.bits(),
            prior: model.prior,
            household_share: model.company.as_ref().map(|company| company.share),
            file: self
                .files
                .iter()
                .map(|file| TextFile {
                    source: file.source.clone(),
                    rows: file.rows,
                    fingerprint: format!("{:016x}", file.fingerprint),
                })
                .collect(),
            field: self
                .fields
                .iter()
                .map(|field| TextField { name: field.name.clone(), recorded: field.recorded })
                .collect(),
            alone: self
                .alone
                .iter()
                .map(|alone| TextAlone {
                    record_of: alone.record_of.clone(),
                    partner_in: alone.partner_in.clone(),
                    share: alone.share,
                })
                .collect(),
            dates: self
                .orders
                .iter()
                .map(|order| TextDates { source: order.source.clone(), field: order.field.clone(), first: order.first })
                .collect(),
            comparison: recipe.comparisons.iter().enumerate().map(comparison).collect(),
            counted: trees
                .map_or(&[][..], |trees| trees.different.known())
                .iter()
                .map(|known| TextKnown {
                    comparison: name(known.one.0),
                    level: known.one.1,
                    other: name(known.other.0),
                    other_level: known.other.1,
                    share: known.share,
                })
                .collect(),
            words: self.words.as_ref().map(|words| {
                let mut counts: Vec<(u64, u32)> = words.counts.iter().map(|(hash, count)| (*hash, *count)).collect();
                counts.sort_unstable();
                TextWords { values: words.values, counts: list(&counts) }
            }),
        };
        let body = toml::to_string(&text)
            .map_err(|error| RecipeFault::new("trained", error.to_string(), "report this as a defect"))?;
        Ok(format!("{HEAD}{}{END}", body.trim_end()))
    }
}

/// Shares without the one of "missing", which is no share.
fn told(shares: &[f64]) -> Vec<f64> {
    shares.iter().skip(1).copied().collect()
}

/// Fingerprints and counts, one pair to a line.
fn list(pairs: &[(u64, u32)]) -> String {
    let mut out = String::with_capacity(pairs.len() * 22);
    for (hash, count) in pairs {
        out.push_str(&format!("{hash:016x} {count}\n"));
    }
    out
}
