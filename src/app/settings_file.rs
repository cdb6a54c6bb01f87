//! The settings file in the user's configuration folder. Written whole or not at all; a broken one is
//! set aside with a notice, because a program that does not start cannot be mended by its user.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::services::folders::config_folder;
use crate::state::Settings;

/// Why settings cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Not what this program writes.
    #[error("设置文件已损坏，已改用默认设置；原文件保留为 {}", kept.display())]
    Broken {
        /// Where the broken file went.
        kept: PathBuf,
        /// What is wrong.
        #[source]
        source: serde_json::Error,
    },
    /// Cannot be read.
    #[error("无法读取设置文件 {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// Cannot be written.
    #[error("无法保存设置 {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

/// Where settings are kept.
#[derive(Clone, Debug)]
pub struct SettingsFile {
    path: Option<PathBuf>,
}

impl SettingsFile {
    /// The user's own, beside a portable program, or where the environment says.
    pub fn of_user() -> Self {
        Self {
            path: config_folder().map(|folder| folder.join("settings.json")),
        }
    }

    /// In `folder`.
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            path: Some(folder.join("settings.json")),
        }
    }

    /// The file; `None` on a machine without a home.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// How large everything is drawn, in percent, for those who must know before there is a window; the
    /// usual size when the file does not say. Changes nothing, whatever is in the file.
    pub(super) fn ui_scale(&self) -> u16 {
        let text = self.path.as_ref().map(std::fs::read_to_string);
        let settings = text
            .and_then(Result::ok)
            .and_then(|text| serde_json::from_str::<Settings>(&text).ok())
            .unwrap_or_default();
        settings.sane().ui_scale
    }

    /// The settings as they are; defaults when there is no file yet, and with an error when there is
    /// one that cannot be used.
    pub fn load(&self) -> (Settings, Option<SettingsError>) {
        let Some(path) = &self.path else {
            return (Settings::default(), None);
        };
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return (Settings::default(), None);
            }
            Err(source) => {
                let path = path.clone();
                return (
                    Settings::default(),
                    Some(SettingsError::Read { path, source }),
                );
            }
        };
        match serde_json::from_str(&text) {
            Ok(settings) => (settings, None),
            Err(source) => {
                let kept = path.with_extension("broken.json");
                // If even this fails, the next save overwrites a file that nobody can read anyway.
                std::fs::rename(path, &kept).unwrap_or_default();
                (
                    Settings::default(),
                    Some(SettingsError::Broken { kept, source }),
                )
            }
        }
    }

    /// Replaces the file.
    pub fn save(&self, settings: &Settings) -> Result<(), SettingsError> {
        let Some(path) = &self.path else {
            return Ok(());
        };
        write_whole(path, settings).map_err(|source| SettingsError::Write {
            path: path.clone(),
            source,
        })
    }
}

fn write_whole(path: &Path, settings: &Settings) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut draft = tempfile::NamedTempFile::new_in(folder)?;
    let text = serde_json::to_string_pretty(settings)?;
    draft.write_all(text.as_bytes())?;
    draft.as_file().sync_all()?;
    draft.persist(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Language;

    #[test]
    fn settings_come_back_as_they_were_saved() {
        let folder = tempfile::tempdir().unwrap();
        let file = SettingsFile::in_folder(&folder.path().join("new"));
        let mut settings = Settings {
            language: Language::En,
            ..Settings::default()
        };
        settings.remember(Path::new("/data/昆明.sqlite"));
        file.save(&settings).unwrap();
        let (back, error) = file.load();
        assert!(error.is_none());
        assert_eq!(back, settings);
    }

    #[test]
    fn the_interface_size_is_known_before_the_window_and_nothing_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let file = SettingsFile::in_folder(folder.path());
        assert_eq!(file.ui_scale(), 100);
        let settings = Settings {
            ui_scale: 175,
            ..Settings::default()
        };
        file.save(&settings).unwrap();
        assert_eq!(file.ui_scale(), 175);
        std::fs::write(folder.path().join("settings.json"), "{broken").unwrap();
        assert_eq!(file.ui_scale(), 100);
        assert!(folder.path().join("settings.json").exists());
    }

    #[test]
    fn a_broken_file_is_set_aside_and_the_program_starts() {
        let folder = tempfile::tempdir().unwrap();
        let file = SettingsFile::in_folder(folder.path());
        std::fs::write(folder.path().join("settings.json"), "{broken").unwrap();
        let (settings, error) = file.load();
        assert_eq!(settings, Settings::default());
        assert!(matches!(error, Some(SettingsError::Broken { .. })));
        assert!(folder.path().join("settings.broken.json").exists());
        assert!(file.load().1.is_none());
    }
}
