//! Drafts of source definitions for extracts nobody has described: each loads and imports as it stands.

#![allow(clippy::print_stderr, reason = "SHOW_DRAFTS prints the drafts")]

mod support;

use catalog::{Catalog, ConfigFile};
use support::*;

struct Case {
    file: &'static str,
    text: &'static str,
    /// Lines the draft must hold.
    lines: &'static [&'static str],
    rows: u64,
}

fn cases() -> Vec<Case> {
    vec![
        Case {
            file: "住記_世帯員_R5.1.31.csv",
            text: "宛名番号,世帯番号,氏名（漢字）,氏名カナ,生年月日,性別,続柄,郵便番号,住所,方書,住民となった日,異動事由\n\
                   00012345,9001,山田　太郎,ﾔﾏﾀﾞ ﾀﾛｳ,S55.4.1,男,世帯主,196-0001,昭島市田中町1-1,コーポ田中101,H20.4.1,転入\n\
                   00012353,9001,山田　花子,ﾔﾏﾀﾞ ﾊﾅｺ,H22.5.1,女,子,196-0001,昭島市田中町1-1,コーポ田中101,H22.5.1,出生\n",
            lines: &[
                "field = \"identifier:atena\"",
                "field = \"household\"",
                "field = \"name\"",
                "field = \"kana\"",
                "field = \"birth-date\"",
                "field = \"building\"",
                "item = \"child.name\"",
            ],
            rows: 2,
        },
        Case {
            file: "要介護認定者一覧_20230131.csv",
            text: "被保険者番号,宛名コード,被保険者氏名,被保険者氏名カナ,生年月日,要介護状態区分,認定有効期間（開始）,認定有効期間（終了）\n\
                   0000000001,00099,佐藤　キク,サトウ　キク,昭和10年1月2日,要介護4,令和4年4月1日,令和6年3月31日\n\
                   0000000002,00098,鈴木　一,スズキ　ハジメ,昭和8年11月3日,要支援1,令和4年6月1日,令和5年5月31日\n",
            lines: &[
                "field = \"identifier:atena\"",
                "item = \"household-member.care-certification\"",
                "codes = \"care-level\"",
                "field = \"identifier:care-insured\"",
                "field = \"from\"",
                "field = \"to\"",
                "system = \"介護保険システム\"",
            ],
            rows: 2,
        },
        Case {
            file: "児童手当受給者_202301.csv",
            text: "受給者宛名番号,受給者氏名,受給者カナ,受給者生年月日,支給対象児童1氏名,支給対象児童1生年月日,支給対象児童2氏名,支給対象児童2生年月日,支給開始年月,手当月額\n\
                   00012345,山田　太郎,ヤマダ　タロウ,S55.4.1,山田　花子,H22.5.1,山田　次郎,H25.6.2,R4.6,\"15,000\"\n\
                   00012346,田中　実,タナカ　ミノル,S50.4.1,田中　桜,H27.5.1,,,R4.6,\"10,000\"\n",
            lines: &["id = \"recipient\"", "id = \"child{n}\"", "repeat = 2", "field = \"identifier:atena\""],
            rows: 2,
        },
        Case {
            file: "出欠記録_第一中学校_2023年1月.csv",
            text: "昭島市立第一中学校　出欠記録\n学校名,学年,組,出席番号,日付,出欠,理由\n第一中学校,2,1,5,2023/1/12,欠席,病気\n第一中学校,2,1,5,2023/1/13,欠席,家事都合\n第一中学校,3,2,11,2023/1/13,遅刻,\n合計,3件,,,,,\n",
            lines: &[
                "field = \"school\"",
                "field = \"grade\"",
                "field = \"seat-number\"",
                "field = \"on\"",
                "item = \"attendance.daily.status\"",
                "refers = [",
            ],
            rows: 3,
        },
        Case {
            file: "欠席日数月別_令和4年度.csv",
            text: "年度,学籍番号,４月,５月,６月,７月\n2022,S001,0,2,3,1\n2022,S002,0,0,0,0\n",
            lines: &[
                "monthly = true",
                "item = \"attendance.monthly.absent\"",
                "header = \"{n}月\"",
                "field = \"fiscal-year\"",
                "field = \"identifier:student\"",
                "refers = [{ identifier = \"student\" }]",
            ],
            rows: 2,
        },
        Case {
            file: "保健室来室記録.tsv",
            text: "学校\t学年\t組\t番号\t氏名\t来室日時\t来室理由\t処置\n第一小\t4年\t2組\t7\t高橋 葵\t2023-01-20 10:15\t腹痛\t休養\n第一小\t4年\t2組\t7\t高橋 葵\t2023-01-23 09:05\t頭痛\t検温\n",
            lines: &["field = \"name\"", "field = \"on\"", "health-room.symptom", "system = \"校務支援システム\""],
            rows: 2,
        },
        Case {
            file: "三歳児健診結果.csv",
            text: "児童宛名番号,児童氏名,児童フリガナ,児童生年月日,母氏名,母生年月日,受診日,受診区分,むし歯本数\n00077,伊藤 陽,イトウ ハル,R1.10.2,伊藤 香,H3.2.2,R4.11.8,受診,2\n00078,加藤 凛,カトウ リン,R1.11.2,加藤 由美,H5.3.2,R4.11.8,未受診,0\n",
            lines: &[
                "id = \"child\"",
                "id = \"mother\"",
                "kind = \"mother\"",
                "field = \"on\"",
                "item = \"child.checkup.3-years\"",
            ],
            rows: 2,
        },
        Case {
            file: "JUKI_20260930.csv",
            text: "住民記録　基本情報一覧\n抽出日,令和8年9月30日\n\n個人コード,世帯コード,漢字氏名,カナ氏名,生年月日,性別コード,続柄コード,続柄,町名,番地,方書,住民となった年月日\n\
                   01288335,0311696,山田　太郎,ﾔﾏﾀﾞ ﾀﾛｳ,S58.3.4,1,01,本人,桜ケ丘二丁目,2番23号,ハイツ緑101,R5.3.19\n\
                   02779243,0311696,山田　花子,ﾔﾏﾀﾞ ﾊﾅｺ,H24.5.2,2,20,子,桜ケ丘二丁目,2番23号,ハイツ緑101,H24.5.2\n",
            lines: &[
                "header = \"町名\"",
                "join = [\"番地\"]",
                "field = \"identifier:atena\"",
                "field = \"sex\"",
                "header = \"続柄\"\nitem = \"child.relation\"\nfield = \"relation\"",
                "resident.moved-in-date",
            ],
            rows: 2,
        },
        Case {
            file: "生保_世帯員.csv",
            text: "ケース番号,世帯主氏名,員番,世帯員氏名,世帯員カナ,性別,生年月日,開始年月日\nK1,山田太郎,1,山田太郎,ﾔﾏﾀﾞﾀﾛｳ,男,S58.3.4,R4.6.1\nK1,山田太郎,2,山田花子,ﾔﾏﾀﾞﾊﾅｺ,女,H24.5.2,R4.6.1\n",
            lines: &[
                "id = \"person\"  # この行の主役",
                "id = \"head\"",
                "header = \"世帯員氏名\"\nitem = \"child.name\"\nfield = \"name\"",
                "system = \"生活保護システム\"",
            ],
            rows: 2,
        },
        Case {
            file: "出席簿_202609.csv",
            text: "学籍番号,年,組,番,氏名,年月,1日,2日,3日,4日,5日,6日,7日,8日,9日,10日,11日,12日,13日,14日,15日,16日,17日,18日,19日,20日,21日,22日,23日,24日,25日,26日,27日,28日,29日,30日,31日\n20001,1,A,1,山田 花子,R0809,,,病,病,休日,休日,,,,,,,,,,,,,,,,,,,,,,,,,\n20002,1,A,2,佐藤 桜,R0809,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n",
            lines: &[
                "header = \"{n}日\"",
                "daily = true",
                "item = \"attendance.daily.status\"",
                "field = \"month\"",
                "slice = [\"年月\"]",
                "{ identifier = \"student\" }",
                "\"name\"]",
            ],
            rows: 2,
        },
    ]
}

fn with_draft(draft: &str) -> Catalog {
    let mut files =
        preset(&|path| !path.starts_with("rules/") && !path.starts_with("sources/") || path.contains("school-roster"));
    files.push(ConfigFile { path: "sources/draft.toml".to_owned(), text: draft.to_owned() });
    let loaded = Catalog::load(&files);
    let errors: Vec<String> = loaded
        .faults
        .iter()
        .filter(|fault| fault.is_error() && fault.file.starts_with("sources/"))
        .map(|fault| format!("{fault:?}"))
        .collect();
    assert!(errors.is_empty(), "{}\n{draft}", errors.join("\n"));
    loaded.catalog
}

#[test]
fn a_draft_imports_the_file_it_was_made_from() {
    let shipped = shipped();
    for case in cases() {
        let bytes = cp932(case.text);
        let draft = ingest::draft(case.file, &bytes, &shipped).expect(case.file);
        if std::env::var_os("SHOW_DRAFTS").is_some() {
            eprintln!("=== {}\n{draft}", case.file);
        }
        for line in case.lines {
            assert!(draft.contains(line), "{}: no {line} in\n{draft}", case.file);
        }
        let catalog = with_draft(&draft);
        let taken = read(&catalog, case.file, &bytes).unwrap_or_else(|refusal| panic!("{refusal}\n{draft}"));
        assert_eq!(taken.1.rows_admitted, case.rows, "{}\n{draft}", case.file);
        let unreadable: Vec<&str> = taken
            .1
            .findings
            .iter()
            .map(|finding| finding.kind.0)
            .filter(|kind| kind.contains("unreadable") || kind.contains("unknown"))
            .collect();
        assert!(unreadable.is_empty(), "{}: {unreadable:?}\n{draft}", case.file);
    }
}

#[test]
fn what_must_not_come_in_is_not_drafted() {
    let text = "宛名番号,個人番号,氏名,市民税額,身体障害者手帳等級\n1,123456789018,山田,100,1級\n";
    let draft = ingest::draft("手帳.csv", text.as_bytes(), &shipped()).expect("draft");
    assert!(!draft.contains("header = \"個人番号\"") && !draft.contains("header = \"市民税額\""), "{draft}");
    assert!(
        draft.contains("列「個人番号」は持ち込めません")
            && draft.contains("codes = \"disability-physical\"")
            && draft.contains("system = \"障害福祉システム\""),
        "{draft}"
    );
}

#[test]
fn a_file_with_nothing_but_names_is_not_taken_for_a_system() {
    let text = "宛名番号,氏名,カナ氏名,生年月日,性別,続柄,住所\n1,山田,ヤマダ,H22.5.1,男,子,昭島市田中町1-1\n";
    let refused = read(&shipped(), "名前だけ.csv", text.as_bytes()).expect_err("nothing tells what it is");
    assert_eq!(refused.kind, ingest::RefusalKind::Unrecognised);
}

#[test]
fn a_draft_never_repeats_names() {
    let shipped = shipped();
    for case in cases() {
        let draft = ingest::draft(case.file, &cp932(case.text), &shipped).expect(case.file);
        for name in ["山田", "ヤマダ", "花子", "佐藤", "伊藤", "田中町"] {
            assert!(!draft.contains(name), "{}: {name}", case.file);
        }
    }
}

#[test]
fn a_file_without_columns_leaves_nobody_in_the_draft() {
    let draft =
        ingest::draft("techo.dat", &cp932("0000001山田　太郎    4580304\n0000002佐藤　桜      4600101\n"), &shipped())
            .expect("draft");
    assert!(!draft.contains("山田") && draft.contains("固定長"), "{draft}");
}

#[test]
fn an_address_in_several_columns_is_read_as_one() {
    let text = "個人コード,漢字氏名,カナ氏名,生年月日,続柄,町名,番地\n1,山田　太郎,ﾔﾏﾀﾞ ﾀﾛｳ,S58.3.4,本人,桜ケ丘二丁目, 2番23号 \n";
    let draft = ingest::draft("住基.csv", text.as_bytes(), &shipped()).expect("draft");
    let taken = read(&with_draft(&draft), "住基.csv", text.as_bytes()).expect(&draft);
    assert_eq!(raw(&taken, "町名"), ["桜ケ丘二丁目2番23号"]);
    assert!(taken.1.ignored.iter().all(|title| title != "番地"), "{:?}", taken.1.ignored);
}
