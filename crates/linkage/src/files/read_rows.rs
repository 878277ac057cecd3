//! The rows of a CSV into columns, several parts of the file at once.

mod cuts;
mod irregular;
mod lines;

use std::hash::{BuildHasher as _, Hasher as _};

use foldhash::fast::FixedState;
use rayon::prelude::*;

pub(super) use self::cuts::is_open;
use self::irregular::Irregular;
pub(super) use self::irregular::is_run_together;
pub use self::lines::RowLines;
use super::recipe::{Input, RecipeFault};
use super::table::StringColumn;
use crate::core::interner::Interner;
use crate::core::texts::Texts;

/// A text whose rows are to be read.
pub(super) struct Rows<'a> {
    pub(super) text: &'a str,
    /// Where the first row begins.
    pub(super) begin: usize,
    pub(super) input: &'a Input,
    pub(super) source: &'a str,
    pub(super) header: &'a [String],
    /// Cells that a row must have: headings without a name at the end need none.
    needed: usize,
    /// Where the cell stands that identifies a row: that of the ids, else the first one.
    key: usize,
    id: Option<usize>,
}

/// What was read.
pub(super) struct Read {
    /// The columns asked for.
    pub(super) columns: Vec<StringColumn>,
    pub(super) rows: usize,
    pub(super) lines: RowLines,
    /// What the user should know, each with its cure.
    pub(super) doubts: Vec<String>,
}

/// A cell that is read has at most so many characters; Excel holds no longer one. (`import` allows as many bytes.)
pub const CELL_LETTERS_MAX: usize = 32_767;

/// The cells of one column, as far as the file was read.
enum Column {
    /// Distinct cells, and per row its number.
    Distinct(Interner, Vec<u32>),
    /// One for each row.
    All(Texts),
}

/// The cells of one column in one part, row by row, and their fingerprints.
#[derive(Default)]
struct Cells {
    texts: Texts,
    hashes: Vec<u64>,
}

/// One part of the file.
struct Part {
    columns: Vec<Cells>,
    rows: usize,
    lines: RowLines,
    irregular: Irregular,
}

impl<'a> Rows<'a> {
    /// The rows of a text behind its header; those of the column at `id` identify them.
    pub(super) fn new(text: &'a str, begin: usize, input: &'a Input, source: &'a str, header: &'a [String]) -> Self {
        let needed = header.iter().rposition(|name| !name.is_empty()).map_or(0, |at| at + 1);
        let id = input.id_place(header);
        Self { text, begin, input, source, header, needed, key: id.unwrap_or(0), id }
    }
}

impl Rows<'_> {
    /// Reads the columns at the `wanted` places; that of the ids keeps a cell for each row.
    ///
    /// # Errors
    /// The first row that has more cells than the header, cells that are too long, or a quote that does not end; rows that are too short.
    pub(super) fn columns(&self, wanted: &[usize]) -> Result<Read, Vec<RecipeFault>> {
        let cuts = self.cuts();
        let ends: Vec<(usize, usize)> = cuts.windows(2).map(|ends| (ends[0], ends[1])).collect();
        let mut columns: Vec<Column> = wanted.iter().map(|place| Column::new(Some(*place) == self.id)).collect();
        let (mut lines, mut irregular) = (RowLines::default(), Irregular::default());
        let (mut rows, mut line) = (0, self.line_ends(0, self.begin));
        // Some parts at a time are cut into cells, then each column numbers its own, its dictionary alone in the processor's cache, while the next
        // parts are cut.
        let mut waves = ends.chunks(rayon::current_num_threads() * PARTS_AT_ONCE);
        let mut cut = self.parts(waves.next().unwrap_or_default(), wanted);
        while !cut.is_empty() {
            let mut cells: Vec<Vec<Cells>> = wanted.iter().map(|_| Vec::with_capacity(cut.len())).collect();
            for part in cut {
                let (part, line_ends) = part.map_err(|fault| vec![fault])?;
                lines.append(rows, line, &part.lines);
                line += line_ends;
                irregular.append(rows, part.irregular);
                rows += part.rows;
                cells.iter_mut().zip(part.columns).for_each(|(list, cells)| list.push(cells));
            }
            let numbered =
                || columns.par_iter_mut().zip(cells).with_max_len(1).for_each(|(column, parts)| column.append(&parts));
            cut = rayon::join(numbered, || self.parts(waves.next().unwrap_or_default(), wanted)).1;
        }
        let doubts = irregular.judge(self, rows, &lines).map_err(|fault| vec![fault])?;
        Ok(Read { columns: columns.into_iter().map(Column::finish).collect(), rows, lines, doubts })
    }

    /// The parts that begin and end at these places, and how many lines end in each.
    fn parts(&self, ends: &[(usize, usize)], wanted: &[usize]) -> Vec<Result<(Part, u32), RecipeFault>> {
        let part = |(from, to): &(usize, usize)| Ok((self.part(*from, *to, wanted)?, self.line_ends(*from, *to)));
        ends.par_iter().with_max_len(1).map(part).collect()
    }

    fn part(&self, from: usize, to: usize, wanted: &[usize]) -> Result<Part, RecipeFault> {
        let part = Part {
            columns: wanted.iter().map(|_| Cells::default()).collect(),
            rows: 0,
            lines: RowLines::default(),
            irregular: Irregular::default(),
        };
        let text = &self.text[from..to];
        if is_plain(text.as_bytes()) {
            self.plain_part(from, text, wanted, part)
        } else {
            self.quoted_part(from, text, wanted, part)
        }
    }

    /// Reads rows without quotes: cells end at delimiters and line ends, whatever they hold.
    fn plain_part(&self, from: usize, text: &str, wanted: &[usize], mut part: Part) -> Result<Part, RecipeFault> {
        let delimiter = self.input.delimiter;
        let mut cells: Vec<&str> = Vec::with_capacity(self.header.len());
        let (mut begin, mut line_number) = (0, 0);
        while begin < text.len() {
            let end = memchr::memchr(b'\n', &text.as_bytes()[begin..]).map_or(text.len(), |at| begin + at);
            let line = text[begin..end].strip_suffix('\r').unwrap_or(&text[begin..end]);
            let start = from + begin;
            begin = end + 1;
            line_number += 1;
            cells.clear();
            let mut cut = 0;
            for at in memchr::memchr_iter(delimiter, line.as_bytes()) {
                cells.push(&line[cut..at]);
                cut = at + 1;
            }
            cells.push(&line[cut..]);
            if is_blank(cells[0].as_bytes()) && cells.iter().all(|cell| is_blank(cell.as_bytes())) {
                continue;
            }
            if self.is_header_again(cells.len(), |place| cells[place].as_bytes()) {
                part.irregular.header(start);
                continue;
            }
            self.is_fitting(start, wanted, cells.len(), line.len(), |place| {
                cells.get(place).map_or(&[], |cell| cell.as_bytes())
            })?;
            part.irregular.cells(self, part.rows, cells.len(), |place| cells[place].as_bytes());
            for (place, column) in wanted.iter().zip(&mut part.columns) {
                self.take(cells.get(*place).copied().unwrap_or(""), column);
            }
            part.lines.note(part.rows, line_number - 1);
            part.rows += 1;
        }
        Ok(part)
    }

    fn quoted_part(&self, from: usize, text: &str, wanted: &[usize], mut part: Part) -> Result<Part, RecipeFault> {
        let mut reader = reader(self.input.delimiter, text.as_bytes());
        let mut record = csv::ByteRecord::new();
        let (mut last, mut counted, mut line_number) = (0, 0, 0);
        loop {
            match reader.read_byte_record(&mut record) {
                Ok(true) => {}
                Ok(false) if from + text.len() == self.text.len() && is_open(&text[last..], self.input.delimiter) => {
                    let message = format!("line {}: a quoted cell does not end", self.line(from + last));
                    return Err(RecipeFault::new(self.source, message, CLOSE_QUOTES));
                }
                Ok(false) => return Ok(part),
                Err(_) => {
                    let message = format!("line {} cannot be read", self.line(from + last));
                    return Err(RecipeFault::new(self.source, message, "check quotes and delimiter"));
                }
            }
            // The reader counts line ends before a row to the row.
            let begin = record.position().map_or(0, |position| position.byte() as usize);
            last = begin + text[begin..].bytes().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
            let start = from + last;
            if record.iter().all(is_blank) {
                continue;
            }
            if self.is_header_again(record.len(), |place| &record[place]) {
                part.irregular.header(start);
                continue;
            }
            self.is_fitting(start, wanted, record.len(), record.as_slice().len(), |place| {
                record.get(place).unwrap_or(&[])
            })?;
            part.irregular.cells(self, part.rows, record.len(), |place| &record[place]);
            let raw = &text[last..(reader.position().byte() as usize).max(last)];
            part.irregular.quotes(self, start, raw.as_bytes(), &record)?;
            for (place, column) in wanted.iter().zip(&mut part.columns) {
                // The text is UTF-8 and cut at ASCII characters only.
                self.take(record.get(*place).and_then(|cell| std::str::from_utf8(cell).ok()).unwrap_or(""), column);
            }
            line_number += self.line_ends(from + counted, start);
            counted = last;
            part.lines.note(part.rows, line_number);
            part.rows += 1;
        }
    }

    /// Whether a row is the header once more, as in files that were put together: whatever the case of its letters, with or without empty cells at its
    /// end. A mark of a file's beginning takes the quotes of the first cell for letters.
    #[inline]
    fn is_header_again<'c>(&self, cells: usize, cell: impl Fn(usize) -> &'c [u8]) -> bool {
        let is_heading = |place: usize| {
            let heading = self.header.get(place).map_or("", String::as_str);
            let cell = if place < cells { cell(place) } else { &[] };
            cell == heading.as_bytes() || is_same_heading(cell, heading)
        };
        // In a list of one column a name may be its heading.
        cells > 1 && self.needed > 1 && is_heading(0) && (1..cells.max(self.needed)).all(is_heading)
    }

    /// Whether a row has no cells beyond the header but empty ones, and none that is wanted and too long.
    fn is_fitting<'c>(
        &self,
        start: usize,
        wanted: &[usize],
        cells: usize,
        bytes: usize,
        cell: impl Fn(usize) -> &'c [u8],
    ) -> Result<(), RecipeFault> {
        let width = self.header.len();
        if cells > width && (width..cells).any(|place| !is_blank(cell(place))) {
            let message = format!("line {} has {cells} cells, the header has {width}", self.line(start));
            return Err(RecipeFault::new(self.source, message, "check quotes and delimiter"));
        }
        if bytes > CELL_LETTERS_MAX {
            let letters = |place: usize| std::str::from_utf8(cell(place)).map_or(0, |cell| cell.chars().count());
            let long =
                wanted.iter().map(|place| (place, letters(*place))).find(|(_, letters)| *letters > CELL_LETTERS_MAX);
            if let Some((place, letters)) = long {
                let message = format!(
                    "line {}, column {}: a cell of {letters} characters, at most {CELL_LETTERS_MAX} are read",
                    self.line(start),
                    place + 1
                );
                return Err(RecipeFault::new(self.source, message, "correct the cell; a quote may not be closed"));
            }
        }
        Ok(())
    }

    #[inline]
    fn take(&self, cell: &str, column: &mut Cells) {
        let cell = if self.input.trim { cell.trim() } else { cell };
        column.hashes.push(cell_hash(cell));
        column.texts.push(cell);
    }
}

/// A fingerprint that is made faster than the ones that are kept; it never leaves the reader.
fn cell_hash(cell: &str) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    hasher.write(cell.as_bytes());
    hasher.finish()
}

impl Column {
    fn new(keeps_all: bool) -> Self {
        if keeps_all { Self::All(Texts::default()) } else { Self::Distinct(Interner::default(), Vec::new()) }
    }

    /// The cells of the parts that follow.
    fn append(&mut self, parts: &[Cells]) {
        for part in parts {
            match self {
                Self::All(texts) => texts.append(&part.texts),
                Self::Distinct(texts, keys) => {
                    keys.reserve(part.hashes.len());
                    let cells = part.texts.iter().zip(&part.hashes);
                    keys.extend(cells.map(|(cell, hash)| texts.number_hashed(cell, *hash)));
                }
            }
        }
    }

    fn finish(self) -> StringColumn {
        match self {
            Self::All(values) => StringColumn { keys: (0..values.len() as u32).collect(), values },
            Self::Distinct(texts, keys) => StringColumn { keys, values: texts.into_texts() },
        }
    }
}

/// Parts each thread cuts before columns number their cells: one alone would leave a thread idle whenever parts differ, many would take memory.
const PARTS_AT_ONCE: usize = 2;

/// The cure of open quotes.
pub(super) const CLOSE_QUOTES: &str = "close the quotes, or double a quote inside a cell";

/// Whether a cell is a heading but for case, the mark of a file's beginning, quotes, and spaces, also full-width ones, around it.
fn is_same_heading(cell: &[u8], heading: &str) -> bool {
    if cell.len() > heading.len() + 64 {
        return false;
    }
    std::str::from_utf8(cell).is_ok_and(|cell| {
        let bare = cell.trim().trim_start_matches('\u{feff}').trim().trim_matches('"').trim();
        bare.eq_ignore_ascii_case(heading.trim())
    })
}

/// Whether nothing but spaces, also full-width ones, stands in a cell.
#[inline]
fn is_blank(cell: &[u8]) -> bool {
    !cell.first().is_some_and(u8::is_ascii_graphic)
        && std::str::from_utf8(cell).is_ok_and(|cell| cell.trim().is_empty())
}

/// Rows of a text.
pub(super) fn reader(delimiter: u8, text: &[u8]) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text)
}

/// Whether rows can be told by line feeds alone: no quotes, and no carriage return but before a line feed.
fn is_plain(text: &[u8]) -> bool {
    memchr::memchr(b'"', text).is_none() && memchr::memchr_iter(b'\r', text).all(|at| text.get(at + 1) == Some(&b'\n'))
}

#[cfg(test)]
mod tests {
    use super::super::recipe::Recipe;
    use super::super::table::FileTable;

    /// Rows with line ends and quotes inside cells, over several parts of the file.
    #[test]
    fn a_row_is_never_cut_in_two() {
        let recipe = Recipe::parse(
            "link = \"dedupe\"\n[input]\nid = \"id\"\n[[field]]\nname = \"a\"\n[[compare]]\nfield = \"a\"\nlevels = [\"exact\"]\n",
        )
        .expect("a recipe");
        for quoted in [false, true] {
            let mut text = String::from("id,a,b\r\n");
            for row in 0..200_000_u32 {
                let cell =
                    if quoted { format!("\"語{},\n\"\"{}\"", row % 7, row % 3) } else { format!("語{}", row % 7) };
                text.push_str(&format!("r{row},{cell},とても長い言葉をもう一つ書く\r\n"));
            }
            let table = FileTable::read(&recipe, 0, "f", text.as_bytes()).expect("readable");
            assert_eq!(table.rows, 200_000);
            for row in (0..200_000_usize).step_by(997) {
                assert_eq!(table.columns[0].text(row), format!("r{row}"));
                let cell = if quoted { format!("語{},\n\"{}", row % 7, row % 3) } else { format!("語{}", row % 7) };
                assert_eq!(table.columns[1].text(row), cell);
                assert_eq!(table.columns[2].text(row), "", "a column nobody asks for is not kept");
            }
            let open = format!("{text}x,\"open,z\r\nnext,y,z\r\n");
            let fault = &FileTable::read(&recipe, 0, "f", open.as_bytes()).expect_err("an open quote")[0];
            assert!(fault.to_string().contains("a quoted cell does not end"), "{fault}");
            text.push_str("x,y,z,too much\r\n");
            let fault = &FileTable::read(&recipe, 0, "f", text.as_bytes()).expect_err("a row too long")[0];
            let line = if quoted { 400_002 } else { 200_002 };
            assert_eq!(fault.message, format!("line {line} has 4 cells, the header has 3"));
        }
    }
}
