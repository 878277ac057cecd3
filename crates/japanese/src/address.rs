//! Addresses (住所): prefecture, municipality, town, 丁目-番地-号 and 方書 in any notation, and the keys by which they are compared.

mod city;
mod even;
mod gazetteer;
mod key;
mod number;
mod parse;

pub use gazetteer::{Gazetteer, Town, gazetteer};
pub use key::{key, key_with_building, local_key, room};
pub use parse::parse;

/// An address taken apart. Empty where the address does not say; nothing is invented.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// 都道府県; also filled in when the municipality leaves no doubt.
    pub prefecture: String,
    /// 市区町村 with 郡 and ward, as the gazetteer writes it where it is known there.
    pub city: String,
    /// 町字 without 大字 and 丁目.
    pub town: String,
    /// 小字 or other words between the town and the numbers.
    pub koaza: String,
    /// 丁目.
    pub chome: Option<u16>,
    /// The 丁目 is called 丁 (堺市).
    pub chome_is_cho: bool,
    /// 番地 or 番, with 甲, 乙 … in front where it has one.
    pub banchi: String,
    /// 号 or 枝番.
    pub go: String,
    /// A further branch number.
    pub branch: String,
    /// 方書: building, room, 様方.
    pub building: String,
    /// The town was found in the gazetteer.
    pub known: bool,
}

/// Addresses are personal: only whether the town is known is shown.
impl std::fmt::Debug for Address {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Address").field("known", &self.known).finish_non_exhaustive()
    }
}

impl Address {
    /// 丁目, 番地, 号 and branch joined by hyphens: `2-11-8`.
    #[must_use]
    pub fn numbers(&self) -> String {
        self.number_parts().collect::<Vec<_>>().join("-")
    }

    /// The numbers in order, without empty ones.
    pub(crate) fn number_parts(&self) -> impl Iterator<Item = std::borrow::Cow<'_, str>> {
        let chome = self.chome.map(|number| std::borrow::Cow::Owned(number.to_string()));
        let others = [&self.banchi, &self.go, &self.branch]
            .into_iter()
            .filter(|part| !part.is_empty())
            .map(|part| std::borrow::Cow::Borrowed(part.as_str()));
        chome.into_iter().chain(others)
    }

    /// The address in one notation: 東京都昭島市田中町1丁目17-1 ○○荘.
    #[must_use]
    pub fn canonical(&self) -> String {
        let mut out = [self.prefecture.as_str(), &self.city, &self.town, &self.koaza].concat();
        if let Some(chome) = self.chome {
            out.push_str(&chome.to_string());
            out.push_str(if self.chome_is_cho { "丁" } else { "丁目" });
        }
        let rest = [&self.banchi, &self.go, &self.branch];
        out.push_str(
            &rest.into_iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join("-"),
        );
        if !self.building.is_empty() {
            out.push(' ');
            out.push_str(&self.building);
        }
        out
    }
}
