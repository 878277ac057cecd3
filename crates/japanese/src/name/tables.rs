//! Tables of common surnames and given names, unpacked on first use.

use crate::{kana, kanji};
use std::collections::HashMap;
use std::sync::OnceLock;

const SURNAMES: &[u8] = include_bytes!("../../data/surnames.tsv.zst");
const GIVEN_NAMES: &[u8] = include_bytes!("../../data/given_names.tsv.zst");

/// Single-character surnames common in China and Korea that are rare or unknown among Japanese ones.
pub(super) const CONTINENTAL: &str = "王李張劉陳楊趙黄周呉徐孫馬朱胡郭何羅鄭梁謝宋唐許韓馮鄧曹彭曽肖田董潘袁蔡蒋余于杜葉程魏蘇呂丁任盧姚沈鐘姜崔譚陸范汪廖賈夏付方鄒熊孟秦邱侯江尹薛閻段雷黎史陶賀毛郝顧龔邵万銭戴厳莫孔常朴申権安柳洪全文裴白南具成車慎康兪禹辛閔池元金";

/// What is known about a surname, looked up by its folded form.
pub(super) struct Surname {
    /// Estimated bearers in Japan.
    pub bearers: u32,
    /// Compare keys of its readings.
    pub readings: Vec<String>,
}

pub(super) fn surname(folded: &str) -> Option<&'static Surname> {
    static TABLE: OnceLock<HashMap<String, Surname>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut table: HashMap<String, Surname> = HashMap::new();
        for line in crate::packed::unpack(SURNAMES).lines() {
            let mut fields = line.split('\t');
            let (Some(name), Some(reading)) = (fields.next(), fields.next()) else {
                continue;
            };
            let bearers = fields.next().and_then(|number| number.parse().ok()).unwrap_or(0_u32);
            let entry = table.entry(kanji::fold(name)).or_insert(Surname { bearers: 0, readings: Vec::new() });
            entry.bearers = entry.bearers.saturating_add(bearers);
            entry.readings.push(kana::compare_key(reading));
        }
        table
    });
    table.get(folded)
}

/// Estimated bearers of all common surnames with a reading, given as its compare key.
pub(super) fn bearers_of_reading(key: &str) -> Option<u32> {
    static TABLE: OnceLock<HashMap<String, u32>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut table: HashMap<String, u32> = HashMap::new();
        for line in crate::packed::unpack(SURNAMES).lines() {
            let mut fields = line.split('\t').skip(1);
            let Some(reading) = fields.next() else {
                continue;
            };
            let bearers = fields.next().and_then(|number| number.parse().ok()).unwrap_or(0_u32);
            let entry = table.entry(kana::compare_key(reading)).or_default();
            *entry = entry.saturating_add(bearers);
        }
        table
    });
    table.get(key).copied()
}

/// Compare keys of the readings of a given name, looked up by its folded form; empty when it is not in the table.
pub(super) fn given_readings(folded: &str) -> &'static [String] {
    static TABLE: OnceLock<HashMap<String, Vec<String>>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut table: HashMap<String, Vec<String>> = HashMap::new();
        for line in crate::packed::unpack(GIVEN_NAMES).lines() {
            let mut fields = line.split('\t');
            let (Some(name), Some(reading)) = (fields.next(), fields.next()) else {
                continue;
            };
            let readings = table.entry(kanji::fold(name)).or_default();
            let key = kana::compare_key(reading);
            if !readings.contains(&key) {
                readings.push(key);
            }
        }
        table
    });
    table.get(folded).map_or(&[], Vec::as_slice)
}

/// Whether a surname is among the 2,000 most common, in any variant of its characters.
#[must_use]
pub fn is_common_surname(surname_text: &str) -> bool {
    surname(&kanji::fold(surname_text)).is_some()
}

/// Estimated bearers of a surname in Japan, for priors of agreement; `None` outside the 2,000 most common.
#[must_use]
pub fn surname_bearers(surname_text: &str) -> Option<u32> {
    surname(&kanji::fold(surname_text)).map(|found| found.bearers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_there() {
        assert!(surname_bearers("佐藤").is_some_and(|bearers| bearers > 1_000_000));
        assert!(is_common_surname("渡邉"));
        assert!(!is_common_surname("無量小路"));
        assert!(given_readings("花子").contains(&"ハナコ".to_owned()));
        assert!(given_readings("\u{fffd}").is_empty());
    }
}
