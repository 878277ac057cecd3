//! Which matched columns may be stored today (受入の可否): items by purpose, matching columns alongside, the rest dropped.

use catalog::Catalog;
use catalog::purpose::Purpose;
use domain::{Field, ItemId, PurposeId};
use jiff::civil::Date;

use crate::header::{Header, Matching};
use crate::layout::{Layout, Spec};
use crate::outcome::ColumnNote;
use crate::refusal::{Refusal, RefusalKind};

/// What becomes of the columns of a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Admitted {
    /// Columns of the file to be stored.
    pub(crate) columns: Vec<usize>,
    pub(crate) taken: Vec<ColumnNote>,
    pub(crate) matching: Vec<ColumnNote>,
    pub(crate) dropped: Vec<ColumnNote>,
    pub(crate) ignored: Vec<String>,
    pub(crate) purposes: Vec<PurposeId>,
}

/// Whether a column helps to find the person, the time or the place in a school: it comes along with any admitted item.
fn serves_matching(spec: &Spec) -> bool {
    spec.key || matches!(&spec.field, Some(field) if !matches!(field, Field::Phone) || spec.item.is_none())
}

/// Decides column by column.
pub(crate) fn admit(
    file: &str,
    catalog: &Catalog,
    today: Date,
    layout: &Layout,
    header: &Header,
    matching: &Matching,
    without: &[usize],
) -> Result<Admitted, Refusal> {
    let active: Vec<&Purpose> = catalog.active_purposes(today).collect();
    // As `Catalog::admission` has it, for the few items of one file.
    let admitting = |item: &ItemId| -> Vec<PurposeId> {
        active.iter().filter(|purpose| purpose.items.contains(item)).map(|purpose| purpose.id.clone()).collect()
    };
    let mut admitted = Admitted::default();
    let mut companions = Vec::new();
    let joined: Vec<usize> = (0..header.len())
        .filter_map(|column| matching.columns[column].map(|(spec, _)| (column, &layout.columns[spec])))
        .flat_map(|(column, spec)| crate::prepare::joined(header, spec, column))
        .collect();
    for column in (0..header.len()).filter(|column| !without.contains(column)) {
        let title = header.full_title(column);
        let Some((spec, _)) = matching.columns[column].map(|(spec, number)| (&layout.columns[spec], number)) else {
            if !joined.contains(&column) {
                admitted.ignored.push(title);
            }
            continue;
        };
        let purposes = spec.item.as_ref().map(&admitting).unwrap_or_default();
        let note = ColumnNote { header: title.clone(), item: spec.item.clone(), purposes };
        if !note.purposes.is_empty() {
            admitted.columns.push(column);
            admitted.purposes.extend_from_slice(&note.purposes);
            admitted.taken.push(note);
        } else if serves_matching(spec) {
            companions.push((column, note));
        } else if spec.item.is_some() {
            admitted.dropped.push(note);
        } else {
            admitted.ignored.push(title);
        }
    }
    admitted.purposes.sort();
    admitted.purposes.dedup();
    if admitted.columns.is_empty() {
        return Err(no_purpose(file, catalog, today, layout, &catalog.admission(today)));
    }
    for (column, note) in companions {
        admitted.columns.push(column);
        admitted.matching.push(note);
    }
    Ok(admitted)
}

fn no_purpose(file: &str, catalog: &Catalog, today: Date, layout: &Layout, admission: &catalog::Admission) -> Refusal {
    let reasons: Vec<String> = catalog
        .purposes
        .values()
        .filter_map(|purpose| purpose.standing(today).refusal().map(|why| format!("「{}」は{why}", purpose.title)))
        .collect();
    let why = if admission.purposes().is_empty() {
        let reasons = if reasons.is_empty() { String::new() } else { format!("（{}）", reasons.join("、")) };
        format!("本日（{today}）有効な利用目的がありません{reasons}。")
    } else {
        format!("「{}」の項目を認める有効な利用目的がありません。", layout.name())
    };
    Refusal::new(
        RefusalKind::NoPurpose,
        file,
        why,
        "利用目的（config/purposes）の期間と対象項目を、総括管理主体に確認してください。認められるまで、このデータは取り込めません。",
    )
}
