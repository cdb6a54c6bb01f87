//! Paths as people type or paste them.

use std::path::{Path, PathBuf};

/// The path in `text`, without the quotes that Windows copies along; `None` when there is none.
pub fn typed_path(text: &str) -> Option<PathBuf> {
    let text = text.trim().trim_matches('"').trim();
    (!text.is_empty()).then(|| PathBuf::from(text))
}

/// The same file with another ending, as text.
pub(super) fn of_other_ending(path: &Path, ending: &str) -> String {
    path.with_extension(ending).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_blanks_around_a_path_are_no_part_of_it() {
        assert_eq!(
            typed_path(" \"a b/图.pdf\" "),
            Some(PathBuf::from("a b/图.pdf"))
        );
        assert_eq!(typed_path(" \"\" "), None);
        assert_eq!(typed_path(""), None);
        assert_eq!(
            of_other_ending(Path::new("a.b/图.pdf"), "png"),
            "a.b/图.png"
        );
    }
}
