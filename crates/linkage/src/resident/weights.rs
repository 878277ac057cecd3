//! Weights that were learned in an earlier run and are used again: the night changes nobody of whom nothing new is known.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::gather::Entities;
use super::score::{Memory, pattern};
use super::shipped::{COUNT, FIELDS, SENTENCES};
use crate::core::model::{Company, Model, Shares};

/// Version of the text, and of what its levels mean: a comparison that counts otherwise than before under the same sentences raises it.
const FORMAT: u32 = 1;

/// Weights are learned anew when there are more than this many times as many records, or less than that part of them. (`link-files` only warns,
/// at 2 and 0.15: there people learn anew.)
const GROWTH_MAX: f64 = 1.5;

/// Weights are learned anew when a field is recorded more or less often by more than this share of the records …
const RECORDED_DRIFT_MAX: f64 = 0.1;

/// … or when hardly any record had it and this share has, or the other way round.
const RECORDED_AT_ALL: f64 = 0.01;

/// Hardly any record.
const RECORDED_HARDLY: f64 = 0.001;

/// So many records tell how often a field is recorded.
const RECORDS_LOOKED_AT: usize = 20_000;

/// Weights that were learned, and from what. They hold shares, no value of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct ResidentWeights {
    pub(super) model: Model,
    /// Rounds the estimation took.
    pub(super) rounds: u32,
    /// Distinct records they were learned from.
    records: u64,
    /// Per comparison: the share of records that have what it compares.
    recorded: Vec<f64>,
}

/// Where the weights of a run come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WeightsOrigin {
    /// They ship with the product: there are too few records, or nothing is to be learned.
    #[default]
    Shipped,
    /// They were learned in this run.
    Learned(LearnedFor),
    /// They were learned in an earlier run, from so many distinct records.
    Kept(u64),
}

/// Why weights were learned in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LearnedFor {
    /// No weights were handed in.
    First,
    /// Answers of people teach in every run.
    Answers,
    /// There are much more or fewer distinct records than the so many of which the earlier ones were learned.
    Records(u64),
    /// A field, called so, is recorded much more or less often than then.
    Field(&'static str),
}

/// As written.
#[derive(Serialize, Deserialize)]
struct Text {
    format: u32,
    records: u64,
    rounds: u32,
    prior: f64,
    household_share: f64,
    comparison: Vec<Comparison>,
}

#[derive(Serialize, Deserialize)]
struct Comparison {
    name: String,
    recorded: f64,
    levels: Vec<String>,
    same: Vec<f64>,
    different: Vec<f64>,
    household: Vec<f64>,
}

impl ResidentWeights {
    pub(super) fn new(model: Model, rounds: u32, entities: &Entities) -> Self {
        Self { model, rounds, records: entities.len() as u64, recorded: recorded(entities) }
    }

    /// Distinct records they were learned from.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.records
    }

    /// What of these records is much other than of those the weights were learned from; `None` = the weights fit.
    pub(super) fn changed(&self, entities: &Entities) -> Option<LearnedFor> {
        let growth = entities.len() as f64 / self.records.max(1) as f64;
        if !(1.0 / GROWTH_MAX..=GROWTH_MAX).contains(&growth) {
            return Some(LearnedFor::Records(self.records));
        }
        let is_other = |(_, (now, then)): &(usize, (f64, &f64))| {
            let (less, more) = (now.min(**then), now.max(**then));
            more - less > RECORDED_DRIFT_MAX || less <= RECORDED_HARDLY && more >= RECORDED_AT_ALL
        };
        let recorded = recorded(entities);
        let other = recorded.into_iter().zip(&self.recorded).enumerate().find(is_other);
        other.map(|(at, _)| LearnedFor::Field(FIELDS[at]))
    }

    /// As TOML, for [`ResidentWeights::parse`]; shares are written to the last bit.
    ///
    /// # Errors
    /// What the writer of TOML says.
    pub fn to_text(&self) -> Result<String, toml::ser::Error> {
        let company = self.model.company.as_ref();
        let comparison = (0..COUNT).map(|at| Comparison {
            name: FIELDS[at].to_owned(),
            recorded: self.recorded[at],
            levels: SENTENCES[at].iter().map(|sentence| (*sentence).to_owned()).collect(),
            same: self.model.same[at].clone(),
            different: self.model.different[at].clone(),
            household: company.map_or_else(Vec::new, |company| company.levels[at].clone()),
        });
        let text = Text {
            format: FORMAT,
            records: self.records,
            rounds: self.rounds,
            prior: self.model.prior,
            household_share: company.map_or(0.0, |company| company.share),
            comparison: comparison.collect(),
        };
        toml::to_string(&text)
    }

    /// Reads what [`ResidentWeights::to_text`] wrote; `None` when it was written for other comparisons or levels, or is damaged: then weights are
    /// learned anew.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text: Text = toml::from_str(text).ok()?;
        let is_share = |share: &f64| (0.0..=1.0).contains(share);
        let fits = |at: usize, shares: &Shares| shares.len() == SENTENCES[at].len() + 1 && shares.iter().all(is_share);
        let known = text.comparison.iter().enumerate().all(|(at, comparison)| {
            FIELDS.get(at).is_some_and(|name| *name == comparison.name)
                && is_share(&comparison.recorded)
                && comparison.levels == SENTENCES[at]
                && [&comparison.same, &comparison.different].iter().all(|shares| fits(at, shares))
                && (comparison.household.is_empty() || fits(at, &comparison.household))
        });
        let is_sound = text.format == FORMAT
            && text.comparison.len() == COUNT
            && known
            && is_share(&text.household_share)
            && text.prior > 0.0
            && text.prior < 1.0;
        let list = |of: fn(&Comparison) -> &Shares| text.comparison.iter().map(of).cloned().collect::<Vec<_>>();
        let households = list(|comparison| &comparison.household);
        let is_company = households.iter().all(|shares| !shares.is_empty());
        is_sound.then(|| Self {
            model: Model {
                prior: text.prior,
                same: list(|comparison| &comparison.same),
                different: list(|comparison| &comparison.different),
                company: is_company.then_some(Company { share: text.household_share, levels: households }),
                dependence: None,
            },
            rounds: text.rounds,
            records: text.records,
            recorded: text.comparison.iter().map(|comparison| comparison.recorded).collect(),
        })
    }
}

/// Per comparison: the share of records that have what it compares, told from some of them.
fn recorded(entities: &Entities) -> Vec<f64> {
    let step = entities.len().div_ceil(RECORDS_LOOKED_AT).max(1);
    let looked_at: Vec<u32> = (0..entities.len() as u32).step_by(step).collect();
    let patterns: Vec<_> = looked_at
        .par_iter()
        .with_min_len(1_000)
        .map_init(Memory::new, |memory, record| pattern(entities, memory, *record, *record))
        .collect();
    (0..COUNT)
        .map(|at| {
            let has = patterns.iter().filter(|pattern| pattern.level(at) > 0).count();
            has as f64 / patterns.len().max(1) as f64
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::shipped;
    use super::*;

    fn weights() -> ResidentWeights {
        let recorded = (0..COUNT).map(|at| 1.0 / (at + 1) as f64).collect();
        ResidentWeights { model: shipped::model(12_345), rounds: 7, records: 12_345, recorded }
    }

    #[test]
    fn weights_come_back_to_the_last_bit() {
        assert_eq!(ResidentWeights::parse(&weights().to_text().expect("written")), Some(weights()));
        let alone = ResidentWeights { model: Model { company: None, ..shipped::model(3) }, ..weights() };
        assert_eq!(ResidentWeights::parse(&alone.to_text().expect("written")), Some(alone));
    }

    #[test]
    fn weights_of_other_comparisons_or_damaged_ones_are_not_used() {
        let text = weights().to_text().expect("written");
        for (from, to) in [
            ("format = 1", "format = 2"),
            ("name = \"氏\"", "name = \"姓\""),
            ("氏が異なります", "氏が全く異なります"),
            ("prior = 0", "prior = 2"),
            ("recorded = 0.5", "recorded = nan"),
            ("same = [1.0, ", "same = [1.0, 0.1, "),
            ("[[comparison]]", "[[other]]"),
        ] {
            assert!(text.contains(from), "{from}");
            assert_eq!(ResidentWeights::parse(&text.replacen(from, to, 1)), None, "{to}");
        }
        assert_eq!(ResidentWeights::parse(&text[..text.len() / 2]), None);
    }
}
