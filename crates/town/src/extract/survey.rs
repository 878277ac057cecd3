//! Surveys of pupils: 県学力・学習状況調査, 授業がわかる調査, 学校生活アンケート. Answers 1 (そう思う) to 4 (そう思わない).

use super::Slice;
use super::roster::HABITS;
use super::school_side::seat;
use crate::child::{Care, Child, Truancy};
use crate::dates::{self, DateStyle};
use crate::dice::{Purpose, Roll};
use crate::numbers;
use crate::school::Enrolment;
use crate::sheet::{Charset, Layout, Shape, Sheet};
use crate::spelling::spell;
use crate::world::World;

/// How burdened a pupil feels on a day, 0 (not) to about 2.
fn burden(child: &Child, at: usize) -> f64 {
    let shows = f64::from(child.visibility);
    let mut burden = 0.0;
    match child.truancy {
        Truancy::Continuing => burden += 1.2,
        Truancy::Begins(begins, signs) if signs > 0 => {
            // Unease comes long before absence.
            let ahead = (f64::from(begins) - at as f64).max(0.0);
            burden += shows * (1.0 - ahead / 260.0).max(0.15);
        }
        Truancy::Begins(..) | Truancy::Never => {}
    }
    if child.neglected {
        burden += 0.5 * shows;
    }
    if child.care == Care::Excessive {
        burden += 0.35 * shows;
    }
    burden
}

/// An answer 1–4; the burden pushes it up.
fn answer(roll: &mut Roll, burden: f64) -> u32 {
    let felt = roll.around(1.75 + 0.75 * burden, 0.8);
    if felt < 1.5 {
        1
    } else if felt < 2.5 {
        2
    } else if felt < 3.5 {
        3
    } else {
        4
    }
}

/// Whether the pupil was there and answered.
fn answered(world: &World, stay: &Enrolment, child: &Child, at: usize, roll: &mut Roll) -> bool {
    let there = |date| stay.from.is_none_or(|from| from <= date) && stay.to.is_none_or(|to| to > date);
    let truant = matches!(child.truancy, Truancy::Continuing)
        || matches!(child.truancy, Truancy::Begins(begins, _) if usize::from(begins) <= at);
    world.calendar.days.get(at).is_some_and(|&date| there(date)) && roll.chance(if truant { 0.45 } else { 0.965 })
}

/// 県学調: results.
pub(crate) static ACHIEVEMENT: Layout = Layout {
    charset: Charset::Utf8Bom,
    shape: Shape::Comma,
    title: "",
    header: &[
        "年度",
        "学校名",
        "学年",
        "組",
        "出席番号",
        "県学調管理番号",
        "国語",
        "算数・数学",
        "英語",
        "学力レベル",
        "平均偏差値",
        "前年からの変化",
    ],
    total: false,
};

/// 県学調: 児童生徒質問紙.
pub(crate) static PREFECTURAL: Layout = Layout {
    charset: Charset::Utf8Bom,
    shape: Shape::Comma,
    title: "",
    header: &[
        "年度",
        "学校名",
        "学年",
        "組",
        "出席番号",
        "県学調管理番号",
        "実施日",
        "授業で必要なものを忘れた",
        "何からん暴なことを言った",
        "きちんと話を聞かないといけないときにぼんやりしていた",
        "学級での生活は楽しかったですか",
        "学校の先生・友達は自分のよいところをみとめてくれましたか",
        "学校の先生たちは自分のなやみの相談にのってくれましたか",
        "テレビゲームの時間",
        "家の人と学校での出来事について話をしますか",
    ],
    total: false,
};

/// Grades 小4 to 中3, held in May, delivered in September: one row per pupil who was there, with how burdened it felt.
fn tested(
    world: &World,
    sheet: &mut Sheet<'_>,
    purpose: Purpose,
    mut write: impl FnMut(&mut Sheet<'_>, &Enrolment, &Child, f64, &mut Roll, usize),
) {
    let at = world.calendar.index(jiff::civil::Date::constant(world.plan.fiscal_year, 5, 12));
    for stay in world.schools.enrolments.iter().filter(|stay| stay.grade >= 4) {
        let child = &world.children[stay.child as usize];
        let mut there = world.dice.roll(Purpose("県学調"), u64::from(child.person));
        if !answered(world, stay, child, at, &mut there) {
            continue;
        }
        let mut roll = world.dice.roll(purpose, u64::from(child.person));
        sheet.mention("pupil", child.person);
        seat(world, sheet, stay);
        let lost = roll.chance(world.plan.dirt.id_missing);
        sheet.cell(&if lost { String::new() } else { numbers::survey(child.person) });
        write(sheet, stay, child, burden(child, at), &mut roll, at);
        sheet.end();
    }
}

/// Results of the tests.
pub(crate) fn achievement(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    tested(world, sheet, Purpose("県学調学力"), |sheet, stay, child, down, roll, _| {
        let ability = roll.around(50.0 - 2.5 * down - if child.poor { 3.5 } else { 0.0 }, 9.5).clamp(25.0, 76.0);
        for subject in 0..3 {
            if subject == 2 && stay.grade < 8 {
                sheet.cell("");
            } else {
                sheet.show((roll.around(ability, 5.0) * 1.25).clamp(0.0, 100.0) as u32);
            }
        }
        sheet.show(format_args!(
            "{}-{}",
            (f64::from(stay.grade) - 1.0 + (ability - 50.0) / 10.0).clamp(1.0, 12.0) as u32,
            ["A", "B", "C"][roll.below(3) as usize]
        ));
        sheet.show(format_args!("{ability:.1}"));
        sheet.show(format_args!("{:.1}", roll.around(-down, 4.0)));
    });
}

/// Answers about the year before, the school and the home.
pub(crate) fn prefectural(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    tested(world, sheet, Purpose("県学調質問紙"), |sheet, _, child, down, roll, at| {
        sheet.cell(&dates::text(world.calendar.days[at], DateStyle::Slash));
        // What went wrong is answered the other way round: 1 = often.
        for _ in 0..3 {
            sheet.show(5 - answer(roll, down * 0.8));
        }
        for _ in 0..3 {
            sheet.show(answer(roll, down));
        }
        sheet.cell(
            ["しない", "1時間より少ない", "1〜2時間", "2〜3時間", "3時間以上"]
                [roll.weighted(&[0.12, 0.25, 0.3, 0.18, 0.15 + 0.1 * down])],
        );
        sheet.show(answer(roll, down * 0.7 + if child.poor { 0.15 } else { 0.0 }));
    });
}

/// 授業がわかる調査.
pub(crate) static LESSON: Layout = Layout {
    charset: Charset::Cp932,
    shape: Shape::Comma,
    title: "授業がわかる調査",
    header: &["年度", "学校名", "学年", "組", "出席番号", "回答日", "授業の内容がわかりますか", "授業が楽しいですか"],
    total: false,
};

/// June.
pub(crate) fn lesson_june(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    lesson(world, sheet, Purpose("授業6月"), jiff::civil::Date::constant(world.plan.fiscal_year, 6, 20));
}

/// December.
pub(crate) fn lesson_december(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    lesson(world, sheet, Purpose("授業12月"), jiff::civil::Date::constant(world.plan.fiscal_year, 12, 7));
}

fn lesson(world: &World, sheet: &mut Sheet<'_>, purpose: Purpose, day: jiff::civil::Date) {
    let at = world.calendar.index(day);
    for stay in world.schools.enrolments.iter().filter(|stay| stay.grade >= 4) {
        let child = &world.children[stay.child as usize];
        let mut roll = world.dice.roll(purpose, u64::from(child.person));
        if !answered(world, stay, child, at, &mut roll) {
            continue;
        }
        sheet.mention("pupil", child.person);
        seat(world, sheet, stay);
        sheet.cell(&dates::text(world.calendar.days[at], DateStyle::Slash));
        let down = burden(child, at);
        sheet.show(answer(&mut roll, down * 0.7));
        sheet.show(answer(&mut roll, down));
        sheet.end();
    }
}

/// 学校生活アンケート.
pub(crate) static SCHOOL_LIFE: Layout = Layout {
    charset: Charset::Utf8Bom,
    shape: Shape::Quoted,
    title: "",
    header: &[
        "年度",
        "学校名",
        "学年",
        "組",
        "出席番号",
        "氏名",
        "回答日",
        "学校に行くことが楽しい",
        "家には、私の気持ちをわかってくれる家族がいる",
        "学校には、私の気持ちをわかってくれる先生がいる",
        "クラスには、私の気持ちをわかってくれる友達がいる",
        "学校には、私が困ったとき、手助けをしてくれる先生がいる",
        "学校には、私が困ったとき、手助けをしてくれる友達がいる",
    ],
    total: false,
};

/// 中1 and 中2, answered on 20 May, delivered on 10 August.
pub(crate) fn school_life(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    let at = world.calendar.index(jiff::civil::Date::constant(world.plan.fiscal_year, 5, 20));
    for stay in world.schools.enrolments.iter().filter(|stay| stay.grade == 7 || stay.grade == 8) {
        let child = &world.children[stay.child as usize];
        let mut roll = world.dice.roll(Purpose("学校生活"), u64::from(child.person));
        if !answered(world, stay, child, at, &mut roll) {
            continue;
        }
        sheet.mention("pupil", child.person);
        seat(world, sheet, stay);
        sheet.cell(&spell(world, &HABITS, child.person).name);
        sheet.cell(&dates::text(world.calendar.days[at], DateStyle::Slash));
        let down = burden(child, at);
        for weight in [1.0, 0.6, 0.8, 0.8, 0.8, 0.8] {
            sheet.show(answer(&mut roll, down * weight));
        }
        sheet.end();
    }
}
