//! Running the cases beside a rule: small facts become deliveries, are folded by the ledger, screened, and compared.
//!
//! Nothing here is a shortcut: a case goes the way of a real delivery, from the ledger to the words shown.

mod check;
mod notation;
mod world;

use catalog::rule::{Case, Cases};
use catalog::{Catalog, Purpose};
use domain::RuleId;
use jiff::civil::Date;
use ledger::{Inputs, Knowledge};

use crate::run::{Options, run};
use crate::signal::Screening;

pub use notation::Fault;

/// What came of one case (事例の結果).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// File of the case.
    pub file: String,
    /// Its sentence.
    pub name: String,
    /// What did not come out as expected, in words; empty = it holds.
    pub failures: Vec<String>,
}

/// Runs every case of the catalogue.
#[must_use]
pub fn run_all(catalog: &Catalog) -> Vec<Outcome> {
    let held = |case: &&Case| case.needs.iter().all(|item| catalog.items.contains_key(&domain::ItemId::new(item)));
    let cases = catalog.cases.iter().flat_map(|cases| cases.cases.iter().filter(held).map(move |case| (cases, case)));
    cases.map(|(cases, case)| run_one(catalog, cases, case)).collect()
}

/// Runs one case.
#[must_use]
pub fn run_one(catalog: &Catalog, cases: &Cases, case: &Case) -> Outcome {
    let failures = match screened(catalog, &RuleId::new(&cases.rule), case) {
        Ok((screening, world)) => check::failures(case, &screening, &world),
        Err(Fault(fault)) => vec![fault],
    };
    Outcome { file: cases.file.clone(), name: case.name.clone(), failures }
}

/// The result of a case, with who is who; for showing it.
///
/// # Errors
/// What of the case cannot be read.
pub fn screened(catalog: &Catalog, rule: &RuleId, case: &Case) -> Result<(Screening, World), Fault> {
    let as_of = notation::date(&case.as_of)?;
    let today = case.today.as_deref().map_or(Ok(as_of), notation::date)?;
    let world = world::World::build(case, as_of)?;
    let purpose = purpose(catalog, rule, case, today, as_of)?;
    let knowledge = Knowledge::build(Inputs::new(world.tables.clone(), world.resolutions.clone(), catalog, as_of));
    let duty = case.duty.as_deref().or_else(|| purpose.viewers.first().map(String::as_str)).unwrap_or_default();
    let options = Options { today, capacity: None, rule: Some(rule), duty };
    Ok((run(&knowledge, catalog, purpose, options), world))
}

pub use world::World;

/// The purpose a case names, else the first one in force that runs the rule.
fn purpose<'c>(
    catalog: &'c Catalog,
    rule: &RuleId,
    case: &Case,
    today: Date,
    as_of: Date,
) -> Result<&'c Purpose, Fault> {
    if let Some(id) = &case.purpose {
        return catalog
            .purposes
            .get(&domain::PurposeId::new(id))
            .ok_or_else(|| Fault(format!("利用目的「{id}」がありません")));
    }
    let runs = |purpose: &&Purpose| catalog.rules_for(purpose, as_of).any(|other| other.id == *rule);
    catalog
        .active_purposes(today)
        .find(runs)
        .or_else(|| catalog.purposes.values().find(runs))
        .ok_or_else(|| Fault(format!("規則「{rule}」を使う利用目的がありません")))
}
