//! Japanese text, dates, names and addresses as municipal registers write them.
//!
//! Does not know children, sources, purposes or storage.

pub mod date;
