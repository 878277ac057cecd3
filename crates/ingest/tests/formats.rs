//! One extract in every form departments deliver it: the cells are the same.

mod support;

use std::io::Write;

use ingest::{Member, RefusalKind, Request, Unpacked};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use support::*;

const SOURCE: &str = r#"
id = "visits"
title = "来室"
system = "校務支援システム"
owner = "教育委員会"

[[column]]
header = "学籍番号"
item = "child.student-number"
field = "identifier:student"

[[column]]
header = "氏名"
item = "child.name"
field = "name"

[[column]]
header = "来室日"
item = "health-room.visit-date"
field = "on"

[[column]]
header = "症状"
item = "health-room.symptom"

[[column]]
header = "学年"
item = "school-record.enrolment.grade"
field = "grade"

[[column]]
header = "学校"
item = "school.name"
field = "school"
"#;

const ROWS: [[&str; 6]; 4] = [
    ["学籍番号", "氏名", "来室日", "症状", "学年", "学校"],
    ["00012", "髙橋　葵", "2023-01-20", "頭痛", "3", "第一小学校"],
    ["00013", "佐藤　凛", "2023-01-23", "", "2", "第一中学校"],
    ["00014", "Nguyen Van An", "2023-01-23", "腹痛", "2", "第一小学校"],
];

fn joined(delimiter: &str) -> String {
    ROWS.iter().map(|row| row.join(delimiter) + "\r\n").collect()
}

fn cells(file: &str, bytes: &[u8]) -> Vec<Vec<String>> {
    let taken = read(&catalog(&[SOURCE]), file, bytes).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_eq!(taken.1.rows_admitted, 3, "{file}");
    ROWS[0].iter().map(|header| typed(&taken, header)).collect()
}

fn workbook(edit: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in ROWS.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(row as u32, column as u16, *cell).expect("cell");
        }
    }
    edit(sheet);
    book.save_to_buffer().expect("workbook")
}

#[test]
fn every_form_gives_the_same_cells() {
    let csv = joined(",");
    let expected = cells("v.csv", csv.as_bytes());
    assert_eq!(expected[2], ["2023-01-20", "2023-01-23", "2023-01-23"]);
    assert_eq!(expected[4], ["P3", "J2", "P2"], "a bare grade is settled by the school of its row");
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(csv.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let quoted: String = ROWS.iter().map(|row| row.map(|cell| format!("\"{cell}\"")).join(",") + "\n").collect();
    let shuffled: String =
        ROWS.iter().map(|r| format!("{},{},{},余分,{},{},{}\r", r[5], r[1], r[0], r[3], r[2], r[4])).collect();
    for (file, bytes) in [
        ("v.csv", cp932(&csv)),
        ("v.csv", [b"\xef\xbb\xbf".as_slice(), csv.as_bytes()].concat()),
        ("v.csv", utf16),
        ("v.tsv", joined("\t").into_bytes()),
        ("v.txt", joined(";").into_bytes()),
        ("v.csv", quoted.into_bytes()),
        ("v.csv", shuffled.into_bytes()),
        ("v.xlsx", workbook(|_| {})),
        (
            "v.xlsx",
            workbook(|sheet| {
                let day = Format::new().set_num_format("yyyy/mm/dd");
                sheet
                    .write_datetime_with_format(1, 2, ExcelDateTime::from_ymd(2023, 1, 20).expect("day"), &day)
                    .expect("cell");
                sheet.write_number(1, 4, 3).expect("cell");
            }),
        ),
    ] {
        assert_eq!(cells(file, &bytes), expected, "{file}");
    }
}

#[test]
fn fixed_width_is_counted_in_bytes_of_its_encoding() {
    let mut fixed = SOURCE.replace(
        "owner = \"教育委員会\"\n",
        "owner = \"教育委員会\"\n[file]\nformat = \"fixed\"\nencoding = \"cp932\"\npatterns = [\"来室_*.txt\"]\n",
    );
    let widths = [5, 20, 10, 8, 2, 12];
    let mut first = 1;
    for (header, width) in ROWS[0].iter().zip(widths) {
        fixed = fixed
            .replace(&format!("header = \"{header}\"\n"), &format!("header = \"{header}\"\nat = [{first}, {width}]\n"));
        first += width;
    }
    let mut bytes = Vec::new();
    for row in &ROWS[1..] {
        for (cell, width) in row.iter().zip(widths) {
            let mut encoded = cp932(cell);
            encoded.resize(width, b' ');
            bytes.extend(encoded);
        }
        bytes.extend(b"\r\n");
    }
    let taken = read(&catalog(&[&fixed]), "来室_202301.txt", &bytes).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_eq!(typed(&taken, "氏名"), ["髙橋 葵", "佐藤 凛", "Nguyen Van An"]);
    assert_eq!(typed(&taken, "来室日"), ["2023-01-20", "2023-01-23", "2023-01-23"]);
}

#[test]
fn formulas_and_merged_cells_are_named() {
    let bytes = workbook(|sheet| {
        sheet.write_formula(1, 3, rust_xlsxwriter::Formula::new("=\"頭\"&\"痛\"").set_result("頭痛")).expect("formula");
        sheet.merge_range(2, 3, 3, 3, "腹痛", &Format::new()).expect("merged");
    });
    let taken = read(&catalog(&[SOURCE]), "v.xlsx", &bytes).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_eq!(typed(&taken, "症状"), ["頭痛", "腹痛", "-"]);
    let kinds = kinds(&taken.1);
    assert!(
        kinds.contains(&"excel-formula 症状 1".to_owned()) && kinds.contains(&"excel-merged  1".to_owned()),
        "{kinds:?}"
    );
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("member");
        archive.write_all(bytes).expect("member");
    }
    archive.finish().expect("archive").into_inner()
}

#[test]
fn an_archive_that_unfolds_beyond_measure_is_refused() {
    let zeros = vec![b' '; 80 << 20];
    let bomb = zipped(&[("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bomb.len() < 1 << 20);
    let refused = read(&catalog(&[SOURCE]), "v.xlsx", &bomb).expect_err("bomb");
    assert_eq!(refused.kind, RefusalKind::TooLarge);
    assert_eq!(ingest::bundle::unpack("v.zip", &bomb).expect_err("bomb").kind, RefusalKind::TooLarge);
}

#[test]
fn the_japan_profile_of_oneroster_joins_place_number_and_birth() {
    let set = zipped(&[
        ("manifest.csv", b"propertyName,value\noneroster.version,1.2_JP\n"),
        ("orgs.csv", "sourcedId,status,dateLastModified,name,type,identifier\no1,,,昭島市立第一小学校,school,B113000000010\n".as_bytes()),
        ("academicSessions.csv", "sourcedId,title,type,startDate,endDate,parentSourcedId,schoolYear\ns1,2022年度,schoolYear,2022-04-01,2023-03-31,NULL,2022\n".as_bytes()),
        ("classes.csv", "sourcedId,title,grades,classType,schoolSourcedId,termSourcedIds\nc1,3年2組,P3,homeroom,o1,s1\nc2,算数,P3,scheduled,o1,s1\n".as_bytes()),
        (
            "users.csv",
            "sourcedId,status,enabledUser,username,givenName,familyName,grades,metadata.jp.kanaGivenName,metadata.jp.kanaFamilyName,metadata.jp.homeClass\n\
             u1,,true,a,葵,髙橋,P3,アオイ,タカハシ,c1\nu2,,true,b,一郎,先生,,イチロウ,センセイ,\n"
                .as_bytes(),
        ),
        ("roles.csv", b"sourcedId,userSourcedId,roleType,role,orgSourcedId\nr1,u1,primary,student,o1\nr2,u2,primary,teacher,o1\n"),
        ("enrollments.csv", "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role,primary,metadata.jp.ShussekiNo\ne0,c2,o1,u1,student,false,\ne1,c1,o1,u1,student,false,7\n".as_bytes()),
        ("demographics.csv", b"sourcedId,birthDate,sex\nu1,2013-05-02,female\n"),
    ]);
    let catalog = catalog(&[]);
    let taken = read(&catalog, "名簿_20230131.zip", &set).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert_eq!((taken.1.file.as_str(), taken.1.rows_read, taken.1.rows_admitted), ("名簿_20230131/users.csv", 2, 1));
    let cell = |header: &str| typed(&taken, header)[0].clone();
    assert_eq!(
        [cell("familyName"), cell("kanaGivenName"), cell("grade"), cell("className"), cell("seatNumber")],
        ["髙橋", "アオイ", "P3", "2組", "7"]
    );
    assert_eq!(
        [cell("schoolName"), cell("birthDate"), cell("sex"), cell("schoolYear")],
        ["昭島市立第一小学校", "2013-05-02", "F", "2022"]
    );
    assert_eq!(taken.1.as_of.to_string(), "2023-01-31");
}

#[test]
fn files_of_an_archive_keep_their_names() {
    let archive = zipped(&[("来室.csv", joined(",").as_bytes()), ("__MACOSX/._来室.csv", b"x")]);
    let Ok(Unpacked::Files(members)) = ingest::bundle::unpack("一式.zip", &archive) else { panic!("files") };
    assert_eq!(members, [Member { name: "来室.csv".to_owned(), bytes: joined(",").into_bytes() }]);
    let request = Request::new("一式/来室.csv", TODAY);
    assert_eq!(
        ingest::read(&catalog(&[SOURCE]), request, &members[0].bytes, None).expect("read").1.file,
        "一式/来室.csv"
    );
}
