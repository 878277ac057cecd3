//! What may be taken in today (受入の可否): an item that no active purpose allows does not exist.

use std::collections::BTreeMap;

use domain::{ItemId, PurposeId};

/// The items that purposes in force today allow. Drives `ingest`: everything else is named, counted and dropped.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Admission {
    pub(crate) purposes: Vec<PurposeId>,
    pub(crate) items: BTreeMap<ItemId, Vec<PurposeId>>,
    pub(crate) tax: bool,
}

impl Admission {
    /// The active purposes that allow an item; `None` when none does.
    #[must_use]
    pub fn admits(&self, item: &ItemId) -> Option<&[PurposeId]> {
        self.items.get(item).map(Vec::as_slice)
    }

    /// The purposes in force, sorted.
    #[must_use]
    pub fn purposes(&self) -> &[PurposeId] {
        &self.purposes
    }

    /// Whether a purpose in force records a consent or legal basis for tax data; otherwise tax headers refuse the file.
    #[must_use]
    pub const fn admits_tax(&self) -> bool {
        self.tax
    }

    /// Whether nothing may be taken in at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}
