//! Relatives whom nobody at home fits: one person for all rows about one child, and for one name at one home.

use domain::{Method, Weight};

use super::super::gather::Gathered;
use super::homes::{homes_of, whole_names};
use super::mention::{Generation, Mention, NOBODY};
use crate::core::chance::mix2;
use crate::core::clusters::Clusters;
use crate::core::pattern::IntegerMap;

/// Puts mentions of one name beside one child together; hands back how many joined an earlier one.
pub(super) fn gather_up(
    gathered: &Gathered,
    clusters: &mut Clusters,
    methods: &mut [(Method, Weight)],
    alone: &[Vec<Mention>],
) -> u64 {
    let mut first: IntegerMap<u64, u32> = IntegerMap::default();
    let mut joined = 0;
    for group in alone {
        let entity = group[0].entity;
        let beside = group.iter().filter(|mention| mention.beside != NOBODY);
        let mut anchors: Vec<u64> = beside.map(|mention| mix2(1, u64::from(clusters.root(mention.beside)))).collect();
        anchors.extend(homes_of(gathered, entity).map(|home| mix2(2, home)));
        let adult = group.iter().any(|mention| mention.generation == Generation::Adult);
        for name in whole_names(gathered, entity) {
            for anchor in &anchors {
                let known = *first.entry(mix2(mix2(name, *anchor), u64::from(adult))).or_insert(entity);
                if clusters.root(known) != clusters.root(entity) && clusters.obstacle(known, entity).is_none() {
                    clusters.join(known, entity);
                    for one in [known, entity] {
                        if methods[one as usize].0 == Method::Single {
                            methods[one as usize] = (Method::Model, super::FOUND_AT_HOME);
                        }
                    }
                    joined += 1;
                }
            }
        }
    }
    joined
}
