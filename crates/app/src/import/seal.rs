//! Row groups → encoded chunks, before it is known under which number they are stored; encoded chunks → sealed ones.

use domain::ColumnChunk;
use ingest::RowGroup;
use rayon::prelude::*;
use store::{ExtractKey, StoreError};

/// A chunk with its place: ordinal of the column, chunk number.
pub(super) type PlacedChunk = (u16, u32, Vec<u8>);

/// Groups with fewer cells are encoded by the thread that asks: waiting until the other cores are done with what they read would take longer.
const CELLS_ALONE_MAX: usize = 1 << 20;

/// Encodes and compresses the columns of a group. `ordinals` are those of the stored columns, in order.
pub(super) fn encode(ordinals: &[u16], group: RowGroup) -> Result<Vec<PlacedChunk>, StoreError> {
    let number = group.number;
    let encoded = |(ordinal, column): (&u16, ColumnChunk)| -> Result<PlacedChunk, StoreError> {
        Ok((*ordinal, number, store::chunk_encode(&column)?))
    };
    if group.rows * ordinals.len() <= CELLS_ALONE_MAX {
        return ordinals.iter().zip(group.columns).map(encoded).collect();
    }
    ordinals.par_iter().zip(group.columns).map(encoded).collect()
}

/// Encrypts chunks for their place in a delivery.
pub(super) fn seal(key: &ExtractKey, encoded: Vec<PlacedChunk>) -> Result<Vec<PlacedChunk>, StoreError> {
    encoded
        .into_iter()
        .map(|(ordinal, number, bytes)| Ok((ordinal, number, key.seal_column(ordinal, number, &bytes)?)))
        .collect()
}
