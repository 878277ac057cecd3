//! Reading on both cores: one thread reads, decodes and cuts; all cores turn cuts into columns; results stay in the order
//! of the file. What waits is bounded, so that memory does not grow with the file.

use std::io::Read;
use std::sync::Arc;

use catalog::Catalog;
use ingest::{ChunkJob, ChunkResult, Ending, Layouts, Plan, Reader, Refusal, Request, Set};
use tokio::sync::{mpsc, oneshot};

use super::open::Content;
use super::record::FileFacts;

/// Bytes read at once.
const BLOCK_BYTES: usize = 1 << 20;
/// Cuts on their way; each holds at most 32 MiB of text.
const WAITING_MAX: usize = 3;

/// What the reading thread hands over, in the order of the file.
pub(super) enum Step {
    /// Some records on their way into columns, and how many bytes were read since the step before.
    Chunk(Arc<Plan>, oneshot::Receiver<ChunkResult>, u64),
    /// The file ended.
    End(Arc<Plan>, Ending, FileFacts),
    /// The file is refused.
    Refused(Refusal),
    /// The file cannot be read further.
    Broken(std::io::Error),
}

/// Starts to read. Dropping the receiver stops the reading thread.
pub(super) fn start(
    catalog: Arc<Catalog>,
    layouts: Layouts,
    request: Request,
    size: u64,
    content: Content,
) -> mpsc::Receiver<Step> {
    let (steps, receiver) = mpsc::channel(WAITING_MAX);
    tokio::task::spawn_blocking(move || {
        let read = match content {
            Content::Bytes(bytes) => read(Reader::with(&catalog, &layouts, request), bytes, &steps),
            Content::Set(set, hash) => read_set(&catalog, &request, &set, FileFacts { size, hash }, &steps),
        };
        let last = match read {
            Ok(Some(last)) => last,
            Ok(None) => return,
            Err(Stop::Refused(refusal)) => Step::Refused(refusal),
            Err(Stop::Broken(error)) => Step::Broken(error),
        };
        // Nobody listens any more: the import stopped for another reason.
        let _ = steps.blocking_send(last);
    });
    receiver
}

enum Stop {
    Refused(Refusal),
    Broken(std::io::Error),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        Self::Broken(error)
    }
}

/// Reads to the end. `None` when nobody listens any more.
fn read(mut reader: Reader<'_>, mut bytes: impl Read, steps: &mpsc::Sender<Step>) -> Result<Option<Step>, Stop> {
    let mut hasher = blake3::Hasher::new();
    let mut block = vec![0; BLOCK_BYTES];
    let (mut size, mut told) = (0_u64, 0_u64);
    loop {
        let length = match bytes.read(&mut block) {
            Ok(0) => break,
            Ok(length) => length,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.into()),
        };
        size += length as u64;
        hasher.update(&block[..length]);
        for job in reader.push(&block[..length])? {
            let Some(plan) = reader.plan() else { continue };
            if !send(steps, plan, job, size - std::mem::replace(&mut told, size)) {
                return Ok(None);
            }
        }
    }
    let (jobs, plan, ending) = reader.finish()?;
    for job in jobs {
        if !send(steps, Arc::clone(&plan), job, size - std::mem::replace(&mut told, size)) {
            return Ok(None);
        }
    }
    let facts = FileFacts { size, hash: *hasher.finalize().as_bytes() };
    Ok(Some(Step::End(plan, ending, facts)))
}

/// Reads a OneRoster folder.
fn read_set(
    catalog: &Catalog,
    request: &Request,
    set: &Set,
    facts: FileFacts,
    steps: &mpsc::Sender<Step>,
) -> Result<Option<Step>, Stop> {
    let (jobs, plan, ending) = ingest::read_set(catalog, request, set)?;
    for job in jobs {
        if !send(steps, Arc::clone(&plan), job, 0) {
            return Ok(None);
        }
    }
    Ok(Some(Step::End(plan, ending, facts)))
}

/// Hands a cut to the other cores and its place to whoever puts the results together; waits while too many are on their way.
fn send(steps: &mpsc::Sender<Step>, plan: Arc<Plan>, job: ChunkJob, bytes: u64) -> bool {
    let (done, result) = oneshot::channel();
    rayon::spawn(move || {
        let _ = done.send(job.run());
    });
    steps.blocking_send(Step::Chunk(plan, result, bytes)).is_ok()
}
