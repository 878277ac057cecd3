//! The records of an installation: SQLite, sealed column chunks, an append-only trail.
//!
//! The only crate that knows SQL. Sees domain types and Arrow arrays; does not know engines, the catalogue, the wall
//! clock, or what a column means. One transaction commits a whole file; the trail is written in the same transaction
//! as what it tells of. Outside sealed chunks stand ids, positions, counts, scores and keyed fingerprints, never values.
//!
//! Reading order: [`Store`] and [`Txn`] (open, begin, commit), [`extract`] (deliveries and their tables),
//! [`link`] (名寄せ), [`work`] (supported list, judgements, trail), [`chunk`] and [`key`] (how a cell lies on disk).

pub mod chunk;
mod dialect;
pub mod error;
pub mod extract;
mod integrity;
pub mod key;
pub mod link;
mod migrate;
mod store;
pub mod work;

pub use chunk::{chunk_decode, chunk_encode};
pub use dialect::{locate, tables};
pub use error::StoreError;
pub use extract::{
    Dropped, ExtractRecord, PreviousExtract, SameBytes, SliceRows, StoredExtract, StoredFinding, Withdrawal, in_force,
    slices,
};
pub use key::{DataKey, ExtractKey, FingerprintKey, MasterKey, Place};
pub use link::{
    DecisionWithdrawal, DecisionWithdrawn, KeptDecision, KeptWeights, LinkRun, PersonsBefore, WaitingPair,
    decisions_in_force, follow,
};
pub use store::{Store, Txn};
pub use work::{Entry, Judgement, Shielded, Supported, TrailEntry, TrailState};
