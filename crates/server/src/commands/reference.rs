//! Hidden: prints pages of `docs/reference` from the product itself.

use app::error::AppError;
use clap::CommandFactory as _;

use crate::cli::Cli;
use crate::output;

/// Prints the page.
pub fn run(page: &str) -> Result<u8, AppError> {
    if page != "commands" {
        return Err(AppError::refused(format!("参照資料「{page}」はありません。"), "commands を指定してください。"));
    }
    output::say(&commands());
    Ok(0)
}

/// The page of all commands.
fn commands() -> String {
    let mut text = String::from("# 命令\n\nこのページは `cargo xtask generate` が書きます。\n");
    let mut root = Cli::command();
    root.build();
    describe(&root, "mimamori", &mut text);
    text
}

fn describe(command: &clap::Command, path: &str, text: &mut String) {
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        let path = format!("{path} {}", sub.get_name());
        if sub.has_subcommands() {
            describe(sub, &path, text);
            continue;
        }
        text.push_str(&format!(
            "\n## `{path}`\n\n{}\n\n| 引数 | 意味 |\n|---|---|\n",
            sub.get_about().map(ToString::to_string).unwrap_or_default()
        ));
        for argument in
            sub.get_arguments().filter(|argument| !["help", "version"].contains(&argument.get_id().as_str()))
        {
            let name = match argument.get_long() {
                Some(long) => format!("--{long}"),
                None => argument.get_id().as_str().to_uppercase(),
            };
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            text.push_str(&format!("| `{name}` | {} |\n", help.replace('|', "または")));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_written_page_is_the_one_the_product_prints() {
        let written = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/commands.md"));
        assert_eq!(written.unwrap_or_default(), super::commands(), "run `cargo xtask generate`");
    }
}
