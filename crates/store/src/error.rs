//! What can go wrong with the records, sorted by who must act. No message holds a delivered value.

/// Why the store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process writes, and still did after 30 seconds.
    #[error("ほかの処理がデータベースに書き込み中です（30秒待ちました）。")]
    Busy,
    /// The folder or the database cannot be written.
    #[error("データベースに書き込めません（読み取り専用です）。")]
    ReadOnly,
    /// No space left.
    #[error("ディスクの空きがありません。取り込み中だったファイルは一件も保存していません。")]
    DiskFull,
    /// The master key is missing or unreadable.
    #[error("鍵ファイル（keys/master.key）を読めません。")]
    KeyMissing,
    /// A master key is already there.
    #[error("鍵ファイル（keys/master.key）が既にあります。上書きはしません。")]
    KeyExists,
    /// The master key is not the one the records were sealed with.
    #[error("鍵ファイル（keys/master.key）がこのデータベースのものではありません。")]
    WrongKey,
    /// The key of a delivery was deleted; its cells cannot be read any more.
    #[error("抽出データ {0} は削除済みです（鍵を破棄しました）。")]
    Destroyed(domain::ExtractId),
    /// The database is damaged, or a sealed chunk was changed.
    #[error("データベースが壊れているか、書き換えられています（{0}）。")]
    Corrupt(&'static str),
    /// A newer program wrote the database.
    #[error("データベースはより新しい版の見守りで作られています（版 {found}、この版が読めるのは {known} まで）。")]
    NewerSchema {
        /// Version of the database.
        found: i64,
        /// Newest version this program knows.
        known: i64,
    },
    /// There is no database.
    #[error("データベースがありません、または開けません。")]
    Missing,
    /// A database is already there.
    #[error("データベースが既にあります。上書きはしません。")]
    Exists,
    /// The setting names a database this version does not serve.
    #[error("設定 database.url の形式に対応していません。")]
    Unsupported,
    /// The machine refused (file system, random numbers).
    #[error("ディスクの読み書きに失敗しました: {0}")]
    Io(#[from] std::io::Error),
    /// Anything else the database says; it never holds bound values.
    #[error("データベースの処理に失敗しました（{0}）。")]
    Database(String),
}

impl StoreError {
    /// What to do, and who.
    #[must_use]
    pub const fn cure(&self) -> &'static str {
        match self {
            Self::Busy => "ほかの取込や名寄せが終わってから、もう一度実行してください。",
            Self::ReadOnly => "管理者が、導入先フォルダと mimamori.db に書き込める権限と装置を確かめてください。",
            Self::DiskFull => "管理者がディスクの空きを増やしてから、同じファイルをもう一度取り込んでください。",
            Self::KeyMissing => {
                "管理者が、バックアップから keys/master.key を元の場所に戻してください（所有者だけが読める権限で）。"
            }
            Self::KeyExists => "別の導入先フォルダを指定してください。",
            Self::WrongKey => "管理者が、このデータベースと一緒に作られた keys/master.key に戻してください。",
            Self::Destroyed(_) => "必要な場合は、保有部署に再提供を依頼して取り込み直してください。",
            Self::Corrupt(_) => {
                "管理者が、バックアップから mimamori.db を復元してください。壊れたファイルは調査のため残してください。"
            }
            Self::NewerSchema { .. } => "管理者が、見守りを新しい版に入れ替えてください。",
            Self::Missing => "--home の指定を確かめるか、mimamori init で導入先フォルダを作ってください。",
            Self::Exists => "別の導入先フォルダを指定してください。",
            Self::Unsupported => "mimamori.toml の database.url を sqlite:mimamori.db のように書いてください。",
            Self::Io(_) => "管理者が、導入先フォルダの装置と権限を確かめてください。",
            Self::Database(_) => {
                "もう一度実行し、続くようなら管理者がバックアップの有無を確かめて開発元に知らせてください。"
            }
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        crate::dialect::sort(&error)
    }
}

impl From<arrow_schema::ArrowError> for StoreError {
    fn from(_: arrow_schema::ArrowError) -> Self {
        // The text of an Arrow error may quote a cell; it is not repeated.
        Self::Corrupt("列の並び")
    }
}
