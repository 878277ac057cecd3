//! `mimamori import`: files of departments are taken in, each whole or not at all, with a receipt for the data owner.

mod assembly;
mod delivery;
mod open;
mod operation;
mod pipeline;
mod record;
mod request;
mod seal;
mod summary;

pub use operation::import;
pub use request::ImportRequest;
pub use summary::{FileResult, ImportSummary, Refused, Taken};
