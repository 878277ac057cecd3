//! Builders for the store's tests: an installation in a folder of its own, and small deliveries.

use std::path::PathBuf;

use arrow_array::{Int64Array, StringArray};
use domain::{
    ColumnChunk, ColumnMeta, Coverage, Delivery, Extract, ExtractId, Field, ItemId, MonthSpan, Namespace, OwnerId,
    PurposeId, Role, RoleKind, SourceId, Typed,
};
use japanese::date::{Precision, RegisterDate};
use jiff::civil::{Date, date};
use store::{ExtractRecord, MasterKey, Store, StoreError, StoredExtract};

/// An installation in a temporary folder.
pub struct Home {
    folder: tempfile::TempDir,
    pub store: Store,
}

impl Home {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let master = MasterKey::create(&folder.path().join("master.key")).expect("a new key");
        let store = Store::create(&folder.path().join("mimamori.db"), master).await.expect("a new database");
        Self { folder, store }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn master(&self) -> MasterKey {
        MasterKey::load(&self.path("master.key")).expect("the key")
    }

    /// Another process opens the same database.
    pub async fn reopened(&self) -> Store {
        Store::open(&self.path("mimamori.db"), self.master()).await.expect("opens")
    }

    /// A connection past the store, as somebody with the file in hand has it.
    pub async fn behind(&self) -> sqlx::SqlitePool {
        sqlx::SqlitePool::connect(&format!("sqlite:{}", self.path("mimamori.db").display())).await.expect("connects")
    }

    pub async fn import(&self, delivery: Delivered) -> ExtractId {
        take_in(&self.store, delivery).await.expect("taken in")
    }

    pub async fn stored(&self, id: ExtractId) -> StoredExtract {
        self.store.extract_fetch(id).await.expect("listed").expect("there")
    }
}

/// A delivery of two columns: names of three people, and their birth dates.
#[derive(Clone)]
pub struct Delivered {
    pub source: &'static str,
    pub as_of: Date,
    pub delivery: Delivery,
    pub slice: &'static str,
    pub names: [&'static str; 3],
    pub hash: u8,
}

impl Default for Delivered {
    fn default() -> Self {
        Self {
            source: "resident-register",
            as_of: date(2022, 11, 30),
            delivery: Delivery::Full,
            slice: "",
            names: ["見本 花子", "見本 太郎", ""],
            hash: 1,
        }
    }
}

/// Cells of the name column: rows 1 to 3.
pub fn names_chunk(names: [&str; 3]) -> ColumnChunk {
    let typed = names.map(|name| Some(name).filter(|name| !name.is_empty()));
    ColumnChunk {
        keys: vec![0, 1, 2],
        raw: StringArray::from(names.to_vec()),
        typed: Typed::Text(typed.into_iter().collect()),
    }
}

fn births_chunk() -> ColumnChunk {
    ColumnChunk {
        keys: vec![0, 0, 1],
        raw: StringArray::from(vec!["平成20年4月1日", "不詳"]),
        typed: Typed::Date(vec![
            Some(RegisterDate::day(date(2008, 4, 1))),
            Some(RegisterDate { earliest: None, latest: None, precision: Precision::Unknown }),
        ]),
    }
}

pub fn points_chunk() -> ColumnChunk {
    ColumnChunk {
        keys: vec![0, 1, 0],
        raw: StringArray::from(vec!["1.5", "x"]),
        typed: Typed::Number(Int64Array::from(vec![Some(1_500), None])),
    }
}

pub fn record(id: ExtractId, delivered: &Delivered) -> ExtractRecord {
    let column = |ordinal, header: &str, item: Option<&str>, field| ColumnMeta {
        ordinal,
        header: header.to_owned(),
        item: item.map(ItemId::new),
        role: 0,
        field,
        repeat: None,
        month: None,
        day: None,
    };
    ExtractRecord {
        extract: Extract {
            id,
            source: SourceId::new(delivered.source),
            system: "住民記録システム".to_owned(),
            owner: OwnerId::new("市民課"),
            file: "住民記録_20221130.csv".to_owned(),
            as_of: delivered.as_of,
            delivery: delivered.delivery,
            slice: delivered.slice.to_owned(),
            coverage: Coverage {
                months: Some(MonthSpan { first: date(2022, 4, 1), last: date(2022, 11, 1) }),
                schools: vec!["第一中".to_owned()],
                grades: vec!["J1".to_owned()],
                ages: Some((0, 18)),
            },
        },
        size: 123,
        hash: [delivered.hash; 32],
        encoding: "CP932".to_owned(),
        as_of_given: true,
        delivered_on: date(2022, 12, 1),
        made_by: "sato".to_owned(),
        roles: vec![Role { id: "person".into(), kind: RoleKind::Resident, references: Vec::new(), unique: true }],
        columns: vec![
            column(0, "氏名", Some("resident.name"), Some(Field::Name)),
            column(1, "生年月日", Some("resident.birth-date"), Some(Field::BirthDate)),
            column(2, "宛名番号", None, Some(Field::Identifier(Namespace::new("atena")))),
        ],
        record_numbers: vec![1, 2, 4],
        slice_rows: if delivered.slice.contains('|') { vec![(0, 1), (1, 1), (0, 1)] } else { Vec::new() },
        rows_read: 4,
        rows_admitted: 3,
        rows_refused: 1,
        dropped: vec![store::Dropped {
            header: "国籍".to_owned(),
            item: Some(ItemId::new("resident.nationality")),
            why: "認める利用目的がありません".to_owned(),
        }],
        ignored: vec!["備考".to_owned()],
        findings: vec![domain::Finding {
            severity: domain::Severity::Alert,
            kind: domain::FindingKind("date-unreadable"),
            column: "生年月日".to_owned(),
            seen: "不詳".to_owned(),
            message: "日付として読めません".to_owned(),
            cure: "市民課で確かめてください".to_owned(),
            count: 1,
            examples: vec![(3, 4, 2)],
        }],
        purposes: vec![PurposeId::new("child-watch")],
        config_hash: [7; 32],
    }
}

/// Takes a delivery in as the import does.
pub async fn take_in(store: &Store, delivered: Delivered) -> Result<ExtractId, StoreError> {
    let mut txn = store.begin().await?;
    let key = txn.extract_begin(&OwnerId::new("市民課")).await?;
    for (ordinal, chunk) in [names_chunk(delivered.names), births_chunk(), points_chunk()].iter().enumerate() {
        let ordinal = ordinal as u16;
        let sealed = key.seal_column(ordinal, 0, &store::chunk_encode(chunk)?)?;
        txn.chunk_insert(key.id, ordinal, 0, sealed).await?;
    }
    txn.extract_insert(&key, &record(key.id, &delivered)).await?;
    txn.commit().await?;
    Ok(key.id)
}
