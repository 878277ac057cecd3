//! Small extracts that a caseworker can read.

/// Header of the register in these stories.
pub const REGISTER: &str = "宛名番号,氏名,フリガナ,生年月日,性別,世帯番号,続柄,住民区分,住所\n";

/// Name of the register as of 31 January.
pub const REGISTER_FILE: &str = "住民記録_世帯一覧_20230131.csv";

/// Two families: 佐藤 with 花子 (中2) and 太郎 (小5), 鈴木 with the twins 葵 and 翼 (小3).
pub fn register() -> String {
    format!(
        "{REGISTER}\
         0000000019,佐藤　恵,サトウ　メグミ,昭和55年2月1日,女,100,世帯主,日本人,見本市中央1-2-3\n\
         0000000027,佐藤　花子,サトウ　ハナコ,平成20年6月3日,女,100,子,日本人,見本市中央1-2-3\n\
         0000000035,佐藤　太郎,サトウ　タロウ,平成23年9月9日,男,100,子,日本人,見本市中央1-2-3\n\
         0000000043,鈴木　健一,スズキ　ケンイチ,昭和52年5月5日,男,200,世帯主,日本人,見本市本町4-5\n\
         0000000051,鈴木　葵,スズキ　アオイ,平成25年7月7日,女,200,子,日本人,見本市本町4-5\n\
         0000000060,鈴木　翼,スズキ　ツバサ,平成25年7月7日,男,200,子,日本人,見本市本町4-5\n"
    )
}

/// The roster of the schools of the children above; 保護者1 of each.
pub fn roster() -> String {
    "年度,学校名,学校種,学年,組,出席番号,学籍番号,県学調管理番号,児童生徒氏名,フリガナ,生年月日,性別,住所,保護者1氏名,保護者1続柄\n\
     2022,第一中学校,中学校,2,1,7,5001,9001,佐藤 花子,サトウ ハナコ,2008/6/3,女,見本市中央一丁目2番3号,佐藤 恵,母\n\
     2022,第一小学校,小学校,5,2,8,1001,9002,佐藤 太郎,サトウ タロウ,2011/9/9,男,見本市中央一丁目2番3号,佐藤 恵,母\n\
     2022,第一小学校,小学校,3,1,9,1002,9003,鈴木 葵,スズキ アオイ,2013/7/7,女,見本市本町4番5号,鈴木 健一,父\n\
     2022,第一小学校,小学校,3,1,10,1003,9004,鈴木 翼,スズキ ツバサ,2013/7/7,男,見本市本町4番5号,鈴木 健一,父\n"
        .to_owned()
}

/// Name of the roster.
pub const ROSTER_FILE: &str = "校務支援_在籍名簿_20230131.csv";

/// A month of a school: on these days the pupil was absent for this reason, on others of the list present.
pub fn month(school: &str, month: &str, pupils: &[(&str, &[u8])], days: &[u8], reason: &str) -> String {
    let mut text = String::from("学校名,対象年月,学籍番号,出欠日,出欠区分,欠席理由\n");
    let (year, number) = month.split_at(4);
    for (pupil, absent) in pupils {
        for day in days {
            let state = if absent.contains(day) { format!("欠席,{reason}") } else { "出席,".to_owned() };
            text.push_str(&format!("{school},{month},{pupil},{year}/{number}/{day},{state}\n"));
        }
    }
    text
}

/// School days of November 2022.
pub const NOVEMBER: [u8; 20] = [1, 2, 4, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18, 21, 22, 24, 25, 28, 29, 30];

/// A number that passes the check digit of 個人番号 (番号法施行令, 総務省令第85号第5条).
pub fn my_number(serial: u64) -> String {
    let body = format!("{:011}", 10_000_000_000 + serial * 7_919);
    let sum: u64 = body
        .bytes()
        .rev()
        .zip(1_u64..)
        .map(|(digit, place)| u64::from(digit - b'0') * if place <= 6 { place + 1 } else { place - 5 })
        .sum();
    let check = match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    format!("{body}{check}")
}
