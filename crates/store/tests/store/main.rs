//! The store as its callers see it, told as stories.

mod chunks;
mod common;
mod extracts;
mod links;
mod records;
