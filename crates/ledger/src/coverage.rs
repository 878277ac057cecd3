//! Whether "no row" is a no: which months, schools, grades and ages the deliveries in force speak for (網羅範囲).

use std::collections::{BTreeMap, BTreeSet};

use catalog::Catalog;
use domain::{Field, ItemId, PersonId, SourceId, Table};
use jiff::civil::Date;

use crate::intern::text_of;
use crate::knowledge::Knowledge;

/// What the deliveries say about an item of a person in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Covered {
    /// A delivery speaks for it: "no row" is a no.
    Yes,
    /// 未確認: nothing was delivered for this month (or at all).
    NotDelivered,
    /// 対象外: the source never speaks for such a person.
    OutOfScope(Limit),
}

/// Why somebody is out of scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Limit {
    /// 対象学年外.
    Grade,
    /// 対象年齢外.
    Age,
    /// 学校記録は対象外: a private, national or special school.
    School,
}

impl Limit {
    /// As reasons say it.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Grade => "対象学年外",
            Self::Age => "対象年齢外",
            Self::School => "学校記録は対象外",
        }
    }
}

/// A source definition that carries an item, with the limits it declares.
#[derive(Debug, Clone)]
pub(crate) struct Carrier {
    source: SourceId,
    grades: Vec<String>,
    ages: Option<(u8, u8)>,
    by_school: bool,
}

/// The sources of every item, counterparts included.
pub(crate) fn carriers(catalog: &Catalog) -> BTreeMap<ItemId, Vec<Carrier>> {
    let mut carriers: BTreeMap<ItemId, Vec<Carrier>> = BTreeMap::new();
    for source in &catalog.sources {
        let mut items: BTreeSet<ItemId> = BTreeSet::new();
        for id in source
            .columns
            .iter()
            .filter_map(|column| column.item.as_deref())
        {
            let id = ItemId::new(id);
            items.extend(catalog.same_data(&id).cloned());
            items.extend(
                catalog
                    .items
                    .values()
                    .filter(|item| item.counterpart.as_ref() == Some(&id))
                    .map(|item| item.id.clone()),
            );
        }
        for item in items {
            carriers.entry(item).or_default().push(Carrier {
                source: SourceId::new(&source.id),
                grades: source.coverage.grades.clone(),
                ages: source.coverage.ages,
                by_school: source.coverage.schools.is_some()
                    || source
                        .delivery
                        .slice
                        .iter()
                        .any(|header| header.contains("学校")),
            });
        }
    }
    carriers
}

impl Knowledge {
    /// Whether the deliveries in force speak for an item of a person in the month of `month` (any of its days).
    #[must_use]
    pub fn coverage(&self, item: &ItemId, person: PersonId, month: Date) -> Covered {
        let tables = self.tables_of(item);
        let mut answer = None;
        for table in &tables {
            match self.table_covers(table, person, month) {
                Covered::Yes => return Covered::Yes,
                // What is in scope but not delivered outweighs what is out of scope.
                Covered::NotDelivered => answer = Some(Covered::NotDelivered),
                out => answer = answer.or(Some(out)),
            }
        }
        if answer == Some(Covered::NotDelivered) {
            return Covered::NotDelivered;
        }
        // Sources that could deliver the item but have not: they keep a person in scope unless they declare otherwise.
        let delivered: BTreeSet<&SourceId> =
            tables.iter().map(|table| &table.extract.source).collect();
        let mut declared = answer;
        for carrier in self
            .carriers
            .get(item)
            .into_iter()
            .flatten()
            .filter(|c| !delivered.contains(&c.source))
        {
            match self.limit(
                person,
                month,
                &carrier.grades,
                carrier.ages,
                carrier.by_school,
            ) {
                Some(limit) => declared = declared.or(Some(Covered::OutOfScope(limit))),
                None => return Covered::NotDelivered,
            }
        }
        declared.unwrap_or(Covered::NotDelivered)
    }

    /// The last month for which an item of a person is delivered, as its first day: 「11月提供分まで」. `None` = nothing is.
    #[must_use]
    pub fn delivered_until(&self, item: &ItemId, person: PersonId) -> Option<Date> {
        self.tables_of(item)
            .into_iter()
            .filter(|table| self.scope(table, person, self.as_of).is_none())
            .filter(|table| self.school_fits(table, person, None))
            .map(|table| {
                table
                    .extract
                    .coverage
                    .months
                    .map_or(table.extract.as_of, |months| months.last)
                    .first_of_month()
            })
            .max()
            .map(|month| month.min(self.as_of.first_of_month()))
    }

    /// Tables that carry an item in any role.
    fn tables_of(&self, item: &ItemId) -> Vec<&Table> {
        let mut tables: Vec<u32> = self
            .lens(item)
            .parts()
            .iter()
            .map(|part| part.table)
            .collect();
        tables.sort_unstable();
        tables.dedup();
        tables
            .into_iter()
            .map(|at| &self.tables[at as usize])
            .collect()
    }

    fn table_covers(&self, table: &Table, person: PersonId, month: Date) -> Covered {
        let coverage = &table.extract.coverage;
        if let Some(limit) = self.scope(table, person, month) {
            return Covered::OutOfScope(limit);
        }
        let first = month.first_of_month();
        let in_time = match coverage.months {
            Some(span) => span.first.first_of_month() <= first && first <= span.last,
            None => first <= table.extract.as_of,
        };
        if !in_time || !self.school_fits(table, person, Some(month)) {
            return Covered::NotDelivered;
        }
        Covered::Yes
    }

    fn scope(&self, table: &Table, person: PersonId, month: Date) -> Option<Limit> {
        let coverage = &table.extract.coverage;
        self.limit(
            person,
            month,
            &coverage.grades,
            coverage.ages,
            !coverage.schools.is_empty(),
        )
    }

    /// Why a person is out of scope, if so. What is unknown about the person never puts him out of scope.
    fn limit(
        &self,
        person: PersonId,
        month: Date,
        grades: &[String],
        ages: Option<(u8, u8)>,
        by_school: bool,
    ) -> Option<Limit> {
        let day = month.last_of_month().min(self.as_of.max(month));
        if !grades.is_empty() {
            if let Some(grade) = self.grade(person, day) {
                if grade.code().is_none_or(|code| !grades.contains(&code)) {
                    return Some(Limit::Grade);
                }
            }
        }
        if let (Some((from, to)), Some(age)) = (ages, self.age(person, day)) {
            if age < i16::from(from) || age > i16::from(to) {
                return Some(Limit::Age);
            }
        }
        (by_school && self.is_at_other_school(person)).then_some(Limit::School)
    }

    /// Whether a delivery that speaks for some schools speaks for the school of a person, in a month if one is given.
    fn school_fits(&self, table: &Table, person: PersonId, month: Option<Date>) -> bool {
        let schools = &table.extract.coverage.schools;
        if schools.is_empty() {
            return true;
        }
        let same = |own: &str| {
            let own = japanese::text::header_key(own);
            !own.is_empty()
                && schools
                    .iter()
                    .any(|school| japanese::text::header_key(school) == own)
        };
        if same(self.school(person)) {
            return true;
        }
        // A change of school: the person's own rows say where he was.
        self.groups
            .iter()
            .filter(|group| group.source == table.extract.source)
            .flat_map(|group| {
                group.rows(person.0).iter().map(move |number| {
                    let place = group.place(*number);
                    (&group.members[place.member as usize], place.row as usize)
                })
            })
            .filter(|(member, row)| {
                let table = &self.tables[member.table as usize];
                month.is_none_or(|month| {
                    member
                        .time
                        .row(table, *row)
                        .first()
                        .is_some_and(|day| day.first_of_month() == month.first_of_month())
                })
            })
            .any(|(member, row)| {
                let table = &self.tables[member.table as usize];
                table
                    .field(member.role, &Field::School)
                    .is_some_and(|c| same(text_of(c.value(row), c.raw(row))))
            })
    }
}
