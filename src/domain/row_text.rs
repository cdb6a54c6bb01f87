//! Rows of a file as people name them.

use crate::domain::Language;

/// Row `row` of a file, counted as its users count; 0 stands for the layer as a whole.
pub fn row_text(row: u32, language: Language) -> String {
    match (row, language) {
        (0, Language::Zh) => "整个图层".to_owned(),
        (0, Language::En) => "Whole layer".to_owned(),
        (row, Language::Zh) => format!("第 {row} 行"),
        (row, Language::En) => format!("Row {row}"),
    }
}
