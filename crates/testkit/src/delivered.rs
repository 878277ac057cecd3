//! One delivery written in a test, with whom its rows speak of.

use std::sync::Arc;

use domain::{
    Column, ColumnMeta, Coverage, Delivery, Extract, ExtractId, Method, MonthSpan, OwnerId, RecordKey, Resolution,
    Role, SourceId, Table,
};

use crate::cells;
use crate::header::Heading;
use crate::presets::day;

/// A delivery under construction.
#[derive(Debug, Clone)]
pub struct Delivered {
    table: Table,
    resolutions: Vec<Resolution>,
}

/// A delivery of a source, known from a date. Columns are separated by `|`; the first line says what they are: `*role:kind` person
/// numbers, `header #field =item :type @role ^repeat ~month` a delivered column. Types are `text`, `code`, `number`, `flag`, `date`,
/// `month`; absent = what the field needs. A full delivery without limits of coverage, unless said otherwise.
///
/// # Panics
/// When the text is not such a table.
#[must_use]
pub fn table(source: &str, as_of: &str, text: &str) -> Delivered {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let headings: Vec<Heading> = lines.next().expect("a header line").split('|').map(Heading::parse).collect();
    let rows: Vec<Vec<String>> =
        lines.map(|line| line.split('|').map(|cell| cell.trim().to_owned()).collect()).collect();
    for row in &rows {
        assert_eq!(row.len(), headings.len(), "every row of {source} has as many cells as the header: {row:?}");
    }
    let cells = |at: usize| rows.iter().map(|row| row[at].clone()).collect::<Vec<_>>();

    let mut roles: Vec<Role> = Vec::new();
    let mut persons: Vec<Vec<u32>> = Vec::new();
    for (at, heading) in headings.iter().enumerate() {
        if let Heading::Person { role, kind } = heading {
            roles.push(Role { id: Arc::from(role.as_str()), kind: *kind, references: Vec::new(), unique: false });
            let number = |cell: &String| {
                if cell.is_empty() { 0 } else { cell.parse().expect("a person number") }
            };
            persons.push(cells(at).iter().map(number).collect());
        }
    }
    let mut columns = Vec::new();
    for (at, heading) in headings.iter().enumerate() {
        let Heading::Column { header, field, item, kind, role, repeat, month } = heading else {
            continue;
        };
        let role = role.as_ref().map_or(0, |name| {
            roles.iter().position(|role| *role.id == **name).unwrap_or_else(|| panic!("no role {name} in {source}"))
        });
        let meta = ColumnMeta {
            ordinal: columns.len() as u16,
            header: header.clone(),
            item: item.clone(),
            role: role as u8,
            field: field.clone(),
            repeat: *repeat,
            month: *month,
            day: None,
        };
        let kind = kind.as_deref().unwrap_or_else(|| cells::kind_of(field.as_ref()));
        columns.push(Column { meta, chunks: cells::chunks(&cells(at), kind) });
    }
    let first: Vec<String> =
        headings.iter().position(|h| matches!(h, Heading::Column { .. })).map(cells).unwrap_or_default();
    let resolutions = persons
        .into_iter()
        .enumerate()
        .map(|(role, persons)| Resolution {
            extract: ExtractId(0),
            role: role as u8,
            methods: vec![Method::Identifier; persons.len()],
            weights: Vec::new(),
            keys: first.iter().map(|cell| record_key(source, role, cell)).collect(),
            persons,
        })
        .collect();
    let extract = Extract {
        id: ExtractId(0),
        source: SourceId::new(source),
        system: source.to_owned(),
        owner: OwnerId::new("担当課"),
        file: format!("{source}_{}.csv", as_of.replace('-', "")),
        as_of: day(as_of),
        delivery: Delivery::Full,
        slice: String::new(),
        coverage: Coverage::default(),
    };
    Delivered { table: Table { extract, roles, rows: rows.len(), record_numbers: Vec::new(), columns }, resolutions }
}

/// The same record has the same key in every delivery: source, role and first cell.
fn record_key(source: &str, role: usize, cell: &str) -> RecordKey {
    let bytes = source.bytes().chain([0, role as u8, 0]).chain(cell.bytes());
    RecordKey(bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)))
}

impl Delivered {
    /// The id; by default numbers are given in the order of [`gather`].
    #[must_use]
    pub fn id(mut self, id: u32) -> Self {
        self.table.extract.id = ExtractId(id);
        self
    }

    /// Name of the system.
    #[must_use]
    pub fn system(mut self, name: &str) -> Self {
        name.clone_into(&mut self.table.extract.system);
        self
    }

    /// The data owner.
    #[must_use]
    pub fn owner(mut self, name: &str) -> Self {
        self.table.extract.owner = OwnerId::new(name);
        self
    }

    /// Base name of the file.
    #[must_use]
    pub fn file(mut self, name: &str) -> Self {
        name.clone_into(&mut self.table.extract.file);
        self
    }

    /// It is a slice of this name.
    #[must_use]
    pub fn slice(mut self, name: &str) -> Self {
        self.table.extract.delivery = Delivery::Slice;
        name.clone_into(&mut self.table.extract.slice);
        self
    }

    /// It adds rows and replaces nothing.
    #[must_use]
    pub fn addition(mut self) -> Self {
        self.table.extract.delivery = Delivery::Addition;
        self
    }

    /// It speaks for these months, `YYYY-MM`, both included.
    #[must_use]
    pub fn months(mut self, first: &str, last: &str) -> Self {
        let month = |text: &str| day(&format!("{text}-01"));
        self.table.extract.coverage.months = Some(MonthSpan { first: month(first), last: month(last) });
        self
    }

    /// It speaks for these schools.
    #[must_use]
    pub fn schools(mut self, schools: &[&str]) -> Self {
        self.table.extract.coverage.schools = schools.iter().map(|school| (*school).to_owned()).collect();
        self
    }

    /// It speaks for these grades (`P4` … `J3`).
    #[must_use]
    pub fn grades(mut self, grades: &[&str]) -> Self {
        self.table.extract.coverage.grades = grades.iter().map(|grade| (*grade).to_owned()).collect();
        self
    }

    /// It speaks for these ages, both included.
    #[must_use]
    pub fn ages(mut self, from: u8, to: u8) -> Self {
        self.table.extract.coverage.ages = Some((from, to));
        self
    }

    /// The table alone.
    #[must_use]
    pub fn into_table(self) -> Table {
        self.table
    }
}

/// Tables and resolutions of deliveries; those without an id are numbered from 1 in this order.
#[must_use]
pub fn gather(deliveries: Vec<Delivered>) -> (Vec<Table>, Vec<Resolution>) {
    let (mut tables, mut resolutions) = (Vec::new(), Vec::new());
    for (at, mut delivered) in deliveries.into_iter().enumerate() {
        if delivered.table.extract.id.0 == 0 {
            delivered.table.extract.id = ExtractId(at as u32 + 1);
        }
        for mut resolution in delivered.resolutions {
            resolution.extract = delivered.table.extract.id;
            resolutions.push(resolution);
        }
        tables.push(delivered.table);
    }
    (tables, resolutions)
}
