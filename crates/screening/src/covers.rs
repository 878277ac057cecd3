//! Whether deliveries speak for an item of a person in a month, found once for all people whom the deliveries treat alike.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU8, Ordering};

use domain::{ItemId, PersonId};
use japanese::age::entry_year;
use jiff::civil::Date;
use rayon::prelude::*;

use crate::view::{Cover, View};

/// Months back from that of the as-of date for which answers are kept; older ones are asked anew.
const MONTHS_KEPT: usize = 40;
/// People of this age were born before the oldest month kept.
const YOUNGEST: i16 = 4;

/// Which parts of a standing make a difference to the coverage of an item.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct CoverLimits {
    pub school: bool,
    pub grade: bool,
    pub age: bool,
}

/// What coverage depends on, apart from a person's own rows. People of one standing get the same answer in every month: births
/// are told apart as far as ages at the ends of months and on the as-of date, and entry into school, need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
struct Standing {
    school: u32,
    other_school: bool,
    /// Year of entry into school, of the earliest and the latest birth.
    entry: (Option<i16>, Option<i16>),
    /// Month at whose end the same age is reached, of the earliest and the latest birth; and the age today.
    birth: (Option<Date>, Option<Date>),
    age: Option<i16>,
}

impl Standing {
    fn of(view: &View<'_>, person: PersonId) -> Self {
        let birth = view.knowledge.birth(person);
        Self {
            school: view.knowledge.school_number(person),
            other_school: view.knowledge.is_at_other_school(person),
            entry: (birth.earliest.map(entry_year), birth.latest.map(entry_year)),
            birth: (birth.earliest.map(age_month), birth.latest.map(age_month)),
            age: view.age(person),
        }
    }

    /// What of it deliveries with these limits look at.
    fn seen_by(self, limits: CoverLimits) -> Self {
        let none = Self::default();
        Self {
            school: if limits.school { self.school } else { 0 },
            other_school: self.other_school && limits.school,
            entry: if limits.grade { self.entry } else { none.entry },
            // Nobody has a grade before birth; that matters for the youngest only.
            birth: if limits.age || (limits.grade && self.age.is_none_or(|age| age < YOUNGEST)) {
                self.birth
            } else {
                none.birth
            },
            age: self.age.filter(|_| limits.age),
        }
    }
}

/// An answer for all people of a standing, or one that each one's own rows decide.
#[derive(Clone, Copy)]
pub(crate) enum Shared {
    Same(Cover),
    Own,
}

/// Answers by their code; 0 stands for "not asked yet".
const CODES: [Shared; 6] = [
    Shared::Own,
    Shared::Same(Cover::Covered),
    Shared::Same(Cover::NotDelivered),
    Shared::Same(Cover::OutOfGrade),
    Shared::Same(Cover::OutOfSchool),
    Shared::Same(Cover::OutOfAge),
];

fn code(shared: Shared) -> u8 {
    match shared {
        Shared::Own => 1,
        Shared::Same(Cover::Covered) => 2,
        Shared::Same(Cover::NotDelivered) => 3,
        Shared::Same(Cover::OutOfGrade) => 4,
        Shared::Same(Cover::OutOfSchool) => 5,
        Shared::Same(Cover::OutOfAge) => 6,
    }
}

/// People by standing: each person's number among the standings that certain limits tell apart.
#[derive(Debug, Default)]
struct Grouping {
    /// By number of the full standing.
    group: Vec<u32>,
    groups: usize,
}

/// The answers of one scan.
#[derive(Debug, Default)]
struct OfScan {
    limits: CoverLimits,
    grouping: usize,
    /// By group and month back.
    cells: Vec<AtomicU8>,
}

/// The answers of all scans of a run, filled as they are asked for. Whoever asks first, the answer is the same.
#[derive(Debug, Default)]
pub(crate) struct Covers {
    /// By person number: which full standing.
    standings: Vec<u32>,
    groupings: Vec<Grouping>,
    scans: Vec<OfScan>,
}

impl Covers {
    /// Makes room for the items of the scans, in their order.
    pub(crate) fn new<'a>(view: &View<'_>, items: impl Iterator<Item = &'a ItemId>) -> Self {
        let people: Vec<PersonId> = view.knowledge.persons().collect();
        let of_people: Vec<Standing> = people.par_iter().map(|person| Standing::of(view, *person)).collect();
        let mut numbers: HashMap<Standing, u32> = HashMap::new();
        let mut distinct: Vec<Standing> = Vec::new();
        let mut standings = vec![0_u32; people.last().map_or(0, |last| last.0 as usize + 1)];
        for (person, standing) in people.iter().zip(of_people) {
            standings[person.0 as usize] = *numbers.entry(standing).or_insert_with(|| {
                distinct.push(standing);
                distinct.len() as u32 - 1
            });
        }
        let mut groupings: Vec<Grouping> = Vec::new();
        let mut found: HashMap<(bool, bool, bool), usize> = HashMap::new();
        let scans = items
            .map(|item| {
                let limits = view.limits(item);
                let grouping = *found.entry((limits.school, limits.grade, limits.age)).or_insert_with(|| {
                    groupings.push(grouping(&distinct, limits));
                    groupings.len() - 1
                });
                let cells = groupings[grouping].groups * MONTHS_KEPT;
                OfScan { limits, grouping, cells: (0..cells).map(|_| AtomicU8::new(0)).collect() }
            })
            .collect();
        Self { standings, groupings, scans }
    }

    /// Whether deliveries speak for the item of a scan of a person in a month.
    pub(crate) fn ask(&self, view: &View<'_>, scan: usize, item: &ItemId, person: PersonId, month: Date) -> Cover {
        let held = self.scans.get(scan);
        let cell = held.and_then(|held| {
            let group = self.groupings[held.grouping].group.get(*self.standings.get(person.0 as usize)? as usize)?;
            let back = usize::try_from(month_number(view.as_of()) - month_number(month))
                .ok()
                .filter(|back| *back < MONTHS_KEPT)?;
            held.cells.get(*group as usize * MONTHS_KEPT + back)
        });
        let known = cell.and_then(|cell| CODES.get(usize::from(cell.load(Ordering::Relaxed)).wrapping_sub(1)).copied());
        let shared = known.unwrap_or_else(|| {
            let shared =
                view.shared_cover(held.map_or_else(|| view.limits(item), |held| held.limits), item, person, month);
            if let Some(cell) = cell {
                cell.store(code(shared), Ordering::Relaxed);
            }
            shared
        });
        match shared {
            Shared::Same(cover) => cover,
            // The child may have been at another school then; its own rows say so.
            Shared::Own if view.knowledge.lens(item).of(person).next().is_some() => view.ask_cover(item, person, month),
            Shared::Own => Cover::NotDelivered,
        }
    }
}

fn grouping(distinct: &[Standing], limits: CoverLimits) -> Grouping {
    let mut numbers: HashMap<Standing, u32> = HashMap::new();
    let group = distinct
        .iter()
        .map(|standing| {
            let next = numbers.len() as u32;
            *numbers.entry(standing.seen_by(limits)).or_insert(next)
        })
        .collect();
    Grouping { group, groups: numbers.len() }
}

/// The same for all births that have the same age at the end of every month. A year of age is completed on the day before the
/// birthday: for the first of a month at the end of the month before.
fn age_month(birth: Date) -> Date {
    if birth.day() == 1 { birth.yesterday().unwrap_or(birth) } else { birth.first_of_month() }
}

fn month_number(day: Date) -> i32 {
    i32::from(day.year()) * 12 + i32::from(day.month())
}

#[cfg(test)]
mod tests {
    use japanese::age::{age_on, grade_on};
    use jiff::civil::date;

    use super::*;

    #[test]
    fn births_of_one_standing_have_the_same_age_and_grade_at_the_end_of_every_month() {
        let births: Vec<Date> = date(2015, 12, 25).series(jiff::ToSpan::days(1)).take(500).collect();
        let ends: Vec<Date> =
            date(2015, 11, 1).series(jiff::ToSpan::months(1)).take(100).map(Date::last_of_month).collect();
        for pair in births.windows(2) {
            let of =
                |f: &dyn Fn(Date, Date) -> Option<i16>| ends.iter().any(|day| f(pair[0], *day) != f(pair[1], *day));
            if of(&age_on) {
                assert_ne!(age_month(pair[0]), age_month(pair[1]), "{pair:?} differ in age at the end of some month");
            }
            if of(&|birth, day| grade_on(birth, day).place()) {
                let standing = |birth| (entry_year(birth), age_month(birth));
                assert_ne!(standing(pair[0]), standing(pair[1]), "{pair:?} differ in grade at the end of some month");
            }
        }
    }
}
