//! Which encoding a file is in (文字コードの判定).

/// Encodings that municipal systems and Excel write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Encoding {
    /// UTF-8 without byte order mark.
    Utf8,
    /// UTF-8 with byte order mark, as Excel writes it.
    Utf8Bom,
    /// CP932 (Windows-31J, "Shift_JIS") with NEC and IBM extensions; the user area F040-F9FC becomes private use characters.
    Cp932,
    /// UTF-16 little endian, Excel's "Unicode text".
    Utf16Le,
    /// UTF-16 big endian.
    Utf16Be,
    /// Windows-1252 ("Latin-1"), of Western systems; never guessed, for every byte is one of its characters.
    Windows1252,
}

impl Encoding {
    /// The name a clerk knows it by.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8Bom => "UTF-8（BOM付き）",
            Self::Cp932 => "シフトJIS（CP932）",
            Self::Utf16Le => "UTF-16（リトルエンディアン）",
            Self::Utf16Be => "UTF-16（ビッグエンディアン）",
            Self::Windows1252 => "Windows-1252（西欧）",
        }
    }

    /// Reads the names used in configuration: `utf-8`, `utf-8-bom`, `cp932`, `shift_jis`, `sjis`, `windows-31j`, `ms932`, `utf-16`, `utf-16le`, `utf-16be`, `windows-1252`, `latin-1`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
        Some(match plain.as_str() {
            "utf8" => Self::Utf8,
            "utf8bom" | "utf8sig" => Self::Utf8Bom,
            "cp932" | "shiftjis" | "sjis" | "windows31j" | "ms932" | "mskanji" => Self::Cp932,
            "utf16" | "utf16le" | "unicode" => Self::Utf16Le,
            "utf16be" => Self::Utf16Be,
            "windows1252" | "cp1252" | "latin1" | "iso88591" => Self::Windows1252,
            _ => return None,
        })
    }

    /// Length in bytes of the byte order mark at the start of `bytes`, when it is the one of this encoding.
    #[must_use]
    pub fn bom_length(self, bytes: &[u8]) -> usize {
        match self {
            Self::Utf8 | Self::Utf8Bom if bytes.starts_with(b"\xef\xbb\xbf") => 3,
            Self::Utf16Le if bytes.starts_with(b"\xff\xfe") => 2,
            Self::Utf16Be if bytes.starts_with(b"\xfe\xff") => 2,
            _ => 0,
        }
    }

    pub(super) const fn codec(self) -> &'static encoding_rs::Encoding {
        match self {
            Self::Utf8 | Self::Utf8Bom => encoding_rs::UTF_8,
            Self::Cp932 => encoding_rs::SHIFT_JIS,
            Self::Utf16Le => encoding_rs::UTF_16LE,
            Self::Utf16Be => encoding_rs::UTF_16BE,
            Self::Windows1252 => encoding_rs::WINDOWS_1252,
        }
    }
}

/// How many bytes of a file are looked at; more tells nothing new.
const SAMPLE: usize = 256 * 1024;

/// Recognises the encoding from the first bytes of a file. Plain ASCII counts as UTF-8.
///
/// Byte order marks decide; then zero bytes (UTF-16 without a mark); then whichever of UTF-8 and CP932 explains the bytes with fewer faults:
/// a truncated or slightly damaged file is still recognised.
#[must_use]
pub fn detect(prefix: &[u8]) -> Encoding {
    if prefix.starts_with(b"\xef\xbb\xbf") {
        return Encoding::Utf8Bom;
    }
    if prefix.starts_with(b"\xff\xfe") {
        return Encoding::Utf16Le;
    }
    if prefix.starts_with(b"\xfe\xff") {
        return Encoding::Utf16Be;
    }
    let sample = &prefix[..prefix.len().min(SAMPLE)];
    if let Some(wide) = utf16_by_zeros(sample) {
        return wide;
    }
    if std::str::from_utf8(sample).is_ok() {
        return Encoding::Utf8;
    }
    let (cp932_good, cp932_bad) = cp932_evidence(sample);
    if cp932_bad == 0 && cp932_good >= sample.iter().filter(|byte| **byte >= 0xc0).count() {
        return Encoding::Cp932; // UTF-8 cannot explain more: each of its characters begins with such a byte
    }
    let (utf8_good, utf8_bad) = utf8_evidence(sample);
    // Faults weigh most: Japanese text in the wrong one of the two is full of them.
    if utf8_bad * 8 + cp932_good < cp932_bad * 8 + utf8_good || (cp932_bad > 0 && utf8_bad < cp932_bad) {
        Encoding::Utf8
    } else {
        Encoding::Cp932
    }
}

/// Zero bytes mostly at odd (little endian) or even (big endian) places: UTF-16 without a mark. Delimiters, digits and line ends
/// of a CSV give them; a few stray zero bytes do not.
fn utf16_by_zeros(sample: &[u8]) -> Option<Encoding> {
    let mut zeros = [0_usize; 2];
    for pair in sample.chunks_exact(2) {
        zeros[0] += usize::from(pair[0] == 0);
        zeros[1] += usize::from(pair[1] == 0);
    }
    let pairs = sample.len() / 2;
    let enough = |n: usize| n >= 2 && n * 12 >= pairs;
    match zeros {
        [even, odd] if enough(odd) && odd > even * 8 => Some(Encoding::Utf16Le),
        [even, odd] if enough(even) && even > odd * 8 => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// Multi-byte characters and faulty bytes when read as UTF-8. A character cut off at the end is no fault.
fn utf8_evidence(mut bytes: &[u8]) -> (usize, usize) {
    let (mut good, mut bad) = (0, 0);
    loop {
        match std::str::from_utf8(bytes) {
            Ok(text) => return (good + multibyte(text), bad),
            Err(error) => {
                let (valid, rest) = bytes.split_at(error.valid_up_to());
                good += std::str::from_utf8(valid).map_or(0, multibyte);
                let Some(length) = error.error_len() else {
                    return (good, bad);
                };
                bad += 1;
                bytes = &rest[length..];
            }
        }
    }
}

fn multibyte(text: &str) -> usize {
    text.bytes().filter(|&byte| byte >= 0xc0).count()
}

/// Double-byte characters and faulty bytes when read as CP932; half-width kana in a row count little, as UTF-8 read wrongly is full of them.
fn cp932_evidence(bytes: &[u8]) -> (usize, usize) {
    let (mut good, mut bad) = (0, 0);
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            0x81..=0x9f | 0xe0..=0xfc => match bytes.get(at + 1) {
                Some(0x40..=0x7e | 0x80..=0xfc) => {
                    good += 1;
                    at += 1;
                }
                Some(_) => bad += 1,
                None => {}
            },
            0x80 | 0xa0 | 0xfd..=0xff => bad += 1,
            _ => {}
        }
        at += 1;
    }
    (good, bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_excel_and_municipal_systems_write() {
        let text = "宛名番号,氏名,住所\r\n00000019,山田　花子,東京都昭島市田中町１－１７－１\r\n";
        let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode(text);
        assert_eq!(detect(text.as_bytes()), Encoding::Utf8);
        assert_eq!(detect(&cp932), Encoding::Cp932);
        assert_eq!(detect(&cp932[..cp932.len() - 21]), Encoding::Cp932);
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(detect(&little), Encoding::Utf16Le);
        assert_eq!(detect(&big), Encoding::Utf16Be);
        assert_eq!(detect(b"\xef\xbb\xbfabc"), Encoding::Utf8Bom);
        assert_eq!(detect(b"id,date\n1,2022-04-01\n"), Encoding::Utf8);
        assert_eq!(detect(b""), Encoding::Utf8);
    }

    #[test]
    fn half_width_kana_alone_is_cp932_and_a_torn_utf8_file_stays_utf8() {
        let (kana, _, _) = encoding_rs::SHIFT_JIS.encode("ﾔﾏﾀﾞ ﾊﾅｺ,ｽｽﾞｷ ｲﾁﾛｳ\n");
        assert_eq!(detect(&kana), Encoding::Cp932);
        let mut torn = "氏名,学校\n山田花子,昭島市立第一小学校\n".repeat(20).into_bytes();
        torn.remove(200);
        assert_eq!(detect(&torn), Encoding::Utf8);
    }
}
