//! Romaji (ローマ字) to kana and back: for search by Latin readings only, never for what is stored or shown.

use super::{enlarge, even, vowel};

/// Syllables of Hepburn and Kunrei spelling, longest first within a first letter.
const SYLLABLES: &[(&str, &str)] = &[
    ("kya", "キャ"),
    ("kyu", "キュ"),
    ("kyo", "キョ"),
    ("gya", "ギャ"),
    ("gyu", "ギュ"),
    ("gyo", "ギョ"),
    ("sha", "シャ"),
    ("shu", "シュ"),
    ("sho", "ショ"),
    ("she", "シェ"),
    ("shi", "シ"),
    ("sya", "シャ"),
    ("syu", "シュ"),
    ("syo", "ショ"),
    ("ja", "ジャ"),
    ("ju", "ジュ"),
    ("jo", "ジョ"),
    ("je", "ジェ"),
    ("ji", "ジ"),
    ("jya", "ジャ"),
    ("jyu", "ジュ"),
    ("jyo", "ジョ"),
    ("zya", "ジャ"),
    ("zyu", "ジュ"),
    ("zyo", "ジョ"),
    ("cha", "チャ"),
    ("chu", "チュ"),
    ("cho", "チョ"),
    ("che", "チェ"),
    ("chi", "チ"),
    ("tya", "チャ"),
    ("tyu", "チュ"),
    ("tyo", "チョ"),
    ("tsu", "ツ"),
    ("nya", "ニャ"),
    ("nyu", "ニュ"),
    ("nyo", "ニョ"),
    ("hya", "ヒャ"),
    ("hyu", "ヒュ"),
    ("hyo", "ヒョ"),
    ("bya", "ビャ"),
    ("byu", "ビュ"),
    ("byo", "ビョ"),
    ("pya", "ピャ"),
    ("pyu", "ピュ"),
    ("pyo", "ピョ"),
    ("mya", "ミャ"),
    ("myu", "ミュ"),
    ("myo", "ミョ"),
    ("rya", "リャ"),
    ("ryu", "リュ"),
    ("ryo", "リョ"),
    ("dya", "ヂャ"),
    ("dyu", "ヂュ"),
    ("dyo", "ヂョ"),
    ("fa", "ファ"),
    ("fi", "フィ"),
    ("fe", "フェ"),
    ("fo", "フォ"),
    ("va", "ヴァ"),
    ("vi", "ヴィ"),
    ("ve", "ヴェ"),
    ("vo", "ヴォ"),
    ("vu", "ヴ"),
    ("ka", "カ"),
    ("ki", "キ"),
    ("ku", "ク"),
    ("ke", "ケ"),
    ("ko", "コ"),
    ("ga", "ガ"),
    ("gi", "ギ"),
    ("gu", "グ"),
    ("ge", "ゲ"),
    ("go", "ゴ"),
    ("sa", "サ"),
    ("si", "シ"),
    ("su", "ス"),
    ("se", "セ"),
    ("so", "ソ"),
    ("za", "ザ"),
    ("zi", "ジ"),
    ("zu", "ズ"),
    ("ze", "ゼ"),
    ("zo", "ゾ"),
    ("ta", "タ"),
    ("ti", "チ"),
    ("tu", "ツ"),
    ("te", "テ"),
    ("to", "ト"),
    ("da", "ダ"),
    ("di", "ヂ"),
    ("du", "ヅ"),
    ("de", "デ"),
    ("do", "ド"),
    ("na", "ナ"),
    ("ni", "ニ"),
    ("nu", "ヌ"),
    ("ne", "ネ"),
    ("no", "ノ"),
    ("ha", "ハ"),
    ("hi", "ヒ"),
    ("hu", "フ"),
    ("fu", "フ"),
    ("he", "ヘ"),
    ("ho", "ホ"),
    ("ba", "バ"),
    ("bi", "ビ"),
    ("bu", "ブ"),
    ("be", "ベ"),
    ("bo", "ボ"),
    ("pa", "パ"),
    ("pi", "ピ"),
    ("pu", "プ"),
    ("pe", "ペ"),
    ("po", "ポ"),
    ("ma", "マ"),
    ("mi", "ミ"),
    ("mu", "ム"),
    ("me", "メ"),
    ("mo", "モ"),
    ("ya", "ヤ"),
    ("yu", "ユ"),
    ("yo", "ヨ"),
    ("ra", "ラ"),
    ("ri", "リ"),
    ("ru", "ル"),
    ("re", "レ"),
    ("ro", "ロ"),
    ("wa", "ワ"),
    ("wo", "ヲ"),
    ("a", "ア"),
    ("i", "イ"),
    ("u", "ウ"),
    ("e", "エ"),
    ("o", "オ"),
];

/// Letters with a length mark, as the two vowels they stand for.
const LONG: [(char, &str); 10] = [
    ('ā', "aa"),
    ('ī', "ii"),
    ('ū', "uu"),
    ('ē', "ei"),
    ('ō', "ou"),
    ('â', "aa"),
    ('î', "ii"),
    ('û', "uu"),
    ('ê', "ei"),
    ('ô', "ou"),
];

/// Katakana for a romaji reading (Hepburn, Kunrei, with ō or '); `None` when it is not Japanese romaji. Spaces stay.
#[must_use]
pub fn romaji_to_kana(text: &str) -> Option<String> {
    let mut letters = String::with_capacity(text.len());
    for c in text.chars().map(crate::width::fold).flat_map(char::to_lowercase) {
        match LONG.iter().find(|(long, _)| *long == c) {
            Some((_, vowels)) => letters.push_str(vowels),
            None => letters.push(c),
        }
    }
    let mut rest = letters.as_str();
    let mut out = String::with_capacity(rest.len() * 2);
    'text: while let Some(first) = rest.chars().next() {
        if first == ' ' {
            out.push(' ');
            rest = &rest[1..];
            continue;
        }
        for (syllable, kana) in SYLLABLES {
            if let Some(after) = rest.strip_prefix(syllable) {
                out.push_str(kana);
                rest = after;
                continue 'text;
            }
        }
        let second = rest.chars().nth(1);
        match (first, second) {
            ('n', Some('\'' | '’' | '-')) => {
                out.push('ン');
                rest = &rest[1 + second.map_or(0, char::len_utf8)..];
                continue;
            }
            ('n', _) => out.push('ン'),
            ('m', Some('b' | 'm' | 'p')) => out.push('ン'),
            ('t', Some('c')) => out.push('ッ'),
            (c, Some(d)) if c == d && c.is_ascii_alphabetic() && !"aiueon".contains(c) => out.push('ッ'),
            ('h', _) if out.ends_with(['オ', 'ト', 'コ', 'ノ', 'ホ', 'モ', 'ロ', 'ョ', 'ソ', 'ゴ', 'ド', 'ヨ']) => {
                out.push('オ')
            }
            _ => return None,
        }
        rest = &rest[1..];
    }
    (!out.is_empty()).then_some(out)
}

/// Hepburn romaji for kana, long vowels spelt out (オオノ → oono, ショウ → shou). Characters that are not kana stay, in lower case.
#[must_use]
pub fn kana_to_romaji(text: &str) -> String {
    let chars = even(text);
    let mut out = String::with_capacity(chars.len() * 2);
    let mut at = 0;
    while at < chars.len() {
        let pair: String = chars[at..(at + 2).min(chars.len())].iter().collect();
        let one: String = chars[at].to_string();
        if let Some((syllable, _)) = SYLLABLES.iter().find(|(_, kana)| *kana == pair && pair.chars().count() == 2) {
            out.push_str(syllable);
            at += 2;
            continue;
        }
        at += 1;
        match (hepburn(&one), chars[at - 1]) {
            (Some(syllable), _) => out.push_str(syllable),
            (None, 'ン') => {
                out.push_str(if chars.get(at).is_some_and(|next| "アイウエオヤユヨ".contains(*next)) {
                    "n'"
                } else {
                    "n"
                })
            }
            (None, 'ッ') => {
                let next = chars.get(at).map(|next| next.to_string()).unwrap_or_default();
                if let Some(letter) = hepburn(&next).and_then(|syllable| syllable.chars().next()) {
                    out.push(if letter == 'c' { 't' } else { letter });
                }
            }
            (None, mark) if crate::width::is_dash(mark) => {
                let before = chars.get(at.wrapping_sub(2)).copied().map(enlarge).and_then(vowel);
                if let Some(vowel) = before {
                    out.push(['a', 'i', 'u', 'e', 'o'][vowel]);
                }
            }
            (None, small) if enlarge(small) != small => {
                out.push_str(hepburn(&enlarge(small).to_string()).unwrap_or(""))
            }
            (None, other) => out.extend(other.to_lowercase()),
        }
    }
    out
}

fn hepburn(kana: &str) -> Option<&'static str> {
    match kana {
        "ヂ" => Some("ji"),
        "ヅ" => Some("zu"),
        "ヲ" => Some("o"),
        "シ" => Some("shi"),
        "チ" => Some("chi"),
        "ツ" => Some("tsu"),
        "フ" => Some("fu"),
        _ => SYLLABLES.iter().find(|(_, known)| *known == kana).map(|(syllable, _)| *syllable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passport_reading_finds_the_register_reading() {
        assert_eq!(romaji_to_kana("YAMADA Hanako").as_deref(), Some("ヤマダ ハナコ"));
        assert_eq!(romaji_to_kana("Shin'ichi").as_deref(), Some("シンイチ"));
        assert_eq!(romaji_to_kana("hattori").as_deref(), Some("ハットリ"));
        assert_eq!(romaji_to_kana("Kōji").as_deref(), Some("コウジ"));
        assert_eq!(romaji_to_kana("Ohno").as_deref(), Some("オオノ"));
        assert_eq!(romaji_to_kana("Namba").as_deref(), Some("ナンバ"));
        assert_eq!(romaji_to_kana("Smith"), None);
    }

    #[test]
    fn kana_is_spelt_in_hepburn() {
        assert_eq!(kana_to_romaji("ｼﾞｭﾝｲﾁ"), "jun'ichi");
        assert_eq!(kana_to_romaji("はっとり しょうた"), "hattori shouta");
        assert_eq!(kana_to_romaji("マッチ"), "matchi");
        assert_eq!(kana_to_romaji("ユーコ"), "yuuko");
    }
}
