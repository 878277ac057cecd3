//! `[estimate]`: how weights are learned.

use std::fmt::Display;
use std::ops::RangeInclusive;

use toml::Spanned;

use super::Estimate;
use super::check::Checker;
use super::raw::RawEstimate;

impl Checker<'_> {
    /// The settings, those that are not given from `base`, else the usual ones.
    pub(super) fn estimate(&mut self, raw: &RawEstimate, base: Option<&Estimate>) -> Estimate {
        // Never none: a recipe that says so has not thought of the pairs it wants to find.
        let positive = f64::MIN_POSITIVE..=1e18;
        Estimate {
            matches: self
                .within("matches", raw.matches.as_ref(), positive, "be more than 0, for example 500")
                .or(base.and_then(|base| base.matches)),
            start_pairs: self
                .within(
                    "start_pairs",
                    raw.start_pairs.as_ref(),
                    f64::MIN_POSITIVE..=1e9,
                    "be more than 0 and at most 1,000,000,000, for example 200",
                )
                .or(base.and_then(|base| base.start_pairs)),
            dependence: raw.dependence.unwrap_or(base.is_none_or(|base| base.dependence)),
            random_pairs: self.pairs(
                "random_pairs",
                raw.random_pairs.as_ref(),
                base.map(|base| base.random_pairs),
                1_000_000,
            ),
            proposed_pairs: self.pairs(
                "proposed_pairs",
                raw.proposed_pairs.as_ref(),
                base.map(|base| base.proposed_pairs),
                4_000_000,
            ),
            rounds: self
                .within("rounds", raw.rounds.as_ref(), 1..=100_000, "lie between 1 and 100,000, for example 100")
                .unwrap_or(base.map_or(100, |base| base.rounds)),
            seed: raw.seed.unwrap_or(base.map_or(1, |base| base.seed)),
            block_records_max: self
                .within(
                    "block_records_max",
                    raw.block_records_max.as_ref(),
                    2..=1_000_000,
                    "lie between 2 and 1,000,000, for example 2000",
                )
                .unwrap_or(base.map_or(2_000, |base| base.block_records_max)),
        }
    }

    /// How many pairs a sample has: as given, else as in the preset, else the `usual` number.
    fn pairs(&mut self, name: &str, given: Option<&Spanned<u64>>, of_base: Option<u64>, usual: u64) -> u64 {
        let must = format!("lie between 1,000 and 1,000,000,000, for example {usual}");
        self.within(name, given, 1_000..=1_000_000_000, &must).or(of_base).unwrap_or(usual)
    }

    /// A number that lies within its bounds; else a fault that says what it `must`.
    fn within<T: PartialOrd + Copy + Display>(
        &mut self,
        name: &str,
        given: Option<&Spanned<T>>,
        bounds: RangeInclusive<T>,
        must: &str,
    ) -> Option<T> {
        let given = given?;
        let value = *given.get_ref();
        if bounds.contains(&value) {
            return Some(value);
        }
        self.fault(given.span(), format!("`{name}` is {value}, it must {must}"), "correct the number, or leave it out");
        None
    }
}
