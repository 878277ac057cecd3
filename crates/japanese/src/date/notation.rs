//! Making one notation out of many before dates are read: width, kanji numerals, 元年, spaces, the time of day.

use crate::{digits, width};

const WEEKDAYS: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];

/// A date text in one notation: half width, Arabic digits, 元 → 1, no spaces, no weekday, no brackets.
///
/// The time of day is cut off: after `T` between digits, or from the first `h:mm` on.
pub(super) fn even(text: &str) -> String {
    let trimmed = text.trim();
    if trimmed.bytes().enumerate().all(|(place, byte)| {
        byte.is_ascii_digit() || matches!(byte, b'.' | b'/' | b'-') || (place == 0 && byte.is_ascii_alphabetic())
    }) {
        return trimmed.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match width::fold(c) {
            _ if c.is_control() || width::is_invisible(c) => {}
            '㋿' => out.push_str("令和"),
            '㍻' => out.push_str("平成"),
            '㍼' => out.push_str("昭和"),
            '㍽' => out.push_str("大正"),
            '㍾' => out.push_str("明治"),
            '元' => out.push('1'),
            dash if dash != 'ー' && width::is_dash(dash) => out.push('-'),
            '・' | '。' | '、' | ',' | '．' => out.push('.'),
            folded => out.push(folded),
        }
    }
    let mut out = digits::arabic(&cut_time(out.trim()));
    for (from, to) in [
        ("ごろ", "頃"),
        ("ころ", "頃"),
        ("不明", "不詳"),
        ("ふしょう", "不詳"),
        ("初旬", "上旬"),
        ("(推定)", "推定"),
        ("推定の", "推定"),
        ("~", "から"),
        ("〜", "から"),
        ("～", "から"),
    ] {
        if out.contains(from) {
            out = out.replace(from, to);
        }
    }
    for weekday in if out.contains(['(', '曜']) { &WEEKDAYS[..] } else { &[] } {
        for wrapped in
            [format!("({weekday})"), format!("({weekday}曜)"), format!("({weekday}曜日)"), format!("{weekday}曜日")]
        {
            if let Some(place) = out.find(&wrapped) {
                out.replace_range(place..place + wrapped.len(), "");
            }
        }
    }
    // 令和4年(2022年)4月1日: the year twice.
    if let (Some(open), Some(close)) = (out.find('('), out.find("年)"))
        && 0 < open
        && open < close
        && out[..open].ends_with('年')
    {
        out.replace_range(open..close + "年)".len(), "");
    }
    out.retain(|c| !matches!(c, '(' | ')' | '[' | ']' | '「' | '」' | '\'' | '"'));
    let day = ["生まれ", "生", "付け", "付", "現在", "時点"]
        .iter()
        .find_map(|word| out.trim().strip_suffix(word))
        .unwrap_or(out.trim());
    join_spaces(day)
}

/// A space between two digits parts a date (2022 4 1); all other spaces are decoration.
fn join_spaces(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    for (at, &c) in chars.iter().enumerate() {
        if c != ' ' && !c.is_whitespace() {
            out.push(c);
            continue;
        }
        let next = chars[at..].iter().find(|c| !c.is_whitespace());
        if out.ends_with(|c: char| c.is_ascii_digit()) && next.is_some_and(char::is_ascii_digit) {
            out.push('.');
        }
    }
    out
}

fn cut_time(text: &str) -> String {
    if let Some(colon) = text.find(':') {
        // The hour is the digits before the first colon; a T or space parts it from the day.
        let head = text[..colon].trim_end_matches(|c: char| c.is_ascii_digit());
        let day = head.trim_end_matches(['T', 't', ' ']);
        let day = ["午前", "午後", "AM", "PM", "am", "pm"]
            .iter()
            .fold(day, |day, mark| day.trim_end_matches(mark))
            .trim_end();
        if day.chars().any(|c| c.is_ascii_digit()) && day.len() < text.len() {
            return day.to_owned();
        }
    }
    // 令和4年4月1日10時30分
    if let Some(hour) = text.find('時') {
        let head = text[..hour].trim_end_matches(|c: char| c.is_ascii_digit());
        let day = ["午前", "午後"].iter().fold(head, |day, mark| day.trim_end_matches(mark)).trim_end();
        if head.len() < hour && !day.is_empty() {
            return day.to_owned();
        }
    }
    // 令和4年4月1日午前
    for mark in ["午前", "午後"] {
        if let Some(place) = text.find(mark)
            && place > 0
        {
            return text[..place].to_owned();
        }
    }
    text.to_owned()
}

/// A number and the character behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    /// The number; digits beyond eight make it `u32::MAX`.
    pub number: u32,
    /// How many digits it was written with.
    pub digits: usize,
    /// What follows: 年, 月, 日 or a separator (`-` for `-`, `/`, `.`), or nothing (`\0`).
    pub mark: char,
}

/// Splits `4年4月1日`, `4.4.1`, `2022/04/01` into numbers; `None` when anything else stands between.
pub(super) fn parts(text: &str) -> Option<Vec<Part>> {
    let mut found = Vec::with_capacity(3);
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || found.len() == 4 {
            return None;
        }
        let number = if digits <= 8 { rest[..digits].parse().ok()? } else { u32::MAX };
        rest = &rest[digits..];
        let mark = match rest.chars().next() {
            None => '\0',
            Some(c @ ('年' | '月' | '日')) => c,
            Some('-' | '/' | '.') => '-',
            Some(_) => return None,
        };
        if let Some(c) = rest.chars().next() {
            rest = &rest[c.len_utf8()..];
        }
        // 4年.4月: a separator after a unit says nothing more.
        if mark != '-' {
            rest = rest.trim_start_matches(['-', '/', '.']);
        }
        found.push(Part { number, digits, mark });
    }
    (!found.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_notations_become_one() {
        for (text, expected) in [
            ("令和４年４月１日", "令和4年4月1日"),
            ("令和元年五月一日（水）", "令和1年5月1日"),
            ("㋿ 4 年 12 月 21 日", "令和4年12月21日"),
            ("2022-04-01T09:30:00+09:00", "2022-04-01"),
            ("2022/4/1 0:00", "2022/4/1"),
            ("Ｒ４．４．１", "R4.4.1"),
            ("2022 4 1", "2022.4.1"),
            ("昭和20年ごろ", "昭和20年頃"),
        ] {
            assert_eq!(even(text), expected, "{text}");
        }
    }
}
