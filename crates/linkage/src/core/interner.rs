//! Texts numbered in the order in which they come, each kept once.

use super::chance::text_hash;
use super::texts::Texts;

/// Distinct texts and their numbers.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    /// Open addressing: the upper half of a text's fingerprint and its number plus one, 0 = free. Other texts are passed over without a look elsewhere.
    slots: Vec<(u32, u32)>,
    hashes: Vec<u64>,
    texts: Texts,
}

impl Interner {
    /// The number of a text, from 0.
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        self.number_hashed(text, text_hash(text))
    }

    /// As [`Interner::number`], with a fingerprint that is known: that of [`text_hash`], or another one in all calls to this interner.
    pub(crate) fn number_hashed(&mut self, text: &str, hash: u64) -> u32 {
        if self.texts.len() * 2 >= self.slots.len() {
            self.grow();
        }
        self.place(text, hash).unwrap_or_else(|free| self.insert(free, hash, text))
    }

    /// The number of a text, if it came before.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        if self.slots.is_empty() { None } else { self.place(text, text_hash(text)).ok() }
    }

    /// The number of a text, or the free slot it would take.
    fn place(&self, text: &str, hash: u64) -> Result<u32, usize> {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            match self.slots[slot] {
                (_, 0) => return Err(slot),
                (tag, taken) if tag == tag_of(hash) && self.texts.get(taken as usize - 1) == text => {
                    return Ok(taken - 1);
                }
                _ => {}
            }
            slot = (slot + 1) & mask;
        }
    }

    fn insert(&mut self, slot: usize, hash: u64, text: &str) -> u32 {
        let number = self.texts.len() as u32;
        self.slots[slot] = (tag_of(hash), number + 1);
        self.hashes.push(hash);
        self.texts.push(text);
        number
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(64);
        let mask = size - 1;
        let mut slots = vec![(0_u32, 0_u32); size];
        for (number, hash) in self.hashes.iter().enumerate() {
            let mut slot = *hash as usize & mask;
            while slots[slot].1 != 0 {
                slot = (slot + 1) & mask;
            }
            slots[slot] = (tag_of(*hash), number as u32 + 1);
        }
        self.slots = slots;
    }

    /// All texts with their fingerprints, in the order of their numbers.
    pub(crate) fn hashed(&self) -> impl Iterator<Item = (&str, u64)> {
        self.texts.iter().zip(self.hashes.iter().copied())
    }

    /// All texts, in the order of their numbers.
    pub(crate) fn into_texts(self) -> Texts {
        self.texts
    }
}

/// What of a fingerprint stands beside a number; the place of a slot is told by the other half.
const fn tag_of(hash: u64) -> u32 {
    (hash >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_keep_their_numbers_while_the_table_grows() {
        let mut interner = Interner::default();
        for round in 0..2 {
            for number in 0..1_000_u32 {
                assert_eq!(interner.number(&format!("値{number}")), number, "round {round}");
            }
        }
        assert_eq!((interner.number(""), interner.find("値7"), interner.find("値")), (1_000, Some(7), None));
        assert_eq!(Interner::default().find("値0"), None);
        let texts = interner.into_texts();
        assert_eq!((texts.len(), texts.get(0), texts.get(999), texts.get(1_000)), (1_001, "値0", "値999", ""));
    }
}
