//! Files that are not text in an encoding we read: recognised, so that the message names what they are and what to do.

/// What a file is, when it is plainly not a text we can decode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unsupported {
    /// EUC-JP, from old Unix systems.
    EucJp,
    /// ISO-2022-JP ("JIS"), from mail programs.
    Iso2022Jp,
    /// A zip archive, also XLSX and DOCX.
    Zip,
    /// An Excel file of before 2007 (.xls).
    OldExcel,
    /// A PDF.
    Pdf,
    /// Other binary data.
    Binary,
}

impl Unsupported {
    /// What it is and what to do, in words for a clerk.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::EucJp => "文字コードがEUC-JPです。UTF-8またはシフトJISで出し直してください",
            Self::Iso2022Jp => "文字コードがISO-2022-JP（JIS）です。UTF-8またはシフトJISで出し直してください",
            Self::Zip => "ZIP形式のファイル（Excelブックなど）です。CSVとしては読めません",
            Self::OldExcel => "旧形式のExcelファイル（.xls）です。.xlsxまたはCSVで保存し直してください",
            Self::Pdf => "PDFファイルです。CSVまたはExcelで出し直してください",
            Self::Binary => "文字のファイルではありません。CSVまたはExcelで出し直してください",
        }
    }
}

/// Looks at the first bytes of a file; `None` when they may be text in one of our encodings.
#[must_use]
pub fn unsupported(prefix: &[u8]) -> Option<Unsupported> {
    if prefix.starts_with(b"PK\x03\x04") || prefix.starts_with(b"PK\x05\x06") {
        return Some(Unsupported::Zip);
    }
    if prefix.starts_with(b"\xd0\xcf\x11\xe0") {
        return Some(Unsupported::OldExcel);
    }
    if prefix.starts_with(b"%PDF-") {
        return Some(Unsupported::Pdf);
    }
    if prefix.starts_with(b"\xff\xfe") || prefix.starts_with(b"\xfe\xff") {
        return None;
    }
    if prefix.windows(3).any(|three| matches!(three, b"\x1b$B" | b"\x1b$@")) {
        return Some(Unsupported::Iso2022Jp);
    }
    if is_euc_jp(prefix) {
        return Some(Unsupported::EucJp);
    }
    // Control characters that no text holds, zero bytes aside (UTF-16 and damaged text have those).
    let odd = prefix.iter().filter(|byte| matches!(byte, 1..=8 | 0x0e..=0x19 | 0x1c..=0x1f)).count();
    (odd > 8 && odd * 50 > prefix.len()).then_some(Unsupported::Binary)
}

/// All bytes outside ASCII in pairs A1-FE, one pair in ten at least in a row of kana (A4, A5): half-width kana of CP932 never look like that.
fn is_euc_jp(bytes: &[u8]) -> bool {
    let (mut pairs, mut kana, mut at) = (0_usize, 0_usize, 0_usize);
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (0..=0x7f, _) => {}
            (0x8e, Some(0xa1..=0xdf)) => at += 1,
            (lead @ 0xa1..=0xfe, Some(0xa1..=0xfe)) => {
                pairs += 1;
                kana += usize::from(matches!(lead, 0xa4 | 0xa5));
                at += 1;
            }
            (0xa1..=0xfe, None) => {}
            _ => return false,
        }
        at += 1;
    }
    pairs >= 8 && kana * 10 >= pairs && std::str::from_utf8(bytes).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_cannot_be_read_are_named() {
        let text = "氏名,フリガナ,学校\n山田花子,ヤマダハナコ,昭島市立第一小学校\n";
        assert_eq!(unsupported(&encoding_rs::EUC_JP.encode(text).0), Some(Unsupported::EucJp));
        assert_eq!(unsupported(&encoding_rs::ISO_2022_JP.encode(text).0), Some(Unsupported::Iso2022Jp));
        assert_eq!(unsupported(b"PK\x03\x04...."), Some(Unsupported::Zip));
        assert_eq!(unsupported(b"%PDF-1.7"), Some(Unsupported::Pdf));
        for sound in [
            encoding_rs::SHIFT_JIS.encode(text).0.to_vec(),
            text.as_bytes().to_vec(),
            text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            encoding_rs::SHIFT_JIS.encode("ﾔﾏﾀﾞ ﾊﾅｺ,ｽｽﾞｷ ｲﾁﾛｳ,ｻﾄｳ ﾕｳｺ\n").0.to_vec(),
            Vec::new(),
        ] {
            assert_eq!(unsupported(&sound), None);
        }
    }
}
