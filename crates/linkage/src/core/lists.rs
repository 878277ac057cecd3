//! Many short lists side by side: one piece of memory instead of millions.

use rayon::prelude::*;

/// Lists by number: `items[starts[n]..starts[n + 1]]`.
#[derive(Debug, Clone)]
pub(crate) struct Lists<T> {
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { starts: vec![0], items: Vec::new() }
    }
}

impl<T> Lists<T> {
    /// From the lengths of the lists and all their items.
    pub(crate) fn new(lengths: impl Iterator<Item = usize>, items: Vec<T>) -> Self {
        let ends = lengths.scan(0, |end, length| {
            *end += length as u32;
            Some(*end)
        });
        Self { starts: std::iter::once(0).chain(ends).collect(), items }
    }

    /// Number of lists.
    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// One more list.
    pub(crate) fn push(&mut self, list: impl IntoIterator<Item = T>) {
        self.items.extend(list);
        self.starts.push(self.items.len() as u32);
    }

    /// A list.
    #[inline]
    pub(crate) fn of(&self, number: u32) -> &[T] {
        &self.items[self.starts[number as usize] as usize..self.starts[number as usize + 1] as usize]
    }
}

impl<T: Copy> Lists<T> {
    /// Keeps of each list what is `wanted`.
    pub(crate) fn retain(&mut self, wanted: impl Fn(&T) -> bool) {
        let mut kept = Self::default();
        for number in 0..self.len() as u32 {
            kept.push(self.of(number).iter().copied().filter(|item| wanted(item)));
        }
        *self = kept;
    }
}

impl Lists<u32> {
    /// From (number of the list, item) in any order; a pair that comes again counts once, each list is ascending.
    pub(crate) fn of_pairs(lists: usize, mut pairs: Vec<(u32, u32)>) -> Self {
        pairs.par_sort_unstable();
        pairs.dedup();
        let mut starts = vec![0_u32; lists + 1];
        for (list, _) in &pairs {
            starts[*list as usize + 1] += 1;
        }
        for at in 0..lists {
            starts[at + 1] += starts[at];
        }
        Self { starts, items: pairs.into_iter().map(|(_, item)| item).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_keep_what_is_wanted() {
        let mut lists = Lists::of_pairs(4, vec![(2, 7), (0, 9), (0, 3), (2, 7)]);
        let all = |lists: &Lists<u32>| (0..lists.len() as u32).map(|at| lists.of(at).to_vec()).collect::<Vec<_>>();
        assert_eq!(all(&lists), [vec![3, 9], vec![], vec![7], vec![]]);
        lists.push([1, 9]);
        lists.retain(|item| *item != 9);
        assert_eq!(all(&lists), [vec![3], vec![], vec![7], vec![], vec![1]]);
    }
}
