//! Addresses: real town names (町名) of 昭島市 with invented house numbers and buildings, and how people write them.

use std::fmt::Write as _;

/// Prefecture and city every address of the town lies in.
pub(crate) const PREFECTURE: &str = "東京都";
/// The city.
pub(crate) const CITY: &str = "昭島市";

/// A town (町) of the city: postal code, name, whether it has 丁目.
pub(crate) struct Quarter {
    pub(crate) postal: &'static str,
    pub(crate) name: &'static str,
    pub(crate) chome: u8,
}

const fn quarter(postal: &'static str, name: &'static str, chome: u8) -> Quarter {
    Quarter { postal, name, chome }
}

/// The towns.
pub(crate) static QUARTERS: [Quarter; 20] = [
    quarter("196-0001", "美堀町", 5),
    quarter("196-0002", "拝島町", 6),
    quarter("196-0003", "松原町", 5),
    quarter("196-0004", "緑町", 5),
    quarter("196-0005", "代官山", 3),
    quarter("196-0011", "上川原町", 3),
    quarter("196-0012", "つつじが丘", 3),
    quarter("196-0013", "大神町", 4),
    quarter("196-0014", "田中町", 4),
    quarter("196-0015", "昭和町", 5),
    quarter("196-0021", "武蔵野", 3),
    quarter("196-0022", "中神町", 0),
    quarter("196-0023", "築地町", 0),
    quarter("196-0024", "宮沢町", 3),
    quarter("196-0025", "朝日町", 5),
    quarter("196-0031", "福島町", 3),
    quarter("196-0032", "郷地町", 3),
    quarter("196-0033", "東町", 5),
    quarter("196-0034", "玉川町", 5),
    quarter("196-0035", "もくせいの杜", 3),
];

/// Places people come from and go to.
pub(crate) static ELSEWHERE: [(&str, &str); 10] = [
    ("190-0012", "東京都立川市曙町2-3-4"),
    ("197-0011", "東京都福生市福生1520"),
    ("192-0046", "東京都八王子市明神町4-7-1"),
    ("198-0042", "東京都青梅市東青梅1-11-5"),
    ("191-0062", "東京都日野市多摩平1-4-2"),
    ("359-1122", "埼玉県所沢市寿町27-7"),
    ("335-0022", "埼玉県戸田市上戸田1-18-1"),
    ("252-0239", "神奈川県相模原市中央区中央2-11-15"),
    ("460-0008", "愛知県名古屋市中区栄3-18-1"),
    ("980-0811", "宮城県仙台市青葉区一番町4-1-3"),
];

/// A dwelling (住居): one door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dwelling {
    pub(crate) quarter: u8,
    pub(crate) chome: u8,
    pub(crate) block: u16,
    pub(crate) house: u16,
    /// Number of the building; 0 = a house of its own.
    pub(crate) building: u16,
    pub(crate) room: u16,
}

/// How an address is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AddressStyle {
    /// 東京都昭島市昭和町一丁目2番3号.
    Official,
    /// 昭島市昭和町1-2-3.
    Hyphens,
    /// 昭島市昭和町１丁目２番３号.
    Wide,
    /// 昭和町1丁目2-3.
    Short,
    /// 東京都昭島市昭和町１－２－３.
    WideHyphens,
}

const STYLES: [AddressStyle; 5] =
    [AddressStyle::Official, AddressStyle::Hyphens, AddressStyle::Wide, AddressStyle::Short, AddressStyle::WideHyphens];

/// Style number `choice`, wrapping.
pub(crate) const fn style(choice: u32) -> AddressStyle {
    STYLES[choice as usize % STYLES.len()]
}

impl Dwelling {
    /// Postal code with a hyphen.
    pub(crate) fn postal(self) -> &'static str {
        QUARTERS[self.quarter as usize].postal
    }

    /// The address without the building.
    pub(crate) fn write(self, out: &mut String, style: AddressStyle) {
        let name = QUARTERS[self.quarter as usize].name;
        let (block, house) = (self.block, self.house);
        match style {
            AddressStyle::Official => {
                let _ = write!(out, "{PREFECTURE}{CITY}{name}");
                if self.chome == 0 {
                    let _ = write!(out, "{block}番地{house}");
                } else {
                    let _ = write!(
                        out,
                        "{}丁目{block}番{house}号",
                        ["", "一", "二", "三", "四", "五", "六"][self.chome as usize]
                    );
                }
            }
            AddressStyle::Hyphens => {
                let _ = write!(out, "{CITY}{name}");
                let _ = if self.chome == 0 {
                    write!(out, "{block}-{house}")
                } else {
                    write!(out, "{}-{block}-{house}", self.chome)
                };
            }
            AddressStyle::Wide => {
                let mut narrow = String::new();
                let _ = if self.chome == 0 {
                    write!(narrow, "{CITY}{name}{block}番地{house}")
                } else {
                    write!(narrow, "{CITY}{name}{}丁目{block}番{house}号", self.chome)
                };
                out.extend(narrow.chars().map(widen));
            }
            AddressStyle::Short => {
                let _ = if self.chome == 0 {
                    write!(out, "{name}{block}の{house}")
                } else {
                    write!(out, "{name}{}丁目{block}-{house}", self.chome)
                };
            }
            AddressStyle::WideHyphens => {
                let mut narrow = String::new();
                let _ = write!(narrow, "{PREFECTURE}{CITY}{name}");
                let _ = if self.chome == 0 {
                    write!(narrow, "{block}-{house}")
                } else {
                    write!(narrow, "{}-{block}-{house}", self.chome)
                };
                out.extend(narrow.chars().map(widen));
            }
        }
    }

    /// Building and room (方書); empty for a house.
    pub(crate) fn write_building(self, out: &mut String) {
        if self.building == 0 {
            return;
        }
        let number = self.building as usize;
        let first =
            ["コーポ", "ハイツ", "メゾン", "パークハイム", "サンハイツ", "シティ", "ヴィラ", "グリーン"][number % 8];
        let second =
            ["青葉", "さくら", "けやき", "いずみ", "若草", "富士見", "つばき", "ひかり", "昭島", "緑"][number / 8 % 10];
        let _ = write!(out, "{first}{second}");
        if number >= 80 {
            let _ = write!(out, "{}号館", number / 80 + 1);
        }
        let _ = write!(out, " {}号室", self.room);
    }
}

/// Digits and hyphens to full width.
pub(crate) fn widen(c: char) -> char {
    match c {
        '-' => '－',
        '0'..='9' => char::from_u32(c as u32 - '0' as u32 + '０' as u32).unwrap_or(c),
        _ => c,
    }
}

/// Hands out dwellings one after the other, so that no two share an address and room.
#[derive(Debug, Default)]
pub(crate) struct Land {
    used: [u32; 20],
    open: [Option<Building>; 20],
    buildings: u16,
}

#[derive(Debug, Clone, Copy)]
struct Building {
    plot: Dwelling,
    rooms_left: u16,
    per_floor: u16,
    next: u16,
}

impl Land {
    /// A house of its own.
    pub(crate) fn house(&mut self, quarter: u8) -> Dwelling {
        let at = quarter as usize;
        let number = self.used[at];
        self.used[at] += 1;
        let chomes = u32::from(QUARTERS[at].chome);
        let (chome, rest) = if chomes == 0 { (0, number) } else { (number % chomes + 1, number / chomes) };
        let houses = 24;
        Dwelling {
            quarter,
            chome: chome as u8,
            block: (rest / houses + 1) as u16,
            house: (rest % houses + 1) as u16,
            building: 0,
            room: 0,
        }
    }

    /// A room in the building being filled in this town.
    pub(crate) fn room(&mut self, quarter: u8, size: u16) -> Dwelling {
        let at = quarter as usize;
        let mut building = match self.open[at] {
            Some(building) if building.rooms_left > 0 => building,
            _ => {
                self.buildings = self.buildings.wrapping_add(1).max(1);
                let plot = Dwelling { building: self.buildings, ..self.house(quarter) };
                Building { plot, rooms_left: size, per_floor: (size / 4).clamp(2, 12), next: 0 }
            }
        };
        let room = (building.next / building.per_floor + 1) * 100 + building.next % building.per_floor + 1;
        building.next += 1;
        building.rooms_left -= 1;
        self.open[at] = Some(building);
        Dwelling { room, ..building.plot }
    }
}
