//! Roles and references as text and back, for the sealed manifest.

use domain::{Field, Namespace, Reference, Role, RoleKind, SourceId};
use serde::{Deserialize, Serialize};

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
        Self {
            id: role.id.to_string(),
            kind: role.kind.name().to_owned(),
            unique: role.unique,
            references: role
                .references
                .iter()
                .map(|reference| match reference {
                    Reference::Identifier(namespace) => ReferenceText::Identifier(namespace.to_string()),
                    Reference::Roster { source, fields } => ReferenceText::Roster {
                        source: source.to_string(),
                        by: fields.iter().map(Field::name).collect(),
                    },
                })
                .collect(),
        }
    }

    pub(super) fn role(&self) -> Option<Role> {
        let reference = |text: &ReferenceText| {
            Some(match text {
                ReferenceText::Identifier(namespace) => Reference::Identifier(Namespace::new(namespace)),
                ReferenceText::Roster { source, by } => Reference::Roster {
                    source: SourceId::new(source),
                    fields: by.iter().map(|text| Field::named(text)).collect::<Option<_>>()?,
                },
            })
        };
        Some(Role {
            id: self.id.as_str().into(),
            kind: RoleKind::named(&self.kind)?,
            references: self.references.iter().map(reference).collect::<Option<_>>()?,
            unique: self.unique,
        })
    }
}
