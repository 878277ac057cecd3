//! What a field is cleaned with when the recipe does not say: dates, numbers and addresses are read as such where levels look at them so.

use std::collections::BTreeMap;

use super::raw::RawComparison;
use crate::files::clean::Step;
use crate::files::level::{Level, Look, Names};

/// The fields that levels look at as more than words.
#[derive(Debug, Default)]
pub(super) struct DefaultClean(BTreeMap<String, Step>);

impl DefaultClean {
    pub(super) fn of(comparisons: &[RawComparison]) -> Self {
        let mut found = Self::default();
        for comparison in comparisons {
            for level in &comparison.levels {
                found.level(comparison.field.get_ref(), level.get_ref());
            }
        }
        found
    }

    /// A level of the comparison of field `own`; one that cannot be read is told elsewhere.
    fn level(&mut self, own: &str, text: &str) {
        let mut names: Vec<String> = Vec::new();
        let mut field = |name: &str| {
            names.push(name.to_owned());
            names.len() - 1
        };
        let Ok(level) = Level::parse(text, &mut Names { field: &mut field, memo: &mut 0 }) else { return };
        if level.terms().is_empty() {
            self.ask(own, &level);
        }
        for term in level.terms() {
            match &term.look {
                Look::Own => self.ask(own, &term.level),
                Look::Of(other) => self.ask(&names[*other], &term.level),
                Look::Exchanged(other) => {
                    [own, &names[*other]].into_iter().for_each(|name| self.ask(name, &term.level))
                }
                Look::With(others) | Look::Among(others) => {
                    let others = others.iter().map(|other| names[*other].as_str());
                    others.chain([own]).for_each(|name| self.ask(name, &term.level));
                }
            }
        }
    }

    /// The first kind of level that is asked for counts.
    fn ask(&mut self, field: &str, level: &Level) {
        let step = match level {
            Level::Days(_)
            | Level::DayMonthSwap
            | Level::DateParts(_)
            | Level::Years(_)
            | Level::EraSlip
            | Level::MonthDay
            | Level::YearMonth
            | Level::Year
            | Level::Estimated => Step::Date,
            Level::Number(_) | Level::NumberShare(_) => Step::Number,
            Level::AddressFull
            | Level::AddressNoBuilding
            | Level::AddressPlot
            | Level::AddressBlock
            | Level::AddressTown
            | Level::AddressCity => Step::Dwelling,
            _ => return,
        };
        self.0.entry(field.to_owned()).or_insert(step);
    }

    /// What a field without `clean` is cleaned with.
    pub(super) fn clean(&self, field: &str) -> Vec<Step> {
        self.0.get(field).map_or_else(|| Step::DEFAULT.to_vec(), |step| vec![*step])
    }
}
