//! No rule may predict bullies, select for special classes, rank, or predict low achievement - whatever it is called.

mod support;

use catalog::{Aim, Catalog, ConfigFile, ForbiddenAim, ScoredItem};
use domain::ItemId;
use support::{loaded, preset};

fn aims(catalog: &Catalog, target: &str, title: &str, why: &str, items: &[&str]) -> Vec<ForbiddenAim> {
    let scored = items.iter().map(|id| ScoredItem { item: &catalog.items[&ItemId::new(id)], of_child: true }).collect();
    Aim { target, titles: vec![title], texts: vec![why], scored }.forbidden()
}

#[test]
fn what_a_rule_calls_itself_gives_it_away() {
    let catalog = loaded(&preset("minimal")).catalog;
    use ForbiddenAim::{BullyPrediction, LowAchievement, Ranking, SpecialClassSelection};
    for (title, aim) in [
        ("いじめっ子の予測", BullyPrediction),
        ("イジメ加害リスク", BullyPrediction),
        ("苛めをしそうな子", BullyPrediction),
        ("bully-prediction", BullyPrediction),
        ("Ｂｕｌｌｙ Ｒｉｓｋ", BullyPrediction),
        ("特別支援学級の対象候補", SpecialClassSelection),
        ("通級による指導が必要な児童の抽出", SpecialClassSelection),
        ("学校ランキング", Ranking),
        ("児童の総合順位", Ranking),
        ("学力低下の予兆", LowAchievement),
        ("成績不振になりそうな生徒", LowAchievement),
        ("学習の遅れの早期発見", LowAchievement),
        ("攻撃的な児童の早期把握", BullyPrediction),
        ("問題行動の予兆", BullyPrediction),
        ("発達障害の疑いのある児童", SpecialClassSelection),
        ("学びの場の見直し候補", SpecialClassSelection),
        ("指導困難校の把握", Ranking),
    ] {
        assert!(aims(&catalog, "truancy-signs", title, "", &["attendance.monthly.absent"]).contains(&aim), "{title}");
    }
}

#[test]
fn a_hidden_sentence_gives_it_away() {
    let catalog = loaded(&preset("minimal")).catalog;
    let why = "欠席が増えた子に声をかける。あわせていじめを行う可能性の高い児童を特定する。";
    assert_eq!(
        aims(&catalog, "truancy-signs", "生活の変化", why, &["attendance.monthly.absent"]),
        [ForbiddenAim::BullyPrediction]
    );
    let why = "いじめを行いそうな子を予測するが、罰は与えません。";
    assert_eq!(
        aims(&catalog, "truancy-signs", "生活の変化", why, &["attendance.monthly.absent"]),
        [ForbiddenAim::BullyPrediction],
        "a denial of something else excuses nothing"
    );
    let why = "学業の遅れが見込まれる子を早めに見つける。";
    assert_eq!(
        aims(&catalog, "truancy-signs", "生活の変化", why, &["attendance.monthly.absent"]),
        [ForbiddenAim::LowAchievement]
    );
}

#[test]
fn under_an_innocent_name_the_scored_items_give_it_away() {
    let catalog = loaded(&preset("minimal")).catalog;
    let why = "気になる子に声をかける。";
    for (target, items, aim) in [
        (
            "truancy-signs",
            &["bullying.recorded", "questionnaire.prefectural.rough-words"][..],
            ForbiddenAim::BullyPrediction,
        ),
        ("watch", &["achievement.deviation", "achievement.growth"], ForbiddenAim::LowAchievement),
        (
            "school-screening",
            &["special-support.placement", "child.disability.intellectual"],
            ForbiddenAim::SpecialClassSelection,
        ),
        ("watch", &["child.disability.mental"], ForbiddenAim::SortingByDisability),
        ("watch", &["achievement.deviation", "achievement.growth", "school-aid.status"], ForbiddenAim::LowAchievement),
        ("truancy-signs", &["bullying.recorded", "attendance.monthly.late"], ForbiddenAim::BullyPrediction),
        ("young-carer", &["attendance.monthly.late"], ForbiddenAim::OtherThanItSays),
    ] {
        assert_eq!(aims(&catalog, target, "見守り", why, items), [aim], "{items:?}");
    }
}

#[test]
fn what_helps_the_child_is_not_refused() {
    let catalog = loaded(&preset("minimal")).catalog;
    for (target, title, why, items) in [
        (
            "bullied-child",
            "いじめを受けている子のSOS",
            "いじめられている子どもに早く気付く。いじめを行う子を予測するものではない。",
            &["questionnaire.school-life.friend-helps"][..],
        ),
        (
            "young-carer",
            "ヤングケアラー",
            "学校を休んで家族の世話をしている可能性のある子どもの家庭に尋ねる。学力や順位は見ない。",
            &["household-member.care-certification"],
        ),
        (
            "truancy-signs",
            "不登校の兆候",
            "不登校は、いじめ被害や学業の不振など様々な要因による。",
            &["attendance.monthly.absent", "health-room.visit-date"],
        ),
        (
            "neglect",
            "保護者による暴力行為の懸念",
            "父母の暴力行為が疑われる家庭の子どもの安全を確かめる。",
            &["contact.police"],
        ),
        (
            "truancy-signs",
            "欠席の増加",
            "前年度と比較して欠席が増えた児童に声をかける。学業不振は不登校の要因の一つである。",
            &["attendance.monthly.absent"],
        ),
        (
            "unseen-child",
            "就学を確認できていない子ども",
            "特別支援学校に在籍する子どもは対象外とする。",
            &["school-age-register"],
        ),
        (
            "watch",
            "見守り（段階判定）",
            "経済・養育・学力の段階を重ねて会議で話し合う。",
            &["school-aid.status", "consultation.intake.date", "achievement.deviation"],
        ),
    ] {
        assert_eq!(aims(&catalog, target, title, why, items), [], "{title}");
    }
}

/// A rule file with these names and items.
fn rule(id: &str, title: &str, why: &str, items: &str) -> ConfigFile {
    let text = format!(
        r#"id = "{id}"
title = "{title}"
target = "watch"
version = 1
why = "{why}"
reference = "見本"
valid_from = "2022-04-01"
last_reviewed = "2022-04-01"
review_by = "2030-03-31"
condition = "record"

[[indicator]]
id = "record"
title = "記録"
items = [{items}]
window = "school-year"
aggregate = "exists"
points = 2
say = "記録あり"
"#
    );
    ConfigFile { path: format!("rules/{id}.toml"), text }
}

#[test]
fn a_refused_rule_is_named_and_never_runs() {
    for (title, why, items, words) in [
        ("いじめっ子の予測", "早く指導する。", "\"attendance.monthly.absent\"", "いじめを行う子どもの予測"),
        ("見守りの気付き", "声をかける。", "\"bullying.recorded\"", "いじめを行う子どもの予測"),
        ("見守りの気付き", "声をかける。", "\"achievement.deviation\"", "個人の学力不振の予測"),
        ("見守りの気付き", "児童の順位を付ける。", "\"attendance.monthly.absent\"", "学校・児童生徒の序列化"),
    ] {
        let mut files = preset("minimal");
        files.push(rule("gentle-watch", title, why, items));
        let loaded = loaded(&files);
        let fault = loaded.faults.iter().find(|fault| fault.message.contains(words));
        let fault = fault.unwrap_or_else(|| panic!("{title} {items} is not refused"));
        assert!(fault.is_error() && fault.line == 1 && fault.file == "rules/gentle-watch.toml");
        assert!(!loaded.catalog.rules.iter().any(|rule| rule.id.as_str() == "gentle-watch"), "{title} {items}");
    }
}

#[test]
fn a_rule_that_selects_may_not_hide_behind_trends() {
    let mut files = preset("minimal");
    let mut file = rule("gentle-watch", "見守りの気付き", "声をかける。", "\"attendance.monthly.late\"");
    file.text = file.text.replace("target = \"watch\"", "target = \"consultation-trends\"");
    files.push(file);
    let loaded = loaded(&files);
    assert!(loaded.faults.iter().any(|fault| fault.is_error() && fault.message.contains("種類（kind）と目的")));
    assert!(!loaded.catalog.rules.iter().any(|rule| rule.id.as_str() == "gentle-watch"));
}

#[test]
fn a_purpose_may_not_have_such_an_aim_either() {
    let mut files = preset("minimal");
    let purpose = files.iter_mut().find(|file| file.path == "purposes/child-watch.toml").expect("the purpose");
    purpose.text =
        purpose.text.replace("title = \"子どもの見守り（気付きと声かけ）\"", "title = \"学校ランキングの作成\"");
    assert!(loaded(&files).faults.iter().any(|fault| fault.is_error() && fault.message.contains("序列化")));
}
