//! What people record in their work: who is supported and shielded, what they judged, and the trail of who did what.

mod chain;
mod judgement;
mod shield;
mod supported;
mod trail;

pub use chain::{Entry, TrailState};
pub use judgement::Judgement;
pub use shield::Shielded;
pub use supported::Supported;
pub use trail::TrailEntry;
