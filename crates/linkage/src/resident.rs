//! Linking the tables of a municipality: the front door for 名寄せ over all sources.

mod agreement;
mod birth;
mod books;
mod cells;
mod change;
mod decide;
mod decided;
mod gather;
mod inherit;
mod kin;
mod name;
mod namesakes;
mod number;
mod place;
mod recipe;
mod record_key;
mod refer;
mod report;
mod rivals;
mod roster;
mod rules;
mod score;
mod settle;
mod shipped;
mod train;
mod trust;
mod weights;

use std::collections::BTreeMap;

use domain::{ExtractId, LinkDecision, Method, PersonId, RecordKey, Resolution, SourceId, Table, Weight};

use crate::outcome::{ExplainedPair, LinkOutcome, RecordRef, ReferenceCount};
pub use agreement::{Agreement, AgreementBand, agreement};
pub use recipe::ResidentRecipe;
pub use settle::{Contradiction, Settled, settle};
pub use weights::{LearnedFor, ResidentWeights, WeightsOrigin};

/// Everything a link run reads.
#[derive(Debug, Clone, Copy)]
pub struct LinkInput<'a> {
    /// The extracts in force; order does not matter. They hold at least all columns with an identity, school or time field.
    pub tables: &'a [Table],
    /// For each table, the positions in [`Table::columns`] that make up the source's key; empty (also as a whole) = identifier, else identity cells.
    pub key_columns: &'a [Vec<usize>],
    /// The decisions in force, one per pair, in any order. Withdrawn ones may be among them: they change nothing but the words of
    /// [`LinkOutcome::changes`].
    pub decisions: &'a [LinkDecision],
    /// Persons of the runs before.
    pub previous: &'a Previous,
    /// The settings.
    pub recipe: &'a ResidentRecipe,
    /// The installation's key for fingerprints of records.
    pub fingerprint_key: &'a [u8; 32],
}

/// Who the records were in the run before.
#[derive(Debug, Clone, Default)]
pub struct Previous {
    /// Person per record key.
    pub persons: BTreeMap<RecordKey, PersonId>,
    /// Person per row of the roles of deliveries that were linked before; 0 = nobody. It goes before `persons`: two records of
    /// different people can have one key (the same number by mistake, the same name and nothing else), never one row.
    pub rows: BTreeMap<(ExtractId, u8), Vec<u32>>,
    /// For persons that were joined, split or moved at least once: whose record each was just before that happened for the first time.
    /// Their ids come back with those records. It is what [`LinkOutcome::former`] said of each person first.
    pub former: BTreeMap<RecordKey, Vec<PersonId>>,
    /// The first person id that was never given out; 0 counts as 1.
    pub next_person: u32,
}

/// Finds out which records are the same person.
///
/// Never fails: what cannot be decided waits for a person, what cannot be read counts as not recorded.
#[must_use]
pub fn link(input: &LinkInput<'_>) -> LinkOutcome {
    link_explaining(input, &[]).0
}

/// As [`link`], and says of pairs of records why they are, or are not, one person. Pairs of which a record names nobody are left out.
#[must_use]
pub fn link_explaining(input: &LinkInput<'_>, pairs: &[(RecordRef, RecordRef)]) -> (LinkOutcome, Vec<ExplainedPair>) {
    let mut gathered = gather::gather(input);
    let decided = decide::decide(input, &gathered);
    let numbered = number::number(input, &gathered, &decided.clusters);
    let methods = report::methods(&gathered, &decided);
    let mut resolutions: Vec<Resolution> = gathered
        .roles
        .iter()
        .map(|records| {
            let table = &input.tables[records.table];
            let refers = gather::refers(table, records.role, &table.roles[usize::from(records.role)]);
            let nobody = if refers { 0 } else { table.rows };
            if records.entity.is_empty() {
                return Resolution {
                    extract: table.extract.id,
                    role: records.role,
                    persons: vec![0; nobody],
                    methods: vec![Method::None; nobody],
                    weights: Vec::new(),
                    keys: Vec::new(),
                };
            }
            let entity = |entity: &u32| (*entity != 0).then(|| *entity as usize - 1);
            let method = |at: usize| methods[at];
            let of_rows: Vec<Method> =
                records.entity.iter().map(|at| entity(at).map_or(Method::None, |at| method(at).0)).collect();
            let weights = if of_rows.contains(&Method::Model) {
                records
                    .entity
                    .iter()
                    .map(|at| {
                        entity(at)
                            .map(method)
                            .filter(|found| found.0 == Method::Model)
                            .map_or(Weight(0), |found| found.1)
                    })
                    .collect()
            } else {
                Vec::new()
            };
            Resolution {
                extract: table.extract.id,
                role: records.role,
                persons: records.entity.iter().map(|at| entity(at).map_or(0, |at| numbered.person[at])).collect(),
                methods: of_rows,
                weights,
                keys: Vec::new(),
            }
        })
        .collect();
    let counts = references(input, &gathered, &numbered.person, &mut resolutions);
    let mut report = report::report(&gathered, &decided);
    let weights = report::learned(&gathered, &decided);
    report.references_found = counts.iter().map(|count| count.found).sum();
    report.references_open = counts.iter().map(|count| count.open).sum();
    report.references = counts;
    let explained = pairs.iter().filter_map(|pair| report::explained(&gathered, &decided, *pair)).collect();
    let changes = change::changes(input, &gathered, &numbered);
    let joined_examples = report::examples(&gathered, &decided);
    let waiting = report::waiting(input, &gathered, &decided, &numbered.person);
    let answered = report::decided(input, &gathered, &decided, &numbered.person);
    drop(decided);
    for (resolution, records) in resolutions.iter_mut().zip(&mut gathered.roles) {
        resolution.keys = std::mem::take(&mut records.keys);
    }
    // Millions of small pieces of memory: handing them back takes a while, and nobody has to wait for it.
    rayon::spawn(move || drop(gathered));
    let outcome = LinkOutcome {
        joined_examples,
        waiting,
        resolutions,
        persons: numbered.persons,
        next_person: numbered.next,
        joined: numbered.joined,
        restored: numbered.restored,
        changes,
        decided: answered,
        former: numbered.former,
        weights,
        report,
    };
    (outcome, explained)
}

/// Resolves all referring roles; hands back, per source and role, how many rows found a person and how many did not.
fn references(
    input: &LinkInput<'_>,
    gathered: &gather::Gathered,
    person: &[u32],
    resolutions: &mut [Resolution],
) -> Vec<ReferenceCount> {
    let referring: Vec<usize> = (0..resolutions.len())
        .filter(|at| {
            let records = &gathered.roles[*at];
            let table = &input.tables[records.table];
            gather::refers(table, records.role, &table.roles[usize::from(records.role)])
        })
        .collect();
    if referring.is_empty() {
        return Vec::new();
    }
    let numbers = refer::Numbers::new(gathered, person);
    let mut counts: BTreeMap<(SourceId, String), (u64, u64)> = BTreeMap::new();
    let resolved: Vec<(usize, Resolution)> = {
        let rosters = roster::Rosters::new(
            gathered
                .roles
                .iter()
                .zip(resolutions.iter())
                .filter(|(records, _)| records.role == 0)
                .map(|(records, resolution)| (&input.tables[records.table], resolution.persons.as_slice())),
        );
        use rayon::prelude::*;
        referring
            .par_iter()
            .map(|at| {
                let records = &gathered.roles[*at];
                (*at, refer::resolve(&input.tables[records.table], records.role, &numbers, &rosters))
            })
            .collect()
    };
    for (at, resolution) in resolved {
        let here = resolution.persons.iter().filter(|person| **person != 0).count() as u64;
        let table = &input.tables[gathered.roles[at].table];
        let role = table.roles[usize::from(gathered.roles[at].role)].id.to_string();
        let count = counts.entry((table.extract.source.clone(), role)).or_default();
        count.0 += here;
        count.1 += resolution.persons.len() as u64 - here;
        resolutions[at] = resolution;
    }
    let named = |((source, role), (found, open))| ReferenceCount { source, role, found, open };
    counts.into_iter().map(named).collect()
}
