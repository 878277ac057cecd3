//! 95 % intervals of shares, and sums that do not depend on the order of what is summed.

/// The 97.5 % point of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// A figure between 0 and 1 with its 95 % interval; `low <= value <= high`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Estimate {
    /// `part` of `all`, with its Wilson interval; 1 (0 to 1) when there is nothing to count.
    #[must_use]
    pub fn of_share(part: u64, all: u64) -> Self {
        let value = if all == 0 { 1.0 } else { part as f64 / all as f64 };
        let (low, high) = wilson(part, all);
        Self { value, low, high }
    }

    /// A figure with the Wilson interval of a share seen in `n` independent observations.
    pub(super) fn of_effective(value: f64, n: f64) -> Self {
        let (low, high) = wilson_of(value, n);
        Self { value, low, high }
    }

    /// What is known of nothing.
    pub(super) const NOTHING: Self = Self { value: 1.0, low: 0.0, high: 1.0 };
}

/// The 95 % Wilson interval of a share (Wilson 1927); 0 to 1 when there is nothing to count.
#[must_use]
pub fn wilson(part: u64, all: u64) -> (f64, f64) {
    if all == 0 {
        return (0.0, 1.0);
    }
    wilson_of(part as f64 / all as f64, all as f64)
}

fn wilson_of(p: f64, n: f64) -> (f64, f64) {
    let middle = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    // The share lies in its interval; rounding must not put it a hair outside.
    ((middle - half).max(0.0).min(p), (middle + half).min(1.0).max(p))
}

/// A sum of numbers of at least 0 and at most 10^15 each, kept in 2^-50: the same whatever the order of what is added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct ExactSum(u128);

impl ExactSum {
    const UNIT: f64 = (1_u64 << 50) as f64;

    pub(super) fn add(&mut self, value: f64) {
        self.0 += (value * Self::UNIT) as u128;
    }

    pub(super) fn value(self) -> f64 {
        self.0 as f64 / Self::UNIT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_nine_in_ten_of_a_hundred() {
        let (low, high) = wilson(90, 100);
        assert!((low - 0.8256).abs() < 1e-3 && (high - 0.9448).abs() < 1e-3, "{low} {high}");
        assert_eq!(Estimate::of_share(0, 0), Estimate::NOTHING);
    }

    #[test]
    fn a_sum_is_the_same_in_any_order() {
        let values: Vec<f64> = (1..2_000).map(|k| 1.0 / f64::from(k)).collect();
        let (mut there, mut back) = (ExactSum::default(), ExactSum::default());
        values.iter().for_each(|value| there.add(*value));
        values.iter().rev().for_each(|value| back.add(*value));
        assert_eq!(there, back);
        assert!((there.value() - values.iter().sum::<f64>()).abs() < 1e-9);
    }
}
