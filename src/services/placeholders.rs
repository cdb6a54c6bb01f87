//! Placeholders in titles, sheet numbers and names of files of a series: `{code}`, `{name}`, `{n}`, `{total}`, or
//! the same in Chinese.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// What can stand in braces.
const TOKENS: [(Token, [&str; 2]); 4] = [
    (Token::Code, ["code", "编码"]),
    (Token::Name, ["name", "名称"]),
    (Token::Number, ["n", "序号"]),
    (Token::Total, ["total", "总数"]),
];
/// What Windows does not take in names of files.
const BANNED: [char; 9] = ['\\', '/', ':', '*', '?', '"', '<', '>', '|'];
/// What Windows takes for devices, whatever the ending.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];
/// A code or name takes no more characters of a file's name than this.
const LONGEST_PART: usize = 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Code,
    Name,
    Number,
    Total,
}

/// Something stands in braces that is no placeholder.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "不认识占位符 {{{token}}}，可用 {{编码}}、{{名称}}、{{序号}}、{{总数}}，或 {{code}}、{{name}}、{{n}}、{{total}}"
)]
pub struct TokenError {
    token: String,
}

/// Which one of how many, from 1.
pub type Place = (usize, usize);

/// Code and name of one of a series; what has no name is called by its code.
pub type Named<'a> = (&'a str, &'a str);

fn called((code, name): Named<'_>) -> &str {
    if name.is_empty() { code } else { name }
}

/// The parts of a pattern, each a text or a placeholder. A brace that is not closed is a text.
fn parts(pattern: &str) -> Result<Vec<Result<Token, &str>>, TokenError> {
    let mut parts = Vec::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{')
        && let Some((token, after)) = after.split_once('}')
    {
        let known = TOKENS
            .iter()
            .find(|(_, names)| names.contains(&token.trim()))
            .ok_or_else(|| TokenError {
                token: token.to_owned(),
            })?;
        parts.extend([Err(before), Ok(known.0)]);
        rest = after;
    }
    parts.push(Err(rest));
    Ok(parts)
}

/// Whether a pattern differs from sheet to sheet.
pub fn has_tokens(pattern: &str) -> Result<bool, TokenError> {
    Ok(parts(pattern)?.iter().any(Result::is_ok))
}

/// Refuses a title or number that has something in braces that is no placeholder.
pub fn check_pattern(pattern: &str) -> Result<(), TokenError> {
    parts(pattern).map(drop)
}

/// The pattern for one sheet.
pub fn filled(
    pattern: &str,
    item: Named<'_>,
    (number, total): Place,
) -> Result<String, TokenError> {
    let part = |part: Result<Token, &str>| match part {
        Ok(Token::Code) => item.0.to_owned(),
        Ok(Token::Name) => called(item).to_owned(),
        Ok(Token::Number) => number.to_string(),
        Ok(Token::Total) => total.to_string(),
        Err(text) => text.to_owned(),
    };
    Ok(parts(pattern)?.into_iter().map(part).collect())
}

/// Whether a file's name asks for a file per sheet.
pub fn is_split(path: &Path) -> Result<bool, TokenError> {
    has_tokens(&name_of(path))
}

/// The same file with the code in its name, so that it stands for a file per sheet.
pub fn marked(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}-{{编码}}.{ending}"))
}

/// The file of one sheet. Numbers have as many digits as the last one, so that the files sort.
fn file(pattern: &Path, item: Named<'_>, (number, total): Place) -> Result<PathBuf, TokenError> {
    let digits = total.to_string().len();
    let part = |part: Result<Token, &str>| match part {
        Ok(Token::Code) => file_part(item.0),
        Ok(Token::Name) => file_part(called(item)),
        Ok(Token::Number) => format!("{number:0digits$}"),
        Ok(Token::Total) => total.to_string(),
        Err(text) => text.to_owned(),
    };
    let name = name_of(pattern);
    let mut name: String = parts(&name)?.into_iter().map(part).collect();
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    let letters = stem.trim_end_matches(|char: char| char.is_ascii_digit());
    if DEVICES.contains(&letters) && stem.len() <= letters.len() + 1 {
        name.insert(0, '_');
    }
    Ok(pattern.with_file_name(name))
}

/// The file of each of a series. Two never share one, also where codes differ in letters that files do not keep.
pub fn files(pattern: &Path, items: &[Named<'_>]) -> Result<Vec<PathBuf>, TokenError> {
    let mut taken = HashSet::new();
    let mut files = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let mut path = file(pattern, *item, (index + 1, items.len()))?;
        // What another one bears by its own code may be what this one would be called instead.
        while !taken.insert(path.to_string_lossy().to_lowercase()) {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let ending = path.extension().unwrap_or_default().to_string_lossy();
            path.set_file_name(format!("{stem}_{}.{ending}", index + 1));
        }
        files.push(path);
    }
    Ok(files)
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// A code or name as part of a file's name, on any system.
fn file_part(text: &str) -> String {
    let clean: String = text
        .chars()
        .take(LONGEST_PART)
        .map(|char| {
            if BANNED.contains(&char) || char.is_control() {
                '_'
            } else {
                char
            }
        })
        .collect();
    clean.trim_matches(['.', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_in_both_languages_and_others_refused() {
        let filled = |pattern: &str| filled(pattern, ("P-01", "盘龙江口"), (3, 12));
        assert_eq!(filled("{编码} {name}").unwrap(), "P-01 盘龙江口");
        assert_eq!(filled("{n}/{总数}").unwrap(), "3/12");
        assert_eq!(filled("a { b } {").unwrap_err().token, " b ");
        assert_eq!(filled("a {").unwrap(), "a {");
        let message = filled("{代码}").unwrap_err().to_string();
        assert!(
            message.contains("{代码}") && message.contains("{编码}"),
            "{message}"
        );
    }

    #[test]
    fn a_feature_without_a_name_is_called_by_its_code() {
        assert_eq!(filled("{名称}", ("P-01", ""), (1, 1)).unwrap(), "P-01");
    }

    #[test]
    fn file_names_hold_on_any_system() {
        let name = |pattern: &str, code: &str| {
            let path = file(Path::new(pattern), (code, ""), (7, 120)).unwrap();
            path.display().to_string()
        };
        assert_eq!(name("o/{code}.pdf", "云A/12:3"), "o/云A_12_3.pdf");
        assert_eq!(name("o/{code}.pdf", "../../x"), "o/_.._x.pdf");
        assert_eq!(name("o/{code}.pdf", "COM1"), "o/_COM1.pdf");
        assert_eq!(name("o/{code}.pdf", "common"), "o/common.pdf");
        assert_eq!(name("o/图-{n}.png", "x"), "o/图-007.png");
        assert!(is_split(Path::new("{a}/图.pdf")).is_ok_and(|split| !split));
        assert_eq!(marked(Path::new("o/图.pdf")), Path::new("o/图-{编码}.pdf"));
    }

    #[test]
    fn two_of_a_series_never_share_a_file() {
        let items = [("A/1", ""), ("A:1", ""), ("a_1", ""), ("B", "")];
        let files = files(Path::new("o/{code}.pdf"), &items).unwrap();
        let names: Vec<String> = files
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        assert_eq!(
            names,
            ["o/A_1.pdf", "o/A_1_2.pdf", "o/a_1_3.pdf", "o/B.pdf"]
        );
        let items = [("A/1", ""), ("A_1_3", ""), ("A|1", "")];
        let files = super::files(Path::new("o/{code}.pdf"), &items).unwrap();
        assert_eq!(files[2], Path::new("o/A_1_3_3.pdf"));
    }
}
