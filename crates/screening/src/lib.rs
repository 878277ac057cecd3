//! Screening (判定): rules over the ledger give signals - reasons to look at a child - and never a verdict.
//!
//! Does not know files, SQL, accounts, HTML or what day it is. Does not decide what may be shown (the ledger's one predicate
//! does) nor what may be used (the purpose does). Nothing here ever says that a child is safe.
//!
//! [`run()`] answers every indicator of every rule for every child of a purpose: yes with the rows it rests on, no, or why it is
//! not known. A score is the sum of the reasons shown. [`cases`] runs the examples beside the rules, [`evaluate`] compares
//! scores with what is known, [`trends`] is the method of learning what known families have in common.

mod answer;
mod calendar;
pub mod cases;
mod covers;
pub mod evaluate;
mod judge;
mod order;
pub mod output;
mod period;
mod plan;
mod population;
mod reason;
mod run;
mod scan;
mod signal;
pub mod trends;
mod view;

pub use population::LeftOut;
pub use run::{Options, run};
pub use signal::{
    Evidence, EvidenceRecord, OwnSupport, Reason, RuleRun, Score, Screening, Signal, Support, Undecidable,
};
