//! Rivals: where a file lists each person once, a better candidate speaks against the others.

use domain::Weight;

use super::clusters::Edge;

/// Weighs every edge against its rivals: odds become odds / (alone + sum of the rivals' odds).
///
/// `side(record, partner)` names the place a record has for partners of `partner`'s file; `None` = that file may list a person twice.
/// `alone(edge)` is how likely it is that neither end has a partner at all: where nearly everybody has one, an edge without rivals gains.
/// Edges may come in any order; the sums are taken in a fixed one.
pub(crate) fn compete(
    edges: &[Edge],
    side: impl Fn(u32, u32) -> Option<u64>,
    alone: impl Fn(&Edge) -> f64,
) -> Vec<Weight> {
    // (place, edge): both ends of every edge that has rivals.
    let mut ends: Vec<(u64, u32)> = Vec::with_capacity(edges.len() * 2);
    for (at, edge) in edges.iter().enumerate() {
        ends.extend(side(edge.left, edge.right).map(|place| (place, at as u32)));
        ends.extend(side(edge.right, edge.left).map(|place| (place, at as u32)));
    }
    ends.sort_unstable_by_key(|(place, at)| {
        (*place, edges[*at as usize].weight, edges[*at as usize].left, edges[*at as usize].right)
    });
    let mut rivals = vec![0.0_f64; edges.len()];
    for group in ends.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
        let odds: Vec<f64> = group.iter().map(|(_, at)| edges[*at as usize].weight.bits().exp2()).collect();
        // Without subtraction: a giant and its rivals must not swallow each other.
        let mut before = 0.0;
        let mut sums = vec![0.0; group.len()];
        for (sum, odds) in sums.iter_mut().zip(&odds) {
            *sum = before;
            before += odds;
        }
        let mut after = 0.0;
        for (sum, odds) in sums.iter_mut().zip(&odds).rev() {
            *sum += after;
            after += odds;
        }
        for ((_, at), sum) in group.iter().zip(sums) {
            rivals[*at as usize] += sum;
        }
    }
    edges
        .iter()
        .zip(rivals)
        .map(|(edge, rivals)| edge.weight - Weight::from_bits((alone(edge) + rivals).log2()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_better_candidate_takes_the_place() {
        let edge = |left, right, bits: f64| Edge { left, right, weight: Weight::from_bits(bits) };
        let edges = [edge(0, 10, 20.0), edge(0, 11, 3.0), edge(1, 12, 3.0)];
        let found = compete(&edges, |record, _| Some(u64::from(record)), |_| 1.0);
        assert_eq!(found[0], Weight::from_bits(20.0 - (1.0 + 8.0_f64).log2()));
        assert!(found[1] < Weight::from_bits(-16.9), "a rival of 20 bits leaves nothing");
        assert_eq!(found[2], Weight::from_bits(3.0), "no rival, nothing taken off");
    }
}
