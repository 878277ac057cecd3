//! Keys by which addresses are compared: the place stays, the notation goes.

use super::Address;
use super::even::fold_place;

/// Municipality, town and numbers: two addresses with the same key are the same plot. The prefecture, 郡 and the 方書 do not count.
#[must_use]
pub fn key(address: &Address) -> String {
    // 西多摩郡瑞穂町 and 瑞穂町 are one.
    let city = match address.city.split_once('郡') {
        Some((district, town)) if !district.is_empty() && town.ends_with(['町', '村']) && town.chars().count() > 1 => {
            town
        }
        _ => &address.city,
    };
    let mut out = fold_place(city);
    out.push('/');
    out.push_str(&local_key(address));
    out
}

/// As [`key`] without the municipality, for records of one town where it is often left out.
#[must_use]
pub fn local_key(address: &Address) -> String {
    let mut out = fold_place(&address.town);
    if !address.koaza.is_empty() {
        out.push_str(fold_place(&address.koaza).trim_start_matches('字'));
    }
    out.push('/');
    for (at, number) in address.number_parts().take(PLOT_NUMBERS).enumerate() {
        if at > 0 {
            out.push('-');
        }
        out.push_str(&number);
    }
    out
}

/// 丁目-番-号, or 番地-枝番 and one more: what stands behind is a room.
const PLOT_NUMBERS: usize = 3;

/// The room of a dwelling: the number behind 丁目-番-号 (1-17-1-201), or the last number of the 方書 (コーポ昭島201号室). `None` when there is none.
#[must_use]
pub fn room(address: &Address) -> Option<String> {
    if let Some(number) = address.number_parts().nth(PLOT_NUMBERS) {
        return Some(number.into_owned());
    }
    let building: Vec<char> = address.building.chars().map(crate::width::fold).collect();
    let end = building.iter().rposition(char::is_ascii_digit)? + 1;
    let start = building[..end].iter().rposition(|c| !c.is_ascii_digit()).map_or(0, |at| at + 1);
    let digits: String = building[start..end].iter().collect();
    let floor = building.get(end).is_some_and(|c| matches!(c, '階' | 'F' | 'f'));
    (!floor).then(|| digits.trim_start_matches('0').to_owned())
}

/// As [`key`] with the 方書, its width, case, spaces, hyphens and 号室 folded: the same dwelling in a house of many.
#[must_use]
pub fn key_with_building(address: &Address) -> String {
    let mut out = key(address);
    out.push('/');
    out.extend(address.number_parts().skip(PLOT_NUMBERS));
    let building = fold_place(&address.building.replace("号室", ""));
    out.extend(building.chars().filter(|c| c.is_alphanumeric()));
    out
}

#[cfg(test)]
mod tests {
    use super::super::{gazetteer, parse};
    use super::*;

    #[test]
    fn one_plot_in_many_notations() {
        let known = Some(gazetteer());
        let expected = key(&parse("東京都昭島市田中町一丁目17番1号", known));
        assert_eq!(expected, "昭島市/田中町/1-17-1");
        for text in [
            "昭島市田中町1-17-1",
            "東京都昭島市田中町１丁目１７－１",
            "東京都昭島市田中町一丁目十七番地の一",
            "昭島市田中町１－１７ー１　市役所方",
            "〒196-8511 東京都昭島市田中町1丁目17番地1",
            "昭島市 田中町 1−17−1",
            "昭島市大字田中町1の17の1",
        ] {
            assert_eq!(key(&parse(text, known)), expected, "{text}");
            assert_eq!(key(&parse(text, None)), expected, "without a gazetteer: {text}");
        }
        assert_ne!(key(&parse("昭島市田中町1-17-2", known)), expected);
        assert_eq!(local_key(&parse("田中町1-17-1", None)), "田中町/1-17-1");
    }

    #[test]
    fn rooms_of_one_house() {
        let read = |text| parse(text, Some(gazetteer()));
        assert_eq!(
            key_with_building(&read("昭島市朝日町3-2-1 コーポ昭島201号室")),
            key_with_building(&read("昭島市朝日町３丁目２番１号　コーポ昭島２０１"))
        );
        assert_eq!(key(&read("昭島市朝日町3-2-1-201")), key(&read("昭島市朝日町3-2-1")));
        for text in [
            "昭島市朝日町3-2-1-201",
            "昭島市朝日町3-2-1 コーポ昭島２０１号室",
            "昭島市朝日町3丁目2番1号201",
            "昭島市朝日町3-2-1 コーポ昭島3 201号",
        ] {
            assert_eq!(room(&read(text)).as_deref(), Some("201"), "{text}");
        }
        assert_eq!(room(&read("昭島市朝日町3-2-1 山田方")), None);
        assert_eq!(key(&read("昭島市朝日町3-2-1 201")), key(&read("昭島市朝日町3-2-1")));
        assert_ne!(
            key_with_building(&read("昭島市朝日町3-2-1 201")),
            key_with_building(&read("昭島市朝日町3-2-1 202"))
        );
    }
}
