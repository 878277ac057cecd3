//! Why two records are, or are not, one person: the parts of their weight.

use domain::{PersonId, Table};
use linkage::{Part, RecordRef};

use super::compute::{How, compute_explaining};
use super::links_csv;
use crate::ctx::Ctx;
use crate::error::AppError;

/// A pair with the parts of its weight and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// Where the records stand, in words: system, file and record number.
    pub records: [String; 2],
    /// Who they were found to be.
    pub persons: [Option<PersonId>; 2],
    /// The parts, in the order of display; their sum is the weight.
    pub parts: Vec<Part>,
    /// Whether the pair waits for a person.
    pub waiting: bool,
}

/// A record by its source and its record key.
pub(crate) type Named = (String, String);

/// Explains pairs, each named by source and record key of its two records; pairs that are not held are left out.
pub(crate) async fn explain(ctx: &Ctx<'_>, pairs: &[(Named, Named)]) -> Result<Vec<Explained>, AppError> {
    let wanted = pairs.to_vec();
    let catalog = &ctx.installation.catalog;
    let find = |tables: &[Table], (source, key): &Named| {
        tables.iter().enumerate().find_map(|(at, table)| {
            if table.extract.source.as_str() != source {
                return None;
            }
            let definition = catalog.source_for(source, table.extract.as_of);
            let columns: Vec<_> =
                links_csv::key_places(table, definition).into_iter().map(|place| &table.columns[place]).collect();
            let mut text = String::new();
            (0..table.rows)
                .find(|row| {
                    links_csv::record_key(&mut text, &columns, *row, table.record_number(*row));
                    text == *key
                })
                .map(|row| RecordRef { table: at as u32, row: row as u32, role: 0 })
        })
    };
    let computed = compute_explaining(ctx, How::default(), |tables| {
        wanted.iter().filter_map(|(left, right)| Some((find(tables, left)?, find(tables, right)?))).collect()
    })
    .await?;
    let tables = &computed.tables;
    let person = |at: RecordRef| {
        computed
            .outcome
            .resolutions
            .iter()
            .find(|r| r.extract == tables[at.table as usize].extract.id && r.role == at.role)
            .and_then(|r| r.person(at.row as usize))
    };
    Ok(computed
        .explained
        .iter()
        .map(|pair| Explained {
            records: [place(tables, pair.left), place(tables, pair.right)],
            persons: [person(pair.left), person(pair.right)],
            parts: pair.parts.clone(),
            waiting: pair.waiting,
        })
        .collect())
}

/// The first pair that waits for a person, twins or siblings before others: the ones nobody but a person can tell.
pub(crate) async fn first_waiting(ctx: &Ctx<'_>) -> Result<Option<Explained>, AppError> {
    let computed = compute_explaining(ctx, How::default(), |_| Vec::new()).await?;
    let tables = &computed.tables;
    let same = |pair: &&linkage::WaitingPair, field: &domain::Field| {
        let cell =
            |at: RecordRef| tables[at.table as usize].field(at.role, field).map(|column| column.value(at.row as usize));
        matches!((cell(pair.left), cell(pair.right)), (Some(left), Some(right)) if left == right && left != domain::Value::Missing)
    };
    let waiting = &computed.outcome.waiting;
    let twins = waiting.iter().find(|pair| same(pair, &domain::Field::BirthDate) && !same(pair, &domain::Field::Name));
    Ok(twins.or(waiting.first()).map(|pair| Explained {
        records: [place(tables, pair.left), place(tables, pair.right)],
        persons: [Some(pair.left_person), Some(pair.right_person)],
        parts: pair.parts.clone(),
        waiting: true,
    }))
}

/// Where a record stands, in words.
fn place(tables: &[Table], at: RecordRef) -> String {
    let table = &tables[at.table as usize];
    format!("{}（{} の記録{}）", table.extract.system, table.extract.file, table.record_number(at.row as usize))
}
