//! The mild fold by which two readings of the same person are compared: spelling habits go, sounds stay.

use super::{enlarge, even, vowel};
use crate::width;

/// Folds a reading for comparison: width, hiragana, small kana, ヂ/ジ, ヅ/ズ, ヲ/オ, ヰ/イ, ヱ/エ, ヴァ/バ, long vowels (オウ, オー, オオ are one; エー is エイ);
/// spaces, dots and hyphens go. Voiced and unvoiced kana stay apart. Letters become lower case; other characters stay.
///
/// ```
/// use japanese::kana::compare_key;
/// assert_eq!(compare_key("ｵｵﾉ ﾕｰｺ"), compare_key("おおの　ゆうこ"));
/// assert_ne!(compare_key("タカダ"), compare_key("タカタ"));
/// ```
#[must_use]
pub fn compare_key(text: &str) -> String {
    let chars = even(text);
    let mut out: Vec<char> = Vec::with_capacity(chars.len());
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        at += 1;
        let last_vowel = out.last().and_then(|last| vowel(*last));
        let folded = match (c, last_vowel) {
            ('ヴ', _) => match chars.get(at) {
                Some('ァ' | 'ア') => skip(&mut at, 'バ'),
                Some('ィ' | 'イ') => skip(&mut at, 'ビ'),
                Some('ェ' | 'エ') => skip(&mut at, 'ベ'),
                Some('ォ' | 'オ') => skip(&mut at, 'ボ'),
                _ => 'ブ',
            },
            ('ヷ', _) => 'バ',
            ('ヸ', _) => 'ビ',
            ('ヹ', _) => 'ベ',
            ('ヺ', _) => 'ボ',
            ('ヂ', _) => 'ジ',
            ('ヅ', _) => 'ズ',
            ('ヲ', _) => 'オ',
            ('ヰ', _) => 'イ',
            ('ヱ', _) => 'エ',
            ('ウ' | 'ゥ', Some(4)) => 'オ',
            // Iteration and voiced marks that had no kana to join.
            ('ヽ' | 'ヾ' | '゛' | '゜' | '\u{3099}' | '\u{309a}', _) => continue,
            (mark, Some(vowel)) if width::is_dash(mark) => ['ア', 'イ', 'ウ', 'イ', 'オ'][vowel],
            (mark, _) if width::is_dash(mark) => continue,
            _ if c.is_alphanumeric() || super::is_kana(c) => enlarge(c),
            _ if crate::kanji::is_gaiji_mark(c) => c,
            _ => continue,
        };
        out.push(folded);
    }
    out.into_iter().flat_map(|c| c.to_lowercase().filter(|c| *c != '\u{307}')).collect()
}

/// Takes the following small kana along.
const fn skip(at: &mut usize, joined: char) -> char {
    *at += 1;
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_habits_of_three_offices() {
        for (a, b) in [
            ("ｻﾄｳ ﾕｳｺ", "さとう　ゆーこ"),
            ("オオノ", "オーノ"),
            ("オウノ", "オオノ"),
            ("チヅコ", "チズコ"),
            ("カヲル", "カオル"),
            ("シヨウタ", "ショウタ"),
            ("ハツトリ", "ハットリ"),
            ("ヴィクトリア", "ビクトリア"),
            ("ケーコ", "ケイコ"),
            ("マリア・シウバ", "マリア シウバ"),
            ("ﾆ－ﾅ", "ニーナ"),
        ] {
            assert_eq!(compare_key(a), compare_key(b), "{a} {b}");
        }
    }

    #[test]
    fn different_readings_stay_different() {
        for (a, b) in [
            ("タカダ", "タカタ"),
            ("ユウコ", "ヨウコ"),
            ("オノ", "オオノ"),
            ("ハルカ", "ワルカ"),
            ("シンイチ", "シニチ"),
        ] {
            assert_ne!(compare_key(a), compare_key(b), "{a} {b}");
        }
    }
}
