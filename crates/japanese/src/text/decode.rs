//! Decoding bytes to text: whole files or a stream of chunks, with the place of everything that could not be read.

use super::encoding::{Encoding, detect};
use super::mojibake::{MojibakeRepair, mojibake_repair_text};

/// At most this many problems are described one by one; the rest is counted. Nobody reads more.
pub const PROBLEMS_KEPT: usize = 1000;

/// What is wrong with bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DecodeProblemKind {
    /// Bytes that stand for no character of the encoding; U+FFFD took their place.
    Unmappable,
    /// A character cut off by the end of the file; U+FFFD took its place.
    Truncated,
    /// A zero byte in text (NUL); kept as it is.
    Nul,
}

/// One place where decoding met a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DecodeProblem {
    /// Offset of the offending byte from the start of the file.
    pub byte: u64,
    /// Line, from 1.
    pub line: u64,
    /// What is wrong.
    pub kind: DecodeProblemKind,
}

/// A decoded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without byte order mark and without a closing end-of-file mark (0x1A).
    pub text: String,
    /// The encoding used.
    pub encoding: Encoding,
    /// Whether a byte order mark stood at the start.
    pub bom: bool,
    /// The first [`PROBLEMS_KEPT`] problems.
    pub problems: Vec<DecodeProblem>,
    /// How many problems there are in all.
    pub problem_count: u64,
    /// The text was decoded wrongly once before it was saved; here is what it probably said.
    pub mojibake: Option<MojibakeRepair>,
}

/// Decodes a whole text. Never fails: what cannot be read becomes U+FFFD and a problem with its place.
///
/// ```
/// use japanese::text::{decode, Encoding};
/// let decoded = decode(b"\x8e\x73\x96\xf0\x8f\x8a", None);
/// assert_eq!((decoded.text.as_str(), decoded.encoding), ("市役所", Encoding::Cp932));
/// ```
#[must_use]
pub fn decode(bytes: &[u8], hint: Option<Encoding>) -> Decoded {
    let mut decoder = StreamDecoder::new(hint.or_else(|| Some(detect(bytes))));
    let mut text = String::new();
    decoder.push(bytes, true, &mut text);
    let mojibake = if decoder.encoding() == Encoding::Cp932 { None } else { mojibake_repair_text(&text) };
    Decoded {
        text,
        encoding: decoder.encoding(),
        bom: decoder.bom(),
        problem_count: decoder.problem_count(),
        problems: decoder.take_problems(),
        mojibake,
    }
}

/// Decodes a file chunk by chunk in bounded memory; the result does not depend on where the chunks are cut.
///
/// Without a hint the encoding is settled by the first chunk that holds a byte outside ASCII, so the first chunk should be large (64 KiB or more).
pub struct StreamDecoder {
    encoding: Option<Encoding>,
    decoder: Option<encoding_rs::Decoder>,
    pending: Vec<u8>,
    started: bool,
    bom: bool,
    tail: [u8; 4],
    bytes_before: u64,
    newlines: u64,
    returns: u64,
    problems: Vec<DecodeProblem>,
    problem_count: u64,
}

impl StreamDecoder {
    /// A decoder for the given encoding, or one that finds out.
    #[must_use]
    pub const fn new(hint: Option<Encoding>) -> Self {
        Self {
            encoding: hint,
            decoder: None,
            pending: Vec::new(),
            started: false,
            bom: false,
            tail: [0; 4],
            bytes_before: 0,
            newlines: 0,
            returns: 0,
            problems: Vec::new(),
            problem_count: 0,
        }
    }

    /// The encoding in use (UTF-8 as long as nothing but ASCII was seen).
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.encoding.unwrap_or(Encoding::Utf8)
    }

    /// Whether the file began with a byte order mark.
    #[must_use]
    pub const fn bom(&self) -> bool {
        self.bom
    }

    /// The first [`PROBLEMS_KEPT`] problems so far.
    #[must_use]
    pub fn problems(&self) -> &[DecodeProblem] {
        &self.problems
    }

    /// How many problems so far.
    #[must_use]
    pub const fn problem_count(&self) -> u64 {
        self.problem_count
    }

    /// Hands the collected problems over.
    pub fn take_problems(&mut self) -> Vec<DecodeProblem> {
        std::mem::take(&mut self.problems)
    }

    /// Decodes the next bytes and appends their text to `out`. `last` says that the file ends here.
    pub fn push(&mut self, bytes: &[u8], last: bool, out: &mut String) {
        if self.pending.is_empty() {
            self.push_joined(bytes, last, out);
        } else {
            let mut joined = std::mem::take(&mut self.pending);
            joined.extend_from_slice(bytes);
            self.push_joined(&joined, last, out);
        }
        if last && out.ends_with('\u{1a}') {
            out.pop();
        }
    }

    fn push_joined(&mut self, bytes: &[u8], last: bool, out: &mut String) {
        let mut bytes = bytes;
        if !self.started {
            if bytes.len() < 4 && !last {
                self.pending = bytes.to_vec();
                return;
            }
            self.started = true;
            if self.encoding.is_none() {
                let found = detect(bytes);
                if found != Encoding::Utf8 || bytes.iter().any(|byte| *byte >= 0x80) {
                    self.encoding = Some(found);
                }
            }
            let mark = self.encoding().bom_length(bytes);
            if mark > 0 {
                self.bom = true;
                self.bytes_before = mark as u64;
                bytes = &bytes[mark..];
                if self.encoding == Some(Encoding::Utf8) {
                    self.encoding = Some(Encoding::Utf8Bom);
                }
            }
        }
        if self.encoding.is_none() {
            let Some(first) = bytes.iter().position(|byte| *byte >= 0x80) else {
                self.decode_chunk(Encoding::Utf8, bytes, false, out);
                self.decoder = None;
                return;
            };
            if bytes.len() - first < 4 && !last {
                let (plain, held) = bytes.split_at(first);
                self.pending = held.to_vec();
                self.decode_chunk(Encoding::Utf8, plain, false, out);
                self.decoder = None;
                return;
            }
            self.encoding = Some(detect(bytes));
        }
        self.decode_chunk(self.encoding(), bytes, last, out);
    }

    fn decode_chunk(&mut self, encoding: Encoding, bytes: &[u8], last: bool, out: &mut String) {
        let mut decoder = self.decoder.take().unwrap_or_else(|| encoding.codec().new_decoder_without_bom_handling());
        let chunk_start = out.len();
        let mut rest = bytes;
        let mut read_before = 0_usize;
        loop {
            let wanted = decoder.max_utf8_buffer_length_without_replacement(rest.len()).unwrap_or(rest.len() * 3 + 16);
            out.reserve(wanted);
            let (result, read) = decoder.decode_to_string_without_replacement(rest, out, last);
            rest = &rest[read..];
            read_before += read;
            match result {
                encoding_rs::DecoderResult::InputEmpty => break,
                encoding_rs::DecoderResult::OutputFull => {}
                encoding_rs::DecoderResult::Malformed(length, after) => {
                    let end = self.bytes_before + read_before as u64;
                    let at = end.saturating_sub(u64::from(length) + u64::from(after));
                    let lines_here = count_lines(&out.as_bytes()[chunk_start..]);
                    let line = self.line_after(lines_here);
                    let cut_off = last && rest.is_empty() && after == 0 && self.is_cut_off(encoding, bytes, length);
                    let kind = if cut_off { DecodeProblemKind::Truncated } else { DecodeProblemKind::Unmappable };
                    self.note(DecodeProblem { byte: at, line, kind });
                    out.push('\u{fffd}');
                }
            }
        }
        self.note_zeros(encoding, bytes, &out[chunk_start..]);
        let lines = count_lines(&out.as_bytes()[chunk_start..]);
        self.newlines += lines.0;
        self.returns += lines.1;
        self.bytes_before += bytes.len() as u64;
        self.keep_tail(bytes);
        self.decoder = Some(decoder);
    }

    /// Zero bytes in byte encodings are found in the input; in UTF-16 a zero character is found in the text.
    fn note_zeros(&mut self, encoding: Encoding, bytes: &[u8], text: &str) {
        if matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be) {
            if memchr::memchr(0, text.as_bytes()).is_some() {
                let line = self.line_after((0, 0));
                self.note(DecodeProblem { byte: self.bytes_before, line, kind: DecodeProblemKind::Nul });
            }
            return;
        }
        if memchr::memchr(0, bytes).is_none() {
            return;
        }
        let (mut seen, mut lines) = (0, (0, 0));
        for at in bytes.iter().enumerate().filter(|(_, byte)| **byte == 0).map(|(at, _)| at) {
            let more = count_lines(&bytes[seen..at]);
            lines = (lines.0 + more.0, lines.1 + more.1);
            seen = at;
            let line = self.line_after(lines);
            self.note(DecodeProblem { byte: self.bytes_before + at as u64, line, kind: DecodeProblemKind::Nul });
        }
    }

    /// Lines end with LF or CRLF; a file that has no LF at all is one of carriage returns.
    const fn line_after(&self, (newlines, returns): (u64, u64)) -> u64 {
        let newlines = self.newlines + newlines;
        1 + if newlines > 0 { newlines } else { self.returns + returns }
    }

    /// The last four bytes before the next chunk: a character can begin in one chunk and break off in the next.
    fn keep_tail(&mut self, bytes: &[u8]) {
        let new = bytes.len().min(4);
        self.tail.rotate_left(new);
        self.tail[4 - new..].copy_from_slice(&bytes[bytes.len() - new..]);
    }

    /// Whether a fault at the very end is a character of which only the first bytes are there.
    fn is_cut_off(&self, encoding: Encoding, bytes: &[u8], length: u8) -> bool {
        let length = usize::from(length);
        let first = match bytes.len().checked_sub(length) {
            Some(at) => bytes.get(at),
            None => self.tail.get(4 + bytes.len() - length.min(4 + bytes.len())),
        };
        match (encoding, first) {
            (_, None) => true,
            (Encoding::Cp932, Some(first)) => matches!(first, 0x81..=0x9f | 0xe0..=0xfc) && length == 1,
            (Encoding::Utf8 | Encoding::Utf8Bom, Some(first)) => matches!(first, 0xc2..=0xf4),
            (Encoding::Utf16Le | Encoding::Utf16Be, Some(_)) => true,
            (Encoding::Windows1252, Some(_)) => false,
        }
    }

    fn note(&mut self, problem: DecodeProblem) {
        self.problem_count += 1;
        if self.problems.len() < PROBLEMS_KEPT {
            self.problems.push(problem);
        }
    }
}

fn count_lines(bytes: &[u8]) -> (u64, u64) {
    let newlines = memchr::memchr_iter(b'\n', bytes).count() as u64;
    let returns = if newlines == 0 { memchr::memchr_iter(b'\r', bytes).count() as u64 } else { 0 };
    (newlines, returns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_and_the_user_area_of_cp932() {
        // NEC ①㈱, IBM 髙﨑, user area F040
        let decoded = decode(b"\x87\x40\x87\x8a\xfb\xfc\xed\x95\xf0\x40", Some(Encoding::Cp932));
        assert_eq!(decoded.text, "①㈱髙﨑\u{e000}");
        assert!(decoded.problems.is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_placed_by_byte_and_line() {
        let decoded = decode(b"a,b\r\n\x8e\x52\xfd,c\r\nx\x00y\r\n\x8e", Some(Encoding::Cp932));
        assert_eq!(decoded.text, "a,b\r\n山\u{fffd},c\r\nx\0y\r\n\u{fffd}");
        let mut places: Vec<_> = decoded.problems.iter().map(|p| (p.byte, p.line, p.kind)).collect();
        places.sort_unstable();
        assert_eq!(
            places,
            [
                (7, 2, DecodeProblemKind::Unmappable),
                (13, 3, DecodeProblemKind::Nul),
                (17, 4, DecodeProblemKind::Truncated)
            ]
        );
    }

    #[test]
    fn marks_at_both_ends_are_dropped() {
        let decoded = decode("\u{feff}氏名\r\n\u{1a}".as_bytes(), None);
        assert_eq!((decoded.text.as_str(), decoded.bom, decoded.encoding), ("氏名\r\n", true, Encoding::Utf8Bom));
    }

    #[test]
    fn an_ascii_beginning_does_not_fix_the_encoding() {
        let mut decoder = StreamDecoder::new(None);
        let mut text = String::new();
        decoder.push(b"id,name\n1,", false, &mut text);
        decoder.push(b"\x8e", false, &mut text);
        decoder.push(b"\x52\x93\x63\n2,\x97", false, &mut text);
        decoder.push(b"\xe9\n", true, &mut text);
        assert_eq!((text.as_str(), decoder.encoding()), ("id,name\n1,山田\n2,鈴\n", Encoding::Cp932));
        assert_eq!(decoder.problem_count(), 0);
    }
}
