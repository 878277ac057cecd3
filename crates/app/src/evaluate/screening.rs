//! `mimamori evaluate screening`: signals and scores against labels.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use domain::{PersonId, RuleId};
use jiff::civil::Date;
use screening::evaluate::{Evaluation, Labelled, evaluate};
use screening::trends::CELL_MIN;
use screening::{Options, Screening};

use crate::authority::{Action, authorise};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::files::read::{self, Rows};
use crate::linking::links_csv;
use crate::trail::{self, Told};
use crate::{holdings, knowing};

/// What is asked.
#[derive(Debug, Clone)]
pub struct ScreeningTruth {
    /// CSV with `person_id`, or `source` and `record_key`, and labels 0/1.
    pub truth: PathBuf,
    /// The column that holds the label.
    pub label: String,
    /// The purpose.
    pub purpose: String,
    /// Only this rule; `None` = each rule, and all together.
    pub rule: Option<String>,
    /// The date whose knowledge is used; `None` = today.
    pub as_of: Option<Date>,
}

/// Figures of one rule.
#[derive(Debug, Clone, PartialEq)]
pub struct ScreeningEvaluated {
    /// The rule.
    pub rule: String,
    /// Its figures over the labelled children of the population.
    pub evaluation: Evaluation,
}

/// Compares the rules of a purpose with labels.
///
/// Who: a viewer of the purpose. Records: one trail entry. Refuses: a purpose not in force, or that switches points off; a truth that names nobody
/// of the population, or so few that the figures tell of single children (少数の秘匿).
///
/// # Errors
/// [`AppError`].
pub async fn evaluate_screening(ctx: &Ctx<'_>, asked: &ScreeningTruth) -> Result<Vec<ScreeningEvaluated>, AppError> {
    let as_of = asked.as_of.unwrap_or(ctx.clock.today);
    let grant = authorise(ctx, &asked.purpose, as_of, Action::Analyse).await?;
    if !grant.purpose.points {
        return Err(AppError::refused(
            format!("利用目的「{}」は点数を使いません。", grant.purpose.title),
            "点数を使う利用目的で評価してください。",
        ));
    }
    let labels = labels(ctx, &asked.truth, &asked.label).await?;
    let knowledge = knowing::knowledge(ctx, &grant).await?;
    let rule = asked.rule.as_deref().map(RuleId::new);
    let options = Options { today: ctx.clock.today, capacity: None, rule: rule.as_ref(), duty: &grant.scope.duty };
    let screening = screening::run(&knowledge, &ctx.installation.catalog, &grant.purpose, options);
    let evaluated = compare(&screening, &labels);
    if evaluated.iter().all(|one| one.evaluation.children == 0) {
        return Err(AppError::refused(
            format!("{} の人が、利用目的の対象者に一人もいません。", asked.truth.display()),
            "person_id か、source と record_key（連携元の主キー）を確かめてください。",
        ));
    }
    // The figures of a handful of children are the answers about each of them.
    if evaluated.iter().any(|one| (1..CELL_MIN as usize).contains(&one.evaluation.children)) {
        trail::refused(ctx, &asked.purpose, Action::Analyse).await?;
        return Err(AppError::refused(
            format!(
                "{} にいる対象者が{CELL_MIN}人未満です。評価の値から一人ひとりの結果が分かってしまいます。",
                asked.truth.display()
            ),
            format!("対象者を{CELL_MIN}人以上含む正解で評価してください。"),
        ));
    }
    let told = Told {
        action: "evaluate-screening",
        what: format!("as_of={as_of} rules={}", evaluated.len()),
        count: labels.len() as u64,
        ..Told::default()
    };
    trail::write(ctx, Some(&grant), told).await?;
    Ok(evaluated)
}

/// The figures of each rule that ran.
pub(crate) fn compare(screening: &Screening, labels: &BTreeMap<PersonId, bool>) -> Vec<ScreeningEvaluated> {
    // Children under support are no new discovery, but evaluation asks whether the rule would find them.
    screening
        .rules
        .iter()
        .enumerate()
        .map(|(place, run)| {
            let signals: BTreeSet<PersonId> =
                screening.signals.iter().filter(|signal| signal.rule == run.rule).map(|signal| signal.person).collect();
            let children: Vec<Labelled> = screening
                .scores
                .iter()
                .filter(|score| usize::from(score.rule) == place)
                .filter_map(|score| {
                    labels.get(&score.person).map(|label| Labelled {
                        score: i64::from(score.points),
                        signal: signals.contains(&score.person),
                        label: *label,
                        tie: u64::from(score.person.0),
                    })
                })
                .collect();
            ScreeningEvaluated { rule: run.rule.to_string(), evaluation: evaluate(&children) }
        })
        .collect()
}

/// Labels by person.
pub(crate) async fn labels(ctx: &Ctx<'_>, path: &Path, label: &str) -> Result<BTreeMap<PersonId, bool>, AppError> {
    let rows = read::rows(path)?;
    let place = rows.column(path, label)?;
    let people = people(ctx, path, &rows).await?;
    let mut labels = BTreeMap::new();
    for (number, (row, person)) in rows.rows.iter().zip(people).enumerate() {
        let truth = match row[place].as_str() {
            "1" => true,
            "0" => false,
            _ => {
                return Err(AppError::refused(
                    format!("{} の{}行目: 列「{label}」は 0 か 1 です。", path.display(), number + 2),
                    "正解ファイルを直してください。",
                ));
            }
        };
        if let Some(person) = person {
            *labels.entry(person).or_insert(false) |= truth;
        }
    }
    Ok(labels)
}

async fn people(ctx: &Ctx<'_>, path: &Path, rows: &Rows) -> Result<Vec<Option<PersonId>>, AppError> {
    if let Some(person) = rows.find("person_id") {
        return Ok(rows.rows.iter().map(|row| row[person].parse().ok()).collect());
    }
    let (source, key) = (rows.column(path, "source")?, rows.column(path, "record_key")?);
    let wanted: BTreeSet<&str> = rows.rows.iter().map(|row| row[source].as_str()).collect();
    let catalog = &ctx.installation.catalog;
    let mut extracts = holdings::extracts(ctx).await?;
    extracts.retain(|stored| wanted.contains(stored.extract.source.as_str()));
    let tables = holdings::tables_on(ctx, &extracts, ctx.clock.today, |_| true).await?;
    let resolutions = holdings::resolutions(ctx, &tables).await?;
    let mut found: BTreeMap<(String, String), PersonId> = BTreeMap::new();
    for table in &tables {
        let definition = catalog.source_for(table.extract.source.as_str(), table.extract.as_of);
        let columns: Vec<_> =
            links_csv::key_places(table, definition).into_iter().map(|place| &table.columns[place]).collect();
        let Some(resolution) = resolutions.iter().find(|r| r.extract == table.extract.id && r.role == 0) else {
            continue;
        };
        let mut text = String::new();
        for row in (0..table.rows).filter(|row| !table.is_blank(*row)) {
            if let Some(person) = resolution.person(row) {
                links_csv::record_key(&mut text, &columns, row, table.record_number(row));
                found.insert((table.extract.source.to_string(), text.clone()), person);
            }
        }
    }
    Ok(rows.rows.iter().map(|row| found.get(&(row[source].clone(), row[key].clone())).copied()).collect())
}
