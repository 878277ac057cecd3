//! Rows with fewer cells than their header: an exporter that leaves out empty cells at the end of a row, or rows torn by line ends?
//!
//! A line end that stands in a cell without quotes tears a row into pieces that follow each other, and together hold all its delimiters. Rows
//! whose ends are left out may do so by chance, but each begins like a row: its key looks like those of whole rows, which the rest of a text
//! seldom does. Where it cannot be told, it is left to a person.

use std::collections::BTreeMap;

/// Ends are left out only when at least so many rows are short beyond the torn ones …
const LEFT_OUT_MIN: usize = 3;

/// … when at least one of so many short rows is none of the torn ones …
const SHORT_PER_LEFT_OUT_MAX: usize = 3;

/// … and at least one row of so many is short.
const ROWS_PER_SHORT_MAX: usize = 20;

/// Tables up to this width are narrow: where keys tell nothing, two short rows often make a whole one by chance.
const NARROW: usize = 3;

/// So many whole rows tell what keys look like.
const KEYS_LOOKED_AT: usize = 10_000;

/// What at least this share of them looks like, looks like a key.
const KEY_SHARE_MIN: f64 = 0.05;

/// The rows of a table by their cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShortRows {
    /// Short ones, ascending.
    rows: Vec<Short>,
    /// What the keys of whole rows look like, and how many of them.
    keys: BTreeMap<Look, usize>,
    looked_at: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Short {
    row: u32,
    cells: u32,
    key: Look,
}

/// What short rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShortRowsAre {
    /// None is short.
    None,
    /// Their empty ends are left out.
    LeftOut {
        /// Some may be pieces of torn rows all the same.
        torn: usize,
        /// The first of those (from 0).
        first: Option<usize>,
    },
    /// Too few are short to be a habit, or they may be pieces of torn rows.
    Doubtful {
        /// Short rows that, put together, give whole ones.
        torn: usize,
        /// The first of those, else the first short row (from 0).
        first: usize,
    },
}

impl ShortRows {
    /// Notes a row (from 0, ascending) with its cells and the one that identifies it; a whole one has at least `needed`.
    #[inline]
    pub fn note(&mut self, row: usize, cells: usize, needed: usize, key: &[u8]) {
        if cells < needed {
            self.rows.push(Short { row: row as u32, cells: cells as u32, key: Look::of(key) });
        } else if self.looked_at < KEYS_LOOKED_AT {
            self.looked_at += 1;
            *self.keys.entry(Look::of(key)).or_default() += 1;
        }
    }

    /// Appends the rows of a part that begins at this row (from 0).
    pub fn append(&mut self, row: usize, part: &Self) {
        self.rows.extend(part.rows.iter().map(|own| Short { row: own.row + row as u32, ..*own }));
        self.looked_at += part.looked_at;
        part.keys.iter().for_each(|(look, count)| *self.keys.entry(*look).or_default() += count);
    }

    /// How many are short.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether none is short.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The first short row (from 0).
    #[must_use]
    pub fn first(&self) -> Option<usize> {
        self.rows.first().map(|short| short.row as usize)
    }

    /// The cells of a short row (from 0).
    #[must_use]
    pub fn cells_of(&self, row: usize) -> Option<usize> {
        let at = self.rows.binary_search_by_key(&row, |short| short.row as usize).ok()?;
        Some(self.rows[at].cells as usize)
    }

    /// How many cells most of the short rows have.
    #[must_use]
    pub fn usual_cells(&self) -> Option<usize> {
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        self.rows.iter().for_each(|short| *counts.entry(short.cells).or_default() += 1);
        counts.into_iter().max_by_key(|(cells, count)| (*count, *cells)).map(|(cells, _)| cells as usize)
    }

    /// What the short rows are in a table of so many rows, where a whole one has `needed` to `width` cells.
    #[must_use]
    pub fn judge(&self, needed: usize, width: usize, rows: usize) -> ShortRowsAre {
        let Some(first) = self.first() else { return ShortRowsAre::None };
        let keys = self.keys();
        let (mut torn, mut first_torn) = (0, None);
        for run in self.rows.chunk_by(|one, next| one.row + 1 == next.row) {
            let (pieces, first) = pieces(run, (needed, width), keys.as_deref());
            torn += pieces;
            first_torn = first_torn.or(first);
        }
        let (short, others) = (self.rows.len(), self.rows.len() - torn);
        // A header that is wider than every row is a habit, too.
        let is_habit = others * SHORT_PER_LEFT_OUT_MAX >= short
            && (others >= LEFT_OUT_MIN && short * ROWS_PER_SHORT_MAX >= rows || short == rows && rows > 1);
        if is_habit {
            ShortRowsAre::LeftOut { torn, first: first_torn }
        } else {
            ShortRowsAre::Doubtful { torn, first: first_torn.unwrap_or(first) }
        }
    }

    /// What keys look like, if it tells them from texts: they have digits. Where no row is whole, what nearly all rows begin with is their key.
    fn keys(&self) -> Option<Vec<Look>> {
        let mut counts = self.keys.clone();
        let mut least = KEY_SHARE_MIN;
        if counts.is_empty() {
            self.rows.iter().for_each(|short| *counts.entry(short.key).or_default() += 1);
            least = 0.9;
        }
        let total: usize = counts.values().sum();
        let is_key = |(look, count): &(&Look, &usize)| look.has_digits() && **count as f64 >= least * total as f64;
        let keys: Vec<(&Look, &usize)> = counts.iter().filter(is_key).collect();
        let known: usize = keys.iter().map(|(_, count)| **count).sum();
        (known * 2 > total).then(|| keys.into_iter().map(|(look, _)| *look).collect())
    }
}

/// How many of these short rows, which follow each other, are pieces, and which is the first: put together they give whole rows with all their
/// delimiters, and only the first piece of each may begin like a row. A piece without a delimiter fits behind or before any row.
fn pieces(run: &[Short], (needed, width): (usize, usize), keys: Option<&[Look]>) -> (usize, Option<usize>) {
    let begins_a_row = |short: &Short| keys.is_some_and(|keys| keys.contains(&short.key));
    let (mut found, mut first, mut begin) = (0, None, 0);
    while begin < run.len() {
        let mut delimiters = 0;
        let whole = run[begin..].iter().position(|short| {
            delimiters += (short.cells as usize).saturating_sub(1);
            delimiters + 1 >= needed || delimiters == 0
        });
        match whole {
            Some(last) if delimiters < width && is_torn(&run[begin..=begin + last], delimiters, begins_a_row) => {
                found += last + 1;
                first = first.or(Some(run[begin].row as usize));
                begin += last + 1;
            }
            _ => begin += 1,
        }
    }
    if keys.is_none() && width <= NARROW && found < run.len() { (0, None) } else { (found, first) }
}

/// Whether rows that together have the delimiters of a whole one are pieces of it; a row without any is one of a neighbour.
fn is_torn(rows: &[Short], delimiters: usize, begins_a_row: impl Fn(&Short) -> bool) -> bool {
    let behind = if delimiters == 0 { rows } else { &rows[1..] };
    !behind.iter().any(begins_a_row)
}

/// What a cell looks like: its first sixteen runs of digits, Latin letters, other letters and marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Look(u64);

/// A run of digits.
const DIGITS: u64 = 1;

impl Look {
    fn of(cell: &[u8]) -> Self {
        let (mut look, mut last, mut runs) = (0, 0, 0);
        for byte in cell {
            let kind = match byte {
                b'0'..=b'9' => DIGITS,
                b'a'..=b'z' | b'A'..=b'Z' => 2,
                0x80.. => 3,
                b' ' => 4,
                b'-' => 5,
                b'.' => 6,
                b'/' => 7,
                b'_' => 8,
                _ => 9,
            };
            if kind != last && runs < 16 {
                look = look << 4 | kind;
                runs += 1;
            }
            last = kind;
        }
        Self(look)
    }

    fn has_digits(self) -> bool {
        (0..16).any(|run| self.0 >> (4 * run) & 0xf == DIGITS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEFT_OUT: ShortRowsAre = ShortRowsAre::LeftOut { torn: 0, first: None };

    /// Judges rows of these cells and keys under a header of `width`.
    fn judged(width: usize, rows: &[(usize, &str)]) -> ShortRowsAre {
        let mut short = ShortRows::default();
        for (row, (cells, key)) in rows.iter().enumerate() {
            short.note(row, *cells, width, key.as_bytes());
        }
        short.judge(width, width, rows.len())
    }

    fn of_key<'a>(cells: &[usize], key: &'a str) -> Vec<(usize, &'a str)> {
        cells.iter().map(|cells| (*cells, key)).collect()
    }

    #[test]
    fn pieces_of_torn_rows_are_no_left_out_ends() {
        // Five columns; every second row is torn in its third one.
        let torn = [(5, "1001"), (3, "1002"), (3, "と話す")].repeat(40);
        assert_eq!(judged(5, &torn), ShortRowsAre::Doubtful { torn: 80, first: 1 });
        // Torn at different places, some twice, some in the last column.
        let torn =
            [(5, "1"), (2, "2"), (4, "03-1"), (5, "3"), (1, "と"), (2, "4"), (2, "x"), (3, "y"), (5, "5")].repeat(40);
        assert_eq!(judged(5, &torn), ShortRowsAre::Doubtful { torn: 240, first: 1 });
        // A few rows whose ends are missing among many torn ones decide nothing.
        let few = [[(5, "1"), (3, "2"), (3, "と")].repeat(40), [(4, "3"), (5, "4")].repeat(3)].concat();
        assert_eq!(judged(5, &few), ShortRowsAre::Doubtful { torn: 80, first: 1 });
        // Every row is torn, and the last one lacks its end.
        let all = [[(3, "1"), (3, "と")].repeat(40), vec![(4, "2")]].concat();
        assert_eq!(judged(5, &all), ShortRowsAre::Doubtful { torn: 80, first: 0 });
        assert_eq!(judged(5, &all[..80]), ShortRowsAre::Doubtful { torn: 80, first: 0 });
        // One row, torn; one row, cut off.
        assert_eq!(judged(3, &[(2, "1"), (2, "と")]), ShortRowsAre::Doubtful { torn: 2, first: 0 });
        assert_eq!(judged(3, &[(2, "1")]), ShortRowsAre::Doubtful { torn: 0, first: 0 });
        // Where keys are names, delimiters tell.
        let names = [(5, "佐藤"), (3, "鈴木"), (3, "と話す")].repeat(40);
        assert_eq!(judged(5, &names), ShortRowsAre::Doubtful { torn: 80, first: 1 });
    }

    #[test]
    fn ends_are_left_out_by_habit() {
        assert_eq!(judged(5, &of_key(&[5, 5], "1")), ShortRowsAre::None);
        assert_eq!(judged(5, &of_key(&[5, 4, 5, 3, 5, 5, 4], "佐藤")), LEFT_OUT);
        for key in ["1001", "A-17", "佐藤"] {
            // Every second row of three columns lacks its last cell.
            assert_eq!(judged(3, &of_key(&[3, 2, 3, 2, 3, 2], key)), LEFT_OUT);
            // No row is as wide as the header.
            assert_eq!(judged(5, &of_key(&[4; 10], key)), LEFT_OUT);
        }
        // Rows that together happen to have all delimiters begin with keys: blocks of sixteen rows as spreadsheets write them, rows of which
        // only number and name are known, or the number alone.
        for (width, cells) in [(9, 8), (9, 5), (6, 2), (5, 3), (5, 1), (2, 1)] {
            let rows = of_key(&[[width; 16], [width; 16], [cells; 16], [width; 16]].concat(), "10-A");
            assert_eq!(judged(width, &rows), LEFT_OUT, "{cells} of {width}");
        }
    }

    #[test]
    fn too_few_short_rows_are_no_habit() {
        assert_eq!(judged(5, &of_key(&[5, 4, 5, 5], "1")), ShortRowsAre::Doubtful { torn: 0, first: 1 });
        let mut many = vec![5; 1000];
        (0..3).for_each(|at| many[at * 100] = 4);
        assert_eq!(judged(5, &of_key(&many, "1")), ShortRowsAre::Doubtful { torn: 0, first: 0 });
    }

    #[test]
    fn parts_of_a_file_are_judged_like_the_whole() {
        let rows = [(5, "1001"), (3, "1002"), (3, "と話す"), (4, "7")].repeat(40);
        let part = |from: usize, to: usize| {
            let mut part = ShortRows::default();
            rows[from..to].iter().enumerate().for_each(|(row, (cells, key))| part.note(row, *cells, 5, key.as_bytes()));
            part
        };
        for cut in 0..rows.len() {
            let mut whole = part(0, cut);
            whole.append(cut, &part(cut, rows.len()));
            assert_eq!(whole, part(0, rows.len()), "cut at {cut}");
        }
    }
}
