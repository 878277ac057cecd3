//! On which line of its file a row begins: not every line is a row, not every row one line.

use super::Rows;

/// The lines of rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RowLines {
    /// (row, its line), both from 0, where the next row does not begin on the next line; ascending.
    jumps: Vec<(u32, u32)>,
}

impl RowLines {
    /// The line of a row (from 0), counted from 1; `None` when it is not known, because the rows come from no file.
    #[must_use]
    pub fn of(&self, row: usize) -> Option<u32> {
        self.place(row as u32).map(|line| line + 1)
    }

    fn place(&self, row: u32) -> Option<u32> {
        let known = self.jumps.partition_point(|(first, _)| *first <= row).checked_sub(1)?;
        let (first, line) = self.jumps[known];
        Some(line + row - first)
    }

    /// Notes the line of the next row, both from 0.
    pub(super) fn note(&mut self, row: usize, line: u32) {
        if self.place(row as u32) != Some(line) {
            self.jumps.push((row as u32, line));
        }
    }

    /// Appends a part that begins on this row and this line, both from 0.
    pub(super) fn append(&mut self, row: usize, line: u32, part: &Self) {
        part.jumps.iter().for_each(|(own, of_part)| self.note(row + *own as usize, line + of_part));
    }
}

impl Rows<'_> {
    /// Line ends between two places of the text: line feeds, and carriage returns by themselves.
    pub(super) fn line_ends(&self, from: usize, to: usize) -> u32 {
        let bytes = self.text.as_bytes();
        let part = &bytes[from.min(to)..to];
        let alone = |at: &usize| bytes.get(from + at + 1) != Some(&b'\n');
        (memchr::memchr_iter(b'\n', part).count() + memchr::memchr_iter(b'\r', part).filter(alone).count()) as u32
    }

    /// The line that begins here, from 1; counted only when one must be named.
    pub(super) fn line(&self, begin: usize) -> u32 {
        1 + self.line_ends(0, begin.min(self.text.len()))
    }
}
