//! The items the ledger itself understands. Everything else is read by name from rules and purposes.

use domain::ItemId;

/// Items of the shipped catalogues by what they say. A town that names them otherwise loses these parts of the ledger, nothing else.
pub(crate) mod ids {
    /// 支援措置: the flag; any item below `shield.` counts.
    pub const SHIELD: &str = "shield.";
    /// 転出日.
    pub const MOVED_OUT: &str = "resident.moved-out-date";
    /// 異動事由.
    pub const CHANGE_REASON: &str = "resident.change-reason";
    /// 異動日.
    pub const CHANGE_DATE: &str = "resident.change-date";
    /// 住民区分.
    pub const RESIDENT_STATUS: &str = "resident.status";
    /// 受付日.
    pub const INTAKE: &[&str] = &["consultation.intake.date", "continued-case.intake-date"];
    /// 終結日.
    pub const CLOSED: &[&str] =
        &["consultation.intake.closed-date", "continued-case.closed-date", "consultation.closing.date"];
    /// 支援の状況, 支援開始日, 支援終了日 of a list.
    pub const SUPPORT_STATUS: &str = "support.status";
    /// See above.
    pub const SUPPORT_FROM: &str = "support.from";
    /// See above.
    pub const SUPPORT_TO: &str = "support.to";
    /// 学齢簿 and 学校種, which tell private and special schools.
    pub const SCHOOL_KIND: &[&str] = &["school-age-register", "school.kind"];
}

/// An item whose row shows that somebody met the child, and how it is said.
pub(crate) struct SightingItem {
    /// Id of the item.
    pub id: &'static str,
    /// Who or what met the child.
    pub by: &'static str,
    /// How the value decides.
    pub test: SightingTest,
}

/// When a value of a [`SightingItem`] is a sighting.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum SightingTest {
    /// The value is the day somebody met the child.
    DateIsDay,
    /// The row's day, when the value says that the child came (出席, 受診済 …).
    Attended,
    /// The row's day, whatever the value.
    RowDay,
    /// The row's day or month, when the value is more than zero.
    Positive,
}

/// Rows in which somebody met the child, in no order.
pub(crate) const SIGHTINGS: &[SightingItem] = &[
    SightingItem { id: "last-seen.date", by: "面接・目視", test: SightingTest::DateIsDay },
    SightingItem { id: "attendance.daily.status", by: "学校（出席）", test: SightingTest::Attended },
    SightingItem { id: "health-room.visit-date", by: "保健室", test: SightingTest::DateIsDay },
    SightingItem { id: "child.checkup.birth", by: "出産時健診", test: SightingTest::Attended },
    SightingItem { id: "child.checkup.infant", by: "乳幼児健診", test: SightingTest::Attended },
    SightingItem { id: "child.checkup.18-months", by: "1歳6か月児健診", test: SightingTest::Attended },
    SightingItem { id: "child.checkup.3-years", by: "3歳児健診", test: SightingTest::Attended },
    SightingItem { id: "child.vaccination", by: "予防接種", test: SightingTest::Attended },
    SightingItem { id: "health-visit.newborn", by: "新生児訪問", test: SightingTest::Attended },
    SightingItem { id: "school-checkup.date", by: "学校定期健診", test: SightingTest::DateIsDay },
    SightingItem { id: "counselling.date", by: "教育相談", test: SightingTest::DateIsDay },
    SightingItem { id: "child.clinic.receipt", by: "医療機関（受診）", test: SightingTest::RowDay },
    SightingItem { id: "progress.with-child", by: "相談員（本人と面談）", test: SightingTest::Attended },
    SightingItem { id: "nursery.attendance-days", by: "保育施設（登園）", test: SightingTest::Positive },
    SightingItem { id: "hospital.from", by: "医療機関（入院）", test: SightingTest::DateIsDay },
];

/// Words of a result or a kind of contact which say that nobody met the child.
const NOT_MET: &[&str] = &[
    "欠席",
    "病欠",
    "事故欠",
    "忌引",
    "出席停止",
    "出席扱い",
    "閉鎖",
    "休",
    "不在",
    "拒否",
    "辞退",
    "不要",
    "対象外",
    "キャンセル",
    "調剤",
    "電話",
    "メール",
    "文書",
    "会議",
];

/// Whether the words of a cell say that nobody met the child.
pub(crate) fn says_not_met(text: &str) -> bool {
    says_no(text) || NOT_MET.iter().any(|word| text.contains(word))
}

/// 区分 of a progress note: 訪問, 来所, 電話 …
pub(crate) const PROGRESS_KIND: &str = "progress.kind";

/// The id as the catalogue holds it.
pub(crate) fn item(id: &str) -> ItemId {
    ItemId::new(id)
}

/// Whether the words of a cell say no (無, なし, 未受診, 欠席 …). An empty cell says nothing.
pub(crate) fn says_no(text: &str) -> bool {
    let text = text.trim();
    const NO: &[&str] = &[
        "無",
        "無し",
        "なし",
        "無い",
        "ない",
        "0",
        "０",
        "×",
        "✕",
        "いいえ",
        "否",
        "N",
        "NO",
        "no",
        "false",
        "FALSE",
        "非該当",
        "対象外",
        "該当なし",
        "未",
        "-",
        "－",
    ];
    NO.contains(&text) || ["未受診", "未実施", "未接種"].iter().any(|word| text.contains(word))
}
