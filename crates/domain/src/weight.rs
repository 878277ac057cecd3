//! Weights of evidence: integers, so that a sum of parts is exact on any number of threads.

use std::ops::{Add, AddAssign, Neg, Sub};

/// Thousandths of a bit (log2 of a likelihood ratio). Positive speaks for "same".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Weight(pub i32);

impl Weight {
    /// From log2 odds, rounded to thousandths; clamped to ±1,000 bits.
    #[must_use]
    pub fn from_bits(bits: f64) -> Self {
        if bits.is_nan() { Self(0) } else { Self((bits.clamp(-1000.0, 1000.0) * 1000.0).round() as i32) }
    }

    /// As log2 odds.
    #[must_use]
    pub fn bits(self) -> f64 {
        f64::from(self.0) / 1000.0
    }

    /// The probability these log2 odds stand for.
    #[must_use]
    pub fn probability(self) -> f64 {
        1.0 / (1.0 + (-self.bits()).exp2())
    }
}

impl Add for Weight {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Weight {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Weight {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl AddAssign for Weight {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl std::iter::Sum for Weight {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self(0), Add::add)
    }
}
