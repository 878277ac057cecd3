//! Residents and households as they really are.

use jiff::civil::Date;

/// Index of a person in the town; the truth's person id is this plus one.
pub(crate) type PersonIndex = u32;
/// No person, no household, no child.
pub(crate) const NONE: u32 = u32::MAX;
/// No former name.
pub(crate) const NO_NAME: u16 = u16::MAX;

/// Sex as registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sex {
    Male,
    Female,
}

/// Relation to the head of the register household (続柄).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relation {
    Head,
    Wife,
    Husband,
    UnregisteredHusband,
    Child,
    Father,
    Mother,
    ChildWife,
    ChildHusband,
    GrandChild,
    Outside,
}

impl Relation {
    /// As the register writes it.
    pub(crate) const fn written(self) -> &'static str {
        match self {
            Self::Head => "世帯主",
            Self::Wife => "妻",
            Self::Husband => "夫",
            Self::UnregisteredHusband => "夫（未届）",
            Self::Child => "子",
            Self::Father => "父",
            Self::Mother => "母",
            Self::ChildWife => "子の妻",
            Self::ChildHusband => "子の夫",
            Self::GrandChild => "子の子",
            Self::Outside => "",
        }
    }
}

/// A person.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Person {
    pub(crate) birth: Date,
    pub(crate) sex: Sex,
    pub(crate) relation: Relation,
    /// 0 = Japan, else one more than the place in `NATIONS`.
    pub(crate) nation: u8,
    pub(crate) surname: u16,
    /// Surname before marriage, divorce or adoption.
    pub(crate) former: u16,
    pub(crate) given: u16,
    /// Surname of the name in common use of a foreign resident (通称).
    pub(crate) alias: u16,
    /// Household; [`NONE`] for people outside the register (住登外).
    pub(crate) household: u32,
    pub(crate) mother: PersonIndex,
    pub(crate) father: PersonIndex,
    /// The other of a pair of twins.
    pub(crate) twin: PersonIndex,
    /// Place in the list of children (0–18 years), else [`NONE`].
    pub(crate) child: u32,
    /// The name changed within the last two years, so that some systems have the former one.
    pub(crate) renamed: bool,
    /// Has an old 宛名番号 from an earlier stay.
    pub(crate) returned: bool,
}

/// A household of the register (世帯).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Household {
    pub(crate) first: PersonIndex,
    pub(crate) count: u8,
    /// Index of the dwelling; households with the same one live together (同一住居).
    pub(crate) dwelling: u32,
    /// Dwelling before a move within the town, else [`NONE`].
    pub(crate) dwelling_before: u32,
    /// Lives here since (住民となった日), or at the present address since the move within the town.
    pub(crate) since: Date,
    /// Came from (index into `ELSEWHERE`) within the school year.
    pub(crate) came_from: Option<u8>,
    /// Left the town on this day (転出).
    pub(crate) left: Option<Date>,
    pub(crate) shielded: bool,
    pub(crate) poor: bool,
    pub(crate) welfare: bool,
}

impl Household {
    /// Its members, head first.
    pub(crate) const fn members(&self) -> std::ops::Range<PersonIndex> {
        self.first..self.first + self.count as u32
    }
}

impl Person {
    /// Completed years on a day.
    pub(crate) fn age(&self, on: Date) -> i16 {
        let had_birthday = (on.month(), on.day()) >= (self.birth.month(), self.birth.day());
        on.year() - self.birth.year() - i16::from(!had_birthday)
    }

    /// School grade in a school year: 1–6 primary, 7–9 lower secondary, 10–12 upper; zero and below before school.
    /// Born on 1 April belongs to the year above (学校教育法).
    pub(crate) fn grade(&self, fiscal_year: i16) -> i16 {
        let early = self.birth.month() < 4 || (self.birth.month() == 4 && self.birth.day() == 1);
        fiscal_year - (self.birth.year() + if early { 6 } else { 7 }) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn born_on_the_first_of_april_goes_to_school_a_year_earlier() {
        let person = |birth| Person {
            birth,
            sex: Sex::Female,
            relation: Relation::Child,
            nation: 0,
            surname: 0,
            former: NO_NAME,
            given: 0,
            alias: NO_NAME,
            household: 0,
            mother: NONE,
            father: NONE,
            twin: NONE,
            child: NONE,
            renamed: false,
            returned: false,
        };
        assert_eq!(person(Date::constant(2016, 4, 1)).grade(2022), 1);
        assert_eq!(person(Date::constant(2016, 4, 2)).grade(2022), 0);
        assert_eq!(person(Date::constant(2008, 5, 1)).grade(2022), 8);
    }
}
