//! The words of findings (指摘): what is wrong and what to do, for clerks. No wording ever holds a cell's value;
//! only unknown codes of one or a few characters, which name nobody, are shown beside them.

use domain::Severity;

/// Everything that can be wrong with a row, a cell or a file that is still taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Issue {
    // Rows that are refused.
    RowTooLong,
    RowTooShort,
    RowTruncated,
    RowNul,
    RowQuoteOpen,
    RowSwallowing,
    RowOversized,
    CellOversized,
    RowDuplicate,
    RowKeyRepeatedFirst,
    RowKeyRepeatedLast,
    RowNotStudent,
    RowHeaderAgain,
    // Rows that are taken.
    RowShortTolerated,
    KeyRepeated,
    // Cells.
    Required,
    DateUnreadable,
    DateEraEnded,
    DateEraNotBegun,
    DateNonexistent,
    DateFuture,
    DateEraAssumed,
    DateSerial,
    DateImprecise,
    MonthUnreadable,
    NumberUnreadable,
    NumberSuppressed,
    CodeUnknown,
    FlagUnreadable,
    SexUnreadable,
    GradeUnreadable,
    KanaUnusual,
    NameGaiji,
    Undecodable,
    CheckDigit,
    Scientific,
    LostZeros,
    ExcelError,
    // Files.
    Formula,
    Merged,
    Undecoded,
    EncodingOther,
    DelimiterOther,
    RowsChanged,
    NoRows,
    LayoutOutdated,
    ExpectedMissing,
    ShieldMissing,
    BirthDateMissing,
    HeaderTwice,
    WithoutUnknown,
    Repaired,
    RepairLost,
    DuplicatesUnchecked,
    SheetsIgnored,
    MembersMissing,
    Cut,
    NoteLine,
    TitleDate,
}

impl Issue {
    /// Stable name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::RowTooLong => "row-too-long",
            Self::RowTooShort => "row-too-short",
            Self::RowTruncated => "row-truncated",
            Self::RowNul => "row-nul",
            Self::RowQuoteOpen => "row-quote-open",
            Self::RowSwallowing => "row-swallowing",
            Self::RowOversized => "row-oversized",
            Self::CellOversized => "cell-oversized",
            Self::RowDuplicate => "row-duplicate",
            Self::RowKeyRepeatedFirst | Self::RowKeyRepeatedLast => "row-key-repeated",
            Self::RowNotStudent => "row-not-student",
            Self::RowHeaderAgain => "row-header",
            Self::NoteLine => "note-line",
            Self::TitleDate => "title-date",
            Self::RowShortTolerated => "row-short",
            Self::KeyRepeated => "key-repeated",
            Self::Required => "required-empty",
            Self::DateUnreadable => "date-unreadable",
            Self::DateEraEnded => "date-era-ended",
            Self::DateEraNotBegun => "date-era-not-begun",
            Self::DateNonexistent => "date-nonexistent",
            Self::DateFuture => "date-future",
            Self::DateEraAssumed => "date-era-assumed",
            Self::DateSerial => "date-excel-serial",
            Self::DateImprecise => "date-imprecise",
            Self::MonthUnreadable => "month-unreadable",
            Self::NumberUnreadable => "number-unreadable",
            Self::NumberSuppressed => "number-suppressed",
            Self::CodeUnknown => "code-unknown",
            Self::FlagUnreadable => "flag-unreadable",
            Self::SexUnreadable => "sex-unreadable",
            Self::GradeUnreadable => "grade-unreadable",
            Self::KanaUnusual => "kana-unusual",
            Self::NameGaiji => "name-gaiji",
            Self::Undecodable => "character-unreadable",
            Self::CheckDigit => "check-digit",
            Self::Scientific => "excel-scientific",
            Self::LostZeros => "excel-lost-zeros",
            Self::ExcelError => "excel-error",
            Self::Formula => "excel-formula",
            Self::Merged => "excel-merged",
            Self::Undecoded => "bytes-unreadable",
            Self::EncodingOther => "encoding-other",
            Self::DelimiterOther => "delimiter-other",
            Self::RowsChanged => "rows-changed",
            Self::NoRows => "no-rows",
            Self::LayoutOutdated => "layout-outdated",
            Self::ExpectedMissing => "column-missing",
            Self::ShieldMissing => "shield-missing",
            Self::BirthDateMissing => "birth-date-missing",
            Self::HeaderTwice => "header-twice",
            Self::WithoutUnknown => "without-unknown",
            Self::Repaired => "text-repaired",
            Self::RepairLost => "text-lost",
            Self::DuplicatesUnchecked => "duplicates-unchecked",
            Self::SheetsIgnored => "sheets-ignored",
            Self::MembersMissing => "members-missing",
            Self::Cut => "file-cut",
        }
    }

    /// エラー: not taken in; アラート: taken in, but needs attention.
    pub(crate) const fn severity(self) -> Severity {
        match self {
            Self::RowTooLong
            | Self::RowTooShort
            | Self::RowTruncated
            | Self::RowNul
            | Self::RowQuoteOpen
            | Self::RowSwallowing
            | Self::RowOversized
            | Self::CellOversized
            | Self::RowDuplicate
            | Self::RowKeyRepeatedFirst
            | Self::RowKeyRepeatedLast
            | Self::RowNotStudent
            | Self::RowHeaderAgain => Severity::Error,
            _ => Severity::Alert,
        }
    }

    /// What is wrong (何が).
    pub(crate) const fn message(self) -> &'static str {
        match self {
            Self::RowTooLong => "見出しより列の多い行です。列に正しく分けられないため取り込みませんでした。",
            Self::RowTooShort => "見出しより列の少ない行です。列に正しく分けられないため取り込みませんでした。",
            Self::RowTruncated => "最後の行が途中で切れています。取り込みませんでした。",
            Self::RowNul => "NUL文字（0x00）を含む行です。壊れている可能性があるため取り込みませんでした。",
            Self::RowQuoteOpen => "引用符（\"）が閉じられていない行です。取り込みませんでした。",
            Self::RowSwallowing => {
                "1つのセルの中に、続く行が入り込んでいるようにみえます（引用符の閉じ忘れ）。入り込んだ行とともに取り込みませんでした。"
            }
            Self::RowOversized => "1行が長すぎます（1MiBを超える）。取り込みませんでした。",
            Self::CellOversized => "1つのセルが長すぎます（32,767バイトを超える）。この行は取り込みませんでした。",
            Self::RowDuplicate => {
                "同じファイルの中に、すべての列が同じ行が既にあります。2行目以降は取り込みませんでした。"
            }
            Self::RowKeyRepeatedFirst => {
                "キーが同じ行が既にあります。定義に従い先の行を残し、この行は取り込みませんでした。"
            }
            Self::RowKeyRepeatedLast => {
                "キーが同じ行が後にあります。定義に従い後の行を残し、この行は取り込みませんでした。"
            }
            Self::RowNotStudent => "児童生徒ではない利用者（教職員・保護者など）の行です。取り込みませんでした。",
            Self::RowHeaderAgain => {
                "見出しと同じ行がデータの途中にあります。人の記録ではないため取り込みませんでした。"
            }
            Self::NoteLine => "「※」などで始まる注記の行です。データとして数えていません。",
            Self::TitleDate => "ファイル名に日付がなく、表題の行に日付があります。抽出基準日は本日としました。",
            Self::RowShortTolerated => "末尾の空欄が省かれた行です。足りない列は空欄として取り込みました。",
            Self::KeyRepeated => "キーが同じで内容の異なる行があります。どちらも取り込みました。",
            Self::Required => "必須の項目が空欄です。",
            Self::DateUnreadable => "日付として読めません。値は「記録なし」として扱います。",
            Self::DateEraEnded => "元号の終わった後の日付です。西暦に換算して読みました。",
            Self::DateEraNotBegun => "元号の始まる前の日付です。西暦に換算して読みました。",
            Self::DateNonexistent => "暦にない日付です。原文のまま保存し、期間として扱います。",
            Self::DateFuture => "抽出基準日より後の日付です。",
            Self::DateEraAssumed => "元号のない和暦の日付です。令和として読みました。",
            Self::DateSerial => "日付がExcelの通し番号になっています。日付に直して読みました。",
            Self::DateImprecise => "不詳日（年・月・日の一部が分からない日付）です。期間として扱います。",
            Self::MonthUnreadable => "年月として読めません。値は「記録なし」として扱います。",
            Self::NumberUnreadable => "数として読めません。値は「記録なし」として扱います。",
            Self::NumberSuppressed => "秘匿された数（x など）です。値は「記録なし」として扱います。",
            Self::CodeUnknown => "コード表にない値です。値は「記録なし」として扱います。",
            Self::FlagUnreadable => "有無として読めない値です。値は「記録なし」として扱います。",
            Self::SexUnreadable => "性別として読めない値です。値は「記録なし」として扱います。",
            Self::GradeUnreadable => "学年として読めない値です。値は「記録なし」として扱います。",
            Self::KanaUnusual => "カナの列に、カナ以外の文字があります。",
            Self::NameGaiji => "外字が〓・●・□などに置き換わっています。",
            Self::Undecodable => "読めない文字（文字化け）があります。",
            Self::CheckDigit => "検査数字が合いません。",
            Self::Scientific => "番号が指数表示（1.23E+11 の形）になっています。元の番号は失われています。",
            Self::LostZeros => "ほかの行より桁の少ない番号です。先頭の0が失われた可能性があります。",
            Self::ExcelError => "Excelのエラー値（#N/A など）です。空欄として扱います。",
            Self::Formula => "数式のセルがあります。保存されている計算結果を読みました。",
            Self::Merged => "結合されたセルがあります。左上のセルの値だけを読みました。",
            Self::Undecoded => {
                "文字コードとして正しくないバイトがあります。〓のかわりに「読めない文字」として取り込みました。"
            }
            Self::EncodingOther => "連携元定義と異なる文字コードでした。ファイルから判定した文字コードで読みました。",
            Self::DelimiterOther => "連携元定義と異なる区切り文字でした。ファイルから判定した区切り文字で読みました。",
            Self::RowsChanged => "前回の受入から件数が大きく変わりました。",
            Self::NoRows => "データの行が1件もありません。",
            Self::LayoutOutdated => "抽出基準日には使われていないはずの様式（連携元定義の期間外）です。",
            Self::ExpectedMissing => "連携元定義にある列が、ファイルにありません。",
            Self::ShieldMissing => {
                "支援措置の列がありません。この抽出では、新しく支援措置を受けた人が分かりません（前に受け入れた印は引き続き守られます）。"
            }
            Self::BirthDateMissing => {
                "生年月日の列がありません。名寄せの手がかりが減り、年齢を確かめられない人が出ます。"
            }
            Self::HeaderTwice => "同じ見出しの列が2つ以上あります。最初の列だけを使いました。",
            Self::WithoutUnknown => "--without で指定された列が、ファイルにありません。",
            Self::Repaired => "一度誤って読まれた文字（文字化け）を、元の文字に直して取り込みました。",
            Self::RepairLost => "文字化けを直しきれない行があります。元の文字の一部が失われています。",
            Self::DuplicatesUnchecked => "行が非常に多いため、重複の確認を途中でやめました。",
            Self::SheetsIgnored => "ほかのシートは読んでいません。",
            Self::MembersMissing => "OneRosterの一式に、必要なファイルがありません。その項目は空欄になります。",
            Self::Cut => "ファイルの終わりに改行がありません。",
        }
    }

    /// What to do, and who (どうすればよいか).
    pub(crate) const fn cure(self) -> &'static str {
        match self {
            Self::RowTooLong => {
                "データ所管課で該当行を確認し、値の中の区切り文字や改行を引用符で囲んで出し直してください。"
            }
            Self::RowTooShort => {
                "データ所管課で該当行を確認し、値の中の改行を引用符で囲み、行の終わりの空の列は省かずに出し直してください。"
            }
            Self::RowTruncated | Self::Cut => {
                "ファイルが途中で切れていないか、件数を所管課に確認し、切れていれば出し直してください。"
            }
            Self::RowNul => "元のシステムから出し直してください。転送時はバイナリモードを使ってください。",
            Self::RowQuoteOpen | Self::RowSwallowing => {
                "データ所管課で該当行を確認し、値の中の引用符を2つ重ねて（\"\"）出し直してください。"
            }
            Self::RowOversized | Self::CellOversized => "長い文章は分けて出すか、その列を除いて出し直してください。",
            Self::RowDuplicate => {
                "重複が正しいものか所管課に確認してください。正しければ通し番号などの列を加えて出し直してください。"
            }
            Self::RowKeyRepeatedFirst | Self::RowKeyRepeatedLast | Self::KeyRepeated => {
                "どの行が正しいか所管課に確認してください。正しければ連携元定義の key に列を加えてください。"
            }
            Self::RowNotStudent => "対応は不要です。児童生徒の行だけが対象です。",
            Self::RowHeaderAgain => {
                "対応は不要です。ページごとに見出しを繰り返す帳票なら、見出しが1回だけの形で出すよう依頼すると確実です。"
            }
            Self::NoteLine => "対応は不要です。",
            Self::TitleDate => {
                "表題の日付が抽出基準日なら、withdraw で取り下げ、--as-of にその日付を指定して取り込み直してください。"
            }
            Self::RowShortTolerated => {
                "対応は不要です。気になる場合は、空欄も省かずに出すよう所管課に依頼してください。"
            }
            Self::Required => "所管課で該当行を確認し、値を補って出し直してください。",
            Self::DateUnreadable | Self::MonthUnreadable => {
                "所管課で該当行の日付を確認してください。元号のない和暦の列なら、連携元定義に era を書いてください。"
            }
            Self::DateEraEnded | Self::DateEraNotBegun | Self::DateNonexistent => {
                "所管課で該当行の日付を確認してください。"
            }
            Self::DateFuture => "抽出基準日（--as-of、ファイル名の日付）と、該当行の日付を確認してください。",
            Self::DateEraAssumed => "令和でない場合は、連携元定義のその列に era を書いてください。",
            Self::DateSerial => {
                "Excelで開いて保存し直したファイルの可能性があります。元のシステムから出し直してください。"
            }
            Self::DateImprecise => "対応は不要です。分かる場合は所管課で補ってください。",
            Self::NumberUnreadable => {
                "所管課で該当行を確認してください。文章が入る列なら、連携元定義の type を text にしてください。"
            }
            Self::NumberSuppressed => "対応は不要です。実数が必要な場合は所管課に相談してください。",
            Self::CodeUnknown => "コード表（config/codes または連携元定義の values）に、このコードを加えてください。",
            Self::FlagUnreadable => "連携元定義の values に、有・無の書き方を加えてください。",
            Self::SexUnreadable => "連携元定義の values に、性別の書き方を加えてください。",
            Self::GradeUnreadable => "連携元定義の values に、学年の書き方を加えてください（P1～P6、J1～J3）。",
            Self::KanaUnusual => "所管課で該当行のフリガナを確認してください。",
            Self::NameGaiji => "名寄せでは任意の1文字として扱います。外字の対応表があれば所管課に依頼してください。",
            Self::Undecodable | Self::Undecoded => {
                "元のシステムから、UTF-8またはシフトJIS（CP932）で出し直してください。"
            }
            Self::CheckDigit => "番号の打ち間違いがないか所管課で確認してください。行は取り込まれています。",
            Self::Scientific | Self::LostZeros => {
                "Excelで開いて保存し直したファイルの可能性があります。元のシステムから出し直してください。"
            }
            Self::ExcelError => "所管課でシートの数式を直し、値として保存し直してください。",
            Self::Formula => "計算結果が古い場合があります。値として貼り付けて保存し直すと確実です。",
            Self::Merged => "結合を解除し、各行に値を入れて保存し直してください。",
            Self::EncodingOther => "問題がなければ、連携元定義の file.encoding を直してください。",
            Self::DelimiterOther => "問題がなければ、連携元定義の file.delimiter を直してください。",
            Self::RowsChanged => {
                "一部だけの抽出や二重の抽出でないか、所管課に確認してください。誤りなら withdraw で取り下げてください。"
            }
            Self::NoRows => {
                "該当者がいないのか、抽出の誤りかを所管課に確認してください。誤りなら withdraw で取り下げてください。"
            }
            Self::LayoutOutdated => "連携元定義の valid_from・valid_to と、抽出基準日を確認してください。",
            Self::ExpectedMissing => {
                "列がなくてよいか所管課に確認してください。項目名が変わったなら連携元定義の header に加えてください。"
            }
            Self::ShieldMissing => {
                "急いで所管課に、支援措置の列を加えて出し直すよう依頼してください。それまでは、住所や学校の出る一覧・台帳を使う前に、支援措置の有無を所管課に確かめてください。項目名が変わったなら連携元定義の header に加えてください。"
            }
            Self::BirthDateMissing => {
                "所管課に、生年月日の列を加えて出し直すよう依頼してください。項目名が変わったなら連携元定義の header に加えてください。"
            }
            Self::HeaderTwice => "別の意味の列なら、連携元定義で「見出し#2」のように何番目かを書いてください。",
            Self::WithoutUnknown => "列名を確認してください。",
            Self::Repaired => "直した結果をいくつか確かめ、次回からは元のシステムからUTF-8で出すよう依頼してください。",
            Self::RepairLost => "元のシステムから出し直してください。",
            Self::DuplicatesUnchecked => "月や学校ごとに分けて出すよう所管課に依頼してください。",
            Self::SheetsIgnored => "ほかのシートも必要なら、シートごとに別のファイルにしてください。",
            Self::MembersMissing => {
                "学校の名簿システムから、一式（users, orgs, classes, enrollments, demographics）を出し直してください。"
            }
        }
    }
}
