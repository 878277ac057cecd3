//! Keys by which names are compared: spelling goes, the name stays.

use crate::{kana, kanji, width};
use unicode_normalization::UnicodeNormalization;

/// The key of a name: variant characters, width, case, accents, spaces and dots do not matter; kana are folded as in
/// [`kana::compare_key`]. The words of a Latin or katakana-only foreign name stand in alphabetical order, because systems disagree about it;
/// brackets with 通称 or 旧氏 are left out.
///
/// ```
/// use japanese::name::fold_key;
/// assert_eq!(fold_key("渡邉　花子"), fold_key("渡辺花子"));
/// assert_eq!(fold_key("NGUYEN VAN AN"), fold_key("Văn An Nguyễn"));
/// ```
#[must_use]
pub fn fold_key(text: &str) -> String {
    let outside = without_brackets(text);
    if is_latin_name(&outside) {
        return latin_words(&outside).concat();
    }
    // An iteration mark that is left has no kanji before it and says nothing.
    let folded = kanji::fold(&outside).replace(['々', '〻'], "");
    if folded.chars().any(|c| matches!(c, '・' | '･' | '＝')) && kana::is_reading(&folded) {
        let mut words: Vec<String> = folded
            .split(|c: char| c.is_whitespace() || matches!(c, '・' | '･' | '＝' | '='))
            .map(kana::compare_key)
            .filter(|word| !word.is_empty())
            .collect();
        words.sort_unstable();
        return words.concat();
    }
    let mut out = Vec::with_capacity(folded.len() / 3 + 1);
    for c in kana::compare_key(&folded).chars() {
        if is_latin(c) { push_plain_letter(c, &mut out) } else { out.push(c) }
    }
    // Rosters add 様; no name ends in it.
    let name_end = out.iter().rposition(|c| *c != '様').map_or(out.len(), |last| last + 1);
    out.truncate(name_end);
    out.into_iter().collect()
}

/// The key of a reading, surname and given name joined: see [`kana::compare_key`]. Latin readings are turned into kana where they are Japanese.
#[must_use]
pub fn fold_reading_key(text: &str) -> String {
    let outside = without_brackets(text);
    if is_latin_name(&outside) {
        let plain = latin_words(&outside).join(" ");
        let kana = kana::romaji_to_kana(&outside).or_else(|| kana::romaji_to_kana(&plain));
        return kana.map_or(plain, |kana| kana::compare_key(&kana));
    }
    let key = kana::compare_key(&outside);
    if !key.is_empty() && key != text && key.chars().all(is_latin) { fold_reading_key(&key) } else { key }
}

/// Latin words without case and accents, in alphabetical order.
fn latin_words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text
        .split(|c: char| !(is_latin(c) || matches!(c, '\'' | '’')))
        .map(|word| {
            let mut plain = Vec::with_capacity(word.len());
            word.chars().filter(|c| is_latin(*c)).for_each(|c| push_plain_letter(c, &mut plain));
            plain.into_iter().collect::<String>()
        })
        .filter(|word| !word.is_empty())
        .collect();
    words.sort_unstable();
    words
}

/// Whether a name is written in Latin letters alone; signs and spaces do not matter, a 外字 mark does.
fn is_latin_name(text: &str) -> bool {
    text.chars().any(is_latin) && text.chars().all(|c| is_latin(c) || !(c.is_alphanumeric() || kanji::is_gaiji_mark(c)))
}

/// A letter of the Latin script of any width, or a combining accent.
pub(super) fn is_latin(c: char) -> bool {
    let c = width::fold(c);
    c.is_ascii_alphabetic()
        || matches!(c, 'À'..='ɏ' | '\u{1e00}'..='\u{1eff}' | '\u{2c60}'..='\u{2c7f}' | '\u{300}'..='\u{36f}')
            && !matches!(c, '×' | '÷')
}

/// A text in lower case and without accents, in its order: Nguyễn → nguyen, Großmann → grossmann. Other characters stay.
#[must_use]
pub fn plain_letters(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    text.chars().for_each(|c| push_plain_letter(c, &mut out));
    out.into_iter().collect()
}

/// Pushes a letter in lower case and without accents: É → e, Đ → d, ß → ss, Ø → o. Other characters are pushed as they are.
pub(crate) fn push_plain_letter(c: char, out: &mut Vec<char>) {
    for part in std::iter::once(width::fold(c)).flat_map(char::to_lowercase) {
        match part {
            'đ' | 'ð' => out.push('d'),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'ı' => out.push('i'),
            'ß' => out.extend(['s', 's']),
            'æ' => out.extend(['a', 'e']),
            'œ' => out.extend(['o', 'e']),
            'þ' => out.extend(['t', 'h']),
            '\u{300}'..='\u{36f}' => {}
            'à'..='ɏ' | '\u{1e00}'..='\u{1eff}' => {
                out.extend(std::iter::once(part).nfd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')))
            }
            _ => out.push(part),
        }
    }
}

/// The text outside of brackets; all of it when nothing stands outside.
fn without_brackets(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains(is_open) {
        return std::borrow::Cow::Borrowed(text);
    }
    let mut depth = 0_usize;
    let outside: String = text
        .chars()
        .filter(|c| {
            if is_open(*c) {
                depth += 1;
                return false;
            }
            if is_close(*c) {
                depth = depth.saturating_sub(1);
                return false;
            }
            depth == 0
        })
        .collect();
    if outside.trim().is_empty() { std::borrow::Cow::Borrowed(text) } else { std::borrow::Cow::Owned(outside) }
}

pub(super) const fn is_open(c: char) -> bool {
    matches!(c, '(' | '（' | '[' | '［' | '【' | '〔' | '〈' | '<' | '＜' | '｛' | '{')
}

pub(super) const fn is_close(c: char) -> bool {
    matches!(c, ')' | '）' | ']' | '］' | '】' | '〕' | '〉' | '>' | '＞' | '｝' | '}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_person_in_two_systems() {
        for (a, b) in [
            ("髙橋　美咲", "高橋美咲"),
            ("髙橋　美咲 様", "高橋美咲"),
            ("佐々木 翔", "佐佐木翔"),
            ("山田 ハナ", "山田はな"),
            ("NGUYEN VAN AN", "Nguyễn, Văn An"),
            ("SILVA MARIA", "Maria Silva"),
            ("マリア・シウバ", "シウバ・マリア"),
            ("金 英姫（通称：金田英子）", "金英姫"),
            ("ＬＥＥ　ＭＩＮＨＯ", "Lee Minho"),
        ] {
            assert_eq!(fold_key(a), fold_key(b), "{a} {b}");
        }
        assert_ne!(fold_key("山田 花子"), fold_key("山田 葉子"));
        assert_ne!(fold_key("斎藤"), fold_key("斉藤"));
    }

    #[test]
    fn readings_in_kana_and_latin() {
        assert_eq!(fold_reading_key("ﾔﾏﾀﾞ ﾊﾅｺ"), fold_reading_key("YAMADA HANAKO"));
        assert_eq!(fold_reading_key("やまだ　はなこ"), "ヤマダハナコ");
    }
}
