//! Writes CSV as spreadsheets open it: Chinese titles, with the mark of UTF-8 or in GBK.

use std::path::Path;

use encoding_rs::UTF_8;

use crate::exchange::export::{ExportError, ExportNote, Sheet, cell_text, write_file};
use crate::exchange::table::place::PlaceCells;

/// Excel takes a CSV for the system's code page unless it starts with this.
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// Writes the file.
pub(in crate::exchange) fn write(
    sheet: &Sheet<'_>,
    path: &Path,
    notes: &mut Vec<ExportNote>,
) -> Result<(), ExportError> {
    let failed = |error: csv::Error| ExportError::Writer {
        format: "CSV",
        reason: error.to_string(),
    };
    let start = if sheet.encoding == UTF_8 {
        UTF8_MARK
    } else {
        b""
    };
    let mut writer = csv::Writer::from_writer(start.to_vec());
    let place = PlaceCells::new(sheet, usize::MAX / 2);
    let fields = sheet.layer.fields();
    let titles = std::iter::once("编码").chain(fields.iter().map(|field| field.label.zh));
    for title in titles.chain(place.titles.iter().map(String::as_str)) {
        writer
            .write_field(sheet.encode(title, ("", "表头"), notes)?)
            .map_err(failed)?;
    }
    writer.write_record(None::<&[u8]>).map_err(failed)?;
    for (index, feature) in sheet.features.iter().enumerate() {
        sheet.step(index)?;
        let code = feature.code.as_str();
        let cell = |text: &str, field: &'static str, notes: &mut Vec<ExportNote>| {
            let text = harmless(text);
            sheet
                .encode(&text, (code, field), notes)
                .map(std::borrow::Cow::into_owned)
        };
        writer
            .write_field(cell(code, "编码", notes)?)
            .map_err(failed)?;
        for (field, value) in fields.iter().zip(&feature.values) {
            let text = cell_text(field, value);
            // A negative number is no formula.
            let is_number = value.as_f64().is_some() && text.is_ascii();
            let bytes = if is_number {
                text.into_bytes()
            } else {
                cell(&text, field.label.zh, notes)?
            };
            writer.write_field(bytes).map_err(failed)?;
        }
        let point = place
            .point(feature)
            .into_iter()
            .flatten()
            .map(|number| number.to_string());
        let mut cells: Vec<String> = point.chain(place.text(feature)).collect();
        cells.resize(place.titles.len(), String::new());
        for text in cells {
            writer.write_field(text).map_err(failed)?;
        }
        writer.write_record(None::<&[u8]>).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| ExportError::Io {
        source: error.into_error(),
        path: path.to_owned(),
    })?;
    write_file(path, &bytes)
}

/// `text` so that no spreadsheet runs it; the reader takes the apostrophe away again.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
