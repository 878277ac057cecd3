//! The operation: every file of the call whole or not at all; small files share a transaction.

use std::collections::VecDeque;
use std::sync::Arc;

use domain::SourceId;
use ingest::{Layouts, Refusal, Request};
use store::Txn;
use tokio::sync::mpsc;

use super::assembly::{self, Ready};
use super::delivery::{self, Delivered};
use super::open::{self, Piece};
use super::pipeline;
use super::record::receipt;
use super::request::ImportRequest;
use super::summary::{FileResult, ImportSummary, Refused, Taken};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::trail::{self, Output, Told};

/// Takes files in, each whole or not at all; a refused file does not keep the others out.
///
/// Who: whoever runs the installation; no named person is shown. Records: the deliveries of a file and one trail entry, in one
/// transaction, which small files share; of a refused file one trail entry. Refuses: what [`ingest::RefusalKind`] names. The same file
/// again changes nothing.
pub async fn import(ctx: &Ctx<'_>, request: &ImportRequest) -> ImportSummary {
    let mut summary = ImportSummary::default();
    let mut result = take_all(ctx, request, &mut summary, BATCH_BYTES).await;
    if result.as_ref().is_err_and(|stopped| stopped.before > 0) {
        // Files before the one that failed went with it: each on its own, so that all that can be kept is kept.
        result = take_all(ctx, request, &mut summary, 0).await;
    }
    summary.stopped = result.err().map(|stopped| stopped.error);
    summary
}

/// The installation failed.
struct Stopped {
    error: AppError,
    /// Files that were whole, but in a transaction that was taken back.
    before: usize,
}

impl Stopped {
    const fn after(before: usize) -> impl FnOnce(AppError) -> Self {
        move |error| Self { error, before }
    }
}

/// Takes the files in that have no result yet; a transaction is committed at `batch_bytes`.
async fn take_all(
    ctx: &Ctx<'_>,
    request: &ImportRequest,
    summary: &mut ImportSummary,
    batch_bytes: u64,
) -> Result<(), Stopped> {
    let layouts = Layouts::new(&ctx.installation.catalog);
    let mut pieces = request.files.iter().flat_map(|path| open::open(path)).skip(summary.files.len()).peekable();
    let mut ahead: VecDeque<Result<Reading, Refused>> = VecDeque::new();
    let mut batch: Option<Batch> = None;
    loop {
        while pieces.peek().is_some_and(|next| may_read_ahead(&ahead, next.as_ref().is_ok_and(|piece| piece.workbook)))
        {
            let Some(piece) = pieces.next() else { break };
            ahead.push_back(piece.map(|piece| begin(ctx, &layouts, request, piece)));
        }
        let Some(next) = ahead.pop_front() else { break };
        let mut open = match batch.take() {
            Some(open) => open,
            None => Batch::begin(ctx).await.map_err(Stopped::after(0))?,
        };
        let before = open.results.len();
        open.take(ctx, next).await.map_err(Stopped::after(before))?;
        if open.bytes >= batch_bytes { open.commit(summary).await? } else { batch = Some(open) }
    }
    match batch {
        Some(open) => open.commit(summary).await,
        None => Ok(()),
    }
}

/// Files that are written in one transaction, because each commit waits for the disk; a large file has one of its own.
struct Batch {
    txn: Txn,
    /// Told only after the commit.
    results: Vec<FileResult>,
    /// Bytes of the files so far.
    bytes: u64,
}

/// A batch is committed at this size, so that little is lost when the import is stopped and a second writer does not wait long.
const BATCH_BYTES: u64 = 64 << 20;

impl Batch {
    async fn begin(ctx: &Ctx<'_>) -> Result<Self, AppError> {
        Ok(Self { txn: ctx.installation.store.begin().await?, results: Vec::new(), bytes: 0 })
    }

    async fn take(&mut self, ctx: &Ctx<'_>, reading: Result<Reading, Refused>) -> Result<(), AppError> {
        self.bytes += size(&reading);
        self.txn.mark().await?;
        let result = file(ctx, &mut self.txn, reading).await?;
        self.txn.unmark().await?;
        self.results.push(result);
        Ok(())
    }

    async fn commit(self, summary: &mut ImportSummary) -> Result<(), Stopped> {
        // The last file may be too much for the disk where those before it are not.
        let before = self.results.len().saturating_sub(1);
        self.txn.commit().await.map_err(|error| Stopped { error: error.into(), before })?;
        summary.files.extend(self.results);
        Ok(())
    }
}

/// Files that are read and recognised at once, however large: while one is written, the next ones are looked at.
const READ_AHEAD_FILES: usize = 3;
/// Small files that are read ahead together hold at most so many bytes and number at most [`READ_AHEAD_SMALL`]: enough to keep the
/// cores busy while a commit waits for the disk.
const READ_AHEAD_BYTES: u64 = 32 << 20;
/// Each file that is read ahead has a thread.
const READ_AHEAD_SMALL: usize = 48;

/// A workbook is read alone: it stands in memory as a whole, and its size says little about how much that is.
fn may_read_ahead(ahead: &VecDeque<Result<Reading, Refused>>, workbook: bool) -> bool {
    if ahead.iter().flatten().any(|reading| reading.workbook || workbook) {
        return false;
    }
    ahead.len() < READ_AHEAD_FILES
        || (ahead.len() < READ_AHEAD_SMALL && ahead.iter().map(size).sum::<u64>() < READ_AHEAD_BYTES)
}

fn size(reading: &Result<Reading, Refused>) -> u64 {
    reading.as_ref().map_or(0, |reading| reading.size)
}

/// A file that is being read.
struct Reading {
    name: String,
    size: u64,
    workbook: bool,
    ready: mpsc::Receiver<Ready>,
}

fn begin(ctx: &Ctx<'_>, layouts: &Layouts, request: &ImportRequest, piece: Piece) -> Reading {
    let asked = Request {
        file: piece.name.clone(),
        today: ctx.clock.today,
        source: request.source.as_deref().map(SourceId::new),
        without: request.without.clone(),
        as_of: request.as_of,
        repair: request.repair,
        accept_shrink: request.accept_shrink,
    };
    let Piece { name, size, content, workbook } = piece;
    let steps = pipeline::start(Arc::clone(&ctx.installation.catalog), layouts.clone(), asked, size, content);
    Reading { name, size, workbook, ready: assembly::start(steps) }
}

/// One file; what is refused leaves nothing but an entry of the trail. The mark before it must be set.
async fn file(ctx: &Ctx<'_>, txn: &mut Txn, reading: Result<Reading, Refused>) -> Result<FileResult, AppError> {
    let reading = match reading {
        Ok(reading) => reading,
        Err(refused) => return refuse(ctx, txn, refused).await,
    };
    ctx.progress.start(&format!("取込 {}", reading.name), reading.size);
    let result = deliver(ctx, txn, reading).await;
    ctx.progress.finish();
    match result? {
        Ok(taken) => Ok(FileResult::Taken(Box::new(taken))),
        Err(refused) => refuse(ctx, txn, refused).await,
    }
}

async fn deliver(ctx: &Ctx<'_>, txn: &mut Txn, reading: Reading) -> Result<Result<Taken, Refused>, AppError> {
    let shown = reading.name;
    let delivered = delivery::take(ctx, txn, reading.ready).await?;
    if !matches!(delivered, Delivered::New(..)) {
        txn.back_to_mark().await?;
        txn.mark().await?;
    }
    match delivered {
        Delivered::New(extract, outcome, facts) => {
            let receipt = receipt(ctx, &outcome, facts, extract);
            let told = Told {
                action: "import",
                what: format!("extract={extract} source={} refused={}", outcome.source, outcome.rows_refused),
                count: outcome.rows_admitted,
                output: Output::Bytes(receipt.as_bytes()),
            };
            trail::append(txn, ctx, None, told).await?;
            Ok(Ok(Taken { extract, unchanged: false, outcome: *outcome, receipt }))
        }
        Delivered::Known(extract, outcome, facts) => {
            let receipt = receipt(ctx, &outcome, facts, extract);
            Ok(Ok(Taken { extract, unchanged: true, outcome: *outcome, receipt }))
        }
        Delivered::Refused(refusal) => Ok(Err(refused(&shown, refusal))),
        Delivered::Broken(error) => Ok(Err(open::unreadable(&shown, &error))),
    }
}

/// A refusal is written to the trail before it is shown.
async fn refuse(ctx: &Ctx<'_>, txn: &mut Txn, refused: Refused) -> Result<FileResult, AppError> {
    let told = Told { action: "refused:import", what: format!("reason={}", refused.kind), ..Told::default() };
    trail::append(txn, ctx, None, told).await?;
    Ok(FileResult::Refused(refused))
}

fn refused(shown: &str, refusal: Refusal) -> Refused {
    Refused { file: shown.to_owned(), kind: refusal.kind.name(), what: refusal.message, cure: refusal.cure }
}
