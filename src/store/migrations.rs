//! The schema of a project, built step by step. A step is never changed once it has shipped; a new
//! version is a new step at the end. `user_version` holds the number of steps that a file has seen.

use rusqlite::Connection;

use crate::domain::field::FieldKind;
use crate::domain::layer::{GeometryKind, Layer};
use crate::geodesy::STORAGE_EPSG;
use crate::store::error::{Doing as _, StoreError};
use crate::store::table::quoted;
use crate::store::{calculation, cases, changes, import_run};

/// `application_id` of our files: the letters `ShuJ`.
pub(super) const APPLICATION_ID: i32 = 0x5368_754A;

type Step = fn(&Connection) -> Result<(), StoreError>;

const STEPS: &[Step] = &[
    layers_and_journal,
    fields_of_the_audit,
    indexes_of_references,
    calculations,
    cases::create,
    kept_audits,
    import_run::create_table,
    cases::remember_program,
];

/// The newest schema version that this program reads.
pub(super) fn latest() -> u32 {
    STEPS.len() as u32
}

/// Runs the steps from `found` to the latest inside the caller's transaction.
pub(super) fn run(connection: &Connection, found: u32) -> Result<(), StoreError> {
    for step in &STEPS[found.min(latest()) as usize..] {
        step(connection)?;
    }
    changes::watch(connection)?;
    connection
        .pragma_update(None, "application_id", APPLICATION_ID)
        .doing("写入项目标识")?;
    connection
        .pragma_update(None, "user_version", latest())
        .doing("写入结构版本")
}

/// Version 1: every layer and table of the catalog, the journal, the settings. Layers that are there
/// already (a copy made by QGIS or ogr2ogr) are left as they are.
fn layers_and_journal(connection: &Connection) -> Result<(), StoreError> {
    connection
        .execute_batch(
            "CREATE TABLE IF NOT EXISTS project_setting (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL);
             CREATE TABLE IF NOT EXISTS journal (
                 id INTEGER PRIMARY KEY AUTOINCREMENT,
                 at TEXT NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL,
                 operation TEXT NOT NULL, layer TEXT, feature_id INTEGER,
                 before TEXT, after TEXT);
             CREATE INDEX IF NOT EXISTS journal_by_layer ON journal (layer, id);",
        )
        .doing("创建日志表")?;
    Layer::ALL
        .into_iter()
        .try_for_each(|layer| create_layer(connection, layer))
}

/// Version 2: the fields that audits need (permit dates and volumes, sealing, counties, engraved
/// numbers) and the access lists. Tables get what the catalog has and they lack; nothing is taken away.
fn fields_of_the_audit(connection: &Connection) -> Result<(), StoreError> {
    const DOING: &str = "补充字段";
    for layer in Layer::ALL {
        create_layer(connection, layer)?;
        let mut statement = connection
            .prepare("SELECT lower(name) FROM pragma_table_info(?1)")
            .doing(DOING)?;
        let present: Vec<String> = statement
            .query_map([layer.name()], |row| row.get(0))
            .and_then(Iterator::collect)
            .doing(DOING)?;
        for field in layer.fields() {
            if !present.iter().any(|name| name == field.name) {
                connection
                    .execute_batch(&format!(
                        "ALTER TABLE {} ADD COLUMN {}{}",
                        quoted(layer.name()),
                        quoted(field.name),
                        column_type(field.kind)
                    ))
                    .doing(DOING)?;
            }
        }
    }
    Ok(())
}

/// Version 6: audits kept for comparison: their heads, and the verdicts of the last one.
fn kept_audits(connection: &Connection) -> Result<(), StoreError> {
    connection
        .execute_batch(
            "CREATE TABLE IF NOT EXISTS audit_run (
                 id INTEGER PRIMARY KEY AUTOINCREMENT,
                 at TEXT NOT NULL, who TEXT NOT NULL, as_of TEXT NOT NULL,
                 packs TEXT NOT NULL, layers TEXT NOT NULL, features INTEGER NOT NULL);
             CREATE TABLE IF NOT EXISTS audit_verdict (
                 run_id INTEGER NOT NULL REFERENCES audit_run (id),
                 layer TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
                 verdict TEXT NOT NULL, rules TEXT NOT NULL,
                 PRIMARY KEY (run_id, layer, code)) WITHOUT ROWID;",
        )
        .doing("创建核查结论表")
}

/// Version 3: indexes on the columns by which facts look rows up. They have no meaning of their own: a
/// program that drops one only makes checks slower.
fn indexes_of_references(connection: &Connection) -> Result<(), StoreError> {
    const LOOKED_UP: [(Layer, &str); 9] = [
        (Layer::ZoneLimit, "zone_code"),
        (Layer::QualitySample, "zone_code"),
        (Layer::Outfall, "zone_code"),
        (Layer::ControlTarget, "area_code"),
        (Layer::Permit, "object_code"),
        (Layer::Permit, "permit_no"),
        (Layer::Permit, "admin_code"),
        (Layer::AccessItem, "unit_code"),
        (Layer::ProtectionZone, "source_code"),
    ];
    LOOKED_UP.into_iter().try_for_each(|(layer, column)| {
        let table = layer.name();
        connection
            .execute_batch(&format!(
                "CREATE INDEX IF NOT EXISTS {} ON {} ({})",
                quoted(&format!("{table}_by_{column}")),
                quoted(table),
                quoted(column)
            ))
            .doing("创建查找索引")
    })
}

const fn column_type(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text | FieldKind::Date | FieldKind::Choice(_) => " TEXT",
        FieldKind::Integer | FieldKind::Flag => " INTEGER",
        FieldKind::Real { .. } => " REAL",
    }
}

/// Version 4: stored results of calculators.
fn calculations(connection: &Connection) -> Result<(), StoreError> {
    calculation::create_table(connection)
}

fn create_layer(connection: &Connection, layer: Layer) -> Result<(), StoreError> {
    const DOING: &str = "创建图层";
    let exists: bool = connection
        .query_row(
            "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND lower(name) = ?1)",
            [layer.name()],
            |row| row.get(0),
        )
        .doing(DOING)?;
    if exists {
        return Ok(());
    }
    let mut columns = String::new();
    for field in layer.fields() {
        columns.push_str(", ");
        columns.push_str(&quoted(field.name));
        columns.push_str(column_type(field.kind));
    }
    let name = layer.name();
    connection
        .execute_batch(&format!(
            "CREATE TABLE \"{name}\" (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL UNIQUE{columns})"
        ))
        .doing(DOING)?;
    let Some(kind) = layer.geometry() else {
        return Ok(());
    };
    let kind = match kind {
        GeometryKind::Point => "POINT",
        GeometryKind::Line => "MULTILINESTRING",
        GeometryKind::Area => "MULTIPOLYGON",
        GeometryKind::LineOrArea => "GEOMETRY",
    };
    let made: (i32, i32) = connection
        .query_row(
            "SELECT AddGeometryColumn(?1, 'geom', ?2, ?3, 'XY'), CreateSpatialIndex(?1, 'geom')",
            (name, STORAGE_EPSG, kind),
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .doing(DOING)?;
    if made == (1, 1) {
        Ok(())
    } else {
        Err(StoreError::Sql {
            doing: "创建几何列和空间索引",
            source: rusqlite::Error::QueryReturnedNoRows,
        })
    }
}
