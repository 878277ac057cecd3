//! Person ids survive re-linking: what was linked once, and again with nothing new, says the same.

mod support;

use support::{person, previous, run, run_with, table};

/// Two 佐藤恵 who stand beside different children, a number that two people bear by mistake, and rows that say exactly the same.
fn tables() -> Vec<domain::Table> {
    vec![
        table(
            1,
            "register",
            &["unique"],
            "atena,name,kana,birth,sex,address,household
             11,佐藤 蒼,サトウ アオイ,2014-01-01,男,見本市緑町1-1,1
             12,佐藤 湊,サトウ ミナト,2015-02-02,男,見本市青町2-2,2",
        ),
        table(
            2,
            "club",
            &[],
            "name,birth,guardian.name
             佐藤 蒼,2014-01-01,佐藤 恵
             佐藤 湊,2015-02-02,佐藤 恵
             佐藤 湊,2015-02-02,佐藤 恵",
        ),
        table(
            3,
            "benefit",
            &[],
            "atena,name,birth
             99,高橋 学,1970-03-03
             99,内田 瞳,1988-08-08",
        ),
        table(
            4,
            "guardians-only",
            &[],
            "child.name,guardian.name
             ,佐藤 恵
             ,佐藤 恵",
        ),
    ]
}

#[test]
fn linking_again_with_nothing_new_changes_no_person() {
    let tables = tables();
    let first = run(&tables);
    let second = run_with(&tables, &[], &previous(&first));
    let third = run_with(&tables, &[], &previous(&second));
    assert_eq!(first.resolutions, second.resolutions, "the second run");
    assert_eq!(second.resolutions, third.resolutions, "the third run");
    assert_eq!((first.next_person, &second.joined[..]), (third.next_person, &[][..]));
    assert_ne!(
        person(&tables, &first, "benefit", "person", 1),
        person(&tables, &first, "benefit", "person", 2),
        "one number by mistake is two people"
    );
}

#[test]
fn a_name_beside_two_children_is_two_people_and_one_beside_one_child() {
    let tables = tables();
    let found = run(&tables);
    let guardian = |row| person(&tables, &found, "club", "guardian", row);
    assert_ne!(guardian(1), guardian(2));
    assert_eq!(guardian(2), guardian(3));
}
