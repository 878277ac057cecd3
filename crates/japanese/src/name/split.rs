//! Taking a name apart: by what is written, else by tables and reading, else by length.

use super::key::{is_close, is_latin, is_open};
use super::{Boundary, PersonName, tables};
use crate::{kana, kanji, text};

/// Splits a name into its parts; `reading` helps where no space is written.
///
/// Spaces and middle dots part words; `SURNAME, Given Middle` and `Given SURNAME` are understood; a name in capitals throughout is taken in
/// passport order, surname first. Brackets hold 通称, 旧氏 or a reading. Without any mark the tables of surnames and given names and the
/// lengths of the reading decide; [`PersonName::boundary`] says how sure it is.
#[must_use]
pub fn split(name: &str, reading: Option<&str>) -> PersonName {
    let cleaned = text::clean(name);
    let (outside, insides) = brackets(&cleaned);
    let outside = outside.trim();
    // Rosters add 様; no name ends in it.
    let outside = outside.strip_suffix('様').filter(|name| name.chars().count() > 1).unwrap_or(outside);
    let mut person = split_plain(outside.trim_end(), reading);
    for inside in insides {
        sort_in(&inside, &mut person);
    }
    person
}

/// The text outside of brackets and what stands in each of them.
fn brackets(text: &str) -> (String, Vec<String>) {
    let (mut outside, mut insides, mut inside) = (String::with_capacity(text.len()), Vec::new(), None::<String>);
    for c in text.chars() {
        match (&mut inside, is_open(c), is_close(c)) {
            (None, true, _) => inside = Some(String::new()),
            (Some(words), _, true) => {
                insides.push(std::mem::take(words));
                inside = None;
            }
            (Some(words), _, _) => words.push(c),
            (None, _, _) => outside.push(c),
        }
    }
    // A bracket that never closes, as cut-off cells have it.
    insides.extend(inside.filter(|words| !words.is_empty()));
    (outside, insides)
}

/// 通称, 旧氏 and readings in brackets go to their places.
fn sort_in(inside: &str, person: &mut PersonName) {
    let words = inside.trim();
    let after = |labels: &[&str]| {
        labels
            .iter()
            .find_map(|label| words.strip_prefix(label))
            .map(|rest| rest.trim_start_matches([':', '：', ' ', '・', '名']).trim().to_owned())
    };
    if let Some(alias) = after(&["通称", "本国通称", "併記"]) {
        person.alias = alias;
    } else if let Some(former) = after(&["旧姓", "旧氏", "旧", "元"]) {
        person.former_surname = former;
    } else if kana::is_reading(words) {
        person.reading = words.to_owned();
    } else if !words.is_empty() && person.alias.is_empty() {
        person.alias = words.to_owned();
    }
}

fn split_plain(name: &str, reading: Option<&str>) -> PersonName {
    if let Some((surname, rest)) = name.split_once([',', '，', '、']) {
        let mut words = rest.split_whitespace();
        let given = words.next().unwrap_or("").to_owned();
        return written(surname.trim().to_owned(), given, words.collect::<Vec<_>>().join(" "));
    }
    let dotted = kana::is_reading(name);
    let words: Vec<&str> = name
        .split(|c: char| c.is_whitespace() || (dotted && matches!(c, '・' | '＝' | '=')))
        .filter(|word| !word.is_empty())
        .collect();
    match words[..] {
        [] => PersonName::default(),
        [word] => split_word(word, reading),
        _ if words.iter().all(|word| word.chars().all(|c| is_latin(c) || !c.is_alphanumeric())) => split_latin(&words),
        [first, ref middle @ .., last] => {
            // マリア・シウバ is given name first; グエン ヴァン アン with spaces follows the register: surname first.
            if dotted && name.contains(['・', '＝', '=']) {
                written(last.to_owned(), first.to_owned(), middle.join(" "))
            } else if middle.is_empty() {
                written(first.to_owned(), last.to_owned(), String::new())
            } else if kana::is_reading(name) {
                written(first.to_owned(), last.to_owned(), middle.join(" "))
            } else {
                written(first.to_owned(), [middle.concat(), last.to_owned()].concat(), String::new())
            }
        }
    }
}

/// Latin words: the one in capitals among others is the surname, else the first.
fn split_latin(words: &[&str]) -> PersonName {
    let capitals =
        |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() > 1 && !word.chars().any(char::is_lowercase);
    let upper = words.iter().filter(|word| capitals(word)).count();
    let surname_place =
        if upper > 0 && upper < words.len() { words.iter().position(&capitals).unwrap_or(0) } else { 0 };
    let surname_end = if upper > 0 && upper < words.len() {
        surname_place + words[surname_place..].iter().take_while(|word| capitals(word)).count()
    } else {
        1
    };
    let mut others = words[..surname_place].iter().chain(&words[surname_end..]);
    let surname = words[surname_place..surname_end].join(" ");
    let rest: Vec<&str> = others.by_ref().copied().collect();
    match rest[..] {
        [] => written(surname, String::new(), String::new()),
        // Passport order: surname, then given names; the first of them is the given name, the others are middle names - except that
        // Vietnamese names in capitals put the given name last, which no rule can tell apart. Keys do not depend on it.
        [given, ref middle @ ..] => written(surname, given.to_owned(), middle.join(" ")),
    }
}

const fn written(surname: String, given: String, middle: String) -> PersonName {
    PersonName {
        surname,
        given,
        middle,
        alias: String::new(),
        former_surname: String::new(),
        reading: String::new(),
        boundary: Boundary::Written,
    }
}

/// No name of one word is longer; a longer text is not taken apart, which would take long.
const LETTERS_MAX: usize = 128;

/// A name without any mark between surname and given name.
fn split_word(word: &str, reading: Option<&str>) -> PersonName {
    let chars: Vec<char> = word.chars().collect();
    let at = |end: usize| (chars[..end].iter().collect::<String>(), chars[end..].iter().collect::<String>());
    if !(2..=LETTERS_MAX).contains(&chars.len()) || word.chars().any(is_latin) {
        return PersonName { surname: word.to_owned(), ..PersonName::default() };
    }
    if kana::is_reading(word) {
        return split_reading(word, &chars);
    }
    let parts: Option<(String, String)> = reading.and_then(|reading| {
        let person = text::clean(reading);
        let mut words = person.split_whitespace();
        Some((kana::compare_key(words.next()?), kana::compare_key(&words.collect::<String>())))
    });
    let mut best: Option<(i64, usize)> = None;
    for end in 1..chars.len() {
        let (surname, given) = at(end);
        let score = score(&kanji::fold(&surname), &kanji::fold(&given), end, chars.len(), parts.as_ref());
        if best.is_none_or(|(highest, _)| score > highest) {
            best = Some((score, end));
        }
    }
    let Some((score, end)) = best else {
        return PersonName { surname: word.to_owned(), ..PersonName::default() };
    };
    let (surname, given) = at(end);
    let given = given.trim_start_matches(['=', '＝', '・']).to_owned();
    let read_in_two = parts.is_some_and(|(_, given)| !given.is_empty());
    let boundary = if score >= TABLE_EVIDENCE || read_in_two { Boundary::Tables } else { Boundary::Guessed };
    PersonName { surname, given, boundary, ..PersonName::default() }
}

/// A reading without a space (ヤマダハナコ): the commonest surname it can begin with, two kana at least left for the given name.
fn split_reading(word: &str, chars: &[char]) -> PersonName {
    let best = (1..chars.len().saturating_sub(1))
        .filter_map(|end| {
            Some((tables::bearers_of_reading(&kana::compare_key(&chars[..end].iter().collect::<String>()))?, end))
        })
        .max();
    match best {
        Some((_, end)) => PersonName {
            surname: chars[..end].iter().collect(),
            given: chars[end..].iter().collect(),
            boundary: Boundary::Tables,
            ..PersonName::default()
        },
        None => PersonName { surname: word.to_owned(), ..PersonName::default() },
    }
}

/// From here on a boundary rests on a table or a reading, not on length alone.
const TABLE_EVIDENCE: i64 = 100;

/// How well a boundary explains a name. Surnames of two characters with given names of two are the most common.
fn score(surname: &str, given: &str, end: usize, length: usize, reading: Option<&(String, String)>) -> i64 {
    let mut score = match (end, length - end) {
        (2, 1..=3) => 30,
        (1, 2) => 12,
        (3, 1..=2) => 10,
        (1, 1 | 3) => 6,
        _ => 0,
    };
    let known = tables::surname(surname);
    if let Some(known) = known {
        // Each tenfold of bearers counts; a longer surname explains more.
        score += 100 + 10 * i64::from(known.bearers.max(1).ilog10()) + 15 * end as i64;
    }
    if known.is_none() && end == 1 && tables::CONTINENTAL.contains(surname) {
        score += 100;
    }
    let given_readings = tables::given_readings(given);
    let kana_given = given.chars().all(kana::is_kana) && !surname.chars().any(kana::is_kana);
    if kana_given || !given_readings.is_empty() {
        score += 80;
    }
    let Some((surname_reading, given_reading)) = reading else {
        return score;
    };
    if given_reading.is_empty() {
        // One word: both readings must join to it.
        let joins = known.is_some_and(|known| {
            known.readings.iter().any(|first| {
                surname_reading
                    .strip_prefix(first.as_str())
                    .is_some_and(|rest| given_readings.iter().any(|second| second == rest))
            })
        });
        return score + if joins { 200 } else { 0 };
    }
    // A table entry that is read otherwise is no evidence.
    match known {
        Some(known) if known.readings.contains(surname_reading) => score += 200,
        Some(_) => score -= 120,
        None => {}
    }
    if given_readings.contains(given_reading) || kana::compare_key(given) == *given_reading {
        score += 200;
    } else if !given_readings.is_empty() {
        score -= 60;
    }
    // Kanji share the kana about evenly.
    let (first, all) = (
        surname_reading.chars().count() as i64,
        (surname_reading.chars().count() + given_reading.chars().count()) as i64,
    );
    score -= 8 * (end as i64 * all - length as i64 * first).abs() / all.max(1);
    // A kanji is read with one to four kana; kana stand for themselves.
    let plausible = |written: &str, kana: &str| {
        let (kanji, read) = (written.chars().count(), kana.chars().count());
        read >= kanji && read <= kanji * 4
    };
    if !plausible(surname, surname_reading) || !plausible(given, given_reading) {
        score -= 60;
    }
    score
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(name: &str, reading: Option<&str>) -> (String, String) {
        let person = split(name, reading);
        (person.surname, person.given)
    }

    #[test]
    fn a_space_decides() {
        assert_eq!(parts("山田　花子", None), ("山田".into(), "花子".into()));
        assert_eq!(parts(" 五十嵐 一 ", None), ("五十嵐".into(), "一".into()));
    }

    #[test]
    fn without_a_space_tables_and_readings_decide() {
        for (name, reading, surname, given) in [
            ("山田花子", None, "山田", "花子"),
            ("五十嵐翔太", None, "五十嵐", "翔太"),
            ("林美咲", None, "林", "美咲"),
            ("佐々木健", None, "佐々木", "健"),
            ("髙橋直樹", None, "髙橋", "直樹"),
            ("渡邉さくら", None, "渡邉", "さくら"),
            ("王小明", None, "王", "小明"),
            ("金英姫", None, "金", "英姫"),
            ("山田花子様", None, "山田", "花子"),
            ("森健太郎", None, "森", "健太郎"),
            ("無量小路翼", Some("ムリョウコウジ ツバサ"), "無量小路", "翼"),
            ("長谷川誠", Some("ﾊｾｶﾞﾜﾏｺﾄ"), "長谷川", "誠"),
        ] {
            let person = split(name, reading);
            assert_eq!((person.surname.as_str(), person.given.as_str()), (surname, given), "{name}");
            assert_eq!(person.boundary, Boundary::Tables, "{name}");
        }
        assert_eq!(split("甲", None).boundary, Boundary::None);
        // A text that is no name is left whole.
        assert_eq!(split(&"山田花子".repeat(33), None).boundary, Boundary::None);
    }

    #[test]
    fn readings_without_a_space() {
        assert_eq!(parts("ﾔﾏﾀﾞﾊﾅｺ", None), ("ヤマダ".into(), "ハナコ".into()));
        assert_eq!(parts("さとうゆうき", None), ("さとう".into(), "ゆうき".into()));
        assert_eq!(split("グエン", None).boundary, Boundary::None);
    }

    #[test]
    fn foreign_orders() {
        assert_eq!(parts("NGUYEN, Van An", None), ("NGUYEN".into(), "Van".into()));
        assert_eq!(parts("Maria SILVA", None), ("SILVA".into(), "Maria".into()));
        assert_eq!(parts("マリア・シウバ", None), ("シウバ".into(), "マリア".into()));
        assert_eq!(parts("DE LA CRUZ Juan", None), ("DE LA CRUZ".into(), "Juan".into()));
        assert_eq!(split("GARCIA LOPEZ ANA", None).boundary, Boundary::Written);
    }

    #[test]
    fn what_stands_in_brackets() {
        let person = split("金　英姫（通称：金田　英子）", None);
        assert_eq!((person.surname.as_str(), person.alias.as_str()), ("金", "金田 英子"));
        assert_eq!(split("山田 花子(旧姓 佐藤)", None).former_surname, "佐藤");
        assert_eq!(split("山田　花子（ﾔﾏﾀﾞ ﾊﾅｺ）", None).reading, "ヤマダ ハナコ");
        assert_eq!(split("山田　花子［旧氏：鈴木", None).former_surname, "鈴木");
    }
}
