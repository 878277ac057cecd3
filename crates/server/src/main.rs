//! The binary `mimamori`: words of the command line in, words and exit codes out.
//!
//! Does not know SQL or how an engine works; every command calls one operation of `app`.

mod cli;
mod commands;
mod edge;
mod output;
mod progress;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(_) => {
            output::warn("実行環境を用意できません。\n  対処: 管理者が、メモリとプロセス数の上限を確かめてください。");
            return ExitCode::from(3);
        }
    };
    match runtime.block_on(commands::run(cli)) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            output::warn(&format!("エラー: {error}"));
            ExitCode::from(error.exit_code())
        }
    }
}
