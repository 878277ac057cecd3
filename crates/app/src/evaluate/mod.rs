//! Comparing results with a truth (評価): precision, recall and the like, with intervals.

mod linkage;
mod screening;

pub use ::screening::evaluate::{Evaluation, Interval};
pub use linkage::{LinkageEvaluated, evaluate_clusters, evaluate_links};
pub use screening::{ScreeningEvaluated, ScreeningTruth, evaluate_screening};
pub(crate) use screening::{compare, labels};
