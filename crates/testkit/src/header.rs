//! The header line of a test table: what each column is.

use domain::{Field, ItemId, RoleKind};

/// One column of a test table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Heading {
    /// `*`, `*child`, `*child:child`: person numbers of a role; 0 or empty = not resolved.
    Person { role: String, kind: RoleKind },
    /// A delivered column: `header #field =item :type @role ^repeat ~month`.
    Column {
        header: String,
        field: Option<Field>,
        item: Option<ItemId>,
        kind: Option<String>,
        role: Option<String>,
        repeat: Option<u8>,
        month: Option<u8>,
    },
}

impl Heading {
    pub(crate) fn parse(text: &str) -> Self {
        let text = text.trim();
        if let Some(role) = text.strip_prefix('*') {
            let (role, kind) = role.split_once(':').unwrap_or((role, "resident"));
            let role = if role.is_empty() { "person" } else { role };
            return Self::Person {
                role: role.to_owned(),
                kind: RoleKind::named(kind).unwrap_or_else(|| panic!("no kind of role: {kind}")),
            };
        }
        let (mut field, mut item, mut kind, mut role, mut repeat, mut month) = (None, None, None, None, None, None);
        let mut header = Vec::new();
        for word in text.split_whitespace() {
            match word.split_at_checked(1) {
                Some(("#", name)) => field = Some(Field::named(name).unwrap_or_else(|| panic!("no field: {name}"))),
                Some(("=", id)) => item = Some(ItemId::new(id)),
                Some((":", name)) => kind = Some(name.to_owned()),
                Some(("@", name)) => role = Some(name.to_owned()),
                Some(("^", number)) => repeat = Some(number.parse().expect("^ is followed by a number")),
                Some(("~", number)) => month = Some(number.parse().expect("~ is followed by a month")),
                _ => header.push(word),
            }
        }
        Self::Column { header: header.join(" "), field, item, kind, role, repeat, month }
    }
}
