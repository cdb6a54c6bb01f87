//! Writes XLSX: Chinese titles, real numbers and dates, frozen header, filters.

use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::domain::{Feature, FieldKind, Value};
use crate::exchange::export::{ExportError, Sheet, cell_text};
use crate::exchange::table::PlaceCells;

/// Rows of a sheet, header included.
const MAX_ROWS: usize = 1_048_576;
/// Characters of a cell.
const MAX_CELL: usize = 32_767;

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
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    }
    let header = Format::new().set_bold().set_background_color("#DDEBF7");
    let date = Format::new().set_num_format("yyyy-mm-dd");
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
    let mut width = 0;
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
        write_row(page, row, feature, &place, &date)?;
    }
    let last = u32::try_from(sheet.features.len()).unwrap_or(u32::MAX);
    page.autofilter(0, 0, last, width).map_err(failed)?;
    workbook.save(path).map_err(failed)
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
    date: &Format,
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
                    page.write_datetime_with_format(row, column, &day, date)
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
                page.write_string(row, column, shown).map_err(failed)?;
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
