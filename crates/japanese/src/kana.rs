//! Kana: hiragana and katakana (平仮名・片仮名), half width, readings (フリガナ), and the folds by which readings are searched and compared.

mod compare;
mod loose;
mod romaji;
mod search;

pub use compare::compare_key;
pub use loose::{loose_key, loosely_equal, without_long_marks};
pub use romaji::{kana_to_romaji, romaji_to_kana};
pub use search::search_key;

use crate::width;

/// Whether a character is kana of any width, a long vowel mark, a voiced mark or a kana iteration mark.
#[must_use]
pub const fn is_kana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | '゛'..='ゟ' | 'ァ'..='ヺ' | 'ー'..='ヿ' | 'ｦ'..='ﾟ' | '\u{3099}' | '\u{309a}' | 'ㇰ'..='ㇿ')
}

/// Whether a text is a reading: kana, spaces, middle dots and hyphens only, with at least one kana.
#[must_use]
pub fn is_reading(text: &str) -> bool {
    text.chars().any(is_kana)
        && text.chars().all(|c| {
            is_kana(c) || c.is_whitespace() || width::is_dash(c) || matches!(c, '・' | '･' | '＝' | '=' | '．' | '.')
        })
}

/// Hiragana becomes katakana; everything else stays.
#[must_use]
pub fn to_katakana(text: &str) -> String {
    text.chars().map(katakana).collect()
}

/// Katakana becomes hiragana where hiragana exists (not ヷヸヹヺ, not ー); everything else stays.
#[must_use]
pub fn to_hiragana(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            'ァ'..='ヶ' | 'ヽ' | 'ヾ' => char::from_u32(c as u32 - 0x60).unwrap_or(c),
            _ => c,
        })
        .collect()
}

/// Half-width katakana becomes full width, voiced marks joined (ﾊﾞ → バ, also loose ゛ and combining marks); accents that were taken apart from their
/// letter are joined to it as well. Everything else stays.
#[must_use]
pub fn widen_half_kana(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let wide = if matches!(c, '｡'..='ﾟ') { width::fold(c) } else { c };
        let mark = match wide {
            '゛' | '\u{3099}' => '\u{3099}',
            '゜' | '\u{309a}' => '\u{309a}',
            '\u{300}'..='\u{36f}' => wide,
            _ => {
                out.push(wide);
                continue;
            }
        };
        match out.chars().next_back().and_then(|last| unicode_normalization::char::compose(last, mark)) {
            Some(joined) => {
                out.pop();
                out.push(joined);
            }
            None => out.push(wide),
        }
    }
    out
}

/// One character: hiragana to katakana.
pub(crate) const fn katakana(c: char) -> char {
    match c {
        'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => match char::from_u32(c as u32 + 0x60) {
            Some(kata) => kata,
            None => c,
        },
        _ => c,
    }
}

/// Small kana to large: ッ ャ ュ ョ ァ ィ ゥ ェ ォ ヮ ヵ ヶ.
pub(crate) const fn enlarge(c: char) -> char {
    match c {
        'ァ' => 'ア',
        'ィ' => 'イ',
        'ゥ' => 'ウ',
        'ェ' => 'エ',
        'ォ' => 'オ',
        'ッ' => 'ツ',
        'ャ' => 'ヤ',
        'ュ' => 'ユ',
        'ョ' => 'ヨ',
        'ヮ' => 'ワ',
        'ヵ' => 'カ',
        'ヶ' => 'ケ',
        _ => c,
    }
}

/// The vowel a large katakana ends in (0 ア, 1 イ, 2 ウ, 3 エ, 4 オ); `None` for ン and other characters.
pub(crate) fn vowel(c: char) -> Option<usize> {
    /// Vowels of U+30A1 (ァ) to U+30F4 (ヴ) in the order of the code chart; `-` for ッ and ン.
    const CHART: &[u8; 84] = b"aaiiuueeooaaiiuueeooaaiiuueeooaaii-uueeooaiueoaaaiiiuuueeeoooaiueoaauuooaiueoaaieo-u";
    let place = (c as usize).checked_sub(0x30a1)?;
    Some(match CHART.get(place)? {
        b'a' => 0,
        b'i' => 1,
        b'u' => 2,
        b'e' => 3,
        b'o' => 4,
        _ => return None,
    })
}

/// Full-width katakana with marks joined and iteration marks (ヽ ヾ) written out: the common ground of both folds.
pub(crate) fn even(text: &str) -> Vec<char> {
    let widened = widen_half_kana(text);
    let mut out: Vec<char> = Vec::with_capacity(widened.len() / 3 + 1);
    for c in widened.chars() {
        match (katakana(width::fold(c)), out.last().copied()) {
            ('ヽ', Some(last)) if is_kana(last) => out.push(plain(last)),
            ('ヾ', Some(last)) if is_kana(last) => {
                out.push(unicode_normalization::char::compose(plain(last), '\u{3099}').unwrap_or(last));
            }
            (kata, _) => out.push(kata),
        }
    }
    out
}

/// A kana without its voiced mark.
fn plain(c: char) -> char {
    let mut base = c;
    unicode_normalization::char::decompose_canonical(c, |part| {
        if !matches!(part, '\u{3099}' | '\u{309a}') {
            base = part;
        }
    });
    base
}

/// A kana without voiced or semi-voiced mark (バ, パ → ハ; ヴ → ウ).
pub(crate) fn unvoiced(c: char) -> char {
    if matches!(c, 'ガ'..='ポ' | 'ヴ' | 'ヷ'..='ヺ') { plain(c) } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_ways_to_write_a_reading() {
        assert_eq!(to_katakana("やまだ　はなこ"), "ヤマダ　ハナコ");
        assert_eq!(to_hiragana("ヤマダ　ハナコー"), "やまだ　はなこー");
        assert_eq!(widen_half_kana("ﾔﾏﾀﾞ ﾊﾟｰﾙｳﾞ｡"), "ヤマダ パールヴ。");
        assert_eq!(even("いすゞ").into_iter().collect::<String>(), "イスズ");
        assert_eq!(even("みすヾ・こゝろ").into_iter().collect::<String>(), "ミスズ・ココロ");
    }

    #[test]
    fn every_kana_ends_in_its_vowel() {
        for (vowel_place, row) in [
            "アカサタナハマヤラワガザダバパァャヮ",
            "イキシチニヒミリヰギジヂビピィ",
            "ウクスツヌフムユルグズヅブプヴゥュ",
            "エケセテネヘメレヱゲゼデベペェ",
            "オコソトノホモヨロヲゴゾドボポォョ",
        ]
        .iter()
        .enumerate()
        {
            for c in row.chars() {
                assert_eq!(vowel(c), Some(vowel_place), "{c}");
            }
        }
        assert_eq!([vowel('ン'), vowel('ッ'), vowel('ー'), vowel('a')], [None; 4]);
    }

    #[test]
    fn a_reading_is_told_from_a_name() {
        assert!(is_reading("ﾔﾏﾀﾞ ﾊﾅｺ"));
        assert!(is_reading("マリア・シウバ"));
        assert!(!is_reading("山田 ハナコ"));
        assert!(!is_reading("－"));
    }
}
