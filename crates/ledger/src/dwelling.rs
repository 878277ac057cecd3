//! Who lives in one dwelling (同一住居): same plot and 方書, and for houses of many some evidence that they belong together.
//!
//! Registers often split one family into two households (世帯分離). The other trap is the block of flats whose residents are
//! registered without a room: they share an address, not a home.

use std::collections::{BTreeMap, HashMap};

use domain::{Column, Field, Table};
use rayon::prelude::*;

use crate::intern::{Interner, text_of};
use crate::knowledge::Knowledge;
use crate::members::Members;
use crate::people::People;
use crate::residence::Residence;

/// Up to so many households at one address are taken for one home without further evidence: two generations under one roof.
const HOUSEHOLDS_OF_ONE_HOME: usize = 2;
/// Two households of more than so many people together are no home but an institution or a block.
const PEOPLE_OF_ONE_HOME: usize = 14;
/// Up to so many people at one address, households of one surname are taken for one home; beyond, common surnames meet by chance.
const PEOPLE_WITH_SURNAMES: usize = 60;

/// The home of each person.
#[derive(Debug, Default)]
pub(crate) struct Homes {
    home: Vec<u32>,
    members: Members,
}

impl Homes {
    pub(crate) fn members_of(&self, person: u32) -> &[u32] {
        self.home.get(person as usize).map_or(&[], |home| self.members.of(*home))
    }

    /// Whether an address of the person is known.
    pub(crate) fn knows(&self, person: u32) -> bool {
        self.home.get(person as usize).is_some_and(|home| *home > 0)
    }

    pub(crate) fn same(&self, a: u32, b: u32) -> bool {
        let of = |person: u32| self.home.get(person as usize).copied().unwrap_or(0);
        of(a) > 0 && of(a) == of(b)
    }
}

/// Finds homes: persons by dwelling, dwellings of several households looked at closely.
pub(crate) fn homes(knowledge: &Knowledge, people: &People) -> Homes {
    let dwelling = dwellings(knowledge, people);
    let by_dwelling = Members::new(&dwelling);
    let found: Vec<Vec<Vec<u32>>> = by_dwelling
        .groups()
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|(_, persons)| split(knowledge, people, persons))
        .collect();
    let mut home = vec![0_u32; dwelling.len()];
    let mut number = 0;
    for persons in found.into_iter().flatten() {
        number += 1;
        for person in persons {
            home[person as usize] = number;
        }
    }
    Homes { members: Members::new(&home), home }
}

/// Splits the people of one dwelling into homes.
fn split(knowledge: &Knowledge, people: &People, persons: &[u32]) -> Vec<Vec<u32>> {
    // Households; whoever has none stands alone.
    let mut households: BTreeMap<(u32, u32), Vec<u32>> = BTreeMap::new();
    for person in persons {
        let number = people.household[*person as usize];
        households.entry((number, if number == 0 { *person } else { 0 })).or_default().push(*person);
    }
    let households: Vec<Vec<u32>> = households.into_values().collect();
    if households.len() == 1 {
        return households;
    }
    if households.len() <= HOUSEHOLDS_OF_ONE_HOME && persons.len() <= PEOPLE_OF_ONE_HOME {
        return vec![households.concat()];
    }
    let mut root: Vec<usize> = (0..households.len()).collect();
    let of: HashMap<u32, usize> =
        households.iter().enumerate().flat_map(|(at, members)| members.iter().map(move |p| (*p, at))).collect();
    // Whom some source names as family belongs together.
    for (at, members) in households.iter().enumerate() {
        for claim in members.iter().flat_map(|person| knowledge.claims.about(*person)) {
            if let Some(other) = of.get(&claim.other) {
                union(&mut root, at, *other);
            }
        }
    }
    if persons.len() <= PEOPLE_WITH_SURNAMES {
        let mut first: BTreeMap<String, usize> = BTreeMap::new();
        for (at, members) in households.iter().enumerate() {
            for surname in members.iter().flat_map(|person| surnames(knowledge, *person)) {
                let other = *first.entry(surname).or_insert(at);
                union(&mut root, at, other);
            }
        }
    }
    let mut homes: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for (at, members) in households.iter().enumerate() {
        homes.entry(find(&root, at)).or_default().extend(members);
    }
    // A family and one pair of grandparents of another name.
    if homes.len() <= HOUSEHOLDS_OF_ONE_HOME && persons.len() <= PEOPLE_OF_ONE_HOME {
        return vec![homes.into_values().flatten().collect()];
    }
    homes.into_values().collect()
}

fn find(root: &[usize], mut at: usize) -> usize {
    while root[at] != at {
        at = root[at];
    }
    at
}

fn union(root: &mut [usize], a: usize, b: usize) {
    let (a, b) = (find(root, a), find(root, b));
    root[a.max(b)] = a.min(b);
}

/// Folded surnames of a person, present and former, as the sources write them.
pub(crate) fn surnames(knowledge: &Knowledge, person: u32) -> Vec<String> {
    let mut found = Vec::new();
    for group in &knowledge.groups {
        let Some(number) = group.rows(person).last() else {
            continue;
        };
        let place = group.place(*number);
        let member = &group.members[place.member as usize];
        let table = &knowledge.tables[member.table as usize];
        for field in [Field::Surname, Field::Name, Field::FormerName, Field::Alias] {
            let Some(column) = table.field(member.role, &field) else {
                continue;
            };
            let text = text_of(column.value(place.row as usize), column.raw(place.row as usize));
            if text.is_empty() {
                continue;
            }
            let name = japanese::name::split(text, None);
            // 旧氏 is a surname alone, unless the whole former name is written with a space.
            let alone = field == Field::Surname || field == Field::FormerName && !text.contains(char::is_whitespace);
            let surname = if alone { text } else { name.surname.as_str() };
            for surname in [surname, name.former_surname.as_str()] {
                let key = japanese::name::fold_key(surname);
                if !key.is_empty() && !found.contains(&key) {
                    found.push(key);
                }
            }
        }
    }
    found
}

/// The address of one cell, taken apart.
struct Plot {
    city: String,
    local: String,
    building: String,
}

/// The dwelling of each person as a running number: by the register, else by the newest source that has an address.
fn dwellings(knowledge: &Knowledge, people: &People) -> Vec<u32> {
    let mut dwelling = vec![0_u32; people.birth.len()];
    let mut plots: Vec<(u32, Plot, String)> = Vec::new();
    for (_, at) in crate::people::ranked(knowledge) {
        let group = &knowledge.groups[at];
        let wanted: Vec<(u32, usize, usize)> = group
            .persons()
            .filter(|person| dwelling[*person as usize] == 0 && lives_here(people, *person))
            .filter_map(|person| {
                let place = group.place(*group.rows(person).last()?);
                let member = &group.members[place.member as usize];
                let table = &knowledge.tables[member.table as usize];
                table.field(member.role, &Field::Address)?;
                Some((person, place.member as usize, place.row as usize))
            })
            .collect();
        let mut by_table: BTreeMap<usize, Vec<(u32, usize)>> = BTreeMap::new();
        for (person, member, row) in wanted {
            by_table.entry(member).or_default().push((person, row));
        }
        for (member, persons) in by_table {
            let member = &group.members[member];
            let table = &knowledge.tables[member.table as usize];
            for (person, plot, building) in plots_of(table, member.role, &persons) {
                // Marked as known; the number follows when the own municipality is known.
                dwelling[person as usize] = u32::MAX;
                plots.push((person, plot, building));
            }
        }
    }
    plots.sort_unstable_by_key(|(person, _, _)| *person);
    let mut cities: BTreeMap<&str, u32> = BTreeMap::new();
    for (_, plot, _) in plots.iter().filter(|(_, plot, _)| !plot.city.is_empty()) {
        *cities.entry(&plot.city).or_default() += 1;
    }
    let own =
        cities.iter().max_by_key(|(city, count)| (**count, std::cmp::Reverse(**city))).map_or("", |(city, _)| *city);
    let mut numbers = Interner::default();
    for (person, plot, building) in &plots {
        let city = if plot.city.is_empty() { own } else { &plot.city };
        dwelling[*person as usize] = numbers.number(&format!("{city}/{}/{building}", plot.local));
    }
    dwelling
}

/// Those who left live nowhere here.
fn lives_here(people: &People, person: u32) -> bool {
    !matches!(people.residence[person as usize], Residence::MovedOut | Residence::Died)
}

/// Takes the addresses of some rows apart, each distinct cell once and in parallel. Rows without a plot number are left out.
fn plots_of(table: &Table, role: u8, persons: &[(u32, usize)]) -> Vec<(u32, Plot, String)> {
    let Some(address) = table.field(role, &Field::Address) else {
        return Vec::new();
    };
    let building = table.field(role, &Field::Building);
    let wanted: Vec<(usize, u32)> = {
        let mut cells: Vec<_> = persons.iter().map(|(_, row)| cell(address, *row)).collect();
        cells.sort_unstable();
        cells.dedup();
        cells
    };
    let read: HashMap<(usize, u32), Plot> = wanted
        .into_par_iter()
        .filter_map(|(chunk, key)| {
            let values = &address.chunks[chunk];
            let text = text_of(values.typed.get(key as usize), values.raw.value(key as usize));
            let parsed = japanese::address::parse(text, None);
            if parsed.numbers().is_empty() {
                return None;
            }
            let plot = Plot {
                city: parsed.city.clone(),
                local: japanese::address::local_key(&parsed),
                building: building_key(&parsed.building),
            };
            Some(((chunk, key), plot))
        })
        .collect();
    persons
        .iter()
        .filter_map(|(person, row)| {
            let plot = read.get(&cell(address, *row))?;
            let own = building.map(|c| building_key(text_of(c.value(*row), c.raw(*row)))).filter(|key| !key.is_empty());
            let building = own.unwrap_or_else(|| plot.building.clone());
            let plot = Plot { city: plot.city.clone(), local: plot.local.clone(), building: String::new() };
            Some((*person, plot, building))
        })
        .collect()
}

fn cell(column: &Column, row: usize) -> (usize, u32) {
    let chunk = row / domain::CHUNK_ROWS;
    (chunk, column.chunks[chunk].keys[row % domain::CHUNK_ROWS])
}

/// 方書 without width, spaces, hyphens and 号室.
fn building_key(text: &str) -> String {
    japanese::name::fold_key(&text.replace("号室", "")).chars().filter(|c| c.is_alphanumeric()).collect()
}
