//! Which person each row of an extract speaks of.

use crate::id::{ExtractId, PersonId, RecordKey};
use crate::weight::Weight;

/// How a record found its person (名寄せの方法).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Method {
    /// Nobody found.
    None = 0,
    /// The only record of its person.
    Single = 1,
    /// A shared identifier.
    Identifier = 2,
    /// The weight of evidence.
    Model = 3,
    /// A person decided.
    Decision = 4,
    /// The row refers to a person by number or roster place.
    Reference = 5,
}

impl Method {
    /// As it stands in `links.csv`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Single => "single",
            Self::Identifier => "identifier",
            Self::Model => "model",
            Self::Decision => "decision",
            Self::Reference => "reference",
        }
    }
}

/// The people of one role of one extract, one entry per admitted row; all vectors have the table's length,
/// except `weights`, which may be empty when no row was linked by the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The extract.
    pub extract: ExtractId,
    /// Index of the role.
    pub role: u8,
    /// Person per row; 0 = not resolved or the role is empty in this row.
    pub persons: Vec<u32>,
    /// How.
    pub methods: Vec<Method>,
    /// Weight per row for [`Method::Model`].
    pub weights: Vec<Weight>,
    /// Fingerprint of the record per row, for stable ids and remembered decisions; empty for referring roles.
    pub keys: Vec<RecordKey>,
}

impl Resolution {
    /// The person a row speaks of.
    #[must_use]
    pub fn person(&self, row: usize) -> Option<PersonId> {
        self.persons.get(row).copied().filter(|p| *p > 0).map(PersonId)
    }
}
