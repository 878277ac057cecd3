//! The policy as printed tables: a difference here is what a reviewer must look at.
//!
//! `UPDATE_GOLDEN=1 cargo test -p catalog` writes the files anew.

mod support;

use std::fmt::Write as _;
use std::path::Path;

use catalog::{Display, Medium, View};
use domain::PurposeId;
use support::{loaded, preset};

fn golden(name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("golden folder");
        std::fs::write(&path, actual).expect("golden file");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    for (number, (left, right)) in expected.lines().zip(actual.lines()).enumerate() {
        assert_eq!(left, right, "{name}:{} differs; UPDATE_GOLDEN=1 writes it anew", number + 1);
    }
    assert_eq!(expected.lines().count(), actual.lines().count(), "{name} has another length");
}

/// Item by purpose: allowed or not, provided by another body or not, how it is shown, whether it may count.
fn table(name: &str, purpose: &str) -> String {
    let catalog = loaded(&preset(name)).catalog;
    let purpose = PurposeId::new(purpose);
    let mut items: Vec<_> = catalog.items.values().collect();
    items.sort_by_key(|item| (item.number.is_none(), item.number, item.line));
    let mut text =
        format!("# {name} × {purpose}\n連番\t項目\t名称\t利用\t提供\t標準表示\t詳細表示\t評価\t媒体\t取扱区分\n");
    for item in items {
        let shown = |view| match catalog.display(&item.id, &purpose, view) {
            Display::Value => "値".to_owned(),
            Display::HitOnly(words) => words,
            Display::Hidden => "－".to_owned(),
        };
        let tick = |yes| if yes { "○" } else { "×" };
        let sensitivity: Vec<&str> = item.sensitivity.iter().map(|kind| kind.name()).collect();
        let _ = writeln!(
            text,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
            item.number.map(|number| number.to_string()).unwrap_or_default(),
            item.id,
            item.full_title(),
            tick(catalog.purposes[&purpose].allows(&item.id)),
            tick(item.provision),
            shown(View::Default),
            shown(View::Full),
            tick(item.scorable),
            if item.medium == Medium::Paper { "紙" } else { "電子" },
            sensitivity.join(";"),
        );
    }
    text
}

#[test]
fn items_by_purpose() {
    golden("akishima.txt", &table("akishima", "consultation-65"));
    golden("toda.txt", &table("toda", "school-support"));
    golden("minimal.txt", &table("minimal", "child-watch"));
}

#[test]
fn faults_of_a_broken_configuration() {
    let mut files = preset("minimal");
    files.retain(|file| !file.path.starts_with("rules/") && !file.path.starts_with("sources/"));
    let mut edit = |path: &str, from: &str, to: &str| {
        let file = files.iter_mut().find(|file| file.path == path).expect(path);
        assert!(file.text.contains(from), "{path} does not hold {from}");
        file.text = file.text.replacen(from, to, 1);
    };
    edit("items.csv", "\nchild.sex,2,", "\nchild.name,2,");
    edit("items.csv", "\nchild.grade,4,", "\nchild.grade,3,");
    edit("items.csv", "市民課,住民記録システム,○,×,所在", "市民課,住民記録システム,はい,×,所存");
    edit(
        "purposes/child-watch.toml",
        "items = [\"all\"]",
        "items = [\"chlid.name\", \"category=大人\", \"household.resident-tax-exempt\"]",
    );
    edit(
        "purposes/child-watch.toml",
        "viewers = [\"子ども家庭支援センター係\"]",
        "viewers = [\"子ども家庭支援センタ係\"]",
    );
    edit("purposes/child-watch.toml", "from = \"2022-04-01\"", "from = \"2022-04-31\"");
    edit("purposes/child-watch.toml", "class = \"outreach\"", "class = \"outreech\"");
    edit("purposes/child-watch.toml", "targets = [\"*\"]", "targets = [\"*\", \"bully-prediction\"]");
    edit("purposes/child-watch.toml", "reason = \"", "reason = \"\" # \"");
    edit("roles.toml", "may = [\"audit\"]", "may = [\"audti\"]");
    edit("targets.toml", "id = \"absence\"", "id = \"absense\"");
    edit("clocks/national.toml", "limit = 48", "limit = 0");
    edit("codes/care-level.csv", "22,要介護2", "21,要介護2");
    edit("forbidden.csv", "税,住民税", "所得,住民税");
    files.push(catalog::ConfigFile { path: "purpose/typo.toml".into(), text: String::new() });
    files.push(catalog::ConfigFile { path: "sources/broken.toml".into(), text: SOURCE.into() });
    files.push(catalog::ConfigFile {
        path: "purposes/empty.toml".into(),
        text: "id = \"x\"\ntitel = \"y\"\nmode = \"analyse-only\"\norder = 1\n".into(),
    });
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut text = String::new();
    for fault in loaded(&files).faults {
        let _ = writeln!(text, "{fault}");
    }
    golden("faults.txt", &text);
}

const SOURCE: &str = r#"id = "broken"
title = "誤りのある連携元"
system = "介護保険システム"
owner = "税務課"
valid_from = "2023-04-01"
valid_to = "2022-04-01"
key = ["宛名番号", "世帯番号"]

[[role]]
id = "person"

[[column]]
header = "宛名番号"
field = "identifier:atena"

[[column]]
header = "要介護状態区分"
item = "household-member.care-certificaton" # 綴りの誤り
codes = "care-levels"
role = "persons"

[[column]]
header = "認定日"
item = "household-member.care-certification"

[[column]]
header = "認定期間開始"
field = "form" # 綴りの誤り
"#;

#[test]
fn what_has_come_due_is_named() {
    let files = preset("akishima");
    let catalog = loaded(&files).catalog;
    let mut text = String::new();
    for day in ["2022-12-01", "2023-02-15", "2028-04-01"] {
        let _ = writeln!(text, "# {day}");
        let due = catalog.due(&files, day.parse().expect("a day"));
        for fault in due.iter().filter(|fault| !fault.file.starts_with("rules/")) {
            let _ = writeln!(text, "{fault}");
        }
    }
    golden("due.txt", &text);
}
