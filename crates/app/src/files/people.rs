//! Tables for people: CSV (UTF-8 with BOM, CRLF, safe from formulas) or XLSX, by the file's ending.

use std::path::Path;

use rust_xlsxwriter::{Format, FormatBorder, Workbook, XlsxError};

use crate::error::AppError;

/// A table with a header.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// Name of the worksheet, at most 31 characters.
    pub name: String,
    /// Header cells.
    pub header: Vec<String>,
    /// Rows; each as long as the header.
    pub rows: Vec<Vec<String>>,
    /// Widths of the columns in characters, for XLSX; missing ones are 14 wide.
    pub widths: Vec<f64>,
}

/// Width of a column in characters when the sheet names none.
const WIDTH: f64 = 14.0;

/// Signs a spreadsheet takes for the beginning of a formula; in Japan also in full width.
const FORMULA_SIGNS: [char; 9] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '＠'];

/// The table as CSV or XLSX, whichever the name ends in.
///
/// # Errors
/// [`AppError::Refused`] for another ending.
pub fn bytes(path: &Path, sheet: &Sheet) -> Result<Vec<u8>, AppError> {
    let ending = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "csv" => Ok(csv(sheet)),
        "xlsx" => xlsx(sheet).map_err(|_| {
            AppError::setup(
                "XLSX を作れません。",
                "一覧が大きすぎる場合は --capacity で絞るか、.csv で書き出してください。",
            )
        }),
        _ => Err(AppError::refused(
            format!("{} の種類が分かりません。", path.display()),
            "ファイル名の終わりを .csv か .xlsx にしてください。",
        )),
    }
}

/// Looks, before long work, whether a table can be written under this name.
///
/// # Errors
/// As [`bytes`].
pub fn check_ending(path: &Path) -> Result<(), AppError> {
    bytes(path, &Sheet { name: "一覧".to_owned(), ..Sheet::default() }).map(drop)
}

/// The table as CSV for people.
#[must_use]
pub fn csv(sheet: &Sheet) -> Vec<u8> {
    let mut out = vec![0xEF, 0xBB, 0xBF];
    for row in std::iter::once(&sheet.header).chain(&sheet.rows) {
        for (column, cell) in row.iter().enumerate() {
            if column > 0 {
                out.push(b',');
            }
            push_cell(&mut out, &safe(cell));
        }
        out.extend_from_slice(b"\r\n");
    }
    out
}

/// A cell that no spreadsheet takes for a formula: a leading apostrophe, unless it is a plain number.
fn safe(cell: &str) -> String {
    if cell.starts_with(FORMULA_SIGNS) && cell.parse::<f64>().is_err() { format!("'{cell}") } else { cell.to_owned() }
}

fn push_cell(out: &mut Vec<u8>, cell: &str) {
    if cell.contains([',', '"', '\r', '\n']) || cell.starts_with(' ') || cell.ends_with(' ') {
        out.push(b'"');
        out.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(cell.as_bytes());
    }
}

/// The table as a workbook: text cells, frozen header, filter, A4 landscape, repeated header, page numbers.
fn xlsx(sheet: &Sheet) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // Nothing of the moment goes into the file: the same table gives the same bytes.
    let epoch = rust_xlsxwriter::ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&epoch));
    let head =
        Format::new().set_bold().set_background_color("E6E6E6").set_border_bottom(FormatBorder::Thin).set_text_wrap();
    let body = Format::new().set_text_wrap().set_align(rust_xlsxwriter::FormatAlign::Top);
    let page = workbook.add_worksheet();
    page.set_name(sheet.name.chars().take(31).collect::<String>())?;
    page.set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0)
        .set_repeat_rows(0, 0)?
        .set_freeze_panes(1, 0)?;
    page.set_footer("&C&P / &N");
    for (column, title) in sheet.header.iter().enumerate() {
        let column = column as u16;
        page.set_column_width(column, sheet.widths.get(column as usize).copied().unwrap_or(WIDTH))?;
        page.write_string_with_format(0, column, title, &head)?;
    }
    for (row, cells) in sheet.rows.iter().enumerate() {
        page.set_row_height(row as u32 + 1, row_height(cells, &sheet.widths))?;
        for (column, cell) in cells.iter().enumerate() {
            page.write_string_with_format(row as u32 + 1, column as u16, cell, &body)?;
        }
    }
    if !sheet.rows.is_empty() && !sheet.header.is_empty() {
        page.autofilter(0, 0, sheet.rows.len() as u32, sheet.header.len() as u16 - 1)?;
    }
    workbook.save_to_buffer()
}

/// Points of one line of text.
const LINE_POINTS: f64 = 16.0;

/// Excel's greatest row height in points.
const ROW_POINTS_MAX: f64 = 409.0;

/// Height of a row in points, so that its longest wrapped cell is seen whole. Japanese characters are two wide.
fn row_height(cells: &[String], widths: &[f64]) -> f64 {
    let lines = cells.iter().enumerate().map(|(column, cell)| {
        let width = widths.get(column).copied().unwrap_or(WIDTH) - 1.0;
        let lines = cell.split('\n').map(|line| {
            let used: u32 = line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
            (f64::from(used) / width).ceil().max(1.0)
        });
        lines.sum::<f64>()
    });
    (lines.fold(1.0, f64::max) * LINE_POINTS).min(ROW_POINTS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_looks_like_a_formula_stays_text() {
        let sheet = Sheet {
            header: vec!["氏名".into(), "点".into()],
            rows: vec![vec!["=HYPERLINK(1)".into(), "-3".into()], vec!["＝1+1".into(), "－".into()]],
            ..Sheet::default()
        };
        let text = String::from_utf8(csv(&sheet)).expect("UTF-8");
        assert_eq!(text, "\u{FEFF}氏名,点\r\n'=HYPERLINK(1),-3\r\n'＝1+1,－\r\n");
    }

    #[test]
    fn a_row_is_as_high_as_its_longest_wrapped_cell() {
        let cells = ["短い".to_owned(), "一行目\n二行目は幅に収まらないほど長い".to_owned()];
        // One line of 6 characters, and 34 characters in lines of 13.
        assert!((row_height(&cells, &[14.0, 14.0]) - 4.0 * LINE_POINTS).abs() < 0.1);
        assert!((row_height(&["a".repeat(10_000)], &[14.0]) - ROW_POINTS_MAX).abs() < 0.1);
    }

    #[test]
    fn the_same_table_gives_the_same_workbook() {
        let sheet =
            Sheet { name: "一覧".into(), header: vec!["a".into()], rows: vec![vec!["b".into()]], widths: vec![] };
        assert_eq!(xlsx(&sheet).expect("written"), xlsx(&sheet).expect("written"));
    }
}
