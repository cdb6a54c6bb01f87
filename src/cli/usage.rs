//! Mistyped command lines in one Chinese sentence: what is wrong and what would be right.

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// The sentence for `error`.
pub(super) fn sentence(error: &clap::Error) -> String {
    let named = |kind| error.get(kind).map(words).filter(|text| !text.is_empty());
    let argument = named(ContextKind::InvalidArg).unwrap_or_default();
    let value = named(ContextKind::InvalidValue).unwrap_or_default();
    let what = match error.kind() {
        ErrorKind::MissingRequiredArgument => format!("缺少参数 {argument}"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "缺少命令".to_owned()
        }
        ErrorKind::InvalidSubcommand => {
            format!(
                "没有命令「{}」",
                named(ContextKind::InvalidSubcommand).unwrap_or_default()
            )
        }
        ErrorKind::UnknownArgument => format!("没有参数「{argument}」"),
        ErrorKind::ArgumentConflict => {
            format!("参数 {argument} 不能重复，也不能与其他参数同时使用")
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("参数 {argument} 需要一个值"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("参数 {argument} 的值「{value}」不可用")
        }
        _ => "命令行无法理解".to_owned(),
    };
    let known = [
        ContextKind::ValidValue,
        ContextKind::ValidSubcommand,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedArg,
    ]
    .into_iter()
    .find_map(named);
    let known = known
        .map(|known| format!("，可用：{known}"))
        .unwrap_or_default();
    let reason = std::error::Error::source(error).map(|reason| format!("，{}", because(reason)));
    format!(
        "{what}{known}{}；用 --help 查看用法",
        reason.unwrap_or_default()
    )
    .replace('\n', " ")
}

fn because(reason: &(dyn std::error::Error + 'static)) -> String {
    if reason.is::<std::num::ParseFloatError>() {
        "应为数值".to_owned()
    } else {
        reason.to_string()
    }
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join("、"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::sentence;
    use crate::cli::args::Arguments;

    fn said(arguments: &str) -> String {
        sentence(&Arguments::try_parse_from(arguments.split(' ')).unwrap_err())
    }

    #[test]
    fn the_mistake_and_what_would_be_right_are_named() {
        for (typed, parts) in [
            ("x", ["缺少命令", "--help"]),
            ("x chek", ["没有命令「chek」", "check"]),
            ("x check outfall p", ["缺少参数", "--at"]),
            (
                "x check outfall p --at 1,2 --flow abc",
                ["--flow", "「abc」"],
            ),
            (
                "x check outfall p --at 1,2 --action move",
                ["「move」", "relocate"],
            ),
            (
                "x import p f --layer well --nix",
                ["没有参数「--nix」", "--help"],
            ),
            (
                "x import p f --layer well --field abc",
                ["--field", "名称=值"],
            ),
            ("x info p --at", ["--at", "--help"]),
        ] {
            let sentence = said(typed);
            assert!(
                parts.iter().all(|part| sentence.contains(part)),
                "{typed}: {sentence}"
            );
            assert_eq!(sentence.lines().count(), 1);
        }
    }
}
