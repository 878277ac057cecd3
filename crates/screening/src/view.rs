//! What the engine asks the ledger, in one place: ages, circles, coverage, support, what may be shown.

use std::collections::BTreeSet;

use catalog::rule::Circle;
use catalog::{Catalog, Purpose, View as Depth};
use domain::{Field, ItemId, PersonId};
use japanese::age::SchoolGrade;
use jiff::civil::Date;
use ledger::{Covered, Knowledge, Limit, Observation, Reader, Residence, Shown, Subject, SupportState};

use crate::covers::{CoverLimits, Shared};
use crate::signal::{OwnSupport, Support};

/// Day a resident moved in; absent for those born in the town.
const MOVED_IN: &str = "resident.moved-in-date";

/// 区分 of what schools record.
const SCHOOL: &str = "校務";

/// The ledger as one purpose sees it.
pub(crate) struct View<'k> {
    pub knowledge: &'k Knowledge,
    pub catalog: &'k Catalog,
    pub purpose: &'k Purpose,
    /// Whether anybody stands in a resident register in force.
    pub has_register: bool,
}

/// Whether a delivery speaks of a month.
fn speaks_in(extract: &domain::Extract, month: Date) -> bool {
    match extract.coverage.months {
        Some(span) => span.first.first_of_month() <= month && month <= span.last,
        None => month <= extract.as_of,
    }
}

/// Whether "no row" is a no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cover {
    Covered,
    NotDelivered,
    OutOfGrade,
    OutOfSchool,
    OutOfAge,
}

impl<'k> View<'k> {
    pub(crate) fn new(knowledge: &'k Knowledge, catalog: &'k Catalog, purpose: &'k Purpose) -> Self {
        Self { knowledge, catalog, purpose, has_register: knowledge.has_register() }
    }

    pub(crate) fn as_of(&self) -> Date {
        self.knowledge.as_of()
    }

    /// Whether the purpose admits an item that the catalogue knows.
    pub(crate) fn allows(&self, item: &ItemId) -> bool {
        self.purpose.allows(item) && self.catalog.items.contains_key(item)
    }

    /// Completed years on the as-of date.
    pub(crate) fn age(&self, person: PersonId) -> Option<i16> {
        self.knowledge.age(person, self.as_of())
    }

    /// The least and the greatest age on the as-of date; `None` when nothing bounds it.
    pub(crate) fn ages(&self, person: PersonId) -> Option<(i16, i16)> {
        self.knowledge.ages(person, self.as_of())
    }

    pub(crate) fn grade(&self, person: PersonId) -> Option<SchoolGrade> {
        self.knowledge.grade(person, self.as_of())
    }

    /// Code of the grade, `J2`.
    pub(crate) fn grade_code(&self, person: PersonId) -> Option<String> {
        self.grade(person).and_then(SchoolGrade::code)
    }

    /// Grade as people say it, `中2`.
    pub(crate) fn grade_label(&self, person: PersonId) -> String {
        self.grade(person).map_or_else(String::new, SchoolGrade::label)
    }

    /// School, grade and class of a child, as one text; empty when the class is not known.
    pub(crate) fn class_key(&self, person: PersonId) -> String {
        let class = self.knowledge.last_field(person, &Field::Class);
        let class = class.map(|class| class.raw().trim().to_owned()).filter(|class| !class.is_empty());
        match (class, self.knowledge.school(person), self.grade_code(person)) {
            (Some(class), school, Some(grade)) if !school.is_empty() => format!("{school}/{grade}/{class}"),
            _ => String::new(),
        }
    }

    /// When a child moved in, when that is recorded and the purpose may know.
    pub(crate) fn moved_in(&self, child: PersonId) -> Option<Date> {
        let item = ItemId::new(MOVED_IN);
        let newest = self.allows(&item).then(|| self.knowledge.latest(child, &item)).flatten()?;
        match newest.value() {
            // Who became a resident by being born here never moved in.
            domain::Value::Date(date) => {
                let born = self.knowledge.birth(child).latest;
                date.earliest.filter(|day| born.is_none_or(|born| *day > born))
            }
            _ => None,
        }
    }

    /// Whether an indicator speaks of moving in.
    pub(crate) fn is_moving_in(&self, items: &[ItemId]) -> bool {
        matches!(items, [item] if item.as_str() == MOVED_IN)
    }

    /// Whether a child came from elsewhere; unknown dates leave it to the row.
    pub(crate) fn has_moved_in(&self, child: PersonId) -> bool {
        self.moved_in(child).is_some()
    }

    /// Whether a child is known from one delivery alone and stands in no register: most likely a record that was not found to be one
    /// of a registered child (名寄せの確認待ち), of whom "no record" says nothing.
    pub(crate) fn is_unlinked(&self, child: PersonId) -> bool {
        self.knowledge.residence(child) == Residence::Unregistered
            && self.knowledge.deliveries_of(child) <= 1
            && self.has_register
    }

    /// The people of a circle, as seen from the child.
    pub(crate) fn circle(&self, child: PersonId, circle: Circle) -> Vec<PersonId> {
        let circle = match circle {
            Circle::OwnHousehold => {
                let others = self.knowledge.circle(child, ledger::Circle::Household);
                return std::iter::once(child).chain(others).collect();
            }
            Circle::Child => ledger::Circle::Child,
            Circle::Parents => ledger::Circle::Parents,
            Circle::ParentsAtHome => ledger::Circle::ParentsAtHome,
            Circle::Grandparents => ledger::Circle::Grandparents,
            Circle::Siblings => ledger::Circle::Siblings,
            Circle::Household => ledger::Circle::Household,
            Circle::Dwelling => ledger::Circle::Dwelling,
            Circle::Guardians => ledger::Circle::Guardians,
            Circle::Adults => ledger::Circle::Adults,
        };
        self.knowledge.circle(child, circle)
    }

    /// Whether anything is known of whom the child lives with.
    pub(crate) fn has_household(&self, child: PersonId) -> bool {
        self.knowledge.residence(child) == Residence::Registered
            || !self.knowledge.circle(child, ledger::Circle::Dwelling).is_empty()
    }

    /// What somebody is to the child, in words.
    pub(crate) fn relation(&self, child: PersonId, other: PersonId) -> String {
        match self.knowledge.relation(child, other) {
            Some(relation) => self.knowledge.relation_text(child, &relation),
            None => "家族".to_owned(),
        }
    }

    /// Which parts of a standing the deliveries of an item look at.
    pub(crate) fn limits(&self, item: &ItemId) -> CoverLimits {
        let mut limits = CoverLimits::default();
        for extract in self.tables_of(item) {
            limits.grade |= !extract.coverage.grades.is_empty();
            limits.age |= extract.coverage.ages.is_some();
            limits.school |= !extract.coverage.schools.is_empty();
        }
        // Sources that could deliver it count, too: they say who is out of scope.
        let same: BTreeSet<&ItemId> = self.catalog.same_data(item).collect();
        let other = |id: &str| {
            let id = ItemId::new(id);
            same.contains(&id)
                || self.catalog.items.get(&id).is_some_and(|held| held.counterpart.as_ref() == Some(item))
        };
        for source in &self.catalog.sources {
            if source.columns.iter().filter_map(|column| column.item.as_deref()).any(other) {
                limits.grade |= !source.coverage.grades.is_empty();
                limits.age |= source.coverage.ages.is_some();
                limits.school |= source.coverage.schools.is_some() || !source.delivery.slice.is_empty();
            }
        }
        limits
    }

    /// What deliveries say about an item in a month for everyone of a person's standing.
    pub(crate) fn shared_cover(&self, limits: CoverLimits, item: &ItemId, person: PersonId, month: Date) -> Shared {
        let cover = self.ask_cover(item, person, month);
        let by_school =
            limits.school && matches!(cover, Cover::Covered | Cover::NotDelivered) && self.is_sliced_in(item, month);
        match by_school {
            true if self.school_speaks(item, self.knowledge.school(person), month) => Shared::Same(Cover::Covered),
            true => Shared::Own,
            false => Shared::Same(cover),
        }
    }

    /// What deliveries say about an item of one person in a month.
    pub(crate) fn ask_cover(&self, item: &ItemId, person: PersonId, month: Date) -> Cover {
        match self.knowledge.coverage(item, person, month) {
            Covered::Yes => Cover::Covered,
            Covered::NotDelivered => Cover::NotDelivered,
            Covered::OutOfScope(Limit::Grade) => Cover::OutOfGrade,
            Covered::OutOfScope(Limit::Age) => Cover::OutOfAge,
            Covered::OutOfScope(Limit::School) => Cover::OutOfSchool,
        }
    }

    /// Whether a delivery of the item speaks for all schools, or for this one, in the month.
    fn school_speaks(&self, item: &ItemId, school: &str, month: Date) -> bool {
        let school = japanese::text::header_key(school);
        self.tables_of(item).any(|extract| {
            let schools = &extract.coverage.schools;
            let fits = schools.is_empty() || schools.iter().any(|other| japanese::text::header_key(other) == school);
            fits && speaks_in(extract, month)
        })
    }

    /// Whether deliveries for single schools speak of the month: only then the school makes a difference.
    fn is_sliced_in(&self, item: &ItemId, month: Date) -> bool {
        self.tables_of(item).any(|extract| !extract.coverage.schools.is_empty() && speaks_in(extract, month))
    }

    fn tables_of(&self, item: &ItemId) -> impl Iterator<Item = &domain::Extract> {
        let tables: BTreeSet<u32> = self.knowledge.lens(item).parts().iter().map(|part| part.table).collect();
        tables.into_iter().map(|table| &self.knowledge.tables()[table as usize].extract)
    }

    /// What may be shown of a value of the child or of a member of the family.
    pub(crate) fn shown(&self, child: PersonId, person: PersonId, observation: &Observation<'_>) -> Shown {
        let reader = Reader { catalog: self.catalog, purpose: &self.purpose.id, view: Depth::Default };
        let subject = if child == person { Subject::Child } else { Subject::Member };
        reader.shown(self.knowledge, person, subject, observation)
    }

    /// File of a row, unless a shield covers it.
    pub(crate) fn file(&self, person: PersonId, observation: &Observation<'_>) -> String {
        let reader = Reader { catalog: self.catalog, purpose: &self.purpose.id, view: Depth::Default };
        reader.provenance(self.knowledge, person, observation).file
    }

    /// The short name of an item.
    pub(crate) fn item_title(&self, item: &ItemId) -> String {
        self.catalog.items.get(item).map_or_else(|| item.to_string(), |item| item.title().to_owned())
    }

    /// Whether an item is recorded at school, on school days.
    pub(crate) fn is_school_item(&self, item: &ItemId) -> bool {
        self.catalog.items.get(item).is_some_and(|item| item.category == SCHOOL)
    }

    /// The systems that say who people are and how old: of each one the first that knows the birth date, else the grade, the name.
    pub(crate) fn systems_of(&self, people: &[PersonId]) -> Vec<String> {
        let first = |person: &PersonId| {
            [Field::BirthDate, Field::Grade, Field::Name].iter().find_map(|field| {
                let spellings = self.knowledge.spellings(*person, field);
                spellings.first().map(|spelling| spelling.observation.extract().system.clone())
            })
        };
        people.iter().filter_map(first).collect()
    }

    /// The last day the deliveries of some items speak of; `None` = there are none.
    pub(crate) fn speaks_until<'i>(&self, items: impl IntoIterator<Item = &'i ItemId>) -> Option<Date> {
        let last = |extract: &domain::Extract| match extract.coverage.months {
            Some(span) => span.last.last_of_month().min(extract.as_of),
            None => extract.as_of,
        };
        items.into_iter().flat_map(|item| self.tables_of(item)).map(last).max()
    }

    /// The system that holds an item, by the catalogue.
    pub(crate) fn item_system(&self, item: &ItemId) -> String {
        self.catalog.items.get(item).and_then(|item| item.systems().next()).unwrap_or_default().to_owned()
    }

    /// What is known of support, as the duty may know it.
    pub(crate) fn support(&self, child: PersonId, siblings: bool) -> Support {
        let own = match self.knowledge.support(child) {
            SupportState::Open { since, source } => OwnSupport::Open { since, source },
            SupportState::Closed { on } => OwnSupport::Closed { on },
            SupportState::None => OwnSupport::None,
        };
        let sibling = siblings
            .then(|| {
                let siblings = self.knowledge.circle(child, ledger::Circle::Siblings);
                siblings.into_iter().find_map(|sibling| match self.knowledge.support(sibling) {
                    SupportState::Open { since: Some(since), .. } => Some(format!("きょうだいが支援中（{since}から）")),
                    SupportState::Open { since: None, .. } => Some("きょうだいが支援中".to_owned()),
                    _ => None,
                })
            })
            .flatten();
        Support { own, sibling }
    }

    /// When somebody last saw the child; `None` = no such record.
    pub(crate) fn last_seen(&self, child: PersonId) -> Option<Date> {
        self.knowledge.last_seen(child).map(|sighting| sighting.on)
    }
}
