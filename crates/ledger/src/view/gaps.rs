//! What is not recorded: delivered without a row, never delivered, or out of scope. "Not recorded" is not "no".

use std::collections::BTreeMap;

use catalog::{Display, Item};
use domain::PersonId;

use crate::coverage::Covered;
use crate::knowledge::Knowledge;
use crate::shown::Reader;
use crate::view::Line;
use crate::view::sections::{Book, SectionKind};

/// Adds, system by system, the items the purpose allows and the ledger does not hold.
pub(crate) fn add(knowledge: &Knowledge, person: PersonId, reader: &Reader<'_>, book: &mut Book) {
    let Some(purpose) = reader.catalog.purposes.get(reader.purpose) else {
        return;
    };
    let mut gaps: BTreeMap<(&str, String), Vec<&Item>> = BTreeMap::new();
    for id in purpose.items.iter().filter(|id| !book.holds(id)) {
        let Some(item) = reader.catalog.items.get(id) else {
            continue;
        };
        // What would be shown only on demand is no gap, nor is one whose twin about another member is held.
        let twin = item.counterpart.as_ref().is_some_and(|other| book.holds(other));
        if twin || reader.catalog.display(id, reader.purpose, reader.view) == Display::Hidden {
            continue;
        }
        gaps.entry((&item.system, answer(knowledge, person, item))).or_default().push(item);
    }
    for ((system, answer), items) in gaps {
        let mut items = items;
        items.sort_by_key(|item| (item.line, &item.id));
        let mut titles: Vec<&str> = items.iter().map(|item| item.title()).collect();
        titles.dedup();
        let line = Line::words(&format!("{answer}（{system}）"), titles.join("、"));
        book.add(SectionKind::Gaps, line);
    }
}

fn answer(knowledge: &Knowledge, person: PersonId, item: &Item) -> String {
    match knowledge.coverage(&item.id, person, knowledge.as_of) {
        Covered::OutOfScope(limit) => limit.text().to_owned(),
        Covered::Yes => "記録なし".to_owned(),
        Covered::NotDelivered => match knowledge.delivered_until(&item.id, person) {
            Some(month) => format!("記録なし・{:04}-{:02}提供分まで", month.year(), month.month()),
            None => "未確認".to_owned(),
        },
    }
}
