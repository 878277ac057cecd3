//! 手当・医療システム (子ども子育て支援課, 障害福祉課): allowances, medical subsidies, receipts.

use jiff::civil::Date;

use super::Slice;
use crate::calendar::shift;
use crate::child::{Child, Place};
use crate::dates::{self, DateStyle};
use crate::days::day;
use crate::dice::Purpose;
use crate::places::AddressStyle;
use crate::sheet::{Charset, Layout, Shape, Sheet};
use crate::spelling::{Habits, KanaStyle, spell};
use crate::world::World;

const HABITS: Habits = Habits {
    source: Purpose("手当・医療"),
    date: DateStyle::EraDots,
    kana: KanaStyle::Half,
    space: "　",
    address: AddressStyle::Wide,
    register: false,
};

macro_rules! allowance_layout {
    ($title:literal, $kind:literal) => {
        Layout {
            charset: Charset::Cp932,
            shape: Shape::Comma,
            title: $title,
            header: &[
                "受給者宛名番号",
                "受給者氏名",
                "受給者カナ",
                "受給者生年月日",
                "児童宛名番号",
                "児童氏名",
                "児童カナ",
                "児童生年月日",
                "児童性別",
                $kind,
                "認定年月日",
            ],
            total: true,
        }
    };
}

/// 児童手当.
pub(crate) static CHILD: Layout = allowance_layout!("手当・医療システム　児童手当", "児童手当支給状況");
/// 児童扶養手当.
pub(crate) static REARING: Layout = allowance_layout!("手当・医療システム　児童扶養手当", "児童扶養手当支給区分");
/// 特別児童扶養手当.
pub(crate) static SPECIAL: Layout =
    allowance_layout!("手当・医療システム　特別児童扶養手当", "特別児童扶養手当支給状況");

fn row(world: &World, sheet: &mut Sheet<'_>, recipient: u32, child: u32, kind: &str, age_days: i32) {
    sheet.mention("recipient", recipient);
    sheet.mention("child", child);
    if sheet.wants_data() {
        let giver = spell(world, &HABITS, recipient);
        let own = spell(world, &HABITS, child);
        for cell in
            [&giver.number, &giver.name, &giver.kana, &giver.birth, &own.number, &own.name, &own.kana, &own.birth]
        {
            sheet.cell(cell);
        }
        sheet.cell(own.sex);
        sheet.cell(kind);
        let birth = world.residents.persons[child as usize].birth;
        sheet.cell(&dates::text(shift(birth, age_days), DateStyle::EraDots));
    }
    sheet.end();
}

/// Children up to the third year of lower secondary school, except in families past the upper limit of income.
pub(crate) fn child(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    for child in world.children.iter().filter(|child| child.grade <= 9 && world.lives_here(child.person)) {
        let mut roll =
            world.dice.roll(Purpose("児童手当"), u64::from(world.residents.persons[child.person as usize].household));
        if !child.poor && roll.chance(0.05) {
            continue;
        }
        if let Some(recipient) = world.guardian(child.person) {
            row(world, sheet, recipient, child.person, "受給中", 20);
        }
    }
}

/// Single parents up to a limit of income.
pub(crate) fn rearing(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    for child in
        world.children.iter().filter(|child| world.single_parent(child.person) && world.lives_here(child.person))
    {
        let Some(recipient) = world.guardian(child.person) else {
            continue;
        };
        let mut roll = world.dice.roll(Purpose("児童扶養手当"), u64::from(recipient));
        if roll.chance(if child.poor { 0.88 } else { 0.5 }) {
            let kind = if child.poor {
                "全部支給"
            } else {
                ["一部支給", "全部停止"][roll.weighted(&[0.75, 0.25])]
            };
            row(world, sheet, recipient, child.person, kind, roll.between(100, 900));
        }
    }
}

/// Children with a handicap of some weight.
pub(crate) fn special(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    for child in world.children.iter().filter(|child| world.lives_here(child.person)) {
        let Some(certificate) = world.conditions.certificate_of(child.person) else {
            continue;
        };
        let mut roll = world.dice.roll(Purpose("特別児童扶養手当"), u64::from(child.person));
        if let (true, Some(recipient)) = (certificate.grade <= 3 && roll.chance(0.7), world.guardian(child.person)) {
            row(world, sheet, recipient, child.person, "受給中", roll.between(700, 1_500));
        }
    }
}

/// ひとり親医療.
pub(crate) static SINGLE_PARENT: Layout = Layout {
    charset: Charset::Cp932,
    shape: Shape::Comma,
    title: "",
    header: &[
        "受給者番号",
        "親宛名番号",
        "親氏名",
        "親生年月日",
        "児童宛名番号",
        "児童氏名",
        "児童生年月日",
        "ひとり親医療",
        "資格取得日",
        "資格喪失日",
    ],
    total: false,
};

/// One row per child of a single parent who holds the certificate.
pub(crate) fn single_parent(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    for child in
        world.children.iter().filter(|child| world.single_parent(child.person) && world.lives_here(child.person))
    {
        let Some(parent) = world.guardian(child.person) else {
            continue;
        };
        let mut roll = world.dice.roll(Purpose("ひとり親医療"), u64::from(parent));
        if !roll.chance(if child.poor { 0.85 } else { 0.6 }) {
            continue;
        }
        let giver = spell(world, &HABITS, parent);
        let own = spell(world, &HABITS, child.person);
        sheet.mention("parent", parent);
        sheet.mention("child", child.person);
        sheet.show(format_args!("81{:06}", parent));
        for cell in [&giver.number, &giver.name, &giver.birth, &own.number, &own.name, &own.birth] {
            sheet.cell(cell);
        }
        sheet.cell("該当");
        let from = shift(world.on, -roll.between(60, 1_500));
        sheet.cell(&dates::text(from, DateStyle::EraDots));
        sheet.cell("");
        sheet.end();
    }
}

/// 子ども医療レセプト.
pub(crate) static RECEIPTS: Layout = Layout {
    charset: Charset::Cp932,
    shape: Shape::Comma,
    title: "",
    header: &[
        "宛名番号",
        "カナ氏名",
        "生年月日",
        "診療年月",
        "医療機関番号",
        "診療区分",
        "入院日",
        "退院日",
        "診療実日数",
    ],
    total: false,
};

/// First and last day of a month that a pupil was absent in hospital.
fn hospital_days(world: &World, child: &Child, month: Date) -> Option<(Date, Date)> {
    let stay = *world.schools.by_child.get(world.residents.persons[child.person as usize].child as usize)?;
    if stay == crate::person::NONE {
        return None;
    }
    let span = world.calendar.days_of(month);
    let days = &world.days.of(stay as usize)[span.clone()];
    let first = days.iter().position(|&code| code == day::HOSPITAL)?;
    let last = days.iter().rposition(|&code| code == day::HOSPITAL)?;
    Some((world.calendar.days[span.start + first], world.calendar.days[span.start + last]))
}

/// One row per child and month with a visit; two months behind.
pub(crate) fn receipts(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    let last = world.months_before(2);
    let months: Vec<_> = world.calendar.months().into_iter().filter(|month| *month <= last).collect();
    for child in world.children.iter().filter(|child| world.lives_here(child.person)) {
        let own = spell(world, &HABITS, child.person);
        let mut roll = world.dice.roll(Purpose("レセプト"), u64::from(child.person));
        let young = if child.grade < 1 { 0.55 } else { 0.3 };
        let clinic = roll.below(60);
        for month in &months {
            let stay = hospital_days(world, child, *month);
            if stay.is_none() && !roll.chance((young * f64::from(child.frailty).min(1.8)).min(0.9)) {
                continue;
            }
            let stay = stay.or_else(|| {
                // Those of no public school fall ill too; their days are in no school's books.
                let from = shift(*month, roll.between(0, 12));
                (child.place != Place::Public && roll.chance(0.008)).then(|| (from, shift(from, roll.between(2, 12))))
            });
            sheet.mention("child", child.person);
            for cell in [&own.number, &own.kana, &own.birth] {
                sheet.cell(cell);
            }
            sheet.show(format_args!("{}{:02}", month.year(), month.month()));
            sheet.show(format_args!("13{:05}", 10_000 + (clinic + roll.below(3)) * 37));
            if let Some((from, to)) = stay {
                sheet.cell("入院");
                sheet.cell(&dates::text(from, DateStyle::EraDots));
                sheet.cell(&dates::text(to, DateStyle::EraDots));
                sheet.show(crate::calendar::days_between(from, to) + 1);
            } else {
                sheet.cell(["外来", "歯科"][roll.weighted(&[0.82, 0.18])]);
                sheet.empty(2);
                sheet.show(1 + roll.count(0.6));
            }
            sheet.end();
        }
    }
}
