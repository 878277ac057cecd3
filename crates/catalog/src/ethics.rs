//! The ethics principles an installation holds itself to (倫理原則), as data with a check each; from `ethics.toml`.
//!
//! The first writing is Toda's: five principles. That a rule with a forbidden aim is refused does not depend on this file.

use serde::Deserialize;

use crate::fault::{Faults, Lines};
use crate::{Catalog, DisplayMode, Mode, Sensitivity};

/// One principle.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Principle {
    /// Running number.
    pub number: u8,
    /// Its name, e.g. `差別的取扱いの禁止`.
    pub title: String,
    /// What it says.
    pub text: String,
    /// What checks it here.
    pub check: EthicsCheck,
}

/// How a principle is checked in the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EthicsCheck {
    /// People decide: every purpose names who looks and who acts; nothing reaches a family without an assessment.
    PeopleDecide,
    /// Rules aim at approved targets only, and at none that sorts children.
    ClosedTargets,
    /// Answers about inner life are marked as such, and no purpose shows them as values.
    InnerLifeHidden,
    /// Nobody is ranked: no points, no scores on display, achievement never counts.
    NoRanking,
    /// It can be explained: each purpose has a statement, each item says how and why it is used.
    Explained,
}

/// Checks every principle of the installation.
pub(crate) fn check(catalog: &Catalog, lines: Lines<'_>, faults: &mut Faults) {
    for principle in &catalog.principles {
        let place = lines.value(&principle.title, 0);
        let mut broken = |what: String, cure: &str| {
            faults.error(
                place,
                format!("倫理原則{}「{}」に反しています: {what}", principle.number, principle.title),
                cure,
            );
        };
        match principle.check {
            EthicsCheck::PeopleDecide => {
                for purpose in catalog.purposes.values() {
                    if purpose.viewers.is_empty() || purpose.actors.users.is_empty() {
                        broken(
                            format!("利用目的「{}」に、判断する職員（viewers・活用主体）がありません。", purpose.id),
                            "分析結果を確認する職務と活用主体を書いてください。",
                        );
                    }
                    if purpose.mode == Mode::Outreach && purpose.basis.assessment.is_empty() {
                        broken(
                            format!(
                                "利用目的「{}」は、事前評価（PIA）の記録なしにプッシュ型支援を認めています。",
                                purpose.id
                            ),
                            "basis.assessment に事前評価の文書名を書くか、mode を assessment にしてください。",
                        );
                    }
                }
            }
            EthicsCheck::ClosedTargets => {
                for purpose in catalog.purposes.values() {
                    for target in purpose.targets.iter().filter(|t| !catalog.approvals.contains_key(*t)) {
                        broken(
                            format!("利用目的「{}」の目的 {target} は承認されていません。", purpose.id),
                            "targets.toml に承認者と承認日を記録してください。",
                        );
                    }
                }
            }
            EthicsCheck::InnerLifeHidden => {
                for purpose in catalog.purposes.values().filter(|p| p.inner_life_values_allowed) {
                    broken(
                        format!("利用目的「{}」は内面に関する回答の値を表示します。", purpose.id),
                        "inner_life_values_allowed を false にしてください（「該当あり」だけが示されます）。",
                    );
                }
                for item in catalog.items.values() {
                    if item.id.as_str().starts_with("questionnaire.") && !item.is(Sensitivity::InnerLife) {
                        broken(
                            format!("質問紙・アンケートの項目 {} が「内面」として扱われていません。", item.id),
                            "items.csv の取扱区分に「内面」を加えてください。",
                        );
                    }
                }
            }
            EthicsCheck::NoRanking => {
                for purpose in catalog.purposes.values() {
                    if purpose.points || purpose.display == DisplayMode::Score {
                        broken(
                            format!("利用目的「{}」は点数を表示します。", purpose.id),
                            "points を false、display を alert か maru_batsu にしてください。",
                        );
                    }
                }
                for item in catalog.items.values() {
                    if item.is(Sensitivity::Achievement) && item.scorable {
                        broken(
                            format!("学力の項目 {} が評価に使えることになっています。", item.id),
                            "items.csv の評価利用を × にしてください。",
                        );
                    }
                }
            }
            EthicsCheck::Explained => {
                for purpose in catalog.purposes.values().filter(|p| p.statement.trim().is_empty()) {
                    broken(
                        format!("利用目的「{}」に、住民に説明する文（statement）がありません。", purpose.id),
                        "何のためのデータ連携かを、公表できる文で書いてください。",
                    );
                }
                for item in catalog.items.values().filter(|i| i.why.is_empty() || i.obtained.is_empty()) {
                    broken(
                        format!("項目 {} に、取得方法または必要性の説明がありません。", item.id),
                        "items.csv の取得方法と必要性を書いてください。",
                    );
                }
            }
        }
    }
}
