//! Coordinate columns of tables, as people write them: degrees with any marks, packed digits, plain
//! numbers. Which columns they are is the reader's finding; what stands in them is read here, for every
//! format alike. Two readings are never chosen between: the user is asked.

use geo::Point;

use crate::exchange::error::ExchangeError;
use crate::exchange::source::{RawGeometry, RawValue, Source, SourceRow};
use crate::exchange::table::{GeometryColumns, OTHER_SYSTEM};
use crate::geodesy::typed::{Part, read_part};

/// How bare numbers such as 102.4236 are to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AngleForm {
    /// Decimal degrees.
    Decimal,
    /// DD.MMSS, the surveyors' shorthand.
    Dotted,
}

/// The two coordinates of one row.
struct Pair {
    row: usize,
    parts: [Part; 2],
}

/// Reads the coordinate columns of `source` again and sets the points. Says how the columns were
/// understood when it was otherwise than as plain numbers.
pub(super) fn settle(
    source: &mut Source,
    asked: Option<AngleForm>,
) -> Result<Option<&'static str>, ExchangeError> {
    let GeometryColumns::Point(x, y) = source.place else {
        return Ok(None);
    };
    let columns = [source.columns[x].clone(), source.columns[y].clone()];
    let mut pairs = Vec::with_capacity(source.rows.len());
    for (index, row) in source.rows.iter_mut().enumerate() {
        if let Some(parts) = cells(row, [x, y], &columns) {
            pairs.push(Pair { row: index, parts });
        }
    }
    let form = match asked {
        Some(form) => form,
        None => decide(&pairs, source)?,
    };
    let mut marked = false;
    let mut packed = false;
    for pair in &pairs {
        let row = &mut source.rows[pair.row];
        let (point, how) = point(&pair.parts, form);
        if how != How::Packed
            && form == AngleForm::Dotted
            && let Some(at) = pair.parts.iter().position(no_dotted)
        {
            let (column, value) = (&columns[at], shown(row.values.get([x, y][at])));
            let message = format!(
                "{column}「{value}」不能按 DD.MMSS(度.分秒)读取：分或秒不小于 60，或不是度"
            );
            row.geometry = RawGeometry::Bad("bad_dms", message);
            continue;
        }
        marked |= how == How::Marked;
        packed |= how == How::Packed;
        row.geometry = RawGeometry::Some(point.into());
    }
    Ok(match (form, packed, marked) {
        (AngleForm::Dotted, ..) => Some("坐标列按 DD.MMSS(度.分秒)读取，由用户指定"),
        (_, true, _) => Some("坐标列按无分隔的度分秒(DDDMMSS)读取"),
        (_, _, true) => Some("坐标列按度分秒读取"),
        _ => None,
    })
}

/// Whether a bare number cannot be DD.MMSS.
const fn no_dotted(part: &Part) -> bool {
    matches!(part, Part::Bare { dotted: None, .. })
}

fn shown(value: Option<&RawValue>) -> String {
    match value {
        Some(RawValue::Number(number)) => number.to_string(),
        Some(RawValue::Text(text)) => text.clone(),
        Some(RawValue::Null | RawValue::Flag(_)) | None => String::new(),
    }
}

/// The cells of one row; `None` when one is blank (the reader has said so), no coordinate, or in another
/// system than the rest.
fn cells(row: &mut SourceRow, at: [usize; 2], columns: &[String; 2]) -> Option<[Part; 2]> {
    if matches!(row.geometry, RawGeometry::Bad(OTHER_SYSTEM, _)) {
        return None;
    }
    let mut parts = Vec::with_capacity(2);
    for (index, column) in at.into_iter().zip(columns) {
        let part = match row.values.get(index)? {
            RawValue::Number(value) => Ok(number(*value)),
            RawValue::Text(text) => read_part(text).map_err(|error| (text.clone(), error)),
            RawValue::Null | RawValue::Flag(_) => return None,
        };
        match part {
            Ok(part) => parts.push(part),
            Err((text, error)) => {
                let message = format!("{column}「{text}」不是坐标：{error}");
                row.geometry = RawGeometry::Bad("not_a_number", message);
                return None;
            }
        }
    }
    parts.try_into().ok()
}

/// A number of a spreadsheet: its digits are those that it is shown with.
fn number(value: f64) -> Part {
    read_part(&value.to_string()).unwrap_or(Part::Bare {
        value,
        dotted: None,
        packed: None,
        is_long: false,
    })
}

/// Plain decimals, unless every pair of bare numbers can also be DD.MMSS.
fn decide(pairs: &[Pair], source: &Source) -> Result<AngleForm, ExchangeError> {
    let mut example = None;
    for pair in pairs {
        let [
            Part::Bare {
                value: a,
                dotted: one,
                is_long: long,
                ..
            },
            Part::Bare {
                value: b,
                dotted: other,
                is_long: longer,
                ..
            },
        ] = pair.parts
        else {
            return Ok(AngleForm::Decimal);
        };
        if one.is_none() || other.is_none() || a.abs().max(b.abs()) >= 1000.0 {
            return Ok(AngleForm::Decimal);
        }
        // Nobody writes DD.MMSS with less than three digits in both; spreadsheets drop a zero.
        if example.is_none() && (long || longer) {
            example = Some((source.rows[pair.row].row, a, b));
        }
    }
    match example {
        None => Ok(AngleForm::Decimal),
        Some((row, x, y)) => Err(ExchangeError::AmbiguousAngles { row, x, y }),
    }
}

#[derive(PartialEq)]
enum How {
    Plain,
    Packed,
    Marked,
}

fn point(parts: &[Part; 2], form: AngleForm) -> (Point<f64>, How) {
    if let [
        Part::Bare {
            packed: Some(x), ..
        },
        Part::Bare {
            packed: Some(y), ..
        },
    ] = parts
        && is_local(*x, *y)
    {
        return (Point::new(*x, *y), How::Packed);
    }
    let value = |part: &Part| match part {
        Part::Angle { degrees, .. } => *degrees,
        Part::Bare {
            dotted: Some(degrees),
            ..
        } if form == AngleForm::Dotted => *degrees,
        Part::Bare { value, .. } => *value,
    };
    let (x, y) = (value(&parts[0]), value(&parts[1]));
    let letter = |part: &Part| match part {
        Part::Angle { longitude, .. } => *longitude,
        Part::Bare { .. } => None,
    };
    let marked = parts.iter().any(|part| matches!(part, Part::Angle { .. }));
    let how = if marked { How::Marked } else { How::Plain };
    // Letters say which is which, whatever the columns are called.
    match (letter(&parts[0]), letter(&parts[1])) {
        (Some(false), Some(true) | None) | (None, Some(true)) => (Point::new(y, x), how),
        _ => (Point::new(x, y), how),
    }
}

/// Longitude and latitude of Kunming and its neighbours, whichever is first.
fn is_local(a: f64, b: f64) -> bool {
    let lon = |degrees: f64| (101.0..=105.0).contains(&degrees);
    let lat = |degrees: f64| (23.0..=28.0).contains(&degrees);
    lon(a) && lat(b) || lon(b) && lat(a)
}
