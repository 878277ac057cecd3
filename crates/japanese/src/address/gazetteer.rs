//! Towns of Japan (町名, from the postal code list), unpacked on first use.

use super::even::fold_place;
use std::collections::HashMap;
use std::sync::OnceLock;

const TOWNS: &[u8] = include_bytes!("../../data/towns.tsv.zst");

/// The 1,892 municipalities and wards and their 119,000 towns.
pub struct Gazetteer {
    pub(super) cities: Vec<City>,
    by_name: HashMap<String, Vec<u16>>,
    towns: HashMap<(u16, String), Town>,
    longest_town: Vec<u8>,
}

pub(super) struct City {
    pub code: String,
    pub prefecture: String,
    pub name: String,
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

impl Gazetteer {
    /// How many municipalities and wards it knows.
    #[must_use]
    pub fn city_count(&self) -> usize {
        self.cities.len()
    }

    /// The five-digit code (JIS X 0401/0402) of a municipality or ward; `None` when the name is unknown or stands for several.
    #[must_use]
    pub fn city_code(&self, prefecture: Option<&str>, city: &str) -> Option<&str> {
        match self.candidates(&fold_place(city), prefecture)[..] {
            [one] => self.cities.get(usize::from(one)).map(|city| city.code.as_str()),
            _ => None,
        }
    }

    /// A town of a municipality, in any spelling.
    #[must_use]
    pub fn town(&self, prefecture: Option<&str>, city: &str, town: &str) -> Option<&Town> {
        let folded = fold_place(town);
        self.candidates(&fold_place(city), prefecture).into_iter().find_map(|city| self.towns.get(&(city, folded.clone())))
    }

    /// Municipalities that a folded name can mean, within a prefecture if given: with or without 郡, a city for all its wards.
    pub(super) fn candidates(&self, folded: &str, prefecture: Option<&str>) -> Vec<u16> {
        let found = self.by_name.get(folded).map_or(&[][..], Vec::as_slice);
        found.iter().copied().filter(|city| prefecture.is_none_or(|wanted| self.cities[usize::from(*city)].prefecture == wanted)).collect()
    }

    /// The longest town of a municipality that begins at a place of an address, with its length in folded characters.
    pub(super) fn town_at(&self, city: u16, folded: &[char]) -> Option<(&Town, usize)> {
        let longest = usize::from(self.longest_town.get(usize::from(city)).copied().unwrap_or(0)).min(folded.len());
        let mut probe: (u16, String) = (city, folded[..longest].iter().collect());
        for length in (1..=longest).rev() {
            if let Some(town) = self.towns.get(&probe) {
                return Some((town, length));
            }
            probe.1.pop();
        }
        None
    }

    /// A town by its whole folded name.
    pub(super) fn town_named(&self, city: u16, folded: String) -> Option<&Town> {
        self.towns.get(&(city, folded))
    }
}

fn build() -> Gazetteer {
    let mut built = Gazetteer { cities: Vec::new(), by_name: HashMap::new(), towns: HashMap::new(), longest_town: Vec::new() };
    for line in crate::packed::unpack(TOWNS).lines() {
        let mut fields = line.split('\t');
        let (Some(first), Some(second), Some(third)) = (fields.next(), fields.next(), fields.next()) else { continue };
        if !first.is_empty() {
            built.add_city(first, second, third);
            continue;
        }
        let Some(city) = built.cities.len().checked_sub(1).and_then(|last| u16::try_from(last).ok()) else { continue };
        let folded = fold_place(second);
        let length = u8::try_from(folded.chars().count()).unwrap_or(u8::MAX);
        if let Some(longest) = built.longest_town.last_mut() {
            *longest = (*longest).max(length);
        }
        let town = Town { name: second.to_owned(), postal_code: third.to_owned(), has_chome: fields.next() == Some("1") };
        built.towns.entry((city, folded)).or_insert(town);
    }
    built.add_short_names();
    built
}

impl Gazetteer {
    /// 木之本西山 for 木之本町西山: a 町 inside a name is often left out. Real names come first; a short name of two towns is none.
    fn add_short_names(&mut self) {
        let mut short: HashMap<(u16, String), Option<Town>> = HashMap::new();
        for ((city, folded), town) in &self.towns {
            let inner = folded.char_indices().skip(1).find(|(_, c)| *c == '町').map(|(at, _)| at).filter(|at| at + '町'.len_utf8() < folded.len());
            let Some(at) = inner else { continue };
            let name = [&folded[..at], &folded[at + '町'.len_utf8()..]].concat();
            short.entry((*city, name)).and_modify(|taken| *taken = None).or_insert_with(|| Some(town.clone()));
        }
        for (place, town) in short {
            if let Some(town) = town {
                self.towns.entry(place).or_insert(town);
            }
        }
    }

    fn add_city(&mut self, code: &str, prefecture: &str, name: &str) {
        let Ok(place) = u16::try_from(self.cities.len()) else { return };
        self.cities.push(City { code: code.to_owned(), prefecture: prefecture.to_owned(), name: name.to_owned() });
        self.longest_town.push(0);
        let mut names = vec![fold_place(name)];
        if let Some((_, town)) = name.split_once('郡').filter(|(district, town)| !district.is_empty() && town.ends_with(['町', '村'])) {
            names.push(fold_place(town));
        }
        if let Some(city) = name.find('市').filter(|_| name.ends_with('区')).and_then(|end| name.get(..end + '市'.len_utf8())) {
            names.push(fold_place(city));
        }
        names.dedup();
        for name in names {
            self.by_name.entry(name).or_default().push(place);
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
    }
}
