//! 名寄せ in the records: runs, who each row is, pairs that wait for a person, and what people decided.

mod decision;
mod pair;
mod previous;
mod run;
mod weights;

pub use decision::{DecisionWithdrawal, DecisionWithdrawn, KeptDecision, decisions_in_force};
pub use pair::WaitingPair;
pub use previous::{PersonsBefore, follow};
pub use run::LinkRun;
pub use weights::KeptWeights;
