//! What is known of one person, item by item: states once, histories newest first, long ones summed up.

use std::collections::BTreeMap;

use catalog::{Display, Item, Purpose};
use domain::{Field, ItemId, PersonId};
use jiff::civil::Date;

use crate::knowledge::Knowledge;
use crate::known_items::item as item_id;
use crate::shown::{Provenance, Reader, Shown, Subject};
use crate::support::SupportState;
use crate::view::sections::{Book, SectionKind};
use crate::view::{Line, Whom};
use crate::when::{Timing, When};

/// More values of one item than this are summed up in texts for people.
const SINGLE_VALUES_MAX: usize = 6;

/// Stands for answers about inner life.
const ANSWERED: &str = "回答あり（内容は表示しません）";

/// Adds what is known of the person.
pub(crate) fn add(knowledge: &Knowledge, person: PersonId, reader: &Reader<'_>, purpose: &Purpose, book: &mut Book) {
    let mut surveys: BTreeMap<&str, (usize, &Item, Known)> = BTreeMap::new();
    for (item, mut values) in values(knowledge, person, Subject::Child, reader, book) {
        // Of answers about inner life only that there are some, once for each survey. Whether one of them is a reason to
        // look is for rules to say, so the words of a hit would say too much here.
        for hit in values.extract_if(.., |known| known.hit_only) {
            let held = surveys.entry(survey(item)).or_insert_with(|| (0, item, hit.clone()));
            held.0 += 1;
            if hit.when.order() > held.2.when.order() {
                (held.1, held.2) = (item, hit);
            }
        }
        if values.is_empty() {
            continue;
        }
        add_lines(SectionKind::of(item), item, &values, None, purpose, book);
    }
    if let Some(grade) = knowledge.grade(person, knowledge.as_of) {
        derived(knowledge, reader, purpose, "child.grade", grade.label(), None, book);
    }
    for (survey, (answers, item, newest)) in surveys {
        let line = Line {
            when: newest.when.to_string(),
            item: Some(item.id.clone()),
            provenance: Some(newest.provenance),
            basis: basis(item, purpose),
            rows: answers,
            ..Line::words(survey, ANSWERED.to_owned())
        };
        book.add(SectionKind::of(item), line);
    }
    for sighting in knowledge.sightings(person) {
        if reader.shown(knowledge, person, Subject::Child, &sighting.observation) == Shown::Hidden {
            continue;
        }
        let when = if sighting.exact { sighting.on.to_string() } else { sighting.observation.when().to_string() };
        book.add(
            SectionKind::Contact,
            Line {
                when,
                provenance: Some(reader.provenance(knowledge, person, &sighting.observation)),
                rows: 1,
                ..Line::words("最後に会った日", sighting.by.to_owned())
            },
        );
    }
    let support = knowledge.support(person);
    let may =
        ["consultation.intake.date", "support.status", "support.from"].iter().any(|id| purpose.allows(&item_id(id)));
    if may && support != SupportState::None {
        book.add(SectionKind::Support, Line::words("現在の状況", support.text()));
    }
    for judgement in knowledge.judgements(person) {
        let mut value = format!("{}（{}）", judgement.verdict, judgement.by);
        if let Some((day, outcome)) = &judgement.outcome {
            value.push_str(&format!(" → {outcome}（{day}）"));
        }
        book.add(SectionKind::Judgements, Line { when: judgement.on.to_string(), ..Line::words("判断", value) });
    }
}

/// Adds what follows from other values (学年 and 年齢 from the birth date), unless it was delivered or the purpose does not allow it.
pub(crate) fn derived(
    knowledge: &Knowledge,
    reader: &Reader<'_>,
    purpose: &Purpose,
    id: &str,
    value: String,
    whom: Option<&Whom>,
    book: &mut Book,
) {
    let id = item_id(id);
    let Some(item) = reader.catalog.items.get(&id) else {
        return;
    };
    let shown = reader.catalog.display(&id, reader.purpose, reader.view) == Display::Value;
    if !shown || book.states(&id, whom) {
        return;
    }
    book.hold(&id);
    let line = Line {
        whom: whom.cloned(),
        when: format!("{}現在", knowledge.as_of),
        basis: basis(item, purpose),
        item: Some(id),
        ..Line::words(item.title(), value)
    };
    book.add(SectionKind::of(item), line);
}

/// The survey an answer belongs to.
fn survey(item: &Item) -> &str {
    if item.elements[0].is_empty() { item.title() } else { &item.elements[0] }
}

/// On what legal ground an item is shown.
fn basis(item: &Item, purpose: &Purpose) -> String {
    let ground = if item.provision { "提供" } else { "目的外利用" };
    format!("{ground}（{}）", purpose.basis.reference())
}

/// One value as shown.
#[derive(Clone)]
pub(crate) struct Known {
    value: String,
    when: When,
    provenance: Provenance,
    hit_only: bool,
}

/// Everything a reader may see of a person, by the item it is read under, in the order of the catalogue.
pub(crate) fn values<'c>(
    knowledge: &Knowledge,
    person: PersonId,
    subject: Subject,
    reader: &Reader<'c>,
    book: &mut Book,
) -> Vec<(&'c Item, Vec<Known>)> {
    let mut values: BTreeMap<(u32, &'c ItemId), (&'c Item, Vec<Known>)> = BTreeMap::new();
    for row in knowledge.rows(person) {
        let mut dates = Vec::new();
        let mut others = false;
        for (at, column) in row.table().columns.iter().enumerate() {
            if column.meta.role != row.role() || column.raw(row.row()).trim().is_empty() {
                continue;
            }
            let (Some(delivered), Ok(at)) = (&column.meta.item, u16::try_from(at)) else {
                continue;
            };
            let observation = row.with_column(at);
            let shown = reader.shown(knowledge, person, subject, &observation);
            let when = observation.when();
            let Some(text) = shown.text().filter(|_| !when.is_after(knowledge.as_of)) else {
                continue;
            };
            let Some(item) = reader.catalog.items.get(&reader.item(delivered, subject)) else {
                continue;
            };
            let known = Known {
                value: text.split_whitespace().collect::<Vec<_>>().join(" "),
                when: if is_state(column) { observation.state_when() } else { when },
                provenance: reader.provenance(knowledge, person, &observation),
                hit_only: matches!(shown, Shown::HitOnly(_)),
            };
            book.hold(&item.id);
            // The day of a row stands beside its other values.
            if matches!(column.meta.field, Some(Field::On | Field::Month)) {
                dates.push((item, known));
            } else {
                others |= !matches!(column.meta.field, Some(Field::Identifier(_)));
                values.entry((item.line, &item.id)).or_insert_with(|| (item, Vec::new())).1.push(known);
            }
        }
        for (item, known) in dates.into_iter().filter(|_| !others) {
            values.entry((item.line, &item.id)).or_insert_with(|| (item, Vec::new())).1.push(known);
        }
    }
    values.into_values().collect()
}

/// Whether a column says who somebody is, whatever day its row speaks of: a name in a receipt of May is no event of May.
fn is_state(column: &domain::Column) -> bool {
    let timed = matches!(
        column.meta.field,
        None | Some(Field::On | Field::From | Field::To | Field::Month | Field::FiscalYear)
    );
    !timed
}

/// Values of one item by first and last day, whether they have a time, and text: how many rows, and the newest of them.
type Distinct<'a> = BTreeMap<(Option<Date>, Option<Date>, bool, &'a str), (usize, &'a Known)>;

/// Adds the lines of one item.
pub(crate) fn add_lines(
    section: SectionKind,
    item: &Item,
    values: &[Known],
    whom: Option<&Whom>,
    purpose: &Purpose,
    book: &mut Book,
) {
    let mut distinct: Distinct<'_> = BTreeMap::new();
    for known in values {
        // A state that many deliveries repeat is one line: the newest delivery speaks.
        let time = (known.when.timing != Timing::Delivery).then_some(known.when);
        let key = (time.and_then(|w| w.first()), time.and_then(|w| w.last()), time.is_some(), known.value.as_str());
        let held = distinct.entry(key).or_insert((0, known));
        held.0 += 1;
        if known.provenance.as_of > held.1.provenance.as_of {
            held.1 = known;
        }
    }
    let line = |rows: usize, known: &Known| Line {
        whom: whom.cloned(),
        label: item.title().to_owned(),
        value: known.value.clone(),
        when: known.when.to_string(),
        item: Some(item.id.clone()),
        provenance: Some(known.provenance.clone()),
        basis: basis(item, purpose),
        rows,
        folded: false,
    };
    let mut lines: Vec<Line> = distinct.values().rev().map(|(rows, known)| line(*rows, known)).collect();
    if lines.len() > SINGLE_VALUES_MAX {
        for line in &mut lines {
            line.folded = true;
        }
        let newest = distinct.values().next_back().map(|(_, known)| *known);
        if let Some(newest) = newest {
            book.add(section, Line { value: summary(&distinct), rows: values.len(), ..line(values.len(), newest) });
        }
    }
    for line in lines {
        book.add(section, line);
    }
}

/// Many values in one line: how often each of the most frequent ones.
fn summary(distinct: &Distinct<'_>) -> String {
    const NAMED: usize = 6;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for ((_, _, _, value), (rows, _)) in distinct {
        *counts.entry(value).or_default() += rows;
    }
    let total: usize = counts.values().sum();
    if counts.len() > NAMED {
        return format!(
            "{total}件（最新: {}）",
            distinct.values().next_back().map_or("", |(_, known)| known.value.as_str())
        );
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(value, count)| (std::cmp::Reverse(*count), *value));
    let parts: Vec<String> = counts
        .into_iter()
        .map(|(value, count)| {
            if value.chars().all(|c| c.is_ascii_digit()) {
                format!("「{value}」{count}件")
            } else {
                format!("{value} {count}件")
            }
        })
        .collect();
    parts.join("、")
}
