//! `mimamori ledger`: one child's 台帳.

use catalog::View;
use domain::PersonId;
use jiff::civil::Date;
pub use ledger::LedgerView;
use ledger::{Reader, ledger_view};

use crate::authority::{Action, authorise};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::knowing;
use crate::trail::{self, Output, Told};

/// Opens the ledger of one person as of a date.
///
/// Who: a viewer of the purpose. Records: one trail entry with the person and the hash of what is shown, before it is shown. Refuses: a
/// purpose not in force, and one that allows analysis only; a person who is unknown or whose age is not one of the purpose's population (unseeable and absent look alike).
///
/// # Errors
/// [`AppError`].
pub async fn ledger_open(
    ctx: &Ctx<'_>,
    person: &str,
    purpose: &str,
    as_of: Option<Date>,
) -> Result<LedgerView, AppError> {
    let as_of = as_of.unwrap_or(ctx.clock.today);
    let grant = authorise(ctx, purpose, as_of, Action::Open).await?;
    let person: PersonId = person.parse().map_err(|_| {
        AppError::refused(
            "人物番号の形か検査文字が違います。",
            "一覧にある番号（例 P000042T）をそのまま指定してください。",
        )
    })?;
    let knowledge = knowing::knowledge(ctx, &grant).await?;
    let reader = Reader { catalog: &ctx.installation.catalog, purpose: &grant.scope.purpose, view: View::Default };
    let (youngest, oldest) = grant.purpose.population.ages;
    let outside = knowledge
        .ages(person, as_of)
        .is_some_and(|(least, most)| most < i16::from(youngest) || i16::from(oldest) < least);
    let view = if outside { None } else { ledger_view(&knowledge, person, &reader) };
    let text = view.as_ref().map(LedgerView::to_text).unwrap_or_default();
    let told = Told {
        action: if view.is_some() { "ledger" } else { "refused:ledger" },
        what: format!("person={person} as_of={as_of}"),
        count: u64::from(view.is_some()),
        output: Output::Bytes(text.as_bytes()),
    };
    trail::write(ctx, Some(&grant), told).await?;
    view.ok_or(AppError::NotFound)
}
