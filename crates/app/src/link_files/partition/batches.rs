//! Columns of an Arrow IPC stream: text and numbers by name.

use std::cell::Cell;
use std::io::{Read, Write};
use std::ops::Range;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Once};

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema};

use crate::error::AppError;

/// How a stream ends (Arrow IPC since 0.15): a continuation and no message.
const END: [u8; 8] = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];

/// Remembers the last bytes that went through.
struct Ending<R> {
    input: R,
    last: [u8; 8],
}

impl<R: Read> Read for Ending<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.input.read(buffer)?;
        for byte in &buffer[read.saturating_sub(self.last.len())..read] {
            self.last.rotate_left(1);
            self.last[7] = *byte;
        }
        Ok(read)
    }
}

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
        let mut input = Ending { input, last: [0; 8] };
        let read = unpanicked(|| {
            let mut reader = StreamReader::try_new(&mut input, None)?;
            let names = reader.schema().fields().iter().map(|field| field.name().clone()).collect();
            let batches = reader.by_ref().collect::<Result<Vec<_>, _>>()?;
            Ok((names, batches))
        });
        let read = read.ok_or_else(|| unreadable("壊れています"))?;
        let (names, batches) = read.map_err(|error: ArrowError| unreadable(&error.to_string()))?;
        // The reader takes the end of the input between two batches for the end of the stream.
        if input.last != END {
            return Err(unreadable("終わりの印がなく、途中で切れています"));
        }
        match input.read(&mut [0]) {
            Ok(0) => Self { names, batches }.distinct(),
            Ok(_) => Err(unreadable("終わりの印のあとに続きがあります")),
            Err(error) => Err(unreadable(&error.to_string())),
        }
    }

    /// That no two columns have one name.
    fn distinct(self) -> Result<Self, AppError> {
        let mut names: Vec<(&str, usize)> = self.names().enumerate().map(|(at, name)| (name, at + 1)).collect();
        names.sort_unstable();
        match names.array_windows().find(|[one, other]| one.0 == other.0) {
            Some([(_, one), (_, other)]) => Err(AppError::refused(
                format!("入力の{one}列目と{other}列目の名前が同じです。"),
                "列の名前が1つずつ異なるようにして渡してください。",
            )),
            None => Ok(self),
        }
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    fn parts<'a>(&'a self, name: &str) -> Result<impl Iterator<Item = &'a ArrayRef>, AppError> {
        let place = self.names.iter().position(|known| known == name).ok_or_else(|| {
            AppError::refused(
                format!("入力に {name} 列がありません。"),
                "この手順に要る列を渡してください（docs/operations/spark.md）。",
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

/// What `work` gives, `None` when it panics: the reader of Arrow streams does where the lengths in a damaged stream do not fit together.
fn unpanicked<T>(work: impl FnOnce() -> T) -> Option<T> {
    thread_local! {
        static IS_EXPECTED: Cell<bool> = const { Cell::new(false) };
    }
    static HOOK: Once = Once::new();
    // Said in our own words; panics of other threads are told as ever.
    HOOK.call_once(|| {
        let told = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !IS_EXPECTED.get() {
                told(panic);
            }
        }));
    });
    IS_EXPECTED.set(true);
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    IS_EXPECTED.set(false);
    done.ok()
}

/// A batch has at most so many rows …
const BATCH_ROWS: usize = 1 << 16;

/// … and ends with the row with which a text column passes so many bytes (64 MiB): Arrow counts the bytes of a column of a batch in 31 bits.
const BATCH_BYTES: usize = 64 << 20;

/// Writes columns of one length as a stream.
///
/// # Errors
/// [`AppError::Setup`] when the output cannot be written.
pub(super) fn write(columns: &[(String, Column)], output: impl Write) -> Result<(), AppError> {
    let field = |(name, column): &(String, Column)| {
        let of = match column {
            Column::Text(_) => DataType::Utf8,
            Column::Whole(_) => DataType::Int64,
            Column::Real(_) => DataType::Float64,
        };
        Field::new(name, of, false)
    };
    let schema = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
    let written = (|| {
        let mut writer = StreamWriter::try_new(output, &schema)?;
        for rows in batches(columns) {
            let arrays = columns.iter().map(|(_, column)| column.array(rows.clone())).collect();
            writer.write(&RecordBatch::try_new(Arc::clone(&schema), arrays)?)?;
        }
        writer.finish()
    })();
    written.map_err(|error: ArrowError| {
        AppError::setup(
            format!("標準出力に書き出せません: {error}"),
            "受け取る側のプログラムが途中で終わっていないか確かめてください。",
        )
    })
}

impl Column {
    fn rows(&self) -> usize {
        match self {
            Self::Text(cells) => cells.len(),
            Self::Whole(cells) => cells.len(),
            Self::Real(cells) => cells.len(),
        }
    }

    fn array(&self, rows: Range<usize>) -> ArrayRef {
        match self {
            Self::Text(cells) => Arc::new(StringArray::from_iter_values(&cells[rows])),
            Self::Whole(cells) => Arc::new(Int64Array::from(cells[rows].to_vec())),
            Self::Real(cells) => Arc::new(Float64Array::from(cells[rows].to_vec())),
        }
    }
}

/// The rows of each batch.
fn batches(columns: &[(String, Column)]) -> Vec<Range<usize>> {
    let rows = columns.first().map_or(0, |(_, column)| column.rows());
    let mut out = Vec::new();
    let mut from = 0;
    let mut bytes = vec![0; columns.len()];
    for row in 0..rows {
        for ((_, column), sum) in columns.iter().zip(&mut bytes) {
            *sum += if let Column::Text(cells) = column { cells[row].len() } else { 0 };
        }
        let full = row + 1 - from == BATCH_ROWS || bytes.iter().any(|sum| *sum > BATCH_BYTES);
        if full || row + 1 == rows {
            out.push(from..row + 1);
            from = row + 1;
            bytes.fill(0);
        }
    }
    out
}

fn unreadable(error: &str) -> AppError {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Two batches of two columns.
    fn stream() -> Vec<u8> {
        let rows = BATCH_ROWS + 10;
        let columns = [
            ("n".to_owned(), Column::Whole((0..rows as i64).collect())),
            ("text".to_owned(), Column::Text((0..rows).map(|row| format!("r{}", row % 10)).collect())),
        ];
        let mut stream = Vec::new();
        write(&columns, &mut stream).expect("written");
        stream
    }

    #[test]
    fn a_stream_without_its_end_is_refused() {
        let whole = stream();
        assert_eq!(Batches::read(whole.as_slice()).expect("a stream").batches.len(), 2);
        let refused = |bytes: &[u8]| Batches::read(bytes).expect_err("refused").to_string();
        // Cut behind the schema, behind the first batch, behind the last one: no reader notices by itself.
        let without_end = &whole[..whole.len() - END.len()];
        assert!(refused(without_end).contains("途中で切れています"));
        for cut in (0..without_end.len()).rev().step_by(4_097).chain(0..2_000) {
            refused(&whole[..cut]);
        }
        assert!(refused(&[whole.clone(), whole].concat()).contains("続きがあります"));
    }

    #[test]
    fn a_damaged_stream_is_refused_or_read_but_never_a_crash() {
        let columns = [
            ("n".to_owned(), Column::Whole(vec![1, 2, 3])),
            ("text".to_owned(), Column::Text(["a", "bc", ""].map(str::to_owned).to_vec())),
        ];
        let mut whole = Vec::new();
        write(&columns, &mut whole).expect("written");
        for at in 0..whole.len() {
            for damage in [0x00, 0x01, 0x7f, 0x80, 0xff] {
                let mut bytes = whole.clone();
                bytes[at] = damage;
                if let Ok(read) = Batches::read(bytes.as_slice()) {
                    let _ = (read.numbers("n"), read.texts("text").map(|cells| cells.len()));
                }
            }
        }
    }

    #[test]
    fn large_columns_are_written_in_several_batches() {
        let large = "x".repeat(BATCH_BYTES / 2 + 1);
        let texts: Vec<String> = (0..5).map(|row| format!("{row}{large}")).collect();
        let columns =
            [("n".to_owned(), Column::Whole(vec![4, 5, 6, 7, 8])), ("text".to_owned(), Column::Text(texts.clone()))];
        assert_eq!(batches(&columns), [0..2, 2..4, 4..5]);
        let mut stream = Vec::new();
        write(&columns, &mut stream).expect("written");
        let read = Batches::read(stream.as_slice()).expect("a stream");
        assert_eq!(read.batches.len(), 3);
        assert!(read.texts("text").expect("text").iter().eq(&texts), "nothing is lost");
        assert_eq!(read.numbers("n").expect("numbers"), [4, 5, 6, 7, 8]);
        let many = [("n".to_owned(), Column::Whole(vec![1; BATCH_ROWS + 1]))];
        assert_eq!(batches(&many), [0..BATCH_ROWS, BATCH_ROWS..BATCH_ROWS + 1]);
        let none = [("n".to_owned(), Column::Whole(Vec::new()))];
        let mut stream = Vec::new();
        write(&none, &mut stream).expect("written");
        assert_eq!(Batches::read(stream.as_slice()).expect("a stream").numbers("n").expect("there"), Vec::<i64>::new());
    }
}
