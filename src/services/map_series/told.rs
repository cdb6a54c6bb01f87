//! What the user should know of a whole series, as sentences: what has no sheet, and which sheets have warnings.

use crate::domain::Language;
use crate::services::map::warning_text;
use crate::services::map_series::{SeriesReport, SeriesSheet};

/// A sentence names no more codes than this.
const NAMED: usize = 8;

impl SeriesSheet {
    /// What the user should know of this sheet, one sentence each.
    pub fn told(&self, language: Language) -> Vec<String> {
        let warnings = self.warnings.iter();
        let warnings = warnings.map(|warning| warning_text(warning, language));
        self.doubt.iter().cloned().chain(warnings).collect()
    }
}

impl SeriesReport {
    /// What the user should know, each once, with the codes that it is about.
    pub fn told(&self, language: Language) -> Vec<String> {
        let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
        for sheet in &self.sheets {
            for text in sheet.told(language) {
                match groups.iter_mut().find(|(own, _)| *own == text) {
                    Some((_, codes)) => codes.push(&sheet.code),
                    None => groups.push((text, vec![&sheet.code])),
                }
            }
        }
        let left_out = left_out_text(&self.left_out, language);
        let groups = groups.iter();
        let groups = groups.map(|(text, codes)| format!("{}  {text}", list(codes, language)));
        left_out.into_iter().chain(groups).collect()
    }
}

/// Which features or cases have no sheet; `None` = all have.
pub fn left_out_text(codes: &[String], language: Language) -> Option<String> {
    let names: Vec<&str> = codes.iter().map(String::as_str).collect();
    let (count, list) = (codes.len(), list(&names, language));
    (count > 0).then(|| match language {
        Language::Zh => format!("{list} 没有可以绘制的图形或位置，未出图（共 {count} 个）"),
        Language::En => format!("{list} cannot be drawn and got no sheet ({count} in all)"),
    })
}

fn list(codes: &[&str], language: Language) -> String {
    let (comma, more) = match language {
        Language::Zh => ("、", " 等"),
        Language::En => (", ", " and others"),
    };
    let named = codes.iter().take(NAMED).copied().collect::<Vec<_>>();
    let rest = if codes.len() > NAMED { more } else { "" };
    format!("{}{rest}", named.join(comma))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::sheet::SheetWarning;

    #[test]
    fn a_warning_of_several_sheets_is_told_once_and_what_has_no_sheet_comes_first() {
        let sheet = |code: &str, warnings: &[SheetWarning]| SeriesSheet {
            code: code.to_owned(),
            name: String::new(),
            file: None,
            denominator: 5_000.0,
            features: 1,
            warnings: warnings.to_vec(),
            doubt: (code == "C").then(|| "案卷不能再作为依据".to_owned()),
        };
        let cut = [SheetWarning::FocusCut];
        let report = SeriesReport {
            files: Vec::new(),
            sheets: vec![sheet("A", &cut), sheet("B", &[]), sheet("C", &cut)],
            bytes: 0,
            work_ms: 0.0,
            left_out: (1..=9).map(|number| format!("N{number}")).collect(),
        };
        let told = report.told(Language::Zh);
        assert!(told[0].starts_with("N1、") && told[0].contains(" 等") && told[0].contains("9 个"));
        assert!(told[1].starts_with("A、C  要素超出图幅"), "{told:?}");
        assert_eq!(told[2], "C  案卷不能再作为依据");
        assert_eq!(told.len(), 3);
    }
}
