//! Rivals: where a file lists each person once, a better candidate speaks against the others.

use domain::Weight;

use super::clusters::Edge;

/// Where the records of edges stand, so that rivals are known: two partners of one record are rivals when some list that names each person
/// once has both.
pub(crate) trait Listed {
    /// Who the record is, as far as that is known: what competes for one of its records competes for all.
    fn who(&self, record: u32) -> u32;

    /// A number for the set of lists the partner stands in; `None` = it stands in none that names each person once.
    fn lists(&self, partner: u32) -> Option<u32>;

    /// Whether two different sets have a list in common.
    fn meet(&self, some: u32, others: u32) -> bool;
}

/// Weighs every edge against its rivals: odds become odds / (alone + sum of the rivals' odds).
///
/// `alone(edge)` is how likely it is that neither end has a partner at all: where nearly everybody has one, an edge without rivals gains.
/// Edges may come in any order; the sums are taken in a fixed one.
pub(crate) fn compete(edges: &[Edge], listed: &impl Listed, alone: impl Fn(&Edge) -> f64) -> Vec<Weight> {
    // (who, lists of the partner, edge): both ends of every edge that may have rivals.
    let mut ends: Vec<(u32, u32, u32)> = Vec::with_capacity(edges.len() * 2);
    for (at, edge) in edges.iter().enumerate() {
        let mut end = |record: u32, partner: u32| {
            ends.extend(listed.lists(partner).map(|lists| (listed.who(record), lists, at as u32)));
        };
        end(edge.left, edge.right);
        end(edge.right, edge.left);
    }
    ends.sort_unstable_by_key(|(who, lists, at)| {
        let edge = &edges[*at as usize];
        (*who, *lists, edge.weight, edge.left, edge.right)
    });
    let mut rivals = vec![0.0_f64; edges.len()];
    for group in ends.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
        let sets: Vec<&[(u32, u32, u32)]> = group.chunk_by(|a, b| a.1 == b.1).collect();
        let odds_of = |set: &[(u32, u32, u32)]| -> Vec<f64> {
            set.iter().map(|(_, _, at)| edges[*at as usize].weight.bits().exp2()).collect()
        };
        let totals: Vec<f64> = sets.iter().map(|set| odds_of(set).iter().sum()).collect();
        for (place, set) in sets.iter().enumerate() {
            let others = (0..sets.len()).filter(|other| *other != place && listed.meet(set[0].1, sets[*other][0].1));
            let elsewhere: f64 = others.map(|other| totals[other]).sum();
            for ((_, _, at), here) in set.iter().zip(without_own(&odds_of(set))) {
                rivals[*at as usize] += here + elsewhere;
            }
        }
    }
    edges
        .iter()
        .zip(rivals)
        .map(|(edge, rivals)| edge.weight - Weight::from_bits((alone(edge) + rivals).log2()))
        .collect()
}

/// For each of these odds the sum of the others. Without subtraction: a giant and its rivals must not swallow each other.
fn without_own(odds: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; odds.len()];
    let (mut before, mut after) = (0.0, 0.0);
    for (sum, odds) in sums.iter_mut().zip(odds) {
        *sum = before;
        before += odds;
    }
    for (sum, odds) in sums.iter_mut().zip(odds).rev() {
        *sum += after;
        after += odds;
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Per record: the lists it stands in, as bits.
    struct Bits(Vec<u32>);

    impl Listed for Bits {
        fn who(&self, record: u32) -> u32 {
            record
        }

        fn lists(&self, partner: u32) -> Option<u32> {
            Some(self.0[partner as usize]).filter(|lists| *lists > 0)
        }

        fn meet(&self, some: u32, others: u32) -> bool {
            some & others > 0
        }
    }

    fn edge(left: u32, right: u32, bits: f64) -> Edge {
        Edge { left, right, weight: Weight::from_bits(bits) }
    }

    #[test]
    fn the_better_candidate_takes_the_place() {
        let edges = [edge(0, 2, 20.0), edge(0, 3, 3.0), edge(1, 4, 3.0)];
        let found = compete(&edges, &Bits(vec![1, 1, 2, 2, 2]), |_| 1.0);
        assert_eq!(found[0], Weight::from_bits(20.0 - (1.0 + 8.0_f64).log2()));
        assert!(found[1] < Weight::from_bits(-16.9), "a rival of 20 bits leaves nothing");
        assert_eq!(found[2], Weight::from_bits(3.0), "no rival, nothing taken off");
    }

    #[test]
    fn whoever_shares_any_list_is_a_rival_and_nobody_else() {
        // 1 stands in lists A and B, 2 in B, 3 in C, 4 in none; all could be 0.
        let edges = [edge(0, 1, 10.0), edge(0, 2, 10.0), edge(0, 3, 10.0), edge(0, 4, 10.0)];
        let found = compete(&edges, &Bits(vec![0, 0b011, 0b010, 0b100, 0]), |_| 1.0);
        let tied = Weight::from_bits(10.0 - (1.0 + 1_024.0_f64).log2());
        assert_eq!(found, [tied, tied, Weight::from_bits(10.0), Weight::from_bits(10.0)]);
    }
}
