//! 子ども子育て支援システム and 幼稚園システム (子ども子育て支援課): who goes where before school, and how parents work.

use super::Slice;
use crate::calendar::shift;
use crate::child::Place;
use crate::dates::{self, DateStyle};
use crate::dice::Purpose;
use crate::places::AddressStyle;
use crate::sheet::{Charset, Layout, Shape, Sheet};
use crate::spelling::{Habits, KanaStyle, spell};
use crate::world::World;

const HABITS: Habits = Habits {
    source: Purpose("子ども子育て支援"),
    date: DateStyle::Iso,
    kana: KanaStyle::Full,
    space: "　",
    address: AddressStyle::Hyphens,
    register: false,
};

const NAMES: [&str; 12] = [
    "ひかり",
    "なかよし",
    "つくし",
    "たんぽぽ",
    "わかば",
    "どんぐり",
    "すみれ",
    "ことり",
    "あおぞら",
    "こばと",
    "ふたば",
    "やまびこ",
];

fn facility(person: u32, world: &World, kind: &str) -> String {
    let home = world.residents.persons[person as usize].household;
    let dwelling = world.residents.households[home as usize].dwelling;
    let quarter = world.residents.dwellings[dwelling as usize].quarter;
    format!("{}{kind}", NAMES[usize::from(quarter) % NAMES.len()])
}

/// 在園児.
pub(crate) static NURSERY: Layout = Layout {
    charset: Charset::Utf8Bom,
    shape: Shape::Comma,
    title: "",
    header: &[
        "支給認定番号",
        "児童宛名番号",
        "児童氏名",
        "児童フリガナ",
        "児童生年月日",
        "児童性別",
        "住所",
        "施設名",
        "認定区分",
        "在園状況",
        "入所日",
        "退所日",
        "父氏名",
        "父生年月日",
        "母氏名",
        "母生年月日",
    ],
    total: false,
};

/// One row per child in a nursery, with both parents.
pub(crate) fn nursery(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    for child in world.children.iter().filter(|child| child.place == Place::Nursery && world.lives_here(child.person)) {
        let mut roll = world.dice.roll(Purpose("保育所"), u64::from(child.person));
        let own = spell(world, &HABITS, child.person);
        sheet.mention("child", child.person);
        sheet.show(format_args!("{:08}", 5_000_000 + child.person));
        for cell in [&own.number, &own.name, &own.kana, &own.birth] {
            sheet.cell(cell);
        }
        sheet.cell(own.sex);
        sheet.cell(&own.address);
        sheet.cell(&facility(child.person, world, "保育園"));
        sheet.cell(if child.grade >= -2 { "2号" } else { "3号" });
        let left = roll.chance(if child.neglected { 0.15 } else { 0.03 });
        sheet.cell(if left { "退園" } else { "在園" });
        sheet.cell(&dates::text(
            shift(world.on, -roll.between(60, 700)).max(world.residents.persons[child.person as usize].birth),
            DateStyle::Iso,
        ));
        sheet.cell(&if left {
            dates::text(shift(world.on, -roll.between(1, 150)), DateStyle::Iso)
        } else {
            String::new()
        });
        for (role, parent) in ["father", "mother"].into_iter().zip(world.parents(child.person)) {
            let Some(parent) = parent else {
                sheet.empty(2);
                continue;
            };
            let spelling = spell(world, &HABITS, parent);
            sheet.mention(role, parent);
            sheet.cell(&spelling.name);
            sheet.cell(&spelling.birth);
        }
        sheet.end();
    }
}

/// 保育の必要性の認定.
pub(crate) static NEED: Layout = Layout {
    charset: Charset::Cp932,
    shape: Shape::Comma,
    title: "子ども子育て支援システム　保育の必要性の認定",
    header: &[
        "児童宛名番号",
        "児童氏名",
        "児童生年月日",
        "父氏名",
        "父生年月日",
        "父就労状況",
        "父月就労時間",
        "父事由",
        "母氏名",
        "母生年月日",
        "母就労状況",
        "母月就労時間",
        "母事由",
        "認定日",
    ],
    total: false,
};

/// One row per child in a nursery, or in an after-school club (学童) in the first three years of school.
pub(crate) fn need(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    for child in world.children.iter().filter(|child| world.lives_here(child.person)) {
        let mut roll = world.dice.roll(Purpose("保育の必要性"), u64::from(child.person));
        let works =
            world.parents(child.person).iter().flatten().all(|&parent| world.conditions.working[parent as usize]);
        let after_school =
            (1..=6).contains(&child.grade) && works && roll.chance(if child.grade <= 3 { 0.55 } else { 0.2 });
        if child.place != Place::Nursery && !after_school {
            continue;
        }
        let own = spell(world, &HABITS, child.person);
        sheet.mention("child", child.person);
        for cell in [&own.number, &own.name, &own.birth] {
            sheet.cell(cell);
        }
        for (role, parent) in ["father", "mother"].into_iter().zip(world.parents(child.person)) {
            let Some(parent) = parent else {
                sheet.empty(5);
                continue;
            };
            let spelling = spell(world, &HABITS, parent);
            sheet.mention(role, parent);
            sheet.cell(&spelling.name);
            sheet.cell(&spelling.birth);
            let working = world.conditions.working[parent as usize];
            let (status, reason) = match (working, world.conditions.ill[parent as usize]) {
                (true, _) => {
                    (if roll.chance(if role == "father" { 0.93 } else { 0.5 }) { "常勤" } else { "パート" }, "就労")
                }
                (false, true) => ("無職", "疾病・障害"),
                (false, false) => {
                    ("無職", ["求職活動", "妊娠・出産", "介護・看護", "就学"][roll.weighted(&[0.5, 0.25, 0.12, 0.13])])
                }
            };
            sheet.cell(status);
            sheet.cell(&match status {
                "常勤" => format!("{}", roll.between(150, 190)),
                "パート" => format!("{}", roll.between(64, 120)),
                _ => String::new(),
            });
            sheet.cell(reason);
        }
        sheet.cell(&dates::text(shift(world.calendar.first, -roll.between(30, 120)), DateStyle::Iso));
        sheet.end();
    }
}

/// 幼稚園児名簿.
pub(crate) static KINDERGARTEN: Layout = Layout {
    charset: Charset::Utf8Bom,
    shape: Shape::Comma,
    title: "幼稚園システム　在園児名簿",
    header: &["No", "園名", "園児氏名", "ふりがな", "生年月日", "性別", "保護者氏名", "住所", "入園年月日"],
    total: false,
};

/// One row per child in a kindergarten: no number but the line's own.
pub(crate) fn kindergarten(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    let habits = Habits {
        source: Purpose("幼稚園"),
        date: DateStyle::EraKanji,
        kana: KanaStyle::Hiragana,
        space: " ",
        address: AddressStyle::Short,
        register: false,
    };
    for (number, child) in world
        .children
        .iter()
        .filter(|child| child.place == Place::Kindergarten && world.lives_here(child.person))
        .enumerate()
    {
        let own = spell(world, &habits, child.person);
        sheet.mention("child", child.person);
        sheet.show(number + 1);
        sheet.cell(&facility(child.person, world, "幼稚園"));
        for cell in [&own.name, &own.kana, &own.birth] {
            sheet.cell(cell);
        }
        sheet.cell(own.sex);
        match world.guardian(child.person) {
            Some(guardian) => {
                sheet.mention("guardian", guardian);
                sheet.cell(&spell(world, &habits, guardian).name);
            }
            None => sheet.cell(""),
        }
        sheet.cell(&own.address);
        sheet.cell(&dates::text(
            shift(world.calendar.first, 5 - 365 * i32::from((child.grade + 2).clamp(0, 2))),
            DateStyle::EraKanji,
        ));
        sheet.end();
    }
}
