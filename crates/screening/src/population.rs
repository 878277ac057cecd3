//! Whom a purpose covers (対象者), and whom it may cover but nobody can tell: they are counted, never dropped in silence.

use domain::PersonId;
use ledger::Residence;

use crate::view::View;

/// Children who may belong to a purpose's population, and are not looked at because nothing delivered says so (確かめられない子ども).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeftOut {
    /// The purpose says where its children live, and these stand in no resident register (住民記録).
    pub residence: usize,
    /// Whether any resident register is there that could tell.
    pub has_register: bool,
    /// Neither birth date nor grade bounds their age.
    pub age: usize,
}

impl LeftOut {
    /// One line each, for people; none when nobody is left out.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let why = if self.has_register { "住民記録に見当たらず" } else { "住民記録がないため" };
        [
            (self.residence, format!("{why}居住地を確かめられない子ども")),
            (self.age, "生年月日も学年も分からず年齢を確かめられない子ども".to_owned()),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{words} {count}人（対象に入れていません）"))
        .collect()
    }
}

/// The children of a purpose.
#[derive(Debug, Default)]
pub(crate) struct Population {
    /// Those looked at, ascending.
    pub children: Vec<PersonId>,
    /// Those who may belong to them.
    pub left_out: LeftOut,
}

impl Population {
    /// Those of the purpose's ages who have not moved out or died; only people of the resident register when the purpose says where
    /// they live (昭島市在住). Whose age is known within bounds is looked at when the bounds reach into the purpose's ages.
    pub(crate) fn of(view: &View<'_>) -> Self {
        let wanted = &view.purpose.population;
        let mut found = Self::default();
        found.left_out.has_register = view.has_register;
        for person in view.knowledge.persons() {
            let residence = view.knowledge.residence(person);
            if matches!(residence, Residence::MovedOut | Residence::Died) {
                continue;
            }
            let may_be = match view.ages(person) {
                Some(ages) => overlaps(ages, wanted.ages),
                None => view.knowledge.is_held_as_child(person),
            };
            if !may_be {
                continue;
            }
            if residence == Residence::Unregistered && wanted.residence.is_some() {
                found.left_out.residence += 1;
            } else if view.ages(person).is_none() {
                found.left_out.age += 1;
            } else {
                found.children.push(person);
            }
        }
        found
    }
}

/// Whether an age within bounds can be one of a range.
pub(crate) fn overlaps((least, greatest): (i16, i16), (from, to): (u8, u8)) -> bool {
    least <= i16::from(to) && i16::from(from) <= greatest
}
