//! Files that appear whole or not at all: written beside their place, then renamed.

use std::path::Path;

use tempfile::NamedTempFile;

/// An empty file in the folder of `path`, with the permissions of an ordinary file; it vanishes
/// unless it is persisted.
pub fn draft_beside(path: &Path) -> std::io::Result<NamedTempFile> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".shuijie-");
    #[cfg(unix)]
    {
        // Temporary files are private by default; a project is shared as the user's umask says.
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder.unwrap_or_else(|| Path::new(".")))
}
