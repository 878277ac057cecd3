//! Cells with line ends: a text of several lines, or rows that ran together because a quote is not closed?

/// Lines in a cell that hold so many cells are rows; fewer may be a text.
pub const ROW_CELLS_MIN: usize = 3;

/// What the lines of a cell may hold, were they rows that ran together: the cells of the shorter of the two rows at its ends, or of a row in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinesInCell {
    /// Counted by delimiters that no space follows: one before a space belongs to a text, unless cells of the file begin with spaces.
    pub tight: usize,
    /// Counted by all delimiters.
    pub all: usize,
}

impl LinesInCell {
    /// Looks at a cell with so many cells `before` and `behind` it in its row; `None` when it has no line ends. What stands before its first line end
    /// would fill up the row that begins here, what stands behind its last one a row that ends here.
    #[must_use]
    pub fn of(cell: &[u8], before: usize, behind: usize, delimiter: u8) -> Option<Self> {
        let mut lines = cell.split(|byte| matches!(byte, b'\n' | b'\r'));
        let (first, last) = (lines.next()?, lines.next_back()?);
        let (first, last) = (Self::line(first, delimiter), Self::line(last, delimiter));
        let ends = Self {
            tight: (before + first.tight).min(last.tight + behind),
            all: (before + first.all).min(last.all + behind),
        };
        let most = |most: Self, line: &[u8]| {
            let line = Self::line(line, delimiter);
            // A line without a delimiter is a text, whatever stands around it.
            let cells = |own: usize, most: usize| if own > 1 { own.max(most) } else { most };
            Self { tight: cells(line.tight, most.tight), all: cells(line.all, most.all) }
        };
        Some(lines.fold(ends, most))
    }

    /// The cells of one line.
    fn line(line: &[u8], delimiter: u8) -> Self {
        let delimiters = |counts: &dyn Fn(usize) -> bool| {
            1 + line.iter().enumerate().filter(|(at, byte)| **byte == delimiter && counts(*at)).count()
        };
        Self { tight: delimiters(&|at| line.get(at + 1) != Some(&b' ')), all: delimiters(&|_| true) }
    }

    /// Whether rows of so many cells may have run together here; `is_spaced` where cells of the file begin with spaces.
    #[must_use]
    pub const fn may_hold_rows(self, cells: usize, is_spaced: bool) -> bool {
        let held = if is_spaced { self.all } else { self.tight };
        held >= cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_ran_together_are_told_from_texts() {
        let held = |cell: &str, before, behind| LinesInCell::of(cell.as_bytes(), before, behind, b',');
        assert_eq!(held("一行", 1, 2), None);
        // 1,"山田,緑町⏎2,鈴木",赤町
        assert_eq!(held("山田,緑町\n2,鈴木", 1, 1), Some(LinesInCell { tight: 3, all: 3 }));
        // A whole row in between.
        assert_eq!(held("山\n2,鈴木,赤町\n", 1, 1).map(|lines| lines.tight), Some(3));
        // An address on two lines, a text with commas.
        assert_eq!(held("緑町1\nコーポ2", 3, 1).map(|lines| lines.tight), Some(2));
        assert_eq!(held("a, b, c\nd, e", 0, 2), Some(LinesInCell { tight: 1, all: 3 }));
    }
}
