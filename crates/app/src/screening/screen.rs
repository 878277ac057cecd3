//! `mimamori screen`: signals with reasons in 確認順.

use std::path::PathBuf;

use domain::RuleId;
use jiff::civil::Date;
use screening::{Options, Screening, output};

use crate::authority::{Action, Grant, authorise};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::files::people::{self, Sheet};
use crate::files::whole;
use crate::knowing;
use crate::trail::{self, Output, Told};

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct ScreenRequest {
    /// The purpose.
    pub purpose: String,
    /// The date whose knowledge is used; `None` = today.
    pub as_of: Option<Date>,
    /// At most so many children.
    pub capacity: Option<u32>,
    /// Only this rule; `None` = all of the purpose.
    pub rule: Option<String>,
    /// Where the list goes (`.csv` or `.xlsx`).
    pub out: Option<PathBuf>,
    /// Where the scores of the whole population go.
    pub scores: Option<PathBuf>,
}

/// What came of it.
#[derive(Debug)]
pub struct Screened {
    /// The grant it ran under.
    pub grant: Grant,
    /// The result.
    pub screening: Screening,
    /// Why the list was not written: the purpose allows analysis only. Nothing was handed over.
    pub not_handed_over: Option<AppError>,
}

/// Runs the rules of a purpose over what is known.
///
/// Who: a viewer of the purpose. Records: one trail entry with who, purpose, what, how many and the hash of what is put out, before it
/// is shown. Refuses: a purpose not in force; a list to hand over (`out`) under a purpose that allows analysis only; scores under a
/// purpose that switches points off; an unknown rule.
///
/// # Errors
/// [`AppError`].
pub async fn screen(ctx: &Ctx<'_>, request: &ScreenRequest) -> Result<Screened, AppError> {
    let as_of = request.as_of.unwrap_or(ctx.clock.today);
    let grant = authorise(ctx, &request.purpose, as_of, Action::View).await?;
    let catalog = &ctx.installation.catalog;
    if request.scores.is_some() && !grant.purpose.points {
        return Err(AppError::refused(
            format!("利用目的「{}」は点数を使いません。", grant.purpose.title),
            "--scores は、点数を使う利用目的で指定してください。",
        ));
    }
    if let Some(rule) = &request.rule
        && !catalog.rules.iter().any(|known| known.id.as_str() == rule)
    {
        let mut known: Vec<&str> = catalog.rules.iter().map(|known| known.id.as_str()).collect();
        known.dedup();
        return Err(AppError::refused(
            format!("規則「{rule}」はありません（ある規則: {}）。", known.join("、")),
            "--rule の綴りを確かめてください。",
        ));
    }
    request.out.as_deref().map(people::check_ending).transpose()?;
    let [list_file, scores_file] = whole::claim([request.out.as_deref(), request.scores.as_deref()], [])?;
    let knowledge = knowing::knowledge(ctx, &grant).await?;
    let screening = run(ctx, &grant, &knowledge, request);
    // A refusal is written to the trail there.
    let not_handed_over = match &request.out {
        Some(_) => authorise(ctx, &request.purpose, as_of, Action::HandOver).await.err(),
        None => None,
    };
    let out = request.out.as_ref().filter(|_| not_handed_over.is_none());
    let list = match out {
        Some(path) => people::bytes(path, &sheet(&screening))?,
        None => output::list_rows(&screening).concat().concat().into_bytes(),
    };
    let scores = request.scores.as_ref().map(|_| scores(&screening));
    let mut output = list.clone();
    output.extend(scores.as_deref().unwrap_or_default());
    let children = screening.signals.iter().map(|signal| signal.person).collect::<std::collections::BTreeSet<_>>();
    let told = Told {
        action: "screen",
        what: format!(
            "as_of={as_of} capacity={} rules={} scores={}",
            request.capacity.map_or("-".to_owned(), |n| n.to_string()),
            screening.rules.len(),
            scores.is_some(),
        ),
        // Scores speak of everyone in the population, not of the children with signals only.
        count: if scores.is_some() { screening.population.len() as u64 } else { children.len() as u64 },
        output: Output::Bytes(&output),
    };
    let list_file = list_file.filter(|_| out.is_some()).map(|claimed| claimed.write(|file| file.write_all(&list)));
    let scores_file = scores_file.zip(scores).map(|(claimed, bytes)| claimed.write(|file| file.write_all(&bytes)));
    let written = [list_file.transpose()?, scores_file.transpose()?];
    trail::write(ctx, Some(&grant), told).await?;
    whole::keep(written.into_iter().flatten())?;
    Ok(Screened { grant, screening, not_handed_over })
}

/// Runs the rules.
fn run(ctx: &Ctx<'_>, grant: &Grant, knowledge: &ledger::Knowledge, request: &ScreenRequest) -> Screening {
    ctx.progress.start("規則の適用", 0);
    let rule = request.rule.as_deref().map(RuleId::new);
    let options = Options {
        today: ctx.clock.today,
        capacity: request.capacity.map(|capacity| capacity as usize),
        rule: rule.as_ref(),
        duty: &grant.scope.duty,
    };
    let screening = screening::run(knowledge, &ctx.installation.catalog, &grant.purpose, options);
    ctx.progress.finish();
    screening
}

/// The list for people.
fn sheet(screening: &Screening) -> Sheet {
    Sheet {
        name: "確認のきっかけ".into(),
        header: output::LIST_HEADER.map(str::to_owned).to_vec(),
        rows: output::list_rows(screening).into_iter().map(|row| row.to_vec()).collect(),
        widths: vec![7.0, 11.0, 20.0, 7.0, 80.0, 44.0, 28.0],
    }
}

/// The scores for machines.
fn scores(screening: &Screening) -> Vec<u8> {
    let mut text = output::SCORE_HEADER.join(",");
    text.push('\n');
    for row in output::score_rows(screening) {
        text.push_str(&row.join(","));
        text.push('\n');
    }
    text.into_bytes()
}
