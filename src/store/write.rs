//! Adding many features in one transaction.
//!
//! SpatiaLite's row triggers check each geometry, align its R*-tree entry and stamp a table; for bulk
//! loads that costs several times the insert itself. So a bulk insert takes the triggers down, does
//! their work itself (kinds are checked when a row is made, boxes go straight into the R*-tree) and
//! puts the very same triggers back, all inside the transaction. `verify` and the tests let SpatiaLite
//! check the result.

use std::collections::HashSet;

use geo::{BoundingRect as _, Geometry, MultiLineString, MultiPolygon, Rect};
use rusqlite::{
    ErrorCode, OptionalExtension as _, Transaction, params_from_iter, types::ToSqlOutput,
    types::ValueRef,
};

use crate::domain::layer::{GeometryKind, Layer};
use crate::domain::value::Value;
use crate::geodesy::STORAGE_EPSG;
use crate::store::blob;
use crate::store::error::{Doing as _, StoreError};
use crate::store::import_run::{self, RunHead};
use crate::store::journal::{self, Change, Operation};
use crate::store::project::Project;
use crate::store::table::{LayerTable, quoted};

const DOING: &str = "写入要素";

/// A feature made ready to be stored: geometry encoded, so that encoding can run on many threads.
#[derive(Debug)]
pub struct NewFeature {
    code: String,
    geometry: Option<(Vec<u8>, Rect<f64>)>,
    values: Vec<Value>,
}

/// Why a feature does not fit its layer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Unfit {
    /// The layer takes another kind of geometry.
    #[error("图层 {layer} 不接受几何类型 {found}")]
    GeometryKind {
        /// The layer.
        layer: &'static str,
        /// What came.
        found: &'static str,
    },
    /// The geometry cannot be stored.
    #[error(transparent)]
    Blob(#[from] blob::BlobError),
}

impl NewFeature {
    /// Fits `geometry` (EPSG:4490, x = longitude) to the kind of `layer`: single parts become
    /// multi-part where the layer is multi-part. `values` are parallel to [`Layer::fields`].
    pub fn new(
        layer: Layer,
        code: String,
        geometry: Option<Geometry<f64>>,
        values: Vec<Value>,
    ) -> Result<Self, Unfit> {
        let geometry = geometry
            .map(|geometry| {
                let geometry = fit(layer, geometry)?;
                let bounds = geometry
                    .bounding_rect()
                    .ok_or(blob::BlobError::Unsupported)?;
                Ok::<_, Unfit>((blob::encode(&geometry, STORAGE_EPSG.cast_signed())?, bounds))
            })
            .transpose()?;
        Ok(Self {
            code,
            geometry,
            values,
        })
    }

    /// The feature's code.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The same feature under another code.
    pub fn rename(&mut self, code: String) {
        self.code = code;
    }

    /// Whether it has a geometry.
    pub const fn has_geometry(&self) -> bool {
        self.geometry.is_some()
    }
}

fn fit(layer: Layer, geometry: Geometry<f64>) -> Result<Geometry<f64>, Unfit> {
    use GeometryKind::{Area, Line, LineOrArea, Point};
    let kind = layer.geometry();
    let refuse = |found| Unfit::GeometryKind {
        layer: layer.name(),
        found,
    };
    match (geometry, kind) {
        (Geometry::Point(point), Some(Point)) => Ok(Geometry::Point(point)),
        (Geometry::MultiPoint(points), Some(Point)) if points.0.len() == 1 => {
            Ok(Geometry::Point(points.0[0]))
        }
        (Geometry::Polygon(polygon), Some(Area | LineOrArea)) => {
            Ok(MultiPolygon(vec![polygon]).into())
        }
        (Geometry::MultiPolygon(areas), Some(Area | LineOrArea)) => Ok(areas.into()),
        (Geometry::LineString(line), Some(Line | LineOrArea)) => {
            Ok(MultiLineString(vec![line]).into())
        }
        (Geometry::MultiLineString(lines), Some(Line | LineOrArea)) => Ok(lines.into()),
        (Geometry::Point(_), _) => Err(refuse("点")),
        (Geometry::MultiPoint(_), _) => Err(refuse("多点")),
        (Geometry::LineString(_) | Geometry::MultiLineString(_) | Geometry::Line(_), _) => {
            Err(refuse("线"))
        }
        (
            Geometry::Polygon(_)
            | Geometry::MultiPolygon(_)
            | Geometry::Rect(_)
            | Geometry::Triangle(_),
            _,
        ) => Err(refuse("面")),
        (Geometry::GeometryCollection(_), _) => Err(refuse("几何集合")),
    }
}

/// Whether a feature was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Updated {
    /// It was; this is its key.
    Yes(i64),
    /// No feature of the layer has this code.
    NoSuchCode,
    /// This run wrote the feature already.
    Twice,
}

/// Whether a row went in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inserted {
    /// Stored.
    Yes,
    /// Another feature of the layer has this code; nothing was stored.
    DuplicateCode,
    /// Another constraint of the table, in the database's words; nothing was stored.
    Refused(String),
}

/// One transaction that adds features to one layer. Dropped without [`BulkInsert::commit`], it leaves
/// the project as it was.
pub struct BulkInsert<'project> {
    transaction: Transaction<'project>,
    table: LayerTable,
    triggers: Vec<String>,
    insert_sql: String,
    index_sql: Option<String>,
    ids: Option<(i64, i64)>,
    count: u64,
    /// Features that were changed or deleted.
    changed: u64,
    /// Keys of features that this run changed.
    touched: HashSet<i64>,
    /// The columns that are kept of what is overwritten; `None` while nothing was.
    before: Option<String>,
}

impl std::fmt::Debug for BulkInsert<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("BulkInsert")
            .field("count", &self.count)
            .finish_non_exhaustive()
    }
}

impl Project {
    /// Starts adding features to `layer`.
    pub fn bulk_insert(&mut self, layer: Layer) -> Result<BulkInsert<'_>, StoreError> {
        let table = self.table(layer).cloned().ok_or(StoreError::NoTable {
            layer: layer.name(),
        })?;
        let path = self.path().to_owned();
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .doing(DOING)
            .map_err(|error| error.about(&path))?;
        let triggers = take_down_triggers(&transaction, &table)?;
        let fields = layer
            .fields()
            .iter()
            .zip(&table.columns)
            .filter(|(_, present)| **present);
        let columns: Vec<String> = std::iter::once("code")
            .chain(fields.map(|(field, _)| field.name))
            .chain(table.geometry.as_deref())
            .map(quoted)
            .collect();
        let marks = vec!["?"; columns.len()].join(", ");
        let columns = columns.join(", ");
        Ok(BulkInsert {
            insert_sql: format!(
                "INSERT INTO {} ({columns}) VALUES ({marks})",
                quoted(&table.name)
            ),
            index_sql: table.index.as_ref().map(|index| {
                format!(
                    "INSERT INTO {} (pkid, xmin, xmax, ymin, ymax) VALUES (?1, ?2, ?3, ?4, ?5)",
                    quoted(index)
                )
            }),
            transaction,
            table,
            triggers,
            ids: None,
            count: 0,
            changed: 0,
            touched: HashSet::new(),
            before: None,
        })
    }
}

impl BulkInsert<'_> {
    /// Key of the feature that was added last; `None` before the first.
    pub fn last_id(&self) -> Option<i64> {
        self.ids.map(|(_, last)| last)
    }

    /// Adds one feature.
    pub fn insert(&mut self, feature: &NewFeature) -> Result<Inserted, StoreError> {
        let code = ToSqlOutput::Borrowed(ValueRef::Text(feature.code.as_bytes()));
        let values = feature
            .values
            .iter()
            .zip(&self.table.columns)
            .filter(|(_, present)| **present);
        let values = values.map(|(value, _)| borrowed(value));
        let geometry = self.table.geometry.as_ref().map(|_column| {
            ToSqlOutput::Borrowed(
                feature
                    .geometry
                    .as_ref()
                    .map_or(ValueRef::Null, |(blob, _)| ValueRef::Blob(blob.as_slice())),
            )
        });
        let mut insert = self
            .transaction
            .prepare_cached(&self.insert_sql)
            .doing(DOING)?;
        let id = match insert.insert(params_from_iter(
            std::iter::once(code).chain(values).chain(geometry),
        )) {
            Ok(id) => id,
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                return self.refused(&feature.code, &error);
            }
            Err(source) => {
                return Err(StoreError::Sql {
                    doing: DOING,
                    source,
                });
            }
        };
        if let (Some(sql), Some((_, bounds))) = (&self.index_sql, &feature.geometry) {
            let (min, max) = (bounds.min(), bounds.max());
            self.transaction
                .prepare_cached(sql)
                .and_then(|mut index| index.execute((id, min.x, max.x, min.y, max.y)))
                .doing("写入空间索引")?;
        }
        self.ids = Some(self.ids.map_or((id, id), |(first, _)| (first, id)));
        self.count += 1;
        Ok(Inserted::Yes)
    }

    /// Why a constraint kept a feature with this code out. Other programs may have put constraints of their
    /// own on the table, and only that of the code tells that the code is taken.
    fn refused(&self, code: &str, error: &rusqlite::Error) -> Result<Inserted, StoreError> {
        let name = quoted(&self.table.name);
        let is_taken: bool = self
            .transaction
            .prepare_cached(&format!(
                "SELECT EXISTS (SELECT 1 FROM {name} WHERE code = ?1)"
            ))
            .and_then(|mut select| select.query_row([code], |row| row.get(0)))
            .doing(DOING)?;
        Ok(if is_taken {
            Inserted::DuplicateCode
        } else {
            Inserted::Refused(error.to_string())
        })
    }

    /// Deletes every feature that is there, keeping it for taking the import back.
    pub fn clear(&mut self) -> Result<u64, StoreError> {
        self.keep(None)?;
        let name = quoted(&self.table.name);
        let gone = self
            .transaction
            .execute(&format!("DELETE FROM {name}"), [])
            .doing(DOING)?;
        if let Some(index) = &self.table.index {
            self.transaction
                .execute(&format!("DELETE FROM {}", quoted(index)), [])
                .doing("清空空间索引")?;
        }
        self.changed += gone as u64;
        Ok(gone as u64)
    }

    /// Changes the feature with the code of `feature`: values and geometry that are known replace what
    /// is there, unknown ones leave it.
    pub fn update(&mut self, feature: &NewFeature) -> Result<Updated, StoreError> {
        let name = quoted(&self.table.name);
        let id: Option<i64> = self
            .transaction
            .prepare_cached(&format!("SELECT rowid FROM {name} WHERE code = ?1"))
            .and_then(|mut select| {
                select
                    .query_row([&feature.code], |row| row.get(0))
                    .optional()
            })
            .doing(DOING)?;
        let Some(id) = id else {
            return Ok(Updated::NoSuchCode);
        };
        if self.ids.is_some_and(|(first, _)| id >= first) || !self.touched.insert(id) {
            return Ok(Updated::Twice);
        }
        self.keep(Some(id))?;
        let fields = self.table.layer.fields().iter().zip(&self.table.columns);
        let present = fields
            .zip(&feature.values)
            .filter(|((_, present), _)| **present);
        let (names, values): (Vec<&str>, Vec<&Value>) = present
            .map(|((field, _), value)| (field.name, value))
            .unzip();
        let geometry = self.table.geometry.as_deref();
        let parts: Vec<String> = names
            .into_iter()
            .chain(geometry)
            .map(quoted)
            .enumerate()
            .map(|(index, column)| format!("{column} = coalesce(?{}, {column})", index + 2))
            .collect();
        let blob = geometry.map(|_column| {
            let stored = feature.geometry.as_ref();
            ToSqlOutput::Borrowed(
                stored.map_or(ValueRef::Null, |(blob, _)| ValueRef::Blob(blob.as_slice())),
            )
        });
        let parameters = std::iter::once(ToSqlOutput::Borrowed(ValueRef::Integer(id)))
            .chain(values.into_iter().map(borrowed))
            .chain(blob);
        self.transaction
            .prepare_cached(&format!(
                "UPDATE {name} SET {} WHERE rowid = ?1",
                parts.join(", ")
            ))
            .and_then(|mut update| update.execute(params_from_iter(parameters)))
            .doing(DOING)?;
        if let (Some(index), Some((_, bounds))) = (&self.table.index, &feature.geometry) {
            let (min, max) = (bounds.min(), bounds.max());
            self.transaction
                .prepare_cached(&format!(
                    "INSERT OR REPLACE INTO {} (pkid, xmin, xmax, ymin, ymax) VALUES (?1, ?2, ?3, ?4, ?5)",
                    quoted(index)
                ))
                .and_then(|mut update| update.execute((id, min.x, max.x, min.y, max.y)))
                .doing("写入空间索引")?;
        }
        self.changed += 1;
        Ok(Updated::Yes(id))
    }

    fn keep(&mut self, id: Option<i64>) -> Result<(), StoreError> {
        let columns = if let Some(columns) = &self.before {
            columns
        } else {
            let columns = import_run::make_before(&self.transaction, &self.table)?;
            self.before.insert(columns)
        };
        import_run::keep_before(&self.transaction, &self.table, columns, id)
    }

    /// Keeps a shape in the journal as the file had it, because it is stored repaired.
    pub fn journal_original(
        &self,
        change: &Change,
        id: i64,
        original: &serde_json::Value,
    ) -> Result<(), StoreError> {
        journal::record_row(
            &self.transaction,
            change,
            Operation::Repaired,
            (self.table.layer.name(), id),
            Some(original),
            None,
        )
    }

    /// As [`BulkInsert::commit`], and puts the import on file, so that its report can be read later and
    /// it can be taken back. Gives its number; `None` when nothing was changed.
    pub fn commit_run(
        self,
        change: &Change,
        origin: &serde_json::Value,
        head: &RunHead<'_>,
    ) -> Result<Option<i64>, StoreError> {
        if self.ids.is_none() && self.changed == 0 {
            return Ok(None);
        }
        let journal_id = self.finish(change, origin)?;
        if self.before.is_none() {
            import_run::forget_before(&self.transaction, self.table.layer)?;
        }
        let done = import_run::Done {
            journal_id,
            ids: self.ids,
            has_before: self.before.is_some(),
        };
        let run = import_run::record(&self.transaction, change, &self.table, head, &done)?;
        self.transaction.commit().doing("提交")?;
        Ok(Some(run))
    }

    /// Puts the triggers back, writes the journal row with `origin` (what was imported from where) and
    /// commits. An insert that added nothing leaves no trace.
    pub fn commit(self, change: &Change, origin: &serde_json::Value) -> Result<u64, StoreError> {
        if self.ids.is_none() {
            return Ok(0);
        }
        self.finish(change, origin)?;
        self.transaction.commit().doing("提交")?;
        Ok(self.count)
    }

    /// Everything but the end of the transaction; gives the number of the journal row.
    fn finish(&self, change: &Change, origin: &serde_json::Value) -> Result<i64, StoreError> {
        let (first, last) = self.ids.unzip();
        for sql in &self.triggers {
            self.transaction.execute_batch(sql).doing("恢复触发器")?;
        }
        self.transaction
            .execute(
                "UPDATE geometry_columns_time SET last_insert = ?2 WHERE lower(f_table_name) = lower(?1)",
                (&self.table.name, &change.at),
            )
            .doing(DOING)?;
        let after = serde_json::json!({
            "features": self.count, "first_id": first, "last_id": last, "origin": origin,
        });
        journal::record(
            &self.transaction,
            change,
            Operation::Import,
            self.table.layer.name(),
            &after,
        )
    }
}

fn borrowed(value: &Value) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(match value {
        Value::Null => ValueRef::Null,
        Value::Integer(number) => ValueRef::Integer(*number),
        Value::Real(number) => ValueRef::Real(*number),
        Value::Text(text) => ValueRef::Text(text.as_bytes()),
    })
}

/// Drops the triggers of a table and returns the statements that make them again.
fn take_down_triggers(
    transaction: &Transaction<'_>,
    table: &LayerTable,
) -> Result<Vec<String>, StoreError> {
    let mut statement = transaction
        .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?1 ORDER BY rowid")
        .doing(DOING)?;
    let triggers: Vec<(String, String)> = statement
        .query_map([&table.name], |row| Ok((row.get(0)?, row.get(1)?)))
        .and_then(Iterator::collect)
        .doing(DOING)?;
    for (name, _) in &triggers {
        transaction
            .execute_batch(&format!("DROP TRIGGER {}", quoted(name)))
            .doing(DOING)?;
    }
    Ok(triggers.into_iter().map(|(_, sql)| sql).collect())
}
