//! Stories of the records themselves: keys, versions, writers, append-only tables, the trail.

use std::time::Duration;

use crate::common::{Delivered, Home};
use store::{Entry, MasterKey, Store, StoreError, TrailState};

#[tokio::test]
async fn only_the_right_key_opens_the_records() {
    let home = Home::new().await;
    home.store.close().await;
    let other = MasterKey::create(&home.path("other.key")).expect("another key");
    let opened = Store::open(&home.path("mimamori.db"), other).await;
    assert!(matches!(opened, Err(StoreError::WrongKey)), "{opened:?}");
    assert!(matches!(MasterKey::load(&home.path("none.key")), Err(StoreError::KeyMissing)));
    assert!(matches!(MasterKey::create(&home.path("other.key")), Err(StoreError::KeyExists)));
    std::fs::write(home.path("short.key"), b"short").expect("written");
    assert!(matches!(MasterKey::load(&home.path("short.key")), Err(StoreError::WrongKey)));
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_reads_the_key_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::new().await;
    let mode = std::fs::metadata(home.path("master.key")).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_named_as_damaged_or_missing() {
    let home = Home::new().await;
    std::fs::write(home.path("text.db"), "これはデータベースではありません。".repeat(500)).expect("written");
    let opened = Store::open(&home.path("text.db"), home.master()).await;
    assert!(matches!(opened, Err(StoreError::Corrupt(_))), "{opened:?}");
    let opened = Store::open(&home.path("none.db"), home.master()).await;
    assert!(matches!(opened, Err(StoreError::Missing)), "{opened:?}");
    let created = Store::create(&home.path("mimamori.db"), home.master()).await;
    assert!(matches!(created, Err(StoreError::Exists)), "{created:?}");
}

#[tokio::test]
async fn records_of_a_newer_program_are_left_alone() {
    let home = Home::new().await;
    sqlx::query("INSERT INTO schema_migration (version, name) VALUES (99, 'from the future')")
        .execute(&home.behind().await)
        .await
        .expect("inserted");
    let opened = Store::open(&home.path("mimamori.db"), home.master()).await;
    assert!(matches!(opened, Err(StoreError::NewerSchema { found: 99, .. })), "{opened:?}");
}

#[tokio::test]
async fn a_second_writer_waits_and_then_says_who_must_act() {
    let home = Home::new().await;
    let first = home.store.begin().await.expect("begins");
    let second = Store::open_waiting(&home.path("mimamori.db"), home.master(), Duration::from_millis(50))
        .await
        .expect("reading needs no turn");
    let refused = second.begin().await;
    assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
    first.commit().await.expect("committed");
    assert!(second.begin().await.is_ok());
}

#[tokio::test]
async fn reading_goes_on_while_another_writes() {
    let home = Home::new().await;
    home.import(Delivered::default()).await;
    let writing = home.store.begin().await.expect("begins");
    assert_eq!(home.reopened().await.extract_list().await.expect("listed").len(), 1);
    drop(writing);
}

/// Every table that keeps what happened refuses to be changed, with rows in it.
#[tokio::test]
async fn what_happened_cannot_be_changed_or_removed() {
    let home = Home::new().await;
    let id = home.import(Delivered::default()).await;
    home.import(Delivered { hash: 2, ..Delivered::default() }).await;
    let mut txn = home.store.begin().await.expect("begins");
    txn.extract_withdraw(id, "sato", jiff::civil::date(2022, 12, 1)).await.expect("withdrawn");
    txn.trail_append(&entry("import")).await.expect("appended");
    txn.commit().await.expect("committed");
    let behind = home.behind().await;
    for (change, removal) in [
        ("UPDATE extract SET file = 'x'", "DELETE FROM extract"),
        ("UPDATE extract_column SET role = 1", "DELETE FROM extract_column"),
        ("UPDATE extract_withdrawal SET made_by = 'x'", "DELETE FROM extract_withdrawal"),
        ("UPDATE finding SET cells = 0", "DELETE FROM finding"),
        ("UPDATE trail SET who = 'x'", "DELETE FROM trail"),
        ("UPDATE chunk SET bytes = x'00'", "DELETE FROM chunk"),
    ] {
        for statement in [change, removal] {
            let done = sqlx::query(statement).execute(&behind).await;
            assert!(done.is_err_and(|error| error.to_string().contains("append-only")), "{statement}");
        }
    }
}

#[tokio::test]
async fn the_hash_of_all_records_stays_until_something_is_recorded() {
    let home = Home::new().await;
    home.import(Delivered::default()).await;
    let before = home.store.records_hash().await.expect("read");
    home.store.close().await;
    let again = home.reopened().await;
    assert_eq!(again.records_hash().await.expect("read"), before, "closing changes nothing");
    let txn = again.begin().await.expect("begins");
    txn.rollback().await.expect("taken back");
    assert_eq!(again.records_hash().await.expect("read"), before);
    let mut txn = again.begin().await.expect("begins");
    txn.trail_append(&entry("link")).await.expect("appended");
    txn.commit().await.expect("committed");
    assert_ne!(again.records_hash().await.expect("read"), before);
    again.integrity_check().await.expect("whole");
}

/// A table that is forgotten would not count as a record.
#[tokio::test]
async fn the_hash_counts_every_table() {
    let home = Home::new().await;
    let rows = sqlx::query_scalar::<_, String>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'schema_migration' ORDER BY name",
    )
    .fetch_all(&home.behind().await)
    .await
    .expect("listed");
    let mut counted: Vec<String> = store::tables().map(str::to_owned).collect();
    counted.sort();
    assert_eq!(rows, counted);
}

fn entry(action: &str) -> Entry {
    Entry {
        recorded_at: "2022-12-01T09:00:00+09:00".to_owned(),
        who: "sato".to_owned(),
        duty: "子ども家庭支援センター係".to_owned(),
        purpose: "child-watch".to_owned(),
        action: action.to_owned(),
        what: "E1".to_owned(),
        count: 3,
        output_hash: [5; 32],
    }
}

async fn with_three_entries() -> Home {
    let home = Home::new().await;
    let mut txn = home.store.begin().await.expect("begins");
    for action in ["import", "link", "screen"] {
        txn.trail_append(&entry(action)).await.expect("appended");
    }
    txn.commit().await.expect("committed");
    home
}

#[tokio::test]
async fn the_trail_reads_back_whole() {
    let home = with_three_entries().await;
    let list = home.store.trail_list().await.expect("listed");
    assert_eq!(list.iter().map(|found| found.entry.action.as_str()).collect::<Vec<_>>(), ["import", "link", "screen"]);
    assert_eq!(list[2].entry, entry("screen"));
    let head = list[2].hash;
    assert_eq!(home.store.trail_verify().await.expect("verified"), TrailState::Whole { entries: 3, head });
}

#[tokio::test]
async fn any_change_to_the_trail_is_found_where_it_begins() {
    for (statement, broken) in [
        ("UPDATE trail SET who = 'suzuki' WHERE seq = 2", 2),
        ("UPDATE trail SET recorded_at = '2022-12-01T09:00:01+09:00' WHERE seq = 1", 1),
        ("UPDATE trail SET subjects = 4 WHERE seq = 3", 3),
        ("UPDATE trail SET output_hash = zeroblob(32) WHERE seq = 3", 3),
        ("UPDATE trail SET hash = zeroblob(32) WHERE seq = 2", 2),
        ("UPDATE trail SET hash = x'00' WHERE seq = 2", 2),
        ("DELETE FROM trail WHERE seq = 2", 2),
        ("DELETE FROM trail WHERE seq = 1", 1),
        ("UPDATE trail SET seq = 9 WHERE seq = 3", 3),
        ("UPDATE trail SET who = who || duty, duty = '' WHERE seq = 1", 1),
    ] {
        let home = with_three_entries().await;
        let behind = home.behind().await;
        for trigger in ["DROP TRIGGER trail_no_update", "DROP TRIGGER trail_no_delete", statement] {
            sqlx::query(trigger).execute(&behind).await.expect("done behind the store's back");
        }
        let state = home.store.trail_verify().await.expect("verified");
        assert_eq!(state, TrailState::Broken { entry: broken }, "{statement}");
    }
}

#[test]
fn the_database_lies_in_the_installation() {
    let home = std::path::Path::new("home");
    assert_eq!(store::locate("sqlite:mimamori.db", home).expect("known"), home.join("mimamori.db"));
    for other in ["postgres://host/db", "mimamori.db", "sqlite:", ""] {
        assert!(matches!(store::locate(other, home), Err(StoreError::Unsupported)), "{other}");
    }
}
