//! Japanese text, dates, names and addresses as municipal registers write them.
//!
//! Does not know children, sources, purposes or storage; does no IO, reads no clock. Tables are compiled in, compressed,
//! and unpacked on first use.
//!
//! Every fold is idempotent: folding a folded text changes nothing.

pub mod address;
pub mod age;
pub mod check_digit;
pub mod date;
pub mod digits;
pub mod kana;
pub mod kanji;
pub mod name;
pub mod number;
pub mod sex;
pub mod text;
pub mod width;

mod packed;
