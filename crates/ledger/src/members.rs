//! Groups of persons by running number: households, homes.

/// Running number of a household or home → its persons.
#[derive(Debug, Default)]
pub(crate) struct Members {
    offsets: Vec<u32>,
    persons: Vec<u32>,
}

impl Members {
    /// Counting sort of persons by group; group 0 is nobody's.
    pub(crate) fn new(groups: &[u32]) -> Self {
        let last = groups.iter().copied().max().unwrap_or(0) as usize;
        let mut offsets = vec![0_u32; last + 2];
        for group in groups.iter().filter(|group| **group > 0) {
            offsets[*group as usize + 1] += 1;
        }
        for at in 1..offsets.len() {
            offsets[at] += offsets[at - 1];
        }
        let mut next = offsets.clone();
        let mut persons = vec![0_u32; *offsets.last().unwrap_or(&0) as usize];
        for (person, group) in groups.iter().enumerate().filter(|(_, group)| **group > 0) {
            persons[next[*group as usize] as usize] = person as u32;
            next[*group as usize] += 1;
        }
        Self { offsets, persons }
    }

    pub(crate) fn of(&self, group: u32) -> &[u32] {
        match (group > 0, self.offsets.get(group as usize), self.offsets.get(group as usize + 1)) {
            (true, Some(start), Some(end)) => &self.persons[*start as usize..*end as usize],
            _ => &[],
        }
    }

    pub(crate) fn groups(&self) -> impl Iterator<Item = (u32, &[u32])> + '_ {
        (1..self.offsets.len().saturating_sub(1)).map(|group| (group as u32, self.of(group as u32)))
    }
}
