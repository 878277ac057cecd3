//! Variant characters (異体字・旧字体・外字): one representative for comparison; what is stored and shown is never changed.

mod table;

pub use table::fold_char;

use crate::width;

/// Folds variant characters to one representative, drops variation selectors and writes out 々: 髙﨑→高崎, 渡邉→渡辺, 佐々木→佐佐木.
///
/// For comparison and search keys only. 斎 (齋) and 斉 (齊) stay apart, as the tables of the Ministry of Justice keep them.
/// Characters that no table knows stay, also 外字 in the private use area.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut last = None;
    for c in text.chars() {
        let folded = match c {
            _ if width::is_variation_selector(c) => continue,
            '々' | '〻' => match last {
                Some(before) if is_kanji(before) => before,
                _ => c,
            },
            _ => fold_char(c),
        };
        out.push(folded);
        last = Some(folded);
    }
    out
}

/// Whether a character is a kanji, 々 and private-use 外字 not included.
#[must_use]
pub const fn is_kanji(c: char) -> bool {
    matches!(c, '一'..='鿿' | '㐀'..='䶿' | '豈'..='\u{faff}' | '\u{20000}'..='\u{3134f}' | '〇')
}

/// Whether a character stands where a 外字 was: 〓 ● □ ■, the private use areas, U+FFFD.
#[must_use]
pub const fn is_gaiji_mark(c: char) -> bool {
    matches!(c, '〓' | '●' | '□' | '■' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' | '\u{fffd}')
}

/// Whether two characters are the same or variants of each other.
#[must_use]
pub fn variants_equal(a: char, b: char) -> bool {
    a == b || fold_char(a) == fold_char(b)
}

/// Whether two names can be the same when variants count as one and a 外字 mark (also a question mark left by a lossy conversion)
/// stands for any one character. Spaces do not count.
///
/// ```
/// use japanese::kanji::compatible;
/// assert!(compatible("山﨑 花子", "山崎花子"));
/// assert!(compatible("〓田", "\u{20bb7}田"));
/// assert!(!compatible("〓田", "吉野"));
/// ```
#[must_use]
pub fn compatible(a: &str, b: &str) -> bool {
    let unknown = |c: char| is_gaiji_mark(c) || matches!(c, '?' | '？');
    let prepare = |text: &str| fold(text).chars().filter(|c| !c.is_whitespace()).map(width::fold).collect::<Vec<_>>();
    let (a, b) = (prepare(a), prepare(b));
    a.len() == b.len() && a.iter().zip(&b).all(|(x, y)| x == y || unknown(*x) || unknown(*y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_the_register_and_the_school_write_them() {
        for (register, school) in [
            ("髙橋", "高橋"),
            ("山﨑", "山崎"),
            ("山嵜", "山崎"),
            ("渡邉", "渡辺"),
            ("渡邊", "渡辺"),
            ("濵田", "浜田"),
            ("濱田", "浜田"),
            ("齋藤", "斎藤"),
            ("齊藤", "斉藤"),
            ("澤", "沢"),
            ("國廣", "国広"),
            ("櫻井", "桜井"),
            ("眞惠", "真恵"),
            ("\u{20bb7}田", "吉田"),
            ("德永", "徳永"),
            ("栁田", "柳田"),
            ("桒原", "桑原"),
            ("曾根", "曽根"),
            ("嶋田", "島田"),
            ("冨田", "富田"),
            ("淸水", "清水"),
            ("黑瀨", "黒瀬"),
            ("藏本", "蔵本"),
            ("榮", "栄"),
            ("壽圓", "寿円"),
            ("瀧龍", "滝竜"),
            ("廣瀨", "広瀬"),
            ("條", "条"),
            ("靜", "静"),
            ("神\u{fa19}", "神神"),
            ("辻\u{e0100}", "辻"),
            ("佐々木", "佐佐木"),
            ("渕上", "淵上"),
            ("關", "関"),
            ("戶黃", "戸黄"),
            ("內", "内"),
            ("吳", "呉"),
            ("增", "増"),
            ("寬", "寛"),
            ("晉", "晋"),
            ("賴", "頼"),
            ("祐", "祐"),
            ("舘", "館"),
            ("籠", "篭"),
            ("萬", "万"),
            ("埜", "野"),
        ] {
            assert_eq!(fold(register), fold(school), "{register} {school}");
        }
    }

    #[test]
    fn names_that_only_look_alike_stay_apart() {
        for (a, b) in [
            ("斎", "斉"),
            ("井", "牛"),
            ("大", "太"),
            ("土", "士"),
            ("末", "未"),
            ("美", "実"),
            ("裕", "祐"),
            ("優", "憂"),
            ("崎", "埼"),
            ("郎", "朗"),
            ("己", "巳"),
            ("王", "玉"),
            ("茉", "味"),
            ("書", "昼"),
            ("功", "切"),
            ("師", "帥"),
            ("着", "著"),
            ("雀", "鶴"),
            ("弘", "広"),
            ("亮", "涼"),
            ("晶", "昌"),
            ("渚", "諸"),
            ("杏", "否"),
            ("央", "英"),
        ] {
            assert_ne!(fold(a), fold(b), "{a} {b}");
        }
    }

    #[test]
    fn a_mark_stands_for_one_unknown_character() {
        assert!(compatible("高橋 〓子", "髙橋彌子"));
        assert!(compatible("?田", "\u{e123}田"));
        assert!(!compatible("〓", "山田"));
        assert!(!compatible("高橋花子", "高橋葉子"));
    }
}
