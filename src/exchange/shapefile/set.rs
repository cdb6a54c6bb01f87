//! The files of one shapefile, read from a folder or from an archive.

use std::path::{Path, PathBuf};

use crate::exchange::archive::Archive;
use crate::exchange::error::ExchangeError;
use crate::exchange::formats::choose;

/// Ending of the table of full field names that our own export writes beside a shapefile.
pub(super) const ALIASES: &str = "fields.csv";

/// What belongs to one shapefile. Only the shapes must be there.
pub(in crate::exchange) struct Set {
    /// The `.shp`, or the archive that it is in.
    pub(super) path: PathBuf,
    pub(super) shapes: Vec<u8>,
    pub(super) table: Option<Vec<u8>>,
    pub(super) projection: Option<Vec<u8>>,
    pub(super) code_page: Option<Vec<u8>>,
    pub(super) aliases: Option<Vec<u8>>,
}

impl Set {
    /// The files beside the `.shp`, with their endings in any case.
    pub(in crate::exchange) fn beside(path: &Path) -> Result<Self, ExchangeError> {
        let read = |path: PathBuf| {
            std::fs::read(&path).map_err(|source| ExchangeError::Read { source, path })
        };
        let beside = |extension: &str| {
            [extension.to_owned(), extension.to_ascii_uppercase()]
                .into_iter()
                .map(|extension| path.with_extension(extension))
                .find(|path| path.is_file())
                .map(read)
                .transpose()
        };
        Ok(Self {
            path: path.to_owned(),
            shapes: read(path.to_owned())?,
            table: beside("dbf")?,
            projection: beside("prj")?,
            code_page: beside("cpg")?,
            aliases: beside(ALIASES)?,
        })
    }

    /// Names of the shapefiles in an archive, as they are asked for.
    pub(in crate::exchange) fn names(archive: &mut Archive) -> Vec<String> {
        let mut names: Vec<String> = archive
            .names()
            .into_iter()
            .filter_map(|(_, name)| stem(&name, "shp"))
            .collect();
        names.sort();
        names
    }

    /// The shapefile called `part` in an archive, or the only one there is.
    pub(in crate::exchange) fn in_archive(
        path: &Path,
        part: Option<&str>,
    ) -> Result<Self, ExchangeError> {
        let mut archive = Archive::open(path)?;
        let names = Self::names(&mut archive);
        let part = part.map(|part| stem(part, "shp").unwrap_or_else(|| part.to_owned()));
        let name = &names[choose(&names, part.as_deref(), path)?];
        let entries = archive.names();
        let mut member = |extension: &str| {
            let found = entries.iter().find(|(_, entry)| {
                stem(entry, extension).is_some_and(|stem| stem.eq_ignore_ascii_case(name))
            });
            found.map(|(index, _)| archive.read(*index)).transpose()
        };
        Ok(Self {
            shapes: member("shp")?.unwrap_or_default(),
            table: member("dbf")?,
            projection: member("prj")?,
            code_page: member("cpg")?,
            aliases: member(ALIASES)?,
            path: path.to_owned(),
        })
    }
}

/// `name` without `.extension`, in any case; `None` when it ends otherwise.
fn stem(name: &str, extension: &str) -> Option<String> {
    let at = name.len().checked_sub(extension.len() + 1)?;
    let ending = name.get(at..)?.strip_prefix('.')?;
    ending
        .eq_ignore_ascii_case(extension)
        .then(|| name[..at].to_owned())
}
