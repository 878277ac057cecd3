//! The education board beside attendance: 学齢簿 and 就学援助.

use super::Slice;
use crate::calendar::shift;
use crate::child::Place;
use crate::dates::{self, DateStyle};
use crate::dice::Purpose;
use crate::places::AddressStyle;
use crate::school::Enrolment;
use crate::sheet::{Charset, Layout, Shape, Sheet};
use crate::spelling::{Habits, KanaStyle, spell};
use crate::world::World;

const HABITS: Habits = Habits {
    source: Purpose("学齢簿"),
    date: DateStyle::EraKanji,
    kana: KanaStyle::Full,
    space: "　",
    address: AddressStyle::Official,
    register: false,
};

/// Grade as forms write it.
fn grade_text(grade: i16) -> String {
    if grade <= 6 { format!("小{grade}") } else { format!("中{}", grade - 6) }
}

/// School, grade, class and seat: how a row without a name refers to a pupil.
pub(crate) fn seat(world: &World, sheet: &mut Sheet<'_>, stay: &Enrolment) {
    let school = &world.schools.schools[usize::from(stay.school)];
    sheet.show(world.plan.fiscal_year);
    sheet.cell(&school.name);
    sheet.show(if school.primary { stay.grade } else { stay.grade - 6 });
    sheet.show(stay.class);
    sheet.show(stay.seat);
}

/// 学齢簿.
pub(crate) static AGE_REGISTER: Layout = Layout {
    charset: Charset::Cp932,
    shape: Shape::Comma,
    title: "学齢簿",
    header: &[
        "宛名番号",
        "児童生徒氏名",
        "フリガナ",
        "生年月日",
        "性別",
        "学年",
        "就学区分",
        "就学先",
        "入学年月日",
        "保護者宛名番号",
        "保護者氏名",
        "保護者続柄",
        "住所",
        "方書",
    ],
    total: true,
};

/// Every child of compulsory school age, wherever it goes to school.
pub(crate) fn age_register(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    let year = world.plan.fiscal_year;
    for (index, child) in
        world.children.iter().enumerate().filter(|(_, child)| child.pupil() && world.lives_here(child.person))
    {
        let mut roll = world.dice.roll(Purpose("学齢簿の行"), u64::from(child.person));
        let own = spell(world, &HABITS, child.person);
        sheet.mention("child", child.person);
        for cell in [&own.number, &own.name, &own.kana, &own.birth] {
            sheet.cell(cell);
        }
        sheet.cell(own.sex);
        sheet.cell(&grade_text(child.grade));
        sheet.cell(match child.place {
            Place::Private => "私立",
            Place::National => "国立",
            Place::Special => "特別支援学校",
            Place::Foreign => "外国人学校",
            Place::Unknown => "就学状況不明",
            _ => "市立",
        });
        let stay = (child.place == Place::Public).then(|| world.stay_of(index as u32)).flatten();
        sheet.cell(match (stay, child.place) {
            (Some(stay), _) => &world.schools.schools[usize::from(stay.school)].name,
            (None, Place::Private) => ["若葉学園", "多摩中央学院", "聖光学園"][roll.below(3) as usize],
            (None, Place::National) => "附属小中学校",
            (None, Place::Special) => "都立多摩東特別支援学校",
            (None, Place::Foreign) => "国際学園",
            _ => "",
        });
        let entered =
            jiff::civil::Date::constant(year - if child.grade <= 6 { child.grade - 1 } else { child.grade - 7 }, 4, 1);
        sheet.cell(&dates::text(entered, DateStyle::EraKanji));
        match world.guardian(child.person) {
            Some(guardian) => {
                let parent = spell(world, &HABITS, guardian);
                sheet.mention("guardian", guardian);
                sheet.cell(&parent.number);
                sheet.cell(&parent.name);
                sheet.cell(if guardian == world.residents.persons[child.person as usize].mother {
                    "母"
                } else {
                    "父"
                });
            }
            None => sheet.empty(3),
        }
        sheet.cell(&own.address);
        sheet.cell(&own.building);
        sheet.end();
    }
}

/// 就学援助.
pub(crate) static AID: Layout = Layout {
    charset: Charset::Utf8Bom,
    shape: Shape::Quoted,
    title: "",
    header: &[
        "認定番号",
        "年度",
        "児童宛名番号",
        "児童氏名",
        "児童カナ",
        "生年月日",
        "学校名",
        "学年",
        "学校活動",
        "申請者宛名番号",
        "申請者氏名",
        "認定区分",
        "認定開始日",
        "認定終了日",
    ],
    total: false,
};

/// Families that asked for help with the cost of school, and got it.
pub(crate) fn aid(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    let year = world.plan.fiscal_year;
    for stay in world.schools.enrolments.iter().filter(|stay| stay.to.is_none()) {
        let child = &world.children[stay.child as usize];
        let home = &world.residents.households[world.residents.persons[child.person as usize].household as usize];
        let mut roll = world.dice.roll(Purpose("就学援助"), u64::from(home.first));
        let granted = home.welfare || roll.chance(if child.poor { 0.72 } else { 0.045 });
        let Some(guardian) = world.guardian(child.person).filter(|_| granted) else {
            continue;
        };
        let own = spell(world, &HABITS, child.person);
        let parent = spell(world, &HABITS, guardian);
        sheet.mention("child", child.person);
        sheet.mention("applicant", guardian);
        sheet.show(format_args!("{year}{:05}", stay.child % 100_000));
        sheet.show(year);
        for cell in [&own.number, &own.name, &own.kana, &own.birth] {
            sheet.cell(cell);
        }
        sheet.cell(&world.schools.schools[usize::from(stay.school)].name);
        sheet.cell(&grade_text(child.grade));
        // 学校活動: what the grant for clubs is paid for.
        sheet.cell(if child.grade >= 7 {
            ["サッカー部", "吹奏楽部", "美術部", "卓球部", "なし"][roll.weighted(&[0.2, 0.2, 0.15, 0.2, 0.25])]
        } else {
            ""
        });
        sheet.cell(&parent.number);
        sheet.cell(&parent.name);
        sheet.cell(if home.welfare { "要保護" } else { "準要保護" });
        let late = roll.chance(0.1).then(|| shift(world.calendar.first, roll.between(20, 200)));
        let from = late.or(stay.from).unwrap_or(world.calendar.first);
        sheet.cell(&dates::text(from, DateStyle::Slash));
        sheet.cell(&dates::text(jiff::civil::Date::constant(year + 1, 3, 31), DateStyle::Slash));
        sheet.end();
    }
}
