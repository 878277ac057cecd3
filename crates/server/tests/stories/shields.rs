//! 支援措置 in what people read of 名寄せ: no sheet tells where a shielded child is, whoever else the sheet is about.

use std::fmt::Write as _;

use crate::home::Home;

/// The mother under 支援措置, whose child a nursery knows.
const MOTHER: &str = "0000000019,黒沢　千尋,クロサワ　チヒロ,1985-03-03,女,401,世帯主,日本人,見本市秘町9-9,有\n";

/// 200 grown-ups, these rows with a column 支援措置, and a nursery that says where the mother's child is.
fn town(register: &str) -> Home {
    let mut text = String::from("宛名番号,氏名,フリガナ,生年月日,性別,世帯番号,続柄,住民区分,住所,支援措置\n");
    for row in 0..200 {
        let (house, month, day, sex) = (row / 3, row % 12 + 1, row % 28 + 1, if row % 2 == 0 { "男" } else { "女" });
        let (number, years, flat) = (row * 13 + 500, 40 + row % 20, row % 5);
        let (name, kana) = (format!("見本{}　一{}{}", row % 37, row % 11, row % 7), format!("ミホン　ハジメ{flat}"));
        let _ = writeln!(
            text,
            "{number:010},{name},{kana},昭和{years}年{month}月{day}日,{sex},{},世帯主,日本人,見本市中央{house}-{flat}-3,",
            house + 1000
        );
    }
    let home = Home::new();
    home.take("住民記録_世帯一覧_20230131.csv", &(text + MOTHER + register));
    home.take(
        "保育所_在園児_秘密保育園_20230131.csv",
        "支給認定番号,児童宛名番号,児童氏名,児童フリガナ,児童生年月日,児童性別,住所,施設名,認定区分,在園状況,入所日,退所日,父氏名,父生年月日,母氏名,母生年月日\n\
         05000999,,黒沢　美咲,クロサワ　ミサキ,2018-04-04,女,見本市隠町7-7,秘密保育園,2号,在園,2022-04-01,,大沼　剛,1980-05-05,黒沢　千尋,1985-03-03\n",
    );
    home.run("link").ok();
    home
}

/// The review sheet asks about somebody of this name, and tells of no place of a shielded person.
fn asks_without_a_place(home: &Home, name: &str, places: &[&str]) {
    home.run("review export pairs.csv").ok();
    let sheet = home.read("pairs.csv");
    assert!(sheet.contains(name), "nobody of this name is asked about: {sheet}");
    for place in places {
        assert!(!sheet.contains(place), "{place} is told: {sheet}");
    }
}

#[test]
fn a_pair_of_other_people_does_not_name_the_shielded_child_beside_the_nursery() {
    // The child lives with its mother; two men of one name and birth date may be the father in the nursery's row.
    let home = town(
        "0000000027,黒沢　美咲,クロサワ　ミサキ,2018-04-04,女,401,子,日本人,見本市秘町9-9,\n\
         0000000035,大沼　剛,オオヌマ　ツヨシ,1980-05-05,男,402,世帯主,日本人,見本市本町1-1,\n\
         0000000043,大沼　剛,オオヌマ　ツヨシ,1980-05-05,男,403,世帯主,日本人,見本市白町3-3,\n",
    );
    asks_without_a_place(&home, "大沼　剛", &["黒沢", "秘密保育園", "隠町", "秘町"]);
}

#[test]
fn a_child_elsewhere_is_covered_in_the_sheet_as_it_is_in_the_ledger() {
    // Two children of one name and birth date, of whom one may be the mother's; in the register neither lives with her.
    let home = town(
        "0000000027,黒沢　美咲,クロサワ　ミサキ,2018-04-04,女,406,子,日本人,見本市青町5-5,\n\
         0000000035,黒沢　美咲,クロサワ　ミサキ,2018-04-04,女,407,子,日本人,見本市青町6-6,\n",
    );
    asks_without_a_place(&home, "黒沢　美咲", &["秘密保育園", "隠町", "秘町", "青町"]);
}
