//! Finished files take their places: all of them or none. What they replace is put aside first, together
//! with what belonged to it and would be wrong beside the new files, and comes back when anything fails.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::exchange::export::error::ExportError;
use crate::exchange::export::format::Format;

/// Indexes, statistics and older definitions that other programs keep beside a shapefile.
const BESIDE_SHAPES: [&str; 13] = [
    "qix", "sbn", "sbx", "fbn", "fbx", "ain", "aih", "ixs", "mxs", "qpj", "idm", "ind", "shp.xml",
];
/// The files of a shapefile itself, as this program writes them.
const SHAPEFILE: [&str; 6] = ["shp", "shx", "dbf", "prj", "cpg", "fields.csv"];
/// Indexes of attributes have the name of the attribute before them.
const ATTRIBUTE_INDEX: &str = ".atx";
/// What SQLite would play back into a database of the same name.
const BESIDE_DATABASE: [&str; 3] = ["-journal", "-wal", "-shm"];

/// Files in `folder` that belonged to what `names` replace. `asked` is the name that the user gave: where
/// it became two shapefiles, an older one under the very name is replaced as well.
pub(super) fn outdated(
    format: Format,
    names: &[OsString],
    asked: &OsStr,
    folder: &Path,
) -> std::io::Result<Vec<PathBuf>> {
    let endings: Vec<String> = match format {
        Format::Shapefile => {
            let shapes = |name: &OsStr| {
                let path = Path::new(name);
                let is_shape = path.extension().is_some_and(|ending| ending == "shp");
                let stem = path.file_stem().filter(|_| is_shape)?;
                Some(stem.to_string_lossy().into_owned())
            };
            let written = names.iter().map(OsString::as_os_str);
            // Without shapes of this name, what bears it belongs to something else.
            let older = Some(asked).filter(|asked| folder.join(asked).exists());
            written.chain(older).filter_map(shapes).collect()
        }
        Format::GeoPackage => vec![asked.to_string_lossy().into_owned()],
        _ => return Ok(Vec::new()),
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if names.contains(&name) || entry.path().is_dir() {
            continue;
        }
        let text = name.to_string_lossy();
        let is_outdated = endings
            .iter()
            .any(|start| match text.strip_prefix(start.as_str()) {
                Some(rest) if format == Format::GeoPackage => BESIDE_DATABASE.contains(&rest),
                Some(rest) => rest.strip_prefix('.').is_some_and(is_beside_shapes),
                None => false,
            });
        if is_outdated {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

fn is_beside_shapes(ending: &str) -> bool {
    let ending = ending.to_ascii_lowercase();
    BESIDE_SHAPES.contains(&ending.as_str())
        || SHAPEFILE.contains(&ending.as_str())
        || ending.ends_with(ATTRIBUTE_INDEX)
}

/// Moves the files `names` from `draft` into `folder`, in place of older ones, and takes `outdated` away.
/// Failed, everything lies as it lay before.
pub(super) fn move_all(
    draft: &Path,
    names: &[OsString],
    folder: &Path,
    outdated: &[PathBuf],
) -> Result<Vec<PathBuf>, ExportError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| ExportError::Io { source, path }
    };
    let places: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).collect();
    // A folder could be put aside like a file, and would be deleted with all that is in it.
    if let Some(taken) = places.iter().find(|place| place.is_dir()) {
        let source = std::io::Error::from(std::io::ErrorKind::IsADirectory);
        return Err(failed(taken)(source));
    }
    let aside = tempfile::Builder::new()
        .prefix(".shuijie-")
        .tempdir_in(folder)
        .map_err(failed(folder))?;
    // Where each file lies now, and where it came from.
    let mut moved: Vec<(PathBuf, PathBuf)> = Vec::new();
    let mut step = |from: PathBuf, to: PathBuf, blame: &Path| {
        std::fs::rename(&from, &to).map_err(failed(blame))?;
        moved.push((to, from));
        Ok::<(), ExportError>(())
    };
    let mut all = || -> Result<(), ExportError> {
        let older = places.iter().chain(outdated);
        for (number, old) in older.enumerate() {
            if old.symlink_metadata().is_ok() {
                step(old.clone(), aside.path().join(number.to_string()), old)?;
            }
        }
        for (name, place) in names.iter().zip(&places) {
            step(draft.join(name), place.clone(), place)?;
        }
        Ok(())
    };
    let Err(error) = all() else {
        return Ok(places);
    };
    let mut lost = false;
    for (now, before) in moved.iter().rev() {
        if let Err(error) = std::fs::rename(now, before) {
            tracing::error!(%error, path = %before.display(), "not put back");
            lost = true;
        }
    }
    if lost {
        // The folder would be deleted, and with it what could not be put back.
        return Err(ExportError::NotPutBack {
            aside: aside.keep(),
        });
    }
    Err(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<OsString> {
        names.iter().map(OsString::from).collect()
    }

    /// Name and content of every file, sorted; folders of our own must be gone.
    fn content(folder: &Path) -> Vec<(String, String)> {
        let mut all: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| {
                let entry = entry.unwrap();
                let name = entry.file_name().into_string().unwrap();
                (name, std::fs::read_to_string(entry.path()).unwrap())
            })
            .collect();
        all.sort();
        all
    }

    fn filled(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    #[test]
    fn a_failure_halfway_puts_every_old_file_back() {
        let old = [
            ("a.dbf", "old"),
            ("a.qix", "index"),
            ("a.shp", "old"),
            ("b.txt", "other"),
        ];
        let folder = filled(&old);
        let draft = filled(&[("a.dbf", "new"), ("a.shp", "new")]);
        let all = names(&["a.dbf", "a.shp", "a.shx"]);
        let outdated = [folder.path().join("a.qix")];
        let error = move_all(draft.path(), &all, folder.path(), &outdated).unwrap_err();
        assert!(
            matches!(error, ExportError::Io { .. }),
            "a.shx was never made: {error}"
        );
        let before: Vec<_> = old.map(|(a, b)| (a.to_owned(), b.to_owned())).into();
        assert_eq!(content(folder.path()), before);
        std::fs::write(draft.path().join("a.shx"), "new").unwrap();
        let places = move_all(draft.path(), &all, folder.path(), &outdated).unwrap();
        assert_eq!(places.len(), 3);
        let after = [
            ("a.dbf", "new"),
            ("a.shp", "new"),
            ("a.shx", "new"),
            ("b.txt", "other"),
        ];
        let after: Vec<_> = after.map(|(a, b)| (a.to_owned(), b.to_owned())).into();
        assert_eq!(content(folder.path()), after);
    }

    #[test]
    fn what_would_be_wrong_beside_new_files_is_found_and_nothing_else() {
        let folder = filled(&[
            ("a.qix", ""),
            ("a.SBN", ""),
            ("a.shp.xml", ""),
            ("a.name.atx", ""),
            ("a.qml", ""),
            ("ab.qix", ""),
            ("a.shp", ""),
            ("b.prj", ""),
            ("d.gpkg-wal", ""),
            ("d.gpkg-journal", ""),
            ("d.gpkg.bak", ""),
        ]);
        let found = |format, written: &[&str], asked: &str| -> Vec<String> {
            outdated(format, &names(written), OsStr::new(asked), folder.path())
                .unwrap()
                .iter()
                .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
                .collect()
        };
        assert_eq!(
            found(Format::Shapefile, &["a.shp"], "a.shp"),
            ["a.SBN", "a.name.atx", "a.qix", "a.shp.xml"]
        );
        // Split in two: the older one under the name itself would be taken for the new data.
        assert_eq!(
            found(Format::Shapefile, &["a_line.shp", "a_area.shp"], "a.shp"),
            ["a.SBN", "a.name.atx", "a.qix", "a.shp", "a.shp.xml"]
        );
        assert_eq!(
            found(Format::Shapefile, &["b_line.shp", "b_area.shp"], "b.shp"),
            [""; 0],
            "a picture has its .prj, too"
        );
        assert_eq!(
            found(Format::GeoPackage, &["d.gpkg"], "d.gpkg"),
            ["d.gpkg-journal", "d.gpkg-wal"]
        );
        assert_eq!(found(Format::Csv, &["a.csv"], "a.csv"), [""; 0]);
    }
}
