//! 健康管理システム (健康課): pregnancy and birth, checkups of small children, vaccinations.

use jiff::civil::Date;

use super::Slice;
use crate::calendar::shift;
use crate::child::Child;
use crate::dates::{self, DateStyle};
use crate::dice::{Purpose, Roll};
use crate::person::NONE;
use crate::places::AddressStyle;
use crate::sheet::{Charset, Layout, Shape, Sheet};
use crate::spelling::{Habits, KanaStyle, spell};
use crate::world::World;

const HABITS: Habits = Habits {
    source: Purpose("健康管理"),
    date: DateStyle::Slash,
    kana: KanaStyle::Full,
    space: " ",
    address: AddressStyle::Hyphens,
    register: false,
};

/// Children whose record the health office has kept: up to school, living here when the check fell due.
fn followed(world: &World, born_after: Date) -> impl Iterator<Item = &Child> {
    world.children.iter().filter(move |child| {
        let person = &world.residents.persons[child.person as usize];
        person.birth >= born_after
    })
}

fn since(world: &World, child: &Child) -> Date {
    world.residents.households[world.residents.persons[child.person as usize].household as usize].since
}

fn date(sheet: &mut Sheet<'_>, day: Option<Date>, style: DateStyle) {
    sheet.cell(&day.map_or_else(String::new, |day| dates::text(day, style)));
}

/// 妊娠届・出産.
pub(crate) static MATERNAL: Layout = Layout {
    charset: Charset::Utf8Bom,
    shape: Shape::Comma,
    title: "",
    header: &[
        "児宛名番号",
        "児氏名",
        "児フリガナ",
        "児生年月日",
        "児性別",
        "母宛名番号",
        "母氏名",
        "母フリガナ",
        "母生年月日",
        "母子健康手帳交付日",
        "妊婦健診受診回数",
        "妊産婦歯科健診",
        "妊娠中の喫煙",
        "出産時健診日",
        "新生児訪問",
        "新生児訪問日",
        "保健指導相談",
    ],
    total: false,
};

/// One row per child born in the town within seven years.
pub(crate) fn maternal(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    for child in followed(world, shift(world.on, -7 * 365)) {
        let person = &world.residents.persons[child.person as usize];
        if since(world, child) > person.birth || person.mother == NONE {
            continue;
        }
        let mut roll = world.dice.roll(Purpose("妊娠届"), u64::from(child.person));
        let own = spell(world, &HABITS, child.person);
        let mother = spell(world, &HABITS, person.mother);
        sheet.mention("child", child.person);
        sheet.mention("mother", person.mother);
        for cell in [&own.number, &own.name, &own.kana, &own.birth] {
            sheet.cell(cell);
        }
        sheet.cell(own.sex);
        for cell in [&mother.number, &mother.name, &mother.kana, &mother.birth] {
            sheet.cell(cell);
        }
        let late = roll.chance(if child.neglected { 0.12 } else { 0.012 });
        date(
            sheet,
            Some(shift(person.birth, -roll.between(if late { 20 } else { 185 }, if late { 120 } else { 225 }))),
            DateStyle::Slash,
        );
        sheet.show(if late { roll.between(0, 6) } else { roll.between(9, 14) });
        sheet.cell(if roll.chance(0.35) { "受診" } else { "未受診" });
        sheet.cell(if roll.chance(if child.poor { 0.08 } else { 0.02 }) { "あり" } else { "なし" });
        date(sheet, Some(shift(person.birth, roll.between(1, 6))), DateStyle::Slash);
        let visited = roll.chance(if child.unseen {
            0.1
        } else if child.neglected {
            0.8
        } else {
            0.955
        });
        sheet.cell(if visited { "実施" } else { "未実施" });
        date(sheet, visited.then(|| shift(person.birth, roll.between(20, 110)).min(world.on)), DateStyle::Slash);
        let guidance = roll
            .chance(0.03 + f64::from(u8::from(child.ill_parent)) * 0.15 + f64::from(u8::from(child.neglected)) * 0.2);
        sheet.cell(if guidance { "有" } else { "" });
        sheet.end();
    }
}

macro_rules! checkup_layout {
    ($seen:literal) => {
        Layout {
            charset: Charset::Cp932,
            shape: Shape::Comma,
            title: "健康管理システム　乳幼児健康診査",
            header: &[
                "宛名番号",
                "児童氏名",
                "フリガナ",
                "性別",
                "生年月日",
                "保護者氏名",
                "住所",
                $seen,
                "受診日",
                "身長",
                "体重",
                "むし歯数",
                "母乳の使用有無",
                "判定",
            ],
            total: true,
        }
    };
}

/// 1歳6か月児健診.
pub(crate) static CHECKUP_18_MONTHS: Layout = checkup_layout!("1歳6か月児健診");
/// 3歳児健診.
pub(crate) static CHECKUP_3_YEARS: Layout = checkup_layout!("3歳児健診");

/// Children who reached the age of the check within the years before.
pub(crate) fn checkup_18_months(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    checkup(world, sheet, 560, Purpose("1歳6か月児健診"), [81.0, 10.8]);
}

/// As [`checkup_18_months`], at three years.
pub(crate) fn checkup_3_years(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    checkup(world, sheet, 1_120, Purpose("3歳児健診"), [94.5, 14.0]);
}

fn checkup(world: &World, sheet: &mut Sheet<'_>, age_days: i32, purpose: Purpose, body: [f64; 2]) {
    for child in followed(world, shift(world.on, -age_days - 4 * 365)) {
        let person = &world.residents.persons[child.person as usize];
        let due = shift(person.birth, age_days);
        if due > world.on || since(world, child) > due {
            continue;
        }
        let mut roll = world.dice.roll(purpose, u64::from(child.person));
        let own = spell(world, &HABITS, child.person);
        let guardian = if person.mother == NONE { person.father } else { person.mother };
        sheet.mention("child", child.person);
        for cell in [&own.number, &own.name, &own.kana] {
            sheet.cell(cell);
        }
        sheet.cell(own.sex);
        sheet.cell(&own.birth);
        if guardian == NONE {
            sheet.cell("");
        } else {
            sheet.mention("guardian", guardian);
            sheet.cell(&spell(world, &HABITS, guardian).name);
        }
        sheet.cell(&own.address);
        let (ordinary, neglected) = world.plan.rates.checkup_missed;
        let missed = roll.chance(if child.unseen {
            0.95
        } else if child.neglected {
            neglected
        } else {
            ordinary
        });
        let day = shift(due, roll.between(0, 60));
        if missed || day > world.on {
            sheet.cell(if missed || day < world.on { "未受診" } else { "" });
            sheet.empty(6);
        } else {
            sheet.cell("受診");
            date(sheet, Some(day), DateStyle::Slash);
            let small = if child.neglected && roll.chance(0.3) { 0.88 } else { 1.0 };
            sheet.show(format_args!("{:.1}", roll.around(body[0], 2.6)));
            sheet.show(format_args!("{:.1}", roll.around(body[1] * small, 1.1)));
            sheet.show(teeth(child, &mut roll));
            sheet.cell(if roll.chance(0.5) { "母乳" } else { "人工・混合" });
            sheet.cell(if child.handicapped && roll.chance(0.5) || roll.chance(0.06) {
                "要観察"
            } else {
                "問題なし"
            });
        }
        sheet.end();
    }
}

/// Decayed teeth: few children have any; more where nobody looks after them.
fn teeth(child: &Child, roll: &mut Roll) -> u32 {
    if roll.chance(if child.neglected {
        0.35
    } else if child.poor {
        0.15
    } else {
        0.08
    }) {
        1 + roll.count(2.0)
    } else {
        0
    }
}

/// 予防接種歴.
pub(crate) static VACCINATION: Layout = Layout {
    charset: Charset::Cp932,
    shape: Shape::Quoted,
    title: "",
    header: &["宛名番号", "カナ氏名", "生年月日", "予防接種名", "接種区分", "接種日", "医療機関番号"],
    total: false,
};

/// Vaccinations that every child is due, and the age in days.
const DUE: [(&str, i32); 5] =
    [("ヒブ", 70), ("小児用肺炎球菌", 75), ("四種混合", 100), ("BCG", 170), ("麻しん風しん1期", 400)];

/// One row per vaccination of a child under seven.
pub(crate) fn vaccination(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    let habits = Habits { date: DateStyle::Compact, kana: KanaStyle::Half, ..HABITS };
    for child in followed(world, shift(world.on, -7 * 365)) {
        let person = &world.residents.persons[child.person as usize];
        let mut roll = world.dice.roll(Purpose("予防接種"), u64::from(child.person));
        let none = child.unseen || roll.chance(if child.neglected { 0.15 } else { 0.012 });
        let own = spell(world, &habits, child.person);
        for (name, age) in DUE {
            let day = shift(person.birth, age + roll.between(0, 50));
            let given = roll.chance(if child.neglected { 0.8 } else { 0.965 });
            if none || !given || day > world.on {
                continue;
            }
            sheet.mention("child", child.person);
            for cell in [&own.number, &own.kana, &own.birth] {
                sheet.cell(cell);
            }
            sheet.cell(name);
            sheet.cell("接種済");
            sheet.cell(&dates::text(day, DateStyle::Compact));
            sheet.show(format_args!("13{:05}", 10_000 + roll.below(60) * 37));
            sheet.end();
        }
    }
}
