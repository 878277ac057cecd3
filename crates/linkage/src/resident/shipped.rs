//! The comparisons of resident linkage, their levels in words, and the weights a town starts from.
//!
//! Shares among records of one person are estimates of ours from what towns report about hand matching; a town's own data replaces them
//! as soon as there is enough of it. Shares among two people are those of a town of some ten thousand residents.

use crate::core::model::{Company, Model, Shares};

/// Comparisons, in the order of their parts.
pub(super) const IDENTIFIER: usize = 0;
pub(super) const SURNAME: usize = 1;
pub(super) const GIVEN: usize = 2;
pub(super) const BIRTH: usize = 3;
pub(super) const SEX: usize = 4;
pub(super) const PLACE: usize = 5;
pub(super) const HOUSEHOLD: usize = 6;
pub(super) const PHONE: usize = 7;
/// Number of comparisons.
pub(super) const COUNT: usize = 8;

/// What is compared, in Japanese.
pub(super) const FIELDS: [&str; COUNT] = ["番号", "氏", "名", "生年月日", "性別", "住所", "世帯番号", "電話番号"];

/// What a level means, as a sentence; levels from 1.
pub(super) const SENTENCES: [&[&str]; COUNT] = [
    &["共通の番号が一致しています", "同じ種類の番号が異なります", "番号の一部だけが一致しています"],
    &[
        "氏が一致しています（異体字の違いは同じとみなします）",
        "氏の読みが一致しています（文字は異なるか、一方にありません）",
        "氏が1文字違い、または外字を含みます",
        "旧氏または通称と一致しています",
        "氏が異なります",
    ],
    &[
        "名が一致しています（異体字の違いは同じとみなします）",
        "名の読みが一致しています（文字は異なるか、一方にありません）",
        "名が1文字違い、または外字を含みます",
        "名の文字は同じですが読みが異なります",
        "名が異なります",
    ],
    &[
        "生年月日が一致しています",
        "一方の生年月日が不詳ですが、矛盾しません",
        "生年月日が1か所の書き誤りとみられる違いです（1数字・月日の入替え・元号）",
        "生年月日の年・月・日のうち2つが一致しています",
        "生年月日が異なります",
    ],
    &["性別が一致しています", "性別が異なります"],
    &[
        "住所が方書まで一致しています",
        "住所の番地が一致しています（方書は一方にありません）",
        "住所の番地は一致し、方書が異なります",
        "住所は町字まで一致しています",
        "住所が異なります",
    ],
    &["世帯番号が一致しています", "世帯番号が異なります"],
    &["電話番号が一致しています", "電話番号が異なります"],
];

/// A shared number weighs so much that, with nothing else known, one record in a thousand with a wrong number is expected.
const IDENTIFIER_BITS: f64 = 10.0;

/// Two numbers of one person: of those who moved away and came back.
const TWO_NUMBERS: f64 = 0.03;

/// A handful of records still comes from a town: there are at least this many people one could be.
pub(super) const PEOPLE_MIN: f64 = 2_000.0;

fn shares(list: &[f64]) -> Shares {
    let sum: f64 = list.iter().sum();
    std::iter::once(1.0).chain(list.iter().map(|share| share / sum)).collect()
}

/// The starting model for this many records.
pub(super) fn model(records: usize) -> Model {
    let people = (records as f64).max(PEOPLE_MIN);
    let mut model = Model {
        prior: (1.0 / people).clamp(1e-12, 0.01),
        same: vec![
            shares(&[0.96, TWO_NUMBERS, 0.01]),
            shares(&[0.955, 0.012, 0.008, 0.010, 0.015]),
            shares(&[0.955, 0.020, 0.012, 0.003, 0.010]),
            shares(&[0.975, 0.005, 0.010, 0.004, 0.006]),
            shares(&[0.995, 0.005]),
            shares(&[0.78, 0.09, 0.02, 0.03, 0.08]),
            shares(&[0.90, 0.10]),
            shares(&[0.75, 0.25]),
        ],
        different: vec![
            shares(&[1e-6, 1.0, 1e-6]),
            shares(&[0.006, 0.001, 0.002, 0.0003, 0.99]),
            shares(&[0.0015, 0.003, 0.002, 0.0002, 0.993]),
            shares(&[0.00004, 0.0005, 0.0004, 0.035, 0.964]),
            shares(&[0.5, 0.5]),
            shares(&[0.00006, 0.0001, 0.0005, 0.03, 0.969]),
            shares(&[0.00006, 0.99994]),
            shares(&[0.00006, 0.99994]),
        ],
        company: Some(Company {
            // Two or three others share a household with everybody.
            share: 1.2 / people,
            levels: vec![
                shares(&[1e-5, 1.0, 1e-5]),
                shares(&[0.85, 0.002, 0.005, 0.003, 0.14]),
                shares(&[0.0005, 0.003, 0.006, 0.0005, 0.99]),
                shares(&[0.008, 0.002, 0.002, 0.035, 0.953]),
                shares(&[0.48, 0.52]),
                shares(&[0.90, 0.06, 0.01, 0.01, 0.02]),
                shares(&[0.93, 0.07]),
                shares(&[0.80, 0.20]),
            ],
        }),
        dependence: None,
    };
    settle_identifier(&mut model);
    model
}

/// Keeps the weight of a shared number at what it is worth, whatever the prior has become.
pub(super) fn settle_identifier(model: &mut Model) {
    let odds = model.prior / (1.0 - model.prior);
    let rare = (model.same[IDENTIFIER][1] * odds / IDENTIFIER_BITS.exp2()).clamp(1e-12, 0.1);
    model.different[IDENTIFIER] = shares(&[rare, 1.0, rare]);
}
