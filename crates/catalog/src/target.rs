//! What a rule may aim at (判定の目的): a closed list, each target approved by a named reviewer in `targets.toml`.
//!
//! A new target is a change of this file, with a reviewer; `docs/concepts/ethics.md` says what is never one.

use serde::Deserialize;

/// A target of the closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// Readable id, as rules write it.
    pub id: &'static str,
    /// As people read it.
    pub title: &'static str,
    /// What it is for: always a reason to ask a family, never a verdict on a child.
    pub statement: &'static str,
    /// Patterns of item ids of which a rule must score at least one, else it does something else than it says.
    pub evidence: &'static [&'static str],
}

/// The target of lists of traits (kind `trend`), which select nobody; no other rule may have it.
pub const TRENDS: &str = "consultation-trends";

/// Every target a rule may aim at, sorted by id.
pub const TARGETS: &[Target] = &[
    Target {
        id: "absence",
        title: "長期欠席・連続欠席",
        statement: "既に起きている欠席の状況を確認し、家庭と学校に声をかけるきっかけとする。",
        evidence: &["attendance.*", "long-absence.*"],
    },
    Target {
        id: "bullied-child",
        title: "いじめを受けている子どものSOS",
        statement: "困っている子ども本人のSOSに早く気付く。行った側を予測しない。",
        evidence: &["questionnaire.*", "bullying.*", "attendance.*", "health-room.*", "counselling.*"],
    },
    Target {
        id: TRENDS,
        title: "相談のあった家庭に共通する特徴",
        statement: "相談に来た家庭の傾向を知り、相談に来ない家庭を支える施策を考える。一人ひとりを選ばない。",
        evidence: &["*"],
    },
    Target {
        id: "hardship",
        title: "経済的な困難",
        statement: "手当・就学援助等の受給状況から、使える制度の案内が届いていない家庭に気付く。",
        evidence: &["household.*", "household-member.*", "school-aid.*", "fees.*", "parent.*", "consultation.*"],
    },
    Target {
        id: "neglect",
        title: "虐待・ネグレクトの懸念",
        statement: "確認が途切れている子どもの安全を、期限内に人の目で確かめる。",
        evidence: &[
            "child.checkup.*",
            "child.vaccination",
            "child.clinic.*",
            "attendance.*",
            "long-absence.*",
            "contact.*",
            "consultation.*",
            "progress.*",
            "last-seen.*",
            "health-visit.*",
            "health-guidance.*",
            "school-checkup.*",
            "nursery.*",
            "household-member.*",
            "health-room.*",
        ],
    },
    Target {
        id: "perinatal",
        title: "妊娠期・産後の支援",
        statement: "健診や届出の状況から、産前産後の支援が届いていない家庭に気付く。",
        evidence: &["household-member.*", "child.checkup.*", "health-visit.*", "health-guidance.*"],
    },
    Target {
        id: "school-screening",
        title: "校内スクリーニング",
        statement: "校内の会議で全員を見渡すための材料とする。方向性は会議が決める。",
        evidence: &[
            "attendance.*",
            "long-absence.*",
            "health-room.*",
            "school-aid.*",
            "fees.*",
            "consultation.*",
            "contact.*",
            "counselling.*",
            "school-record.*",
            "enrolment.*",
            "school-checkup.*",
        ],
    },
    Target {
        id: "truancy-signs",
        title: "不登校の兆候",
        statement: "不登校が顕在化する前のSOSに気付き、学校等での個別のケアにつなげる。",
        evidence: &["attendance.*", "long-absence.*", "health-room.*", "questionnaire.*", "counselling.*"],
    },
    Target {
        id: "unseen-child",
        title: "所在・状況を確認できていない子ども",
        statement: "健診未受診・未就園・就学不明などの子どもに、職員等が直接会って確かめる。",
        evidence: &[
            "child.checkup.*",
            "child.vaccination",
            "health-visit.*",
            "school-age-register",
            "enrolment.*",
            "nursery.*",
            "household-member.nursery",
            "household-member.kindergarten",
            "last-seen.*",
            "attendance.*",
            "preschool.*",
        ],
    },
    Target {
        id: "watch",
        title: "見守り（段階判定）",
        statement: "経済・養育・学校での状況を重ねて、見守りの要否を会議で話し合う材料とする。",
        evidence: &[
            "household.*",
            "household-member.*",
            "school-aid.*",
            "consultation.*",
            "health-guidance.*",
            "contact.*",
            "attendance.*",
            "long-absence.*",
        ],
    },
    Target {
        id: "young-carer",
        title: "ヤングケアラー",
        statement: "家族の世話を過度に担っている可能性のある子どもの家庭に、困りごとを尋ねるきっかけとする。",
        evidence: &[
            "household-member.*",
            "household.*",
            "child.disability.*",
            "care-service.*",
            "parent.*",
            "nursery.*",
        ],
    },
];

impl Target {
    /// The target with this id.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static Self> {
        TARGETS.iter().find(|target| target.id == id)
    }
}

/// Who approved a target for this installation; one entry of `targets.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetApproval {
    /// Id of the closed list.
    pub id: String,
    /// The reviewer by name or office (承認者).
    pub reviewer: String,
    /// Day of the approval, `YYYY-MM-DD`.
    pub approved: String,
    /// To be reviewed by, `YYYY-MM-DD`.
    pub review_by: String,
    /// Remarks.
    #[serde(default)]
    pub note: String,
}
