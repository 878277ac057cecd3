//! What may be shown of an item (表示の可否): inner life as a hit only, informants and free text not by default.

use domain::{ItemId, PurposeId};

use crate::{Catalog, Sensitivity};

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

/// What may be shown of an item for a purpose. Who informed is shown in no view.
pub(crate) fn display(catalog: &Catalog, item: &ItemId, purpose: &PurposeId, view: View) -> Display {
    let (Some(item), Some(purpose)) = (catalog.items.get(item), catalog.purposes.get(purpose)) else {
        return Display::Hidden;
    };
    if !purpose.allows(&item.id) || item.is(Sensitivity::Informant) {
        return Display::Hidden;
    }
    if item.is(Sensitivity::InnerLife) && !purpose.inner_life_values_allowed {
        return Display::HitOnly(item.hit_text());
    }
    if view == View::Default && !item.default_view { Display::Hidden } else { Display::Value }
}

/// The same for somebody who holds a duty: `visibility.toml` opens the full view, informants, and closes what is never seen.
pub(crate) fn display_to(catalog: &Catalog, item: &ItemId, purpose: &PurposeId, view: View, duty: &str) -> Display {
    let visibility = &catalog.visibility;
    let Some(found) = catalog.items.get(item) else { return Display::Hidden };
    let never = visibility.never.get(duty).into_iter().flatten();
    if never.into_iter().any(|kind| Sensitivity::from_name(kind).is_some_and(|kind| found.is(kind))) {
        return Display::Hidden;
    }
    let view = if visibility.full_view_for(duty) { view } else { View::Default };
    let informant = found.is(Sensitivity::Informant)
        && view == View::Full
        && visibility.informants.iter().any(|name| name == duty)
        && catalog.purposes.get(purpose).is_some_and(|purpose| purpose.allows(item));
    if informant { Display::Value } else { display(catalog, item, purpose, view) }
}
