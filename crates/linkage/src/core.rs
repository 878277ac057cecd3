//! Everything that knows weights, patterns, blocks, clusters and numbered texts, but no field of a person and no file.

pub(crate) mod blocks;
pub(crate) mod chance;
pub(crate) mod clusters;
pub(crate) mod compete;
pub(crate) mod estimate;
pub(crate) mod interner;
pub(crate) mod lists;
pub(crate) mod meeting;
pub(crate) mod memo;
pub(crate) mod model;
pub(crate) mod pattern;
pub(crate) mod texts;
pub(crate) mod threshold;
pub(crate) mod tree;
