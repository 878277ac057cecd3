//! 校務支援システム (教育委員会): who is enrolled where with whose guardians, and the attendance of the year before.

use super::Slice;
use crate::child::Truancy;
use crate::dates::{self, DateStyle};
use crate::dice::Purpose;
use crate::foreign::NATIONS;
use crate::numbers;
use crate::places::AddressStyle;
use crate::sheet::{Charset, Layout, Shape, Sheet};
use crate::spelling::{Habits, KanaStyle, spell};
use crate::world::World;

/// The habits of the school side: no 宛名番号.
pub(crate) const HABITS: Habits = Habits {
    source: Purpose("校務支援"),
    date: DateStyle::Slash,
    kana: KanaStyle::Full,
    space: "　",
    address: AddressStyle::Short,
    register: false,
};

/// 在籍名簿.
pub(crate) static ROSTER: Layout = Layout {
    charset: Charset::Cp932,
    shape: Shape::Comma,
    title: "校務支援システム　在籍名簿",
    header: &[
        "年度",
        "学校番号",
        "学校名",
        "学校種",
        "学年",
        "組",
        "出席番号",
        "学籍番号",
        "県学調管理番号",
        "児童生徒氏名",
        "フリガナ",
        "性別",
        "生年月日",
        "国籍",
        "郵便番号",
        "住所",
        "保護者1氏名",
        "保護者1続柄",
        "保護者2氏名",
        "保護者2続柄",
        "電話番号",
        "入学前経歴",
        "編入学日",
        "転学日",
        "特別支援",
        "日本語指導",
    ],
    total: true,
};

/// One row per stay: a child that changed school within the town stands in two.
pub(crate) fn roster(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    for stay in &world.schools.enrolments {
        let child = &world.children[stay.child as usize];
        let person = &world.residents.persons[child.person as usize];
        let school = &world.schools.schools[usize::from(stay.school)];
        sheet.mention("pupil", child.person);
        let [father, mother] = world.parents(child.person);
        let mut roll = world.dice.roll(Purpose("在籍名簿"), u64::from(child.person));
        let mother_first = roll.chance(0.3);
        let mut guardians = [father.map(|it| (it, "父")), mother.map(|it| (it, "母"))];
        if guardians[0].is_none() || (mother_first && guardians[1].is_some()) {
            guardians.swap(0, 1);
        }
        if roll.chance(0.2) {
            guardians[1] = None;
        }
        for (role, guardian) in ["guardian1", "guardian2"].into_iter().zip(guardians) {
            if let Some((guardian, _)) = guardian {
                sheet.mention(role, guardian);
            }
        }
        if sheet.wants_data() {
            let own = spell(world, &HABITS, child.person);
            sheet.show(world.plan.fiscal_year);
            sheet.show(school.number);
            sheet.cell(&school.name);
            sheet.cell(if school.primary { "小学校" } else { "中学校" });
            sheet.show(if school.primary { stay.grade } else { stay.grade - 6 });
            sheet.show(stay.class);
            sheet.show(stay.seat);
            sheet.show(stay.number);
            sheet.cell(&if stay.grade >= 4 { numbers::survey(child.person) } else { String::new() });
            sheet.cell(&own.name);
            sheet.cell(&own.kana);
            sheet.cell(own.sex);
            sheet.cell(&own.birth);
            sheet.cell(if person.nation == 0 { "" } else { NATIONS[usize::from(person.nation) - 1].name });
            sheet.cell(own.postal);
            sheet.cell(&format!("{}{}{}", own.address, if own.building.is_empty() { "" } else { "　" }, own.building));
            for guardian in guardians {
                match guardian {
                    Some((guardian, relation)) => {
                        sheet.cell(&spell(world, &HABITS, guardian).name);
                        sheet.cell(relation);
                    }
                    None => sheet.empty(2),
                }
            }
            sheet.show(format_args!("0{}0-{:04}-{:04}", roll.pick(&[9, 8, 7]), roll.below(10_000), roll.below(10_000)));
            sheet.cell(if stay.grade == 1 { ["保育園", "幼稚園"][roll.weighted(&[0.6, 0.4])] } else { "" });
            let day = |date: Option<jiff::civil::Date>| {
                date.map_or_else(String::new, |date| dates::text(date, DateStyle::Slash))
            };
            sheet.cell(&day(stay.from));
            sheet.cell(&day(stay.to));
            sheet.cell(if child.handicapped {
                ["特別支援学級", "通級", ""][roll.weighted(&[0.45, 0.25, 0.3])]
            } else {
                ""
            });
            sheet.cell(if person.nation != 0 && roll.chance(0.5) { "要" } else { "" });
        }
        sheet.end();
    }
}

/// 指導要録 出欠の記録.
pub(crate) static GUIDANCE: Layout = Layout {
    charset: Charset::Cp932,
    shape: Shape::Comma,
    title: "校務支援システム　指導要録　出欠の記録",
    header: &[
        "県学調管理番号",
        "学籍番号",
        "年度",
        "学年",
        "授業日数",
        "出席停止・忌引等の日数",
        "出席しなければならない日数",
        "欠席日数",
        "出席日数",
        "備考",
    ],
    total: false,
};

/// The year before, for pupils who were here then.
pub(crate) fn guidance(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    for stay in world.schools.enrolments.iter().filter(|stay| stay.grade >= 2 && stay.grade != 7 && stay.from.is_none())
    {
        let child = &world.children[stay.child as usize];
        let mut roll = world.dice.roll(Purpose("前年度"), u64::from(child.person));
        let lessons = 200 + roll.below(4);
        let suspended = if roll.chance(0.2) { 1 + roll.count(2.0) } else { 0 };
        let ordinary = roll.count(4.0 * f64::from(child.frailty));
        let absent = match child.truancy {
            Truancy::Continuing => 30 + roll.below(140),
            Truancy::Begins(begins, _) if begins < 60 => ordinary + roll.below(15),
            _ => ordinary,
        }
        .min(lessons - suspended);
        sheet.mention("pupil", child.person);
        sheet.cell(&if stay.grade >= 5 { numbers::survey(child.person) } else { String::new() });
        sheet.show(stay.number);
        sheet.show(world.plan.fiscal_year - 1);
        sheet.show(if stay.grade <= 6 { stay.grade - 1 } else { stay.grade - 7 });
        sheet.show(lessons);
        sheet.show(suspended);
        sheet.show(lessons - suspended);
        sheet.show(absent);
        sheet.show(lessons - suspended - absent);
        sheet.cell(if absent >= 30 && roll.chance(0.5) { "不登校" } else { "" });
        sheet.end();
    }
}
