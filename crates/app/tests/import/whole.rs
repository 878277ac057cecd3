//! Each file is taken whole or not at all; the same file again changes nothing.

use std::io::Write as _;

use app::import::{FileResult, ImportRequest};
use domain::Value;
use jiff::civil::date;

use crate::desk::{Desk, REGISTER, TODAY, register_with};

const NAME: &str = "住民記録_世帯一覧_20221130.csv";

fn of_register(file: std::path::PathBuf) -> ImportRequest {
    ImportRequest { files: vec![file], source: Some("resident-register".to_owned()), ..ImportRequest::default() }
}

#[tokio::test]
async fn a_file_is_taken_and_its_cells_are_there_as_delivered() {
    let desk = Desk::new().await;
    let taken = desk.take(desk.file(NAME, REGISTER)).await;
    assert!(!taken.unchanged);
    assert!(taken.receipt.starts_with("抽出番号 E1\n"), "{}", taken.receipt);
    assert!(taken.receipt.contains("市民課") && taken.receipt.contains("子どもの見守り"), "{}", taken.receipt);
    let extracts = desk.extracts().await;
    let stored = &extracts[0];
    assert_eq!((stored.extract.source.as_str(), stored.extract.file.as_str()), ("resident-register", NAME));
    assert_eq!((stored.extract.as_of, stored.as_of_given, stored.delivered_on), (date(2022, 11, 30), true, TODAY));
    assert_eq!((stored.rows_read, stored.rows_admitted, stored.rows_refused), (3, 3, 0));
    assert_eq!(stored.purposes, [domain::PurposeId::new("child-watch")]);
    let table = desk.table(stored, |meta| meta.header == "氏名" || meta.header == "生年月日").await;
    assert_eq!(table.columns.len(), 2);
    assert_eq!(table.columns[0].raw(2), "例示 次郎");
    assert_eq!(table.columns[1].raw(0), "平成20年4月2日");
    let Value::Date(birth) = table.columns[1].value(0) else { panic!("a date") };
    assert_eq!(birth.exact(), Some(date(2008, 4, 2)));
    assert_eq!(desk.trail_actions().await, ["import"]);
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing() {
    let desk = Desk::new().await;
    let file = desk.file(NAME, REGISTER);
    desk.take(file.clone()).await;
    let before = desk.installation.store.records_hash().await.expect("read");
    let again = desk.take(file).await;
    assert!(again.unchanged && again.extract.0 == 1);
    // Under a name without a date it is still the same file.
    let renamed = desk.import(of_register(desk.file("写し.csv", REGISTER))).await;
    assert!(renamed.taken().all(|taken| taken.unchanged && taken.extract.0 == 1) && renamed.exit_code() == 0);
    assert_eq!(desk.installation.store.records_hash().await.expect("read"), before);
}

#[tokio::test]
async fn the_same_file_for_another_date_says_that_nothing_has_changed_since() {
    let desk = Desk::new().await;
    desk.take(desk.file(NAME, REGISTER)).await;
    let later = desk.take(desk.file("住民記録_世帯一覧_20221210.csv", REGISTER)).await;
    assert!(!later.unchanged);
    assert_eq!(desk.extracts().await.len(), 2);
}

#[tokio::test]
async fn a_withdrawn_file_may_come_again() {
    let desk = Desk::new().await;
    let file = desk.file(NAME, REGISTER);
    desk.take(file.clone()).await;
    app::withdraw::withdraw(&desk.ctx(), "E1").await.expect("withdrawn");
    let again = desk.take(file).await;
    assert!(!again.unchanged && again.extract.0 == 2);
}

#[tokio::test]
async fn a_refused_file_keeps_no_other_file_out_and_leaves_nothing_behind() {
    let desk = Desk::new().await;
    let good = desk.file(NAME, REGISTER);
    let forbidden = desk.file("住民記録_世帯一覧_20221201.csv", &register_with("個人番号"));
    let unknown = desk.file("何か.csv", "い,ろ,は\n1,2,3\n");
    let missing = desk.path("ない.csv");
    let summary = desk.import_files(&[forbidden, unknown, missing, good]).await;
    assert_eq!(summary.exit_code(), 1);
    let kinds: Vec<&str> = summary.refused().map(|refused| refused.kind).collect();
    assert_eq!(kinds, ["my-number", "unrecognised", "unreadable-file"]);
    assert!(summary.refused().all(|refused| !refused.cure.is_empty()));
    assert_eq!(summary.taken().count(), 1);
    assert_eq!(desk.extracts().await.len(), 1);
    assert_eq!(desk.trail_actions().await, ["refused:import", "refused:import", "refused:import", "import"]);
}

#[tokio::test]
async fn stripped_columns_are_not_stored() {
    let desk = Desk::new().await;
    let file = desk.file(NAME, &register_with("個人番号"));
    let without = vec!["個人番号".to_owned()];
    let summary = desk.import(ImportRequest { files: vec![file], without, ..ImportRequest::default() }).await;
    assert_eq!(summary.exit_code(), 0, "{:?}", summary.files);
    let extracts = desk.extracts().await;
    assert!(extracts[0].columns.iter().all(|column| column.header != "個人番号"));
    assert!(extracts[0].dropped.iter().any(|dropped| dropped.header == "個人番号"));
}

/// A column of individual numbers under an innocent name shows itself late, after chunks were written.
#[tokio::test]
async fn a_file_that_is_refused_at_its_end_leaves_nothing_behind() {
    let desk = Desk::new().await;
    let mut text = String::from("宛名番号,氏名,フリガナ,生年月日,性別,世帯番号,続柄,住民区分,郵便番号,住所,備考\n");
    for row in 0..70_000_u32 {
        let hidden = if row < 5_000 { String::new() } else { my_number(u64::from(row)) };
        text.push_str(&format!("{row:010},見本 {row},ミホン,平成20年4月2日,女,{row},子,現住,,見本市中央1,{hidden}\n"));
    }
    let before = desk.installation.store.records_hash().await.expect("read");
    let summary = desk.import(of_register(desk.file(NAME, &text))).await;
    assert_eq!(summary.refused().map(|refused| refused.kind).collect::<Vec<_>>(), ["my-number"]);
    assert!(desk.extracts().await.is_empty());
    let after = desk.installation.store.records_hash().await.expect("read");
    assert_ne!(before, after, "the refusal stands in the trail");
    assert_eq!(desk.trail_actions().await, ["refused:import"]);
}

/// Twelve digits with the check digit of an individual number.
fn my_number(row: u64) -> String {
    let body = format!("{:011}", 10_000_000_000 + row * 7);
    let sum: u32 = body
        .bytes()
        .rev()
        .zip(1_u32..)
        .map(|(digit, n)| u32::from(digit - b'0') * if n <= 6 { n + 1 } else { n - 5 })
        .sum();
    let check = if sum % 11 <= 1 { 0 } else { 11 - sum % 11 };
    format!("{body}{check}")
}

#[tokio::test]
async fn a_long_file_keeps_every_row_in_its_place() {
    let desk = Desk::new().await;
    let mut text = String::from("宛名番号,氏名,フリガナ,生年月日,性別,世帯番号,続柄,住民区分,郵便番号,住所\n");
    for row in 0..140_000_u32 {
        if row % 50_000 == 49_999 {
            text.push_str("列,の,数,が,合,わ,な,い,行,で,す\n");
        }
        text.push_str(&format!("{row:010},見本 {},ミホン,平成20年4月2日,女,{row},子,現住,,見本市中央1\n", row % 97));
    }
    let summary = desk.import(of_register(desk.file(NAME, &text))).await;
    assert_eq!(summary.exit_code(), 0, "{:?}", summary.files);
    let extracts = desk.extracts().await;
    assert_eq!((extracts[0].rows_read, extracts[0].rows_admitted, extracts[0].rows_refused), (140_002, 140_000, 2));
    let table = desk.table(&extracts[0], |_| true).await;
    let column = |header: &str| table.columns.iter().find(|column| column.meta.header == header).expect("stored");
    assert_eq!(column("宛名番号").chunks.len(), 3);
    for row in [0, 49_998, 49_999, 65_535, 65_536, 99_998, 99_999, 131_072, 139_999] {
        assert_eq!(column("宛名番号").raw(row), format!("{row:010}"));
        assert_eq!(column("氏名").raw(row), format!("見本 {}", row % 97));
    }
    assert_eq!(table.record_number(49_998), 49_999);
    assert_eq!(table.record_number(49_999), 50_001, "record 50,000 was refused");
    assert_eq!(table.record_number(139_999), 140_002);
}

#[tokio::test]
async fn no_delivered_value_stands_in_the_database_file() {
    let desk = Desk::new().await;
    desk.take(desk.file(NAME, REGISTER)).await;
    let home = desk.installation.home.clone();
    let read = |name: &str| std::fs::read(home.join(name)).unwrap_or_default();
    let mut bytes = read("mimamori.db");
    bytes.extend(read("mimamori.db-wal"));
    desk.installation.store.close().await;
    bytes.extend(read("mimamori.db"));
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    assert!(holds(NAME.as_bytes()), "the search itself works: the file's name stands in the open");
    for value in ["見本 花子", "ミホン", "平成20年4月2日", "見本市中央", "0000100019"] {
        let (other, ..) = encoding_rs::SHIFT_JIS.encode(value);
        assert!(!holds(value.as_bytes()) && !holds(&other), "「{value}」 stands in the open");
    }
}

#[tokio::test]
async fn the_files_of_a_folder_and_of_a_zip_stand_for_themselves() {
    let desk = Desk::new().await;
    desk.file("届いた物/住民記録_世帯一覧_20221130.csv", REGISTER);
    desk.file("届いた物/何か.csv", "い,ろ,は\n1,2,3\n");
    let zip = desk.path("送付.zip");
    let mut archive = zip::ZipWriter::new(std::fs::File::create(&zip).expect("made"));
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file("住民記録_世帯一覧_20221201.csv", options).expect("begun");
    archive.write_all(REGISTER.replace("次郎", "三郎").as_bytes()).expect("written");
    archive.finish().expect("ended");
    let summary = desk.import_files(&[desk.path("届いた物"), zip]).await;
    let results: Vec<(String, bool)> = summary
        .files
        .iter()
        .map(|result| match result {
            FileResult::Taken(taken) => (taken.outcome.file.clone(), true),
            FileResult::Refused(refused) => (refused.file.clone(), false),
        })
        .collect();
    let expected = [
        ("届いた物/住民記録_世帯一覧_20221130.csv", true),
        ("届いた物/何か.csv", false),
        ("送付/住民記録_世帯一覧_20221201.csv", true),
    ];
    assert_eq!(results, expected.map(|(file, taken)| (file.to_owned(), taken)));
}
