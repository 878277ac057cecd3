//! A chunk of a column as bytes and back: keys as the smallest number type, distinct cells as delivered and typed.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Int32Array, Int64Array, StringArray, UInt8Array, UInt16Array, UInt32Array,
};
use arrow_buffer::{Buffer, NullBuffer, OffsetBuffer};
use domain::{ColumnChunk, Typed};
use japanese::date::{Precision, RegisterDate};
use jiff::civil::Date;

use super::arrays::{self, Arrays};
use crate::error::StoreError;

const DAMAGED: StoreError = StoreError::Corrupt("列の並び");

/// Cleaned text that is the delivered text, except that an empty cell is missing: it is not written twice.
const TEXT_AS_DELIVERED: &str = "text-as-delivered";

/// Turns a chunk into bytes (Arrow IPC, zstd); the same chunk always gives the same bytes.
///
/// # Errors
/// [`StoreError::Corrupt`] when the chunk's parts do not fit together or exceed 2 GiB.
pub fn chunk_encode(chunk: &ColumnChunk) -> Result<Vec<u8>, StoreError> {
    if chunk.typed.len() != chunk.raw.len() {
        return Err(DAMAGED);
    }
    let keys = keys_array(&chunk.keys, chunk.raw.len());
    let raw: ArrayRef = Arc::new(chunk.raw.clone());
    let mut parts = vec![("keys", keys), ("raw", raw)];
    let kind = match &chunk.typed {
        Typed::Text(values) if as_delivered(&chunk.raw, values) => TEXT_AS_DELIVERED,
        Typed::Text(values) => {
            parts.push(("typed", Arc::new(values.clone())));
            "text"
        }
        Typed::Code(values) => {
            parts.push(("typed", Arc::new(values.clone())));
            "code"
        }
        Typed::Number(values) => {
            parts.push(("typed", Arc::new(values.clone())));
            "number"
        }
        Typed::Flag(values) => {
            parts.push(("typed", Arc::new(BooleanArray::from(values.clone()))));
            "flag"
        }
        Typed::Date(values) => {
            let end = |pick: fn(&RegisterDate) -> Option<Date>| -> ArrayRef {
                Arc::new(values.iter().map(|v| v.as_ref().and_then(pick).map(to_number)).collect::<Int32Array>())
            };
            parts.push(("earliest", end(|date| date.earliest)));
            parts.push(("latest", end(|date| date.latest)));
            let precision = values.iter().map(|v| v.map(|date| date.precision as u8)).collect::<UInt8Array>();
            parts.push(("precision", Arc::new(precision)));
            "date"
        }
    };
    arrays::write(kind, parts)
}

/// Turns bytes back into the chunk. The bytes come out of a seal, so they are as they were written.
///
/// # Errors
/// [`StoreError::Corrupt`] when the bytes are not a chunk.
pub fn chunk_decode(bytes: &[u8]) -> Result<ColumnChunk, StoreError> {
    let parts = arrays::read(bytes)?;
    let keys = keys_vec(&parts.get("keys")?)?;
    let raw = text(&parts, "raw")?;
    let typed = match parts.kind.as_str() {
        TEXT_AS_DELIVERED => Typed::Text(without_empty(&raw)),
        "text" => Typed::Text(text(&parts, "typed")?),
        "code" => Typed::Code(text(&parts, "typed")?),
        "number" => {
            let values = parts.get("typed")?;
            let values = values.as_primitive_opt::<Int64Type>().ok_or(DAMAGED)?;
            Typed::Number(Int64Array::new(values.values().to_vec().into(), values.nulls().map(own_nulls)))
        }
        "flag" => Typed::Flag(parts.get("typed")?.as_boolean_opt().ok_or(DAMAGED)?.iter().collect()),
        "date" => Typed::Date(dates(&parts)?),
        _ => return Err(DAMAGED),
    };
    let largest = keys.iter().copied().max().map_or(0, |key| key as usize + 1);
    if typed.len() != raw.len() || largest > raw.len() {
        return Err(DAMAGED);
    }
    Ok(ColumnChunk { keys, raw, typed })
}

fn keys_array(keys: &[u32], distinct: usize) -> ArrayRef {
    if distinct <= 1 << 8 {
        Arc::new(UInt8Array::from_iter_values(keys.iter().map(|key| *key as u8)))
    } else if distinct <= 1 << 16 {
        Arc::new(UInt16Array::from_iter_values(keys.iter().map(|key| *key as u16)))
    } else {
        Arc::new(UInt32Array::from_iter_values(keys.iter().copied()))
    }
}

fn keys_vec(keys: &ArrayRef) -> Result<Vec<u32>, StoreError> {
    if let Some(keys) = keys.as_primitive_opt::<UInt8Type>() {
        Ok(keys.values().iter().map(|key| u32::from(*key)).collect())
    } else if let Some(keys) = keys.as_primitive_opt::<UInt16Type>() {
        Ok(keys.values().iter().map(|key| u32::from(*key)).collect())
    } else {
        Ok(keys.as_primitive_opt::<UInt32Type>().ok_or(DAMAGED)?.values().to_vec())
    }
}

/// Text in memory of its own: what was read is a view of all parts of the chunk, and would keep them all.
fn text(parts: &Arrays, name: &str) -> Result<StringArray, StoreError> {
    let part = parts.get(name)?;
    let text = part.as_string_opt::<i32>().ok_or(DAMAGED)?;
    let first = text.offsets().first();
    let end = text.offsets().last();
    let bytes = Buffer::from(&text.values()[first as usize..end as usize]);
    let offsets: Vec<i32> = text.offsets().iter().map(|offset| offset - first).collect();
    Ok(StringArray::try_new(OffsetBuffer::new(offsets.into()), bytes, text.nulls().map(own_nulls))?)
}

fn own_nulls(nulls: &NullBuffer) -> NullBuffer {
    nulls.iter().collect::<Vec<bool>>().into()
}

/// The same text, in the same memory, with empty cells missing.
fn without_empty(raw: &StringArray) -> StringArray {
    let recorded: Vec<bool> = raw.iter().map(|cell| cell.is_some_and(|text| !text.is_empty())).collect();
    let missing = recorded.contains(&false).then(|| NullBuffer::from(recorded));
    StringArray::new(raw.offsets().clone(), raw.values().clone(), missing)
}

fn as_delivered(raw: &StringArray, typed: &StringArray) -> bool {
    raw.null_count() == 0 && raw.iter().zip(typed).all(|(raw, typed)| raw.filter(|text| !text.is_empty()) == typed)
}

fn dates(parts: &Arrays) -> Result<Vec<Option<RegisterDate>>, StoreError> {
    let (earliest, latest, precision) = (parts.get("earliest")?, parts.get("latest")?, parts.get("precision")?);
    let earliest = earliest.as_primitive_opt::<Int32Type>().ok_or(DAMAGED)?;
    let latest = latest.as_primitive_opt::<Int32Type>().ok_or(DAMAGED)?;
    let precision = precision.as_primitive_opt::<UInt8Type>().ok_or(DAMAGED)?;
    if earliest.len() != precision.len() || latest.len() != precision.len() {
        return Err(DAMAGED);
    }
    let ends = earliest.iter().zip(latest);
    ends.zip(precision)
        .map(|((earliest, latest), precision)| {
            precision
                .map(|precision| {
                    Ok(RegisterDate {
                        earliest: earliest.map(from_number).transpose()?,
                        latest: latest.map(from_number).transpose()?,
                        precision: PRECISIONS.get(usize::from(precision)).copied().ok_or(DAMAGED)?,
                    })
                })
                .transpose()
        })
        .collect()
}

/// Precisions by their number.
const PRECISIONS: [Precision; 13] = [
    Precision::Day,
    Precision::AboutDay,
    Precision::EstimatedDay,
    Precision::Month,
    Precision::AboutMonth,
    Precision::EstimatedMonth,
    Precision::TenDays,
    Precision::Season,
    Precision::Year,
    Precision::AboutYear,
    Precision::Between,
    Precision::Unknown,
    Precision::Nonexistent,
];

/// A day as year × 10,000 + month × 100 + day.
fn to_number(date: Date) -> i32 {
    i32::from(date.year()) * 10_000 + i32::from(date.month()) * 100 + i32::from(date.day())
}

fn from_number(number: i32) -> Result<Date, StoreError> {
    let (year, rest) = (number.div_euclid(10_000), number.rem_euclid(10_000));
    let year = i16::try_from(year).map_err(|_| DAMAGED)?;
    Date::new(year, (rest / 100) as i8, (rest % 100) as i8).map_err(|_| DAMAGED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precisions_are_listed_by_their_number() {
        for (number, precision) in PRECISIONS.iter().enumerate() {
            assert_eq!(*precision as usize, number);
        }
    }
}
