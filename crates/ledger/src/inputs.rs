//! What a run hands in: deliveries, who their rows speak of, and what people decided.

use catalog::Catalog;
use domain::{PersonId, RecordKey, Resolution, Table};
use jiff::civil::Date;

/// Everything [`crate::Knowledge::build`] folds. The same inputs give the same knowledge, whatever their order.
///
/// Hand in every delivery that was not withdrawn: what is later than `as_of` or superseded is left aside here (of superseded
/// deliveries only the flags of 支援措置 are read, so they may come with that column alone).
pub struct Inputs<'c> {
    /// Deliveries, in any order.
    pub tables: Vec<Table>,
    /// Whom their rows speak of. Another linkage of the same deliveries is another list: joining and splitting persons is reversible.
    pub resolutions: Vec<Resolution>,
    /// Items and source definitions.
    pub catalog: &'c Catalog,
    /// The date whose knowledge is used.
    pub as_of: Date,
    /// Shields remembered from deliveries that are not handed in any more.
    pub shields: Vec<Shielded>,
    /// Persons whose shield was lifted by an explicit, separate decision.
    pub lifted: Vec<PersonId>,
    /// Persons on lists of supported children that a person imported (支援中リスト).
    pub supported: Vec<Supported>,
    /// What people judged before (これまでの判断).
    pub judgements: Vec<Judgement>,
}

impl<'c> Inputs<'c> {
    /// Inputs without remembered decisions.
    #[must_use]
    pub fn new(tables: Vec<Table>, resolutions: Vec<Resolution>, catalog: &'c Catalog, as_of: Date) -> Self {
        Self {
            tables,
            resolutions,
            catalog,
            as_of,
            shields: Vec::new(),
            lifted: Vec::new(),
            supported: Vec::new(),
            judgements: Vec::new(),
        }
    }
}

/// Someone under 支援措置, remembered from an earlier delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shielded {
    /// By person.
    Person(PersonId),
    /// By the record that carried the flag; finds its person through any resolution that holds the record.
    Record(RecordKey),
}

/// A line of a list of supported children.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Supported {
    /// Whom it names.
    pub person: PersonId,
    /// Supported from; `None` = the list does not say.
    pub since: Option<Date>,
    /// Support ended on; `None` = still.
    pub until: Option<Date>,
    /// Day the list is known from.
    pub known: Date,
    /// Name of the list, for people.
    pub list: String,
}

/// An earlier judgement of a named person about a child, with what came of it (判断と結果).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Judgement {
    /// Whom it is about.
    pub person: PersonId,
    /// When.
    pub on: Date,
    /// Who judged (判断者).
    pub by: String,
    /// What was judged, in words (例: 確認不要、面談する).
    pub verdict: String,
    /// What came of it, with its day; `None` = not known yet.
    pub outcome: Option<(Date, String)>,
}
