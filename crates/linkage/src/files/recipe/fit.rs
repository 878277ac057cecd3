//! A recipe without what the files at hand do not have: optional fields, and the levels, comparisons, blocks and ways to tell a household that
//! need them.

use super::{Comparison, Recipe};
use crate::files::level::{Level, Look};

impl Recipe {
    /// The recipe for files that have values for these fields.
    pub(crate) fn fitted(&self, present: &[bool]) -> Self {
        if present.iter().all(|present| *present) {
            return self.clone();
        }
        let has = |field: usize| present.get(field).copied().unwrap_or(false);
        let mut fitted = self.clone();
        fitted.comparisons.retain_mut(|comparison| comparison.fit(&has));
        fitted.blocks.retain(|block| block.parts.iter().all(|(field, _)| has(*field)));
        // Without what tells a household it is not known whether there are any.
        fitted.household = fitted.household.filter(Vec::is_empty).or_else(|| {
            let ways = self.household.iter().flatten().filter(|fields| fields.iter().all(|field| has(*field)));
            Some(ways.cloned().collect()).filter(|ways: &Vec<_>| !ways.is_empty())
        });
        fitted
    }
}

impl Comparison {
    /// Drops the levels that need a missing field, with their shares; whether any is left.
    fn fit(&mut self, has: &impl Fn(usize) -> bool) -> bool {
        let own = has(self.field);
        let kept: Vec<bool> = self.levels.iter().map(|level| possible(level, own, has)).collect();
        keep(&mut self.levels, &kept);
        keep(&mut self.labels, &kept);
        for shares in [&mut self.same, &mut self.different] {
            keep(shares, &kept);
            let sum: f64 = shares.iter().sum();
            shares.iter_mut().for_each(|share| *share /= sum);
        }
        self.within = self.within.filter(|(field, _)| has(*field));
        self.term_frequency &= self.levels.contains(&Level::Exact);
        !self.levels.is_empty()
    }
}

/// Keeps what is marked; what stands behind the marks ("else") stays.
fn keep<T>(list: &mut Vec<T>, kept: &[bool]) {
    let mut at = 0;
    list.retain(|_| {
        at += 1;
        kept.get(at - 1).copied().unwrap_or(true)
    });
}

fn possible(level: &Level, own: bool, has: &impl Fn(usize) -> bool) -> bool {
    // Without the field itself only what stands in for it is asked.
    if !own && level.stand_in().is_none() {
        return false;
    }
    level.terms().iter().all(|term| match &term.look {
        Look::Own => own,
        Look::Of(field) | Look::Exchanged(field) => has(*field),
        Look::With(fields) | Look::Among(fields) => fields.iter().any(|field| has(*field)),
    })
}
