//! Rivals: where a file lists each person once, a better candidate speaks against the others.

use domain::Weight;

use super::clusters::Edge;

/// Where the records of edges stand, so that rivals are known: two partners of one record are rivals when some list that names each person
/// once has both.
pub(crate) trait Listed {
    /// Who the record is, as far as that is known: what competes for one record of a person competes for all, and no record is a rival of
    /// another one of the same person.
    fn who(&self, record: u32) -> u32;

    /// A number for the set of lists the partner stands in; `None` = it stands in none that names each person once.
    fn lists(&self, partner: u32) -> Option<u32>;

    /// The lists of a set, ascending.
    fn of(&self, set: u32) -> &[u32];
}

/// An edge beside its rivals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Competed {
    /// The weight when its rivals are considered.
    pub(crate) after: Weight,
    /// The heaviest rival.
    pub(crate) rival: Option<Weight>,
}

/// Weighs every edge against its rivals: odds become odds / (alone + sum of the rivals' odds). Of several lists that name the partner the one
/// with the strongest rivals counts: those of another list may be the same people, not known to be yet.
///
/// `alone(edge)` is how likely it is that neither end has a partner at all: where nearly everybody has one, an edge without rivals gains.
/// Edges may come in any order; the sums are taken in a fixed one.
pub(crate) fn compete(edges: &[Edge], listed: &impl Listed, alone: impl Fn(&Edge) -> f64) -> Vec<Competed> {
    let mut ends: Vec<End> = Vec::with_capacity(edges.len() * 2);
    for (at, edge) in edges.iter().enumerate() {
        let mut end = |record: u32, partner: u32| {
            let (who, partner_is) = (listed.who(record), listed.who(partner));
            ends.extend(listed.lists(partner).map(|lists| End { who, lists, partner: partner_is, edge: at as u32 }));
        };
        end(edge.left, edge.right);
        end(edge.right, edge.left);
    }
    ends.sort_unstable();
    let mut rivals = vec![(0.0_f64, None); edges.len()];
    for group in ends.chunk_by(|a, b| a.who == b.who).filter(|group| group.len() > 1) {
        // Per set of lists its persons, each with the heaviest of its edges; weights ascending, so that sums are taken in a fixed order.
        let sets: Vec<Set<'_>> = group.chunk_by(|a, b| a.lists == b.lists).map(|ends| Set::new(ends, edges)).collect();
        for (place, set) in sets.iter().enumerate() {
            let (mut elsewhere, mut heaviest) = (0.0_f64, None);
            for list in listed.of(set.lists) {
                let mut sum = 0.0;
                for (_, other) in sets.iter().enumerate().filter(|(other, _)| *other != place) {
                    if listed.of(other.lists).binary_search(list).is_ok() {
                        sum += other.odds.iter().sum::<f64>();
                        heaviest = heaviest.max(other.persons.last().map(|person| person.0));
                    }
                }
                elsewhere = elsewhere.max(sum);
            }
            let last = set.persons.len() - 1;
            for (nth, ((_, ends), here)) in set.persons.iter().zip(without_own(&set.odds)).enumerate() {
                let beside = if nth == last { last.checked_sub(1) } else { Some(last) };
                for end in *ends {
                    let (sum, known) = &mut rivals[end.edge as usize];
                    *sum += here + elsewhere;
                    *known = (*known).max(heaviest).max(beside.map(|beside| set.persons[beside].0));
                }
            }
        }
    }
    let weighed = |(edge, (rivals, rival)): (&Edge, (f64, Option<Weight>))| Competed {
        after: edge.weight - Weight::from_bits((alone(edge) + rivals).log2()),
        rival,
    };
    edges.iter().zip(rivals).map(weighed).collect()
}

/// An end of an edge, seen from the person at it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct End {
    who: u32,
    /// The set of lists the partner stands in.
    lists: u32,
    /// The person at the other end.
    partner: u32,
    edge: u32,
}

/// Persons of one set of lists who could all be one person.
struct Set<'a> {
    lists: u32,
    /// The heaviest edge to each, and all edges to it; weights ascending.
    persons: Vec<(Weight, &'a [End])>,
    /// The odds of `persons`.
    odds: Vec<f64>,
}

impl<'a> Set<'a> {
    fn new(ends: &'a [End], edges: &[Edge]) -> Self {
        let heaviest = |ends: &[End]| ends.iter().map(|end| edges[end.edge as usize].weight).max().unwrap_or(Weight(0));
        let mut persons: Vec<(Weight, &[End])> =
            ends.chunk_by(|a, b| a.partner == b.partner).map(|ends| (heaviest(ends), ends)).collect();
        persons.sort_by_key(|person| person.0);
        let odds = persons.iter().map(|person| person.0.bits().exp2()).collect();
        Self { lists: ends[0].lists, persons, odds }
    }
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

    /// Per record: the lists it stands in.
    struct Stands(Vec<&'static [u32]>);

    impl Listed for Stands {
        fn who(&self, record: u32) -> u32 {
            record
        }

        fn lists(&self, partner: u32) -> Option<u32> {
            (!self.0[partner as usize].is_empty()).then_some(partner)
        }

        fn of(&self, set: u32) -> &[u32] {
            self.0[set as usize]
        }
    }

    fn edge(left: u32, right: u32, bits: f64) -> Edge {
        Edge { left, right, weight: Weight::from_bits(bits) }
    }

    fn weighed(edges: &[Edge], lists: &[&'static [u32]]) -> Vec<Weight> {
        compete(edges, &Stands(lists.to_vec()), |_| 1.0).into_iter().map(|edge| edge.after).collect()
    }

    #[test]
    fn the_better_candidate_takes_the_place() {
        let edges = [edge(0, 2, 20.0), edge(0, 3, 3.0), edge(1, 4, 3.0)];
        let lists: [&[u32]; 5] = [&[1], &[1], &[2], &[2], &[2]];
        let found = weighed(&edges, &lists);
        assert_eq!(found[0], Weight::from_bits(20.0 - (1.0 + 8.0_f64).log2()));
        assert!(found[1] < Weight::from_bits(-16.9), "a rival of 20 bits leaves nothing");
        assert_eq!(found[2], Weight::from_bits(3.0), "no rival, nothing taken off");
        let rivals: Vec<_> = compete(&edges, &Stands(lists.to_vec()), |_| 1.0).iter().map(|edge| edge.rival).collect();
        assert_eq!(rivals, [Some(Weight(3_000)), Some(Weight(20_000)), None]);
    }

    #[test]
    fn whoever_shares_any_list_is_a_rival_and_nobody_else() {
        // 1 stands in lists A and B, 2 in B, 3 in C, 4 in none; all could be 0.
        let edges = [edge(0, 1, 10.0), edge(0, 2, 10.0), edge(0, 3, 10.0), edge(0, 4, 10.0)];
        let found = weighed(&edges, &[&[], &[1, 2], &[2], &[3], &[]]);
        let tied = Weight::from_bits(10.0 - (1.0 + 1_024.0_f64).log2());
        assert_eq!(found, [tied, tied, Weight::from_bits(10.0), Weight::from_bits(10.0)]);
    }

    #[test]
    fn a_rival_that_is_not_put_together_yet_counts_once() {
        // 1 stands in three lists; whoever else stands there is one person, in three parts.
        let edges = [edge(0, 1, 10.0), edge(0, 2, 10.0), edge(0, 3, 10.0), edge(0, 4, 10.0)];
        let found = weighed(&edges, &[&[], &[1, 2, 3], &[1], &[2], &[3]]);
        let tied = Weight::from_bits(10.0 - (1.0 + 1_024.0_f64).log2());
        assert_eq!(found, [tied; 4]);
    }
}
