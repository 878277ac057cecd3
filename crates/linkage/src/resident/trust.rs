//! Numbers that do not name one person: dummies (9999999), and number spaces shared by a family (受給者番号 and the like).

use std::collections::BTreeSet;

use domain::Namespace;
use rayon::prelude::*;

use super::gather::Entities;
use super::name::{self, given};

/// Numbers borne by more differently named records than this are no numbers of a person.
const NAMES_PER_NUMBER_MAX: usize = 10;

/// A number space is a family's, not a person's, when this share of the numbers that occur more than once has different given names. (Every
/// one of them would be asked about otherwise; reasoned, not measured on a real register.)
const FAMILY_SHARE: f64 = 0.05;

/// With fewer numbers of different given names nothing is concluded about a number space.
const NUMBERS_MIN: usize = 10;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Distrusted {
    /// (number space, how many of its numbers were dropped).
    pub(super) dummies: Vec<(Namespace, u32)>,
    /// Number spaces that were dropped as a whole.
    pub(super) families: Vec<Namespace>,
}

/// Forgets numbers that name nobody in particular.
pub(super) fn check(entities: &mut Entities, namespaces: &[Namespace]) -> Distrusted {
    let mut bearers: Vec<((u16, u32), u32)> = Vec::new();
    for entity in 0..entities.len() as u32 {
        let name = entities.cards[entity as usize].name;
        if name != 0 {
            // Whether a number occurs once or more is asked, not how often.
            let times = entities.mentions[entity as usize].min(2) as usize;
            let ids = entities.id_set(entity).iter();
            bearers.extend(ids.flat_map(|id| std::iter::repeat_n((*id, name), times)));
        }
    }
    bearers.par_sort_unstable();
    let mut shared = vec![0_usize; namespaces.len()];
    for group in bearers.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
        shared[usize::from(group[0].0.0)] += 1;
    }
    bearers.dedup();
    let groups: Vec<&[((u16, u32), u32)]> =
        bearers.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1).collect();
    // Per number with several spellings: how many different given names it has at least.
    let different: Vec<(u16, u32, usize)> = groups
        .par_iter()
        .map(|group| {
            let mut kinds: Vec<u32> = vec![group[0].1];
            for (_, name) in &group[1..] {
                let set = &entities.name_sets[*name as usize];
                if kinds
                    .iter()
                    .all(|kind| name::compare(&entities.name_sets[*kind as usize], set).1 == given::DIFFERENT)
                {
                    kinds.push(*name);
                }
                if kinds.len() > NAMES_PER_NUMBER_MAX {
                    break;
                }
            }
            (group[0].0.0, group[0].0.1, kinds.len())
        })
        .collect();
    let dummies: BTreeSet<(u16, u32)> = different
        .iter()
        .filter(|(_, _, kinds)| *kinds > NAMES_PER_NUMBER_MAX)
        .map(|(space, number, _)| (*space, *number))
        .collect();
    let mut found = Distrusted::default();
    let mut dropped: BTreeSet<u16> = BTreeSet::new();
    for (at, namespace) in namespaces.iter().enumerate() {
        let of_space = || different.iter().filter(|(space, ..)| usize::from(*space) == at);
        let several = of_space().filter(|(_, _, kinds)| *kinds > 1).count();
        if several >= NUMBERS_MIN && several as f64 > FAMILY_SHARE * shared[at] as f64 {
            dropped.insert(at as u16);
            found.families.push(namespace.clone());
            continue;
        }
        let count = dummies.iter().filter(|(space, _)| usize::from(*space) == at).count() as u32;
        if count > 0 {
            found.dummies.push((namespace.clone(), count));
        }
    }
    if !dummies.is_empty() || !dropped.is_empty() {
        entities.id_sets.retain(|id| !dummies.contains(id) && !dropped.contains(&id.0));
    }
    found
}
