//! What a table's columns are: which row names them, and which of them hold the place.

use std::collections::HashSet;
use std::sync::LazyLock;

use geo::Point;

use crate::domain::Layer;
use crate::domain::catalog::CODE_ALIASES;
use crate::exchange::source::{RawGeometry, RawValue};
use crate::exchange::wkt;

/// Column names for x and for y, compared without case.
const X_NAMES: [&str; 14] = [
    "经度",
    "lon",
    "lng",
    "long",
    "longitude",
    "东经",
    "东坐标",
    "横坐标",
    "easting",
    "e",
    "x",
    "x坐标",
    "东经(e)",
    "point_x",
];
const Y_NAMES: [&str; 12] = [
    "纬度",
    "lat",
    "latitude",
    "北纬",
    "北坐标",
    "纵坐标",
    "northing",
    "n",
    "y",
    "y坐标",
    "北纬(n)",
    "point_y",
];
/// Column names for well-known text.
const WKT_NAMES: [&str; 6] = ["wkt", "geom", "geometry", "the_geom", "wkt_geom", "几何"];
/// Rows in which a header is looked for.
const HEADER_ROWS: usize = 20;

/// Every name under which some layer knows a column.
static KNOWN: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let fields = Layer::ALL.into_iter().flat_map(Layer::fields);
    fields
        .flat_map(|field| {
            [field.name, field.label.zh]
                .into_iter()
                .chain(field.aliases.iter().copied())
        })
        .chain(CODE_ALIASES.iter().copied())
        .chain(X_NAMES)
        .chain(Y_NAMES)
        .chain(WKT_NAMES)
        .map(str::to_lowercase)
        .collect()
});

/// Where the place of a row stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::exchange) enum GeometryColumns {
    /// Nowhere.
    #[default]
    None,
    /// In two columns: x, y.
    Point(usize, usize),
    /// As well-known text, in as many columns as the text is long.
    Wkt(Vec<usize>),
}

impl GeometryColumns {
    /// Looks for them by name; well-known text is also known by `first`, the first row.
    pub(in crate::exchange) fn find(columns: &[String], first: Option<&[RawValue]>) -> Self {
        let key = |column: &str| bare(column);
        let find = |names: &[&str]| {
            names
                .iter()
                .find_map(|name| columns.iter().position(|column| key(column) == *name))
        };
        let first_text = |index: usize| match first?.get(index)? {
            RawValue::Text(text) => Some(text.as_str()),
            _ => None,
        };
        let is_wkt = |index: &usize| first_text(*index).is_some_and(wkt::looks_like);
        let named = find(&WKT_NAMES).filter(|index| first_text(*index).is_none_or(wkt::looks_like));
        if let Some(start) = named.or_else(|| (0..columns.len()).find(is_wkt)) {
            let mut all = vec![start];
            // A long text goes on in the columns numbered after it.
            let stem = key(&columns[start]);
            for number in 2.. {
                match columns
                    .iter()
                    .position(|column| key(column) == format!("{stem}{number}"))
                {
                    Some(next) => all.push(next),
                    None => break,
                }
            }
            return Self::Wkt(all);
        }
        match (find(&X_NAMES), find(&Y_NAMES)) {
            (Some(x), Some(y)) => Self::Point(x, y),
            _ => Self::None,
        }
    }

    /// Their names.
    pub(in crate::exchange) fn names(&self, columns: &[String]) -> Vec<String> {
        let of = |index: &usize| columns[*index].clone();
        match self {
            Self::None => Vec::new(),
            Self::Point(x, y) => vec![of(x), of(y)],
            Self::Wkt(all) => all.iter().map(of).collect(),
        }
    }

    /// The place of one row.
    pub(in crate::exchange) fn geometry(
        &self,
        columns: &[String],
        values: &[RawValue],
    ) -> RawGeometry {
        match self {
            Self::None => RawGeometry::Null,
            Self::Point(x, y) => point(columns, values, *x, *y),
            Self::Wkt(all) => {
                let text: String = all.iter().map(|index| text(&values[*index])).collect();
                if text.trim().is_empty() {
                    return RawGeometry::Null;
                }
                wkt::read(&text).map_or_else(
                    |reason| RawGeometry::Bad("bad_wkt", format!("{}：{reason}", columns[all[0]])),
                    RawGeometry::Some,
                )
            }
        }
    }
}

fn text(value: &RawValue) -> String {
    match value {
        RawValue::Text(text) => text.clone(),
        _ => String::new(),
    }
}

/// A column name without case, spaces and the unit in brackets.
pub(super) fn bare(column: &str) -> String {
    let name = column.trim().to_lowercase().replace(' ', "");
    match name.find(['(', '（', '[', '/']) {
        Some(at) if at > 0 => name[..at].to_owned(),
        _ => name,
    }
}

fn point(columns: &[String], values: &[RawValue], x: usize, y: usize) -> RawGeometry {
    let number = |index: usize| match &values[index] {
        RawValue::Number(number) => Ok(*number),
        RawValue::Text(text) => text
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite())
            .ok_or_else(|| {
                RawGeometry::Bad(
                    "not_a_number",
                    format!("{}「{text}」不是数值", columns[index]),
                )
            }),
        _ => Err(RawGeometry::Bad(
            "missing_coordinate",
            format!("缺少{}", columns[index]),
        )),
    };
    match (number(x), number(y)) {
        (Ok(x), Ok(y)) => RawGeometry::Some(Point::new(x, y).into()),
        (Err(bad), _) | (_, Err(bad)) => bad,
    }
}

/// Index of the row that names the columns: the first, unless it names nothing that any layer knows
/// and one of the next does better. Titles above a table are merged cells: one text, the rest empty.
pub(in crate::exchange) fn header_row(rows: &[Vec<String>]) -> usize {
    let known = |row: &Vec<String>| {
        let is_known = |cell: &&String| {
            let cell = cell.trim().to_lowercase();
            KNOWN.contains(&cell) || KNOWN.contains(&bare(&cell))
        };
        row.iter().filter(is_known).count()
    };
    let filled = |row: &Vec<String>| row.iter().filter(|cell| !cell.trim().is_empty()).count();
    let Some(first) = rows.first() else { return 0 };
    let looked = &rows[..rows.len().min(HEADER_ROWS)];
    if known(first) > 0 {
        return 0;
    }
    let best = looked.iter().map(known).max().unwrap_or_default();
    if best > 0 {
        return looked
            .iter()
            .position(|row| known(row) == best)
            .unwrap_or_default();
    }
    // Nobody knows any name: the first row that is filled as widely as any.
    let widest = looked.iter().map(filled).max().unwrap_or_default();
    looked
        .iter()
        .position(|row| 2 * filled(row) > widest)
        .unwrap_or_default()
}

/// Column names of a header: trimmed, empty ones lettered as a spreadsheet does, doubles numbered.
pub(in crate::exchange) fn names(header: &[String]) -> Vec<String> {
    let mut taken = HashSet::new();
    header
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            let base = if name.is_empty() {
                letters(index)
            } else {
                name
            };
            let mut unique = base.clone();
            let mut number = 2;
            while !taken.insert(unique.clone()) {
                unique = format!("{base}_{number}");
                number += 1;
            }
            unique
        })
        .collect()
}

fn letters(mut index: usize) -> String {
    let mut name = String::new();
    loop {
        name.insert(0, char::from(b'A' + (index % 26) as u8));
        if index < 26 {
            return format!("{name}列");
        }
        index = index / 26 - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn titles_above_the_header_are_stepped_over() {
        let rows = [
            row(&["昆明市入河排污口登记表", "", ""]),
            row(&["填报单位：水务局", "", "2026 年"]),
            row(&["编号", "名称", "经度"]),
            row(&["P1", "甲", "102.7"]),
        ];
        assert_eq!(header_row(&rows), 2);
        assert_eq!(header_row(&rows[2..]), 0);
        assert_eq!(
            header_row(&[row(&["标题", "", ""]), row(&["a", "b", "c"])]),
            1
        );
    }

    #[test]
    fn places_are_found_by_name_with_units_and_by_their_text() {
        let find = |names: &[&str], first: &[&str]| {
            let first: Vec<_> = first
                .iter()
                .map(|text| RawValue::Text((*text).to_owned()))
                .collect();
            GeometryColumns::find(&row(names), Some(&first))
        };
        assert_eq!(
            find(&["名称", "经度（°）", "纬度(°)"], &[]),
            GeometryColumns::Point(1, 2)
        );
        assert_eq!(
            find(&["id", "范围"], &["1", "POINT (1 2)"]),
            GeometryColumns::Wkt(vec![1])
        );
        assert_eq!(
            find(&["wkt", "wkt2"], &["POLYGON ((", "0 0"]),
            GeometryColumns::Wkt(vec![0, 1])
        );
        assert_eq!(find(&["geometry"], &["三角形"]), GeometryColumns::None);
        assert_eq!(
            names(&row(&["", "名称", "名称"])),
            ["A列", "名称", "名称_2"]
        );
    }
}
