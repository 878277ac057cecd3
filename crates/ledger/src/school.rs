//! Which school a child attends in the sense of who keeps its records: the town, or somebody else.

use domain::PersonId;

use crate::intern::text_of;
use crate::knowledge::Knowledge;
use crate::known_items::{ids, item};

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
    /// records do not speak of it. A municipal 義務教育学校 called 学園 is recognised by
    /// 市立, 町立, 村立 or 区立, or by the 学齢簿.
    #[must_use]
    pub fn is_at_other_school(&self, person: PersonId) -> bool {
        let said = |id: &str| {
            self.latest(person, &item(id))
                .and_then(|o| of_other(text_of(o.value(), o.raw())))
        };
        ids::SCHOOL_KIND
            .iter()
            .find_map(|id| said(id))
            .or_else(|| of_other(self.school(person)))
            .unwrap_or(false)
    }
}

/// Whether words name another body's school or the town's own; `None` = they do not say.
fn of_other(text: &str) -> Option<bool> {
    if ["市立", "町立", "村立", "区立", "公立"]
        .iter()
        .any(|word| text.contains(word))
    {
        return Some(false);
    }
    OTHER_SCHOOLS
        .iter()
        .any(|word| text.contains(word))
        .then_some(true)
}
