//! Columns of an Arrow IPC stream: text and numbers by name.

use std::io::{Read, Write};
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema};

use crate::error::AppError;

/// A column to write.
#[derive(Debug)]
pub(super) enum Column {
    /// UTF-8.
    Text(Vec<String>),
    /// 64-bit integers.
    Whole(Vec<i64>),
    /// 64-bit floating point.
    Real(Vec<f64>),
}

/// All batches of a stream.
#[derive(Debug)]
pub(super) struct Batches {
    names: Vec<String>,
    batches: Vec<RecordBatch>,
}

impl Batches {
    /// Reads a whole stream.
    ///
    /// # Errors
    /// [`AppError::Refused`] when it is not an Arrow IPC stream, or ends too early.
    pub(super) fn read(input: impl Read) -> Result<Self, AppError> {
        let reader = StreamReader::try_new(input, None).map_err(|error| unreadable(&error))?;
        let names = reader.schema().fields().iter().map(|field| field.name().clone()).collect();
        let batches = reader.collect::<Result<Vec<_>, _>>().map_err(|error| unreadable(&error))?;
        Ok(Self { names, batches })
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    fn parts<'a>(&'a self, name: &str) -> Result<impl Iterator<Item = &'a ArrayRef>, AppError> {
        let place = self.names.iter().position(|known| known == name).ok_or_else(|| {
            AppError::refused(
                format!("入力に {name} 列がありません。"),
                format!("この手順に要る列を渡してください。いまある列: {}", self.names.join("、")),
            )
        })?;
        Ok(self.batches.iter().map(move |batch| batch.column(place)))
    }

    /// The cells of a text column; an empty text where a cell is missing.
    ///
    /// # Errors
    /// [`AppError::Refused`] when there is no such column or it holds no text.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<&str>, AppError> {
        let mut out = Vec::new();
        for part in self.parts(name)? {
            match part.data_type() {
                DataType::Utf8 => out.extend(part.as_string::<i32>().iter().map(Option::unwrap_or_default)),
                DataType::LargeUtf8 => out.extend(part.as_string::<i64>().iter().map(Option::unwrap_or_default)),
                DataType::Utf8View => out.extend(part.as_string_view().iter().map(Option::unwrap_or_default)),
                DataType::Null => out.extend(std::iter::repeat_n("", part.len())),
                other => return Err(wrong_type(name, other, "文字列")),
            }
        }
        Ok(out)
    }

    /// The cells of a column of integers.
    ///
    /// # Errors
    /// [`AppError::Refused`] when there is no such column, it holds no integers, or one is missing.
    pub(super) fn numbers(&self, name: &str) -> Result<Vec<i64>, AppError> {
        let mut out = Vec::new();
        for part in self.parts(name)? {
            if part.null_count() > 0 {
                return Err(AppError::refused(
                    format!("{name} 列に空の値があります。"),
                    "前の手順の出力をそのまま渡してください。",
                ));
            }
            match part.data_type() {
                DataType::Int64 => out.extend(part.as_primitive::<Int64Type>().values()),
                DataType::Int32 => out.extend(part.as_primitive::<Int32Type>().values().iter().map(|n| i64::from(*n))),
                other => return Err(wrong_type(name, other, "整数")),
            }
        }
        Ok(out)
    }
}

/// Writes columns of one length as a stream.
///
/// # Errors
/// [`AppError::Setup`] when the output cannot be written.
pub(super) fn write(columns: Vec<(String, Column)>, output: impl Write) -> Result<(), AppError> {
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns
        .into_iter()
        .map(|(name, column)| {
            let array: ArrayRef = match column {
                Column::Text(cells) => Arc::new(StringArray::from(cells)),
                Column::Whole(cells) => Arc::new(Int64Array::from(cells)),
                Column::Real(cells) => Arc::new(Float64Array::from(cells)),
            };
            (Field::new(name, array.data_type().clone(), false), array)
        })
        .unzip();
    let schema = Arc::new(Schema::new(fields));
    let written = (|| {
        let batch = RecordBatch::try_new(Arc::clone(&schema), arrays)?;
        let mut writer = StreamWriter::try_new(output, &schema)?;
        writer.write(&batch)?;
        writer.finish()
    })();
    written.map_err(|error: ArrowError| {
        AppError::setup(
            format!("標準出力に書き出せません: {error}"),
            "受け取る側のプログラムが途中で終わっていないか確かめてください。",
        )
    })
}

fn unreadable(error: &ArrowError) -> AppError {
    AppError::refused(
        format!("標準入力を Arrow IPC ストリームとして読めません: {error}"),
        "列を文字列にした Arrow IPC ストリームを渡してください（docs/operations/spark.md）。",
    )
}

fn wrong_type(name: &str, found: &DataType, wanted: &str) -> AppError {
    AppError::refused(
        format!("{name} 列が{wanted}ではありません（{found}）。"),
        format!("{wanted}にして渡してください。"),
    )
}
