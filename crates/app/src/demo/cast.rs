//! Whom the demo tells about: from the town's records to the people they were found to be.

use town::{Cast, Record};

use super::run::People;
use crate::ctx::Ctx;
use crate::error::AppError;
use crate::holdings;
use crate::linking::{self, Explained, links_csv};

/// Who the records of the cast were found to be.
pub(super) async fn people(ctx: &Ctx<'_>, cast: &Cast) -> Result<People, AppError> {
    let mut people = People::new();
    let wanted: Vec<&Record> = cast.carer.iter().collect();
    let mut extracts = holdings::extracts(ctx).await?;
    extracts.retain(|stored| wanted.iter().any(|record| record.source == stored.extract.source.as_str()));
    let tables = holdings::tables_on(ctx, &extracts, ctx.clock.today, |_| true).await?;
    let resolutions = holdings::resolutions(ctx, &tables).await?;
    for table in &tables {
        let definition = ctx.installation.catalog.source_for(table.extract.source.as_str(), table.extract.as_of);
        let columns: Vec<_> =
            links_csv::key_places(table, definition).into_iter().map(|place| &table.columns[place]).collect();
        let Some(resolution) = resolutions.iter().find(|r| r.extract == table.extract.id && r.role == 0) else {
            continue;
        };
        let mut key = String::new();
        for row in 0..table.rows {
            links_csv::record_key(&mut key, &columns, row, table.record_number(row));
            let record =
                wanted.iter().find(|record| record.source == table.extract.source.as_str() && record.record_key == key);
            if let (Some(record), Some(person)) = (record, resolution.person(row)) {
                people.insert((*record).clone(), person);
            }
        }
    }
    Ok(people)
}

/// Two pairs of one person in different spellings, and the twins, each with the parts of its weight.
pub(super) async fn explained(ctx: &Ctx<'_>, cast: &Cast) -> Result<Vec<Explained>, AppError> {
    let pairs = cast.linked.iter().take(2).chain(cast.twins.as_ref());
    let wanted: Vec<_> = pairs
        .map(|(left, right)| {
            let name = |record: &Record| (record.source.to_owned(), record.record_key.clone());
            (name(left), name(right))
        })
        .collect();
    linking::explain(ctx, &wanted).await
}
