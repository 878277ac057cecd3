//! `mimamori demo`: the main job on a synthetic town, told so that a caseworker understands it.

use std::path::{Path, PathBuf};

use app::demo::{DemoFound, DemoRequest, demo};
use app::error::AppError;
use app::linking::Explained;
use serde_json::{Value, json};

use super::{evaluate, link, padded, screen, trends};
use crate::cli::Demo;
use crate::progress::Bar;
use crate::{edge, output};

/// Where the demo goes when nobody says.
const HOME: &str = "mimamori-demo";

/// Lines of the girl's ledger that are told; the rest is a command away.
const LEDGER_LINES: usize = 60;

/// Runs the demo and tells what happened.
pub async fn run(home: Option<&Path>, options: &Demo, as_json: bool) -> Result<u8, AppError> {
    let bar = Bar::default();
    let account = edge::account();
    let request = DemoRequest {
        home: home.map_or_else(|| PathBuf::from(HOME), Path::to_path_buf),
        residents: options.residents,
        seed: options.seed,
        account: &account,
        now: edge::now().1,
    };
    let found = demo(&request, &bar).await?;
    if as_json {
        output::say(&json(&found).to_string());
    } else {
        output::say(&words(&found, options));
        if !options.no_serve {
            output::say("画面（ブラウザで見るページ）はまだありません。上の命令で続きを試せます。");
        }
    }
    Ok(0)
}

fn words(found: &DemoFound, options: &Demo) -> String {
    let home = found.home.display();
    let mut text = format!(
        "【見本】架空のまち（人口約{}人、実在の人は一人もいません）。今日は {} に固定しています。\n",
        options.residents,
        app::demo::SEALED
    );
    heading(&mut text, "1. 各部署から届いた抽出データ（受領書のまとめ）");
    let (mut read, mut admitted, mut refused) = (0, 0, 0);
    let mut of_source: Vec<(String, String, usize, u64, u64)> = Vec::new();
    for taken in found.imported.taken() {
        let outcome = &taken.outcome;
        read += outcome.rows_read;
        admitted += outcome.rows_admitted;
        refused += outcome.rows_refused;
        let findings = outcome.findings.iter().map(|finding| finding.count).sum::<u64>();
        match of_source.iter_mut().find(|(title, ..)| *title == outcome.title) {
            Some(entry) => {
                entry.2 += 1;
                entry.3 += outcome.rows_admitted;
                entry.4 += findings;
            }
            None => {
                of_source.push((outcome.title.clone(), outcome.owner.to_string(), 1, outcome.rows_admitted, findings))
            }
        }
    }
    for (title, owner, files, rows, findings) in &of_source {
        text.push_str(&format!(
            "  {}{}{files:>4}件 {rows:>8}行  指摘{findings}\n",
            padded(title, 36),
            padded(owner, 18)
        ));
    }
    text.push_str(&format!(
        "  読込{read}行 = 受入{admitted}行 + 拒否{refused}行。個人番号・税の列があるファイルは受け取りません。\n"
    ));

    heading(&mut text, "2. 名寄せ");
    text.push_str(&link::words(&found.linked));
    text.push('\n');
    text.push_str(&evaluate::compared_words(&found.linkage.compared, "記載"));
    text.push('\n');
    for pair in &found.explained {
        let title = match (pair.waiting, pair.persons[0] == pair.persons[1]) {
            (true, _) => "人に委ねた組: 機械は決めず、review export で書き出します",
            (false, true) => "表記の違う二つの記録を、同じ人と見た理由",
            (false, false) => "双子: 姓・住所・生年月日が同じでも、名が違えば同じ人とはしません",
        };
        text.push_str(&format!("\n  ◆ {title}\n"));
        text.push_str(&explained(pair));
    }

    heading(&mut text, "3. 傾向分析（諮問第65号のとおり）");
    text.push_str(&trends::words(&found.trends));
    for undecidable in &found.analysed.screening.undecidable {
        text.push_str(&format!("  規則 {}: {}\n", undecidable.rule, undecidable.text));
    }

    heading(&mut text, "4. 確認のきっかけ（見本市の架空の利用目的 child-watch）");
    text.push_str(&screen::words(&found.screened, 0));
    for (label, figures) in &found.figures {
        text.push_str(&evaluate::screening_words(figures, label));
    }

    heading(&mut text, "5. ある女の子");
    match &found.girl {
        Some((person, ledger)) => {
            let signals: Vec<_> =
                found.screened.screening.signals.iter().filter(|signal| signal.person == *person).collect();
            if signals.is_empty() {
                text.push_str(&format!(
                    "  {person}: いまの規則では気づけませんでした（世話をしていても記録に現れない子どもがいます）\n"
                ));
            }
            for signal in signals {
                text.push_str(&format!("  {person} ■ {}（{}、第{}版）\n", signal.title, signal.rule, signal.version));
                for reason in &signal.reasons {
                    text.push_str(&format!("     ・{}\n", reason.line()));
                }
                for missing in &signal.missing {
                    text.push_str(&format!("     ？{missing}\n"));
                }
            }
            let full = ledger.to_text();
            text.push('\n');
            for line in full.lines().take(LEDGER_LINES) {
                text.push_str(&format!("  {line}\n"));
            }
            if full.lines().count() > LEDGER_LINES {
                text.push_str(&format!("  …（続きは mimamori ledger {person} --home {home} --purpose child-watch）\n"));
            }
        }
        None => text.push_str("  この大きさのまちには、該当する子どもがいません。\n"),
    }

    heading(&mut text, "6. 受け付けない規則");
    for fault in &found.refused_rule {
        text.push_str(&format!("  {}\n", fault.replace('\n', "\n  ")));
    }

    heading(&mut text, "まだないもの");
    text.push_str(
        "  画面、職務ごとの閲覧、アセスメントと支援のケース記録、他の機関との共有、学校カルテ、帳票、PostgreSQL。\n",
    );
    text.push_str(&format!(
        "\n続きを試すには（導入先 {home}）:\n\
         \u{20} mimamori review export pairs.xlsx --home {home}\n\
         \u{20} mimamori screen --home {home} --purpose child-watch --capacity 30 --out list.xlsx\n\
         \u{20} mimamori evaluate linkage --home {home} --truth {home}/truth/persons.csv\n"
    ));
    text
}

fn heading(text: &mut String, title: &str) {
    text.push_str(&format!("\n━━ {title}\n"));
}

fn explained(pair: &Explained) -> String {
    let mut text = format!("    {}\n    {}\n", pair.records[0], pair.records[1]);
    let mut sum = 0;
    for part in &pair.parts {
        sum += part.weight.0;
        text.push_str(&format!("      {:>+8.3}  {}: {}\n", part.weight.bits(), part.field, part.sentence));
    }
    let person = |place: usize| pair.persons[place].map_or("－".to_owned(), |person| person.to_string());
    let end = match (pair.persons[0] == pair.persons[1], pair.waiting) {
        (true, _) => format!("同じ人 {}", person(0)),
        (false, true) => format!("人の判断を待ちます（いまは別の人 {} と {}）", person(0), person(1)),
        (false, false) => format!("別の人 {} と {}", person(0), person(1)),
    };
    text.push_str(&format!("      {:>+8.3}  合計（ビット） → {end}\n", f64::from(sum) / 1000.0));
    text
}

fn json(found: &DemoFound) -> Value {
    let pairs = &found.linkage.compared.pairs;
    let sources: Vec<Value> = found
        .imported
        .taken()
        .map(|taken| {
            let outcome = &taken.outcome;
            json!({
                "source": outcome.source.as_str(), "file": outcome.file, "rows_read": outcome.rows_read,
                "rows_admitted": outcome.rows_admitted, "rows_refused": outcome.rows_refused,
                "items_dropped": outcome.dropped.len(),
                "findings": outcome.findings.iter().map(|finding| finding.count).sum::<u64>(),
            })
        })
        .collect();
    let screening: Vec<Value> = found
        .figures
        .iter()
        .map(|(label, one)| {
            let e = &one.evaluation;
            let at = e.at_capacity.iter().find(|at| at.percent == 5);
            json!({
                "rule": one.rule, "label": label, "signals": e.signals, "base_rate": e.base_rate.value,
                "precision_at_capacity": at.map(|at| at.precision.value),
                "recall": at.and_then(|at| at.recall.map(|recall| recall.value)), "capacity_percent": 5,
                "auc": e.auc.map(|auc| auc.value),
            })
        })
        .collect();
    json!({
        "sources": sources, "persons": found.linked.persons, "pairs_asked": found.linked.waiting,
        "linkage": {"precision": pairs.precision(), "recall": pairs.recall(), "f1": pairs.f1()},
        "screening": screening,
    })
}
