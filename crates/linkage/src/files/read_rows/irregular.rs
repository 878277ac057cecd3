//! Rows that are not as rows should be: too short, with loose quotes, or with whole lines inside a cell. A quote that is open and a line end
//! that is not quoted shift what stands where; a file that was cut off looks like a short one.

use std::collections::BTreeMap;

use domain::{ShortRows, ShortRowsAre};

use super::{CLOSE_QUOTES, Rows};
use crate::files::recipe::RecipeFault;

/// What was met.
#[derive(Debug, Default)]
pub(super) struct Irregular {
    /// Rows with fewer cells than the header, and where the first one begins.
    short: ShortRows,
    first_short: usize,
    /// Where the last row begins.
    last: usize,
    /// Rows that are the header once more; they are left out.
    headers: Met,
    /// Rows with something behind a closing quote.
    loose: Met,
    /// Rows with a cell that holds what looks like whole rows.
    swallowing: Met,
    /// Rows with line ends in a cell: by how many cells the shorter of the two rows would have that were one then.
    with_lines: BTreeMap<usize, Met>,
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

    /// What was met behind it.
    fn append(&mut self, other: &Self) {
        if self.rows == 0 {
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
    /// Looks at the cells of a row (from 0, in its part) that begins at `start`.
    #[inline]
    pub(super) fn cells(&mut self, row: usize, start: usize, cells: usize, needed: usize) {
        self.last = start;
        if cells < needed {
            if self.short.is_empty() {
                self.first_short = start;
            }
            self.short.note(row, cells);
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
            for place in 0..record.len() {
                match lines_in(record, place, rows.needed(), delimiter) {
                    Some(LinesIn::WholeRow) => self.swallowing.note(start),
                    Some(LinesIn::EndsOfRows(cells)) => self.with_lines.entry(cells).or_default().note(start),
                    None => {}
                }
            }
        }
        Ok(())
    }

    /// What was met in the part that follows, which begins at this row (from 0).
    pub(super) fn append(&mut self, row: usize, other: Self) {
        if self.short.is_empty() {
            self.first_short = other.first_short;
        }
        self.short.append(row, &other.short);
        self.last = self.last.max(other.last);
        self.headers.append(&other.headers);
        self.loose.append(&other.loose);
        self.swallowing.append(&other.swallowing);
        for (cells, met) in other.with_lines {
            self.with_lines.entry(cells).or_default().append(&met);
        }
    }

    /// What the user should know. A recipe that accepts irregular rows only has them told.
    ///
    /// # Errors
    /// Rows may be torn, or have run into each other, or the file was cut off.
    pub(super) fn judge(self, file: &Rows<'_>, rows: usize) -> Result<Vec<String>, RecipeFault> {
        let mut doubts = Vec::new();
        let are = self.short.judge(file.needed(), file.header.len(), rows);
        if let Some((_, cells)) = self.short.first() {
            let (short, line, width) = (self.short.len(), file.line(self.first_short), file.header.len());
            let is_cut_off = self.short.ends_with(rows - 1) && !file.text.ends_with(['\n', '\r']);
            let torn = match are {
                ShortRowsAre::Doubtful { torn } => torn,
                ShortRowsAre::None | ShortRowsAre::LeftOut => 0,
            };
            if !file.input.accepts_irregular {
                let fault = |message: String, cure: &str| {
                    let cure =
                        format!("{cure}; if empty cells at the end of rows are left out, set `{ACCEPT}` in [input]");
                    Err(RecipeFault::new(file.source, message, cure))
                };
                if torn > 0 {
                    let message = format!(
                        "line {line} has {cells} cells, the header has {width}; {torn} rows look like pieces of rows torn by line ends"
                    );
                    return fault(message, TORN);
                }
                if is_cut_off {
                    let message =
                        format!("line {}, the last one, has too few cells and no line end", file.line(self.last));
                    return fault(message, "the file may be cut off: have it delivered again");
                }
                if matches!(are, ShortRowsAre::Doubtful { .. }) {
                    let more = if short > 1 { format!("; {short} rows are so short") } else { String::new() };
                    return fault(
                        format!("line {line} has {cells} cells, the header has {width}{more}"),
                        &format!("{TORN}; if the file was cut off, have it delivered again"),
                    );
                }
            }
            doubts.push(format!(
                "{}: {short} rows have fewer cells than the header (the first on line {line}); what is missing at their end counts as empty; cure: if cells are lost, have the file delivered again",
                file.source
            ));
        }
        let cure = "if files were put together, see that each record stands there once";
        doubts.extend(self.headers.doubt(file, "stands the header once more, they are left out", cure));
        doubts.extend(self.loose.doubt(file, "something stands behind a closing quote", CLOSE_QUOTES));
        // Rows whose ends are left out run into each other with fewer cells.
        let usual = match are {
            ShortRowsAre::LeftOut => self.short.fewest_cells().unwrap_or(1).min(file.needed()),
            ShortRowsAre::None | ShortRowsAre::Doubtful { .. } => file.needed(),
        };
        let mut swallowing = self.swallowing;
        self.with_lines.range(usual..).for_each(|(_, met)| swallowing.append(met));
        if let Some(doubt) = swallowing.doubt(file, "a cell holds what looks like whole rows", CLOSE_QUOTES) {
            if usual >= TELLING_CELLS && !file.input.accepts_irregular {
                let message = format!(
                    "line {}: a cell holds what looks like whole rows, in {} rows",
                    file.line(swallowing.first),
                    swallowing.rows
                );
                let cure = format!("{CLOSE_QUOTES}; if the cells are right so, set `{ACCEPT}` in [input]");
                return Err(RecipeFault::new(file.source, message, cure));
            }
            doubts.push(doubt);
        }
        Ok(doubts)
    }
}

/// How a recipe takes rows as they are.
const ACCEPT: &str = "irregular_rows = \"accept\"";

/// The cure of torn rows.
const TORN: &str = "a line end inside a cell must stand in quotes";

/// Lines in a cell that hold so many cells are rows; fewer may be a text.
const TELLING_CELLS: usize = 3;

/// What the lines of a cell may be.
enum LinesIn {
    /// A whole row stands in between.
    WholeRow,
    /// The end of a row and the beginning of another one; the shorter of the two has so many cells.
    EndsOfRows(usize),
}

/// Looks at a cell with line ends as if rows of at least `needed` cells had run into it: what stands before its first line end would fill up the
/// row that begins the record, what stands behind its last one a row that ends it. A delimiter before a space belongs to a text.
fn lines_in(record: &csv::ByteRecord, place: usize, needed: usize, delimiter: u8) -> Option<LinesIn> {
    let cells = |line: &[u8]| {
        1 + memchr::memchr_iter(delimiter, line).filter(|at| !matches!(line.get(at + 1), Some(b' '))).count()
    };
    let mut lines = record[place].split(|byte| matches!(byte, b'\n' | b'\r'));
    let (first, last) = (lines.next()?, lines.next_back()?);
    if needed > 1 && lines.any(|line| cells(line) >= needed) {
        return Some(LinesIn::WholeRow);
    }
    Some(LinesIn::EndsOfRows((place + cells(first)).min(cells(last) + record.len() - 1 - place)))
}

/// Whether a header, `raw` as it is written, took in rows because a quote is not closed.
pub(in crate::files) fn is_run_together(header: &csv::ByteRecord, raw: &[u8], delimiter: u8) -> bool {
    if memchr::memchr2(b'\n', b'\r', header.as_slice()).is_none() {
        return false;
    }
    let holds_rows = |place: usize| match lines_in(header, place, header.len(), delimiter) {
        Some(LinesIn::WholeRow) => true,
        Some(LinesIn::EndsOfRows(cells)) => cells >= header.len(),
        None => false,
    };
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
