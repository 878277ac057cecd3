//! `mimamori evaluate linkage`: pairs against a truth.

use std::collections::BTreeMap;
use std::path::Path;

use linkage::evaluate::{PairMeasures, TruthFault};

use crate::ctx::Ctx;
use crate::error::AppError;
use crate::files::read;
use crate::holdings;

/// Pairwise measures with their intervals.
pub type LinkageEvaluated = PairMeasures;

/// Compares the newest run of 名寄せ with a truth (`file,row,role,person_id`); deliveries in force only.
///
/// # Errors
/// [`AppError::Refused`] with the line of the truth; when nothing was linked yet.
pub async fn evaluate_links(ctx: &Ctx<'_>, truth: &Path) -> Result<LinkageEvaluated, AppError> {
    let text = text(truth)?;
    let extracts = holdings::extracts(ctx).await?;
    let tables = holdings::tables_on(ctx, &extracts, ctx.clock.today, |_| false).await?;
    let resolutions = holdings::resolutions(ctx, &tables).await?;
    // Per file and role: person by record number. A file delivered twice holds its newest numbers.
    let mut people: BTreeMap<(&str, &str), BTreeMap<u32, u32>> = BTreeMap::new();
    let mut primary: BTreeMap<&str, &str> = BTreeMap::new();
    for table in &tables {
        let file = table.extract.file.as_str();
        if let Some(role) = table.roles.first() {
            primary.insert(file, &role.id);
        }
        for resolution in resolutions.iter().filter(|resolution| resolution.extract == table.extract.id) {
            let Some(role) = table.roles.get(usize::from(resolution.role)) else { continue };
            let rows = people.entry((file, &role.id)).or_default();
            for row in (0..table.rows).filter(|row| !table.is_blank(*row)) {
                if let Some(person) = resolution.person(row) {
                    rows.insert(table.record_number(row), person.0);
                }
            }
        }
    }
    linkage::evaluate::links(&text, |file, row, role| {
        let role = role.or_else(|| primary.get(file).copied())?;
        people.get(&(file, role))?.get(&row).map(|person| u64::from(*person))
    })
    .map_err(|fault| refused(truth, &fault))
}

/// Compares a cluster file (`source,key,cluster`) with a truth (`[source,]key,cluster`).
///
/// # Errors
/// [`AppError::Refused`] with the line at fault.
pub fn evaluate_clusters(clusters: &Path, truth: &Path) -> Result<LinkageEvaluated, AppError> {
    linkage::evaluate::clusters(&text(clusters)?, &text(truth)?).map_err(|fault| refused(truth, &fault))
}

fn text(path: &Path) -> Result<String, AppError> {
    Ok(japanese::text::decode(&read::bytes(path)?, None).text)
}

fn refused(path: &Path, fault: &TruthFault) -> AppError {
    AppError::refused(
        format!("{} の{}行目: {}", path.display(), fault.line, fault.message),
        "正解ファイルの列と値を確かめてください。",
    )
}
