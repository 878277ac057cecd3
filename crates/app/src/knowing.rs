//! What is known as of a date, in the scope of a grant: the fold every list, ledger and trend rests on.

use domain::{ColumnMeta, Field};
use ledger::{Inputs, Judgement, Knowledge, Shielded, Supported};
use store::follow;

use crate::authority::Grant;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::holdings;

/// Folds what the grant's purpose may see, as of its date. Columns of other items are not even read.
///
/// # Errors
/// [`AppError::Refused`] when something was imported and not linked yet; [`AppError::Setup`].
pub async fn knowledge(ctx: &Ctx<'_>, grant: &Grant) -> Result<Knowledge, AppError> {
    ctx.progress.start("台帳の読込み", 0);
    let installation = ctx.installation;
    let store = &installation.store;
    let as_of = grant.scope.as_of;
    let extracts = holdings::extracts(ctx).await?;
    let purpose = &grant.purpose;
    // Identity, place and time columns fold people and families; whether they may be shown is asked again, value by value.
    let wanted =
        |meta: &ColumnMeta| meta.item.as_ref().is_some_and(|item| purpose.allows(item)) || tells_families(meta);
    let tables = holdings::tables_on(ctx, &extracts, as_of, wanted).await?;
    let resolutions = holdings::resolutions(ctx, &tables).await?;
    let mut inputs = Inputs::new(tables, resolutions, &installation.catalog, as_of);
    remember_shields(ctx, &mut inputs).await?;
    // What people recorded of a person holds for the one that person was found to be since.
    let joined = store.person_joined_list().await?;
    let now = |person| follow(person, &joined);
    inputs.supported = store
        .supported_list()
        .await?
        .into_iter()
        .map(|(line, known)| Supported {
            person: now(line.person),
            since: line.since,
            until: line.until,
            known,
            list: line.list,
        })
        .collect();
    inputs.judgements = store
        .judgement_list()
        .await?
        .into_iter()
        .map(|judged| Judgement {
            person: now(judged.person),
            on: judged.on,
            by: judged.by,
            verdict: judged.verdict,
            outcome: judged.outcome,
        })
        .collect();
    let knowledge = Knowledge::build(inputs);
    ctx.progress.finish();
    Ok(knowledge)
}

/// Hands in who was remembered as shielded, and whose shield a person lifted.
pub(crate) async fn remember_shields(ctx: &Ctx<'_>, inputs: &mut Inputs<'_>) -> Result<(), AppError> {
    let store = &ctx.installation.store;
    let joined = store.person_joined_list().await?;
    for (shielded, lifted) in store.shield_list().await? {
        match (shielded, lifted) {
            (store::Shielded::Person(person), true) => inputs.lifted.push(follow(person, &joined)),
            (store::Shielded::Person(person), false) => inputs.shields.push(Shielded::Person(follow(person, &joined))),
            (store::Shielded::Record(key), false) => inputs.shields.push(Shielded::Record(key)),
            (store::Shielded::Record(_), true) => {}
        }
    }
    Ok(())
}

/// Whether a column is needed to fold people, families, schools, time and 支援措置; whether its values may be shown is another question.
pub(crate) fn tells_families(meta: &ColumnMeta) -> bool {
    let folds = |field: &Field| !matches!(field, Field::Phone | Field::Identifier(_));
    meta.item.as_ref().is_some_and(|item| item.as_str().starts_with("shield."))
        || meta.field.as_ref().is_some_and(folds)
}
