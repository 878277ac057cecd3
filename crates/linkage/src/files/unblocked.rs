//! Which comparisons had no part in a pair's being proposed.

use super::level::Look;
use super::recipe::{BlockSpec, Recipe};
use crate::core::blocks::Blocks;
use crate::core::pattern::Unblocked;

/// Per blocking rule: the comparisons whose columns it does not look at. Without rules all pairs are proposed.
pub(super) struct RulesUnblocked(Vec<Unblocked>);

impl RulesUnblocked {
    pub(super) fn new(recipe: &Recipe, rules: &[BlockSpec]) -> Self {
        // A field and its key are one: whoever agrees on the key agrees on the field.
        let columns = |field: usize| recipe.fields[field].columns_of.unwrap_or(field);
        let compared: Vec<Vec<usize>> = recipe
            .comparisons
            .iter()
            .map(|comparison| {
                // A reading that says what the characters do not (`kana of`) belongs to the name.
                let terms = comparison.levels.iter().flat_map(|level| level.terms());
                let of = |look: &Look| if let Look::Of(field) = look { Some(columns(*field)) } else { None };
                let others = terms.filter_map(|term| of(&term.look));
                others.chain([columns(comparison.field)]).collect()
            })
            .collect();
        let of = |rule: &BlockSpec| {
            let looked_at = |at: &usize| rule.parts.iter().any(|(field, _)| compared[*at].contains(&columns(*field)));
            (0..compared.len()).filter(looked_at).fold(Unblocked::ALL, Unblocked::without)
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
