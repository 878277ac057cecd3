//! The operation: every file of the call in a transaction of its own.

use std::collections::VecDeque;
use std::sync::Arc;

use domain::SourceId;
use ingest::{Layouts, Refusal, Request};
use tokio::sync::mpsc;

use super::delivery::{self, Delivered};
use super::open::{self, Piece};
use super::pipeline::{self, Step};
use super::record::receipt;
use super::request::ImportRequest;
use super::summary::{FileResult, ImportSummary, Refused, Taken};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::trail::{self, Told};

/// Takes files in, each whole or not at all; a refused file does not keep the others out.
///
/// Who: whoever runs the installation; no named person is shown. Records: the deliveries of a file and one trail entry, in one
/// transaction; of a refused file one trail entry. Refuses: what [`ingest::RefusalKind`] names. The same file again changes nothing.
pub async fn import(ctx: &Ctx<'_>, request: &ImportRequest) -> ImportSummary {
    let mut summary = ImportSummary::default();
    let layouts = Layouts::new(&ctx.installation.catalog);
    let mut pieces = request.files.iter().flat_map(|path| open::open(path));
    let mut ahead: VecDeque<Result<Reading, Refused>> = VecDeque::new();
    loop {
        while ahead.len() < READ_AHEAD {
            let Some(piece) = pieces.next() else { break };
            ahead.push_back(piece.map(|piece| begin(ctx, &layouts, request, piece)));
        }
        let Some(next) = ahead.pop_front() else { return summary };
        match file(ctx, next).await {
            Ok(result) => summary.files.push(result),
            Err(error) => {
                summary.stopped = Some(error);
                return summary;
            }
        }
    }
}

/// Files that are read and recognised at once: while one is written, the next ones are looked at.
const READ_AHEAD: usize = 3;

/// A file that is being read.
struct Reading {
    name: String,
    size: u64,
    steps: mpsc::Receiver<Step>,
}

fn begin(ctx: &Ctx<'_>, layouts: &Layouts, request: &ImportRequest, piece: Piece) -> Reading {
    let asked = Request {
        file: piece.name.clone(),
        today: ctx.clock.today,
        source: request.source.as_deref().map(SourceId::new),
        without: request.without.clone(),
        as_of: request.as_of,
        repair: request.repair,
    };
    let steps =
        pipeline::start(Arc::clone(&ctx.installation.catalog), layouts.clone(), asked, piece.size, piece.content);
    Reading { name: piece.name, size: piece.size, steps }
}

async fn file(ctx: &Ctx<'_>, reading: Result<Reading, Refused>) -> Result<FileResult, AppError> {
    let reading = match reading {
        Ok(reading) => reading,
        Err(refused) => return refuse(ctx, refused).await,
    };
    ctx.progress.start(&format!("取込 {}", reading.name), reading.size);
    let result = deliver(ctx, reading).await;
    ctx.progress.finish();
    match result? {
        Ok(taken) => Ok(FileResult::Taken(Box::new(taken))),
        Err(refused) => refuse(ctx, refused).await,
    }
}

async fn deliver(ctx: &Ctx<'_>, reading: Reading) -> Result<Result<Taken, Refused>, AppError> {
    let shown = reading.name;
    let mut txn = ctx.installation.store.begin().await?;
    match delivery::take(ctx, &mut txn, reading.steps).await? {
        Delivered::New(extract, outcome, facts) => {
            let receipt = receipt(ctx, &outcome, facts, extract);
            let told = Told {
                action: "import",
                what: format!("extract={extract} source={} refused={}", outcome.source, outcome.rows_refused),
                count: outcome.rows_admitted,
                output: receipt.as_bytes(),
            };
            trail::append(&mut txn, ctx, None, told).await?;
            txn.commit().await?;
            Ok(Ok(Taken { extract, unchanged: false, outcome: *outcome, receipt }))
        }
        Delivered::Known(extract, outcome, facts) => {
            txn.rollback().await?;
            let receipt = receipt(ctx, &outcome, facts, extract);
            Ok(Ok(Taken { extract, unchanged: true, outcome: *outcome, receipt }))
        }
        Delivered::Refused(refusal) => {
            txn.rollback().await?;
            Ok(Err(refused(&shown, refusal)))
        }
        Delivered::Broken(error) => {
            txn.rollback().await?;
            Ok(Err(open::unreadable(&shown, &error)))
        }
    }
}

/// A refusal is written to the trail before it is shown.
async fn refuse(ctx: &Ctx<'_>, refused: Refused) -> Result<FileResult, AppError> {
    let told = Told { action: "refused:import", what: format!("reason={}", refused.kind), ..Told::default() };
    trail::write(ctx, None, told).await?;
    Ok(FileResult::Refused(refused))
}

fn refused(shown: &str, refusal: Refusal) -> Refused {
    Refused { file: shown.to_owned(), kind: refusal.kind.name(), what: refusal.message, cure: refusal.cure }
}
