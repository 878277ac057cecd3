//! A newer delivery replaces only the same slice, also of a file that holds several.

use app::holdings;
use jiff::civil::{Date, date};

use crate::desk::Desk;

const HEADER: &str = "学校名,対象年月,学籍番号,出欠日,出欠区分,欠席理由\n";

fn line(school: &str, day: &str, number: u32) -> String {
    format!("{school},{},{number:08},{day},欠席,病気\n", &day[..7])
}

/// Days of absence in force on a date: extract, record number, day as delivered.
async fn held(desk: &Desk, on: Date) -> Vec<(u32, u32, String)> {
    let ctx = desk.ctx();
    let extracts = holdings::extracts(&ctx).await.expect("listed");
    let tables = holdings::tables_on(&ctx, &extracts, on, |_| true).await.expect("loaded");
    let mut held = Vec::new();
    for table in &tables {
        let column = table.columns.iter().find(|column| column.meta.header == "出欠日").expect("stored");
        for row in (0..table.rows).filter(|row| !table.is_blank(*row)) {
            held.push((table.extract.id.0, table.record_number(row), column.raw(row).to_owned()));
        }
    }
    held
}

fn expected(list: &[(u32, u32, &str)]) -> Vec<(u32, u32, String)> {
    list.iter().map(|(extract, record, day)| (*extract, *record, (*day).to_owned())).collect()
}

#[tokio::test]
async fn a_corrected_school_and_month_replaces_its_rows_and_no_others() {
    let desk = Desk::new().await;
    let both = [
        HEADER,
        &line("第一中学校", "2022-10-03", 1),
        &line("第二中学校", "2022-10-04", 2),
        &line("第一中学校", "2022-10-05", 3),
        &line("第一中学校", "2022-11-01", 1),
    ];
    desk.take(desk.file("出欠日別_20221110.csv", &both.concat())).await;
    let corrected = [HEADER, &line("第一中学校", "2022-10-06", 4)];
    desk.take(desk.file("出欠日別_20221201.csv", &corrected.concat())).await;

    let extracts = desk.extracts().await;
    assert_eq!(store::slices(&extracts[0].extract.slice).count(), 3, "{}", extracts[0].extract.slice);
    let before = [(1, 1, "2022-10-03"), (1, 2, "2022-10-04"), (1, 3, "2022-10-05"), (1, 4, "2022-11-01")];
    assert_eq!(held(&desk, date(2022, 11, 30)).await, expected(&before), "the correction is not yet known");
    let after = [(1, 2, "2022-10-04"), (1, 4, "2022-11-01"), (2, 1, "2022-10-06")];
    assert_eq!(held(&desk, date(2022, 12, 15)).await, expected(&after));

    app::withdraw::withdraw(&desk.ctx(), "E2").await.expect("withdrawn");
    assert_eq!(held(&desk, date(2022, 12, 15)).await, expected(&before), "what was replaced holds again");
}

#[tokio::test]
async fn a_file_of_one_slice_is_replaced_as_a_whole() {
    let desk = Desk::new().await;
    let first = [HEADER, &line("第一中学校", "2022-10-03", 1), &line("第一中学校", "2022-10-04", 1)];
    desk.take(desk.file("出欠日別_20221110.csv", &first.concat())).await;
    let second = [HEADER, &line("第一中学校", "2022-10-04", 1)];
    desk.take(desk.file("出欠日別_20221111.csv", &second.concat())).await;
    assert_eq!(held(&desk, date(2022, 12, 15)).await, expected(&[(2, 1, "2022-10-04")]));
}
