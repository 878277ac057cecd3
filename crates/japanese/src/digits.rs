//! Digits in every dress: full width, kanji (四, 二十一, 二〇二二), circled.

use crate::width;

/// The digit a character stands for: 0-9, ０-９, 〇, 一 … 九 and the formal 壱弐参.
#[must_use]
pub fn value(c: char) -> Option<u32> {
    Some(match width::fold(c) {
        d @ '0'..='9' => d as u32 - 48,
        '〇' | '○' | '◯' | '零' => 0,
        '一' | '壱' | '壹' => 1,
        '二' | '弐' | '貳' => 2,
        '三' | '参' | '參' => 3,
        '四' => 4,
        '五' | '伍' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// Whether a character can stand in a number written in kanji (digits and 十 百 千).
#[must_use]
pub fn is_kanji_numeral(c: char) -> bool {
    matches!(
        c,
        '〇' | '一'
            | '二'
            | '三'
            | '四'
            | '五'
            | '六'
            | '七'
            | '八'
            | '九'
            | '十'
            | '百'
            | '千'
            | '壱'
            | '弐'
            | '参'
            | '拾'
            | '廿'
    )
}

/// Full-width digits become half width; everything else stays.
#[must_use]
pub fn fold(text: &str) -> String {
    text.chars().map(|c| if ('０'..='９').contains(&c) { width::fold(c) } else { c }).collect()
}

/// Reads a run of kanji numerals: 二十一 → 21, 二〇二二 → 2022, 百三 → 103, 三千 → 3000. `None` for any other character or a number above 99,999,999.
#[must_use]
pub fn read_kanji(run: &[char]) -> Option<u32> {
    if run.is_empty() || run.len() > 12 {
        return None;
    }
    let has_unit = run.iter().any(|c| matches!(c, '十' | '拾' | '百' | '千' | '廿'));
    let mut total: u32 = 0;
    let mut digit: Option<u32> = None;
    for &c in run {
        let unit = match c {
            '十' | '拾' => 10,
            '廿' => {
                total = total.checked_add(20)?;
                continue;
            }
            '百' => 100,
            '千' => 1000,
            _ => {
                let next = value(c)?;
                digit = Some(if has_unit { next } else { digit.unwrap_or(0).checked_mul(10)?.checked_add(next)? });
                if digit.is_some_and(|d| d > 99_999_999) {
                    return None;
                }
                continue;
            }
        };
        total = total.checked_add(digit.take().unwrap_or(1).checked_mul(unit)?)?;
    }
    total.checked_add(digit.unwrap_or(0))
}

/// Rewrites every run of kanji numerals as Arabic digits and folds the width of all others: 令和四年十二月二十一日 → 令和4年12月21日.
#[must_use]
pub fn arabic(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let start = at;
        while at < chars.len() && is_kanji_numeral(chars[at]) {
            at += 1;
        }
        if at > start {
            match read_kanji(&chars[start..at]) {
                Some(number) => out.push_str(&number.to_string()),
                None => out.extend(&chars[start..at]),
            }
        } else {
            out.push(width::fold(chars[at]));
            at += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_on_an_old_certificate() {
        assert_eq!(arabic("令和四年十二月二十一日"), "令和4年12月21日");
        assert_eq!(arabic("二〇二二年"), "2022年");
        assert_eq!(arabic("百三番地"), "103番地");
        assert_eq!(arabic("廿一日"), "21日");
        assert_eq!(arabic("千二百三十四"), "1234");
        assert_eq!(fold("１２ａ３"), "12ａ3");
    }
}
