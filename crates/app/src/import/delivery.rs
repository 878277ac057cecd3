//! One delivery: read, sealed and stored in the transaction it is given; nothing of it is there before the commit.

use domain::{Delivery, ExtractId};
use ingest::{Assembler, Before, Ending, Outcome, Plan, Previous, Refusal};
use jiff::civil::Date;
use store::{ExtractKey, Txn};
use tokio::sync::mpsc;

use super::assembly::Ready;
use super::record::{FileFacts, record};
use super::seal::{PlacedChunk, seal};
use crate::ctx::Ctx;
use crate::error::AppError;

/// What came of one delivery.
pub(super) enum Delivered {
    /// It stands in the transaction.
    New(ExtractId, Box<Outcome>, FileFacts),
    /// The same file was taken in before; the transaction must be taken back to its mark.
    Known(ExtractId, Box<Outcome>, FileFacts),
    /// It is refused; the transaction must be taken back to its mark.
    Refused(Refusal),
    /// The file cannot be read; the transaction must be taken back to its mark.
    Broken(std::io::Error),
}

/// Writes a delivery that is being read in the transaction.
pub(super) async fn take(ctx: &Ctx<'_>, txn: &mut Txn, mut file: mpsc::Receiver<Ready>) -> Result<Delivered, AppError> {
    let mut key: Option<ExtractKey> = None;
    while let Some(ready) = file.recv().await {
        match ready {
            Ready::Groups(plan, chunks, read) => {
                let key = begun(&mut key, txn, &plan).await?;
                txn.chunks_insert(key.id, seal(key, chunks)?).await?;
                ctx.progress.advance(read);
            }
            Ready::End(plan, assembler, chunks, ending, facts) => {
                let key = begun(&mut key, txn, &plan).await?;
                return end(ctx, txn, key, &plan, Rest { assembler, chunks, ending, facts }).await;
            }
            Ready::Refused(refusal) => return Ok(Delivered::Refused(refusal)),
            Ready::Broken(error) => return Ok(Delivered::Broken(error)),
            Ready::Failed(error) => return Err(error.into()),
        }
    }
    Err(stopped())
}

/// What is left of a file when all of it was read.
struct Rest {
    assembler: Box<Assembler>,
    chunks: Vec<PlacedChunk>,
    ending: Ending,
    facts: FileFacts,
}

async fn end(ctx: &Ctx<'_>, txn: &mut Txn, key: &ExtractKey, plan: &Plan, rest: Rest) -> Result<Delivered, AppError> {
    let Rest { assembler, chunks, ending, facts } = rest;
    let slice = assembler.slice();
    // A file that is held is never one that shrank, whatever came after it.
    if let Some(known) = known(txn, plan, &slice, &facts.hash).await? {
        return Ok(match assembler.finish(ending, Before::Itself) {
            Ok((_, outcome)) => Delivered::Known(known, Box::new(outcome), facts),
            Err(refusal) => Delivered::Refused(refusal),
        });
    }
    if let Err(refusal) = shrunk_slices(txn, plan, &assembler).await? {
        return Ok(Delivered::Refused(refusal));
    }
    let previous = txn.extract_previous(&plan.source(), plan.delivery(), &slice, plan.as_of()).await?;
    let previous = previous.map(|before| Previous {
        extract: before.id,
        as_of: before.as_of,
        rows: before.rows,
        newer: before.newer,
    });
    let (_, outcome) = match assembler.finish(ending, previous.into()) {
        Ok(finished) => finished,
        Err(refusal) => return Ok(Delivered::Refused(refusal)),
    };
    txn.chunks_insert(key.id, seal(key, chunks)?).await?;
    txn.extract_insert(key, &record(ctx, key.id, &outcome, facts)).await?;
    Ok(Delivered::New(key.id, Box::new(outcome), facts))
}

/// The delivery that this file is: the same bytes of the same source and slice, with the same school, month or year in its name.
async fn known(txn: &mut Txn, plan: &Plan, slice: &str, hash: &[u8; 32]) -> Result<Option<ExtractId>, AppError> {
    let date = same_date(plan);
    let same = txn.extract_find_by_hash(&plan.source(), hash, slice).await?;
    let known = same.iter().find(|same| date.is_none_or(|date| date == same.as_of) && plan.names_as(&same.file));
    Ok(known.map(|same| same.id))
}

/// Whether a slice came out nearly empty that stands, or stood, in one file with others; for one that stands alone the whole file speaks.
async fn shrunk_slices(txn: &mut Txn, plan: &Plan, assembler: &Assembler) -> Result<Result<(), Refusal>, AppError> {
    let now = assembler.rows_by_slice();
    let mut before = Vec::with_capacity(now.len());
    for (slice, _) in &now {
        let held = txn.slice_rows_before(&plan.source(), slice, plan.as_of()).await?;
        before.push(held.filter(|held| held.shared || now.len() > 1).map(|held| held.rows));
    }
    Ok(assembler.refuse_shrunk_slices(&before))
}

/// The as-of date by which the same file is told from another delivery of the same bytes. Full and slice deliveries that
/// name their date are new for a new date ("nothing has changed"); additions would count twice, and a date that nobody
/// named says nothing.
fn same_date(plan: &Plan) -> Option<Date> {
    let named = plan.as_of_origin() != ingest::AsOfOrigin::Today && plan.delivery() != Delivery::Addition;
    named.then_some(plan.as_of())
}

/// The number and key of the delivery, given with its first group.
async fn begun<'k>(key: &'k mut Option<ExtractKey>, txn: &mut Txn, plan: &Plan) -> Result<&'k ExtractKey, AppError> {
    if key.is_none() {
        *key = Some(txn.extract_begin(&plan.owner()).await?);
    }
    key.as_ref().ok_or_else(stopped)
}

/// A thread of the import ended without a word: a fault of ours. Nothing was stored.
fn stopped() -> AppError {
    AppError::setup(
        "取込の処理が途中で止まりました。このファイルは一件も保存していません。",
        "もう一度実行し、続くようなら開発元に知らせてください。",
    )
}
