//! Settling the town: dwelling after dwelling until the residents are there.

use jiff::civil::Date;

use crate::calendar::{days_between, shift};
use crate::dice::{Dice, Purpose, Roll};
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
    made: Residents,
    building_size: u16,
    last_family: Option<Family>,
}

#[derive(Clone, Copy)]
struct Family {
    surname: u16,
    eldest: Person,
}

/// What all members of a household share while it is made.
#[derive(Clone, Copy)]
struct Home {
    nation: u8,
    surname: u16,
    alias: u16,
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
        let shielded = family && roll.chance(self.rates.shielded * 2.0)
            || roll.chance(self.rates.shielded / 2.0);
        let before = moves
            .within
            .then(|| self.place(&mut roll, family))
            .unwrap_or(NONE);
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
            let alias = if roll.chance(self.rates.alias) {
                self.names.surname(roll)
            } else {
                NO_NAME
            };
            return Home {
                nation,
                surname: roll.below(1000) as u16,
                alias,
            };
        }
        Home {
            nation: 0,
            surname: self.names.surname(roll),
            alias: NO_NAME,
        }
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

    fn open_household(&mut self, dwelling: u32) -> u32 {
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

    fn person(
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
        let any_sex = if roll.chance(0.5) {
            Sex::Male
        } else {
            Sex::Female
        };
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
                let sex = if roll.chance(0.66) {
                    Sex::Female
                } else {
                    Sex::Male
                };
                self.person(roll, home, household, Relation::Head, sex, birth);
            }
            3 => self.couple(roll, home, household, (28, 62)),
            4 => self.couple(roll, home, household, (63, 88)),
            _ => {
                // A grown child with one or both old parents.
                let age = f64::from(roll.between(30, 62));
                let birth = self.born(roll, age);
                self.person(roll, home, household, Relation::Head, any_sex, birth);
                self.grandparents(
                    roll,
                    home,
                    household,
                    birth,
                    [Relation::Father, Relation::Mother],
                );
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
    fn married(&mut self, roll: &mut Roll, wife: PersonIndex, recently: f64) {
        let maiden = self.names.surname(roll);
        let person = &mut self.made.persons[wife as usize];
        if person.nation == 0 {
            person.former = maiden;
            person.renamed = roll.chance(recently);
        }
    }

    /// One or two grandparents around a generation older than `child_birth`.
    fn grandparents(
        &mut self,
        roll: &mut Roll,
        home: Home,
        household: u32,
        child_birth: Date,
        relations: [Relation; 2],
    ) -> [PersonIndex; 2] {
        let both = roll.chance(0.45);
        let mother_only = both || roll.chance(0.75);
        let birth = shift(
            child_birth,
            -(roll.around(28.5, 4.0).clamp(19.0, 42.0) * 365.25) as i32,
        );
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

    fn family(&mut self, roll: &mut Roll, home: Home, dwelling: u32) {
        let single_mother = roll.chance(self.rates.single_mother);
        let single_father = !single_mother && roll.chance(self.rates.single_father);
        let births = self.births(roll);
        let eldest = births.first().copied().unwrap_or(self.on);
        let mother_birth = shift(
            eldest,
            -(roll.around(30.5, 4.8).clamp(18.0, 45.0) * 365.25) as i32,
        );
        let father_birth = shift(mother_birth, -(roll.around(1.8, 3.5) * 365.25) as i32);
        let with_grandparents = roll.chance(if single_mother {
            0.3
        } else {
            self.rates.three_generation
        });
        let separated = with_grandparents && roll.chance(self.rates.separated_register);
        let under_grandfather = with_grandparents && !separated && roll.chance(0.5);
        let maternal = single_mother || roll.chance(0.25);

        let household = self.open_household(dwelling);
        // Grandparents who head the family's own household come first in it.
        let parents_home = home;
        let mut grandparents = [NONE; 2];
        if under_grandfather {
            let line = if maternal { mother_birth } else { father_birth };
            grandparents = self.grandparents(
                roll,
                parents_home,
                household,
                line,
                [Relation::Head, Relation::Wife],
            );
            if grandparents[0] == NONE {
                self.made.persons[grandparents[1] as usize].relation = Relation::Head;
            }
        }
        let [first, second, childs] = match (under_grandfather, single_mother) {
            (false, true) => [
                Relation::Head,
                Relation::UnregisteredHusband,
                Relation::Child,
            ],
            (false, false) => [Relation::Head, Relation::Wife, Relation::Child],
            (true, _) if maternal => [
                Relation::Child,
                Relation::ChildHusband,
                Relation::GrandChild,
            ],
            (true, _) => [Relation::Child, Relation::ChildWife, Relation::GrandChild],
        };
        let (mut mother, mut father) = (NONE, NONE);
        if single_mother {
            mother = self.person(roll, home, household, first, Sex::Female, mother_birth);
            if !under_grandfather && roll.chance(0.04) {
                // A partner who is not the children's father (夫（未届）).
                let partner = Home {
                    surname: self.names.surname(roll),
                    nation: 0,
                    alias: NO_NAME,
                };
                self.person(roll, partner, household, second, Sex::Male, father_birth);
            }
        } else if single_father {
            father = self.person(roll, home, household, first, Sex::Male, father_birth);
        } else {
            let (father_relation, mother_relation) = if under_grandfather && maternal {
                (second, first)
            } else {
                (first, second)
            };
            father = self.person(
                roll,
                home,
                household,
                father_relation,
                Sex::Male,
                father_birth,
            );
            mother = self.person(
                roll,
                home,
                household,
                mother_relation,
                Sex::Female,
                mother_birth,
            );
            self.married(roll, mother, 0.02);
        }
        let first_child = self.made.persons.len();
        for (index, birth) in births.iter().enumerate() {
            let twin_before = index > 0 && births[index - 1] == *birth;
            self.child(roll, home, household, childs, *birth, twin_before);
        }
        for child in first_child..self.made.persons.len() {
            self.made.persons[child].mother = mother;
            self.made.persons[child].father = father;
        }
        self.cousin(roll, home, first_child);
        if single_mother {
            self.divorced(roll, mother, first_child, father_birth);
        }
        if under_grandfather {
            let parent = if maternal { mother } else { father };
            if parent != NONE {
                self.made.persons[parent as usize].mother = grandparents[1];
                self.made.persons[parent as usize].father = grandparents[0];
            }
        } else if with_grandparents {
            self.grandparents_beside(
                roll,
                home,
                dwelling,
                household,
                separated,
                maternal,
                [mother, father],
            );
        }
    }

    /// Grandparents of the same dwelling: in a household of their own (世帯分離) or as 父・母 of the head.
    #[expect(
        clippy::too_many_arguments,
        reason = "one call; the family knows all of it"
    )]
    fn grandparents_beside(
        &mut self,
        roll: &mut Roll,
        home: Home,
        dwelling: u32,
        household: u32,
        separated: bool,
        maternal: bool,
        parents: [PersonIndex; 2],
    ) {
        let parent = match (maternal, parents) {
            (true, [mother, _]) if mother != NONE => mother,
            (_, [_, father]) if father != NONE => father,
            (_, [mother, _]) => mother,
        };
        if parent == NONE {
            return;
        }
        let line = self.made.persons[parent as usize];
        // A wife's parents bear her maiden name.
        let theirs = if line.former != NO_NAME && line.nation == 0 && maternal {
            Home {
                surname: line.former,
                ..home
            }
        } else {
            home
        };
        let made = if separated {
            let own = self.open_household(dwelling);
            let made = self.grandparents(
                roll,
                theirs,
                own,
                line.birth,
                [Relation::Head, Relation::Wife],
            );
            if made[0] == NONE {
                self.made.persons[made[1] as usize].relation = Relation::Head;
            }
            made
        } else if line.relation == Relation::Head
            && self.made.households[household as usize].members().end
                == self.made.persons.len() as u32
        {
            self.grandparents(
                roll,
                theirs,
                household,
                line.birth,
                [Relation::Father, Relation::Mother],
            )
        } else {
            return;
        };
        self.made.persons[parent as usize].father = made[0];
        self.made.persons[parent as usize].mother = made[1];
    }

    /// Birth dates, eldest first; the youngest is a minor; twins share theirs.
    fn births(&self, roll: &mut Roll) -> Vec<Date> {
        let count = roll.weighted(&[0.41, 0.44, 0.125, 0.025]) + 1;
        let mut birth = shift(self.on, -roll.between(0, 18 * 365));
        let mut births = Vec::with_capacity(count + 1);
        for _ in 0..count {
            births.push(birth);
            if roll.chance(self.rates.twins) {
                births.push(birth);
            }
            birth = shift(
                birth,
                -(roll.around(2.9, 1.2).clamp(1.1, 9.0) * 365.25) as i32,
            );
        }
        births.reverse();
        // Grown children have left home.
        let grown = shift(self.on, -23 * 365);
        births.retain(|birth| *birth > grown);
        births
    }

    fn child(
        &mut self,
        roll: &mut Roll,
        home: Home,
        household: u32,
        relation: Relation,
        birth: Date,
        twin_before: bool,
    ) {
        let sex = if roll.chance(0.512) {
            Sex::Male
        } else {
            Sex::Female
        };
        let child = self.person(roll, home, household, relation, sex, birth);
        if twin_before {
            let other = child - 1;
            let given = self.made.persons[other as usize].given;
            if roll.chance(0.65) && home.nation == 0 {
                let same = self.made.persons[other as usize].sex;
                let alike = self.names.alike(given, same, roll);
                let twin = &mut self.made.persons[child as usize];
                twin.sex = same;
                twin.given = alike;
            }
            self.made.persons[child as usize].twin = other;
            self.made.persons[other as usize].twin = child;
        }
    }

    /// Now and then a child has a cousin of the same name and nearly the same age in town.
    fn cousin(&mut self, roll: &mut Roll, home: Home, first_child: usize) {
        let wanted = roll.chance(self.rates.same_name_cousin);
        if let (true, Some(family)) = (wanted && home.nation == 0, self.last_family) {
            for person in &mut self.made.persons[first_child..] {
                person.surname = family.surname;
            }
            let birth = shift(family.eldest.birth, roll.between(-200, 200));
            let child = &mut self.made.persons[first_child];
            if child.twin == NONE {
                (child.sex, child.given, child.birth) =
                    (family.eldest.sex, family.eldest.given, birth.min(self.on));
                for parent in [child.mother, child.father] {
                    if parent != NONE {
                        self.made.persons[parent as usize].surname = family.surname;
                    }
                }
            }
        }
        if home.nation == 0 {
            let eldest = self.made.persons[first_child];
            self.last_family = Some(Family {
                surname: eldest.surname,
                eldest,
            });
        }
    }

    /// After a divorce mother and children often take her name; some fathers stay known outside the register (住登外).
    fn divorced(
        &mut self,
        roll: &mut Roll,
        mother: PersonIndex,
        first_child: usize,
        father_birth: Date,
    ) {
        let former = self.names.surname(roll);
        let recently = roll.chance(0.2);
        let children = first_child..self.made.persons.len();
        if self.made.persons[mother as usize].nation == 0 && roll.chance(0.6) {
            for person in std::iter::once(mother as usize).chain(children.clone()) {
                self.made.persons[person].former = former;
                self.made.persons[person].renamed = recently;
            }
        }
        if roll.chance(0.2) {
            let surname = self.made.persons[mother as usize].former;
            let his = Home {
                nation: 0,
                surname: if surname == NO_NAME { former } else { surname },
                alias: NO_NAME,
            };
            let father = self.person(roll, his, NONE, Relation::Outside, Sex::Male, father_birth);
            for child in children {
                self.made.persons[child].father = father;
            }
        }
    }
}

struct Moves {
    since: Date,
    came_from: Option<u8>,
    left: Option<Date>,
    within: bool,
}
