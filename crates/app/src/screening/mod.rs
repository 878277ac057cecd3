//! Reasons to look: signals by rules, and trends of consulted families.

mod screen;
mod trends;

pub use screen::{ScreenRequest, Screened, screen};
pub use screening::trends::{CELL_MIN, HeldOut, KNOWN_MIN, Share};
pub use screening::{OwnSupport, Screening, Signal};
pub use trends::{TrendsFound, TrendsRequest, trends};
