//! 生活保護システム (生活福祉課): members of the households that receive public assistance.

use super::Slice;
use crate::calendar::shift;
use crate::dates::{self, DateStyle};
use crate::dice::Purpose;
use crate::places::AddressStyle;
use crate::sheet::{Charset, Layout, Shape, Sheet};
use crate::spelling::{Habits, KanaStyle, spell};
use crate::world::World;

const HABITS: Habits = Habits {
    source: Purpose("生活保護"),
    date: DateStyle::EraDots,
    kana: KanaStyle::Half,
    space: " ",
    address: AddressStyle::Short,
    register: false,
};

/// 被保護者.
pub(crate) static ASSISTANCE: Layout = Layout {
    charset: Charset::Cp932,
    shape: Shape::Quoted,
    title: "生活保護システム　被保護者一覧",
    header: &[
        "ケース番号",
        "宛名番号",
        "氏名",
        "カナ氏名",
        "生年月日",
        "性別",
        "続柄",
        "住所",
        "保護開始日",
        "保護廃止日",
        "生活保護",
    ],
    total: true,
};

/// One row per member.
pub(crate) fn assistance(world: &World, sheet: &mut Sheet<'_>, _: Slice) {
    for (number, home) in
        world.residents.households.iter().enumerate().filter(|(_, home)| home.welfare && home.left.is_none())
    {
        let mut roll = world.dice.roll(Purpose("保護開始"), number as u64);
        let from = shift(world.on, -roll.between(40, 3_000)).max(home.since);
        let ended = roll.chance(0.04).then(|| shift(world.on, -roll.between(1, 200))).filter(|end| *end > from);
        for index in home.members() {
            let own = spell(world, &HABITS, index);
            let person = &world.residents.persons[index as usize];
            sheet.mention("person", index);
            sheet.show(format_args!("{:06}", 10_000 + number % 900_000));
            for cell in [&own.number, &own.name, &own.kana, &own.birth] {
                sheet.cell(cell);
            }
            sheet.cell(own.sex);
            sheet.cell(person.relation.written());
            sheet.cell(&own.address);
            sheet.cell(&dates::text(from, DateStyle::EraDots));
            sheet.cell(&ended.map_or_else(String::new, |end| dates::text(end, DateStyle::EraDots)));
            sheet.cell(if ended.is_some() { "廃止" } else { "受給中" });
            sheet.end();
        }
    }
}
