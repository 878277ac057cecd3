//! Which member of a household a name means: the only one whom it fits best.

use jiff::civil::Date;

use super::super::gather::Gathered;
use super::super::name::{self, given, surname};
use super::homes::{Facts, Homes};
use super::mention::{Generation, Mention, NOBODY};
use crate::core::clusters::Clusters;
use crate::core::memo::Memo;
use crate::core::pattern::IntegerMap;

/// Who is younger is nobody's guardian: mothers of fifteen are known to child welfare, younger ones are a slip of matching.
const GUARDIAN_AGE_MIN: i16 = 15;

/// Years at least between a parent and the child.
const GENERATION_MIN: i16 = 13;

/// Somebody who is called a child in a list is not older than this: those lists go to 18, and a list may be two years old.
const CHILD_AGE_MAX: i16 = 20;

/// A brother or sister of a child is not older than this; who is has the name of the parents' generation.
const YOUNG_AGE_MAX: i16 = 30;

/// A fit that is only believed where the surname says nothing: a former name, or the given name alone.
const GIVEN_ALONE: u8 = 3;

/// The member of the homes of a mention and of the people beside it whom the name fits; `None` when nobody or several fit.
pub(super) fn at_home(
    gathered: &Gathered,
    clusters: &Clusters,
    homes: &mut Homes,
    memo: &mut Memo,
    group: &[Mention],
) -> Option<u32> {
    let entity = group[0].entity;
    let mut company = Vec::new();
    homes.at(gathered, entity, &mut company);
    if !group[0].primary {
        for mention in group.iter().filter(|mention| mention.beside != NOBODY) {
            homes.with(gathered, clusters, mention.beside, &mut company);
        }
    }
    best(gathered, clusters, homes, memo, group, company, GIVEN_ALONE)
}

/// A child without place: the only namesake in town in whose household the guardian of the row lives.
pub(super) fn by_guardian(
    gathered: &Gathered,
    clusters: &Clusters,
    homes: &mut Homes,
    memo: &mut Memo,
    group: &[Mention],
    all: &[Mention],
    by_name: &IntegerMap<u64, Vec<u32>>,
) -> Option<u32> {
    let entity = group[0].entity;
    let mut namesakes: Vec<u32> = super::homes::whole_names(gathered, entity)
        .filter_map(|print| by_name.get(&print))
        .flatten()
        .map(|record| clusters.root(*record))
        .collect();
    namesakes.sort_unstable();
    namesakes.dedup();
    let guardians: Vec<Mention> = group
        .iter()
        .filter(|mention| mention.beside != NOBODY)
        .flat_map(|mention| of_entity(all, mention.beside))
        .filter(|mention| mention.generation == Generation::Adult && mention.beside == entity)
        .copied()
        .collect();
    let fitting: Vec<u32> = namesakes
        .into_iter()
        .filter(|child| {
            guardians.iter().any(|guardian| {
                let mut company = Vec::new();
                homes.with(gathered, clusters, *child, &mut company);
                let alone = Mention { beside: *child, ..*guardian };
                best(gathered, clusters, homes, memo, &[alone], company, GIVEN_ALONE - 1).is_some()
            })
        })
        .collect();
    best(gathered, clusters, homes, memo, group, fitting, GIVEN_ALONE - 1)
}

fn of_entity(all: &[Mention], entity: u32) -> &[Mention] {
    let from = all.partition_point(|mention| mention.entity < entity);
    let to = all.partition_point(|mention| mention.entity <= entity);
    &all[from..to]
}

/// The only person among `company` whom the name fits best.
fn best(
    gathered: &Gathered,
    clusters: &Clusters,
    homes: &mut Homes,
    memo: &mut Memo,
    group: &[Mention],
    company: Vec<u32>,
    worst: u8,
) -> Option<u32> {
    let entity = group[0].entity;
    let mut roots: Vec<u32> = company.into_iter().map(|record| clusters.root(record)).collect();
    roots.sort_unstable();
    roots.dedup();
    let others: Vec<u32> = group
        .iter()
        .filter(|mention| mention.another && mention.beside != NOBODY)
        .map(|mention| clusters.root(mention.beside))
        .collect();
    let mut found: Option<(u8, u32)> = None;
    let mut several = false;
    for root in roots {
        if root == clusters.root(entity) || others.contains(&root) || clusters.obstacle(entity, root).is_some() {
            continue;
        }
        let facts = homes.facts(gathered, clusters, root);
        let possible = group.iter().all(|mention| {
            let child = (mention.parent && mention.another && mention.beside != NOBODY)
                .then(|| homes.facts(gathered, clusters, clusters.root(mention.beside)).born)
                .flatten();
            can_be(gathered, mention, facts, child)
        });
        let Some(fit) = possible.then(|| name_fit(gathered, clusters, memo, entity, root)).flatten() else { continue };
        match found {
            _ if fit > worst => {}
            Some((known, _)) if known < fit => {}
            Some((known, _)) if known == fit => several = true,
            _ => {
                found = Some((fit, root));
                several = false;
            }
        }
    }
    found.filter(|_| !several).map(|(_, root)| root)
}

/// Whether age and sex allow somebody to be who is mentioned.
fn can_be(gathered: &Gathered, mention: &Mention, facts: Facts, child: Option<Date>) -> bool {
    let sex = if mention.sex == 0 { gathered.entities.cards[mention.entity as usize].sex } else { mention.sex };
    if sex != 0 && facts.sex != 0 && sex != facts.sex {
        return false;
    }
    let Some(born) = facts.born else { return true };
    let later = |years: i16| {
        let year = born.year() + years;
        (year, born.month(), born.day()) > (mention.as_of.year(), mention.as_of.month(), mention.as_of.day())
    };
    match mention.generation {
        Generation::Adult => {
            !later(GUARDIAN_AGE_MIN) && child.is_none_or(|child| child.year() - born.year() >= GENERATION_MIN)
        }
        Generation::Child => later(CHILD_AGE_MAX),
        Generation::Young => later(YOUNG_AGE_MAX),
        Generation::Any => true,
    }
}

/// How well the name of a record fits a person, 0 the best; `None` = it does not.
fn name_fit(gathered: &Gathered, clusters: &Clusters, memo: &mut Memo, entity: u32, root: u32) -> Option<u8> {
    let entities = &gathered.entities;
    let own = entities.cards[entity as usize].name;
    let mut best: Option<u8> = None;
    let mut before = 0;
    for member in clusters.members(root) {
        let other = entities.cards[member as usize].name;
        if other == 0 || other == before {
            continue;
        }
        before = other;
        let level = memo.level(own, other, || {
            let (own, other) = (&entities.name_sets[own as usize], &entities.name_sets[other as usize]);
            let (family, mine) = name::compare(own, other);
            let alone = name::is_given_alone(own, other) || name::is_given_alone(other, own);
            (fit_of(family, mine, alone).map_or(u8::MAX, |fit| fit), true)
        });
        if level != u8::MAX {
            best = Some(best.map_or(level, |known| known.min(level)));
        }
    }
    best
}

/// How well two names fit by the levels of surname and given name.
const fn fit_of(family: u8, own: u8, given_alone: bool) -> Option<u8> {
    let known = family != 0 && family != surname::DIFFERENT;
    match own {
        given::EXACT if known => Some(0),
        given::READING | given::OTHER_READING if known => Some(1),
        given::SIMILAR if known => Some(2),
        given::EXACT => Some(GIVEN_ALONE),
        _ if given_alone => Some(GIVEN_ALONE),
        _ => None,
    }
}
