//! Which comparisons had no part in a pair's being proposed.

use super::recipe::{BlockSpec, Comparison};
use crate::core::blocks::Blocks;
use crate::core::pattern::Unblocked;

/// Per blocking rule: the comparisons whose field it does not look at. Without rules all pairs are proposed.
pub(super) struct RulesUnblocked(Vec<Unblocked>);

impl RulesUnblocked {
    pub(super) fn new(comparisons: &[Comparison], rules: &[BlockSpec]) -> Self {
        let of = |rule: &BlockSpec| {
            let looked_at = |at: &usize| rule.parts.iter().any(|(field, _)| *field == comparisons[*at].field);
            (0..comparisons.len()).filter(looked_at).fold(Unblocked::ALL, Unblocked::without)
        };
        Self(rules.iter().map(of).collect())
    }

    /// Those of a pair that the blocks propose.
    pub(super) fn of(&self, blocks: &Blocks, left: u32, right: u32) -> Unblocked {
        if self.0.is_empty() {
            return Unblocked::ALL;
        }
        blocks.rules_of(left, right).fold(Unblocked::NONE, |all, rule| all.or(self.0[rule]))
    }
}
