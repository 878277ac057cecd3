//! One person's ledger (台帳): sections of values, each with its source and basis, as far as the reader may see them.
//!
//! What the purpose does not allow is not in it, not even as a name. Does not know terminals, JSON or HTML: it is plain data.

mod around;
mod gaps;
mod own;
mod sections;
mod text;

use catalog::Purpose;
use domain::{ItemId, PersonId};
use jiff::civil::Date;

use crate::knowledge::Knowledge;
use crate::shown::{Provenance, Reader, Subject};

pub use sections::SectionKind;

/// A ledger as somebody may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerView {
    /// Whose.
    pub person: PersonId,
    /// The name the person goes by, when the purpose allows it.
    pub name: Option<String>,
    /// The date whose knowledge it is.
    pub as_of: Date,
    /// Id of the purpose.
    pub purpose: String,
    /// Title of the purpose.
    pub purpose_title: String,
    /// Its legal basis.
    pub basis: String,
    /// 支援措置: address, school and facility are not shown.
    pub shielded: bool,
    /// The sections in their fixed order; empty ones are left out.
    pub sections: Vec<Section>,
}

/// A section of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Which.
    pub kind: SectionKind,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// One line of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Whom it is about, when not the person: the relation in words.
    pub whom: Option<Whom>,
    /// What it is: the item's title.
    pub label: String,
    /// The value, the words that stand for it, or a summary of many values.
    pub value: String,
    /// When it speaks of.
    pub when: String,
    /// The item, where the line shows one.
    pub item: Option<ItemId>,
    /// Where it comes from; of a summary the newest row.
    pub provenance: Option<Provenance>,
    /// On what legal ground it is shown: 目的外利用 or 提供, and the purpose's basis.
    pub basis: String,
    /// How many rows it stands for.
    pub rows: usize,
    /// A single value that a summary of the same item stands for; texts for people leave it out.
    pub folded: bool,
}

/// Another person in a ledger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Whom {
    /// Who.
    pub person: PersonId,
    /// The relation in words.
    pub relation: String,
}

impl Line {
    /// A line of words without an item.
    pub(crate) fn words(label: &str, value: String) -> Self {
        Self {
            whom: None,
            label: label.to_owned(),
            value,
            when: String::new(),
            item: None,
            provenance: None,
            basis: String::new(),
            rows: 0,
            folded: false,
        }
    }
}

/// A person's ledger for a reader; `None` when the person or the purpose is not known.
#[must_use]
pub fn ledger_view(knowledge: &Knowledge, person: PersonId, reader: &Reader<'_>) -> Option<LedgerView> {
    let purpose: &Purpose = reader.catalog.purposes.get(reader.purpose)?;
    if !knowledge.people.is_known(person.0) {
        return None;
    }
    let mut book = sections::Book::default();
    own::add(knowledge, person, reader, purpose, &mut book);
    around::add(knowledge, person, reader, purpose, &mut book);
    gaps::add(knowledge, person, reader, &mut book);
    Some(LedgerView {
        person,
        name: knowledge.shown_name(person, Subject::Child, reader),
        as_of: knowledge.as_of,
        purpose: purpose.id.to_string(),
        purpose_title: purpose.title.clone(),
        basis: purpose.basis.reference(),
        shielded: knowledge.shield(person),
        sections: book.into_sections(),
    })
}
