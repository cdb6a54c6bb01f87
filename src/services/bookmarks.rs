//! Bookmarks of a project: kept among its settings, every change in the journal.

use crate::domain::{Bookmark, BookmarkEdit, BookmarkError};
use crate::services::Clock;
use crate::store::{Project, StoreError};

/// The setting that holds the list, as JSON.
const SETTING: &str = "bookmarks";

/// Why bookmarks cannot be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum BookmarksError {
    /// The project file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The change is none.
    #[error(transparent)]
    Edit(#[from] BookmarkError),
    /// The setting holds something else.
    #[error("项目设置 {SETTING} 不是书签列表，无法读取；请用其他工具改正或删除该设置")]
    Broken(#[source] serde_json::Error),
}

/// The bookmarks of `project`, in the user's order.
pub fn read(project: &Project) -> Result<Vec<Bookmark>, BookmarksError> {
    match project.setting(SETTING)? {
        Some(text) => serde_json::from_str(&text).map_err(BookmarksError::Broken),
        None => Ok(Vec::new()),
    }
}

/// Changes the list and returns it as it is then. What another program wrote meanwhile stays.
pub fn change(
    project: &mut Project,
    edit: BookmarkEdit,
    clock: Clock,
) -> Result<Vec<Bookmark>, BookmarksError> {
    let why = clock.change(edit.why());
    let list = edit.apply(read(project)?)?;
    let text = serde_json::to_string(&list).map_err(BookmarksError::Broken)?;
    project.set_setting(SETTING, Some(&text), &why)?;
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::LonLat;
    use crate::store::Access;

    #[test]
    fn bookmarks_survive_closing_the_file_and_are_in_the_journal() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.sqlite");
        let mut project = Project::create(&path).unwrap();
        let bookmark = Bookmark {
            name: "滇池外海".to_owned(),
            center: LonLat::try_new(102.68, 24.8).unwrap(),
            scale: 50_000.0,
        };
        let clock = Clock::Fixed("2026-11-23T12:00:00Z".parse().unwrap());
        let edit = BookmarkEdit::Add(bookmark.clone());
        change(&mut project, edit.clone(), clock).unwrap();
        let again = change(&mut project, edit, clock).unwrap_err();
        assert!(matches!(
            again,
            BookmarksError::Edit(BookmarkError::Taken(_))
        ));
        drop(project);
        let project = Project::open(&path, Access::ReadOnly).unwrap();
        assert_eq!(read(&project).unwrap(), [bookmark]);
    }

    #[test]
    fn a_setting_that_is_no_list_is_said_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.sqlite");
        let mut project = Project::create(&path).unwrap();
        let clock = Clock::Fixed("2026-11-23T12:00:00Z".parse().unwrap());
        project
            .set_setting(SETTING, Some("{}"), &clock.change("test"))
            .unwrap();
        let edit = BookmarkEdit::Delete("滇池".to_owned());
        assert!(matches!(
            change(&mut project, edit, clock),
            Err(BookmarksError::Broken(_))
        ));
        assert_eq!(project.setting(SETTING).unwrap().as_deref(), Some("{}"));
    }
}
