//! What a preset ships as a sample (見本) where law and approval must stand: nobody may run on it unnoticed.

use crate::fault::{Faults, Lines};
use crate::{Catalog, ConfigFile, Fault};

/// Words that mark a sample in the presets.
const SAMPLE: [&str; 2] = ["見本", "書き換える"];

/// Every legal basis, assessment and approval that is still the preset's sample. All of it is an alert.
pub(crate) fn samples(catalog: &Catalog, files: &[ConfigFile]) -> Vec<Fault> {
    let mut faults = Faults::default();
    let text = |path: &str| files.iter().find(|file| file.path == path).map_or("", |file| file.text.as_str());
    let is_sample = |words: &str| SAMPLE.iter().any(|sample| words.contains(sample));
    for purpose in catalog.purposes.values() {
        let basis = &purpose.basis;
        for (key, name, words) in [
            ("article", "根拠条文", &basis.article),
            ("consultation", "諮問番号", &basis.consultation),
            ("answer", "答申の内容", &basis.answer),
            ("assessment", "事前評価の文書", &basis.assessment),
            ("temporary", "臨時的か恒常的か", &basis.answers.temporary),
            ("necessary", "必要な限度", &basis.answers.necessary),
            ("reason", "相当の理由", &basis.answers.reason),
            ("harmless", "不当に侵害しないこと", &basis.answers.harmless),
        ] {
            if is_sample(words) {
                faults.alert(
                    Lines { file: &purpose.file, text: text(&purpose.file) }.key(key, 0),
                    format!("利用目的「{}」の {key}（{name}）が見本のままです。", purpose.id),
                    "自分の自治体の根拠（条文、諮問・答申・公表の記録、事前評価の文書名）に書き換えてください。書き換えるまで、本物のデータに使う根拠はありません。",
                );
            }
        }
    }
    const TARGETS: &str = "targets.toml";
    for approval in catalog.approvals.values() {
        if is_sample(&approval.reviewer) || is_sample(&approval.note) {
            faults.alert(
                Lines { file: TARGETS, text: text(TARGETS) }.value(&approval.id, 0),
                format!("目的「{}」の承認が見本のままです。", approval.id),
                "自分の自治体の承認者（reviewer）・承認日（approved）・見直し期限（review_by）に書き換え、見本の note を消してください。",
            );
        }
    }
    faults.into_sorted()
}
