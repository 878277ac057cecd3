//! こども総合相談システム (子ども育成課): cases with up to fifteen family members per row, and progress notes. No 宛名番号.

use super::Slice;
use crate::calendar::shift;
use crate::child::Place;
use crate::dates::{self, DateStyle};
use crate::dice::Purpose;
use crate::person::{NONE, PersonIndex, Relation, Sex};
use crate::places::AddressStyle;
use crate::sheet::{Charset, Layout, Shape, Sheet};
use crate::spelling::{Habits, KanaStyle, spell};
use crate::support::{Case, Cause, ROUTES};
use crate::world::World;

const HABITS: Habits = Habits {
    source: Purpose("こども総合相談"),
    date: DateStyle::EraDots,
    kana: KanaStyle::Full,
    space: " ",
    address: AddressStyle::Hyphens,
    register: false,
};

/// Members a row has room for (家族1–15).
const FAMILY: usize = 15;

macro_rules! family_headers {
    ($($n:literal)*) => {
        &[
            "受理番号", "受付日", "受付区分", "受理決定日", "受付時年齢", "児童氏名", "児童カナ氏名", "児童生年月日", "性別", "実住所", "所属区分", "所属名", "学年", "相談種別(主)", "経路",
            "警察からの通報",
            "病院からの通報",
            "児童相談所からの通報",
            "緊急受理", "虐待の種類(主)",
            "援助支援決定日", "支援内容", "担当者", "終結日",
            $(
                concat!("続柄_家族", $n), concat!("保護者_家族", $n), concat!("直接入力氏名_家族", $n), concat!("直接入力カナ氏名_家族", $n), concat!("生年月日_家族", $n), concat!("同別居_家族", $n),
            )*
        ]
    };
}

/// 受付.
pub(crate) static INTAKE: Layout = Layout {
    charset: Charset::Cp932,
    shape: Shape::Comma,
    title: "",
    header: family_headers!("1" "2" "3" "4" "5" "6" "7" "8" "9" "10" "11" "12" "13" "14" "15"),
    total: false,
};

/// 受理番号: 年度 and a running number.
pub(crate) fn case_number(index: usize, case: &Case) -> String {
    let fiscal_year = case.received.year() - i16::from(case.received.month() < 4);
    format!("{fiscal_year}-{:04}", index + 1)
}

/// As the child sees a member of its household (続柄).
fn relation(world: &World, child: PersonIndex, member: PersonIndex) -> &'static str {
    let me = &world.residents.persons[child as usize];
    let other = &world.residents.persons[member as usize];
    let older = other.birth <= me.birth;
    if member == me.mother {
        "母"
    } else if member == me.father {
        "父"
    } else if other.mother != NONE && other.mother == me.mother || other.father != NONE && other.father == me.father {
        match (older, other.sex) {
            (true, Sex::Male) => "兄",
            (true, Sex::Female) => "姉",
            (false, Sex::Male) => "弟",
            (false, Sex::Female) => "妹",
        }
    } else if matches!(other.relation, Relation::Head | Relation::Wife | Relation::Father | Relation::Mother) {
        if other.sex == Sex::Male { "祖父" } else { "祖母" }
    } else {
        "その他"
    }
}

/// One row per case.
pub(crate) fn intake(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    for (index, case) in world.cases.iter().enumerate() {
        let child = &world.children[case.child as usize];
        let person = &world.residents.persons[case.person as usize];
        let mut roll = world.dice.roll(Purpose("受付"), u64::from(case.person));
        let own = spell(world, &HABITS, case.person);
        sheet.mention("child", case.person);
        sheet.cell(&case_number(index, case));
        sheet.cell(&dates::text(case.received, DateStyle::EraDots));
        sheet.cell(["電話", "来所", "訪問", "文書"][roll.weighted(&[0.6, 0.2, 0.1, 0.1])]);
        sheet.cell(&dates::text(shift(case.received, roll.between(0, 5)), DateStyle::EraDots));
        sheet.show(person.age(case.received).max(0));
        for cell in [&own.name, &own.kana, &own.birth] {
            sheet.cell(cell);
        }
        sheet.cell(own.sex);
        sheet.cell(&own.address);
        let (kind, grade) = match child.place {
            Place::Public | Place::Private | Place::National | Place::Special | Place::Foreign => (
                "学校",
                format!(
                    "{}{}",
                    if child.grade <= 6 { "小" } else { "中" },
                    if child.grade <= 6 { child.grade } else { child.grade - 6 }
                ),
            ),
            Place::Nursery => ("保育所", String::new()),
            Place::Kindergarten => ("幼稚園", String::new()),
            Place::Later => ("高校等", String::new()),
            Place::Home | Place::Unknown => ("未所属", String::new()),
        };
        sheet.cell(kind);
        let school = world.stay_of(case.child);
        sheet.cell(school.map_or("", |stay| &world.schools.schools[usize::from(stay.school)].name));
        sheet.cell(&grade);
        sheet.cell(case.cause.written());
        sheet.cell(ROUTES[usize::from(case.route)]);
        // 公的機関との接触情報: who told, where an authority did.
        let route = ROUTES[usize::from(case.route)];
        sheet.cell(if route == "警察等" { "有" } else { "" });
        sheet.cell(if route == "医療機関" { "有" } else { "" });
        sheet.cell(if case.cause == Cause::Abuse && roll.chance(0.15) { "有" } else { "" });
        let abuse = case.cause == Cause::Abuse;
        sheet.cell(if abuse && roll.chance(0.1) { "有" } else { "" });
        sheet.cell(if !abuse {
            ""
        } else if child.neglected {
            ["保護の怠慢・拒否（ネグレクト）", "身体的虐待", "心理的虐待"][roll.weighted(&[0.55, 0.2, 0.25])]
        } else {
            ["心理的虐待", "身体的虐待", "性的虐待"][roll.weighted(&[0.7, 0.29, 0.01])]
        });
        sheet.cell(&dates::text(shift(case.received, roll.between(7, 20)), DateStyle::EraDots));
        sheet.cell(["継続的な面接", "家庭訪問", "関係機関との連携", "助言"][roll.weighted(&[0.3, 0.25, 0.25, 0.2])]);
        sheet.cell(["佐野", "三浦", "大塚", "平田"][roll.below(4) as usize]);
        sheet.cell(&case.closed.map_or_else(String::new, |day| dates::text(day, DateStyle::EraDots)));
        family(world, sheet, case);
        sheet.end();
    }
}

fn family(world: &World, sheet: &mut Sheet<'_>, case: &Case) {
    let person = &world.residents.persons[case.person as usize];
    let home = &world.residents.households[person.household as usize];
    // Everybody behind the door, then parents who live elsewhere.
    let mut members: Vec<PersonIndex> = world
        .conditions
        .households_of(home.dwelling)
        .iter()
        .flat_map(|&other| world.residents.households[other as usize].members())
        .filter(|&member| member != case.person)
        .collect();
    for parent in [person.mother, person.father] {
        if parent != NONE && !members.contains(&parent) {
            members.push(parent);
        }
    }
    members.truncate(FAMILY);
    for (place, &member) in members.iter().enumerate() {
        let spelling = spell(world, &HABITS, member);
        sheet.mention(&format!("family{}", place + 1), member);
        let relation = relation(world, case.person, member);
        sheet.cell(relation);
        sheet.cell(if matches!(relation, "父" | "母") { "○" } else { "" });
        sheet.cell(&spelling.name);
        sheet.cell(&spelling.kana);
        sheet.cell(&spelling.birth);
        sheet.cell(if world.residents.persons[member as usize].household == NONE { "別居" } else { "同居" });
    }
    sheet.empty((FAMILY - members.len()) * 6);
}

/// 経過記録.
pub(crate) static PROGRESS: Layout = Layout {
    charset: Charset::Cp932,
    shape: Shape::Quoted,
    title: "",
    header: &[
        "受理番号",
        "相談日",
        "区分",
        "対応者",
        "相談者区分_児童",
        "相談者区分_保護者",
        "相談者区分_その他",
        "連携機関",
        "内容",
    ],
    total: false,
};

/// Notes of the last year, one row per contact.
pub(crate) fn progress(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    let start = shift(world.on, -365);
    for (index, case) in world.cases.iter().enumerate() {
        let mut roll = world.dice.roll(Purpose("経過記録"), u64::from(case.person));
        let end = case.closed.unwrap_or(world.on);
        let mut day = case.received.max(start);
        while day <= end {
            sheet.mention("child", case.person);
            sheet.cell(&case_number(index, case));
            sheet.cell(&dates::text(day, DateStyle::EraDots));
            let kind = roll.weighted(&[0.5, 0.25, 0.15, 0.1]);
            sheet.cell(["電話", "家庭訪問", "面接", "会議"][kind]);
            sheet.cell(["佐野", "三浦", "大塚", "平田"][roll.below(4) as usize]);
            let met = matches!(kind, 1 | 2) && roll.chance(0.6);
            sheet.cell(if met { "○" } else { "" });
            sheet.cell(if roll.chance(0.7) { "○" } else { "" });
            sheet.cell(if kind == 3 { "○" } else { "" });
            sheet.cell(if roll.chance(0.35) {
                ["学校", "保育園", "保健センター", "児童相談所"][roll.below(4) as usize]
            } else {
                ""
            });
            sheet.cell(match (kind, met) {
                (0, _) => "母に電話。\n様子を聞き取る。",
                (_, true) => "本人に会う。表情は穏やか。",
                (1, false) => "訪問するも不在, 連絡票を置く。",
                _ => "今後の方針を確認。",
            });
            sheet.end();
            day = shift(day, roll.between(12, 75));
        }
    }
}
