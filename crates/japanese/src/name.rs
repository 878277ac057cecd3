//! Personal names (氏名): surname and given name, 通称 and 旧氏, foreign name orders, and the keys by which names are compared.

mod key;
mod split;
mod tables;

pub(crate) use key::push_plain_letter;
pub use key::{fold_key, fold_reading_key as reading_key, plain_letters};
pub use split::split;
pub use tables::{is_common_surname, surname_bearers};

/// A name taken apart. Empty where the name does not say.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName {
    /// Surname (氏).
    pub surname: String,
    /// Given name (名).
    pub given: String,
    /// Middle names of foreign residents.
    pub middle: String,
    /// Alias used in daily life (通称), from brackets.
    pub alias: String,
    /// Former surname (旧氏), from brackets.
    pub former_surname: String,
    /// Reading (フリガナ) given in brackets.
    pub reading: String,
    /// How sure the boundary between surname and given name is.
    pub boundary: Boundary,
}

/// How the boundary between surname and given name was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Boundary {
    /// There is no boundary: one word that could not be taken apart; all of it stands in `surname`.
    #[default]
    None,
    /// Guessed from the length alone.
    Guessed,
    /// Found with the tables of surnames and given names, or by the length of the reading.
    Tables,
    /// Written: a space, a comma, capitals.
    Written,
}

/// Names are personal: only the boundary is shown.
impl std::fmt::Debug for PersonName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("PersonName").field("boundary", &self.boundary).finish_non_exhaustive()
    }
}

impl PersonName {
    /// Surname, middle and given name with a plain space between, in register order.
    #[must_use]
    pub fn full(&self) -> String {
        let parts = [&self.surname, &self.given, &self.middle];
        parts.into_iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}
