//! Rules made ready for one run: which of their items the purpose admits, and which rows are asked for.

use catalog::rule::{Aggregate, Filter, Indicator, Rule};
use catalog::{Catalog, Purpose};
use domain::ItemId;
use ledger::Knowledge;

use crate::scan::{Scans, Test};
use crate::view::View;

/// A rule ready to run.
pub(crate) struct RulePlan<'a> {
    pub rule: &'a Rule,
    pub indicators: Vec<IndicatorPlan<'a>>,
}

/// An indicator ready to run.
pub(crate) struct IndicatorPlan<'a> {
    pub indicator: &'a Indicator,
    /// One test per admitted item; empty = the purpose does not admit what the indicator needs.
    pub tests: Vec<Test>,
    /// Every row of the items, for shares.
    pub all: Vec<Test>,
    /// Rows that neither count nor break a run.
    pub pauses: Vec<Test>,
    /// Rows that take a member out of the circle.
    pub except: Vec<Test>,
    /// The item whose values make up a breakdown.
    pub breakdown: Option<&'a ItemId>,
    /// With which comparison of the run its result is compared; known once they are counted.
    pub comparison: Option<usize>,
}

impl IndicatorPlan<'_> {
    pub(crate) fn is_admitted(&self) -> bool {
        !self.tests.is_empty() || self.indicator.aggregate == Aggregate::People
    }
}

/// Registers every test of the rules.
pub(crate) fn plans<'a, 'k>(
    rules: &[&'a Rule],
    catalog: &Catalog,
    purpose: &Purpose,
    knowledge: &'k Knowledge,
) -> (Vec<RulePlan<'a>>, Scans<'k>) {
    let mut scans = Scans::new(knowledge);
    let allows = |item: &ItemId| purpose.allows(item) && catalog.items.contains_key(item);
    let plans = rules
        .iter()
        .map(|rule| RulePlan {
            rule,
            indicators: rule.indicators.iter().map(|indicator| plan(indicator, &allows, &mut scans)).collect(),
        })
        .collect();
    scans.prepare();
    let view = View::new(knowledge, catalog, purpose);
    scans.set_covers(&view);
    (plans, scans)
}

fn plan<'a>(indicator: &'a Indicator, allows: &dyn Fn(&ItemId) -> bool, scans: &mut Scans<'_>) -> IndicatorPlan<'a> {
    let mut plan = IndicatorPlan {
        indicator,
        tests: Vec::new(),
        all: Vec::new(),
        pauses: Vec::new(),
        except: Vec::new(),
        breakdown: indicator.breakdown.as_ref().filter(|item| allows(item)),
        comparison: None,
    };
    let filters: Vec<&Filter> = indicator.filters.iter().collect();
    if filters.iter().any(|filter| filter.item.as_ref().is_some_and(|item| !allows(item))) {
        return plan;
    }
    let any_value = matches!(indicator.aggregate, Aggregate::Sum | Aggregate::Last);
    for item in indicator.items.iter().filter(|item| allows(item)) {
        plan.tests.push(scans.test(item, &filters, any_value));
        if indicator.aggregate == Aggregate::Share {
            plan.all.push(scans.test(item, &[], true));
        }
        for pause in indicator.pauses.iter().filter(|pause| pause.item.as_ref().is_none_or(allows)) {
            plan.pauses.push(scans.test(item, &[pause], true));
        }
    }
    for item in indicator.pause_items.iter().filter(|item| allows(item)) {
        plan.pauses.push(scans.test(item, &[], false));
    }
    for item in indicator.except_with.iter().filter(|item| allows(item)) {
        plan.except.push(scans.test(item, &[], false));
    }
    plan
}
