//! An address as a row of characters in which spelling habits are folded, each knowing where it stands in the text as written.

use crate::{digits, kana, kanji, text};

/// The evened address.
pub(super) struct Even {
    /// Folded characters, without spaces.
    pub folded: Vec<char>,
    /// For each folded character the place in `shown` where it begins.
    pub from: Vec<usize>,
    /// And where it ends: a number in kanji is several folded characters of one.
    pub until: Vec<usize>,
    /// Whether a space stood before the character.
    pub gap: Vec<bool>,
    /// The cleaned characters as written, without 〒 and postal code.
    pub shown: Vec<char>,
}

/// Characters that stand in for each other in place names: ヶ ケ が ガ, ノ の 之, kana of either kind and size; variant kanji.
pub(super) fn fold_place_char(c: char) -> char {
    match c {
        '0'..='9' | '-' => c,
        'ヶ' | 'ケ' | 'が' | 'ガ' | 'ヵ' | 'ゖ' | 'ゕ' => 'ケ',
        'の' | 'ノ' | '之' => 'ノ',
        '○' | '◯' => '〇',
        '舟' | '舩' => '船',
        'ぁ'..='ヿ' => kana::enlarge(kana::katakana(c)),
        'a'..='z' => c.to_ascii_uppercase(),
        _ => kanji::fold_char(c),
    }
}

/// What may follow a number written in kanji for it to be one: 丁目 丁 条 線 番地 番 番町 番丁 号 地割.
fn is_counter(rest: &[char]) -> bool {
    match rest {
        ['条' | '線' | '号', ..] | ['地', '割', ..] | ['丁', '目', ..] | ['丁'] => true,
        // 二丁4-1 is a 丁, 八丁堀 a name.
        ['丁', next, ..] => {
            next.is_ascii_digit() || digits::is_kanji_numeral(*next) || *next == ' ' || crate::width::is_dash(*next)
        }
        ['番', next, ..] => !matches!(next, '館' | '街' | '割'),
        ['番'] => true,
        _ => false,
    }
}

/// Length of 大字 or 字 at a place: left out as often as written, so it does not count. In 大文字町, 万字 and 阿字ケ浦 it is part of the name.
fn aza(shown: &[char], at: usize) -> Option<usize> {
    match (shown[at], shown.get(at + 1)) {
        ('大', Some('字')) => Some(2),
        ('字', _) => {
            let before = shown[..at].last().copied().unwrap_or(' ');
            (!matches!(before, '文' | '万' | '阿' | '十' | '和' | '分')).then_some(1)
        }
        _ => None,
    }
}

/// Evens an address.
pub(super) fn even(address: &str) -> Even {
    let cleaned = text::clean(address);
    let mut shown: Vec<char> = cleaned.chars().filter(|c| !crate::width::is_variation_selector(*c)).collect();
    drop_postal_code(&mut shown);
    let mut even = Even {
        folded: Vec::with_capacity(shown.len()),
        from: Vec::with_capacity(shown.len()),
        until: Vec::with_capacity(shown.len()),
        gap: Vec::with_capacity(shown.len()),
        shown,
    };
    let (mut at, mut gap) = (0, false);
    while at < even.shown.len() {
        let c = even.shown[at];
        if c == ' ' {
            gap = true;
            at += 1;
            continue;
        }
        if let Some(length) = aza(&even.shown, at) {
            at += length;
            continue;
        }
        let run = even.shown[at..].iter().take_while(|c| digits::is_kanji_numeral(**c)).count();
        // 2番地4三番町ビル: a kanji behind a digit begins a word of its own.
        let fresh = at == 0 || !even.shown[at - 1].is_ascii_digit();
        if run > 0
            && fresh
            && is_counter(&even.shown[at + run..])
            && let Some(number) = digits::read_kanji(&even.shown[at..at + run])
        {
            for digit in number.to_string().chars() {
                even.push(digit, at, at + run, std::mem::take(&mut gap));
            }
            at += run;
            continue;
        }
        let folded = match c {
            '々' => even.folded.last().copied().unwrap_or(c),
            _ if crate::width::is_dash(c)
                && (c != 'ー' || even.folded.last().is_none_or(|last| !kana::is_kana(*last))) =>
            {
                '-'
            }
            _ => fold_place_char(c),
        };
        even.push(folded, at, at + 1, std::mem::take(&mut gap));
        at += 1;
    }
    even
}

impl Even {
    fn push(&mut self, c: char, from: usize, until: usize, gap: bool) {
        self.folded.push(c);
        self.from.push(from);
        self.until.push(until);
        self.gap.push(gap);
    }

    /// The text as written from one folded place to another.
    pub(super) fn written(&self, from: usize, to: usize) -> String {
        let begin = self.from.get(from).copied().unwrap_or(self.shown.len());
        let end = to.checked_sub(1).and_then(|last| self.until.get(last).copied()).unwrap_or(0);
        self.shown.get(begin..end).unwrap_or(&[]).iter().collect::<String>().trim().to_owned()
    }

    /// Whether the text stands at a place.
    pub(super) fn has(&self, at: usize, word: &str) -> bool {
        let mut rest = self.folded[at.min(self.folded.len())..].iter();
        word.chars().all(|c| rest.next() == Some(&c))
    }
}

/// 〒196-8511 or a bare 196-8511 in front.
fn drop_postal_code(shown: &mut Vec<char>) {
    let mut at = usize::from(shown.first() == Some(&'〒'));
    while shown.get(at) == Some(&' ') {
        at += 1;
    }
    let digit = |at: usize| shown.get(at).is_some_and(char::is_ascii_digit);
    let dash = usize::from(shown.get(at + 3) == Some(&'-'));
    let coded = (0..3).all(|n| digit(at + n))
        && (0..4).all(|n| digit(at + 3 + dash + n))
        && !digit(at + 7 + dash)
        && shown.get(at + 7 + dash) != Some(&'-');
    if coded && (dash == 1 || at > 0) {
        shown.drain(..at + 7 + dash);
    } else if shown.first() == Some(&'〒') {
        shown.remove(0);
    }
}

/// A place name folded as in [`even`], for tables.
pub(super) fn fold_place(name: &str) -> String {
    even(name).folded.into_iter().collect()
}
