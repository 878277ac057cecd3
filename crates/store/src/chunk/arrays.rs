//! Named arrays of different lengths in one Arrow IPC stream: one row, a list per array; then zstd.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::Cursor;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, ListArray, RecordBatch};
use arrow_buffer::OffsetBuffer;
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{DataType, Field, Schema};

use zstd::bulk::Compressor;

use crate::error::StoreError;

/// Fast, and most columns already hold each distinct cell once.
const ZSTD_LEVEL: i32 = 1;
/// No chunk is larger; a length beyond it is damage, not data.
const CHUNK_BYTES_MAX: usize = 1 << 31;

const DAMAGED: StoreError = StoreError::Corrupt("列の並び");

/// Arrays by name, with one word that says how they are meant.
pub(super) struct Arrays {
    pub(super) kind: String,
    batch: RecordBatch,
}

/// Writes the arrays. `kind` says how they are meant.
pub(super) fn write(kind: &str, arrays: Vec<(&str, ArrayRef)>) -> Result<Vec<u8>, StoreError> {
    let mut fields = Vec::with_capacity(arrays.len());
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(arrays.len());
    for (name, values) in arrays {
        let item = Arc::new(Field::new_list_field(values.data_type().clone(), true));
        fields.push(Field::new(name, DataType::List(Arc::clone(&item)), false));
        let offsets = OffsetBuffer::from_lengths([values.len()]);
        columns.push(Arc::new(ListArray::try_new(item, offsets, values, None)?));
    }
    let schema = Arc::new(Schema::new_with_metadata(fields, HashMap::from([("kind".to_owned(), kind.to_owned())])));
    let batch = RecordBatch::try_new(Arc::clone(&schema), columns)?;
    let mut writer = StreamWriter::try_new(Vec::new(), &schema)?;
    writer.write(&batch)?;
    compress(&writer.into_inner()?)
}

/// Reads arrays that [`write`] wrote.
pub(super) fn read(bytes: &[u8]) -> Result<Arrays, StoreError> {
    let bytes = decompress(bytes)?;
    let mut reader = StreamReader::try_new(Cursor::new(bytes), None)?;
    let kind = reader.schema().metadata().get("kind").cloned().ok_or(DAMAGED)?;
    let batch = reader.next().ok_or(DAMAGED)??;
    if batch.num_rows() == 1 { Ok(Arrays { kind, batch }) } else { Err(DAMAGED) }
}

impl Arrays {
    pub(super) fn get(&self, name: &str) -> Result<ArrayRef, StoreError> {
        let lists = self.batch.column_by_name(name).and_then(|a| a.as_list_opt::<i32>()).ok_or(DAMAGED)?;
        Ok(lists.value(0))
    }
}

thread_local! {
    /// Making a compressor costs more than compressing a small chunk.
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
}

/// Compresses bytes, with their length in front.
pub(crate) fn compress(bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
    let length = u32::try_from(bytes.len()).map_err(|_| DAMAGED)?;
    let packed = COMPRESSOR.with_borrow_mut(|slot| {
        let compressor = match slot {
            Some(compressor) => compressor,
            None => slot.insert(Compressor::new(ZSTD_LEVEL)?),
        };
        compressor.compress(bytes)
    })?;
    let mut out = Vec::with_capacity(4 + packed.len());
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&packed);
    Ok(out)
}

/// Takes [`compress`] back.
pub(crate) fn decompress(bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
    let (length, packed) = bytes.split_first_chunk::<4>().ok_or(DAMAGED)?;
    let length = u32::from_le_bytes(*length) as usize;
    if length > CHUNK_BYTES_MAX {
        return Err(DAMAGED);
    }
    let out = zstd::bulk::decompress(packed, length).map_err(|_| DAMAGED)?;
    if out.len() == length { Ok(out) } else { Err(DAMAGED) }
}
