//! A project: one open file. Creating, opening, recognising.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension as _};

use crate::domain::layer::Layer;
use crate::geodesy::{DEFAULT_METRIC_EPSG, STORAGE_EPSG};
use crate::store::connection::{self, Access};
use crate::store::draft::draft_beside;
use crate::store::error::{Doing as _, StoreError};
use crate::store::holders;
use crate::store::migrations;
use crate::store::table::LayerTable;

/// Gauss-Kruger codes that a project may show or measure in: CGCS2000 3-degree zones of central
/// meridians 75E to 135E without zone prefix, and the geographic and web systems of imported data.
const REFERENCE_SYSTEMS: [std::ops::RangeInclusive<u32>; 3] =
    [4534..=4554, 4490..=4490, 4513..=4533];

/// An open project file.
pub struct Project {
    pub(super) connection: Connection,
    path: PathBuf,
    access: Access,
    metric_epsg: u32,
    pub(super) tables: Vec<LayerTable>,
}

impl std::fmt::Debug for Project {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Project")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl Project {
    /// Creates an empty project. Builds it beside `path` and renames it, so that a failure leaves
    /// nothing behind; refuses to overwrite.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        if path.exists() {
            return Err(StoreError::AlreadyExists {
                path: path.to_owned(),
            });
        }
        let file_error = |source| StoreError::File {
            doing: "创建项目文件",
            source,
            path: path.to_owned(),
        };
        let draft = draft_beside(path).map_err(file_error)?;
        {
            let mut connection = connection::open(draft.path(), Access::ReadWrite, true)?;
            let transaction = connection.transaction().doing("创建项目")?;
            initialise(&transaction)?;
            migrations::run(&transaction, 0)?;
            transaction.commit().doing("创建项目")?;
        }
        draft
            .persist_noclobber(path)
            .map_err(|error| file_error(error.error))?;
        Self::open(path, Access::ReadWrite)
    }

    /// Opens an existing project.
    pub fn open(path: &Path, access: Access) -> Result<Self, StoreError> {
        check_header(path)?;
        Self::open_database(path, access).map_err(|error| error.about(path))
    }

    fn open_database(path: &Path, access: Access) -> Result<Self, StoreError> {
        let connection = connection::open(path, access, false)?;
        // SQLite falls back to reading when the system forbids writing.
        if access != Access::ReadOnly && connection.is_readonly("main").doing("打开项目文件")?
        {
            return Err(StoreError::ReadOnly {
                path: path.to_owned(),
            });
        }
        let found: u32 = connection
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .doing("读取结构版本")?;
        let ours: i32 = connection
            .pragma_query_value(None, "application_id", |row| row.get(0))
            .doing("读取项目标识")?;
        let ours = ours == migrations::APPLICATION_ID;
        if ours && found > migrations::latest() {
            return Err(StoreError::TooNew {
                found,
                supported: migrations::latest(),
                path: path.to_owned(),
            });
        }
        if !ours && LayerTable::discover_all(&connection)?.is_empty() {
            return Err(StoreError::NotAProject {
                path: path.to_owned(),
            });
        }
        let mut project = Self {
            connection,
            path: path.to_owned(),
            access,
            metric_epsg: DEFAULT_METRIC_EPSG,
            tables: Vec::new(),
        };
        if access != Access::ReadOnly {
            project.refuse_foreign_objects()?;
            // A copy made by another program lacks our identity: it starts from the first step.
            let from = if ours { found } else { 0 };
            if from < migrations::latest() {
                project.migrate(from)?;
            }
        }
        project.tables = LayerTable::discover_all(&project.connection)?;
        if let Some(epsg) = project
            .setting("metric_epsg")?
            .and_then(|text| text.parse().ok())
        {
            project.metric_epsg = epsg;
        }
        Ok(project)
    }

    fn refuse_foreign_objects(&self) -> Result<(), StoreError> {
        if self.access == Access::ReadWriteTrusted {
            return Ok(());
        }
        let foreign = connection::foreign_objects(&self.connection)?;
        if foreign.is_empty() {
            Ok(())
        } else {
            Err(StoreError::Untrusted {
                names: foreign.join("、"),
            })
        }
    }

    fn migrate(&mut self, from: u32) -> Result<(), StoreError> {
        let transaction = self.connection.transaction().doing("升级数据结构")?;
        migrations::run(&transaction, from)?;
        transaction.commit().doing("升级数据结构")
    }

    /// Lets go of the pages that were read: after a whole project was read, most of them are of no more use.
    pub fn shrink(&self) {
        if let Err(error) = self.connection.execute_batch("PRAGMA shrink_memory") {
            tracing::debug!("the page cache stays: {error}");
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The projected CRS in which distances and areas are measured.
    pub const fn metric_epsg(&self) -> u32 {
        self.metric_epsg
    }

    /// The schema version that this program writes.
    pub fn schema_version() -> u32 {
        migrations::latest()
    }

    /// Copies the file with SQLite's online backup, so that the copy is whole whoever writes meanwhile.
    /// Refuses to overwrite; a failure leaves nothing behind.
    pub fn backup(&self, out: &Path) -> Result<(), StoreError> {
        const DOING: &str = "备份";
        if out.exists() {
            return Err(StoreError::AlreadyExists {
                path: out.to_owned(),
            });
        }
        let file_error = |source| StoreError::File {
            doing: "写入备份",
            source,
            path: out.to_owned(),
        };
        let draft = draft_beside(out).map_err(file_error)?;
        {
            let mut copy = connection::open(draft.path(), Access::ReadWrite, true)?;
            let backup = rusqlite::backup::Backup::new(&self.connection, &mut copy).doing(DOING)?;
            backup
                .run_to_completion(1024, std::time::Duration::ZERO, None)
                .doing(DOING)?;
        }
        draft
            .persist_noclobber(out)
            .map_err(|error| file_error(error.error))?;
        Ok(())
    }

    /// A setting of the project; `None` when it was never set.
    pub fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        const DOING: &str = "读取项目设置";
        let exists: bool = self
            .connection
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'project_setting')",
            )
            .and_then(|mut select| select.query_row([], |row| row.get(0)))
            .doing(DOING)?;
        if !exists {
            return Ok(None);
        }
        self.connection
            .prepare_cached("SELECT value FROM project_setting WHERE key = ?1")
            .and_then(|mut select| select.query_row([key], |row| row.get(0)).optional())
            .doing(DOING)
    }

    /// Every setting of the project, by key.
    pub fn settings(&self) -> Result<Vec<(String, String)>, StoreError> {
        const DOING: &str = "读取项目设置";
        let exists: bool = self
            .connection
            .query_row(
                "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'project_setting')",
                [],
                |row| row.get(0),
            )
            .doing(DOING)?;
        if !exists {
            return Ok(Vec::new());
        }
        self.connection
            .prepare("SELECT key, value FROM project_setting ORDER BY key")
            .and_then(|mut select| {
                select
                    .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                    .collect()
            })
            .doing(DOING)
    }

    /// How the layer is stored; `None` when the file has no table for it.
    pub(super) fn table(&self, layer: Layer) -> Option<&LayerTable> {
        self.tables.iter().find(|table| table.layer == layer)
    }
}

/// Lets SpatiaLite make its metadata, then adds the systems that a project uses.
fn initialise(connection: &Connection) -> Result<(), StoreError> {
    const DOING: &str = "创建 SpatiaLite 元数据";
    let made: i32 = connection
        .query_row("SELECT InitSpatialMetaData(0, 'WGS84')", [], |row| {
            row.get(0)
        })
        .doing(DOING)?;
    if made != 1 {
        return Err(StoreError::Sql {
            doing: DOING,
            source: rusqlite::Error::QueryReturnedNoRows,
        });
    }
    let mut insert = connection
        .prepare("SELECT InsertEpsgSrid(?1)")
        .doing(DOING)?;
    for epsg in REFERENCE_SYSTEMS.into_iter().flatten() {
        insert
            .query_row([epsg], |row| row.get::<_, i32>(0))
            .doing(DOING)?;
    }
    let known: bool = connection
        .query_row(
            "SELECT EXISTS (SELECT 1 FROM spatial_ref_sys WHERE srid = ?1)",
            [STORAGE_EPSG],
            |row| row.get(0),
        )
        .doing(DOING)?;
    if known {
        Ok(())
    } else {
        Err(StoreError::Sql {
            doing: DOING,
            source: rusqlite::Error::QueryReturnedNoRows,
        })
    }
}

/// Whether Windows refused because another program has the file for itself or has locked a part of it.
fn is_held(error: &std::io::Error) -> bool {
    const SHARING_VIOLATION: i32 = 32;
    const LOCK_VIOLATION: i32 = 33;
    cfg!(windows)
        && matches!(
            error.raw_os_error(),
            Some(SHARING_VIOLATION | LOCK_VIOLATION)
        )
}

/// Tells a missing file, an unreadable one and one that is no database apart, before SQLite sees it.
fn check_header(path: &Path) -> Result<(), StoreError> {
    const MAGIC: &[u8; 16] = b"SQLite format 3\0";
    let file_error = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound => StoreError::NotFound {
            path: path.to_owned(),
        },
        _ if is_held(&source) => StoreError::Busy {
            path: path.to_owned(),
            holders: holders::named(path),
        },
        _ => StoreError::File {
            doing: "读取项目文件",
            source,
            path: path.to_owned(),
        },
    };
    let mut header = [0; 16];
    // Opening a pipe would wait for somebody to write into it.
    if !std::fs::metadata(path).map_err(file_error)?.is_file() {
        return Err(StoreError::NotADatabase {
            path: path.to_owned(),
        });
    }
    let mut file = std::fs::File::open(path).map_err(file_error)?;
    match file.read_exact(&mut header) {
        Ok(()) if header == *MAGIC => Ok(()),
        Ok(()) => Err(StoreError::NotADatabase {
            path: path.to_owned(),
        }),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            Err(StoreError::NotADatabase {
                path: path.to_owned(),
            })
        }
        Err(error) => Err(file_error(error)),
    }
}
