//! A CSV in memory: string columns, each distinct cell once.

use std::borrow::Cow;

use japanese::text::{DecodeProblemKind, Encoding, Unsupported, header_key, unsupported};

use super::read_rows::{self, CLOSE_QUOTES, RowLines, Rows};
use super::recipe::{FieldSpec, Input, Recipe, RecipeFault};
use crate::core::interner::Interner;
use crate::core::texts::Texts;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileTable {
    /// The recipe's name for it, else the file's stem; `source` in the output.
    pub source: String,
    /// Header, as delivered and trimmed.
    pub header: Vec<String>,
    /// One per header; those the recipe does not ask for are not read and stay empty.
    pub columns: Vec<StringColumn>,
    /// Rows.
    pub rows: usize,
    /// The line of each row in its file.
    pub lines: RowLines,
    /// What was doubtful about the file, each with its cure.
    pub doubts: Vec<String>,
}

/// One column, dictionary-encoded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StringColumn {
    /// Per row: number of its value.
    pub keys: Vec<u32>,
    /// The cells by their number: distinct ones, though not in the id column of a file that was read, where each row has its own.
    pub values: Texts,
}

impl StringColumn {
    /// A column of these cells.
    #[must_use]
    pub fn of_cells<'a>(cells: impl Iterator<Item = &'a str>) -> Self {
        let mut texts = Interner::default();
        let keys = cells.map(|cell| texts.number(cell)).collect();
        Self { keys, values: texts.into_texts() }
    }

    /// The cell of a row; empty in a column that was not read.
    #[must_use]
    pub fn text(&self, row: usize) -> &str {
        self.keys.get(row).map_or("", |key| self.values.get(*key as usize))
    }
}

impl Input {
    /// The header of the column the recipe calls `name`.
    fn called<'a>(&'a self, name: &'a str) -> &'a str {
        self.columns.iter().find(|(known, _)| known == name).map_or(name, |(_, header)| header)
    }

    /// The places of the columns that may be the one the recipe calls `name`: of its name to the letter, else of its name but for width, case,
    /// spaces, line ends and brackets.
    fn places(&self, header: &[String], name: &str) -> Vec<usize> {
        let wanted = self.called(name);
        let fitting = |fits: &dyn Fn(&String) -> bool| -> Vec<usize> {
            (0..header.len()).filter(|at| fits(&header[*at])).collect()
        };
        let exact = fitting(&|known| known == wanted);
        let key = header_key(wanted);
        if exact.is_empty() && !key.is_empty() { fitting(&|known| header_key(known) == key) } else { exact }
    }

    /// The place of the one column the recipe calls `name` in this input's header.
    pub(super) fn place(&self, header: &[String], name: &str) -> Option<usize> {
        match self.places(header, name).as_slice() {
            [place] => Some(*place),
            _ => None,
        }
    }

    /// That no two columns could be one the recipe asks for.
    ///
    /// # Errors
    /// They could.
    fn are_distinct(&self, header: &[String], source: &str, fields: &[FieldSpec]) -> Result<(), RecipeFault> {
        match self.names(fields).find_map(|name| self.places(header, name).get(..2).map(<[usize]>::to_vec)) {
            Some(places) => {
                let message = format!("columns {} and {} have one name", places[0] + 1, places[1] + 1);
                Err(RecipeFault::new(source, message, "rename one of them; the recipe asks for this name"))
            }
            None => Ok(()),
        }
    }

    /// All names the recipe asks for.
    fn names<'a>(&'a self, fields: &'a [FieldSpec]) -> impl Iterator<Item = &'a String> {
        self.ids.iter().chain(fields.iter().flat_map(|field| field.columns.iter().chain(&field.headers)))
    }

    /// That a first line without any column the recipe asks for is no header. It may be a record and is not shown.
    ///
    /// # Errors
    /// It is none.
    pub(super) fn is_header(&self, header: &[String], source: &str, fields: &[FieldSpec]) -> Result<(), RecipeFault> {
        let columns = || self.ids.iter().chain(fields.iter().flat_map(|field| &field.columns));
        if self.names(fields).any(|name| !self.places(header, name).is_empty()) {
            return Ok(());
        }
        let asked = columns().map(|name| self.called(name)).collect::<Vec<_>>().join(", ");
        Err(RecipeFault::new(
            source,
            "line 1 seems to be no header: no column the recipe asks for stands there",
            format!(
                "the first line must name the columns, check `delimiter`, or map them with `columns` of the file; asked for are: {asked}"
            ),
        ))
    }

    /// Which of the columns asked for a file has. Others are only counted: they may be no names but a record.
    pub(super) fn found(&self, header: &[String], fields: &[FieldSpec]) -> String {
        let mut places: Vec<usize> = self.names(fields).filter_map(|name| self.place(header, name)).collect();
        places.sort_unstable();
        places.dedup();
        let names: Vec<&str> = places.iter().map(|place| header[*place].as_str()).collect();
        match header.len() - names.len() {
            0 => format!("found are: {}", names.join(", ")),
            others => format!("found are: {}, and {others} columns of other names", names.join(", ")),
        }
    }

    /// The places of the columns the recipe asks for, ascending.
    fn wanted(&self, header: &[String], fields: &[FieldSpec]) -> Vec<usize> {
        let of_fields = fields.iter().flat_map(|field| self.field_places(header, field).unwrap_or_default());
        let mut wanted: Vec<usize> = of_fields.chain(self.id_place(header)).collect();
        wanted.sort_unstable();
        wanted.dedup();
        wanted
    }

    /// The place of the id column.
    pub(super) fn id_place(&self, header: &[String]) -> Option<usize> {
        self.ids.iter().find_map(|name| self.place(header, name))
    }

    /// The places of a field's columns; none when it is optional and not there.
    ///
    /// # Errors
    /// The column that is not there.
    pub(super) fn field_places<'a>(&self, header: &[String], field: &'a FieldSpec) -> Result<Vec<usize>, &'a str> {
        if let [column] = field.columns.as_slice() {
            let names = std::iter::once(column).chain(&field.headers);
            if let Some(place) = names.into_iter().find_map(|name| self.place(header, name)) {
                return Ok(vec![place]);
            }
        }
        let places: Result<Vec<usize>, &str> =
            field.columns.iter().map(|column| self.place(header, column).ok_or(column.as_str())).collect();
        if places.is_err() && field.optional { Ok(Vec::new()) } else { places }
    }
}

impl FileTable {
    /// Reads the bytes of the file at a position of the command line (from 0), as the recipe says.
    ///
    /// # Errors
    /// A first line that names no column the recipe asks for, does not end or has two headings of a name the recipe asks for; a file that is no text; bytes that are not text of the encoding;
    /// a row with more cells than the header, or with fewer where that is no habit of the file; a quote that does not end; a cell that is too long.
    pub fn read(recipe: &Recipe, position: usize, stem: &str, bytes: &[u8]) -> Result<Self, Vec<RecipeFault>> {
        let input = recipe.input(position, stem);
        let source = input.name.clone().unwrap_or_else(|| stem.to_owned());
        let (text, guessed) = decoded(input, &source, bytes)?;
        let (header, begin) = header(recipe, input, &source, &text)?;
        let wanted = input.wanted(&header, &recipe.fields);
        let read = Rows::new(&text, begin, input, &source, &header).columns(&wanted)?;
        let mut columns = vec![StringColumn::default(); header.len()];
        for (place, column) in wanted.into_iter().zip(read.columns) {
            columns[place] = column;
        }
        let doubts = guessed.into_iter().chain(read.doubts).collect();
        Ok(Self { source, header, columns, rows: read.rows, lines: read.lines, doubts })
    }
}

impl FileTable {
    /// Where a row stands, for people.
    pub(super) fn place(&self, row: usize) -> String {
        self.lines.of(row).map_or_else(|| format!("record {}", row + 1), |line| format!("line {line}"))
    }

    /// A table of cells that are at hand: `cell(column, row)`; trimmed as the recipe says for the input at this position. As of a file, columns
    /// the recipe does not ask for stay empty.
    pub fn of_cells<'a>(
        recipe: &Recipe,
        position: usize,
        source: &str,
        header: &[String],
        rows: usize,
        cell: impl Fn(usize, usize) -> &'a str,
    ) -> Self {
        let input = recipe.input(position, source);
        let trimmed = |text: &'a str| if input.trim { text.trim() } else { text };
        let mut columns = vec![StringColumn::default(); header.len()];
        for place in input.wanted(header, &recipe.fields) {
            columns[place] = StringColumn::of_cells((0..rows).map(|row| trimmed(cell(place, row))));
        }
        Self { source: source.to_owned(), header: header.to_vec(), columns, rows, ..Self::default() }
    }
}

/// The text of a file, and what to say of an encoding that was guessed.
fn decoded<'a>(
    input: &Input,
    source: &str,
    bytes: &'a [u8],
) -> Result<(Cow<'a, str>, Option<String>), Vec<RecipeFault>> {
    // Plain UTF-8 is used where it lies. Zeros and escapes may mean UTF-16 or JIS.
    if matches!(input.encoding, None | Some(Encoding::Utf8))
        && memchr::memchr2(0, 0x1b, bytes).is_none()
        && let Ok(text) = simdutf8::basic::from_utf8(bytes)
    {
        let text = text.trim_start_matches('\u{feff}');
        return Ok((Cow::Borrowed(&text[..before_marks(text)]), None));
    }
    if input.encoding.is_none()
        && let Some(known) = unsupported(&bytes[..bytes.len().min(LOOKED_AT)])
    {
        let (what, cure) = foreign(known);
        return Err(vec![RecipeFault::new(source, format!("the file is {what}"), cure)]);
    }
    let decoded = japanese::text::decode(bytes, input.encoding);
    let encoding = match decoded.encoding {
        Encoding::Utf8 | Encoding::Utf8Bom => "utf-8",
        Encoding::Cp932 => "cp932",
        Encoding::Utf16Le => "utf-16le",
        Encoding::Utf16Be => "utf-16be",
        Encoding::Windows1252 => "windows-1252",
    };
    if let Some(problem) = decoded.problems.first() {
        let before = &bytes[..problem.byte as usize];
        let begin = before.iter().rposition(|byte| matches!(byte, b'\n' | b'\r')).map_or(0, |end| end + 1);
        let place = match decoded.encoding {
            Encoding::Utf16Le | Encoding::Utf16Be => String::new(),
            _ => format!(", byte {} of the line", before.len() - begin + 1),
        };
        let message = format!(
            "line {}{place}: {} in {encoding}{}, {} places in all",
            problem.line,
            if problem.kind == DecodeProblemKind::Nul { "a zero byte" } else { "no text" },
            if input.encoding.is_none() { ", which the file seems to be in" } else { "" },
            decoded.problem_count
        );
        let cure = "set `encoding` of the input (utf-8, cp932, utf-16le …), or correct the file";
        return Err(vec![RecipeFault::new(source, message, cure)]);
    }
    // Without a mark at its beginning an encoding is only likely.
    let guessed = (input.encoding.is_none() && !decoded.bom && encoding != "utf-8").then(|| {
        format!("{source}: read as {encoding}, by the look of its bytes; cure: if names look wrong, set `encoding` of the input")
    });
    let mut text = decoded.text;
    text.truncate(before_marks(&text));
    Ok((Cow::Owned(text), guessed))
}

/// Where a text ends before the marks (0x1A) with which old systems fill the last block of a file, line ends between them.
fn before_marks(text: &str) -> usize {
    let end = text.trim_end_matches(['\u{1a}', '\r', '\n']).len();
    text[end..].find('\u{1a}').map_or(text.len(), |mark| end + mark)
}

/// So many bytes tell what a file is.
const LOOKED_AT: usize = 1 << 20;

/// What a file is that is no text we read, and the cure.
fn foreign(known: Unsupported) -> (&'static str, &'static str) {
    match known {
        Unsupported::EucJp => ("in EUC-JP", "save it as UTF-8 or Shift_JIS"),
        Unsupported::Iso2022Jp => ("in ISO-2022-JP (JIS)", "save it as UTF-8 or Shift_JIS"),
        Unsupported::Zip => ("a zip archive or an Excel workbook", "save it as CSV"),
        Unsupported::OldExcel => ("an old Excel workbook (.xls)", "save it as CSV"),
        Unsupported::Pdf => ("a PDF", "have it delivered as CSV"),
        Unsupported::Binary => ("no text", "have it delivered as CSV"),
    }
}

/// Where the header begins: behind a line `sep=,`, which tells a spreadsheet the delimiter.
///
/// # Errors
/// That line tells another delimiter than the recipe.
fn begin(input: &Input, source: &str, text: &str) -> Result<usize, RecipeFault> {
    let end = text.find(['\n', '\r']).unwrap_or(text.len());
    let told = text[..end].trim_matches('"').strip_prefix("sep=").map(str::as_bytes);
    match told {
        Some([delimiter]) if *delimiter == input.delimiter => {
            Ok(end + text[end..].bytes().take_while(|byte| matches!(byte, b'\n' | b'\r')).count())
        }
        Some([_]) => Err(RecipeFault::new(
            source,
            "line 1 tells another delimiter than the recipe",
            "set `delimiter` of the input to the one behind `sep=`",
        )),
        _ => Ok(0),
    }
}

/// The header, and where the rows begin.
fn header(recipe: &Recipe, input: &Input, source: &str, text: &str) -> Result<(Vec<String>, usize), Vec<RecipeFault>> {
    let fault = |message: String, cure: &str| Err(vec![RecipeFault::new(source, message, cure)]);
    let first = begin(input, source, text).map_err(|fault| vec![fault])?;
    let mut reader = read_rows::reader(input.delimiter, &text.as_bytes()[first..]);
    let mut cells = csv::ByteRecord::new();
    let trimmed = |cell: &[u8]| {
        let cell = String::from_utf8_lossy(cell);
        if input.trim { cell.trim().to_owned() } else { cell.into_owned() }
    };
    if reader.read_byte_record(&mut cells).is_err() {
        return fault("line 1 cannot be read".to_owned(), "check quotes and delimiter");
    }
    let header: Vec<String> = cells.iter().map(trimmed).collect();
    let begin = first + reader.position().byte() as usize;
    // A heading may stand on two lines, but not hold rows.
    if read_rows::is_run_together(&cells, &text.as_bytes()[first..begin], input.delimiter)
        || begin >= text.len() && read_rows::is_open(&text[first..], input.delimiter)
    {
        return fault("line 1: a quoted cell does not end".to_owned(), CLOSE_QUOTES);
    }
    if header.iter().all(String::is_empty) {
        return fault("the file has no header".to_owned(), "the first line must name the columns");
    }
    input.is_header(&header, source, &recipe.fields).map_err(|fault| vec![fault])?;
    input.are_distinct(&header, source, &recipe.fields).map_err(|fault| vec![fault])?;
    Ok((header, begin))
}
