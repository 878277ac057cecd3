//! Reading what a run learned. A file that was damaged or made up is refused: no number of it may stop a run or turn its weights upside down.

use domain::Weight;

use super::text::{CLASSES, END, FORMAT, Text, TextComparison, TextDates, TextFrequency, TextWords};
use super::{Alone, DateOrder, Trained, TrainedField, TrainedFile};
use crate::core::model::{Company, Dependence, Model, Shares};
use crate::core::tree::{Known, Tree};
use crate::files::columns::WordCounts;
use crate::files::frequency::{COHORT_MIN, COUNT_MIN, FrequencyTable};
use crate::files::recipe::{Comparison, Recipe, RecipeFault};

/// A threshold has at most so many bits, like any weight.
const THRESHOLD_BITS_MAX: f64 = 1_000.0;

impl Trained {
    /// Reads what [`Trained::to_toml`] wrote.
    ///
    /// # Errors
    /// A file that is none or was cut off, another format, weights of another recipe, names that stand twice, numbers out of range.
    pub fn parse(text: &str, recipe: &Recipe) -> Result<Self, Vec<RecipeFault>> {
        let read = || {
            if !text.trim_end().ends_with(END.trim_end()) {
                return Err("the last line is missing: the file was cut off".to_owned());
            }
            let text: Text =
                toml::from_str(text).map_err(|error| format!("the file cannot be read: {}", error.message().trim()))?;
            Self::read(text, recipe)
        };
        read().map_err(|message| vec![RecipeFault::new("trained", message, "learn anew with --save-trained")])
    }

    fn read(text: Text, recipe: &Recipe) -> Result<Self, String> {
        if text.format != FORMAT {
            return Err(format!("format {} is not known", text.format));
        }
        let fields = text.field.iter().map(|field| {
            let recorded = within("the share of records with a value", field.recorded, 0.0..=1.0)?;
            Ok::<_, String>(TrainedField { name: field.name.clone(), recorded })
        });
        let fields: Vec<TrainedField> = fields.collect::<Result<_, _>>()?;
        let mut trained = Self { fingerprint: text.recipe_fingerprint.clone(), fields, ..Self::default() };
        let fitted = recipe.fitted(&trained.present(recipe));
        if !trained.belongs_to(&fitted) {
            return Err(format!(
                "the weights were learned with another recipe (`{}`), or the recipe has changed",
                text.recipe
            ));
        }
        once("field", text.field.iter().map(|field| &field.name))?;
        once("file", text.file.iter().map(|file| &file.source))?;
        once("alone", text.alone.iter().map(|alone| (&alone.record_of, &alone.partner_in)))?;
        once("comparison", text.comparison.iter().map(|comparison| &comparison.name))?;
        once(
            "counted",
            text.counted.iter().map(|known| (&known.comparison, known.level, &known.other, known.other_level)),
        )?;
        let read = Reader { comparisons: &fitted.comparisons };
        trained.model = read.model(&text)?;
        trained.frequencies = read.frequencies(&text)?;
        if text.words.is_some() != fitted.asks_for_words() {
            return Err("how common words are does not belong to the recipe".to_owned());
        }
        trained.words = text.words.as_ref().map(words).transpose()?;
        trained.recipe = text.recipe;
        trained.threshold =
            Weight::from_bits(within("the threshold", text.threshold, -THRESHOLD_BITS_MAX..=THRESHOLD_BITS_MAX)?);
        let file = |file: super::text::TextFile| {
            let fingerprint = fingerprint(&file.fingerprint).ok_or("a file without fingerprint")?;
            Ok::<_, String>(TrainedFile { source: file.source, rows: file.rows, fingerprint })
        };
        trained.files = text.file.into_iter().map(file).collect::<Result<_, _>>()?;
        if u16::try_from(trained.files.len()).is_err() {
            return Err(format!("{} files", trained.files.len()));
        }
        let alone = |alone: super::text::TextAlone| {
            let share = within("the share of records without partner", alone.share, 0.0..=1.0)?;
            Ok::<_, String>(Alone { record_of: alone.record_of, partner_in: alone.partner_in, share })
        };
        once("dates", text.dates.iter().map(|dates| (&dates.source, &dates.field)))?;
        let order = |dates: TextDates| DateOrder { source: dates.source, field: dates.field, first: dates.first };
        trained.orders = text.dates.into_iter().map(order).collect();
        trained.alone = text.alone.into_iter().map(alone).collect::<Result<_, _>>()?;
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
        if text.comparison.len() > self.comparisons.len() {
            return Err("there are comparisons the recipe does not have".to_owned());
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
        let class = |entry: &TextComparison| entry.depends.keys().all(|class| CLASSES.contains(&class.as_str()));
        if !text.comparison.iter().all(class) {
            return Err("a comparison depends on another one in a class there is not".to_owned());
        }
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
            let common = self.of(text, comparison)?.common.as_ref();
            if common.is_some() != comparison.term_frequency {
                return Err(format!(
                    "comparison `{}`: how common values are does not belong to the recipe",
                    comparison.name
                ));
            }
            common.map(|common| frequency(common, comparison)).transpose()
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

fn shares(name: &str, list: &[f64], levels: usize) -> Result<Shares, String> {
    if list.len() != levels || list.iter().any(|share| !(*share > 0.0 && *share <= 1.0)) {
        return Err(format!(
            "comparison `{name}`: shares must lie between 0 and 1, one for each of its {levels} levels"
        ));
    }
    Ok(std::iter::once(1.0).chain(list.iter().copied()).collect())
}

fn frequency(common: &TextFrequency, comparison: &Comparison) -> Result<FrequencyTable, String> {
    let cohorts = counts(&common.cohorts, COHORT_MIN + 1)?;
    let together = counts(&common.together, COUNT_MIN + 1)?;
    if comparison.within.is_none() && !(cohorts.is_empty() && together.is_empty()) {
        return Err(format!("comparison `{}`: the recipe asks for no cohorts", comparison.name));
    }
    let recorded = within("the number of records with a value", common.recorded, 1.0..=f64::from(u32::MAX))?;
    Ok(FrequencyTable { recorded, values: counts(&common.values, COUNT_MIN + 1)?, cohorts, together })
}

fn words(words: &TextWords) -> Result<WordCounts, String> {
    let counts = counts(&words.counts, 2)?;
    if words.values == 0 || counts.iter().any(|(_, count)| *count > words.values) {
        return Err("words occur in more values than there are".to_owned());
    }
    Ok(WordCounts { values: words.values, counts: counts.into_iter().collect() })
}

/// Fingerprints, ascending, and their counts, one to a line.
fn counts(text: &str, least: u32) -> Result<Vec<(u64, u32)>, String> {
    let line = |line: &str| {
        let (hash, count) = line.split_once(' ')?;
        Some((fingerprint(hash)?, count.parse().ok().filter(|count| *count >= least)?))
    };
    let all: Option<Vec<(u64, u32)>> = text.lines().map(line).collect();
    let all = all.filter(|all| all.windows(2).all(|two| two[0].0 < two[1].0));
    all.ok_or_else(|| {
        format!("a line of counts is no fingerprint, behind the one before, and number of at least {least}")
    })
}

fn fingerprint(text: &str) -> Option<u64> {
    u64::from_str_radix(text, 16).ok().filter(|_| text.len() == 16)
}

fn within(what: &str, number: f64, range: std::ops::RangeInclusive<f64>) -> Result<f64, String> {
    if range.contains(&number) {
        return Ok(number);
    }
    Err(format!("{what} does not lie between {} and {}", range.start(), range.end()))
}

fn once<T: Ord + std::fmt::Debug>(what: &str, names: impl Iterator<Item = T>) -> Result<(), String> {
    let mut all: Vec<T> = names.collect();
    all.sort_unstable();
    match all.windows(2).find(|two| two[0] == two[1]) {
        Some(two) => Err(format!("[[{what}]] {:?} stands twice", two[0])),
        None => Ok(()),
    }
}
