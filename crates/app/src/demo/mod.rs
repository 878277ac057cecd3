//! The demo (見本): a synthetic town, and the main job on it.

mod town;

pub use town::town_write;
