//! Comparing results with a truth (評価): precision, recall and the like, with intervals.

mod linkage;
mod screening;
mod threshold_sheet;

pub use ::linkage::evaluate::{
    Band, ClusterMeasures, Compared, Estimate, FilesEvaluated, Holds, Mark, PairMeasures, PairsEvaluated, ThresholdRow,
};
pub use ::screening::evaluate::{Evaluation, Interval};
pub use linkage::{LinkageEvaluated, LinkageFiles, SourceEvaluated, evaluate_files, evaluate_links};
pub use screening::{ScreeningEvaluated, ScreeningTruth, evaluate_screening};
pub(crate) use screening::{compare, labels};
pub use threshold_sheet::mark_name;
