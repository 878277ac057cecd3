//! The shared nouns: ids, dates of knowledge, tables of delivered cells, people, link decisions, findings.
//!
//! Hardly a verb, but for two rules that all readers of delivered rows share: which short rows are torn (`short_rows`), and which cells hold
//! rows (`lines_in_cell`). Does not know configuration files, SQL, HTML, files or the wall clock.

pub mod blank;
pub mod clock;
pub mod decision;
pub mod extract;
pub mod field;
pub mod finding;
pub mod id;
pub mod lines_in_cell;
pub mod personal;
pub mod resolution;
pub mod scope;
pub mod short_rows;
pub mod table;
pub mod weight;

pub use clock::Clock;
pub use decision::{LinkDecision, Verdict};
pub use extract::{Coverage, Delivery, Extract, MonthSpan};
pub use field::{Field, Reference, Role, RoleKind};
pub use finding::{Finding, FindingKind, Severity};
pub use id::{ExtractId, ItemId, Namespace, OwnerId, PersonId, PurposeId, RecordKey, RuleId, SourceId};
pub use lines_in_cell::{LinesInCell, ROW_CELLS_MIN};
pub use personal::Personal;
pub use resolution::{Method, Resolution};
pub use scope::Scope;
pub use short_rows::{ShortRows, ShortRowsAre};
pub use table::{CHUNK_ROWS, Column, ColumnChunk, ColumnMeta, Table, Typed, Value};
pub use weight::Weight;
