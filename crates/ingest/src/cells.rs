//! Cutting one record into its cells.

use memchr::memchr;

/// How cells stand in a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    /// Between cells; always an ASCII byte.
    pub(crate) delimiter: u8,
    /// Whether cells may be quoted (RFC 4180). Cells made by ourselves never are.
    pub(crate) quoted: bool,
}

impl Dialect {
    /// The form into which workbooks, fixed width and joined members are brought: unit separator, no quotes.
    pub(crate) const OWN: Self = Self { delimiter: 0x1f, quoted: false };
}

/// Place of one cell, in the record or in the scratch space.
#[derive(Debug, Clone, Copy)]
struct Place {
    start: u32,
    end: u32,
    scratch: bool,
}

/// Where a cell stands.
pub(crate) enum CellPlace<'a> {
    /// From and to in the record.
    Record(u32, u32),
    /// Put together, as the record writes it otherwise.
    Own(&'a [u8]),
}

/// The cells of one record; its memory is used again for the next.
#[derive(Default)]
pub(crate) struct Cells {
    places: Vec<Place>,
    scratch: Vec<u8>,
}

impl Cells {
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// The cell at `index`; empty when the record is shorter.
    pub(crate) fn get<'a>(&'a self, record: &'a [u8], index: usize) -> &'a [u8] {
        match self.places.get(index) {
            None => b"",
            Some(place) => {
                let from = if place.scratch { self.scratch.as_slice() } else { record };
                &from[place.start as usize..place.end as usize]
            }
        }
    }

    /// Where the cell at `index` stands; nowhere in particular (an empty place) when the record is shorter.
    #[inline]
    pub(crate) fn place(&self, index: usize) -> CellPlace<'_> {
        match self.places.get(index) {
            None => CellPlace::Record(0, 0),
            Some(place) if place.scratch => CellPlace::Own(&self.scratch[place.start as usize..place.end as usize]),
            Some(place) => CellPlace::Record(place.start, place.end),
        }
    }

    /// Cuts a record. Quotes count only at the start of a cell; text after a closing quote is kept.
    pub(crate) fn cut(&mut self, record: &[u8], dialect: Dialect) {
        self.places.clear();
        self.scratch.clear();
        if !dialect.quoted || memchr(b'"', record).is_none() {
            return self.cut_plain(record, dialect.delimiter);
        }
        let mut at = 0;
        loop {
            if dialect.quoted && record.get(at) == Some(&b'"') {
                at = self.quoted(record, at + 1, dialect.delimiter);
            } else {
                let end = memchr(dialect.delimiter, &record[at..]).map_or(record.len(), |found| at + found);
                self.places.push(Place { start: at as u32, end: end as u32, scratch: false });
                at = end;
            }
            if at >= record.len() {
                return;
            }
            at += 1; // the delimiter
            if at == record.len() {
                self.places.push(Place { start: at as u32, end: at as u32, scratch: false });
                return;
            }
        }
    }

    /// Cuts a record without quotes. Cells are short: going byte by byte is faster than searching each delimiter anew.
    fn cut_plain(&mut self, record: &[u8], delimiter: u8) {
        let mut start = 0;
        for (at, _) in record.iter().enumerate().filter(|(_, byte)| **byte == delimiter) {
            self.places.push(Place { start, end: at as u32, scratch: false });
            start = at as u32 + 1;
        }
        self.places.push(Place { start, end: record.len() as u32, scratch: false });
    }

    /// A quoted cell whose text begins at `start`; returns the place of the delimiter behind it, or the end.
    fn quoted(&mut self, record: &[u8], start: usize, delimiter: u8) -> usize {
        let first = memchr(b'"', &record[start..]).map_or(record.len(), |found| start + found);
        let behind = (first + 1).min(record.len());
        if behind == record.len() || record[behind] == delimiter {
            self.places.push(Place { start: start as u32, end: first as u32, scratch: false });
            return behind;
        }
        // Doubled quotes, or text behind the closing quote: put together in the scratch space.
        let from = self.scratch.len();
        self.scratch.extend_from_slice(&record[start..first]);
        let mut at = first;
        while at < record.len() {
            // At a quote inside a quoted part.
            if record.get(at + 1) == Some(&b'"') {
                self.scratch.push(b'"');
                at += 2;
                let next = memchr(b'"', &record[at..]).map_or(record.len(), |found| at + found);
                self.scratch.extend_from_slice(&record[at..next]);
                at = next;
            } else {
                let end = memchr(delimiter, &record[at + 1..]).map_or(record.len(), |found| at + 1 + found);
                self.scratch.extend_from_slice(&record[at + 1..end]);
                at = end;
                break;
            }
        }
        self.places.push(Place { start: from as u32, end: self.scratch.len() as u32, scratch: true });
        at
    }
}

/// The cells of a record as text, for headers and samples.
pub(crate) fn texts(record: &str, dialect: Dialect) -> Vec<String> {
    let mut cells = Cells::default();
    cells.cut(record.as_bytes(), dialect);
    (0..cells.len()).map(|index| String::from_utf8_lossy(cells.get(record.as_bytes(), index)).into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSV: Dialect = Dialect { delimiter: b',', quoted: true };

    #[test]
    fn quotes_as_different_systems_write_them() {
        assert_eq!(texts("a,b,c", CSV), ["a", "b", "c"]);
        assert_eq!(texts("\"a,b\",\"c\"\"d\",", CSV), ["a,b", "c\"d", ""]);
        assert_eq!(texts("\"一行\n二行\",x", CSV), ["一行\n二行", "x"]);
        assert_eq!(texts("5\"管,\"a\"b,c", CSV), ["5\"管", "ab", "c"]);
        assert_eq!(texts("\"a\"\"b\"c,d", CSV), ["a\"bc", "d"]);
        assert_eq!(texts("", CSV), [""]);
        assert_eq!(texts(",", CSV), ["", ""]);
        assert_eq!(texts("\"\",\"\"", CSV), ["", ""]);
        assert_eq!(texts("\"open,b", CSV), ["open,b"]);
    }
}
