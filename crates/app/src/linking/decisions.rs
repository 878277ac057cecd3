//! What people decided, for people: every decision with who, when, what, and whether it still holds.

use std::collections::{BTreeMap, BTreeSet};

use domain::{LinkDecision, PersonId, RecordKey, Resolution, Verdict};
use jiff::civil::Date;
use linkage::{Agreement, Contradiction};
use store::{KeptDecision, StoredExtract, decisions_in_force};

use crate::authority::{Action, authorise_any};
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::holdings;
use crate::trail::{self, Told};

/// Whether a decision still holds (効力).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It holds.
    InForce,
    /// A newer decision about the pair holds instead: its number.
    Replaced(u32),
    /// Somebody took it back.
    Withdrawn {
        /// Who.
        by: String,
        /// When.
        on: Date,
        /// Why.
        reason: String,
    },
}

/// A decision as people look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionLine {
    /// Its number (判定番号).
    pub number: u32,
    /// The two records, what was decided, by whom and when.
    pub decision: LinkDecision,
    /// Why; may be empty.
    pub reason: String,
    /// Whether it holds.
    pub standing: Standing,
    /// Where the records stand, in words; empty when they were not linked since, or are not held any more.
    pub records: [String; 2],
    /// Who they are since the newest run.
    pub persons: [Option<PersonId>; 2],
}

/// The decisions asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionList {
    /// Newest first.
    pub lines: Vec<DecisionLine>,
    /// Decisions ever made, those not asked for included.
    pub all: usize,
    /// Those of them that hold.
    pub in_force: usize,
    /// How often people answered what the machine expected, of the decisions in force.
    pub agreement: Agreement,
    /// Answers that contradict each other, in words.
    pub contradictions: Vec<String>,
}

/// Lists decisions, newest first: all of them, or those in which every word of `search` is found (number, state, day, name, answer, pair,
/// record, person or reason).
///
/// Who: a viewer of any purpose in force. Records: one trail entry. Shows where records stand and who they are, no value of theirs.
///
/// # Errors
/// [`AppError`].
pub async fn decision_list(ctx: &Ctx<'_>, search: &str) -> Result<DecisionList, AppError> {
    let grant = authorise_any(ctx, Action::View).await?;
    let entries = ctx.installation.store.decision_list().await?;
    let places = Places::load(ctx, &entries).await?;
    let all: Vec<DecisionLine> = lines(&entries, &places);
    let words: Vec<&str> = search.split_whitespace().collect();
    let count = all.len();
    let in_force = all.iter().filter(|line| line.standing == Standing::InForce).count();
    let lines: Vec<DecisionLine> =
        all.into_iter().filter(|line| words.iter().all(|word| line.text().contains(word))).collect();
    let told = Told {
        action: "review-list",
        what: format!("decisions={}", lines.len()),
        count: lines.len() as u64,
        ..Told::default()
    };
    trail::write(ctx, Some(&grant), told).await?;
    Ok(DecisionList {
        lines,
        all: count,
        in_force,
        agreement: agreement(ctx, &entries).await?,
        contradictions: contradictions(&entries),
    })
}

/// The decisions as the engine reads them: those in force, and of pairs of which none holds any more, the end.
pub(super) fn for_engine(entries: &[KeptDecision]) -> Vec<LinkDecision> {
    let mut newest: BTreeMap<(RecordKey, RecordKey), &LinkDecision> = BTreeMap::new();
    let ends = entries.iter().filter(|kept| kept.decision.verdict == Verdict::Withdrawn);
    for kept in ends.chain(decisions_in_force(entries)) {
        newest.insert((kept.decision.left, kept.decision.right), &kept.decision);
    }
    newest.into_values().cloned().collect()
}

/// How often people answered what the machine expected, of the decisions in force whose weight at the time is known.
pub(super) async fn agreement(ctx: &Ctx<'_>, entries: &[KeptDecision]) -> Result<Agreement, AppError> {
    let weights = ctx.installation.store.decision_weight_list().await?;
    let answers: Vec<_> = decisions_in_force(entries)
        .into_iter()
        .filter_map(|kept| Some((*weights.get(&kept.number)?, kept.decision.verdict)))
        .collect();
    Ok(linkage::agreement(&answers))
}

/// Answers that contradict each other, in words, with the numbers to take back.
pub(super) fn contradictions(entries: &[KeptDecision]) -> Vec<String> {
    let in_force = decisions_in_force(entries);
    let decisions: Vec<LinkDecision> = in_force.iter().map(|kept| kept.decision.clone()).collect();
    let said = |decision: &LinkDecision| {
        let kept = in_force.iter().find(|kept| kept.decision == *decision);
        let number = kept.map(|kept| kept.number.to_string()).unwrap_or_default();
        format!("判定{number}「{}」（{}、{}）", decision.verdict.word(), decision.by, decision.on)
    };
    let words = |found: &Contradiction| {
        let through = match found.through.iter().map(said).collect::<Vec<_>>() {
            none if none.is_empty() => String::new(),
            some => format!("{}を合わせると、", some.join("・")),
        };
        format!(
            "人の判定が食い違っています。{}は、{through}{}と両立しません。別人とした判定を優先し、前者は使っていません。元の記録を確かめ、誤っている判定を mimamori review undo 番号 で取り消してください。",
            said(&found.refused),
            said(&found.against),
        )
    };
    linkage::settle(&decisions).contradictions.iter().map(words).collect()
}

impl DecisionLine {
    /// Everything a search looks at.
    fn text(&self) -> String {
        let standing = match &self.standing {
            Standing::InForce => "有効".to_owned(),
            Standing::Replaced(number) => format!("変更 {number}"),
            Standing::Withdrawn { by, on, reason } => format!("取消 {by} {on} {reason}"),
        };
        let persons: Vec<String> = self.persons.iter().flatten().map(ToString::to_string).collect();
        [
            self.number.to_string(),
            standing,
            self.decision.on.to_string(),
            self.decision.by.clone(),
            self.decision.verdict.word().to_owned(),
            super::review_sheet::pair_text(self.decision.left, self.decision.right),
            self.records.join(" "),
            persons.join(" "),
            self.reason.clone(),
        ]
        .join("\n")
    }
}

/// The decisions, newest first; ends of decisions are said with the decision they end.
fn lines(entries: &[KeptDecision], places: &Places) -> Vec<DecisionLine> {
    let ends: BTreeMap<u32, &KeptDecision> = entries.iter().filter_map(|kept| Some((kept.withdraws?, kept))).collect();
    let holds: BTreeMap<(RecordKey, RecordKey), u32> = decisions_in_force(entries)
        .into_iter()
        .map(|kept| ((kept.decision.left, kept.decision.right), kept.number))
        .collect();
    let decisions = entries.iter().rev().filter(|kept| kept.decision.verdict != Verdict::Withdrawn);
    decisions
        .map(|kept| {
            let keys = [kept.decision.left, kept.decision.right];
            let standing = match (ends.get(&kept.number), holds.get(&(keys[0], keys[1]))) {
                (Some(end), _) => {
                    Standing::Withdrawn { by: end.decision.by.clone(), on: end.decision.on, reason: end.reason.clone() }
                }
                (None, Some(number)) if *number != kept.number => Standing::Replaced(*number),
                (None, _) => Standing::InForce,
            };
            DecisionLine {
                number: kept.number,
                decision: kept.decision.clone(),
                reason: kept.reason.clone(),
                standing,
                records: keys.map(|key| places.of(key).map(|place| place.words.clone()).unwrap_or_default()),
                persons: keys.map(|key| places.of(key).and_then(|place| place.person)),
            }
        })
        .collect()
}

/// Where decided records stand.
struct Places {
    of_key: BTreeMap<RecordKey, Place>,
}

struct Place {
    words: String,
    person: Option<PersonId>,
}

impl Places {
    async fn load(ctx: &Ctx<'_>, entries: &[KeptDecision]) -> Result<Self, AppError> {
        let wanted: BTreeSet<RecordKey> =
            entries.iter().flat_map(|kept| [kept.decision.left, kept.decision.right]).collect();
        let mut of_key = BTreeMap::new();
        if wanted.is_empty() {
            return Ok(Self { of_key });
        }
        let store = &ctx.installation.store;
        let extracts = holdings::extracts(ctx).await?;
        let joined = store.person_joined_list().await?;
        let mut found: Vec<(RecordKey, &StoredExtract, Resolution, usize)> = Vec::new();
        for resolution in store.resolution_newest_list().await? {
            let Some(stored) = extracts.iter().find(|stored| stored.extract.id == resolution.extract) else { continue };
            for (row, key) in resolution.keys.iter().enumerate().filter(|(_, key)| wanted.contains(key)) {
                let person = vec![resolution.persons.get(row).copied().unwrap_or(0)];
                let one = Resolution {
                    persons: person,
                    methods: Vec::new(),
                    weights: Vec::new(),
                    keys: Vec::new(),
                    ..resolution
                };
                found.push((*key, stored, one, row));
            }
        }
        // Only the numbers of records are read, no cell.
        let mut held: Vec<&StoredExtract> = found.iter().map(|(_, stored, ..)| *stored).collect();
        held.sort_by_key(|stored| stored.extract.id);
        held.dedup_by_key(|stored| stored.extract.id);
        let tables = store.tables_load(&held, |_, _| false).await?;
        for (key, stored, resolution, row) in found {
            let Some(table) = tables.iter().find(|table| table.extract.id == stored.extract.id) else { continue };
            let role = table.roles.get(usize::from(resolution.role)).map_or("", |role| &role.id);
            // The name of a file can be that of a school: it is not told here.
            let words = format!(
                "{}（{}時点）の{}行目の記録（{role}）",
                stored.extract.system,
                stored.extract.as_of,
                table.record_number(row)
            );
            let person = resolution.person(0).map(|person| store::follow(person, &joined));
            of_key.insert(key, Place { words, person });
        }
        Ok(Self { of_key })
    }

    fn of(&self, key: RecordKey) -> Option<&Place> {
        self.of_key.get(&key)
    }
}
