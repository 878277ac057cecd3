//! What a link run hands back: who is who, which pairs wait for a person, and how the weights were found.

use domain::{LinkDecision, PersonId, RecordKey, Resolution, Weight};

use crate::resident::{Contradiction, ResidentWeights, WeightsOrigin};

/// The result of one link run over all tables.
#[derive(Debug, Clone, Default)]
pub struct LinkOutcome {
    /// One per table and role, in the order of the tables; every role of every table is there.
    pub resolutions: Vec<Resolution>,
    /// Pairs that wait for a person, most useful first.
    pub waiting: Vec<WaitingPair>,
    /// Number of persons who have at least one record.
    pub persons: u32,
    /// The next free person id after this run.
    pub next_person: u32,
    /// Persons of an earlier run who were found to be one with an older one: (the id that ended, the id that lives on).
    pub joined: Vec<(PersonId, PersonId)>,
    /// Persons who had been joined and are persons of their own again, under the id they had.
    pub restored: Vec<PersonId>,
    /// The records of persons that were joined, split or moved for the first time, with the id they had; what [`crate::Previous::former`]
    /// is made of.
    pub former: Vec<(RecordKey, PersonId)>,
    /// What changed about persons of the run before, in the order of their oldest ids.
    pub changes: Vec<PersonChange>,
    /// What people decided about records at hand, in the order of the decisions handed in.
    pub decided: Vec<DecidedPair>,
    /// Examples of pairs that were joined by the weight of evidence: the least certain ones first, at most [`EXAMPLES_MAX`].
    pub joined_examples: Vec<ExplainedPair>,
    /// The weights, if they were learned in this run and not from answers of people: what [`crate::ResidentRecipe::weights`] takes in the next one.
    pub weights: Option<ResidentWeights>,
    /// Counts, weights and warnings for people who look after the run.
    pub report: LinkReport,
}

/// Joined pairs that are kept as examples.
pub const EXAMPLES_MAX: usize = 50;

/// Where a record stands: which table, row and role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordRef {
    /// Index into the tables handed to [`crate::link`].
    pub table: u32,
    /// Row of the table, from 0.
    pub row: u32,
    /// Index of the role.
    pub role: u8,
}

/// A pair that waits for a person (確認待ち).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingPair {
    /// The record that comes first in canonical order.
    pub left: RecordRef,
    /// The other record.
    pub right: RecordRef,
    /// Key of `left`.
    pub left_key: RecordKey,
    /// Key of `right`.
    pub right_key: RecordKey,
    /// Person of `left` as things stand.
    pub left_person: PersonId,
    /// Person of `right` as things stand.
    pub right_person: PersonId,
    /// The weight: exactly the sum of the parts.
    pub weight: Weight,
    /// Why, in the order of display: the start first, then field by field.
    pub parts: Vec<Part>,
    /// How useful an answer is: how unsure the machine is, in thousandths (1,000 = as likely one person as two), times the rows the answer moves
    /// (those of the smaller person, at most 20). Larger is more useful; 0 = somebody has answered 不明.
    pub value: u32,
    /// Why a person is asked, in one Japanese sentence.
    pub reason: String,
}

/// Persons of the run before whose records are no longer together, or no longer among themselves. A record that is new, or gone, changes
/// nobody by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonChange {
    /// Who they were, ascending.
    pub before: Vec<PersonId>,
    /// Who they are now, ascending.
    pub after: Vec<PersonId>,
    /// Why.
    pub reason: ChangeReason,
}

/// Why persons that existed before changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeReason {
    /// A person decided.
    Decision,
    /// A person withdrew what had been decided.
    Withdrawal,
    /// Records of two persons bear one number.
    SharedNumber,
    /// Records of one person bear different numbers of one kind.
    DifferentNumbers,
    /// Nothing but the weight of evidence: a person should look at it.
    Evidence,
}

impl PersonChange {
    /// Whether a person should look at it: neither people nor numbers are the reason.
    #[must_use]
    pub fn is_task(&self) -> bool {
        self.reason == ChangeReason::Evidence
    }
}

/// A decision about two records at hand, beside what the machine would say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedPair {
    /// The decision.
    pub decision: LinkDecision,
    /// A record of its left key.
    pub left: RecordRef,
    /// A record of its right key.
    pub right: RecordRef,
    /// Person of `left` as things stand.
    pub left_person: PersonId,
    /// Person of `right` as things stand.
    pub right_person: PersonId,
    /// The weight of the two records by themselves: exactly the sum of the parts.
    pub weight: Weight,
    /// Why, in the order of display.
    pub parts: Vec<Part>,
}

/// Why two records are, or are not, one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedPair {
    /// One record.
    pub left: RecordRef,
    /// The other record.
    pub right: RecordRef,
    /// The weight of the two records by themselves: exactly the sum of the parts.
    pub weight: Weight,
    /// Why, in the order of display.
    pub parts: Vec<Part>,
    /// Whether the two persons wait for an answer.
    pub waiting: bool,
}

/// One part of a weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What was compared, in Japanese (氏, 名, 生年月日 …).
    pub field: &'static str,
    /// What was found, as a sentence a clerk understands; it never holds a value of the record.
    pub sentence: String,
    /// What it adds.
    pub weight: Weight,
}

/// Counts and warnings of a run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LinkReport {
    /// Mentions: a person in a role of a row, with a name or an identifier.
    pub mentions: u64,
    /// Distinct records after equal mentions were put together.
    pub entities: u64,
    /// Pairs of records that were compared.
    pub pairs_compared: u64,
    /// Pairs joined by a shared identifier.
    pub joined_by_identifier: u64,
    /// Pairs joined by the weight of evidence.
    pub joined_by_model: u64,
    /// Pairs a person has joined or kept apart.
    pub decided: u64,
    /// Answers of people that contradict each other, and which of them is not followed.
    pub contradictions: Vec<Contradiction>,
    /// Rows that refer to a person and found exactly one.
    pub references_found: u64,
    /// Rows that refer to a person and found none or several.
    pub references_open: u64,
    /// The same for each source and role that refers, in the order of their ids.
    pub references: Vec<ReferenceCount>,
    /// Where the weights come from.
    pub origin: WeightsOrigin,
    /// Rounds it took to learn the weights, in the run that did; 0 = they are the shipped ones.
    pub rounds: u32,
    /// The weights in force, one line per level.
    pub levels: Vec<LevelWeight>,
    /// Blocking rules: name, pairs, largest block.
    pub blocks: Vec<BlockCount>,
    /// What people should know, in Japanese, each with its cure.
    pub warnings: Vec<String>,
}

/// How the rows of one source that only refer to a person fared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceCount {
    /// The source.
    pub source: domain::SourceId,
    /// The role that refers.
    pub role: String,
    /// Rows that found exactly one person.
    pub found: u64,
    /// Rows that found none or several.
    pub open: u64,
}

/// One level of one comparison with its estimated shares.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelWeight {
    /// The comparison.
    pub field: String,
    /// The level.
    pub level: String,
    /// Share among pairs of one person.
    pub same: f64,
    /// Share among pairs of two people.
    pub different: f64,
    /// log2(same / different).
    pub weight: Weight,
}

/// How many pairs a blocking rule proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockCount {
    /// The rule.
    pub rule: String,
    /// Pairs it proposes that no rule before it proposed.
    pub pairs: u64,
    /// Records of its largest block.
    pub largest: u32,
}
