//! Blocks: which pairs of records are worth comparing. Pairs are streamed, never kept in a table.

use rayon::prelude::*;

use super::chance::mix2;
use super::meeting::meeting;

/// Keys of one blocking rule: for each record none, one or several fingerprints.
#[derive(Debug, Clone, Default)]
pub(crate) struct RuleKeys {
    /// Name for people.
    pub(crate) name: String,
    /// (fingerprint of the key, record).
    pub(crate) keys: Vec<(u64, u32)>,
}

/// A rule with its blocks.
#[derive(Debug)]
struct Rule {
    name: String,
    /// Members of each block: `members[starts[b]..starts[b + 1]]`, ascending.
    starts: Vec<u32>,
    members: Vec<u32>,
    /// Distinct records of blocks that stayed too large even after refining and were left out.
    dropped: u32,
    /// Records of blocks that were too large and had to be refined.
    refined: Vec<u32>,
    /// Blocks from this one on came from refining.
    first_refined: u32,
    largest: u32,
}

/// All rules of a run.
#[derive(Debug)]
pub(crate) struct Blocks {
    rules: Vec<Rule>,
    /// The number of each rule's first block: blocks are numbered through all rules.
    first_blocks: Vec<u32>,
    /// Blocks of each record, of all rules: `ids[offsets[r]..offsets[r + 1]]`, ascending.
    offsets: Vec<u32>,
    ids: Vec<u32>,
}

/// What a rule proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RuleFacts {
    pub(crate) name: String,
    pub(crate) largest: u32,
    pub(crate) dropped: u32,
}

/// The sizes of a rule's blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RuleSizes {
    /// Distinct records in blocks.
    pub(crate) records: u64,
    pub(crate) blocks: u64,
    /// Pairs of all blocks.
    pub(crate) pairs: u64,
    /// Records of the largest blocks, the largest first.
    pub(crate) largest: Vec<u32>,
}

/// How many of the largest blocks are told.
const LARGEST_TOLD: usize = 5;

/// A pair of records of one block, left < right.
#[derive(Clone, Copy)]
pub(crate) struct BlockPair {
    pub(crate) rule: usize,
    pub(crate) block_records: usize,
    /// Whether the block came from refining one that was too large.
    pub(crate) refined: bool,
    pub(crate) left: u32,
    pub(crate) right: u32,
}

/// How blocks that are too large are refined.
pub(crate) struct Refine<'a> {
    /// Records a block of a rule may have.
    pub(crate) records_max: &'a (dyn Fn(usize) -> u32 + Sync),
    pub(crate) split: &'a Split<'a>,
}

/// Tells what the records of a block share with some others of it: hands (value, record) to its second argument, as often as it likes.
pub(crate) type Split<'a> = dyn Fn(&Large<'_>, &mut dyn FnMut(u64, u32)) + Sync + 'a;

/// A block that is too large.
pub(crate) struct Large<'a> {
    pub(crate) rule: usize,
    /// How often it was refined before.
    pub(crate) round: usize,
    /// (key, record), records ascending.
    pub(crate) records: &'a [(u64, u32)],
}

impl Large<'_> {
    /// Shares each of `values` values of a record (0 = missing).
    pub(crate) fn by_values(&self, values: usize, value: impl Fn(usize, u32) -> u32, share: &mut dyn FnMut(u64, u32)) {
        for &(_, record) in self.records {
            for at in 0..values {
                let id = value(at, record);
                if id != 0 {
                    share(((at as u64 + 1) << 32) | u64::from(id), record);
                }
            }
        }
    }
}

impl Blocks {
    /// Builds the blocks of `rules` rules for `records` records; the keys of a rule are made when it is its turn, rules in parallel.
    pub(crate) fn build(
        records: usize,
        rules: usize,
        keys: impl Fn(usize) -> RuleKeys + Sync,
        refine: &Refine<'_>,
    ) -> Self {
        let rules: Vec<Rule> =
            (0..rules).into_par_iter().with_max_len(1).map(|rule| Rule::build(rule, keys(rule), refine)).collect();
        let mut offsets = vec![0_u32; records + 1];
        for record in rules.iter().flat_map(|rule| &rule.members) {
            offsets[*record as usize + 1] += 1;
        }
        for at in 0..records {
            offsets[at + 1] += offsets[at];
        }
        // Blocks are dealt out in their order, so the blocks of a record are ascending.
        let mut next = offsets.clone();
        let mut ids = vec![0_u32; offsets[records] as usize];
        let mut first_blocks = Vec::with_capacity(rules.len());
        let mut number = 0;
        for rule in &rules {
            first_blocks.push(number);
            for ends in rule.starts.windows(2) {
                for record in &rule.members[ends[0] as usize..ends[1] as usize] {
                    let place = &mut next[*record as usize];
                    ids[*place as usize] = number;
                    *place += 1;
                }
                number += 1;
            }
        }
        Self { rules, first_blocks, offsets, ids }
    }

    pub(crate) fn facts(&self) -> Vec<RuleFacts> {
        self.rules
            .iter()
            .map(|rule| RuleFacts { name: rule.name.clone(), largest: rule.largest, dropped: rule.dropped })
            .collect()
    }

    /// Records that stand in a block which was too large and had to be refined; ascending.
    pub(crate) fn refined(&self) -> Vec<u32> {
        let mut all: Vec<u32> = self.rules.iter().flat_map(|rule| &rule.refined).copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Whether any rule proposes a pair.
    pub(crate) fn propose(&self, left: u32, right: u32) -> bool {
        first_common(self.blocks_of(left), self.blocks_of(right)).is_some()
    }

    /// The rules that propose a pair by a block that did not have to be refined.
    pub(crate) fn rules_of(&self, left: u32, right: u32) -> impl Iterator<Item = usize> {
        common(self.blocks_of(left), self.blocks_of(right)).filter_map(|block| {
            let rule = self.first_blocks.partition_point(|first| *first <= block) - 1;
            (block - self.first_blocks[rule] < self.rules[rule].first_refined).then_some(rule)
        })
    }

    /// As [`Blocks::visit`], each record its own group, but only pairs of which a record is `touched`; blocks without any are passed over.
    pub(crate) fn visit_touched<S: Send>(
        &self,
        touched: &[bool],
        wanted: impl Fn(u32, u32) -> bool + Sync + Send,
        start: impl Fn() -> S + Sync + Send,
        visit: impl Fn(&mut S, u32, u32) + Sync + Send,
    ) -> Vec<S> {
        let blocks: Vec<(usize, u32)> = self
            .rules
            .iter()
            .enumerate()
            .flat_map(|(rule, blocks)| (0..blocks.starts.len() as u32 - 1).map(move |block| (rule, block)))
            .filter(|(rule, block)| self.rules[*rule].block(*block).iter().any(|record| touched[*record as usize]))
            .collect();
        blocks
            .par_iter()
            .fold(&start, |mut state, (rule, block)| {
                let members = self.rules[*rule].block(*block);
                let number = self.first_blocks[*rule] + block;
                for (at, left) in members.iter().enumerate() {
                    for right in &members[at + 1..] {
                        let either = touched[*left as usize] || touched[*right as usize];
                        if either
                            && wanted(*left, *right)
                            && first_common(self.blocks_of(*left), self.blocks_of(*right)) == Some(number)
                        {
                            visit(&mut state, *left, *right);
                        }
                    }
                }
                state
            })
            .collect()
    }

    /// The sizes of each rule's blocks.
    pub(crate) fn sizes(&self) -> Vec<RuleSizes> {
        let of = |rule: &Rule| {
            let mut sizes: Vec<u32> = rule.starts.windows(2).map(|ends| ends[1] - ends[0]).collect();
            sizes.sort_unstable_by(|a, b| b.cmp(a));
            let pairs = sizes.iter().map(|size| u64::from(*size) * u64::from(size - 1) / 2).sum();
            let mut members = rule.members.clone();
            members.sort_unstable();
            members.dedup();
            let (records, blocks) = (members.len() as u64, sizes.len() as u64);
            sizes.truncate(LARGEST_TOLD);
            RuleSizes { records, blocks, pairs, largest: sizes }
        };
        self.rules.iter().map(of).collect()
    }

    /// At most this many pairs are proposed: pairs of several blocks are counted for each.
    pub(crate) fn pairs_at_most(&self) -> u64 {
        let pairs = |size: u64| size * size.saturating_sub(1) / 2;
        self.rules
            .iter()
            .flat_map(|rule| rule.starts.windows(2).map(move |ends| pairs(u64::from(ends[1] - ends[0]))))
            .sum()
    }

    /// Visits every proposed pair of two groups (`group[record]`; empty = each record its own) that is `wanted` once (left < right), in
    /// parallel; `visit` gets the state of its piece of the work, the index of the rule and the pair. `wanted` is asked first, because it is
    /// cheaper than finding out whether an earlier rule proposed the pair. A pair that is not wanted in the first block it stands in is not
    /// visited at all: `wanted` may look at rule and block only to pass over pairs of the last rule. The blocks of a rule come in this order:
    /// small ones, large ones, then those from refining, small and large. The states are handed back in no particular order.
    pub(crate) fn visit<S: Send>(
        &self,
        group: &[u32],
        wanted: impl Fn(BlockPair) -> bool + Sync + Send,
        start: impl Fn() -> S + Sync + Send,
        visit: impl Fn(&mut S, usize, u32, u32) + Sync + Send,
    ) -> Vec<S> {
        // Tasks of roughly equal work, so that no thread waits for one giant block.
        let mut tasks = Vec::new();
        for (index, rule) in self.rules.iter().enumerate() {
            rule.tasks(index, &mut tasks);
        }
        tasks
            .par_iter()
            .fold(&start, |mut state, task| {
                self.visit_task(task, group, &wanted, |rule, left, right| visit(&mut state, rule, left, right));
                state
            })
            .collect()
    }

    fn visit_task(
        &self,
        task: &Task,
        group: &[u32],
        wanted: &impl Fn(BlockPair) -> bool,
        mut visit: impl FnMut(usize, u32, u32),
    ) {
        let rule = &self.rules[task.rule];
        let mut groups: Vec<u32> = Vec::new();
        for block in task.first_block..task.last_block {
            let members = rule.block(block);
            // A pair is visited in the first block both stand in, of any rule.
            let number = self.first_blocks[task.rule] + block;
            groups.clear();
            groups.extend(members.iter().map(|record| group.get(*record as usize).copied().unwrap_or(*record)));
            if groups.iter().all(|group| *group == groups[0]) {
                continue;
            }
            let refined = block >= rule.first_refined;
            let rows = task.rows.clone().map_or(0..members.len(), |rows| rows.start as usize..rows.end as usize);
            for at in rows {
                let left = members[at];
                let own = groups[at];
                let blocks = self.blocks_of(left);
                for (&right, &other) in members[at + 1..].iter().zip(&groups[at + 1..]) {
                    if other != own
                        && wanted(BlockPair { rule: task.rule, block_records: members.len(), refined, left, right })
                        && first_common(blocks, self.blocks_of(right)) == Some(number)
                    {
                        visit(task.rule, left, right);
                    }
                }
            }
        }
    }

    /// The rule whose blocks propose a pair; the first one if several do.
    pub(crate) fn rule_of(&self, left: u32, right: u32) -> Option<&str> {
        let block = first_common(self.blocks_of(left), self.blocks_of(right))?;
        let rule = self.first_blocks.partition_point(|first| *first <= block) - 1;
        Some(&self.rules[rule].name)
    }

    #[inline]
    fn blocks_of(&self, record: u32) -> &[u32] {
        &self.ids[self.offsets[record as usize] as usize..self.offsets[record as usize + 1] as usize]
    }
}

/// The first block of two ascending lists.
#[inline]
fn first_common(a: &[u32], b: &[u32]) -> Option<u32> {
    common(a, b).next()
}

/// What two ascending lists have in common.
#[inline]
fn common<'a>(mut a: &'a [u32], mut b: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    std::iter::from_fn(move || {
        while let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b) {
            match x.cmp(y) {
                std::cmp::Ordering::Equal => {
                    (a, b) = (rest_a, rest_b);
                    return Some(*x);
                }
                std::cmp::Ordering::Less => a = rest_a,
                std::cmp::Ordering::Greater => b = rest_b,
            }
        }
        None
    })
}

/// Some blocks of a rule, or some rows of one large block.
struct Task {
    rule: usize,
    first_block: u32,
    last_block: u32,
    rows: Option<std::ops::Range<u32>>,
}

/// Pairs a task should hold.
const TASK_PAIRS: u64 = 100_000;

impl Rule {
    fn build(rule: usize, input: RuleKeys, refine: &Refine<'_>) -> Self {
        let records_max = (refine.records_max)(rule);
        let mut keys = input.keys;
        let mut kept: Vec<(u64, u32)> = Vec::new();
        let mut plain = 0;
        let mut dropped = Vec::new();
        let mut refined = Vec::new();
        // Each round refines what is still too large by one more value.
        for round in 0..=REFINE_ROUNDS {
            keys = meeting(keys);
            if round == 0 {
                kept.reserve_exact(keys.len());
            }
            let mut large = Vec::new();
            for group in keys.chunk_by(|a, b| a.0 == b.0) {
                if group.len() <= records_max as usize {
                    kept.extend_from_slice(group);
                } else if round == REFINE_ROUNDS {
                    dropped.extend(group.iter().map(|(_, record)| *record));
                } else {
                    if round == 0 {
                        refined.extend(group.iter().map(|(_, record)| *record));
                    }
                    let key = group[0].0;
                    (refine.split)(&Large { rule, round, records: group }, &mut |value, record| {
                        large.push((mix2(key, value), record));
                    });
                }
            }
            if round == 0 {
                plain = kept.len();
            }
            if large.is_empty() {
                break;
            }
            keys = large;
        }
        drop(keys);
        dropped.sort_unstable();
        dropped.dedup();
        let dropped = dropped.len() as u32;
        kept[plain..].par_sort_unstable();
        let (mut starts, mut members) = (Vec::new(), Vec::with_capacity(kept.len()));
        index(&kept[..plain], &mut starts, &mut members);
        let first_refined = starts.len() as u32;
        index(&kept[plain..], &mut starts, &mut members);
        starts.push(members.len() as u32);
        let largest = starts.windows(2).map(|ends| ends[1] - ends[0]).max().unwrap_or(0);
        Self { name: input.name, starts, members, dropped, refined, first_refined, largest }
    }

    fn block(&self, block: u32) -> &[u32] {
        &self.members[self.starts[block as usize] as usize..self.starts[block as usize + 1] as usize]
    }

    fn tasks(&self, rule: usize, tasks: &mut Vec<Task>) {
        let blocks = self.starts.len() as u32 - 1;
        let mut first_block = 0;
        let mut pairs = 0;
        for block in 0..blocks {
            let size = self.block(block).len() as u64;
            let here = size * (size - 1) / 2;
            if here > TASK_PAIRS {
                if first_block < block {
                    tasks.push(Task { rule, first_block, last_block: block, rows: None });
                }
                let step = (TASK_PAIRS / size).max(1) as u32;
                let mut from = 0;
                while from < size as u32 {
                    let to = (from + step).min(size as u32);
                    tasks.push(Task { rule, first_block: block, last_block: block + 1, rows: Some(from..to) });
                    from = to;
                }
                first_block = block + 1;
                pairs = 0;
                continue;
            }
            pairs += here;
            if pairs > TASK_PAIRS {
                tasks.push(Task { rule, first_block, last_block: block + 1, rows: None });
                first_block = block + 1;
                pairs = 0;
            }
        }
        if first_block < blocks {
            tasks.push(Task { rule, first_block, last_block: blocks, rows: None });
        }
    }
}

/// Blocks of up to this many records are small: they come before larger ones, plain blocks and those from refining each by themselves.
pub(crate) const SMALL_BLOCK: usize = 8;

/// Appends the blocks of `kept`: each block's entries together, its records ascending. Small blocks come first; both kinds follow their first
/// records, which lie side by side in memory then.
fn index(kept: &[(u64, u32)], starts: &mut Vec<u32>, members: &mut Vec<u32>) {
    let mut from = 0;
    let mut blocks: Vec<(bool, u32, usize)> = Vec::new();
    for block in kept.chunk_by(|a, b| a.0 == b.0) {
        blocks.push((block.len() > SMALL_BLOCK, block[0].1, from));
        from += block.len();
    }
    blocks.par_sort_unstable();
    for (_, _, from) in blocks {
        starts.push(members.len() as u32);
        let key = kept[from].0;
        members.extend(kept[from..].iter().take_while(|entry| entry.0 == key).map(|(_, record)| *record));
    }
}

/// How often a block that is too large is refined by one more value.
const REFINE_ROUNDS: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(blocks: &Blocks) -> Vec<(u32, u32)> {
        let mut all: Vec<(u32, u32)> =
            blocks.visit(&[], |_| true, Vec::new, |list: &mut Vec<_>, _, a, b| list.push((a, b))).concat();
        all.sort_unstable();
        all
    }

    #[test]
    fn a_pair_that_two_rules_propose_is_visited_once() {
        let rules = [
            RuleKeys { name: "birth".into(), keys: vec![(1, 0), (1, 1), (2, 2)] },
            RuleKeys { name: "words".into(), keys: vec![(5, 0), (5, 1), (6, 0), (6, 1), (6, 2)] },
        ];
        let refine = Refine { records_max: &|_| 10, split: &|_, _| () };
        assert_eq!(pairs(&Blocks::build(3, 2, |rule| rules[rule].clone(), &refine)), [(0, 1), (0, 2), (1, 2)]);
    }

    #[test]
    fn a_block_of_everybody_is_refined_by_other_values_and_not_skipped() {
        // 1,000 records of one name; each birth date is borne by two of them.
        let rules = [RuleKeys { name: "name".into(), keys: (0..1_000).map(|r| (1, r)).collect() }];
        let refine = Refine {
            records_max: &|_| 50,
            split: &|large, share| large.by_values(1, |_, record| record / 2 + 1, share),
        };
        let blocks = Blocks::build(1_000, 1, |rule| rules[rule].clone(), &refine);
        assert_eq!(pairs(&blocks), (0..500).map(|k| (2 * k, 2 * k + 1)).collect::<Vec<_>>());
        assert_eq!(blocks.facts()[0].dropped, 0);
    }

    #[test]
    fn records_of_blocks_that_stay_too_large_are_counted_once() {
        // 200 records of one name and sex, born in two years; every tenth shares a house with the next one.
        let values = |at: usize, record: u32| match at {
            0 => 1,
            1 => 1 + record % 2,
            _ => 10 + record / 10 * 100 + (record % 10).saturating_sub(1),
        };
        let rules = [RuleKeys { name: "name".into(), keys: (0..200).map(|r| (1, r)).collect() }];
        let refine = Refine { records_max: &|_| 50, split: &|large, share| large.by_values(3, values, share) };
        let blocks = Blocks::build(200, 1, |rule| rules[rule].clone(), &refine);
        assert_eq!(pairs(&blocks), (0..20).map(|k| (10 * k, 10 * k + 1)).collect::<Vec<_>>());
        assert_eq!(blocks.facts()[0].dropped, 200, "each of them was not compared with most others of its name");
    }
}
