//! The small TOML files: duties, visibility, approvals, principles, deadlines, and the accounts that refer to duties.

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Files, folder, lines};
use crate::fault::{Faults, Lines};
use crate::{Catalog, DeadlineClock, Duty, Principle, Sensitivity, Target, TargetApproval, Visibility, nearest};

/// Faults of one text after which reading it on is of no more use.
const FAULTS_PER_FILE_MAX: usize = 20;

/// Reads one TOML text; syntax and type faults become faults with their places. The faulty line is then left out and the
/// rest read on, so that one pass names them all; the value is what could be read in the end.
pub(crate) fn read<T: DeserializeOwned>(lines: Lines<'_>, faults: &mut Faults) -> Option<T> {
    let mut text = lines.text.to_owned();
    for round in 0..FAULTS_PER_FILE_MAX {
        let error = match toml::from_str(&text) {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        let missing = error.message().starts_with("missing field");
        if round > 0 && missing {
            // It may stand in a line that was left out.
            return None;
        }
        let place = error.span().map_or_else(|| lines.whole(), |span| lines.offset(span.start));
        let (message, cure) = explain(error.message());
        faults.error(place, message, cure);
        let span = error.span().filter(|_| !missing)?;
        text = without_line(&text, span.start)?;
    }
    None
}

/// The text with the line at an offset emptied; `None` when it is empty already.
fn without_line(text: &str, offset: usize) -> Option<String> {
    let offset = offset.min(text.len());
    let start = text.get(..offset)?.rfind('\n').map_or(0, |at| at + 1);
    let end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
    let line = &text[start..end];
    (!line.trim().is_empty()).then(|| format!("{}{}{}", &text[..start], " ".repeat(line.len()), &text[end..]))
}

/// The parser's message in Japanese, with the cure; the names it lists are kept.
fn explain(message: &str) -> (String, String) {
    let quoted = |text: &str| text.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let names = quoted(message);
    let first = names.first().cloned().unwrap_or_default();
    if message.starts_with("unknown field") {
        let known = names.get(1..).unwrap_or_default();
        let cure = nearest::cure(&first, known.iter().map(String::as_str), "使えるキー: ");
        return (format!("知らないキー「{first}」があります。"), format!("{cure}{}", known.join("、")));
    }
    if message.starts_with("unknown variant") {
        let known = names.get(1..).unwrap_or_default();
        let cure = nearest::cure(&first, known.iter().map(String::as_str), "使える値: ");
        return (format!("「{first}」は使えない値です。"), format!("{cure}{}", known.join("、")));
    }
    if message.starts_with("missing field") {
        return (format!("必要なキー「{first}」がありません。"), format!("{first} = … を書き加えてください。"));
    }
    if let Some((seen, expected)) =
        message.strip_prefix("invalid type: ").and_then(|rest| rest.split_once(", expected "))
    {
        let wanted = match expected {
            "a boolean" => "true か false",
            "a string" => "\"…\" で囲んだ文字",
            "a sequence" => "[\"…\", \"…\"] の形の並び",
            "a map" => "表（[見出し] とその下のキー）",
            other if other.starts_with(['u', 'i']) => "数",
            other => other,
        };
        return (format!("値の種類が違います（{seen}）。"), format!("{wanted}を書いてください。"));
    }
    if message.starts_with("duplicate") {
        return (format!("同じキーが二度書かれています（{message}）。"), "どちらか一つにしてください。".to_owned());
    }
    (
        format!("TOMLとして読めません（{}）。", message.lines().collect::<Vec<_>>().join(" ")),
        "この行の引用符・括弧・値の形（文字は \"…\"、日付も \"YYYY-MM-DD\" と文字で）を確かめてください。".to_owned(),
    )
}

/// Reads a date written `YYYY-MM-DD`; anything else is a fault at the value.
pub(crate) fn date(lines: Lines<'_>, key: &str, text: &str, nth: usize, faults: &mut Faults) -> Option<Date> {
    let iso = text.len() == 10 && text.is_ascii();
    let date = if iso { text.parse().ok() } else { None };
    if date.is_none() {
        faults.error(
            lines.value(text, nth),
            format!("{key} の「{text}」は日付ではありません。"),
            "\"YYYY-MM-DD\" の形（西暦）で、ある日付を書いてください。",
        );
    }
    date
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RolesFile {
    #[serde(default, rename = "duty")]
    duties: Vec<Duty>,
}

/// `roles.toml`.
pub(super) fn duties(files: &Files<'_>, catalog: &mut Catalog, faults: &mut Faults) {
    let Some(lines) = lines(files, "roles.toml") else { return };
    let Some(file) = read::<RolesFile>(lines, faults) else { return };
    for duty in file.duties {
        if catalog.duties.contains_key(&duty.name) {
            faults.error(
                lines.value(&duty.name, 1),
                format!("職務「{}」が二度定義されています。", duty.name),
                "どちらか一つにまとめてください。",
            );
        }
        catalog.duties.insert(duty.name.clone(), duty);
    }
}

/// A duty that is named must be defined.
pub(crate) fn duty_known(catalog: &Catalog, lines: Lines<'_>, name: &str, nth: usize, faults: &mut Faults) {
    // When no duty could be read at all, that fault is enough.
    if !catalog.duties.is_empty() && !catalog.duties.contains_key(name) {
        faults.error(
            lines.value(name, nth),
            format!("職務「{name}」は roles.toml にありません。"),
            nearest::cure(
                name,
                catalog.duties.keys().map(String::as_str),
                "roles.toml に [[duty]] を加えるか、名前を直してください。",
            ),
        );
    }
}

/// `visibility.toml`.
pub(super) fn visibility(files: &Files<'_>, catalog: &mut Catalog, faults: &mut Faults) {
    let Some(lines) = lines(files, "visibility.toml") else { return };
    let Some(visibility) = read::<Visibility>(lines, faults) else { return };
    let lists = [&visibility.full_view, &visibility.informants, &visibility.sibling_cases, &visibility.shielded];
    for name in lists.into_iter().flatten().chain(visibility.never.keys()) {
        duty_known(catalog, lines, name, 0, faults);
    }
    for kind in visibility.never.values().flatten().filter(|kind| Sensitivity::from_name(kind).is_none()) {
        faults.error(
            lines.value(kind, 0),
            format!("取扱区分「{kind}」はありません。"),
            nearest::cure(
                kind,
                Sensitivity::ALL.map(Sensitivity::name),
                "docs/reference/items.md の取扱区分から選んでください。",
            ),
        );
    }
    catalog.visibility = visibility;
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TargetsFile {
    #[serde(default, rename = "target")]
    targets: Vec<TargetApproval>,
}

/// `targets.toml`: approvals of the closed list.
pub(super) fn approvals(files: &Files<'_>, catalog: &mut Catalog, faults: &mut Faults) {
    let Some(lines) = lines(files, "targets.toml") else { return };
    let Some(file) = read::<TargetsFile>(lines, faults) else { return };
    for approval in file.targets {
        if Target::find(&approval.id).is_none() {
            faults.error(
                lines.value(&approval.id, 0),
                format!("目的「{}」は定められた目的の一覧にありません。", approval.id),
                target_cure(&approval.id),
            );
            continue;
        }
        if approval.reviewer.trim().is_empty() {
            faults.error(
                lines.value(&approval.id, 0),
                format!("目的「{}」に承認者（reviewer）がありません。", approval.id),
                "承認した人の職・氏名または会議の名を書いてください。",
            );
        }
        let approved = date(lines, "approved", &approval.approved, 0, faults);
        let review_by = date(lines, "review_by", &approval.review_by, 0, faults);
        if let (Some(approved), Some(review_by)) = (approved, review_by)
            && review_by < approved
        {
            faults.error(
                lines.value(&approval.review_by, 0),
                format!("目的「{}」の見直し期限が承認日より前です。", approval.id),
                "日付を確かめてください。",
            );
        }
        if catalog.approvals.contains_key(&approval.id) {
            faults.error(
                lines.value(&approval.id, 1),
                format!("目的「{}」の承認が二度書かれています。", approval.id),
                "一つにしてください。",
            );
        }
        catalog.approvals.insert(approval.id.clone(), approval);
    }
}

/// The cure for a target that is not on the closed list.
pub(crate) fn target_cure(id: &str) -> String {
    let known: Vec<&str> = crate::TARGETS.iter().map(|target| target.id).collect();
    nearest::cure(
        id,
        known.iter().copied(),
        &format!(
            "目的は次から選びます: {}。新しい目的は承認の手続が要ります（docs/concepts/ethics.md）。",
            known.join("、")
        ),
    )
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EthicsFile {
    #[serde(default, rename = "principle")]
    principles: Vec<Principle>,
}

/// `ethics.toml`.
pub(super) fn principles(files: &Files<'_>, catalog: &mut Catalog, faults: &mut Faults) {
    let Some(lines) = lines(files, "ethics.toml") else { return };
    if let Some(file) = read::<EthicsFile>(lines, faults) {
        catalog.principles = file.principles;
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClocksFile {
    #[serde(default, rename = "clock")]
    clocks: Vec<DeadlineClock>,
}

/// `clocks/*.toml`.
pub(super) fn clocks(files: &Files<'_>, catalog: &mut Catalog, faults: &mut Faults) {
    for lines in folder(files, "clocks", ".toml") {
        let Some(file) = read::<ClocksFile>(lines, faults) else { continue };
        for clock in file.clocks {
            let reviewed = date(lines, "last_reviewed", &clock.last_reviewed, 0, faults);
            let review_by = date(lines, "review_by", &clock.review_by, 0, faults);
            if let (Some(reviewed), Some(review_by)) = (reviewed, review_by)
                && review_by < reviewed
            {
                faults.error(
                    lines.value(&clock.review_by, 0),
                    format!("期限「{}」の見直し期限が最終見直し日より前です。", clock.id),
                    "日付を確かめてください。",
                );
            }
            if clock.limit == 0 {
                faults.error(
                    lines.value(&clock.id, 0),
                    format!("期限「{}」の長さが0です。", clock.id),
                    "limit に1以上の数を書いてください。",
                );
            }
            if catalog.clocks.iter().any(|other| other.id == clock.id) {
                faults.error(
                    lines.value(&clock.id, 0),
                    format!("期限「{}」が二度定義されています。", clock.id),
                    "id を変えるか、どちらかを消してください。",
                );
            }
            catalog.clocks.push(clock);
        }
    }
    catalog.clocks.sort_by(|a, b| a.id.cmp(&b.id));
}

/// The duties that accounts of `mimamori.toml` name; the rest of that file belongs to the application.
#[derive(Deserialize)]
struct AccountsFile {
    #[serde(default, rename = "account")]
    accounts: Vec<AccountDuties>,
}

#[derive(Deserialize)]
struct AccountDuties {
    #[serde(default)]
    duties: Vec<String>,
}

/// `mimamori.toml`: every duty of an account is defined.
pub(super) fn accounts(files: &Files<'_>, catalog: &Catalog, faults: &mut Faults) {
    let Some(lines) = lines(files, "mimamori.toml") else { return };
    let Some(file) = read::<AccountsFile>(lines, faults) else { return };
    for duty in file.accounts.iter().flat_map(|account| &account.duties) {
        duty_known(catalog, lines, duty, 0, faults);
    }
}
