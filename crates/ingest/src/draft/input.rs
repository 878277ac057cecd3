//! Header and first rows of a file of which nothing is known yet.

use japanese::text::mojibake_repair_text;

use crate::bundle;
use crate::cells::Dialect;
use crate::excel;
use crate::header::Header;
use crate::recognise::header_at;
use crate::refusal::Refusal;
use crate::sample::Sample;
use crate::sniff::{self, Kind};

/// Records a draft is made from.
const RECORDS: usize = 3_000;
/// Bytes of a text looked at (4 MiB).
const TEXT_BYTES: usize = 4 << 20;

/// What a draft is made from.
pub(super) struct Input {
    pub(super) header: Header,
    pub(super) rows: Vec<Vec<String>>,
    /// Words above the header (title lines, sheet name).
    pub(super) words: String,
    /// Cells of the lines above the header, and these lines as a whole.
    pub(super) titles: Vec<String>,
    /// Line of the header, from 1; 0 = there is none.
    pub(super) line: u32,
    /// How the file is written, for people.
    pub(super) written: String,
    pub(super) remarks: Vec<String>,
    pub(super) sheet: Option<String>,
}

/// Reads a file's first part. A OneRoster set gives `None`: its definition is built in.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Option<Input>, Refusal> {
    if sniff::kind(file, bytes)? == Kind::Zip {
        if excel::is_workbook(bytes) {
            return workbook(file, bytes).map(Some);
        }
        return match bundle::unpack(file, bytes)? {
            bundle::Unpacked::Oneroster(_) => Ok(None),
            bundle::Unpacked::Files(members) => match members.into_iter().find(|member| !member.bytes.is_empty()) {
                Some(member) => read(&member.name, &member.bytes),
                None => Err(crate::prepare::empty(file)),
            },
        };
    }
    let bytes = beginning(bytes);
    let opening = sniff::open_text(file, bytes, true, None)?;
    let mut remarks = Vec::new();
    let text = match mojibake_repair_text(&opening.text) {
        Some(repair) => {
            remarks.push(
                "文字化けしたファイルです。元の文字に直して案を作りました。元のシステムから出し直してください。"
                    .to_owned(),
            );
            repair.text
        }
        None => opening.text,
    };
    let delimiter = sniff::samples(&text, true, None).first().map_or(b',', |sample| sample.dialect.delimiter);
    let sample = Sample::up_to(&text, true, Dialect { delimiter, quoted: true }, RECORDS);
    if sample.records.is_empty() {
        return Err(crate::prepare::empty(file));
    }
    let written = format!("{}・{}", sniff::delimiter_name(delimiter), opening.encoding.label());
    if sample.usual_width().0 < 2 {
        remarks.push("区切り文字が見つかりません。固定長のファイルなら format = \"fixed\" とし、各列に at = [開始バイト, バイト数] を書いてください。".to_owned());
    }
    Ok(Some(from_sample(&sample, String::new(), written, remarks, None)))
}

/// A line that sums up: 合計, 件数 … in its first filled cell, and not much else.
fn is_total(cells: &[String]) -> bool {
    let mut filled = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    let says = filled.next().is_some_and(|first| {
        let key = japanese::text::header_key(first);
        ["合計", "総計", "小計", "総合計", "計", "件数", "総件数"].contains(&key.as_str())
    });
    says && filled.count() * 2 <= cells.len()
}

/// The first part of a text, up to a line end.
fn beginning(bytes: &[u8]) -> &[u8] {
    if bytes.len() <= TEXT_BYTES {
        return bytes;
    }
    // An even length keeps the characters of UTF-16 whole.
    let end = memchr::memrchr(b'\n', &bytes[..TEXT_BYTES]).map_or(TEXT_BYTES, |at| at + 1);
    &bytes[..end + end % 2]
}

fn workbook(file: &str, bytes: &[u8]) -> Result<Input, Refusal> {
    let sheets = excel::samples(file, bytes, RECORDS)?;
    let several = sheets.iter().filter(|(_, sample)| !sample.records.is_empty()).count() > 1;
    let (name, sample) = sheets
        .into_iter()
        .max_by_key(|(_, sample)| {
            sample.records.iter().map(|(_, cells)| cells.iter().filter(|cell| !cell.is_empty()).count()).sum::<usize>()
        })
        .ok_or_else(|| crate::prepare::empty(file))?;
    if sample.records.is_empty() {
        return Err(crate::prepare::empty(file));
    }
    Ok(from_sample(&sample, name.clone(), "Excel".to_owned(), Vec::new(), several.then_some(name)))
}

fn from_sample(
    sample: &Sample,
    mut words: String,
    written: String,
    mut remarks: Vec<String>,
    sheet: Option<String>,
) -> Input {
    // One column is no table: its first line may hold somebody.
    let row = if sample.usual_width().0 < 2 { None } else { sample.likely_header() };
    let (header, first, line) = match row {
        Some(row) => (header_at(sample, row), row + 1, sample.records[row].0),
        None => {
            let width = sample.usual_width().0;
            let titles: Vec<String> = (1..=width).map(|column| format!("列{column}")).collect();
            remarks.push(
                "見出しの行が見つかりません。列の名前を「列1」…としました。意味の分かる名前に直してください。"
                    .to_owned(),
            );
            (Header::new(&titles, None), 0, 0)
        }
    };
    for (_, cells) in &sample.records[..row.unwrap_or(0)] {
        words.push(' ');
        words.push_str(&cells.join(" "));
    }
    let rows =
        sample.records[first..].iter().filter(|(_, cells)| !is_total(cells)).map(|(_, cells)| cells.clone()).collect();
    let titles = crate::given::titles(sample.records[..row.unwrap_or(0)].iter().map(|(_, cells)| cells.as_slice()));
    Input { header, rows, words, titles, line, written, remarks, sheet }
}
