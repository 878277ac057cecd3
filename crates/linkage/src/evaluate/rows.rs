//! The lines of a CSV that somebody handed in, one at a time, and what is wrong with them in words a clerk can use.

/// Which of the files is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandedIn {
    /// The truth.
    Truth,
    /// The clusters.
    Clusters,
    /// The pairs.
    Pairs,
}

/// Something wrong with a file handed in. Values of the file are not repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}行目: {message} {cure}")]
pub struct FileFault {
    /// The file.
    pub file: HandedIn,
    /// Line, from 1.
    pub line: u64,
    /// What is wrong, in Japanese.
    pub message: String,
    /// What helps, in Japanese.
    pub cure: String,
}

/// A CSV with the columns that are asked for; other columns are passed over, cells are trimmed.
pub(super) struct Rows<'a> {
    file: HandedIn,
    text: &'a str,
    reader: csv::Reader<&'a [u8]>,
    columns: Vec<Option<usize>>,
    record: csv::StringRecord,
}

impl<'a> Rows<'a> {
    /// Reads the header. `needed` columns come first, `optional` ones after them; cells are asked for by that place.
    pub(super) fn open(
        file: HandedIn,
        text: &'a str,
        needed: &[&str],
        optional: &[&str],
        shape: &str,
    ) -> Result<Self, FileFault> {
        let text = text.trim_start_matches('\u{feff}');
        let reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
        let mut rows = Self { file, text, reader, columns: Vec::new(), record: csv::StringRecord::new() };
        let header = match rows.reader.headers() {
            Ok(header) => header.clone(),
            Err(error) => return Err(rows.unreadable(&error)),
        };
        let find = |name: &&str| header.iter().position(|title| title == *name);
        if let Some(missing) = needed.iter().find(|name| find(name).is_none()) {
            return Err(FileFault {
                file,
                line: 1,
                message: format!("見出しに列 {missing} がありません。"),
                cure: format!("1行目を {shape} の見出しにしてください（[ ] の列はなくてもかまいません）。"),
            });
        }
        rows.columns = needed.iter().chain(optional).map(find).collect();
        Ok(rows)
    }

    /// Whether the column of this place is there.
    pub(super) fn has(&self, place: usize) -> bool {
        self.columns[place].is_some()
    }

    /// Goes to the next line; false after the last one.
    pub(super) fn next(&mut self) -> Result<bool, FileFault> {
        match self.reader.read_record(&mut self.record) {
            Ok(more) => Ok(more),
            Err(error) => Err(self.unreadable(&error)),
        }
    }

    /// The cell of a column; empty when the line or the file has none.
    pub(super) fn cell(&self, place: usize) -> &str {
        self.columns[place].and_then(|column| self.record.get(column)).unwrap_or("")
    }

    /// The line in hand, from 1.
    pub(super) fn line(&self) -> u64 {
        // The reader counts a record from the end of the one before: blank lines and the LF of CR LF come first.
        self.record.position().map_or(1, |position| {
            let rest = &self.text.as_bytes()[(position.byte() as usize).min(self.text.len())..];
            let skipped = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n');
            position.line() + skipped.count() as u64
        })
    }

    /// Something wrong with the line in hand.
    pub(super) fn fault(&self, message: impl Into<String>, cure: impl Into<String>) -> FileFault {
        self.fault_on(self.line(), message, cure)
    }

    /// Something wrong with this line.
    pub(super) fn fault_on(&self, line: u64, message: impl Into<String>, cure: impl Into<String>) -> FileFault {
        FileFault { file: self.file, line, message: message.into(), cure: cure.into() }
    }

    fn unreadable(&self, error: &csv::Error) -> FileFault {
        let line = error.position().map_or(1, csv::Position::line);
        self.fault_on(line, "行を読めません。", "CSV の引用符の閉じ忘れがないか確かめてください。")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        for end in ["\n", "\r\n"] {
            let text = format!("\u{feff}key,cluster{end}1,a{end}{end}\"2{end}3\",b{end}{end}{end}4,c");
            let mut rows = Rows::open(HandedIn::Truth, &text, &["key"], &[], "key").expect("a header");
            let mut lines = Vec::new();
            while rows.next().expect("readable") {
                lines.push(rows.line());
            }
            assert_eq!(lines, [2, 4, 8], "{end:?}");
        }
    }
}
