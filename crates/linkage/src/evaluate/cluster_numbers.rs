//! Clusters of a file by their names, numbered.

use crate::core::interner::Interner;

/// Clusters numbered from 1 in the order in which they come; one without a name is a new one every time.
#[derive(Debug, Default)]
pub(super) struct ClusterNumbers {
    names: Interner,
    /// The cluster of each name.
    of_name: Vec<u32>,
    count: u32,
}

impl ClusterNumbers {
    pub(super) fn number(&mut self, text: &str) -> u32 {
        if !text.is_empty() {
            let name = self.names.number(text) as usize;
            if let Some(known) = self.of_name.get(name) {
                return *known;
            }
            self.of_name.push(self.count + 1);
        }
        self.count += 1;
        self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_without_a_name_is_a_new_one() {
        let mut clusters = ClusterNumbers::default();
        assert_eq!(["x", "", "y", "", "x"].map(|text| clusters.number(text)), [1, 2, 3, 4, 1]);
    }
}
