//! Selectors of items (項目の指定): `all`, `category=子ども`, `owner=健康課`, `child.*`, and the same to leave out.

use std::collections::BTreeMap;

use domain::ItemId;

use crate::Item;

/// One parsed selector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Selector<'a> {
    /// `all`.
    All,
    /// `annex`: the numbered items of the consultation's annex (別紙).
    Annex,
    /// `category=…`.
    Category(&'a str),
    /// `element1=…`.
    Element(&'a str),
    /// `owner=…`.
    Owner(&'a str),
    /// `system=…`.
    System(&'a str),
    /// `sensitivity=…`.
    Sensitivity(&'a str),
    /// `provision=○`.
    Provision,
    /// An id, or one with `*` for any text.
    Id(&'a str),
}

impl<'a> Selector<'a> {
    /// Reads a selector; `None` for an unknown field before `=`.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let text = text.trim();
        Some(match text.split_once('=').map(|(field, value)| (field.trim(), value.trim())) {
            None if text == "all" => Self::All,
            None if text == "annex" => Self::Annex,
            None => Self::Id(text),
            Some(("category" | "区分", value)) => Self::Category(value),
            Some(("element1" | "要素1", value)) => Self::Element(value),
            Some(("owner" | "保有・管理主体", value)) => Self::Owner(value),
            Some(("system" | "システム名", value)) => Self::System(value),
            Some(("sensitivity" | "取扱区分", value)) => Self::Sensitivity(value),
            Some(("provision" | "提供", _)) => Self::Provision,
            Some(_) => return None,
        })
    }

    fn takes(&self, item: &Item) -> bool {
        match self {
            Self::All => true,
            Self::Annex => item.number.is_some(),
            Self::Category(name) => item.category == *name,
            Self::Element(name) => item.elements[0] == *name,
            Self::Owner(name) => item.owner == *name,
            Self::System(name) => item.systems().any(|system| system == *name),
            Self::Sensitivity(name) => item.sensitivity.iter().any(|kind| kind.name() == *name),
            Self::Provision => item.provision,
            Self::Id(pattern) => glob(pattern, item.id.as_str()),
        }
    }

    /// Whether it names items one by one rather than in bulk.
    pub(crate) fn is_exact(&self) -> bool {
        matches!(self, Self::Id(id) if !id.contains('*'))
    }

    /// The items it takes.
    pub(crate) fn items<'i>(&self, items: &'i BTreeMap<ItemId, Item>) -> Vec<&'i Item> {
        items.values().filter(|item| self.takes(item)).collect()
    }
}

/// Whether a text fits a pattern in which `*` stands for any text. Linear in the text for each star.
pub(crate) fn glob(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        assert!(glob("child.*", "child.name"));
        assert!(glob("*.mental", "child.disability.mental"));
        assert!(glob("a*b*c", "a1b2c"));
        assert!(!glob("child.*", "household.address"));
        assert!(!glob("child", "child.name"));
        assert!(!glob("ab*ba", "aba"));
    }
}
