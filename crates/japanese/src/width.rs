//! Full width and half width (全角・半角): one character at a time, nothing that loses information about kanji.

/// Half-width katakana U+FF61..=U+FF9F in order, as full width.
const WIDE_KANA: [char; 63] = [
    '。', '「', '」', '、', '・', 'ヲ', 'ァ', 'ィ', 'ゥ', 'ェ', 'ォ', 'ャ', 'ュ', 'ョ', 'ッ', 'ー', 'ア', 'イ', 'ウ',
    'エ', 'オ', 'カ', 'キ', 'ク', 'ケ', 'コ', 'サ', 'シ', 'ス', 'セ', 'ソ', 'タ', 'チ', 'ツ', 'テ', 'ト', 'ナ', 'ニ',
    'ヌ', 'ネ', 'ノ', 'ハ', 'ヒ', 'フ', 'ヘ', 'ホ', 'マ', 'ミ', 'ム', 'メ', 'モ', 'ヤ', 'ユ', 'ヨ', 'ラ', 'リ', 'ル',
    'レ', 'ロ', 'ワ', 'ン', '゛', '゜',
];

/// Full-width ASCII becomes half width, half-width katakana becomes full width, the ideographic space a plain one.
///
/// A half-width voiced mark stays a mark of its own here; [`crate::kana::widen_half_kana`] joins it to its kana.
#[must_use]
pub fn fold(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5d}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{ff61}'..='\u{ff9f}' => WIDE_KANA[c as usize - 0xff61],
        '\u{ffe5}' => '¥',
        _ => c,
    }
}

/// Dashes that stand for a hyphen between digits: － − ‐ ‑ – — ― ー ｰ ─ and the plain hyphen.
#[must_use]
pub const fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{ff0d}' | '\u{2212}' | '\u{2010}'
            ..='\u{2015}' | '\u{30fc}' | '\u{ff70}' | '\u{2500}' | '\u{2501}' | '\u{fe63}' | '\u{207b}' | '\u{23af}'
    )
}

/// Variation selectors (異体字セレクタ): they choose a glyph, never another character.
#[must_use]
pub const fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{180b}'..='\u{180d}')
}

/// Marks without width that editors and copy-and-paste leave behind (BOM, zero-width space and joiners, direction marks).
#[must_use]
pub const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_typed_in_full_width_reads_like_one_in_half_width() {
        let folded: String = "Ｒ０４／０４／０１　ﾔﾏﾀﾞ".chars().map(fold).collect();
        assert_eq!(folded, "R04/04/01 ヤマタ゛");
        assert_eq!(fold('～'), '～', "a wave dash is not a tilde");
        assert_eq!(fold('髙'), '髙');
    }
}
