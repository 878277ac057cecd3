//! Bad input as clerks meet it: each file is refused or taken with findings, with a place and a cure, and nothing is half-taken.

mod support;

use ingest::{Refusal, RefusalKind, Request};
use support::*;

const ROSTER: &str = r#"
id = "roster"
title = "在籍名簿"
system = "校務支援システム"
owner = "教育委員会"

[file]
patterns = ["名簿_*.csv"]

[[role]]
id = "pupil"
kind = "child"

[[column]]
header = "学籍番号"
item = "child.student-number"
field = "identifier:student"

[[column]]
header = "氏名"
item = "child.name"
field = "name"
required = true

[[column]]
header = ["フリガナ", "カナ"]
item = "child.kana"
field = "kana"

[[column]]
header = "生年月日"
item = "child.birth-date"
field = "birth-date"

[[column]]
header = "学校"
item = "school.name"
field = "school"

[[column]]
header = "学年"
item = "school-record.enrolment.grade"
field = "grade"

[[column]]
header = "欠席"
item = "attendance.monthly.absent"
type = "number"
"#;

const HEADER: &str = "学籍番号,氏名,フリガナ,生年月日,学校,学年,欠席\n";

fn good(rows: usize) -> String {
    let mut text = HEADER.to_owned();
    for row in 0..rows {
        text.push_str(&format!(
            "S{row:05},山田　花子{row},ヤマダ　ハナコ,H22.5.{},第一中学校,1,{}\n",
            row % 28 + 1,
            row % 9
        ));
    }
    text
}

fn refusal(file: &str, bytes: &[u8]) -> Refusal {
    read(&catalog(&[ROSTER]), file, bytes).expect_err("refused")
}

fn taken(text: &str) -> (Vec<ingest::RowGroup>, ingest::Outcome) {
    let taken =
        read(&catalog(&[ROSTER]), "名簿_20230131.csv", text.as_bytes()).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_eq!(taken.1.rows_read, taken.1.rows_admitted + taken.1.rows_refused);
    assert_eq!(taken.0.iter().map(|group| group.rows as u64).sum::<u64>(), taken.1.rows_admitted);
    taken
}

#[test]
fn a_column_of_individual_numbers_is_refused_by_name_and_under_another_name() {
    let named = format!("個人番号,{HEADER}123456789018,{}", good(1).lines().nth(1).unwrap_or_default());
    let refused = refusal("名簿_1.csv", named.as_bytes());
    assert_eq!((refused.kind, refused.columns.as_slice()), (RefusalKind::MyNumber, ["個人番号".to_owned()].as_slice()));
    assert!(refused.cure.contains("--without 個人番号"), "{refused}");
    // Under another name, behind rows without a value, in a file of several chunks.
    let mut hidden = format!("整理番号,{HEADER}");
    for row in 0..70_000_u64 {
        let body = 10_000_000_000 + row * 7919;
        let number = if row < 500 { String::new() } else { with_check_digit(body) };
        hidden.push_str(&format!("{number},S{row:05},山田,ヤマダ,H22.5.1,第一中学校,1,0\n"));
    }
    let refused = refusal("名簿_2.csv", hidden.as_bytes());
    assert_eq!((refused.kind, refused.columns.as_slice()), (RefusalKind::MyNumber, ["整理番号".to_owned()].as_slice()));
    // Stripped, it comes in, and nothing of the column with it.
    let request = Request { without: vec!["整理番号".to_owned()], ..Request::new("名簿_2.csv", TODAY) };
    let (_, outcome) = ingest::read(&catalog(&[ROSTER]), request, hidden.as_bytes(), None).expect("stripped");
    assert_eq!((outcome.rows_admitted, outcome.without.as_slice()), (70_000, ["整理番号".to_owned()].as_slice()));
}

fn with_check_digit(body: u64) -> String {
    (0..10)
        .map(|check| format!("{body:011}{check}"))
        .find(|number| japanese::check_digit::my_number_valid(number))
        .unwrap_or_default()
}

#[test]
fn tax_without_a_recorded_basis_is_refused() {
    let text = good(3).replacen("欠席", "欠席,市民税所得割額", 1);
    let refused = refusal("名簿_3.csv", text.as_bytes());
    assert_eq!(refused.kind, RefusalKind::Tax);
    assert!(refused.message.contains("地方税法第22条"), "{refused}");
}

#[test]
fn the_header_of_another_system_is_named() {
    let care = "id = \"care\"\ntitle = \"介護認定\"\nsystem = \"介護保険システム\"\nowner = \"介護福祉課\"\n\
        [[column]]\nheader = \"宛名番号\"\nitem = \"child.atena-number\"\nfield = \"identifier:atena\"\n\
        [[column]]\nheader = \"要介護度\"\nitem = \"household-member.care-certification\"\n";
    let catalog = catalog(&[ROSTER, care]);
    let request = Request { source: Some("roster".into()), ..Request::new("x.csv", TODAY) };
    let refused =
        ingest::read(&catalog, request, "宛名番号,要介護度\n1,要介護4\n".as_bytes(), None).expect_err("refused");
    assert!(
        refused.message.contains("別のシステムの見出し") && refused.message.contains("介護認定（care）"),
        "{refused}"
    );
    let refused = read(&catalog, "y.csv", "品名,単価\nりんご,100\n".as_bytes()).expect_err("refused");
    assert_eq!(refused.kind, RefusalKind::Unrecognised);
}

#[test]
fn files_that_are_no_tables_are_named() {
    let broken = b"PK\x03\x04 this is no archive".as_slice();
    let euc = encoding_rs::EUC_JP.encode(&good(20)).0.into_owned();
    for (bytes, kind) in [
        (b"".as_slice(), RefusalKind::Empty),
        (b"\r\n \r\n".as_slice(), RefusalKind::Empty),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest".as_slice(), RefusalKind::Format),
        (b"%PDF-1.7".as_slice(), RefusalKind::Format),
        (broken, RefusalKind::Format),
        (&[0_u8, 1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16].repeat(50), RefusalKind::Format),
        (&euc, RefusalKind::Encoding),
    ] {
        let refused = refusal("名簿_4.csv", bytes);
        assert_eq!(refused.kind, kind, "{refused}");
        assert!(!refused.cure.is_empty());
    }
}

#[test]
fn text_decoded_wrongly_once_is_named_and_repaired_on_request() {
    let wrong: String = cp932(&good(30))
        .iter()
        .map(|byte| encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[*byte]).0.into_owned())
        .collect();
    let refused = refusal("名簿_5.csv", wrong.as_bytes());
    assert_eq!(refused.kind, RefusalKind::Mojibake);
    assert!(refused.cure.contains("--repair"), "{refused}");
    let request = Request { repair: true, ..Request::new("名簿_5.csv", TODAY) };
    let repaired = ingest::read(&catalog(&[ROSTER]), request, wrong.as_bytes(), None).expect("repaired");
    assert_eq!(raw(&repaired, "氏名")[0], "山田　花子0");
    assert!(kinds(&repaired.1).iter().any(|kind| kind.starts_with("text-repaired")));
}

#[test]
fn bad_rows_are_quarantined_and_counted_and_the_rest_comes_in() {
    let mut text = good(12);
    text.push_str(&format!("S90000,{}\n", "x,".repeat(499)));
    text.push_str("S90001,\u{0}山田,ヤマダ,H22.5.1,第一中学校,1,0\n");
    text.push_str("S90002,短い行\n");
    text.push_str("S90003,\"引用符が閉じない,ヤマダ,H22.5.1,第一中学校,1,0\n");
    text.push_str("S90004,田中,タナカ,H22.5.1,第一中学校,1,0\n");
    text.push_str("S90005,途中で切れ");
    // A person has made sure that nothing but the last row is missing.
    let agreed = Request { accept_shrink: true, ..Request::new("名簿_20230131.csv", TODAY) };
    let (groups, outcome) = ingest::read(&catalog(&[ROSTER]), agreed, text.as_bytes(), None).expect("taken");
    assert_eq!((outcome.rows_read, outcome.rows_admitted, outcome.rows_refused), (18, 13, 5));
    assert_eq!(outcome.record_numbers.last(), Some(&17));
    let kinds: Vec<String> = kinds(&outcome);
    for kind in ["row-nul", "row-quote-open", "row-too-long", "row-too-short", "row-truncated"] {
        assert!(kinds.contains(&format!("{kind}  1")), "{kind} in {kinds:?}");
    }
    let long = outcome.findings.iter().find(|finding| finding.kind.0 == "row-too-long").expect("found");
    assert_eq!(long.examples, [(13, 14, 0)], "record 13 stands on line 14");
    assert_eq!(groups.len(), 1);
}

#[test]
fn a_file_that_lacks_one_needed_column_is_told_which_and_whom_to_ask() {
    let catalog = catalog(&[ROSTER]);
    let without = |column: usize, file: &str| {
        let cut = |line: &str| {
            let cells: Vec<&str> = line.split(',').collect();
            let rest: Vec<&str> =
                cells.iter().enumerate().filter(|(at, _)| *at != column).map(|(_, cell)| *cell).collect();
            rest.join(",")
        };
        let text: String = good(12).lines().map(|line| cut(line) + "\n").collect();
        read(&catalog, file, text.as_bytes())
    };
    for file in ["名簿_20230131.csv", "児童.csv"] {
        let refusal = without(0, file).expect_err("nobody can be told");
        assert_eq!(
            (refusal.kind, refusal.columns.as_slice()),
            (RefusalKind::Unrecognised, &["学籍番号".to_owned()][..])
        );
        for word in ["在籍名簿（roster）", "「学籍番号」", "7列のうち6列"] {
            assert!(refusal.message.contains(word), "{word}: {refusal}");
        }
        assert!(refusal.cure.contains("教育委員会") && !refusal.cure.contains("区切り文字"), "{refusal}");
    }
    // Another column is missed less: the file is taken, and told of.
    let (_, outcome) = without(4, "名簿_20230131.csv").expect("taken");
    assert!(kinds(&outcome).contains(&"column-missing  1".to_owned()), "{:?}", kinds(&outcome));
    let (_, outcome) = without(3, "名簿_20230131.csv").expect("taken");
    assert!(kinds(&outcome).contains(&"birth-date-missing  1".to_owned()), "{:?}", kinds(&outcome));
}

#[test]
fn a_file_whose_end_is_missing_takes_nobodys_place() {
    let whole = good(12);
    let refused = |text: &[u8]| {
        let refusal = read(&catalog(&[ROSTER]), "名簿_20230131.csv", text).expect_err("refused");
        assert_eq!((refusal.kind, refusal.kind.name()), (RefusalKind::Cut, "cut"));
        assert!(refusal.message.contains("データ13件目") && refusal.cure.contains("--accept-shrink"), "{refusal}");
    };
    // Cut in the middle of the row, in its first cell, within a quoted cell, and within a character of the last cell.
    for end in ["S90005,途中で切れ", "S9000", "\"S90005\",\"途中"] {
        refused(format!("{whole}{end}").as_bytes());
    }
    let mut within = format!("{whole}S90005,田中,タナカ,H22.5.1,第一中学校,1,").into_bytes();
    within.extend_from_slice(&"零".as_bytes()[..2]);
    refused(&within);
    // A last row without line end, and a word below the table, are no cut.
    for end in ["S90004,田中,タナカ,H22.5.1,第一中学校,1,0", "以上"] {
        assert_eq!(taken(&format!("{whole}{end}")).1.rows_read, 13, "{end}");
    }
    // What adds to the deliveries before takes nobody's place.
    let addition = format!("{ROSTER}\n[delivery]\nkind = \"addition\"\n");
    let text = format!("{whole}S90005,途中で切れ");
    let (_, outcome) = read(&catalog(&[&addition]), "名簿_20230131.csv", text.as_bytes()).expect("taken");
    assert!(kinds(&outcome).contains(&"row-truncated  1".to_owned()));
}

#[test]
fn what_excel_does_to_numbers_and_dates_is_named() {
    let mut text = HEADER.to_owned();
    for row in 0..40 {
        text.push_str(&format!("{:08},山田,ヤマダ,44682,第一中学校,1,0\n", 10_000_000 + row));
    }
    text.push_str(
        "12345,田中,タナカ,昭和99年1月1日,第一中学校,1,0\n1.23E+11,佐藤,サトウ,平成31年5月1日,第一中学校,1,#N/A\n",
    );
    let (_, outcome) = taken(&text);
    let kinds = kinds(&outcome);
    for expected in [
        "excel-lost-zeros 学籍番号 1",
        "excel-scientific 学籍番号 1",
        "date-excel-serial 生年月日 ",
        "date-era-ended 生年月日 2",
        "excel-error 欠席 1",
    ] {
        assert!(kinds.iter().any(|kind| kind.starts_with(expected)), "{expected} in {kinds:?}");
    }
}

#[test]
fn duplicates_totals_titles_and_blank_lines() {
    let body = good(5).replace(HEADER, "");
    let first = body.lines().next().unwrap_or_default().to_owned();
    let text = format!("第一中学校　在籍名簿\n令和5年1月31日現在\n\n{HEADER}{body}{first}\n\n合計,5名,,,,,20\n");
    let (_, outcome) = taken(&text);
    assert_eq!((outcome.rows_read, outcome.rows_admitted, outcome.rows_refused), (6, 5, 1));
    assert!(kinds(&outcome).contains(&"row-duplicate  1".to_owned()));
}

#[test]
fn the_wrong_delimiter_is_found_out() {
    let source = ROSTER.replace("[file]\n", "[file]\ndelimiter = \",\"\n");
    let text = good(4).replace(',', ";");
    let read = read(&catalog(&[&source]), "名簿_6.csv", text.as_bytes()).expect("read");
    assert_eq!(read.1.rows_admitted, 4);
    assert!(kinds(&read.1).iter().any(|kind| kind.starts_with("delimiter-other")));
}

#[test]
fn a_column_no_purpose_allows_is_dropped_and_named_and_without_any_the_file_is_refused() {
    let source = ROSTER.replace("attendance.monthly.absent", "household.resident-tax-exempt");
    let (_, outcome) = read(&catalog(&[&source]), "名簿_7.csv", good(2).as_bytes()).expect("read");
    assert!(outcome.columns.iter().all(|column| column.header != "欠席"));
    let later = Request::new("名簿_8.csv", jiff::civil::date(1990, 1, 1));
    let refused = ingest::read(&catalog(&[ROSTER]), later, good(2).as_bytes(), None).expect_err("no purpose then");
    assert_eq!(refused.kind, RefusalKind::NoPurpose);
}

fn before(rows: u64) -> ingest::Previous {
    ingest::Previous { extract: domain::ExtractId(1), as_of: TODAY, rows, newer: None }
}

#[test]
fn an_unexpected_row_count_is_a_finding() {
    let asked = Request::new("名簿_9.csv", TODAY);
    let counted = |asked: Request, rows: usize, previous: u64| {
        ingest::read(&catalog(&[ROSTER]), asked, good(rows).as_bytes(), Some(before(previous))).map(|(_, outcome)| {
            let found = outcome.findings.into_iter().find(|finding| finding.kind.0 == "rows-changed");
            found.map(|finding| finding.seen).unwrap_or_default()
        })
    };
    assert_eq!(counted(asked.clone(), 10, 40).expect("few before"), "前回40件、今回10件");
    assert_eq!(counted(asked.clone(), 100, 40).expect("more"), "前回40件、今回100件");
    assert_eq!(counted(asked.clone(), 60, 100).expect("expected"), "");
    // Far fewer in the place of many are held back until a person has made sure.
    let refused = counted(asked.clone(), 10, 100).expect_err("held back");
    assert_eq!(refused.kind, RefusalKind::Shrunk);
    assert!(refused.message.contains("100件") && refused.cure.contains("--accept-shrink"), "{refused}");
    let agreed = Request { accept_shrink: true, ..asked };
    assert_eq!(counted(agreed, 10, 100).expect("agreed"), "前回100件、今回10件、--accept-shrink の指定");
    // A source of which this is known says so.
    let known = format!("{ROSTER}\n[delivery]\nexpected_change = 0.95\n");
    assert!(
        ingest::read(&catalog(&[&known]), Request::new("名簿_9.csv", TODAY), good(10).as_bytes(), Some(before(100)))
            .is_ok()
    );
}

#[test]
fn a_header_once_more_is_nobody_and_a_remark_below_the_table_is_no_fault() {
    let catalog = catalog(&[ROSTER]);
    let text = good(4);
    let lines: Vec<&str> = text.lines().collect();
    let again = format!("{}\n※本帳票は内部資料です。\n", [&lines[..3], &lines[..1], &lines[3..]].concat().join("\n"));
    let (_, outcome) = read(&catalog, "名簿_20230131.csv", again.as_bytes()).expect("read");
    assert_eq!((outcome.rows_read, outcome.rows_admitted, outcome.rows_refused), (5, 4, 1));
    let kinds = kinds(&outcome);
    assert!(kinds.iter().any(|kind| kind.starts_with("row-header")), "{kinds:?}");
    assert!(kinds.iter().any(|kind| kind.starts_with("note-line")), "{kinds:?}");
    assert!(!kinds.iter().any(|kind| kind.starts_with("row-too-short")), "{kinds:?}");
}

#[test]
fn text_that_lost_bytes_on_its_way_is_named_as_such() {
    let bytes = good(6).replace("山田", "ヤマダ　サクラ").into_bytes();
    let (shown, _, _) = encoding_rs::SHIFT_JIS.decode(&bytes);
    let refused = read(&catalog(&[ROSTER]), "名簿_20230131.csv", shown.as_bytes()).expect_err("refused");
    assert_eq!(refused.kind, RefusalKind::Mojibake);
    assert!(!refused.message.contains('繝'));
}

#[test]
fn a_date_in_three_columns_is_one_and_a_date_in_the_title_is_told() {
    let source = r#"
id = "list"
title = "名簿"
system = "校務支援システム"
owner = "教育委員会"

[[column]]
header = "氏名"
item = "child.name"
field = "name"

[[column]]
header = "生年"
item = "child.birth-date"
field = "birth-date"
join = ["生月", "生日"]
"#;
    let text =
        "名簿,令和5年1月30日現在,,\n氏名,生年,生月,生日\n山田 葵,2015,4,1\n鈴木 凛,平成27年,12月,3日\n佐藤 陸,,,\n";
    let taken = read(&catalog(&[source]), "名簿.csv", text.as_bytes()).expect("read");
    assert_eq!(typed(&taken, "生年"), ["2015-04-01", "2015-12-03", "-"]);
    assert_eq!(taken.1.as_of, TODAY, "the contract: today where neither --as-of nor the name says");
    let told = taken.1.findings.iter().find(|finding| finding.kind.0 == "title-date").expect("told");
    assert_eq!(told.seen, "2023-01-30");
}

#[test]
fn findings_and_receipts_never_hold_a_cell() {
    let catalog = catalog(&[ROSTER]);
    let text = good(3).replace("H22.5.1,", "ひみつの日,").replace("ヤマダ　ハナコ", "山田の秘密");
    let (_, outcome) = read(&catalog, "名簿_20230131.csv", text.as_bytes()).expect("read");
    let receipt = ingest::Receipt::new(&outcome, &catalog, text.len() as u64, "0123456789abcdef0123").text();
    for secret in ["ひみつ", "秘密", "花子", "S00001"] {
        assert!(
            !receipt.contains(secret) && !format!("{:?}", outcome.findings).contains(secret),
            "{secret}\n{receipt}"
        );
    }
    assert!(receipt.contains("抽出基準日    2023-01-31（ファイル名）"), "{receipt}");
}

#[test]
fn pieces_of_torn_rows_are_quarantined_and_left_out_ends_are_not() {
    let row = |row: usize, name: &str| format!("S{row:05},{name},ヤマダ　ハナコ,H22.5.1,第一中学校,1,1\n");
    let counted = |second: &dyn Fn(usize) -> String| {
        let rows = (0..40).map(|at| if at % 4 > 0 { row(at, "山田　花子") } else { second(at) });
        let text = format!("{HEADER}{}", rows.collect::<String>());
        let (_, outcome) = read(&catalog(&[ROSTER]), "名簿_20230131.csv", text.as_bytes()).expect("read");
        (outcome.rows_admitted, outcome.rows_refused)
    };
    // A line end in every fourth name: two pieces each, neither of which is a child.
    assert_eq!(counted(&|at| row(at, "山田\n花子")), (30, 20));
    // Empty ends left out, also where two such rows together have the delimiters of a whole one.
    let short = |number: usize| format!("S{number:05},山田　花子,ヤマダ,H22.5.1\n");
    assert_eq!(counted(&|at| short(at)), (40, 0));
    assert_eq!(counted(&|at| short(at) + &short(at + 1_000)), (50, 0));
}

#[test]
fn rows_that_a_quote_took_in_are_not_lost_without_a_word() {
    let rows: Vec<String> = good(60).lines().map(str::to_owned).collect();
    for last in [31, 40] {
        let mut rows = rows.clone();
        rows[30] = rows[30].replace(",山田", ",\"山田");
        rows[last] = rows[last].replace(",ヤマダ", "\",ヤマダ");
        let (_, outcome) =
            read(&catalog(&[ROSTER]), "名簿_20230131.csv", format!("{}\n", rows.join("\n")).as_bytes()).expect("read");
        assert_eq!(last as u64 - 30, 60 - outcome.rows_admitted - outcome.rows_refused);
        let kinds = kinds(&outcome);
        assert!(kinds.iter().any(|kind| kind.starts_with("row-swallowing")), "{kinds:?}");
        let found = outcome.findings.iter().find(|finding| finding.kind.0 == "row-swallowing").expect("found");
        assert_eq!(found.examples[0].1, 31, "its line");
    }
    // An address on two lines is one.
    let two = good(60).replace("第一中学校", "\"第一\n中学校\"");
    let (_, outcome) = read(&catalog(&[ROSTER]), "名簿_20230131.csv", two.as_bytes()).expect("read");
    assert_eq!((outcome.rows_admitted, outcome.rows_refused), (60, 0));
}
