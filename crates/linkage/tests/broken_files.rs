//! Files that are not as files should be: what is lost or shifted is said with its line, and what a person is called is said nowhere.

use linkage::{FileOptions, FileTable, Recipe, link_files};

const RECIPE: &str = "link = \"dedupe\"\n[input]\nid = \"id\"\n[[field]]\nname = \"name\"\n[[field]]\nname = \"town\"\n[[compare]]\nfield = \"name\"\nlevels = [\"exact\"]\n[[compare]]\nfield = \"town\"\nlevels = [\"exact\"]\n";

/// Faults or doubts of a file, one behind the other.
fn said(bytes: &[u8]) -> (bool, String) {
    let recipe = Recipe::parse(RECIPE).expect("a recipe");
    let told = FileTable::read(&recipe, 0, "list", bytes)
        .and_then(|table| link_files(&recipe, &[table], FileOptions::default()))
        .map(|outcome| outcome.report.warnings)
        .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>());
    let all = |told: &Vec<String>| told.join("\n");
    (told.is_ok(), told.as_ref().map_or_else(all, all))
}

#[track_caller]
fn refused(text: &str, words: &str) {
    let (taken, told) = said(text.as_bytes());
    assert!(!taken && told.contains(words), "「{words}」 is not said: {told}");
    for personal in ["山田", "花子", "緑町", "1990"] {
        assert!(!told.contains(personal), "{told}");
    }
}

#[track_caller]
fn doubted(text: &str, words: &str) {
    let (taken, told) = said(text.as_bytes());
    assert!(taken && told.contains(words), "「{words}」 is not said: {told}");
    assert!(!told.contains("山田") && !told.contains("緑町"), "{told}");
}

const ROWS: &str = "1,山田花子,緑町\n2,鈴木一郎,赤町\n3,佐藤二郎,青町\n4,田中三郎,黒町\n";

#[test]
fn an_open_quote_in_the_header_shows_nobody() {
    for header in ["id,\"name,town", "id,name,\"town", "id,name,town,\"memo", "\"id,name,town"] {
        for rows in [ROWS.to_owned(), ROWS.replace("赤町", "\"赤町\""), ROWS.replace("山田花子", "\"山田花子")]
        {
            refused(&format!("{header}\n{rows}"), "list: ");
        }
        refused(&format!("{header}\n{ROWS}"), "line 1: a quoted cell does not end");
    }
    // A heading on two lines is one, whatever stands in it; two that nobody asks for may be one.
    for heading in ["memo\n(free text)", "memo\n(a,b)", "memo\n\"\"free\"\"", "name \n（ふりがな）"] {
        doubted(&format!("id,\"{heading}\",name,town,x,x\n1,x,山田花子,緑町,,\n2,y,鈴木一郎,赤町,,\n"), "");
    }
}

#[test]
fn headings_are_found_whatever_their_width_case_and_spaces() {
    for header in [
        "ID,Name,TOWN",
        "ｉｄ,na me,\"to\nwn\"",
        "（id）,name,town",
        "sep=,\nid,name,town",
        "\"sep=,\"\r\n\r\nid,name,town",
    ] {
        doubted(&format!("{header}\n{ROWS}"), "");
    }
    refused(&format!("sep=;\nid;name;town\n{ROWS}"), "line 1 tells another delimiter");
    let lines = FileTable::read(
        &Recipe::parse(RECIPE).expect("a recipe"),
        0,
        "list",
        format!("sep=,\nid,name,town\n{ROWS}").as_bytes(),
    );
    assert_eq!(lines.expect("taken").lines.of(0), Some(3));
}

#[test]
fn files_that_were_put_together_hold_their_header_once() {
    for header in [
        "id,name,town",
        "\u{feff}id,name,town",
        "\u{feff}\"id\",\"name\",\"town\"",
        "id, name　,town",
        "\"id\",\"name\",\"town\"",
        "ID,Name,TOWN",
        "id,name,town,,",
    ] {
        let more: String = ROWS.lines().map(|row| format!("1{row}\n")).collect();
        doubted(
            &format!("id,name,town\n{ROWS}{header}\n{more}"),
            "in 1 rows stands the header once more, they are left out (first on line 6)",
        );
    }
}

#[test]
fn a_first_line_that_is_a_record_is_not_shown() {
    // No line end behind the header; no id; a name twice.
    refused("id,name,town1,山田花子,緑町\n2,鈴木一郎,赤町,,\n", "no column `town`");
    refused("number,name,town,山田花子\n2,鈴木一郎,赤町,\n", "found are: name, town, and 2 columns of other names");
    refused("id,name,town,山田花子,name\n2,鈴木一郎,赤町,,\n", "columns 2 and 5 have one name");
    refused("id,Name,town,ｎａｍｅ\n2,鈴木一郎,赤町,\n", "columns 2 and 4 have one name");
}

#[test]
fn rows_that_are_torn_are_refused_with_their_line() {
    // A line end in a cell without quotes: the rest stands on a line of its own.
    refused(
        &format!("id,name,town\n{}", ROWS.replace("鈴木一郎", "鈴木\n一郎")),
        "line 3 has 2 cells, the header has 3; 2 rows",
    );
    refused(&format!("id,name,town\n{}5,山田", ROWS), "line 6, the last one, has too few cells and no line end");
    refused(&format!("id,name,town\n{}5,山田花子,緑町,more\n", ROWS), "line 6 has 4 cells, the header has 3");
    // Quoted cells over several lines and empty lines before it do not shift the line.
    let long = format!("id,name,town\n\n1,\"山田\n\n花子\",緑町\n,,\n{}5,山田\n", &ROWS[ROWS.find('2').expect("2")..]);
    refused(&long, "line 10 has 2 cells");
    refused(&long.replace('\n', "\r\n"), "line 10 has 2 cells");
    refused(&long.replace('\n', "\r"), "line 10 has 2 cells");
}

#[test]
fn pieces_of_torn_rows_are_no_left_out_ends() {
    let header = "id,name,birth,memo,town";
    // Every second row is torn in its note: three rows in five are short.
    let torn = (1..60).map(|row| format!("{row},山田花子,1990,x\nsays so,緑町\n{row}b,鈴木一郎,1991,,赤町\n"));
    refused(&format!("{header}\n{}", torn.collect::<String>()), "118 rows look like pieces of rows torn by line ends");
    // A cut file, although its rows lack their ends.
    let short = (1..60).map(|row| format!("{row},鈴木一郎,1991\n{row}b,鈴木一郎,1991,,赤町\n")).collect::<String>();
    doubted(&format!("{header}\n{short}"), "59 rows have fewer cells");
    let some = (1..60).map(|row| {
        let torn = if row % 10 == 7 { format!("\nx{row} says") } else { String::new() };
        format!("{row},鈴木一郎,1991\n{row}b,鈴木一郎,1991{torn},,赤町\n")
    });
    let some = some.collect::<String>();
    doubted(&format!("{header}\n{some}"), "12 of them may be pieces of rows torn by line ends (the first on line 15)");
    // All of them torn at one place.
    let all = (1..60).map(|row| format!("{row},山田花子,1990\nsays so,,緑町\n")).collect::<String>();
    refused(&format!("{header}\n{all}"), "118 rows look like pieces of rows torn by line ends");
    refused(&format!("{header}\n{short}60,山田"), "line 120, the last one, has too few cells and no line end");
    // Blocks of sixteen rows, as spreadsheets leave out ends, a tenth of the file.
    let blocks = (0..160).map(|row| match row / 16 {
        3 => format!("{row},鈴木一郎,1991,x\n"),
        _ => format!("{row},鈴木一郎,1991,,赤町\n"),
    });
    doubted(&format!("{header}\n{}", blocks.collect::<String>()), "16 rows have fewer cells");
}

#[test]
fn cells_that_an_exporter_leaves_out_or_adds_are_no_fault() {
    doubted(
        "id,name,town\n1,山田花子,緑町\n2,鈴木一郎\n3,佐藤二郎\n4,田中三郎\n",
        "3 rows have fewer cells than the header (the first on line 3)",
    );
    doubted(&format!("id,name,town,,\n{ROWS}"), "");
    doubted(&format!("id,name,town\n{},,\n , ,\n\n", ROWS.replace('\n', ",\n")), "");
}

#[test]
fn quotes_that_swallow_rows_are_told() {
    // Two stray quotes: everything between them is one cell.
    refused(
        &format!("id,name,town\n{}", ROWS.replace("山田", "\"山田").replace("佐藤", "\"佐藤")),
        "line 2: a quoted cell does not end where it should",
    );
    // The second one at the end of a cell: only what the cell holds tells.
    refused(
        "id,name,town\n1,\"山田花子,緑町\n2,鈴木一郎,赤町\n3,佐藤二郎\",青町\n4,田中三郎,黒町\n",
        "line 2: a cell holds what looks like whole rows",
    );
    doubted(
        &format!("id,name,town\n{}", ROWS.replace("鈴木一郎", "\"鈴木\"一郎")),
        "something stands behind a closing quote (first on line 3)",
    );
    doubted(&format!("id,name,town\n{}", ROWS.replace("鈴木一郎", "鈴木\"一郎")), "");
    refused(&format!("id,name,town\n{}5,\"山田花子,緑町\n", ROWS), "line 6: a quoted cell does not end");
}

#[test]
fn ids_are_named_by_their_line() {
    refused(&format!("id,name,town\n{}\n,山田花子,緑町\n", ROWS), "1 records have no id, first line 7");
    refused(
        &format!("id,name,town\n\n{ROWS}2,\"山田\n花子\",緑町\n"),
        "1 ids occur more than once, first in line 4 and line 7",
    );
}

#[test]
fn bytes_and_cells_that_cannot_be_read_are_named_by_their_place() {
    let (taken, told) = said(b"id,name,town\n1,\x8e\x52\x93\x63,a\n2,\x8e\x52\x93\x63,\x81\n3,b,c\n");
    assert!(!taken && told.contains("line 3, byte 8 of the line: no text in cp932"), "{told}");
    let (taken, told) = said(b"id,name,town\n1,x,a\n2,y\0y,b\n");
    assert!(!taken && told.contains("line 3, byte 4 of the line: a zero byte in utf-8"), "{told}");
    let (taken, told) = said(b"id,name,town\n1,\x8e\x52\x93\x63,a\n2,\x8e\x52\x93\x63,b\n");
    assert!(taken && told.contains("list: read as cp932"), "{told}");
    refused(
        &format!("id,name,town\n{}5,{},x\n", ROWS, "1".repeat(40_000)),
        "line 6, column 2: a cell of 40000 characters",
    );
    refused(
        &format!("id,name,town\n{}5,\"{}\",x\n", ROWS, "1".repeat(40_000)),
        "line 6, column 2: a cell of 40000 characters",
    );
}

#[test]
fn files_that_are_no_text_are_named() {
    let text = format!("id,name,town\n{ROWS}");
    let (jis, euc) = (
        b"id,name,town\n1,\x1b$B;3ED\x1b(B,x\n".as_slice(),
        [b"id,name,town\n1,".as_slice(), &b"\xa5\xe4\xa5\xde\xa5\xc0".repeat(9), b",x\n"].concat(),
    );
    for (bytes, words) in [
        (jis, "the file is in ISO-2022-JP"),
        (&euc, "the file is in EUC-JP"),
        (b"PK\x03\x04\x14\0\x06\0", "an Excel workbook"),
    ] {
        let (taken, told) = said(bytes);
        assert!(!taken && told.contains(words), "{told}");
    }
    // The mark of an old system at the end is no row.
    let recipe = Recipe::parse(RECIPE).expect("a recipe");
    for mark in ["\u{1a}", "\r\n\u{1a}\r\n", "\u{1a}\u{1a}\u{1a}"] {
        assert_eq!(FileTable::read(&recipe, 0, "list", format!("{text}{mark}").as_bytes()).expect("taken").rows, 4);
        let cp932 = [b"id,name,town\r\n1,\x8e\x52\x93\x63,x\r\n".as_slice(), mark.as_bytes()].concat();
        assert_eq!(FileTable::read(&recipe, 0, "list", &cp932).expect("taken").rows, 1);
    }
    let latin = RECIPE.replace("[input]\n", "[input]\nencoding = \"latin-1\"\n");
    let table =
        FileTable::read(&Recipe::parse(&latin).expect("a recipe"), 0, "list", b"id,name,town\n1,M\xfcller,K\xf6ln\n");
    assert_eq!(table.expect("taken").columns[1].text(0), "Müller");
}

#[test]
fn one_row_that_is_swallowed_is_told() {
    // Two stray quotes in the same column of neighbouring rows: the cells fit the header.
    let swallowed = "line 2: a cell holds what looks like whole rows";
    refused("id,name,town\n1,\"山田花子,緑町\n2,鈴木一郎\",赤町\n3,佐藤二郎,青町\n", swallowed);
    // Headings without a name at the end, and a delimiter in the open cell.
    refused("id,name,town,,\n1,\"山田花子,緑町,,\n2,鈴木一郎\",赤町,,\n3,佐藤二郎,青町,,\n", swallowed);
    refused("id,name,town,,\n1,\"山田花子,緑町\n2,鈴木一郎\",赤町\n3,佐藤二郎,青町\n", swallowed);
    refused("id,name,town\n1,\"山田,花子,緑町\n2,鈴木,一郎\",赤町\n3,佐藤二郎,青町\n", swallowed);
    // Cells that begin with a space, as databases pad them, make no text of a row.
    refused("id,name,town,age\n1,\"山田花子,緑町, 1\n2,鈴木一郎\",赤町, 2\n3,佐藤二郎,青町, 3\n", swallowed);
    // Where ends are left out, and in a narrow table, it is only told.
    let told = "a cell holds what looks like whole rows (first on line 2)";
    doubted(
        "id,name,town\n1,\"山田花子\n2,鈴木一郎\",赤町\n3,佐藤二郎\n4,田中三郎,黒町\n5,赤木\n6,青木,x\n7,黒木\n",
        told,
    );
    // Who knows better says so.
    let accepted = RECIPE.replace("[input]\n", "[input]\nirregular_rows = \"accept\"\n");
    let text = "id,name,town\n1,\"山田花子,緑町\n2,鈴木一郎\",赤町\n3,佐藤二郎,青町\n4,田中\n";
    let table = FileTable::read(&Recipe::parse(&accepted).expect("a recipe"), 0, "list", text.as_bytes());
    let doubts = table.expect("taken").doubts.join("\n");
    assert!(doubts.contains("1 rows have fewer cells") && doubts.contains(told), "{doubts}");
    // Neither a text of several lines nor one with commas is a row; beside one a loose quote is only told.
    doubted("id,name,town,memo\n1,山田花子,緑町,\"a, b\n\nc\"\n2,鈴木一郎,赤町,\"x\ny\"\n", "");
    doubted(
        "id,name,town,memo\n1,\"山田\"花子,緑町,\"a\nb\"\n2,鈴木一郎,赤町,x\n",
        "something stands behind a closing quote (first on line 2)",
    );
}

#[test]
fn what_is_blank_is_so_with_and_without_quotes() {
    for quoted in ["佐藤二郎", "\"佐藤二郎\""] {
        doubted(&format!("id,name,town\n1,山田花子,緑町\n　,　,\n2,鈴木一郎,赤町,　\n3,{quoted},青町\n"), "");
        // Nobody asks for the last column.
        doubted(&format!("id,name,town,memo\n1,山田花子,緑町,{}\n2,{quoted},青町,x\n", "長".repeat(40_000)), "");
    }
    refused(&format!("id,name,town\n1,山田花子,{}\n", "緑".repeat(32_768)), "a cell of 32768 characters");
    doubted(&format!("id,name,town\n1,山田花子,{}\n2,鈴木一郎,赤町\n", "長".repeat(32_767)), "");
}
