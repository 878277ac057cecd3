//! Who lives with whom, by household number and dwelling, as the records say that have a number or a birth date.

use jiff::civil::Date;
use rayon::prelude::*;

use super::super::gather::Gathered;
use super::super::name::Name;
use super::mention::Mention;
use crate::core::chance::mix2;
use crate::core::clusters::Clusters;
use crate::core::pattern::IntegerMap;

/// Dwellings of more persons than this are homes and institutions.
const MEMBERS_MAX: usize = 20;

/// Persons of one name in town beyond which a name says nothing.
const NAMESAKES_MAX: usize = 20;

/// Who lives where.
pub(super) struct Homes {
    of_home: Residents,
    /// Root of a cluster → who lives with it; a joining gives the cluster another root or leaves it as it was.
    company: IntegerMap<u64, Vec<u32>>,
    facts: IntegerMap<u64, Facts>,
}

/// Household numbers and dwellings with the persons there, in one piece of memory.
struct Residents {
    /// (fingerprint of a home, root of a person at the time of building), ascending.
    pairs: Vec<(u64, u32)>,
    /// Where the fingerprints with these first bits begin, and the end.
    starts: Vec<u32>,
    /// Bits of a fingerprint behind the first ones.
    shift: u32,
}

/// Entries that begin with the same bits: so many have to be looked through.
const ENTRIES_TOGETHER: usize = 4;

impl Residents {
    fn new(gathered: &Gathered, clusters: &Clusters) -> Self {
        let all = 0..gathered.entities.len() as u32;
        let mut pairs: Vec<(u64, u32)> = all
            .into_par_iter()
            .with_min_len(1_024)
            .filter(|entity| proves_residence(gathered, *entity))
            .flat_map_iter(|entity| {
                let root = clusters.root(entity);
                homes_of(gathered, entity).map(move |home| (Self::print(home), root))
            })
            .collect();
        pairs.par_sort_unstable();
        pairs.dedup();
        let bits = (pairs.len() / ENTRIES_TOGETHER).next_power_of_two().max(2).trailing_zeros();
        let shift = u64::BITS - bits;
        let mut starts = vec![0; (1 << bits) + 1];
        pairs.iter().for_each(|(home, _)| starts[(home >> shift) as usize + 1] += 1);
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Self { pairs, starts, shift }
    }

    /// Household numbers are small: spread over all bits.
    fn print(home: u64) -> u64 {
        mix2(1, home)
    }

    /// The persons of a home; none of one that houses too many.
    fn of(&self, home: u64) -> impl Iterator<Item = u32> + '_ {
        let home = Self::print(home);
        let place = (home >> self.shift) as usize;
        let alike = &self.pairs[self.starts[place] as usize..self.starts[place + 1] as usize];
        let here =
            alike.iter().skip_while(move |(other, _)| *other < home).take_while(move |(other, _)| *other == home);
        let fits = here.clone().take(MEMBERS_MAX + 1).count() <= MEMBERS_MAX;
        here.filter(move |_| fits).map(|(_, root)| *root)
    }
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
        let of_home = Residents::new(gathered, clusters);
        Self { of_home, company: IntegerMap::default(), facts: IntegerMap::default() }
    }

    /// Persons at the homes of one record, as records; several may be of one person.
    pub(super) fn at(&self, gathered: &Gathered, entity: u32, out: &mut Vec<u32>) {
        for home in homes_of(gathered, entity) {
            out.extend(self.of_home.of(home));
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
                    company.extend(self.of_home.of(home));
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
        // Names are fewer than records.
        let entities = &gathered.entities;
        let known = &found;
        let sought: Vec<Vec<u64>> = entities
            .name_sets
            .par_iter()
            .with_min_len(1_024)
            .map(|names| whole_prints(names).filter(|print| known.contains_key(print)).collect())
            .collect();
        let sought: Vec<(u64, u32)> = (0..entities.len() as u32)
            .into_par_iter()
            .with_min_len(1_024)
            .map(|entity| (entity, &sought[entities.cards[entity as usize].name as usize]))
            .filter(|(entity, prints)| !prints.is_empty() && proves_residence(gathered, *entity))
            .flat_map_iter(|(entity, prints)| prints.iter().map(move |print| (*print, entity)))
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
    whole_prints(gathered.entities.name_set(entity))
}

fn whole_prints(names: &[Name]) -> impl Iterator<Item = u64> + '_ {
    names.iter().flat_map(Name::whole_fingerprints).filter(|print| *print != 0)
}

/// Fingerprints of the household number and the dwelling of a record.
pub(super) fn homes_of(gathered: &Gathered, entity: u32) -> impl Iterator<Item = u64> {
    let household = gathered.entities.cards[entity as usize].household;
    let dwelling = gathered.entities.cards[entity as usize].place.dwelling();
    [u64::from(household), dwelling].into_iter().filter(|home| *home != 0)
}
