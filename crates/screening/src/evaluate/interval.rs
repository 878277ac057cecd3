//! Intervals of shares.

/// A figure with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The figure.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Two-sided 95 % of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

impl Interval {
    /// A share with Wilson's interval; of nothing, anything from 0 to 1.
    #[must_use]
    pub fn of_share(part: f64, whole: f64) -> Self {
        if whole <= 0.0 {
            return Self { value: 0.0, low: 0.0, high: 1.0 };
        }
        let share = part / whole;
        let square = Z * Z;
        let centre = (share + square / (2.0 * whole)) / (1.0 + square / whole);
        let half = Z / (1.0 + square / whole) * (share * (1.0 - share) / whole + square / (4.0 * whole * whole)).sqrt();
        Self { value: share, low: (centre - half).max(0.0), high: (centre + half).min(1.0) }
    }

    /// A figure between 0 and 1 with a standard error.
    #[must_use]
    pub fn with_error(value: f64, error: f64) -> Self {
        Self { value, low: (value - Z * error).max(0.0), high: (value + Z * error).min(1.0) }
    }
}
