//! What is wrong with a command as it was typed, with the cure (使い方の誤り). Does not know what any command does.

use clap::CommandFactory as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::Cli;

/// The words for a command that was typed wrongly; `None` where the parser's own words are meant: help, the version, and `link-files`,
/// which speaks English.
pub fn words(error: &clap::Error) -> Option<String> {
    let usage = usage(error);
    let help = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if help || usage.as_ref().is_some_and(|usage| usage.contains(" link-files")) {
        return None;
    }
    let (what, cure) = what_and_cure(error, usage.as_deref().unwrap_or_default());
    let page = match &usage {
        Some(usage) => format!("\n  書き方: {usage}\n  くわしくは {} --help", command(usage)),
        None => "\n  くわしくは mimamori --help".to_owned(),
    };
    Some(format!("使い方の誤り: {what}\n  対処: {cure}{page}"))
}

fn what_and_cure(error: &clap::Error, usage: &str) -> (String, String) {
    let one = |kind: ContextKind| list(error, kind).into_iter().next();
    let argument = one(ContextKind::InvalidArg).unwrap_or_else(|| "指定".to_owned());
    let value = one(ContextKind::InvalidValue).unwrap_or_default();
    match error.kind() {
        ErrorKind::MissingRequiredArgument => (
            format!("必要な指定がありません: {}。", list(error, ContextKind::InvalidArg).join("、")),
            "書き方のとおりに加えて、もう一度実行してください。".to_owned(),
        ),
        ErrorKind::UnknownArgument => (
            format!("「{argument}」という指定はありません。"),
            near(list(error, ContextKind::SuggestedArg), "綴りを確かめるか、取り除いてください。"),
        ),
        ErrorKind::InvalidSubcommand => (
            format!("「{}」という処理はありません。", one(ContextKind::InvalidSubcommand).unwrap_or_default()),
            near(list(error, ContextKind::SuggestedSubcommand), "綴りを確かめてください。"),
        ),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            ("何をするか（処理）の指定がありません。".to_owned(), subcommands(usage))
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            (format!("{argument} の値がありません。"), values(error, "値を続けて書いてください。"))
        }
        ErrorKind::InvalidValue => {
            (format!("{argument} に「{value}」は指定できません。"), values(error, "指定できる値を確かめてください。"))
        }
        ErrorKind::ValueValidation => (
            format!("{argument} の「{value}」は、値として読めません。"),
            "数を書くところに文字がないか、範囲を超えていないかを確かめてください。".to_owned(),
        ),
        ErrorKind::ArgumentConflict => (
            format!("{argument} は、2回、または同時に使えない指定と一緒に書かれています。"),
            "どちらか一つにしてください。".to_owned(),
        ),
        _ => (
            "指定の数か文字が正しくありません。".to_owned(),
            "空白を含む名前は \" \" で囲み、書き方のとおりに書き直してください。".to_owned(),
        ),
    }
}

/// What may follow the command.
fn subcommands(usage: &str) -> String {
    let root = Cli::command();
    let typed = command(usage);
    let meant = typed
        .split_whitespace()
        .skip(1)
        .try_fold(&root, |command, word| command.find_subcommand(word))
        .unwrap_or(&root);
    let known: Vec<&str> =
        meant.get_subcommands().filter(|sub| !sub.is_hide_set()).map(clap::Command::get_name).collect();
    format!("次のどれかを続けて書いてください: {}", known.join("、"))
}

/// The names that may be meant, before the plain cure.
fn near(names: Vec<String>, otherwise: &str) -> String {
    if names.is_empty() {
        return otherwise.to_owned();
    }
    let names: String = names.iter().map(|name| format!("「{name}」")).collect();
    format!("{names}ではありませんか。{otherwise}")
}

fn values(error: &clap::Error, otherwise: &str) -> String {
    let valid = list(error, ContextKind::ValidValue);
    if valid.is_empty() {
        otherwise.to_owned()
    } else {
        format!("次のどれかを書いてください: {}", valid.join("、"))
    }
}

/// What the parser knows about the fault.
fn list(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(one)) => vec![one.clone()],
        Some(ContextValue::Strings(several)) => several.clone(),
        _ => Vec::new(),
    }
}

/// How the command is written, in one line.
fn usage(error: &clap::Error) -> Option<String> {
    let text = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(styled)) => styled.to_string(),
        // Where a command is missing the parser has nothing but its help.
        _ => error.render().to_string().lines().find(|line| line.starts_with("Usage:"))?.to_owned(),
    };
    let line = text.trim().trim_start_matches("Usage:").trim().lines().next()?.trim();
    Some(line.replace("[OPTIONS]", "[指定]").replace("<COMMAND>", "<処理>"))
}

/// The command itself, without what follows it.
fn command(usage: &str) -> String {
    usage.split_whitespace().take_while(|word| !word.starts_with(['[', '<', '-'])).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use crate::cli::Cli;

    fn said(typed: &str) -> Option<String> {
        super::words(&Cli::try_parse_from(typed.split_whitespace()).err()?)
    }

    #[test]
    fn a_command_typed_wrongly_is_told_in_japanese_with_the_cure() {
        for (typed, words) in [
            ("mimamori screen", vec!["必要な指定がありません: --purpose <PURPOSE>", "mimamori screen --help"]),
            ("mimamori screen --purpos x", vec!["「--purpos」という指定はありません", "「--purpose」ではありませんか"]),
            ("mimamori screeen", vec!["「screeen」という処理はありません", "「screen」ではありませんか"]),
            ("mimamori", vec!["処理", "import", "mimamori --help"]),
            ("mimamori review", vec!["処理", "export"]),
            ("mimamori import", vec!["必要な指定がありません", "FILES"]),
            ("mimamori screen --purpose", vec!["--purpose <PURPOSE> の値がありません"]),
            ("mimamori screen --purpose x --capacity many", vec!["--capacity", "「many」は、値として読めません"]),
            ("mimamori screen --purpose x --purpose y", vec!["2回"]),
            ("mimamori withdraw E1 E2", vec!["「E2」という指定はありません"]),
        ] {
            let said = said(typed).unwrap_or_else(|| panic!("{typed} is wrong"));
            for word in words {
                assert!(said.contains(word), "{typed}: 「{word}」 is not in\n{said}");
            }
            assert!(said.contains("対処: "), "{said}");
            for english in ["error:", "Usage", "required", "OPTIONS"] {
                assert!(!said.contains(english), "{typed}: {said}");
            }
        }
    }

    #[test]
    fn help_and_the_command_for_engineers_keep_their_words() {
        for typed in ["mimamori --help", "mimamori screen --help", "mimamori --version", "mimamori link-files x.csv"] {
            assert_eq!(said(typed), None, "{typed}");
        }
    }
}
