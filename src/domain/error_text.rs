//! Errors in the user's words. The system's own text about a file is English, often names temporary
//! files, and never says what to do.

use std::error::Error as StdError;
use std::io::{Error, ErrorKind};

/// An error and its causes as one sentence, each said once.
pub fn sentence(error: &(dyn StdError + 'static)) -> String {
    let mut text = one(error);
    let mut cause = error.source();
    while let Some(error) = cause {
        let inner = one(error);
        // Wrappers often repeat their source.
        if !text.contains(&inner) {
            text.push('：');
            text.push_str(&inner);
        }
        cause = error.source();
    }
    text.replace('\n', " ")
}

fn one(error: &(dyn StdError + 'static)) -> String {
    error
        .downcast_ref::<Error>()
        .map_or_else(|| error.to_string(), io_reason)
}

/// The reason as one phrase with its remedy, where there is one.
fn io_reason(error: &Error) -> String {
    let known = match error.kind() {
        ErrorKind::NotFound => "文件或所在文件夹不存在，请核对路径",
        ErrorKind::PermissionDenied => "没有读写权限，请换一个位置或请管理员授权",
        ErrorKind::AlreadyExists => "同名文件已存在",
        ErrorKind::IsADirectory => "这是文件夹，不是文件",
        ErrorKind::NotADirectory => "路径中有一段不是文件夹",
        ErrorKind::StorageFull => "磁盘已满，请腾出空间后重试",
        ErrorKind::ReadOnlyFilesystem => "所在磁盘是只读的，请换一个位置",
        ErrorKind::InvalidFilename => "文件名含有系统不允许的字符或过长",
        ErrorKind::ResourceBusy => "文件正被其他程序占用，请关闭该程序后重试",
        ErrorKind::UnexpectedEof => "文件不完整",
        _ => return error.to_string(),
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_folder_is_named_without_temporary_names() {
        let folder = tempfile::tempdir().unwrap();
        let error = tempfile::NamedTempFile::new_in(folder.path().join("no")).unwrap_err();
        assert_eq!(io_reason(&error), "文件或所在文件夹不存在，请核对路径");
    }
}
