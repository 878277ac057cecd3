//! Files the product writes and reads at the edge: never half written, never a formula.

pub mod people;
pub mod read;
pub mod whole;
