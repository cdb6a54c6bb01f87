//! Rows of a table as text that a spreadsheet takes: tabs between cells, a line of titles above.

use crate::domain::{Cancelled, Language, Progress, ValueRef};
use crate::report::csv::harmless;
use crate::services::table::data::TableData;
use crate::services::table::shown::{column_kind, column_label, column_unit};

/// Rows between two looks at whether the user cancelled.
const STEP: usize = 4096;

/// The `rows` of `data` with these columns.
pub fn rows_as_text(
    data: &TableData,
    rows: &[u32],
    columns: &[usize],
    language: Language,
    progress: &Progress,
) -> Result<String, Cancelled> {
    let layer = data.layer();
    let titles: Vec<String> = columns
        .iter()
        .map(|column| {
            let label = column_label(layer, *column).get(language);
            match column_unit(layer, *column) {
                "" => label.to_owned(),
                unit => format!("{label} ({unit})"),
            }
        })
        .collect();
    let kinds: Vec<_> = columns
        .iter()
        .map(|column| column_kind(layer, *column))
        .collect();
    let mut text = titles.join("\t");
    text.push('\n');
    for (index, row) in rows.iter().enumerate() {
        if index % STEP == 0 {
            progress.step(index, rows.len())?;
        }
        for (place, (column, kind)) in columns.iter().zip(&kinds).enumerate() {
            if place > 0 {
                text.push('\t');
            }
            let value = data.value(*row as usize, *column);
            let shown = kind.shown(value, language);
            match value {
                // A negative number is no formula.
                ValueRef::Integer(_) | ValueRef::Real(_) => text.push_str(&shown),
                ValueRef::Text(_) => {
                    // A tab or line break within a cell would make two of it.
                    text.push_str(&harmless(&shown.replace(['\t', '\r', '\n'], " ")));
                }
                ValueRef::Null => {}
            }
        }
        text.push('\n');
    }
    Ok(text)
}
