//! The TOML of what a run learned.

use std::collections::BTreeMap;

use domain::Weight;
use serde::{Deserialize, Serialize};

use super::{Alone, Trained, TrainedField, TrainedFile};
use crate::core::model::{Company, Dependence, Model, Shares};
use crate::core::tree::{Known, Tree};
use crate::files::columns::WordCounts;
use crate::files::frequency::FrequencyTable;
use crate::files::recipe::{Comparison, Recipe, RecipeFault};

/// The layout written; another one is refused.
const FORMAT: u32 = 1;

const HEAD: &str =
    "# What mimamori link-files learned: shares, dependence, threshold, and how common values are (by fingerprint).
# Used again with --trained. A fingerprint of a name can be found out by trying names: keep this file like the data.
";

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    format: u32,
    recipe: String,
    recipe_fingerprint: String,
    threshold: f64,
    prior: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    household_share: Option<f64>,
    file: Vec<TextFile>,
    field: Vec<TextField>,
    #[serde(default)]
    alone: Vec<TextAlone>,
    comparison: Vec<TextComparison>,
    #[serde(default)]
    counted: Vec<TextKnown>,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<TextWords>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TextFile {
    source: String,
    rows: u64,
    fingerprint: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TextField {
    name: String,
    recorded: f64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TextAlone {
    record_of: String,
    partner_in: String,
    share: f64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TextComparison {
    name: String,
    levels: Vec<String>,
    same: Vec<f64>,
    different: Vec<f64>,
    #[serde(default)]
    household: Vec<f64>,
    /// By class (same, different, household): which comparison it depends on, and its shares for each level of that one.
    #[serde(default)]
    depends: BTreeMap<String, TextDepends>,
    #[serde(skip_serializing_if = "Option::is_none")]
    common: Option<TextFrequency>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TextDepends {
    on: String,
    shares: Vec<Vec<f64>>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TextKnown {
    comparison: String,
    level: usize,
    other: String,
    other_level: usize,
    share: f64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TextFrequency {
    recorded: f64,
    values: String,
    #[serde(default)]
    cohorts: String,
    #[serde(default)]
    together: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TextWords {
    values: u32,
    counts: String,
}

/// Names of the classes that have a tree of dependence.
const CLASSES: [&str; 3] = ["same", "different", "household"];

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
        Ok(format!("{HEAD}{body}"))
    }

    /// Reads what [`Trained::to_toml`] wrote.
    ///
    /// # Errors
    /// A file that is none, another format, weights of another recipe, shares that are none.
    pub fn parse(text: &str, recipe: &Recipe) -> Result<Self, Vec<RecipeFault>> {
        let fault = |message: String, cure: &str| vec![RecipeFault::new("trained", message, cure)];
        let again = "learn anew with --save-trained";
        let text: Text = toml::from_str(text)
            .map_err(|error| fault(format!("the file cannot be read: {}", error.message().trim()), again))?;
        if text.format != FORMAT {
            return Err(fault(format!("format {} is not known", text.format), again));
        }
        let fields: Vec<TrainedField> = text
            .field
            .iter()
            .map(|field| TrainedField { name: field.name.clone(), recorded: field.recorded })
            .collect();
        let mut trained = Self { fingerprint: text.recipe_fingerprint.clone(), fields, ..Self::default() };
        let fitted = recipe.fitted(&trained.present(recipe));
        if !trained.belongs_to(&fitted) {
            return Err(fault(
                format!("the weights were learned with another recipe (`{}`), or the recipe has changed", text.recipe),
                again,
            ));
        }
        let read = Reader { comparisons: &fitted.comparisons };
        trained.model = read.model(&text).map_err(|message| fault(message, again))?;
        trained.frequencies = read.frequencies(&text).map_err(|message| fault(message, again))?;
        let words = |words: &TextWords| {
            Ok::<_, String>(WordCounts { values: words.values, counts: pairs(&words.counts)?.into_iter().collect() })
        };
        trained.words = text.words.as_ref().map(words).transpose().map_err(|message| fault(message, again))?;
        trained.recipe = text.recipe;
        trained.threshold = Weight::from_bits(text.threshold);
        trained.files = text
            .file
            .into_iter()
            .map(|file| TrainedFile {
                source: file.source,
                rows: file.rows,
                fingerprint: u64::from_str_radix(&file.fingerprint, 16).unwrap_or(0),
            })
            .collect();
        trained.alone = text
            .alone
            .into_iter()
            .map(|alone| Alone { record_of: alone.record_of, partner_in: alone.partner_in, share: alone.share })
            .collect();
        Ok(trained)
    }
}

/// Puts the parts of the text in the order of the recipe's comparisons.
struct Reader<'a> {
    comparisons: &'a [Comparison],
}

impl Reader<'_> {
    fn place(&self, name: &str) -> Result<usize, String> {
        let found = self.comparisons.iter().position(|comparison| comparison.name == name);
        found.ok_or_else(|| format!("there is no comparison `{name}` in the recipe"))
    }

    fn of<'t>(&self, text: &'t Text, comparison: &Comparison) -> Result<&'t TextComparison, String> {
        let found = text.comparison.iter().find(|entry| entry.name == comparison.name);
        let fits = found.filter(|entry| entry.levels == comparison.labels);
        fits.ok_or_else(|| format!("comparison `{}` has no weights for its levels", comparison.name))
    }

    fn model(&self, text: &Text) -> Result<Model, String> {
        let of = |pick: &dyn Fn(&TextComparison) -> Result<Shares, String>| -> Result<Vec<Shares>, String> {
            self.comparisons.iter().map(|comparison| pick(self.of(text, comparison)?)).collect()
        };
        let levels = |entry: &TextComparison, list: &[f64]| {
            let comparison = &self.comparisons[self.place(&entry.name)?];
            shares(&entry.name, list, comparison.labels.len())
        };
        let company = match text.household_share {
            Some(share) if !(share > 0.0 && share < 1.0) => {
                return Err("the share of households does not lie between 0 and 1".to_owned());
            }
            Some(share) => Some(Company { share, levels: of(&|entry| levels(entry, &entry.household))? }),
            None => None,
        };
        if !(text.prior > 0.0 && text.prior < 1.0) {
            return Err("the prior does not lie between 0 and 1".to_owned());
        }
        Ok(Model {
            prior: text.prior,
            same: of(&|entry| levels(entry, &entry.same))?,
            different: of(&|entry| levels(entry, &entry.different))?,
            dependence: self.dependence(text, company.is_some())?,
            company,
        })
    }

    fn dependence(&self, text: &Text, household: bool) -> Result<Option<Dependence>, String> {
        let known: Result<Vec<Known>, String> = text
            .counted
            .iter()
            .map(|known| {
                let (one, other) = (self.place(&known.comparison)?, self.place(&known.other)?);
                let is = |at: usize, level: usize| (1..=self.comparisons[at].labels.len()).contains(&level);
                let levels = is(one, known.level) && is(other, known.other_level);
                let is_share = known.share > 0.0 && known.share <= 1.0;
                if !(levels && is_share) {
                    return Err(format!("comparison `{}`: a counted share or its level is none", known.comparison));
                }
                Ok(Known { one: (one, known.level), other: (other, known.other_level), share: known.share })
            })
            .collect();
        let known = known?;
        let [same, different, company] = CLASSES.map(|class| self.tree(text, class));
        if text.comparison.iter().all(|entry| entry.depends.is_empty()) && known.is_empty() {
            return Ok(None);
        }
        let different = different?;
        let different = Tree::of_parts(different.0, different.1, known);
        let (same, company) = (same?, company?);
        Ok(Some(Dependence {
            same: Tree::of_parts(same.0, same.1, Vec::new()),
            different,
            company: household.then(|| Tree::of_parts(company.0, company.1, Vec::new())),
        }))
    }

    #[expect(clippy::type_complexity, reason = "the two halves of a tree")]
    fn tree(&self, text: &Text, class: &str) -> Result<(Vec<Option<usize>>, Vec<Vec<Shares>>), String> {
        let (mut parents, mut given) = (Vec::new(), Vec::new());
        for comparison in self.comparisons {
            let entry = self.of(text, comparison)?;
            let Some(depends) = entry.depends.get(class) else {
                parents.push(None);
                given.push(Vec::new());
                continue;
            };
            let parent = self.place(&depends.on)?;
            if depends.shares.len() != self.comparisons[parent].labels.len() + 1 {
                return Err(format!(
                    "comparison `{}`: not one list of shares for each level of `{}`",
                    entry.name, depends.on
                ));
            }
            let lists: Result<Vec<Shares>, String> =
                depends.shares.iter().map(|list| shares(&entry.name, list, comparison.labels.len())).collect();
            parents.push(Some(parent));
            given.push(lists?);
        }
        if circular(&parents) {
            return Err("comparisons depend on each other in a circle".to_owned());
        }
        Ok((parents, given))
    }

    fn frequencies(&self, text: &Text) -> Result<Vec<Option<FrequencyTable>>, String> {
        let table = |comparison: &Comparison| {
            let Some(common) = &self.of(text, comparison)?.common else { return Ok(None) };
            Ok(Some(FrequencyTable {
                recorded: common.recorded.max(1.0),
                values: pairs(&common.values)?,
                cohorts: pairs(&common.cohorts)?,
                together: pairs(&common.together)?,
            }))
        };
        self.comparisons.iter().map(table).collect()
    }
}

fn circular(parents: &[Option<usize>]) -> bool {
    (0..parents.len()).any(|start| {
        let mut at = start;
        for _ in 0..=parents.len() {
            match parents[at] {
                Some(parent) => at = parent,
                None => return false,
            }
        }
        true
    })
}

/// Shares without the one of "missing", which is no share.
fn told(shares: &[f64]) -> Vec<f64> {
    shares.iter().skip(1).copied().collect()
}

fn shares(name: &str, list: &[f64], levels: usize) -> Result<Shares, String> {
    if list.len() != levels || list.iter().any(|share| !(*share > 0.0 && *share <= 1.0)) {
        return Err(format!(
            "comparison `{name}`: shares must lie between 0 and 1, one for each of its {levels} levels"
        ));
    }
    Ok(std::iter::once(1.0).chain(list.iter().copied()).collect())
}

/// Fingerprints and counts, one pair to a line.
fn list(pairs: &[(u64, u32)]) -> String {
    let mut out = String::with_capacity(pairs.len() * 22);
    for (hash, count) in pairs {
        out.push_str(&format!("{hash:016x} {count}\n"));
    }
    out
}

fn pairs(text: &str) -> Result<Vec<(u64, u32)>, String> {
    let line = |line: &str| {
        let (hash, count) = line.split_once(' ')?;
        Some((u64::from_str_radix(hash, 16).ok()?, count.parse().ok()?))
    };
    let mut all: Vec<(u64, u32)> = text
        .lines()
        .map(|text| line(text).ok_or_else(|| "a line of counts is no fingerprint and number".to_owned()))
        .collect::<Result<_, _>>()?;
    all.sort_unstable();
    Ok(all)
}
