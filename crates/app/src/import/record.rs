//! What reading found → what is recorded of the delivery.

use domain::{Extract, ExtractId};
use ingest::{AsOfOrigin, Outcome, Receipt};
use store::{Dropped, ExtractRecord};

use crate::ctx::Ctx;
use crate::installation;

/// The file itself, of which only this is kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct FileFacts {
    /// Bytes.
    pub(super) size: u64,
    /// blake3 of all bytes.
    pub(super) hash: [u8; 32],
}

/// The receipt for the data owner, headed by the number under which the delivery can be taken back.
pub(super) fn receipt(ctx: &Ctx<'_>, outcome: &Outcome, file: FileFacts, id: ExtractId) -> String {
    let hash = blake3::Hash::from_bytes(file.hash).to_hex();
    let receipt = Receipt::new(outcome, &ctx.installation.catalog, file.size, &hash);
    format!("抽出番号 {id}\n{}", receipt.text())
}

/// The record of a delivery.
pub(super) fn record(ctx: &Ctx<'_>, id: ExtractId, outcome: &Outcome, file: FileFacts) -> ExtractRecord {
    let unlawful = outcome.dropped.iter().map(|note| Dropped {
        header: note.header.clone(),
        item: note.item.clone(),
        why: "今日有効な利用目的がない項目".to_owned(),
    });
    let stripped = outcome.without.iter().map(|header| Dropped {
        header: header.clone(),
        item: None,
        why: "取込時の指定（--without）".to_owned(),
    });
    ExtractRecord {
        extract: Extract {
            id,
            source: outcome.source.clone(),
            system: outcome.system.clone(),
            owner: outcome.owner.clone(),
            file: outcome.file.clone(),
            as_of: outcome.as_of,
            delivery: outcome.delivery,
            slice: outcome.slice.clone(),
            coverage: outcome.coverage.clone(),
        },
        size: file.size,
        hash: file.hash,
        encoding: outcome.written.clone(),
        as_of_given: outcome.as_of_origin != AsOfOrigin::Today,
        delivered_on: ctx.clock.today,
        made_by: ctx.who.clone(),
        roles: outcome.roles.clone(),
        columns: outcome.columns.clone(),
        record_numbers: outcome.record_numbers.clone(),
        slice_rows: outcome.slice_rows.clone(),
        rows_read: outcome.rows_read,
        rows_admitted: outcome.rows_admitted,
        rows_refused: outcome.rows_refused,
        dropped: unlawful.chain(stripped).collect(),
        ignored: outcome.ignored.clone(),
        findings: outcome.findings.clone(),
        purposes: outcome.purposes.clone(),
        config_hash: installation::config_hash(&ctx.installation.catalog),
    }
}
