//! Writes XLSX: Chinese titles, real numbers and dates, frozen header, filters.

use std::path::Path;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use crate::domain::{Feature, FieldKind, GeometryKind, Value};
use crate::exchange::export::{ExportError, Sheet, cell_text};
use crate::exchange::printed::{Printed, column_width, row_height, width_of};
use crate::exchange::table::PlaceCells;

/// Rows of a sheet, header included.
const MAX_ROWS: usize = 1_048_576;
/// Characters of a cell.
const MAX_CELL: usize = 32_767;

/// The widths of columns are those of so many rows.
const LOOKED_AT: usize = 2000;
/// Degrees and metres with their decimals.
const COORDINATE_WIDTH: f64 = 15.0;
/// Hours by which China is ahead of UTC.
const CHINA: i8 = 8;

/// How cells look.
struct Looks {
    /// Every cell without a look of its own.
    plain: Format,
    date: Format,
    /// A text that is wider than its column.
    long: Format,
}

/// Writes the file.
pub(in crate::exchange) fn write(sheet: &Sheet<'_>, path: &Path) -> Result<(), ExportError> {
    if sheet.features.len() >= MAX_ROWS {
        return Err(ExportError::TooLarge {
            format: "XLSX",
            limit: "1048575 行",
        });
    }
    let mut workbook = Workbook::new();
    let made = day(&sheet.moment.strftime("%Y-%m-%d").to_string());
    if let Some(made) = made {
        let title = title(sheet);
        let properties = DocProperties::new().set_title(title);
        workbook.set_properties(&properties.set_creation_datetime(&made));
    }
    let header = Format::new()
        .set_bold()
        .set_background_color("#DDEBF7")
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter);
    let looks = Looks {
        plain: Format::new().set_align(FormatAlign::VerticalCenter),
        date: Format::new()
            .set_num_format("yyyy-mm-dd")
            .set_align(FormatAlign::VerticalCenter),
        long: Format::new()
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter),
    };
    let page = workbook
        .add_worksheet_with_constant_memory()
        .map_err(failed)?;
    let name: String = sheet
        .layer
        .label()
        .zh
        .replace(['/', '\\', '?', '*', '[', ']', ':'], "、");
    page.set_name(name).map_err(failed)?;
    page.set_freeze_panes(1, 0).map_err(failed)?;
    let place = PlaceCells::new(sheet, MAX_CELL);
    let fields = sheet.layer.fields();
    let titles = std::iter::once("编码").chain(fields.iter().map(|field| field.label.zh));
    let widths = widths(sheet);
    for (width, column) in widths.iter().zip(0_u16..) {
        page.set_column_width(column, *width).map_err(failed)?;
        page.set_column_format(column, &looks.plain)
            .map_err(failed)?;
    }
    let mut width = 0;
    let heads = sheet.layer.fields().iter().zip(widths.iter().skip(1));
    let heads = heads.map(|(field, width)| (width_of(field.label.zh), *width));
    if let Some(height) = row_height(heads) {
        page.set_row_height(0, height).map_err(failed)?;
    }
    for (title, column) in titles
        .chain(place.titles.iter().map(String::as_str))
        .zip(0_u16..)
    {
        page.write_string_with_format(0, column, title, &header)
            .map_err(failed)?;
        width = column;
    }
    for (index, feature) in sheet.features.iter().enumerate() {
        sheet.step(index)?;
        let row = u32::try_from(index + 1).unwrap_or(u32::MAX);
        // Not of the last row: rust_xlsxwriter writes that one twice then, in constant memory.
        let height = height(feature, &widths).filter(|_| index + 1 < sheet.features.len());
        if let Some(height) = height {
            page.set_row_height(row, height).map_err(failed)?;
        }
        write_row(page, row, feature, &place, &looks)?;
    }
    let last = u32::try_from(sheet.features.len()).unwrap_or(u32::MAX);
    page.autofilter(0, 0, last, width).map_err(failed)?;
    // Coordinates of points are printed, the corners of lines and areas are not: they fill whole pages.
    let (title, note) = (title(sheet), note(sheet));
    let printed = Printed {
        title: &title,
        note: &note,
        widths: &widths,
        last_row: last,
    };
    printed.set_up(page).map_err(failed)?;
    workbook.save(path).map_err(failed)
}

/// What the sheet is called on paper.
fn title(sheet: &Sheet<'_>) -> String {
    format!("{}台账", sheet.layer.label().zh)
}

/// How many there are, and the day in China.
fn note(sheet: &Sheet<'_>) -> String {
    let day = sheet
        .moment
        .to_zoned(jiff::tz::offset(CHINA).to_time_zone());
    format!("共 {} 条　{}", sheet.features.len(), day.date())
}

/// Widths of the columns that are printed: code, fields, and the coordinates of points.
fn widths(sheet: &Sheet<'_>) -> Vec<f64> {
    let fields = sheet.layer.fields();
    let titles = std::iter::once("编码").chain(fields.iter().map(|field| field.label.zh));
    // Titles may take two lines.
    let mut widest: Vec<f64> = titles.map(|title| width_of(title) / 2.0 + 2.0).collect();
    for feature in sheet.features.iter().take(LOOKED_AT) {
        widest[0] = widest[0].max(width_of(&feature.code));
        for ((field, value), widest) in fields
            .iter()
            .zip(&feature.values)
            .zip(widest.iter_mut().skip(1))
        {
            if *value != Value::Null {
                *widest = widest.max(width_of(&cell_text(field, value)));
            }
        }
    }
    let mut widths: Vec<f64> = widest.into_iter().map(column_width).collect();
    if sheet.layer.geometry() == Some(GeometryKind::Point) {
        widths.extend([COORDINATE_WIDTH; 2]);
    }
    widths
}

/// The height that the texts of a feature need.
fn height(feature: &Feature, widths: &[f64]) -> Option<f64> {
    let fields = feature.layer.fields().iter();
    let texts = fields
        .zip(&feature.values)
        .zip(widths.iter().skip(1))
        .filter_map(|((field, value), width)| match value {
            Value::Text(_) => Some((width_of(&cell_text(field, value)), *width)),
            _ => None,
        });
    // Shorter ones are not wrapped.
    row_height(texts.filter(|(text, _)| *text > column_width(f64::INFINITY)))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that map_err takes"
)]
fn failed(error: XlsxError) -> ExportError {
    ExportError::Writer {
        format: "XLSX",
        reason: error.to_string(),
    }
}

fn write_row(
    page: &mut Worksheet,
    row: u32,
    feature: &Feature,
    place: &PlaceCells,
    looks: &Looks,
) -> Result<(), ExportError> {
    let fields = feature.layer.fields();
    let text = |feature_text: &str, column: &'static str| {
        if feature_text.chars().count() <= MAX_CELL {
            return Ok(());
        }
        Err(ExportError::Writer {
            format: "XLSX",
            reason: format!(
                "编码「{}」的{column}超过单元格上限 {MAX_CELL} 字，请改用 CSV 或 GeoPackage",
                feature.code
            ),
        })
    };
    page.write_string(row, 0, &feature.code).map_err(failed)?;
    let mut column = 1_u16;
    for (field, value) in fields.iter().zip(&feature.values) {
        match (field.kind, value) {
            (_, Value::Null) => {}
            (FieldKind::Date, Value::Text(iso)) if day(iso).is_some() => {
                if let Some(day) = day(iso) {
                    page.write_datetime_with_format(row, column, &day, &looks.date)
                        .map_err(failed)?;
                }
            }
            (FieldKind::Integer | FieldKind::Real { .. }, value)
                if value.as_f64().is_some_and(is_exact) =>
            {
                page.write_number(row, column, value.as_f64().unwrap_or_default())
                    .map_err(failed)?;
            }
            (_, value) => {
                let shown = cell_text(field, value);
                text(&shown, field.label.zh)?;
                if width_of(&shown) > column_width(f64::INFINITY) {
                    page.write_string_with_format(row, column, shown, &looks.long)
                } else {
                    page.write_string(row, column, shown)
                }
                .map_err(failed)?;
            }
        }
        column += 1;
    }
    for number in place.point(feature).into_iter().flatten() {
        page.write_number(row, column, number).map_err(failed)?;
        column += 1;
    }
    for piece in place.text(feature) {
        page.write_string(row, column, piece).map_err(failed)?;
        column += 1;
    }
    Ok(())
}

/// Whether a spreadsheet keeps the number as it is.
fn is_exact(number: f64) -> bool {
    number.is_finite() && number.abs() < 9e15
}

fn day(iso: &str) -> Option<ExcelDateTime> {
    let day: jiff::civil::Date = iso.parse().ok()?;
    let year = u16::try_from(day.year())
        .ok()
        .filter(|year| *year >= 1901)?;
    ExcelDateTime::from_ymd(
        year,
        u8::try_from(day.month()).ok()?,
        u8::try_from(day.day()).ok()?,
    )
    .ok()
}
