//! Relatives named beside a child, and children named without a birth date: looked for where they live (同居者による照合).
//!
//! 「保護者 木村恵」 says little by itself, and much about a household in which one 木村恵 lives. So such mentions are not compared with
//! the whole town: they are looked for in the household of the child of their row, and whom nobody there fits stays a person of
//! his own, one for all rows about that child.

mod fit;
mod homes;
mod leftover;
mod mention;

use domain::{Method, Weight};

use super::LinkInput;
use super::gather::Gathered;
use crate::core::clusters::Clusters;
use crate::core::memo::Memo;
use homes::Homes;
use mention::Mention;

/// What is said of a link that rests on the household: the name fits exactly one member of it. About a hundred to one.
const FOUND_AT_HOME: Weight = Weight(6_600);

/// Joins children without birth date, then relatives, with persons of the household; hands back how many were found.
pub(super) fn join_kin(
    input: &LinkInput<'_>,
    gathered: &Gathered,
    clusters: &mut Clusters,
    methods: &mut [(Method, Weight)],
) -> u64 {
    let mentions = mention::mentions(input, gathered, clusters);
    if mentions.is_empty() {
        return 0;
    }
    let mut homes = Homes::new(gathered, clusters);
    let mut memo = Memo::new();
    let (children, relatives): (Vec<&Mention>, Vec<&Mention>) = mentions.iter().partition(|mention| mention.primary);
    let mut joined = 0;
    // Children first: whose household a relative is looked for in is known then.
    let of_child = mention::groups(&children);
    let by_name = homes.by_whole_name(gathered, &of_child);
    for group in &of_child {
        let found = fit::at_home(gathered, clusters, &mut homes, &mut memo, group)
            .or_else(|| fit::by_guardian(gathered, clusters, &mut homes, &mut memo, group, &mentions, &by_name));
        joined += u64::from(join(clusters, methods, group[0].entity, found));
    }
    let of_relative = mention::groups(&relatives);
    let mut alone = Vec::new();
    for group in of_relative {
        let found = fit::at_home(gathered, clusters, &mut homes, &mut memo, &group);
        if join(clusters, methods, group[0].entity, found) {
            joined += 1;
        } else {
            alone.push(group);
        }
    }
    joined + leftover::gather_up(gathered, clusters, methods, &alone)
}

fn join(clusters: &mut Clusters, methods: &mut [(Method, Weight)], entity: u32, found: Option<u32>) -> bool {
    let Some(root) = found.filter(|root| *root != clusters.root(entity)) else { return false };
    clusters.join(entity, root);
    if methods[entity as usize].0 != Method::Decision {
        methods[entity as usize] = (Method::Model, FOUND_AT_HOME);
    }
    true
}
