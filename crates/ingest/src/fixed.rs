//! Fixed-width files: columns counted in bytes of the file's encoding, with or without line ends.

use japanese::text::{Encoding, StreamDecoder};
use memchr::{memchr, memchr2};

use crate::cells::Dialect;

/// Cuts bytes of a fixed-width file into records of our own form.
pub(crate) struct FixedCutter {
    columns: Vec<(usize, usize)>,
    encoding: Encoding,
    /// Length of a record where no line ends stand between.
    length: usize,
    /// Whether lines end; settled by the first part of the file.
    lines: Option<bool>,
    rest: Vec<u8>,
    skip: usize,
    line: u32,
}

/// A record that was cut: its cells in our own form, and its line (from 1).
pub(crate) struct FixedRecord {
    pub(crate) text: String,
    pub(crate) line: u32,
}

impl FixedCutter {
    pub(crate) fn new(columns: Vec<(usize, usize)>, encoding: Encoding, skip: usize) -> Self {
        let length = columns.iter().map(|(first, length)| first + length).max().unwrap_or(0).max(1);
        Self { columns, encoding, length, lines: None, rest: Vec::new(), skip, line: 0 }
    }

    /// Takes the next bytes and gives the records that are whole.
    pub(crate) fn push(&mut self, bytes: &[u8], last: bool) -> Vec<FixedRecord> {
        self.rest.extend_from_slice(bytes);
        let lines = *self.lines.get_or_insert_with(|| memchr2(b'\n', b'\r', &self.rest).is_some());
        let mut records = Vec::new();
        let mut at = 0;
        while at < self.rest.len() {
            let (end, next) = if lines { self.line_end(at, last) } else { self.block_end(at, last) };
            if next == 0 {
                break;
            }
            self.line += 1;
            let record = &self.rest[at..end];
            at = next;
            if record.iter().all(|b| matches!(b, b' ' | b'\t' | 0x1a)) {
                continue;
            }
            if self.skip > 0 {
                self.skip -= 1;
                continue;
            }
            records.push(FixedRecord { text: self.cells(record), line: self.line });
        }
        self.rest.drain(..at);
        records
    }

    /// End of a line and start of the next; 0 when more bytes are needed.
    fn line_end(&self, at: usize, last: bool) -> (usize, usize) {
        // A record of full length may hold bytes that look like line ends only in UTF-16; in CP932 and UTF-8 they are line ends.
        match memchr2(b'\n', b'\r', &self.rest[at..]) {
            Some(found) => {
                let end = at + found;
                match (self.rest[end], self.rest.get(end + 1)) {
                    (b'\r', Some(b'\n')) => (end, end + 2),
                    (b'\r', None) if !last => (0, 0),
                    _ => (end, end + 1),
                }
            }
            None if last || self.rest.len() - at > crate::split::RECORD_BYTES_MAX => (self.rest.len(), self.rest.len()),
            None => (0, 0),
        }
    }

    fn block_end(&self, at: usize, last: bool) -> (usize, usize) {
        let end = at + self.length;
        if end <= self.rest.len() {
            (end, end)
        } else if last {
            (self.rest.len(), self.rest.len())
        } else {
            (0, 0)
        }
    }

    fn cells(&self, record: &[u8]) -> String {
        let mut text = String::with_capacity(record.len() + record.len() / 2);
        let mut cell = String::new();
        for (number, (first, length)) in self.columns.iter().enumerate() {
            if number > 0 {
                text.push(char::from(Dialect::OWN.delimiter));
            }
            let bytes = record.get(*first..).unwrap_or_default();
            let bytes = &bytes[..bytes.len().min(*length)];
            cell.clear();
            if memchr(0, bytes).is_none() && bytes.is_ascii() {
                cell.push_str(std::str::from_utf8(bytes).unwrap_or_default());
            } else {
                StreamDecoder::new(Some(self.encoding)).push(bytes, true, &mut cell);
            }
            text.push_str(cell.trim_end_matches([' ', '　']).trim_start());
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_of_cp932_are_counted_not_characters() {
        let (bytes, _, _) =
            encoding_rs::SHIFT_JIS.encode("00000019山田　花子　　20100501\r\n00000027佐藤　一　　　20110502\r\n");
        let columns = vec![(0, 8), (8, 14), (22, 8)];
        let mut cutter = FixedCutter::new(columns.clone(), Encoding::Cp932, 0);
        let mut records = cutter.push(&bytes[..40], false);
        records.extend(cutter.push(&bytes[40..], true));
        let texts: Vec<&str> = records.iter().map(|record| record.text.as_str()).collect();
        assert_eq!(texts, ["00000019\u{1f}山田　花子\u{1f}20100501", "00000027\u{1f}佐藤　一\u{1f}20110502"]);
        assert_eq!(records[1].line, 2);
        // The same without line ends.
        let plain: Vec<u8> = bytes.iter().copied().filter(|b| !matches!(b, b'\r' | b'\n')).collect();
        let again = FixedCutter::new(columns, Encoding::Cp932, 0).push(&plain, true);
        assert_eq!(again[1].text, texts[1]);
    }
}
