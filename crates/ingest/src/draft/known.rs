//! What the installation already knows: columns of its source definitions, items of its catalogue, code tables.

use std::collections::BTreeMap;

use catalog::Catalog;
use catalog::source::{ColumnDefinition, Source};
use domain::ItemId;
use japanese::text::header_key;

use super::profile::Profile;

/// A column of a definition the installation has.
#[derive(Debug, Clone)]
pub(super) struct Known<'a> {
    pub(super) source: &'a Source,
    pub(super) column: &'a ColumnDefinition,
}

/// A draft names so many rosters at most.
const ROSTERS_MAX: usize = 3;

/// Everything a draft can lean on.
pub(super) struct Knowledge<'a> {
    pub(super) catalog: &'a Catalog,
    columns: BTreeMap<String, Vec<Known<'a>>>,
}

impl<'a> Knowledge<'a> {
    pub(super) fn new(catalog: &'a Catalog) -> Self {
        let mut columns: BTreeMap<String, Vec<Known<'a>>> = BTreeMap::new();
        for source in &catalog.sources {
            for column in &source.columns {
                for name in column.header.names() {
                    columns.entry(header_key(&name.replace("{n}", ""))).or_default().push(Known { source, column });
                }
            }
        }
        Self { catalog, columns }
    }

    /// The column of a definition with this header: of the one most like the file, else of the same system, else of any. Headers that
    /// mean something else in every extract are believed in the first case only.
    pub(super) fn column(&self, key: &str, home: Option<&Source>, system: Option<&str>) -> Option<&Known<'a>> {
        let found = self.columns.get(key)?;
        let own = home.and_then(|home| found.iter().find(|known| known.source.id == home.id));
        if own.is_some() || is_generic(key) {
            return own;
        }
        let same = found.iter().find(|known| Some(known.source.system.as_str()) == system);
        same.or_else(|| found.iter().find(|known| known.column.field.is_some() || known.column.item.is_some()))
    }

    /// The definition most like the file: by headers that tell something, by items found in it, by words in its name.
    pub(super) fn home(
        &self,
        keys: &[String],
        items: &[&str],
        words: &str,
        system: Option<&str>,
    ) -> Option<&'a Source> {
        let words = header_key(words);
        let vote = |source: &Source| -> u32 {
            let headers = source
                .columns
                .iter()
                .filter(|column| {
                    tells(column)
                        && column.header.names().iter().any(|name| keys.contains(&header_key(&name.replace("{n}", ""))))
                })
                .count();
            let carried = source
                .columns
                .iter()
                .filter(|column| tells(column) && column.item.as_deref().is_some_and(|item| items.contains(&item)))
                .count();
            (headers * 3 + carried * 4) as u32
                + title_words(source).filter(|word| words.contains(&header_key(word))).count() as u32 * 5
        };
        let candidates =
            self.catalog.sources.iter().filter(|source| system.is_none_or(|system| source.system == system));
        candidates
            .map(|source| (vote(source), source))
            .filter(|(votes, _)| *votes >= 4)
            .max_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.id.cmp(&a.1.id)))
            .map(|(_, source)| source)
    }

    /// The system and owner the file most likely comes from: by the headers of known definitions, by the names of items, by words in
    /// the file name and title lines.
    pub(super) fn system(&self, keys: &[String], items: &[&str], words: &str) -> Option<(String, String)> {
        let mut votes: BTreeMap<(&str, &str), u32> = BTreeMap::new();
        for item in items.iter().filter_map(|item| self.catalog.items.get(&ItemId::new(item))) {
            if let Some(system) = item.systems().next() {
                *votes.entry((system, &item.owner)).or_default() += 6;
            }
        }
        for key in keys.iter().filter(|key| !is_generic(key)) {
            // Each header counts once for a system, however many of its extracts carry it; names and addresses hardly count.
            let known = self.columns.get(key).map(Vec::as_slice).unwrap_or_default();
            let mut systems: BTreeMap<(&str, &str), u32> = BTreeMap::new();
            for known in known {
                let weight = systems.entry((&known.source.system, &known.source.owner)).or_default();
                *weight = (*weight).max(match known.column.field.as_deref() {
                    _ if tells(known.column) => 4,
                    // 学籍番号 and 被保険者番号 are numbers of one system, 宛名番号 stands in all.
                    Some(field) if field.starts_with("identifier:") && field != "identifier:atena" => 3,
                    _ => 1,
                });
            }
            if known.iter().all(|known| tells(known.column)) {
                for item in self.catalog.items.values().filter(|item| header_key(item.title()) == *key) {
                    if let Some(system) = item.systems().next() {
                        systems.entry((system, &item.owner)).or_insert(2);
                    }
                }
            }
            for (system, weight) in systems {
                *votes.entry(system).or_default() += weight;
            }
        }
        let words = header_key(words);
        for source in &self.catalog.sources {
            let fitting = title_words(source).filter(|word| words.contains(&header_key(word))).count() as u32;
            *votes.entry((&source.system, &source.owner)).or_default() += fitting * 5;
        }
        for item in self.catalog.items.values() {
            if let Some(system) = item.systems().next() {
                let name = header_key(system.trim_end_matches("システム"));
                if !name.is_empty() && words.contains(&name) {
                    let vote = votes.entry((system, &item.owner)).or_default();
                    *vote = (*vote).max(30);
                }
            }
        }
        votes
            .into_iter()
            .max_by_key(|(name, votes)| (*votes, std::cmp::Reverse(*name)))
            .filter(|(_, votes)| *votes > 0)
            .map(|((system, owner), _)| (system.to_owned(), owner.to_owned()))
    }

    /// The system and owner of the rosters a town knows, for a list of pupils by class that was taken for a register of residents: both
    /// are full of names, birth dates and addresses.
    pub(super) fn system_of_pupils(
        &self,
        keys: &[String],
        words: &str,
        guessed: Option<&(String, String)>,
    ) -> Option<(String, String)> {
        const OTHERS: [&str; 7] = ["学童", "放課後", "園", "学齢簿", "就学", "援助", "アンケート"];
        let has = |wanted: &[&str]| keys.iter().any(|key| wanted.contains(&key.as_str()));
        let of_class = has(&["学年", "年", "在籍学年"]) && has(&["組", "学級", "クラス", "組名", "学級名"]);
        let of_household = keys.iter().any(|key| key.contains("世帯番号") || key.contains("世帯コード"));
        if !of_class || of_household || OTHERS.iter().any(|word| words.contains(word)) {
            return None;
        }
        let registers =
            |source: &&Source| source.columns.iter().any(|column| column.field.as_deref() == Some("household"));
        let of_residents = guessed.is_none_or(|(system, _)| {
            self.catalog.sources.iter().filter(registers).any(|source| source.system == *system)
        });
        let says = words.contains("児童名簿") || words.contains("生徒名簿") || words.contains("在籍");
        let roster = self.rosters().into_iter().find(|roster| !registers(roster));
        let of_roster = roster.map(|roster| (roster.system.clone(), roster.owner.clone()));
        let of_item = || {
            let items = ["school-record.enrolment.grade", "class.name", "school.name"];
            let item = items.iter().find_map(|item| self.catalog.items.get(&ItemId::new(item)))?;
            item.systems().next().map(|system| (system.to_owned(), item.owner.clone()))
        };
        (of_residents || says).then(|| of_roster.or_else(of_item)).flatten()
    }

    /// The item whose name is most like a header, and how alike (percent).
    pub(super) fn item(&self, key: &str, home: Option<&Source>, system: Option<&str>) -> Option<(&ItemId, u32)> {
        if key.chars().count() < 2 {
            return None;
        }
        let kin: Vec<&str> = home
            .into_iter()
            .flat_map(|home| &home.columns)
            .filter(|column| tells(column))
            .filter_map(|column| family(column.item.as_deref()?))
            .collect();
        self.catalog
            .items
            .values()
            .filter(|item| !is_generic(key) || family(item.id.as_str()).is_some_and(|family| kin.contains(&family)))
            .map(|item| {
                let own = system.is_some_and(|system| item.systems().any(|of| of == system));
                let title = likeness(key, &header_key(item.title()));
                let with_parent = likeness(
                    key,
                    &header_key(&format!(
                        "{}{}",
                        item.elements.iter().rev().filter(|e| !e.is_empty()).nth(1).map_or("", String::as_str),
                        item.title()
                    )),
                );
                (item, title.max(with_parent) + if own { 15 } else { 0 })
            })
            .filter(|(_, likeness)| *likeness >= 70)
            .max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.id.cmp(&a.0.id)))
            .map(|(item, likeness)| (&item.id, likeness.min(100)))
    }

    /// Whether the catalogue has an item.
    pub(super) fn has(&self, item: &str) -> bool {
        self.catalog.items.contains_key(&ItemId::new(item))
    }

    /// Whether a code table reads nearly all values of a column.
    pub(super) fn reads(&self, table: &str, profile: &Profile) -> bool {
        self.catalog.codes.get(table).is_some_and(|codes| {
            let spellings: std::collections::BTreeSet<String> = codes
                .codes
                .iter()
                .flat_map(|code| [&code.code, &code.meaning].into_iter().chain(&code.also))
                .map(|text| header_key(text))
                .collect();
            let read = profile.values.keys().filter(|value| spellings.contains(&header_key(value))).count();
            profile.values.is_empty() || read * 10 >= profile.values.len() * 8
        })
    }

    /// Values a code table does not read, when it reads some.
    pub(super) fn unread(&self, table: &str, profile: &Profile) -> Option<Vec<String>> {
        let codes = self.catalog.codes.get(table)?;
        let spellings: std::collections::BTreeSet<String> = codes
            .codes
            .iter()
            .flat_map(|code| [&code.code, &code.meaning].into_iter().chain(&code.also))
            .map(|text| header_key(text))
            .collect();
        let unread: Vec<String> =
            profile.values.keys().filter(|value| !spellings.contains(&header_key(value))).cloned().collect();
        let digits = profile.values.keys().all(|value| header_key(value).chars().all(|c| c.is_ascii_digit()));
        (!digits && profile.is_coded() && unread.len() < profile.values.len()).then_some(unread)
    }

    /// The code table that reads the values of a column when they are words; digits could mean anything.
    pub(super) fn table_of_words(&self, profile: &Profile) -> Option<&str> {
        if profile.values.len() < 2
            || profile.values.keys().any(|value| header_key(value).chars().all(|c| c.is_ascii_digit()))
        {
            return None;
        }
        let mut fitting = self.catalog.codes.keys().filter(|table| self.reads(table, profile));
        match (fitting.next(), fitting.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        }
    }

    /// Rosters by which rows without name or number find their person, the best first: a town may have one layout for its primary schools
    /// and another for its junior high schools.
    pub(super) fn rosters(&self) -> Vec<&'a Source> {
        let fields = |source: &Source| {
            source.columns.iter().filter_map(|column| column.field.as_deref()).map(str::to_owned).collect::<Vec<_>>()
        };
        let roster = |source: &&Source| {
            let fields = fields(source);
            let has = |wanted: &str| fields.iter().any(|field| field == wanted);
            let complete = ["school", "grade", "class", "seat-number"].iter().all(|wanted| has(wanted))
                && (has("name") || has("surname"));
            complete && !has("on") && !has("month")
        };
        // What says so in its title, and knows most about each child.
        let mut rosters: Vec<&Source> = self.catalog.sources.iter().filter(roster).collect();
        rosters.sort_by_key(|source| {
            let says = source.title.contains("名簿") || source.id.contains("roster");
            (!says, std::cmp::Reverse(fields(source).len()), source.id.clone())
        });
        rosters.dedup_by(|a, b| a.id == b.id);
        rosters.truncate(ROSTERS_MAX);
        rosters
    }
}

/// Whether a column tells one extract from another: identity, school place and periods stand in all of them.
fn tells(column: &ColumnDefinition) -> bool {
    column
        .field
        .as_deref()
        .is_none_or(|name| matches!(domain::Field::named(name), Some(domain::Field::On | domain::Field::Month)))
}

/// Words of a definition's title and file names.
fn title_words(source: &Source) -> impl Iterator<Item = &str> {
    let titles = source.title.split([' ', '　', '（', '）', '・']);
    let patterns = source.file.patterns.iter().flat_map(|pattern| pattern.split(['_', '*', '.', '?']));
    titles.chain(patterns).filter(|word| word.chars().count() >= 2 && !word.is_ascii())
}

/// The items an item stands together with: `attendance.daily` of `attendance.daily.date`.
fn family(item: &str) -> Option<&str> {
    item.rsplit_once('.').map(|(family, _)| family)
}

/// Headers that stand in many extracts and mean something else in each.
fn is_generic(key: &str) -> bool {
    matches!(
        key,
        "日付"
            | "年月日"
            | "理由"
            | "備考"
            | "内容"
            | "結果"
            | "区分"
            | "種別"
            | "種類"
            | "実施日"
            | "状況"
            | "状態"
            | "名称"
            | "コード"
            | "番号"
            | "判定"
            | "回数"
            | "日数"
            | "開始日"
            | "終了日"
            | "登録日"
            | "担当者"
            | "対応"
            | "メモ"
            | "年月"
            | "金額"
            | "点数"
            | "得点"
            | "施設名"
            | "機関名"
            | "事由"
            | "有無"
            | "学年"
            | "組"
            | "判定結果"
            | "期間"
            | "時間"
    )
}

/// How alike two folded names are, in percent: equal, one within the other, or by pairs of letters.
fn likeness(a: &str, b: &str) -> u32 {
    if a == b {
        return 100;
    }
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let (shorter, longer) = (short.chars().count(), long.chars().count());
    if shorter >= 3 && long.contains(short) {
        return 55 + (shorter * 40 / longer) as u32;
    }
    let pairs = |text: &str| {
        let chars: Vec<char> = text.chars().collect();
        chars.windows(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>()
    };
    let (mut left, right) = (pairs(a), pairs(b));
    let all = left.len() + right.len();
    let mut both = 0_usize;
    for pair in right {
        if let Some(at) = left.iter().position(|other| *other == pair) {
            left.swap_remove(at);
            both += 1;
        }
    }
    (both * 200).checked_div(all).unwrap_or(0) as u32
}
