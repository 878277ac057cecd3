//! Answering the indicators of a rule about one child.

mod asker;
mod count;
mod coverage;
mod gather;
mod medians;

use catalog::rule::{Aggregate, Circle, Compare, Limits, Window};
use domain::PersonId;
use japanese::age::{school_year, school_year_begins};
use jiff::civil::Date;

use crate::answer::{Answer, Found, Gap};
use crate::calendar::Calendar;
use crate::plan::{IndicatorPlan, RulePlan};
use crate::scan::Scans;
use crate::view::View;

pub(crate) use asker::Asker;
pub(crate) use medians::Medians;

/// Everything a run needs to answer questions about any child. Shared by all threads, never changed.
pub(crate) struct Judge<'r, 'k> {
    pub view: View<'k>,
    pub scans: Scans<'k>,
    pub plans: Vec<RulePlan<'r>>,
    pub calendar: Calendar,
    pub medians: Medians,
}

/// How much an answer must tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// Yes or not yes is enough: for children who get no signal.
    Points,
    /// Whether a no is known to be one, too; not which part is missing.
    Known,
    /// Why something is not known, too.
    Full,
}

impl<'k> Judge<'_, 'k> {
    /// First day of the school year of the as-of date.
    fn school_year_first(&self) -> Date {
        school_year_begins(school_year(self.view.as_of())).unwrap_or(self.view.as_of())
    }

    /// The answers to all indicators of a rule, in its order.
    pub(crate) fn answers(&self, asker: &Asker<'_, 'k>, plan: &RulePlan<'_>, detail: Detail) -> Vec<Answer<'k>> {
        let mut answers: Vec<Answer<'k>> = Vec::with_capacity(plan.indicators.len());
        for (place, indicator) in plan.indicators.iter().enumerate() {
            // Whether it is "no" or "not known" decides if another indicator is asked instead.
            let asked_instead = plan.indicators.iter().any(|other| other.indicator.instead_of == Some(place));
            let detail = if asked_instead { Detail::Full } else { detail };
            let answer = self.answer(asker, indicator, &answers, detail);
            answers.push(answer);
        }
        answers
    }

    /// The places of the indicators that were not delivered, when nothing that was delivered could make a rule give a signal; `None`
    /// when it could, or when all that is asked is out of scope for the child (対象外). Empty when the purpose lacks the items.
    pub(crate) fn lacks(&self, asker: &Asker<'_, 'k>, plan: &RulePlan<'_>) -> Option<Vec<usize>> {
        let mut answers: Vec<Answer<'k>> = Vec::with_capacity(plan.indicators.len());
        let mut lacking = Vec::new();
        let mut not_held = false;
        let mut points = 0;
        for (place, indicator) in plan.indicators.iter().enumerate() {
            let answer = self.answer(asker, indicator, &answers, Detail::Known);
            match &answer {
                Answer::Yes(_) | Answer::No { .. } if !indicator.indicator.context => {
                    points += plain_points(indicator);
                }
                Answer::Unknown(Gap::NotDelivered | Gap::Items(_) | Gap::NoCalendar) => lacking.push(place),
                Answer::Unknown(Gap::NotInPurpose) => not_held = true,
                _ => {}
            }
            answers.push(answer);
            let known = |place: usize| matches!(answers.get(place), Some(Answer::Yes(_) | Answer::No { .. }));
            if plan.rule.condition.holds(&known, points) {
                return None;
            }
        }
        (not_held || !lacking.is_empty()).then_some(lacking)
    }

    fn answer(
        &self,
        asker: &Asker<'_, 'k>,
        plan: &IndicatorPlan<'_>,
        earlier: &[Answer<'k>],
        detail: Detail,
    ) -> Answer<'k> {
        let indicator = plan.indicator;
        if indicator.off || !indicator.is_valid(self.school_year_first()) {
            return Answer::Skipped;
        }
        if let Window::Since(place) = indicator.window {
            let Answer::Yes(found) = &earlier[place] else { return Answer::Skipped };
            asker.since.set(found.rows.first().and_then(|(_, row)| row.when().first()));
        }
        if indicator.instead_of.is_some_and(|place| !matches!(earlier[place], Answer::Unknown(_))) {
            return Answer::Skipped;
        }
        let mut members = match indicator.same_person_as.map(|place| &earlier[place]) {
            Some(Answer::Yes(found)) if !found.people.is_empty() => found.people.clone(),
            Some(Answer::Yes(_)) => vec![asker.child],
            // What it would add to is not known or not so; that indicator says what is missing.
            Some(_) => return Answer::Skipped,
            None => asker.circle(indicator.of).to_vec(),
        };
        if indicator.of == Circle::Child
            && !(self.in_ages(asker.child, indicator.ages) && self.in_grades(asker.child, &indicator.grades))
        {
            return Answer::Skipped;
        }
        if !plan.is_admitted() {
            return Answer::Unknown(Gap::NotInPurpose);
        }
        if self.view.is_moving_in(&indicator.items) && !self.view.has_moved_in(asker.child) {
            return Answer::No { number: None, gap: None };
        }
        if indicator.lived_here_at.is_some_and(|age| !self.lived_here(asker.child, age)) {
            return Answer::Unknown(Gap::BeforeMoving);
        }
        members.retain(|member| {
            self.in_ages(*member, indicator.ages)
                && self.in_grades(*member, &indicator.grades)
                && !plan.except.iter().any(|test| {
                    let today = crate::period::Period::day(self.view.as_of());
                    asker.sheet(*member).hits(*test).any(|hit| gather::stands(hit, Window::Current, today))
                })
        });
        if indicator.aggregate == Aggregate::People {
            return self.people(asker, plan, members);
        }
        if members.is_empty() {
            return Answer::No { number: None, gap: None };
        }
        if indicator.every {
            return self.every(asker, plan, &members, detail);
        }
        self.of_members(asker, plan, &members, detail)
    }

    /// Counts the members themselves.
    fn people(&self, asker: &Asker<'_, 'k>, plan: &IndicatorPlan<'_>, members: Vec<PersonId>) -> Answer<'k> {
        let items = &plan.indicator.items;
        if items.iter().any(|item| !self.view.allows(item)) {
            return Answer::Unknown(Gap::NotInPurpose);
        }
        if !self.view.has_household(asker.child) {
            return Answer::Unknown(Gap::NotDelivered);
        }
        let number = i64::try_from(members.len()).unwrap_or(i64::MAX).saturating_mul(1000);
        match level(plan, number) {
            Some(points) => {
                Answer::Yes(Box::new(Found { number: Some(number), points, people: members, ..Found::new() }))
            }
            None => Answer::No { number: Some(number), gap: None },
        }
    }

    /// Every member has to fulfil it.
    fn every(
        &self,
        asker: &Asker<'_, 'k>,
        plan: &IndicatorPlan<'_>,
        members: &[PersonId],
        detail: Detail,
    ) -> Answer<'k> {
        let mut all = Found::new();
        let mut unknown = None;
        for member in members {
            match self.of_members(asker, plan, std::slice::from_ref(member), detail) {
                Answer::Yes(found) => {
                    all.people.push(*member);
                    all.points = found.points;
                    all.number = found.number;
                    all.period = found.period;
                    all.rows.extend(found.rows);
                }
                Answer::No { number, gap } => {
                    // One who does not fulfil it settles the question, whatever is not known of the others.
                    return Answer::No { number, gap };
                }
                Answer::Unknown(gap) => unknown = Some(gap),
                Answer::Skipped => {}
            }
        }
        match unknown {
            Some(gap) => Answer::Unknown(gap),
            None => Answer::Yes(Box::new(all)),
        }
    }

    /// Whether the child lived in the town at an age (in thousandths of years).
    fn lived_here(&self, child: PersonId, age: i64) -> bool {
        let Some(moved_in) = self.view.moved_in(child) else { return true };
        let Some(birth) = self.view.knowledge.birth(child).earliest else { return true };
        let months = i32::try_from(age * 12 / 1000).unwrap_or(0);
        birth.checked_add(jiff::Span::new().months(months)).is_ok_and(|then| moved_in <= then)
    }

    fn in_ages(&self, person: PersonId, limits: Limits) -> bool {
        let holds = |age: i16| limits.hold(i64::from(age) * 1000);
        limits.is_open() || self.view.ages(person).is_some_and(|(least, greatest)| holds(least) && holds(greatest))
    }

    fn in_grades(&self, person: PersonId, grades: &[String]) -> bool {
        grades.is_empty() || self.view.grade_code(person).is_some_and(|grade| grades.contains(&grade))
    }

    /// A comparison with the others, when the indicator asks for one.
    fn compared(
        &self,
        asker: &Asker<'_, 'k>,
        plan: &IndicatorPlan<'_>,
        number: i64,
    ) -> Result<(i64, Option<i64>), Gap> {
        match plan.indicator.compare {
            None => Ok((number, None)),
            Some(compare) => {
                let comparison = plan.comparison.ok_or(Gap::NoComparison)?;
                let other =
                    self.medians.of(comparison, &self.peer_group(asker.child, compare)).ok_or(Gap::NoComparison)?;
                match compare {
                    Compare::GradeMedian => Ok((number - other, Some(other))),
                    Compare::ClassRatio if other > 0 => Ok((number.saturating_mul(1000) / other, Some(other))),
                    Compare::ClassRatio => Err(Gap::NoComparison),
                }
            }
        }
    }
}

/// The points of the most serious level a result meets; `None` = none.
fn level(plan: &IndicatorPlan<'_>, number: i64) -> Option<i32> {
    let points = |points| if plan.indicator.context { 0 } else { points };
    plan.indicator.levels.iter().find(|level| level.limits.hold(number)).map(|level| points(level.points))
}

/// The points of an indicator without a number.
fn plain_points(plan: &IndicatorPlan<'_>) -> i32 {
    plan.indicator.points_max()
}
