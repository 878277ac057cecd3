//! What a run gives: signals with reasons, what was not recorded, clocks, scores. Plain values, ready to be written.

use domain::{ExtractId, ItemId, PersonId, RuleId};
use jiff::civil::Date;

use crate::population::LeftOut;

/// The result of one run (判定結果).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Screening {
    /// Why nothing was run at all (期間満了 …); everything else is then empty.
    pub refused: Option<String>,
    /// Why results may not be handed over for support, when they may not (傾向分析のみ …).
    pub hand_over_refused: Option<String>,
    /// Rules that ran, in the order of their ids.
    pub rules: Vec<RuleRun>,
    /// Signals in 確認順 (or by person, when the purpose switches the order off).
    pub signals: Vec<Signal>,
    /// Rules that cannot be judged for this purpose, with why: 「判定不能：…」.
    pub undecidable: Vec<Undecidable>,
    /// Children of the purpose's population, ascending.
    pub population: Vec<PersonId>,
    /// Children who may belong to it, and of whom nothing says so.
    pub left_out: LeftOut,
    /// Points of every child of the population under every rule, for evaluation; sorted by person and rule. Empty when the
    /// purpose switches points off.
    pub scores: Vec<Score>,
    /// Children with signals that `capacity` left out.
    pub beyond_capacity: usize,
    /// How the order comes about, for people.
    pub order_note: &'static str,
}

/// One rule of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleRun {
    /// The rule.
    pub rule: RuleId,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: u32,
    /// How many signals it gave, whether shown or not.
    pub signals: usize,
    /// How many children it speaks of who could not get one, whatever was delivered said (判定できない子ども).
    pub unjudged: usize,
    /// The data that were not there for them, the most frequent first.
    pub lacking: Vec<String>,
}

impl RuleRun {
    /// Whom it could not judge and for want of what, for people; `None` when it could judge everybody.
    #[must_use]
    pub fn unjudged_line(&self) -> Option<String> {
        const NAMED: usize = 5;
        let more = self.lacking.len().saturating_sub(NAMED);
        let named = self.lacking[..self.lacking.len() - more].join("・");
        let more = if more > 0 { format!(" ほか{more}件") } else { String::new() };
        let why = if named.is_empty() {
            "本目的の項目にない".to_owned()
        } else {
            format!("{named}{more} 未提供")
        };
        (self.unjudged > 0).then(|| format!("判定できない子ども {}人（{why}）", self.unjudged))
    }
}

/// A rule that cannot be judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecidable {
    /// The rule.
    pub rule: RuleId,
    /// Why, in words.
    pub text: String,
}

/// A reason to look at a child (シグナル). Never a verdict; the absence of one is never "safe".
#[derive(Debug, Clone, PartialEq)]
pub struct Signal {
    /// 確認順: place of the person in the order of looking, from 1; `None` when the purpose switches the order off.
    pub order: Option<u32>,
    /// Whom.
    pub person: PersonId,
    /// The rule.
    pub rule: RuleId,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: u32,
    /// Whether a deadline rings (期限), rather than something newly noticed.
    pub clock: bool,
    /// Sum of the points of the reasons; `None` when the purpose switches points off.
    pub points: Option<i32>,
    /// The reasons, in the order of the rule; their points add up to [`Signal::points`].
    pub reasons: Vec<Reason>,
    /// What is shown beside them and never counts (背景).
    pub context: Vec<Reason>,
    /// What was not recorded, not delivered or out of scope (未確認・対象外). It added nothing, and it is not "no".
    pub missing: Vec<String>,
    /// What is known of support so far.
    pub support: Support,
}

/// One reason, which is one part of the points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Indicators it stands for; several when only 「…に該当あり」 may be said of each.
    pub indicators: Vec<String>,
    /// The sentence.
    pub text: String,
    /// Points it adds; 0 for context and when points are off.
    pub points: i32,
    /// The values it rests on, the one that decided first.
    pub evidence: Vec<Evidence>,
}

/// One value a reason rests on (根拠).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The item.
    pub item: ItemId,
    /// The value, as it may be shown.
    pub value: String,
    /// When it speaks of.
    pub date: String,
    /// The system it comes from.
    pub source: String,
    /// The delivery; `None` when the reason is that there is no row.
    pub record: Option<EvidenceRecord>,
}

/// Where a value stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceRecord {
    /// The delivery.
    pub extract: ExtractId,
    /// Its file.
    pub file: String,
    /// The record in it, from 1.
    pub record: u32,
    /// Whose record, when it is not the child's own.
    pub person: PersonId,
}

impl Reason {
    /// The sentence with date and source, as it stands in lists: `…〔2022-11・校務支援システム〕`.
    #[must_use]
    pub fn line(&self) -> String {
        match self.evidence.first() {
            Some(first) if first.date.is_empty() => format!("{}〔{}〕", self.text, first.source),
            Some(first) => format!("{}〔{}・{}〕", self.text, first.date, first.source),
            None => self.text.clone(),
        }
    }
}

/// What is known of support so far (支援の状況).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Support {
    /// The child's own.
    pub own: OwnSupport,
    /// A sibling's, said only to duties that may know.
    pub sibling: Option<String>,
}

/// The child's own support.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum OwnSupport {
    /// Nothing is recorded.
    #[default]
    None,
    /// Supported now: an open case, or a list that a person imported.
    Open {
        /// Since when; `None` = not recorded.
        since: Option<Date>,
        /// The system or list that says so.
        source: String,
    },
    /// Supported in the past.
    Closed {
        /// When it ended; `None` = not recorded.
        on: Option<Date>,
    },
}

impl Support {
    /// Whether the child is supported now.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.own, OwnSupport::Open { .. })
    }

    /// As it stands in lists; empty when nothing is known.
    #[must_use]
    pub fn text(&self) -> String {
        let own = match &self.own {
            OwnSupport::None => String::new(),
            OwnSupport::Open { since: Some(since), source } => format!("支援中（{since}から・{source}）"),
            OwnSupport::Open { since: None, source } => format!("支援中（{source}）"),
            OwnSupport::Closed { on: Some(on) } => format!("過去に支援（終結 {on}）"),
            OwnSupport::Closed { on: None } => "過去に支援（終結）".to_owned(),
        };
        match (&self.sibling, own.is_empty()) {
            (None, _) => own,
            (Some(sibling), true) => sibling.clone(),
            (Some(sibling), false) => format!("{own}／{sibling}"),
        }
    }
}

/// Points of one child under one rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score {
    /// Whom.
    pub person: PersonId,
    /// Which rule; index into [`Screening::rules`].
    pub rule: u16,
    /// Sum of the points of all indicators answered yes, whether or not the rule gives a signal.
    pub points: i32,
}
