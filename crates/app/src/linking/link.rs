//! `mimamori link`: links everything held, saves who is who, and writes `links.csv`.

use std::path::PathBuf;

use domain::PersonId;
use jiff::civil::Date;
use linkage::{Agreement, LinkReport, WeightsOrigin};
use store::{LinkRun, WaitingPair, in_force};

use super::changes::{self, ChangeCounts};
use super::compute::{How, compute};
use super::decisions;
use super::links_csv::{self, LinkedTable};
use super::shields;
use crate::authority::{Action, authorise_any};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::files::{people, whole};
use crate::trail::{self, Output, Told};
use crate::{holdings, installation};

/// What to do with the result.
#[derive(Debug, Clone, Default)]
pub struct LinkRequest {
    /// Where `links.csv` goes; `None` = not written.
    pub out: Option<PathBuf>,
    /// List rows that only refer to a person too.
    pub references: bool,
    /// Learn the weights anew, whatever was learned before.
    pub learn: bool,
    /// Where the list of persons that were joined, split or put together anew goes (CSV or XLSX); `None` = not written.
    pub changes: Option<PathBuf>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkSummary {
    /// Persons with at least one record.
    pub persons: u32,
    /// Pairs that wait for a person.
    pub waiting: usize,
    /// Persons that were found to be one with an older one.
    pub joined: usize,
    /// What changed about persons of the run before.
    pub changes: ChangeCounts,
    /// Answers of people that contradict each other, in words.
    pub contradictions: Vec<String>,
    /// How often people answered what the machine expected.
    pub agreement: Agreement,
    /// Deliveries linked.
    pub extracts: usize,
    /// The day on which weights were learned before, if they were; none where they were to be learned anew.
    pub learned_before: Option<Date>,
    /// Counts, weights and warnings.
    pub report: LinkReport,
}

/// Links everything held.
///
/// Who: whoever runs the installation; a list (`out`, `changes`) is for viewers of a purpose in force. Records: one run with its results and
/// the weights it learned, and one trail entry that says where the weights come from, in one transaction. Refuses: nothing imported yet.
///
/// # Errors
/// [`AppError`].
pub async fn link(ctx: &Ctx<'_>, request: &LinkRequest) -> Result<LinkSummary, AppError> {
    // A list of everybody's records is shown to viewers only.
    let grant = match request.out.is_some() || request.changes.is_some() {
        true => Some(authorise_any(ctx, Action::View).await?),
        false => None,
    };
    // Said before the work if a list cannot be written.
    request.changes.as_deref().map(people::check_ending).transpose()?;
    let [out, changes_file] = whole::claim([request.out.as_deref(), request.changes.as_deref()], [])?;
    let computed = compute(ctx, How { references: request.references, learn: request.learn }).await?;
    if computed.tables.is_empty() {
        return Err(AppError::refused(
            "取り込んだ抽出データがありません。",
            "先に mimamori import で取り込んでください。",
        ));
    }
    let outcome = computed.outcome;
    let list = match out {
        Some(claimed) => {
            let extracts = holdings::extracts(ctx).await?;
            let superseded = ctx.installation.store.superseded_rows(&extracts, ctx.clock.today).await?;
            let held: Vec<_> = in_force(&extracts, ctx.clock.today).iter().map(|stored| stored.extract.id).collect();
            let linked = computed
                .tables
                .iter()
                .filter(|table| held.contains(&table.extract.id))
                .map(|table| LinkedTable {
                    table,
                    source: ctx.installation.catalog.source_for(table.extract.source.as_str(), table.extract.as_of),
                    resolutions: outcome.resolutions.iter().filter(|r| r.extract == table.extract.id).collect(),
                    superseded: superseded.get(&table.extract.id).map_or(&[], Vec::as_slice),
                })
                .collect();
            Some(claimed.write(|file| links_csv::write(linked, request.references, file))?)
        }
        None => None,
    };
    let waiting: Vec<WaitingPair> = outcome
        .waiting
        .iter()
        .map(|pair| {
            let at = |record: linkage::RecordRef| {
                (computed.tables[record.table as usize].extract.id, record.role, record.row)
            };
            WaitingPair {
                left: at(pair.left),
                left_key: pair.left_key,
                right: at(pair.right),
                right_key: pair.right_key,
                weight: pair.weight,
            }
        })
        .collect();
    let changed = match &request.changes {
        Some(path) => people::bytes(path, &changes::sheet(&outcome.changes))?,
        None => Vec::new(),
    };
    let changes_file = changes_file.map(|claimed| claimed.write(|file| file.write_all(&changed))).transpose()?;
    let entries = ctx.installation.store.decision_list().await?;
    let summary = LinkSummary {
        persons: outcome.persons,
        waiting: waiting.len(),
        joined: outcome.joined.len(),
        changes: ChangeCounts::of(&outcome.changes),
        contradictions: decisions::contradictions(&entries),
        agreement: decisions::agreement(ctx, &entries).await?,
        extracts: computed.tables.len(),
        learned_before: computed.learned_before,
        report: outcome.report,
    };
    let run = LinkRun {
        id: 0,
        on: ctx.clock.today,
        config_hash: installation::config_hash(&ctx.installation.catalog),
        next_person: PersonId(outcome.next_person),
    };
    let extracts = holdings::extracts(ctx).await?;
    let shielded = shields::flagged(ctx, &extracts, &outcome.resolutions).await?;
    let mut txn = ctx.installation.store.begin().await?;
    txn.shield_append(&shielded, false, &ctx.who, ctx.clock.today).await?;
    let mut joined = outcome.joined;
    joined.extend(outcome.restored.iter().map(|person| (*person, *person)));
    let run = txn.link_run_save(&run, outcome.resolutions, &waiting, &joined).await?;
    txn.person_former_append(run, &outcome.former).await?;
    if let Some(weights) = &outcome.weights {
        let text = weights.to_text().map_err(|_| {
            AppError::setup("重みを保存できません。", "開発元に知らせてください。何も保存していません。")
        })?;
        txn.link_weights_append(run, &text).await?;
    }
    let told = Told {
        action: "link",
        what: format!(
            "extracts={} waiting={} weights={}",
            summary.extracts,
            summary.waiting,
            origin_word(summary.report.origin)
        ),
        count: u64::from(summary.persons),
        output: list.as_ref().map_or(Output::Bytes(&changed), |list| Output::Hash(list.hash())),
    };
    trail::append(&mut txn, ctx, grant.as_ref(), told).await?;
    txn.commit().await?;
    whole::keep(list.into_iter().chain(changes_file)).map_err(is_linked)?;
    Ok(summary)
}

/// A list that is missing after all: who is who is known all the same.
fn is_linked(error: AppError) -> AppError {
    match error {
        AppError::Setup { what, cure } => {
            AppError::Setup { what: format!("{what}\n  名寄せの結果は記録されています。"), cure }
        }
        other => other,
    }
}

/// Where weights come from, in one word for machines.
#[must_use]
pub const fn origin_word(origin: WeightsOrigin) -> &'static str {
    match origin {
        WeightsOrigin::Shipped => "shipped",
        WeightsOrigin::Learned(_) => "learned",
        WeightsOrigin::Kept(_) => "kept",
    }
}
