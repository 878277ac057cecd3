//! Taking an address apart, with the gazetteer where one is at hand, else by form.

use super::even::{Even, even};
use super::gazetteer::{Gazetteer, Town};
use super::number::{self, Numbers};
use super::{Address, city};

/// Takes an address apart. Never fails: what is not understood stays in `town` or `building` as written.
///
/// With a gazetteer the municipality and town are recognised in any spelling, an omitted prefecture is filled in where there is no doubt,
/// and `2-11-8` in a town with 丁目 is read as 2丁目11-8. Without one the form decides; keys for comparison within one town do not need it.
///
/// ```
/// use japanese::address::{gazetteer, key, parse};
/// let (a, b) = (parse("東京都昭島市つつじが丘２丁目３番４５号", Some(gazetteer())), parse("昭島市つつじヶ丘二－三－四五　○○荘201", Some(gazetteer())));
/// assert_eq!(key(&a), key(&b));
/// ```
#[must_use]
pub fn parse(address: &str, gazetteer: Option<&Gazetteer>) -> Address {
    let even = even(address);
    let mut parsed = Address::default();
    let mut at = 0;
    if let Some((name, length)) = city::prefecture(&even.folded) {
        name.clone_into(&mut parsed.prefecture);
        at = length;
    }
    match gazetteer.and_then(|gazetteer| with_gazetteer(&even, at, gazetteer, &mut parsed)) {
        Some(after) => at = after,
        None => {
            let length = city::length_by_form(&even.folded[at..], &parsed.prefecture);
            parsed.city = even.written(at, at + length);
            at = town_by_form(&even, at + length, &mut parsed);
        }
    }
    let has_chome = parsed.known && parsed.chome_is_cho;
    parsed.chome_is_cho = false;
    finish(&even, at, has_chome, &mut parsed);
    parsed
}

/// Municipality and town by the gazetteer; the place behind them. `None` when the municipality is not recognised.
fn with_gazetteer(even: &Even, from: usize, gazetteer: &Gazetteer, parsed: &mut Address) -> Option<usize> {
    let wanted = (!parsed.prefecture.is_empty()).then_some(parsed.prefecture.as_str());
    let (cities, length) = gazetteer.cities_at(&even.folded[from..], wanted)?;
    let first = gazetteer.cities.get(usize::from(*cities.first()?))?;
    let after = from + length;
    let mut best: Option<(u16, Match<'_>)> = None;
    let mut rivals = 0;
    for &city in &cities {
        let Some(found) = town(even, after, gazetteer, city) else {
            continue;
        };
        match &best {
            Some((_, other)) if other.length > found.length => {}
            Some((_, other)) if other.length == found.length => rivals += 1,
            _ => {
                best = Some((city, found));
                rivals = 0;
            }
        }
    }
    match best {
        Some((city, found)) => {
            let city = gazetteer.cities.get(usize::from(city))?;
            if rivals == 0 {
                city.prefecture.clone_into(&mut parsed.prefecture);
                city.name.clone_into(&mut parsed.city);
            } else {
                parsed.city = even.written(from, from + length);
            }
            found.town.name.clone_into(&mut parsed.town);
            parsed.known = true;
            // Carried to the numbers by the caller.
            parsed.chome_is_cho = found.town.has_chome;
            Some(found.end)
        }
        None => {
            if cities.len() == 1 {
                first.prefecture.clone_into(&mut parsed.prefecture);
                first.name.clone_into(&mut parsed.city);
            } else {
                parsed.city = even.written(from, from + length);
            }
            Some(town_by_form(even, from + length, parsed))
        }
    }
}

struct Match<'a> {
    town: &'a Town,
    length: usize,
    end: usize,
}

/// The town at a place: the longest name that fits; a left-out or added 町; in 京都市 also behind the names of streets.
fn town<'a>(even: &Even, at: usize, gazetteer: &'a Gazetteer, city: u16) -> Option<Match<'a>> {
    let rest = &even.folded[at..];
    let head = (0..rest.len()).find(|place| number::begins(even, at + place)).unwrap_or(rest.len());
    let found = gazetteer.town_at(city, rest).map(|(town, length)| Match { town, length, end: at + length });
    if let Some(found) = found {
        // 本町西 written 本町西町: a trailing 町 more than the list has belongs to the name.
        let extra = found.length + 1 == head && matches!(rest.get(found.length), Some('町' | '村'));
        let longer = (found.length < head).then(|| omitted_cho(rest, head, at, gazetteer, city)).flatten();
        return Some(longer.unwrap_or(Match { end: found.end + usize::from(extra), ..found }));
    }
    if let Some(found) = omitted_cho(rest, head, at, gazetteer, city) {
        return Some(found);
    }
    if gazetteer.cities.get(usize::from(city)).is_some_and(|city| city.name.starts_with("京都市")) {
        // Streets first: 中立売通堀川西入役人町260. The town is the last name before the numbers.
        return (1..head).find_map(|skip| {
            let (town, length) = gazetteer.town_at(city, &rest[skip..])?;
            (skip + length == head).then_some(Match { town, length, end: at + skip + length })
        });
    }
    None
}

/// 田中 for 田中町, as people write it; not where the name ends in a number.
fn omitted_cho<'a>(rest: &[char], head: usize, at: usize, gazetteer: &'a Gazetteer, city: u16) -> Option<Match<'a>> {
    let last = *rest.get(head.checked_sub(1)?)?;
    if crate::digits::is_kanji_numeral(last) || last.is_ascii_digit() || matches!(last, '町' | '村') {
        return None;
    }
    let name: Vec<char> = rest[..head].iter().copied().chain(['町']).collect();
    gazetteer.town_named(city, &name).map(|town| Match { town, length: head, end: at + head })
}

/// Without a list the town is everything up to the first number.
fn town_by_form(even: &Even, from: usize, parsed: &mut Address) -> usize {
    let chome = number::chome_begins(even, from).filter(|place| *place > from);
    let end = chome
        .or_else(|| {
            (from..even.folded.len()).find(|place| {
                even.gap[*place] && *place > from + 1 && !even.folded[*place].is_ascii_digit()
                    || number::begins(even, *place)
            })
        })
        .unwrap_or(even.folded.len());
    let written = even.written(from, end);
    let written = written.trim_start_matches("大字").trim_start_matches('字').trim_end_matches('第');
    match written.split_once("大字").or_else(|| written.split_once('字').filter(|(town, _)| !town.ends_with('文')))
    {
        Some((town, koaza)) if !town.is_empty() && !koaza.is_empty() => {
            town.clone_into(&mut parsed.town);
            koaza.clone_into(&mut parsed.koaza);
        }
        _ => written.clone_into(&mut parsed.town),
    }
    end
}

/// 小字, numbers and 方書.
fn finish(even: &Even, from: usize, has_chome: bool, parsed: &mut Address) {
    let mut at = from;
    if parsed.known && !number::begins(even, at) {
        let next = (at..even.folded.len()).find(|place| even.gap[*place] || number::begins(even, *place));
        match next {
            Some(place) if place > at && !even.gap[place] => {
                // 種市第23地割27: the 第 belongs to the number.
                let koaza = even.written(at, place);
                koaza.trim_end_matches('第').clone_into(&mut parsed.koaza);
                at = place;
            }
            Some(place) if number::begins(even, place) => at = place,
            _ => {}
        }
    }
    let Numbers { chome, chome_is_cho, others, end } = number::read(even, at);
    parsed.chome = chome;
    parsed.chome_is_cho = chome_is_cho;
    let mut others = others.into_iter();
    if parsed.chome.is_none() && has_chome && parsed.koaza.is_empty() && others.len() >= 2 {
        parsed.chome = others
            .as_slice()
            .first()
            .and_then(|first| first.parse().ok())
            .filter(|chome: &u16| (1..=if others.len() > 2 { 60 } else { 20 }).contains(chome));
        if parsed.chome.is_some() {
            others.next();
        }
    }
    parsed.banchi = others.next().unwrap_or_default();
    parsed.go = others.next().unwrap_or_default();
    parsed.branch = others.next().unwrap_or_default();
    let room = others.next();
    let rest = even.written(end, even.folded.len());
    let rest =
        rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | ',' | '、' | '・' | '.')).to_owned();
    parsed.building = match room {
        Some(room) if rest.is_empty() => room,
        Some(room) => format!("{room} {rest}"),
        None => rest,
    };
}
