//! The files of one shapefile, read from a folder or from an archive.

use std::path::{Path, PathBuf};

use crate::exchange::archive::Archive;
use crate::exchange::error::ExchangeError;
use crate::exchange::formats::choose;
use crate::exchange::input::{Input, Watch};
use crate::exchange::text;

/// Ending of the table of full field names that our own export writes beside a shapefile.
pub(super) const ALIASES: &str = "fields.csv";

/// What belongs to one shapefile. Only the shapes must be there.
pub(in crate::exchange) struct Set {
    /// The `.shp`, or the archive that it is in.
    pub(super) path: PathBuf,
    pub(super) shapes: Input,
    pub(super) table: Option<Input>,
    pub(super) projection: Option<Vec<u8>>,
    pub(super) code_page: Option<Vec<u8>>,
    pub(super) aliases: Option<Vec<u8>>,
}

impl Set {
    /// The files beside the `.shp`, with their endings in any case.
    pub(in crate::exchange) fn beside(path: &Path, watch: &Watch) -> Result<Self, ExchangeError> {
        let beside = |extension: &str| {
            [extension.to_owned(), extension.to_ascii_uppercase()]
                .into_iter()
                .map(|extension| path.with_extension(extension))
                .find(|path| path.is_file())
                .map(|path| Input::open(&path, watch))
                .transpose()
        };
        Ok(Self {
            path: path.to_owned(),
            shapes: Input::open(path, watch)?,
            table: beside("dbf")?,
            projection: small(beside("prj")?, path)?,
            code_page: small(beside("cpg")?, path)?,
            aliases: small(beside(ALIASES)?, path)?,
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
        watch: &Watch,
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
            found
                .map(|(index, _)| archive.unpack(*index, watch))
                .transpose()
        };
        Ok(Self {
            shapes: member("shp")?.ok_or_else(|| ExchangeError::NothingInside {
                path: path.to_owned(),
            })?,
            table: member("dbf")?,
            projection: small(member("prj")?, path)?,
            code_page: small(member("cpg")?, path)?,
            aliases: small(member(ALIASES)?, path)?,
            path: path.to_owned(),
        })
    }
}

/// The beginning of a file that is short by its nature.
fn small(input: Option<Input>, path: &Path) -> Result<Option<Vec<u8>>, ExchangeError> {
    const MOST: u64 = 1 << 20;
    let read = |mut input| text::head(&mut input, MOST);
    input
        .map(read)
        .transpose()
        .map_err(|source| ExchangeError::Read {
            source,
            path: path.to_owned(),
        })
}

/// `name` without `.extension`, in any case; `None` when it ends otherwise.
fn stem(name: &str, extension: &str) -> Option<String> {
    let at = name.len().checked_sub(extension.len() + 1)?;
    let ending = name.get(at..)?.strip_prefix('.')?;
    ending
        .eq_ignore_ascii_case(extension)
        .then(|| name[..at].to_owned())
}
