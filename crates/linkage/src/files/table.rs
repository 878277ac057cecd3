//! A CSV in memory: string columns, each distinct cell once.

use super::interner::Interner;
use super::recipe::{Recipe, RecipeFault};

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileTable {
    /// The recipe's name for it, else the file's stem; `source` in the output.
    pub source: String,
    /// Header, as delivered and trimmed.
    pub header: Vec<String>,
    /// One per header.
    pub columns: Vec<StringColumn>,
    /// Rows.
    pub rows: usize,
}

/// One column, dictionary-encoded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StringColumn {
    /// Per row: index of its value.
    pub keys: Vec<u32>,
    /// Distinct cells.
    pub values: Vec<String>,
}

impl StringColumn {
    /// The cell of a row.
    #[must_use]
    pub fn text(&self, row: usize) -> &str {
        &self.values[self.keys[row] as usize]
    }
}

impl FileTable {
    /// Reads the bytes of the file at a position of the command line (from 0), as the recipe says.
    ///
    /// # Errors
    /// A file without a header, bytes that are not text of the encoding, rows with more cells than the header, two headers of one name.
    pub fn read(recipe: &Recipe, position: usize, stem: &str, bytes: &[u8]) -> Result<Self, Vec<RecipeFault>> {
        let input = recipe.input(position, stem);
        let source = input.name.clone().unwrap_or_else(|| stem.to_owned());
        let decoded = japanese::text::decode(bytes, input.encoding);
        if let Some(problem) = decoded.problems.first() {
            return Err(vec![RecipeFault::new(
                &source,
                format!(
                    "line {}: bytes that are not text in this encoding, {} places in all",
                    problem.line,
                    decoded.problems.len()
                ),
                "set `encoding` of the input (utf-8, cp932, utf-16le …), or correct the file",
            )]);
        }
        let trim = if input.trim { csv::Trim::All } else { csv::Trim::None };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(input.delimiter)
            .trim(trim)
            .flexible(true)
            .from_reader(decoded.text.as_bytes());
        let unreadable = |error: &csv::Error| {
            let line = error.position().map_or(0, csv::Position::line);
            vec![RecipeFault::new(&source, format!("line {line} cannot be read"), "check quotes and delimiter")]
        };
        let header: Vec<String> =
            reader.headers().map_err(|error| unreadable(&error))?.iter().map(str::to_owned).collect();
        if header.is_empty() || header.iter().all(String::is_empty) {
            return Err(vec![RecipeFault::new(
                &source,
                "the file has no header",
                "the first line must name the columns",
            )]);
        }
        let mut twice: Vec<&str> = header.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
        twice.sort_unstable();
        if let Some(pair) = twice.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(vec![RecipeFault::new(
                &source,
                format!("two columns are called `{}`", pair[0]),
                "rename one of them",
            )]);
        }
        let mut builders: Vec<(Interner, Vec<u32>)> = header.iter().map(|_| Default::default()).collect();
        let mut rows = 0;
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).map_err(|error| unreadable(&error))? {
            if record.len() > header.len() {
                return Err(vec![RecipeFault::new(
                    &source,
                    format!(
                        "line {} has {} cells, the header has {}",
                        record.position().map_or(0, csv::Position::line),
                        record.len(),
                        header.len()
                    ),
                    "check quotes and delimiter",
                )]);
            }
            for (at, (texts, keys)) in builders.iter_mut().enumerate() {
                keys.push(texts.number(record.get(at).unwrap_or("")));
            }
            rows += 1;
        }
        Ok(Self {
            source,
            header,
            columns: builders
                .into_iter()
                .map(|(texts, keys)| StringColumn { keys, values: texts.into_texts() })
                .collect(),
            rows,
        })
    }
}
