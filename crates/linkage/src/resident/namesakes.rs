//! Namesakes in a crowd: who of them could still be one person (同姓同名).
//!
//! A name borne by n people says, among the n² pairs of them, that a given one is one person with odds of 1 : n at most, so nothing less than
//! another agreement could make up for it. Common numbers, and a common plot, household or telephone with the name, are rules of their own.
//! That leaves days of birth that are a slip apart ([`birth`]), days known less exactly, and the quarter of a town for who has none.

use super::birth;
use super::gather::Entities;
use crate::core::blocks::Large;
use crate::core::chance::mix2;

/// Years that a day of birth known less exactly is looked for in; a longer span says nothing among namesakes.
const YEARS_MAX: i16 = 10;

/// Values of dates and of quarters, kept apart.
const YEAR: u64 = 1;
const YEAR_MONTH: u64 = 2;
const YEAR_DAY: u64 = 3;
const MONTH_DAY: u64 = 4;
const SWAPPED: u64 = 5;
const TOWN: u64 = 6;

/// What namesakes share beside the name: (value, record).
pub(super) fn split(entities: &Entities, large: &Large<'_>, share: &mut dyn FnMut(u64, u32)) {
    let born = |record: u32| entities.birth_book[entities.cards[record as usize].birth as usize];
    // Exact days of birth meet in a year only where somebody is looked for in that year.
    let mut sought: Vec<i16> = Vec::new();
    let mut vague = false;
    for &(_, record) in large.records {
        if born(record).exact().is_none() {
            vague = true;
            if large.round == 0 {
                sought.extend(years(born(record)));
            }
        }
    }
    sought.sort_unstable();
    sought.dedup();
    for &(_, record) in large.records {
        if let Some(day) = born(record).exact() {
            let (year, month, date) = (day.year() as u64, day.month() as u64, day.day() as u64);
            share(value(YEAR_MONTH, year, month), record);
            share(value(YEAR_DAY, year, date), record);
            share(value(MONTH_DAY, month, date), record);
            if month != date && date <= 12 {
                share(value(SWAPPED, year, month.min(date) << 8 | month.max(date)), record);
            }
            if sought.binary_search(&day.year()).is_ok() {
                share(value(YEAR, year, 0), record);
            }
        } else if large.round == 0 {
            years(born(record)).for_each(|year| share(value(YEAR, year as u64, 0), record));
        }
        let town = entities.cards[record as usize].place.town;
        if vague && town != 0 {
            share(value(TOWN, town, 0), record);
        }
    }
}

/// Whether the days of birth of two namesakes may be of one person: two of year, month and day agree, they are a slip apart, both can mean
/// one day, or one is not known ([`birth::compare`]).
#[inline]
pub(super) fn could_be_one(entities: &Entities, left: u32, right: u32) -> bool {
    let born = |record: u32| entities.cards[record as usize].birth;
    let (left, right) = (born(left), born(right));
    left == 0 || right == 0 || {
        let (left, right) = (entities.birth_book[left as usize], entities.birth_book[right as usize]);
        birth::compare(left, right) != birth::DIFFERENT
    }
}

fn value(kind: u64, first: u64, second: u64) -> u64 {
    mix2(mix2(kind, first), second)
}

/// The years a day of birth may lie in; none when it says too little.
fn years(born: japanese::date::RegisterDate) -> impl Iterator<Item = i16> {
    let ends = born.earliest.or(born.latest).zip(born.latest.or(born.earliest));
    ends.map(|(first, last)| first.year()..=last.year())
        .filter(|years| years.end() - years.start() < YEARS_MAX)
        .into_iter()
        .flatten()
}
