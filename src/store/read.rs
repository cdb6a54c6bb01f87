//! Reading layers. Boxes go through the R*-tree; exact tests are the caller's.

use std::ops::ControlFlow;

use geo::{Coord, Geometry, Rect};
use rusqlite::types::ValueRef;
use rusqlite::{Params, Row};

use crate::domain::feature::Feature;
use crate::domain::layer::Layer;
use crate::domain::value::Value;
use crate::geodesy::bounds;
use crate::geodesy::walk::{Builder, Walk};
use crate::store::blob::{self, BlobError};
use crate::store::error::{Doing as _, StoreError};
use crate::store::project::Project;
use crate::store::table::{LayerTable, OWN_SRIDS, quoted};

const DOING: &str = "读取图层";

impl Project {
    /// Number of features; zero when the file has no table for the layer.
    pub fn count(&self, layer: Layer) -> Result<u64, StoreError> {
        let Some(table) = self.table(layer) else {
            return Ok(0);
        };
        self.connection
            .query_row(
                &format!("SELECT count(*) FROM {}", quoted(&table.name)),
                [],
                |row| row.get(0),
            )
            .doing(DOING)
    }

    /// All features, by id.
    pub fn features(&self, layer: Layer) -> Result<Vec<Feature>, StoreError> {
        self.select(layer, "ORDER BY t.rowid", [])
    }

    /// Hands every feature to `visit`, by id, with only the `fields` named read; the others are `Null`.
    pub fn visit_features(
        &self,
        layer: Layer,
        fields: &[&str],
        visit: &mut dyn FnMut(Feature),
    ) -> Result<(), StoreError> {
        self.select_each(layer, Some(fields), "ORDER BY t.rowid", [], visit)
    }

    /// Hands every feature to `visit`, by id, with only the `fields` named read; the others are `Null`.
    /// For drawing, which needs the shape and little else of very many features: geometries are handed
    /// over as they lie in the file, and the features come without.
    pub fn visit_shapes(
        &self,
        layer: Layer,
        fields: &[&str],
        visit: &mut VisitShape<'_>,
    ) -> Result<(), StoreError> {
        let Some(table) = self.table(layer) else {
            return Ok(());
        };
        let list = table.select_list(Some(fields));
        let name = quoted(&table.name);
        let sql = format!("SELECT {list} FROM {name} AS t ORDER BY t.rowid");
        let mut statement = self.connection.prepare_cached(&sql).doing(DOING)?;
        let mut rows = statement.query([]).doing(DOING)?;
        while let Some(row) = rows.next().doing(DOING)? {
            let feature = attributes(table, row)?;
            let shape = shape(table, row, feature.id)?;
            visit(feature, shape)?;
        }
        Ok(())
    }

    /// Hands the shape of every feature that has one to `visit`, by id, with its code, until `visit` breaks
    /// off. A shape that cannot be read comes as its error and hides no other: for what may look at a layer
    /// but must not hang on it.
    pub fn visit_readable(
        &self,
        layer: Layer,
        visit: &mut VisitReadable<'_>,
    ) -> Result<(), StoreError> {
        let Some(table) = self.table(layer) else {
            return Ok(());
        };
        let list = table.select_list(Some(&[]));
        let name = quoted(&table.name);
        let sql = format!("SELECT {list} FROM {name} AS t ORDER BY t.rowid");
        let mut statement = self.connection.prepare_cached(&sql).doing(DOING)?;
        let mut rows = statement.query([]).doing(DOING)?;
        while let Some(row) = rows.next().doing(DOING)? {
            // Another program may have written a number, or bytes.
            let code = value(row, 1)?.to_string();
            let Some(shape) = readable(table, row)?.transpose() else {
                continue;
            };
            if visit(&code, shape).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// The features whose box meets `bounds` (EPSG:4490 degrees), by id. Boxes are compared in single
    /// precision, rounded outwards: nothing is missed, a neighbour may come along.
    pub fn features_near(
        &self,
        layer: Layer,
        bounds: Rect<f64>,
    ) -> Result<Vec<Feature>, StoreError> {
        self.near(layer, bounds, None)
    }

    /// As [`Project::features_near`], with only the `fields` named read; the others are `Null`.
    pub fn fields_near(
        &self,
        layer: Layer,
        bounds: Rect<f64>,
        fields: &[&str],
    ) -> Result<Vec<Feature>, StoreError> {
        self.near(layer, bounds, Some(fields))
    }

    fn near(
        &self,
        layer: Layer,
        bounds: Rect<f64>,
        fields: Option<&[&str]>,
    ) -> Result<Vec<Feature>, StoreError> {
        let Some(table) = self.table(layer) else {
            return Ok(Vec::new());
        };
        let corners = [
            bounds.min().x,
            bounds.max().x,
            bounds.min().y,
            bounds.max().y,
        ];
        let filter = match (&table.index, &table.geometry) {
            (Some(index), _) => format!(
                "WHERE t.rowid IN (SELECT pkid FROM {}
                     WHERE xmax >= ?1 AND xmin <= ?2 AND ymax >= ?3 AND ymin <= ?4) ORDER BY t.rowid",
                quoted(index)
            ),
            (None, Some(column)) => {
                let column = quoted(column);
                format!(
                    "WHERE MbrMaxX(t.{column}) >= ?1 AND MbrMinX(t.{column}) <= ?2
                       AND MbrMaxY(t.{column}) >= ?3 AND MbrMinY(t.{column}) <= ?4 ORDER BY t.rowid"
                )
            }
            (None, None) => return Ok(Vec::new()),
        };
        let mut features = Vec::new();
        self.select_each(layer, fields, &filter, corners, &mut |feature| {
            features.push(feature);
        })?;
        Ok(features)
    }

    /// The features whose text field called `field` equals `value`, by id. `field` is `code` or one
    /// of the layer's fields; any other finds nothing.
    pub fn rows_where(
        &self,
        layer: Layer,
        field: &str,
        value: &str,
    ) -> Result<Vec<Feature>, StoreError> {
        if !self.has_field(layer, field) {
            return Ok(Vec::new());
        }
        self.select(
            layer,
            &format!("WHERE t.{} = ?1 ORDER BY t.rowid", quoted(field)),
            [value],
        )
    }

    /// As [`Project::rows_where`], with only `wanted` read.
    pub fn fields_where(
        &self,
        layer: Layer,
        field: &str,
        value: &str,
        wanted: &[&str],
    ) -> Result<Vec<Feature>, StoreError> {
        let mut features = Vec::new();
        if self.has_field(layer, field) {
            let filter = format!("WHERE t.{} = ?1 ORDER BY t.rowid", quoted(field));
            self.select_each(layer, Some(wanted), &filter, [value], &mut |feature| {
                features.push(feature);
            })?;
        }
        Ok(features)
    }

    /// The rows whose text field `field` is not filled in, by id. What is not text does not fill it.
    pub fn rows_without(&self, layer: Layer, field: &str) -> Result<Vec<Feature>, StoreError> {
        if !self.has_field(layer, field) {
            return self.features(layer);
        }
        let filter = format!(
            "WHERE typeof(t.{}) <> 'text' ORDER BY t.rowid",
            quoted(field)
        );
        self.select(layer, &filter, [])
    }

    /// Every value of the text field `field`, sorted; `None` first when a row has none.
    pub fn distinct(&self, layer: Layer, field: &str) -> Result<Vec<Option<String>>, StoreError> {
        let (Some(table), true) = (self.table(layer), self.has_field(layer, field)) else {
            // Without a column nobody has filled it in.
            let rows = self.count(layer)?;
            return Ok(if rows > 0 { vec![None] } else { Vec::new() });
        };
        let column = quoted(field);
        // What is not text cannot be a value of the field, as in `Feature::text`.
        let sql = format!(
            "SELECT DISTINCT CASE typeof({column}) WHEN 'text' THEN {column} END AS value
             FROM {} ORDER BY value",
            quoted(&table.name)
        );
        let mut statement = self.connection.prepare_cached(&sql).doing(DOING)?;
        statement
            .query_map([], |row| row.get(0))
            .and_then(Iterator::collect)
            .doing(DOING)
    }

    /// Whether the file has a column for the layer's `field`.
    fn has_field(&self, layer: Layer, field: &str) -> bool {
        self.table(layer).is_some_and(|table| {
            field == "code"
                || layer
                    .field_index(field)
                    .is_some_and(|index| table.columns[index])
        })
    }

    /// The feature with `code`.
    pub fn by_code(&self, layer: Layer, code: &str) -> Result<Option<Feature>, StoreError> {
        Ok(self.rows_where(layer, "code", code)?.into_iter().next())
    }

    /// The feature with primary key `id`.
    pub fn by_id(&self, layer: Layer, id: i64) -> Result<Option<Feature>, StoreError> {
        Ok(self
            .select(layer, "WHERE t.rowid = ?1", [id])?
            .into_iter()
            .next())
    }

    /// The box around all features (EPSG:4490 degrees) of one layer; `None` when it is empty.
    pub fn layer_extent(&self, layer: Layer) -> Result<Option<Rect<f64>>, StoreError> {
        let Some(table) = self.table(layer) else {
            return Ok(None);
        };
        let sql = match (&table.index, &table.geometry) {
            (Some(index), _) => {
                format!(
                    "SELECT min(xmin), min(ymin), max(xmax), max(ymax) FROM {}",
                    quoted(index)
                )
            }
            (None, Some(column)) => {
                let column = quoted(column);
                format!(
                    "SELECT min(MbrMinX({column})), min(MbrMinY({column})), max(MbrMaxX({column})),
                         max(MbrMaxY({column})) FROM {}",
                    quoted(&table.name)
                )
            }
            (None, None) => return Ok(None),
        };
        let corners: [Option<f64>; 4] = self
            .connection
            .query_row(&sql, [], |row| {
                Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
            })
            .doing(DOING)?;
        Ok(match corners {
            [Some(min_x), Some(min_y), Some(max_x), Some(max_y)] => {
                Some(Rect::new((min_x, min_y), (max_x, max_y)))
            }
            _ => None,
        })
    }

    /// The box around all features of all layers; `None` for an empty project.
    pub fn extent(&self) -> Result<Option<Rect<f64>>, StoreError> {
        let mut extent: Option<Rect<f64>> = None;
        for layer in Layer::spatial() {
            let Some(own) = self.layer_extent(layer)? else {
                continue;
            };
            extent = Some(extent.map_or(own, |all| bounds::union(all, own)));
        }
        Ok(extent)
    }

    /// A number that changes when another connection commits to the file. Only to be compared with
    /// what the same connection said before; reads no table.
    pub fn change_mark(&self) -> Result<i64, StoreError> {
        self.connection
            .query_row("PRAGMA data_version", [], |row| row.get(0))
            .doing("查看项目文件是否有改动")
    }

    fn select(
        &self,
        layer: Layer,
        rest: &str,
        parameters: impl Params,
    ) -> Result<Vec<Feature>, StoreError> {
        let mut features = Vec::new();
        self.select_each(layer, None, rest, parameters, &mut |feature| {
            features.push(feature);
        })?;
        Ok(features)
    }

    fn select_each(
        &self,
        layer: Layer,
        fields: Option<&[&str]>,
        rest: &str,
        parameters: impl Params,
        visit: &mut dyn FnMut(Feature),
    ) -> Result<(), StoreError> {
        let Some(table) = self.table(layer) else {
            return Ok(());
        };
        let list = table.select_list(fields);
        let sql = format!("SELECT {list} FROM {} AS t {rest}", quoted(&table.name));
        let mut statement = self.connection.prepare_cached(&sql).doing(DOING)?;
        let mut rows = statement.query(parameters).doing(DOING)?;
        while let Some(row) = rows.next().doing(DOING)? {
            visit(feature(table, row)?);
        }
        Ok(())
    }
}

/// One attribute of a row.
pub(super) fn value(row: &Row<'_>, column: usize) -> Result<Value, StoreError> {
    Ok(match row.get_ref(column).doing(DOING)? {
        ValueRef::Null | ValueRef::Blob(_) => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(bytes) => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
    })
}

/// What is called with the code of each feature and its shape, or why that cannot be read.
pub type VisitReadable<'a> =
    dyn FnMut(&str, Result<Geometry<f64>, StoreError>) -> ControlFlow<()> + 'a;

/// What is called with each feature and its geometry, where it has one.
pub type VisitShape<'a> = dyn FnMut(Feature, Option<Shape<'_>>) -> Result<(), StoreError> + 'a;

/// A geometry as it lies in the file.
#[derive(Clone, Copy, Debug)]
pub struct Shape<'a> {
    layer: Layer,
    id: i64,
    blob: &'a [u8],
}

impl Shape<'_> {
    /// Hands it over piece by piece, in EPSG:4490. `line` is room for one line, to be used again.
    pub fn walk(&self, line: &mut Vec<Coord<f64>>, sink: &mut impl Walk) -> Result<(), StoreError> {
        let srid = blob::walk(self.blob, line, sink).map_err(|reason| StoreError::BadGeometry {
            layer: self.layer.name(),
            id: self.id,
            reason,
        })?;
        if !OWN_SRIDS.contains(&i64::from(srid)) {
            return Err(StoreError::StrayCrs {
                layer: self.layer.name(),
                id: self.id,
                srid,
            });
        }
        Ok(())
    }
}

/// The geometry of a row of [`LayerTable::select_list`].
fn shape<'a>(
    table: &LayerTable,
    row: &'a Row<'_>,
    id: i64,
) -> Result<Option<Shape<'a>>, StoreError> {
    Ok(match row.get_ref(2).doing(DOING)? {
        ValueRef::Blob(blob) => Some(Shape {
            layer: table.layer,
            id,
            blob,
        }),
        _ => None,
    })
}

/// The geometry of a row; the inner result is the shape's own.
fn readable(
    table: &LayerTable,
    row: &Row<'_>,
) -> Result<Result<Option<Geometry<f64>>, StoreError>, StoreError> {
    let id = row.get(0).doing(DOING)?;
    let bad = |reason| StoreError::BadGeometry {
        layer: table.layer.name(),
        id,
        reason,
    };
    let Some(shape) = shape(table, row, id)? else {
        let is_null = matches!(row.get_ref(2).doing(DOING)?, ValueRef::Null);
        return Ok(if is_null {
            Ok(None)
        } else {
            Err(bad(BlobError::NotGeometry))
        });
    };
    let mut builder = Builder::default();
    Ok(shape
        .walk(&mut Vec::new(), &mut builder)
        .map(|()| builder.finish()))
}

/// Reads one row of [`LayerTable::select_list`].
fn feature(table: &LayerTable, row: &Row<'_>) -> Result<Feature, StoreError> {
    let mut feature = attributes(table, row)?;
    if let Some(shape) = shape(table, row, feature.id)? {
        let mut builder = Builder::default();
        shape.walk(&mut Vec::new(), &mut builder)?;
        feature.geometry = builder.finish();
    }
    Ok(feature)
}

/// The same without the geometry.
fn attributes(table: &LayerTable, row: &Row<'_>) -> Result<Feature, StoreError> {
    let layer = table.layer;
    let id = row.get(0).doing(DOING)?;
    let code: Option<String> = row.get(1).doing(DOING)?;
    let mut values = Vec::with_capacity(layer.fields().len());
    for index in 0..layer.fields().len() {
        values.push(value(row, 3 + index)?);
    }
    Ok(Feature {
        layer,
        id,
        code: code.unwrap_or_default(),
        geometry: None,
        values,
    })
}
