//! A department's bytes → typed chunks of cells, findings and a receipt. Content never makes it fail.
//!
//! Does not know files on disk, storage, people or the wall clock: bytes come in, chunks go out, and the day is an argument.
//!
//! The work is cut in two so that memory stays bounded and both cores are used:
//!
//! 1. [`Reader::push`] and [`Reader::finish`] run in order: decode, recognise the source, cut into records → [`ChunkJob`]s.
//! 2. [`ChunkJob::run`] is pure and may run on any thread: cells → distinct values, typed → [`ChunkResult`].
//! 3. [`Assembler::take`] takes the results in order: duplicates, record numbers, whole chunks → [`RowGroup`]s to be stored,
//!    and at the end the [`Outcome`].
//!
//! A file is either refused ([`Refusal`]: why, where, and the cure) or taken; what is wrong with single rows and cells is a
//! [`domain::Finding`]. Whoever stores must throw everything away when a [`Refusal`] comes, even after the first row groups:
//! a column of individual numbers may show itself late.
//!
//! The order of checks is fixed: forbidden columns, then the source, then the columns that no purpose allows today.

mod admit;
mod as_of;
mod assemble;
pub mod bundle;
mod cells;
mod cleanse;
mod coverage;
mod dictionary;
mod draft;
mod excel;
mod fixed;
mod forbid;
mod given;
mod header;
mod job;
mod layout;
mod notebook;
mod oneroster;
mod outcome;
mod pack;
mod plan;
mod prepare;
mod reader;
mod receipt;
mod recognise;
mod refusal;
mod request;
mod runs;
mod sample;
mod slice;
mod sniff;
mod split;
mod wording;

pub use as_of::as_of_in_name;
pub use assemble::{Assembler, RowGroup};
pub use bundle::{Member, Unpacked};
pub use draft::draft;
pub use excel::first_sheet;
pub use job::{ChunkJob, ChunkResult};
pub use layout::Layouts;
pub use oneroster::{Set, read as read_set};
pub use outcome::{AsOfOrigin, Before, ColumnNote, Outcome, Previous};
pub use plan::Plan;
pub use reader::{Ending, Reader, read};
pub use receipt::{Receipt, ReceiptPurpose};
pub use refusal::{Refusal, RefusalKind};
pub use request::Request;
pub use slice::{SLICE_SEPARATOR, slices};
