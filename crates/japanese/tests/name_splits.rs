//! Names without a space between surname and given name, as old systems deliver them.

use japanese::name::{Boundary, split};

#[test]
fn names_that_tables_alone_cannot_settle() {
    for (name, reading, surname) in [
        ("小鳥遊美羽", Some("タカナシ ミウ"), "小鳥遊"),
        ("勅使河原健", Some("テシガワラ ケン"), "勅使河原"),
        ("東海林太郎", Some("ショウジ タロウ"), "東海林"),
        ("一二三四郎", Some("ヒフミ シロウ"), "一二三"),
        ("東海林さくら", None, "東海林"),
        ("久保田一", None, "久保田"),
        ("久保一郎", None, "久保"),
        ("原田美穂", None, "原田"),
        ("原美穂子", None, "原"),
        ("長谷部結衣", None, "長谷部"),
        ("長谷川結衣", None, "長谷川"),
        ("大河内蓮", Some("オオコウチレン"), "大河内"),
        ("西園寺公望", Some("サイオンジ キンモチ"), "西園寺"),
        ("関さとみ", None, "関"),
        ("乙葉", Some("オトハ"), "乙"),
    ] {
        let person = split(name, reading);
        if name == "乙葉" {
            // One word of two characters may be a given name alone; the boundary says that it is a guess.
            assert_ne!(person.boundary, Boundary::Written);
            continue;
        }
        assert_eq!(person.surname, surname, "{name}");
        assert!(person.boundary >= Boundary::Tables, "{name}");
    }
}

#[test]
fn readings_with_and_without_space_help_alike() {
    let with = split("服部半蔵", Some("ハットリ ハンゾウ"));
    let without = split("服部半蔵", Some("ﾊｯﾄﾘﾊﾝｿﾞｳ"));
    assert_eq!((with.surname.as_str(), without.surname.as_str()), ("服部", "服部"));
}
