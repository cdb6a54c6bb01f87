//! Several files of results that appear together or not at all: each is drafted beside its place, and when all
//! are there they are renamed. Where one cannot take its place, those before it go back.

use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;

use tempfile::TempPath;

use crate::services::result_file::{Destination, ResultFileError};
use crate::store::draft::draft_beside;

/// Files that belong together. Dropped before [`ResultSet::commit`], it leaves nothing behind.
#[derive(Debug, Default)]
pub struct ResultSet {
    /// Closed: a set of hundreds must not run out of open files.
    drafts: Vec<(TempPath, Destination)>,
}

/// A file that took its place, and what stood there before.
struct Placed {
    path: PathBuf,
    older: Option<TempPath>,
}

impl ResultSet {
    /// Drafts a file.
    pub fn add(&mut self, to: &Destination, bytes: &[u8]) -> Result<(), ResultFileError> {
        to.check()?;
        let draft = || -> std::io::Result<TempPath> {
            let mut draft = draft_beside(&to.path)?;
            draft.write_all(bytes)?;
            Ok(draft.into_temp_path())
        };
        let draft = draft().map_err(|source| to.failed(source))?;
        self.drafts.push((draft, to.clone()));
        Ok(())
    }

    /// Puts every file in its place. Takes the place of older files of results where that was agreed to, never of
    /// a database.
    pub fn commit(self) -> Result<(), ResultFileError> {
        let mut left = self.drafts.len();
        let mut placed: Vec<Placed> = Vec::with_capacity(left);
        for (draft, to) in self.drafts {
            left -= 1;
            // Nothing comes after the last one that would bring it back.
            let may_go_back = left > 0;
            match place(draft, &to, may_go_back) {
                Ok(own) => placed.push(own),
                Err(error) => {
                    placed.into_iter().rev().for_each(Placed::undo);
                    return Err(error);
                }
            }
        }
        Ok(())
    }
}

fn place(draft: TempPath, to: &Destination, may_go_back: bool) -> Result<Placed, ResultFileError> {
    to.check()?;
    let failed = |source| to.failed(source);
    let path = to.path.clone();
    if !to.may_overwrite {
        // A file that another program made meanwhile is not replaced either.
        draft
            .persist_noclobber(&path)
            .map_err(|error| failed(error.error))?;
        return Ok(Placed { path, older: None });
    }
    let mut older = None;
    if may_go_back && let Ok(there) = path.symlink_metadata() {
        if there.is_dir() {
            return Err(failed(ErrorKind::IsADirectory.into()));
        }
        let aside = draft_beside(&path).map_err(failed)?.into_temp_path();
        std::fs::rename(&path, &aside).map_err(failed)?;
        older = Some(aside);
    }
    match draft.persist(&path) {
        Ok(()) => Ok(Placed { path, older }),
        Err(error) => {
            if let Some(older) = older {
                put_back(older, &path);
            }
            Err(failed(error.error))
        }
    }
}

impl Placed {
    fn undo(self) {
        match self.older {
            Some(older) => put_back(older, &self.path),
            // The error that led here is the one to tell.
            None => std::fs::remove_file(&self.path).unwrap_or_default(),
        }
    }
}

/// What cannot be put back is kept where it is, rather than lost.
fn put_back(older: TempPath, path: &std::path::Path) {
    if let Err(error) = older.persist(path) {
        error.path.keep().unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::*;

    /// Names and contents of a folder; folders have none.
    fn there(folder: &Path) -> BTreeMap<String, Vec<u8>> {
        std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                (name, std::fs::read(path).unwrap_or_default())
            })
            .collect()
    }

    fn set(folder: &Path, names: [&str; 3]) -> ResultSet {
        let mut set = ResultSet::default();
        for name in names {
            let to = Destination::confirmed(folder.join(name));
            set.add(&to, format!("new {name}").as_bytes()).unwrap();
        }
        set
    }

    #[test]
    fn files_that_belong_together_take_their_places_together() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("b"), "old b").unwrap();
        set(folder.path(), ["a", "b", "c"]).commit().unwrap();
        let wanted = ["a", "b", "c"].map(|name| (name.to_owned(), format!("new {name}").into()));
        assert_eq!(there(folder.path()), BTreeMap::from(wanted));
    }

    #[test]
    fn where_one_cannot_take_its_place_all_is_as_it_was() {
        for blocked in ["a", "b", "c"] {
            let folder = tempfile::tempdir().unwrap();
            for name in ["a", "b"] {
                std::fs::write(folder.path().join(name), format!("old {name}")).unwrap();
            }
            let set = set(folder.path(), ["a", "b", "c"]);
            // Meanwhile a folder takes one of the places.
            let place = folder.path().join(blocked);
            if place.exists() {
                std::fs::remove_file(&place).unwrap();
            }
            std::fs::create_dir(&place).unwrap();
            std::fs::write(place.join("inside"), "x").unwrap();
            let drafts: Vec<String> = set
                .drafts
                .iter()
                .map(|(draft, _)| draft.file_name().unwrap().to_string_lossy().into())
                .collect();
            let mut before = there(folder.path());
            before.retain(|name, _| !drafts.contains(name));
            let error = set.commit().unwrap_err();
            assert!(error.to_string().contains(blocked), "{error}");
            assert_eq!(there(folder.path()), before, "{blocked}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn drafts_are_closed_so_that_hundreds_can_wait_for_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let set = set(folder.path(), ["a", "b", "c"]);
        let open = std::fs::read_dir("/proc/self/fd")
            .unwrap()
            .filter_map(|entry| std::fs::read_link(entry.unwrap().path()).ok())
            .filter(|file| file.starts_with(folder.path()))
            .count();
        assert_eq!(open, 0);
        set.commit().unwrap();
        assert_eq!(there(folder.path()).len(), 3);
    }

    #[test]
    fn what_is_dropped_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        drop(set(folder.path(), ["a", "b", "c"]));
        assert_eq!(there(folder.path()), BTreeMap::new());
    }
}
