//! Who lives in the town: registered, known otherwise, moved away or dead (住民の状態).

use domain::{ItemId, Value};

use crate::intern::text_of;
use crate::knowledge::Knowledge;
use crate::known_items::ids;
use crate::observation::Observation;
use crate::people::People;

/// Whether a person lives in the town as of the date (住民の状態).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Residence {
    /// In the resident register.
    Registered,
    /// Known to a department, not in the register in force (住登外, or gone).
    Unregistered,
    /// Moved out (転出).
    MovedOut,
    /// Died (死亡).
    Died,
}

impl People {
    /// Takes those who moved out or died out of their household.
    pub(crate) fn leave(&mut self, knowledge: &Knowledge) {
        let gone = |observation: &Observation<'_>| {
            crate::when::register_date(observation.value()).latest.is_some_and(|day| day <= knowledge.as_of)
        };
        let moved = crate::known_items::item(ids::MOVED_OUT);
        for person in knowledge.lens(&moved).people() {
            if knowledge.latest(person, &moved).is_some_and(|o| gone(&o)) {
                self.residence[person.0 as usize] = Residence::MovedOut;
            }
        }
        for id in [ids::CHANGE_REASON, ids::RESIDENT_STATUS] {
            let item = crate::known_items::item(id);
            let changed = crate::known_items::item(ids::CHANGE_DATE);
            for person in knowledge.lens(&item).people() {
                let Some(newest) = knowledge.latest(person, &item) else {
                    continue;
                };
                let text = text_of(newest.value(), newest.raw());
                let residence = if text.contains("死亡") {
                    Residence::Died
                } else if ["転出", "除票", "消除", "国外"].iter().any(|word| text.contains(word)) {
                    Residence::MovedOut
                } else if text.contains("住登外") || text.contains("住民登録外") {
                    self.residence[person.0 as usize] = Residence::Unregistered;
                    continue;
                } else {
                    continue;
                };
                // Announced for later (転出予定) is not gone yet.
                let filled = |item: &ItemId| newest.beside(item).filter(|o| matches!(o.value(), Value::Date(_)));
                if filled(&moved).or_else(|| filled(&changed)).is_none_or(|o| gone(&o)) {
                    self.residence[person.0 as usize] = residence;
                }
            }
        }
        for at in 0..self.residence.len() {
            if matches!(self.residence[at], Residence::MovedOut | Residence::Died) {
                self.household[at] = 0;
            }
        }
    }
}
