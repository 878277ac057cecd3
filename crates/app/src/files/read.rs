//! Reading small tables that people hand in (truth files, decisions, lists): CSV in any encoding, or XLSX.

use std::fs;
use std::path::Path;

use crate::error::AppError;

/// A small table: header and rows of equal length, cells trimmed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rows {
    /// Header cells.
    pub header: Vec<String>,
    /// Rows, padded to the header's length.
    pub rows: Vec<Vec<String>>,
}

impl Rows {
    /// The place of a column.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|title| title == name)
    }

    /// The place of a column, or a refusal. It does not repeat the first line: without a header that is a person.
    ///
    /// # Errors
    /// [`AppError::Refused`].
    pub fn column(&self, path: &Path, name: &str) -> Result<usize, AppError> {
        self.find(name).ok_or_else(|| {
            AppError::refused(
                format!("{} に列「{name}」がありません（1行目には{}列あります）。", path.display(), self.header.len()),
                "1行目が見出しの行であることを確かめて見出しを直すか、正しいファイルを指定してください。",
            )
        })
    }
}

/// Reads the bytes of a file the user named.
///
/// # Errors
/// [`AppError::Refused`] when it is not there or not readable.
pub fn bytes(path: &Path) -> Result<Vec<u8>, AppError> {
    fs::read(path).map_err(|error| {
        let why = match error.kind() {
            std::io::ErrorKind::NotFound => "見つかりません",
            std::io::ErrorKind::PermissionDenied => "読取りが許されていません",
            _ => "読めません",
        };
        AppError::refused(format!("{} が{why}。", path.display()), "ファイルの場所と権限を確かめてください。")
    })
}

/// Reads a small table.
///
/// # Errors
/// [`AppError::Refused`] when the file is missing, empty or not a table.
pub fn rows(path: &Path) -> Result<Rows, AppError> {
    let bytes = bytes(path)?;
    let is_workbook = bytes.starts_with(b"PK\x03\x04");
    let mut table = if is_workbook { workbook(path, bytes)? } else { csv_rows(path, &bytes)? };
    if table.is_empty() {
        return Err(AppError::refused(
            format!("{} は空です。", path.display()),
            "見出しのあるファイルを指定してください。",
        ));
    }
    let header: Vec<String> = table.remove(0).into_iter().map(|cell| cell.trim().to_owned()).collect();
    let rows = table
        .into_iter()
        .filter(|row| row.iter().any(|cell| !cell.trim().is_empty()))
        .map(|mut row| {
            row.resize(header.len(), String::new());
            row.into_iter().map(|cell| cell.trim().to_owned()).collect()
        })
        .collect();
    Ok(Rows { header, rows })
}

fn csv_rows(path: &Path, bytes: &[u8]) -> Result<Vec<Vec<String>>, AppError> {
    let text = japanese::text::decode(bytes, None).text;
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
        .records()
        .map(|record| record.map(|r| r.iter().map(str::to_owned).collect()))
        .collect::<Result<_, _>>()
        .map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            AppError::refused(
                format!("{} の{line}行目を読めません。", path.display()),
                "CSV の引用符の閉じ忘れがないか確かめてください。",
            )
        })
}

fn workbook(path: &Path, bytes: Vec<u8>) -> Result<Vec<Vec<String>>, AppError> {
    use calamine::Reader as _;
    let refused = || {
        AppError::refused(
            format!("{} を Excel ファイルとして読めません。", path.display()),
            "Excel で開いて保存し直してください。",
        )
    };
    let mut book = calamine::Xlsx::new(std::io::Cursor::new(bytes)).map_err(|_| refused())?;
    let range = book.worksheet_range_at(0).ok_or_else(refused)?.map_err(|_| refused())?;
    Ok(range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect())
}
