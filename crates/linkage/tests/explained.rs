//! One pair explained in full, as docs/concepts/linkage.md shows it.

mod support;

use domain::Weight;
use linkage::{LinkInput, Previous, RecordRef, ResidentRecipe, link_explaining};
use support::{KEY, table};

const ONE: [&str; 7] = [
    "前提 任意の2件の記録が同じ人である見込み（比較の前） -10.965",
    "氏 氏が異なります -6.045",
    "名 名が一致しています（異体字の違いは同じとみなします） +8.096",
    "生年月日 生年月日が一致しています +14.573",
    "性別 性別が一致しています +0.993",
    "住所 住所が方書まで一致しています +13.666",
    "家族 同じ世帯の別の人（きょうだい・双子など）でも一致しうる分を差し引きます -6.365",
];

const TWO: [&str; 7] = [
    "前提 任意の2件の記録が同じ人である見込み（比較の前） -10.965",
    "氏 氏が異なります -6.045",
    "名 名が異なります -6.634",
    "生年月日 生年月日が一致しています +14.573",
    "性別 性別が一致しています +0.993",
    "住所 住所が方書まで一致しています +13.666",
    "家族 同じ世帯の別の人（きょうだい・双子など）でも一致しうる分を差し引きます -7.934",
];

#[test]
fn the_worked_pair_of_the_documentation() {
    // Too few records to learn from: the shipped weights, so the figures are the same everywhere.
    let tables = [
        table(
            1,
            "register",
            &["unique"],
            "atena,name,kana,birth,sex,address\n1,鈴木 花子,スズキ ハナコ,1989-05-03,女,見本市中央1-2-3",
        ),
        table(
            2,
            "nursery",
            &[],
            "name,kana,birth,sex,address\n山田 花子,ヤマダ ハナコ,1989-05-03,女,見本市中央1丁目2番3号\n山田 葉子,ヤマダ ヨウコ,1989-05-03,女,見本市中央1丁目2番3号",
        ),
    ];
    let recipe = ResidentRecipe { learn: false, ..ResidentRecipe::default() };
    let input = LinkInput {
        tables: &tables,
        key_columns: &[],
        decisions: &[],
        previous: &Previous::default(),
        recipe: &recipe,
        fingerprint_key: &KEY,
    };
    let at = |table, row| RecordRef { table, row, role: 0 };
    let pairs = link_explaining(&input, &[(at(0, 0), at(1, 0)), (at(0, 0), at(1, 1))]).1;
    let told = |at: usize| {
        pairs[at]
            .parts
            .iter()
            .map(|part| format!("{} {} {:+.3}", part.field, part.sentence, part.weight.bits()))
            .collect::<Vec<_>>()
    };
    for pair in &pairs {
        assert_eq!(pair.parts.iter().map(|part| part.weight).sum::<Weight>(), pair.weight);
    }
    assert_eq!((told(0), pairs[0].weight), (ONE.map(str::to_owned).to_vec(), Weight(13_953)));
    assert_eq!((told(1), pairs[1].weight), (TWO.map(str::to_owned).to_vec(), Weight(-2_346)));
}
