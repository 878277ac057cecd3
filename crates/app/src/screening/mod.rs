//! Reasons to look: signals by rules, and trends of consulted families.

mod screen;

pub use screen::{ScreenRequest, Screened, screen};
pub use screening::{OwnSupport, Screening, Signal};
