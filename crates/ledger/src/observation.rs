//! One value with everything that says where it comes from.

use domain::{Column, Extract, Field, ItemId, PersonId, Table, Value};

use crate::knowledge::Knowledge;
use crate::rows::Group;
use crate::when::When;

/// One cell about one person (観測値), with its provenance. Small and copied freely.
#[derive(Clone, Copy)]
pub struct Observation<'a> {
    knowledge: &'a Knowledge,
    table: u32,
    row: u32,
    column: u16,
    role: u8,
    part: u16,
}

impl<'a> Observation<'a> {
    pub(crate) fn new(knowledge: &'a Knowledge, table: u32, row: u32, column: u16, role: u8, part: u16) -> Self {
        Self { knowledge, table, row, column, role, part }
    }

    /// Another column of the same row.
    pub(crate) fn with_column(&self, column: u16) -> Self {
        Self { column, ..*self }
    }

    /// The typed value.
    #[must_use]
    pub fn value(&self) -> Value<'a> {
        self.column().value(self.row as usize)
    }

    /// The cell as delivered.
    #[must_use]
    pub fn raw(&self) -> &'a str {
        self.column().raw(self.row as usize)
    }

    /// Where the distinct value stands: chunk and key. Within one part of a [`Lens`] equal places are equal values, so a
    /// predicate need be asked only once for each.
    #[must_use]
    pub fn distinct(&self) -> (usize, u32) {
        let row = self.row as usize;
        let chunk = row / domain::CHUNK_ROWS;
        (chunk, self.column().chunks[chunk].keys[row % domain::CHUNK_ROWS])
    }

    /// Which part of the lens it came through (index into [`Lens::parts`]).
    #[must_use]
    pub fn part(&self) -> usize {
        self.part as usize
    }

    /// The column.
    #[must_use]
    pub fn column(&self) -> &'a Column {
        &self.table().columns[self.column as usize]
    }

    /// The item it carries as delivered; `None` for columns that only serve matching or time.
    #[must_use]
    pub fn item(&self) -> Option<&'a ItemId> {
        self.column().meta.item.as_ref()
    }

    /// The table it stands in.
    #[must_use]
    pub fn table(&self) -> &'a Table {
        &self.knowledge.tables[self.table as usize]
    }

    /// Row of the table, from 0.
    #[must_use]
    pub fn row(&self) -> usize {
        self.row as usize
    }

    /// Names the row among all rows of this knowledge, for counting distinct rows.
    #[must_use]
    pub fn row_id(&self) -> (u32, u32) {
        (self.table, self.row)
    }

    /// The role of the person in the row (index into [`Table::roles`]).
    #[must_use]
    pub fn role(&self) -> u8 {
        self.role
    }

    /// The delivery.
    #[must_use]
    pub fn extract(&self) -> &'a Extract {
        &self.table().extract
    }

    /// Number of the record in the file, from 1.
    #[must_use]
    pub fn record(&self) -> u32 {
        self.table().record_number(self.row as usize)
    }

    /// When the value speaks of.
    #[must_use]
    pub fn when(&self) -> When {
        let table = self.table();
        let time = &self.knowledge.times[self.table as usize][self.role as usize];
        let meta = &self.column().meta;
        match (meta.month, meta.day) {
            (Some(month), _) => time.wide_month(table, self.row as usize, month),
            (None, Some(day)) => time.wide_day(table, self.row as usize, day),
            (None, None) => time.row(table, self.row as usize),
        }
    }

    /// When a state (氏名, 学年 …) holds, whatever day its row speaks of: in the earlier 年度 the row names, else on the date of the
    /// delivery.
    pub(crate) fn state_when(&self) -> When {
        let of_year =
            matches!(self.column().meta.field, Some(Field::School | Field::Grade | Field::Class | Field::SeatNumber));
        let past = of_year.then(|| self.past_year()).flatten();
        past.unwrap_or_else(|| When::delivery(self.extract().as_of))
    }

    /// The earlier 年度 the row names, if it does.
    pub(crate) fn past_year(&self) -> Option<When> {
        self.knowledge.times[self.table as usize][self.role as usize].past_year(self.table(), self.row as usize)
    }

    /// Another item of the same row about the same role, else of the primary role; `None` when the delivery does not hold it.
    #[must_use]
    pub fn beside(&self, item: &ItemId) -> Option<Observation<'a>> {
        let table = self.table();
        let at = |role: u8| {
            table.columns.iter().position(|c| {
                c.meta.role == role
                    && c.meta.item.as_ref() == Some(item)
                    && (c.meta.repeat.is_none() || c.meta.repeat == self.column().meta.repeat)
            })
        };
        let column = at(self.role).or_else(|| at(0))?;
        Some(Self { column: u16::try_from(column).ok()?, ..*self })
    }

    /// The cell of the same row that plays a part (school, class …) for this role, else for the primary role.
    #[must_use]
    pub fn field(&self, field: &Field) -> Option<Observation<'a>> {
        let table = self.table();
        let at =
            |role: u8| table.columns.iter().position(|c| c.meta.role == role && c.meta.field.as_ref() == Some(field));
        let column = at(self.role).or_else(|| at(0))?;
        Some(Self { column: u16::try_from(column).ok()?, ..*self })
    }
}

/// Personal values stay out of logs: only the place is shown.
impl std::fmt::Debug for Observation<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let extract = self.extract();
        write!(f, "{} {} record {} {}", extract.source, extract.id, self.record(), self.column().meta.header)
    }
}

/// One column in which a lens finds its item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LensPart {
    pub(crate) group: u16,
    pub(crate) member: u32,
    /// Index of the table in [`Knowledge::tables`].
    pub table: u32,
    /// Index of the column in that table.
    pub column: u16,
}

/// An item, with the columns that carry it found once. Use it to read many people.
#[derive(Clone, Copy)]
pub struct Lens<'a> {
    pub(crate) knowledge: &'a Knowledge,
    pub(crate) parts: &'a [LensPart],
}

impl<'a> Lens<'a> {
    /// The columns that carry the item, grouped by source and role, then by delivery.
    #[must_use]
    pub fn parts(&self) -> &'a [LensPart] {
        self.parts
    }

    /// Whether no delivery in force carries the item.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Everything known of a person: source by source, each oldest first. Empty cells are left out, and so are wide monthly
    /// cells of months after the as-of date.
    pub fn of(&self, person: PersonId) -> impl Iterator<Item = Observation<'a>> + use<'a> {
        let knowledge = self.knowledge;
        self.parts
            .chunk_by(|a, b| a.group == b.group)
            .scan(0_usize, |start, parts| {
                let first = *start;
                *start += parts.len();
                Some((first, parts))
            })
            .flat_map(move |(first, parts)| {
                let group = &knowledge.groups[parts[0].group as usize];
                // Rows of one person mostly follow each other in one delivery.
                let mut held = Held { span: 0..0, role: 0, first: 0, parts: &[] };
                group.rows(person.0).iter().flat_map(move |number| {
                    if !held.span.contains(number) {
                        held = Held::find(group, first, parts, *number);
                    }
                    held.cells(knowledge, *number)
                })
            })
            .filter(move |observation| {
                let empty = matches!(observation.value(), Value::Missing) && observation.raw().trim().is_empty();
                !empty && (!observation.column().meta.is_wide() || !observation.when().is_after(knowledge.as_of))
            })
    }

    /// Every person with a row in a delivery that carries the item, ascending, each once.
    #[must_use]
    pub fn people(&self) -> Vec<PersonId> {
        let mut people: Vec<u32> = self
            .parts
            .chunk_by(|a, b| a.group == b.group)
            .flat_map(|parts| self.knowledge.groups[parts[0].group as usize].persons())
            .collect();
        people.sort_unstable();
        people.dedup();
        people.into_iter().map(PersonId).collect()
    }
}

/// The columns of one delivery that carry the item.
struct Held<'a> {
    span: std::ops::Range<u32>,
    role: u8,
    first: u16,
    parts: &'a [LensPart],
}

impl<'a> Held<'a> {
    fn find(group: &Group, first: usize, parts: &'a [LensPart], number: u32) -> Self {
        let member = group.place(number).member;
        let start = parts.partition_point(|part| part.member < member);
        let end = start + parts[start..].partition_point(|part| part.member == member);
        Self {
            span: group.span(member as usize),
            role: group.members[member as usize].role,
            first: u16::try_from(first + start).unwrap_or(u16::MAX),
            parts: &parts[start..end],
        }
    }

    fn cells(&self, knowledge: &'a Knowledge, number: u32) -> impl Iterator<Item = Observation<'a>> + use<'a> {
        let (row, role, first) = (number - self.span.start, self.role, self.first);
        self.parts
            .iter()
            .zip(first..=u16::MAX)
            .map(move |(part, index)| Observation::new(knowledge, part.table, row, part.column, role, index))
    }
}
