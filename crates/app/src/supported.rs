//! `mimamori supported`: a list of children somebody already supports (支援中), from people.

use std::path::Path;

use domain::PersonId;
use store::Supported;

use crate::authority::{Action, authorise_any};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::files::read;
use crate::trail::{self, Told};

/// Takes a list with the columns `person_id`, `since` and `by` (支援している機関・係). The same list again changes nothing.
///
/// Who: a viewer of any purpose in force. Records: new entries and one trail entry, in one transaction. Refuses: a row whose
/// number or date is wrong; then nothing is taken.
///
/// # Errors
/// [`AppError`].
pub async fn supported_import(ctx: &Ctx<'_>, path: &Path) -> Result<(usize, usize), AppError> {
    let grant = authorise_any(ctx, Action::View).await?;
    let rows = read::rows(path)?;
    let person = rows.column(path, "person_id")?;
    let (since, by) = (rows.column(path, "since")?, rows.column(path, "by")?);
    let mut list = Vec::with_capacity(rows.rows.len());
    let mut faults = Vec::new();
    for (number, row) in rows.rows.iter().enumerate() {
        let id: Result<PersonId, _> = row[person].parse();
        let context = japanese::date::DateContext::default();
        let day = japanese::date::parse(&row[since], &context).and_then(|parsed| parsed.date.exact());
        match (id, day) {
            (Ok(id), Some(day)) => {
                list.push(Supported { person: id, since: Some(day), until: None, list: row[by].clone() })
            }
            (Err(_), _) => faults.push(format!("{}行目: 人物番号の検査文字が合いません", number + 2)),
            (_, None) => faults.push(format!("{}行目: since が日付ではありません", number + 2)),
        }
    }
    if !faults.is_empty() {
        return Err(AppError::refused(
            format!("{} に直すところがあります（何も取り込んでいません）。\n  {}", path.display(), faults.join("\n  ")),
            "示した行を直して、もう一度取り込んでください。",
        ));
    }
    let mut txn = ctx.installation.store.begin().await?;
    let new = txn.supported_append(&list, &ctx.who, ctx.clock.today).await?;
    let told = Told {
        action: "supported-import",
        what: format!("rows={} new={new}", list.len()),
        count: new as u64,
        ..Told::default()
    };
    trail::append(&mut txn, ctx, Some(&grant), told).await?;
    txn.commit().await?;
    Ok((list.len(), new))
}
