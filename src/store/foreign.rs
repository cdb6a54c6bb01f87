//! Tables of others: GeoPackage and SpatiaLite files that are no project. Opened to look only, nothing
//! loaded, schema not trusted; tables are those that the file itself registers as layers.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use geo::Geometry;
use rusqlite::{Connection, ErrorCode, OptionalExtension as _, types::ValueRef};

use crate::domain::value::Value;
use crate::store::blob;
use crate::store::connection;
use crate::store::error::{Doing as _, StoreError};
use crate::store::table::quoted;
use crate::store::wkb;

const DOING: &str = "读取外部数据库";
/// Layers of one file.
const MAX_TABLES: usize = 10_000;
/// Rows of one layer; a view may have no end.
const MAX_ROWS: u64 = 10_000_000;
/// Cells of one layer.
const MAX_CELLS: u64 = 100_000_000;
/// Bytes of texts and shapes of one layer.
const MAX_BYTES: u64 = 2 << 30;
/// Steps of the database engine between two looks at how many there were.
const STEPS: i32 = 100_000;
/// So many looks before one row is there, some hundred million steps, and it will not come: a view that
/// calls itself.
const MAX_LOOKS: u64 = 2_000;

/// A file of another program.
pub struct ForeignFile {
    connection: Connection,
    path: PathBuf,
    /// How often the engine was looked at since the last row.
    looks: Arc<AtomicU64>,
    tables: Vec<ForeignTable>,
}

/// One registered layer or table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignTable {
    /// Table name.
    pub name: String,
    /// Geometry column; `None` for tables of attributes.
    geometry: Option<String>,
    is_geopackage: bool,
    /// EPSG code of the geometry, when the file names one.
    pub epsg: Option<u32>,
    /// WKT of the system, when the file has it.
    pub wkt: Option<String>,
    /// What else the file says of the system, as `ESRI:102100` or in words; `None` where it says that it is
    /// not known, or nothing.
    pub system: Option<String>,
}

impl ForeignTable {
    /// Whether the table has a geometry column.
    pub const fn has_geometry(&self) -> bool {
        self.geometry.is_some()
    }
}

/// One row: attributes in column order, and the geometry or why it cannot be read.
#[derive(Debug)]
pub struct ForeignRow {
    /// Parallel to [`ForeignFile::columns`].
    pub values: Vec<Value>,
    /// `Ok(None)` when there is none.
    pub geometry: Result<Option<Geometry<f64>>, String>,
}

impl ForeignFile {
    /// Opens `path`, which must be a database.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if !path.is_file() {
            return Err(StoreError::NotFound {
                path: path.to_owned(),
            });
        }
        let connection = connection::open_foreign(path).doing(DOING)?;
        let looks = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&looks);
        connection.progress_handler(
            STEPS,
            Some(move || counted.fetch_add(1, Ordering::Relaxed) >= MAX_LOOKS),
        );
        let has = |table: &str| -> Result<bool, StoreError> {
            let sql = "SELECT 1 FROM sqlite_master WHERE lower(name) = ?1";
            let found = connection.query_row(sql, [table], |_| Ok(())).optional();
            let found = found.map_err(|error| match error.sqlite_error_code() {
                Some(ErrorCode::NotADatabase) => StoreError::NotADatabase {
                    path: path.to_owned(),
                },
                _ => StoreError::Sql {
                    doing: DOING,
                    source: error,
                },
            })?;
            Ok(found.is_some())
        };
        let listed = || -> Result<Vec<ForeignTable>, StoreError> {
            if has("gpkg_contents")? {
                geopackage_tables(&connection)
            } else if has("geometry_columns")? {
                spatialite_tables(&connection, has("spatial_ref_sys")?)
            } else {
                Ok(Vec::new())
            }
        };
        let tables = listed().map_err(|error| bottomless(error, path, "图层登记表"))?;
        Ok(Self {
            connection,
            path: path.to_owned(),
            looks,
            tables,
        })
    }

    /// The layers, by name.
    pub fn tables(&self) -> &[ForeignTable] {
        &self.tables
    }

    /// Names of the attribute columns of `table`.
    pub fn columns(&self, table: &ForeignTable) -> Result<Vec<String>, StoreError> {
        let mut statement = self
            .connection
            .prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")
            .doing(DOING)?;
        let names: Vec<String> = statement
            .query_map([&table.name], |row| row.get(0))
            .and_then(Iterator::collect)
            .doing(DOING)?;
        let is_attribute = |name: &String| {
            table
                .geometry
                .as_ref()
                .is_none_or(|own| !own.eq_ignore_ascii_case(name))
        };
        Ok(names.into_iter().filter(is_attribute).collect())
    }

    /// Hands every row of `table` to `visit`, in the order of the file, until it answers `false`. Refused when there are more than
    /// memory is for, or when the next never comes.
    pub fn visit(
        &self,
        table: &ForeignTable,
        visit: &mut dyn FnMut(ForeignRow) -> bool,
    ) -> Result<(), StoreError> {
        self.visit_rows(table, visit)
            .map_err(|error| bottomless(error, &self.path, &table.name))
    }

    fn visit_rows(
        &self,
        table: &ForeignTable,
        visit: &mut dyn FnMut(ForeignRow) -> bool,
    ) -> Result<(), StoreError> {
        let mut list: Vec<String> = self
            .columns(table)?
            .iter()
            .map(|name| quoted(name))
            .collect();
        let count = list.len();
        list.push(
            table
                .geometry
                .as_ref()
                .map_or_else(|| "NULL".to_owned(), |name| quoted(name)),
        );
        let sql = format!("SELECT {} FROM {}", list.join(", "), quoted(&table.name));
        let mut statement = self.connection.prepare(&sql).doing(DOING)?;
        let mut rows = statement.query([]).doing(DOING)?;
        let (mut number, mut bytes) = (0_u64, 0_u64);
        self.looks.store(0, Ordering::Relaxed);
        while let Some(row) = rows.next().doing(DOING)? {
            self.looks.store(0, Ordering::Relaxed);
            number += 1;
            let mut values = Vec::with_capacity(count);
            for index in 0..=count {
                let cell = row.get_ref(index).doing(DOING)?;
                if let ValueRef::Text(content) | ValueRef::Blob(content) = cell {
                    bytes += content.len() as u64;
                }
                if index < count {
                    values.push(value(cell));
                }
            }
            if number > MAX_ROWS || number * (count as u64) > MAX_CELLS || bytes > MAX_BYTES {
                return Err(StoreError::ForeignTooLarge {
                    path: self.path.clone(),
                    table: table.name.clone(),
                    rows: number,
                });
            }
            let geometry = match row.get_ref(count).doing(DOING)? {
                ValueRef::Null => Ok(None),
                ValueRef::Blob(bytes) if table.is_geopackage => {
                    wkb::decode_geopackage(bytes).map_err(|error| error.to_string())
                }
                ValueRef::Blob(bytes) => blob::decode(bytes)
                    .map(|(geometry, _)| Some(geometry))
                    .map_err(|error| error.to_string()),
                _ => Err("几何列中不是几何".to_owned()),
            };
            if !visit(ForeignRow { values, geometry }) {
                break;
            }
        }
        Ok(())
    }
}

/// A statement that was stopped because it had no end, as a sentence.
fn bottomless(error: StoreError, path: &Path, table: &str) -> StoreError {
    match error {
        StoreError::Sql { source, .. }
            if source.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) =>
        {
            StoreError::ForeignEndless {
                path: path.to_owned(),
                table: table.to_owned(),
            }
        }
        other => other,
    }
}

fn value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null | ValueRef::Blob(_) => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(bytes) => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
    }
}

fn geopackage_tables(connection: &Connection) -> Result<Vec<ForeignTable>, StoreError> {
    const SQL: &str = "SELECT c.table_name, g.column_name, s.organization,
            s.organization_coordsys_id, s.definition, g.srs_id, s.srs_name
        FROM gpkg_contents AS c
        JOIN sqlite_master AS m ON lower(m.name) = lower(c.table_name)
        LEFT JOIN gpkg_geometry_columns AS g ON lower(g.table_name) = lower(c.table_name)
        LEFT JOIN gpkg_spatial_ref_sys AS s ON s.srs_id = g.srs_id
        WHERE c.data_type IN ('features', 'attributes') ORDER BY c.table_name";
    tables(connection, SQL, true)
}

fn spatialite_tables(
    connection: &Connection,
    has_systems: bool,
) -> Result<Vec<ForeignTable>, StoreError> {
    // Versions before 4 call the text otherwise, and other programs know no name; the code is enough then.
    let column = |name: &str| -> Result<String, StoreError> {
        let sql = "SELECT count(*) > 0 FROM pragma_table_info('spatial_ref_sys') WHERE name = ?1";
        let is_there: bool = connection
            .query_row(sql, [name], |row| row.get(0))
            .doing(DOING)?;
        Ok(if is_there {
            format!("s.{name}")
        } else {
            "NULL".to_owned()
        })
    };
    let (text, name) = (column("srtext")?, column("ref_sys_name")?);
    let (system, join) = if has_systems {
        (
            format!("s.auth_name, s.auth_srid, {text}, g.srid, {name}"),
            "LEFT JOIN spatial_ref_sys AS s ON s.srid = g.srid",
        )
    } else {
        ("NULL, NULL, NULL, g.srid, NULL".to_owned(), "")
    };
    let sql = format!(
        "SELECT m.name, g.f_geometry_column, {system} FROM geometry_columns AS g
         JOIN sqlite_master AS m ON lower(m.name) = lower(g.f_table_name) {join}
         WHERE m.type = 'table' ORDER BY m.name"
    );
    tables(connection, &sql, false)
}

fn tables(
    connection: &Connection,
    sql: &str,
    is_geopackage: bool,
) -> Result<Vec<ForeignTable>, StoreError> {
    let mut statement = connection
        .prepare(&format!("{sql} LIMIT {MAX_TABLES}"))
        .doing(DOING)?;
    statement
        .query_map([], |row| {
            let authority: Option<String> = row.get(2)?;
            let code: Option<u32> = row.get(3).unwrap_or_default();
            let is_epsg = authority
                .as_ref()
                .is_some_and(|name| name.eq_ignore_ascii_case("EPSG"));
            let srid: Option<i64> = row.get(5).unwrap_or_default();
            let name: Option<String> = row.get(6).unwrap_or_default();
            Ok(ForeignTable {
                name: row.get(0)?,
                geometry: row.get(1)?,
                is_geopackage,
                epsg: code.filter(|code| is_epsg && *code > 0),
                wkt: row
                    .get::<_, Option<String>>(4)
                    .unwrap_or_default()
                    .filter(|text| text.contains('[')),
                // Both formats keep 0 and -1 for a system that nobody knows.
                system: srid.filter(|srid| *srid > 0).map(|srid| {
                    match (authority, code, name.filter(|name| !name.is_empty())) {
                        (Some(by), Some(code), _) if !by.eq_ignore_ascii_case("NONE") => {
                            format!("{by}:{code}")
                        }
                        (_, _, Some(name)) => name,
                        _ => format!("SRID {srid}"),
                    }
                }),
            })
        })
        .and_then(Iterator::collect)
        .doing(DOING)
}
