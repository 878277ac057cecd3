//! One delivery: read, sealed and stored in the transaction it is given; nothing of it is there before the commit.

use std::collections::VecDeque;
use std::sync::Arc;

use domain::{Delivery, ExtractId};
use ingest::{Assembler, Outcome, Plan, Refusal, RowGroup};
use jiff::civil::Date;
use store::{ExtractKey, StoreError, Txn};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::pipeline::Step;
use super::record::{FileFacts, record};
use super::seal::{self, SealedChunk};
use crate::ctx::Ctx;
use crate::error::AppError;

/// Row groups that are sealed while earlier ones are written.
const SEALING_MAX: usize = 2;

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
pub(super) async fn take(ctx: &Ctx<'_>, txn: &mut Txn, mut steps: mpsc::Receiver<Step>) -> Result<Delivered, AppError> {
    let mut writing: Option<Writing> = None;
    while let Some(step) = steps.recv().await {
        match step {
            Step::Chunk(plan, result, read) => {
                let Ok(result) = result.await else { return Err(stopped()) };
                let writing = begun(&mut writing, txn, &plan).await?;
                let groups = writing.assembler.take(result);
                writing.store(txn, groups, SEALING_MAX).await?;
                ctx.progress.advance(read);
            }
            Step::End(plan, ending, facts) => {
                begun(&mut writing, txn, &plan).await?;
                let Some(writing) = writing else { return Err(stopped()) };
                return end(ctx, txn, writing, &plan, ending, facts).await;
            }
            Step::Refused(refusal) => return Ok(Delivered::Refused(refusal)),
            Step::Broken(error) => return Ok(Delivered::Broken(error)),
        }
    }
    Err(stopped())
}

async fn end(
    ctx: &Ctx<'_>,
    txn: &mut Txn,
    mut writing: Writing,
    plan: &Plan,
    ending: ingest::Ending,
    facts: FileFacts,
) -> Result<Delivered, AppError> {
    let slice = writing.assembler.slice();
    let previous = txn.extract_previous_rows(&plan.source(), plan.delivery(), &slice, plan.as_of()).await?;
    let assembler = std::mem::replace(&mut writing.assembler, Assembler::new(Arc::clone(&writing.plan)));
    let (groups, outcome) = match assembler.finish(ending, previous) {
        Ok(finished) => finished,
        Err(refusal) => return Ok(Delivered::Refused(refusal)),
    };
    if let Some(known) = txn.extract_find_by_hash(&outcome.source, &facts.hash, same_date(&outcome)).await? {
        return Ok(Delivered::Known(known, Box::new(outcome), facts));
    }
    writing.store(txn, groups, 0).await?;
    txn.extract_insert(&writing.key, &record(ctx, writing.key.id, &outcome, facts)).await?;
    Ok(Delivered::New(writing.key.id, Box::new(outcome), facts))
}

/// The as-of date by which the same file is told from another delivery of the same bytes. Full and slice deliveries that
/// name their date are new for a new date ("nothing has changed"); additions would count twice, and a date that nobody
/// named says nothing.
fn same_date(outcome: &Outcome) -> Option<Date> {
    let named = outcome.as_of_origin != ingest::AsOfOrigin::Today && outcome.delivery != Delivery::Addition;
    named.then_some(outcome.as_of)
}

/// A delivery that is being written.
struct Writing {
    key: ExtractKey,
    ordinals: Arc<[u16]>,
    plan: Arc<Plan>,
    assembler: Assembler,
    sealing: VecDeque<JoinHandle<Result<Vec<SealedChunk>, StoreError>>>,
}

async fn begun<'w>(
    writing: &'w mut Option<Writing>,
    txn: &mut Txn,
    plan: &Arc<Plan>,
) -> Result<&'w mut Writing, AppError> {
    if writing.is_none() {
        let key = txn.extract_begin(&plan.owner()).await?;
        let ordinals = plan.columns().map(|column| column.ordinal).collect();
        let (plan, assembler) = (Arc::clone(plan), Assembler::new(Arc::clone(plan)));
        *writing = Some(Writing { key, ordinals, plan, assembler, sealing: VecDeque::new() });
    }
    writing.as_mut().ok_or_else(stopped)
}

impl Writing {
    /// Seals groups on all cores and writes them in order, until only `waiting` are still being sealed.
    async fn store(&mut self, txn: &mut Txn, groups: Vec<RowGroup>, waiting: usize) -> Result<(), AppError> {
        let mut groups = groups.into_iter();
        loop {
            let next = groups.next();
            let done = next.is_none();
            if let Some(group) = next {
                let (key, ordinals) = (self.key.clone(), Arc::clone(&self.ordinals));
                self.sealing.push_back(tokio::task::spawn_blocking(move || seal::group(&key, &ordinals, group)));
            }
            while self.sealing.len() > waiting {
                let Some(sealed) = self.sealing.pop_front() else { break };
                txn.chunks_insert(self.key.id, sealed.await.map_err(|_| stopped())??).await?;
            }
            if done {
                return Ok(());
            }
        }
    }
}

/// A thread of the import ended without a word: a fault of ours. Nothing was stored.
fn stopped() -> AppError {
    AppError::setup(
        "取込の処理が途中で止まりました。このファイルは一件も保存していません。",
        "もう一度実行し、続くようなら開発元に知らせてください。",
    )
}
