//! `sources/*.toml`: read, and every reference to items, code tables, roles and other sources followed.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Field, ItemId};

use super::toml_files::{date, read};
use super::{Files, folder};
use crate::fault::{Faults, Lines};
use crate::source::Source;
use crate::{Catalog, nearest};

/// `sources/*.toml`.
pub(super) fn sources(files: &Files<'_>, catalog: &mut Catalog, faults: &mut Faults) {
    let read: Vec<(Lines<'_>, Source)> = folder(files, "sources", ".toml")
        .filter_map(|lines| read::<Source>(lines, faults).map(|source| (lines, source)))
        .collect();
    let ids: BTreeSet<&str> = read.iter().map(|(_, source)| source.id.as_str()).collect();
    for (lines, source) in &read {
        check(*lines, source, &ids, catalog, faults);
    }
    overlaps(&read, faults);
    // A column whose part nobody understands would be read as no part at all: such a definition does not come in.
    catalog.sources =
        read.into_iter().map(|(_, source)| source).filter(|source| unknown_fields(source).next().is_none()).collect();
    catalog.sources.sort_by(|a, b| (&a.id, &a.valid_from).cmp(&(&b.id, &b.valid_from)));
}

fn check(lines: Lines<'_>, source: &Source, ids: &BTreeSet<&str>, catalog: &Catalog, faults: &mut Faults) {
    let mut dates = Vec::new();
    for (key, text) in [("valid_from", &source.valid_from), ("valid_to", &source.valid_to)] {
        dates.push(text.as_deref().and_then(|text| date(lines, key, text, 0, faults)));
    }
    if let [Some(from), Some(to)] = dates[..]
        && to < from
    {
        faults.error(lines.key("valid_to", 0), "valid_to が valid_from より前です。", "日付を確かめてください。");
    }
    if source.columns.is_empty() {
        faults.error(lines.whole(), "列（[[column]]）が一つもありません。", "抽出データの列を書いてください。");
    }
    references(lines, source, ids, faults);
    fields(lines, source, faults);
    columns(lines, source, catalog, faults);
    super::given::check(lines, source, faults);
}

/// Roles, rosters, keys and slices name what exists.
fn references(lines: Lines<'_>, source: &Source, ids: &BTreeSet<&str>, faults: &mut Faults) {
    let roles: BTreeSet<&str> = source.roles.iter().map(|role| role.id.as_str()).collect();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for role in source.columns.iter().filter_map(|column| column.role.as_deref()).filter(|role| !roles.contains(role)) {
        let nth = seen.entry(role).or_default();
        faults.error(
            lines.value(role, *nth),
            format!("役割「{role}」は [[role]] にありません。"),
            nearest::cure(role, roles.iter().copied(), "[[role]] を加えるか、名前を直してください。"),
        );
        *nth += 1;
    }
    let rosters = source.roles.iter().flat_map(|role| &role.refers).filter_map(|refers| refers.roster.as_deref());
    for roster in rosters.filter(|roster| !ids.contains(roster)) {
        faults.error(
            lines.value(roster, 0),
            format!("名簿の連携元「{roster}」は sources/ にありません。"),
            format!(
                "{}名簿のひな形を自分の名簿に置き換えたのなら、自分の名簿の定義の id を「{roster}」にすれば、ここは直さずに済みます。",
                nearest::cure(roster, ids.iter().copied(), "連携元のIDを確かめてください。")
            ),
        );
    }
    let headers: BTreeSet<String> = source
        .columns
        .iter()
        .flat_map(|column| column.header.names())
        .map(|name| japanese::text::header_key(name))
        .collect();
    for (what, names) in [("key", &source.key), ("slice", &source.delivery.slice)] {
        for name in names.iter().filter(|name| !headers.contains(&japanese::text::header_key(name))) {
            faults.error(
                lines.value(name, 0),
                format!("{what} の「{name}」は、どの列の見出しでもありません。"),
                "[[column]] の header に書いた見出しを使ってください。",
            );
        }
    }
}

/// The parts columns play, as written: `field = …` and the words of `by = […]`.
fn written_fields(source: &Source) -> impl Iterator<Item = (&'static str, &str)> {
    let own = source.columns.iter().filter_map(|column| column.field.as_deref()).map(|name| ("field", name));
    let compared = source.roles.iter().flat_map(|role| &role.refers).flat_map(|refers| &refers.by);
    own.chain(compared.map(|name| ("by", name.as_str())))
}

fn unknown_fields(source: &Source) -> impl Iterator<Item = (&'static str, &str)> {
    written_fields(source).filter(|(_, name)| Field::named(name).is_none())
}

/// Every part a column plays is one there is: a misspelt one (`birthdate`) would silently play none.
fn fields(lines: Lines<'_>, source: &Source, faults: &mut Faults) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (key, name) in unknown_fields(source) {
        let nth = seen.entry(name).or_default();
        let known: Vec<&str> = Field::names().collect();
        faults.error(
            lines.value(name, *nth),
            format!("{key} の「{name}」は、照合・時点・所属の項目として使えない言葉です。"),
            nearest::cure(
                name,
                known.iter().copied(),
                &format!("使える言葉: {}、identifier:番号の名前（identifier:atena など）", known.join("、")),
            ),
        );
        *nth += 1;
    }
}

/// Items and code tables exist; the owner agrees with the catalogue.
fn columns(lines: Lines<'_>, source: &Source, catalog: &Catalog, faults: &mut Faults) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut owners: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut systems: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut system_fits = false;
    for column in &source.columns {
        if let Some(id) = column.item.as_deref() {
            let nth = seen.entry(id).or_default();
            match catalog.items.get(&ItemId::new(id)) {
                None => faults.error(
                    lines.value(id, *nth),
                    format!("項目 {id} は items.csv にありません。"),
                    nearest::cure(
                        id,
                        catalog.items.keys().map(ItemId::as_str),
                        "items.csv に加えるか、項目IDを直してください（docs/guide/new-item.md）。",
                    ),
                ),
                // Matching columns (氏名 …) stand in every extract, whoever holds the item itself.
                Some(item) if column.field.is_none() => {
                    if item.owner != source.owner {
                        owners.entry(item.owner.as_str()).or_default().push(id);
                    }
                    if item.systems().any(|system| system == source.system) {
                        system_fits = true;
                    } else {
                        systems.entry(item.system.as_str()).or_default().push(id);
                    }
                }
                Some(_) => {}
            }
            *nth += 1;
        }
        if let Some(table) = column.codes.as_deref()
            && !catalog.codes.contains_key(table)
        {
            faults.error(
                lines.value(table, 0),
                format!("コード表「{table}」は codes/ にありません。"),
                nearest::cure(
                    table,
                    catalog.codes.keys().map(String::as_str),
                    "codes/ に置くか、名前を直してください。",
                ),
            );
        }
    }
    if system_fits {
        // The annex may keep a few items under the name of a neighbouring system; one that fits is enough.
        systems.clear();
    }
    for (what, key, own, differing) in
        [("保有・管理主体", "owner", &source.owner, owners), ("システム名", "system", &source.system, systems)]
    {
        for (name, items) in differing {
            faults.alert(
                lines.key(key, 0),
                format!("{what}「{own}」が項目台帳の「{name}」と異なります（{}）。", items.join("、")),
                "項目台帳（items.csv）か、この連携元のどちらかを実際に合わせてください。",
            );
        }
    }
}

/// Two layouts of one source may not be delivered on the same day.
fn overlaps(read: &[(Lines<'_>, Source)], faults: &mut Faults) {
    for (index, (lines, source)) in read.iter().enumerate() {
        let together = |other: &Source| {
            let starts_before_end = |from: &Option<String>, to: &Option<String>| match (from, to) {
                (Some(from), Some(to)) => from <= to,
                _ => true,
            };
            other.id == source.id
                && starts_before_end(&source.valid_from, &other.valid_to)
                && starts_before_end(&other.valid_from, &source.valid_to)
        };
        if let Some((other, _)) = read[..index].iter().find(|(_, other)| together(other)) {
            faults.error(
                lines.value(&source.id, 0),
                format!("連携元 {} の有効期間が {} と重なっています。", source.id, other.file),
                "valid_from と valid_to で期間を分けるか、id を変えてください。",
            );
        }
    }
}
