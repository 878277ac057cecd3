//! A source definition made ready for reading: repeated roles and columns spelt out, names folded.

use std::sync::Arc;

use catalog::Catalog;
use catalog::source::{ColumnDefinition, RoleDefinition, RoleKindName, Source, ValueKind};
use domain::{Field, ItemId, Namespace, Reference, Role, RoleKind, SourceId};

use crate::header::Pattern;

/// One source definition, ready for matching headers and planning columns.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub(crate) source: Source,
    pub(crate) roles: Vec<Role>,
    /// In the order of the definition.
    pub(crate) columns: Vec<Spec>,
}

/// One column of the definition.
#[derive(Debug, Clone)]
pub(crate) struct Spec {
    /// First name, for messages.
    pub(crate) title: String,
    pub(crate) patterns: Vec<Pattern>,
    pub(crate) item: Option<ItemId>,
    /// Index of the role, or of its first repetition.
    pub(crate) role: u8,
    /// The role repeats with the column.
    pub(crate) role_repeats: bool,
    pub(crate) field: Option<Field>,
    pub(crate) kind: ValueKind,
    /// Number of repetitions; `None` when it does not repeat.
    pub(crate) repeat: Option<u8>,
    pub(crate) monthly: bool,
    pub(crate) daily: bool,
    /// The file is of another layout without it.
    pub(crate) expected: bool,
    pub(crate) key: bool,
    pub(crate) slice: bool,
    pub(crate) at: Option<(u32, u32)>,
    pub(crate) definition: ColumnDefinition,
}

/// The source definitions of an installation, prepared for reading; cheap to clone.
#[derive(Debug, Clone)]
pub struct Layouts(Arc<[Layout]>);

impl Layouts {
    /// Prepares every definition.
    #[must_use]
    pub fn new(catalog: &Catalog) -> Self {
        Self(catalog.sources.iter().map(Layout::new).collect())
    }

    pub(crate) fn all(&self) -> &[Layout] {
        &self.0
    }
}

impl Layout {
    pub(crate) fn new(source: &Source) -> Self {
        let (roles, firsts) = roles(&source.roles);
        let named = |list: &[String], column: &ColumnDefinition| {
            list.iter().any(|name| {
                column
                    .header
                    .names()
                    .iter()
                    .any(|own| japanese::text::header_key(own) == japanese::text::header_key(name))
            })
        };
        let columns = source
            .columns
            .iter()
            .map(|column| {
                // The catalogue takes in no definition with an unknown name.
                let field = column.field.as_deref().and_then(Field::named);
                let (role, role_repeats) = column
                    .role
                    .as_deref()
                    .and_then(|name| firsts.iter().find(|first| first.0 == name))
                    .map_or((0, false), |first| (first.1, first.2));
                let key = named(&source.key, column);
                let repeat = column.repeat.or_else(|| {
                    let repeats = role_repeats || column.header.names().iter().any(|name| name.contains("{n}"));
                    let count = column
                        .role
                        .as_deref()
                        .and_then(|name| source.roles.iter().find(|role| role.id == name))
                        .and_then(|role| role.repeat);
                    (repeats && !column.monthly && !column.daily).then_some(count.unwrap_or(u8::MAX))
                });
                let identity =
                    matches!(field, Some(Field::Identifier(_) | Field::Name | Field::Surname)) && repeat.is_none();
                Spec {
                    title: column.header.names().first().cloned().unwrap_or_default(),
                    patterns: column.header.names().iter().map(|name| Pattern::new(name)).collect(),
                    item: column.item.as_deref().map(ItemId::new),
                    role,
                    role_repeats,
                    kind: column.kind.unwrap_or_else(|| kind_of(field.as_ref(), column)),
                    expected: column.expected.unwrap_or(identity && role == 0 || key),
                    key,
                    slice: named(&source.delivery.slice, column),
                    at: column.at,
                    field,
                    repeat: if column.monthly || column.daily { None } else { repeat },
                    monthly: column.monthly,
                    daily: column.daily,
                    definition: column.clone(),
                }
            })
            .collect();
        Self { source: source.clone(), roles, columns }
    }

    /// The columns the file must have itself: without those given by its name, a title line or the definition.
    pub(crate) fn delivered(&self) -> impl Iterator<Item = &Spec> {
        self.columns.iter().filter(|spec| !spec.definition.is_given())
    }

    /// Whether the layout is delivered on a day (`YYYY-MM-DD` sorts like the days).
    pub(crate) fn holds(&self, on: jiff::civil::Date) -> bool {
        let on = on.to_string();
        self.source.valid_from.as_deref().is_none_or(|from| from <= on.as_str())
            && self.source.valid_to.as_deref().is_none_or(|to| on.as_str() <= to)
    }

    pub(crate) fn id(&self) -> SourceId {
        SourceId::new(&self.source.id)
    }

    /// As messages name it: `住民記録 世帯一覧（resident-register）`.
    pub(crate) fn name(&self) -> String {
        format!("{}（{}）", self.source.title, self.source.id)
    }
}

/// The roles spelt out, and for each name in the definition the index of its first one and whether it repeats.
fn roles(definitions: &[RoleDefinition]) -> (Vec<Role>, Vec<(String, u8, bool)>) {
    let mut roles = Vec::new();
    let mut firsts = Vec::new();
    for definition in definitions {
        let Ok(first) = u8::try_from(roles.len()) else { break };
        firsts.push((definition.id.clone(), first, definition.repeat.is_some()));
        for number in 1..=definition.repeat.unwrap_or(1) {
            let id = match definition.repeat {
                None => definition.id.clone(),
                Some(_) if definition.id.contains("{n}") => definition.id.replace("{n}", &number.to_string()),
                Some(_) => format!("{}{number}", definition.id),
            };
            roles.push(Role {
                id: Arc::from(id.as_str()),
                kind: role_kind(definition.kind),
                references: references(definition),
                unique: definition.unique,
            });
        }
    }
    if roles.is_empty() {
        roles.push(Role { id: Arc::from("person"), kind: RoleKind::Resident, references: Vec::new(), unique: false });
    }
    roles.truncate(usize::from(u8::MAX) + 1);
    (roles, firsts)
}

fn references(definition: &RoleDefinition) -> Vec<Reference> {
    definition
        .refers
        .iter()
        .filter_map(|reference| match (&reference.identifier, &reference.roster) {
            (Some(namespace), _) => Some(Reference::Identifier(Namespace::new(namespace))),
            (None, Some(source)) => Some(Reference::Roster {
                source: SourceId::new(source),
                // The catalogue takes in no definition with an unknown name.
                fields: reference.by.iter().filter_map(|name| Field::named(name)).collect(),
            }),
            (None, None) => None,
        })
        .collect()
}

const fn role_kind(name: RoleKindName) -> RoleKind {
    match name {
        RoleKindName::Resident => RoleKind::Resident,
        RoleKindName::Child => RoleKind::Child,
        RoleKindName::Guardian => RoleKind::Guardian,
        RoleKindName::Mother => RoleKind::Mother,
        RoleKindName::Father => RoleKind::Father,
        RoleKindName::Sibling => RoleKind::Sibling,
        RoleKindName::Family => RoleKind::Family,
        RoleKindName::Recipient => RoleKind::Recipient,
    }
}

/// The type a column has when the definition names none.
fn kind_of(field: Option<&Field>, column: &ColumnDefinition) -> ValueKind {
    match field {
        Some(Field::Identifier(_) | Field::Household | Field::Postal | Field::Phone) => ValueKind::Identifier,
        Some(Field::Name | Field::Surname | Field::GivenName | Field::Alias | Field::FormerName) => ValueKind::Name,
        Some(Field::Kana | Field::SurnameKana | Field::GivenNameKana) => ValueKind::Kana,
        Some(Field::BirthDate | Field::On | Field::From | Field::To) => ValueKind::Date,
        Some(Field::Month) => ValueKind::Month,
        Some(Field::Sex) => ValueKind::Sex,
        Some(Field::Grade) => ValueKind::Grade,
        Some(Field::Address) => ValueKind::Address,
        Some(Field::FiscalYear | Field::SeatNumber) => ValueKind::Number,
        _ if column.codes.is_some() || !column.values.is_empty() => ValueKind::Code,
        _ if column.monthly => ValueKind::Number,
        _ => ValueKind::Text,
    }
}
