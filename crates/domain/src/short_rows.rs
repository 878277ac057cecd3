//! Rows with fewer cells than their header: an exporter that leaves out empty cells at the end of a row, or rows torn by line ends?
//!
//! A line end that stands in a cell without quotes tears a row into pieces that follow each other, and together hold all its delimiters. Rows
//! whose ends are left out do so only by chance. Where it cannot be told, it is left to a person.

/// Ends are left out only when at least so many rows are short beyond the torn ones …
const LEFT_OUT_MIN: usize = 3;

/// … when at least one of so many short rows is none of the torn ones …
const SHORT_PER_LEFT_OUT_MAX: usize = 3;

/// … and at least one row of so many is short.
const ROWS_PER_SHORT_MAX: usize = 20;

/// The short rows of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShortRows {
    /// Row (from 0) and its cells, ascending by row.
    rows: Vec<(u32, u32)>,
}

/// What short rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShortRowsAre {
    /// None is short.
    None,
    /// Their empty ends are left out.
    LeftOut,
    /// So many of them may be pieces of torn rows, or too few are short to be a habit.
    Doubtful {
        /// Short rows that, put together, give whole ones.
        torn: usize,
    },
}

impl ShortRows {
    /// Notes a short row (from 0, ascending) and its cells.
    pub fn note(&mut self, row: usize, cells: usize) {
        self.rows.push((row as u32, cells as u32));
    }

    /// Appends the short rows of a part that begins at this row (from 0).
    pub fn append(&mut self, row: usize, part: &Self) {
        self.rows.extend(part.rows.iter().map(|(own, cells)| (own + row as u32, *cells)));
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The first one and its cells.
    #[must_use]
    pub fn first(&self) -> Option<(usize, usize)> {
        self.rows.first().map(|(row, cells)| (*row as usize, *cells as usize))
    }

    /// The fewest cells of a row.
    #[must_use]
    pub fn fewest_cells(&self) -> Option<usize> {
        self.rows.iter().map(|(_, cells)| *cells as usize).min()
    }

    /// Whether this row (from 0) is the last short one.
    #[must_use]
    pub fn ends_with(&self, row: usize) -> bool {
        self.rows.last().is_some_and(|(last, _)| *last as usize == row)
    }

    /// What they are in a table of so many rows, where a whole one has `needed` to `width` cells.
    #[must_use]
    pub fn judge(&self, needed: usize, width: usize, rows: usize) -> ShortRowsAre {
        let Some((_, cells)) = self.rows.first() else { return ShortRowsAre::None };
        // A header that is wider than every row.
        if self.rows.len() == rows && self.rows.iter().all(|(_, other)| other == cells) {
            return ShortRowsAre::LeftOut;
        }
        let runs = self.rows.chunk_by(|one, next| one.0 + 1 == next.0);
        let torn: usize = runs.map(|run| pieces(run, needed, width)).sum();
        let (short, others) = (self.rows.len(), self.rows.len() - torn);
        let is_habit =
            others >= LEFT_OUT_MIN && others * SHORT_PER_LEFT_OUT_MAX >= short && short * ROWS_PER_SHORT_MAX >= rows;
        if is_habit { ShortRowsAre::LeftOut } else { ShortRowsAre::Doubtful { torn } }
    }
}

/// Tables up to this width are narrow: two short rows often make a whole one by chance.
const NARROW: usize = 3;

/// How many of these rows, which follow each other, are pieces: put together they give whole rows with all their delimiters. A piece without a
/// delimiter fits behind or before any row. In a narrow table a run counts only when no end is left over.
fn pieces(run: &[(u32, u32)], needed: usize, width: usize) -> usize {
    let (mut found, mut begin) = (0, 0);
    while begin < run.len() {
        let mut delimiters = 0;
        let whole = run[begin..].iter().position(|(_, cells)| {
            delimiters += (*cells as usize).saturating_sub(1);
            delimiters + 1 >= needed || delimiters == 0
        });
        match whole {
            Some(last) if delimiters < width => {
                found += last + 1;
                begin += last + 1;
            }
            _ => begin += 1,
        }
    }
    if width <= NARROW && found < run.len() { 0 } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Judges rows of these cells under a header of `width`.
    fn judged(width: usize, cells: &[usize]) -> ShortRowsAre {
        let mut short = ShortRows::default();
        for (row, cells) in cells.iter().enumerate().filter(|(_, cells)| **cells < width) {
            short.note(row, *cells);
        }
        short.judge(width, width, cells.len())
    }

    #[test]
    fn pieces_of_torn_rows_are_no_left_out_ends() {
        // Five columns; every second row is torn in its third one.
        let torn: Vec<usize> = [5, 3, 3].repeat(40);
        assert_eq!(judged(5, &torn), ShortRowsAre::Doubtful { torn: 80 });
        // Torn at different places, some twice, some in the last column.
        let torn: Vec<usize> = [5, 2, 4, 5, 1, 2, 2, 3, 5].repeat(40);
        assert!(matches!(judged(5, &torn), ShortRowsAre::Doubtful { torn: 240 }));
        // A few rows whose ends are missing among many torn ones decide nothing.
        let mut few = [5, 3, 3].repeat(40);
        few.extend([4, 5, 4, 5, 4, 5]);
        assert_eq!(judged(5, &few), ShortRowsAre::Doubtful { torn: 80 });
        // Every row is torn, and the last one lacks its end.
        let all = [[3; 2].repeat(40), vec![4]].concat();
        assert_eq!(judged(5, &all), ShortRowsAre::Doubtful { torn: 80 });
    }

    #[test]
    fn ends_are_left_out_by_habit() {
        assert_eq!(judged(5, &[5, 5]), ShortRowsAre::None);
        assert_eq!(judged(5, &[5, 4, 5, 3, 5, 5, 4]), ShortRowsAre::LeftOut);
        // Every second row of three columns lacks its last cell.
        assert_eq!(judged(3, &[3, 2, 3, 2, 3, 2]), ShortRowsAre::LeftOut);
        // Blocks of sixteen rows as spreadsheets write them.
        assert_eq!(judged(9, &[[9; 16], [9; 16], [8; 16], [9; 16]].concat()), ShortRowsAre::LeftOut);
        // No row is as wide as the header.
        assert_eq!(judged(3, &[2; 10]), ShortRowsAre::LeftOut);
    }

    #[test]
    fn too_few_short_rows_are_no_habit() {
        assert_eq!(judged(5, &[5, 4, 5, 5]), ShortRowsAre::Doubtful { torn: 0 });
        let mut many = vec![5; 1000];
        (0..3).for_each(|at| many[at * 100] = 4);
        assert_eq!(judged(5, &many), ShortRowsAre::Doubtful { torn: 0 });
    }
}
