//! The operation: every file of the call in a transaction of its own.

use domain::SourceId;
use ingest::{Refusal, Request};

use super::delivery::{self, Delivered};
use super::open::{self, Piece};
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
    for piece in request.files.iter().flat_map(|path| open::open(path)) {
        match file(ctx, request, piece).await {
            Ok(result) => summary.files.push(result),
            Err(error) => {
                summary.stopped = Some(error);
                break;
            }
        }
    }
    summary
}

async fn file(ctx: &Ctx<'_>, request: &ImportRequest, piece: Result<Piece, Refused>) -> Result<FileResult, AppError> {
    let piece = match piece {
        Ok(piece) => piece,
        Err(refused) => return refuse(ctx, refused).await,
    };
    ctx.progress.start(&format!("取込 {}", piece.name), piece.size);
    let result = deliver(ctx, request, piece).await;
    ctx.progress.finish();
    match result? {
        Ok(taken) => Ok(FileResult::Taken(Box::new(taken))),
        Err(refused) => refuse(ctx, refused).await,
    }
}

async fn deliver(ctx: &Ctx<'_>, request: &ImportRequest, piece: Piece) -> Result<Result<Taken, Refused>, AppError> {
    let shown = piece.name.clone();
    let asked = Request {
        file: piece.name,
        today: ctx.clock.today,
        source: request.source.as_deref().map(SourceId::new),
        without: request.without.clone(),
        as_of: request.as_of,
        repair: request.repair,
    };
    let mut txn = ctx.installation.store.begin().await?;
    match delivery::take(ctx, &mut txn, asked, piece.size, piece.content).await? {
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
