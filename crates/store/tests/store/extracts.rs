//! Stories of deliveries: taken in whole, read by column, superseded, taken back, destroyed.

use crate::common::{Delivered, Home, take_in};
use domain::{Delivery, ExtractId, Value};
use jiff::civil::{Date, date};
use store::{StoreError, in_force};

#[tokio::test]
async fn what_was_taken_in_is_read_back_and_only_the_asked_columns() {
    let home = Home::new().await;
    let id = home.import(Delivered::default()).await;
    let stored = home.stored(id).await;
    let expected = crate::common::record(id, &Delivered::default());
    assert_eq!(stored.extract, expected.extract);
    assert_eq!(stored.columns, expected.columns);
    assert_eq!(stored.roles, expected.roles);
    assert_eq!(stored.dropped, expected.dropped);
    assert_eq!(stored.ignored, expected.ignored);
    assert_eq!(stored.purposes, expected.purposes);
    assert_eq!((stored.rows_read, stored.rows_admitted, stored.rows_refused), (4, 3, 1));

    let table = home.store.table_load(&stored, |meta| meta.header == "氏名").await.expect("loads");
    assert_eq!(table.columns.len(), 1, "no other column is read");
    assert_eq!(table.columns[0].value(0), Value::Text("見本 花子"));
    assert_eq!(table.columns[0].value(2), Value::Missing, "an empty cell is missing");
    assert_eq!(table.record_number(2), 4, "record 3 was refused");

    let findings = home.store.finding_list(&stored).await.expect("listed");
    assert_eq!(
        (findings[0].kind.as_str(), findings[0].column.as_str(), findings[0].error),
        ("date-unreadable", "生年月日", false)
    );
    assert_eq!(findings[0].examples, [(3, 4, 2)]);
}

#[tokio::test]
async fn an_import_that_ends_half_way_leaves_nothing() {
    let home = Home::new().await;
    let mut txn = home.store.begin().await.expect("begins");
    let key = txn.extract_begin(&domain::OwnerId::new("市民課")).await.expect("a key");
    let sealed = key.seal_column(0, 0, b"cells").expect("sealed");
    txn.chunk_insert(key.id, 0, 0, sealed).await.expect("stored");
    drop(txn);
    assert!(home.store.extract_list().await.expect("listed").is_empty());
    let next = home.import(Delivered::default()).await;
    assert_eq!(next, ExtractId(1), "the number was not used up");
}

#[tokio::test]
async fn chunks_without_their_record_cannot_be_committed() {
    let home = Home::new().await;
    let mut txn = home.store.begin().await.expect("begins");
    let key = txn.extract_begin(&domain::OwnerId::new("市民課")).await.expect("a key");
    txn.chunk_insert(key.id, 0, 0, vec![1]).await.expect("stored");
    assert!(txn.commit().await.is_err());
}

/// Files of the database must not hold a name, in no encoding that a file could have had.
#[tokio::test]
async fn no_delivered_value_stands_in_the_open() {
    let home = Home::new().await;
    let id = home.import(Delivered { slice: "school=第一中/month=2022-11", ..Delivered::default() }).await;
    let mut bytes = Vec::new();
    for name in ["mimamori.db", "mimamori.db-wal", "mimamori.db-shm"] {
        bytes.extend(std::fs::read(home.path(name)).unwrap_or_default());
    }
    home.store.close().await;
    bytes.extend(std::fs::read(home.path("mimamori.db")).expect("the database"));
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    assert!(holds("市民課".as_bytes()), "the search itself works: the owner stands in the open");
    // 花子 and 太郎 in CP932, the birth date, the school of the slice and of the coverage.
    for hidden in [
        "花子".as_bytes(),
        "太郎".as_bytes(),
        &[0x89, 0xd4, 0x8e, 0x71],
        &[0x91, 0xbe, 0x98, 0x59],
        "平成20年".as_bytes(),
        "第一中".as_bytes(),
        "生年月日".as_bytes(),
    ] {
        assert!(!holds(hidden), "{hidden:02x?} of {id} stands in the open");
    }
}

#[tokio::test]
async fn a_chunk_put_in_another_place_is_noticed() {
    let home = Home::new().await;
    let id = home.import(Delivered::default()).await;
    let behind = home.behind().await;
    sqlx::query("DROP TRIGGER chunk_no_update").execute(&behind).await.expect("dropped");
    sqlx::query("UPDATE chunk SET bytes = (SELECT bytes FROM chunk WHERE ordinal = 1) WHERE ordinal = 0")
        .execute(&behind)
        .await
        .expect("changed");
    let stored = home.stored(id).await;
    let moved = home.store.table_load(&stored, |meta| meta.ordinal == 0).await;
    assert!(matches!(moved, Err(StoreError::Corrupt(_))), "{moved:?}");
    assert!(home.store.table_load(&stored, |meta| meta.ordinal == 2).await.is_ok());
}

#[tokio::test]
async fn record_numbers_that_are_gone_are_noticed() {
    let home = Home::new().await;
    let id = home.import(Delivered::default()).await;
    let behind = home.behind().await;
    sqlx::query("DROP TRIGGER IF EXISTS chunk_no_delete").execute(&behind).await.expect("dropped");
    sqlx::query("DELETE FROM chunk WHERE ordinal = -1").execute(&behind).await.expect("taken away");
    let opened = home.store.table_load(&home.stored(id).await, |_| true).await;
    assert!(matches!(opened, Err(StoreError::Corrupt(_))), "rows would be called by wrong numbers: {opened:?}");
}

fn ids(extracts: &[store::StoredExtract], on: Date) -> Vec<u32> {
    in_force(extracts, on).iter().map(|stored| stored.extract.id.0).collect()
}

#[tokio::test]
async fn a_newer_delivery_supersedes_only_the_same_slice() {
    let home = Home::new().await;
    let slice = |slice, as_of, hash| Delivered {
        source: "attendance",
        delivery: Delivery::Slice,
        slice,
        as_of,
        hash,
        ..Delivered::default()
    };
    home.import(slice("month=2022-10", date(2022, 10, 31), 1)).await;
    home.import(slice("month=2022-11", date(2022, 11, 30), 2)).await;
    home.import(slice("month=2022-10", date(2022, 12, 5), 3)).await;
    let addition = Delivered { source: "consultation", delivery: Delivery::Addition, ..Delivered::default() };
    home.import(Delivered { as_of: date(2022, 10, 1), ..addition.clone() }).await;
    home.import(Delivered { as_of: date(2022, 11, 1), hash: 2, ..addition }).await;
    let list = home.store.extract_list().await.expect("listed");
    assert_eq!(
        ids(&list, date(2022, 12, 31)),
        [2, 3, 4, 5],
        "the corrected October holds, November stays, additions add up"
    );
    assert_eq!(ids(&list, date(2022, 11, 30)), [1, 2, 4, 5], "on 30 November the correction was not yet known");
}

#[tokio::test]
async fn one_slice_of_a_file_with_several_is_superseded_row_by_row() {
    let home = Home::new().await;
    let slice = |slice, as_of, hash| Delivered {
        source: "attendance",
        delivery: Delivery::Slice,
        slice,
        as_of,
        hash,
        ..Delivered::default()
    };
    // Rows 1 and 3 speak of October, row 2 of November.
    let both = home.import(slice("month=2022-10|month=2022-11", date(2022, 11, 30), 1)).await;
    home.import(slice("month=2022-10", date(2022, 12, 5), 2)).await;
    home.import(slice("month=2022-11", date(2022, 12, 20), 3)).await;
    let list = home.store.extract_list().await.expect("listed");
    let superseded = async |on| home.store.superseded_rows(&list, on).await.expect("read");
    assert!(superseded(date(2022, 11, 30)).await.is_empty(), "nothing is superseded yet");
    assert_eq!(superseded(date(2022, 12, 5)).await, [(both, vec![true, false, true])].into());
    assert_eq!(ids(&list, date(2022, 12, 5)), [1, 2]);
    assert_eq!(ids(&list, date(2022, 12, 31)), [2, 3], "both of its slices came again");
}

#[tokio::test]
async fn an_older_delivery_that_arrives_late_does_not_supersede_a_newer_one() {
    let home = Home::new().await;
    home.import(Delivered { as_of: date(2022, 12, 1), ..Delivered::default() }).await;
    home.import(Delivered { as_of: date(2022, 11, 1), hash: 2, ..Delivered::default() }).await;
    let list = home.store.extract_list().await.expect("listed");
    assert_eq!(ids(&list, date(2023, 1, 1)), [1]);
    assert_eq!(ids(&list, date(2022, 11, 15)), [2]);
}

#[tokio::test]
async fn what_is_taken_back_makes_room_for_the_delivery_before() {
    let home = Home::new().await;
    home.import(Delivered { as_of: date(2022, 10, 1), ..Delivered::default() }).await;
    let wrong = home.import(Delivered { hash: 2, ..Delivered::default() }).await;
    let today = date(2022, 12, 1);
    let mut txn = home.store.begin().await.expect("begins");
    let source = domain::SourceId::new("resident-register");
    let found = txn.extract_find_by_hash(&source, &[2; 32], "").await.expect("found");
    assert_eq!(found.iter().map(|same| same.id).collect::<Vec<_>>(), [wrong]);
    assert!(txn.extract_withdraw(wrong, "sato", today).await.expect("taken back"));
    assert!(!txn.extract_withdraw(wrong, "sato", today).await.expect("nothing to do"), "twice changes nothing");
    assert!(txn.extract_find_by_hash(&source, &[2; 32], "").await.expect("asked").is_empty(), "it may come again");
    txn.commit().await.expect("committed");
    let list = home.store.extract_list().await.expect("listed");
    assert_eq!(ids(&list, today), [1]);
    assert_eq!(list[1].withdrawn.as_ref().map(|w| (w.by.as_str(), w.on)), Some(("sato", today)));
}

#[tokio::test]
async fn the_same_bytes_are_found_again_with_their_date_and_name_within_their_slice() {
    let home = Home::new().await;
    home.import(Delivered::default()).await;
    home.import(Delivered { as_of: date(2022, 12, 31), ..Delivered::default() }).await;
    let file = home.stored(ExtractId(1)).await.extract.file;
    let mut txn = home.store.begin().await.expect("begins");
    let source = domain::SourceId::new("resident-register");
    let mut found = async |hash: [u8; 32], slice| {
        let found = txn.extract_find_by_hash(&source, &hash, slice).await.expect("asked");
        found.into_iter().map(|same| (same.id.0, same.as_of, same.file)).collect::<Vec<_>>()
    };
    assert_eq!(
        found([1; 32], "").await,
        [(2, date(2022, 12, 31), file.clone()), (1, date(2022, 11, 30), file)],
        "the newest first"
    );
    assert_eq!(found([1; 32], "school=1").await, [], "the same bytes of another school are another delivery");
    assert_eq!(found([2; 32], "").await, []);
}

#[tokio::test]
async fn a_delivery_follows_the_one_before_of_the_same_slice() {
    let home = Home::new().await;
    let october = Delivered {
        source: "attendance",
        delivery: Delivery::Slice,
        slice: "month=2022-10",
        as_of: date(2022, 10, 31),
        ..Delivered::default()
    };
    let first = home.import(october).await;
    let mut txn = home.store.begin().await.expect("begins");
    let attendance = domain::SourceId::new("attendance");
    let previous = async |txn: &mut store::Txn, slice: &'static str, on| {
        txn.extract_previous(&attendance, Delivery::Slice, slice, on).await.expect("asked")
    };
    assert_eq!(
        previous(&mut txn, "month=2022-10", date(2022, 11, 1)).await,
        Some(store::PreviousExtract { id: first, as_of: date(2022, 10, 31), rows: 3, newer: None })
    );
    assert_eq!(previous(&mut txn, "month=2022-11", date(2022, 11, 1)).await, None, "another slice");
    assert_eq!(previous(&mut txn, "month=2022-10", date(2022, 10, 1)).await, None, "not yet known");
    txn.extract_withdraw(first, "sato", date(2022, 11, 1)).await.expect("withdrawn");
    assert_eq!(previous(&mut txn, "month=2022-10", date(2022, 11, 1)).await, None, "taken back");
}

#[tokio::test]
async fn a_destroyed_delivery_cannot_be_read_and_what_is_recorded_of_it_stays() {
    let home = Home::new().await;
    let id = home.import(Delivered::default()).await;
    let before = home.stored(id).await;
    let mut txn = home.store.begin().await.expect("begins");
    assert!(txn.extract_destroy(id).await.expect("destroyed"));
    txn.commit().await.expect("committed");
    let after = home.stored(id).await;
    assert!(after.is_destroyed() && after.columns.is_empty());
    assert_eq!((after.hash, after.rows_admitted), (before.hash, 3));
    let read = home.store.table_load(&after, |_| true).await;
    assert!(matches!(read, Err(StoreError::Destroyed(ExtractId(1)))), "{read:?}");
    let next = take_in(&home.store, Delivered::default()).await.expect("taken in");
    assert_eq!(next, ExtractId(2), "its number is not given again");
}
