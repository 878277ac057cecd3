//! `mimamori review export|import|list|undo`.

use std::path::Path;

use app::ctx::Ctx;
use app::error::AppError;
use app::linking::{self, Agreement, DecisionLine, Standing, UndoRequest, Which};
use serde_json::json;

use crate::cli::ReviewAction;
use crate::edge::Desk;
use crate::output;

/// Decisions shown when somebody asks what can be taken back.
const UNDO_SHOWN: usize = 20;

/// Writes the pairs that wait, takes the answers, shows them, or takes one back.
pub async fn run(home: &Path, action: ReviewAction, as_json: bool) -> Result<u8, AppError> {
    let desk = Desk::open(home).await?;
    let ctx = desk.ctx()?;
    let (text, machine) = match action {
        ReviewAction::Export { file, decided } => {
            let which = if decided { Which::Decided } else { Which::Waiting };
            let count = linking::review_export(&ctx, &file, which).await?;
            let told = match which {
                Which::Waiting => format!(
                    "判断を待つ{count}組を {} に書き出しました。\n  「判定」に 同一・別人・不明 のどれか、「判定者」に名前を書き、mimamori review import で取り込みます。",
                    file.display()
                ),
                Which::Decided => format!(
                    "判定したことのある{count}組を {} に書き出しました。\n  改める組だけ、「判定」に 同一・別人・不明・取消 のどれか、「判定者」に名前、「理由」に理由を書き、mimamori review import で取り込みます。",
                    file.display()
                ),
            };
            (told, json!({"pairs": count, "file": file.display().to_string()}))
        }
        ReviewAction::Import { file } => {
            let taken = linking::review_import(&ctx, &file).await?;
            let mut told = format!(
                "判定{}件を読み、新しい{}件を記録しました。\n  次の mimamori link から効きます。",
                taken.answered, taken.new
            );
            warn(&mut told, &taken.contradictions);
            (told, json!({"answered": taken.answered, "new": taken.new, "contradictions": taken.contradictions}))
        }
        ReviewAction::List { search } => list(&ctx, &search, None).await?,
        ReviewAction::Undo { number: Some(number), by, reason } => {
            let request = UndoRequest { number, by: by.unwrap_or_default(), reason: reason.unwrap_or_default() };
            undo(&ctx, &request).await?
        }
        ReviewAction::Undo { number: None, .. } => list(&ctx, "", Some(UNDO_SHOWN)).await?,
    };
    output::say(&if as_json { machine.to_string() } else { text });
    Ok(0)
}

async fn undo(ctx: &Ctx<'_>, request: &UndoRequest) -> Result<(String, serde_json::Value), AppError> {
    let undone = linking::decision_undo(ctx, request).await?;
    let said = &undone.decision.decision;
    let mut text = if undone.now {
        format!(
            "判定{}（{}、{}、{}）を取り消しました。\n  次の mimamori link から、この判定がなかったものとして扱います。",
            request.number,
            said.verdict.word(),
            said.by,
            said.on
        )
    } else {
        format!("判定{}はすでに取り消されています。何も変えていません。", request.number)
    };
    if let Some((number, verdict)) = undone.holds {
        text.push_str(&format!("\n  同じ組には判定{number}（{}）があり、それが効きます。", verdict.word()));
    }
    let holds = undone.holds.map(|(number, _)| number);
    Ok((text, json!({"decision": request.number, "undone": undone.now, "holds": holds})))
}

/// `most`: only so many, and only those that can be taken back.
async fn list(ctx: &Ctx<'_>, search: &str, most: Option<usize>) -> Result<(String, serde_json::Value), AppError> {
    let found = linking::decision_list(ctx, search).await?;
    let wanted = |line: &&DecisionLine| most.is_none() || line.standing == Standing::InForce;
    let shown: Vec<&DecisionLine> = found.lines.iter().filter(wanted).take(most.unwrap_or(usize::MAX)).collect();
    let mut text = format!("判定{}件（有効{}件）のうち{}件", found.all, found.in_force, shown.len());
    for line in &shown {
        text.push_str(&words(line));
    }
    if most.is_some() && !shown.is_empty() {
        text.push_str("\n取り消すには: mimamori review undo 番号 --by 名前 --reason 理由");
    }
    if found.agreement.pairs > 0 && most.is_none() {
        text.push_str(&format!("\n{}", agreement(&found.agreement)));
        for band in &found.agreement.bands {
            text.push_str(&format!(
                "\n  見込み{:.0}〜{:.0}%の{}組: 同一{}組（{}、見込みの平均{:.0}%）",
                band.from * 100.0,
                band.to * 100.0,
                band.pairs,
                band.same,
                share(band.same, band.pairs, band.interval),
                band.expected * 100.0
            ));
        }
    }
    warn(&mut text, &found.contradictions);
    let machine = json!({
        "all": found.all, "in_force": found.in_force, "contradictions": found.contradictions,
        "decisions": shown.iter().copied().map(machine).collect::<Vec<_>>(),
        "agreement": {
            "pairs": found.agreement.pairs, "agreed": found.agreement.agreed,
            "low": found.agreement.interval.0, "high": found.agreement.interval.1,
            "bands": found.agreement.bands.iter().map(|band| json!({
                "from": band.from, "to": band.to, "pairs": band.pairs, "same": band.same, "expected": band.expected,
                "low": band.interval.0, "high": band.interval.1,
            })).collect::<Vec<_>>(),
        },
    });
    Ok((text, machine))
}

/// How often people answered what the machine expected, in one line.
pub(super) fn agreement(found: &Agreement) -> String {
    format!(
        "人の判定との一致: たずねて判定された{}組のうち、機械の見込みどおり{}組（{}）",
        found.pairs,
        found.agreed,
        share(found.agreed, found.pairs, found.interval)
    )
}

fn share(part: u64, all: u64, (low, high): (f64, f64)) -> String {
    let share = if all == 0 { 0.0 } else { part as f64 / all as f64 };
    format!("{:.0}%、95%区間 {:.0}〜{:.0}%", share * 100.0, low * 100.0, high * 100.0)
}

fn warn(text: &mut String, contradictions: &[String]) {
    for contradiction in contradictions {
        text.push_str(&format!("\n  注意: {contradiction}"));
    }
}

/// A decision in words.
fn words(line: &DecisionLine) -> String {
    let said = &line.decision;
    let standing = match &line.standing {
        Standing::InForce => "有効".to_owned(),
        Standing::Replaced(number) => format!("判定{number}に替わりました"),
        Standing::Withdrawn { by, on, reason } if reason.is_empty() => format!("取消（{by}、{on}）"),
        Standing::Withdrawn { by, on, reason } => format!("取消（{by}、{on}: {reason}）"),
    };
    let reason = if line.reason.is_empty() { String::new() } else { format!("（{}）", line.reason) };
    let mut text =
        format!("\n判定{} {} {} {}{reason} ― {standing}", line.number, said.on, said.by, said.verdict.word());
    for (record, person) in line.records.iter().zip(line.persons) {
        let person = person.map_or_else(|| "－".to_owned(), |person| person.to_string());
        let record = if record.is_empty() { "（今は所蔵していない記録）" } else { record };
        text.push_str(&format!("\n    {person} {record}"));
    }
    text
}

/// A decision for machines.
fn machine(line: &DecisionLine) -> serde_json::Value {
    let said = &line.decision;
    let standing = match &line.standing {
        Standing::InForce => json!({"state": "in-force"}),
        Standing::Replaced(number) => json!({"state": "replaced", "by": number}),
        Standing::Withdrawn { by, on, reason } => {
            json!({"state": "withdrawn", "by": by, "on": on.to_string(), "reason": reason})
        }
    };
    json!({
        "number": line.number, "verdict": said.verdict.word(), "by": said.by, "on": said.on.to_string(), "reason": line.reason,
        "standing": standing, "records": line.records,
        "persons": line.persons.map(|person| person.map(|person| person.to_string())),
    })
}
