//! Coordinate columns of tables, as people write them: degrees with any marks, packed digits, plain
//! numbers. Which columns they are is the reader's finding; what stands in them is read here, for every
//! format alike. Two readings are never chosen between: the user is asked.

use geo::Point;

use crate::domain::Progress;
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

/// How the two coordinate columns of a table are read.
#[derive(Clone, Debug)]
pub(super) struct Angles {
    at: [usize; 2],
    columns: [String; 2],
    form: AngleForm,
}

impl Angles {
    /// Reads the coordinates of a row again and sets its point.
    pub(super) fn apply(&self, row: &mut SourceRow) {
        let parts = match cells(row, self.at) {
            Cells::None => return,
            Cells::Bad(at, message) => {
                let message = format!("{}{message}", self.columns[at]);
                row.geometry = RawGeometry::Bad("not_a_number", message);
                return;
            }
            Cells::Parts(parts) => parts,
        };
        let (point, how) = point(&parts, self.form);
        if how != How::Packed
            && self.form == AngleForm::Dotted
            && let Some(at) = parts.iter().position(no_dotted)
        {
            let (column, value) = (&self.columns[at], shown(row.values.get(self.at[at])));
            let message = format!(
                "{column}「{value}」不能按 DD.MMSS(度.分秒)读取：分或秒不小于 60，或不是度"
            );
            row.geometry = RawGeometry::Bad("bad_dms", message);
            return;
        }
        row.geometry = RawGeometry::Some(point.into());
    }
}

/// Settles how the coordinate columns of `source` are read. Says how they were understood when it was
/// otherwise than as plain numbers.
pub(super) fn settle(
    source: &mut Source,
    asked: Option<AngleForm>,
    progress: &Progress,
) -> Result<Option<&'static str>, ExchangeError> {
    let GeometryColumns::Point(x, y) = source.place else {
        return Ok(None);
    };
    let at = [x, y];
    let (mut marked, mut packed, mut forms) = (false, false, Forms::default());
    source.each(1, progress, |row| {
        if let Cells::Parts(parts) = cells(&row, at) {
            let (_, how) = point(&parts, AngleForm::Decimal);
            marked |= how == How::Marked;
            packed |= how == How::Packed;
            forms.look(row.row, &parts);
        }
    })?;
    let form = match asked {
        Some(form) => form,
        None => forms.decide()?,
    };
    source.angles = Some(Angles {
        at,
        columns: at.map(|at| source.columns[at].clone()),
        form,
    });
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

/// The coordinates of one row.
enum Cells {
    /// One is blank (the reader has said so), or the row is in another system than the rest.
    None,
    /// The one with this index cannot be read, and why.
    Bad(usize, String),
    Parts([Part; 2]),
}

fn cells(row: &SourceRow, at: [usize; 2]) -> Cells {
    if matches!(row.geometry, RawGeometry::Bad(OTHER_SYSTEM, _)) {
        return Cells::None;
    }
    let mut parts = Vec::with_capacity(2);
    for (place, index) in at.into_iter().enumerate() {
        match row.values.get(index) {
            Some(RawValue::Number(value)) => parts.push(number(*value)),
            Some(RawValue::Text(text)) => match read_part(text) {
                Ok(part) => parts.push(part),
                Err(error) => return Cells::Bad(place, format!("「{text}」不是坐标：{error}")),
            },
            Some(RawValue::Null | RawValue::Flag(_)) | None => return Cells::None,
        }
    }
    parts.try_into().map_or(Cells::None, Cells::Parts)
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
#[derive(Default)]
struct Forms {
    is_decimal: bool,
    /// The first pair that can be both: its row and its numbers.
    example: Option<(u32, f64, f64)>,
}

impl Forms {
    fn look(&mut self, row: u32, parts: &[Part; 2]) {
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
        ] = parts
        else {
            self.is_decimal = true;
            return;
        };
        if one.is_none() || other.is_none() || a.abs().max(b.abs()) >= 1000.0 {
            self.is_decimal = true;
        }
        // Nobody writes DD.MMSS with less than three digits in both; spreadsheets drop a zero.
        if self.example.is_none() && (*long || *longer) {
            self.example = Some((row, *a, *b));
        }
    }

    const fn decide(&self) -> Result<AngleForm, ExchangeError> {
        match self.example {
            Some((row, x, y)) if !self.is_decimal => {
                Err(ExchangeError::AmbiguousAngles { row, x, y })
            }
            _ => Ok(AngleForm::Decimal),
        }
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
