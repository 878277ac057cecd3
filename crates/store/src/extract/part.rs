//! Parts, roles and references as text and back, for the sealed manifest.

use domain::{Field, Namespace, Reference, Role, RoleKind, SourceId};
use serde::{Deserialize, Serialize};

/// Parts without a number space, with their names in source definitions.
const PARTS: [(&str, Field); 25] = [
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

/// The part as text: `name`, `identifier:atena` …
pub(super) fn to_text(field: &Field) -> String {
    if let Field::Identifier(namespace) = field {
        return format!("identifier:{namespace}");
    }
    PARTS
        .iter()
        .find(|(_, part)| part == field)
        .map_or_else(String::new, |(name, _)| (*name).to_owned())
}

/// The part a text names.
pub(super) fn from_text(text: &str) -> Option<Field> {
    if let Some(namespace) = text.strip_prefix("identifier:") {
        return Some(Field::Identifier(Namespace::new(namespace)));
    }
    PARTS
        .iter()
        .find(|(name, _)| *name == text)
        .map(|(_, part)| part.clone())
}

/// A role in the manifest.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RoleText {
    id: String,
    kind: String,
    unique: bool,
    references: Vec<ReferenceText>,
}

#[derive(Debug, Serialize, Deserialize)]
enum ReferenceText {
    Identifier(String),
    Roster { source: String, by: Vec<String> },
}

impl RoleText {
    pub(super) fn of(role: &Role) -> Self {
        let kind = KINDS
            .iter()
            .find(|(_, kind)| *kind == role.kind)
            .map_or("resident", |(name, _)| name);
        Self {
            id: role.id.to_string(),
            kind: kind.to_owned(),
            unique: role.unique,
            references: role
                .references
                .iter()
                .map(|reference| match reference {
                    Reference::Identifier(namespace) => {
                        ReferenceText::Identifier(namespace.to_string())
                    }
                    Reference::Roster { source, fields } => ReferenceText::Roster {
                        source: source.to_string(),
                        by: fields.iter().map(to_text).collect(),
                    },
                })
                .collect(),
        }
    }

    pub(super) fn role(&self) -> Option<Role> {
        let reference = |text: &ReferenceText| {
            Some(match text {
                ReferenceText::Identifier(namespace) => {
                    Reference::Identifier(Namespace::new(namespace))
                }
                ReferenceText::Roster { source, by } => Reference::Roster {
                    source: SourceId::new(source),
                    fields: by
                        .iter()
                        .map(|text| from_text(text))
                        .collect::<Option<_>>()?,
                },
            })
        };
        Some(Role {
            id: self.id.as_str().into(),
            kind: KINDS.iter().find(|(name, _)| *name == self.kind)?.1,
            references: self
                .references
                .iter()
                .map(reference)
                .collect::<Option<_>>()?,
            unique: self.unique,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_reads_back_as_itself() {
        for (_, part) in PARTS {
            assert_eq!(from_text(&to_text(&part)), Some(part));
        }
        let number = Field::Identifier(Namespace::new("atena"));
        assert_eq!(from_text(&to_text(&number)), Some(number));
        assert_eq!(from_text("no such part"), None);
    }

    #[test]
    fn a_role_reads_back_as_itself() {
        for (_, kind) in KINDS {
            let role = Role {
                id: "pupil".into(),
                kind,
                references: vec![
                    Reference::Identifier(Namespace::new("student")),
                    Reference::Roster {
                        source: SourceId::new("roster"),
                        fields: vec![Field::School, Field::Grade],
                    },
                ],
                unique: true,
            };
            assert_eq!(RoleText::of(&role).role(), Some(role));
        }
    }
}
