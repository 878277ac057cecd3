//! Putting rows of several chunk results into one chunk, each distinct cell once.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use arrow_array::{Array, Int64Array, StringArray};
use domain::{ColumnChunk, Typed};

use crate::dictionary::hash;

/// A hasher for numbers that are hashes already.
#[derive(Default)]
pub(crate) struct Plain(u64);

impl Hasher for Plain {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash(bytes);
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

/// Builds a hasher for numbers that are hashes already.
pub(crate) type BuildPlain = BuildHasherDefault<Plain>;

/// Some rows of one chunk.
pub(crate) struct Part<'a> {
    pub(crate) chunk: &'a ColumnChunk,
    pub(crate) rows: &'a [u32],
}

/// One chunk out of parts, in their order. The parts carry the same column, so their types agree.
pub(crate) fn gather(parts: &[Part<'_>]) -> ColumnChunk {
    let total = parts.iter().map(|part| part.rows.len()).sum();
    let mut keys = Vec::with_capacity(total);
    // Distinct cells of the result: part and key it was first seen under.
    let mut origins: Vec<(u32, u32)> = Vec::new();
    let mut known: HashMap<u64, Vec<u32>, BuildPlain> = HashMap::default();
    for (number, part) in parts.iter().enumerate() {
        let mut renamed = vec![u32::MAX; part.chunk.raw.len()];
        for &row in part.rows {
            let old = part.chunk.keys[row as usize];
            if renamed[old as usize] == u32::MAX {
                let cell = part.chunk.raw.value(old as usize);
                let same = known.entry(hash(cell.as_bytes())).or_default();
                let found = same.iter().copied().find(|&new| {
                    let (other, key) = origins[new as usize];
                    let other = parts[other as usize].chunk;
                    other.raw.value(key as usize) == cell
                        && other.typed.get(key as usize) == part.chunk.typed.get(old as usize)
                });
                renamed[old as usize] = found.unwrap_or_else(|| {
                    let new = origins.len() as u32;
                    origins.push((number as u32, old));
                    same.push(new);
                    new
                });
            }
            keys.push(renamed[old as usize]);
        }
    }
    let raw = StringArray::from_iter_values(
        origins.iter().map(|&(part, key)| parts[part as usize].chunk.raw.value(key as usize)),
    );
    ColumnChunk { keys, raw, typed: typed(parts, &origins) }
}

fn typed(parts: &[Part<'_>], origins: &[(u32, u32)]) -> Typed {
    let of = |part: u32| &parts[part as usize].chunk.typed;
    let text = || {
        StringArray::from_iter(origins.iter().map(|&(part, key)| match of(part) {
            Typed::Text(values) | Typed::Code(values) if values.is_valid(key as usize) => {
                Some(values.value(key as usize))
            }
            _ => None,
        }))
    };
    match parts.first().map(|part| &part.chunk.typed) {
        None | Some(Typed::Text(_)) => Typed::Text(text()),
        Some(Typed::Code(_)) => Typed::Code(text()),
        Some(Typed::Date(_)) => Typed::Date(
            origins
                .iter()
                .map(|&(part, key)| match of(part) {
                    Typed::Date(values) => values[key as usize],
                    _ => None,
                })
                .collect(),
        ),
        Some(Typed::Number(_)) => {
            Typed::Number(Int64Array::from_iter(origins.iter().map(|&(part, key)| match of(part) {
                Typed::Number(values) if values.is_valid(key as usize) => Some(values.value(key as usize)),
                _ => None,
            })))
        }
        Some(Typed::Flag(_)) => Typed::Flag(
            origins
                .iter()
                .map(|&(part, key)| match of(part) {
                    Typed::Flag(values) => values[key as usize],
                    _ => None,
                })
                .collect(),
        ),
    }
}
