//! `mimamori init`: a new installation.

use app::error::AppError;
use app::installation::{self, Begin};
use serde_json::json;

use crate::cli::Init;
use crate::{edge, output};

/// Makes the installation and says what to do next.
pub async fn run(options: &Init, as_json: bool) -> Result<u8, AppError> {
    let sealed = super::date(options.sealed.as_deref(), "--sealed")?;
    let account = edge::account();
    let begin = Begin { preset: &options.preset, more: Vec::new(), sealed, account: &account, demo: false };
    installation::init(&options.dir, &begin).await?;
    let folder = options.dir.display();
    if as_json {
        output::say(&json!({"home": folder.to_string(), "preset": options.preset, "sealed": options.sealed, "account": account}).to_string());
        return Ok(0);
    }
    output::say(&format!(
        "{folder} に導入しました（設定のひな形: {}）。\n\
         {}\
         次にすること:\n\
         \u{20} 1. 主鍵 {folder}/keys/master.key の写しを、別の安全な場所に保管する（なくすと取り込んだ内容は誰にも読めません）\n\
         \u{20} 2. {folder}/mimamori.toml に、閲覧する人のアカウントと職務を書く（いまは「{account}」だけです）\n\
         \u{20} 3. {folder}/config/ を自分のまちに合わせ、mimamori check --home {folder} で点検する\n\
         \u{20} 4. mimamori import --home {folder} で抽出データを取り込む",
        options.preset,
        sealed.map(|day| format!("見本: 今日を {day} に固定しました。\n")).unwrap_or_default(),
    ));
    Ok(0)
}
