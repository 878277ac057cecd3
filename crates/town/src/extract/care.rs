//! 介護保険システム (介護福祉課): certifications, and the services used month by month.

use super::Slice;
use crate::dates::{self, DateStyle};
use crate::dice::Purpose;
use crate::numbers;
use crate::places::AddressStyle;
use crate::sheet::{Charset, Layout, Shape, Sheet};
use crate::spelling::{Habits, KanaStyle, spell};
use crate::world::World;

const HABITS: Habits = Habits {
    source: Purpose("介護保険"),
    date: DateStyle::EraDots,
    kana: KanaStyle::Half,
    space: "　",
    address: AddressStyle::Wide,
    register: false,
};

/// 認定者.
pub(crate) static CERTIFICATION: Layout = Layout {
    charset: Charset::Cp932,
    shape: Shape::Comma,
    title: "介護保険システム　要介護認定者一覧",
    header: &[
        "被保険者番号",
        "宛名番号",
        "氏名",
        "カナ氏名",
        "生年月日",
        "性別",
        "住所",
        "方書",
        "要介護度",
        "認定有効期間開始日",
        "認定有効期間終了日",
    ],
    total: true,
};

/// Codes of the levels as the national standard has them: 要支援1 = 12, 要支援2 = 13, 要介護1–5 = 21–25.
const CODES: [&str; 7] = ["12", "13", "21", "22", "23", "24", "25"];

/// One row per certified person.
pub(crate) fn certification(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    for care in world.conditions.care.iter().filter(|care| world.lives_here(care.person)) {
        let own = spell(world, &HABITS, care.person);
        sheet.mention("person", care.person);
        sheet.cell(&numbers::insured(care.person));
        for cell in [&own.number, &own.name, &own.kana, &own.birth] {
            sheet.cell(cell);
        }
        sheet.cell(own.sex);
        sheet.cell(&own.address);
        sheet.cell(&own.building);
        sheet.cell(CODES[usize::from(care.level) - 1]);
        sheet.cell(&dates::text(care.from, DateStyle::EraDots));
        sheet.cell(&dates::text(care.to, DateStyle::EraDots));
        sheet.end();
    }
}

/// 給付実績.
pub(crate) static SERVICES: Layout = Layout {
    charset: Charset::Utf8,
    shape: Shape::Tab,
    title: "",
    header: &["被保険者番号", "提供年月", "サービス種類", "利用日数", "利用単位数", "施設入所", "事業所名"],
    total: false,
};

/// One row per user, month and kind; two months behind.
pub(crate) fn services(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    let last = world.months_before(2);
    let months: Vec<_> = world.calendar.months().into_iter().filter(|month| *month <= last).collect();
    for care in world.conditions.care.iter().filter(|care| world.lives_here(care.person)) {
        let mut roll = world.dice.roll(Purpose("給付実績"), u64::from(care.person));
        let number = numbers::insured(care.person);
        let provider = roll.below(24);
        let kind = roll.weighted(&[0.45, 0.25, 0.12, 0.18]);
        for month in &months {
            if month.last_of_month() < care.from
                || *month > care.to
                || !(care.resident || (care.uses && roll.chance(0.93)))
            {
                continue;
            }
            sheet.mention("person", care.person);
            sheet.cell(&number);
            sheet.show(format_args!("{}{:02}", month.year(), month.month()));
            let days = if care.resident { 30 } else { roll.between(2, 4 + 3 * i32::from(care.level)) };
            sheet.cell(if care.resident {
                "介護老人福祉施設"
            } else {
                ["通所介護", "訪問介護", "短期入所生活介護", "福祉用具貸与"][kind]
            });
            sheet.show(days);
            sheet.show(days * roll.between(450, 950));
            sheet.cell(if care.resident { "有" } else { "" });
            sheet.show(format_args!(
                "{}{}",
                ["あおば", "けやき", "ひだまり", "なごみ", "さくら苑", "みどり園"][provider as usize % 6],
                provider / 6 + 1
            ));
            sheet.end();
        }
    }
}
