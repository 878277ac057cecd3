//! Where a text is cut into parts that are read at once, and where its quotes end.

use super::{Rows, reader};

/// Parts of a file that are read at once are about so large (4 MiB).
const PART_BYTES: usize = 4 << 20;

impl Rows<'_> {
    /// Where the parts begin, and the end of the last one; each begins with a row.
    pub(super) fn cuts(&self) -> Vec<usize> {
        let bytes = self.text.as_bytes();
        let mut cuts = vec![self.begin];
        let mut next = self.begin + PART_BYTES;
        if memchr::memchr(b'"', &bytes[self.begin..]).is_none() {
            while next < bytes.len() {
                let Some(found) = memchr::memchr(b'\n', &bytes[next..]) else { break };
                cuts.push(next + found + 1);
                next += found + 1 + PART_BYTES;
            }
        } else {
            // A line end may stand inside quotes: only reading the rows tells.
            let mut reader = reader(self.input.delimiter, &bytes[self.begin..]);
            let mut record = csv::ByteRecord::new();
            while next < bytes.len() && reader.read_byte_record(&mut record).unwrap_or(false) {
                let at = self.begin + reader.position().byte() as usize;
                if at >= next {
                    cuts.push(at);
                    next = at + PART_BYTES;
                }
            }
        }
        if cuts.last() != Some(&bytes.len()) {
            cuts.push(bytes.len());
        }
        cuts
    }
}

/// Whether a quoted cell of the last row does not end: a row behind it becomes part of it.
pub(in crate::files) fn is_open(row: &str, delimiter: u8) -> bool {
    let text = format!("{row}\nrow\n");
    row.contains('"') && reader(delimiter, text.as_bytes()).byte_records().count() == 1
}
