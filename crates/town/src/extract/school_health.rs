//! Health at school: visits to the nurse, yearly checkups, talks with counsellors.

use super::Slice;
use super::roster::HABITS;
use super::school_side::seat;
use crate::child::{Care, Child, Truancy};
use crate::dates::{self, DateStyle};
use crate::days::day;
use crate::dice::{Purpose, Roll};
use crate::sheet::{Charset, Layout, Shape, Sheet};
use crate::spelling::spell;
use crate::world::World;

/// 保健室利用.
pub(crate) static HEALTH_ROOM: Layout = Layout {
    charset: Charset::Utf8Bom,
    shape: Shape::Comma,
    title: "",
    header: &["年度", "学校名", "学年", "組", "出席番号", "来室日", "入室時間", "退室時間", "症状", "対応"],
    total: false,
};

/// How often a child goes to the nurse on a lesson day, by what troubles it and how long before truancy begins.
fn nurse_chance(child: &Child, at: usize) -> f64 {
    let mut chance = 0.009 * (0.5 + 0.5 * f64::from(child.frailty));
    let shows = f64::from(child.visibility);
    if child.neglected {
        chance += 0.008 * shows;
    }
    if child.care == Care::Excessive {
        chance += 0.006 * shows;
    }
    chance + 0.06 * shows * unease(child, at)
}

/// Growing unease before truancy begins, 0 to 1.
fn unease(child: &Child, at: usize) -> f64 {
    match child.truancy {
        Truancy::Begins(begins, signs)
            if at < usize::from(begins) && at + usize::from(signs) >= usize::from(begins) =>
        {
            (at + usize::from(signs) - usize::from(begins)) as f64 / f64::from(signs.max(1))
        }
        _ => 0.0,
    }
}

/// One row per visit.
pub(crate) fn health_room(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    for (index, stay) in world.schools.enrolments.iter().enumerate() {
        let child = &world.children[stay.child as usize];
        let mut roll = world.dice.roll(Purpose("保健室"), u64::from(child.person));
        for (at, &code) in world.days.of(index).iter().enumerate() {
            let there = matches!(code, day::PRESENT | day::LATE | day::EARLY);
            if !roll.chance(nurse_chance(child, at)) || !there {
                continue;
            }
            sheet.mention("pupil", child.person);
            seat(world, sheet, stay);
            sheet.cell(&dates::text(world.calendar.days[at], DateStyle::Slash));
            let minute = roll.between(0, 360);
            let end = minute + roll.between(5, 50);
            sheet.show(format_args!("{}:{:02}", 8 + (30 + minute) / 60, (30 + minute) % 60));
            sheet.show(format_args!("{}:{:02}", 8 + (30 + end) / 60, (30 + end) % 60));
            let tired = if child.neglected || child.care == Care::Excessive { 0.2 } else { 0.1 };
            let uneasy = if unease(child, at) > 0.0 { 0.12 } else { 0.01 };
            let kinds = ["頭痛", "腹痛", "けが", "気分不良", "眠い", "相談", "教室に入れない"];
            sheet.cell(kinds[roll.weighted(&[0.25, 0.2, 0.25, 0.15, tired, 0.05, uneasy])]);
            sheet.cell(["休養", "手当", "早退", "教室へ戻る"][roll.weighted(&[0.3, 0.3, 0.05, 0.35])]);
            sheet.end();
        }
    }
}

/// 学校定期健康診断.
pub(crate) static CHECKUP: Layout = Layout {
    charset: Charset::Cp932,
    shape: Shape::Comma,
    title: "定期健康診断",
    header: &["年度", "学校名", "学年", "組", "出席番号", "実施日", "身長", "体重", "未処置歯数", "受診勧告と受診"],
    total: true,
};

/// One row per pupil who was there.
pub(crate) fn checkup(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    let day = jiff::civil::Date::constant(world.plan.fiscal_year, 6, 10);
    for stay in world
        .schools
        .enrolments
        .iter()
        .filter(|stay| stay.from.is_none_or(|from| from < day) && stay.to.is_none_or(|to| to > day))
    {
        let child = &world.children[stay.child as usize];
        let mut roll = world.dice.roll(Purpose("健康診断"), u64::from(child.person));
        if roll.chance(if matches!(child.truancy, Truancy::Continuing) { 0.5 } else { 0.03 }) {
            continue;
        }
        let height = roll.around(110.0 + 5.8 * f64::from(child.grade), 5.5);
        let thin = if child.neglected && roll.chance(0.2) { 0.85 } else { 1.0 };
        sheet.mention("pupil", child.person);
        seat(world, sheet, stay);
        sheet.cell(&dates::text(day, DateStyle::Slash));
        sheet.show(format_args!("{height:.1}"));
        sheet.show(format_args!(
            "{:.1}",
            height * height / 10_000.0 * roll.around(14.5 + 0.55 * f64::from(child.grade), 1.8) * thin
        ));
        let (teeth, referral) = untreated(child, &mut roll);
        sheet.show(teeth);
        sheet.cell(referral);
        sheet.end();
    }
}

fn untreated(child: &Child, roll: &mut Roll) -> (u32, &'static str) {
    let chance = if child.neglected {
        0.5
    } else if child.poor {
        0.3
    } else {
        0.18
    };
    if !roll.chance(chance) {
        return (0, "");
    }
    let teeth = 1 + roll.count(if child.neglected { 2.5 } else { 0.8 });
    (teeth, if roll.chance(if child.neglected { 0.25 } else { 0.6 }) { "受診済" } else { "未受診" })
}

/// 教育相談・SC・SSW.
pub(crate) static COUNSELLING: Layout = Layout {
    charset: Charset::Utf16,
    shape: Shape::Tab,
    title: "",
    header: &["学籍番号", "児童生徒氏名", "相談日", "SC・SSW", "教育相談利用"],
    total: false,
};

/// One row per talk with a counsellor.
pub(crate) fn counselling(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    for stay in &world.schools.enrolments {
        let child = &world.children[stay.child as usize];
        let mut roll = world.dice.roll(Purpose("教育相談"), u64::from(child.person));
        let chance = match child.truancy {
            Truancy::Continuing => 0.45,
            Truancy::Begins(begins, _) if usize::from(begins) < world.calendar.days.len() => 0.2,
            _ => 0.0,
        } + if child.neglected || child.care == Care::Excessive { 0.06 } else { 0.0 }
            + 0.015;
        if !roll.chance(chance) {
            continue;
        }
        for _ in 0..=roll.count(1.5) {
            let at = roll.below(world.calendar.days.len().max(1) as u32) as usize;
            let Some(&date) = world.calendar.days.get(at) else {
                continue;
            };
            sheet.mention("pupil", child.person);
            sheet.show(stay.number);
            sheet.cell(&spell(world, &HABITS, child.person).name);
            sheet.cell(&dates::text(date, DateStyle::Slash));
            sheet.cell(["SC", "SSW"][roll.weighted(&[0.75, 0.25])]);
            sheet.cell("有");
            sheet.end();
        }
    }
}
