//! Which rows of a table are listed, and in which order.

use std::sync::Arc;

use geo::{Intersects as _, Rect};

use crate::carto::scene::Scene;
use crate::domain::expression::{Expression, ExpressionError};
use crate::domain::{Cancelled, Progress};
use crate::services::table::data::TableData;
use crate::services::table::filter::{FilterError, QuickFilter};
use crate::services::table::shown::column_label;
use crate::services::table::sorting::LAST;

/// Rows between two looks at whether the user cancelled.
const STEP: usize = 4096;

/// Why rows cannot be listed.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// The expression.
    #[error(transparent)]
    Expression(#[from] ExpressionError),
    /// The quick filter of a column.
    #[error("{column}：{source}")]
    Filter {
        /// Label of the column.
        column: &'static str,
        /// What can be typed.
        source: FilterError,
    },
    /// The user stopped it.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// A column that is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortKey {
    /// The column.
    pub column: usize,
    /// Largest first.
    pub descending: bool,
}

/// What is listed and how.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ViewRequest {
    /// Sorted by these, the first one first; by key where they do not decide.
    pub sort: Vec<SortKey>,
    /// What was typed above columns.
    pub filters: Vec<(usize, String)>,
    /// A condition; empty for none.
    pub expression: String,
    /// Only these rows, by ascending primary key.
    pub only: Option<Arc<[i64]>>,
    /// Only features that meet this box, in metres of the scene.
    pub bounds: Option<Rect<f64>>,
}

/// The rows that `request` lists. With bounds, `scene` says what lies in them. Geometry must have been
/// measured where the request asks for it.
pub fn view(
    data: &TableData,
    scene: Option<&Scene>,
    request: &ViewRequest,
    progress: &Progress,
) -> Result<Vec<u32>, ViewError> {
    let layer = data.layer();
    let mut filters = Vec::new();
    for (column, text) in &request.filters {
        let filter =
            QuickFilter::parse(text, layer, *column).map_err(|source| ViewError::Filter {
                column: column_label(layer, *column).zh,
                source,
            })?;
        filters.extend(filter);
    }
    let expression = match request.expression.trim() {
        "" => None,
        text => Some(Expression::parse(text, layer)?),
    };
    let in_view = request.bounds.map(|bounds| ids_in(data, scene, bounds));
    let mut rows = Vec::new();
    for (row, id) in data.ids().iter().enumerate() {
        if row % STEP == 0 {
            progress.step(row, data.len())?;
        }
        let listed = request
            .only
            .as_ref()
            .is_none_or(|only| only.binary_search(id).is_ok())
            && in_view
                .as_ref()
                .is_none_or(|ids| ids.binary_search(id).is_ok())
            && filters
                .iter()
                .all(|filter| filter.passes(data.value(row, filter.column())))
            && expression
                .as_ref()
                .is_none_or(|expression| data.holds(expression, row) == Some(true));
        if listed {
            rows.push(row as u32);
        }
    }
    sort(data, &request.sort, &mut rows);
    progress.step(data.len(), data.len())?;
    Ok(rows)
}

/// Rows without a value come last, whichever way round.
fn sort(data: &TableData, keys: &[SortKey], rows: &mut [u32]) {
    let ranks: Vec<(&[u32], bool)> = keys
        .iter()
        .map(|key| (data.ranks(key.column), key.descending))
        .filter(|(ranks, _)| ranks.len() == data.len())
        .collect();
    let place = |row: u32, (ranks, descending): &(&[u32], bool)| {
        let rank = ranks[row as usize];
        if *descending && rank != LAST {
            LAST - 1 - rank
        } else {
            rank
        }
    };
    match ranks.as_slice() {
        [] => {}
        [only] => rows.sort_unstable_by_key(|row| (place(*row, only), *row)),
        several => rows.sort_unstable_by(|a, b| {
            several
                .iter()
                .map(|key| place(*a, key).cmp(&place(*b, key)))
                .find(|order| order.is_ne())
                .unwrap_or_else(|| a.cmp(b))
        }),
    }
}

/// Keys, ascending, of the features that meet `bounds`.
fn ids_in(data: &TableData, scene: Option<&Scene>, bounds: Rect<f64>) -> Vec<i64> {
    let Some(layer) = scene.and_then(|scene| scene.layer(data.layer())) else {
        return Vec::new();
    };
    let mut ids: Vec<i64> = layer
        .in_box(bounds)
        .filter(|index| {
            let own = layer.feature_bounds(*index);
            let whole = own.min().x >= bounds.min().x
                && own.min().y >= bounds.min().y
                && own.max().x <= bounds.max().x
                && own.max().y <= bounds.max().y;
            whole || layer.features[*index].geometry.unpack().intersects(&bounds)
        })
        .map(|index| layer.features[index].id)
        .collect();
    ids.sort_unstable();
    ids
}
