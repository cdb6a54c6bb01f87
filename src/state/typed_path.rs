//! Paths as people type or paste them.

use std::path::{Path, PathBuf};

use crate::services::result_file::Destination;

/// The path in `text`, without the quotes that Windows copies along; `None` when there is none.
pub fn typed_path(text: &str) -> Option<PathBuf> {
    let text = text.trim().trim_matches('"').trim();
    (!text.is_empty()).then(|| PathBuf::from(text))
}

/// The path, with `.ending` added where it has none of the `known` ones. Added and not replaced: a dot
/// may be part of the name, as in `核查 8.15`.
pub(super) fn with_known_ending(path: PathBuf, known: &[&str], ending: &str) -> PathBuf {
    let own = path.extension().unwrap_or_default();
    if known.iter().any(|known| own.eq_ignore_ascii_case(known)) {
        return path;
    }
    let mut name = path.into_os_string();
    name.push(".");
    name.push(ending);
    name.into()
}

/// The same for a file that is to be written: of a name to which the ending is added here, the system's
/// dialog has not asked whether it may be replaced.
pub(super) fn to_known_ending(to: Destination, known: &[&str], ending: &str) -> Destination {
    let Destination {
        path: asked,
        may_overwrite,
    } = to;
    let path = with_known_ending(asked.clone(), known, ending);
    Destination {
        may_overwrite: may_overwrite && path == asked,
        path,
    }
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
    }

    #[test]
    fn what_was_confirmed_for_one_name_does_not_hold_for_another() {
        let to = |path: &str| to_known_ending(Destination::confirmed(path), &["pdf"], "pdf");
        assert_eq!(to("a/图.pdf"), Destination::confirmed("a/图.pdf"));
        assert_eq!(to("a/图"), Destination::unasked("a/图.pdf"));
        let typed = to_known_ending(Destination::unasked("a/图.pdf"), &["pdf"], "pdf");
        assert!(!typed.may_overwrite);
    }

    #[test]
    fn an_ending_is_added_to_a_name_with_a_dot() {
        let kept = |path: &str| with_known_ending(PathBuf::from(path), &["pdf", "docx"], "pdf");
        assert_eq!(kept("a/核查 8.15"), PathBuf::from("a/核查 8.15.pdf"));
        assert_eq!(kept("a/b.DOCX"), PathBuf::from("a/b.DOCX"));
        assert_eq!(
            of_other_ending(Path::new("a.b/图.pdf"), "png"),
            "a.b/图.png"
        );
    }
}
