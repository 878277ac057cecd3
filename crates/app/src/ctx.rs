//! Who acts, when, on which installation: the first argument of every operation.

use domain::Clock;

use crate::installation::Installation;
use crate::progress::Progress;

/// The context of an operation.
pub struct Ctx<'a> {
    /// The opened installation.
    pub installation: &'a Installation,
    /// Today (sealed or real).
    pub clock: Clock,
    /// The moment, for the trail only (RFC 3339).
    pub now: String,
    /// Account of the operating system.
    pub who: String,
    /// Tells how far long work has come.
    pub progress: &'a dyn Progress,
}
