//! What may be shown of an item (表示の可否): inner life as a hit only, informants and free text not by default.

use domain::{ItemId, PurposeId};

/// What a purpose lets see of an item (表示の可否).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Display {
    /// The value.
    Value,
    /// Only that there is something, in these words.
    HitOnly(String),
    /// Nothing; for this reader the item does not exist.
    Hidden,
}

/// How much a reader asked to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum View {
    /// 標準表示: without informants, free text and a parent's mental disability.
    Default,
    /// 詳細表示: opened on purpose, by duties that `visibility.toml` names, with an entry in the trail.
    Full,
}

/// What may be shown of an item for a purpose.
pub(crate) fn display(catalog: &crate::Catalog, item: &ItemId, purpose: &PurposeId, view: View) -> Display {
    let (Some(item), Some(purpose)) = (catalog.items.get(item), catalog.purposes.get(purpose)) else {
        return Display::Hidden;
    };
    if !purpose.allows(&item.id) {
        return Display::Hidden;
    }
    if item.is(crate::Sensitivity::InnerLife) && !purpose.inner_life_values_allowed {
        return Display::HitOnly(item.hit_text());
    }
    if view == View::Default && !item.default_view { Display::Hidden } else { Display::Value }
}
