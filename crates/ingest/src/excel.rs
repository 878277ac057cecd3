//! Workbooks (XLSX): cells streamed row by row; formulas by their stored results, dates as days, merged cells named.

use std::io::Cursor;
use std::sync::Arc;

use calamine::{DataRef, ExcelDateTime, Reader as _, Xlsx, XlsxCellReader};
use catalog::Catalog;
use japanese::text::Encoding;

use crate::bundle;
use crate::cells::Dialect;
use crate::job::ChunkJob;
use crate::layout::Layout;
use crate::notebook::Notebook;
use crate::plan::Plan;
use crate::prepare::{self, Opened};
use crate::reader::{Ending, JobBuilder, WHOLE_BYTES_MAX, too_large};
use crate::refusal::{Refusal, RefusalKind};
use crate::request::Request;
use crate::sample::Sample;
use crate::wording::Issue;

/// Rows of each sheet looked at for recognising it.
const SAMPLE_ROWS: usize = 200;
/// Columns of a sheet that are read; Excel has 16,384, tables have hundreds.
const COLUMNS_MAX: usize = 2_000;

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Whether a zip archive is a workbook: its directory at the end names one.
pub(crate) fn is_workbook(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"xl/workbook.xml").is_some()
}

/// Reads a workbook: the sheet whose header fits, or the one the definition names.
pub(crate) fn read(
    catalog: &Catalog,
    layouts: &[Layout],
    request: &Request,
    bytes: &[u8],
) -> Result<(Vec<ChunkJob>, Arc<Plan>, Ending), Refusal> {
    bundle::check_unfolding(&request.file, bytes)?;
    let mut book: Book<'_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| bundle::broken(&request.file))?;
    let mut sheets = book.sheet_names();
    if let Some(wanted) = prepare::given(layouts, request).and_then(|layout| layout.source.file.sheet.clone()) {
        let key = japanese::text::header_key(&wanted);
        sheets.retain(|sheet| japanese::text::header_key(sheet) == key);
        if sheets.is_empty() {
            return Err(Refusal::new(
                RefusalKind::Unrecognised,
                &request.file,
                format!("シート「{wanted}」がありません。"),
                "シート名を確認するか、連携元定義の file.sheet を直してください。",
            ));
        }
    }
    let samples = sheets
        .iter()
        .map(|sheet| sample(&mut book, sheet, &request.file, SAMPLE_ROWS))
        .collect::<Result<Vec<_>, _>>()?;
    let mut notes = Notebook::default();
    if sheets.len() > 1 {
        notes.note_file(Issue::SheetsIgnored, &format!("全{}シート", sheets.len()));
    }
    let opened = Opened { samples, encoding: Encoding::Utf8, form: Some("Excel".to_owned()), notes };
    let (plan, sample) = prepare::prepare_sampled(catalog, layouts, request, opened)?;
    let plan = Arc::new(plan);
    let sheet = sheets.get(sample).cloned().unwrap_or_default();
    read_sheet(&mut book, &sheet, plan)
}

fn sample(book: &mut Book<'_>, sheet: &str, file: &str, most: usize) -> Result<Sample, Refusal> {
    let mut records = Vec::new();
    rows(book, sheet, file, |row| {
        if row.cells.iter().any(|cell| !cell.trim().is_empty()) {
            records.push((row.number, row.cells));
        }
        records.len() < most
    })?;
    Ok(Sample { dialect: Dialect::OWN, records })
}

/// The first rows of every sheet, by its name.
pub(crate) fn samples(file: &str, bytes: &[u8], most: usize) -> Result<Vec<(String, Sample)>, Refusal> {
    bundle::check_unfolding(file, bytes)?;
    let mut book: Book<'_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| bundle::broken(file))?;
    let sheets = book.sheet_names();
    sheets.into_iter().map(|sheet| sample(&mut book, &sheet, file, most).map(|sample| (sheet, sample))).collect()
}

/// The rows of the first sheet that have a cell, for small tables that people hand in (answers, lists, truth).
///
/// # Errors
/// [`RefusalKind::Format`] for what is no workbook; [`RefusalKind::TooLarge`] for one that unfolds beyond measure or has, with the
/// cells that are left out before others, more than `cells_max`.
pub fn first_sheet(file: &str, bytes: &[u8], cells_max: usize) -> Result<Vec<Vec<String>>, Refusal> {
    bundle::check_unfolding(file, bytes)?;
    let mut book: Book<'_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| bundle::broken(file))?;
    let Some(sheet) = book.sheet_names().into_iter().next() else { return Ok(Vec::new()) };
    let (mut table, mut cells) = (Vec::new(), 0);
    rows(&mut book, &sheet, file, |row| {
        cells += row.cells.len();
        table.push(row.cells);
        cells <= cells_max
    })?;
    if cells > cells_max { Err(too_large(file)) } else { Ok(table) }
}

fn read_sheet(
    book: &mut Book<'_>,
    sheet: &str,
    plan: Arc<Plan>,
) -> Result<(Vec<ChunkJob>, Arc<Plan>, Ending), Refusal> {
    let mut builder = JobBuilder::new(Arc::clone(&plan));
    let (mut jobs, mut notes) = (Vec::new(), Notebook::default());
    let (mut skip, mut first_data) = (plan.form.skip, u32::MAX);
    let (mut record, mut held) = (String::new(), 0);
    rows(book, sheet, &plan.file, |row| {
        if row.cells.iter().all(|cell| cell.trim().is_empty()) {
            return true;
        }
        if skip > 0 {
            skip -= 1;
            return true;
        }
        first_data = first_data.min(row.number);
        for column in row.formulas {
            if plan.columns.iter().any(|planned| planned.position == column) {
                notes.note(Issue::Formula, column as u16 + 1, "", (0, row.number, column as u16 + 1));
            }
        }
        put(&mut record, &row.cells, plan.width());
        held += record.len();
        jobs.extend(builder.add(&record, row.number));
        held <= WHOLE_BYTES_MAX
    })?;
    if held > WHOLE_BYTES_MAX {
        return Err(too_large(&plan.file));
    }
    jobs.extend(builder.close());
    if let Ok(merged) = book.merge_cells_by_sheet_name(sheet) {
        // Titles above the table are merged as a rule; only merged data cells are a finding.
        for area in merged
            .iter()
            .filter(|area| area.end.0 + 1 >= first_data && (area.end.0 > area.start.0 || area.end.1 > area.start.1))
        {
            let column = area.start.1 as u16 + 1;
            notes.note(Issue::Merged, 0, "", (0, area.start.0 + 1, column));
        }
    }
    Ok((jobs, plan, Ending { notes, encoding: format!("シート「{sheet}」"), truncated: false }))
}

/// A row in our own form. What is empty at its end is left out, and of the cells behind the table only one that is filled is
/// kept: a small workbook can have a million rows of one cell under a header of two thousand.
fn put(record: &mut String, cells: &[String], width: usize) {
    let delimiter = char::from(Dialect::OWN.delimiter);
    record.clear();
    let mut add =
        |cell: &str| record.extend(cell.chars().map(|c| if c == delimiter { ' ' } else { c }).chain([delimiter]));
    let filled = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    cells[..filled.min(width)].iter().for_each(|cell| add(cell));
    if let Some(behind) = cells.get(width..filled).and_then(<[String]>::last) {
        add(behind);
    }
    record.pop();
}

/// One row of a sheet.
struct Row {
    /// From 1, as Excel shows it.
    number: u32,
    cells: Vec<String>,
    /// Columns with a formula, from 0.
    formulas: Vec<usize>,
}

/// Streams the rows of a sheet until `take` says stop.
fn rows(book: &mut Book<'_>, sheet: &str, file: &str, mut take: impl FnMut(Row) -> bool) -> Result<(), Refusal> {
    let Ok(mut reader) = book.worksheet_cells_reader(sheet) else { return Ok(()) }; // a chart sheet has no cells
    let mut row = Row { number: 0, cells: Vec::new(), formulas: Vec::new() };
    while let Some((place, cell, formula)) = next(&mut reader).map_err(|()| bundle::broken(file))? {
        if place.0 + 1 != row.number {
            if row.number > 0 {
                let done = std::mem::replace(&mut row, Row { number: 0, cells: Vec::new(), formulas: Vec::new() });
                if !take(done) {
                    return Ok(());
                }
            }
            row.number = place.0 + 1;
        }
        let column = place.1 as usize;
        if column >= COLUMNS_MAX {
            continue;
        }
        if row.cells.len() <= column {
            row.cells.resize(column + 1, String::new());
        }
        row.cells[column] = cell;
        if formula {
            row.formulas.push(column);
        }
    }
    if row.number > 0 {
        take(row);
    }
    Ok(())
}

type NextCell = Option<((u32, u32), String, bool)>;

fn next(reader: &mut XlsxCellReader<'_, Cursor<&[u8]>>) -> Result<NextCell, ()> {
    let record = reader.next_cell_with_formula_metadata().map_err(|_| ())?;
    Ok(record.map(|record| (record.pos, text(&record.value), record.formula.is_some())))
}

/// A cell as the text a CSV would hold.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => float(*number),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(when) => date(when),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// Whole numbers without a point; others with 15 digits, which is what Excel shows.
fn float(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return format!("{number:.0}");
    }
    let digits = 14_i32.saturating_sub(number.abs().log10().floor() as i32).clamp(0, 17) as usize;
    let text = format!("{number:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn date(when: &ExcelDateTime) -> String {
    if when.is_duration() {
        let seconds = (when.as_f64() * 86_400.0).round() as i64;
        return format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
    let (year, month, day, hour, minute, second, _) = when.to_ymd_hms_milli();
    if when.as_f64() < 1.0 {
        return format!("{hour:02}:{minute:02}:{second:02}");
    }
    if (hour, minute, second) == (0, 0, 0) {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_one_cell_is_short_however_wide_the_table_is() {
        let said = |cells: &[&str], width| {
            let mut record = "before".to_owned();
            put(&mut record, &cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>(), width);
            record
        };
        assert_eq!(said(&["1", "", ""], 2_000), "1");
        assert_eq!(said(&["1", "", "a\u{1f}b", ""], 2_000), "1\u{1f}\u{1f}a b");
        assert_eq!(
            said(&["", "x", "", "", "behind", ""], 2),
            "\u{1f}x\u{1f}behind",
            "the row is too long, and stays so"
        );
        assert_eq!(said(&["", ""], 2), "");
    }

    #[test]
    fn numbers_read_as_excel_shows_them() {
        assert_eq!(float(12.0), "12");
        assert_eq!(float(0.1 + 0.2), "0.3");
        assert_eq!(float(-1.5), "-1.5");
        assert_eq!(float(123_456_789_018.0), "123456789018");
    }
}
