//! The first records of a file, cut in a given way, for recognising header, delimiter and source.

use crate::cells::{Dialect, texts};
use crate::split::records_of;

/// Records looked at for a header.
pub(crate) const HEADER_SEARCH: usize = 40;
/// Records looked at for the shape of the file.
const SAMPLE_RECORDS: usize = 200;

/// The first records of a file.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    pub(crate) dialect: Dialect,
    /// Non-blank records, with the line each begins on (from 1).
    pub(crate) records: Vec<(u32, Vec<String>)>,
}

impl Sample {
    /// Cuts a text. `whole` says that it is the whole file; otherwise its last record may be torn and is left out.
    pub(crate) fn of_text(text: &str, whole: bool, dialect: Dialect) -> Self {
        Self::up_to(text, whole, dialect, SAMPLE_RECORDS)
    }

    /// As [`Self::of_text`], with so many records at most.
    pub(crate) fn up_to(text: &str, whole: bool, dialect: Dialect, most: usize) -> Self {
        let (mut line, mut counted) = (1, 0);
        let records = records_of(text, whole, dialect, most)
            .into_iter()
            .map(|(start, end)| {
                line += crate::split::newlines(&text.as_bytes()[counted..start]);
                counted = start;
                (line, texts(&text[start..end], dialect))
            })
            .collect();
        Self { dialect, records }
    }

    /// The commonest number of cells among records, and how many records have it.
    pub(crate) fn usual_width(&self) -> (usize, usize) {
        let mut widths = std::collections::BTreeMap::<usize, usize>::new();
        for (_, cells) in &self.records {
            *widths.entry(cells.len()).or_default() += 1;
        }
        widths.into_iter().max_by_key(|(width, count)| (*count, *width)).unwrap_or((0, 0))
    }

    /// The record that looks most like a header, without knowing any definition: the first one that is as wide as the data,
    /// filled nearly everywhere with different words rather than numbers.
    pub(crate) fn likely_header(&self) -> Option<usize> {
        let (usual, _) = self.usual_width();
        let usual = usual.max(1);
        self.records.iter().take(HEADER_SEARCH).position(|(_, cells)| {
            let filled: Vec<&str> = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
            let words = filled.iter().filter(|cell| looks_like_word(cell)).count();
            let mut different = filled.clone();
            different.sort_unstable();
            different.dedup();
            filled.len() * 10 >= usual * 6 && words * 10 >= filled.len() * 7 && different.len() * 10 >= filled.len() * 5
        })
    }
}

/// Not a number, a date or a bare code.
fn looks_like_word(cell: &str) -> bool {
    cell.chars().any(|c| c.is_alphabetic())
        && japanese::date::parse(cell, &japanese::date::DateContext::default()).is_none()
}
