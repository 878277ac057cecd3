//! Towns of Japan (町名, from the postal code list), unpacked on first use.

use super::even::fold_place;
use std::collections::HashMap;
use std::sync::OnceLock;

const TOWNS: &[u8] = include_bytes!("../../data/towns.tsv.zst");

/// The 1,892 municipalities and wards and their 119,000 towns.
pub struct Gazetteer {
    pub(super) cities: Vec<City>,
    city_names: HashMap<u64, Names>,
    towns: HashMap<u64, Place>,
    /// Folded characters of the longest town name of each municipality.
    longest_town: Vec<usize>,
}

pub(super) struct City {
    pub code: String,
    pub prefecture: String,
    pub name: String,
}

/// Municipalities of one folded name.
struct Names {
    folded: String,
    cities: Vec<u16>,
}

struct Place {
    city: u16,
    folded: String,
    town: Town,
}

/// A town (町字) of a municipality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Town {
    /// As the postal code list writes it.
    pub name: String,
    /// Seven digits.
    pub postal_code: String,
    /// Whether the list knows 丁目 in it.
    pub has_chome: bool,
}

/// The gazetteer: built once, some tens of milliseconds, shared by all threads.
#[must_use]
pub fn gazetteer() -> &'static Gazetteer {
    static GAZETTEER: OnceLock<Gazetteer> = OnceLock::new();
    GAZETTEER.get_or_init(build)
}

/// A running hash (FNV-1a over characters), so that all beginnings of an address are looked up in one pass.
#[derive(Clone, Copy)]
struct Running(u64);

/// Names of municipalities are hashed under a number that no municipality has.
const NO_CITY: u16 = u16::MAX;

impl Running {
    const fn of(city: u16) -> Self {
        Self(0xcbf2_9ce4_8422_2325).add(city as u32)
    }

    const fn add(self, value: u32) -> Self {
        Self((self.0 ^ value as u64).wrapping_mul(0x0000_0100_0000_01b3))
    }

    fn all(city: u16, folded: &str) -> u64 {
        folded.chars().fold(Self::of(city), |hash, c| hash.add(c as u32)).0
    }

    /// The hashes of all beginnings, shortest first.
    fn beginnings(city: u16, folded: &[char]) -> Vec<u64> {
        let mut hash = Self::of(city);
        folded
            .iter()
            .map(|c| {
                hash = hash.add(*c as u32);
                hash.0
            })
            .collect()
    }
}

fn same(folded: &str, chars: &[char]) -> bool {
    folded.chars().eq(chars.iter().copied())
}

impl Gazetteer {
    /// How many municipalities and wards it knows.
    #[must_use]
    pub fn city_count(&self) -> usize {
        self.cities.len()
    }

    /// The five-digit code (JIS X 0401/0402) of a municipality or ward; `None` when the name is unknown or stands for several.
    #[must_use]
    pub fn city_code(&self, prefecture: Option<&str>, city: &str) -> Option<&str> {
        let folded: Vec<char> = fold_place(city).chars().collect();
        match self.named(Running::all(NO_CITY, &fold_place(city)), &folded, prefecture)[..] {
            [one] => self.cities.get(usize::from(one)).map(|city| city.code.as_str()),
            _ => None,
        }
    }

    /// A town of a municipality, in any spelling.
    #[must_use]
    pub fn town(&self, prefecture: Option<&str>, city: &str, town: &str) -> Option<&Town> {
        let city_folded: Vec<char> = fold_place(city).chars().collect();
        let town_folded: Vec<char> = fold_place(town).chars().collect();
        let cities = self.named(Running::all(NO_CITY, &fold_place(city)), &city_folded, prefecture);
        cities.into_iter().find_map(|city| self.town_named(city, &town_folded))
    }

    /// The longest municipality name at the start of an address within a prefecture if given - with or without 郡, or a city for all its
    /// wards - as the municipalities it can mean and its length in folded characters.
    pub(super) fn cities_at(&self, folded: &[char], prefecture: Option<&str>) -> Option<(Vec<u16>, usize)> {
        const LONGEST: usize = 14;
        let head = &folded[..folded.len().min(LONGEST)];
        let hashes = Running::beginnings(NO_CITY, head);
        (2..=head.len()).rev().find_map(|length| {
            let cities = self.named(hashes[length - 1], &head[..length], prefecture);
            (!cities.is_empty()).then_some((cities, length))
        })
    }

    fn named(&self, hash: u64, folded: &[char], prefecture: Option<&str>) -> Vec<u16> {
        let Some(names) = self.city_names.get(&hash).filter(|names| same(&names.folded, folded)) else {
            return Vec::new();
        };
        names
            .cities
            .iter()
            .copied()
            .filter(|city| prefecture.is_none_or(|wanted| self.cities[usize::from(*city)].prefecture == wanted))
            .collect()
    }

    /// The longest town of a municipality that begins at a place of an address, with its length in folded characters.
    pub(super) fn town_at(&self, city: u16, folded: &[char]) -> Option<(&Town, usize)> {
        let longest = self.longest_town.get(usize::from(city)).copied().unwrap_or(0).min(folded.len());
        let hashes = Running::beginnings(city, &folded[..longest]);
        (1..=longest)
            .rev()
            .find_map(|length| self.place(hashes[length - 1], city, &folded[..length]).map(|town| (town, length)))
    }

    /// A town by its whole folded name.
    pub(super) fn town_named(&self, city: u16, folded: &[char]) -> Option<&Town> {
        self.place(*Running::beginnings(city, folded).last()?, city, folded)
    }

    fn place(&self, hash: u64, city: u16, folded: &[char]) -> Option<&Town> {
        self.towns.get(&hash).filter(|place| place.city == city && same(&place.folded, folded)).map(|place| &place.town)
    }
}

fn build() -> Gazetteer {
    let mut built = Gazetteer {
        cities: Vec::new(),
        city_names: HashMap::new(),
        towns: HashMap::with_capacity(150_000),
        longest_town: Vec::new(),
    };
    let mut short = Vec::new();
    for line in crate::packed::unpack(TOWNS).lines() {
        let mut fields = line.split('\t');
        let (Some(first), Some(second), Some(third)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        if !first.is_empty() {
            built.add_city(first, second, third);
            continue;
        }
        let Some(city) = built.cities.len().checked_sub(1).and_then(|last| u16::try_from(last).ok()) else {
            continue;
        };
        let town =
            Town { name: second.to_owned(), postal_code: third.to_owned(), has_chome: fields.next() == Some("1") };
        let folded = fold_place(second);
        if let Some(name) = short_name(&folded) {
            short.push(Place { city, folded: name, town: town.clone() });
        }
        built.add_town(Place { city, folded, town });
    }
    built.add_short_names(short);
    built
}

/// 木之本西山 for 木之本町西山: a 町 inside a name is often left out.
fn short_name(folded: &str) -> Option<String> {
    let at = folded.char_indices().skip(1).find(|(_, c)| *c == '町').map(|(at, _)| at)?;
    let behind = &folded[at + '町'.len_utf8()..];
    (!behind.is_empty()).then(|| [&folded[..at], behind].concat())
}

impl Gazetteer {
    fn add_town(&mut self, place: Place) {
        if let Some(longest) = self.longest_town.get_mut(usize::from(place.city)) {
            *longest = (*longest).max(place.folded.chars().count());
        }
        self.towns.entry(Running::all(place.city, &place.folded)).or_insert(place);
    }

    /// Real names come first; a short name that two towns share is none.
    fn add_short_names(&mut self, mut short: Vec<Place>) {
        short.sort_by(|a, b| (a.city, &a.folded).cmp(&(b.city, &b.folded)));
        let shared: Vec<bool> = (0..short.len())
            .map(|at| {
                let same_as = |other: usize| {
                    short
                        .get(other)
                        .is_some_and(|place| (place.city, &place.folded) == (short[at].city, &short[at].folded))
                };
                same_as(at + 1) || at > 0 && same_as(at - 1)
            })
            .collect();
        for (place, _) in short.into_iter().zip(shared).filter(|(_, shared)| !shared) {
            self.add_town(place);
        }
    }

    fn add_city(&mut self, code: &str, prefecture: &str, name: &str) {
        let Ok(place) = u16::try_from(self.cities.len()) else {
            return;
        };
        self.cities.push(City { code: code.to_owned(), prefecture: prefecture.to_owned(), name: name.to_owned() });
        self.longest_town.push(0);
        let mut names = vec![fold_place(name)];
        if let Some((_, town)) =
            name.split_once('郡').filter(|(district, town)| !district.is_empty() && town.ends_with(['町', '村']))
        {
            names.push(fold_place(town));
        }
        if let Some(city) =
            name.find('市').filter(|_| name.ends_with('区')).and_then(|end| name.get(..end + '市'.len_utf8()))
        {
            names.push(fold_place(city));
        }
        names.dedup();
        for folded in names {
            let entry = self
                .city_names
                .entry(Running::all(NO_CITY, &folded))
                .or_insert_with(|| Names { folded: folded.clone(), cities: Vec::new() });
            if entry.folded == folded {
                entry.cities.push(place);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn towns_are_found_in_any_spelling() {
        let gazetteer = gazetteer();
        assert!(gazetteer.city_count() > 1800);
        assert_eq!(gazetteer.city_code(None, "昭島市"), Some("13207"));
        assert_eq!(gazetteer.city_code(None, "府中市"), None, "東京都 and 広島県");
        assert_eq!(gazetteer.city_code(Some("東京都"), "府中市"), Some("13206"));
        assert_eq!(gazetteer.city_code(None, "真鶴町"), Some("14383"));
        assert_eq!(gazetteer.town(None, "昭島市", "つつじヶ丘").map(|town| town.name.as_str()), Some("つつじが丘"));
        assert_eq!(gazetteer.town(None, "昭島市", "無い町"), None);
    }

    #[test]
    fn no_town_is_lost_to_another_with_the_same_hash() {
        let gazetteer = gazetteer();
        let mut city: Option<(String, String)> = None;
        for line in crate::packed::unpack(TOWNS).lines() {
            match line.split('\t').collect::<Vec<_>>()[..] {
                ["", town, ..] => {
                    let (prefecture, name) = city.as_ref().expect("a municipality comes first");
                    assert!(gazetteer.town(Some(prefecture), name, town).is_some(), "{name} {town}");
                }
                [_, prefecture, name] => city = Some((prefecture.to_owned(), name.to_owned())),
                _ => panic!("{line}"),
            }
        }
    }
}
