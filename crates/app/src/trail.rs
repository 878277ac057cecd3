//! The trail (証跡): who did what under which purpose, written in the transaction of what it tells of.

pub use store::TrailState;
use store::{Entry, Txn};

use crate::authority::{Action, Grant};
use crate::ctx::Ctx;
use crate::error::AppError;

/// What an entry says beyond who and when.
#[derive(Debug, Clone, Default)]
pub struct Told<'a> {
    /// Operation, e.g. `screen`.
    pub action: &'a str,
    /// To what: ids and counts, never names.
    pub what: String,
    /// How many persons or rows.
    pub count: u64,
    /// What was put out.
    pub output: Output<'a>,
}

/// What was put out, told by its hash.
#[derive(Debug, Clone, Copy, Default)]
pub enum Output<'a> {
    /// Nothing.
    #[default]
    Nothing,
    /// These bytes; none = nothing.
    Bytes(&'a [u8]),
    /// A file with this hash.
    Hash([u8; 32]),
}

impl Output<'_> {
    fn hash(self) -> [u8; 32] {
        match self {
            Self::Nothing | Self::Bytes([]) => [0; 32],
            Self::Bytes(bytes) => *blake3::hash(bytes).as_bytes(),
            Self::Hash(hash) => hash,
        }
    }
}

/// Appends an entry inside a transaction.
///
/// # Errors
/// [`AppError::Setup`] when it cannot be written; then nothing may be shown.
pub async fn append(txn: &mut Txn, ctx: &Ctx<'_>, grant: Option<&Grant>, told: Told<'_>) -> Result<(), AppError> {
    let entry = Entry {
        recorded_at: ctx.now.clone(),
        who: ctx.who.clone(),
        duty: grant.map(|grant| grant.scope.duty.clone()).unwrap_or_default(),
        purpose: grant.map(|grant| grant.scope.purpose.to_string()).unwrap_or_default(),
        action: told.action.to_owned(),
        what: told.what,
        count: told.count,
        output_hash: told.output.hash(),
    };
    Ok(txn.trail_append(&entry).await?)
}

/// Appends an entry in a transaction of its own, before anything is shown.
///
/// # Errors
/// As [`append`].
pub async fn write(ctx: &Ctx<'_>, grant: Option<&Grant>, told: Told<'_>) -> Result<(), AppError> {
    let mut txn = ctx.installation.store.begin().await?;
    append(&mut txn, ctx, grant, told).await?;
    Ok(txn.commit().await?)
}

/// Writes a refusal.
///
/// # Errors
/// As [`append`].
pub async fn refused(ctx: &Ctx<'_>, purpose: &str, action: Action) -> Result<(), AppError> {
    // A purpose the configuration does not know is the user's text: only its length is told.
    let known = ctx.installation.catalog.purposes.keys().any(|id| id.as_str() == purpose);
    let what = if known { format!("purpose={purpose}") } else { "purpose=?".to_owned() };
    write(ctx, None, Told { action: &format!("refused:{}", action.name()), what, ..Told::default() }).await
}

/// Verifies the chain of the trail.
///
/// # Errors
/// [`AppError::Setup`] when it cannot be read.
pub async fn verify(ctx: &Ctx<'_>) -> Result<TrailState, AppError> {
    Ok(ctx.installation.store.trail_verify().await?)
}
