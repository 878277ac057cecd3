//! Rules and their cases into the catalogue, and what must hold of a rule as a whole.

use super::cases::Cases;
use super::say::Piece;
use super::{Rule, RuleKind, resolve};
use crate::aim::{Aim, ScoredItem};
use crate::fault::{Faults, Lines};
use crate::load::toml_files::{read, target_cure};
use crate::load::{Files, folder};
use crate::target::TRENDS;
use crate::{Catalog, Target, nearest};

use super::indicator::Circle;

/// Ending of a file with cases.
const CASES: &str = ".cases.toml";

/// `rules/*.toml` and `rules/*.cases.toml`.
pub(crate) fn rules(files: &Files<'_>, catalog: &mut Catalog, faults: &mut Faults) {
    for lines in folder(files, "rules", ".toml").filter(|lines| !lines.file.ends_with(CASES)) {
        let Some(rule) = resolve::rule(lines, catalog, faults) else { continue };
        let before = faults.len();
        check(&rule, lines, catalog, faults);
        let needs_cases = rule.kind != RuleKind::Trend;
        if needs_cases && !files.contains_key(lines.file.replace(".toml", CASES).as_str()) {
            faults.error(
                lines.whole(),
                format!("規則「{}」に事例（{}）がありません。", rule.id, lines.file.replace(".toml", CASES)),
                "規則がどう働くかを示す事例を、隣のファイルに書いてください（docs/guide/new-rule.md）。",
            );
        }
        // A rule with a forbidden aim or an unapproved target never runs, whoever looks away.
        if !faults.errors_since(before) || !refused(&rule, catalog) {
            catalog.rules.push(rule);
        }
    }
    catalog.rules.sort_by(|a, b| a.id.cmp(&b.id).then(a.valid_from.cmp(&b.valid_from)));
    for lines in folder(files, "rules", CASES) {
        let Some(mut cases) = read::<Cases>(lines, faults) else { continue };
        cases.file = lines.file.to_owned();
        if !catalog.rules.iter().any(|rule| rule.id.as_str() == cases.rule) {
            faults.alert(
                lines.value(&cases.rule, 0),
                format!("事例が述べる規則「{}」がありません。", cases.rule),
                nearest::cure(
                    &cases.rule,
                    catalog.rules.iter().map(|rule| rule.id.as_str()),
                    "規則の id を書いてください。",
                ),
            );
        }
        if cases.cases.is_empty() {
            faults.error(
                lines.whole(),
                "事例が一つもありません。",
                "[[case]] を書いてください（docs/guide/new-rule.md）。",
            );
        }
        catalog.cases.push(cases);
    }
}

/// The aim of a rule, for the check that refuses it.
fn aim<'a>(rule: &'a Rule, catalog: &'a Catalog) -> Aim<'a> {
    let mut aim = Aim {
        target: &rule.target,
        titles: vec![rule.id.as_str(), &rule.title],
        texts: vec![&rule.why, &rule.note],
        scored: Vec::new(),
    };
    aim.texts.extend(rule.parameters.values().map(|parameter| parameter.note.as_str()));
    for indicator in &rule.indicators {
        aim.texts.push(&indicator.title);
        for piece in &indicator.say.pieces {
            if let Piece::Words(words) = piece {
                aim.texts.push(words);
            }
        }
        if indicator.counts() {
            for item in indicator.items.iter().filter_map(|id| catalog.items.get(id)) {
                aim.scored.push(ScoredItem { item, of_child: indicator.of == Circle::Child });
            }
        }
    }
    aim
}

/// The target of trends selects nobody, so no rule that selects may hide behind it - nor a list of traits behind another.
fn misplaced(rule: &Rule) -> bool {
    (rule.kind == RuleKind::Trend) != (rule.target == TRENDS)
}

fn refused(rule: &Rule, catalog: &Catalog) -> bool {
    misplaced(rule)
        || !aim(rule, catalog).forbidden().is_empty()
        || Target::find(&rule.target).is_none()
        || !catalog.approvals.contains_key(&rule.target)
}

fn check(rule: &Rule, lines: Lines<'_>, catalog: &Catalog, faults: &mut Faults) {
    let id = &rule.id;
    for forbidden in aim(rule, catalog).forbidden() {
        faults.error(
            lines.value(id.as_str(), 0),
            format!("規則「{id}」は使えません: {}。{}", forbidden.title(), forbidden.reason()),
            "この規則を外してください。名前を変えても受け付けません（docs/concepts/ethics.md）。",
        );
    }
    if Target::find(&rule.target).is_none() {
        faults.error(
            lines.key("target", 0),
            format!("判定の目的「{}」は認められたものの中にありません。", rule.target),
            target_cure(&rule.target),
        );
    } else if !catalog.approvals.contains_key(&rule.target) {
        faults.error(
            lines.key("target", 0),
            format!("判定の目的「{}」は、この自治体でまだ承認されていません。", rule.target),
            "targets.toml に承認者（reviewer）と承認日を記録してください。",
        );
    }
    if misplaced(rule) {
        faults.error(
            lines.key("target", 0),
            format!("規則「{id}」の種類（kind）と目的 {} が合いません。", rule.target),
            "目的 consultation-trends は傾向の一覧（kind = \"trend\"）だけのもので、子どもを選ぶ規則には使えません。逆も同じです。",
        );
    }
    if let Some(to) = rule.valid_to
        && to < rule.valid_from
    {
        faults.error(
            lines.key("valid_to", 0),
            format!("規則「{id}」の終わりが始まりより前です。"),
            "日付を確かめてください。",
        );
    }
    if rule.review_by < rule.last_reviewed {
        faults.error(
            lines.key("review_by", 0),
            format!("規則「{id}」の見直し期限が最終見直し日より前です。"),
            "日付を確かめてください。",
        );
    }
    for (key, text) in [("title", &rule.title), ("why", &rule.why), ("reference", &rule.reference)] {
        if text.trim().is_empty() {
            faults.error(
                lines.key(key, 0),
                format!("規則「{id}」の {key} が空です。"),
                "人が読んで分かるように書いてください。",
            );
        }
    }
    if catalog.rules.iter().any(|other| {
        other.id == rule.id
            && other.valid_from <= rule.valid_to.unwrap_or(jiff::civil::Date::MAX)
            && rule.valid_from <= other.valid_to.unwrap_or(jiff::civil::Date::MAX)
    }) {
        faults.error(
            lines.value(id.as_str(), 0),
            format!("規則「{id}」が同じ期間に二つあります。"),
            "id を変えるか、valid_from / valid_to で期間を分けてください。",
        );
    }
    if rule.kind == RuleKind::Discovery && rule.whom.watched {
        faults.alert(
            lines.key("watched", 0),
            format!("規則「{id}」は見守り中の子どもだけを対象としながら、新たな気付きの一覧を作ります。"),
            "期限の規則なら kind = \"clock\" としてください。",
        );
    }
    for indicator in rule.indicators.iter().filter(|indicator| indicator.counts()) {
        for item in indicator.items.iter().filter_map(|item| catalog.items.get(item)).filter(|item| !item.scorable) {
            faults.error(
                lines.value(item.id.as_str(), 0),
                format!("項目 {} は点数に使えないことになっています（評価利用 ×）。", item.id),
                "背景（context = true）として示すだけにするか、項目台帳の評価利用を見直してください。",
            );
        }
    }
}
