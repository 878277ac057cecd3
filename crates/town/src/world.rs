//! The whole town as it really is, before anybody writes it down.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::calendar::Calendar;
use crate::child::{self, Care, Child};
use crate::conditions::{self, Conditions};
use crate::cp932::Cp932;
use crate::days::Days;
use crate::dice::{Dice, Purpose};
use crate::names::Names;
use crate::plan::Plan;
use crate::school::Schools;
use crate::settle::{Residents, Settler};
use crate::support::{self, Case};

/// Everything.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) plan: Plan,
    pub(crate) dice: Dice,
    pub(crate) names: Names,
    pub(crate) cp932: Cp932,
    /// Last day most extracts speak for: the end of the month before today.
    pub(crate) on: Date,
    pub(crate) calendar: Calendar,
    pub(crate) residents: Residents,
    pub(crate) conditions: Conditions,
    pub(crate) children: Vec<Child>,
    pub(crate) schools: Schools,
    pub(crate) days: Days,
    pub(crate) cases: Vec<Case>,
}

impl World {
    /// Makes it.
    pub(crate) fn make(plan: &Plan) -> Self {
        let dice = Dice::new(plan.seed);
        let names = Names::load();
        let on = plan.today.first_of_month().yesterday().unwrap_or(plan.today);
        let calendar = Calendar::of(plan.fiscal_year, on);
        let settler = Settler::new(dice, &plan.rates, &names, calendar.first, on, plan.residents);
        let mut residents = settler.settle(plan.residents);
        let mut conditions = conditions::draw(&mut residents, &plan.rates, dice, on);
        let children = child::raise(&mut residents, &conditions, &calendar, &plan.rates, dice, plan.fiscal_year, on);
        less_service_where_children_care(&residents, &children, &mut conditions, plan, dice);
        let schools = Schools::enrol(&residents, &children, &names, dice, calendar.first);
        let days = Days::draw(&schools, &children, &calendar, dice);
        let cases = support::cases(&residents, &children, &plan.rates, dice, on);
        Self {
            plan: plan.clone(),
            dice,
            names,
            cp932: Cp932::load(),
            on,
            calendar,
            residents,
            conditions,
            children,
            schools,
            days,
            cases,
        }
    }

    /// The end of the month that many months before the extracts' day.
    pub(crate) fn months_before(&self, months: i32) -> Date {
        self.on.checked_sub(months.months()).map_or(self.on, Date::last_of_month)
    }

    /// Whether a person lives in the town on the extracts' day.
    pub(crate) fn lives_here(&self, person: u32) -> bool {
        let household = self.residents.persons[person as usize].household;
        self.residents.households.get(household as usize).is_some_and(|home| home.left.is_none())
    }
}

/// Where a child gives much care, services come into the house less often.
fn less_service_where_children_care(
    residents: &Residents,
    children: &[Child],
    conditions: &mut Conditions,
    plan: &Plan,
    dice: Dice,
) {
    let mut homes: Vec<u32> = children
        .iter()
        .filter(|child| child.care == Care::Excessive)
        .map(|child| residents.households[residents.persons[child.person as usize].household as usize].dwelling)
        .collect();
    homes.sort_unstable();
    let (ordinary, with_carer) = plan.rates.care_used;
    for care in &mut conditions.care {
        let home = residents.persons[care.person as usize].household;
        let dwelling = residents.households[home as usize].dwelling;
        if homes.binary_search(&dwelling).is_ok() {
            let keep = dice.roll(Purpose("service with a carer"), u64::from(care.person)).chance(with_carer / ordinary);
            care.uses = care.uses && keep;
        }
    }
}

impl World {
    /// Father and mother who live in the register household's town, the father first as forms have it.
    pub(crate) fn parents(&self, child: u32) -> [Option<u32>; 2] {
        let person = &self.residents.persons[child as usize];
        [person.father, person.mother].map(|parent| {
            (parent != crate::person::NONE && self.residents.persons[parent as usize].household != crate::person::NONE)
                .then_some(parent)
        })
    }

    /// The parent who signs: the father where there are both, as most forms still have it; `None` when no parent lives here.
    pub(crate) fn guardian(&self, child: u32) -> Option<u32> {
        let [father, mother] = self.parents(child);
        father.or(mother)
    }

    /// Exactly one parent lives here.
    pub(crate) fn single_parent(&self, child: u32) -> bool {
        self.parents(child).iter().flatten().count() == 1
    }
}

impl World {
    /// The stay of a child at its present public school.
    pub(crate) fn stay_of(&self, child: u32) -> Option<&crate::school::Enrolment> {
        let at = *self.schools.by_child.get(child as usize)?;
        self.schools.enrolments.get(at as usize)
    }
}
