//! Row groups → sealed chunks, on all cores.

use ingest::RowGroup;
use rayon::prelude::*;
use store::{ExtractKey, StoreError};

/// A sealed chunk with its place: ordinal of the column, chunk number.
pub(super) type SealedChunk = (u16, u32, Vec<u8>);

/// Encodes, compresses and encrypts the columns of a group. `ordinals` are those of the stored columns, in order.
pub(super) fn group(key: &ExtractKey, ordinals: &[u16], group: RowGroup) -> Result<Vec<SealedChunk>, StoreError> {
    let number = group.number;
    ordinals
        .par_iter()
        .zip(group.columns)
        .map(|(ordinal, column)| {
            let bytes = store::chunk_encode(&column)?;
            Ok((*ordinal, number, key.seal_column(*ordinal, number, &bytes)?))
        })
        .collect()
}
