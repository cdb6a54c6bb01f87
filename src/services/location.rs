//! Whether a file lies on another machine, where locks cannot be trusted and every read is slow, and whether
//! it can be written. Windows alone tells of shares: a mapped drive shows its own once the path is resolved.

use std::path::Path;

/// Whether `path` is on a share, by its own name or by that of the drive that is mapped to it.
pub fn is_on_network(path: &Path) -> bool {
    is_share(&path.to_string_lossy())
        || (cfg!(windows)
            && path
                .canonicalize()
                .is_ok_and(|resolved| is_share(&resolved.to_string_lossy())))
}

/// Whether the file itself may be written, whoever else has it open. On a medium that cannot be written, and
/// where the user lacks the right, it may not.
pub fn is_writable(path: &Path) -> bool {
    use std::io::ErrorKind;

    // Opened to be appended to, nothing is written and nothing changes.
    match std::fs::OpenOptions::new().append(true).open(path) {
        Ok(_) => true,
        Err(error) => !matches!(
            error.kind(),
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem
        ),
    }
}

/// `\\server\share\…` and `\\?\UNC\server\share\…`, but neither `\\?\C:\…` nor `\\.\device`.
fn is_share(path: &str) -> bool {
    let Some(rest) = path.strip_prefix(r"\\") else {
        return false;
    };
    let mut parts = rest.split('\\');
    match parts.next() {
        Some("?") => parts
            .next()
            .is_some_and(|part| part.eq_ignore_ascii_case("UNC")),
        Some("." | "") | None => false,
        Some(_server) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_can_be_written_is_told_and_not_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite");
        std::fs::write(&path, "abc").unwrap();
        assert!(is_writable(&path));
        assert_eq!(std::fs::read(&path).unwrap(), b"abc");
        let mut rights = std::fs::metadata(&path).unwrap().permissions();
        rights.set_readonly(true);
        std::fs::set_permissions(&path, rights).unwrap();
        // Whoever may write everything may write this too, which the system knows best.
        assert_eq!(
            is_writable(&path),
            std::fs::OpenOptions::new().write(true).open(&path).is_ok()
        );
    }

    #[test]
    fn shares_are_told_from_drives_devices_and_other_paths() {
        for share in [
            r"\\nas\水务\昆明.sqlite",
            r"\\10.0.0.5\d$\a.sqlite",
            r"\\?\UNC\nas\水务\昆明.sqlite",
            r"\\?\unc\nas\x",
        ] {
            assert!(is_share(share), "{share}");
        }
        for local in [
            r"C:\水务\昆明.sqlite",
            r"\\?\C:\水务\昆明.sqlite",
            r"\\.\PhysicalDrive0",
            r"\水务\a.sqlite",
            "/home/user/昆明.sqlite",
            r"..\a.sqlite",
            "",
        ] {
            assert!(!is_share(local), "{local}");
        }
    }
}
