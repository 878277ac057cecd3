//! What is needed of every person at once: birth, sex, household, dwelling, place in the household, school.

use std::collections::BTreeMap;

use domain::{Field, ItemId, PersonId, RoleKind, Value};
use japanese::date::RegisterDate;
use japanese::sex::Sex;
use jiff::civil::Date;

use crate::chain::Chain;
use crate::dwelling::{self, Homes};
use crate::intern::{Interner, of_row, per_distinct, text_of};
use crate::knowledge::Knowledge;
use crate::known_items::ids;
use crate::observation::Observation;

/// Whether a person lives in the town as of the date (住民の状態).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Residence {
    /// In the resident register.
    Registered,
    /// Known to a department, not in the register in force (住登外, or gone).
    Unregistered,
    /// Moved out (転出).
    MovedOut,
    /// Died (死亡).
    Died,
}

/// Columns per person, indexed by person number.
#[derive(Debug, Default)]
pub(crate) struct People {
    known: Vec<bool>,
    pub birth: Vec<RegisterDate>,
    pub sex: Vec<u8>,
    pub residence: Vec<Residence>,
    /// Household number as a running number; 0 = none.
    pub household: Vec<u32>,
    /// Chain of 続柄 in the household; 0 = none.
    pub chain: Vec<u16>,
    pub chains: Vec<Chain>,
    /// Role Child somewhere.
    pub child_role: Vec<bool>,
    /// School as delivered, as a running number; 0 = none.
    pub school: Vec<u32>,
    pub schools: Schools,
    /// At a school whose records the town does not hold.
    pub other_school: Vec<bool>,
    household_members: Members,
    pub homes: Homes,
}

/// Running number of a household or home → its persons.
#[derive(Debug, Default)]
pub(crate) struct Members {
    offsets: Vec<u32>,
    persons: Vec<u32>,
}

impl Members {
    /// Counting sort of persons by group; group 0 is nobody's.
    pub(crate) fn new(groups: &[u32]) -> Self {
        let last = groups.iter().copied().max().unwrap_or(0) as usize;
        let mut offsets = vec![0_u32; last + 2];
        for group in groups.iter().filter(|group| **group > 0) {
            offsets[*group as usize + 1] += 1;
        }
        for at in 1..offsets.len() {
            offsets[at] += offsets[at - 1];
        }
        let mut next = offsets.clone();
        let mut persons = vec![0_u32; *offsets.last().unwrap_or(&0) as usize];
        for (person, group) in groups.iter().enumerate().filter(|(_, group)| **group > 0) {
            persons[next[*group as usize] as usize] = person as u32;
            next[*group as usize] += 1;
        }
        Self { offsets, persons }
    }

    pub(crate) fn of(&self, group: u32) -> &[u32] {
        match (
            group > 0,
            self.offsets.get(group as usize),
            self.offsets.get(group as usize + 1),
        ) {
            (true, Some(start), Some(end)) => &self.persons[*start as usize..*end as usize],
            _ => &[],
        }
    }

    pub(crate) fn groups(&self) -> impl Iterator<Item = (u32, &[u32])> + '_ {
        (1..self.offsets.len().saturating_sub(1)).map(|group| (group as u32, self.of(group as u32)))
    }
}

impl People {
    pub(crate) fn build(knowledge: &Knowledge) -> Self {
        let last = knowledge
            .groups
            .iter()
            .filter_map(|group| group.persons().last())
            .max()
            .unwrap_or(0) as usize;
        let mut people = Self {
            known: vec![false; last + 1],
            birth: vec![RegisterDate::UNKNOWN; last + 1],
            sex: vec![0; last + 1],
            residence: vec![Residence::Unregistered; last + 1],
            household: vec![0; last + 1],
            chain: vec![0; last + 1],
            child_role: vec![false; last + 1],
            school: vec![0; last + 1],
            ..Self::default()
        };
        for group in &knowledge.groups {
            for person in group.persons() {
                people.known[person as usize] = true;
                people.child_role[person as usize] |= group.kind == RoleKind::Child;
            }
        }
        let mut households = Interner::default();
        let mut chains: BTreeMap<Chain, u16> = BTreeMap::new();
        let mut schools = Schools::default();
        let mut school_days: Vec<Option<Date>> = vec![None; last + 1];
        for (rank, group) in ranked(knowledge) {
            people.take(
                knowledge,
                rank,
                group,
                &mut households,
                &mut chains,
                &mut schools,
                &mut school_days,
            );
        }
        people.chains = {
            let mut sorted: Vec<_> = chains.into_iter().collect();
            sorted.sort_unstable_by_key(|(_, number)| *number);
            sorted.into_iter().map(|(chain, _)| chain).collect()
        };
        people.schools = schools;
        people.leave(knowledge);
        people.other_school = crate::school::other_schools(knowledge, &people);
        people.household_members = Members::new(&people.household);
        people.homes = dwelling::homes(knowledge, &people);
        people
    }

    /// Takes what one source and role says about persons, where no better source has spoken.
    #[expect(
        clippy::too_many_arguments,
        reason = "the dictionaries live across groups"
    )]
    fn take(
        &mut self,
        knowledge: &Knowledge,
        rank: u8,
        group: usize,
        households: &mut Interner,
        chains: &mut BTreeMap<Chain, u16>,
        schools: &mut Schools,
        school_days: &mut [Option<Date>],
    ) {
        let group = &knowledge.groups[group];
        let members: Vec<_> = group
            .members
            .iter()
            .map(|member| {
                let table = &knowledge.tables[member.table as usize];
                let column = |field: &Field| table.field(member.role, field);
                let numbered = |field: &Field, interner: &mut Interner| {
                    column(field).map(|c| {
                        (
                            c,
                            per_distinct(c, |value, raw| interner.number(text_of(value, raw))),
                        )
                    })
                };
                let household = numbered(&Field::Household, households);
                // Only the register's 続柄 speaks from the head of household.
                let relation = column(&Field::Relation).filter(|_| rank == 0).map(|c| {
                    let numbers =
                        per_distinct(c, |value, raw| match Chain::parse(text_of(value, raw)) {
                            Some(chain) => {
                                let next = chains.len() as u16 + 1;
                                *chains.entry(chain).or_insert(next)
                            }
                            None => 0,
                        });
                    (c, numbers)
                });
                let school = column(&Field::School).map(|c| {
                    (
                        c,
                        per_distinct(c, |value, raw| schools.number(text_of(value, raw))),
                    )
                });
                (
                    column(&Field::BirthDate),
                    column(&Field::Sex),
                    household,
                    relation,
                    school,
                )
            })
            .collect();
        for person in group.persons() {
            let Some(newest) = group.rows(person).last() else {
                continue;
            };
            let place = group.place(*newest);
            let (birth, sex, household, relation, school) = &members[place.member as usize];
            let (at, row) = (person as usize, place.row as usize);
            if self.birth[at] == RegisterDate::UNKNOWN {
                if let Some(Value::Date(date)) = birth.map(|c| c.value(row)) {
                    self.birth[at] = date;
                }
            }
            if self.sex[at] == 0 {
                self.sex[at] = sex.map_or(0, |c| sex_of(c.value(row), c.raw(row)));
            }
            if rank == 0 {
                self.residence[at] = Residence::Registered;
            }
            if self.household[at] == 0 {
                if let Some((column, numbers)) = household {
                    self.household[at] = of_row(column, numbers, row);
                    if let Some((column, numbers)) = relation {
                        self.chain[at] = of_row(column, numbers, row);
                    }
                }
            }
            if let Some((column, numbers)) = school {
                let number = of_row(column, numbers, row);
                let table = &knowledge.tables[group.members[place.member as usize].table as usize];
                let day = group.members[place.member as usize]
                    .time
                    .row(table, row)
                    .order()
                    .max(Some(table.extract.as_of));
                // The newest delivery knows the school of today.
                if number > 0 && day > school_days[at] {
                    (self.school[at], school_days[at]) = (number, day);
                }
            }
        }
    }

    /// Takes those who moved out or died out of their household.
    fn leave(&mut self, knowledge: &Knowledge) {
        let gone = |observation: &Observation<'_>| {
            crate::when::register_date(observation.value())
                .latest
                .is_some_and(|day| day <= knowledge.as_of)
        };
        let moved = crate::known_items::item(ids::MOVED_OUT);
        for person in knowledge.lens(&moved).people() {
            if knowledge.latest(person, &moved).is_some_and(|o| gone(&o)) {
                self.residence[person.0 as usize] = Residence::MovedOut;
            }
        }
        for id in [ids::CHANGE_REASON, ids::RESIDENT_STATUS] {
            let item = crate::known_items::item(id);
            let changed = crate::known_items::item(ids::CHANGE_DATE);
            for person in knowledge.lens(&item).people() {
                let Some(newest) = knowledge.latest(person, &item) else {
                    continue;
                };
                let text = text_of(newest.value(), newest.raw());
                let residence = if text.contains("死亡") {
                    Residence::Died
                } else if ["転出", "除票", "消除", "国外"]
                    .iter()
                    .any(|word| text.contains(word))
                {
                    Residence::MovedOut
                } else if text.contains("住登外") || text.contains("住民登録外") {
                    self.residence[person.0 as usize] = Residence::Unregistered;
                    continue;
                } else {
                    continue;
                };
                // Announced for later (転出予定) is not gone yet.
                let filled = |item: &ItemId| {
                    newest
                        .beside(item)
                        .filter(|o| matches!(o.value(), Value::Date(_)))
                };
                if filled(&moved)
                    .or_else(|| filled(&changed))
                    .is_none_or(|o| gone(&o))
                {
                    self.residence[person.0 as usize] = residence;
                }
            }
        }
        for at in 0..self.residence.len() {
            if matches!(self.residence[at], Residence::MovedOut | Residence::Died) {
                self.household[at] = 0;
            }
        }
    }

    pub(crate) fn known(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.known
            .iter()
            .enumerate()
            .filter(|(_, known)| **known)
            .map(|(at, _)| PersonId(at as u32))
    }

    pub(crate) fn is_known(&self, person: u32) -> bool {
        self.known.get(person as usize).copied().unwrap_or(false)
    }

    pub(crate) fn chain_of(&self, person: u32) -> Option<&Chain> {
        self.chain
            .get(person as usize)?
            .checked_sub(1)
            .and_then(|at| self.chains.get(at as usize))
    }

    pub(crate) fn household_of(&self, person: u32) -> &[u32] {
        self.household
            .get(person as usize)
            .map_or(&[], |number| self.household_members.of(*number))
    }

    pub(crate) fn home_of(&self, person: u32) -> &[u32] {
        self.homes.members_of(person)
    }

    pub(crate) fn same_household(&self, a: u32, b: u32) -> bool {
        let of = |person: u32| self.household.get(person as usize).copied().unwrap_or(0);
        of(a) > 0 && of(a) == of(b)
    }

    pub(crate) fn same_home(&self, a: u32, b: u32) -> bool {
        self.homes.same(a, b)
    }

    pub(crate) fn school_of(&self, person: u32) -> &str {
        self.schools.text(self.school_number(person))
    }

    /// The school as a running number; 0 = none known.
    pub(crate) fn school_number(&self, person: u32) -> u32 {
        self.school.get(person as usize).copied().unwrap_or(0)
    }
}

/// Schools as running numbers: spellings that differ in width, spaces and brackets are one school.
#[derive(Debug, Default)]
pub(crate) struct Schools {
    keys: Interner,
    texts: Vec<String>,
}

impl Schools {
    fn number(&mut self, text: &str) -> u32 {
        let number = self.keys.number(&japanese::text::header_key(text));
        if number as usize > self.texts.len() {
            self.texts.push(text.to_owned());
        }
        number
    }

    /// The number of a school some person attends; 0 = nobody does.
    pub(crate) fn find(&self, text: &str) -> u32 {
        self.keys.find(&japanese::text::header_key(text))
    }

    /// The school as first delivered.
    pub(crate) fn text(&self, number: u32) -> &str {
        number
            .checked_sub(1)
            .and_then(|at| self.texts.get(at as usize))
            .map_or("", String::as_str)
    }

    /// Every school, by number from 1.
    pub(crate) fn texts(&self) -> &[String] {
        &self.texts
    }
}

/// Groups that know people, the resident register first: it has household numbers and 続柄.
pub(crate) fn ranked(knowledge: &Knowledge) -> Vec<(u8, usize)> {
    let mut ranked: Vec<(u8, usize)> = knowledge
        .groups
        .iter()
        .enumerate()
        .map(|(at, group)| {
            let has = |field: &Field| {
                group.members.iter().any(|m| {
                    knowledge.tables[m.table as usize]
                        .field(m.role, field)
                        .is_some()
                })
            };
            let identity = has(&Field::BirthDate);
            let rank = match (has(&Field::Household), has(&Field::Relation), group.kind) {
                (true, true, RoleKind::Resident) => 0,
                (true, _, RoleKind::Resident) => 1,
                (_, _, RoleKind::Child | RoleKind::Resident) if identity => 2,
                _ if identity => 3,
                _ => 4,
            };
            (rank, at)
        })
        .collect();
    ranked.sort_unstable();
    ranked
}

fn sex_of(value: Value<'_>, raw: &str) -> u8 {
    match japanese::sex::parse(text_of(value, raw)).or_else(|| japanese::sex::parse(raw)) {
        Some(Sex::Male) => 1,
        Some(Sex::Female) => 2,
        Some(Sex::Unstated) | None => 0,
    }
}

impl Knowledge {
    /// Birth date, from the register first.
    #[must_use]
    pub fn birth(&self, person: PersonId) -> RegisterDate {
        self.people
            .birth
            .get(person.0 as usize)
            .copied()
            .unwrap_or(RegisterDate::UNKNOWN)
    }

    /// Sex, from the register first; `None` = not recorded.
    #[must_use]
    pub fn sex(&self, person: PersonId) -> Option<Sex> {
        match self.people.sex.get(person.0 as usize) {
            Some(1) => Some(Sex::Male),
            Some(2) => Some(Sex::Female),
            _ => None,
        }
    }

    /// Completed years of age on a day (年齢計算ニ関スル法律); `None` when the birth date leaves more than one answer.
    #[must_use]
    pub fn age(&self, person: PersonId, day: Date) -> Option<i16> {
        japanese::age::age_of(self.birth(person), day)
    }

    /// Grade by age on a day; `None` when the birth date leaves more than one answer.
    #[must_use]
    pub fn grade(&self, person: PersonId, day: Date) -> Option<japanese::age::SchoolGrade> {
        japanese::age::grade_of(self.birth(person), day)
    }

    /// Whether the person lives in the town as of the date.
    #[must_use]
    pub fn residence(&self, person: PersonId) -> Residence {
        self.people
            .residence
            .get(person.0 as usize)
            .copied()
            .unwrap_or(Residence::Unregistered)
    }

    /// The school by the newest delivery that names one, as delivered; empty = none known.
    #[must_use]
    pub fn school(&self, person: PersonId) -> &str {
        self.people.school_of(person.0)
    }
}
