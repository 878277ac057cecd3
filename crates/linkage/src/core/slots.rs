//! Unique deliveries (those that list each person once) each record stands in, side by side.

use rayon::prelude::*;

/// Per record its slots, ascending: `slots[starts[r]..starts[r + 1]]`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Slots {
    starts: Vec<u32>,
    slots: Vec<u32>,
}

impl Slots {
    /// From (record, slot) in any order; a pair that comes again counts once.
    pub(crate) fn new(records: usize, mut pairs: Vec<(u32, u32)>) -> Self {
        pairs.par_sort_unstable();
        pairs.dedup();
        let mut starts = vec![0_u32; records + 1];
        for (record, _) in &pairs {
            starts[*record as usize + 1] += 1;
        }
        for at in 0..records {
            starts[at + 1] += starts[at];
        }
        Self { starts, slots: pairs.into_iter().map(|(_, slot)| slot).collect() }
    }

    /// Number of records.
    pub(crate) fn records(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The slots of a record.
    #[inline]
    pub(crate) fn of(&self, record: u32) -> &[u32] {
        &self.slots[self.starts[record as usize] as usize..self.starts[record as usize + 1] as usize]
    }
}
