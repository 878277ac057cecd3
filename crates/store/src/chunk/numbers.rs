//! Record numbers and link results as bytes and back.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, UInt8Type, UInt32Type, UInt64Type};
use arrow_array::{Int32Array, UInt8Array, UInt32Array, UInt64Array};
use domain::{ExtractId, Method, RecordKey, Resolution, Weight};

use super::arrays;
use crate::error::StoreError;

const DAMAGED: StoreError = StoreError::Corrupt("列の並び");

/// Record numbers as bytes.
///
/// # Errors
/// [`StoreError::Corrupt`] when there are more than 2 GiB of them.
pub fn numbers_encode(numbers: &[u32]) -> Result<Vec<u8>, StoreError> {
    arrays::write("numbers", vec![("numbers", Arc::new(UInt32Array::from_iter_values(numbers.iter().copied())))])
}

/// Bytes as record numbers.
///
/// # Errors
/// [`StoreError::Corrupt`] when the bytes are something else.
pub fn numbers_decode(bytes: &[u8]) -> Result<Vec<u32>, StoreError> {
    let parts = arrays::read(bytes)?;
    Ok(parts.get("numbers")?.as_primitive_opt::<UInt32Type>().ok_or(DAMAGED)?.values().to_vec())
}

/// Link results as bytes.
///
/// # Errors
/// [`StoreError::Corrupt`] when the vectors exceed 2 GiB.
pub fn resolution_encode(resolution: &Resolution) -> Result<Vec<u8>, StoreError> {
    arrays::write(
        "resolution",
        vec![
            ("persons", Arc::new(UInt32Array::from_iter_values(resolution.persons.iter().copied()))),
            ("methods", Arc::new(UInt8Array::from_iter_values(resolution.methods.iter().map(|m| *m as u8)))),
            ("weights", Arc::new(Int32Array::from_iter_values(resolution.weights.iter().map(|w| w.0)))),
            ("keys", Arc::new(UInt64Array::from_iter_values(resolution.keys.iter().map(|k| k.0)))),
        ],
    )
}

/// Bytes as link results.
///
/// # Errors
/// [`StoreError::Corrupt`] when the bytes are something else.
pub fn resolution_decode(extract: ExtractId, role: u8, bytes: &[u8]) -> Result<Resolution, StoreError> {
    let parts = arrays::read(bytes)?;
    let (persons, methods) = (parts.get("persons")?, parts.get("methods")?);
    let (weights, keys) = (parts.get("weights")?, parts.get("keys")?);
    let methods = methods.as_primitive_opt::<UInt8Type>().ok_or(DAMAGED)?;
    let weights = weights.as_primitive_opt::<Int32Type>().ok_or(DAMAGED)?;
    let keys = keys.as_primitive_opt::<UInt64Type>().ok_or(DAMAGED)?;
    let resolution = Resolution {
        extract,
        role,
        persons: persons.as_primitive_opt::<UInt32Type>().ok_or(DAMAGED)?.values().to_vec(),
        methods: methods.values().iter().map(|m| method(*m)).collect::<Result<_, _>>()?,
        weights: weights.values().iter().map(|w| Weight(*w)).collect(),
        keys: keys.values().iter().map(|k| RecordKey(*k)).collect(),
    };
    let rows = resolution.persons.len();
    let fits = |length: usize| length == rows || length == 0;
    if resolution.methods.len() == rows && fits(resolution.weights.len()) && fits(resolution.keys.len()) {
        Ok(resolution)
    } else {
        Err(DAMAGED)
    }
}

fn method(number: u8) -> Result<Method, StoreError> {
    Ok(match number {
        0 => Method::None,
        1 => Method::Single,
        2 => Method::Identifier,
        3 => Method::Model,
        4 => Method::Decision,
        5 => Method::Reference,
        _ => return Err(DAMAGED),
    })
}
