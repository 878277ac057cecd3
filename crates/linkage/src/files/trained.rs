//! What a run learned, to be saved and used again: shares, dependence, how common values are, the threshold, and fingerprints of the data.
//!
//! With it the weight of two records before rivals are considered depends on these two records alone: another day, one part of the records or
//! another machine gives the same weight.

mod drift;
mod read;
mod text;

use domain::Weight;

use super::clean::Step;
use super::columns::WordCounts;
use super::frequency::{Frequency, FrequencyTable};
use super::recipe::{Recipe, RecipeFault};
use super::run::{Learned, Run};
use super::table::FileTable;
use super::western_dates::Order;
use crate::core::chance::{mix2, text_hash};
use crate::core::clusters::Edge;
use crate::core::model::{Dependence, Model};
use crate::core::tree::Tree;

/// What a run learned. Written and read as TOML ([`Trained::to_toml`], [`Trained::parse`]).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trained {
    /// Name of the recipe.
    recipe: String,
    /// Fingerprint of what the recipe asks, for the fields the data had.
    fingerprint: String,
    /// Fields that had values.
    fields: Vec<TrainedField>,
    /// The files it was learned from.
    files: Vec<TrainedFile>,
    /// The threshold in force.
    pub(super) threshold: Weight,
    model: Model,
    /// Per comparison: how often its values occur.
    frequencies: Vec<Option<FrequencyTable>>,
    words: Option<WordCounts>,
    alone: Vec<Alone>,
    orders: Vec<DateOrder>,
}

/// A part of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum DatePart {
    Day,
    Month,
}

/// How the dates with the year at the end of a field of a file were read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct DateOrder {
    source: String,
    field: String,
    /// What comes first; `None` = they were not read as dates.
    first: Option<DatePart>,
}

/// A field as it was when the weights were learned.
#[derive(Debug, Clone, PartialEq)]
struct TrainedField {
    name: String,
    /// Share of records with a value.
    recorded: f64,
}

/// A file the weights were learned from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct TrainedFile {
    source: String,
    rows: u64,
    /// Of all rows, whatever their order.
    fingerprint: u64,
}

/// How likely a record of one file has no partner in another one that lists each person once.
#[derive(Debug, Clone, PartialEq)]
struct Alone {
    record_of: String,
    partner_in: String,
    share: f64,
}

impl Trained {
    /// What a run has learned; `scored` are the compared pairs before their rivals.
    pub(super) fn of(
        run: &Run<'_>,
        model: &Model,
        threshold: Weight,
        frequencies: &[Option<Frequency>],
        scored: &[Edge],
    ) -> Self {
        if let Some(trained) = run.trained {
            return Self { threshold, ..trained.clone() };
        }
        let fingerprints = run.fingerprints();
        let columns = run.columns;
        let all = columns.records.len().max(1) as f64;
        let recorded = |ids: &Vec<u32>| ids.iter().filter(|id| **id != 0).count() as f64 / all;
        Self {
            recipe: run.recipe.name.clone(),
            fingerprint: run.recipe.fingerprint(),
            fields: run
                .recipe
                .fields
                .iter()
                .zip(&columns.ids)
                .map(|(field, ids)| TrainedField { name: field.name.clone(), recorded: recorded(ids) })
                .collect(),
            files: run
                .inputs
                .iter()
                .enumerate()
                .map(|(at, table)| TrainedFile {
                    source: table.source.clone(),
                    rows: table.rows as u64,
                    fingerprint: fingerprints[at],
                })
                .collect(),
            threshold,
            model: Model {
                dependence: model.dependence.clone().filter(|trees| moves(trees, run.recipe.comparisons.len())),
                ..model.clone()
            },
            frequencies: frequencies.iter().map(|of| of.as_ref().map(|of| of.table(columns))).collect(),
            words: run.recipe.asks_for_words().then(|| columns.words.table()),
            alone: run.alone_shares(scored),
            orders: run.orders_of_dates(),
        }
    }

    /// What comes first in the dates with the year at the end of a field of a file, if the weights were learned from any; `Some(None)` = they were
    /// not read as dates.
    pub(super) fn order_of_dates(&self, source: &str, field: &str) -> Option<Option<Step>> {
        let known = self.orders.iter().find(|order| order.source == source && order.field == field)?;
        Some(known.first.map(|first| match first {
            DatePart::Day => Step::DayFirst,
            DatePart::Month => Step::MonthFirst,
        }))
    }

    /// A fingerprint of everything the weight of two records depends on.
    pub(super) fn seal(&self) -> String {
        let asked = format!("{:?}", (&self.fingerprint, &self.model, &self.frequencies, &self.fields, &self.orders));
        let words = self.words.as_ref().map(|words| {
            let mut counts: Vec<(&u64, &u32)> = words.counts.iter().collect();
            counts.sort_unstable();
            format!("{} {counts:?}", words.values)
        });
        blake3::hash(format!("{asked}{words:?}").as_bytes()).to_hex()[..32].to_owned()
    }

    /// The sources it was learned from, in the order of the files.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| file.source.as_str())
    }

    /// The place of a source among [`Trained::sources`].
    ///
    /// # Errors
    /// A source that is not one of them. It is not shown: where columns are mixed up it may be a name.
    pub fn place(&self, source: &str) -> Result<u16, RecipeFault> {
        let at = self.sources().position(|known| known == source).and_then(|at| u16::try_from(at).ok());
        at.ok_or_else(|| {
            let known = self.sources().collect::<Vec<_>>().join("`, `");
            let cure = format!("call each source as when the weights were learned (`{known}`), or learn anew with it");
            RecipeFault::new("records", "the weights were not learned from their source", cure)
        })
    }

    /// Whether this was learned with the recipe as it is, for the fields that had values then.
    pub(super) fn belongs_to(&self, recipe: &Recipe) -> bool {
        self.fingerprint == recipe.fingerprint()
    }

    /// Per field of the recipe: whether it had values when the weights were learned.
    pub(super) fn present(&self, recipe: &Recipe) -> Vec<bool> {
        let has = |name: &str| self.fields.iter().any(|field| field.name == name && field.recorded > 0.0);
        recipe.fields.iter().map(|field| has(&field.name)).collect()
    }

    pub(super) fn learned(&self) -> Learned {
        Learned { model: self.model.clone(), convergence: Vec::new(), warnings: Vec::new() }
    }

    pub(super) fn frequencies(&self) -> &[Option<FrequencyTable>] {
        &self.frequencies
    }

    pub(super) const fn words(&self) -> Option<&WordCounts> {
        self.words.as_ref()
    }

    /// How likely a record of one source has no partner in another one.
    pub(super) fn alone(&self, record_of: &str, partner_in: &str) -> Option<f64> {
        let found = self.alone.iter().find(|entry| entry.record_of == record_of && entry.partner_in == partner_in);
        found.map(|entry| entry.share)
    }
}

/// Whether any comparison depends on another one. Where none does, dependence is as good as none, and is saved as none.
fn moves(dependence: &Dependence, comparisons: usize) -> bool {
    let trees = [Some(&dependence.same), Some(&dependence.different), dependence.company.as_ref()];
    let parent = |tree: &Tree| (0..comparisons).any(|at| tree.parent(at).is_some());
    trees.into_iter().flatten().any(parent) || !dependence.different.known().is_empty()
}

impl Run<'_> {
    fn orders_of_dates(&self) -> Vec<DateOrder> {
        let read = |(input, field, order): &(usize, usize, Order)| DateOrder {
            source: self.inputs[*input].source.clone(),
            field: self.recipe.fields[*field].name.clone(),
            first: order.first.map(|first| if first == Step::DayFirst { DatePart::Day } else { DatePart::Month }),
        };
        self.columns.year_last.iter().map(read).collect()
    }

    /// Whether weights learned from these records can be used for others.
    ///
    /// # Errors
    /// Each file without records: what its fields are worth cannot be learned, and they would pass for absent ever after. Records of which no two
    /// may be one person.
    pub(super) fn can_teach(&self) -> Result<(), Vec<RecipeFault>> {
        let empty = self.inputs.iter().filter(|table| table.rows == 0);
        let fault = |table: &FileTable| {
            let message = "the file has no records: weights that are to be kept cannot be learned without them";
            let cure = "check the file, leave it out, or learn on a day on which it has records; weights once learned can be used with it";
            RecipeFault::new(&table.source, message, cure)
        };
        let mut faults: Vec<RecipeFault> = empty.map(fault).collect();
        if faults.is_empty() && self.possible_pairs() < 1.0 {
            let message = "no two records may be one person: nothing can be learned from them";
            faults.push(RecipeFault::new("files", message, "learn from more records, or correct `link` and `unique`"));
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// A fingerprint of the cleaned values of each input, the same in any order of rows.
    fn fingerprints(&self) -> Vec<u64> {
        let hashes: Vec<u64> = self.columns.texts.iter().map(text_hash).collect();
        let row = |record: &u32| self.columns.row(*record).iter().fold(1, |sum, id| mix2(sum, hashes[*id as usize]));
        let of = |input: usize| self.columns.of_input(input).iter().map(row).fold(0, u64::wrapping_add);
        (0..self.inputs.len()).map(of).collect()
    }

    /// For every two inputs of which the second lists each person once: how likely a record of the first has no partner there.
    fn alone_shares(&self, scored: &[Edge]) -> Vec<Alone> {
        if !self.unique.contains(&true) {
            return Vec::new();
        }
        let found = self.partners_found(scored);
        let inputs = || 0..self.inputs.len();
        let pairs =
            inputs().flat_map(|own| inputs().map(move |other| (own, other))).filter(|(own, other)| own != other);
        pairs
            .filter(|(_, other)| self.unique[*other])
            .map(|(own, other)| Alone {
                record_of: self.inputs[own].source.clone(),
                partner_in: self.inputs[other].source.clone(),
                share: self.alone(&found, own, other),
            })
            .collect()
    }
}
