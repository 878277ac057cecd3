//! One member of a OneRoster set as a table of texts, its columns found by name whatever their letter case.

use japanese::text::{Encoding, mojibake_repair_text};

use crate::cells::{Dialect, texts};
use crate::split::{newlines, records_of};

const CSV: Dialect = Dialect { delimiter: b',', quoted: true };

/// A member, decoded and cut.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
    /// Line on which each row begins.
    pub(crate) lines: Vec<u32>,
    pub(crate) encoding: Encoding,
    /// What happened to a text that was decoded wrongly once.
    pub(crate) damage: Option<&'static str>,
}

impl Table {
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let decoded = japanese::text::decode(bytes, None);
        let damage = mojibake_repair_text(&decoded.text).map(|repair| repair.damage.label());
        let text = decoded.text;
        let mut header = Vec::new();
        let (mut rows, mut lines) = (Vec::new(), Vec::new());
        let (mut line, mut counted) = (1, 0);
        for (number, (start, end)) in records_of(&text, true, CSV, usize::MAX).into_iter().enumerate() {
            line += newlines(&text.as_bytes()[counted..start]);
            counted = start;
            let cells = texts(&text[start..end], CSV);
            if number == 0 {
                header = cells;
            } else {
                rows.push(cells);
                lines.push(line);
            }
        }
        Self { header, rows, lines, encoding: decoded.encoding, damage }
    }

    /// The column with one of these names; letter case and `metadata.jp.` do not matter.
    pub(crate) fn column(&self, names: &[&str]) -> Option<usize> {
        let fold = |name: &str| {
            let name = name.trim().to_ascii_lowercase();
            let name = name.strip_prefix("metadata.jp.").or_else(|| name.strip_prefix("metadata.")).unwrap_or(&name);
            name.replace(['.', '_', '-'], "")
        };
        names.iter().find_map(|name| self.header.iter().position(|title| fold(title) == fold(name)))
    }

    /// The cell of a row in a column; empty when there is none.
    pub(crate) fn cell(&self, row: usize, column: Option<usize>) -> &str {
        column.and_then(|column| self.rows.get(row)?.get(column)).map_or("", |cell| cell.trim())
    }

    /// A property of the manifest.
    pub(crate) fn property(&self, name: &str) -> Option<String> {
        self.rows
            .iter()
            .find(|row| row.first().is_some_and(|key| key.trim() == name))
            .and_then(|row| row.get(1))
            .map(|value| value.trim().to_owned())
    }
}
