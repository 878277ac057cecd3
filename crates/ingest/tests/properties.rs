//! Whatever the bytes: no panic, every record counted once, and the same result however they arrive.

mod support;

use std::sync::OnceLock;

use catalog::Catalog;
use domain::CHUNK_ROWS;
use ingest::{Assembler, Outcome, Reader, Refusal, Request, RowGroup};
use proptest::prelude::*;
use support::*;

const SOURCE: &str = r#"
id = "events"
title = "出欠"
system = "校務支援システム"
owner = "教育委員会"
key = ["学籍番号", "出欠日"]
duplicates = "last"

[delivery]
kind = "slice"
slice = ["学校", "出欠日"]

[coverage]
months = "data"
schools = "data"

[[column]]
header = "学籍番号"
item = "child.student-number"
field = "identifier:student"

[[column]]
header = "学校"
item = "school.name"
field = "school"

[[column]]
header = "出欠日"
item = "attendance.daily.date"
field = "on"

[[column]]
header = "{n}回目"
item = "attendance.daily.note"
repeat = 3
"#;

fn test_catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| catalog(&[SOURCE]))
}

/// Reads in blocks of a given size.
fn in_blocks(catalog: &Catalog, file: &str, bytes: &[u8], size: usize) -> Result<(Vec<RowGroup>, Outcome), Refusal> {
    let mut reader = Reader::new(catalog, Request::new(file, TODAY));
    let mut jobs = Vec::new();
    for block in bytes.chunks(size.max(1)) {
        jobs.extend(reader.push(block)?);
    }
    let (more, plan, ending) = reader.finish()?;
    jobs.extend(more);
    let mut assembler = Assembler::new(plan);
    let mut groups: Vec<RowGroup> = jobs.into_iter().flat_map(|job| assembler.take(job.run())).collect();
    let (last, outcome) = assembler.finish(ending, ingest::Before::Nothing)?;
    groups.extend(last);
    Ok((groups, outcome))
}

fn check(result: &Result<(Vec<RowGroup>, Outcome), Refusal>) {
    let Ok((groups, outcome)) = result else { return };
    assert_eq!(outcome.rows_read, outcome.rows_admitted + outcome.rows_refused);
    assert_eq!(groups.iter().map(|group| group.rows as u64).sum::<u64>(), outcome.rows_admitted);
    assert!(outcome.record_numbers.is_empty() || outcome.record_numbers.len() as u64 == outcome.rows_admitted);
    assert!(outcome.record_numbers.is_sorted());
    for group in groups {
        assert_eq!(group.columns.len(), outcome.columns.len());
        for column in &group.columns {
            assert_eq!(column.keys.len(), group.rows);
            assert_eq!(arrow_array::Array::len(&column.raw), column.typed.len());
            assert!(column.keys.iter().all(|key| (*key as usize) < column.typed.len()));
        }
    }
    for group in groups.iter().rev().skip(1) {
        assert_eq!(group.rows, CHUNK_ROWS);
    }
}

/// Text with everything that troubles a parser, under a header that is recognised.
fn troubled() -> impl Strategy<Value = String> {
    let cell = prop_oneof![
        Just(String::new()),
        Just("S1".to_owned()),
        Just("R4.11.30".to_owned()),
        Just("第一小学校".to_owned()),
        Just("\"".to_owned()),
        Just("\"a\"\"b\"".to_owned()),
        Just("\"改\n行\"".to_owned()),
        Just("\u{0}".to_owned()),
        Just("合計".to_owned()),
        "[0-9a-z\"', 　〓ア-ン一-龠]{0,8}",
    ];
    let row = prop::collection::vec(cell, 0..9).prop_map(|cells| cells.join(","));
    let end = prop_oneof![Just("\n"), Just("\r\n"), Just("\r"), Just("\n\n")];
    prop::collection::vec((row, end), 0..40).prop_map(|rows| {
        let body: String = rows.into_iter().map(|(row, end)| row + end).collect();
        format!("学籍番号,学校,出欠日,1回目,2回目,3回目\n{body}")
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        check(&read(test_catalog(), "x.csv", &bytes));
        let mut zip = b"PK\x03\x04".to_vec();
        zip.extend(&bytes);
        check(&read(test_catalog(), "x.xlsx", &zip));
        let _ = ingest::draft("x.csv", &bytes, test_catalog());
    }

    #[test]
    fn troubled_text_reads_alike_in_blocks_of_any_size(text in troubled(), size in 1_usize..300) {
        let whole = read(test_catalog(), "x.csv", text.as_bytes());
        check(&whole);
        let blocks = in_blocks(test_catalog(), "x.csv", text.as_bytes(), size);
        match (&whole, &blocks) {
            (Ok(whole), Ok(blocks)) => prop_assert_eq!(&whole.1, &blocks.1),
            (Err(whole), Err(blocks)) => prop_assert_eq!(whole, blocks),
            _ => prop_assert!(false, "one refused, the other not"),
        }
        let _ = ingest::draft("x.csv", text.as_bytes(), test_catalog());
    }

    #[test]
    fn the_date_in_a_name_is_never_in_the_future(name in "[0-9RH令和平成年月日_.-]{0,20}") {
        prop_assert!(ingest::as_of_in_name(&name, TODAY).is_none_or(|day| day <= TODAY));
    }
}

#[test]
fn groups_stay_whole_when_rows_are_refused_and_blocks_are_cut_anywhere() {
    let mut text = "学籍番号,学校,出欠日,1回目,2回目,3回目\n".to_owned();
    for row in 0..150_000_u32 {
        if row % 50_000 == 7 {
            text.push_str("壊れた行\n");
        }
        text.push_str(&format!("S{row},第{}小学校,2022-11-{:02},\"病気,\n発熱\",,\n", row % 4 + 1, row % 30 + 1));
    }
    text.push_str("S5,第2小学校,2022-11-06,訂正,,\n"); // the last row of a key holds
    let taken = in_blocks(test_catalog(), "x.csv", text.as_bytes(), 70_001).expect("taken");
    check(&Ok(taken));
    let (groups, outcome) = in_blocks(test_catalog(), "x.csv", text.as_bytes(), 1 << 20).expect("taken");
    assert_eq!((outcome.rows_read, outcome.rows_admitted, outcome.rows_refused), (150_004, 150_000, 4));
    assert_eq!(
        groups.iter().map(|group| group.rows).collect::<Vec<_>>(),
        [CHUNK_ROWS, CHUNK_ROWS, 150_000 - 2 * CHUNK_ROWS]
    );
    assert_eq!(
        &outcome.record_numbers[..8],
        [1, 2, 3, 4, 5, 7, 9, 10],
        "record 6 was corrected later, record 8 is broken"
    );
    assert_eq!(outcome.coverage.schools.len(), 4);
    assert_eq!(outcome.coverage.months.map(|span| span.first.to_string()), Some("2022-11-01".to_owned()));
    assert_eq!(ingest::slices(&outcome.slice).count(), 60);
    let taken = (groups, outcome);
    assert_eq!((raw(&taken, "学籍番号")[7].as_str(), raw(&taken, "1回目")[149_999].as_str()), ("S8", "訂正"));
}
