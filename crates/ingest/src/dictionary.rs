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

/// A cell in sixteen bytes: short cells as they are, longer ones by hash and the first bytes. With the length it names a cell of up
/// to sixteen bytes exactly, so most cells are compared without looking at their text.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Word {
    low: u64,
    high: u64,
}

/// The longest cell a [`Word`] and a length name exactly.
const WORD_BYTES: usize = 16;

impl Word {
    #[inline]
    fn of(cell: &[u8]) -> Self {
        let eight = |bytes: Option<&[u8; 8]>| bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes));
        let four = |bytes: Option<&[u8; 4]>| bytes.map_or(0, |bytes| u64::from(u32::from_le_bytes(*bytes)));
        // The last bytes overlap the first ones where a cell is shorter than both together.
        match cell {
            [] => Self { low: 0, high: 0 },
            [first, ..] if cell.len() < 4 => {
                let (middle, last) = (cell[cell.len() / 2], cell[cell.len() - 1]);
                Self { low: u64::from(*first) | u64::from(middle) << 8 | u64::from(last) << 16, high: 0 }
            }
            _ if cell.len() < 8 => Self { low: four(cell.first_chunk()) | four(cell.last_chunk()) << 32, high: 0 },
            _ if cell.len() <= WORD_BYTES => Self { low: eight(cell.first_chunk()), high: eight(cell.last_chunk()) },
            _ => Self { low: eight(cell.first_chunk()), high: hash(cell) },
        }
    }

    #[inline]
    fn slot(self, length: usize) -> usize {
        fold(self.low ^ 0x2d35_8dcc_aa6c_78a5, self.high.wrapping_add(length as u64) ^ 0x9e37_79b9_7f4a_7c15) as usize
    }
}

/// A distinct cell.
#[derive(Clone, Copy)]
struct Entry {
    word: Word,
    /// Where its text begins in the bytes of all.
    start: u32,
    length: u32,
}

/// Distinct cells in the order of first appearance, and one key per row.
pub(crate) struct Dictionary {
    /// Open addressing: index of an entry plus one, 0 = free.
    slots: Vec<u32>,
    entries: Vec<Entry>,
    bytes: Vec<u8>,
    keys: Vec<u32>,
    last: u32,
}

impl Dictionary {
    pub(crate) fn with_rows(rows: usize) -> Self {
        Self {
            slots: vec![0; 64],
            entries: Vec::new(),
            bytes: Vec::new(),
            keys: Vec::with_capacity(rows),
            last: u32::MAX,
        }
    }

    #[inline]
    fn is(&self, index: u32, word: Word, cell: &[u8]) -> bool {
        let entry = self.entries[index as usize];
        entry.word == word
            && entry.length as usize == cell.len()
            && (cell.len() <= WORD_BYTES || self.bytes[entry.start as usize..][..cell.len()] == *cell)
    }

    /// Adds the cell of the next row.
    #[inline]
    pub(crate) fn push(&mut self, cell: &[u8]) {
        let word = Word::of(cell);
        if self.last == u32::MAX || !self.is(self.last, word, cell) {
            self.last = self.find(word, cell);
        }
        self.keys.push(self.last);
    }

    fn find(&mut self, word: Word, cell: &[u8]) -> u32 {
        let mask = self.slots.len() - 1;
        let mut slot = word.slot(cell.len()) & mask;
        loop {
            match self.slots[slot] {
                0 => return self.insert(slot, word, cell),
                taken if self.is(taken - 1, word, cell) => return taken - 1,
                _ => slot = (slot + 1) & mask,
            }
        }
    }

    fn insert(&mut self, slot: usize, word: Word, cell: &[u8]) -> u32 {
        let index = self.entries.len() as u32;
        self.slots[slot] = index + 1;
        self.entries.push(Entry { word, start: self.bytes.len() as u32, length: cell.len() as u32 });
        self.bytes.extend_from_slice(cell);
        if self.entries.len() * 2 > self.slots.len() {
            self.grow();
        }
        index
    }

    fn grow(&mut self) {
        let size = self.slots.len() * 4;
        let mask = size - 1;
        let mut slots = vec![0_u32; size];
        for (index, entry) in self.entries.iter().enumerate() {
            let mut slot = entry.word.slot(entry.length as usize) & mask;
            while slots[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            slots[slot] = index as u32 + 1;
        }
        self.slots = slots;
    }

    /// The keys per row, and the distinct cells.
    pub(crate) fn finish(self) -> (Vec<u32>, StringArray) {
        let Self { keys, bytes, entries, .. } = self;
        let ends = entries.iter().map(|entry| (entry.start + entry.length) as i32);
        let offsets = OffsetBuffer::new(ScalarBuffer::from_iter(std::iter::once(0_i32).chain(ends)));
        let buffer = Buffer::from_vec(bytes);
        let values = StringArray::try_new(offsets, buffer.clone(), None).unwrap_or_else(|_| rebuilt(&buffer, &entries));
        (keys, values)
    }
}

/// Cells whose bytes are no UTF-8 cannot occur behind the decoder; if they do, what cannot be read is marked.
fn rebuilt(bytes: &[u8], entries: &[Entry]) -> StringArray {
    let cell = |entry: &Entry| &bytes[entry.start as usize..(entry.start + entry.length) as usize];
    StringArray::from_iter_values(entries.iter().map(|entry| String::from_utf8_lossy(cell(entry)).into_owned()))
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

    #[test]
    fn cells_of_every_length_are_told_apart() {
        // Same first and last bytes, other middles and lengths.
        let mut cells: Vec<String> = Vec::new();
        for length in 0..40 {
            for at in 0..length.max(1) {
                let mut cell = vec![b'a'; length];
                if let Some(byte) = cell.get_mut(at) {
                    *byte = b'b';
                }
                cells.push(String::from_utf8_lossy(&cell).into_owned());
            }
        }
        let mut dictionary = Dictionary::with_rows(cells.len() * 2);
        for cell in cells.iter().chain(cells.iter().rev()) {
            dictionary.push(cell.as_bytes());
        }
        let (keys, values) = dictionary.finish();
        assert_eq!(arrow_array::Array::len(&values), cells.len());
        for (key, cell) in keys.iter().zip(cells.iter().chain(cells.iter().rev())) {
            assert_eq!(values.value(*key as usize), cell);
        }
    }
}
