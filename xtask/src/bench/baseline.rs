//! What one thread needs merely to decode and split files: `encoding_rs` and the `csv` crate.

use std::path::PathBuf;
use std::time::Instant;

/// Decodes and splits each file; gives seconds, bytes and fields. Files are in memory before the clock starts.
#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
pub(crate) fn decode_and_split(files: &[PathBuf]) -> (f64, u64, u64) {
    let contents: Vec<Vec<u8>> = files.iter().filter_map(|file| std::fs::read(file).ok()).collect();
    let bytes: u64 = contents.iter().map(|c| c.len() as u64).sum();
    let mut fields = 0_u64;
    let start = Instant::now();
    for content in &contents {
        let encoding = if std::str::from_utf8(content).is_ok() { encoding_rs::UTF_8 } else { encoding_rs::SHIFT_JIS };
        let (text, _, _) = encoding.decode(content);
        let delimiter = if text.lines().take(3).any(|line| line.contains('\t')) { b'\t' } else { b',' };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(text.as_bytes());
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record).unwrap_or(false) {
            fields += record.len() as u64;
        }
    }
    (start.elapsed().as_secs_f64(), bytes, fields)
}
