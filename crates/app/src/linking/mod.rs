//! 名寄せ: finding out which records are one person, and what people decide about the unclear ones.

mod compute;
mod explain;
mod link;
pub mod links_csv;
mod review;
mod review_sheet;
mod shields;

pub use explain::Explained;
pub(crate) use explain::{explain, first_waiting};
pub use link::{LinkRequest, LinkSummary, link};
pub use review::{ReviewTaken, review_export, review_import};
