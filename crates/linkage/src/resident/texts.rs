//! Texts of all tables as numbers: each distinct text once.

use crate::core::chance::text_hash;
use crate::core::pattern::IntegerMap;

/// A book of distinct texts; number 0 is the empty text.
#[derive(Default)]
pub(super) struct Texts {
    texts: Vec<Box<str>>,
    /// By fingerprint; texts that share one are told apart by probing further.
    places: IntegerMap<u64, u32>,
}

impl Texts {
    /// The number of a text.
    pub(super) fn number(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        let mut hash = text_hash(text);
        loop {
            match self.places.get(&hash) {
                Some(number) if &*self.texts[*number as usize - 1] == text => return *number,
                Some(_) => hash = hash.wrapping_add(1),
                None => {
                    self.texts.push(text.into());
                    let number = self.texts.len() as u32;
                    self.places.insert(hash, number);
                    return number;
                }
            }
        }
    }

    /// The text of a number.
    pub(super) fn text(&self, number: u32) -> &str {
        if number == 0 { "" } else { &self.texts[number as usize - 1] }
    }
}
