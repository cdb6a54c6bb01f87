//! The jobs that copy the project: a backup, and a copy on this machine that is opened at once.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::session::{Session, failed, opened};
use crate::carto::style::StyleSheet;
use crate::domain::Progress;
use crate::jobs::JobError;
use crate::services::folders::data_folder;
use crate::services::project;
use crate::state::Answer;
use crate::store::StoreError;

/// Folder of the copies, in that of the user's data.
const FOLDER: &str = "本机副本";
/// Copies of one name after which something else must be wrong.
const MAX_COPIES: usize = 1000;

impl Session {
    pub(super) fn backup(&self, path: PathBuf) -> Result<Answer, JobError> {
        project::backup(self.project()?, &path).map_err(|error| match error {
            StoreError::AlreadyExists { path } => JobError::Failed(format!(
                "文件已存在，没有覆盖：{}。备份不替换旧文件，请换一个文件名",
                path.display()
            )),
            other => failed(other),
        })?;
        Ok(Answer::BackedUp(path))
    }

    /// Copies the project, which is `original`, into `folder` and opens the copy.
    pub(super) fn open_local_copy(
        &mut self,
        (original, folder): (&Path, &Path),
        styles: &Arc<StyleSheet>,
        progress: &Progress,
    ) -> Result<Answer, JobError> {
        let project = opened(self.project.as_ref().filter(|own| own.path() == original))?;
        let copy = copy_into(folder, original, |path| {
            project::backup(project, path).map_err(failed)
        })?;
        let (project, mut shown) = Self::read(&copy, styles, progress)?;
        shown.look.problems.push(format!(
            "打开的是本机副本 {}；原文件 {} 没有改动，改完请把副本复制回去",
            copy.display(),
            original.display()
        ));
        Ok(self.take(project, shown))
    }
}

/// Where copies lie on this machine, made if it is not there.
pub(super) fn copies_folder() -> Result<PathBuf, JobError> {
    let folder = data_folder()
        .ok_or_else(|| JobError::Failed("找不到用户数据文件夹，无法存放副本".to_owned()))?
        .join(FOLDER);
    std::fs::create_dir_all(&folder).map_err(failed)?;
    Ok(folder)
}

/// Copies `original` to a name in `folder` that is free.
fn copy_into(
    folder: &Path,
    original: &Path,
    copy: impl Fn(&Path) -> Result<(), JobError>,
) -> Result<PathBuf, JobError> {
    let stem = original.file_stem().unwrap_or_default().to_string_lossy();
    let free = (1..MAX_COPIES)
        .map(|number| match number {
            1 => folder.join(format!("{stem}.sqlite")),
            _ => folder.join(format!("{stem} ({number}).sqlite")),
        })
        .find(|path| !path.exists())
        .ok_or_else(|| JobError::Failed(format!("副本太多，请清理文件夹 {}", folder.display())))?;
    copy(&free)?;
    Ok(free)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::Clock;
    use crate::services::styles::create_project;

    #[test]
    fn the_copy_is_opened_and_the_original_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let original = folder.path().join("昆明.sqlite");
        let clock = Clock::Fixed(jiff::Timestamp::UNIX_EPOCH);
        drop(create_project(&original, clock).unwrap());
        let before = std::fs::read(&original).unwrap();
        let styles = Arc::new(StyleSheet::shipped().unwrap());
        let silent = Progress::silent();
        let mut session = Session::default();
        session.open(&original, &styles, &silent).unwrap();
        let copies = folder.path().join("副本");
        std::fs::create_dir(&copies).unwrap();
        let places = (original.as_path(), copies.as_path());
        let answer = session.open_local_copy(places, &styles, &silent).unwrap();
        let Answer::Opened(shown) = answer else {
            panic!("{answer:?}")
        };
        assert_eq!(shown.path, copies.join("昆明.sqlite"));
        assert!(shown.look.problems[0].contains("原文件"));
        assert_eq!(session.path(), Some(shown.path));
        assert_eq!(std::fs::read(&original).unwrap(), before);
        // The window meant the original, which is not the open project any more.
        session
            .open_local_copy(places, &styles, &silent)
            .unwrap_err();

        let backup = folder.path().join("备份.sqlite");
        session.backup(backup.clone()).unwrap();
        let again = session.backup(backup).unwrap_err().to_string();
        assert!(
            again.contains("备份.sqlite") && again.contains("换一个文件名"),
            "{again}"
        );
    }

    #[test]
    fn a_copy_takes_the_next_free_name_and_replaces_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &Path| std::fs::write(path, "x").map_err(failed);
        let original = Path::new("/share/昆明.v2.db");
        for name in ["昆明.v2.sqlite", "昆明.v2 (2).sqlite", "昆明.v2 (3).sqlite"] {
            let copy = copy_into(folder.path(), original, write).unwrap();
            assert_eq!(copy, folder.path().join(name));
        }
    }
}
