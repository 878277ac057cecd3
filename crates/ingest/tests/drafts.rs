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
                "refers = [{ identifier = \"student\" }]",
            ],
            rows: 2,
        },
        Case {
            file: "出席簿_202212.csv",
            text: "出席簿,見本市立青葉小学校,,令和4年12月,授業日数,18\n学年,組,番号,氏名,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,欠席計\n1,1,1,山田 花子,・,病,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,1\n1,1,2,佐藤 桜,・,・,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,0\n1,1,3,伊藤 陸,・,遅,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,0\n",
            lines: &[
                "header = \"{n}\"",
                "daily = true",
                "item = \"attendance.daily.status\"",
                "from_title = \"出席簿 {value} *",
                "from_name = \"出席簿_{value}.csv\"",
                "slice = [\"月\", \"学校\"]",
                "by = [\"school\", \"grade\", \"class\", \"seat-number\", \"name\"]",
            ],
            rows: 3,
        },
        Case {
            file: "月別出欠集計.csv",
            text: "月別出欠集計表,令和4年度,出力日,2023/01/31\n,,,,,4月,,5月,,6月,\n学校ｺｰﾄﾞ,学籍番号,学年,組,氏名,欠席,遅刻,欠席,遅刻,欠席,遅刻\n110,251100127,1,1,山田 花子,1,0,0,0,2,0\n110,251100128,1,1,佐藤 桜,0,0,0,1,0,0\n",
            lines: &[
                "header = \"{n}月欠席\"",
                "header = \"{n}月遅刻\"",
                "monthly = true",
                "item = \"attendance.monthly.absent\"",
                "from_title = \"月別出欠集計表 {value} 出力日 *",
                "slice = [\"年度\"",
            ],
            rows: 2,
        },
        Case {
            file: "出席状況_東小学校_R4.10.csv",
            text: "東小学校　令和4年10月　出席状況報告\n\n学年,組,番,氏名,授業日数,欠席,遅刻,早退,出停・忌引,備考\n\
                   1,1,1,山田 花子,20,0,1,0,0,\n1,1,2,佐藤 桜,20,3,0,0,1,\n1,1,3,伊藤 陸,20,0,0,1,0,\n",
            lines: &[
                "id = \"attendance\"",
                "slice = [\"月\", \"学校\"]",
                "from_name = \"出席状況_{value}_*.csv\"",
                "from_name = \"出席状況_*_{value}.csv\"",
                "header = \"欠席\"\nitem = \"attendance.monthly.absent\"\ntype = \"number\"",
                "header = \"早退\"\nitem = \"attendance.monthly.early-leave\"\ntype = \"number\"",
                "header = \"出停・忌引\"\nitem = \"attendance.monthly.excused\"\ntype = \"number\"",
                "months = \"data\"",
            ],
            rows: 3,
        },
        Case {
            file: "みどり中学校_出席状況_2023-02.csv",
            text: "学年,組,番号,氏名,欠席日数,遅刻\n1,1,1,山田 花子,0,1\n1,1,2,佐藤 桜,3,0\n",
            lines: &["header = \"欠席日数\"\nitem = \"attendance.monthly.absent\"\ntype = \"number\"", "\"月\""],
            rows: 2,
        },
        Case {
            file: "住基異動累積_20230131.csv",
            text: "整理番号,世帯コード,氏名（漢字）,氏名（カナ）,生年月日,男女,続柄,町字,地番,異動年月日,異動事由,措置区分\n\
                   0020000007,00100013,山田　真由美,ヤマダ マユミ,S61.12.04,女,世帯主,西の原,2264番地,H30.12.21,転入,\n\
                   0020000014,00100026,佐藤　沙織,サトウ サオリ,S51.03.18,女,世帯主,東原,1229番地の3,H22.09.24,転入,\n\
                   0020000021,00100039,伊藤　恵子,イトウ ケイコ,H01.12.15,女,妻,緑町三丁目,2番18号,R03.08.21,転入,支援\n",
            lines: &[
                "# 注意: 列「措置区分」を支援措置",
                "# 注意: 列「整理番号」を住民ごとの番号（宛名番号）と見ました",
                "header = \"整理番号\"\nitem = \"child.atena-number\"\nfield = \"identifier:atena\"",
                "header = \"措置区分\"\nitem = \"shield.flag\"\n",
                "expected_change = 0.1",
                "system = \"住民記録システム\"",
            ],
            rows: 3,
        },
        Case {
            file: "東小学校_児童名簿_令和4年度.csv",
            text: "学籍番号,学年,組,番,氏名,フリガナ,生年月日,性別,郵便番号,住所,保護者氏名,続柄,電話\n\
                   1001,1,1,1,山田 花子,ヤマダ ハナコ,H27.5.1,女,329-0001,見本市東原1229番地,山田 太郎,父,028-000-0001\n\
                   1002,1,1,2,佐藤 桜,サトウ サクラ,H27.6.1,女,329-0001,見本市東原1230番地,佐藤 恵,母,028-000-0002\n",
            lines: &[
                "system = \"校務支援システム\"",
                "owner = \"教育委員会\"",
                "slice = [\"学校\"]",
                "expected_change = 0.1",
                "item = \"school-record.enrolment.grade\"",
            ],
            rows: 2,
        },
        Case {
            file: "手当_受給資格者_20230131.csv",
            text: "証書番号,宛名番号,資格者氏名,資格者氏名カナ,資格者生年月日,対象児童宛名番号,対象児童氏名,対象児童生年月日,資格取得年月日\n\
                   87881,10000599,山田　舞,ﾔﾏﾀﾞ ﾏｲ,H13.1.10,10000602,山田　颯太,H25.8.11,R1.7.2\n\
                   18269,10000766,佐藤　沙織,ｻﾄｳ ｻｵﾘ,S54.5.27,10000769,佐藤　海斗,H24.12.24,R2.4.17\n",
            lines: &[
                "header = \"宛名番号\"\nitem = \"child.atena-number\"\nrole = \"recipient\"\nfield = \"identifier:atena\"",
                "header = \"資格者氏名\"\nitem = \"household-member.name\"\nrole = \"recipient\"\nfield = \"name\"",
                "header = \"資格者生年月日\"\nrole = \"recipient\"\nfield = \"birth-date\"",
                "header = \"対象児童宛名番号\"\nitem = \"child.atena-number\"\nfield = \"identifier:atena\"",
                "header = \"対象児童生年月日\"\nitem = \"child.birth-date\"\nfield = \"birth-date\"",
            ],
            rows: 2,
        },
        Case {
            file: "子ども医療費受給資格_2023-01-31.csv",
            text: "受給者番号,受給者名,受給者名(カナ),生年月日,性別,住所,保護者氏名,資格開始日\n\
                   701,山田　颯太,ﾔﾏﾀﾞ ｿｳﾀ,H25.8.11,男,見本市本町1-1,山田　舞,R2.7.2\n702,佐藤　海斗,ｻﾄｳ ｶｲﾄ,R1.12.24,男,見本市本町2-1,佐藤　沙織,R2.4.17\n",
            lines: &[
                "id = \"child\"  # この行の主役",
                "header = \"受給者名\"\nitem = \"child.name\"\nfield = \"name\"",
                "header = \"生年月日\"\nitem = \"child.birth-date\"\nfield = \"birth-date\"",
                "header = \"保護者氏名\"\nitem = \"household-member.name\"\nrole = \"guardian\"",
            ],
            rows: 2,
        },
        Case {
            file: "児童名簿.csv",
            text: "見本市立青葉小学校　児童名簿\n令和4年度,令和5年1月30日現在\n学籍番号,学年,組,出席番号,姓,名,姓（かな）,名（かな）,性別,生年月日,保護者姓,保護者名,町名,丁目・番地,転入年月日\n\
                   2511001,1,1,1,山田,凪,やまだ,なぎ,男,2015/12/20,山田,真一,霧ヶ丘,1-15-2,\n2511002,1,1,2,佐藤,陸,さとう,りく,男,2015/6/2,佐藤,浩,緑が丘,1-17-14,2022/8/8\n",
            lines: &[
                "from_title = \"{value} 児童名簿\"",
                "slice = [\"学校\"]",
                "join = [\"丁目・番地\"]",
                "field = \"surname-kana\"",
                "item = \"school-record.enrolment.grade\"",
                "header = \"転入年月日\"",
            ],
            rows: 2,
        },
        Case {
            file: "健診結果一覧.csv",
            text: "宛名番号,児氏名,児カナ,生年月日,母氏名,1歳6か月児健康診査受診日,1歳6か月児健康診査判定,3歳児健康診査受診日,3歳児健康診査判定\n\
                   77,山田 陽,ﾔﾏﾀﾞ ﾊﾙ,H30.10.2,山田 香,R2.5.8,異常なし,R3.11.8,異常なし\n78,佐藤 凛,ｻﾄｳ ﾘﾝ,H30.11.2,佐藤 由美,R2.6.8,異常なし,R3.12.8,異常なし\n",
            lines: &[
                "1行に何回分かの出来事が並び",
                "header = \"1歳6か月児健康診査受診日\"\nitem = \"child.checkup.18-months\"\ntype = \"date\"",
                "header = \"3歳児健康診査受診日\"\nitem = \"child.checkup.3-years\"\ntype = \"date\"",
            ],
            rows: 2,
        },
        Case {
            file: "保育所入所児童一覧.csv",
            text: "児童,,,,施設,,保護者,\n児童名,フリガナ,生年月日,性別,施設名,入所日,父,母\n\
                   斎藤 琉生,サイトウ ルイ,H30.5.18,男,北原こども園,R4.4.1,斎藤 洋平,斎藤 智子\n近藤 湊,コンドウ ミナト,R2.3.6,男,本町保育園,R4.9.1,近藤 裕,近藤 千春\n\
                   橋本 奏太,ハシモト ソウタ,R1.9.7,男,本町保育園,R4.4.1,,橋本 舞\n上田 海,ウエダ カイ,R1.9.9,男,本町保育園,R4.4.1,上田 空,上田 鈴\n東 澪,ヒガシ ミオ,R1.9.8,女,本町保育園,R4.4.1,東 仁,東 結\n",
            lines: &[
                "header = \"保護者父\"\nitem = \"household-member.name\"\nrole = \"father\"\nfield = \"name\"",
                "header = \"保護者母\"\nitem = \"household-member.name\"\nrole = \"mother\"\nfield = \"name\"",
                "id = \"child\"  # この行の主役",
            ],
            rows: 5,
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
fn each_month_of_a_school_is_its_own_slice_with_the_draft_of_the_first() {
    let case = cases().into_iter().find(|case| case.file.starts_with("出席状況_")).expect("the case");
    let draft = ingest::draft(case.file, case.text.as_bytes(), &shipped()).expect("draft");
    let catalog = with_draft(&draft);
    let slice = |file: &str| read(&catalog, file, case.text.as_bytes()).expect(&draft).1.slice;
    assert_eq!(slice("出席状況_東小学校_R4.10.csv"), "school=東小学校/month=2022-10");
    assert_eq!(slice("出席状況_東小学校_R4.11.csv"), "school=東小学校/month=2022-11");
    assert_eq!(slice("出席状況_緑野中学校_R4.10（修正版）.csv"), "school=緑野中学校/month=2022-10");
    // A list of those who receive something in a month is no count of that month.
    let text = "受給者番号,氏名,カナ,生年月日,支給開始年月,手当月額\n1,山田 花子,ヤマダ ハナコ,H27.5.1,R4.6,15000\n";
    let list = ingest::draft("手当受給者_R4.10.csv", text.as_bytes(), &shipped()).expect("draft");
    assert!(list.contains("kind = \"full\"") && list.contains("expected_change = 0.3"), "{list}");
    // A sum of the school year is none either.
    let text = "学籍番号,学年,組,番号,氏名,欠席日数\nS1,1,1,1,山田 花子,3\nS2,1,1,2,佐藤 桜,0\n";
    let year = ingest::draft("指導要録出欠_令和3年度_20220501.csv", text.as_bytes(), &shipped()).expect("draft");
    assert!(year.contains("item = \"attendance.record\"") && !year.contains("field = \"month\""), "{year}");
}

#[test]
fn a_mark_of_protection_the_catalogue_has_no_item_for_is_told_first() {
    let case = cases().into_iter().find(|case| case.file.starts_with("住基異動")).expect("the case");
    let files: Vec<ConfigFile> = preset(&|path| !path.starts_with("rules/"))
        .into_iter()
        .map(|mut file| {
            if file.path == "items.csv" {
                file.text = file
                    .text
                    .lines()
                    .filter(|line| !line.starts_with("shield."))
                    .map(|line| format!("{line}\n"))
                    .collect();
            }
            file
        })
        .collect();
    let draft = ingest::draft(case.file, case.text.as_bytes(), &Catalog::load(&files).catalog).expect("draft");
    let told = draft.lines().find(|line| line.contains("列「措置区分」")).expect(&draft);
    assert!(
        told.starts_with("# 注意: ") && told.contains("住所が守られません") && told.contains("shield.flag"),
        "{draft}"
    );
}

#[test]
fn numbers_that_count_the_rows_are_no_residents_numbers() {
    let text = "整理番号,世帯コード,氏名,カナ,生年月日,続柄,住所\n10001,1,山田 太郎,ヤマダ タロウ,S61.12.4,世帯主,見本市東原1番地\n\
                10002,1,山田 花子,ヤマダ ハナコ,H22.5.1,子,見本市東原1番地\n";
    let draft = ingest::draft("住民一覧.csv", text.as_bytes(), &shipped()).expect("draft");
    assert!(!draft.contains("identifier:atena"), "{draft}");
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
        for name in ["山田", "ヤマダ", "花子", "佐藤", "伊藤", "田中町", "霧ヶ丘", "1-15-2"] {
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

#[test]
fn a_grade_in_another_departments_list_is_not_the_schools_record() {
    let text = "児童氏名,フリガナ,生年月日,学校,学年,組,保護者氏名\n山田 凪,ヤマダ ナギ,H27.12.20,青葉小,1,1,山田 真一\n佐藤 陸,サトウ リク,H27.6.2,青葉小,2,1,佐藤 浩\n";
    let draft = ingest::draft("学童クラブ名簿.csv", text.as_bytes(), &shipped()).expect("draft");
    assert!(draft.contains("field = \"grade\"") && !draft.contains("school-record.enrolment.grade"), "{draft}");
}

#[test]
fn a_day_of_return_is_no_birth_date_and_a_place_is_no_day() {
    let text = "宛名コード,氏名,生年月日,手帳種別,障害等級,交付年月日,返還年月日,番地\n1,山田 凪,H27.12.20,療育手帳,C,R3.8.27,R4.1.1,1-15-2\n2,佐藤 陸,S55.6.2,療育手帳,B,R2.6.8,R4.5.1,2-3-1\n";
    let draft = ingest::draft("手帳台帳.csv", text.as_bytes(), &shipped()).expect("draft");
    let column = |title: &str| {
        let (_, rest) = draft.split_once(&format!("header = \"{title}\"")).expect(&draft);
        rest.split("[[column]]").next().unwrap_or_default().to_owned()
    };
    assert!(!column("返還年月日").contains("birth-date"), "{draft}");
    assert!(!column("番地").contains("era"), "{draft}");
}

#[test]
fn a_grade_and_a_name_without_a_school_are_not_looked_up_in_the_roster() {
    let text = "日付,年,組,番,氏名,来室理由\n2023-01-10,1,1,2,山田 凪,腹痛\n2023-01-11,3,1,6,佐藤 陸,頭痛\n";
    let draft = ingest::draft("来室記録.csv", text.as_bytes(), &shipped()).expect("draft");
    assert!(!draft.lines().any(|line| line.starts_with("refers = [") && line.contains("roster")), "{draft}");
    assert!(draft.contains("# 学校が分からないため"), "{draft}");
}
