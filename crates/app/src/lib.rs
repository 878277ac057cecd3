//! One function per thing a person or a clock can do: load in scope → authorise → engine → save → trail.
//!
//! Does not know the terminal, HTML or SQL. Converts between the records and the engines.

pub mod authority;
pub mod ctx;
pub mod demo;
pub mod error;
pub mod evaluate;
pub mod files;
pub mod holdings;
pub mod import;
pub mod installation;
mod knowing;
pub mod ledger_open;
pub mod link_files;
pub mod linking;
pub mod presets;
pub mod progress;
pub mod screening;
pub mod settings;
pub mod source_draft;
pub mod supported;
pub mod trail;
pub mod withdraw;
