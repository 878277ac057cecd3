//! The legal catalogue: items, purposes, sources and rules as dated, cross-checked definitions.
//!
//! Does not read files (texts come in), does not know rows, people or SQL.

pub mod source;
