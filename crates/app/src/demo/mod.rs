//! The demo (見本): a synthetic town, and the main job on it.

mod cast;
mod run;
mod town;

pub use run::{DemoFound, DemoRequest, SEALED, demo};
pub use town::town_write;
