//! One file per command: options in, one operation of `app`, words out.

mod check;
mod demo;
mod evaluate;
mod import;
mod init;
mod ledger;
mod link;
mod link_files;
mod reference;
mod review;
mod screen;
mod source;
mod supported;
mod town;
mod trail;
mod trends;
mod withdraw;

use app::error::AppError;

use crate::cli::{Cli, Command};
use crate::edge;

/// Runs the command; gives the exit code.
pub async fn run(cli: Cli) -> Result<u8, AppError> {
    let home = edge::home(cli.home.as_deref());
    let json = cli.json;
    match cli.command {
        Command::Demo(options) => demo::run(cli.home.as_deref(), &options, json).await,
        Command::Init(options) => init::run(&options, json).await,
        Command::Check => check::run(&home, json),
        Command::Import(options) => import::run(&home, options, json).await,
        Command::Link(options) => link::run(&home, options, json).await,
        Command::Review(options) => review::run(&home, options.action, json).await,
        Command::Withdraw { extract } => withdraw::run(&home, &extract, json).await,
        Command::LinkFiles(options) => link_files::run(&options, json),
        Command::Trends(options) => trends::run(&home, options, json).await,
        Command::Screen(options) => screen::run(&home, options, json).await,
        Command::Ledger(options) => ledger::run(&home, options, json).await,
        Command::Supported(options) => supported::run(&home, &options.file, json).await,
        Command::Source(options) => source::run(&home, options.action, json),
        Command::Evaluate(options) => evaluate::run(&home, options.action, json).await,
        Command::Trail(options) => trail::run(&home, &options.action, json).await,
        Command::Town(options) => town::run(&options, json),
        Command::Reference { page } => reference::run(&page),
    }
}

/// A date option.
pub(crate) fn date(text: Option<&str>, option: &str) -> Result<Option<jiff::civil::Date>, AppError> {
    text.map(|text| {
        text.parse().map_err(|_| {
            AppError::refused(
                format!("{option} の「{text}」は日付ではありません。"),
                "YYYY-MM-DD の形で指定してください（例 2023-03-31）。",
            )
        })
    })
    .transpose()
}

/// What a sealed installation puts out says 見本.
pub(crate) fn sealed(ctx: &app::ctx::Ctx<'_>, text: &str) -> String {
    if ctx.clock.sealed {
        format!("【見本】今日を {} に固定した導入先です\n{text}", ctx.clock.today)
    } else {
        text.to_owned()
    }
}

/// Text with spaces behind it to a width in half-width characters, one at least.
pub(crate) fn padded(text: &str, width: usize) -> String {
    let used: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    format!("{text}{}", " ".repeat(width.saturating_sub(used).max(1)))
}
