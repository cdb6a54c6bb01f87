//! Where the program keeps its user's things: settings, data, logs. An environment variable moves them;
//! a portable installation keeps them beside the program; else they lie where the system wants them.
//! Knows nothing of what is in them.

use std::path::{Path, PathBuf};

use directories::ProjectDirs;

/// Moves the settings elsewhere: for tests.
const CONFIG_VARIABLE: &str = "SHUIJIE_CONFIG_DIR";
/// Moves data, rule packs and logs elsewhere: for tests.
const DATA_VARIABLE: &str = "SHUIJIE_DATA_DIR";
/// A file of this name beside the program makes the installation portable.
pub const PORTABLE_MARKER: &str = "portable.txt";
/// Folder of a portable installation, beside the program.
const PORTABLE_FOLDER: &str = "data";

/// The folder of settings; `None` on a machine without a home.
pub fn config_folder() -> Option<PathBuf> {
    choose(variable(CONFIG_VARIABLE), portable_folder(), || {
        system().map(|dirs| dirs.config_dir().to_owned())
    })
}

/// The folder of the sample project and of rule packs; `None` on a machine without a home.
pub fn data_folder() -> Option<PathBuf> {
    choose(variable(DATA_VARIABLE), portable_folder(), || {
        system().map(|dirs| dirs.data_local_dir().to_owned())
    })
}

/// The folder of logs and crash reports; `None` on a machine without a home.
pub fn log_folder() -> Option<PathBuf> {
    data_folder().map(|folder| folder.join("logs"))
}

/// Where a portable installation keeps everything; `None` where the program is installed.
pub fn portable_folder() -> Option<PathBuf> {
    portable_beside(std::env::current_exe().ok()?.parent()?)
}

fn portable_beside(program_folder: &Path) -> Option<PathBuf> {
    program_folder
        .join(PORTABLE_MARKER)
        .is_file()
        .then(|| program_folder.join(PORTABLE_FOLDER))
}

fn choose(
    named: Option<PathBuf>,
    portable: Option<PathBuf>,
    system: impl FnOnce() -> Option<PathBuf>,
) -> Option<PathBuf> {
    named.or(portable).or_else(system)
}

/// An empty variable is one that is not set.
fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

fn system() -> Option<ProjectDirs> {
    ProjectDirs::from("", "", "shuijie")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_beside_the_program_keeps_everything_beside_it_also_under_a_chinese_name() {
        let folder = tempfile::tempdir().unwrap();
        let stick = folder.path().join("U 盘 水界");
        std::fs::create_dir(&stick).unwrap();
        assert_eq!(portable_beside(&stick), None);
        std::fs::write(stick.join(PORTABLE_MARKER), "").unwrap();
        assert_eq!(portable_beside(&stick), Some(stick.join("data")));
    }

    #[test]
    fn a_variable_comes_before_the_marker_and_the_marker_before_the_system() {
        let [named, portable, system] = ["named", "portable", "system"].map(PathBuf::from);
        let of_system = || Some(system.clone());
        assert_eq!(
            choose(Some(named.clone()), Some(portable.clone()), of_system),
            Some(named)
        );
        assert_eq!(
            choose(None, Some(portable.clone()), of_system),
            Some(portable)
        );
        assert_eq!(choose(None, None, of_system), Some(system.clone()));
    }
}
