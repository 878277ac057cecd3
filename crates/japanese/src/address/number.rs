//! The numbers of an address: 2丁目11番8号, 二丁目十一番地の八, 2-11-8, 甲123番地, and where the 方書 begins.

use super::even::Even;
use crate::digits;

/// Numbers read from an address.
#[derive(Default)]
pub(super) struct Numbers {
    /// A 丁目 that was written as such.
    pub chome: Option<u16>,
    /// It was written 丁.
    pub chome_is_cho: bool,
    /// All other numbers in order.
    pub others: Vec<String>,
    /// Where the 方書 begins.
    pub end: usize,
}

/// Whether a number of an address begins at a place.
///
/// Digits that belong to a name are not one: 北1条, 西3線, 12番丁, 6番町, 4区.
pub(super) fn begins(even: &Even, at: usize) -> bool {
    const IN_NAMES: [&str; 8] = ["条", "線", "番町", "番丁", "区", "軒", "里", "号線"];
    let inside = at > 0 && even.folded.get(at - 1).is_some_and(char::is_ascii_digit) && !even.gap[at];
    let named = |after: usize| {
        IN_NAMES.iter().any(|word| even.has(after, word))
            || (even.has(after, "丁") && chome_word(even, after).is_none())
    };
    let free = |after: usize| !(inside || named(after));
    number(even, at, false).is_some_and(|(_, after)| free(after)) || prefixed(even, at).is_some()
}

/// Reads all numbers from a place on.
pub(super) fn read(even: &Even, from: usize) -> Numbers {
    let mut numbers = Numbers { end: from, ..Numbers::default() };
    let (mut at, mut joined) = (from, true);
    while numbers.others.len() < 4 {
        if even.gap.get(at) == Some(&true) && at > from && !joined {
            break;
        }
        let first = numbers.chome.is_none() && numbers.others.is_empty();
        let Some((text, after)) = (if first || numbers.others.is_empty() { prefixed(even, at) } else { None })
            .or_else(|| number(even, at, joined && !first))
        else {
            break;
        };
        if first && let Some((word, is_cho)) = chome_word(even, after) {
            numbers.chome = text.parse().ok();
            numbers.chome_is_cho = is_cho;
            if numbers.chome.is_none() {
                break;
            }
            at = after + word.chars().count();
            numbers.end = at;
            at = skip_joint(even, at).unwrap_or(at);
            joined = true;
            continue;
        }
        if is_room(even, after) || (!joined && !numbers.others.is_empty()) {
            break;
        }
        numbers.others.push(text);
        let (counted, next) = skip_counter(even, after);
        numbers.end = next;
        match skip_joint(even, next) {
            Some(beyond) if number(even, beyond, true).is_some() => {
                at = beyond;
                joined = true;
            }
            _ => {
                at = next;
                joined = matches!(counted, Counter::Banchi);
                if matches!(counted, Counter::None | Counter::Go) {
                    break;
                }
            }
        }
    }
    numbers
}

/// 丁目, or 丁 where a number, a space or nothing follows (2丁4-1, but not 8丁堀).
fn chome_word(even: &Even, at: usize) -> Option<(&'static str, bool)> {
    if even.has(at, "丁目") {
        return Some(("丁目", false));
    }
    let next = even.folded.get(at + 1);
    let ends = next.is_none_or(|c| c.is_ascii_digit() || *c == '-' || digits::is_kanji_numeral(*c))
        || even.gap.get(at + 1) == Some(&true);
    (even.has(at, "丁") && ends).then_some(("丁", true))
}

/// Where the number of a 丁目 begins in the address, searched from a place on.
pub(super) fn chome_begins(even: &Even, from: usize) -> Option<usize> {
    let word = (from..even.folded.len()).find(|at| even.has(*at, "丁目"))?;
    let digits = even.folded[from..word].iter().rev().take_while(|c| c.is_ascii_digit()).count();
    (digits > 0).then_some(word - digits)
}

enum Counter {
    None,
    Banchi,
    Go,
}

/// 番地, 番, 号 behind a number.
fn skip_counter(even: &Even, at: usize) -> (Counter, usize) {
    for (word, counter) in [
        ("番地", Counter::Banchi),
        ("番", Counter::Banchi),
        ("号地", Counter::Banchi),
        ("地割", Counter::Banchi),
        ("号", Counter::Go),
    ] {
        if even.has(at, word)
            && !(word == "番" && matches!(even.folded.get(at + 1), Some('館' | '街' | '棟')))
            && !(word == "号" && matches!(even.folded.get(at + 1), Some('室' | '棟' | '館')))
        {
            return (counter, at + word.chars().count());
        }
    }
    (Counter::None, at)
}

/// A hyphen, の or ノ between two numbers.
fn skip_joint(even: &Even, at: usize) -> Option<usize> {
    matches!(even.folded.get(at), Some('-' | 'ノ')).then_some(at + 1)
}

/// A number that counts floors, rooms or buildings belongs to the 方書.
fn is_room(even: &Even, after: usize) -> bool {
    ["号室", "号棟", "号館", "番館", "番街", "階", "F", "棟", "室", "丁目", "年", "世", "区画"]
        .iter()
        .any(|word| even.has(after, word))
}

/// What has more digits is no number of an address, and is not read to its end again at each of its digits.
const DIGITS_MAX: usize = 8;

/// Digits, or kanji numerals where a number must stand (behind a hyphen), or where nothing but joints or the end follows them.
fn number(even: &Even, at: usize, expected: bool) -> Option<(String, usize)> {
    let rest = even.folded.get(at..)?;
    let unbroken = |place: usize| place == 0 || !even.gap[at + place];
    let run_of = |is: fn(char) -> bool| {
        rest[..rest.len().min(DIGITS_MAX + 1)]
            .iter()
            .enumerate()
            .take_while(|(place, c)| is(**c) && unbroken(*place))
            .count()
    };
    let run = run_of(|c| c.is_ascii_digit());
    if run > 0 {
        let text: String = rest[..run].iter().collect();
        let trimmed = text.trim_start_matches('0');
        return (run <= DIGITS_MAX)
            .then(|| (if trimmed.is_empty() { "0".to_owned() } else { trimmed.to_owned() }, at + run));
    }
    let run = run_of(digits::is_kanji_numeral);
    if run > DIGITS_MAX {
        return None;
    }
    let closed = match rest.get(run) {
        None => true,
        // 一の二 is a number, 一之船入町 a name.
        Some('-' | 'ノ') => {
            rest.get(run + 1).is_some_and(|next| next.is_ascii_digit() || digits::is_kanji_numeral(*next))
        }
        Some(next) => matches!(next, '番' | '号') || even.gap.get(at + run) == Some(&true),
    };
    if run == 0 || !(closed && (expected || matches!(rest.get(run), None | Some('-' | 'ノ')))) {
        return None;
    }
    digits::read_kanji(&rest[..run]).map(|number| (number.to_string(), at + run))
}

/// 甲123, イ5, 丙の12: a letter of the land register before the number.
fn prefixed(even: &Even, at: usize) -> Option<(String, usize)> {
    let letter = *even.folded.get(at)?;
    // Only as written: the い of みらい4丁目 is no letter.
    if even.shown.get(*even.from.get(at)?) != Some(&letter)
        || at > 0 && crate::kana::is_kana(even.folded[at - 1]) && crate::kana::is_kana(letter)
    {
        return None;
    }
    if !matches!(
        letter,
        '甲' | '乙' | '丙' | '丁' | '戊' | 'イ' | 'ロ' | 'ハ' | 'ニ' | 'ホ' | 'ヘ' | 'ト' | 'チ' | 'リ' | 'ヌ'
    ) {
        return None;
    }
    let start = skip_joint(even, at + 1).unwrap_or(at + 1);
    let (digits, after) = number(even, start, false).filter(|_| even.folded[start].is_ascii_digit())?;
    Some((format!("{letter}{digits}"), after))
}
