//! Cutting decoded text into records: line ends of all kinds, quoted line breaks, and records that never end.

use memchr::{memchr, memchr_iter, memchr2, memchr3};

use crate::cells::Dialect;

/// A longer record is no record (1 MiB).
pub(crate) const RECORD_BYTES_MAX: usize = 1 << 20;
/// A quoted cell that does not close within this many bytes is an opening quote without its closing one (256 KiB).
const QUOTE_BYTES_MAX: usize = 1 << 18;

/// Why a record is not to be cut into cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Broken {
    /// An opening quote that never closes; the record ends at its first line end.
    QuoteOpen,
    /// Longer than [`RECORD_BYTES_MAX`].
    Oversized,
    /// A user of a roster who is no student.
    NotStudent,
}

/// Where the next record ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// At `end`; the next one begins at `next`.
    At { end: usize, next: usize, broken: Option<Broken> },
    /// More text is needed to tell.
    More,
    /// More than [`RECORD_BYTES_MAX`] without an end: skip to the next line end.
    Endless,
}

/// Finds the end of the record that begins at `start`. `last` says that no more text follows.
pub(crate) fn record_end(text: &[u8], start: usize, last: bool, dialect: Dialect) -> End {
    if !dialect.quoted {
        return match memchr2(b'\n', b'\r', &text[start..]) {
            Some(found) => at_line_end(text, start + found, last, None),
            None => at_end(text, start, last),
        };
    }
    let mut at = start;
    while let Some(found) = memchr3(b'\n', b'\r', b'"', &text[at..]) {
        let place = at + found;
        if text[place] != b'"' {
            return at_line_end(text, place, last, None);
        }
        let opens = place == start || text[place - 1] == dialect.delimiter;
        if !opens {
            at = place + 1;
            continue;
        }
        match quote_end(text, place + 1, last) {
            Quote::Closed(behind) => at = behind,
            Quote::More => return End::More,
            Quote::Open => {
                // Never closes: the record is the rest of this line.
                return match memchr2(b'\n', b'\r', &text[start..]) {
                    Some(found) => at_line_end(text, start + found, last, Some(Broken::QuoteOpen)),
                    None if last => End::At { end: text.len(), next: text.len(), broken: Some(Broken::QuoteOpen) },
                    None => End::Endless,
                };
            }
        }
    }
    at_end(text, start, last)
}

fn at_end(text: &[u8], start: usize, last: bool) -> End {
    if text.len() - start > RECORD_BYTES_MAX {
        End::Endless
    } else if last {
        End::At { end: text.len(), next: text.len(), broken: None }
    } else {
        End::More
    }
}

fn at_line_end(text: &[u8], place: usize, last: bool, broken: Option<Broken>) -> End {
    let next = match (text[place], text.get(place + 1)) {
        (b'\r', Some(b'\n')) => place + 2,
        (b'\r', None) if !last => return End::More, // its line feed may still come
        _ => place + 1,
    };
    End::At { end: place, next, broken }
}

enum Quote {
    Closed(usize),
    Open,
    More,
}

/// Where a quoted cell closes; `at` is behind its opening quote.
fn quote_end(text: &[u8], at: usize, last: bool) -> Quote {
    let limit = text.len().min(at + QUOTE_BYTES_MAX);
    let mut from = at;
    while let Some(found) = memchr(b'"', &text[from..limit]) {
        let place = from + found;
        match text.get(place + 1) {
            Some(b'"') => from = place + 2,
            None if !last => return Quote::More,
            _ => return Quote::Closed(place + 1),
        }
        if from >= limit {
            break;
        }
    }
    if limit == text.len() && text.len() - at < QUOTE_BYTES_MAX && !last { Quote::More } else { Quote::Open }
}

/// The first non-blank records of a text as start and end.
pub(crate) fn records_of(text: &str, whole: bool, dialect: Dialect, most: usize) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut records = Vec::new();
    let mut start = 0;
    while start < bytes.len() && records.len() < most {
        match record_end(bytes, start, whole, dialect) {
            End::At { end, next, .. } => {
                if !is_blank(&bytes[start..end], dialect) {
                    records.push((start, end));
                }
                start = next;
            }
            End::More | End::Endless => break,
        }
    }
    records
}

/// A record with nothing but delimiters, quotes and spaces.
pub(crate) fn is_blank(record: &[u8], dialect: Dialect) -> bool {
    let mut rest = record;
    while let Some((&first, tail)) = rest.split_first() {
        rest = match first {
            b' ' | b'\t' | b'"' | b'\'' => tail,
            _ if first == dialect.delimiter => tail,
            // The ideographic space.
            0xe3 if rest.starts_with("　".as_bytes()) => &rest[3..],
            _ => return false,
        };
    }
    true
}

/// Line ends in a text: LF, CR LF and CR alone count one each.
pub(crate) fn newlines(text: &[u8]) -> u32 {
    let feeds = memchr_iter(b'\n', text).count();
    let lone = memchr_iter(b'\r', text).filter(|&at| text.get(at + 1) != Some(&b'\n')).count();
    u32::try_from(feeds + lone).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSV: Dialect = Dialect { delimiter: b',', quoted: true };

    fn records(text: &str) -> Vec<&str> {
        records_of(text, true, CSV, 100).into_iter().map(|(start, end)| &text[start..end]).collect()
    }

    #[test]
    fn line_ends_of_all_kinds_and_line_breaks_inside_cells() {
        assert_eq!(records("a,b\r\nc,d\ne,f\rg"), ["a,b", "c,d", "e,f", "g"]);
        assert_eq!(records("\"一\n二\",b\nc"), ["\"一\n二\",b", "c"]);
        assert_eq!(records("\"a\"\"\n\",b\nc"), ["\"a\"\"\n\",b", "c"]);
        assert_eq!(records("5\"管,x\ny"), ["5\"管,x", "y"]);
        assert_eq!(records("a\n\n,,\n 　\nb"), ["a", "b"]);
    }

    #[test]
    fn an_open_quote_costs_one_line_only() {
        let text = "a,b\n\"c,d\ne,f\n";
        let end = record_end(text.as_bytes(), 4, true, CSV);
        assert_eq!(end, End::At { end: 8, next: 9, broken: Some(Broken::QuoteOpen) });
    }

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        assert_eq!(newlines(b"a\r\nb\rc\n"), 3);
    }
}
