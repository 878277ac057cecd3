//! Who lives with whom, by household number and dwelling, as the records say that have a number or a birth date.

use jiff::civil::Date;
use rayon::prelude::*;

use super::super::gather::Gathered;
use super::mention::Mention;
use crate::core::clusters::Clusters;
use crate::core::pattern::IntegerMap;

/// Dwellings of more persons than this are homes and institutions.
const MEMBERS_MAX: usize = 20;

/// Persons of one name in town beyond which a name says nothing.
const NAMESAKES_MAX: usize = 20;

/// Who lives where.
pub(super) struct Homes {
    /// Household number or dwelling → records, one per person at the time of building.
    of_home: IntegerMap<u64, Vec<u32>>,
    /// Root of a cluster → who lives with it; a joining gives the cluster another root or leaves it as it was.
    company: IntegerMap<u64, Vec<u32>>,
    facts: IntegerMap<u64, Facts>,
}

/// What a person's records say of birth and sex.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Facts {
    /// The earliest possible day of birth.
    pub(super) born: Option<Date>,
    /// 1 male, 2 female, 0 not known.
    pub(super) sex: u8,
}

impl Homes {
    pub(super) fn new(gathered: &Gathered, clusters: &Clusters) -> Self {
        let entities = &gathered.entities;
        let mut of_home: IntegerMap<u64, Vec<u32>> = IntegerMap::default();
        for entity in 0..entities.len() as u32 {
            if proves_residence(gathered, entity) {
                for home in homes_of(gathered, entity) {
                    let list = of_home.entry(home).or_default();
                    let root = clusters.root(entity);
                    if list.last() != Some(&root) && list.len() <= MEMBERS_MAX && !list.contains(&root) {
                        list.push(root);
                    }
                }
            }
        }
        Self { of_home, company: IntegerMap::default(), facts: IntegerMap::default() }
    }

    /// Persons at the homes of one record, as records; several may be of one person.
    pub(super) fn at(&self, gathered: &Gathered, entity: u32, out: &mut Vec<u32>) {
        for home in homes_of(gathered, entity) {
            out.extend(self.of_home.get(&home).filter(|list| list.len() <= MEMBERS_MAX).into_iter().flatten());
        }
    }

    /// Persons who live with the person of a record, himself included.
    pub(super) fn with(&mut self, gathered: &Gathered, clusters: &Clusters, entity: u32, out: &mut Vec<u32>) {
        let root = clusters.root(entity);
        if let Some(company) = self.company.get(&u64::from(root)) {
            out.extend(company);
            return;
        }
        let mut company = Vec::new();
        let mut seen: Vec<u64> = Vec::new();
        for member in clusters.members(root) {
            for home in homes_of(gathered, member) {
                if !seen.contains(&home) {
                    seen.push(home);
                    company
                        .extend(self.of_home.get(&home).filter(|list| list.len() <= MEMBERS_MAX).into_iter().flatten());
                }
            }
        }
        company.sort_unstable();
        company.dedup();
        out.extend(&company);
        self.company.insert(u64::from(root), company);
    }

    /// Birth and sex of a person: what the record with a number says, else any.
    pub(super) fn facts(&mut self, gathered: &Gathered, clusters: &Clusters, root: u32) -> Facts {
        *self.facts.entry(u64::from(root)).or_insert_with(|| {
            let entities = &gathered.entities;
            let mut facts = Facts::default();
            let mut numbered = false;
            for member in clusters.members(root) {
                let at = member as usize;
                let better = !entities.id_set(member).is_empty() && !numbered;
                let born = entities.birth_book[entities.cards[at].birth as usize].earliest;
                if born.is_some() && (facts.born.is_none() || better) {
                    facts.born = born;
                    numbered |= better;
                }
                if entities.cards[at].sex != 0 && facts.sex == 0 {
                    facts.sex = entities.cards[at].sex;
                }
            }
            facts
        })
    }

    /// Persons by their whole name, for the names of these mentions alone.
    pub(super) fn by_whole_name(&self, gathered: &Gathered, groups: &[Vec<Mention>]) -> IntegerMap<u64, Vec<u32>> {
        let mut found: IntegerMap<u64, Vec<u32>> = IntegerMap::default();
        for group in groups {
            for print in whole_names(gathered, group[0].entity) {
                found.entry(print).or_default();
            }
        }
        if found.is_empty() {
            return found;
        }
        let entities = &gathered.entities;
        let known = &found;
        let sought: Vec<(u64, u32)> = (0..entities.len() as u32)
            .into_par_iter()
            .with_min_len(1_024)
            .filter(|entity| proves_residence(gathered, *entity))
            .flat_map_iter(|entity| {
                whole_names(gathered, entity)
                    .filter(|print| known.contains_key(print))
                    .map(move |print| (print, entity))
            })
            .collect();
        for (print, entity) in sought {
            if let Some(list) = found.get_mut(&print).filter(|list| list.len() <= NAMESAKES_MAX) {
                list.push(entity);
            }
        }
        found
    }
}

/// A record without number and birth date proves no residence.
fn proves_residence(gathered: &Gathered, entity: u32) -> bool {
    gathered.entities.cards[entity as usize].birth != 0 || !gathered.entities.id_set(entity).is_empty()
}

/// Fingerprints of the whole names of a record, in characters and in reading.
pub(super) fn whole_names(gathered: &Gathered, entity: u32) -> impl Iterator<Item = u64> + '_ {
    gathered
        .entities
        .name_set(entity)
        .iter()
        .flat_map(super::super::name::Name::whole_fingerprints)
        .filter(|print| *print != 0)
}

/// Fingerprints of the household number and the dwelling of a record.
pub(super) fn homes_of(gathered: &Gathered, entity: u32) -> impl Iterator<Item = u64> {
    let household = gathered.entities.cards[entity as usize].household;
    let dwelling = gathered.entities.cards[entity as usize].place.dwelling();
    [u64::from(household), dwelling].into_iter().filter(|home| *home != 0)
}
