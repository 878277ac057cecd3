//! The date a delivery speaks for (抽出基準日), as file names tell it.

use japanese::date::Era;
use jiff::civil::Date;

/// Reads the date in a file name: 20221130, 2022-11-30, 2022_11_30, 221130 is not one; R4.11.30, R041130, 令和4年11月30日;
/// a month alone (202211, 2022-11, R4.11, 令和4年11月分) is its last day; a school year alone (令和4年度, 2022年度) says nothing.
///
/// The last date in the name holds: `住民記録_令和4年度_20221130.csv` speaks for 30 November. Dates after `today` are
/// not believed.
///
/// ```
/// use jiff::civil::date;
/// let today = date(2023, 3, 31);
/// assert_eq!(ingest::as_of_in_name("住民記録_20221130.csv", today), Some(date(2022, 11, 30)));
/// assert_eq!(ingest::as_of_in_name("出欠_令和４年１１月分.xlsx", today), Some(date(2022, 11, 30)));
/// assert_eq!(ingest::as_of_in_name("住民記録.csv", today), None);
/// ```
#[must_use]
pub fn as_of_in_name(file: &str, today: Date) -> Option<Date> {
    let base = |text: &str| {
        let stem = text.rsplit_once('.').map_or(text, |(stem, _)| stem);
        in_text(&japanese::digits::arabic(stem), today)
    };
    match file.split_once('/') {
        Some((folder, member)) => base(member).or_else(|| in_text(&japanese::digits::arabic(folder), today)),
        None => base(file),
    }
}

/// The date a title line names as the one it speaks for: 令和8年1月30日現在, 抽出日 R8.1.30.
pub(crate) fn in_titles(titles: &[String], today: Date) -> Option<Date> {
    const WORDS: [&str; 6] = ["現在", "抽出日", "基準日", "作成日", "出力日", "時点"];
    titles
        .iter()
        .filter(|line| WORDS.iter().any(|word| line.contains(word)))
        .find_map(|line| in_text(&japanese::digits::arabic(&japanese::text::clean(line)), today))
}

/// A run of digits or the letters between.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Number(String),
    Text(String),
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for c in text.chars() {
        match pieces.last_mut() {
            Some(Piece::Number(run)) if c.is_ascii_digit() => run.push(c),
            Some(Piece::Text(run)) if !c.is_ascii_digit() => run.push(c),
            _ if c.is_ascii_digit() => pieces.push(Piece::Number(c.to_string())),
            _ => pieces.push(Piece::Text(c.to_string())),
        }
    }
    pieces
}

fn in_text(text: &str, today: Date) -> Option<Date> {
    // 元年 is year 1.
    let text = text.replace("元年", "1年");
    let pieces = pieces(&text);
    let believed = |date: Option<Date>| date.filter(|date| *date <= today && date.year() >= 1950);
    let mut found: Option<(bool, Date)> = None;
    for at in 0..pieces.len() {
        if let Some((exact, date)) =
            date_at(&pieces, at).and_then(|(exact, date)| believed(date).map(|date| (exact, date)))
        {
            // A whole day beats a month; among equals the last one holds.
            if found.is_none_or(|(before, _)| exact >= before) {
                found = Some((exact, date));
            }
        }
    }
    found.map(|(_, date)| date)
}

/// The date that begins with the number at `at`; whether it is a whole day.
fn date_at(pieces: &[Piece], at: usize) -> Option<(bool, Option<Date>)> {
    let Some(Piece::Number(first)) = pieces.get(at) else { return None };
    let era = match at.checked_sub(1).and_then(|before| pieces.get(before)) {
        Some(Piece::Text(before)) => era_at_end(before),
        _ => None,
    };
    let digits = |from: usize, to: usize| first.get(from..to).and_then(|part| part.parse::<i16>().ok());
    match (first.len(), era) {
        (8, _) => Some((true, day(digits(0, 4)?, digits(4, 6)?, digits(6, 8)?))),
        (14 | 12, None) => Some((true, day(digits(0, 4)?, digits(4, 6)?, digits(6, 8)?))),
        (6, Some(era)) => Some((true, day(era.western_year(digits(0, 2)?), digits(2, 4)?, digits(4, 6)?))),
        (6, None) => Some((false, month_end(digits(0, 4)?, digits(4, 6)?))),
        (4, Some(era)) => Some((false, month_end(era.western_year(digits(0, 2)?), digits(2, 4)?))),
        (4, None) => parted(pieces, at, digits(0, 4)?),
        (1 | 2, Some(era)) => parted(pieces, at, era.western_year(first.parse().ok()?)),
        _ => None,
    }
}

/// Year, then month, then perhaps day, with marks between: 2022-11-30, 2022年11月.
fn parted(pieces: &[Piece], at: usize, year: i16) -> Option<(bool, Option<Date>)> {
    let mark = |place: usize, marks: &[&str]| matches!(pieces.get(place), Some(Piece::Text(text)) if marks.contains(&text.as_str()));
    let number = |place: usize| match pieces.get(place) {
        Some(Piece::Number(digits)) if digits.len() <= 2 => digits.parse::<i16>().ok(),
        _ => None,
    };
    const MARKS: [&str; 6] = ["-", "_", ".", "年", "ー", "・"];
    let month = mark(at + 1, &MARKS).then(|| number(at + 2)).flatten()?;
    let day_number = (mark(at + 3, &MARKS) || mark(at + 3, &["月"])).then(|| number(at + 4)).flatten();
    match day_number.map(|number| day(year, month, number)) {
        Some(Some(date)) => Some((true, Some(date))),
        _ => Some((false, month_end(year, month))),
    }
}

fn era_at_end(text: &str) -> Option<Era> {
    const NAMES: [(&str, Era); 9] = [
        ("令和", Era::Reiwa),
        ("平成", Era::Heisei),
        ("昭和", Era::Showa),
        ("㋿", Era::Reiwa),
        ("令", Era::Reiwa),
        ("平", Era::Heisei),
        ("R", Era::Reiwa),
        ("r", Era::Reiwa),
        ("H", Era::Heisei),
    ];
    let (name, era) = NAMES.into_iter().find(|(name, _)| text.ends_with(name))?;
    // A letter counts only when it stands alone: `list_R4`, not `BAR4`.
    let alone = !text[..text.len() - name.len()].ends_with(|c: char| c.is_ascii_alphabetic());
    (name.len() > 1 || alone).then_some(era)
}

fn day(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn month_end(year: i16, month: i16) -> Option<Date> {
    day(year, month, 1).map(Date::last_of_month)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn names_as_departments_give_them() {
        let today = date(2023, 3, 31);
        for (name, expected) in [
            ("住民記録_20221130.csv", Some(date(2022, 11, 30))),
            ("2022-11-30_出欠.csv", Some(date(2022, 11, 30))),
            ("出欠2022_11_05.tsv", Some(date(2022, 11, 5))),
            ("R4.11.30健診.csv", Some(date(2022, 11, 30))),
            ("健診R041130.csv", Some(date(2022, 11, 30))),
            ("健診R0411.csv", Some(date(2022, 11, 30))),
            ("給付_202211.csv", Some(date(2022, 11, 30))),
            ("給付_令和4年2月分.csv", Some(date(2022, 2, 28))),
            ("給付_令和元年５月分.csv", Some(date(2019, 5, 31))),
            ("名簿_令和4年度_20220501.csv", Some(date(2022, 5, 1))),
            ("名簿_令和4年度.csv", None),
            ("第2回_調査.csv", None),
            ("調査_99999999.csv", None),
            ("予定_20240401.csv", None),
            ("出欠_第一中_2022-11.csv", Some(date(2022, 11, 30))),
            ("20221130093000_export.csv", Some(date(2022, 11, 30))),
            ("roster_2022-12-01/users.csv", Some(date(2022, 12, 1))),
            ("users.csv", None),
        ] {
            assert_eq!(as_of_in_name(name, today), expected, "{name}");
        }
    }
}
