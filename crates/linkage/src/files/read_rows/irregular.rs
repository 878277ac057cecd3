//! Rows that are not as rows should be: too short, with loose quotes, or with whole lines inside a cell. A quote that is open and a line end
//! that is not quoted shift what stands where; a file that was cut off looks like a short one.

use std::collections::BTreeMap;

use domain::{LinesInCell, ROW_CELLS_MIN, ShortRows, ShortRowsAre};

use super::{CLOSE_QUOTES, RowLines, Rows};
use crate::files::recipe::RecipeFault;

/// What was met.
#[derive(Debug, Default)]
pub(super) struct Irregular {
    /// Rows with fewer cells than the header.
    short: ShortRows,
    /// Rows that are the header once more; they are left out.
    headers: Met,
    /// Rows with something behind a closing quote.
    loose: Met,
    /// Rows with line ends in a cell, by what its lines may hold.
    with_lines: BTreeMap<LinesInCell, Met>,
    /// Whether cells of this file begin with a space.
    is_spaced: bool,
}

/// How many rows were met, and where the first one begins.
#[derive(Debug, Default)]
struct Met {
    rows: usize,
    first: usize,
}

impl Met {
    fn note(&mut self, start: usize) {
        self.append(&Self { rows: 1, first: start });
    }

    /// What was met elsewhere.
    fn append(&mut self, other: &Self) {
        if self.rows == 0 || other.rows > 0 && other.first < self.first {
            self.first = other.first;
        }
        self.rows += other.rows;
    }

    /// A doubt about these rows, if there are any.
    fn doubt(&self, file: &Rows<'_>, what: &str, cure: &str) -> Option<String> {
        (self.rows > 0).then(|| {
            let (source, rows, line) = (file.source, self.rows, file.line(self.first));
            format!("{source}: in {rows} rows {what} (first on line {line}); cure: {cure}")
        })
    }
}

impl Irregular {
    /// Looks at the number of cells of a row (from 0, in its part), of which one is its key.
    #[inline]
    pub(super) fn cells<'c>(&mut self, rows: &Rows<'_>, row: usize, cells: usize, cell: impl Fn(usize) -> &'c [u8]) {
        self.short.note(row, cells, rows.needed, if rows.key < cells { cell(rows.key) } else { &[] });
        if row < ROWS_LOOKED_AT && !self.is_spaced {
            self.is_spaced = (1..cells).any(|place| cell(place).starts_with(b" "));
        }
    }

    /// Notes that the row that begins at `start` is the header once more.
    pub(super) fn header(&mut self, start: usize) {
        self.headers.note(start);
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
        if memchr::memchr2(b'\n', b'\r', record.as_slice()).is_some() {
            let lines = (0..record.len()).filter_map(|place| lines_in(record, place, delimiter)).max();
            if let Some(lines) = lines {
                self.with_lines.entry(lines).or_default().note(start);
            }
        }
        Ok(())
    }

    /// What was met in the part that follows, which begins at this row (from 0).
    pub(super) fn append(&mut self, row: usize, other: Self) {
        self.short.append(row, &other.short);
        self.headers.append(&other.headers);
        self.loose.append(&other.loose);
        self.is_spaced |= other.is_spaced;
        for (lines, met) in other.with_lines {
            self.with_lines.entry(lines).or_default().append(&met);
        }
    }

    /// What the user should know of `rows` rows. A recipe that accepts irregular rows only has them told.
    ///
    /// # Errors
    /// Rows may be torn, or have run into each other, or the file was cut off.
    pub(super) fn judge(self, file: &Rows<'_>, rows: usize, lines: &RowLines) -> Result<Vec<String>, RecipeFault> {
        let are = self.short.judge(file.needed, file.header.len(), rows);
        let mut doubts = Vec::new();
        doubts.extend(self.short_rows(file, rows, lines, are)?);
        let cure = "if files were put together, see that each record stands there once";
        doubts.extend(self.headers.doubt(file, "stands the header once more, they are left out", cure));
        doubts.extend(self.loose.doubt(file, "something stands behind a closing quote", CLOSE_QUOTES));
        doubts.extend(self.swallowed(file, are)?);
        Ok(doubts)
    }

    /// What is said of short rows.
    fn short_rows(
        &self,
        file: &Rows<'_>,
        rows: usize,
        lines: &RowLines,
        are: ShortRowsAre,
    ) -> Result<Option<String>, RecipeFault> {
        let Some(first) = self.short.first() else { return Ok(None) };
        let (short, width, line) = (self.short.len(), file.header.len(), |row: usize| lines.of(row).unwrap_or(0));
        let cells = |row: usize| self.short.cells_of(row).unwrap_or(0);
        let is_cut_off = self.short.cells_of(rows - 1).is_some() && !file.text.ends_with(['\n', '\r']);
        let fault = match are {
            _ if file.input.accepts_irregular => None,
            ShortRowsAre::Doubtful { torn, first } if torn > 0 => Some((
                format!(
                    "line {} has {} cells, the header has {width}; {torn} rows look like pieces of rows torn by line ends",
                    line(first),
                    cells(first)
                ),
                TORN.to_owned(),
            )),
            _ if is_cut_off => Some((
                format!("line {}, the last one, has too few cells and no line end", line(rows - 1)),
                "the file may be cut off: have it delivered again".to_owned(),
            )),
            ShortRowsAre::Doubtful { first, .. } => {
                let more = if short > 1 { format!("; {short} rows are so short") } else { String::new() };
                Some((
                    format!("line {} has {} cells, the header has {width}{more}", line(first), cells(first)),
                    format!("{TORN}; if the file was cut off, have it delivered again"),
                ))
            }
            ShortRowsAre::None | ShortRowsAre::LeftOut { .. } => None,
        };
        if let Some((message, cure)) = fault {
            let cure = format!("{cure}; if empty cells at the end of rows are left out, set `{ACCEPT}` in [input]");
            return Err(RecipeFault::new(file.source, message, cure));
        }
        let pieces = match are {
            ShortRowsAre::LeftOut { torn, first: Some(first) } => {
                format!(", {torn} of them may be pieces of rows torn by line ends (the first on line {})", line(first))
            }
            _ => String::new(),
        };
        Ok(Some(format!(
            "{}: {short} rows have fewer cells than the header (the first on line {}){pieces}; what is missing at their end counts as empty; cure: if cells are lost, have the file delivered again",
            file.source,
            line(first)
        )))
    }

    /// What is said of cells that may hold rows. Rows whose ends are left out run into each other with fewer cells, and are only told.
    fn swallowed(self, file: &Rows<'_>, are: ShortRowsAre) -> Result<Option<String>, RecipeFault> {
        let is_left_out = matches!(are, ShortRowsAre::LeftOut { .. });
        let usual = self.short.usual_cells().filter(|_| is_left_out).unwrap_or(file.needed);
        let mut swallowing = Met::default();
        let holds_rows = |lines: &LinesInCell| lines.may_hold_rows(usual, self.is_spaced);
        self.with_lines.iter().filter(|(lines, _)| holds_rows(lines)).for_each(|(_, met)| swallowing.append(met));
        let doubt = swallowing.doubt(file, "a cell holds what looks like whole rows", CLOSE_QUOTES);
        if doubt.is_none() || is_left_out || file.needed < ROW_CELLS_MIN || file.input.accepts_irregular {
            return Ok(doubt);
        }
        let line = file.line(swallowing.first);
        let message = format!("line {line}: a cell holds what looks like whole rows, in {} rows", swallowing.rows);
        let cure = format!("{CLOSE_QUOTES}; if the cells are right so, set `{ACCEPT}` in [input]");
        Err(RecipeFault::new(file.source, message, cure))
    }
}

/// How a recipe takes rows as they are.
const ACCEPT: &str = "irregular_rows = \"accept\"";

/// The cure of torn rows.
const TORN: &str = "a line end inside a cell must stand in quotes";

/// So many rows of each part tell whether cells begin with a space.
const ROWS_LOOKED_AT: usize = 1_000;

/// What the lines of a cell of a record may hold.
fn lines_in(record: &csv::ByteRecord, place: usize, delimiter: u8) -> Option<LinesInCell> {
    LinesInCell::of(&record[place], place, record.len() - 1 - place, delimiter)
}

/// Whether a header, `raw` as it is written, took in rows because a quote is not closed.
pub(in crate::files) fn is_run_together(header: &csv::ByteRecord, raw: &[u8], delimiter: u8) -> bool {
    if memchr::memchr2(b'\n', b'\r', header.as_slice()).is_none() {
        return false;
    }
    let holds_rows =
        |place: usize| lines_in(header, place, delimiter).is_some_and(|lines| lines.may_hold_rows(header.len(), false));
    loose_cell(raw, delimiter).is_some() || (0..header.len()).any(holds_rows)
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
