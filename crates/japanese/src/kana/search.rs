//! The search fold of the resident-record standard (住民記録システム標準仕様 2.1.2, 2.1.3): wide on purpose, a person looks at the hits.

use super::{enlarge, even, unvoiced, vowel};
use crate::width;

/// Variants the standard names for search that the name tables keep apart.
const SEARCH_ONLY: [(char, char); 6] =
    [('籐', '藤'), ('籘', '藤'), ('边', '辺'), ('滨', '浜'), ('斉', '斎'), ('齊', '斎')];

/// Folds a name, reading or address for search.
///
/// Readings: ヂ=ジ, ズ=ヅ, ワ=ハ, ヴァ=バ, ヴィ=ビ, ヴ=ブ, オ=ヲ; voiced and semi-voiced marks do not count (ヒ=ピ); ッ=ツ ャ=ヤ ュ=ユ ョ=ヨ;
/// ウ after a kana of the オ row = オ; long vowel marks, dashes and both spaces do not count. As every named pair must match, so do the
/// pairs they chain together (シ=ジ=ヂ=チ, ス=ズ=ヅ=ツ).
/// Kanji: variants are one (辺=邊=邉, 浜=濱=濵, 藤=籘=籐). Latin: case and accents do not count.
#[must_use]
pub fn search_key(text: &str) -> String {
    let folded = crate::kanji::fold(text);
    let chars = even(&folded);
    let mut out: Vec<char> = Vec::with_capacity(chars.len());
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        at += 1;
        if c == 'ー' || width::is_dash(c) || width::is_invisible(c) {
            continue;
        }
        let base = match c {
            'ヴ' => {
                let joined = match chars.get(at) {
                    Some('ァ' | 'ア') => Some('ハ'),
                    Some('ィ' | 'イ') => Some('ヒ'),
                    Some('ェ' | 'エ') => Some('ヘ'),
                    Some('ォ' | 'オ') => Some('ホ'),
                    _ => None,
                };
                at += usize::from(joined.is_some());
                joined.unwrap_or('フ')
            }
            _ => match unvoiced(enlarge(c)) {
                'チ' => 'シ',
                'ツ' => 'ス',
                'ワ' => 'ハ',
                'ヰ' if c == 'ヸ' => 'ヒ',
                'ヱ' if c == 'ヹ' => 'ヘ',
                'ヲ' if c == 'ヺ' => 'ホ',
                'ヲ' => 'オ',
                'ヰ' => 'イ',
                'ヱ' => 'エ',
                other => other,
            },
        };
        if base == 'ウ' && out.last().and_then(|last| vowel(*last)) == Some(4) {
            out.push('オ');
        } else if super::is_kana(base) {
            if !matches!(base, '゛' | '゜' | '\u{3099}' | '\u{309a}' | 'ヽ' | 'ヾ') {
                out.push(base);
            }
        } else if matches!(base, '々' | '〻') {
            // An iteration mark without a kanji before it says nothing.
        } else if base.is_alphanumeric() || crate::kanji::is_gaiji_mark(base) {
            push_letter(base, &mut out);
        }
    }
    out.into_iter().collect()
}

/// Letters without case and accents (Đ → d, ễ → e, ß → ss); kanji by the standard's own variant list.
fn push_letter(c: char, out: &mut Vec<char>) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    if let Some((_, to)) = SEARCH_ONLY.iter().find(|(from, _)| *from == c) {
        out.push(*to);
        return;
    }
    crate::name::push_plain_letter(c, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of the standard, one by one.
    #[test]
    fn the_standards_own_examples() {
        for (a, b) in [
            ("ヂ", "ジ"),
            ("ズ", "ヅ"),
            ("ワ", "ハ"),
            ("ヴァ", "バ"),
            ("ヴィ", "ビ"),
            ("ヴ", "ブ"),
            ("オ", "ヲ"),
            ("ヒ", "ピ"),
            ("ヒ", "ビ"),
            ("ッ", "ツ"),
            ("ャ", "ヤ"),
            ("ュ", "ユ"),
            ("ョ", "ヨ"),
            ("コウダ", "コオダ"),
            ("キョウコ", "キヨオコ"),
            ("ユーコ", "ユコ"),
            ("アン－マリー", "アンマリ"),
            ("アン‐マリー", "アン―マリー"),
            ("アン マリー", "アン　マリｰ"),
            ("渡辺", "渡邊"),
            ("渡邉", "渡边"),
            ("浜田", "濱田"),
            ("濵田", "滨田"),
            ("佐藤", "佐籐"),
            ("佐籘", "佐藤"),
            ("山田 花子", "山田　花子"),
            ("山田花子", "山田 花子"),
        ] {
            assert_eq!(search_key(a), search_key(b), "{a} = {b}");
        }
    }

    #[test]
    fn the_first_u_and_other_sounds_stay_apart() {
        assert_ne!(search_key("ウエダ"), search_key("オエダ"));
        assert_ne!(search_key("カトウ"), search_key("サトウ"));
        assert_ne!(search_key("オノ"), search_key("オオノ"));
    }

    #[test]
    fn names_of_foreign_residents_are_found_without_accents() {
        assert_eq!(search_key("Nguyễn Thị Đào"), search_key("NGUYEN THI DAO"));
        assert_eq!(search_key("Müller"), search_key("MULLER"));
    }
}
