//! How far long work has come; drawn by the edge, silent elsewhere.

/// Receives the progress of long work.
pub trait Progress: Send + Sync {
    /// A step begins; `total` units are expected (0 = unknown).
    fn start(&self, step: &str, total: u64);
    /// `units` more are done.
    fn advance(&self, units: u64);
    /// The step is done.
    fn finish(&self);
}

/// Shows nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn start(&self, _step: &str, _total: u64) {}
    fn advance(&self, _units: u64) {}
    fn finish(&self) {}
}
