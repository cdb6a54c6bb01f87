//! Opening a database: SpatiaLite loaded, safe modes set, foreign triggers refused.
//! The only file with `unsafe`, because loading native code is.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, LoadExtensionGuard, OpenFlags};

use crate::store::changes::is_watching;
use crate::store::error::{Doing as _, StoreError};

/// The environment variable that names the SpatiaLite module.
pub const SPATIALITE_VARIABLE: &str = "SHUIJIE_SPATIALITE";
/// How long a connection waits for another program's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// What a connection may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Look only. The schema is not trusted.
    ReadOnly,
    /// Write, unless the file holds triggers or views of unknown origin.
    ReadWrite,
    /// Write; the user has agreed to triggers and views of unknown origin.
    ReadWriteTrusted,
}

/// Opens `path`, which must exist, or creates it when `create` is set.
pub(super) fn open(path: &Path, access: Access, create: bool) -> Result<Connection, StoreError> {
    let mut flags = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    flags |= if access == Access::ReadOnly {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    } else {
        OpenFlags::SQLITE_OPEN_READ_WRITE
    };
    if create {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that opens connections"
    )]
    let connection = Connection::open_with_flags(path, flags).doing("打开项目文件")?;
    connection
        .busy_timeout(BUSY_TIMEOUT)
        .doing("设置等待时间")?;
    load_spatialite(&connection)?;
    // SpatiaLite's own triggers call its functions, which a distrusted schema forbids.
    connection
        .pragma_update(None, "trusted_schema", access != Access::ReadOnly)
        .doing("设置安全模式")?;
    connection
        .pragma_update(None, "cell_size_check", true)
        .doing("设置安全模式")?;
    if access != Access::ReadOnly {
        // WAL fails on shares, and the linked SQLite has a WAL fault: see the architecture decisions.
        let mode: String = connection
            .pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get(0))
            .doing("设置日志模式")?;
        tracing::debug!(mode, "journal mode");
        connection
            .pragma_update(None, "synchronous", "FULL")
            .doing("设置同步模式")?;
        connection
            .pragma_update(None, "foreign_keys", true)
            .doing("设置外键")?;
    }
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection
        .pragma_update(None, "cache_size", -CACHE_KIB)
        .doing("设置缓存")?;
    Ok(connection)
}

/// Opens a database that is no project, to look only: nothing is loaded, its schema is not trusted.
pub(super) fn open_foreign(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_READ_ONLY;
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that opens connections"
    )]
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    Ok(connection)
}

/// Creates a database for another program, without the extension; `path` must not hold one yet.
pub(super) fn create_plain(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE;
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that opens connections"
    )]
    let connection = Connection::open_with_flags(path, flags)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    Ok(connection)
}

/// A check asks some sixty different questions; parsing them anew costs more than asking.
const STATEMENTS: usize = 256;
/// Pages kept in memory, in KiB: the upper levels of every R*-tree and what lies around one site.
const CACHE_KIB: i64 = 8192;

/// Loads SpatiaLite: beside the program, then the variable, then the system.
fn load_spatialite(connection: &Connection) -> Result<(), StoreError> {
    let mut tried = Vec::new();
    let mut failure = rusqlite::Error::InvalidQuery;
    for candidate in candidates() {
        match load_extension(connection, &candidate) {
            Ok(()) => return Ok(()),
            Err(error) => {
                tried.push(candidate.display().to_string());
                failure = error;
            }
        }
    }
    Err(StoreError::NoSpatialite {
        tried: tried.join("、"),
        source: failure,
    })
}

/// Where the module may be. A variable that names a missing file is an error of its own, never
/// silently replaced by the system's module.
fn candidates() -> Vec<PathBuf> {
    let file_name = format!("mod_spatialite{}", std::env::consts::DLL_SUFFIX);
    let beside = std::env::current_exe()
        .ok()
        .and_then(|program| Some(program.parent()?.join(file_name)))
        .filter(|module| module.is_file());
    if let Some(module) = beside {
        return vec![module];
    }
    match std::env::var_os(SPATIALITE_VARIABLE).filter(|value| *value != OsString::new()) {
        Some(named) => vec![named.into()],
        None => vec![
            "mod_spatialite".into(),
            "mod_spatialite.so.7".into(),
            "mod_spatialite.so.8".into(),
        ],
    }
}

#[expect(unsafe_code, reason = "loading native code is unsafe by nature")]
fn load_extension(connection: &Connection, module: &Path) -> rusqlite::Result<()> {
    // SAFETY: the module is the program's own, the one the user named, or the system's SpatiaLite.
    // The guard switches loading off again when it drops, so no SQL can load anything later.
    unsafe {
        let _guard = LoadExtensionGuard::new(connection)?;
        connection.load_extension(module, Some("sqlite3_modspatialite_init"))
    }
}

/// The version of SpatiaLite on this machine.
pub fn spatialite_version() -> Result<String, StoreError> {
    let connection = open(Path::new(":memory:"), Access::ReadWrite, true)?;
    connection
        .query_row("SELECT spatialite_version()", [], |row| row.get(0))
        .doing("查询 SpatiaLite 版本")
}

/// Names of triggers and views that are neither SpatiaLite's nor ours.
pub(super) fn foreign_objects(connection: &Connection) -> Result<Vec<String>, StoreError> {
    const SQL: &str = "SELECT m.name, m.type, m.tbl_name, m.sql FROM sqlite_master AS m
        WHERE m.type IN ('trigger', 'view') ORDER BY m.name";
    const SPATIALITE_VIEWS: [&str; 10] = [
        "spatial_ref_sys_all",
        "geom_cols_ref_sys",
        "vector_layers",
        "vector_layers_auth",
        "vector_layers_field_infos",
        "vector_layers_statistics",
        "iso_metadata_view",
        "raster_coverages_ref_sys",
        "vector_coverages_ref_sys",
        "wms_ref_sys",
    ];
    // Metadata tables of SpatiaLite 4 and 5, by the start of their names.
    const SPATIALITE_TABLES: [&str; 9] = [
        "geometry_columns",
        "views_geometry_columns",
        "virts_geometry_columns",
        "spatial_ref_sys",
        "raster_coverages",
        "vector_coverages",
        "wms_",
        "se_",
        "iso_metadata",
    ];
    const GEOMETRY_TRIGGERS: [&str; 9] = [
        "ggi_", "ggu_", "gii_", "giu_", "gid_", "tmi_", "tmu_", "tmd_", "gci_",
    ];
    let mut statement = connection.prepare(SQL).doing("检查触发器")?;
    let rows = statement
        .query_map([], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
                row.get::<_, String>(3)?,
            ))
        })
        .doing("检查触发器")?;
    let mut foreign = Vec::new();
    for row in rows {
        let (name, kind, table, sql) = row.doing("检查触发器")?;
        let known = if kind == "view" {
            SPATIALITE_VIEWS.contains(&name.as_str())
        } else {
            is_watching(&name, &table, &sql)
                || SPATIALITE_TABLES
                    .iter()
                    .any(|start| table.to_ascii_lowercase().starts_with(start))
                || GEOMETRY_TRIGGERS.iter().any(|prefix| {
                    name.strip_prefix(prefix)
                        .is_some_and(|rest| rest.starts_with(table.as_str()))
                })
        };
        if !known {
            foreign.push(name);
        }
    }
    Ok(foreign)
}
