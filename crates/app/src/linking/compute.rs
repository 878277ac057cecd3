//! One run of the linkage engine over everything held; saves nothing.

use domain::{ColumnMeta, Field, Reference, Role, Table};
use jiff::civil::Date;
use linkage::{ExplainedPair, LinkInput, LinkOutcome, Previous, RecordRef, ResidentRecipe, ResidentWeights};

use super::{decisions, links_csv};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::holdings;

/// A run that is not saved yet.
pub(super) struct Computed {
    /// Every delivery that can be read, with its identity columns; in the order of their import.
    pub(super) tables: Vec<Table>,
    /// What the engine found.
    pub(super) outcome: LinkOutcome,
    /// The pairs that were to be explained.
    pub(super) explained: Vec<ExplainedPair>,
    /// The day on which weights were learned before, if they were; none where all is to be learned anew.
    pub(super) learned_before: Option<Date>,
}

/// How to link.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct How {
    /// Read the key columns of deliveries that only refer to people, too.
    pub(super) references: bool,
    /// Learn the weights anew, whatever was learned before.
    pub(super) learn: bool,
}

/// Reads identity columns only, and links. Of deliveries that only refer to people by number, that number is all that is read, and their key
/// columns if asked for.
pub(super) async fn compute(ctx: &Ctx<'_>, how: How) -> Result<Computed, AppError> {
    compute_explaining(ctx, how, |_| Vec::new()).await
}

/// As [`compute`], and explains the pairs that `pairs` picks from the tables.
pub(super) async fn compute_explaining(
    ctx: &Ctx<'_>,
    How { references, learn }: How,
    pairs: impl FnOnce(&[Table]) -> Vec<(RecordRef, RecordRef)>,
) -> Result<Computed, AppError> {
    ctx.progress.start("名寄せ: 読込み", 0);
    let installation = ctx.installation;
    let store = &installation.store;
    let extracts = holdings::extracts(ctx).await?;
    let all: Vec<_> = extracts.iter().collect();
    let keys: Vec<Vec<String>> = extracts
        .iter()
        .map(|stored| {
            let source = installation.catalog.source_for(stored.extract.source.as_str(), stored.extract.as_of);
            source.map(links_csv::key_headers).unwrap_or_default()
        })
        .collect();
    let place: std::collections::BTreeMap<_, _> =
        extracts.iter().enumerate().map(|(place, stored)| (stored.extract.id, place)).collect();
    let tables = store
        .tables_load(&all, |stored, meta| {
            let key = || {
                place
                    .get(&stored.extract.id)
                    .is_some_and(|at| keys[*at].contains(&japanese::text::header_key(&meta.header)))
            };
            match numbers_referred_by(&stored.roles, &stored.columns) {
                Some(numbers) => {
                    meta.field.as_ref().is_some_and(|field| numbers.contains(field)) || references && key()
                }
                None => meta.field.is_some() || key(),
            }
        })
        .await?;
    let key_columns: Vec<Vec<usize>> = tables
        .iter()
        .map(|table| {
            let source = installation.catalog.source_for(table.extract.source.as_str(), table.extract.as_of);
            links_csv::key_places(table, source)
        })
        .collect();
    let decisions = decisions::for_engine(&store.decision_list().await?);
    let learn_from_decisions = installation.settings.linkage.learn_from_decisions;
    let before = store.person_before().await?;
    let previous = Previous {
        persons: before.by_key.into_iter().collect(),
        rows: before.by_row,
        former: store.person_former_list().await?,
        next_person: store.link_run_newest().await?.map_or(1, |run| run.next_person.0),
    };
    let kept = if learn { None } else { store.link_weights_newest().await? };
    let weights = kept.as_ref().and_then(|kept| ResidentWeights::parse(&kept.text));
    let explain = pairs(&tables);
    let fingerprint_key = *store.fingerprint_key().bytes();
    ctx.progress.start("名寄せ: 照合", 0);
    let computed = tokio::task::spawn_blocking(move || {
        let recipe = ResidentRecipe { learn_from_decisions, weights, ..ResidentRecipe::default() };
        let input = LinkInput {
            tables: &tables,
            key_columns: &key_columns,
            decisions: &decisions,
            previous: &previous,
            recipe: &recipe,
            fingerprint_key: &fingerprint_key,
        };
        let (outcome, explained) = linkage::link_explaining(&input, &explain);
        Computed { tables, outcome, explained, learned_before: kept.map(|kept| kept.on) }
    })
    .await
    .map_err(|_| AppError::setup("名寄せが途中で止まりました。", "開発元に知らせてください。保存は何もしていません。"));
    ctx.progress.finish();
    computed
}

/// The identifiers by which all roles of a delivery refer to people; `None` when a role names people, or is looked up in a roster.
fn numbers_referred_by(roles: &[Role], columns: &[ColumnMeta]) -> Option<Vec<Field>> {
    let born = |role: usize| columns.iter().any(|c| usize::from(c.role) == role && c.field == Some(Field::BirthDate));
    let mut numbers = Vec::new();
    for (at, role) in roles.iter().enumerate() {
        if role.references.is_empty() || born(at) {
            return None;
        }
        for reference in &role.references {
            match reference {
                Reference::Identifier(space) => numbers.push(Field::Identifier(space.clone())),
                Reference::Roster { .. } => return None,
            }
        }
    }
    (!roles.is_empty()).then_some(numbers)
}
