//! Tables as a workbook: real numbers and dates, frozen header, filters, ready to print.

use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use crate::exchange::printed::{Printed, row_height, width_of};
use crate::report::table::{Cell, Column, Sheet, TableError};

/// Rows of a sheet, header included.
const MAX_ROWS: u32 = 1_048_576;
/// Characters of a cell.
const MAX_CELL: usize = 32_767;

/// The bytes of the workbook called `title`. The same sheets give the same bytes: `day` is written as the day
/// of creation.
pub fn to_xlsx(
    title: &str,
    sheets: Vec<Sheet<'_>>,
    day: jiff::civil::Date,
) -> Result<Vec<u8>, TableError> {
    let mut workbook = Workbook::new();
    let properties = rust_xlsxwriter::DocProperties::new().set_title(title);
    let properties = properties.set_creation_datetime(&excel_day(day)?);
    workbook.set_properties(&properties);
    for sheet in sheets {
        let page = workbook.add_worksheet_with_constant_memory()?;
        write_sheet(page, sheet, (title, &day.to_string()))?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn excel_day(day: jiff::civil::Date) -> Result<ExcelDateTime, XlsxError> {
    let (year, month, day) = (day.year(), day.month(), day.day());
    ExcelDateTime::from_ymd(
        u16::try_from(year).unwrap_or(1900),
        u8::try_from(month).unwrap_or(1),
        u8::try_from(day).unwrap_or(1),
    )
}

fn write_sheet(
    worksheet: &mut Worksheet,
    sheet: Sheet<'_>,
    (title, day): (&str, &str),
) -> Result<(), TableError> {
    let header = Format::new()
        .set_bold()
        .set_background_color("#DDEBF7")
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter);
    let long = Format::new()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter);
    let plain = Format::new().set_align(FormatAlign::VerticalCenter);
    let date = Format::new()
        .set_num_format("yyyy-mm-dd")
        .set_align(FormatAlign::VerticalCenter);
    worksheet.set_name(sheet.name)?;
    worksheet.set_freeze_panes(1, 0)?;
    for (column, index) in sheet.columns.iter().zip(0_u16..) {
        worksheet.set_column_width(index, column.width)?;
        worksheet.set_column_format(index, &plain)?;
    }
    for (column, index) in sheet.columns.iter().zip(0_u16..) {
        worksheet.write_string_with_format(0, index, column.title, &header)?;
    }
    let mut row_number = 0_u32;
    let mut rows = sheet.rows.peekable();
    while let Some(row) = rows.next() {
        row_number += 1;
        if row_number >= MAX_ROWS {
            return Err(TableError::TooManyRows {
                sheet: sheet.name,
                limit: MAX_ROWS - 1,
            });
        }
        let wide = row
            .iter()
            .zip(sheet.columns)
            .filter_map(|(cell, column)| match cell {
                Cell::Text(text) => Some((width_of(text), column.width)),
                _ => None,
            });
        // Not of the last row: rust_xlsxwriter writes that one twice then, in constant memory.
        if let Some(height) = row_height(wide).filter(|_| rows.peek().is_some()) {
            worksheet.set_row_height(row_number, height)?;
        }
        write_row(worksheet, (row_number, &row), sheet.columns, (&long, &date))?;
    }
    let last = u16::try_from(sheet.columns.len().max(1) - 1).unwrap_or(u16::MAX);
    worksheet.autofilter(0, 0, row_number, last)?;
    let widths: Vec<f64> = sheet.columns.iter().map(|column| column.width).collect();
    let printed = Printed {
        title: &format!("{title}　{}", sheet.name),
        note: day,
        widths: &widths,
        last_row: row_number,
    };
    printed.set_up(worksheet)?;
    Ok(())
}

fn write_row(
    worksheet: &mut Worksheet,
    (row_number, row): (u32, &[Cell]),
    columns: &[Column],
    (long, date): (&Format, &Format),
) -> Result<(), TableError> {
    for (cell, index) in row.iter().zip(0_u16..) {
        match cell {
            Cell::Empty => {}
            Cell::Text(text) => {
                let kept = clipped(text);
                let room = columns.get(usize::from(index));
                if room.is_some_and(|column| width_of(&kept) > column.width) {
                    worksheet.write_string_with_format(row_number, index, kept, long)?;
                } else {
                    worksheet.write_string(row_number, index, kept)?;
                }
            }
            Cell::Number(number) if number.is_finite() => {
                worksheet.write_number(row_number, index, *number)?;
            }
            Cell::Number(number) => {
                worksheet.write_string(row_number, index, number.to_string())?;
            }
            Cell::Count(count) => {
                worksheet.write_number(row_number, index, *count as f64)?;
            }
            Cell::Date(day) => {
                worksheet.write_datetime_with_format(row_number, index, &excel_day(*day)?, date)?;
            }
        }
    }
    Ok(())
}

/// A cell holds so much and no more; what is cut says so.
fn clipped(text: &str) -> std::borrow::Cow<'_, str> {
    const MARK: &str = "……(过长，已截断)";
    if text.chars().count() <= MAX_CELL {
        return text.into();
    }
    let kept: String = text.chars().take(MAX_CELL - MARK.chars().count()).collect();
    format!("{kept}{MARK}").into()
}
