//! What a delivered column means for identity, time and reference - and whom a row speaks of.

use crate::id::{Namespace, SourceId};

/// The part a column plays beyond being an item: matching, time, or place in a school (照合項目).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// A number that names a person in a number space (宛名番号, 学籍番号 …).
    Identifier(Namespace),
    /// Full name in kanji or as registered (氏名).
    Name,
    /// Surname (氏).
    Surname,
    /// Given name (名).
    GivenName,
    /// Full name in kana (フリガナ).
    Kana,
    /// Surname in kana.
    SurnameKana,
    /// Given name in kana.
    GivenNameKana,
    /// Name in common use of a foreign resident (通称).
    Alias,
    /// Former or married name (旧氏).
    FormerName,
    /// Birth date (生年月日).
    BirthDate,
    /// Sex (性別).
    Sex,
    /// Address (住所).
    Address,
    /// Building and room (方書).
    Building,
    /// Postal code (郵便番号).
    Postal,
    /// Telephone number.
    Phone,
    /// Household number of the resident register (世帯番号).
    Household,
    /// Relation to the head of household or to the child (続柄).
    Relation,
    /// School code or name (学校).
    School,
    /// School year from 1 April (年度).
    FiscalYear,
    /// Grade (学年).
    Grade,
    /// Class (組).
    Class,
    /// Number in the class (出席番号).
    SeatNumber,
    /// The day the row speaks of (出欠日, 受診日 …).
    On,
    /// First day of a period (認定開始日 …).
    From,
    /// Last day of a period; empty means still running.
    To,
    /// The calendar month the row speaks of (提供年月).
    Month,
}

/// What kind of person a role is; decides which relation claims a row makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoleKind {
    /// Any resident: child or adult (住民記録, 介護 …).
    Resident,
    /// The child the row is about.
    Child,
    /// A guardian of the row's child (保護者).
    Guardian,
    /// The mother of the row's child.
    Mother,
    /// The father of the row's child.
    Father,
    /// A sibling of the row's child.
    Sibling,
    /// Another family member of the row's child.
    Family,
    /// The recipient of a benefit, usually a parent of the row's child.
    Recipient,
}

/// How a role without its own identity finds its person; tried in order, the first that gives exactly one person holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reference {
    /// The identifier column of this number space, looked up among all records that carry it.
    Identifier(Namespace),
    /// Place in the roster of another source: any subset of school, year, grade, class, seat number and name.
    Roster {
        /// The source that holds the roster.
        source: SourceId,
        /// The fields of this row that are compared.
        fields: Vec<Field>,
    },
}

/// Whom some columns of a row speak of (続柄・役割).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// As the source definition calls it; the first role of a source is the primary one.
    pub id: std::sync::Arc<str>,
    /// What kind of person it is.
    pub kind: RoleKind,
    /// Rows of this role only refer to a person (no name): how they find it. Empty for roles with identity.
    pub references: Vec<Reference>,
    /// One delivery lists each person of this role at most once, so two of its records are never one person.
    pub unique: bool,
}

/// Fields without a number space, with their names in source definitions.
const FIELDS: [(&str, Field); 25] = [
    ("name", Field::Name),
    ("surname", Field::Surname),
    ("given-name", Field::GivenName),
    ("kana", Field::Kana),
    ("surname-kana", Field::SurnameKana),
    ("given-name-kana", Field::GivenNameKana),
    ("alias", Field::Alias),
    ("former-name", Field::FormerName),
    ("birth-date", Field::BirthDate),
    ("sex", Field::Sex),
    ("address", Field::Address),
    ("building", Field::Building),
    ("postal", Field::Postal),
    ("phone", Field::Phone),
    ("household", Field::Household),
    ("relation", Field::Relation),
    ("school", Field::School),
    ("fiscal-year", Field::FiscalYear),
    ("grade", Field::Grade),
    ("class", Field::Class),
    ("seat-number", Field::SeatNumber),
    ("on", Field::On),
    ("from", Field::From),
    ("to", Field::To),
    ("month", Field::Month),
];

/// Kinds of role, with their names in source definitions.
const KINDS: [(&str, RoleKind); 8] = [
    ("resident", RoleKind::Resident),
    ("child", RoleKind::Child),
    ("guardian", RoleKind::Guardian),
    ("mother", RoleKind::Mother),
    ("father", RoleKind::Father),
    ("sibling", RoleKind::Sibling),
    ("family", RoleKind::Family),
    ("recipient", RoleKind::Recipient),
];

impl Field {
    /// The field with a name of source definitions (`birth-date`, `identifier:atena`); `None` for an unknown one, and for an
    /// identifier of no number space.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        if let Some(namespace) = name.strip_prefix("identifier:") {
            let namespace = namespace.trim();
            return (!namespace.is_empty()).then(|| Self::Identifier(Namespace::new(namespace)));
        }
        FIELDS.iter().find(|(known, _)| *known == name).map(|(_, field)| field.clone())
    }

    /// Every name that source definitions can use, apart from `identifier:…`.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FIELDS.iter().map(|(name, _)| *name)
    }

    /// Its name in source definitions; [`Field::named`] reads it back.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Identifier(namespace) => format!("identifier:{namespace}"),
            field => FIELDS.iter().find(|(_, known)| known == field).map_or("", |(name, _)| name).to_owned(),
        }
    }
}

impl RoleKind {
    /// The kind with a name of source definitions; `None` for an unknown one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        KINDS.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }

    /// Its name in source definitions; [`RoleKind::named`] reads it back.
    #[must_use]
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|(_, known)| *known == self).map_or("", |(name, _)| name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_and_kind_reads_back_from_its_name() {
        let atena = Field::Identifier(Namespace::new("atena"));
        for field in FIELDS.iter().map(|(_, field)| field).chain([&atena]) {
            assert_eq!(Field::named(&field.name()).as_ref(), Some(field));
        }
        for (_, kind) in KINDS {
            assert_eq!(RoleKind::named(kind.name()), Some(kind));
        }
    }
}
