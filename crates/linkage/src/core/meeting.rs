//! Records that meet: entries of equal keys side by side, those that meet nobody left out.

use rayon::prelude::*;

/// Entries are dealt out to so many heaps by the first bits of their key, so that what is done with a heap stays in the processor's cache.
const HEAPS: usize = 1 << HEAP_BITS;
const HEAP_BITS: u32 = 8;

/// Fewer entries than this fit into the cache as they are.
const DEALT_FROM: usize = 1 << 14;

/// The entries (key, record) whose key another record has too, each once, ascending. Keys are fingerprints: all their bits are even.
pub(crate) fn meeting(mut entries: Vec<(u64, u32)>) -> Vec<(u64, u32)> {
    // Where hardly any key meets, nothing is left to be dealt out; where most do, this look costs little beside it.
    if entries.len() >= DEALT_FROM {
        entries = repeated(&entries);
    }
    if entries.len() < DEALT_FROM {
        return meeting_in(&entries);
    }
    let ends = deal(&mut entries);
    let heaps: Vec<&[(u64, u32)]> =
        std::iter::once(0).chain(ends).zip(ends).map(|(from, to)| &entries[from..to]).collect();
    let met: Vec<Vec<(u64, u32)>> = heaps.into_par_iter().with_max_len(1).map(meeting_in).collect();
    drop(entries);
    let mut all = Vec::with_capacity(met.iter().map(Vec::len).sum());
    met.into_iter().for_each(|heap| all.extend_from_slice(&heap));
    all
}

/// Puts the entries of each heap side by side, in any order; hands back where each heap ends.
fn deal(entries: &mut [(u64, u32)]) -> [usize; HEAPS] {
    let heap = |entry: &(u64, u32)| (entry.0 >> (u64::BITS - HEAP_BITS)) as usize;
    let mut ends = [0_usize; HEAPS];
    entries.iter().for_each(|entry| ends[heap(entry)] += 1);
    let mut next = [0_usize; HEAPS];
    for at in 1..HEAPS {
        ends[at] += ends[at - 1];
    }
    next[1..].copy_from_slice(&ends[..HEAPS - 1]);
    // Whatever lies in a heap that is not its own changes places with what lies first in its own.
    for own in 0..HEAPS {
        while next[own] < ends[own] {
            let here = next[own];
            let belongs = heap(&entries[here]);
            if belongs != own {
                entries.swap(here, next[belongs]);
            }
            next[belongs] += 1;
        }
    }
    ends
}

/// Entries whose key occurs more than once, in their order; keys are told apart by some of their bits only, so a few single ones stay. Most keys
/// occur once, and sorting is for the others.
fn repeated(entries: &[(u64, u32)]) -> Vec<(u64, u32)> {
    let bits = (entries.len() * 8).next_power_of_two().max(64);
    let (mut once, mut twice) = (vec![0_u64; bits / 64], vec![0_u64; bits / 64]);
    let place = |key: u64| ((key as usize & (bits - 1)) / 64, 1_u64 << (key & 63));
    for (key, _) in entries {
        let (word, bit) = place(*key);
        twice[word] |= once[word] & bit;
        once[word] |= bit;
    }
    let is_repeated = |entry: &&(u64, u32)| {
        let (word, bit) = place(entry.0);
        twice[word] & bit != 0
    };
    entries.iter().filter(is_repeated).copied().collect()
}

fn meeting_in(heap: &[(u64, u32)]) -> Vec<(u64, u32)> {
    let mut met = repeated(heap);
    met.sort_unstable();
    met.dedup();
    let mut kept = 0;
    let mut from = 0;
    while from < met.len() {
        let to = from + met[from..].iter().take_while(|entry| entry.0 == met[from].0).count();
        if to - from > 1 {
            met.copy_within(from..to, kept);
            kept += to - from;
        }
        from = to;
    }
    met.truncate(kept);
    met
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::core::chance::mix2;

    #[test]
    fn who_meets_somebody_stays_and_nobody_else() {
        for entries in [0_u64, 1, 500, 20_000, 100_000] {
            let all: Vec<(u64, u32)> =
                (0..entries).map(|n| (mix2(1, mix2(2, n) % (entries / 2 + 1)), (mix2(3, n) % 7_000) as u32)).collect();
            let mut records: BTreeMap<u64, BTreeSet<u32>> = BTreeMap::new();
            for (key, record) in &all {
                records.entry(*key).or_default().insert(*record);
            }
            let meet = records.iter().filter(|(_, records)| records.len() > 1);
            let expected: Vec<(u64, u32)> =
                meet.flat_map(|(key, records)| records.iter().map(|record| (*key, *record))).collect();
            assert_eq!(meeting(all), expected, "{entries}");
        }
    }
}
