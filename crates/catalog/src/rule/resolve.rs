//! From the file form of a rule to the checked one: names are looked up, dates read, every slip is a fault.

use std::collections::BTreeMap;

use domain::{ItemId, RuleId};

use super::file::{
    ConditionFile, FilterFile, GroupFile, IndicatorFile, LevelFile, NumberFile, ParameterFile, RuleFile, WindowFile,
};
use super::indicator::{Aggregate, Filter, Indicator, Level, Limits, Window};
use super::say::{NAMES, Piece, Placeholder, Say};
use super::{Condition, Parameter, Rule};
use crate::fault::{Faults, Lines};
use crate::load::toml_files::{date, read};
use crate::{Catalog, nearest};

/// Reads one rule. What cannot be understood is a fault and leaves the rule out.
pub(super) fn rule(lines: Lines<'_>, catalog: &Catalog, faults: &mut Faults) -> Option<Rule> {
    let file = read::<RuleFile>(lines, faults)?;
    let before = faults.len();
    let parameters: BTreeMap<String, Parameter> =
        file.parameters.into_iter().map(|(name, parameter)| (name, resolved(parameter))).collect();
    let mut resolver = Resolver {
        lines,
        catalog,
        faults,
        parameters: &parameters,
        used: Vec::new(),
        indicators: file.indicators.iter().map(|indicator| indicator.id.clone()).collect(),
        not_held: &file.not_held,
    };
    let indicators: Vec<Indicator> =
        file.indicators.into_iter().enumerate().filter_map(|(place, raw)| resolver.indicator(place, raw)).collect();
    let condition = resolver.condition(file.condition);
    let used = resolver.used;
    let valid_from = date(lines, "valid_from", &file.valid_from, 0, faults);
    let valid_to = file.valid_to.as_deref().map(|to| date(lines, "valid_to", to, 0, faults));
    let last_reviewed = date(lines, "last_reviewed", &file.last_reviewed, 0, faults);
    let review_by = date(lines, "review_by", &file.review_by, 0, faults);
    for name in parameters.keys().filter(|name| !used.contains(name)) {
        faults.alert(
            lines.key(name, 0),
            format!("数値 {name} はどこでも使われていません。"),
            "使う着目点を書くか、この行を消してください。",
        );
    }
    if faults.len() > before && faults.errors_since(before) {
        return None;
    }
    Some(Rule {
        id: RuleId::new(&file.id),
        title: file.title,
        target: file.target,
        version: file.version,
        why: file.why,
        reference: file.reference,
        note: file.note,
        valid_from: valid_from?,
        valid_to: match valid_to {
            Some(to) => Some(to?),
            None => None,
        },
        last_reviewed: last_reviewed?,
        review_by: review_by?,
        kind: file.kind,
        whom: file.whom,
        parameters,
        indicators,
        condition: condition?,
        not_held: file.not_held.iter().map(|id| ItemId::new(id)).collect(),
        file: lines.file.to_owned(),
    })
}

fn resolved(parameter: ParameterFile) -> Parameter {
    let (number, note, example) = match parameter {
        ParameterFile::Whole(whole) => (NumberFile::Whole(whole), String::new(), false),
        ParameterFile::Fraction(fraction) => (NumberFile::Fraction(fraction), String::new(), false),
        ParameterFile::Noted(noted) => (noted.value, noted.note, noted.example),
    };
    let thousandths = match number {
        NumberFile::Whole(whole) => whole.saturating_mul(1000),
        NumberFile::Fraction(fraction) => (fraction * 1000.0).round() as i64,
    };
    Parameter { thousandths, note, example }
}

struct Resolver<'a> {
    lines: Lines<'a>,
    catalog: &'a Catalog,
    faults: &'a mut Faults,
    parameters: &'a BTreeMap<String, Parameter>,
    used: Vec<String>,
    indicators: Vec<String>,
    not_held: &'a [String],
}

impl Resolver<'_> {
    fn error(&mut self, value: &str, message: String, cure: String) {
        self.faults.error(self.lines.value(value, 0), message, cure);
    }

    fn number(&mut self, name: &str) -> Option<i64> {
        if let Some(parameter) = self.parameters.get(name) {
            self.used.push(name.to_owned());
            return Some(parameter.thousandths);
        }
        let cure = nearest::cure(
            name,
            self.parameters.keys().map(String::as_str),
            "[parameters] に名前と数を書き、ここではその名前を使ってください（数を直接書くことはできません）。",
        );
        self.error(name, format!("数値「{name}」が [parameters] にありません。"), cure);
        None
    }

    fn whole(&mut self, name: &str) -> Option<u32> {
        let number = self.number(name)?;
        if number < 1000 || number % 1000 != 0 {
            self.error(
                name,
                format!("数値「{name}」は1以上の整数でなければなりません。"),
                "[parameters] の数を直してください。".to_owned(),
            );
            return None;
        }
        u32::try_from(number / 1000).ok()
    }

    fn counted(&mut self, name: Option<&str>) -> Option<Option<u32>> {
        match name {
            Some(name) => self.whole(name).map(Some),
            None => Some(None),
        }
    }

    /// Names grades that are none.
    fn grades(&mut self, indicator: &str, grades: &[String]) {
        let known = |code: &str| {
            japanese::age::SchoolGrade::parse(code, None)
                .and_then(japanese::age::SchoolGrade::code)
                .is_some_and(|parsed| parsed == code)
        };
        for code in grades.iter().filter(|code| !known(code)) {
            self.error(
                code,
                format!("着目点「{indicator}」の学年「{code}」は学年のコードではありません。"),
                "P1〜P6（小学校）、J1〜J3（中学校）、E3〜E5（年少〜年長）、H1〜H3（高校）で書いてください。".to_owned(),
            );
        }
    }

    fn limits(&mut self, at_least: Option<&str>, at_most: Option<&str>) -> Option<Limits> {
        let mut limits = Limits::default();
        if let Some(name) = at_least {
            limits.at_least = Some(self.number(name)?);
        }
        if let Some(name) = at_most {
            limits.at_most = Some(self.number(name)?);
        }
        Some(limits)
    }

    fn item(&mut self, id: &str) -> Option<ItemId> {
        let item = ItemId::new(id);
        if self.catalog.items.contains_key(&item) || self.not_held.iter().any(|other| other == id) {
            return Some(item);
        }
        let cure = nearest::cure(
            id,
            self.catalog.items.keys().map(ItemId::as_str),
            "項目IDを確かめてください。この自治体が持たない項目なら not_held に書いてください（判定では「本目的の項目にない」とします）。",
        );
        self.error(id, format!("項目 {id} は項目台帳（items.csv）にありません。"), cure);
        None
    }

    fn items(&mut self, ids: &[String]) -> Option<Vec<ItemId>> {
        ids.iter().map(|id| self.item(id)).collect()
    }

    fn place(&mut self, id: &str) -> Option<usize> {
        let found = self.indicators.iter().position(|other| other == id);
        if found.is_none() {
            let known: Vec<String> = self.indicators.clone();
            let cure = nearest::cure(id, known.iter().map(String::as_str), "[[indicator]] の id を書いてください。");
            self.error(id, format!("着目点「{id}」がありません。"), cure);
        }
        found
    }

    /// An indicator that stands before `place`, so that answers never depend on each other in a circle.
    fn earlier(&mut self, id: Option<&str>, place: usize) -> Option<Option<usize>> {
        let Some(id) = id else { return Some(None) };
        let found = self.place(id)?;
        if found >= place {
            self.error(
                id,
                format!("着目点「{id}」は、これを使う着目点より前に書いてください。"),
                "順番を入れ替えてください。".to_owned(),
            );
            return None;
        }
        Some(Some(found))
    }

    fn indicator(&mut self, place: usize, raw: IndicatorFile) -> Option<Indicator> {
        if self.indicators.iter().position(|id| *id == raw.id) != Some(place) {
            self.error(
                &raw.id,
                format!("着目点「{}」が二度書かれています。", raw.id),
                "id を変えてください。".to_owned(),
            );
            return None;
        }
        if raw.items.is_empty() {
            self.error(
                &raw.id,
                format!("着目点「{}」に項目（items）がありません。", raw.id),
                "見る項目を items.csv のIDで書いてください。".to_owned(),
            );
        }
        let items = self.items(&raw.items);
        let except_with = self.items(&raw.except_with);
        let ages = self.limits(raw.ages.at_least.as_deref(), raw.ages.at_most.as_deref());
        self.grades(&raw.id, &raw.grades);
        let lived_here_at = raw.lived_here_at.as_deref().map(|name| self.number(name));
        let same_person_as = self.earlier(raw.same_person_as.as_deref(), place);
        let instead_of = self.earlier(raw.instead_of.as_deref(), place);
        let filters: Option<Vec<Filter>> = raw.filters.iter().map(|filter| self.filter(&raw.items, filter)).collect();
        let pauses: Option<Vec<Filter>> = raw.pauses.iter().map(|filter| self.filter(&raw.items, filter)).collect();
        let breakdown = raw.breakdown.as_ref().map(|id| self.item(id));
        let before = self.counted(raw.before.as_deref());
        let peers = self.counted(raw.peers.as_deref());
        if (raw.aggregate == Aggregate::Change) != raw.before.is_some() {
            self.error(
                &raw.id,
                format!("着目点「{}」の比較する期間（before）の書き方が正しくありません。", raw.id),
                "aggregate = \"change\" のときだけ、before = \"数値\"（日数）を書いてください。".to_owned(),
            );
        }
        let pause_items = self.items(&raw.pause_items);
        let window = self.window(&raw.id, place, &raw.window);
        let levels = self.levels(&raw);
        let say = self.say(&raw.say);
        let valid_from = raw.valid_from.as_deref().map(|day| date(self.lines, "valid_from", day, 0, self.faults));
        let valid_to = raw.valid_to.as_deref().map(|day| date(self.lines, "valid_to", day, 0, self.faults));
        let data = if raw.data.is_empty() { raw.title.clone() } else { raw.data };
        Some(Indicator {
            id: raw.id,
            title: raw.title,
            data,
            items: items?,
            of: raw.of,
            except_with: except_with?,
            ages: ages?,
            grades: raw.grades,
            lived_here_at: optional(lived_here_at)?,
            same_person_as: same_person_as?,
            every: raw.every,
            filters: filters?,
            window: window?,
            aggregate: raw.aggregate,
            compare: raw.compare,
            levels: levels?,
            required: raw.required,
            context: raw.context,
            off: raw.off,
            silence: raw.silence,
            instead_of: instead_of?,
            before: before?,
            breakdown: optional(breakdown)?,
            peers: peers?,
            pause_items: pause_items?,
            pauses: pauses?,
            valid_from: optional(valid_from)?,
            valid_to: optional(valid_to)?,
            say: say?,
        })
    }

    fn filter(&mut self, own: &[String], raw: &FilterFile) -> Option<Filter> {
        let item = match &raw.item {
            Some(id) => Some(self.item(id)?),
            None => None,
        };
        // A word that folds to nothing (×) would be part of every value.
        let folded =
            |words: &[String]| words.iter().map(|word| fold(word)).filter(|word| !word.is_empty()).collect::<Vec<_>>();
        let mut values = folded(&raw.values);
        if let Some(name) = &raw.codes {
            // A table of items the municipality does not hold need not be there.
            let held = |id: &String| !self.not_held.contains(id);
            if self.catalog.codes.contains_key(name) || raw.item.as_ref().map_or_else(|| own.iter().any(held), held) {
                values = self.spellings(name, &raw.values, &raw.groups)?;
            }
        } else if let Some(group) = raw.groups.first() {
            self.error(
                group,
                format!("区分「{group}」のコード表（codes）がありません。"),
                "codes = \"表の名前\" を書いてください。".to_owned(),
            );
            return None;
        }
        Some(Filter {
            item,
            values,
            containing: folded(&raw.containing),
            without: folded(&raw.without),
            limits: self.limits(raw.at_least.as_deref(), raw.at_most.as_deref())?,
            or_empty: raw.or_empty,
        })
    }

    /// Every spelling of codes that bear one of the names or belong to one of the groups, whatever the year.
    fn spellings(&mut self, name: &str, values: &[String], groups: &[String]) -> Option<Vec<String>> {
        let Some(table) = self.catalog.codes.get(name) else {
            let cure = nearest::cure(
                name,
                self.catalog.codes.keys().map(String::as_str),
                "config/codes/ の表の名前を書いてください。",
            );
            self.error(name, format!("コード表「{name}」がありません。"), cure);
            return None;
        };
        let mut spellings = Vec::new();
        for word in values {
            let codes: Vec<_> = table.codes.iter().filter(|code| code.meaning == *word).collect();
            if codes.is_empty() {
                let cure = nearest::cure(
                    word,
                    table.codes.iter().map(|code| code.meaning.as_str()),
                    "コード表の「名称」を書いてください。",
                );
                self.error(word, format!("「{word}」はコード表 {name} にありません。"), cure);
                return None;
            }
            spellings.extend(codes.into_iter().flat_map(|code| std::iter::once(&code.meaning).chain(&code.also)));
        }
        for word in groups {
            let codes: Vec<_> = table.codes.iter().filter(|code| code.group == *word).collect();
            if codes.is_empty() {
                let cure = nearest::cure(
                    word,
                    table.codes.iter().map(|code| code.group.as_str()),
                    "コード表の「区分」を書いてください。",
                );
                self.error(word, format!("区分「{word}」はコード表 {name} にありません。"), cure);
                return None;
            }
            spellings.extend(codes.into_iter().flat_map(|code| std::iter::once(&code.meaning).chain(&code.also)));
        }
        let mut spellings: Vec<String> =
            spellings.into_iter().map(|word| fold(word)).filter(|word| !word.is_empty()).collect();
        spellings.sort();
        spellings.dedup();
        Some(spellings)
    }

    fn window(&mut self, id: &str, place: usize, raw: &WindowFile) -> Option<Window> {
        const NAMED: [(&str, Window); 5] = [
            ("current", Window::Current),
            ("school-year", Window::SchoolYear),
            ("last-school-year", Window::LastSchoolYear),
            ("each-month", Window::EachMonth),
            ("ever", Window::Ever),
        ];
        match raw {
            WindowFile::Named(name) => {
                let found = NAMED.iter().find(|(known, _)| known == name).map(|(_, window)| *window);
                if found.is_none() {
                    let cure = nearest::cure(
                        name,
                        NAMED.iter().map(|(known, _)| *known),
                        "current, school-year, last-school-year, each-month, ever か、{ months = \"名前\" }, { days = \"名前\" }, { delivered_months = \"名前\", within = \"名前\" } を書いてください。",
                    );
                    self.error(name, format!("期間「{name}」は使えません。"), cure);
                }
                found
            }
            WindowFile::Counted(counted) => {
                if let (Some(other), None, None, None, None) =
                    (&counted.since, &counted.months, &counted.days, &counted.delivered_months, &counted.within)
                {
                    return self.earlier(Some(other), place)?.map(Window::Since);
                }
                match (&counted.months, &counted.days, &counted.delivered_months, &counted.within) {
                    (Some(months), None, None, None) => Some(Window::Months(self.whole(months)?)),
                    (None, Some(days), None, None) => Some(Window::Days(self.whole(days)?)),
                    (None, None, Some(months), Some(within)) => {
                        Some(Window::DeliveredMonths { months: self.whole(months)?, within: self.whole(within)? })
                    }
                    _ => {
                        self.error(
                            id,
                            format!("着目点「{id}」の期間（window）の書き方が正しくありません。"),
                            "{ months = … }、{ days = … }、{ delivered_months = …, within = … }、{ since = … } のどれか一つにしてください。".to_owned(),
                        );
                        None
                    }
                }
            }
        }
    }

    fn levels(&mut self, raw: &IndicatorFile) -> Option<Vec<Level>> {
        let single =
            LevelFile { at_least: raw.at_least.clone(), at_most: raw.at_most.clone(), points: raw.points.unwrap_or(0) };
        let both = !raw.levels.is_empty() && (raw.points.is_some() || raw.at_least.is_some() || raw.at_most.is_some());
        if both || (raw.levels.is_empty() && raw.points.is_none() && !raw.context) {
            self.error(
                &raw.id,
                format!("着目点「{}」の点数の書き方が正しくありません。", raw.id),
                "points（と at_least / at_most）か、levels = [{ at_least = …, points = … }] のどちらか一方を書いてください。".to_owned(),
            );
            return None;
        }
        let files = if raw.levels.is_empty() { std::slice::from_ref(&single) } else { &raw.levels[..] };
        let mut levels = Vec::new();
        for level in files {
            let limits = self.limits(level.at_least.as_deref(), level.at_most.as_deref())?;
            let tested = !matches!(raw.aggregate, Aggregate::Exists | Aggregate::None);
            if tested == limits.is_open() && (tested || !raw.every) {
                self.error(
                    &raw.id,
                    format!("着目点「{}」の集計と判定の境が合いません。", raw.id),
                    "exists・none には at_least / at_most を書かず、その他の集計には書いてください。".to_owned(),
                );
                return None;
            }
            if level.points < 0 {
                self.error(
                    &raw.id,
                    format!("着目点「{}」の点数が負です。", raw.id),
                    "点数は気付きを足すだけです。「安全」を示す点数は書けません。".to_owned(),
                );
                return None;
            }
            levels.push(Level { limits, points: level.points });
        }
        // The most serious first, so that the first level that is met holds.
        levels.sort_by_key(|level| std::cmp::Reverse(level.points));
        Some(levels)
    }

    fn say(&mut self, text: &str) -> Option<Say> {
        let say = match Say::parse(text) {
            Ok(say) => say,
            Err(name) => {
                let cure = nearest::cure(
                    &name,
                    NAMES,
                    &format!("使えるもの: {}、value:着目点、number:数値。", NAMES.join("、")),
                );
                self.error(text, format!("文の中の {{{name}}} は使えません。"), cure);
                return None;
            }
        };
        for piece in &say.pieces {
            match piece {
                Piece::Fill(Placeholder::Number(name)) => drop(self.number(name)?),
                Piece::Fill(Placeholder::ValueOf(id)) => drop(self.place(id)?),
                _ => {}
            }
        }
        Some(say)
    }

    fn condition(&mut self, raw: ConditionFile) -> Option<Condition> {
        match raw {
            ConditionFile::Indicator(id) => self.place(&id).map(Condition::Indicator),
            ConditionFile::Group(group) => self.group(group),
        }
    }

    fn group(&mut self, group: GroupFile) -> Option<Condition> {
        let GroupFile { all, any, at_least, of, points } = group;
        let said = [!all.is_empty(), !any.is_empty(), at_least.is_some(), points.is_some()];
        if said.iter().filter(|said| **said).count() != 1 || at_least.is_some() == of.is_empty() {
            self.faults.error(
                self.lines.key("condition", 0),
                "成立条件（condition）の書き方が正しくありません。",
                "{ all = […] }、{ any = […] }、{ at_least = \"数値\", of = […] }、{ points = \"数値\" } のどれか一つにしてください。",
            );
            return None;
        }
        if let Some(name) = points {
            return Some(Condition::Points(i32::try_from(self.whole(&name)?).unwrap_or(i32::MAX)));
        }
        if !all.is_empty() {
            return self.parts(all).map(Condition::All);
        }
        if !any.is_empty() {
            return self.parts(any).map(Condition::Any);
        }
        let least = self.whole(&at_least?)?;
        let parts = self.parts(of)?;
        if least as usize > parts.len() {
            self.faults.error(
                self.lines.key("condition", 0),
                format!("成立条件が {least} 個以上を求めていますが、着目点は {} 個です。", parts.len()),
                "数値か着目点を直してください。",
            );
            return None;
        }
        Some(Condition::AtLeast(least, parts))
    }

    fn parts(&mut self, parts: Vec<ConditionFile>) -> Option<Vec<Condition>> {
        parts.into_iter().map(|part| self.condition(part)).collect()
    }
}

/// An optional date of which an unreadable one is a fault already named.
fn optional<T>(read: Option<Option<T>>) -> Option<Option<T>> {
    match read {
        Some(None) => None,
        Some(Some(value)) => Some(Some(value)),
        None => Some(None),
    }
}

/// Folds a value for comparison: width, case, spaces and signs do not matter.
pub(crate) fn fold(text: &str) -> String {
    japanese::text::header_key(text)
}
