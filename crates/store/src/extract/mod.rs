//! Deliveries (抽出データ): taking one in, listing them, which are in force, reading their cells, taking one back.

mod details;
mod force;
mod insert;
mod list;
mod manifest;
mod part;
mod record;
mod slices;
mod table;
mod withdraw;

pub use force::in_force;
pub(crate) use list::{date, date_if_any, hash, number};
pub use record::{
    Dropped, ExtractRecord, PreviousExtract, SLICE_SEPARATOR, SameBytes, StoredExtract, StoredFinding, Withdrawal,
    slices,
};
pub use slices::SliceRows;
