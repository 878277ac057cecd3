//! 名寄せ: finding out which records are one person, and what people decide about the unclear ones.

mod changes;
mod compute;
mod decisions;
mod explain;
mod link;
pub mod links_csv;
mod review;
mod review_answers;
mod review_sheet;
mod shields;
mod undo;

pub use changes::ChangeCounts;
pub use decisions::{DecisionLine, DecisionList, Standing, decision_list};
pub use explain::Explained;
pub(crate) use explain::{explain, first_waiting};
pub use link::{LinkRequest, LinkSummary, link, origin_word};
pub use linkage::{Agreement, LearnedFor, WeightsOrigin};
pub use review::{ReviewTaken, Which, review_export, review_import};
pub use undo::{UndoRequest, Undone, decision_undo};
