//! `purposes/*.toml`: read, dated, selectors expanded, and every answer the law asks for present.

use std::collections::BTreeSet;

use domain::{ItemId, PurposeId};
use serde::Deserialize;

use super::toml_files::{date, duty_known, read, target_cure};
use super::{Files, folder};
use crate::aim::Aim;
use crate::fault::{Faults, Lines};
use crate::selector::{Selector, glob};
use crate::source::Source;
use crate::{
    Actors, Basis, BasisKind, Catalog, DisplayMode, Mode, Population, Purpose, Retention, Sensitivity, TARGETS, Target,
    TaxBasis, nearest,
};

/// Retention classes of the national guideline.
const RETENTION: [&str; 5] = ["outreach", "analysis-personal", "analysis-anonymous", "results", "case-record"];

/// A temporary use that runs longer than this many days is not temporary any more: somebody must look.
const TEMPORARY_DAYS_MAX: i32 = 366;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PurposeFile {
    id: String,
    title: String,
    #[serde(default)]
    statement: String,
    from: String,
    to: Option<String>,
    items: Vec<String>,
    #[serde(default)]
    except: Vec<String>,
    viewers: Vec<String>,
    mode: Mode,
    display: DisplayMode,
    order: bool,
    points: bool,
    leaves_building: bool,
    #[serde(default)]
    recipients: Vec<String>,
    #[serde(default)]
    inner_life_values_allowed: bool,
    #[serde(default)]
    rules: Vec<String>,
    #[serde(default)]
    targets: Vec<String>,
    basis: Option<Basis>,
    population: Population,
    actors: Actors,
    retention: Retention,
    tax_basis: Option<TaxBasis>,
}

/// `purposes/*.toml`.
pub(super) fn purposes(files: &Files<'_>, catalog: &mut Catalog, faults: &mut Faults) {
    for lines in folder(files, "purposes", ".toml") {
        let Some(file) = read::<PurposeFile>(lines, faults) else { continue };
        if let Some(other) = catalog.purposes.get(&PurposeId::new(&file.id)) {
            faults.error(
                lines.value(&file.id, 0),
                format!("利用目的 {} は {} にもあります。", file.id, other.file),
                "id を変えるか、どちらかを消してください。",
            );
            continue;
        }
        let aim = Aim { titles: vec![&file.id, &file.title], texts: vec![&file.statement], ..Aim::default() };
        for forbidden in aim.forbidden() {
            faults.error(
                lines.value(&file.id, 0),
                format!("利用目的 {} は使えません: {}。{}", file.id, forbidden.title(), forbidden.reason()),
                "この利用目的を外してください。名前を変えても受け付けません（docs/concepts/ethics.md）。",
            );
        }
        if let Some(purpose) = purpose(lines, file, catalog, faults) {
            catalog.purposes.insert(purpose.id.clone(), purpose);
        }
    }
    if folder(files, "purposes", ".toml").next().is_none() {
        faults.error(
            Lines { file: "purposes", text: "" }.whole(),
            "利用目的が一つもありません。利用目的がなければ、何も取り込めず、何も表示できません。",
            "purposes/ に利用目的のファイルを置いてください（docs/reference/purposes.md）。",
        );
    }
}

fn purpose(lines: Lines<'_>, file: PurposeFile, catalog: &Catalog, faults: &mut Faults) -> Option<Purpose> {
    let from = date(lines, "from", &file.from, 0, faults);
    let to = file.to.as_deref().map(|to| date(lines, "to", to, 0, faults));
    let basis = check_basis(lines, file.basis, faults);
    let items = expand(lines, &file.items, &file.except, file.tax_basis.is_some(), catalog, faults);
    let targets = targets(lines, &file.targets, catalog, faults);
    for viewer in &file.viewers {
        duty_known(catalog, lines, viewer, 0, faults);
    }
    if file.viewers.is_empty() {
        faults.error(
            lines.key("viewers", 0),
            "閲覧できる職務（viewers）がありません。",
            "分析結果を確認する職務を roles.toml の名前で書いてください。",
        );
    }
    if file.population.ages.0 > file.population.ages.1 {
        faults.error(
            lines.key("ages", 0),
            "対象年齢の始めが終わりより大きくなっています。",
            "[0, 18] のように書いてください。",
        );
    }
    check_actors(lines, &file.actors, catalog, faults);
    if !RETENTION.contains(&file.retention.class.as_str()) {
        faults.error(
            lines.value(&file.retention.class, 0),
            format!("保存区分「{}」はありません。", file.retention.class),
            nearest::cure(
                &file.retention.class,
                RETENTION,
                "docs/reference/purposes.md の保存区分から選んでください。",
            ),
        );
    }
    if !file.leaves_building && !file.recipients.is_empty() {
        faults.error(
            lines.key("recipients", 0),
            "庁舎外へ出さない（leaves_building = false）のに、提供先（recipients）があります。",
            "どちらかを直してください。",
        );
    }
    if file.mode == Mode::AnalysisOnly && file.leaves_building {
        faults.error(
            lines.key("leaves_building", 0),
            "分析のみの目的（mode = \"analysis-only\"）の結果は庁舎外へ出せません。",
            "leaves_building を false にするか、アセスメントを認める根拠を得て mode を改めてください。",
        );
    }
    if !file.points && file.display == DisplayMode::Score {
        faults.error(
            lines.key("display", 0),
            "点数を使わない（points = false）のに、点数で表示する（display = \"score\"）ことになっています。",
            "display を \"alert\" か \"maru_batsu\" にしてください。",
        );
    }
    let (from, basis) = (from?, basis?);
    let to = match to {
        Some(to) => Some(to?),
        None => None,
    };
    if let Some(to) = to {
        if to < from {
            faults.error(
                lines.key("to", 0),
                "終わりの日（to）が始めの日（from）より前です。",
                "日付を確かめてください。",
            );
        }
        if basis.kind == BasisKind::Temporary && (to - from).get_days() > TEMPORARY_DAYS_MAX {
            faults.alert(
                lines.key("to", 0),
                "臨時的な利用の期間が1年を超えています。",
                "恒常的に使うなら、利用目的の変更（個人情報保護法第61条第3項）によってください。",
            );
        }
    } else if basis.kind == BasisKind::Temporary {
        faults.error(
            lines.key("kind", 0),
            "臨時的な利用（kind = \"臨時的\"）に終わりの日（to）がありません。",
            "答申で認められた期間の最後の日を書いてください。",
        );
    }
    Some(Purpose {
        id: PurposeId::new(&file.id),
        title: file.title,
        statement: file.statement,
        basis,
        from,
        to,
        population: file.population,
        items,
        actors: file.actors,
        viewers: file.viewers,
        mode: file.mode,
        display: file.display,
        order: file.order,
        points: file.points,
        leaves_building: file.leaves_building,
        recipients: file.recipients,
        retention: file.retention,
        inner_life_values_allowed: file.inner_life_values_allowed,
        tax_basis: file.tax_basis,
        rules: file.rules,
        targets,
        file: lines.file.to_owned(),
    })
}

/// The rules a purpose names exist and aim at what it allows. (A pattern with `*` may match nothing yet.)
pub(super) fn check_rules(files: &Files<'_>, catalog: &Catalog, faults: &mut Faults) {
    for purpose in catalog.purposes.values() {
        let Some(lines) = super::lines(files, &purpose.file) else { continue };
        for name in purpose.rules.iter().filter(|name| !name.contains('*')) {
            let Some(rule) = catalog.rules.iter().find(|rule| rule.id.as_str() == name) else {
                let known = catalog.rules.iter().map(|rule| rule.id.as_str());
                faults.error(
                    lines.value(name, 0),
                    format!("規則「{name}」は rules/ にないか、受け付けられていません。"),
                    nearest::cure(name, known, "規則のIDを確かめてください。"),
                );
                continue;
            };
            if !purpose.targets.contains(&rule.target) {
                faults.error(
                    lines.value(name, 0),
                    format!("規則「{name}」の目的 {} は、この利用目的では認められていません。", rule.target),
                    "targets に加えるか、規則を外してください。",
                );
            }
        }
    }
}

/// Where a purpose says that its children live in the town, something must be able to tell who does.
pub(super) fn check_residence(files: &Files<'_>, catalog: &Catalog, faults: &mut Faults) {
    let admitted = |source: &Source| {
        let items = source.columns.iter().filter_map(|column| column.item.as_deref()).map(ItemId::new);
        items.into_iter().any(|item| catalog.purposes.values().any(|purpose| purpose.allows(&item)))
    };
    if catalog.sources.iter().any(|source| source.is_resident_register() && admitted(source)) {
        return;
    }
    for purpose in catalog.purposes.values() {
        let (Some(place), Some(lines)) = (&purpose.population.residence, super::lines(files, &purpose.file)) else {
            continue;
        };
        faults.alert(
            lines.key("residence", 0),
            format!(
                "利用目的「{}」は{place}に住む子どもを対象にしていますが、居住地を確かめられる連携元（世帯番号と続柄のある住民記録）がありません。このままでは誰も対象になりません。",
                purpose.id
            ),
            "住民記録の連携元を sources/ に加えて、その項目をいずれかの利用目的で認めるか、residence を消してください（在籍名簿などに載る子どもが対象になります）。",
        );
    }
}

fn check_basis(lines: Lines<'_>, basis: Option<Basis>, faults: &mut Faults) -> Option<Basis> {
    let Some(basis) = basis else {
        faults.error(
            lines.whole(),
            "法的根拠（[basis]）がありません。根拠のない利用目的では何も取り込めません。",
            "article（根拠条文）、諮問・答申、四つの確認（[basis.answers]）を書いてください。",
        );
        return None;
    };
    let answers = [
        ("article（根拠条文）", &basis.article),
        ("answers.temporary（臨時的か恒常的か）", &basis.answers.temporary),
        ("answers.necessary（必要な限度）", &basis.answers.necessary),
        ("answers.reason（相当の理由）", &basis.answers.reason),
        ("answers.harmless（不当に侵害しないこと）", &basis.answers.harmless),
    ];
    for (name, _) in answers.iter().filter(|(_, answer)| answer.trim().is_empty()) {
        let key = name.split(['（', '.']).next().unwrap_or_default();
        let key = if key == "answers" { name.split(['.', '（']).nth(1).unwrap_or_default() } else { key };
        faults.error(lines.key(key, 0), format!("法的根拠の {name} が空です。"), "確認した内容を書いてください。");
    }
    let asked = basis.asked.as_deref().and_then(|text| date(lines, "asked", text, 0, faults));
    let answered = basis.answered.as_deref().and_then(|text| date(lines, "answered", text, 0, faults));
    if let (Some(asked), Some(answered)) = (asked, answered)
        && answered < asked
    {
        faults.error(lines.key("answered", 0), "答申の日が諮問の日より前です。", "日付を確かめてください。");
    }
    if !basis.consultation.is_empty() && basis.answered.is_none() {
        faults.error(
            lines.key("consultation", 0),
            "諮問番号がありますが、答申の日（answered）がありません。",
            "答申を得てから、その日を書いてください。",
        );
    }
    Some(basis)
}

fn check_actors(lines: Lines<'_>, actors: &Actors, catalog: &Catalog, faults: &mut Faults) {
    let owners: BTreeSet<&str> = catalog.items.values().map(|item| item.owner.as_str()).collect();
    for owner in actors.owners.iter().filter(|owner| *owner != "catalog" && !owners.contains(owner.as_str())) {
        faults.error(
            lines.value(owner, 0),
            format!("保有・管理主体「{owner}」は items.csv にありません。"),
            nearest::cure(
                owner,
                owners.iter().copied(),
                "名前を確かめるか、\"catalog\"（項目台帳のとおり）と書いてください。",
            ),
        );
    }
    for (key, empty) in [
        ("controller", actors.controller.trim().is_empty()),
        ("owners", actors.owners.is_empty()),
        ("analyst", actors.analyst.trim().is_empty()),
        ("users", actors.users.is_empty()),
    ] {
        if empty {
            faults.error(
                lines.key(key, 0),
                format!("四つの主体のうち {key} が空です。"),
                "総括管理主体・保有・管理主体・分析主体・活用主体をすべて書いてください。",
            );
        }
    }
}

/// The items of the selectors, without those of `except` and without tax items that nothing allows.
fn expand(
    lines: Lines<'_>,
    items: &[String],
    except: &[String],
    tax: bool,
    catalog: &Catalog,
    faults: &mut Faults,
) -> BTreeSet<ItemId> {
    let mut taken = BTreeSet::new();
    for (text, add) in items.iter().map(|text| (text, true)).chain(except.iter().map(|text| (text, false))) {
        let Some(selector) = Selector::parse(text) else {
            faults.error(
                lines.value(text, 0),
                format!("項目の指定「{text}」を読めません。"),
                "all、annex、category=…、element1=…、owner=…、system=…、sensitivity=…、provision=○、または項目ID（* 可）で書いてください。",
            );
            continue;
        };
        let found = selector.items(&catalog.items);
        // What is left out need not be there: `sensitivity=税` says so for the future, too.
        if found.is_empty() && (add || selector.is_exact()) {
            faults.error(
                lines.value(text, 0),
                format!("項目の指定「{text}」に当たる項目がありません。"),
                nearest::cure(
                    text,
                    catalog.items.keys().map(ItemId::as_str),
                    "items.csv の項目ID・区分・主体を確かめてください。",
                ),
            );
        }
        for item in found {
            if !add {
                taken.remove(&item.id);
            } else if tax || !item.is(Sensitivity::Tax) {
                taken.insert(item.id.clone());
            } else if selector.is_exact() {
                faults.error(
                    lines.value(text, 0),
                    format!("税の項目 {} は、同意または法令の根拠なしには使えません。", item.id),
                    "[tax_basis] に根拠を記録するか、指定を外してください。",
                );
            }
        }
    }
    taken
}

fn targets(lines: Lines<'_>, wanted: &[String], catalog: &Catalog, faults: &mut Faults) -> BTreeSet<String> {
    let mut taken = BTreeSet::new();
    for text in wanted {
        let found: Vec<&str> = TARGETS.iter().map(|target| target.id).filter(|id| glob(text, id)).collect();
        if found.is_empty() {
            faults.error(
                lines.value(text, 0),
                format!("目的「{text}」は定められた目的の一覧にありません。"),
                target_cure(text),
            );
        } else if Target::find(text).is_some() && !catalog.approvals.contains_key(text) {
            faults.error(
                lines.value(text, 0),
                format!("目的「{text}」は承認されていません。"),
                "targets.toml に承認者と承認日を記録してください。",
            );
        }
        // A pattern takes what is approved here.
        taken.extend(found.into_iter().filter(|id| catalog.approvals.contains_key(*id)).map(str::to_owned));
    }
    taken
}
