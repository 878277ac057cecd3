//! What the blocking rules propose, before anything is compared.

use super::run::Run;
use super::{Blocking, BlockingRule};

impl Run<'_> {
    pub(super) fn blocking(&self) -> Blocking {
        let blocks = self.blocks();
        let new = self.pairs_per_rule(&blocks);
        let rules = blocks.facts().into_iter().zip(blocks.sizes()).zip(new);
        let rules = rules
            .map(|((fact, sizes), pairs_new)| BlockingRule {
                rule: fact.name,
                records: sizes.records,
                blocks: sizes.blocks,
                pairs_alone: sizes.pairs,
                pairs_new,
                largest: sizes.largest,
                dropped: fact.dropped,
            })
            .collect();
        Blocking {
            records: self.columns.records.len() as u64,
            all_pairs: self.all_pairs(),
            rules,
            warnings: [self.reading_warnings(), self.blocking_warnings(&blocks)].concat(),
        }
    }
}
