//! The family of every child: household by 続柄, dwelling by ages, other sources by what they claim.

use domain::PersonId;
use jiff::civil::Date;
use rayon::prelude::*;

use crate::chain::{Chain, Kin};
use crate::knowledge::Knowledge;
use crate::relation::{Basis, Kept, Relation, RelationKind, of_claim, of_kin};

/// Families are kept ready for persons below this age; those of others are found when asked for.
const CHILD_AGE_BELOW: i16 = 20;
/// A parent is at least and at most so many years older than the child, when only ages speak.
const PARENT_YEARS: std::ops::RangeInclusive<i16> = 15..=50;
/// A grandparent is at least so many years older than the child, when no parent is known.
const GRANDPARENT_YEARS: i16 = 40;
/// A grandparent is so many years older than the parent.
const GENERATION_YEARS: std::ops::RangeInclusive<i16> = 15..=55;

/// Relations of all children: offsets by person, then relations in the order of the household.
#[derive(Debug, Default)]
pub(crate) struct Families {
    ready: Vec<u64>,
    offsets: Vec<u32>,
    kept: Vec<Kept>,
}

impl Families {
    pub(crate) fn build(knowledge: &Knowledge) -> Self {
        let people = &knowledge.people;
        let count = people.birth.len();
        let children: Vec<u32> =
            (0..count as u32).filter(|person| people.is_known(*person) && is_child(knowledge, *person)).collect();
        let families: Vec<Vec<Kept>> = children.par_iter().map(|child| family(knowledge, *child)).collect();
        let mut ready = vec![0_u64; count / 64 + 1];
        let mut offsets = vec![0_u32; count + 1];
        for (child, family) in children.iter().zip(&families) {
            ready[*child as usize / 64] |= 1 << (child % 64);
            offsets[*child as usize + 1] = family.len() as u32;
        }
        for at in 1..offsets.len() {
            offsets[at] += offsets[at - 1];
        }
        Self { ready, offsets, kept: families.concat() }
    }

    fn of(&self, person: u32) -> Option<&[Kept]> {
        let word = self.ready.get(person as usize / 64)?;
        if word >> (person % 64) & 1 == 0 {
            return None;
        }
        Some(&self.kept[self.offsets[person as usize] as usize..self.offsets[person as usize + 1] as usize])
    }
}

/// Whether the person counts as a child of this knowledge: by age, or by role when the birth is unknown.
fn is_child(knowledge: &Knowledge, person: u32) -> bool {
    match knowledge.people.birth[person as usize].latest {
        Some(birth) => japanese::age::age_on(birth, knowledge.as_of).is_none_or(|age| age < CHILD_AGE_BELOW),
        None => knowledge.people.child_role[person as usize],
    }
}

/// Everyone related to a person or living with him, in the order of the household, then the dwelling, then elsewhere.
fn family(knowledge: &Knowledge, child: u32) -> Vec<Kept> {
    let people = &knowledge.people;
    let own = people.chain_of(child);
    let mut kept: Vec<Kept> = Vec::new();
    for other in people.household_of(child).iter().copied().filter(|other| *other != child) {
        let sex = knowledge.sex(PersonId(other));
        let kin = match (own, people.chain_of(other)) {
            (Some(own), Some(other)) => Chain::kin(own, other),
            _ => Kin::Unknown,
        };
        let (kind, certain) = of_kin(kin, sex);
        kept.push(Kept { other, kind, basis: Basis::Register, certain, table: u32::MAX });
    }
    resolve_register(knowledge, child, &mut kept);
    let mut elsewhere: Vec<u32> = people.home_of(child).iter().copied().filter(|other| *other != child).collect();
    elsewhere.extend(knowledge.claims.about(child).iter().map(|claim| claim.other));
    elsewhere.sort_unstable();
    elsewhere.dedup();
    elsewhere.retain(|other| !people.same_household(child, *other));
    for other in &elsewhere {
        kept.push(Kept {
            other: *other,
            kind: RelationKind::OtherFamily,
            basis: Basis::Dwelling,
            certain: false,
            table: u32::MAX,
        });
    }
    claim_over(knowledge, child, &mut kept);
    infer_dwelling(knowledge, child, &mut kept);
    siblings_elsewhere(knowledge, child, &mut kept);
    kept.sort_by_key(|k| order(knowledge, child, k));
    kept
}

/// Where 続柄 leaves a parent or an aunt, the only candidate of a fitting age is the parent.
fn resolve_register(knowledge: &Knowledge, child: u32, kept: &mut [Kept]) {
    let people = &knowledge.people;
    let Some(own) = people.chain_of(child) else {
        return;
    };
    let kin = |other: u32| people.chain_of(other).map_or(Kin::Unknown, |other| Chain::kin(own, other));
    let candidates: Vec<usize> = (0..kept.len())
        .filter(|at| {
            kin(kept[*at].other) == Kin::ParentOrAunt
                && years_older(knowledge, kept[*at].other, child).is_none_or(|years| PARENT_YEARS.contains(&years))
        })
        .collect();
    // A couple counts once: 子 and 子の妻.
    let couples = candidates.iter().filter(|at| matches!(people.chain_of(kept[**at].other), Some(Chain::Steps(steps)) if steps.last() != Some(&crate::chain::Step::Spouse))).count();
    let claimed = candidates.iter().any(|at| knowledge.claims.between(child, kept[*at].other).is_some());
    if couples > 1 || claimed {
        return;
    }
    for at in candidates {
        kept[at].kind = of_kin(Kin::Parent, knowledge.sex(PersonId(kept[at].other))).0;
        kept[at].certain = true;
    }
    for other in kept.iter_mut().filter(|k| kin(k.other) == Kin::SiblingOrCousin) {
        other.kind = RelationKind::Sibling;
        other.certain = true;
    }
}

/// What a source claims goes before what 続柄 leaves open and before what ages suggest.
fn claim_over(knowledge: &Knowledge, child: u32, kept: &mut [Kept]) {
    for k in kept.iter_mut() {
        let Some(claim) = knowledge.claims.between(child, k.other) else {
            continue;
        };
        let (kind, certain) = of_claim(claim.kind, knowledge.sex(PersonId(k.other)));
        // 「家族」 alone says less than ages do about somebody in the same dwelling.
        let says_more = kind != RelationKind::OtherFamily
            || (k.basis != Basis::Register && (certain || !knowledge.people.same_home(child, k.other)));
        let already = k.basis == Basis::Register && k.certain && k.kind != RelationKind::OtherFamily;
        if says_more && !already {
            *k = Kept { kind, certain, basis: Basis::Claim, table: claim.table, ..*k };
        }
    }
}

/// Whether a name says that somebody belongs to the child's family: a surname, former one or name in use that the child or a member
/// of the household bears, too. One plot alone makes nobody a relative.
fn shares_surname(knowledge: &Knowledge, child: u32, other: u32) -> bool {
    let own = crate::dwelling::surnames(knowledge, other);
    let household = knowledge.people.household_of(child).iter().copied().filter(|member| *member != child);
    std::iter::once(child)
        .chain(household)
        .any(|member| crate::dwelling::surnames(knowledge, member).iter().any(|surname| own.contains(surname)))
}

/// People of another household in the same dwelling: what they are follows from their age and that of the parents, where a name says
/// that they belong to the family.
fn infer_dwelling(knowledge: &Knowledge, child: u32, kept: &mut [Kept]) {
    let parents: Vec<u32> = kept.iter().filter(|k| k.kind.is_parent()).map(|k| k.other).collect();
    let at_home = kept.iter().any(|k| k.kind.is_parent() && k.basis == Basis::Register);
    let mut possible_parents = Vec::new();
    for (at, k) in kept.iter_mut().enumerate().filter(|(_, k)| k.basis == Basis::Dwelling) {
        let Some(years) = years_older(knowledge, k.other, child) else {
            continue;
        };
        let older_than_parents: Vec<i16> =
            parents.iter().filter_map(|parent| years_older(knowledge, k.other, *parent)).collect();
        let as_grandparent = older_than_parents.iter().any(|years| GENERATION_YEARS.contains(years))
            || (parents.is_empty() && years >= GRANDPARENT_YEARS);
        let as_parent = !at_home && parents.is_empty() && PARENT_YEARS.contains(&years);
        if !(as_grandparent || as_parent) || !shares_surname(knowledge, child, k.other) {
            continue;
        }
        if as_grandparent {
            k.kind = RelationKind::Grandparent;
        } else {
            possible_parents.push(at);
        }
    }
    // A mother registered alone beside her parents, who have the child in their household.
    if possible_parents.len() <= 2 {
        let sexes: Vec<_> = possible_parents.iter().map(|at| knowledge.sex(PersonId(kept[*at].other))).collect();
        if sexes.len() < 2 || sexes[0] != sexes[1] {
            for (at, sex) in possible_parents.into_iter().zip(sexes) {
                kept[at].kind = of_kin(Kin::Parent, sex).0;
            }
        }
    }
}

/// Children of the same claimed mother or father are siblings, wherever they live.
fn siblings_elsewhere(knowledge: &Knowledge, child: u32, kept: &mut Vec<Kept>) {
    let parents: Vec<u32> = kept
        .iter()
        .filter(|k| matches!(k.kind, RelationKind::Mother | RelationKind::Father))
        .map(|k| k.other)
        .collect();
    for parent in parents {
        for claim in knowledge.claims.naming(parent) {
            if !matches!(
                of_claim(claim.kind, knowledge.sex(PersonId(parent))).0,
                RelationKind::Mother | RelationKind::Father
            ) || claim.child == child
            {
                continue;
            }
            match kept.iter_mut().find(|k| k.other == claim.child) {
                Some(k) if k.kind == RelationKind::OtherFamily => {
                    *k = Kept {
                        kind: RelationKind::Sibling,
                        basis: Basis::Claim,
                        certain: true,
                        table: claim.table,
                        ..*k
                    };
                }
                Some(_) => {}
                None => kept.push(Kept {
                    other: claim.child,
                    kind: RelationKind::Sibling,
                    basis: Basis::Claim,
                    certain: true,
                    table: claim.table,
                }),
            }
        }
    }
}

/// Full years by which one person is older than another; `None` when a birth is unknown.
fn years_older(knowledge: &Knowledge, elder: u32, younger: u32) -> Option<i16> {
    let birth = |person: u32| knowledge.people.birth.get(person as usize).and_then(|birth| birth.earliest);
    let (elder, younger) = (birth(elder)?, birth(younger)?);
    let years = younger.year() - elder.year();
    Some(if (younger.month(), younger.day()) < (elder.month(), elder.day()) { years - 1 } else { years })
}

type Order = (bool, bool, u8, Option<Date>, u32);

/// The register's order of a household, then the dwelling, then those who live elsewhere.
fn order(knowledge: &Knowledge, child: u32, kept: &Kept) -> Order {
    let people = &knowledge.people;
    let household = people.same_household(child, kept.other);
    let home = household || people.same_home(child, kept.other);
    let place = people.chain_of(kept.other).filter(|_| household).map_or(8, Chain::order);
    (!household, !home, place, people.birth[kept.other as usize].earliest, kept.other)
}

impl Knowledge {
    /// Everyone related to a person or living in the same dwelling, in the register's order of a household, then others of the
    /// dwelling, then those elsewhere.
    #[must_use]
    pub fn relations(&self, child: PersonId) -> Vec<Relation> {
        let open = |kept: &Kept| self.relation_of(child, kept);
        match self.families.of(child.0) {
            Some(kept) => kept.iter().map(open).collect(),
            None if self.people.is_known(child.0) => family(self, child.0).iter().map(open).collect(),
            None => Vec::new(),
        }
    }

    /// What `other` is to `child`; `None` = nothing is known that connects them.
    #[must_use]
    pub fn relation(&self, child: PersonId, other: PersonId) -> Option<Relation> {
        match self.families.of(child.0) {
            Some(kept) => kept.iter().find(|kept| kept.other == other.0).map(|kept| self.relation_of(child, kept)),
            None => self.relations(child).into_iter().find(|relation| relation.person == other),
        }
    }

    fn relation_of(&self, child: PersonId, kept: &Kept) -> Relation {
        let same_household = self.people.same_household(child.0, kept.other);
        Relation {
            person: PersonId(kept.other),
            kind: kept.kind,
            basis: kept.basis,
            certain: kept.certain,
            same_household,
            same_dwelling: same_household || self.people.same_home(child.0, kept.other),
            source: self.tables.get(kept.table as usize).map(|table| table.extract.source.clone()),
        }
    }

    /// Visits the relations of a child without allocating; see [`Knowledge::relations`].
    pub fn each_relation(&self, child: PersonId, mut visit: impl FnMut(&Relation)) {
        match self.families.of(child.0) {
            Some(kept) => kept.iter().for_each(|kept| visit(&self.relation_of(child, kept))),
            None => self.relations(child).iter().for_each(visit),
        }
    }
}
