//! Texts numbered from 0 in the order in which they come, all in one piece of memory: no allocation per record.

use crate::core::chance::text_hash;

/// Distinct texts and their numbers; at most 2^32 - 2 of them.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Open addressing: number of a text plus one, 0 = free.
    slots: Vec<u32>,
    hashes: Vec<u64>,
    /// All texts, one after the other.
    bytes: Vec<u8>,
    /// Where each text ends.
    ends: Vec<usize>,
}

impl Names {
    /// The number of a text, if it came before.
    pub(super) fn find(&self, text: &str) -> Option<u32> {
        if self.slots.is_empty() { None } else { self.slot(text_hash(text), text).1 }
    }

    /// The number of a text, and whether it is new.
    pub(super) fn number(&mut self, text: &str) -> (u32, bool) {
        if self.ends.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let hash = text_hash(text);
        match self.slot(hash, text) {
            (_, Some(number)) => (number, false),
            (slot, None) => {
                let number = self.ends.len() as u32;
                self.slots[slot] = number + 1;
                self.hashes.push(hash);
                self.bytes.extend_from_slice(text.as_bytes());
                self.ends.push(self.bytes.len());
                (number, true)
            }
        }
    }

    /// The slot of a text, and its number if it is there.
    fn slot(&self, hash: u64, text: &str) -> (usize, Option<u32>) {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            match self.slots[slot] {
                0 => return (slot, None),
                taken => {
                    let number = (taken - 1) as usize;
                    if self.hashes[number] == hash && self.text(number) == text.as_bytes() {
                        return (slot, Some(number as u32));
                    }
                }
            }
            slot = (slot + 1) & mask;
        }
    }

    fn text(&self, number: usize) -> &[u8] {
        let start = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.bytes[start..self.ends[number]]
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(64);
        let mask = size - 1;
        let mut slots = vec![0_u32; size];
        for (number, hash) in self.hashes.iter().enumerate() {
            let mut slot = *hash as usize & mask;
            while slots[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            slots[slot] = number as u32 + 1;
        }
        self.slots = slots;
    }
}

/// Clusters numbered from 1 in the order in which they come; one without a name is a new one every time.
#[derive(Debug, Default)]
pub(super) struct Clusters {
    names: Names,
    /// The cluster of each name.
    of_name: Vec<u32>,
    count: u32,
}

impl Clusters {
    pub(super) fn number(&mut self, text: &str) -> u32 {
        if !text.is_empty() {
            let (name, new) = self.names.number(text);
            if !new {
                return self.of_name[name as usize];
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
    fn texts_keep_their_numbers_while_the_table_grows() {
        let mut names = Names::default();
        assert_eq!(names.find("値0"), None);
        for round in 0..2 {
            for number in 0..1_000_u32 {
                assert_eq!(names.number(&format!("値{number}")), (number, round == 0));
            }
        }
        assert_eq!((names.number(""), names.find("値7"), names.find("値")), ((1_000, true), Some(7), None));
    }

    #[test]
    fn a_cluster_without_a_name_is_a_new_one() {
        let mut clusters = Clusters::default();
        assert_eq!(["x", "", "y", "", "x"].map(|text| clusters.number(text)), [1, 2, 3, 4, 1]);
    }
}
