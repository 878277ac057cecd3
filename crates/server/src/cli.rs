//! The words of the command line: commands, options and their help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// 見守り: 子どもデータ連携 — 名寄せ・台帳・気づき（判定ではありません）
#[derive(Debug, Parser)]
#[command(name = "mimamori", version, about, disable_help_subcommand = true)]
pub struct Cli {
    /// 実行する処理
    #[command(subcommand)]
    pub command: Command,
    /// 導入先フォルダ（既定: 環境変数 MIMAMORI_HOME、なければ ./mimamori-home）
    #[arg(long, global = true, env = "MIMAMORI_HOME")]
    pub home: Option<PathBuf>,
    /// 機械で読む要約（JSON）を標準出力に出す
    #[arg(long, global = true)]
    pub json: bool,
}

/// Commands of DESIGN §5.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 架空のまちを作り、取込から気づきまでを一通り実行する
    Demo(Demo),
    /// 新しい導入先フォルダを作る（設定・鍵・データベース）
    Init(Init),
    /// 設定を点検し、誤りをすべて（ファイル・行・直し方つきで）示す
    Check,
    /// 抽出データを取り込み、保有部署あての受領書を出す
    Import(Import),
    /// 名寄せ（すべての連携元を通して同じ人を結び付ける）
    Link(Link),
    /// 人の判断を待つ組の書出し、判断の取込、判定の一覧と取消し
    Review(Review),
    /// 誤って届いた抽出データを取り下げる
    Withdraw {
        /// 受領書にある抽出番号（例 E12）
        extract: String,
    },
    /// 任意の CSV を名寄せする（導入先フォルダは不要）
    LinkFiles(LinkFiles),
    /// 相談のあった家庭に共通する特徴と、似た家庭
    Trends(Trends),
    /// 気づき（理由・確認できていないことつき）の一覧
    Screen(Screen),
    /// 子ども一人の台帳
    Ledger(Ledger),
    /// すでに支援している子どもの一覧の取込
    Supported(Supported),
    /// 連携元定義のひな形づくり
    Source(Source),
    /// 正解データとの照合（適合率・再現率など）
    Evaluate(Evaluate),
    /// 証跡の検証
    Trail(Trail),
    /// 架空のまちの抽出データと正解だけを書き出す
    Town(Town),
    /// 開発者向け参照資料の出力
    #[command(hide = true)]
    Reference {
        /// commands
        page: String,
    },
}

/// `demo`
#[derive(Debug, Args)]
pub struct Demo {
    /// まちの人口
    #[arg(long, default_value_t = 20_000)]
    pub residents: u32,
    /// 乱数の種（同じ種なら同じまち）
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// 画面を開かずに終わる
    #[arg(long)]
    pub no_serve: bool,
}

/// `init`
#[derive(Debug, Args)]
pub struct Init {
    /// 作るフォルダ
    pub dir: PathBuf,
    /// 設定のひな形: akishima | toda | minimal
    #[arg(long, default_value = "minimal")]
    pub preset: String,
    /// 練習・試験用に「今日」を固定する日（YYYY-MM-DD）
    #[arg(long)]
    pub sealed: Option<String>,
}

/// `import`
#[derive(Debug, Args)]
pub struct Import {
    /// 連携元 ID（省くと見出しとファイル名から見分ける）
    #[arg(long)]
    pub source: Option<String>,
    /// 取り込む前に捨てる列（見出し名、コンマ区切り）
    #[arg(long, value_delimiter = ',')]
    pub without: Vec<String>,
    /// 抽出データが表す日（YYYY-MM-DD。省くとファイル名の日付、なければ今日）
    #[arg(long)]
    pub as_of: Option<String>,
    /// 一度誤って読まれ保存された文字（文字化け）を、元の文字に直して読む
    #[arg(long)]
    pub repair: bool,
    /// 前回より大幅に少ない件数（50件以上が半分未満）や、最後の行が切れたファイルでも、確かめたうえで取り込む
    #[arg(long)]
    pub accept_shrink: bool,
    /// ファイル（OneRoster はフォルダか zip）
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
}

/// `link`
#[derive(Debug, Args)]
pub struct Link {
    /// 結果の書出し先 CSV
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// 番号などで人を指すだけの行も書き出す
    #[arg(long)]
    pub references: bool,
    /// 名寄せの重みを、いまの記録から学び直す（ふだんは前に学んだ重みを使い、記録の数や項目が大きく変わると学び直します）
    #[arg(long)]
    pub learn: bool,
    /// 前回から統合・分離・組替えのあった人物の一覧の書出し先（.csv または .xlsx）
    #[arg(long)]
    pub changes: Option<PathBuf>,
}

/// `review`
#[derive(Debug, Args)]
pub struct Review {
    /// export | import | list | undo
    #[command(subcommand)]
    pub action: ReviewAction,
}

/// `review export|import|list|undo`
#[derive(Debug, Subcommand)]
pub enum ReviewAction {
    /// 判断待ちの組を書き出す（XLSX または CSV）
    Export {
        /// 書出し先
        file: PathBuf,
        /// 判断待ちの組の代わりに、判定したことのある組を書き出す
        #[arg(long)]
        decided: bool,
    },
    /// 判定欄を埋めたファイルを取り込む
    Import {
        /// 取り込むファイル
        file: PathBuf,
    },
    /// これまでの判定を新しい順に示す（だれが・いつ・何を・今も有効か）
    List {
        /// この語（空白区切りはすべて）を含む判定だけ: 番号・日付・判定者・判定・人物番号・連携元・理由
        #[arg(long, default_value = "")]
        search: String,
    },
    /// 判定を取り消す（番号を省くと、取り消せる新しい判定を示す）
    Undo {
        /// 判定番号（review list で分かる）
        #[arg(requires_all = ["by", "reason"])]
        number: Option<u32>,
        /// 取り消す人の名前
        #[arg(long)]
        by: Option<String>,
        /// 取り消す理由
        #[arg(long)]
        reason: Option<String>,
    },
}

/// `link-files`
#[derive(Debug, Args)]
pub struct LinkFiles {
    /// 名寄せの手順書（TOML）、または preset:residents-japanese などのプリセット
    #[arg(long)]
    pub recipe: PathBuf,
    /// 入力 CSV
    #[arg(required_unless_present = "partition")]
    pub files: Vec<PathBuf>,
    /// 組の書出し先
    #[arg(long, required_unless_present_any = ["clusters", "blocking", "explain", "partition"])]
    pub pairs: Option<PathBuf>,
    /// まとまりの書出し先
    #[arg(long)]
    pub clusters: Option<PathBuf>,
    /// しきい値（確率。0.001以上、1未満）
    #[arg(long)]
    pub threshold_probability: Option<f64>,
    /// 前に学習した重みを使う（学習しない）
    #[arg(long, value_name = "FILE")]
    pub trained: Option<PathBuf>,
    /// 学習した重みの書出し先（TOML）
    #[arg(long, value_name = "FILE", conflicts_with = "trained")]
    pub save_trained: Option<PathBuf>,
    /// 毎日の名寄せ: 前回の重みと結果を置くフォルダ。変わった記録だけを比べ、まとまりの番号を保つ
    #[arg(long, value_name = "DIR", conflicts_with_all = ["trained", "save_trained"])]
    pub memory: Option<PathBuf>,
    /// 報告（重みの表、度数、しぼり込み、収束、注意）の書出し先。名前が .json なら JSON、ほかは文章
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// 2件の記録がなぜ同じ人（または別人）とされるかの説明。番号、または 入力名:番号 で2件を指定
    #[arg(long, num_args = 2, value_names = ["KEY", "KEY"])]
    pub explain: Option<Vec<String>>,
    /// 比べずに、しぼり込みの規則ごとの組の数だけを数える
    #[arg(long, conflicts_with_all = ["pairs", "clusters", "trained", "save_trained", "memory", "report", "explain"])]
    pub blocking: bool,
    /// 分散処理の1区画を標準入力から標準出力へ（Arrow IPC）。段階: keys、pairs、settle
    #[arg(
        long, value_name = "STEP", num_args = 0..=1, default_missing_value = "pairs", requires = "trained",
        conflicts_with_all = ["files", "pairs", "clusters", "save_trained", "memory", "report", "explain", "blocking"],
    )]
    pub partition: Option<PartitionStep>,
}

/// `link-files --partition`
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum PartitionStep {
    /// 記録から、しぼり込みの番号つきの記録へ
    Keys,
    /// 同じ番号の記録から、組へ
    Pairs,
    /// すべての組から、しきい値以上の組へ
    Settle,
}

/// `trends`
#[derive(Debug, Args)]
pub struct Trends {
    /// 利用目的 ID
    #[arg(long)]
    pub purpose: String,
    /// どの日の知識で見るか（YYYY-MM-DD）
    #[arg(long)]
    pub as_of: Option<String>,
    /// 特徴の書出し先 CSV
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// 似た家庭の書出し先 CSV
    #[arg(long)]
    pub similar: Option<PathBuf>,
}

/// `screen`
#[derive(Debug, Args)]
pub struct Screen {
    /// 利用目的 ID
    #[arg(long)]
    pub purpose: String,
    /// どの日の知識で見るか（YYYY-MM-DD）
    #[arg(long)]
    pub as_of: Option<String>,
    /// 今回確認できる人数
    #[arg(long)]
    pub capacity: Option<u32>,
    /// 規則 ID（この規則だけ）
    #[arg(long)]
    pub rule: Option<String>,
    /// 一覧の書出し先（.csv または .xlsx）
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// 全員の点の書出し先（評価用）
    #[arg(long)]
    pub scores: Option<PathBuf>,
}

/// `ledger`
#[derive(Debug, Args)]
pub struct Ledger {
    /// 人物番号（例 P000042T）
    pub person: String,
    /// 利用目的 ID
    #[arg(long)]
    pub purpose: String,
    /// どの日の知識で見るか（YYYY-MM-DD）
    #[arg(long)]
    pub as_of: Option<String>,
}

/// `supported`
#[derive(Debug, Args)]
pub struct Supported {
    /// CSV: person_id,since,by
    pub file: PathBuf,
}

/// `source`
#[derive(Debug, Args)]
pub struct Source {
    /// draft
    #[command(subcommand)]
    pub action: SourceAction,
}

/// `source draft`
#[derive(Debug, Subcommand)]
pub enum SourceAction {
    /// 見出しと値から連携元定義の案を作る
    Draft {
        /// 抽出データ
        file: PathBuf,
        /// 書出し先（省くと標準出力）
        #[arg(long)]
        out: Option<PathBuf>,
    },
}

/// `evaluate`
#[derive(Debug, Args)]
pub struct Evaluate {
    /// linkage | screening
    #[command(subcommand)]
    pub action: EvaluateAction,
}

/// `evaluate linkage|screening`
#[derive(Debug, Subcommand)]
pub enum EvaluateAction {
    /// 名寄せの評価
    Linkage {
        /// 正解 CSV
        #[arg(long)]
        truth: PathBuf,
        /// 評価するまとまり: source,key,cluster（--pairs も省くと導入先の名寄せ結果）
        #[arg(long)]
        clusters: Option<PathBuf>,
        /// 評価する重みつきの組（link-files の --pairs）。しきい値ごとの評価と確率の信頼性を出す
        #[arg(long)]
        pairs: Option<PathBuf>,
        /// しきい値ごとの表の書出し先（.csv か .xlsx）
        #[arg(long, requires = "pairs")]
        out: Option<PathBuf>,
    },
    /// 気づきの評価
    Screening {
        /// 正解 CSV
        #[arg(long)]
        truth: PathBuf,
        /// 正解の列名
        #[arg(long)]
        label: String,
        /// 利用目的 ID
        #[arg(long)]
        purpose: String,
        /// 規則 ID
        #[arg(long)]
        rule: Option<String>,
        /// どの日の知識で見るか
        #[arg(long)]
        as_of: Option<String>,
    },
}

/// `trail`
#[derive(Debug, Args)]
pub struct Trail {
    /// verify
    #[command(subcommand)]
    pub action: TrailAction,
}

/// `trail verify`
#[derive(Debug, Subcommand)]
pub enum TrailAction {
    /// 証跡のつながりを検証する
    Verify,
}

/// `town`
#[derive(Debug, Args)]
pub struct Town {
    /// 書出し先フォルダ
    pub dir: PathBuf,
    /// まちの人口
    #[arg(long, default_value_t = 20_000)]
    pub residents: u32,
    /// 乱数の種（同じ種なら同じまち）
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}
