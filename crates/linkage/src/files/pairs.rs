//! Which pairs of records may be one person, by the link type and the files that list each person once.

use super::recipe::LinkType;
use super::run::Run;

impl Run<'_> {
    /// Whether two records may be one by the link type and the uniqueness of their file.
    #[inline]
    pub(super) fn allowed(&self, left: u32, right: u32) -> bool {
        let (a, b) = (self.columns.records[left as usize].0, self.columns.records[right as usize].0);
        match self.recipe.link {
            LinkType::Both => a != b || !self.unique[a as usize],
            LinkType::Dedupe => a == b && !self.unique[a as usize],
            LinkType::Link => a != b,
        }
    }

    /// Whether two records are two people because they stand in one file that names each person once: all files do that are only linked to each
    /// other.
    #[inline]
    pub(super) fn surely_two(&self, left: u32, right: u32) -> bool {
        let (a, b) = (self.columns.records[left as usize].0, self.columns.records[right as usize].0);
        a == b && self.names_once(usize::from(a))
    }

    /// Whether some file names each person once.
    pub(super) fn any_names_once(&self) -> bool {
        (0..self.inputs.len()).any(|input| self.names_once(input))
    }

    /// Whether a file names each person once.
    pub(super) fn names_once(&self, input: usize) -> bool {
        self.unique[input] || self.recipe.link == LinkType::Link
    }

    /// How many pairs may be one person; at least 1.
    pub(super) fn all_pairs(&self) -> f64 {
        self.possible_pairs().max(1.0)
    }

    /// How many pairs may be one person.
    pub(super) fn possible_pairs(&self) -> f64 {
        let sizes = || self.inputs.iter().map(|input| input.rows as f64);
        let all: f64 = sizes().sum();
        let within = sizes().zip(&self.unique).filter(|(_, unique)| !**unique).map(|(n, _)| n * (n - 1.0) / 2.0).sum();
        self.pairs_by_link(within, (all * all - sizes().map(|n| n * n).sum::<f64>()) / 2.0)
    }

    /// Of pairs within files that are not unique and pairs across files: those that may be one person by the link type.
    pub(super) const fn pairs_by_link(&self, within: f64, across: f64) -> f64 {
        match self.recipe.link {
            LinkType::Both => within + across,
            LinkType::Dedupe => within,
            LinkType::Link => across,
        }
    }
}
