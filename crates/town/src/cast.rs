//! Whom the demo tells about, named by records only.

use crate::child::{Care, Child, Place};
use crate::numbers;
use crate::person::{NONE, Sex};
use crate::spelling::{self, Habits, registered};
use crate::truth::absences;
use crate::world::World;

/// A record as its source names it: the source's id and the cells of its key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Record {
    /// Source id.
    pub source: &'static str,
    /// Key cells; here always one.
    pub record_key: String,
}

/// Whom the demo tells about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cast {
    /// A girl who cares for her family, with traces in several files.
    pub carer: Option<Record>,
    /// A pair of twins.
    pub twins: Option<(Record, Record)>,
    /// Pairs of records of one person whose spellings differ.
    pub linked: Vec<(Record, Record)>,
}

fn resident(person: u32) -> Record {
    Record { source: "resident-register", record_key: numbers::atena(person) }
}

/// Chooses them; the same town has the same cast.
pub(crate) fn cast(world: &World) -> Cast {
    Cast { carer: carer(world), twins: twins(world), linked: linked(world) }
}

/// The girl whose care shows most plainly: one that a caseworker would see the sense of.
fn carer(world: &World) -> Option<Record> {
    let absent = absences(world);
    let person = |child: &Child| &world.residents.persons[child.person as usize];
    let plain = |(index, child): (usize, &Child)| {
        let home = &world.residents.households[person(child).household as usize];
        let dwelling = world.conditions.households_of(home.dwelling);
        let grave = dwelling
            .iter()
            .flat_map(|&other| world.residents.households[other as usize].members())
            .filter_map(|member| world.conditions.care_of(member))
            .map(|care| i32::from(care.level) + 2 * i32::from(!care.uses && !care.resident))
            .max()
            .unwrap_or(0);
        let small = home
            .members()
            .filter(|&member| person(child).birth < world.residents.persons[member as usize].birth)
            .count() as i32;
        let somewhat = i32::from((6..25).contains(&absent[index])) * 5;
        grave
            + somewhat
            + small.min(2)
            + 2 * i32::from(world.single_parent(child.person))
            + 2 * i32::from(dwelling.len() > 1)
    };
    let consulted = |child: &Child| world.cases.iter().any(|case| case.person == child.person);
    world
        .children
        .iter()
        .enumerate()
        .filter(|(_, child)| child.care == Care::Excessive && child.place == Place::Public && child.grade >= 5)
        .filter(|(_, child)| {
            person(child).sex == Sex::Female
                && person(child).nation == 0
                && world.lives_here(child.person)
                && !consulted(child)
        })
        .max_by_key(|&(index, child)| (plain((index, child)), std::cmp::Reverse(index)))
        .map(|(_, child)| resident(child.person))
}

fn twins(world: &World) -> Option<(Record, Record)> {
    world
        .children
        .iter()
        .map(|child| (child, &world.residents.persons[child.person as usize]))
        .filter(|(child, person)| person.twin != NONE && person.twin > child.person && world.lives_here(child.person))
        .max_by_key(|(child, person)| {
            let twin = &world.residents.persons[person.twin as usize];
            // Alike in sex, at a place that knows no number of the town.
            let place = match child.place {
                Place::Kindergarten => 3,
                Place::Public => 2,
                _ => 0,
            };
            (i32::from(twin.sex == person.sex) * 4 + place, std::cmp::Reverse(child.person))
        })
        .map(|(child, person)| (resident(child.person), resident(person.twin)))
}

/// Two pupils whom the school writes otherwise than the register: by variant character and by a typing error.
fn linked(world: &World) -> Vec<(Record, Record)> {
    let habits: Habits = crate::extract::school_habits();
    let mut variant = None;
    let mut typing = None;
    for stay in world.schools.enrolments.iter().filter(|stay| stay.to.is_none()) {
        let index = world.children[stay.child as usize].person;
        let person = &world.residents.persons[index as usize];
        if person.nation != 0 || !world.lives_here(index) {
            continue;
        }
        let school = spelling::spell(world, &habits, index);
        let (surname, given) = registered(world, index);
        let bare: String = school.name.split(['　', ' ']).collect();
        let (plain_surname, plain_given) =
            (world.names.surname_of(0, person.surname).0, world.names.given_of(0, person.given).0);
        let pair = || (resident(index), Record { source: "school-roster", record_key: stay.number.to_string() });
        if variant.is_none() && surname != plain_surname && bare == format!("{plain_surname}{plain_given}") {
            variant = Some(pair());
        } else if typing.is_none()
            && bare != format!("{surname}{given}")
            && bare != format!("{plain_surname}{plain_given}")
            && bare.starts_with(plain_surname)
        {
            typing = Some(pair());
        }
        if variant.is_some() && typing.is_some() {
            break;
        }
    }
    variant.into_iter().chain(typing).collect()
}
