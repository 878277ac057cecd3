//! The little world of a case: its people, and its deliveries as tables.

use std::collections::BTreeMap;

use arrow_array::{Int64Array, StringArray};
use catalog::rule::{Case, Delivered, Resident};
use domain::{
    CHUNK_ROWS, Column, ColumnChunk, ColumnMeta, Coverage, Delivery, Extract, ExtractId, Field, ItemId, Method,
    MonthSpan, OwnerId, PersonId, RecordKey, Resolution, Role, RoleKind, SourceId, Table, Typed,
};
use japanese::date::RegisterDate;
use jiff::civil::Date;

use super::notation::{Fault, Time, date, month, times};

/// Who is who in a case, and what was delivered.
pub struct World {
    /// Names by person, in the order of the case; the first has number 1.
    names: Vec<String>,
    pub(super) tables: Vec<Table>,
    pub(super) resolutions: Vec<Resolution>,
}

/// A column before it is typed.
struct Raw {
    header: String,
    item: Option<ItemId>,
    field: Option<Field>,
    cells: Vec<String>,
    dates: bool,
}

impl Raw {
    fn field(header: &str, field: Field, dates: bool) -> Self {
        Self { header: header.to_owned(), item: None, field: Some(field), cells: Vec::new(), dates }
    }

    fn item(id: &str) -> Self {
        Self { header: id.to_owned(), item: Some(ItemId::new(id)), field: None, cells: Vec::new(), dates: false }
    }
}

impl World {
    /// The person a case calls so.
    #[must_use]
    pub fn person(&self, who: &str) -> Option<PersonId> {
        self.names.iter().position(|name| name == who).map(|place| PersonId(place as u32 + 1))
    }

    pub(super) fn build(case: &Case, as_of: Date) -> Result<Self, Fault> {
        let mut people: Vec<(String, &Resident)> = Vec::new();
        for resident in &case.people {
            match resident.count.0 {
                1 => people.push((resident.who.clone(), resident)),
                count => people.extend((1..=count).map(|n| (format!("{}{n}", resident.who), resident))),
            }
        }
        let mut world = Self {
            names: people.iter().map(|(name, _)| name.clone()).collect(),
            tables: Vec::new(),
            resolutions: Vec::new(),
        };
        let holidays: Vec<Date> = case.holidays.iter().map(|day| date(day)).collect::<Result<_, _>>()?;
        world.register(&people, as_of)?;
        world.roster(&people, as_of);
        for delivered in &case.deliveries {
            world.deliver(delivered, &holidays)?;
        }
        Ok(world)
    }

    fn register(&mut self, people: &[(String, &Resident)], as_of: Date) -> Result<(), Fault> {
        let mut columns = [
            Raw::field("氏名", Field::Name, false),
            Raw::field("生年月日", Field::BirthDate, true),
            Raw::field("性別", Field::Sex, false),
            Raw::field("世帯番号", Field::Household, false),
            Raw::field("続柄", Field::Relation, false),
            Raw::field("住所", Field::Address, false),
            Raw::item("shield.flag"),
        ];
        for (place, (name, resident)) in people.iter().enumerate() {
            date(&resident.born)?;
            let alone = |text: &str, prefix: &str, suffix: &str| {
                if text.is_empty() { format!("{prefix}{}{suffix}", place + 1) } else { text.to_owned() }
            };
            let shield = if resident.shielded { "有" } else { "" };
            let cells = [
                format!("事例 {name}"),
                resident.born.clone(),
                match resident.sex.as_str() {
                    "女" => "F".to_owned(),
                    "男" => "M".to_owned(),
                    other => other.to_owned(),
                },
                alone(&resident.household, "単身", ""),
                if resident.relation.is_empty() { "世帯主".to_owned() } else { resident.relation.clone() },
                alone(&resident.at, "見本町九丁目", "番1号"),
                shield.to_owned(),
            ];
            for (column, cell) in columns.iter_mut().zip(cells) {
                column.cells.push(cell);
            }
        }
        let persons: Vec<u32> = (1..=people.len() as u32).collect();
        self.add("住民記録システム", "register", as_of, Coverage::default(), columns.into(), persons);
        Ok(())
    }

    /// The roster of those who have a school.
    fn roster(&mut self, people: &[(String, &Resident)], as_of: Date) {
        let mut columns = [
            Raw::field("学校名", Field::School, false),
            Raw::field("学年", Field::Grade, false),
            Raw::field("組", Field::Class, false),
        ];
        columns[0].item = Some(ItemId::new("school.name"));
        let mut persons = Vec::new();
        for (place, (_, resident)) in people.iter().enumerate().filter(|(_, (_, resident))| !resident.school.is_empty())
        {
            persons.push(place as u32 + 1);
            for (column, cell) in columns.iter_mut().zip([&resident.school, &resident.grade, &resident.class]) {
                column.cells.push(cell.clone());
            }
        }
        if !persons.is_empty() {
            self.add("校務支援システム", "roster", as_of, Coverage::default(), columns.into(), persons);
        }
    }

    fn deliver(&mut self, delivered: &Delivered, holidays: &[Date]) -> Result<(), Fault> {
        let mut columns: Vec<Raw> = delivered.items.iter().map(|item| Raw::item(item)).collect();
        columns.extend([
            Raw::field("日", Field::On, true),
            Raw::field("開始", Field::From, true),
            Raw::field("終了", Field::To, true),
            Raw::field("月", Field::Month, true),
        ]);
        let items = delivered.items.len();
        let mut persons = Vec::new();
        for row in &delivered.rows {
            let parts: Vec<&str> = row.split_whitespace().collect();
            let [who, when, values @ ..] = &parts[..] else {
                return Err(Fault(format!("行「{row}」は「だれ いつ 値…」の形ではありません")));
            };
            if values.len() != items {
                return Err(Fault(format!("行「{row}」の値は{}個ですが、項目は{items}個です", values.len())));
            }
            for person in self.persons(who)? {
                for time in times(when, holidays)? {
                    persons.push(person);
                    let cells =
                        values.iter().map(|value| if *value == "_" { String::new() } else { (*value).to_owned() });
                    for (column, cell) in columns.iter_mut().zip(cells.chain(written(time))) {
                        column.cells.push(cell);
                    }
                }
            }
        }
        let mut coverage = Coverage {
            months: None,
            schools: delivered.schools.clone(),
            grades: delivered.grades.clone(),
            ages: delivered.ages,
        };
        if let Some(span) = &delivered.months {
            let (first, last) = span
                .split_once("..")
                .ok_or_else(|| Fault(format!("月の範囲「{span}」は「YYYY-MM..YYYY-MM」ではありません")))?;
            coverage.months = Some(MonthSpan { first: month(first)?, last: month(last)? });
        }
        let name = format!("delivery-{}", self.tables.len());
        self.add(&delivered.system, &name, date(&delivered.as_of)?, coverage, columns, persons);
        Ok(())
    }

    /// Numbers of those a row speaks of: one, all whose name begins so (`同級生*`), or nobody (`-`, a school calendar).
    fn persons(&self, who: &str) -> Result<Vec<u32>, Fault> {
        if who == "-" {
            return Ok(vec![0]);
        }
        let fits = |name: &str| who.strip_suffix('*').map_or(name == who, |start| name.starts_with(start));
        let found: Vec<u32> =
            self.names.iter().enumerate().filter(|(_, name)| fits(name)).map(|(place, _)| place as u32 + 1).collect();
        if found.is_empty() { Err(Fault(format!("「{who}」は people にいません"))) } else { Ok(found) }
    }

    fn add(&mut self, system: &str, name: &str, as_of: Date, coverage: Coverage, columns: Vec<Raw>, persons: Vec<u32>) {
        let id = ExtractId(self.tables.len() as u32 + 1);
        let rows = persons.len();
        let table = Table {
            extract: Extract {
                id,
                source: SourceId::new(&format!("case-{name}")),
                system: system.to_owned(),
                owner: OwnerId::new("事例"),
                file: format!("{name}.csv"),
                as_of,
                delivery: Delivery::Full,
                slice: String::new(),
                coverage,
            },
            roles: vec![Role { id: "person".into(), kind: RoleKind::Resident, references: Vec::new(), unique: false }],
            rows,
            record_numbers: Vec::new(),
            columns: columns.into_iter().enumerate().filter_map(|(place, raw)| column(place, raw)).collect(),
        };
        self.tables.push(table);
        self.resolutions.push(Resolution {
            extract: id,
            role: 0,
            methods: persons.iter().map(|person| if *person > 0 { Method::Reference } else { Method::None }).collect(),
            keys: (0..rows).map(|row| RecordKey(u64::from(id.0) << 32 | row as u64)).collect(),
            persons,
            weights: Vec::new(),
        });
    }
}

/// Day, first day, last day and month of a row, as cells.
fn written(time: Time) -> [String; 4] {
    let mut cells: [String; 4] = Default::default();
    match time {
        Time::None => {}
        Time::Day(day) => cells[0] = day.to_string(),
        Time::Period(first, last) => {
            cells[1] = first.to_string();
            cells[2] = last.map(|last| last.to_string()).unwrap_or_default();
        }
        Time::Month(first) => cells[3] = first.to_string(),
    }
    cells
}

/// A column of distinct cells, typed by what stands in it. Time columns in which nothing stands are left out.
fn column(place: usize, raw: Raw) -> Option<Column> {
    if raw.dates && raw.cells.iter().all(String::is_empty) {
        return None;
    }
    let kind = Kind::of(&raw);
    let is_month = raw.field == Some(Field::Month);
    let chunks = raw.cells.chunks(CHUNK_ROWS).map(|cells| {
        let mut places: BTreeMap<&str, u32> = BTreeMap::new();
        let mut distinct: Vec<&str> = Vec::new();
        let keys = cells
            .iter()
            .map(|cell| {
                *places.entry(cell).or_insert_with(|| {
                    distinct.push(cell);
                    distinct.len() as u32 - 1
                })
            })
            .collect();
        ColumnChunk { keys, typed: kind.typed(&distinct, is_month), raw: StringArray::from_iter_values(&distinct) }
    });
    Some(Column {
        chunks: chunks.collect(),
        meta: ColumnMeta {
            ordinal: place as u16,
            header: raw.header,
            item: raw.item,
            role: 0,
            field: raw.field,
            repeat: None,
            month: None,
            day: None,
        },
    })
}

/// Types of a column.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Code,
    Date,
    Number,
    Flag,
}

impl Kind {
    fn of(raw: &Raw) -> Self {
        let all = |fits: &dyn Fn(&str) -> bool| {
            raw.cells.iter().any(|cell| !cell.is_empty())
                && raw.cells.iter().filter(|cell| !cell.is_empty()).all(|cell| fits(cell))
        };
        if raw.dates || all(&|cell| date(cell).is_ok()) {
            Self::Date
        } else if all(&|cell| flag(cell).is_some()) {
            Self::Flag
        } else if raw.field.is_some() {
            Self::Text
        } else if all(&|cell| number(cell).is_some()) {
            Self::Number
        } else {
            Self::Code
        }
    }

    fn typed(self, cells: &[&str], is_month: bool) -> Typed {
        let filled = |cell: &&str| Some((*cell).to_owned()).filter(|cell| !cell.is_empty());
        match self {
            Self::Text => Typed::Text(cells.iter().map(filled).collect()),
            Self::Code => Typed::Code(cells.iter().map(filled).collect()),
            Self::Number => Typed::Number(cells.iter().map(|cell| number(cell)).collect::<Int64Array>()),
            Self::Flag => Typed::Flag(cells.iter().map(|cell| flag(cell)).collect()),
            Self::Date => Typed::Date(
                cells
                    .iter()
                    .map(|cell| {
                        let day = date(cell).ok()?;
                        Some(match is_month {
                            true => RegisterDate::within(day, day.last_of_month(), japanese::date::Precision::Month),
                            false => RegisterDate::day(day),
                        })
                    })
                    .collect(),
            ),
        }
    }
}

fn flag(cell: &str) -> Option<bool> {
    match cell {
        "有" | "○" => Some(true),
        "無" | "×" => Some(false),
        _ => None,
    }
}

/// In thousandths.
fn number(cell: &str) -> Option<i64> {
    let number: f64 = cell.parse().ok()?;
    (number.abs() < 1e12).then(|| (number * 1000.0).round() as i64)
}
