//! Children (0–18 years): where they spend the day, and what troubles them. Troubles are latent: no extract names them.

use jiff::civil::Date;

use crate::calendar::{Calendar, shift};
use crate::conditions::Conditions;
use crate::dice::{Dice, Purpose, Roll};
use crate::person::{NONE, PersonIndex};
use crate::rates::Rates;
use crate::settle::Residents;

/// Where a child spends the day (所属).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// At home (未就園), or grown.
    Home,
    Nursery,
    Kindergarten,
    /// A public school of the town.
    Public,
    Private,
    National,
    /// 特別支援学校.
    Special,
    /// 外国人学校.
    Foreign,
    /// Of school age, and nobody knows (居所不明・就学不明).
    Unknown,
    /// Past compulsory school.
    Later,
}

/// What keeps a child busy at home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Care {
    None,
    /// Looks after family (家族の世話をしている).
    Some,
    /// To an extent that takes the time to play and study (過度).
    Excessive,
}

/// Truancy (不登校) in the year before, during and after the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Truancy {
    Never,
    /// Since before the school year.
    Continuing,
    /// Begins on this lesson day of the year (may lie after the end of the data); the second number is how many days the signs precede it.
    Begins(u16, u16),
}

/// A child.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Child {
    pub(crate) person: PersonIndex,
    /// As in [`crate::person::Person::grade`].
    pub(crate) grade: i16,
    pub(crate) place: Place,
    pub(crate) care: Care,
    pub(crate) truancy: Truancy,
    pub(crate) neglected: bool,
    /// Small, at home, and seen by nobody.
    pub(crate) unseen: bool,
    pub(crate) poor: bool,
    pub(crate) handicapped: bool,
    pub(crate) ill_parent: bool,
    /// Seldom or often ill, by nature; 1 is ordinary.
    pub(crate) frailty: f32,
    /// How much of a trouble shows at school: 0 = hides it well.
    pub(crate) visibility: f32,
}

impl Child {
    /// Of compulsory school age.
    pub(crate) const fn pupil(&self) -> bool {
        self.grade >= 1 && self.grade <= 9
    }
}

/// Finds the children and gives each its day and its troubles.
pub(crate) fn raise(
    residents: &mut Residents,
    conditions: &Conditions,
    calendar: &Calendar,
    rates: &Rates,
    dice: Dice,
    fiscal_year: i16,
    on: Date,
) -> Vec<Child> {
    let mut children = Vec::new();
    for index in 0..residents.persons.len() {
        let person = residents.persons[index];
        // Born until the second day of April eighteen years ago: last year of upper secondary school.
        if person.household == NONE || person.grade(fiscal_year) > 12 || person.birth > on {
            continue;
        }
        residents.persons[index].child = children.len() as u32;
        let household = &residents.households[person.household as usize];
        let mut roll = dice.roll(Purpose("child"), index as u64);
        let poor = household.poor;
        let ill_parent =
            [person.mother, person.father].iter().any(|&parent| parent != NONE && conditions.ill[parent as usize]);
        let handicapped = roll.chance(rates.handicapped_child.0);
        let neglect_weight = if poor { 2.5 } else { 0.75 } * if ill_parent { 2.0 } else { 0.93 };
        let neglected = roll.chance(rates.neglect * neglect_weight);
        let grade = person.grade(fiscal_year);
        let mut child = Child {
            person: index as u32,
            grade,
            place: Place::Home,
            care: Care::None,
            truancy: Truancy::Never,
            neglected,
            unseen: false,
            poor,
            handicapped,
            ill_parent,
            frailty: [0.3, 0.6, 1.0, 1.5, 2.6][roll.weighted(&[0.2, 0.3, 0.3, 0.15, 0.05])],
            visibility: [0.0, 0.5, 1.0, 1.6][roll.weighted(&[0.25, 0.25, 0.35, 0.15])],
        };
        child.place = place(&child, person.nation != 0, rates, &mut roll);
        if grade < 1 && child.place == Place::Home && person.birth < shift(on, -90) {
            child.unseen = roll.chance(rates.unseen * if neglected { 12.0 } else { 0.85 });
        }
        children.push(child);
    }
    truants(&mut children, calendar, rates, dice);
    crate::carers::assign(&mut children, residents, conditions, rates, dice);
    children
}

fn place(child: &Child, foreign: bool, rates: &Rates, roll: &mut Roll) -> Place {
    match child.grade {
        ..1 => {
            // Grade 0 is the last year before school; -5 the babies.
            let (nursery, kindergarten) = match child.grade {
                ..=-5 => (0.17, 0.0),
                -4 | -3 => (0.53, 0.0),
                -2 => (0.57, 0.36),
                _ => (0.58, 0.40),
            };
            let less = if child.neglected { 0.75 } else { 1.0 };
            match roll.weighted(&[nursery * less, kindergarten * less, 1.0 - (nursery + kindergarten) * less]) {
                0 => Place::Nursery,
                1 => Place::Kindergarten,
                _ => Place::Home,
            }
        }
        1..=9 => {
            if foreign && roll.chance(0.05) {
                return if roll.chance(0.7) { Place::Foreign } else { Place::Unknown };
            }
            if child.neglected && roll.chance(0.01) {
                return Place::Unknown;
            }
            if child.handicapped && roll.chance(rates.special_school / rates.handicapped_child.0) {
                return Place::Special;
            }
            let private = if child.grade <= 6 { rates.private_school.0 } else { rates.private_school.1 };
            if !child.poor && roll.chance(private) {
                return if roll.chance(0.9) { Place::Private } else { Place::National };
            }
            Place::Public
        }
        _ => Place::Later,
    }
}

/// Share of the school type's truants by grade, relative to its mean: rising through primary school, steepest into lower secondary.
const TRUANCY_BY_GRADE: [f64; 10] = [0.0, 0.4, 0.6, 0.8, 1.05, 1.4, 1.75, 0.85, 1.1, 1.05];

fn truants(children: &mut [Child], calendar: &Calendar, rates: &Rates, dice: Dice) {
    let data_days = calendar.days.len();
    let year_days = calendar.year_days.max(1);
    for child in children.iter_mut().filter(|child| child.pupil() && child.place == Place::Public) {
        let mut roll = dice.roll(Purpose("truancy"), u64::from(child.person));
        let base = if child.grade <= 6 { rates.truancy.0 } else { rates.truancy.1 };
        let weight = TRUANCY_BY_GRADE[child.grade as usize]
            * if child.poor { 1.6 } else { 0.9 }
            * if child.neglected { 2.5 } else { 0.98 }
            * if child.handicapped { 1.8 } else { 0.96 };
        let chance = (base * weight).min(0.6);
        child.truancy = if roll.chance(chance * (1.0 - rates.truancy_new)) {
            Truancy::Continuing
        } else if roll.chance(chance * rates.truancy_new * 2.0) {
            // Two years of beginners: during this school year, or within a year after the data end.
            let begins = roll.below((data_days + year_days) as u32) as u16;
            let signs = if roll.chance(rates.truancy_silent) { 0 } else { roll.between(20, 80) as u16 };
            Truancy::Begins(begins, signs)
        } else {
            Truancy::Never
        };
    }
}
