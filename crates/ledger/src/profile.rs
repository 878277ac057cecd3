//! Who a person is by the sources: the register first, other spellings kept with where they stand.

use domain::{Field, PersonId};

use crate::intern::text_of;
use crate::knowledge::Knowledge;
use crate::observation::Observation;

/// One way a source writes something about a person.
#[derive(Debug, Clone, Copy)]
pub struct Spelling<'a> {
    /// The cell that holds it.
    pub observation: Observation<'a>,
    /// Rows that write it so, in any source.
    pub rows: usize,
}

impl<'a> Spelling<'a> {
    /// As written.
    #[must_use]
    pub fn text(&self) -> &'a str {
        text_of(self.observation.value(), self.observation.raw())
    }
}

impl Knowledge {
    /// How the sources write a person's name, kana, address …: the register's newest first, then each spelling that differs by
    /// more than width and spaces, with the source that knows the person best.
    #[must_use]
    pub fn spellings(&self, person: PersonId, field: &Field) -> Vec<Spelling<'_>> {
        let mut found: Vec<(String, Spelling<'_>)> = Vec::new();
        for (_, at) in crate::people::ranked(self) {
            let group = &self.groups[at];
            for number in group.rows(person.0).iter().rev() {
                let place = group.place(*number);
                let member = &group.members[place.member as usize];
                let columns = &self.tables[member.table as usize].columns;
                let own = |c: &domain::Column| c.meta.role == member.role && c.meta.field.as_ref() == Some(field);
                let Some(column) = columns.iter().position(own).and_then(|at| u16::try_from(at).ok()) else {
                    continue;
                };
                let observation = Observation::new(self, member.table, place.row, column, member.role, 0);
                let spelling = Spelling { observation, rows: 1 };
                let key: String =
                    japanese::text::clean(spelling.text()).chars().filter(|c| !c.is_whitespace()).collect();
                if key.is_empty() {
                    continue;
                }
                match found.iter_mut().find(|(held, _)| *held == key) {
                    Some((_, held)) => held.rows += 1,
                    None => found.push((key, spelling)),
                }
            }
        }
        found.into_iter().map(|(_, spelling)| spelling).collect()
    }
}
