//! Columns that must not come in at all (持込禁止): 個人番号 and 税 by header, 個人番号 by its check digit.

use catalog::{Catalog, ForbiddenKind};
use jiff::civil::Date;

use crate::header::Header;
use crate::refusal::{Refusal, RefusalKind};

/// Refuses a file whose headers name what must not come in. Columns in `without` are stripped and do not count.
pub(crate) fn check_header(
    file: &str,
    catalog: &Catalog,
    today: Date,
    header: &Header,
    without: &[usize],
) -> Result<(), Refusal> {
    let tax_allowed = catalog.active_purposes(today).any(|purpose| purpose.tax_basis.is_some());
    let mut found: Vec<(ForbiddenKind, String, String)> = Vec::new();
    for column in (0..header.len()).filter(|column| !without.contains(column)) {
        let pattern = header.forms(column).find_map(|form| catalog.forbidden.pattern(form));
        if let Some(pattern) = pattern.filter(|pattern| pattern.kind == ForbiddenKind::MyNumber || !tax_allowed) {
            found.push((pattern.kind, header.full_title(column), pattern.rule.clone()));
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    found.sort_by_key(|(kind, ..)| *kind);
    let columns: Vec<String> = found.iter().map(|(_, title, _)| title.clone()).collect();
    let mut message = String::new();
    for kind in [ForbiddenKind::MyNumber, ForbiddenKind::Tax] {
        let of_kind: Vec<&(ForbiddenKind, String, String)> = found.iter().filter(|entry| entry.0 == kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        let titles: Vec<String> = of_kind.iter().map(|(_, title, _)| format!("「{title}」")).collect();
        let mut rules: Vec<&str> =
            of_kind.iter().map(|(_, _, rule)| rule.as_str()).filter(|rule| !rule.is_empty()).collect();
        rules.sort_unstable();
        rules.dedup();
        let rule = if rules.is_empty() { String::new() } else { format!("（規則: {}）", rules.join("、")) };
        let what = match kind {
            ForbiddenKind::MyNumber => "個人番号（マイナンバー）の列",
            ForbiddenKind::Tax => "税の列（根拠となる同意・法令が利用目的に記録されていません）",
        };
        message.push_str(&format!("{what}があります: {}{rule}。", titles.join("")));
    }
    let kind = if found[0].0 == ForbiddenKind::MyNumber { RefusalKind::MyNumber } else { RefusalKind::Tax };
    Err(Refusal::new(kind, file, message, cure(&columns)).of_columns(columns))
}

/// Refuses a file in which most values of these columns pass the check digit of the individual number.
pub(crate) fn my_number_columns(file: &str, columns: Vec<String>) -> Refusal {
    let titles: Vec<String> = columns.iter().map(|title| format!("「{title}」")).collect();
    let message = format!(
        "個人番号（マイナンバー）と思われる列があります: {}（規則: 値の過半が12桁で、個人番号の検査数字に合う列は受け入れない）。",
        titles.join("")
    );
    let cure = cure(&columns);
    Refusal::new(RefusalKind::MyNumber, file, message, cure).of_columns(columns)
}

fn cure(columns: &[String]) -> String {
    format!(
        "その列を除いて出し直すよう所管課に依頼するか、`--without {}` を付けて取り込んでください（その列は保存されません）。",
        columns.join(",")
    )
}
