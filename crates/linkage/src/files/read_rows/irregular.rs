//! Rows that are not as rows should be: too short, with loose quotes, or with whole lines inside a cell. A quote that is open and a line end
//! that is not quoted shift what stands where; a file that was cut off looks like a short one.

use super::{CLOSE_QUOTES, Rows};
use crate::files::recipe::RecipeFault;

/// What was met.
#[derive(Debug, Default)]
pub(super) struct Irregular {
    /// Rows with fewer cells than the header.
    short: Met,
    /// Cells of the first of them.
    short_cells: usize,
    /// Rows with something behind a closing quote.
    loose: Met,
    /// Rows with a cell that holds what looks like whole rows.
    swallowing: Met,
}

/// How many rows were met, and where the first one begins.
#[derive(Debug, Default)]
struct Met {
    rows: usize,
    first: usize,
}

impl Met {
    fn note(&mut self, start: usize) {
        self.append(Self { rows: 1, first: start });
    }

    /// What was met behind it.
    fn append(&mut self, other: Self) {
        if self.rows == 0 {
            self.first = other.first;
        }
        self.rows += other.rows;
    }

    /// A doubt about these rows, if there are any.
    fn doubt(&self, file: &Rows<'_>, what: &str) -> Option<String> {
        (self.rows > 0).then(|| {
            let (source, rows, line) = (file.source, self.rows, file.line(self.first));
            format!("{source}: in {rows} rows {what} (first on line {line}); cure: {CLOSE_QUOTES}")
        })
    }
}

/// An exporter leaves out empty cells at the end when at least so many rows are short …
const SHORT_ROWS_MIN: usize = 3;

/// … and at least one row of so many; else the short ones are torn. (The rule of `import`: `omits_empty_ends` of the crate `ingest`. It takes many
/// torn rows for such ends: see ROADMAP.)
const ROWS_PER_SHORT_MAX: usize = 5;

impl Irregular {
    /// Notes whether the row that begins at `start` is short.
    #[inline]
    pub(super) fn short(&mut self, is_short: bool, start: usize, cells: usize) {
        if is_short {
            if self.short.rows == 0 {
                self.short_cells = cells;
            }
            self.short.note(start);
        }
    }

    /// Looks at the quotes of a row that begins at `start`: `raw` as it is written, `record` as it is read.
    ///
    /// # Errors
    /// Something stands behind the closing quote of a cell that goes on over the end of a line: the row took in what follows it.
    pub(super) fn quotes(
        &mut self,
        rows: &Rows<'_>,
        start: usize,
        raw: &[u8],
        record: &csv::ByteRecord,
    ) -> Result<(), RecipeFault> {
        let delimiter = rows.input.delimiter;
        if let Some(cell) = loose_cell(raw, delimiter) {
            if memchr::memchr2(b'\n', b'\r', cell).is_some() {
                let message = format!("line {}: a quoted cell does not end where it should", rows.line(start));
                return Err(RecipeFault::new(rows.source, message, CLOSE_QUOTES));
            }
            self.loose.note(start);
        }
        if memchr::memchr2(b'\n', b'\r', record.as_slice()).is_some()
            && (0..record.len()).any(|place| holds_rows(record, place, rows.header.len(), delimiter))
        {
            self.swallowing.note(start);
        }
        Ok(())
    }

    /// What was met in the part that follows.
    pub(super) fn append(&mut self, other: Self) {
        if self.short.rows == 0 {
            self.short_cells = other.short_cells;
        }
        self.short.append(other.short);
        self.loose.append(other.loose);
        self.swallowing.append(other.swallowing);
    }

    /// What the user should know.
    ///
    /// # Errors
    /// A few rows are short: they are torn, or the file was cut off.
    pub(super) fn judge(self, file: &Rows<'_>, rows: usize) -> Result<Vec<String>, RecipeFault> {
        let mut doubts = Vec::new();
        let (short, cells) = (self.short.rows, self.short_cells);
        let (line, width) = (file.line(self.short.first), file.header.len());
        if short >= SHORT_ROWS_MIN && short * ROWS_PER_SHORT_MAX >= rows {
            doubts.push(format!(
                "{}: {short} rows have fewer cells than the header (the first on line {line}); what is missing at their end counts as empty; cure: if cells are lost, have the file delivered again",
                file.source
            ));
        } else if short > 0 {
            let message = format!(
                "line {line} has {cells} cells, the header has {width}{}",
                if short > 1 { format!("; {short} rows are so short") } else { String::new() }
            );
            let cure =
                "a line end inside a cell must stand in quotes; if the file was cut off, have it delivered again";
            return Err(RecipeFault::new(file.source, message, cure));
        }
        doubts.extend(self.loose.doubt(file, "something stands behind a closing quote"));
        doubts.extend(self.swallowing.doubt(file, "a cell holds what looks like whole rows"));
        Ok(doubts)
    }
}

/// Whether a cell looks as if rows of `width` cells had run into it: what stands before its first line end fills up the row that begins the
/// record, and what stands behind its last one a row that ends it; or a row stands in between.
fn holds_rows(record: &csv::ByteRecord, place: usize, width: usize, delimiter: u8) -> bool {
    let cells = |line: &[u8]| 1 + memchr::memchr_iter(delimiter, line).count();
    let lines: Vec<&[u8]> = record[place].split(|byte| matches!(byte, b'\n' | b'\r')).collect();
    let [first, between @ .., last] = lines.as_slice() else { return false };
    let torn = place + cells(first) == width && cells(last) + record.len() - 1 - place == width;
    width > 1 && (torn || between.iter().any(|line| cells(line) >= width))
}

/// The first quoted cell of a row behind whose closing quote something else than a delimiter or the end stands (RFC 4180). A quote inside an
/// unquoted cell is a character like others.
fn loose_cell(row: &[u8], delimiter: u8) -> Option<&[u8]> {
    let mut at = 0;
    while at < row.len() {
        if row[at] == b'"' {
            let from = at;
            at += 1;
            loop {
                match memchr::memchr(b'"', &row[at..]) {
                    None => return Some(&row[from..]),
                    Some(quote) => at += quote + 1,
                }
                match row.get(at) {
                    Some(b'"') => at += 1,
                    next => {
                        if next.is_some_and(|next| *next != delimiter && !matches!(next, b'\n' | b'\r')) {
                            return Some(&row[from..at]);
                        }
                        break;
                    }
                }
            }
        }
        at += memchr::memchr(delimiter, &row[at..])? + 1;
    }
    None
}
