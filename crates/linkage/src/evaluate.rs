//! How good a linkage is against a truth: of pairs, of clusters, by source, by threshold; with intervals.
//!
//! Counted over groups, never over a table of all pairs. Does not know files on disk: the caller brings texts, or for each record of the
//! universe the cluster it was put in and the one it belongs to.
//!
//! Every figure is the same whatever the order of lines or the names of clusters. `docs/concepts/evaluation.md` tells what each means.

mod cluster_numbers;
mod clusters;
mod files;
mod groups;
mod interval;
mod mentions;
mod pairwise;
mod reliability;
mod rows;
mod sources;
mod threshold;

pub use clusters::ClusterMeasures;
pub use files::{FilesEvaluated, PairsEvaluated, files};
pub use groups::Groups;
pub use interval::{Estimate, wilson};
pub use mentions::{Mention, MentionsEvaluated, mentions};
pub use pairwise::{PairMeasures, pairs};
pub use reliability::{BANDS_MILLIONTHS, Band, Holds, Reliability, reliability};
pub use rows::{FileFault, HandedIn};
pub use sources::SOURCE_NONE;
pub use threshold::{Mark, ScoredPair, ThresholdRow, Thresholds, thresholds};

/// Two groupings compared: pair by pair and cluster by cluster.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compared {
    /// Of pairs.
    pub pairs: PairMeasures,
    /// Of clusters.
    pub clusters: ClusterMeasures,
}

/// Compares two groupings.
#[must_use]
pub fn compare(groups: &Groups) -> Compared {
    Compared { pairs: groups.pairs(), clusters: groups.clusters() }
}
