//! Guardians named beside a child: looked for among those who share the child's household (同居者による照合).
//!
//! A row that only says 「保護者 木村恵」 says little by itself, and much about a household in which one 木村恵 lives.

use std::collections::BTreeSet;

use domain::{Method, Weight};

use super::LinkInput;
use super::gather::Gathered;
use super::score::{Memory, Scorer};
use super::shipped::{BIRTH, GIVEN, IDENTIFIER, PHONE, SEX, SURNAME};
use crate::core::clusters::Clusters;
use crate::core::pattern::IntegerMap;

/// Before names are compared: the person named beside the child is each of the household's members with about this weight (one in four).
const WITHIN_HOUSEHOLD: Weight = Weight(-2_000);

/// The best member must lead the next by this much.
const LEAD: i32 = 3_000;

/// Dwellings of more persons than this are homes and institutions.
const MEMBERS_MAX: usize = 20;

/// Joins named family members with persons of the child's household; hands back how many were found.
pub(super) fn join_family(
    input: &LinkInput<'_>,
    gathered: &Gathered,
    scorer: &Scorer<'_>,
    clusters: &mut Clusters,
    methods: &mut [(Method, Weight)],
) -> u64 {
    let wanted = candidates(input, gathered, clusters);
    if wanted.is_empty() {
        return 0;
    }
    let entities = &gathered.entities;
    // Who lives where: household number or dwelling → clusters.
    let mut homes: IntegerMap<u64, Vec<u32>> = IntegerMap::default();
    for entity in 0..entities.len() as u32 {
        // A record without number and birth date proves no residence.
        if entities.births[entity as usize] != 0 || !entities.id_set(entity).is_empty() {
            for home in homes_of(gathered, entity) {
                let list = homes.entry(home).or_default();
                let root = clusters.root(entity);
                if list.last() != Some(&root) && !list.contains(&root) && list.len() <= MEMBERS_MAX {
                    list.push(root);
                }
            }
        }
    }
    let mut memory = Memory::new();
    let mut joined = 0;
    for (entity, child) in wanted {
        let mut members: BTreeSet<u32> = BTreeSet::new();
        for own in clusters.members(clusters.root(child)) {
            for home in homes_of(gathered, *own) {
                members.extend(
                    homes
                        .get(&home)
                        .filter(|list| list.len() <= MEMBERS_MAX)
                        .into_iter()
                        .flatten()
                        .map(|root| clusters.root(*root)),
                );
            }
        }
        // An earlier candidate may have taken this one's cluster along.
        if members.contains(&clusters.root(entity)) {
            continue;
        }
        members.remove(&clusters.root(child));
        let mut best: Vec<(Weight, u32)> = members
            .into_iter()
            .filter(|root| clusters.obstacle(entity, *root).is_none())
            .filter_map(|root| {
                clusters
                    .members(root)
                    .iter()
                    .map(|member| within_household(scorer, &mut memory, entity, *member))
                    .max()
                    .map(|weight| (weight, root))
            })
            .collect();
        best.sort_unstable_by_key(|(weight, root)| (std::cmp::Reverse(*weight), *root));
        let Some((weight, root)) = best.first().copied() else { continue };
        let lead = best.get(1).is_none_or(|(next, _)| weight.0 - next.0 >= LEAD);
        if weight >= input.recipe.same_from && lead {
            clusters.join(entity, root);
            if methods[entity as usize].0 != Method::Decision {
                methods[entity as usize] = (Method::Model, weight);
            }
            joined += 1;
        }
    }
    joined
}

/// Family members of whom no record has a number or a birth date, each with the record of the row's first role.
fn candidates(input: &LinkInput<'_>, gathered: &Gathered, clusters: &Clusters) -> BTreeSet<(u32, u32)> {
    let entities = &gathered.entities;
    let mut wanted = BTreeSet::new();
    for records in gathered.roles.iter().filter(|records| records.role > 0) {
        let family =
            !matches!(input.tables[records.table].roles[usize::from(records.role)].kind, domain::RoleKind::Resident);
        let Some(first) =
            gathered.roles.iter().find(|first| first.table == records.table && first.role == 0).filter(|_| family)
        else {
            continue;
        };
        for (own, child) in
            records.entity.iter().zip(&first.entity).filter(|(own, child)| **own != 0 && **child != 0 && own != child)
        {
            let entity = own - 1;
            let bare = |entity: u32| entities.births[entity as usize] == 0 && entities.id_set(entity).is_empty();
            if entities.names[entity as usize] != 0
                && bare(entity)
                && clusters.members(clusters.root(entity)).iter().all(|member| bare(*member))
            {
                wanted.insert((entity, child - 1));
            }
        }
    }
    wanted
}

/// Fingerprints of the household number and the dwelling of a record.
fn homes_of(gathered: &Gathered, entity: u32) -> impl Iterator<Item = u64> {
    let household = gathered.entities.households[entity as usize];
    let dwelling = gathered.entities.places[entity as usize].dwelling();
    [if household == 0 { 0 } else { u64::from(household) }, dwelling].into_iter().filter(|home| *home != 0)
}

/// The weight of two records of which one is known to be somebody of the other's household: where they live is no evidence any more.
fn within_household(scorer: &Scorer<'_>, memory: &mut Memory, entity: u32, member: u32) -> Weight {
    let pattern = scorer.pattern(memory, entity, member);
    if pattern.level(GIVEN) == 0 {
        return Weight(i32::MIN / 2);
    }
    let levels: Weight = [IDENTIFIER, SURNAME, GIVEN, BIRTH, SEX, PHONE]
        .into_iter()
        .filter(|at| *at != SURNAME)
        .map(|at| scorer.weights.levels[at][pattern.level(at)])
        .sum();
    // The surname of a household speaks for nobody in it, a different one against.
    let surname = scorer.weights.levels[SURNAME][pattern.level(SURNAME)];
    WITHIN_HOUSEHOLD + levels + Weight(surname.0.min(0))
}
