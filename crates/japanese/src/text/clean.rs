//! Cleaning of cell values for display and matching of header cells.

use crate::width;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// A cell value made even, without losing anything a person could mean.
///
/// Outer spaces of both widths, control and invisible characters go; inner spaces and line breaks become one plain space each run;
/// full-width letters and digits become half width, half-width kana full width; ㈱ ① ㌔ Ⅱ ㋿ are spelt out; loose accents and voiced marks are joined.
/// Wave dashes are one (〜), hyphen-like dashes between digits are `-`. Variant characters (異体字), CJK compatibility characters (神, 﨑) and
/// variation selectors stay: [`crate::kanji::fold`] is for comparison only.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    if is_clean(text) {
        return Cow::Borrowed(text);
    }
    let mut out: Vec<char> = Vec::with_capacity(text.len());
    for c in text.chars() {
        push_clean(c, &mut out);
    }
    while out.last() == Some(&' ') {
        out.pop();
    }
    join_dashes(&mut out);
    Cow::Owned(out.into_iter().collect())
}

/// Common kanji, kana and printable ASCII without double or outer spaces need no work: nearly every cell of a good file.
fn is_clean(text: &str) -> bool {
    let mut before = ' ';
    for c in text.chars() {
        let plain = matches!(c,
            '!'..='~' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '・' | '、'..='〇' | '「'..='】' | '一'..='鿿' | '㐀'..='䶿') // no dashes, no combining marks
            || (c == ' ' && before != ' ')
            || (c == 'ー' && !before.is_ascii_digit());
        if !plain {
            return false;
        }
        before = c;
    }
    before != ' ' || text.is_empty()
}

fn push_clean(c: char, out: &mut Vec<char>) {
    match c {
        _ if c.is_whitespace() => {
            if out.last().is_some_and(|last| *last != ' ') {
                out.push(' ');
            }
        }
        _ if c.is_control() || width::is_invisible(c) => {}
        '～' | '\u{301c}' => out.push('〜'),
        '\u{2212}' | '\u{2010}' | '\u{2011}' | '\u{ff0d}' => out.push('-'),
        '\u{2460}'..='\u{24ff}'
        | '\u{3200}'..='\u{33ff}'
        | '\u{2160}'..='\u{217f}'
        | '\u{2100}'..='\u{214f}'
        | '\u{fb00}'..='\u{fb06}'
        | '\u{2e80}'..='\u{2fdf}' => {
            out.extend(std::iter::once(c).nfkc());
        }
        'ﾞ' | '゛' | '\u{3099}' => push_mark(out, '\u{3099}', '゛'),
        'ﾟ' | '゜' | '\u{309a}' => push_mark(out, '\u{309a}', '゜'),
        '\u{300}'..='\u{36f}' => match out.last().and_then(|last| unicode_normalization::char::compose(*last, c)) {
            Some(joined) => {
                out.pop();
                out.push(joined);
            }
            None => out.push(c),
        },
        _ => out.push(width::fold(c)),
    }
}

/// Joins a voiced or semi-voiced mark to the kana before it, or keeps it as a sign of its own.
fn push_mark(out: &mut Vec<char>, combining: char, alone: char) {
    match out.last().and_then(|last| unicode_normalization::char::compose(*last, combining)) {
        Some(joined) => {
            out.pop();
            out.push(joined);
        }
        None => out.push(alone),
    }
}

/// A dash of any kind between two digits is a hyphen (１８ー２１, 2―3); elsewhere ー stays a long vowel mark.
fn join_dashes(out: &mut [char]) {
    for at in 1..out.len().saturating_sub(1) {
        if width::is_dash(out[at]) && out[at - 1].is_ascii_digit() && out[at + 1].is_ascii_digit() {
            out[at] = '-';
        }
    }
}

/// What a header cell is compared by: width, case, spaces, line breaks, brackets and punctuation do not matter.
///
/// ```
/// use japanese::text::header_key;
/// assert_eq!(header_key("　氏 名（カナ）\n"), header_key("氏名ｶﾅ"));
/// assert_eq!(header_key("Ｎｏ．"), header_key("no"));
/// ```
#[must_use]
pub fn header_key(text: &str) -> String {
    let cleaned = clean(text);
    let mut key = String::with_capacity(cleaned.len());
    for c in cleaned.chars() {
        match c {
            '○' | '◯' => key.push('〇'),
            'ヶ' | 'ヵ' => key.push(if c == 'ヶ' { 'ケ' } else { 'カ' }),
            '0'..='9' => key.push(c),
            _ if width::is_variation_selector(c) => {}
            'ー' if key.chars().next_back().is_none_or(|last| !crate::kana::is_kana(last)) => {}
            _ if c.is_alphanumeric() => key.extend(c.to_lowercase().filter(|c| c.is_alphanumeric())),
            _ => {}
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_from_different_systems_look_alike() {
        for (raw, cleaned) in [
            ("　山田　　花子 ", "山田 花子"),
            ("ﾔﾏﾀﾞ ﾊﾅｺ", "ヤマダ ハナコ"),
            ("ﾊﾟﾊﾞ", "パバ"),
            ("㈱昭島ｻｰﾋﾞｽ", "(株)昭島サービス"),
            ("Ｒ４．４．１", "R4.4.1"),
            ("㋿４年", "令和4年"),
            ("田中町１－１７ー１", "田中町1-17-1"),
            ("コーポ田中", "コーポ田中"),
            ("9時～17時", "9時〜17時"),
            ("備考\r\nなし\u{0}", "備考 なし"),
            ("が", "が"),
            ("e\u{301}", "é"),
            ("", ""),
            ("　", ""),
        ] {
            assert_eq!(clean(raw), cleaned, "{raw:?}");
        }
    }

    #[test]
    fn characters_of_names_are_never_replaced() {
        for name in ["髙橋", "山﨑", "渡邉", "神田", "辻\u{e0100}", "𠮷野", "\u{e001}田"] {
            assert_eq!(clean(name), name);
        }
    }

    #[test]
    fn headers_match_across_towns() {
        assert_eq!(header_key("宛名\n番号"), header_key("宛名番号 "));
        assert_eq!(header_key("第１子【氏名】"), header_key("第1子(氏名)"));
        assert_eq!(header_key("Student ID"), header_key("studentId"));
        assert_eq!(header_key("○×"), header_key("〇"));
        assert_ne!(header_key("氏名"), header_key("氏名カナ"));
    }
}
