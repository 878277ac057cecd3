//! Text that was decoded wrongly once and saved that way (文字化け): recognised, named, and what it said before.

/// What happened to the text before we got it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Damage {
    /// CP932 bytes were read as Latin-1 / Windows-1252.
    Cp932AsLatin1,
    /// UTF-8 bytes were read as Latin-1 / Windows-1252.
    Utf8AsLatin1,
    /// UTF-8 bytes were read as CP932.
    Utf8AsCp932,
}

impl Damage {
    /// What happened, in words for a clerk.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Cp932AsLatin1 => "シフトJISの文字が欧文文字（Latin-1）として読まれ、そのまま保存されています",
            Self::Utf8AsLatin1 => "UTF-8の文字が欧文文字（Latin-1）として読まれ、そのまま保存されています",
            Self::Utf8AsCp932 => "UTF-8の文字がシフトJISとして読まれ、そのまま保存されています",
        }
    }
}

/// A repair to offer: nothing is changed until a person agrees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MojibakeRepair {
    /// What happened.
    pub damage: Damage,
    /// The text as it probably was.
    pub text: String,
    /// Lines that were repaired.
    pub lines_repaired: usize,
    /// Damaged lines that could not be: bytes were lost on the way.
    pub lines_lost: usize,
}

/// The repaired text, when the given one is plainly the result of a wrong decoding; `None` when it is not, or not decidable.
#[must_use]
pub fn mojibake_repair(text: &str) -> Option<String> {
    mojibake_repair_named(text).map(|(_, repaired)| repaired)
}

/// As [`mojibake_repair`], with what happened.
#[must_use]
pub fn mojibake_repair_named(text: &str) -> Option<(Damage, String)> {
    if text.is_ascii() {
        return None;
    }
    if let Some(bytes) = latin_bytes(text) {
        if let Ok(repaired) = std::str::from_utf8(&bytes) {
            return repaired.chars().any(|c| c as u32 > 0xff).then(|| (Damage::Utf8AsLatin1, repaired.to_owned()));
        }
        return from_cp932(&bytes).map(|repaired| (Damage::Cp932AsLatin1, repaired));
    }
    utf8_as_cp932(text).map(|repaired| (Damage::Utf8AsCp932, repaired))
}

/// Looks at a whole file line by line: a repair is offered when most lines outside ASCII are damaged in the same way.
#[must_use]
pub fn mojibake_repair_text(text: &str) -> Option<MojibakeRepair> {
    const LOOKED_AT: usize = 200;
    let (mut counts, mut seen) = ([0_usize; 3], 0_usize);
    for line in text.lines().filter(|line| !line.is_ascii()).take(LOOKED_AT) {
        seen += 1;
        if let Some((damage, _)) = mojibake_repair_named(line) {
            counts[damage as usize] += 1;
        }
    }
    let (damage, most) = [Damage::Cp932AsLatin1, Damage::Utf8AsLatin1, Damage::Utf8AsCp932]
        .into_iter()
        .map(|damage| (damage, counts[damage as usize]))
        .max_by_key(|(damage, count)| (*count, std::cmp::Reverse(*damage)))?;
    if most == 0 || most * 2 < seen {
        return None;
    }
    let mut repair =
        MojibakeRepair { damage, text: String::with_capacity(text.len()), lines_repaired: 0, lines_lost: 0 };
    for line in text.split_inclusive('\n') {
        match mojibake_repair_named(line) {
            Some((found, repaired)) if found == damage => {
                repair.text.push_str(&repaired);
                repair.lines_repaired += 1;
            }
            _ => {
                repair.lines_lost += usize::from(!line.is_ascii());
                repair.text.push_str(line);
            }
        }
    }
    Some(repair)
}

/// Whether a text is plainly UTF-8 that was read as CP932, even where bytes were lost and it cannot be repaired: 縺, 繧 and 繝 are the
/// first halves of kana and stand in no ordinary text.
#[must_use]
pub fn looks_like_utf8_as_cp932(text: &str) -> bool {
    let (mut halves, mut wide) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| !c.is_ascii()).take(4_000) {
        wide += 1;
        halves += usize::from(matches!(c, '縺' | '繧' | '繝'));
    }
    halves >= 5 && halves * 12 >= wide
}

/// Windows-1252 for 0x80-0x9F; zero where it has no character.
const WINDOWS_1252: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”', '•',
    '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// The bytes that Latin-1 or Windows-1252 would have shown as this text; `None` if a character belongs to neither.
fn latin_bytes(text: &str) -> Option<Vec<u8>> {
    text.chars()
        .map(|c| match c as u32 {
            code @ 0..=0xff => u8::try_from(code).ok(),
            _ => WINDOWS_1252.iter().position(|known| *known == c).and_then(|place| u8::try_from(0x80 + place).ok()),
        })
        .collect()
}

/// CP932 text behind the bytes, if the evidence is strong: foreign names such as "Renée" or "Škoda" also decode by chance.
fn from_cp932(bytes: &[u8]) -> Option<String> {
    let (mut double, mut common, mut symbols, mut single_kana) = (0_usize, 0_usize, 0_usize, 0_usize);
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            lead @ (0x81..=0x9f | 0xe0..=0xfc) if matches!(bytes.get(at + 1), Some(0x40..=0x7e | 0x80..=0xfc)) => {
                double += 1;
                common += usize::from(matches!(lead, 0x81..=0x83 | 0x88..=0x97));
                // Letters of Western names: Š Œ Ž š œ ž Ÿ and 0xC0-0xFF. All other leads are signs no name holds.
                symbols += usize::from(lead < 0xa0 && !matches!(lead, 0x8a | 0x8c | 0x8e | 0x9a | 0x9c | 0x9e | 0x9f));
                at += 1;
            }
            0xa1..=0xdf => single_kana += 1,
            0x80.. => return None,
            _ => {}
        }
        at += 1;
    }
    let plain = double >= 2 && symbols * 3 >= double && common * 3 >= double * 2 && single_kana <= double;
    if !plain {
        return None;
    }
    let (text, faults) = encoding_rs::SHIFT_JIS.decode_without_bom_handling(bytes);
    (!faults).then(|| text.into_owned())
}

/// UTF-8 text behind what was shown as CP932 (縺ゅ＞…): decidable only as long as no byte was lost.
fn utf8_as_cp932(text: &str) -> Option<String> {
    // Ordinary text is told by its first characters: their bytes begin no UTF-8.
    let mut first = text.char_indices().filter(|(_, c)| !c.is_ascii()).map(|(at, _)| at);
    let (start, end) = (first.next()?, first.nth(3).unwrap_or(text.len()));
    let (bytes, _, unknown) = encoding_rs::SHIFT_JIS.encode(&text[start..end]);
    if unknown || std::str::from_utf8(&bytes).is_err_and(|error| error.error_len().is_some()) {
        return None;
    }
    let mut encoder = encoding_rs::SHIFT_JIS.new_encoder();
    let mut bytes = Vec::with_capacity(text.len() * 2 + 16);
    let (result, _) = encoder.encode_from_utf8_to_vec_without_replacement(text, &mut bytes, true);
    if result != encoding_rs::EncoderResult::InputEmpty {
        return None;
    }
    let repaired = std::str::from_utf8(&bytes).ok()?;
    let wide = repaired
        .chars()
        .filter(|c| matches!(c, '\u{3000}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}'))
        .count();
    (wide >= 2).then(|| repaired.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown_as_latin1(bytes: &[u8]) -> String {
        bytes
            .iter()
            .map(|byte| match byte {
                0x80..=0x9f if WINDOWS_1252[usize::from(byte - 0x80)] != '\0' => WINDOWS_1252[usize::from(byte - 0x80)],
                _ => char::from(*byte),
            })
            .collect()
    }

    #[test]
    fn a_list_of_facilities_that_was_opened_with_the_wrong_setting() {
        let text = "昭島児童館,東京都昭島市田中町一丁目17番1号";
        let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode(text);
        assert_eq!(mojibake_repair_named(&shown_as_latin1(&cp932)), Some((Damage::Cp932AsLatin1, text.to_owned())));
        assert_eq!(
            mojibake_repair_named(&shown_as_latin1(text.as_bytes())),
            Some((Damage::Utf8AsLatin1, text.to_owned()))
        );
        let name = "Nguyễn Thị Hương";
        assert_eq!(mojibake_repair(&shown_as_latin1(name.as_bytes())).as_deref(), Some(name));
    }

    #[test]
    fn utf8_shown_as_shift_jis() {
        // An even number of such characters loses nothing on the way.
        let text = "ああいい";
        let shown = encoding_rs::SHIFT_JIS.decode_without_bom_handling(text.as_bytes());
        if !shown.1 {
            assert_eq!(mojibake_repair_named(&shown.0), Some((Damage::Utf8AsCp932, text.to_owned())));
        }
        assert_eq!(mojibake_repair("縺ゅ＞").as_deref(), Some("あい"));
    }

    #[test]
    fn names_of_foreign_residents_and_ordinary_text_are_left_alone() {
        for text in [
            "山田花子",
            "José Álvarez",
            "Renée",
            "Škoda",
            "Müller-Öztürk",
            "João da Conceição",
            "Ærøskøbing",
            "Çağlar",
            "ﾔﾏﾀﾞ",
            "100°C ±2",
            "Søren Kierkegård",
        ] {
            assert_eq!(mojibake_repair(text), None, "{text}");
        }
    }
}
