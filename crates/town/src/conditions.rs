//! What departments know of people: work, illness, certificates, need of care, poverty.

use jiff::civil::Date;

use crate::calendar::shift;
use crate::dice::{Dice, Purpose, Roll};
use crate::person::{NONE, PersonIndex, Relation, Sex};
use crate::rates::Rates;
use crate::settle::Residents;

/// A certification of need of care (要介護認定).
#[derive(Debug, Clone, Copy)]
pub(crate) struct CareNeed {
    pub(crate) person: PersonIndex,
    /// 1, 2 = 要支援1, 2; 3–7 = 要介護1–5.
    pub(crate) level: u8,
    pub(crate) from: Date,
    pub(crate) to: Date,
    /// Lives in a care home (施設入所).
    pub(crate) resident: bool,
    /// Uses services at home in most months.
    pub(crate) uses: bool,
}

/// Kinds of handicap certificate (手帳).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Handicap {
    /// 身体障害者手帳, grade 1–6.
    Body,
    /// 療育手帳 (愛の手帳), degree 1–4.
    Mind,
    /// 精神障害者保健福祉手帳, grade 1–3.
    Mental,
}

/// A handicap certificate.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Certificate {
    pub(crate) person: PersonIndex,
    pub(crate) kind: Handicap,
    pub(crate) grade: u8,
    pub(crate) from: Date,
}

/// All conditions; lists are sorted by person.
#[derive(Debug, Default)]
pub(crate) struct Conditions {
    pub(crate) care: Vec<CareNeed>,
    pub(crate) certificates: Vec<Certificate>,
    /// Per person: works.
    pub(crate) working: Vec<bool>,
    /// Per person: an adult whose illness limits the family.
    pub(crate) ill: Vec<bool>,
    by_dwelling: Vec<u32>,
    starts: Vec<u32>,
}

impl Conditions {
    pub(crate) fn care_of(&self, person: PersonIndex) -> Option<&CareNeed> {
        self.care.binary_search_by_key(&person, |care| care.person).ok().map(|at| &self.care[at])
    }

    pub(crate) fn certificate_of(&self, person: PersonIndex) -> Option<&Certificate> {
        self.certificates
            .binary_search_by_key(&person, |certificate| certificate.person)
            .ok()
            .map(|at| &self.certificates[at])
    }

    /// Households behind one door (同一住居).
    pub(crate) fn households_of(&self, dwelling: u32) -> &[u32] {
        let at = dwelling as usize;
        &self.by_dwelling[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

/// Certified need of care by age, in percent: 65, 70, 75, 80, 85, 90+ (介護給付費実態統計).
const CERTIFIED: [f64; 6] = [2.9, 5.5, 12.0, 26.0, 48.0, 73.0];
/// Levels among the certified: 要支援1, 2, 要介護1–5.
const LEVELS: [f64; 7] = [14.0, 14.0, 21.0, 17.0, 13.0, 13.0, 8.0];

/// Draws everybody's conditions and the households' poverty.
pub(crate) fn draw(residents: &mut Residents, rates: &Rates, dice: Dice, on: Date) -> Conditions {
    let mut made = Conditions::default();
    for index in 0..residents.persons.len() {
        let person = residents.persons[index];
        let mut roll = dice.roll(Purpose("condition"), index as u64);
        let age = person.age(on);
        let works = match age {
            ..18 => false,
            18..65 => roll.chance(if person.sex == Sex::Male { 0.93 } else { 0.76 }),
            65..75 => roll.chance(0.4),
            _ => roll.chance(0.08),
        };
        let ill = (18..65).contains(&age) && roll.chance(rates.ill_parent.0);
        made.working.push(works && !(ill && roll.chance(0.5)));
        made.ill.push(ill);
        if person.household == NONE {
            continue;
        }
        certificate(&mut made, index as u32, age, ill, rates, &mut roll, on);
        care(&mut made, index as u32, age, rates, &mut roll, on);
    }
    poverty(residents, &made, rates, dice);
    index_dwellings(residents, &mut made);
    made
}

fn certificate(
    made: &mut Conditions,
    person: PersonIndex,
    age: i16,
    ill: bool,
    rates: &Rates,
    roll: &mut Roll,
    on: Date,
) {
    let chance = match age {
        ..18 => rates.handicapped_child.0 * rates.handicapped_child.1,
        18..65 if ill => rates.ill_parent.1,
        18..65 => 0.018,
        _ => 0.08,
    };
    if !roll.chance(chance) {
        return;
    }
    let kind = match age {
        ..18 => [Handicap::Mind, Handicap::Body, Handicap::Mental][roll.weighted(&[0.65, 0.22, 0.13])],
        18..65 if ill => [Handicap::Mental, Handicap::Body][roll.weighted(&[0.65, 0.35])],
        18..65 => [Handicap::Body, Handicap::Mental, Handicap::Mind][roll.weighted(&[0.5, 0.25, 0.25])],
        _ => Handicap::Body,
    };
    let grade = match kind {
        Handicap::Body => roll.weighted(&[0.3, 0.16, 0.16, 0.23, 0.08, 0.07]),
        Handicap::Mind => roll.weighted(&[0.05, 0.2, 0.25, 0.5]),
        Handicap::Mental => roll.weighted(&[0.12, 0.6, 0.28]),
    } as u8
        + 1;
    let years = i32::from(age.clamp(1, 12));
    made.certificates.push(Certificate { person, kind, grade, from: shift(on, -roll.between(30, 365 * years)) });
}

fn care(made: &mut Conditions, person: PersonIndex, age: i16, rates: &Rates, roll: &mut Roll, on: Date) {
    let share = match age {
        ..40 => return,
        40..65 => 0.4,
        _ => CERTIFIED[((age - 65) / 5).min(5) as usize],
    };
    if !roll.chance(share / 100.0) {
        return;
    }
    let level = roll.weighted(&LEVELS) as u8 + 1;
    let from = shift(on, -roll.between(20, 700));
    // A certification runs for a year or two; a few have just run out.
    let to = shift(from, if roll.chance(0.5) { 729 } else { 1_094 });
    let resident = roll.chance([0.0, 0.0, 0.08, 0.12, 0.3, 0.42, 0.45][level as usize - 1]);
    made.care.push(CareNeed { person, level, from, to, resident, uses: roll.chance(rates.care_used.0) });
}

fn poverty(residents: &mut Residents, conditions: &Conditions, rates: &Rates, dice: Dice) {
    for index in 0..residents.households.len() {
        let mut roll = dice.roll(Purpose("poverty"), index as u64);
        let household = residents.households[index];
        let members = || household.members().map(|member| (member, residents.persons[member as usize]));
        let child = members().find(|(_, person)| {
            matches!(person.relation, Relation::Child | Relation::GrandChild) && person.mother != person.father
        });
        let (poor, welfare) = match child {
            Some((_, child)) => {
                let parents = [child.mother, child.father]
                    .into_iter()
                    .filter(|&parent| parent != NONE && residents.persons[parent as usize].household != NONE);
                let single = parents.clone().count() < 2;
                let workless = parents.clone().all(|parent| !conditions.working[parent as usize]);
                let ill = parents.clone().any(|parent| conditions.ill[parent as usize]);
                let base = if single { rates.poverty.1 } else { rates.poverty.0 };
                let poor =
                    roll.chance((base * if workless { 2.0 } else { 0.95 } * if ill { 1.5 } else { 0.98 }).min(0.9));
                (poor, poor && roll.chance(if single { 0.16 } else { 0.07 }))
            }
            None => {
                let poor = roll.chance(0.14);
                (poor, poor && roll.chance(0.2))
            }
        };
        residents.households[index].poor = poor;
        residents.households[index].welfare = welfare;
    }
}

fn index_dwellings(residents: &Residents, made: &mut Conditions) {
    made.starts = vec![0; residents.dwellings.len() + 1];
    for household in &residents.households {
        made.starts[household.dwelling as usize + 1] += 1;
    }
    for at in 0..residents.dwellings.len() {
        made.starts[at + 1] += made.starts[at];
    }
    let mut next = made.starts.clone();
    made.by_dwelling = vec![0; residents.households.len()];
    for (index, household) in residents.households.iter().enumerate() {
        let at = &mut next[household.dwelling as usize];
        made.by_dwelling[*at as usize] = index as u32;
        *at += 1;
    }
}
