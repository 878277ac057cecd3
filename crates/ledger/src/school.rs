//! Which school a child attends in the sense of who keeps its records: the town, or somebody else.

use domain::PersonId;

use crate::intern::{Interner, text_of};
use crate::knowledge::Knowledge;
use crate::known_items::{ids, item};
use crate::people::People;

/// Words of the 学齢簿 or of a school's name which say that the town's school records do not speak of the pupil.
const OTHER_SCHOOLS: &[&str] = &[
    "私立",
    "国立",
    "都立",
    "道立",
    "府立",
    "県立",
    "区域外",
    "特別支援学校",
    "支援学校",
    "養護学校",
    "盲学校",
    "ろう学校",
    "聾学校",
    "聴覚",
    "視覚",
    "インターナショナル",
    "外国人学校",
    "朝鮮学校",
    "民族学校",
    "学園",
    "学院",
    "大学附属",
    "大学付属",
    "附属",
    "就学免除",
    "就学猶予",
    "海外",
];

impl Knowledge {
    /// Whether a child is at a private, national, prefectural or special school, or excused from school: the town's own school
    /// records do not speak of it. The 学齢簿 decides, then the kind of school, then its name; a municipal school called 学園 is
    /// recognised by 市立, 町立, 村立 or 区立.
    #[must_use]
    pub fn is_at_other_school(&self, person: PersonId) -> bool {
        self.people.other_school.get(person.0 as usize).copied().unwrap_or(false)
    }
}

/// Schools as running numbers: spellings that differ in width, spaces and brackets are one school.
#[derive(Debug, Default)]
pub(crate) struct Schools {
    keys: Interner,
    texts: Vec<String>,
}

impl Schools {
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        let number = self.keys.number(&japanese::text::header_key(text));
        if number as usize > self.texts.len() {
            self.texts.push(text.to_owned());
        }
        number
    }

    /// The number of a school some person attends; 0 = nobody does.
    pub(crate) fn find(&self, text: &str) -> u32 {
        self.keys.find(&japanese::text::header_key(text))
    }

    /// The school as first delivered.
    pub(crate) fn text(&self, number: u32) -> &str {
        number.checked_sub(1).and_then(|at| self.texts.get(at as usize)).map_or("", String::as_str)
    }

    /// Every school, by number from 1.
    pub(crate) fn texts(&self) -> &[String] {
        &self.texts
    }
}

/// Answers [`Knowledge::is_at_other_school`] for everybody.
pub(crate) fn other_schools(knowledge: &Knowledge, people: &People) -> Vec<bool> {
    let by_name: Vec<bool> = people.schools.texts().iter().map(|text| of_other(text) == Some(true)).collect();
    let by_name = |school: u32| school.checked_sub(1).is_some_and(|at| by_name[at as usize]);
    let mut other: Vec<bool> = people.school.iter().map(|school| by_name(*school)).collect();
    // The most telling last.
    for id in ids::SCHOOL_KIND.iter().rev() {
        let item = item(id);
        for person in knowledge.lens(&item).people() {
            let said = knowledge.latest(person, &item).and_then(|o| of_other(text_of(o.value(), o.raw())));
            if let Some(said) = said {
                other[person.0 as usize] = said;
            }
        }
    }
    other
}

/// Whether words name another body's school or the town's own; `None` = they do not say.
fn of_other(text: &str) -> Option<bool> {
    if ["市立", "町立", "村立", "区立", "公立"].iter().any(|word| text.contains(word)) {
        return Some(false);
    }
    OTHER_SCHOOLS.iter().any(|word| text.contains(word)).then_some(true)
}
