//! The binary `mimamori`: words of the command line in, words and exit codes out.
//!
//! Does not know SQL or how an engine works; every command calls one operation of `app`.

mod cli;
mod commands;
mod edge;
mod output;
mod progress;
mod usage;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return mistyped(&error),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(_) => {
            output::warn("実行環境を用意できません。\n  対処: 管理者が、メモリとプロセス数の上限を確かめてください。");
            return ExitCode::from(3);
        }
    };
    match runtime.block_on(commands::run(cli)) {
        Ok(_) if output::is_lost() => {
            output::warn(
                "エラー: 結果を標準出力へ書き出せません。\n  対処: 出力先のディスクの空き容量と書込み権限を確かめて、もう一度実行してください。",
            );
            ExitCode::from(3)
        }
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            output::warn(&format!("エラー: {error}"));
            ExitCode::from(error.exit_code())
        }
    }
}

/// Help is printed; a fault is told with its cure and exit code 2.
fn mistyped(error: &clap::Error) -> ExitCode {
    match usage::words(error) {
        Some(words) => output::warn(&words),
        None => {
            let _ = error.print();
        }
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}
