//! Reading files that people name: their bytes, and small tables (truth files, decisions, lists) as CSV in any encoding or XLSX.

use std::path::Path;
use std::{fs, io};

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
    whole(path).map_err(|error| {
        let why = match error.kind() {
            std::io::ErrorKind::NotFound => "見つかりません",
            std::io::ErrorKind::PermissionDenied => "読取りが許されていません",
            _ => "読めません",
        };
        AppError::refused(format!("{} が{why}。", path.display()), "ファイルの場所と権限を確かめてください。")
    })
}

/// The bytes of a file; those of a large one are read in pieces, several at once.
fn whole(path: &Path) -> io::Result<Vec<u8>> {
    #[cfg(unix)]
    {
        use std::io::Read as _;
        use std::os::unix::fs::FileExt as _;

        use rayon::prelude::*;

        /// Pieces of a large file are so long.
        const PIECE_BYTES: usize = 8 << 20;
        let file = fs::File::open(path)?;
        let length = usize::try_from(file.metadata()?.len()).map_err(|_| io::ErrorKind::FileTooLarge)?;
        if length > PIECE_BYTES {
            // Memory that is not there is told here; below it would end the program.
            Vec::<u8>::new().try_reserve_exact(length).map_err(|_| io::ErrorKind::OutOfMemory)?;
            let mut bytes = vec![0; length];
            let piece = |(at, piece): (usize, &mut [u8])| file.read_exact_at(piece, (at * PIECE_BYTES) as u64);
            bytes.par_chunks_mut(PIECE_BYTES).enumerate().try_for_each(piece)?;
            return Ok(bytes);
        }
        let mut bytes = Vec::with_capacity(length);
        (&file).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
    #[cfg(not(unix))]
    fs::read(path)
}

/// A small table has at most so many cells, with those that fill up its rows; a list of a large town has some hundred thousand.
const CELLS_MAX: usize = 5_000_000;

/// Reads a small table.
///
/// # Errors
/// [`AppError::Refused`] when the file is missing, empty, not a table or no small one.
pub fn rows(path: &Path) -> Result<Rows, AppError> {
    let bytes = bytes(path)?;
    let is_workbook = bytes.starts_with(b"PK\x03\x04");
    let mut table = if is_workbook { workbook(path, &bytes)? } else { csv_rows(path, &bytes)? };
    if table.is_empty() {
        return Err(AppError::refused(
            format!("{} は空です。", path.display()),
            "見出しのあるファイルを指定してください。",
        ));
    }
    let header: Vec<String> = table.remove(0).into_iter().map(|cell| cell.trim().to_owned()).collect();
    if header.len().saturating_mul(table.len()) > CELLS_MAX {
        return Err(AppError::refused(
            format!("{} の表が大きすぎます（{}列、{}行）。", path.display(), header.len(), table.len()),
            "見出しより右と、表より下の要らない列・行を消してから、もう一度指定してください。",
        ));
    }
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

fn workbook(path: &Path, bytes: &[u8]) -> Result<Vec<Vec<String>>, AppError> {
    let name = path.display().to_string();
    ingest::first_sheet(&name, bytes, CELLS_MAX)
        .map_err(|refusal| AppError::refused(format!("{name} を読めません。{}", refusal.message), refusal.cure))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A workbook of one sheet with these cells.
    fn written(cells: &[(u32, u16, &str)]) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("answers.xlsx");
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (row, column, text) in cells {
            sheet.write(*row, *column, *text).expect("written");
        }
        book.save(&path).expect("saved");
        (folder, path)
    }

    #[test]
    fn a_cell_in_the_last_corner_of_a_sheet_costs_nothing() {
        let (_folder, path) = written(&[(0, 0, "組番号"), (0, 1, " 判定 "), (2, 1, "同一"), (1_048_575, 16_383, "x")]);
        let table = rows(&path).expect("read");
        assert_eq!(table.header, ["組番号", "判定"]);
        assert_eq!(table.rows, [["", "同一"]]);
    }

    #[test]
    fn a_header_as_wide_as_a_sheet_over_many_rows_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("wide.csv");
        fs::write(&path, format!("a{}\n{}", ",a".repeat(4_999), "x\n".repeat(1_001))).expect("written");
        let error = rows(&path).expect_err("too large");
        assert!(error.to_string().contains("5000列、1001行"), "{error}");
    }
}
