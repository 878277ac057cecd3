//! Settling the town: dwelling after dwelling until the residents are there.

use jiff::civil::Date;

use crate::calendar::{days_between, shift};
use crate::dice::{Dice, Purpose, Roll};
use crate::family::Family;
use crate::foreign::NATIONS;
use crate::names::Names;
use crate::person::{Household, NO_NAME, NONE, Person, PersonIndex, Relation, Sex};
use crate::places::{Dwelling, ELSEWHERE, Land, QUARTERS};
use crate::rates::Rates;

/// Who lives where.
#[derive(Debug, Default)]
pub(crate) struct Residents {
    pub(crate) persons: Vec<Person>,
    pub(crate) households: Vec<Household>,
    pub(crate) dwellings: Vec<Dwelling>,
}

/// Builds [`Residents`].
pub(crate) struct Settler<'a> {
    pub(crate) dice: Dice,
    pub(crate) rates: &'a Rates,
    pub(crate) names: &'a Names,
    /// First day of the school year.
    pub(crate) year_start: Date,
    /// The day the register speaks for.
    pub(crate) on: Date,
    land: Land,
    pub(crate) made: Residents,
    building_size: u16,
    pub(crate) last_family: Option<Family>,
}

/// What all members of a household share while it is made.
#[derive(Clone, Copy)]
pub(crate) struct Home {
    pub(crate) nation: u8,
    pub(crate) surname: u16,
    pub(crate) alias: u16,
}

impl<'a> Settler<'a> {
    pub(crate) fn new(
        dice: Dice,
        rates: &'a Rates,
        names: &'a Names,
        year_start: Date,
        on: Date,
        residents: u32,
    ) -> Self {
        Self {
            dice,
            rates,
            names,
            year_start,
            on,
            land: Land::default(),
            made: Residents::default(),
            building_size: if residents > 60_000 { 40 } else { 16 },
            last_family: None,
        }
    }

    /// Fills dwellings until `residents` people live there on the day of the register.
    pub(crate) fn settle(mut self, residents: u32) -> Residents {
        let mut living = 0;
        let mut number = 0_u64;
        while living < residents {
            let before = self.made.households.len();
            self.dwelling(number);
            living += self.made.households[before..]
                .iter()
                .filter(|household| household.left.is_none())
                .map(|household| u32::from(household.count))
                .sum::<u32>();
            number += 1;
        }
        self.made
    }

    fn dwelling(&mut self, number: u64) {
        let mut roll = self.dice.roll(Purpose("dwelling"), number);
        let home = self.home(&mut roll);
        let family = roll.chance(self.rates.family);
        let place = self.place(&mut roll, family);
        let first_household = self.made.households.len();
        if family {
            self.family(&mut roll, home, place);
        } else {
            self.childless(&mut roll, home, place);
        }
        let moves = self.moves(&mut roll);
        let shielded = family && roll.chance(self.rates.shielded * 2.0) || roll.chance(self.rates.shielded / 2.0);
        let before = if moves.within { self.place(&mut roll, family) } else { NONE };
        for household in &mut self.made.households[first_household..] {
            household.since = moves.since;
            household.came_from = moves.came_from;
            household.left = moves.left;
            household.dwelling_before = before;
            household.shielded = shielded;
            if moves.came_from.is_some() && roll.chance(self.rates.returned) {
                for person in household.members() {
                    self.made.persons[person as usize].returned = true;
                }
            }
        }
    }

    fn home(&mut self, roll: &mut Roll) -> Home {
        if roll.chance(self.rates.foreign) {
            let shares: [f64; 6] = std::array::from_fn(|index| NATIONS[index].share);
            let nation = roll.weighted(&shares) as u8 + 1;
            let alias = if roll.chance(self.rates.alias) { self.names.surname(roll) } else { NO_NAME };
            return Home { nation, surname: roll.below(1000) as u16, alias };
        }
        Home { nation: 0, surname: self.names.surname(roll), alias: NO_NAME }
    }

    /// A dwelling; its index.
    fn place(&mut self, roll: &mut Roll, family: bool) -> u32 {
        let quarter = roll.below(QUARTERS.len() as u32) as u8;
        let dwelling = if roll.chance(if family { 0.62 } else { 0.42 }) {
            self.land.house(quarter)
        } else {
            self.land.room(quarter, self.building_size)
        };
        self.made.dwellings.push(dwelling);
        self.made.dwellings.len() as u32 - 1
    }

    fn moves(&self, roll: &mut Roll) -> Moves {
        let year = days_between(self.year_start, self.on).max(1);
        let some_day = |roll: &mut Roll| shift(self.year_start, roll.between(0, year - 1));
        let mut moves = Moves {
            since: shift(self.year_start, -roll.between(30, 6_000)),
            came_from: None,
            left: None,
            within: false,
        };
        match roll.weighted(&[
            self.rates.moved_in,
            self.rates.moved_within,
            self.rates.moved_out,
            1.0 - self.rates.moved_in - self.rates.moved_within - self.rates.moved_out,
        ]) {
            0 => {
                moves.since = some_day(roll);
                moves.came_from = Some(roll.below(ELSEWHERE.len() as u32) as u8);
            }
            1 => {
                moves.since = some_day(roll);
                moves.within = true;
            }
            2 => moves.left = Some(some_day(roll)),
            _ => {}
        }
        moves
    }

    pub(crate) fn open_household(&mut self, dwelling: u32) -> u32 {
        self.made.households.push(Household {
            first: self.made.persons.len() as u32,
            count: 0,
            dwelling,
            dwelling_before: NONE,
            since: self.on,
            came_from: None,
            left: None,
            shielded: false,
            poor: false,
            welfare: false,
        });
        self.made.households.len() as u32 - 1
    }

    pub(crate) fn person(
        &mut self,
        roll: &mut Roll,
        home: Home,
        household: u32,
        relation: Relation,
        sex: Sex,
        birth: Date,
    ) -> PersonIndex {
        let given = if home.nation == 0 {
            self.names.given(sex, birth.year(), roll)
        } else {
            // Men's names stand at even places.
            (roll.below(500) * 2 + u32::from(sex == Sex::Female)) as u16
        };
        self.made.persons.push(Person {
            birth,
            sex,
            relation,
            nation: home.nation,
            surname: home.surname,
            former: NO_NAME,
            given,
            alias: home.alias,
            household,
            mother: NONE,
            father: NONE,
            twin: NONE,
            child: NONE,
            renamed: false,
            returned: false,
        });
        if household != NONE {
            self.made.households[household as usize].count += 1;
        }
        self.made.persons.len() as u32 - 1
    }

    fn born(&self, roll: &mut Roll, years: f64) -> Date {
        shift(self.on, -((years * 365.25) as i32) - roll.between(0, 364))
    }

    fn childless(&mut self, roll: &mut Roll, home: Home, dwelling: u32) {
        let household = self.open_household(dwelling);
        let any_sex = if roll.chance(0.5) { Sex::Male } else { Sex::Female };
        match roll.weighted(&[0.24, 0.14, 0.17, 0.14, 0.19, 0.12]) {
            0 => {
                let age = f64::from(roll.between(19, 39));
                let birth = self.born(roll, age);
                self.person(roll, home, household, Relation::Head, any_sex, birth);
            }
            1 => {
                let age = f64::from(roll.between(40, 64));
                let birth = self.born(roll, age);
                self.person(roll, home, household, Relation::Head, any_sex, birth);
            }
            2 => {
                let age = roll.around(78.0, 7.0).clamp(65.0, 101.0);
                let birth = self.born(roll, age);
                let sex = if roll.chance(0.66) { Sex::Female } else { Sex::Male };
                self.person(roll, home, household, Relation::Head, sex, birth);
            }
            3 => self.couple(roll, home, household, (28, 62)),
            4 => self.couple(roll, home, household, (63, 88)),
            _ => {
                // A grown child with one or both old parents.
                let age = f64::from(roll.between(30, 62));
                let birth = self.born(roll, age);
                self.person(roll, home, household, Relation::Head, any_sex, birth);
                self.grandparents(roll, home, household, birth, [Relation::Father, Relation::Mother]);
            }
        }
    }

    fn couple(&mut self, roll: &mut Roll, home: Home, household: u32, ages: (i32, i32)) {
        let age = f64::from(roll.between(ages.0, ages.1));
        let birth = self.born(roll, age);
        if roll.chance(0.05) {
            self.person(roll, home, household, Relation::Head, Sex::Female, birth);
            self.person(roll, home, household, Relation::Husband, Sex::Male, birth);
            return;
        }
        self.person(roll, home, household, Relation::Head, Sex::Male, birth);
        let birth = shift(birth, (roll.around(1.8, 3.0) * 365.0) as i32);
        let wife = self.person(roll, home, household, Relation::Wife, Sex::Female, birth);
        self.married(roll, wife, 0.01);
    }

    /// Notes the maiden name of a wife.
    pub(crate) fn married(&mut self, roll: &mut Roll, wife: PersonIndex, recently: f64) {
        let maiden = self.names.surname(roll);
        let person = &mut self.made.persons[wife as usize];
        if person.nation == 0 {
            person.former = maiden;
            person.renamed = roll.chance(recently);
        }
    }

    /// One or two grandparents around a generation older than `child_birth`.
    pub(crate) fn grandparents(
        &mut self,
        roll: &mut Roll,
        home: Home,
        household: u32,
        child_birth: Date,
        relations: [Relation; 2],
    ) -> [PersonIndex; 2] {
        let both = roll.chance(0.45);
        let mother_only = both || roll.chance(0.75);
        let birth = shift(child_birth, -(roll.around(28.5, 4.0).clamp(19.0, 42.0) * 365.25) as i32);
        let mut made = [NONE; 2];
        if both || !mother_only {
            let his = shift(birth, -roll.between(0, 1_800));
            made[0] = self.person(roll, home, household, relations[0], Sex::Male, his);
        }
        if mother_only {
            made[1] = self.person(roll, home, household, relations[1], Sex::Female, birth);
        }
        made
    }
}

struct Moves {
    since: Date,
    came_from: Option<u8>,
    left: Option<Date>,
    within: bool,
}
