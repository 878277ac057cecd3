//! Slips of the hand: wrong digits of dates, names of the same sound, neighbouring kana.

use jiff::civil::Date;

use crate::dice::Roll;
use crate::world::World;

/// One digit of the date is wrong, or day and month are swapped.
pub(crate) fn mistyped(date: Date, roll: &mut Roll) -> Date {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let typed = match roll.below(5) {
        0 if day <= 12 => Date::new(year, day, month),
        1 => Date::new(year + 1, month, day),
        2 => Date::new(year - 1, month, day),
        3 => Date::new(year, month % 12 + 1, day),
        _ => Date::new(year, month, if day > 10 { day - 10 } else { day + 1 }),
    };
    typed.unwrap_or(date)
}

pub(crate) fn mistyped_name(world: &World, nation: u8, given: u16, written: &str, roll: &mut Roll) -> String {
    if nation == 0 {
        if let (true, Some(other)) = (roll.chance(0.7), world.names.homophone(given)) {
            return other.to_owned();
        }
        if written.chars().count() > 1 {
            return written.chars().take(written.chars().count() - 1).collect();
        }
    }
    // Two letters swapped.
    let mut letters: Vec<char> = written.chars().collect();
    if nation != 0 && letters.len() > 3 {
        letters.swap(1, 2);
    }
    letters.into_iter().collect()
}

/// Kana that are mistaken for each other: small and large, voiced and not, neighbours on the keyboard.
const KANA_SLIPS: [(char, char); 24] = [
    ('ョ', 'ヨ'),
    ('ュ', 'ユ'),
    ('ャ', 'ヤ'),
    ('ッ', 'ツ'),
    ('ヅ', 'ズ'),
    ('ヂ', 'ジ'),
    ('カ', 'ガ'),
    ('ト', 'ド'),
    ('タ', 'ダ'),
    ('キ', 'ギ'),
    ('シ', 'ツ'),
    ('ハ', 'バ'),
    ('ヒ', 'ビ'),
    ('ン', 'ソ'),
    ('ウ', 'ー'),
    ('オ', 'ヲ'),
    ('サ', 'ザ'),
    ('ホ', 'ボ'),
    ('フ', 'ブ'),
    ('コ', 'ゴ'),
    ('エ', 'イ'),
    ('ナ', 'マ'),
    ('ミ', 'ニ'),
    ('リ', 'イ'),
];

pub(crate) fn mistyped_kana(kana: &str, roll: &mut Roll) -> String {
    let places: Vec<usize> =
        kana.char_indices().filter(|(_, c)| KANA_SLIPS.iter().any(|(from, _)| from == c)).map(|(at, _)| at).collect();
    if places.is_empty() {
        return kana.chars().skip(1).collect();
    }
    let at = places[roll.below(places.len() as u32) as usize];
    kana.char_indices()
        .map(
            |(here, c)| {
                if here == at { KANA_SLIPS.iter().find(|(from, _)| *from == c).map_or(c, |slip| slip.1) } else { c }
            },
        )
        .collect()
}
