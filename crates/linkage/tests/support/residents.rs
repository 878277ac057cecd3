//! A little register with families, twins, moves and slips, as CSV: the same seed gives the same people.
#![allow(dead_code, reason = "each test file uses its part")]

pub fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

pub fn chance(seed: u64, p: f64) -> bool {
    (mix(seed) >> 11) as f64 / ((1_u64 << 53) as f64) < p
}

const SURNAMES: [&str; 12] =
    ["佐藤", "鈴木", "高橋", "田中", "渡辺", "伊藤", "山本", "中村", "小林", "加藤", "勘解由小路", "東海林"];
const GIVEN: [&str; 16] = [
    "陽菜",
    "結衣",
    "大翔",
    "蓮",
    "葵",
    "悠真",
    "さくら",
    "湊",
    "凛",
    "陽翔",
    "莉子",
    "樹",
    "美咲",
    "翔太",
    "花子",
    "太郎",
];

pub const HEADER: &str = "id,surname,given,birth,home\n";

/// The rows of `people` residents, every tenth of whom stands in the register twice, some of those with a slip. Ids of one person end alike:
/// `a17`, `b17`.
pub fn rows(people: u64, seed: u64) -> Vec<String> {
    let mut out = Vec::new();
    for person in 0..people {
        let family = person / 3;
        let of = |what: u64, of: u64| mix(seed ^ (what << 40) ^ of);
        let surname = SURNAMES[(of(1, family) % 12) as usize];
        let given = GIVEN[(of(2, person) % 16) as usize];
        // The third of every seventh family is the twin of the second.
        let born = if person % 3 == 2 && family % 7 == 0 { person - 1 } else { person };
        let birth = format!("{}-{:02}-{:02}", 1950 + of(3, born) % 70, 1 + of(4, born) % 12, 1 + of(5, born) % 28);
        let home = format!("田中町{}丁目{}番", 1 + of(6, family) % 5, 1 + of(7, family) % 400);
        out.push(format!("a{person},{surname},{given},{birth},{home}"));
        if chance(of(8, person), 0.1) {
            let home = if chance(of(9, person), 0.3) { format!("緑町{}番", of(10, person) % 300) } else { home };
            let surname = if chance(of(11, person), 0.2) { SURNAMES[(of(12, person) % 12) as usize] } else { surname };
            let birth = if chance(of(13, person), 0.1) { birth.replace('0', "1") } else { birth };
            out.push(format!("b{person},{surname},{given},{birth},{home}"));
        }
    }
    out
}

/// A recipe for them; samples are so small that most pairs are not drawn.
pub const RECIPE: &str = r#"
name = "residents"
link = "both"
household = ["home"]
[input]
id = "id"
[[field]]
name = "surname"
[[field]]
name = "given"
[[field]]
name = "birth"
clean = ["date"]
[[field]]
name = "home"
clean = ["address"]
[[block]]
on = ["birth"]
[[block]]
on = ["surname", "given", "birth:4"]
[[block]]
on = ["home", "given"]
[[compare]]
field = "surname"
levels = ["exact"]
term_frequency = true
[[compare]]
field = "given"
levels = ["exact"]
term_frequency_within = "birth:4"
[[compare]]
field = "birth"
levels = ["exact", "damerau <= 1", "date-parts >= 2"]
[[compare]]
field = "home"
levels = ["exact", "address-town"]
[estimate]
random_pairs = 20000
proposed_pairs = 1000
"#;
