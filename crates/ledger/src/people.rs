//! What is needed of every person at once: birth, sex, household, dwelling, place in the household, school.

use std::collections::BTreeMap;

use domain::{Field, PersonId, RoleKind, Value};
use japanese::date::RegisterDate;
use japanese::sex::Sex;
use jiff::civil::Date;

use crate::chain::Chain;
use crate::dwelling::{self, Homes};
use crate::intern::{Interner, of_row, per_distinct, text_of};
use crate::knowledge::Knowledge;
use crate::members::Members;
use crate::residence::Residence;
use crate::school::Schools;

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

impl People {
    pub(crate) fn build(knowledge: &Knowledge) -> Self {
        let last = knowledge.groups.iter().filter_map(|group| group.persons().last()).max().unwrap_or(0) as usize;
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
            people.take(knowledge, rank, group, &mut households, &mut chains, &mut schools, &mut school_days);
        }
        people.chains = {
            let mut sorted: Vec<_> = chains.into_iter().collect();
            sorted.sort_unstable_by_key(|(_, number)| *number);
            sorted.into_iter().map(|(chain, _)| chain).collect()
        };
        people.schools = schools;
        people.births_by_grade(knowledge);
        people.leave(knowledge);
        people.other_school = crate::school::other_schools(knowledge, &people);
        people.household_members = Members::new(&people.household);
        people.homes = dwelling::homes(knowledge, &people);
        people
    }

    /// Takes what one source and role says about persons, where no better source has spoken.
    #[expect(clippy::too_many_arguments, reason = "the dictionaries live across groups")]
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
                    column(field).map(|c| (c, per_distinct(c, |value, raw| interner.number(text_of(value, raw)))))
                };
                let household = numbered(&Field::Household, households);
                // Only the register's 続柄 speaks from the head of household.
                let relation = column(&Field::Relation).filter(|_| rank == 0).map(|c| {
                    let numbers = per_distinct(c, |value, raw| match Chain::parse(text_of(value, raw)) {
                        Some(chain) => {
                            let next = chains.len() as u16 + 1;
                            *chains.entry(chain).or_insert(next)
                        }
                        None => 0,
                    });
                    (c, numbers)
                });
                let school = column(&Field::School)
                    .map(|c| (c, per_distinct(c, |value, raw| schools.number(text_of(value, raw)))));
                (column(&Field::BirthDate), column(&Field::Sex), household, relation, school)
            })
            .collect();
        for person in group.persons() {
            let Some(newest) = group.rows(person).last() else {
                continue;
            };
            let place = group.place(*newest);
            let (birth, sex, household, relation, school) = &members[place.member as usize];
            let (at, row) = (person as usize, place.row as usize);
            if self.birth[at] == RegisterDate::UNKNOWN
                && let Some(Value::Date(date)) = birth.map(|c| c.value(row))
            {
                self.birth[at] = date;
            }
            if self.sex[at] == 0 {
                self.sex[at] = sex.map_or(0, |c| sex_of(c.value(row), c.raw(row)));
            }
            if rank == 0 {
                self.residence[at] = Residence::Registered;
            }
            if self.household[at] == 0
                && let Some((column, numbers)) = household
            {
                self.household[at] = of_row(column, numbers, row);
                if let Some((column, numbers)) = relation {
                    self.chain[at] = of_row(column, numbers, row);
                }
            }
            if let Some((column, numbers)) = school {
                let number = of_row(column, numbers, row);
                let table = &knowledge.tables[group.members[place.member as usize].table as usize];
                let day =
                    group.members[place.member as usize].time.row(table, row).order().max(Some(table.extract.as_of));
                // The newest delivery knows the school of today.
                if number > 0 && day > school_days[at] {
                    (self.school[at], school_days[at]) = (number, day);
                }
            }
        }
    }

    pub(crate) fn known(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.known.iter().enumerate().filter(|(_, known)| **known).map(|(at, _)| PersonId(at as u32))
    }

    pub(crate) fn is_known(&self, person: u32) -> bool {
        self.known.get(person as usize).copied().unwrap_or(false)
    }

    pub(crate) fn chain_of(&self, person: u32) -> Option<&Chain> {
        self.chain.get(person as usize)?.checked_sub(1).and_then(|at| self.chains.get(at as usize))
    }

    pub(crate) fn household_of(&self, person: u32) -> &[u32] {
        self.household.get(person as usize).map_or(&[], |number| self.household_members.of(*number))
    }

    pub(crate) fn home_of(&self, person: u32) -> &[u32] {
        self.homes.members_of(person)
    }

    pub(crate) fn same_household(&self, a: u32, b: u32) -> bool {
        let of = |person: u32| self.household.get(person as usize).copied().unwrap_or(0);
        of(a) > 0 && of(a) == of(b)
    }

    pub(crate) fn has_home(&self, person: u32) -> bool {
        self.homes.knows(person)
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

/// Groups that know people, the resident register first: it has household numbers and 続柄.
pub(crate) fn ranked(knowledge: &Knowledge) -> Vec<(u8, usize)> {
    let mut ranked: Vec<(u8, usize)> = knowledge
        .groups
        .iter()
        .enumerate()
        .map(|(at, group)| {
            let has = |field: &Field| {
                group.members.iter().any(|m| knowledge.tables[m.table as usize].field(m.role, field).is_some())
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
    /// Birth date, from the register first; of pupils whose birth date nobody delivered the interval their grade allows.
    #[must_use]
    pub fn birth(&self, person: PersonId) -> RegisterDate {
        self.people.birth.get(person.0 as usize).copied().unwrap_or(RegisterDate::UNKNOWN)
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

    /// In how many deliveries in force a person has rows.
    #[must_use]
    pub fn deliveries_of(&self, person: PersonId) -> usize {
        let mut tables: Vec<u32> = self.groups.iter().flat_map(|group| group.tables_of(person.0)).collect();
        tables.sort_unstable();
        tables.dedup();
        tables.len()
    }

    /// Whether anybody stands in a resident register in force.
    #[must_use]
    pub fn has_register(&self) -> bool {
        self.people.residence.contains(&Residence::Registered)
    }

    /// Whether the person lives in the town as of the date.
    #[must_use]
    pub fn residence(&self, person: PersonId) -> Residence {
        self.people.residence.get(person.0 as usize).copied().unwrap_or(Residence::Unregistered)
    }

    /// The same school as a running number of this knowledge; 0 = none known.
    #[must_use]
    pub fn school_number(&self, person: PersonId) -> u32 {
        self.people.school_number(person.0)
    }

    /// The school by the newest delivery that names one, as delivered; empty = none known.
    #[must_use]
    pub fn school(&self, person: PersonId) -> &str {
        self.people.school_of(person.0)
    }
}
