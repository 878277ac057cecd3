//! The rows of a CSV into columns, several parts of the file at once.

use rayon::prelude::*;

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
    /// Columns of the header.
    pub(super) width: usize,
}

/// Parts of a file that are read at once are about so large (4 MiB).
const PART_BYTES: usize = 4 << 20;

/// The cells of one column in one part.
enum Cells {
    /// Distinct cells, and per row its number.
    Distinct(Interner, Vec<u32>),
    /// One for each row.
    All(Texts),
}

impl Rows<'_> {
    /// Reads the columns at the `wanted` places; that at `id` keeps a cell for each row. Gives the columns and the number of rows.
    ///
    /// # Errors
    /// The first row that has more cells than the header, or cannot be read.
    pub(super) fn columns(
        &self,
        wanted: &[usize],
        id: Option<usize>,
    ) -> Result<(Vec<StringColumn>, usize), Vec<RecipeFault>> {
        let cuts = self.cuts();
        let parts: Vec<Result<(Vec<Cells>, usize), RecipeFault>> =
            cuts.par_windows(2).map(|ends| self.part(ends[0], ends[1], wanted, id)).collect();
        let mut of_columns: Vec<Vec<Cells>> = wanted.iter().map(|_| Vec::with_capacity(parts.len())).collect();
        let mut rows = 0;
        for part in parts {
            let (cells, here) = part.map_err(|fault| vec![fault])?;
            rows += here;
            of_columns.iter_mut().zip(cells).for_each(|(list, cells)| list.push(cells));
        }
        Ok((of_columns.into_par_iter().map(|parts| joined(parts, rows)).collect(), rows))
    }

    fn reader<'t>(&self, text: &'t [u8]) -> csv::Reader<&'t [u8]> {
        csv::ReaderBuilder::new().delimiter(self.input.delimiter).has_headers(false).flexible(true).from_reader(text)
    }

    /// Where the parts begin, and the end of the last one; each begins with a row.
    fn cuts(&self) -> Vec<usize> {
        let bytes = self.text.as_bytes();
        let mut cuts = vec![self.begin];
        let mut next = self.begin + PART_BYTES;
        if memchr::memchr(b'"', &bytes[self.begin..]).is_none() {
            while next < bytes.len() {
                let Some(found) = memchr::memchr(b'\n', &bytes[next..]) else { break };
                cuts.push(next + found + 1);
                next += found + 1 + PART_BYTES;
            }
        } else {
            // A line end may stand inside quotes: only reading the rows tells.
            let mut reader = self.reader(&bytes[self.begin..]);
            let mut record = csv::ByteRecord::new();
            while next < bytes.len() && reader.read_byte_record(&mut record).unwrap_or(false) {
                let at = self.begin + reader.position().byte() as usize;
                if at >= next {
                    cuts.push(at);
                    next = at + PART_BYTES;
                }
            }
        }
        if cuts.last() != Some(&bytes.len()) {
            cuts.push(bytes.len());
        }
        cuts
    }

    /// The line a row begins on; counted only when one must be named.
    fn line(&self, begin: usize) -> usize {
        let bytes = self.text.as_bytes();
        // The reader counts the feed of the line end before the row to the row.
        let begin = begin + usize::from(bytes.get(begin) == Some(&b'\n'));
        1 + memchr::memchr_iter(b'\n', &bytes[..begin.min(bytes.len())]).count()
    }

    fn part(
        &self,
        from: usize,
        to: usize,
        wanted: &[usize],
        id: Option<usize>,
    ) -> Result<(Vec<Cells>, usize), RecipeFault> {
        let columns = wanted
            .iter()
            .map(|place| {
                if Some(*place) == id {
                    Cells::All(Texts::default())
                } else {
                    Cells::Distinct(Interner::default(), Vec::new())
                }
            })
            .collect();
        let text = &self.text[from..to];
        if is_plain(text.as_bytes()) {
            self.plain_part(from, text, wanted, columns)
        } else {
            self.quoted_part(from, text, wanted, columns)
        }
    }

    /// Reads rows without quotes: cells end at delimiters and line ends, whatever they hold.
    fn plain_part(
        &self,
        from: usize,
        text: &str,
        wanted: &[usize],
        mut columns: Vec<Cells>,
    ) -> Result<(Vec<Cells>, usize), RecipeFault> {
        let delimiter = self.input.delimiter;
        let mut cells: Vec<&str> = Vec::with_capacity(self.width);
        let (mut rows, mut begin) = (0, 0);
        while begin < text.len() {
            let end = memchr::memchr(b'\n', &text.as_bytes()[begin..]).map_or(text.len(), |at| begin + at);
            let line = text[begin..end].strip_suffix('\r').unwrap_or(&text[begin..end]);
            let start = begin;
            begin = end + 1;
            if line.is_empty() {
                continue;
            }
            cells.clear();
            let mut cut = 0;
            for at in memchr::memchr_iter(delimiter, line.as_bytes()) {
                cells.push(&line[cut..at]);
                cut = at + 1;
            }
            cells.push(&line[cut..]);
            if cells.len() > self.width {
                return Err(self.too_many(self.line(from + start), cells.len()));
            }
            for (place, column) in wanted.iter().zip(&mut columns) {
                self.take(cells.get(*place).copied().unwrap_or(""), column);
            }
            rows += 1;
        }
        Ok((columns, rows))
    }

    fn quoted_part(
        &self,
        from: usize,
        text: &str,
        wanted: &[usize],
        mut columns: Vec<Cells>,
    ) -> Result<(Vec<Cells>, usize), RecipeFault> {
        let line = |position: Option<&csv::Position>| {
            self.line(from + position.map_or(0, |position| position.byte() as usize))
        };
        let mut reader = self.reader(text.as_bytes());
        let mut record = csv::ByteRecord::new();
        let mut rows = 0;
        let mut last = 0;
        loop {
            match reader.read_byte_record(&mut record) {
                Ok(true) => last = record.position().map_or(0, |position| position.byte() as usize),
                Ok(false) if from + text.len() == self.text.len() && self.is_open(&text[last..]) => {
                    let message = format!("line {}: a quoted cell does not end", self.line(from + last));
                    return Err(RecipeFault::new(
                        self.source,
                        message,
                        "close the quotes, or double a quote inside a cell",
                    ));
                }
                Ok(false) => return Ok((columns, rows)),
                Err(error) => {
                    let message = format!("line {} cannot be read", line(error.position()));
                    return Err(RecipeFault::new(self.source, message, "check quotes and delimiter"));
                }
            }
            if record.len() > self.width {
                return Err(self.too_many(line(record.position()), record.len()));
            }
            for (place, column) in wanted.iter().zip(&mut columns) {
                // The text is UTF-8 and cut at ASCII characters only.
                self.take(record.get(*place).and_then(|cell| std::str::from_utf8(cell).ok()).unwrap_or(""), column);
            }
            rows += 1;
        }
    }

    /// Whether a quoted cell of the last row does not end: a row behind it becomes part of it.
    fn is_open(&self, row: &str) -> bool {
        row.contains('"') && self.reader(format!("{row}\nrow\n").as_bytes()).byte_records().count() == 1
    }

    #[inline]
    fn take(&self, cell: &str, column: &mut Cells) {
        let cell = if self.input.trim { cell.trim() } else { cell };
        match column {
            Cells::Distinct(texts, keys) => keys.push(texts.number(cell)),
            Cells::All(texts) => texts.push(cell),
        }
    }

    fn too_many(&self, line: usize, cells: usize) -> RecipeFault {
        let message = format!("line {line} has {cells} cells, the header has {}", self.width);
        RecipeFault::new(self.source, message, "check quotes and delimiter")
    }
}

/// Whether rows can be told by line feeds alone: no quotes, and no carriage return but before a line feed.
fn is_plain(text: &[u8]) -> bool {
    memchr::memchr(b'"', text).is_none() && memchr::memchr_iter(b'\r', text).all(|at| text.get(at + 1) == Some(&b'\n'))
}

/// The parts of a column one behind the other.
fn joined(parts: Vec<Cells>, rows: usize) -> StringColumn {
    let mut keys = Vec::with_capacity(rows);
    let mut all = Interner::default();
    let mut texts = Texts::default();
    for part in parts {
        match part {
            Cells::All(own) => texts.append(&own),
            Cells::Distinct(own, own_keys) => {
                let numbers: Vec<u32> = own.hashed().map(|(text, hash)| all.number_hashed(text, hash)).collect();
                keys.extend(own_keys.into_iter().map(|key| numbers[key as usize]));
            }
        }
    }
    if keys.is_empty() {
        keys.extend(0..texts.len() as u32);
        return StringColumn { keys, values: texts };
    }
    StringColumn { keys, values: all.into_texts() }
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
