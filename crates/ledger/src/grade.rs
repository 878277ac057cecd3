//! Birth of pupils whose birth date nobody delivered, as an interval from their grade (学年) in its school year (年度).

use domain::{Column, Field, PersonId, RoleKind, Value};
use japanese::age::{SchoolGrade, SchoolKind, births_entering};
use japanese::date::{Precision, RegisterDate};
use jiff::civil::Date;

use crate::intern::text_of;
use crate::knowledge::Knowledge;
use crate::people::People;

impl People {
    /// Gives those without a birth date the interval in which children of their grade are born (2 April to 1 April). The newest row
    /// with a readable grade decides; deferred entry and repeated years are not known here.
    pub(crate) fn births_by_grade(&mut self, knowledge: &Knowledge) {
        let mut decided: Vec<(Option<Date>, RegisterDate)> = vec![(None, RegisterDate::UNKNOWN); self.birth.len()];
        let pupils = knowledge.groups.iter().filter(|group| matches!(group.kind, RoleKind::Child | RoleKind::Resident));
        for group in pupils {
            let grades: Vec<Option<(&Column, Option<&Column>)>> = group
                .members
                .iter()
                .map(|member| {
                    let table = &knowledge.tables[member.table as usize];
                    let grade = table.field(member.role, &Field::Grade)?;
                    Some((grade, table.field(member.role, &Field::School)))
                })
                .collect();
            if grades.iter().all(Option::is_none) {
                continue;
            }
            for person in group.persons().filter(|person| self.birth[*person as usize] == RegisterDate::UNKNOWN) {
                let newest = group.rows(person).iter().rev().find_map(|number| {
                    let place = group.place(*number);
                    let member = &group.members[place.member as usize];
                    let (grade, school) = grades[place.member as usize]?;
                    let row = place.row as usize;
                    let school = school.map_or("", |column| text_of(column.value(row), column.raw(row)));
                    let grade = grade_of(grade.value(row), grade.raw(row), school)?;
                    let table = &knowledge.tables[member.table as usize];
                    let interval = births_entering(member.time.school_year(table, row).checked_sub(grade.place()?)?)?;
                    Some((member.time.row(table, row).order().max(Some(table.extract.as_of)), interval))
                });
                if let Some((day, (first, last))) = newest
                    && day > decided[person as usize].0
                {
                    decided[person as usize] = (day, RegisterDate::within(first, last, Precision::Between));
                }
            }
        }
        for (birth, (day, by_grade)) in self.birth.iter_mut().zip(decided) {
            if day.is_some() {
                *birth = by_grade;
            }
        }
    }
}

/// A grade as typed, else as written; a bare number belongs to the kind of school its name tells.
fn grade_of(value: Value<'_>, raw: &str, school: &str) -> Option<SchoolGrade> {
    let kind =
        [("小学校", SchoolKind::Primary), ("中学校", SchoolKind::JuniorHigh), ("義務教育", SchoolKind::Compulsory)]
            .into_iter()
            .find_map(|(word, kind)| school.contains(word).then_some(kind));
    SchoolGrade::parse(text_of(value, raw), kind).or_else(|| SchoolGrade::parse(raw, kind))
}

impl Knowledge {
    /// The least and the greatest age a person can have on a day, in completed years; of pupils without a birth date by their grade.
    /// `None` when nothing bounds it, or the person is not born yet.
    #[must_use]
    pub fn ages(&self, person: PersonId, day: Date) -> Option<(i16, i16)> {
        let birth = self.birth(person);
        let oldest = japanese::age::age_on(birth.earliest?, day)?;
        Some((japanese::age::age_on(birth.latest?, day).unwrap_or(0), oldest))
    }

    /// Whether some source holds a person as the child it is about, whatever the age.
    #[must_use]
    pub fn is_held_as_child(&self, person: PersonId) -> bool {
        self.people.child_role.get(person.0 as usize).copied().unwrap_or(false)
    }
}
