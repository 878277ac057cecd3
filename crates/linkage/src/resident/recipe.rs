//! Settings of resident linkage, with the defaults a town starts from.

use domain::Weight;

use super::ResidentWeights;

/// Settings of [`crate::link`].
#[derive(Debug, Clone, PartialEq)]
pub struct ResidentRecipe {
    /// From this weight on two records are the same person (同一).
    pub same_from: Weight,
    /// From this weight on, below `same_from`, a person is asked (確認待ち); below it they are different people.
    pub ask_from: Weight,
    /// How many observed pairs the shipped weights count as: a town with fewer uses mostly the shipped ones.
    pub prior_pairs: f64,
    /// Blocks with more records than this are refined by a second value instead of being compared in full.
    pub block_records_max: u32,
    /// At most this many pairs wait for a person; the most useful ones are kept.
    pub waiting_max: usize,
    /// Learn weights from the data at hand; `false` uses the shipped ones alone.
    pub learn: bool,
    /// Weights learned in an earlier run: used as they are while records are about as many and as complete as then, else learned anew. Where
    /// answers of people are to teach, weights are learned in each run.
    pub weights: Option<ResidentWeights>,
    /// Take the answers of people as evidence for the weights, each as one pair in place of its probability.
    pub learn_from_decisions: bool,
}

impl Default for ResidentRecipe {
    fn default() -> Self {
        Self {
            same_from: Weight(5_600),
            ask_from: Weight(-1_000),
            prior_pairs: 200.0,
            block_records_max: 400,
            waiting_max: 100_000,
            learn: true,
            weights: None,
            learn_from_decisions: false,
        }
    }
}
