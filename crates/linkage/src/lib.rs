//! Are two records one person? Blocking, comparison, weights, clusters, and why (名寄せ).
//!
//! Two front doors over one engine: [`link`] for the tables of a municipality, [`link_files`] for any CSVs with a recipe.
//! Does not know configuration folders, storage, purposes, the clock or files: bytes and tables come in, tables and bytes go out.
//!
//! Weights are thousandths of a bit; the parts of a pair always sum to its weight. The same input gives the same
//! output on any number of threads and in any order of rows.

mod core;
pub mod evaluate;
pub mod files;
pub mod outcome;
pub mod resident;

pub use files::{FileOptions, FileOutcome, FileTable, Memory, PROBABILITY_MIN, Recipe, Trained, link_files};
pub use outcome::{
    ChangeReason, DecidedPair, ExplainedPair, LinkOutcome, LinkReport, Part, PersonChange, RecordRef, ReferenceCount,
    WaitingPair,
};
pub use resident::{
    Agreement, AgreementBand, Contradiction, LearnedFor, LinkInput, Previous, ResidentRecipe, ResidentWeights, Settled,
    WeightsOrigin, agreement, link, link_explaining, settle,
};
