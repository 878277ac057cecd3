//! What is not recorded: delivered without a row, never delivered, or out of scope. "Not recorded" is not "no".

use std::collections::BTreeMap;

use catalog::{Display, Item};
use domain::PersonId;

use crate::coverage::Covered;
use crate::knowledge::Knowledge;
use crate::shown::Reader;
use crate::view::Line;
use crate::view::sections::{Book, SectionKind};

/// Nothing was delivered that could tell.
const NOT_DELIVERED: &str = "未確認";

/// Up to so many items of one group are named; of more only how many there are.
const NAMED_MAX: usize = 3;

/// Adds, system by system, the items the purpose allows and the ledger does not hold: grouped as in the catalogue, and systems of
/// which nothing was delivered in one line.
pub(crate) fn add(knowledge: &Knowledge, person: PersonId, reader: &Reader<'_>, book: &mut Book) {
    let Some(purpose) = reader.catalog.purposes.get(reader.purpose) else {
        return;
    };
    let mut gaps: BTreeMap<(&str, String), Vec<&Item>> = BTreeMap::new();
    let mut visible: BTreeMap<&str, usize> = BTreeMap::new();
    for id in &purpose.items {
        let Some(item) = reader.catalog.items.get(id) else {
            continue;
        };
        // What would be shown only on demand is no gap, nor is one whose twin about another member is held.
        if reader.catalog.display(id, reader.purpose, reader.view) == Display::Hidden {
            continue;
        }
        *visible.entry(&item.system).or_default() += 1;
        let twin = item.counterpart.as_ref().is_some_and(|other| book.holds(other));
        if !twin && !book.holds(id) {
            gaps.entry((&item.system, answer(knowledge, person, item))).or_default().push(item);
        }
    }
    let mut silent: Vec<String> = Vec::new();
    for ((system, answer), items) in gaps {
        if answer == NOT_DELIVERED && items.len() > NAMED_MAX && visible.get(system) == Some(&items.len()) {
            silent.push(format!("{system}（{}項目）", items.len()));
        } else {
            book.add(SectionKind::Gaps, Line::words(&format!("{answer}（{system}）"), by_group(items)));
        }
    }
    if !silent.is_empty() {
        book.add(SectionKind::Gaps, Line::words(&format!("{NOT_DELIVERED}（提供なし）"), silent.join("、")));
    }
}

/// Items as the catalogue groups them: a few by name, more by how many they are.
fn by_group(mut items: Vec<&Item>) -> String {
    items.sort_by_key(|item| (item.line, &item.id));
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for item in items {
        let name = item.elements[0].as_str();
        let at = groups.iter().position(|(group, _)| *group == name).unwrap_or_else(|| {
            groups.push((name, Vec::new()));
            groups.len() - 1
        });
        groups[at].1.push(item.title());
    }
    let texts: Vec<String> = groups
        .into_iter()
        .map(|(name, mut titles)| {
            let count = titles.len();
            titles.dedup();
            match count {
                _ if name.is_empty() || titles == [name] => titles.join("、"),
                1..=NAMED_MAX => format!("{name}（{}）", titles.join("・")),
                _ => format!("{name}（{count}項目）"),
            }
        })
        .collect();
    texts.join("、")
}

fn answer(knowledge: &Knowledge, person: PersonId, item: &Item) -> String {
    match knowledge.coverage(&item.id, person, knowledge.as_of) {
        Covered::OutOfScope(limit) => limit.text().to_owned(),
        Covered::Yes => "記録なし".to_owned(),
        Covered::NotDelivered => match knowledge.delivered_until(&item.id, person) {
            Some(month) => format!("記録なし・{:04}-{:02}提供分まで", month.year(), month.month()),
            None => NOT_DELIVERED.to_owned(),
        },
    }
}
