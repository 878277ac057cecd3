//! Measures of whole clusters: B³ (Bagga and Baldwin 1998), clusters found exactly, the largest one.
//!
//! B³ looks from each record: of the records in its found cluster, the share that belong there (precision); of the records of its
//! true cluster, the share that were found (recall); averaged over all records. Unlike pairs, a cluster of 100 records weighs 100
//! and not 4,950.
//!
//! **Intervals.** Records of one person hang together, and so do those that were joined; not records are the observations but
//! true and found clusters. The variance of the averages is therefore clustered both ways (Cameron, Gelbach and Miller 2011:
//! between true clusters, plus between found ones, minus between what both share). The number of independent records that would
//! vary as much (Kish's effective sample size) goes into Wilson's interval, so that it stays between 0 and 1; when nothing is wrong
//! each true cluster counts as one observation. No chance is involved. Limits: rough below some 30 true clusters; it tells how much
//! the figure would move with other persons of the same kind, not with another town.

use super::groups::{Groups, Shared};
use super::interval::{Estimate, ExactSum};

/// How good the clusters are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusterMeasures {
    /// B³ precision, 0 to 1.
    pub precision: Estimate,
    /// B³ recall, 0 to 1.
    pub recall: Estimate,
    /// Harmonic mean of the two averages, 0 to 1.
    pub f1: Estimate,
    /// Clusters found, single records included. Only records of the universe are seen, so a cluster may be larger outside.
    pub found: u64,
    /// True clusters, single records included.
    pub real: u64,
    /// True clusters that were found exactly: all their records and no other.
    pub exact: u64,
    /// True clusters of two records or more.
    pub real_many: u64,
    /// Those of them that were found exactly.
    pub exact_many: u64,
    /// Records of the largest found cluster.
    pub largest_found: u64,
    /// Records of the largest true cluster.
    pub largest_real: u64,
}

impl ClusterMeasures {
    /// Share of the true clusters that were found exactly (Wilson over true clusters).
    #[must_use]
    pub fn exact_share(&self) -> Estimate {
        Estimate::of_share(self.exact, self.real)
    }

    /// The same among true clusters of two records or more: what single records do not flatter.
    #[must_use]
    pub fn exact_many_share(&self) -> Estimate {
        Estimate::of_share(self.exact_many, self.real_many)
    }
}

/// What a record of this part lacks of full precision and of full recall, 0 to 1; `size` is that of the true cluster.
fn lacks(size: u32, part: &Shared) -> [f64; 2] {
    let lack = |size: u32| f64::from(size - part.records) / f64::from(size);
    [lack(part.found_size), lack(size)]
}

impl Groups {
    /// Measures of whole clusters; every figure is 1 (0 to 1) without records.
    #[must_use]
    pub fn clusters(&self) -> ClusterMeasures {
        let mut measures = ClusterMeasures {
            precision: Estimate::NOTHING,
            recall: Estimate::NOTHING,
            f1: Estimate::NOTHING,
            found: self.found_sizes().len() as u64,
            real: 0,
            exact: 0,
            real_many: 0,
            exact_many: 0,
            largest_found: self.found_sizes().iter().copied().max().unwrap_or(0).into(),
            largest_real: 0,
        };
        let mut lacking = [ExactSum::default(); 2];
        self.each_true_cluster(|size, parts| {
            let exact = u64::from(parts.len() == 1 && parts[0].found_size == size);
            let many = u64::from(size > 1);
            measures.real += 1;
            measures.exact += exact;
            measures.real_many += many;
            measures.exact_many += exact * many;
            measures.largest_real = measures.largest_real.max(size.into());
            for part in parts {
                for (sum, lack) in lacking.iter_mut().zip(lacks(size, part)) {
                    sum.add(f64::from(part.records) * lack);
                }
            }
        });
        if self.records() == 0 {
            return measures;
        }
        let records = self.records() as f64;
        let lack = lacking.map(|sum| sum.value() / records);
        let [p, r] = lack.map(|lack| 1.0 - lack);
        measures.precision = self.estimate(p, &measures, |size, part| lacks(size, part)[0] - lack[0]);
        measures.recall = self.estimate(r, &measures, |size, part| lacks(size, part)[1] - lack[1]);
        // dF1 = 2 r² / (p + r)² dp + 2 p² / (p + r)² dr.
        let (by_p, by_r) = (2.0 * (r / (p + r)).powi(2), 2.0 * (p / (p + r)).powi(2));
        measures.f1 = self.estimate(2.0 * p * r / (p + r), &measures, |size, part| {
            let [of_p, of_r] = lacks(size, part);
            by_p * (of_p - lack[0]) + by_r * (of_r - lack[1])
        });
        measures
    }

    /// The average `value` with its interval; `off` is how far a record of a part lies from it (linearised).
    fn estimate(&self, value: f64, measures: &ClusterMeasures, off: impl Fn(u32, &Shared) -> f64) -> Estimate {
        // In 2^-32, so that sums do not depend on the order of the records.
        const UNIT: f64 = (1_u64 << 32) as f64;
        let mut of_found = vec![0_i64; self.found_sizes().len()];
        let (mut between_real, mut between_parts) = (ExactSum::default(), ExactSum::default());
        self.each_true_cluster(|size, parts| {
            let mut of_real = 0_i64;
            for part in parts {
                let sum = (f64::from(part.records) * off(size, part) * UNIT) as i64;
                of_real += sum;
                of_found[part.found as usize] += sum;
                between_parts.add((sum as f64 / UNIT).powi(2));
            }
            between_real.add((of_real as f64 / UNIT).powi(2));
        });
        let mut between_found = ExactSum::default();
        for sum in of_found {
            between_found.add((sum as f64 / UNIT).powi(2));
        }
        let (records, real) = (self.records() as f64, measures.real as f64);
        let both = between_real.value() + (between_found.value() - between_parts.value()).max(0.0);
        let variance = real / (real - 1.0).max(1.0) * both / (records * records);
        let spread = value * (1.0 - value);
        let n = if variance > 0.0 && spread > 0.0 { (spread / variance).clamp(1.0, records) } else { real };
        Estimate::of_effective(value, n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::chance::{below, mix2};

    fn close(estimate: Estimate, value: f64) {
        assert!((estimate.value - value).abs() < 1e-9, "{estimate:?} is not {value}");
        assert!(estimate.low <= estimate.value && estimate.value <= estimate.high, "{estimate:?}");
    }

    /// Bagga and Baldwin (1998), figures 1 to 5: true chains 1-5, 6-7 and 8-12. Response 1 joins 6-7 with 8-12, response 2 joins 1-5 with 8-12.
    #[test]
    fn the_two_responses_of_bagga_and_baldwin() {
        let truth: [u64; 12] = [1, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3, 3];
        let first = Groups::new(&[1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2], &truth).clusters();
        // (5·1 + 2·2/7 + 5·5/7) / 12 = 16/21: the 76 % of the paper; all of each chain is found.
        close(first.precision, 16.0 / 21.0);
        close(first.recall, 1.0);
        let second = Groups::new(&[1, 1, 1, 1, 1, 2, 2, 1, 1, 1, 1, 1], &truth).clusters();
        // (10·5/10 + 2·1) / 12 = 7/12: the 58 % of the paper; counted by links (MUC) both responses have 90 %.
        close(second.precision, 7.0 / 12.0);
        close(second.recall, 1.0);
        close(second.f1, 14.0 / 19.0);
        assert_eq!((first.found, first.real, first.exact, first.exact_many), (2, 3, 1, 1));
        assert_eq!((second.largest_found, second.largest_real), (10, 5));
    }

    /// {a a b} and {b b c} were found; the true clusters are the letters.
    #[test]
    fn clusters_that_cut_and_mix() {
        let measures = Groups::new(&[1_u64, 1, 1, 2, 2, 2], &[1, 1, 2, 2, 2, 3]).clusters();
        // Precision: (2·2/3 + 1·1/3 + 2·2/3 + 1·1/3) / 6; recall: (2·1 + 1·1/3 + 2·2/3 + 1·1) / 6.
        close(measures.precision, 10.0 / 18.0);
        close(measures.recall, 14.0 / 18.0);
        assert_eq!((measures.exact, measures.real, measures.real_many), (0, 3, 2));
    }

    #[test]
    fn records_that_were_not_resolved_stand_alone() {
        let measures = Groups::new(&[0_u64, 0, 4], &[1, 1, 2]).clusters();
        close(measures.precision, 1.0);
        close(measures.recall, 2.0 / 3.0);
        assert_eq!((measures.found, measures.exact, measures.exact_many, measures.largest_found), (3, 1, 0, 1));
    }

    #[test]
    fn without_a_fault_the_interval_still_has_a_width() {
        let clusters: Vec<u64> = (0..300).map(|record| record / 3 + 1).collect();
        let measures = Groups::new(&clusters, &clusters).clusters();
        assert_eq!(measures.precision, Estimate::of_share(100, 100), "a hundred clusters were seen, not 300 records");
        assert_eq!(Groups::new::<u64>(&[], &[]).clusters().f1, Estimate::NOTHING);
    }

    /// Found groupings of towns drawn from one law: one record in eight of a cluster of four falls off, one cluster in twenty is
    /// joined with the next. The intervals must hold the figure of a very large town 95 times in a hundred.
    #[test]
    fn intervals_hold_the_figure_of_the_large_town() {
        let town = |seed: u64, clusters: u64| {
            let (mut found, mut truth) = (Vec::new(), Vec::new());
            let mut number = 0_u64;
            for cluster in 0..clusters {
                let joined = cluster % 2 == 1 && below(seed, cluster * 8, 20) < 2;
                number += u64::from(!joined);
                for record in 0..4 {
                    truth.push(cluster + 1);
                    let off = below(mix2(seed, 1), cluster * 8 + record, 8) == 0;
                    found.push(if off { 0 } else { number });
                }
            }
            Groups::new(&found, &truth).clusters()
        };
        let large = town(7, 200_000);
        let mut held = [0_u32; 3];
        let rounds = 400;
        for seed in 0..rounds {
            let small = town(1_000 + seed, 200);
            let both = [(small.precision, large.precision), (small.recall, large.recall), (small.f1, large.f1)];
            for (held, (small, large)) in held.iter_mut().zip(both) {
                *held += u32::from(small.low <= large.value && large.value <= small.high);
            }
        }
        // 95 % of 400 is 380, give or take 9.
        assert!(held.iter().all(|held| (360..400).contains(held)), "{held:?} of {rounds}");
    }
}
