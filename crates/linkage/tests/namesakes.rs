//! People whose name many others bear: who could be meant is compared, however many share the name.

mod support;

use std::fmt::Write as _;

use support::{person, run, table};

/// A register of 3,000 people of many names and 60 called 佐藤 結衣, born from 1960 to 2009, and last a child of that name.
fn register(child: &str) -> String {
    let mut rows = String::from("atena,name,kana,birth,sex,address,household\n");
    let (surnames, givens) =
        (['阿', '伊', '宇', '江', '尾', '加', '木', '久'], ['一', '二', '三', '四', '五', '六', '七']);
    for number in 0..3_000 {
        let (surname, given) = (surnames[number % 8], givens[number / 8 % 7]);
        let (second, third) = (surnames[number / 56 % 8], givens[number / 448 % 7]);
        let (year, month, day) = (1940 + number % 80, 1 + number / 80 % 12, 1 + number % 28);
        let _ = writeln!(
            rows,
            "{number},{surname}{second} {given}{third},,{year}-{month:02}-{day:02},男,見本市赤町{number}-1,{number}"
        );
    }
    for number in 3_000..3_060 {
        let months = (number - 3_000) * 10;
        let (year, month) = (1960 + months / 12, 1 + months % 12);
        let _ = writeln!(rows, "{number},佐藤 結衣,サトウ ユイ,{year}-{month:02}-17,女,見本市緑町{number}-3,{number}");
    }
    let _ = writeln!(rows, "9000,佐藤 結衣,サトウ ユイ,{child},女,見本市青町7-2,9000");
    rows
}

#[test]
fn a_pupil_known_by_grade_is_looked_for_in_both_years_of_the_grade() {
    // 小1 of 2022: born from 2015-04-02 to 2016-04-01.
    for child in ["2015-04-02", "2015-12-31", "2016-01-01", "2016-04-01"] {
        let tables = [
            table(1, "register", &["unique"], &register(child)),
            table(2, "club", &[], "name,kana,grade,sex\n佐藤 結衣,サトウ ユイ,P1,女"),
        ];
        let found = run(&tables);
        let pupil = person(&tables, &found, "club", "person", 1);
        let of_register = person(&tables, &found, "register", "person", 3_061);
        let asked = found
            .waiting
            .iter()
            .any(|wait| [wait.left_person.0, wait.right_person.0] == [pupil.min(of_register), pupil.max(of_register)]);
        assert!(pupil == of_register || asked, "born {child}: the pupil is forgotten among namesakes");
    }
}
