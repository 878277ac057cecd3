//! What has come due (見直し期限): rules, approvals, clocks that somebody must look at again; purposes and layouts that ended.

use jiff::civil::Date;

use crate::fault::{Faults, Lines};
use crate::{Catalog, ConfigFile, Fault, Standing};

/// A purpose that ends within this many days is announced, so that there is time to ask for a new one.
const NOTICE_DAYS: i32 = 60;

/// Everything that has come due by today.
pub(crate) fn due(catalog: &Catalog, files: &[ConfigFile], today: Date) -> Vec<Fault> {
    let mut faults = Faults::default();
    let file = |path: &str| {
        let text = files.iter().find(|file| file.path == path).map_or("", |file| file.text.as_str());
        (path.to_owned(), text)
    };
    let past = |day: &str| day.parse::<Date>().is_ok_and(|day| day < today);
    for rule in catalog.rules.iter().filter(|rule| rule.is_valid(today) && rule.review_by < today) {
        let (path, text) = file(&rule.file);
        faults.alert(
            Lines { file: &path, text }.key("review_by", 0),
            format!("規則「{}」の見直し期限（{}）が過ぎています。", rule.id, rule.review_by),
            "規則が今も役立つかを確かめ、last_reviewed と review_by を改めてください。",
        );
    }
    let (path, text) = file("targets.toml");
    for approval in catalog.approvals.values().filter(|approval| past(&approval.review_by)) {
        faults.alert(
            Lines { file: &path, text }.value(&approval.id, 0),
            format!("目的「{}」の承認の見直し期限（{}）が過ぎています。", approval.id, approval.review_by),
            "承認者に確かめ、approved と review_by を改めてください。",
        );
    }
    for config in files.iter().filter(|config| config.path.starts_with("clocks/")) {
        let lines = Lines { file: &config.path, text: &config.text };
        for clock in catalog.clocks.iter().filter(|clock| past(&clock.review_by)) {
            let place = lines.value(&clock.id, 0);
            if place.line > 0 {
                faults.alert(
                    place,
                    format!("期限「{}」の見直し期限（{}）が過ぎています。", clock.id, clock.review_by),
                    "国の指針が変わっていないかを確かめ、last_reviewed と review_by を改めてください。",
                );
            }
        }
    }
    for purpose in catalog.purposes.values() {
        let (path, text) = file(&purpose.file);
        let place = Lines { file: &path, text }.key("to", 0);
        match (purpose.standing(today), purpose.to) {
            (Standing::Expired(to), _) => faults.alert(
                place,
                format!("利用目的「{}」は期間満了（{to}まで）です。何も取り込めず、表示できません。", purpose.id),
                "続けるには、新しい根拠（諮問・公表など）を得て利用目的を登録してください。",
            ),
            (Standing::Active, Some(to)) if (to - today).get_days() <= NOTICE_DAYS => faults.alert(
                place,
                format!("利用目的「{}」の期間がまもなく満了します（{to}まで）。", purpose.id),
                "続けるなら、早めに根拠の手続を始めてください。",
            ),
            _ => {}
        }
    }
    faults.into_sorted()
}
