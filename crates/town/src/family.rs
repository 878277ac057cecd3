//! Families with children: parents, births, twins, cousins, grandparents behind the same door, divorces.

use jiff::civil::Date;

use crate::calendar::shift;
use crate::dice::Roll;
use crate::person::{NO_NAME, NONE, PersonIndex, Relation, Sex};
use crate::settle::{Home, Settler};

/// The eldest child of the family settled last, for cousins of the same name.
#[derive(Clone, Copy)]
pub(crate) struct Family {
    surname: u16,
    eldest: crate::person::Person,
}

impl Settler<'_> {
    pub(crate) fn family(&mut self, roll: &mut Roll, home: Home, dwelling: u32) {
        let single_mother = roll.chance(self.rates.single_mother);
        let single_father = !single_mother && roll.chance(self.rates.single_father);
        let births = self.births(roll);
        let eldest = births.first().copied().unwrap_or(self.on);
        let mother_birth = shift(eldest, -(roll.around(30.5, 4.8).clamp(18.0, 45.0) * 365.25) as i32);
        let father_birth = shift(mother_birth, -(roll.around(1.8, 3.5) * 365.25) as i32);
        let with_grandparents = roll.chance(if single_mother { 0.3 } else { self.rates.three_generation });
        let separated = with_grandparents && roll.chance(self.rates.separated_register);
        let under_grandfather = with_grandparents && !separated && roll.chance(0.5);
        let maternal = single_mother || roll.chance(0.25);

        let household = self.open_household(dwelling);
        // Grandparents who head the family's own household come first in it.
        let parents_home = home;
        let mut grandparents = [NONE; 2];
        if under_grandfather {
            let line = if maternal { mother_birth } else { father_birth };
            grandparents = self.grandparents(roll, parents_home, household, line, [Relation::Head, Relation::Wife]);
            if grandparents[0] == NONE {
                self.made.persons[grandparents[1] as usize].relation = Relation::Head;
            }
        }
        let [first, second, childs] = match (under_grandfather, single_mother) {
            (false, true) => [Relation::Head, Relation::UnregisteredHusband, Relation::Child],
            (false, false) => [Relation::Head, Relation::Wife, Relation::Child],
            (true, _) if maternal => [Relation::Child, Relation::ChildHusband, Relation::GrandChild],
            (true, _) => [Relation::Child, Relation::ChildWife, Relation::GrandChild],
        };
        let (mut mother, mut father) = (NONE, NONE);
        if single_mother {
            mother = self.person(roll, home, household, first, Sex::Female, mother_birth);
            if !under_grandfather && roll.chance(0.04) {
                // A partner who is not the children's father (夫（未届）).
                let partner = Home { surname: self.names.surname(roll), nation: 0, alias: NO_NAME };
                self.person(roll, partner, household, second, Sex::Male, father_birth);
            }
        } else if single_father {
            father = self.person(roll, home, household, first, Sex::Male, father_birth);
        } else {
            let (father_relation, mother_relation) =
                if under_grandfather && maternal { (second, first) } else { (first, second) };
            father = self.person(roll, home, household, father_relation, Sex::Male, father_birth);
            mother = self.person(roll, home, household, mother_relation, Sex::Female, mother_birth);
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
            self.grandparents_beside(roll, home, dwelling, household, separated, maternal, [mother, father]);
        }
    }

    /// Grandparents of the same dwelling: in a household of their own (世帯分離) or as 父・母 of the head.
    #[expect(clippy::too_many_arguments, reason = "one call; the family knows all of it")]
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
            Home { surname: line.former, ..home }
        } else {
            home
        };
        let made = if separated {
            let own = self.open_household(dwelling);
            let made = self.grandparents(roll, theirs, own, line.birth, [Relation::Head, Relation::Wife]);
            if made[0] == NONE {
                self.made.persons[made[1] as usize].relation = Relation::Head;
            }
            made
        } else if line.relation == Relation::Head
            && self.made.households[household as usize].members().end == self.made.persons.len() as u32
        {
            self.grandparents(roll, theirs, household, line.birth, [Relation::Father, Relation::Mother])
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
            birth = shift(birth, -(roll.around(2.9, 1.2).clamp(1.1, 9.0) * 365.25) as i32);
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
        let sex = if roll.chance(0.512) { Sex::Male } else { Sex::Female };
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
        self.rename(roll, household, child);
    }

    /// No two members of a household share a given name or its reading.
    fn rename(&mut self, roll: &mut Roll, household: u32, child: PersonIndex) {
        let me = self.made.persons[child as usize];
        for _ in 0..8 {
            let given = self.made.persons[child as usize].given;
            let reading = self.names.given_of(me.nation, given).1;
            let taken =
                self.made.households[household as usize].members().filter(|&member| member != child).any(|member| {
                    let other = &self.made.persons[member as usize];
                    self.names.given_of(other.nation, other.given).1 == reading
                });
            if !taken {
                return;
            }
            self.made.persons[child as usize].given = if me.nation == 0 {
                self.names.given(me.sex, me.birth.year(), roll)
            } else {
                (roll.below(500) * 2 + u32::from(me.sex == Sex::Female)) as u16
            };
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
                (child.sex, child.given, child.birth) = (family.eldest.sex, family.eldest.given, birth.min(self.on));
                for parent in [child.mother, child.father] {
                    if parent != NONE {
                        self.made.persons[parent as usize].surname = family.surname;
                    }
                }
            }
        }
        if home.nation == 0 {
            let eldest = self.made.persons[first_child];
            self.last_family = Some(Family { surname: eldest.surname, eldest });
        }
    }

    /// After a divorce mother and children often take her name; some fathers stay known outside the register (住登外).
    fn divorced(&mut self, roll: &mut Roll, mother: PersonIndex, first_child: usize, father_birth: Date) {
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
            let his = Home { nation: 0, surname: if surname == NO_NAME { former } else { surname }, alias: NO_NAME };
            let father = self.person(roll, his, NONE, Relation::Outside, Sex::Male, father_birth);
            for child in children {
                self.made.persons[child].father = father;
            }
        }
    }
}
