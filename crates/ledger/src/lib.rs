//! The ledger (台帳): everything known of a child as of a date, with relations, coverage and provenance.
//!
//! Does not know rules, points, storage, SQL, files on disk, accounts or what day it is; it is told who decided what.
//!
//! [`Knowledge::build`] folds deliveries and link results into one read-only view. It keeps no values of its own: an
//! [`Observation`] is a place in a delivered table. [`Reader::shown`] is the one predicate that decides what of it may be seen.

mod chain;
mod circle;
mod claims;
mod contact;
mod coverage;
mod dwelling;
mod family;
mod grade;
mod in_force;
mod inputs;
mod intern;
mod knowledge;
mod known_items;
mod members;
mod observation;
mod people;
mod profile;
mod relation;
mod residence;
mod rows;
mod school;
mod shield;
mod shown;
mod support;
mod view;
mod when;

pub use circle::Circle;
pub use contact::Sighting;
pub use coverage::{Covered, Limit};
pub use in_force::in_force;
pub use inputs::{Inputs, Judgement, Shielded, Supported};
pub use knowledge::Knowledge;
pub use observation::{Lens, LensPart, Observation};
pub use profile::Spelling;
pub use relation::{Basis, Relation, RelationKind};
pub use residence::Residence;
pub use shown::{MASKED, Provenance, Reader, Shown, Subject, number_text, value_text};
pub use support::{SupportCase, SupportState};
pub use view::{LedgerView, Line, Section, SectionKind, Whom, ledger_view};
pub use when::{Timing, When, date_text};
