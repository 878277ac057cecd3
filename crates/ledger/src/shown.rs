//! What a reader may see of a value: one predicate for ledgers, reasons and exports alike.

use catalog::{Catalog, Display, Sensitivity, View};
use domain::{Field, ItemId, PersonId, PurposeId, Value};

use crate::intern::text_of;
use crate::knowledge::Knowledge;
use crate::observation::Observation;
use crate::when::date_text;

/// Shown in place of what a shield covers.
pub const MASKED: &str = "（非表示）";

/// For which purpose, and how closely, somebody reads.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// Items and purposes.
    pub catalog: &'a Catalog,
    /// The purpose of the read.
    pub purpose: &'a PurposeId,
    /// Default or full view.
    pub view: View,
}

/// As whom a person appears: items about the child and about other members of the family are different rows of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The child the ledger or reason is about.
    Child,
    /// Anybody else around the child.
    Member,
}

/// What may be shown of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// The value, as people write it.
    Value(String),
    /// Only that there is something (内面), in these words.
    HitOnly(String),
    /// Covered by a shield; the text of [`MASKED`] stands for it.
    Masked,
    /// For this reader the item does not exist: show nothing, not even its name.
    Hidden,
}

impl Shown {
    /// The words to print; `None` = print nothing.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Value(text) | Self::HitOnly(text) => Some(text),
            Self::Masked => Some(MASKED),
            Self::Hidden => None,
        }
    }
}

/// Where a value comes from, in words that may be shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Provenance {
    /// Id of the source definition.
    pub source: String,
    /// Name of the system.
    pub system: String,
    /// The data owner.
    pub owner: String,
    /// Base name of the file; [`MASKED`] where it could name the place of a shielded person.
    pub file: String,
    /// Record number in the file, from 1.
    pub record: u32,
    /// Date the delivery speaks for.
    pub as_of: jiff::civil::Date,
}

impl Reader<'_> {
    /// Under which item of the catalogue a value is read for a subject: the delivered one or its counterpart.
    #[must_use]
    pub fn item(&self, delivered: &ItemId, subject: Subject) -> ItemId {
        let fits = |id: &ItemId| {
            self.catalog.items.get(id).is_some_and(|item| (item.category == "子ども") == (subject == Subject::Child))
        };
        if fits(delivered) {
            return delivered.clone();
        }
        let forth = self.catalog.items.get(delivered).and_then(|item| item.counterpart.as_ref());
        let back = || {
            self.catalog.items.values().filter(|item| item.counterpart.as_ref() == Some(delivered)).map(|item| &item.id)
        };
        forth.into_iter().chain(back()).find(|id| fits(id)).unwrap_or(delivered).clone()
    }

    /// What may be shown of a value about `person`, who appears as `subject`.
    ///
    /// Order of the tests: what the purpose does not allow does not exist; answers about inner life are hits only; address, school
    /// and facility of a shielded person are masked.
    #[must_use]
    pub fn shown(
        &self,
        knowledge: &Knowledge,
        person: PersonId,
        subject: Subject,
        observation: &Observation<'_>,
    ) -> Shown {
        let Some(delivered) = observation.item() else {
            return Shown::Hidden;
        };
        let item = self.item(delivered, subject);
        match self.catalog.display(&item, self.purpose, self.view) {
            Display::Hidden => Shown::Hidden,
            Display::HitOnly(text) => Shown::HitOnly(text),
            Display::Value if knowledge.shield(person) && self.tells_place(&item, observation) => Shown::Masked,
            Display::Value => Shown::Value(observation.text()),
        }
    }

    /// Whether a value tells where somebody lives, learns or stays.
    fn tells_place(&self, item: &ItemId, observation: &Observation<'_>) -> bool {
        let field = matches!(
            observation.column().meta.field,
            Some(Field::Address | Field::Building | Field::Postal | Field::Phone | Field::School | Field::Class)
        );
        field || self.catalog.items.get(item).is_some_and(|item| item.is(Sensitivity::Address))
    }

    /// Where a value comes from. For the shielded, and for whoever stands in a row with one, the name of a file is masked: it can be that of a school, nursery or home. Only
    /// the resident register (世帯番号 and 続柄) is of the whole town.
    #[must_use]
    pub fn provenance(&self, knowledge: &Knowledge, person: PersonId, observation: &Observation<'_>) -> Provenance {
        let extract = observation.extract();
        let has = |field: &Field| observation.table().columns.iter().any(|c| c.meta.field.as_ref() == Some(field));
        let is_register = || has(&Field::Household) && has(&Field::Relation);
        let file =
            if knowledge.shields_files(person) && !is_register() { MASKED.to_owned() } else { extract.file.clone() };
        Provenance {
            source: extract.source.to_string(),
            system: extract.system.clone(),
            owner: extract.owner.to_string(),
            file,
            record: observation.record(),
            as_of: extract.as_of,
        }
    }
}

impl Observation<'_> {
    /// The value as people write it; codes of sex and grade in words.
    #[must_use]
    pub fn text(&self) -> String {
        let code = if let Value::Code(code) = self.value() { code } else { "" };
        // 世帯主の性別 and the like are no matching column, and are coded like one.
        let of_sex = self.column().meta.field == Some(Field::Sex)
            || self.item().is_some_and(|item| item.as_str().ends_with(".sex") || item.as_str().ends_with("-sex"));
        match (of_sex, code) {
            (true, "M") => "男".to_owned(),
            (true, "F") => "女".to_owned(),
            (true, "X") => "不明".to_owned(),
            _ => match japanese::age::SchoolGrade::parse(code, None) {
                Some(grade) if grade.code().as_deref() == Some(code) => grade.label(),
                _ => value_text(self.value(), self.raw()),
            },
        }
    }
}

/// A value as people write it: typed where it could be read, else as delivered.
#[must_use]
pub fn value_text(value: Value<'_>, raw: &str) -> String {
    match value {
        Value::Missing => raw.trim().to_owned(),
        Value::Text(_) | Value::Code(_) => text_of(value, raw).to_owned(),
        Value::Date(date) => date_text(date),
        Value::Number(thousandths) => number_text(thousandths),
        Value::Flag(true) => "あり".to_owned(),
        Value::Flag(false) => "なし".to_owned(),
    }
}

/// A number in thousandths without needless zeros: `11`, `0.5`, `-2.25`.
#[must_use]
pub fn number_text(thousandths: i64) -> String {
    let sign = if thousandths < 0 { "-" } else { "" };
    let (whole, rest) = (thousandths.unsigned_abs() / 1000, thousandths.unsigned_abs() % 1000);
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole}.{}", format!("{rest:03}").trim_end_matches('0'))
}
