//! Names of foreign residents (外国人住民) in Latin letters with their reading; the commonest nationalities.

/// One nationality.
#[derive(Debug)]
pub(crate) struct Nation {
    /// As the register writes it.
    pub(crate) name: &'static str,
    /// Share among foreign residents, in percent.
    pub(crate) share: f64,
    /// `LATIN/カナ`, separated by spaces.
    pub(crate) surnames: &'static [(&'static str, &'static str)],
    /// Given names; men's at even places, women's at odd ones.
    pub(crate) given: &'static [(&'static str, &'static str)],
}

/// Nationality 1 … in [`crate::person::Person::nation`]; 0 is Japan.
pub(crate) static NATIONS: [Nation; 6] = [
    Nation {
        name: "中国",
        share: 32.0,
        surnames: &[
            ("WANG", "ワン"),
            ("LI", "リ"),
            ("ZHANG", "ジャン"),
            ("LIU", "リウ"),
            ("CHEN", "チェン"),
            ("YANG", "ヤン"),
            ("ZHAO", "ジャオ"),
            ("HUANG", "ホアン"),
            ("ZHOU", "ジョウ"),
            ("WU", "ウー"),
        ],
        given: &[
            ("WEI", "ウェイ"),
            ("FANG", "ファン"),
            ("JUN", "ジュン"),
            ("NA", "ナ"),
            ("HAO", "ハオ"),
            ("XIULAN", "シウラン"),
            ("MINGYU", "ミンユー"),
            ("JING", "ジン"),
            ("ZIXUAN", "ズーシュアン"),
            ("YUTONG", "ユートン"),
            ("LEI", "レイ"),
            ("MEI", "メイ"),
        ],
    },
    Nation {
        name: "ベトナム",
        share: 20.0,
        surnames: &[
            ("NGUYEN", "グエン"),
            ("TRAN", "チャン"),
            ("LE", "レ"),
            ("PHAM", "ファム"),
            ("HOANG", "ホアン"),
            ("VU", "ヴー"),
            ("DANG", "ダン"),
            ("BUI", "ブイ"),
        ],
        given: &[
            ("VAN MINH", "ヴァン　ミン"),
            ("THI LAN", "ティ　ラン"),
            ("VAN HUNG", "ヴァン　フン"),
            ("THI HOA", "ティ　ホア"),
            ("DUC ANH", "ドゥック　アン"),
            ("THI THU", "ティ　トゥー"),
            ("QUOC BAO", "クオック　バオ"),
            ("NGOC ANH", "ゴック　アン"),
            ("TUAN", "トゥアン"),
            ("MAI", "マイ"),
        ],
    },
    Nation {
        name: "韓国",
        share: 16.0,
        surnames: &[
            ("KIM", "キム"),
            ("LEE", "イ"),
            ("PARK", "パク"),
            ("CHOI", "チェ"),
            ("JUNG", "チョン"),
            ("KANG", "カン"),
            ("CHO", "チョ"),
        ],
        given: &[
            ("MINJUN", "ミンジュン"),
            ("SEOYEON", "ソヨン"),
            ("JIHOON", "ジフン"),
            ("JIWOO", "ジウ"),
            ("HYUNWOO", "ヒョヌ"),
            ("SOOJIN", "スジン"),
            ("DOYUN", "ドユン"),
            ("HAEUN", "ハウン"),
        ],
    },
    Nation {
        name: "フィリピン",
        share: 16.0,
        surnames: &[
            ("SANTOS", "サントス"),
            ("REYES", "レイエス"),
            ("CRUZ", "クルーズ"),
            ("BAUTISTA", "バウティスタ"),
            ("GARCIA", "ガルシア"),
            ("MENDOZA", "メンドーサ"),
            ("TORRES", "トーレス"),
        ],
        given: &[
            ("JOHN MARK", "ジョン　マーク"),
            ("MARIA CRISTINA", "マリア　クリスティーナ"),
            ("JOSHUA", "ジョシュア"),
            ("ANGEL", "エンジェル"),
            ("CARLO", "カルロ"),
            ("JASMINE", "ジャスミン"),
            ("MIGUEL", "ミゲル"),
            ("ROSE ANN", "ローズ　アン"),
        ],
    },
    Nation {
        name: "ブラジル",
        share: 9.0,
        surnames: &[
            ("SILVA", "シルバ"),
            ("SOUZA", "ソウザ"),
            ("OLIVEIRA", "オリベイラ"),
            ("TANAKA", "タナカ"),
            ("PEREIRA", "ペレイラ"),
            ("FERREIRA", "フェレイラ"),
        ],
        given: &[
            ("LUCAS", "ルカス"),
            ("ANA JULIA", "アナ　ジュリア"),
            ("PEDRO", "ペドロ"),
            ("MARIANA", "マリアナ"),
            ("GABRIEL", "ガブリエル"),
            ("LARISSA", "ラリッサ"),
            ("RAFAEL", "ラファエル"),
            ("BEATRIZ", "ベアトリス"),
        ],
    },
    Nation {
        name: "ネパール",
        share: 7.0,
        surnames: &[
            ("THAPA", "タパ"),
            ("GURUNG", "グルン"),
            ("SHRESTHA", "シュレスタ"),
            ("RAI", "ライ"),
            ("TAMANG", "タマン"),
            ("KC", "ケーシー"),
        ],
        given: &[
            ("SANTOSH", "サントス"),
            ("SITA", "シタ"),
            ("BIKASH", "ビカス"),
            ("PUJA", "プジャ"),
            ("RAJESH", "ラジェス"),
            ("SUNITA", "スニタ"),
            ("AAYUSH", "アーユス"),
            ("ANJALI", "アンジャリ"),
        ],
    },
];

/// A part of a name by index; indices wrap.
pub(crate) fn part(list: &'static [(&'static str, &'static str)], index: u16) -> (&'static str, &'static str) {
    list[index as usize % list.len()]
}
