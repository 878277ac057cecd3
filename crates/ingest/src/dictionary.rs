//! The distinct cells of one column of one chunk, found by a hash with a fixed seed. No text is allocated per cell.

use arrow_array::StringArray;
use arrow_buffer::{Buffer, OffsetBuffer, ScalarBuffer};

/// Hashes bytes with a fixed seed: equal bytes hash alike on every machine and in every run.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut state = 0x2d35_8dcc_aa6c_78a5_u64 ^ (bytes.len() as u64).wrapping_mul(MULTIPLIER);
    let mut words = bytes.chunks_exact(8);
    for word in words.by_ref() {
        let word = u64::from_le_bytes(word.try_into().unwrap_or_default());
        state = fold(state ^ word, MULTIPLIER);
    }
    let rest = words.remainder();
    if !rest.is_empty() {
        let mut last = [0_u8; 8];
        last[..rest.len()].copy_from_slice(rest);
        state = fold(state ^ u64::from_le_bytes(last), 0xd6e8_feb8_6659_fd93);
    }
    fold(state, 0xa076_1d64_78bd_642f)
}

fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ ((product >> 64) as u64)
}

/// Distinct cells in the order of first appearance, and one key per row.
pub(crate) struct Dictionary {
    slots: Vec<u32>,
    hashes: Vec<u64>,
    ends: Vec<u32>,
    bytes: Vec<u8>,
    keys: Vec<u32>,
    last: u32,
}

impl Dictionary {
    pub(crate) fn with_rows(rows: usize) -> Self {
        Self {
            slots: vec![0; 64],
            hashes: Vec::new(),
            ends: Vec::new(),
            bytes: Vec::new(),
            keys: Vec::with_capacity(rows),
            last: u32::MAX,
        }
    }

    fn value(&self, index: usize) -> &[u8] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        &self.bytes[start..self.ends[index] as usize]
    }

    /// Adds the cell of the next row.
    pub(crate) fn push(&mut self, cell: &[u8]) {
        if self.last != u32::MAX && self.value(self.last as usize) == cell {
            self.keys.push(self.last);
            return;
        }
        let hash = hash(cell);
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        let index = loop {
            match self.slots[slot] {
                0 => break self.insert(slot, hash, cell),
                taken => {
                    let index = taken as usize - 1;
                    if self.hashes[index] == hash && self.value(index) == cell {
                        break index as u32;
                    }
                }
            }
            slot = (slot + 1) & mask;
        };
        self.last = index;
        self.keys.push(index);
    }

    fn insert(&mut self, slot: usize, hash: u64, cell: &[u8]) -> u32 {
        let index = self.ends.len() as u32;
        self.slots[slot] = index + 1;
        self.hashes.push(hash);
        self.bytes.extend_from_slice(cell);
        self.ends.push(self.bytes.len() as u32);
        if self.ends.len() * 2 > self.slots.len() {
            self.grow();
        }
        index
    }

    fn grow(&mut self) {
        let size = self.slots.len() * 4;
        let mask = size - 1;
        let mut slots = vec![0_u32; size];
        for (index, hash) in self.hashes.iter().enumerate() {
            let mut slot = *hash as usize & mask;
            while slots[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            slots[slot] = index as u32 + 1;
        }
        self.slots = slots;
    }

    /// The keys per row, and the distinct cells.
    pub(crate) fn finish(self) -> (Vec<u32>, StringArray) {
        let mut offsets = Vec::with_capacity(self.ends.len() + 1);
        offsets.push(0_i32);
        offsets.extend(self.ends.iter().map(|end| *end as i32));
        let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
        let Self { keys, bytes, ends, .. } = self;
        let buffer = Buffer::from_vec(bytes);
        let values = StringArray::try_new(offsets, buffer.clone(), None).unwrap_or_else(|_| rebuilt(&buffer, &ends));
        (keys, values)
    }
}

/// Cells whose bytes are no UTF-8 cannot occur behind the decoder; if they do, what cannot be read is marked.
fn rebuilt(bytes: &[u8], ends: &[u32]) -> StringArray {
    let mut start = 0;
    StringArray::from_iter_values(ends.iter().map(|end| {
        let cell = &bytes[start..*end as usize];
        start = *end as usize;
        String::from_utf8_lossy(cell).into_owned()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_cells_share_a_key_and_keep_their_order() {
        let mut dictionary = Dictionary::with_rows(4);
        for number in 0..1000_u32 {
            dictionary.push(format!("値{}", number % 300).as_bytes());
        }
        dictionary.push(b"");
        let (keys, values) = dictionary.finish();
        assert_eq!(arrow_array::Array::len(&values), 301);
        assert_eq!(keys.len(), 1001);
        for (row, key) in keys.iter().take(1000).enumerate() {
            assert_eq!(values.value(*key as usize), format!("値{}", row % 300));
        }
        assert_eq!(values.value(keys[1000] as usize), "");
    }
}
