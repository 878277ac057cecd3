//! What kind of file the first bytes say it is, and which characters may stand between cells.

use japanese::text::{Encoding, StreamDecoder, detect};

use crate::cells::Dialect;
use crate::refusal::{Refusal, RefusalKind};
use crate::sample::Sample;

/// Kinds of files by their first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    /// A workbook, a OneRoster set or any other archive.
    Zip,
}

/// Characters that stand between cells, commonest first.
const DELIMITERS: [u8; 6] = [b',', b'\t', b';', b'|', b'%', b'^'];

/// Looks at the first bytes; kinds that cannot be read are refused by name.
pub(crate) fn kind(file: &str, prefix: &[u8]) -> Result<Kind, Refusal> {
    let refuse = |what: &str, cure: &str| Err(Refusal::new(RefusalKind::Format, file, what, cure));
    match prefix {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Ok(Kind::Zip),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => refuse(
            "古い形式のExcel（.xls）か、パスワード付きのExcelファイルです。読むことができません。",
            "パスワードを外し、「Excelブック（.xlsx）」または「CSV UTF-8」で保存し直してください。",
        ),
        [b'%', b'P', b'D', b'F', ..] => refuse(
            "PDFファイルです。読むことができません。",
            "元のシステムからCSVまたはExcel（.xlsx）で出し直してください。",
        ),
        [0x1f, 0x8b, ..] | [b'7', b'z', 0xbc, 0xaf, ..] | [b'R', b'a', b'r', b'!', ..] => refuse(
            "圧縮ファイル（gz・7z・rar）です。読むことができません。",
            "展開してから取り込んでください（zip形式はそのまま取り込めます）。",
        ),
        [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] | [b'G', b'I', b'F', b'8', ..] => refuse(
            "画像ファイルです。読むことができません。",
            "元のシステムからCSVまたはExcel（.xlsx）で出し直してください。",
        ),
        [b'<', b'!', b'D', ..] | [b'<', b'h', b't', b'm', ..] | [b'<', b'?', b'x', b'm', ..] => refuse(
            "HTMLまたはXMLのファイルです。読むことができません。",
            "元のシステムからCSVまたはExcel（.xlsx）で出し直してください。",
        ),
        _ => Ok(Kind::Text),
    }
}

/// The first part of a text file, decoded.
pub(crate) struct Opening {
    pub(crate) text: String,
    pub(crate) encoding: Encoding,
    /// What to tell the decoder of the whole file; `None` while only ASCII was seen.
    pub(crate) hint: Option<Encoding>,
}

/// Decodes the first part of a text file, or refuses what is no text or in an encoding that is not read.
pub(crate) fn open_text(
    file: &str,
    prefix: &[u8],
    whole: bool,
    declared: Option<Encoding>,
) -> Result<Opening, Refusal> {
    let decode = |hint: Encoding| {
        let mut decoder = StreamDecoder::new(Some(hint));
        let mut text = String::new();
        decoder.push(prefix, whole, &mut text);
        (text, decoder.problem_count(), decoder.encoding())
    };
    let detected = detect(prefix);
    let ascii = detected == Encoding::Utf8 && prefix.is_ascii();
    let (text, problems, encoding) = match declared.filter(|declared| *declared != detected && !ascii).map(decode) {
        Some((text, 0, encoding)) => (text, 0, encoding),
        _ => decode(detected),
    };
    let strange = text
        .bytes()
        .filter(|b| (*b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1a..=0x1f)) || *b == 0x7f)
        .count() as u64;
    let length = text.len() as u64;
    let wide = matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be);
    let implausible = || {
        let plausible = text
            .chars()
            .filter(|c| matches!(c, ' '..='~' | '\t' | '\n' | '\r' | '　'..='ヿ' | '一'..='鿿' | '！'..='ﾟ'))
            .count();
        plausible * 10 < text.chars().count() * 7
    };
    if strange * 10 > length.max(1) || (wide && implausible()) {
        return Err(Refusal::new(
            RefusalKind::Format,
            file,
            "文字のファイルではありません（制御文字が多く含まれています）。",
            "元のシステムからCSV（UTF-8またはシフトJIS）またはExcel（.xlsx）で出し直してください。",
        ));
    }
    if let Some(name) = unread_encoding(prefix, &text, encoding, problems) {
        return Err(Refusal::new(
            RefusalKind::Encoding,
            file,
            format!("文字コードを読めません（{name}）。"),
            "元のシステムから、文字コードをUTF-8またはシフトJIS（CP932）にして出し直してください。",
        ));
    }
    Ok(Opening { text, encoding, hint: (!ascii).then_some(encoding) })
}

/// Names an encoding that is not read, when the bytes say so.
fn unread_encoding(prefix: &[u8], text: &str, encoding: Encoding, problems: u64) -> Option<&'static str> {
    if prefix.windows(3).take(4096).any(|window| window == b"\x1b$B" || window == b"\x1b$@") {
        return Some("ISO-2022-JP（JISコード）と思われます");
    }
    let foreign = || text.chars().filter(|c| !c.is_ascii()).count() as u64;
    let looked_at = &prefix[..prefix.len().min(64 * 1024)];
    if encoding == Encoding::Cp932 && may_be_euc(looked_at) {
        let half_kana = text.chars().filter(|c| matches!(c, '｡'..='ﾟ')).count() as u64;
        if half_kana > 0 && half_kana * 10 >= foreign() * 3 && is_euc(looked_at) {
            return Some("EUC-JPと思われます");
        }
    }
    (problems > 0 && problems * 20 >= foreign().max(1))
        .then_some("どの文字コードとしても正しくない文字が多く含まれています")
}

/// Whether no byte rules EUC-JP out; most CP932 text does so within a few bytes.
fn may_be_euc(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| matches!(byte, 0..=0x7f | 0x8e | 0x8f | 0xa1..=0xfe))
}

/// Whether bytes are EUC-JP: read as CP932 they are half-width kana for the most part, read as EUC-JP they hold plain kana and no fault.
fn is_euc(bytes: &[u8]) -> bool {
    let (text, _) = encoding_rs::EUC_JP.decode_without_bom_handling(bytes);
    let kana = text.chars().filter(|c| matches!(c, 'ぁ'..='ん' | 'ァ'..='ヶ')).count();
    // The last character may be cut off.
    kana >= 3 && text.chars().filter(|c| *c == '\u{fffd}').count() <= 1
}

/// Samples of the file for every delimiter that could be meant, most plausible first. There is always at least one.
pub(crate) fn samples(text: &str, whole: bool, declared: Option<u8>) -> Vec<Sample> {
    let mut samples: Vec<((usize, usize), Sample)> = DELIMITERS
        .iter()
        .copied()
        .chain(declared.filter(|declared| !DELIMITERS.contains(declared)))
        .filter(|delimiter| {
            *delimiter == b',' || Some(*delimiter) == declared || memchr::memchr(*delimiter, text.as_bytes()).is_some()
        })
        .map(|delimiter| {
            let sample = Sample::of_text(text, whole, Dialect { delimiter, quoted: true });
            let (width, count) = sample.usual_width();
            let agreeing = if width < 2 { 0 } else { count * 100 / sample.records.len().max(1) };
            // A stray percent sign or caret now and then makes no columns: agreement counts first, then width.
            ((if agreeing >= 60 { width } else { 0 }, agreeing), sample)
        })
        .collect();
    samples.sort_by_key(|sample| std::cmp::Reverse(sample.0));
    let best = samples.first().map_or((0, 0), |sample| sample.0);
    let mut samples: Vec<Sample> = samples
        .into_iter()
        .filter(|(rank, sample)| {
            *rank == best
                || rank.0 >= 2
                || Some(sample.dialect.delimiter) == declared
                || sample.dialect.delimiter == b','
        })
        .map(|(_, sample)| sample)
        .collect();
    samples.truncate(DELIMITERS.len() + 1);
    samples
}

/// How a delimiter is called.
pub(crate) fn delimiter_name(delimiter: u8) -> String {
    match delimiter {
        b',' => "カンマ区切り（CSV）".to_owned(),
        b'\t' => "タブ区切り（TSV）".to_owned(),
        other => format!("「{}」区切り", char::from(other)),
    }
}
