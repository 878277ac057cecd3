//! Results of reading → row groups, encoded: goes on while earlier files are written, so that writing waits for nothing but the disk.

use std::sync::Arc;

use ingest::{Assembler, Ending, Plan, Refusal, RowGroup};
use store::StoreError;
use tokio::sync::mpsc;

use super::pipeline::Step;
use super::record::FileFacts;
use super::seal::{self, PlacedChunk};

/// Encoded groups that wait for being written.
const WAITING_MAX: usize = 2;

/// What of a file is ready to be written, in the order of the file.
pub(super) enum Ready {
    /// Encoded groups, and how many bytes were read for them.
    Groups(Arc<Plan>, Vec<PlacedChunk>, u64),
    /// The last groups, and what is left to do when the delivery before is known.
    End(Arc<Plan>, Box<Assembler>, Vec<PlacedChunk>, Ending, FileFacts),
    /// The file is refused.
    Refused(Refusal),
    /// The file cannot be read further.
    Broken(std::io::Error),
    /// A group cannot be encoded.
    Failed(StoreError),
}

/// Starts to assemble. Dropping the receiver stops it; a thread that ended without a word closes it.
pub(super) fn start(steps: mpsc::Receiver<Step>) -> mpsc::Receiver<Ready> {
    let (ready, receiver) = mpsc::channel(WAITING_MAX);
    tokio::spawn(assemble(steps, ready));
    receiver
}

async fn assemble(mut steps: mpsc::Receiver<Step>, ready: mpsc::Sender<Ready>) {
    let mut assembler: Option<Assembler> = None;
    while let Some(step) = steps.recv().await {
        let next = match step {
            Step::Chunk(plan, result, read) => {
                let Ok(result) = result.await else { return };
                let assembler = assembler.get_or_insert_with(|| Assembler::new(Arc::clone(&plan)));
                match encoded(&plan, assembler.take(result)).await {
                    Some(Ok(chunks)) => Ready::Groups(plan, chunks, read),
                    Some(Err(error)) => Ready::Failed(error),
                    None => return,
                }
            }
            Step::End(plan, ending, facts) => {
                let mut assembler = assembler.take().unwrap_or_else(|| Assembler::new(Arc::clone(&plan)));
                match encoded(&plan, assembler.last_groups()).await {
                    Some(Ok(chunks)) => Ready::End(plan, Box::new(assembler), chunks, ending, facts),
                    Some(Err(error)) => Ready::Failed(error),
                    None => return,
                }
            }
            Step::Refused(refusal) => Ready::Refused(refusal),
            Step::Broken(error) => Ready::Broken(error),
        };
        if ready.send(next).await.is_err() {
            return; // nobody listens any more: the import stopped for another reason
        }
    }
}

/// The chunks of some groups; `None` when the thread ended without a word.
async fn encoded(plan: &Arc<Plan>, groups: Vec<RowGroup>) -> Option<Result<Vec<PlacedChunk>, StoreError>> {
    if groups.is_empty() {
        return Some(Ok(Vec::new()));
    }
    let plan = Arc::clone(plan);
    let encode = move || {
        let ordinals: Vec<u16> = plan.columns().map(|column| column.ordinal).collect();
        let mut chunks = Vec::new();
        for group in groups {
            chunks.extend(seal::encode(&ordinals, group)?);
        }
        Ok(chunks)
    };
    tokio::task::spawn_blocking(encode).await.ok()
}
