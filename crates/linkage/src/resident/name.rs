//! Names made ready for comparing, and how alike two of them are (氏名・カナの照合).

use japanese::{kana, kanji, name};
use rapidfuzz::distance::jaro_winkler;

use crate::core::chance::mix2;

/// How two surnames compare (氏).
pub(super) mod surname {
    /// Same characters.
    pub(crate) const EXACT: u8 = 1;
    /// Same reading.
    pub(crate) const READING: u8 = 2;
    /// A slip of writing.
    pub(crate) const SIMILAR: u8 = 3;
    /// Same as a former or common-use name (旧氏・通称).
    pub(crate) const OTHER_NAME: u8 = 4;
    /// Different.
    pub(crate) const DIFFERENT: u8 = 5;
}

/// How two given names compare (名).
pub(super) mod given {
    /// Same characters, and no reading against it.
    pub(crate) const EXACT: u8 = 1;
    /// Same reading, other or missing characters.
    pub(crate) const READING: u8 = 2;
    /// A slip of writing.
    pub(crate) const SIMILAR: u8 = 3;
    /// Same characters read differently.
    pub(crate) const OTHER_READING: u8 = 4;
    /// Different.
    pub(crate) const DIFFERENT: u8 = 5;
}

/// One name of a record.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(test, derive(Debug))]
pub(super) struct Name {
    /// Surname, then given name, variants folded, without spaces.
    kanji: Vec<char>,
    /// Length of the surname in `kanji`; 0 = not known.
    kanji_border: u8,
    /// The reading, folded, without spaces.
    kana: Vec<char>,
    /// Length of the surname in `kana`; 0 = not known.
    kana_border: u8,
    /// Words of a foreign name, in alphabetical order; empty for Japanese names.
    words: Vec<String>,
}

/// All names of a record: the registered one, then common-use and former names.
pub(super) type NameSet = Vec<Name>;

/// The cells a name is made of.
#[derive(Default, Clone, Copy)]
pub(super) struct NameCells<'a> {
    pub(super) full: &'a str,
    pub(super) surname: &'a str,
    pub(super) given: &'a str,
    pub(super) kana: &'a str,
    pub(super) surname_kana: &'a str,
    pub(super) given_kana: &'a str,
    pub(super) alias: &'a str,
    pub(super) former: &'a str,
}

/// All names of the cells; empty when there is none.
pub(super) fn names(cells: &NameCells<'_>) -> NameSet {
    let mut out = Vec::new();
    let reading = if cells.kana.is_empty() {
        format!("{} {}", cells.surname_kana, cells.given_kana)
    } else {
        cells.kana.to_owned()
    };
    let reading = reading.trim();
    let mut alias = cells.alias.to_owned();
    let mut former = cells.former.to_owned();
    let mut main = if cells.surname.is_empty() && cells.given.is_empty() {
        let person = name::split(cells.full, (!reading.is_empty()).then_some(reading));
        if alias.is_empty() {
            alias.clone_from(&person.alias);
        }
        if former.is_empty() {
            former.clone_from(&person.former_surname);
        }
        whole(cells.full, &person)
    } else {
        parts(cells.surname, cells.given)
    };
    // A name written in kana alone is its own reading.
    let kana_alone = reading.is_empty() && !main.kanji.is_empty() && main.words.is_empty();
    if kana_alone && main.kanji.iter().all(|c| matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー')) {
        let whole = format!("{} {}", cells.surname, cells.given);
        let written = if whole.trim().is_empty() { cells.full } else { whole.trim() };
        read(&mut main, written, &NameCells { kana: written, ..*cells });
    } else {
        read(&mut main, reading, cells);
    }
    if main != Name::default() {
        out.push(main);
    }
    if !alias.is_empty() {
        let person = name::split(&alias, None);
        out.push(whole(&alias, &person));
    }
    if !former.is_empty() {
        // A former surname stands alone or with the given name; alone it goes with the given name of today.
        let person = name::split(&former, None);
        let mut other = if person.given.is_empty() || former.chars().count() <= 3 {
            let given = out
                .first()
                .filter(|name| name.kanji_border > 0)
                .map(|name| name.kanji[usize::from(name.kanji_border)..].iter().collect::<String>());
            parts(&former, given.as_deref().unwrap_or(""))
        } else {
            whole(&former, &person)
        };
        if let Some(first) = out.first().filter(|name| name.kana_border > 0) {
            other.kana = first.kana[usize::from(first.kana_border)..].to_vec();
            other.kana_border = NO_SURNAME;
        }
        out.push(other);
    }
    out.dedup();
    out
}

/// A reading of which only the given name is known.
const NO_SURNAME: u8 = u8::MAX;

/// Latin or katakana names of several words are compared word by word: systems order them differently.
fn foreign_words(text: &str) -> Vec<String> {
    let latin = |c: char| {
        c.is_ascii_alphabetic()
            || ('À'..='ɏ').contains(&c)
            || ('\u{1e00}'..='\u{1eff}').contains(&c)
            || ('Ａ'..='ｚ').contains(&c)
    };
    let is_latin = text.chars().any(latin) && text.chars().all(|c| latin(c) || !c.is_alphanumeric());
    let katakana = |c: char| matches!(c, 'ァ'..='ヺ' | 'ー' | 'ｦ'..='ﾟ');
    let dotted = text.contains(['・', '･', '＝']) || text.split_whitespace().count() > 2;
    let is_katakana = dotted && text.chars().all(|c| katakana(c) || !c.is_alphanumeric());
    if !is_latin && !is_katakana {
        return Vec::new();
    }
    let mut words: Vec<String> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '・' | '･' | '＝' | '=' | ',' | '，' | '.' | '-'))
        .map(|word| {
            if is_latin {
                name::plain_letters(word).chars().filter(|c| c.is_alphanumeric()).collect()
            } else {
                kana::compare_key(word)
            }
        })
        .filter(|word: &String| !word.is_empty())
        .collect();
    words.sort_unstable();
    words
}

fn key(text: &str) -> Vec<char> {
    name::fold_key(text).chars().collect()
}

fn whole(text: &str, person: &name::PersonName) -> Name {
    let words = foreign_words(text);
    if words.len() > 1 {
        return Name { kanji: words.concat().chars().collect(), words, ..Name::default() };
    }
    if person.given.is_empty() || matches!(person.boundary, name::Boundary::None | name::Boundary::Guessed) {
        return Name { kanji: key(text), ..Name::default() };
    }
    parts(&person.surname, &person.given)
}

fn parts(surname: &str, given: &str) -> Name {
    let words = foreign_words(&format!("{surname} {given}"));
    if words.len() > 1 && surname.chars().any(|c| c.is_ascii_alphabetic()) {
        return Name { kanji: words.concat().chars().collect(), words, ..Name::default() };
    }
    let mut kanji = key(surname);
    let border = kanji.len();
    kanji.extend(key(given));
    let known = border > 0 && kanji.len() > border;
    Name { kanji, kanji_border: if known { border.min(60) as u8 } else { 0 }, ..Name::default() }
}

fn read(main: &mut Name, reading: &str, cells: &NameCells<'_>) {
    if reading.is_empty() {
        return;
    }
    let (surname, given) = if cells.kana.is_empty() {
        (cells.surname_kana, cells.given_kana)
    } else {
        let mut words = cells.kana.split_whitespace();
        match (words.next(), words.next(), words.next()) {
            (Some(surname), Some(given), None) => (surname, given),
            _ => ("", ""),
        }
    };
    let fold = |text: &str| name::reading_key(text).chars().collect::<Vec<char>>();
    let (first, second) = (fold(surname), fold(given));
    main.kana = fold(reading);
    if !first.is_empty() && first.len() + second.len() == main.kana.len() {
        main.kana_border = first.len().min(60) as u8;
    } else if !first.is_empty() {
        // A long vowel ran across the border: the parts joined are as good.
        main.kana_border = first.len().min(60) as u8;
        main.kana = first.into_iter().chain(second).collect();
    }
}

impl Name {
    fn given_kanji(&self) -> Option<&[char]> {
        (self.kanji_border > 0).then(|| &self.kanji[usize::from(self.kanji_border)..])
    }

    fn given_kana(&self) -> Option<&[char]> {
        match self.kana_border {
            0 => None,
            NO_SURNAME => Some(&self.kana),
            border => Some(&self.kana[usize::from(border)..]),
        }
    }

    fn surname_kanji(&self) -> Option<&[char]> {
        (self.kanji_border > 0).then(|| &self.kanji[..usize::from(self.kanji_border)])
    }

    fn surname_kana(&self) -> Option<&[char]> {
        (self.kana_border > 0 && self.kana_border != NO_SURNAME).then(|| &self.kana[..usize::from(self.kana_border)])
    }

    /// Fingerprints of (given name in kanji, given name in kana, surname in kanji, surname in kana, whole in kanji, whole in kana); 0 = not known.
    pub(super) fn fingerprints(&self) -> [u64; 6] {
        let [whole, whole_kana] = self.whole_fingerprints();
        [
            known_print(self.given_kanji()),
            known_print(self.given_kana()),
            known_print(self.surname_kanji()),
            known_print(self.surname_kana()),
            whole,
            whole_kana,
        ]
    }

    /// Fingerprints of (whole in kanji, whole in kana); 0 = not known.
    pub(super) fn whole_fingerprints(&self) -> [u64; 2] {
        let kana = if self.kana_border == NO_SURNAME { None } else { Some(self.kana.as_slice()) };
        [known_print(Some(self.kanji.as_slice())), known_print(kana)]
    }

    /// Words of a foreign name, as fingerprints.
    pub(super) fn word_fingerprints(&self) -> impl Iterator<Item = u64> + '_ {
        self.words.iter().filter(|word| word.chars().count() > 1).map(|word| crate::core::chance::text_hash(word))
    }
}

/// A fingerprint of a whole set of names; equal sets have equal ones.
pub(super) fn set_print(set: &[Name]) -> u64 {
    set.iter().fold(set.len() as u64, |hash, name| {
        let letters = mix2(fingerprint(&name.kanji), fingerprint(&name.kana));
        let borders = u64::from(name.kanji_border) << 8 | u64::from(name.kana_border);
        name.words
            .iter()
            .fold(mix2(mix2(hash, letters), borders), |hash, word| mix2(hash, crate::core::chance::text_hash(word)))
    })
}

/// A fingerprint of letters; 0 = there are none.
fn known_print(letters: Option<&[char]>) -> u64 {
    letters.filter(|letters| !letters.is_empty()).map_or(0, |letters| fingerprint(letters).max(1))
}

fn fingerprint(letters: &[char]) -> u64 {
    letters.iter().fold(letters.len() as u64, |hash, letter| mix2(hash, u64::from(*letter)))
}

/// Whether all that `a` says is a given name, and `b` has it: 「航」 of 大山 航.
pub(super) fn is_given_alone(a: &[Name], b: &[Name]) -> bool {
    let [only] = a else { return false };
    if only.kanji_border > 0 || !matches!(only.kana_border, 0 | NO_SURNAME) || !only.words.is_empty() {
        return false;
    }
    b.iter().any(|name| {
        let kanji = !only.kanji.is_empty() && name.given_kanji() == Some(only.kanji.as_slice());
        let kana = only.kanji.is_empty() && !only.kana.is_empty() && name.given_kana() == Some(only.kana.as_slice());
        // A given name that somebody writes in kana stands in the column for names.
        let written = !only.kanji.is_empty() && name.given_kana() == Some(only.kanji.as_slice());
        kanji || kana || written
    })
}

/// Levels of (surname, given name) of two records: the best any pair of their names reaches, the same both ways. 0 = nothing to compare.
pub(super) fn compare(a: &[Name], b: &[Name]) -> (u8, u8) {
    // What is best is known by its cost and, where two cost the same, by its levels (what can be compared before what cannot): not by the
    // order of the names.
    const NOTHING: u8 = u8::MAX;
    let mut best = (u32::MAX, (NOTHING, NOTHING));
    for (i, x) in a.iter().enumerate() {
        for (k, y) in b.iter().enumerate() {
            let (mut family, own) = compare_one(x, y);
            let other_name = i + k > 0;
            if other_name && family != 0 && family <= surname::SIMILAR {
                family = surname::OTHER_NAME;
            }
            let price = |level: u8| if level == 0 { 3 } else { u32::from(level) };
            let cost = 2 * (3 * price(own) + price(family)) + u32::from(other_name);
            best = best.min((cost, (own.wrapping_sub(1), family.wrapping_sub(1))));
        }
    }
    let (own, family) = best.1;
    (family.wrapping_add(1), own.wrapping_add(1))
}

fn compare_one(a: &Name, b: &Name) -> (u8, u8) {
    if !a.words.is_empty() && !b.words.is_empty() {
        return foreign(a, b);
    }
    // Whole names that agree need no border.
    let kanji_equal = !a.kanji.is_empty() && a.kanji == b.kanji;
    let kana_known =
        !a.kana.is_empty() && !b.kana.is_empty() && a.kana_border != NO_SURNAME && b.kana_border != NO_SURNAME;
    let kana_equal = kana_known && a.kana == b.kana;
    if kanji_equal && (kana_equal || !kana_known) {
        return (surname::EXACT, given::EXACT);
    }
    let (x, y) = (Split::of(a, b), Split::of(b, a));
    if x.is_none() || y.is_none() {
        return unsplit(a, b, kanji_equal, kana_equal);
    }
    let (Some(x), Some(y)) = (x, y) else { return (0, 0) };
    (surname_level(&x, &y), given_level(&x, &y))
}

/// A name in its four parts, borders borrowed from the other name where its own are not known.
struct Split<'a> {
    surname: &'a [char],
    given: &'a [char],
    surname_kana: &'a [char],
    given_kana: &'a [char],
}

impl<'a> Split<'a> {
    fn of(name: &'a Name, other: &Name) -> Option<Self> {
        let kanji = if name.kanji_border > 0 {
            Some(usize::from(name.kanji_border))
        } else {
            // The other's surname in front, or its given name behind.
            let by_surname = other
                .surname_kanji()
                .filter(|front| name.kanji.len() > front.len() && name.kanji.starts_with(front))
                .map(<[char]>::len);
            by_surname.or_else(|| {
                other
                    .given_kanji()
                    .filter(|back| name.kanji.len() > back.len() && name.kanji.ends_with(back))
                    .map(|back| name.kanji.len() - back.len())
            })
        };
        let kana = match name.kana_border {
            NO_SURNAME => Some(0),
            0 if name.kana.is_empty() => None,
            0 => {
                let by_surname = other
                    .surname_kana()
                    .filter(|front| name.kana.len() > front.len() && name.kana.starts_with(front))
                    .map(<[char]>::len);
                by_surname.or_else(|| {
                    other
                        .given_kana()
                        .filter(|back| name.kana.len() > back.len() && name.kana.ends_with(back))
                        .map(|back| name.kana.len() - back.len())
                })
            }
            border => Some(usize::from(border)),
        };
        if kanji.is_none() && kana.is_none() {
            return None;
        }
        let (surname, given) = kanji.map_or((&name.kanji[..0], &name.kanji[..0]), |border| name.kanji.split_at(border));
        let (surname_kana, given_kana) =
            kana.map_or((&name.kana[..0], &name.kana[..0]), |border| name.kana.split_at(border));
        Some(Self { surname, given, surname_kana, given_kana })
    }
}

fn surname_level(a: &Split<'_>, b: &Split<'_>) -> u8 {
    let kanji = !a.surname.is_empty() && !b.surname.is_empty();
    let kana = !a.surname_kana.is_empty() && !b.surname_kana.is_empty();
    if !kanji && !kana {
        return 0;
    }
    if kanji && a.surname == b.surname {
        return surname::EXACT;
    }
    if kana && a.surname_kana == b.surname_kana {
        return if kanji { surname::READING } else { surname::EXACT };
    }
    if (kanji && marks_fit(a.surname, b.surname))
        || (kana && readings_alike(a.surname_kana, b.surname_kana) && (!kanji || share_letters(a.surname, b.surname)))
    {
        return surname::SIMILAR;
    }
    if kanji && !kana && a.surname.len().max(b.surname.len()) >= 3 && one_edit(a.surname, b.surname) {
        return surname::SIMILAR;
    }
    surname::DIFFERENT
}

fn given_level(a: &Split<'_>, b: &Split<'_>) -> u8 {
    let kanji = !a.given.is_empty() && !b.given.is_empty();
    let kana = !a.given_kana.is_empty() && !b.given_kana.is_empty();
    let alike = kana && readings_alike(a.given_kana, b.given_kana);
    match (kanji, kana) {
        (false, false) => 0,
        (true, _) if a.given == b.given => {
            if !kana || alike {
                given::EXACT
            } else {
                given::OTHER_READING
            }
        }
        (_, true) if a.given_kana == b.given_kana => {
            if kanji {
                given::READING
            } else {
                given::EXACT
            }
        }
        (true, true) if alike && (share_letters(a.given, b.given) || marks_fit(a.given, b.given)) => given::SIMILAR,
        (true, false) if marks_fit(a.given, b.given) => given::SIMILAR,
        (true, false) if a.given.len().max(b.given.len()) >= 3 && one_edit(a.given, b.given) => given::SIMILAR,
        (false, true) if alike => given::SIMILAR,
        _ => given::DIFFERENT,
    }
}

/// Whole names without any border: equal reading, a slip, or different.
fn unsplit(a: &Name, b: &Name, kanji_equal: bool, kana_equal: bool) -> (u8, u8) {
    if kanji_equal {
        return (surname::EXACT, given::OTHER_READING);
    }
    if kana_equal {
        return if a.kanji.is_empty() || b.kanji.is_empty() {
            (surname::EXACT, given::EXACT)
        } else {
            (surname::READING, given::READING)
        };
    }
    let kanji = !a.kanji.is_empty() && !b.kanji.is_empty();
    let kana = !a.kana.is_empty() && !b.kana.is_empty();
    if !kanji && !kana {
        return (0, 0);
    }
    if kanji
        && (marks_fit(&a.kanji, &b.kanji) || (a.kanji.len().max(b.kanji.len()) >= 5 && one_edit(&a.kanji, &b.kanji)))
    {
        return (surname::SIMILAR, given::SIMILAR);
    }
    if kana && readings_alike(&a.kana, &b.kana) && (!kanji || share_letters(&a.kanji, &b.kanji)) {
        return (surname::SIMILAR, given::SIMILAR);
    }
    // The same first two characters are most likely the same surname.
    let same_start = kanji && a.kanji.len() > 2 && b.kanji.len() > 2 && a.kanji[..2] == b.kanji[..2];
    (if same_start { surname::EXACT } else { surname::DIFFERENT }, given::DIFFERENT)
}

/// Foreign names word by word: all of the shorter one found = the same; something left on both sides = different.
fn foreign(a: &Name, b: &Name) -> (u8, u8) {
    if a.words == b.words || a.kanji == b.kanji {
        return (surname::EXACT, given::EXACT);
    }
    let left: Vec<&String> = a.words.iter().filter(|word| !b.words.contains(word)).collect();
    let right: Vec<&String> = b.words.iter().filter(|word| !a.words.contains(word)).collect();
    let common = (a.words.len() - left.len()).min(b.words.len() - right.len());
    if (left.is_empty() || right.is_empty()) && common >= 2 {
        return (surname::EXACT, given::READING);
    }
    let slip = |x: &str, y: &str| {
        let (x, y) = (x.min(y), x.max(y));
        jaro_winkler::similarity(x.chars(), y.chars()) >= 0.9 && x.len().min(y.len()) >= 4
    };
    let initial =
        |x: &str, y: &str| x.chars().next() == y.chars().next() && x.chars().count().min(y.chars().count()) == 1;
    let explains = |some: &[&String], by: &[&String]| {
        some.len() <= by.len() && some.iter().all(|x| by.iter().any(|y| slip(x, y) || initial(x, y)))
    };
    // All of what is left of the shorter one; where both are as long, all of either.
    let explained = explains(&left, &right) || explains(&right, &left);
    if explained && common >= 1 && !left.is_empty() && !right.is_empty() {
        return (surname::EXACT, given::SIMILAR);
    }
    if common >= 1 { (surname::EXACT, given::DIFFERENT) } else { (surname::DIFFERENT, given::DIFFERENT) }
}

/// Equal length, and a mark for a missing character (〓, ●, ?) on either side stands for any one.
fn marks_fit(a: &[char], b: &[char]) -> bool {
    let unknown = |c: char| kanji::is_gaiji_mark(c) || matches!(c, '?' | '？');
    a.len() == b.len()
        && a.iter().chain(b).any(|c| unknown(*c))
        && a.iter().zip(b).all(|(x, y)| x == y || unknown(*x) || unknown(*y))
}

/// Characters of either name that occur in the other are at least half of the longer name's.
fn share_letters(a: &[char], b: &[char]) -> bool {
    let within = |these: &[char], those: &[char]| these.iter().filter(|c| those.contains(c)).count();
    let common = within(a, b).min(within(b, a));
    common * 2 >= a.len().max(b.len()) && common > 0
}

/// Readings that differ by voicing, or by one slip in four sounds or more.
fn readings_alike(a: &[char], b: &[char]) -> bool {
    if a == b {
        return true;
    }
    if a.len() == b.len() && a.iter().zip(b).all(|(x, y)| unvoiced(*x) == unvoiced(*y)) {
        return true;
    }
    a.len().max(b.len()) >= 4 && one_edit(a, b)
}

/// At most one character inserted, left out or replaced, or two neighbours swapped.
fn one_edit(a: &[char], b: &[char]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let front = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let back = short[front..].iter().rev().zip(long[front..].iter().rev()).take_while(|(x, y)| x == y).count();
    let (x, y) = (&short[front..short.len() - back], &long[front..long.len() - back]);
    x.len().max(y.len()) <= 1 || matches!((x, y), ([p, q], [r, s]) if p == s && q == r)
}

/// ガ → カ, バ and パ → ハ.
const fn unvoiced(c: char) -> char {
    let code = c as u32;
    let plain = match c {
        'ガ' | 'ギ' | 'グ' | 'ゲ' | 'ゴ' | 'ザ' | 'ジ' | 'ズ' | 'ゼ' | 'ゾ' | 'ダ' | 'ヂ' | 'ヅ' | 'デ' | 'ド'
        | 'バ' | 'ビ' | 'ブ' | 'ベ' | 'ボ' => code - 1,
        'パ' | 'ピ' | 'プ' | 'ペ' | 'ポ' => code - 2,
        _ => code,
    };
    match char::from_u32(plain) {
        Some(plain) => plain,
        None => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(full: &str, kana: &str) -> NameSet {
        names(&NameCells { full, kana, ..NameCells::default() })
    }

    #[test]
    fn what_a_clerk_would_say_about_two_names() {
        for ((a, x), (b, y), levels) in [
            (("髙橋　美咲", "ﾀｶﾊｼ ﾐｻｷ"), ("高橋美咲", "タカハシ　ミサキ"), (surname::EXACT, given::EXACT)),
            (("山田 花子", "ヤマダ ハナコ"), ("山田 葉奈子", "ヤマダ ハナコ"), (surname::EXACT, given::READING)),
            (("山田 花子", "ヤマダ ハナコ"), ("鈴木 花子", "スズキ ハナコ"), (surname::DIFFERENT, given::EXACT)),
            (("山田 陽菜", "ヤマダ ヒナ"), ("山田 陽葵", "ヤマダ ヒマリ"), (surname::EXACT, given::DIFFERENT)),
            (("山田 一郎", ""), ("山田 二郎", ""), (surname::EXACT, given::DIFFERENT)),
            (("〓田 花子", ""), ("吉田 花子", ""), (surname::SIMILAR, given::EXACT)),
            (("山田 大翔", "ヤマダ ヒロト"), ("山田 大翔", "ヤマダ ヤマト"), (surname::EXACT, given::OTHER_READING)),
            (("", "ヤマダ ハナコ"), ("山田 花子", "ヤマダ ハナコ"), (surname::EXACT, given::EXACT)),
            (("NGUYEN VAN AN", ""), ("Van An Nguyen", ""), (surname::EXACT, given::EXACT)),
            (("NGUYEN VAN AN", ""), ("NGUYEN VAN BINH", ""), (surname::EXACT, given::DIFFERENT)),
            (("山田 花子", ""), ("", "スズキ ハナコ"), (0, 0)),
        ] {
            assert_eq!(compare(&person(a, x), &person(b, y)), levels, "{a} {b}");
            assert_eq!(compare(&person(b, y), &person(a, x)), levels, "{b} {a}");
        }
    }

    /// Cells in which everything that can stand in a name occurs often: gaps, marks for missing characters, foreign and other names.
    fn any_names() -> impl proptest::strategy::Strategy<Value = NameSet> {
        use proptest::prelude::*;
        let kanji = "[佐藤間田〓 ]{0,5}";
        let kana = "[アガイカ ]{0,6}";
        let latin = "([AB]{1,2}( [ABC]{1,5}){1,3})?";
        (kanji, kanji, kanji, kana, latin, kanji, any::<u8>()).prop_map(
            |(full, surname, given, kana, latin, former, kind)| {
                let full = if kind % 4 == 0 { &latin } else { &full };
                let parts = kind % 4 == 1;
                names(&NameCells {
                    full: if parts { "" } else { full },
                    surname: if parts { surname.trim() } else { "" },
                    given: if parts { given.trim() } else { "" },
                    kana: if kind & 8 == 0 { &kana } else { "" },
                    alias: if kind & 16 == 0 { surname.trim() } else { "" },
                    former: if kind & 32 == 0 { former.trim() } else { "" },
                    ..NameCells::default()
                })
            },
        )
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(4_096))]

        #[test]
        fn names_compare_alike_both_ways(a in any_names(), b in any_names()) {
            proptest::prop_assert_eq!(compare(&a, &b), compare(&b, &a));
        }

        #[test]
        fn one_edit_is_what_the_textbook_says(a in "[ア-オ]{0,6}", b in "[ア-オ]{0,6}") {
            let (x, y): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            let distance = rapidfuzz::distance::osa::distance(a.chars(), b.chars());
            proptest::prop_assert_eq!(one_edit(&x, &y), distance <= 1);
        }
    }

    #[test]
    fn a_former_surname_is_the_same_person() {
        let today = names(&NameCells { full: "鈴木 花子", former: "山田", ..NameCells::default() });
        assert_eq!(compare(&today, &person("山田 花子", "")), (surname::OTHER_NAME, given::EXACT));
        let alias = names(&NameCells { full: "KIM YEONGHUI", alias: "金田 英子", ..NameCells::default() });
        assert_eq!(compare(&alias, &person("金田 英子", "")), (surname::OTHER_NAME, given::EXACT));
    }
}
