//! Measures counted over groups agree with counting every pair and every record one by one.

use domain::Weight;
use linkage::evaluate::{Groups, Mark, PairMeasures, SOURCE_NONE, ScoredPair, thresholds};
use proptest::prelude::*;

/// Found cluster (0 = not resolved), true cluster and source of up to 24 records.
fn records() -> impl Strategy<Value = Vec<(u64, u64, u16)>> {
    prop::collection::vec((0_u64..7, 0_u64..7, 0_u16..4), 0..24)
}

fn together(a: u64, b: u64) -> bool {
    a == b && a != 0
}

/// Pairs among the records that `counts` lets through, one by one.
fn naive_pairs(records: &[(u64, u64, u16)], counts: impl Fn(u16, u16) -> bool) -> (u64, u64, u64) {
    let (mut right, mut wrong, mut missed) = (0, 0, 0);
    for (at, a) in records.iter().enumerate() {
        for b in records[at + 1..].iter().filter(|b| counts(a.2, b.2)) {
            match (together(a.0, b.0), a.1 == b.1) {
                (true, true) => right += 1,
                (true, false) => wrong += 1,
                (false, true) => missed += 1,
                (false, false) => {}
            }
        }
    }
    (right, wrong, missed)
}

fn counts(measures: &PairMeasures) -> (u64, u64, u64) {
    (measures.true_pairs, measures.false_pairs, measures.missed_pairs)
}

proptest! {
    #[test]
    fn pairs_are_those_counted_one_by_one(records in records()) {
        let found: Vec<u64> = records.iter().map(|record| record.0).collect();
        let truth: Vec<u64> = records.iter().map(|record| record.1).collect();
        let source: Vec<u16> =
            records.iter().map(|record| if record.2 == 3 { SOURCE_NONE } else { record.2 }).collect();
        let groups = Groups::new(&found, &truth);
        prop_assert_eq!(counts(&groups.pairs()), naive_pairs(&records, |_, _| true));
        for (at, measures) in groups.pairs_by_source(&source, 3).iter().enumerate() {
            let at = at as u16;
            prop_assert_eq!(counts(measures), naive_pairs(&records, |a, b| a == at || b == at));
            prop_assert_eq!(measures.records, source.iter().filter(|source| **source == at).count() as u64);
        }
        // Large numbers of clusters are the same clusters.
        let far: Vec<u64> = found.iter().map(|cluster| cluster * 1_000_000_007).collect();
        prop_assert_eq!(Groups::new(&far, &truth).clusters(), groups.clusters());
    }

    #[test]
    fn clusters_are_those_counted_record_by_record(records in records()) {
        let found: Vec<u64> = records.iter().map(|record| record.0).collect();
        let truth: Vec<u64> = records.iter().map(|record| record.1).collect();
        let measures = Groups::new(&found, &truth).clusters();
        let n = records.len();
        let share_found = |a: usize, b: usize| a == b || together(found[a], found[b]);
        let (mut precision, mut recall, mut exact, mut largest) = (0.0, 0.0, 0.0, 0);
        for a in 0..n {
            let in_found: Vec<usize> = (0..n).filter(|b| share_found(a, *b)).collect();
            let in_truth: Vec<usize> = (0..n).filter(|b| truth[a] == truth[*b]).collect();
            let both = in_found.iter().filter(|b| in_truth.contains(b)).count() as f64;
            precision += both / in_found.len() as f64 / n as f64;
            recall += both / in_truth.len() as f64 / n as f64;
            // Each record of an exact cluster adds its share of one cluster.
            exact += if in_found == in_truth { 1.0 / in_truth.len() as f64 } else { 0.0 };
            largest = largest.max(in_found.len() as u64);
        }
        if n > 0 {
            prop_assert!((measures.precision.value - precision).abs() < 1e-9, "{measures:?} {precision}");
            prop_assert!((measures.recall.value - recall).abs() < 1e-9, "{measures:?} {recall}");
            let f1 = 2.0 * precision * recall / (precision + recall);
            prop_assert!((measures.f1.value - f1).abs() < 1e-9, "{measures:?} {f1}");
        }
        prop_assert_eq!(measures.exact, f64::round(exact) as u64);
        prop_assert_eq!(measures.largest_found, largest);
        for estimate in [measures.precision, measures.recall, measures.f1, measures.exact_share()] {
            prop_assert!(0.0 <= estimate.low && estimate.low <= estimate.value, "{estimate:?}");
            prop_assert!(estimate.value <= estimate.high && estimate.high <= 1.0, "{estimate:?}");
        }
        // The same to the last bit in any order of records.
        let back: Vec<u64> = found.iter().rev().copied().collect();
        let truth_back: Vec<u64> = truth.iter().rev().copied().collect();
        prop_assert_eq!(Groups::new(&back, &truth_back).clusters(), measures);
    }

    #[test]
    fn thresholds_are_those_counted_one_by_one(
        pairs in prop::collection::vec((-6_000_i32..20_000, any::<bool>()), 1..60),
        missing in 0_u64..5,
    ) {
        let scored: Vec<ScoredPair> = pairs
            .iter()
            .map(|(weight, same)| ScoredPair { weight: Weight(weight / 700 * 700), millionths: 0, same: *same })
            .collect();
        let real = scored.iter().filter(|pair| pair.same).count() as u64 + missing;
        let naive = |threshold: Weight| {
            let said: Vec<&ScoredPair> = scored.iter().filter(|pair| pair.weight >= threshold).collect();
            let right = said.iter().filter(|pair| pair.same).count() as u64;
            PairMeasures {
                records: 1_000, true_pairs: right, false_pairs: said.len() as u64 - right, missed_pairs: real - right,
            }
        };
        let found = thresholds(&scored, 1_000, real);
        let lowest = scored.iter().map(|pair| pair.weight).min().expect("a pair");
        prop_assert_eq!(found.marked(Mark::File).map(|row| row.threshold), Some(lowest));
        prop_assert_eq!(found.file, naive(lowest));
        for row in &found.rows {
            prop_assert_eq!(row.measures, naive(row.threshold));
        }
        let best = found.marked(Mark::Best).expect("a best one");
        for pair in &scored {
            let other = naive(pair.weight).f1();
            prop_assert!(other <= best.measures.f1() + 1e-12, "{} is better", pair.weight.bits());
            prop_assert!(pair.weight <= best.threshold || other < best.measures.f1(), "a higher one is as good");
        }
        for tenths in 1..10_u8 {
            let at = found.marked(Mark::Tenths(tenths)).expect("every tenth").threshold;
            let count = |from: &dyn Fn(Weight) -> bool| scored.iter().filter(|pair| from(pair.weight)).count() * 10;
            let wanted = scored.len() * usize::from(tenths);
            prop_assert!(count(&|weight| weight >= at) >= wanted && count(&|weight| weight > at) < wanted);
        }
    }
}
