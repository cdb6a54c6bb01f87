//! Whether a file lies on another machine, where locks cannot be trusted and every read is slow. Windows
//! alone tells: a mapped drive shows its share once the path is resolved.

use std::path::Path;

/// What the user is told of a project on a share.
pub const ON_NETWORK: &str = "项目在网络共享上：多人同时写入或断网可能损坏文件，读取也慢。请复制到本机后打开，改完再复制回去";

/// Whether `path` is on a share, by its own name or by that of the drive that is mapped to it.
pub fn is_on_network(path: &Path) -> bool {
    is_share(&path.to_string_lossy())
        || (cfg!(windows)
            && path
                .canonicalize()
                .is_ok_and(|resolved| is_share(&resolved.to_string_lossy())))
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
