//! A table as CSV that spreadsheets open with the right characters: UTF-8 with its mark.

use crate::report::table::{Cell, Sheet, TableError};

/// Excel takes a CSV for the system's code page unless it starts with this.
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// The bytes of the file.
pub fn to_csv(sheet: Sheet<'_>) -> Result<Vec<u8>, TableError> {
    let mut writer = ::csv::Writer::from_writer(UTF8_MARK.to_vec());
    writer.write_record(sheet.columns.iter().map(|column| column.title))?;
    for row in sheet.rows {
        writer.write_record(row.iter().map(text))?;
    }
    Ok(writer
        .into_inner()
        .map_err(::csv::IntoInnerError::into_error)?)
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => harmless(text),
        Cell::Number(number) => number.to_string(),
        Cell::Count(count) => count.to_string(),
        Cell::Date(date) => date.to_string(),
    }
}

/// `text` so that no spreadsheet runs it: cells that start like a formula get an apostrophe before
/// them. Names in a register may come from anyone.
pub fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::table::Column;

    #[test]
    fn text_is_marked_as_utf8_and_formulas_are_disarmed() {
        let columns = [
            Column {
                title: "名称",
                width: 10.0,
            },
            Column {
                title: "数",
                width: 5.0,
            },
        ];
        let rows = vec![
            vec![Cell::from("=1+1"), Cell::Number(2.5)],
            vec![Cell::from("甲,乙"), Cell::Empty],
        ];
        let bytes = to_csv(Sheet {
            name: "表",
            columns: &columns,
            rows: Box::new(rows.into_iter()),
        })
        .unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text, "\u{feff}名称,数\n'=1+1,2.5\n\"甲,乙\",\n");
    }
}
