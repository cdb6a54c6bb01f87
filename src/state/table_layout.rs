//! Which columns of a table are on show, in which order and how wide: remembered per layer.

use std::collections::BTreeMap;

use crate::domain::Layer;
use crate::services::table::{ColumnKind, column_kind, column_name, column_of};

/// Narrowest and widest column in points.
pub const WIDTHS: std::ops::RangeInclusive<f32> = 44.0..=900.0;

/// One column as it was left.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct KeptColumn {
    /// Canonical name.
    pub name: String,
    /// In points; `None` for the usual width.
    #[serde(default)]
    pub width: Option<f32>,
    /// Whether it is on show.
    pub shown: bool,
}

/// One column of a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShownColumn {
    /// The column.
    pub column: usize,
    /// In points.
    pub width: f32,
    /// Whether it is on show.
    pub shown: bool,
}

/// The columns of all tables, by canonical name of the layer.
pub type Layouts = BTreeMap<String, Vec<KeptColumn>>;

/// Every column of `layer`, as it was left or as it comes.
pub fn columns(layouts: &Layouts, layer: Layer) -> Vec<ShownColumn> {
    let usual = usual_columns(layer);
    let Some(kept) = layouts.get(layer.name()) else {
        return usual;
    };
    let mut columns: Vec<ShownColumn> = Vec::with_capacity(usual.len());
    for kept in kept {
        let Some(column) = column_of(layer, &kept.name) else {
            continue;
        };
        if columns.iter().any(|own| own.column == column) {
            continue;
        }
        let width = kept.width.filter(|width| width.is_finite());
        let width = width.unwrap_or_else(|| usual_width(layer, column));
        columns.push(ShownColumn {
            column,
            width: width.clamp(*WIDTHS.start(), *WIDTHS.end()),
            shown: kept.shown,
        });
    }
    for usual in usual {
        if columns.iter().all(|own| own.column != usual.column) {
            columns.push(usual);
        }
    }
    columns
}

/// As they are remembered.
pub(super) fn kept(layer: Layer, columns: &[ShownColumn]) -> Vec<KeptColumn> {
    let kept = columns.iter().map(|column| KeptColumn {
        name: column_name(layer, column.column).to_owned(),
        width: Some(column.width.round()),
        shown: column.shown,
    });
    kept.collect()
}

/// Code and name, the layer's own fields, what all layers have; measures are hidden until asked for.
fn usual_columns(layer: Layer) -> Vec<ShownColumn> {
    const LATER: [&str; 4] = ["remark", "source", "valid_from", "valid_to"];
    // The code's column comes first; its name again means that there are no more.
    let count = (1..=usize::from(u16::MAX))
        .find(|column| column_name(layer, *column) == "code")
        .unwrap_or(1);
    let all: Vec<usize> = (0..count).collect();
    let rank = |column: usize| match column_name(layer, column) {
        name if LATER.contains(&name) => 1,
        name if name.starts_with('$') => 2,
        _ => 0,
    };
    let mut order = all;
    order.sort_by_key(|column| rank(*column));
    order
        .into_iter()
        .map(|column| ShownColumn {
            column,
            width: usual_width(layer, column),
            shown: rank(column) < 2,
        })
        .collect()
}

fn usual_width(layer: Layer, column: usize) -> f32 {
    match (column_name(layer, column), column_kind(layer, column)) {
        ("name", _) => 200.0,
        ("code", _) => 176.0,
        (_, ColumnKind::Text) => 150.0,
        (_, ColumnKind::Number) => 110.0,
        (_, ColumnKind::Date) => 96.0,
        (_, ColumnKind::Flag) => 84.0,
        (_, ColumnKind::Choice(_)) => 120.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_there_once_whatever_was_kept() {
        let layer = Layer::FunctionZone;
        let usual = columns(&Layouts::new(), layer);
        assert_eq!(usual.len(), layer.fields().len() + 3);
        assert_eq!(column_name(layer, usual[0].column), "code");
        assert!(usual.iter().filter(|column| !column.shown).count() == 2);
        let strange = |name: &str, width| KeptColumn {
            name: name.to_owned(),
            width,
            shown: false,
        };
        let kept = vec![
            strange("level1", Some(f32::NAN)),
            strange("no_such_field", None),
            strange("level1", Some(5.0)),
            strange("code", Some(1.0)),
        ];
        let layouts = Layouts::from([(layer.name().to_owned(), kept)]);
        let own = columns(&layouts, layer);
        assert_eq!(own.len(), usual.len());
        assert_eq!(column_name(layer, own[0].column), "level1");
        assert_eq!(own[1].width, *WIDTHS.start());
        assert!(own.iter().all(|column| WIDTHS.contains(&column.width)));
    }
}
