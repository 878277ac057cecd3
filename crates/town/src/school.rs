//! The town's public schools: catchment, classes, seat numbers, changes of school within the year.

use jiff::civil::Date;

use crate::child::{Child, Place};
use crate::dice::{Dice, Purpose};
use crate::names::Names;
use crate::person::NONE;
use crate::settle::Residents;

/// A public school.
#[derive(Debug, Clone)]
pub(crate) struct School {
    pub(crate) name: String,
    /// Number within the town, as schools use it (学校番号).
    pub(crate) number: u16,
    pub(crate) primary: bool,
}

/// A pupil's stay at one school in the year (在籍).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Enrolment {
    /// Place in the list of children.
    pub(crate) child: u32,
    pub(crate) school: u16,
    pub(crate) grade: u8,
    pub(crate) class: u8,
    pub(crate) seat: u8,
    /// 学籍番号.
    pub(crate) number: u32,
    /// Joined within the year (転入).
    pub(crate) from: Option<Date>,
    /// Left within the year (転出).
    pub(crate) to: Option<Date>,
}

/// The schools and who is enrolled, sorted by school, grade, class, seat.
#[derive(Debug, Default)]
pub(crate) struct Schools {
    pub(crate) schools: Vec<School>,
    pub(crate) enrolments: Vec<Enrolment>,
    /// Where each school's enrolments begin; one more entry than schools.
    pub(crate) starts: Vec<usize>,
    /// For each child, the place of its present stay; [`NONE`] without one.
    pub(crate) by_child: Vec<u32>,
}

/// Pupils a school is made for, and pupils of a class at most (義務標準法: 35).
const PRIMARY_SIZE: usize = 480;
const LOWER_SIZE: usize = 430;
const CLASS_SIZE: usize = 35;

/// 丁目 of the town, and parts a 丁目 is cut into where there are more schools than that.
const SPOTS: usize = 160;
const PARTS: usize = 64;

impl Schools {
    /// Enrols all pupils of public schools.
    pub(crate) fn enrol(
        residents: &Residents,
        children: &[Child],
        names: &Names,
        dice: Dice,
        year_start: Date,
    ) -> Self {
        let pupils = |primary: bool| {
            children.iter().filter(|child| child.place == Place::Public && (child.grade <= 6) == primary).count()
        };
        let primaries = pupils(true).div_ceil(PRIMARY_SIZE).max(2);
        let lowers = pupils(false).div_ceil(LOWER_SIZE).max(1);
        let mut made = Self::default();
        for index in 0..primaries {
            made.schools.push(School {
                name: format!("{}小学校", ordinal(index + 1)),
                number: 101 + index as u16,
                primary: true,
            });
        }
        // Numbers of primary schools must not reach those of lower secondary schools.
        let first_lower = 501.max(101 + primaries as u16);
        for index in 0..lowers {
            made.schools.push(School {
                name: format!("{}中学校", ordinal(index + 1)),
                number: first_lower + index as u16,
                primary: false,
            });
        }
        let school_at = |place: u32, grade: i16| {
            let dwelling = residents.dwellings[place as usize];
            let spot = usize::from(dwelling.quarter) * 8 + usize::from(dwelling.chome);
            // In a large city several schools share a 丁目.
            let of = |schools: usize| {
                if schools <= SPOTS {
                    spot * schools / SPOTS
                } else {
                    (spot * PARTS + place as usize % PARTS) * schools / (SPOTS * PARTS)
                }
            };
            if grade <= 6 { of(primaries) } else { primaries + of(lowers) }
        };
        let mut stays = Vec::new();
        for (index, child) in children.iter().enumerate().filter(|(_, child)| child.place == Place::Public) {
            let person = residents.persons[child.person as usize];
            let home = residents.households[person.household as usize];
            let school = school_at(home.dwelling, child.grade);
            let moved = home.since > year_start;
            let mut stay = Enrolment {
                child: index as u32,
                school: school as u16,
                grade: child.grade as u8,
                class: 0,
                seat: 0,
                number: 0,
                from: (moved && home.came_from.is_some()).then_some(home.since),
                to: home.left,
            };
            if moved && home.dwelling_before != NONE {
                let before = school_at(home.dwelling_before, child.grade);
                if before != school {
                    stays.push(Enrolment { school: before as u16, to: Some(home.since), ..stay });
                    stay.from = Some(home.since);
                }
            }
            stays.push(stay);
        }
        made.seat(stays, residents, children, names, dice);
        made.by_child = vec![NONE; children.len()];
        for (at, stay) in made.enrolments.iter().enumerate() {
            if stay.to.is_none() {
                made.by_child[stay.child as usize] = at as u32;
            }
        }
        made
    }

    /// Sorts stays into classes; seat numbers by reading, those who came during the year at the end.
    fn seat(
        &mut self,
        mut stays: Vec<Enrolment>,
        residents: &Residents,
        children: &[Child],
        names: &Names,
        dice: Dice,
    ) {
        let reading = |stay: &Enrolment| {
            let person = residents.persons[children[stay.child as usize].person as usize];
            (names.surname_of(person.nation, person.surname).1, names.given_of(person.nation, person.given).1)
        };
        stays.sort_by(|left, right| {
            (left.school, left.grade, left.from.is_some())
                .cmp(&(right.school, right.grade, right.from.is_some()))
                .then_with(|| (left.from, reading(left), left.child).cmp(&(right.from, reading(right), right.child)))
        });
        let mut first = 0;
        while first < stays.len() {
            let key = (stays[first].school, stays[first].grade);
            let count = stays[first..].iter().take_while(|stay| (stay.school, stay.grade) == key).count();
            let classes = count.div_ceil(CLASS_SIZE).max(1);
            let mut seats = vec![0_u8; classes];
            let offset =
                dice.roll(Purpose("class"), u64::from(key.0) * 16 + u64::from(key.1)).below(classes as u32) as usize;
            for (place, stay) in stays[first..first + count].iter_mut().enumerate() {
                // Dealt out in blocks that wander, so that neighbours by name do not always part the same way.
                let class = (place + place / classes + offset) % classes;
                seats[class] += 1;
                stay.class = class as u8 + 1;
                stay.seat = seats[class];
            }
            first += count;
        }
        stays.sort_by_key(|stay| (stay.school, stay.grade, stay.class, stay.seat));
        let mut running = vec![0_u32; self.schools.len()];
        for stay in &mut stays {
            let school = usize::from(stay.school);
            running[school] += 1;
            stay.number = u32::from(self.schools[school].number) * 10_000 + running[school];
        }
        self.starts = (0..=self.schools.len())
            .map(|school| stays.partition_point(|stay| usize::from(stay.school) < school))
            .collect();
        self.enrolments = stays;
    }

    /// The stays at one school.
    pub(crate) fn of(&self, school: usize) -> std::ops::Range<usize> {
        self.starts[school]..self.starts[school + 1]
    }
}

/// 第一, 第二 … 第百一 … as schools are numbered.
fn ordinal(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let place = |digit: usize, unit: &str| match digit {
        0 => String::new(),
        1 => unit.to_owned(),
        many => format!("{}{unit}", DIGITS[many]),
    };
    let (hundreds, tens) = (place(number / 100 % 10, "百"), place(number / 10 % 10, "十"));
    format!("第{hundreds}{tens}{}", DIGITS[number % 10])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schools_of_a_large_city_have_names_of_their_own() {
        let names: std::collections::BTreeSet<String> = (1..1_000).map(ordinal).collect();
        assert_eq!(names.len(), 999);
        assert_eq!([ordinal(1), ordinal(20), ordinal(101), ordinal(345)], ["第一", "第二十", "第百一", "第三百四十五"]);
    }
}
