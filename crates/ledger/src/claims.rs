//! Who other sources say belongs to a child: the roles of one row (保護者, 母, 家族3 …) and their 続柄.

use std::collections::BTreeMap;

use domain::{Field, Resolution, RoleKind, Table};

use crate::chain::{Chain, Kin};
use crate::rows::Group;

/// One claim about two persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Claim {
    /// The child.
    pub child: u32,
    /// The other person.
    pub other: u32,
    /// What is claimed; ordered by how much it says.
    pub kind: ClaimKind,
    /// The row that claims it.
    pub table: u32,
    /// See above.
    pub row: u32,
}

/// What a claim says, the most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ClaimKind {
    Mother,
    Father,
    Parent,
    StepParent,
    Grandparent,
    Sibling,
    Relative,
    Guardian,
    Recipient,
    Family,
}

/// All claims, sorted by child and person, the best of each pair only; and the way back.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    claims: Vec<Claim>,
    /// Numbers of claims, sorted by the other person.
    back: Vec<u32>,
}

impl Claims {
    /// Reads every row in which a child and another person stand together.
    pub(crate) fn build(tables: &[Table], groups: &[Group], resolutions: &BTreeMap<(u32, u8), &Resolution>) -> Self {
        let mut claims: Vec<Claim> = Vec::new();
        for group in groups {
            for (at, member) in group.members.iter().enumerate() {
                let table = &tables[member.table as usize];
                if child_role(table) == Some(member.role) {
                    of_table(group, at as u32, table, resolutions, &mut claims);
                }
            }
        }
        // Of equal claims the newest delivery speaks.
        claims.sort_unstable_by_key(|c| (c.child, c.other, c.kind, std::cmp::Reverse((c.table, c.row))));
        claims.dedup_by_key(|c| (c.child, c.other));
        let mut back: Vec<u32> = (0..claims.len() as u32).collect();
        back.sort_unstable_by_key(|at| (claims[*at as usize].other, *at));
        Self { claims, back }
    }

    /// What is claimed about a child.
    pub(crate) fn about(&self, child: u32) -> &[Claim] {
        let start = self.claims.partition_point(|claim| claim.child < child);
        let end = start + self.claims[start..].partition_point(|claim| claim.child == child);
        &self.claims[start..end]
    }

    /// What is claimed about a child and one person.
    pub(crate) fn between(&self, child: u32, other: u32) -> Option<&Claim> {
        let about = self.about(child);
        about.binary_search_by_key(&other, |claim| claim.other).ok().map(|at| &about[at])
    }

    /// The children of whom a person is claimed to be something.
    pub(crate) fn naming(&self, other: u32) -> impl Iterator<Item = &Claim> + '_ {
        let start = self.back.partition_point(|at| self.claims[*at as usize].other < other);
        self.back[start..].iter().map(|at| &self.claims[*at as usize]).take_while(move |claim| claim.other == other)
    }
}

/// The role that is the child in a row of several people.
fn child_role(table: &Table) -> Option<u8> {
    if table.roles.len() < 2 {
        return None;
    }
    let child = table.roles.iter().position(|role| role.kind == RoleKind::Child).or_else(|| {
        (table.roles[0].kind == RoleKind::Resident && table.roles[1..].iter().any(|role| relational(role.kind)))
            .then_some(0)
    })?;
    u8::try_from(child).ok()
}

const fn relational(kind: RoleKind) -> bool {
    !matches!(kind, RoleKind::Resident | RoleKind::Child)
}

fn of_table(
    group: &Group,
    member: u32,
    table: &Table,
    resolutions: &BTreeMap<(u32, u8), &Resolution>,
    claims: &mut Vec<Claim>,
) {
    let child_role = group.members[member as usize].role;
    for (role, definition) in table.roles.iter().enumerate() {
        let role = role as u8;
        if role == child_role || !relational(definition.kind) {
            continue;
        }
        let Some(resolution) = resolutions.get(&(table.extract.id.0, role)) else {
            continue;
        };
        let relation = table.field(role, &Field::Relation);
        let mut read: BTreeMap<&str, ClaimKind> = BTreeMap::new();
        for (row, child) in group.member_rows(member) {
            let Some(other) =
                resolution.persons.get(row as usize).copied().filter(|other| *other > 0 && *other != child)
            else {
                continue;
            };
            let text = relation.map_or("", |column| match column.value(row as usize) {
                domain::Value::Text(text) | domain::Value::Code(text) => text,
                _ => column.raw(row as usize),
            });
            let kind = *read.entry(text).or_insert_with(|| claimed(definition.kind, text));
            claims.push(Claim { child, other, kind, table: group.members[member as usize].table, row });
        }
    }
}

/// What a role and its 続柄 claim together; the words say more than the role.
fn claimed(role: RoleKind, relation: &str) -> ClaimKind {
    let by_role = match role {
        RoleKind::Mother => ClaimKind::Mother,
        RoleKind::Father => ClaimKind::Father,
        RoleKind::Sibling => ClaimKind::Sibling,
        RoleKind::Guardian => ClaimKind::Guardian,
        RoleKind::Recipient => ClaimKind::Recipient,
        RoleKind::Family | RoleKind::Resident | RoleKind::Child => ClaimKind::Family,
    };
    let Some(chain) = Chain::parse(relation) else {
        return by_role;
    };
    match chain.kin_of_child() {
        Kin::Parent if relation.contains('母') => ClaimKind::Mother,
        Kin::Parent if relation.contains('父') => ClaimKind::Father,
        Kin::Parent => ClaimKind::Parent,
        Kin::StepParent => ClaimKind::StepParent,
        Kin::Grandparent => ClaimKind::Grandparent,
        Kin::Sibling => ClaimKind::Sibling,
        Kin::GreatGrandparent | Kin::Relative => ClaimKind::Relative,
        Kin::Unknown if chain == Chain::Guardian => ClaimKind::Guardian,
        _ => by_role,
    }
}
