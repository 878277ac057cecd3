//! Whether "no row" is a no: which months, schools, grades and ages the deliveries in force speak for (網羅範囲).

use std::collections::{BTreeMap, BTreeSet};

use catalog::Catalog;
use domain::{ItemId, PersonId, SourceId, Table};
use jiff::civil::Date;

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
        for id in source.columns.iter().filter_map(|column| column.item.as_deref()) {
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
                    || source.delivery.slice.iter().any(|header| header.contains("学校")),
            });
        }
    }
    carriers
}

/// The deliveries that carry an item, by the schools they speak for.
#[derive(Debug, Default)]
pub(crate) struct Reach {
    tables: Vec<u32>,
    /// Those not limited to schools.
    anywhere: Vec<u32>,
    /// Those limited to schools, by the number of each school.
    by_school: BTreeMap<u32, Vec<u32>>,
}

/// Finds the deliveries of every item once.
pub(crate) fn reach(knowledge: &Knowledge) -> BTreeMap<ItemId, Reach> {
    let schools: Vec<Vec<u32>> = knowledge
        .tables
        .iter()
        .map(|table| {
            table.extract.coverage.schools.iter().map(|school| knowledge.people.schools.find(school)).collect()
        })
        .collect();
    let of_item = |(item, parts): (&ItemId, &Vec<crate::observation::LensPart>)| {
        let mut reach = Reach { tables: parts.iter().map(|part| part.table).collect(), ..Reach::default() };
        reach.tables.sort_unstable();
        reach.tables.dedup();
        for at in &reach.tables {
            if knowledge.tables[*at as usize].extract.coverage.schools.is_empty() {
                reach.anywhere.push(*at);
            }
            for school in schools[*at as usize].iter().filter(|school| **school > 0) {
                reach.by_school.entry(*school).or_default().push(*at);
            }
        }
        (item.clone(), reach)
    };
    knowledge.lenses.iter().map(of_item).collect()
}

impl Knowledge {
    /// Whether the deliveries in force speak for an item of a person in the month of `month` (any of its days).
    #[must_use]
    pub fn coverage(&self, item: &ItemId, person: PersonId, month: Date) -> Covered {
        let none = Reach::default();
        let reach = self.reach.get(item).unwrap_or(&none);
        let speaks = |at: &u32| {
            let table = &self.tables[*at as usize];
            in_time(table, month) && self.limit_of(table, person, month).is_none()
        };
        if self.near(reach, person).any(speaks) || self.own_tables(reach, person).any(|at| speaks(&at)) {
            return Covered::Yes;
        }
        // What is in scope but not delivered outweighs what is out of scope.
        let mut declared = None;
        for at in &reach.tables {
            match self.limit_of(&self.tables[*at as usize], person, month) {
                Some(limit) => declared = declared.or(Some(limit)),
                None => return Covered::NotDelivered,
            }
        }
        // Sources that could deliver the item but have not keep a person in scope, unless they declare otherwise.
        let delivered = |carrier: &&Carrier| {
            reach.tables.iter().any(|at| self.tables[*at as usize].extract.source == carrier.source)
        };
        for carrier in self.carriers.get(item).into_iter().flatten().filter(|carrier| !delivered(carrier)) {
            match self.limit(person, month, &carrier.grades, carrier.ages, carrier.by_school) {
                Some(limit) => declared = declared.or(Some(limit)),
                None => return Covered::NotDelivered,
            }
        }
        declared.map_or(Covered::NotDelivered, Covered::OutOfScope)
    }

    /// The last month for which an item of a person is delivered, as its first day: 「11月提供分まで」. `None` = nothing is.
    #[must_use]
    pub fn delivered_until(&self, item: &ItemId, person: PersonId) -> Option<Date> {
        let reach = self.reach.get(item)?;
        self.near(reach, person)
            .copied()
            .chain(self.own_tables(reach, person))
            .map(|at| &self.tables[at as usize])
            .filter(|table| self.limit_of(table, person, self.as_of).is_none())
            .map(|table| {
                table.extract.coverage.months.map_or(table.extract.as_of, |months| months.last).first_of_month()
            })
            .max()
            .map(|month| month.min(self.as_of.first_of_month()))
    }

    /// Deliveries that speak for all schools or for the person's own.
    fn near<'a>(&self, reach: &'a Reach, person: PersonId) -> impl Iterator<Item = &'a u32> + use<'a> {
        let school = self.people.school_number(person.0);
        reach.anywhere.iter().chain(reach.by_school.get(&school).into_iter().flatten())
    }

    /// Deliveries limited to schools in which the person has rows: they speak for whoever stands in them, as after a change of school.
    fn own_tables(&self, reach: &Reach, person: PersonId) -> impl Iterator<Item = u32> + use<'_> {
        let mut tables: Vec<u32> = Vec::new();
        if reach.tables.len() > reach.anywhere.len() {
            let limited =
                |at: u32| reach.tables.binary_search(&at).is_ok() && reach.anywhere.binary_search(&at).is_err();
            for group in &self.groups {
                if group.members.iter().any(|member| limited(member.table)) {
                    tables.extend(group.tables_of(person.0).into_iter().filter(|at| limited(*at)));
                }
            }
        }
        tables.into_iter()
    }

    fn limit_of(&self, table: &Table, person: PersonId, month: Date) -> Option<Limit> {
        let coverage = &table.extract.coverage;
        self.limit(person, month, &coverage.grades, coverage.ages, !coverage.schools.is_empty())
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
        if !grades.is_empty()
            && let Some(grade) = self.grade(person, day)
            && grade.code().is_none_or(|code| !grades.contains(&code))
        {
            return Some(Limit::Grade);
        }
        if let (Some((from, to)), Some(age)) = (ages, self.age(person, day))
            && !(i16::from(from)..=i16::from(to)).contains(&age)
        {
            return Some(Limit::Age);
        }
        (by_school && self.is_at_other_school(person)).then_some(Limit::School)
    }
}

/// Whether a delivery speaks for a month.
fn in_time(table: &Table, month: Date) -> bool {
    let first = month.first_of_month();
    match table.extract.coverage.months {
        Some(span) => span.first.first_of_month() <= first && first <= span.last,
        None => first <= table.extract.as_of,
    }
}
