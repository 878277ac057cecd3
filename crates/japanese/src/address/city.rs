//! Prefectures, and municipalities recognised by their form alone when no gazetteer is at hand.

/// The 47 prefectures (都道府県).
pub(super) const PREFECTURES: [&str; 47] = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
];

/// Cities whose names hold 市, 町 or 村 before their end.
const TRICKY: [&str; 12] = [
    "四日市市",
    "廿日市市",
    "八日市市",
    "野々市市",
    "市川市",
    "市原市",
    "町田市",
    "十日町市",
    "大町市",
    "村山市",
    "村上市",
    "余市郡余市町",
];

/// The prefecture at the start of a folded address, and its length.
pub(super) fn prefecture(folded: &[char]) -> Option<(&'static str, usize)> {
    let second = *folded.get(1)?;
    PREFECTURES.iter().find_map(|name| {
        // Folding leaves the names of prefectures as they are.
        let mut chars = name.chars();
        let starts = chars.next() == Some(folded[0]) && chars.next() == Some(second);
        (starts && name.chars().enumerate().all(|(at, c)| folded.get(at) == Some(&c)))
            .then(|| (*name, name.chars().count()))
    })
}

/// Length of the municipality at the start of a folded address, by form: …市(…区), …郡…町/村, and with a known prefecture …区/町/村.
pub(super) fn length_by_form(folded: &[char], prefecture: &str) -> usize {
    const LOOK: usize = 9;
    let prefecture_known = !prefecture.is_empty();
    for name in TRICKY {
        if name
            .chars()
            .enumerate()
            .all(|(at, c)| folded.get(at) == Some(&super::even::fold_place_char(if c == '々' { '野' } else { c })))
        {
            return name.chars().count();
        }
    }
    let place = |mark: char, from: usize, until: usize| (from..folded.len().min(until)).find(|at| folded[*at] == mark);
    // Wards of Tokyo come before any 市 (新宿区市谷).
    if let ("東京都", Some(ward)) = (prefecture, place('区', 1, 5)) {
        return ward + 1;
    }
    let digit_before = |end: usize| folded[..end].iter().any(|c| c.is_ascii_digit() || *c == '-');
    if let Some(district) = place('郡', 1, 6)
        && let Some(end) =
            (district + 2..folded.len().min(district + LOOK)).find(|at| matches!(folded[*at], '町' | '村'))
    {
        return end + 1;
    }
    // Two characters at least before 市, and something behind it that can be a town.
    if let Some(city) = place('市', 1, LOOK)
        .filter(|end| *end >= if prefecture_known { 1 } else { 2 } && folded.len() > end + 1 && !digit_before(*end))
    {
        if matches!(folded.get(city + 1), Some('場' | '町' | '村')) && !prefecture_known {
            return 0;
        }
        return match place('区', city + 2, city + 6).filter(|ward| !digit_before(*ward)) {
            Some(ward) => ward + 1,
            None => city + 1,
        };
    }
    if prefecture_known && let Some(end) = (1..folded.len().min(7)).find(|at| matches!(folded[*at], '区' | '町' | '村'))
    {
        return end + 1;
    }
    0
}
