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
        self.records.iter().enumerate().take(HEADER_SEARCH).position(|(row, (_, cells))| {
            let filled: Vec<&str> = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
            // 1, 2 … 31 are the days of a month and stand in a header like words.
            let days = day_numbers(&filled);
            let words = filled.iter().filter(|cell| looks_like_word(cell)).count() + days;
            let mut different = under_groups(row.checked_sub(1).map(|above| self.records[above].1.as_slice()), cells);
            different.sort_unstable();
            different.dedup();
            filled.len() * 10 >= usual * 6 && words * 10 >= filled.len() * 7 && different.len() * 10 >= filled.len() * 5
        })
    }
}

/// How many cells are the days of a month in their order; 0 unless there are about as many as a month has.
fn day_numbers(filled: &[&str]) -> usize {
    let mut next = 1_u32;
    for cell in filled {
        if japanese::digits::fold(cell).trim().parse() == Ok(next) {
            next += 1;
        }
    }
    if (29..=32).contains(&next) { next as usize - 1 } else { 0 }
}

/// The filled cells of a row with the group titles above them: 欠席 under 4月 and under 5月 are two.
fn under_groups<'a>(above: Option<&'a [String]>, cells: &'a [String]) -> Vec<(&'a str, &'a str)> {
    let filled = |cells: &[String]| cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    let above = above.filter(|above| filled(above) >= 2 && filled(above) < filled(cells)).unwrap_or_default();
    let mut group = "";
    let mut titles = Vec::new();
    for (column, cell) in cells.iter().enumerate() {
        if let Some(title) = above.get(column).map(|title| title.trim()).filter(|title| !title.is_empty()) {
            group = title;
        }
        if !cell.trim().is_empty() {
            titles.push((group, cell.trim()));
        }
    }
    titles
}

/// Not a number, a date or a bare code.
fn looks_like_word(cell: &str) -> bool {
    cell.chars().any(|c| c.is_alphabetic())
        && japanese::date::parse(cell, &japanese::date::DateContext::default()).is_none()
}
