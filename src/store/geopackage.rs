//! Writing one layer as a new GeoPackage, with the registers that GDAL and QGIS look for.

use std::path::Path;

use rusqlite::{Connection, params, params_from_iter, types::Value as Sql};

use crate::domain::feature::Feature;
use crate::domain::field::FieldKind;
use crate::domain::layer::{GeometryKind, Layer};
use crate::domain::progress::{Cancelled, Progress};
use crate::domain::value::Value;
use crate::store::connection;
use crate::store::error::{Doing as _, StoreError};
use crate::store::table::quoted;
use crate::store::wkb::encode_geopackage;

const DOING: &str = "写入 GeoPackage";
/// Features between two looks at whether the user cancelled.
const STEP: usize = 1024;

/// The registers of GeoPackage 1.2 (application id `GPKG`).
const REGISTERS: &str = "
    PRAGMA application_id = 1196444487;
    PRAGMA user_version = 10200;
    CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
        organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL,
        definition TEXT NOT NULL, description TEXT);
    INSERT INTO gpkg_spatial_ref_sys VALUES
        ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', NULL),
        ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', NULL),
        ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563]],PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433],AUTHORITY[\"EPSG\",\"4326\"]]', NULL);
    CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,
        identifier TEXT UNIQUE, description TEXT DEFAULT '',
        last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
        srs_id INTEGER REFERENCES gpkg_spatial_ref_sys (srs_id));
    CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
        geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
        PRIMARY KEY (table_name, column_name));
    CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT,
        title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT,
        PRIMARY KEY (table_name, column_name));
    CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
        definition TEXT NOT NULL, scope TEXT NOT NULL, UNIQUE (table_name, column_name, extension_name));
    INSERT INTO gpkg_extensions VALUES ('gpkg_data_columns', NULL, 'gpkg_schema',
        'http://www.geopackage.org/spec/#extension_schema', 'read-write');
";

/// Why a GeoPackage was not written.
#[derive(Debug, thiserror::Error)]
pub enum GeopackageError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The caller cancelled.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// The system of the geometry.
#[derive(Clone, Copy, Debug)]
pub struct GeopackageCrs<'a> {
    /// EPSG code.
    pub epsg: u32,
    /// Name for people.
    pub name: &'a str,
    /// WKT; `None` when there is none, and programs go by the code.
    pub wkt: Option<&'a str>,
}

/// Writes `features`, already in `crs`, as the only layer of the new file `path`. `moment` is written as
/// the time of the last change, as `2026-08-15T00:00:00Z`.
pub fn write_geopackage(
    path: &Path,
    layer: Layer,
    features: &[Feature],
    crs: GeopackageCrs<'_>,
    moment: &str,
    progress: &Progress,
) -> Result<(), GeopackageError> {
    let mut connection = connection::create_plain(path).doing(DOING)?;
    connection.execute_batch(REGISTERS).doing(DOING)?;
    let transaction = connection.transaction().doing(DOING)?;
    register(&transaction, layer, features, crs, moment)?;
    let mut columns = vec!["geom".to_owned(), "code".to_owned()];
    columns.extend(layer.fields().iter().map(|field| quoted(field.name)));
    let marks = vec!["?"; columns.len()].join(", ");
    let sql = format!(
        "INSERT INTO {} ({}) VALUES ({marks})",
        quoted(layer.name()),
        columns.join(", ")
    );
    {
        let mut insert = transaction.prepare(&sql).doing(DOING)?;
        for (index, feature) in features.iter().enumerate() {
            if index % STEP == 0 {
                progress.step(index, features.len())?;
            }
            let blob = feature.geometry.as_ref().map_or(Sql::Null, |geometry| {
                Sql::Blob(encode_geopackage(geometry, crs.epsg.cast_signed()))
            });
            let values = feature.values.iter().map(|value| match value {
                Value::Null => Sql::Null,
                Value::Integer(number) => Sql::Integer(*number),
                Value::Real(number) => Sql::Real(*number),
                Value::Text(text) => Sql::Text(text.clone()),
            });
            let row = [blob, Sql::Text(feature.code.clone())]
                .into_iter()
                .chain(values);
            insert.execute(params_from_iter(row)).doing(DOING)?;
        }
    }
    transaction.commit().doing(DOING)?;
    connection
        .close()
        .map_err(|(_, error)| error)
        .doing(DOING)?;
    Ok(())
}

fn register(
    connection: &Connection,
    layer: Layer,
    features: &[Feature],
    crs: GeopackageCrs<'_>,
    moment: &str,
) -> Result<(), StoreError> {
    let table = layer.name();
    let geometry = layer.geometry().map(|kind| match kind {
        GeometryKind::Point => "POINT",
        GeometryKind::Line | GeometryKind::Area | GeometryKind::LineOrArea => "GEOMETRY",
    });
    let mut columns = vec!["fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL".to_owned()];
    columns.push(format!("geom {}", geometry.unwrap_or("BLOB")));
    columns.push("code TEXT".to_owned());
    for field in layer.fields() {
        let kind = match field.kind {
            FieldKind::Text | FieldKind::Choice(_) => "TEXT",
            FieldKind::Integer => "INTEGER",
            FieldKind::Flag => "BOOLEAN",
            FieldKind::Real { .. } => "DOUBLE",
            FieldKind::Date => "DATE",
        };
        columns.push(format!("{} {kind}", quoted(field.name)));
    }
    let sql = format!("CREATE TABLE {} ({})", quoted(table), columns.join(", "));
    connection.execute_batch(&sql).doing(DOING)?;
    let insert = |sql: &str, values: &[&dyn rusqlite::ToSql]| {
        connection.execute(sql, values).map(drop).doing(DOING)
    };
    insert(
        "INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES (?1, ?2, 'EPSG', ?2, ?3, NULL)",
        params![crs.name, crs.epsg, crs.wkt.unwrap_or("undefined")],
    )?;
    let bounds = bounds(features);
    let bound = |index: usize| bounds.map(|bounds| bounds[index]);
    let kind = if geometry.is_some() {
        "features"
    } else {
        "attributes"
    };
    insert(
        "INSERT INTO gpkg_contents VALUES (?1, ?2, ?3, '', ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            table,
            kind,
            layer.label().zh,
            moment,
            bound(0),
            bound(1),
            bound(2),
            bound(3),
            crs.epsg
        ],
    )?;
    if let Some(geometry) = geometry {
        insert(
            "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, ?3, 0, 0)",
            params![table, geometry, crs.epsg],
        )?;
    }
    for field in layer.fields() {
        insert(
            "INSERT INTO gpkg_data_columns (table_name, column_name, name, title) VALUES (?1, ?2, ?3, ?3)",
            params![table, field.name, field.label.zh],
        )?;
    }
    Ok(())
}

fn bounds(features: &[Feature]) -> Option<[f64; 4]> {
    use geo::BoundingRect as _;
    let boxes = features
        .iter()
        .filter_map(|feature| feature.geometry.as_ref()?.bounding_rect());
    let all = boxes.reduce(crate::geodesy::bounds::union)?;
    Some([all.min().x, all.min().y, all.max().x, all.max().y])
}
