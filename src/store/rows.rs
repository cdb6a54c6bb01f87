//! Reading whole layers as tables: values where they lie, without geometry and without a copy of each
//! text.

use rusqlite::types::ValueRef as Stored;

use crate::domain::ValueRef;
use crate::domain::layer::Layer;
use crate::store::error::{Doing as _, StoreError};
use crate::store::project::Project;
use crate::store::table::quoted;

const DOING: &str = "读取属性表";

/// Takes the key and the values of a row.
pub(super) type VisitRow<'v, E> = dyn FnMut(i64, &[ValueRef<'_>]) -> Result<(), E> + 'v;

impl Project {
    /// Hands the key and the values of every row to `visit`, by key: first the code, then one value per
    /// entry of [`Layer::fields`], `Null` for fields that the file lacks. Stops at an error of `visit`.
    pub fn visit_rows<E: From<StoreError>>(
        &self,
        layer: Layer,
        visit: &mut VisitRow<'_, E>,
    ) -> Result<(), E> {
        let Some(table) = self.table(layer) else {
            return Ok(());
        };
        let sql = format!(
            "SELECT {} FROM {} AS t ORDER BY t.rowid",
            table.value_list(),
            quoted(&table.name)
        );
        let width = layer.fields().len() + 1;
        let mut statement = self.connection.prepare(&sql).doing(DOING)?;
        let mut rows = statement.query([]).doing(DOING)?;
        while let Some(row) = rows.next().doing(DOING)? {
            let id = row.get(0).doing(DOING)?;
            let mut values = Vec::with_capacity(width);
            for column in 0..width {
                values.push(match row.get_ref(column + 1).doing(DOING)? {
                    Stored::Integer(number) => ValueRef::Integer(number),
                    Stored::Real(number) => ValueRef::Real(number),
                    // What is no text of ours says nothing.
                    Stored::Text(bytes) => {
                        std::str::from_utf8(bytes).map_or(ValueRef::Null, ValueRef::Text)
                    }
                    Stored::Null | Stored::Blob(_) => ValueRef::Null,
                });
            }
            visit(id, &values)?;
        }
        Ok(())
    }
}
