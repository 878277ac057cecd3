//! The legal catalogue: items, purposes, sources and rules as dated, cross-checked definitions.
//!
//! Does not read files (texts come in), does not know rows, people, SQL or what day it is.
//!
//! [`Catalog::load`] takes every text of `config/` at once and returns the catalogue together with *all* faults, each with
//! file, line and cure. What is faulty is left out of the catalogue; whoever runs on it must look at
//! [`Loaded::is_usable`] first. [`Catalog::due`] says what has come due since.

pub mod admission;
pub mod aim;
pub mod clock;
pub mod code;
pub mod display;
mod due;
pub mod duty;
pub mod ethics;
pub mod fault;
pub mod forbidden;
pub mod item;
mod load;
mod nearest;
pub mod purpose;
pub mod rule;
mod sample;
mod selector;
pub mod source;
pub mod target;

use std::collections::BTreeMap;

use domain::{ItemId, PurposeId};
use jiff::civil::Date;

pub use admission::Admission;
pub use aim::{Aim, ForbiddenAim, ScoredItem};
pub use clock::{ClockUnit, DeadlineClock};
pub use code::{Code, CodeTable, code_key};
pub use display::{Display, View};
pub use duty::{Ability, Duty, Visibility};
pub use ethics::{EthicsCheck, Principle};
pub use fault::{Fault, FaultSeverity};
pub use forbidden::{Forbidden, ForbiddenKind, ForbiddenPattern};
pub use item::{Item, Medium, Sensitivity};
pub use purpose::{
    Actors, Basis, BasisKind, DisplayMode, FourAnswers, Mode, Population, Purpose, Retention, Standing, TaxBasis,
    TaxBasisKind,
};
pub use source::Source;
pub use target::{TARGETS, Target, TargetApproval};

/// One text of `config/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFile {
    /// Path relative to `config/`, with `/`: `sources/resident-register.toml`.
    pub path: String,
    /// Its text; a byte order mark is tolerated.
    pub text: String,
}

/// The catalogue with everything that is wrong with it.
#[derive(Debug)]
pub struct Loaded {
    /// What could be read.
    pub catalog: Catalog,
    /// Every fault, sorted by file and line.
    pub faults: Vec<Fault>,
}

impl Loaded {
    /// Whether an installation may run on it: no fault is an error.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        !self.faults.iter().any(Fault::is_error)
    }
}

/// The configuration of one installation, cross-checked (設定台帳).
#[derive(Debug, Default)]
pub struct Catalog {
    /// The data items by id.
    pub items: BTreeMap<ItemId, Item>,
    /// The purposes by id.
    pub purposes: BTreeMap<PurposeId, Purpose>,
    /// Source definitions, sorted by id and first day; several of one id stand for several years.
    pub sources: Vec<Source>,
    /// Rules, sorted by id and first day; a rule with a forbidden aim or an unapproved target is not among them.
    pub rules: Vec<rule::Rule>,
    /// The cases beside the rules, by file.
    pub cases: Vec<rule::Cases>,
    /// Code tables by name.
    pub codes: BTreeMap<String, CodeTable>,
    /// Header patterns that refuse a file.
    pub forbidden: Forbidden,
    /// Duties by name.
    pub duties: BTreeMap<String, Duty>,
    /// Who sees what is not in the default view.
    pub visibility: Visibility,
    /// Deadlines.
    pub clocks: Vec<DeadlineClock>,
    /// Which targets of the closed list are approved here, by target id.
    pub approvals: BTreeMap<String, TargetApproval>,
    /// The ethics principles this installation holds itself to.
    pub principles: Vec<Principle>,
    /// BLAKE3 of all texts and their paths, in hexadecimal: names the version of the configuration.
    pub hash: String,
}

impl Catalog {
    /// Reads every text at once. Never fails: what is wrong becomes a [`Fault`].
    #[must_use]
    pub fn load(files: &[ConfigFile]) -> Loaded {
        load::load(files)
    }

    /// The purposes in force today, sorted by id.
    pub fn active_purposes(&self, today: Date) -> impl Iterator<Item = &Purpose> {
        self.purposes.values().filter(move |purpose| purpose.is_active(today))
    }

    /// What may be taken in today.
    #[must_use]
    pub fn admission(&self, today: Date) -> Admission {
        let mut admission = Admission::default();
        for purpose in self.active_purposes(today) {
            admission.purposes.push(purpose.id.clone());
            admission.tax |= purpose.tax_basis.is_some();
            for item in &purpose.items {
                admission.items.entry(item.clone()).or_default().push(purpose.id.clone());
            }
        }
        admission
    }

    /// The layout of a source that is delivered on a day; the youngest one when several are.
    #[must_use]
    pub fn source_for(&self, id: &str, on: Date) -> Option<&Source> {
        // Dates are written YYYY-MM-DD, which sorts like the days themselves.
        let on = on.to_string();
        self.sources
            .iter()
            .filter(|source| source.id == id)
            .filter(|source| source.valid_from.as_deref().is_none_or(|from| from <= on.as_str()))
            .filter(|source| source.valid_to.as_deref().is_none_or(|to| on.as_str() <= to))
            .max_by(|a, b| a.valid_from.cmp(&b.valid_from))
    }

    /// The item and the one that holds the same data about another member of the family (対応項目).
    pub fn same_data<'a>(&'a self, item: &'a ItemId) -> impl Iterator<Item = &'a ItemId> {
        std::iter::once(item).chain(self.items.get(item).and_then(|item| item.counterpart.as_ref()))
    }

    /// The rules a purpose runs on a day: selected by it, aiming at one of its targets, in force. Sorted by id.
    pub fn rules_for<'a>(&'a self, purpose: &'a Purpose, on: Date) -> impl Iterator<Item = &'a rule::Rule> {
        self.rules
            .iter()
            .filter(move |rule| purpose.rules.iter().any(|pattern| selector::glob(pattern, rule.id.as_str())))
            .filter(move |rule| purpose.targets.contains(&rule.target) && rule.is_valid(on))
    }

    /// What has come due by today: reviews of rules, clocks and approvals, purposes and layouts that ended. All of it
    /// is an alert; `files` are those the catalogue was loaded from.
    #[must_use]
    pub fn due(&self, files: &[ConfigFile], today: Date) -> Vec<Fault> {
        due::due(self, files, today)
    }

    /// Where the legal basis, the assessment or an approval is still a sample (見本) of the preset; all of it is an alert, `files` are
    /// those the catalogue was loaded from.
    #[must_use]
    pub fn samples(&self, files: &[ConfigFile]) -> Vec<Fault> {
        sample::samples(self, files)
    }

    /// What may be shown of an item for a purpose to the holder of a duty, who asked for a view.
    #[must_use]
    pub fn display_to(&self, item: &ItemId, purpose: &PurposeId, view: View, duty: &str) -> Display {
        display::display_to(self, item, purpose, view, duty)
    }

    /// What may be shown of an item for a purpose. Unknown items and purposes, and items the purpose does not allow, are hidden.
    #[must_use]
    pub fn display(&self, item: &ItemId, purpose: &PurposeId, view: View) -> Display {
        display::display(self, item, purpose, view)
    }
}
