//! The table of representatives, computed once from the shipped variant lists.
//!
//! Sources, each in `data/` with its notice: the MJ shrink map (文字情報技術促進協議会, CC BY-SA 2.1 JP) with the National Tax Agency's
//! shrink list, and the variants of the Unicode Han database.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

const SHRINK_MAP: &[u8] = include_bytes!("../../data/kanji_shrink.tsv.zst");
const UNIHAN: &[u8] = include_bytes!("../../data/unihan_z_variants.tsv.zst");

/// Everyday variants and old forms (旧字体) as (variant, representative): pairs of two ordinary characters, which the lists alone never join
/// because they also hold mistakes (書 and 昼), and a few that the lists lack or leave open.
const OWN: &[(char, char)] = &[
    ('冨', '富'),
    ('舛', '升'),
    ('薗', '園'),
    ('埜', '野'),
    ('峯', '峰'),
    ('嶋', '島'),
    ('嶌', '島'),
    ('曾', '曽'),
    ('盃', '杯'),
    ('栢', '柏'),
    ('楳', '梅'),
    ('涌', '湧'),
    ('瀧', '滝'),
    ('燈', '灯'),
    ('砿', '鉱'),
    ('禰', '祢'),
    ('穐', '秋'),
    ('頴', '穎'),
    ('龍', '竜'),
    ('舘', '館'),
    ('駈', '駆'),
    ('渕', '淵'),
    ('渊', '淵'),
    ('檜', '桧'),
    ('藪', '薮'),
    ('籠', '篭'),
    ('萬', '万'),
    ('嵜', '崎'),
    ('碕', '崎'),
    ('﨑', '崎'),
    ('吳', '呉'),
    ('吴', '呉'),
    ('晉', '晋'),
    ('邉', '辺'),
    ('邊', '辺'),
    ('德', '徳'),
    ('壽', '寿'),
    ('靍', '鶴'),
    ('靏', '鶴'),
    ('圓', '円'),
    ('彌', '弥'),
    ('槇', '槙'),
    ('逹', '達'),
    ('佛', '仏'),
    ('禮', '礼'),
    ('應', '応'),
    ('總', '総'),
    ('絲', '糸'),
    ('縣', '県'),
    ('餘', '余'),
    ('豫', '予'),
    ('辨', '弁'),
    ('瓣', '弁'),
    ('辯', '弁'),
    ('龜', '亀'),
    ('鐵', '鉄'),
    ('鹽', '塩'),
    ('氣', '気'),
    ('學', '学'),
    ('實', '実'),
    ('變', '変'),
    ('苅', '刈'),
    ('弔', '吊'),
    ('舵', '柁'),
    ('壺', '壷'),
    ('蠣', '蛎'),
    ('礪', '砺'),
    ('傳', '伝'),
    ('廣', '広'),
    ('濱', '浜'),
    ('澤', '沢'),
];

struct Table {
    /// Representative of each character of the basic plane; zero where the character stands for itself.
    basic: Vec<u16>,
    /// Representatives of all others that need 32 bits on either side.
    wide: BTreeMap<char, char>,
}

/// The representative of a character: itself when no list knows it.
#[must_use]
pub fn fold_char(c: char) -> char {
    if !matches!(c, '\u{2e80}'..='\u{2fdf}' | '㐀'..='䶿' | '一'..='鿿' | '豈'..='\u{faff}' | '\u{20000}'..) {
        return c;
    }
    let table = table();
    if let Some(&found) = table.basic.get(c as usize)
        && found != 0
    {
        return char::from_u32(u32::from(found)).unwrap_or(c);
    }
    table.wide.get(&c).copied().unwrap_or(c)
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(build)
}

/// How ordinary a character is, less is better: JIS level 1, level 2, the CP932 extensions, all others.
fn rank(c: char) -> (u8, u32) {
    let mut buffer = [0_u8; 4];
    let (bytes, _, lost) = encoding_rs::SHIFT_JIS.encode(c.encode_utf8(&mut buffer));
    let class = match bytes.as_ref() {
        _ if lost => 3,
        [0x88..=0x97, _] | [0x98, 0x40..=0x72] => 0,
        [0x98..=0x9f | 0xe0..=0xea, _] => 1,
        _ => 2,
    };
    (class, c as u32)
}

fn build() -> Table {
    let mut groups = Groups::default();
    for (variant, representative) in OWN {
        groups.put(*variant, *representative);
    }
    let shrink_map = crate::packed::unpack(SHRINK_MAP);
    groups.shrunk = shrink_map.lines().filter_map(|line| line.chars().next()).collect();
    for line in shrink_map.lines() {
        add_shrink_line(line, &mut groups);
    }
    for line in crate::packed::unpack(UNIHAN).lines() {
        let mut chars = line.chars().filter(|c| *c != '\t');
        if let (Some(a), Some(b)) = (chars.next(), chars.next()) {
            groups.join(a, b);
        }
    }
    groups.into_table()
}

/// A line is: character, JIS unification, reading and glyph inference, notice 582, koseki notice, tax agency; each may list several characters.
fn add_shrink_line(line: &str, groups: &mut Groups) {
    let mut fields = line.split('\t');
    let Some(c) = fields.next().and_then(|field| field.chars().next()) else {
        return;
    };
    let columns: Vec<&str> = fields.collect();
    let single = |place: usize| {
        let mut found = columns.get(place).copied().unwrap_or("").chars().filter(|other| *other != c);
        match (found.next(), found.next()) {
            (Some(one), None) => Some(one),
            _ => None,
        }
    };
    // The koseki notice, notice 582, the tax agency and JIS unification speak of the same character in another shape; inference by reading
    // and look is used only for characters no ordinary computer can write.
    let sources: &[usize] = match rank(c).0 {
        3 => &[0, 3, 4, 2, 1],
        _ => &[0, 3, 4, 2],
    };
    if let Some(target) = sources.iter().find_map(|place| single(*place)) {
        groups.join(c, target);
        return;
    }
    // Several candidates: the most ordinary one, if it alone is ordinary.
    let mut ordinary_ones: Vec<char> =
        columns.get(3).copied().unwrap_or("").chars().filter(|other| *other != c && rank(*other).0 == 0).collect();
    ordinary_ones.dedup();
    if let [one] = ordinary_ones[..] {
        groups.join(c, one);
    }
}

/// Characters joined into groups (disjoint sets).
#[derive(Default)]
struct Groups {
    parent: BTreeMap<char, char>,
    /// Characters that the shrink map folds to something.
    shrunk: BTreeSet<char>,
}

impl Groups {
    fn root(&mut self, c: char) -> char {
        let mut at = c;
        while let Some(&up) = self.parent.get(&at) {
            if up == at {
                break;
            }
            at = up;
        }
        if at != c {
            self.parent.insert(c, at);
        }
        at
    }

    /// Joins the groups of two characters; the more ordinary root represents both. Groups that each hold an ordinary character stay apart.
    fn join(&mut self, a: char, b: char) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b || (self.is_ordinary(a) && self.is_ordinary(b)) {
            return;
        }
        let (keep, fold) = if rank(a) <= rank(b) { (a, b) } else { (b, a) };
        self.parent.insert(fold, keep);
    }

    /// JIS level 1, or level 2 (茉, 凜) unless the shrink map itself folds it.
    fn is_ordinary(&self, c: char) -> bool {
        match rank(c).0 {
            0 => true,
            1 => !self.shrunk.contains(&c),
            _ => false,
        }
    }

    /// Puts a character into the group of its representative, ordinary or not.
    fn put(&mut self, variant: char, representative: char) {
        let (variant, representative) = (self.root(variant), self.root(representative));
        if variant != representative {
            self.parent.insert(variant, representative);
        }
    }

    fn into_table(mut self) -> Table {
        let mut table = Table { basic: vec![0; 0x1_0000], wide: BTreeMap::new() };
        let known: Vec<char> = self.parent.keys().copied().collect();
        for c in known {
            let root = self.root(c);
            match (u16::try_from(c as u32), u16::try_from(root as u32)) {
                (Ok(place), Ok(target)) if root != c => table.basic[usize::from(place)] = target,
                _ if root != c => {
                    table.wide.insert(c, root);
                }
                _ => {}
            }
        }
        // Compatibility characters (神) and radicals (⼀) that no list names: their canonical character.
        for c in ('\u{f900}'..='\u{faff}').chain('\u{2f00}'..='\u{2fd5}').chain('\u{2f800}'..='\u{2fa1d}') {
            let listed = table.basic.get(c as usize).is_some_and(|found| *found != 0) || table.wide.contains_key(&c);
            let mut decomposed = unicode_normalization::UnicodeNormalization::nfkc(std::iter::once(c));
            if let (false, Some(base)) = (listed, decomposed.next()) {
                let root = self.root(base);
                if root != c {
                    match (table.basic.get_mut(c as usize), u16::try_from(root as u32)) {
                        (Some(place), Ok(target)) => *place = target,
                        _ => {
                            table.wide.insert(c, root);
                        }
                    }
                }
            }
        }
        table
    }
}
